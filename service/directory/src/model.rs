//! The tables of HSDS 3.1 (the Human Services Data Specification of Open Referral, docs.openreferral.org)
//! as they are nested in its JSON form, with the fields of Daybreak's [profile](crate::profile).
//!
//! A [`Service`] holds what is its own (phones, schedules, capacities …); organisations, programs,
//! locations and taxonomy terms are shared by many, so a [`Directory`](crate::Directory) keeps each
//! once and services name them by id. The `nested` fields carry the same objects on the wire only:
//! they are `None` within a directory.

use uuid::Uuid;

use crate::{
    row::table,
    value::{
        Confidentiality, Date, Extension, Frequency, LocationType, Moment, Number, Status,
        TimeOfDay, WeekDay,
    },
};

table! {
    /// Who offers services.
    Organization
    links {}
    required {
        /// The official or public name.
        name: String,
        /// What it does, in short.
        description: String,
    }
    optional {
        /// Another name in use.
        alternate_name: String,
        /// Its mail address for questions.
        email: String,
        /// Its site.
        website: String,
        /// Deprecated by the standard.
        tax_status: String,
        /// Deprecated by the standard.
        tax_id: String,
        /// The year it was founded.
        year_incorporated: Number,
        /// Its legal form.
        legal_status: String,
        /// Where its logo is.
        logo: String,
        /// A persistent address that identifies it.
        uri: String,
        /// The organisation it is part of.
        parent_organization_id: Uuid,
    }
    below {
        /// Further sites.
        additional_websites: Url,
        /// Where its money comes from.
        funding: Funding,
        /// People to ask.
        contacts: Contact,
        /// Numbers to call.
        phones: Phone,
        /// Its places; on the wire only.
        locations: Location,
        /// Its programs; on the wire only.
        programs: Program,
        /// Its registration numbers.
        organization_identifiers: OrganizationIdentifier,
        /// Its services; on the wire only.
        services: Service,
    }
    nested {}
}

table! {
    /// A group of services of one organisation.
    Program
    links { organization_id => Organization, }
    required {
        /// Its name.
        name: String,
        /// What it is about.
        description: String,
    }
    optional {
        /// Another name in use.
        alternate_name: String,
    }
    below {}
    nested {}
}

table! {
    /// What an organisation does for people.
    Service
    links { organization_id => Organization, program_id => Program, }
    required {
        /// Its name.
        name: String,
        /// Whether it is offered.
        status: Status,
    }
    optional {
        /// Another name in use.
        alternate_name: String,
        /// What it does.
        description: String,
        /// Its page.
        url: String,
        /// Its mail address.
        email: String,
        /// Which interpreters there are.
        interpretation_services: String,
        /// How to get it.
        application_process: String,
        /// What it costs, in words.
        fees_description: String,
        /// Deprecated by the standard.
        wait_time: String,
        /// Deprecated by the standard.
        fees: String,
        /// Its accreditations.
        accreditations: String,
        /// Who may use it, in words.
        eligibility_description: String,
        /// Youngest age in years.
        minimum_age: Number,
        /// Oldest age in years, included.
        maximum_age: Number,
        /// The day somebody last checked that this record is true.
        assured_date: Date,
        /// The mail address of who checked.
        assurer_email: String,
        /// Deprecated by the standard.
        licenses: String,
        /// A notice that matters now.
        alert: String,
        /// When the record last changed.
        last_modified: Moment,
        /// Profile: genders served, as comma-separated codes; absent means not known.
        genders: String,
        /// Profile: who checked the record, beside `assurer_email`.
        verifier: String,
        /// Profile: the day until which the check counts.
        assured_until: Date,
    }
    below {
        /// Further pages.
        additional_urls: Url,
        /// Numbers to call.
        phones: Phone,
        /// When it is open.
        schedules: Schedule,
        /// Where its users must live.
        service_areas: ServiceArea,
        /// The places where it is given.
        service_at_locations: ServiceAtLocation,
        /// The languages spoken.
        languages: Language,
        /// Where its money comes from.
        funding: Funding,
        /// What it costs.
        cost_options: CostOption,
        /// Papers to bring.
        required_documents: RequiredDocument,
        /// People to ask.
        contacts: Contact,
        /// Beds and places, free and in all.
        capacities: ServiceCapacity,
    }
    nested {
        /// The organisation; on the wire only.
        organization: Organization,
        /// The program; on the wire only.
        program: Program,
    }
}

