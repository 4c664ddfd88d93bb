//! The tables of HSDS 3.1 (the Human Services Data Specification of Open Referral, docs.openreferral.org)
//! as they are nested in its JSON form, with the fields of Daybreak's [profile](crate::profile).
//!
//! A [`Service`] holds what is its own (phones, schedules, capacities …); organisations, programs,
//! locations and taxonomy terms are shared by many, so a [`Directory`](crate::Directory) keeps each
//! once and services name them by id. The `nested` fields carry the same objects on the wire only:
//! they are `None` within a directory.

mod code;
mod place;
mod reach;
mod terms;

pub use code::{Attribute, MetaTableDescription, Metadata, Taxonomy, TaxonomyTerm};
pub use place::{Accessibility, Address, Location};
pub use reach::{Contact, Language, Phone, Url};
pub use terms::{
    CostOption, Funding, OrganizationIdentifier, RequiredDocument, Schedule, ServiceArea,
    ServiceCapacity, Unit,
};

use uuid::Uuid;

use crate::{
    row::table,
    value::{Date, Moment, Number, Status},
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
