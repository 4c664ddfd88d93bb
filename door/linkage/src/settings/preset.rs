//! Ready settings for lists of people.
//!
//! Columns are recognised by their usual names; what a list lacks is left out. The levels were chosen
//! for children's records: short forms, swapped names, double surnames, estimated birth dates, and
//! properties that a household shares kept apart from those of one person.

use super::{Comparison, Frequency, Level, LinkKind, Settings, SettingsError};

/// A property of a person that the preset knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Property {
    Given,
    Surname,
    Birth,
    Sex,
    Postcode,
    Address,
    Phone,
    Email,
    Number,
}

const NAMES: &[(Property, &[&str])] = &[
    (
        Property::Given,
        &["first_name", "given_name", "forename", "firstname", "nombre", "name_first"],
    ),
    (
        Property::Surname,
        &["surname", "last_name", "family_name", "lastname", "apellido", "apellidos", "name_last"],
    ),
    (
        Property::Birth,
        &["dob", "date_of_birth", "birth_date", "birthdate", "born", "fecha_nacimiento"],
    ),
    (Property::Sex, &["sex", "gender", "sexo"]),
    (Property::Postcode, &["postcode", "zip", "zip_code", "postal_code", "codigo_postal"]),
    (Property::Address, &["address", "address_1", "street", "street_address", "direccion"]),
    (Property::Phone, &["phone", "telephone", "phone_number", "mobile", "telefono"]),
    (Property::Email, &["email", "e_mail", "email_address", "correo"]),
    (
        Property::Number,
        &["national_id", "soc_sec_id", "ssn", "social_security_number", "agency_id", "case_number"],
    ),
];

/// Columns that hold a record's id, in order of preference.
const IDS: &[&str] = &["unique_id", "record_id", "rec_id", "record", "id"];

/// Settings for people whose lists have the columns of `header`.
///
/// # Errors
/// [`SettingsError::Value`] when neither a name nor a number of a person is among them.
pub fn people(header: &[String]) -> Result<Settings, SettingsError> {
    let find = |names: &[&str]| {
        names.iter().find_map(|n| header.iter().find(|h| h.eq_ignore_ascii_case(n))).cloned()
    };
    let column = |property: Property| {
        NAMES.iter().find(|(p, _)| *p == property).and_then(|(_, names)| find(names))
    };
    let comparisons = comparisons(&column);
    let blocking = blocking(&column);
    if comparisons.len() < 2 || blocking.is_empty() {
        let text = "too few columns of people were recognised (first_name, surname, dob, sex, \
                    postcode, phone, email, …); rename them or write a settings file";
        return Err(SettingsError::Value(text.to_owned()));
    }
    let shared = [Property::Surname, Property::Postcode, Property::Address, Property::Phone];
    Ok(Settings {
        link: LinkKind::LinkAndDeduplicate,
        id: find(IDS).unwrap_or_else(super::default_id),
        derive: Default::default(),
        blocking,
        certain: certain(&column),
        certain_recall: super::default_recall(),
        shared: shared.into_iter().filter_map(column).collect(),
        never: Vec::new(),
        one_to_one: false,
        prior: None,
        household_prior: None,
        comparisons,
    })
}

/// Columns of encoded lists begin so, followed by the name of the field.
pub const ENCODED: &str = "enc_";

/// True when a list holds keyed encodings.
#[must_use]
pub fn is_encoded(header: &[String]) -> bool {
    header.iter().any(|h| h.starts_with(ENCODED))
}

/// Settings for lists of keyed encodings: the same model, on levels of the Dice coefficient.
///
/// # Errors
/// [`SettingsError::Value`] when fewer than two encoded fields are recognised.
pub fn encoded(header: &[String]) -> Result<Settings, SettingsError> {
    let fields: Vec<String> =
        header.iter().filter_map(|h| h.strip_prefix(ENCODED)).map(str::to_owned).collect();
    let mut settings = people(&fields)?;
    let column = |c: &str| format!("{ENCODED}{c}");
    settings.comparisons = fields.iter().map(|f| dice_levels(f, &column(f))).collect();
    let pairs = (0..fields.len()).flat_map(|i| (i + 1..fields.len()).map(move |j| (i, j)));
    settings.blocking =
        pairs.map(|(i, j)| format!("{}, {}", column(&fields[i]), column(&fields[j]))).collect();
    let single: &[&str] = &["phone", "email", "national_id", "soc_sec_id", "ssn"];
    let alone = fields.iter().filter(|f| single.contains(&f.as_str())).map(|f| column(f));
    settings.blocking.extend(alone);
    settings.certain.clear();
    settings.shared = settings.shared.iter().map(|c| column(c)).collect();
    settings.id = find_id(header).unwrap_or(settings.id);
    Ok(settings)
}

fn find_id(header: &[String]) -> Option<String> {
    IDS.iter().find_map(|n| header.iter().find(|h| h.eq_ignore_ascii_case(n))).cloned()
}

fn dice_levels(name: &str, c: &str) -> Comparison {
    let alike =
        |least: &str| level(&format!("dice({c}_l, {c}_r) >= {least}"), &format!("Dice {least}"));
    let levels =
        vec![missing(c), frequent(exact(c), c), alike("0.8"), alike("0.65"), alike("0.5"), other()];
    property(name, levels)
}