table! {
    /// A service as it is given at one place.
    ServiceAtLocation
    links { service_id => Service, location_id => Location, }
    required {}
    optional {
        /// What differs from the service elsewhere.
        description: String,
    }
    below {
        /// Where its users must live.
        service_areas: ServiceArea,
        /// People to ask here.
        contacts: Contact,
        /// Numbers to call here.
        phones: Phone,
        /// When it is open here.
        schedules: Schedule,
    }
    nested {
        /// The place; on the wire only.
        location: Location,
        /// The service; on the wire only.
        service: Service,
    }
}

table! {
    /// A place: to go to, to write to or to call.
    Location
    links { organization_id => Organization, }
    required {
        /// What kind of place.
        location_type: LocationType,
    }
    optional {
        /// Its page.
        url: String,
        /// Its name.
        name: String,
        /// Another name in use.
        alternate_name: String,
        /// What one finds there.
        description: String,
        /// How to get there.
        transportation: String,
        /// Degrees north, WGS 84.
        latitude: Number,
        /// Degrees east, WGS 84.
        longitude: Number,
        /// Its identifier elsewhere.
        external_identifier: String,
        /// Whose identifier that is.
        external_identifier_type: String,
        /// Profile: who may know where it is; absent means public.
        confidentiality: Confidentiality,
    }
    below {
        /// The languages spoken.
        languages: Language,
        /// Its addresses.
        addresses: Address,
        /// People to ask.
        contacts: Contact,
        /// What helps people with disabilities.
        accessibility: Accessibility,
        /// Numbers to call.
        phones: Phone,
        /// When it is open.
        schedules: Schedule,
    }
    nested {}
}

table! {
    /// A postal or street address.
    Address
    links { location_id => Location, }
    required {
        /// Street and number.
        address_1: String,
        /// City or town.
        city: String,
        /// State or province.
        state_province: String,
        /// Postal code.
        postal_code: String,
        /// ISO 3166-1 two-letter country code.
        country: String,
        /// What it is good for.
        address_type: LocationType,
    }
    optional {
        /// The person or department.
        attention: String,
        /// A second line.
        address_2: String,
        /// County or district.
        region: String,
        /// Profile: who may see it; absent means public.
        confidentiality: Confidentiality,
    }
    below {}
    nested {}
}

table! {
    /// A telephone number.
    Phone
    links {
        location_id => Location,
        service_id => Service,
        organization_id => Organization,
        contact_id => Contact,
        service_at_location_id => ServiceAtLocation,
    }
    required {
        /// The number as it is written.
        number: String,
    }
    optional {
        /// The extension.
        extension: Extension,
        /// `voice`, `text`, `fax`, `textphone` … (RFC 6350 words).
        r#type: String,
        /// What it is for.
        description: String,
        /// Profile: who may see it; absent means public.
        confidentiality: Confidentiality,
    }
    below {
        /// The languages spoken on it.
        languages: Language,
    }
    nested {}
}

table! {
    /// A person or office to ask.
    Contact
    links {
        organization_id => Organization,
        service_id => Service,
        service_at_location_id => ServiceAtLocation,
        location_id => Location,
    }
    required {}
    optional {
        /// Their name.
        name: String,
        /// Their job.
        title: String,
        /// Their department.
        department: String,
        /// Their mail address.
        email: String,
    }
    below {
        /// Their numbers.
        phones: Phone,
    }
    nested {}
}

