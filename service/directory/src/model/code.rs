//! Codes, facts under codes, and the history of changes.

use uuid::Uuid;

use crate::{row::table, value::Date};

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
