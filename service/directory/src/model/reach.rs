//! How to reach somebody, and in which language.

use crate::{
    row::table,
    value::{Confidentiality, Extension},
};

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
