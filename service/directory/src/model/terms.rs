//! On which terms a service is given: when, to whom, how much of it, for what price.

use crate::{
    row::table,
    value::{Date, Frequency, Moment, Number, TimeOfDay, WeekDay},
};

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