table! {
    /// When something is open, as an RFC 5545 rule in columns.
    Schedule
    links {
        service_id => Service,
        location_id => Location,
        service_at_location_id => ServiceAtLocation,
    }
    required {}
    optional {
        /// The first day this schedule counts.
        valid_from: Date,
        /// The last day this schedule counts.
        valid_to: Date,
        /// The first day of the rule.
        dtstart: Date,
        /// Hours east of UTC; wrong half the year where clocks change.
        timezone: Number,
        /// The last day of the rule.
        until: Date,
        /// How often the rule happens in all.
        count: Number,
        /// The first day of the week.
        wkst: WeekDay,
        /// How often the rule happens.
        freq: Frequency,
        /// Every how many weeks or months.
        interval: Number,
        /// Days of the week, such as `MO,TU` or `1MO`.
        byday: String,
        /// Weeks of the year.
        byweekno: String,
        /// Days of the month.
        bymonthday: String,
        /// Days of the year.
        byyearday: String,
        /// The hours in words.
        description: String,
        /// Opens, on the clock of the place.
        opens_at: TimeOfDay,
        /// Closes, on the clock of the place; not after `opens_at` means on the next day.
        closes_at: TimeOfDay,
        /// A page with the hours.
        schedule_link: String,
        /// In person, by phone, by video …
        attending_type: String,
        /// Exceptions in words.
        notes: String,
        /// Profile: the IANA zone of the place, such as `America/Chicago`.
        zone: String,
        /// Profile: true if this schedule says when it is *closed* (a holiday).
        closed: bool,
    }
    below {}
    nested {}
}

table! {
    /// Where money comes from.
    Funding
    links { organization_id => Organization, service_id => Service, }
    required {}
    optional {
        /// The source, in words.
        source: String,
    }
    below {}
    nested {}
}

table! {
    /// Where the users of a service must live.
    ServiceArea
    links { service_id => Service, service_at_location_id => ServiceAtLocation, }
    required {}
    optional {
        /// Its name.
        name: String,
        /// In words.
        description: String,
        /// The area itself: GeoJSON, or codes, as `extent_type` says.
        extent: String,
        /// `geojson`; in the profile also `county` or `state` with comma-separated names or codes.
        extent_type: String,
        /// The area's address in a register.
        uri: String,
    }
    below {}
    nested {}
}

table! {
    /// A paper to bring.
    RequiredDocument
    links { service_id => Service, }
    required {}
    optional {
        /// The paper.
        document: String,
        /// A page about it.
        uri: String,
    }
    below {}
    nested {}
}

table! {
    /// A language that is spoken.
    Language
    links { service_id => Service, location_id => Location, phone_id => Phone, }
    required {}
    optional {
        /// Its name.
        name: String,
        /// ISO 639 code.
        code: String,
        /// Such as "Tuesdays only".
        note: String,
    }
    below {}
    nested {}
}

table! {
    /// What helps people with disabilities at a place.
    Accessibility
    links { location_id => Location, }
    required {}
    optional {
        /// What there is.
        description: String,
        /// How to use it.
        details: String,
        /// A page about it.
        url: String,
    }
    below {}
    nested {}
}

table! {
    /// What a service costs.
    CostOption
    links { service_id => Service, }
    required {}
    optional {
        /// From which day.
        valid_from: Date,
        /// Until which day.
        valid_to: Date,
        /// For whom.
        option: String,
        /// ISO 4217 code.
        currency: String,
        /// How much.
        amount: Number,
        /// In words.
        amount_description: String,
    }
    below {}
    nested {}
}

table! {
    /// A registration number of an organisation.
    OrganizationIdentifier
    links { organization_id => Organization, }
    required {
        /// Whose number it is, in words.
        identifier_type: String,
        /// The number.
        identifier: String,
    }
    optional {
        /// The org-id.guide prefix.
        identifier_scheme: String,
    }
    below {}
    nested {}
}

