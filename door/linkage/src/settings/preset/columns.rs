//! Which column of a list holds which property of a person.
//!
//! Agencies name the same thing differently. A column is recognised by its name without case, spaces
//! and signs, with or without a word that says whose it is (`Client First Name`); lists that follow the
//! first are read under the first one's names.

use crate::settings::{Settings, SettingsError};
use crate::table::Wanted;

/// A property of a person that the preset knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Property {
    Given,
    Middle,
    Surname,
    Full,
    Birth,
    Age,
    Sex,
    Postcode,
    City,
    Address,
    Phone,
    Email,
    Number,
}

impl Property {
    pub(super) const ALL: [Self; 13] = [
        Self::Given,
        Self::Middle,
        Self::Surname,
        Self::Full,
        Self::Birth,
        Self::Age,
        Self::Sex,
        Self::Postcode,
        Self::City,
        Self::Address,
        Self::Phone,
        Self::Email,
        Self::Number,
    ];
}

/// Names of each property, the commonest first; the first one is what other spellings become.
const NAMES: &[(Property, &[&str])] = &[
    (
        Property::Given,
        &[
            "first_name",
            "given_name",
            "forename",
            "name_first",
            "fname",
            "first",
            "given",
            "given_names",
            "nombre",
            "nombres",
            "primer_nombre",
            "prenom",
            "vorname",
        ],
    ),
    (Property::Middle, &["middle_name", "middle", "second_name", "mname", "segundo_nombre"]),
    (
        Property::Surname,
        &[
            "surname",
            "last_name",
            "family_name",
            "name_last",
            "lname",
            "last",
            "family",
            "apellido",
            "apellidos",
            "primer_apellido",
            "nachname",
        ],
    ),
    (Property::Full, &["full_name", "name", "person_name", "nombre_completo"]),
    (
        Property::Birth,
        &[
            "dob",
            "date_of_birth",
            "birth_date",
            "birthdate",
            "birthday",
            "born",
            "bdate",
            "dob_date",
            "birth_dt",
            "fecha_nacimiento",
            "fecha_de_nacimiento",
            "geburtsdatum",
        ],
    ),
    (Property::Age, &["age", "age_years", "edad"]),
    (Property::Sex, &["sex", "gender", "sexo", "sex_code", "gender_code", "genero"]),
    (
        Property::Postcode,
        &[
            "postcode",
            "zip",
            "zip_code",
            "postal_code",
            "post_code",
            "zip5",
            "codigo_postal",
            "plz",
        ],
    ),
    (
        Property::City,
        &["city", "town", "suburb", "locality", "municipality", "ciudad", "municipio"],
    ),
    (
        Property::Address,
        &[
            "address",
            "address_1",
            "street",
            "street_address",
            "address_line_1",
            "addr",
            "addr_1",
            "street_name",
            "home_address",
            "residential_address",
            "direccion",
            "calle",
        ],
    ),
    (
        Property::Phone,
        &[
            "phone",
            "telephone",
            "phone_number",
            "phone_no",
            "mobile",
            "mobile_phone",
            "cell",
            "cell_phone",
            "tel",
            "contact_number",
            "home_phone",
            "primary_phone",
            "telefono",
            "celular",
        ],
    ),
    (
        Property::Email,
        &["email", "e_mail", "email_address", "mail", "correo", "correo_electronico"],
    ),
    (
        Property::Number,
        &[
            "national_id",
            "soc_sec_id",
            "ssn",
            "social_security_number",
            "social_security_no",
            "national_number",
            "medicaid_id",
            "agency_id",
            "case_number",
        ],
    ),
];

/// Words before a name that say whose it is.
const WHOSE: &[&str] = &["client", "child", "person", "patient", "youth", "student", "minor"];

/// Columns that hold a record's id, in order of preference.
const IDS: &[&str] =
    &["unique_id", "record_id", "rec_id", "record", "id", "uid", "row_id", "client_id"];

/// The columns of a list, as the preset sees them.
pub(super) struct Columns<'h> {
    header: &'h [String],
}

impl<'h> Columns<'h> {
    pub(super) fn of(header: &'h [String]) -> Self {
        Self { header }
    }

    /// The column of the list that holds `property`.
    fn held(&self, property: Property) -> Option<&'h String> {
        let (_, names) = NAMES.iter().find(|(p, _)| *p == property)?;
        let column = |name: &str, of: &dyn Fn(&str) -> String| {
            self.header.iter().find(|h| of(h) == plain(name))
        };
        let by = |of: &dyn Fn(&str) -> String| names.iter().find_map(|name| column(name, of));
        by(&|h| plain(h)).or_else(|| by(&|h| without_whose(&plain(h)).to_owned()))
    }

    /// What the column of `property` is called in conditions: its own name where conditions can say it.
    pub(super) fn name(&self, property: Property) -> Option<String> {
        let held = self.held(property)?;
        Some(if is_sayable(held) { held.clone() } else { usual_name(property).to_owned() })
    }
}