type Columns<'a> = &'a dyn Fn(Property) -> Option<String>;

fn comparisons(column: Columns<'_>) -> Vec<Comparison> {
    let (given, surname) = (column(Property::Given), column(Property::Surname));
    let mut out = Vec::new();
    out.extend(given.as_ref().map(|g| given_name(g, surname.as_deref())));
    out.extend(surname.as_ref().map(|s| surname_of(s, given.as_deref())));
    out.extend(column(Property::Birth).map(|c| birth(&c)));
    out.extend(column(Property::Sex).map(|c| sex(&c, given.as_deref())));
    out.extend(column(Property::Postcode).map(|c| postcode(&c)));
    out.extend(column(Property::Address).map(|c| address(&c)));
    out.extend(column(Property::Phone).map(|c| phone(&c)));
    let names: Vec<&String> = given.iter().chain(&surname).collect();
    out.extend(column(Property::Email).map(|c| email(&c, &names)));
    out.extend(column(Property::Number).map(|c| number(&c)));
    out
}

fn given_name(c: &str, surname: Option<&str>) -> Comparison {
    let ((l, r), counted_by) = (folded(c), format!("fold({c})"));
    let mut levels = vec![missing(c), frequent(folded_exact(c), &counted_by)];
    levels.extend(surname.map(|s| level(&swapped(c, s), "given name and surname exchanged")));
    levels.push(near(
        level(&format!("damerau_levenshtein({l}, {r}) <= 1"), "one typing error"),
        &counted_by,
    ));
    levels.push(near(
        level(&format!("short_form({l}, {r})"), "a short form of the other"),
        &counted_by,
    ));
    levels.push(near(
        level(&format!("jaro_winkler_similarity({l}, {r}) >= 0.88"), "similar"),
        &counted_by,
    ));
    levels.push(other());
    property("given name", levels)
}

fn surname_of(c: &str, given: Option<&str>) -> Comparison {
    let ((l, r), counted_by) = (folded(c), format!("fold({c})"));
    let mut levels = vec![missing(c), frequent(folded_exact(c), &counted_by)];
    // The exchange is already counted with the given name.
    levels.extend(given.map(|g| neutral(&swapped(g, c), "given name and surname exchanged")));
    levels.push(near(
        level(&format!("damerau_levenshtein({l}, {r}) <= 1"), "one typing error"),
        &counted_by,
    ));
    levels.push(level(&format!("shares_word({c}_l, {c}_r)"), "a surname in common"));
    levels.push(near(
        level(&format!("jaro_winkler_similarity({l}, {r}) >= 0.9"), "similar"),
        &counted_by,
    ));
    levels.push(other());
    property("surname", levels)
}

fn swapped(given: &str, surname: &str) -> String {
    let ((gl, gr), (sl, sr)) = (folded(given), folded(surname));
    format!("{gl} = {sr} and {sl} = {gr}")
}

fn folded(c: &str) -> (String, String) {
    (format!("fold({c}_l)"), format!("fold({c}_r)"))
}

fn folded_exact(c: &str) -> Level {
    let (l, r) = folded(c);
    level(&format!("{l} = {r}"), "the same")
}

fn birth(c: &str) -> Comparison {
    let both_estimated = format!("{c}_l = {c}_r and estimated_date({c}_l)");
    let one_estimated = format!(
        "(estimated_date({c}_l) or estimated_date({c}_r)) and \
         abs(to_number(birth_year({c}_l)) - to_number(birth_year({c}_r))) <= 1"
    );
    let levels = vec![
        missing(c),
        level(&both_estimated, "the same estimated date"),
        level(&format!("{c}_l = {c}_r"), "the same date"),
        level(&one_estimated, "one date is an estimate, within a year"),
        level(&format!("day_month_swapped({c}_l, {c}_r)"), "day and month exchanged"),
        level(&format!("damerau_levenshtein({c}_l, {c}_r) <= 1"), "one typing error"),
        level(
            &format!("right({c}_l, 5) = right({c}_r, 5)"),
            "the same day and month of another year",
        ),
        level(&format!("birth_year({c}_l) = birth_year({c}_r)"), "the same year"),
        other(),
    ];
    property("birth date", levels)
}

fn postcode(c: &str) -> Comparison {
    let levels = vec![
        missing(c),
        frequent(exact(c), c),
        level(&format!("levenshtein({c}_l, {c}_r) <= 1"), "one typing error"),
        level(&format!("substr({c}_l, 1, 3) = substr({c}_r, 1, 3)"), "the same area"),
        other(),
    ];
    property("postcode", levels)
}

fn address(c: &str) -> Comparison {
    let levels = vec![
        missing(c),
        frequent(exact(c), c),
        level(&format!("jaro_winkler_similarity({c}_l, {c}_r) >= 0.9"), "similar"),
        other(),
    ];
    property("address", levels)
}