table! {
    /// How much of a service there is, and how much is free.
    ServiceCapacity
    links { service_id => Service, unit_id => Unit, }
    required {
        /// How many are free; those held are not.
        available: Number,
        /// When that was true.
        updated: Moment,
    }
    optional {
        /// How many there are in all.
        maximum: Number,
        /// For whom or what, in words.
        description: String,
        /// Profile: how many are kept for somebody on the way; not counted in `available`.
        held: Number,
        /// Profile: how many are paid for.
        funded: Number,
        /// Profile: for whom, as a word of the organisation ("girls 12-17").
        population: String,
        /// Profile: genders taken, as comma-separated codes.
        genders: String,
        /// Profile: youngest age taken.
        minimum_age: Number,
        /// Profile: oldest age taken.
        maximum_age: Number,
        /// Profile: whether a young parent can bring their own child.
        own_child: bool,
        /// Profile: whether pets can come.
        pets: bool,
        /// Profile: languages spoken there, as comma-separated ISO 639 codes.
        languages: String,
        /// Profile: whether transgender and gender-diverse people are placed as who they are.
        gender_affirming: bool,
    }
    below {}
    nested {
        /// What is counted.
        unit: Unit,
    }
}

table! {
    /// What is counted: beds, places, visits.
    Unit
    links {}
    required {
        /// Its name.
        name: String,
    }
    optional {
        /// The register it is from.
        scheme: String,
        /// Its code there.
        identifier: String,
        /// Its address there.
        uri: String,
    }
    below {}
    nested {}
}

table! {
    /// A page on the web.
    Url
    links { organization_id => Organization, service_id => Service, }
    required {
        /// Its address.
        url: String,
    }
    optional {
        /// What it is.
        label: String,
    }
    below {}
    nested {}
}

table! {
    /// A list of codes.
    Taxonomy
    links {}
    required {
        /// Its name.
        name: String,
        /// What it is about.
        description: String,
    }
    optional {
        /// Its address.
        uri: String,
        /// Its version.
        version: String,
    }
    below {}
    nested {}
}

table! {
    /// One code of a taxonomy.
    TaxonomyTerm
    links { taxonomy_id => Taxonomy, }
    required {
        /// Its name.
        name: String,
        /// What it means.
        description: String,
    }
    optional {
        /// The code.
        code: String,
        /// The term above it.
        parent_id: Uuid,
        /// The taxonomy, in words, where there is no row for it.
        taxonomy: String,
        /// The language of name and description.
        language: String,
        /// Its address.
        term_uri: String,
    }
    below {}
    nested {
        /// The taxonomy; on the wire only.
        taxonomy_detail: Taxonomy,
    }
}

table! {
    /// A fact about any row, under a code.
    Attribute
    links { taxonomy_term_id => TaxonomyTerm, }
    required {}
    optional {
        /// The row it is about, where nesting does not say it.
        link_id: Uuid,
        /// Such as `need` or `eligibility`.
        link_type: String,
        /// The table of that row.
        link_entity: String,
        /// The value.
        value: String,
        /// The value in words.
        label: String,
    }
    below {}
    nested {
        /// The code; on the wire only.
        taxonomy_term: TaxonomyTerm,
    }
}

table! {
    /// One change of any row.
    Metadata
    links {}
    required {
        /// The day of the change.
        last_action_date: Date,
        /// `create`, `update`, `delete`.
        last_action_type: String,
        /// The field.
        field_name: String,
        /// Its value before.
        previous_value: String,
        /// Its value after.
        replacement_value: String,
        /// Who changed it.
        updated_by: String,
    }
    optional {
        /// The row, where nesting does not say it.
        resource_id: Uuid,
        /// The table of that row.
        resource_type: String,
    }
    below {}
    nested {}
}

table! {
    /// How a whole table is written.
    MetaTableDescription
    links {}
    required {}
    optional {
        /// Its name.
        name: String,
        /// Its language.
        language: String,
        /// Its encoding.
        character_set: String,
    }
    below {}
    nested {}
}