/// The name that a property usually has.
pub(super) fn usual_name(property: Property) -> &'static str {
    NAMES.iter().find(|(p, _)| *p == property).map_or("", |(_, names)| names[0])
}

/// The column of record ids.
pub(super) fn id(header: &[String]) -> Option<String> {
    IDS.iter().find_map(|n| header.iter().find(|h| plain(h) == plain(n))).cloned()
}

/// What a reader keeps of a list with the columns of `header`, for `settings`. A column that they name
/// and the list lacks is taken from the list's column of the same property.
///
/// # Errors
/// [`SettingsError`] when a condition of the settings is not understood.
pub fn wanted(settings: &Settings, header: &[String]) -> Result<Wanted, SettingsError> {
    let columns = settings.columns()?;
    let present = |name: &str| header.iter().any(|h| h.eq_ignore_ascii_case(name));
    let mut wanted = Wanted {
        id: Some(match present(&settings.id) {
            true => settings.id.clone(),
            false => id(header).filter(|id| !columns.contains(id)).unwrap_or(settings.id.clone()),
        }),
        dates: settings.dates.iter().cloned().collect(),
        missing: settings.missing.iter().cloned().collect(),
        ..Wanted::default()
    };
    for name in columns.iter().filter(|name| !present(name)) {
        let held = property_of(name).and_then(|p| Columns::of(header).held(p));
        if let Some(held) = held.filter(|h| !columns.contains(*h)) {
            wanted.renamed.insert(held.clone(), name.clone());
        }
    }
    wanted.columns = Some(columns);
    Ok(wanted)
}

/// What `daybreak encode` keeps of a list: every property it knows, under its usual name, so that the
/// encodings of agencies with other column names agree.
///
/// # Errors
/// [`SettingsError`] when too few columns of people are recognised.
pub fn wanted_for_encoding(header: &[String]) -> Result<Wanted, SettingsError> {
    let columns = Columns::of(header);
    let mut usual = Vec::new();
    let mut renamed = std::collections::BTreeMap::new();
    for property in Property::ALL {
        if let Some(held) = columns.held(property) {
            usual.push(usual_name(property).to_owned());
            renamed.insert(held.clone(), usual_name(property).to_owned());
        }
    }
    let settings = super::people(&usual)?;
    Ok(Wanted { id: id(header), renamed, ..wanted(&settings, &usual)? })
}

fn property_of(name: &str) -> Option<Property> {
    let plain_name = plain(name);
    let of = |wanted: &str| {
        NAMES.iter().find(|(_, names)| names.iter().any(|n| plain(n) == wanted)).map(|(p, _)| *p)
    };
    of(&plain_name).or_else(|| of(without_whose(&plain_name)))
}

/// A name in small letters and digits alone.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn without_whose(plain: &str) -> &str {
    WHOSE.iter().find_map(|whose| plain.strip_prefix(whose)).unwrap_or(plain)
}

/// True when a condition can name the column without quotes.
fn is_sayable(name: &str) -> bool {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    begins && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn other_spellings_of_a_property_are_recognised() {
        let header = header(&["ID", "Client First Name", "LASTNAME", "Date of Birth", "E-Mail"]);
        let columns = Columns::of(&header);
        assert_eq!(columns.name(Property::Given).as_deref(), Some("first_name"));
        assert_eq!(columns.name(Property::Surname).as_deref(), Some("LASTNAME"));
        assert_eq!(columns.name(Property::Birth).as_deref(), Some("dob"));
        assert_eq!(columns.name(Property::Email).as_deref(), Some("email"));
        assert_eq!(columns.name(Property::Phone), None);
        assert_eq!(id(&header).as_deref(), Some("ID"));
    }

    #[test]
    fn a_second_list_is_read_under_the_names_of_the_first() {
        let first = header(&["id", "first_name", "surname", "dob", "phone"]);
        let settings = super::super::people(&first).unwrap();
        let second = header(&["rec_id", "fname", "Last Name", "birthdate", "notes"]);
        let wanted = wanted(&settings, &second).unwrap();
        assert_eq!(wanted.id.as_deref(), Some("rec_id"));
        let renamed: Vec<(&str, &str)> =
            wanted.renamed.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let expected = [("Last Name", "surname"), ("birthdate", "dob"), ("fname", "first_name")];
        assert_eq!(renamed, expected);
    }

    #[test]
    fn agencies_with_other_names_encode_the_same_fields() {
        for names in [["given_name", "family_name", "birth_date"], ["Nombre", "Apellidos", "DOB"]] {
            let wanted = wanted_for_encoding(&header(&names)).unwrap();
            let kept: Vec<String> = wanted.columns.unwrap().into_iter().collect();
            assert_eq!(kept, ["dob", "first_name", "surname"]);
            assert_eq!(wanted.renamed.len(), 3);
        }
    }
}
