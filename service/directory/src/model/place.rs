//! Where a service is given.

use crate::{
    Contact, Language, Phone, Schedule,
    row::table,
    value::{Confidentiality, LocationType, Number},
};

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