fn phone(c: &str) -> Comparison {
    let levels = vec![
        missing(c),
        level(&format!("right(digits({c}_l), 9) = right(digits({c}_r), 9)"), "the same number"),
        level(
            &format!("damerau_levenshtein(right(digits({c}_l), 9), right(digits({c}_r), 9)) <= 1"),
            "one digit differs",
        ),
        other(),
    ];
    property("phone", levels)
}

/// A given name tells the sex, so sex speaks only where the given names do not agree.
fn sex(c: &str, given: Option<&str>) -> Comparison {
    let mut levels = vec![missing(c)];
    levels.extend(given.map(|g| neutral(&folded_exact(g).when, "told by the given name")));
    levels.extend([exact(c), other()]);
    property("sex", levels)
}

/// Addresses are made of names, so that of a namesake is alike without being a misspelling.
fn email(c: &str, names: &[&String]) -> Comparison {
    let alike = format!(
        "(levenshtein({c}_l, {c}_r) <= 2 or nullif(regexp_extract({c}_l, '^[^@]+'), '') = \
         nullif(regexp_extract({c}_r, '^[^@]+'), ''))"
    );
    let mut levels = vec![missing(c), exact(c)];
    if !names.is_empty() {
        let same: Vec<String> = names.iter().map(|n| folded_exact(n).when).collect();
        let same = format!("{alike} and ({})", same.join(" or "));
        levels.push(neutral(&same, "alike, as the names are"));
    }
    levels.extend([level(&alike, "alike"), other()]);
    property("e-mail", levels)
}

fn number(c: &str) -> Comparison {
    let levels = vec![
        missing(c),
        exact(c),
        level(&format!("damerau_levenshtein({c}_l, {c}_r) <= 1"), "one typing error"),
        other(),
    ];
    property("number", levels)
}

/// Rules that together find nearly every pair of records of one person, whichever property is wrong.
fn blocking(column: Columns<'_>) -> Vec<String> {
    use Property as P;
    let rules: &[&[(P, &str)]] = &[
        &[(P::Number, "{}")],
        &[(P::Given, "fold({})"), (P::Surname, "fold({})")],
        &[(P::Surname, "fold({})"), (P::Birth, "{}")],
        &[(P::Given, "fold({})"), (P::Birth, "{}")],
        &[(P::Postcode, "{}"), (P::Given, "fold({})")],
        &[(P::Postcode, "{}"), (P::Surname, "fold({})")],
        &[(P::Phone, "right(digits({}), 9)")],
        &[(P::Email, "{}")],
        &[
            (P::Given, "substr(fold({}), 1, 2)"),
            (P::Surname, "substr(fold({}), 1, 3)"),
            (P::Birth, "birth_year({})"),
        ],
        &[(P::Birth, "{}"), (P::Postcode, "substr({}, 1, 4)")],
        &[(P::Address, "{}"), (P::Birth, "{}")],
        &[(P::Address, "{}"), (P::Given, "fold({})")],
    ];
    let mut out: Vec<String> = rules
        .iter()
        .filter_map(|parts| {
            let parts: Option<Vec<String>> =
                parts.iter().map(|(p, form)| Some(form.replace("{}", &column(*p)?))).collect();
            parts.map(|p| p.join(", "))
        })
        .collect();
    if let (Some(g), Some(s)) = (column(P::Given), column(P::Surname)) {
        out.push(format!("fold(l.{g}) = fold(r.{s}) and fold(l.{s}) = fold(r.{g})"));
    }
    out
}

fn certain(column: Columns<'_>) -> Vec<String> {
    use Property as P;
    let rules = [
        vec![P::Number],
        vec![P::Given, P::Surname, P::Birth],
        vec![P::Phone, P::Given],
        vec![P::Email, P::Birth],
    ];
    let joined = |rule: &Vec<P>| {
        rule.iter().map(|p| column(*p)).collect::<Option<Vec<String>>>().map(|c| c.join(", "))
    };
    rules.iter().filter_map(joined).collect()
}

fn property(name: &str, levels: Vec<Level>) -> Comparison {
    Comparison { name: name.to_owned(), levels }
}

fn missing(c: &str) -> Level {
    neutral(&format!("{c}_l is null or {c}_r is null"), "missing")
}

fn neutral(when: &str, label: &str) -> Level {
    Level { neutral: true, ..level(when, label) }
}

fn exact(c: &str) -> Level {
    level(&format!("{c}_l = {c}_r"), "the same")
}

fn other() -> Level {
    level("else", "different")
}

fn frequent(level: Level, column: &str) -> Level {
    Level { frequency: Some(counted(column, false)), ..level }
}

/// Near agreement, weighed by how common both values are.
fn near(level: Level, column: &str) -> Level {
    Level { frequency: Some(counted(column, true)), ..level }
}

fn counted(column: &str, near: bool) -> Frequency {
    let column = column.to_owned();
    Frequency { column, weight: 1.0, minimum: 0.0, own_u: false, near, base: None }
}

fn level(when: &str, label: &str) -> Level {
    Level {
        when: when.to_owned(),
        label: label.to_owned(),
        neutral: false,
        m: None,
        u: None,
        h: None,
        fix_m: false,
        fix_u: false,
        frequency: None,
    }
}
