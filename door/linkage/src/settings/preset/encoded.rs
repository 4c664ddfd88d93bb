//! Ready settings for lists of keyed encodings.

use super::columns::{Columns, Property, id};
use super::{common, exact, frequent, level, missing, near, neutral, other, people, property};
use crate::settings::{Comparison, Settings, SettingsError};

/// Columns of encoded lists begin so, followed by the name of the field.
pub const ENCODED: &str = "enc_";

/// True when a list holds keyed encodings.
#[must_use]
pub fn is_encoded(header: &[String]) -> bool {
    header.iter().any(|h| h.starts_with(ENCODED))
}

/// Settings for lists of keyed encodings: the same model, on levels of the Dice coefficient. Levels stand
/// where the parts of a value put them: a date of the same year and month shares six of eight parts, an
/// estimate and a date of the next year four of seven and eight.
///
/// # Errors
/// [`SettingsError::Value`] when fewer than two encoded fields are recognised.
pub fn encoded(header: &[String]) -> Result<Settings, SettingsError> {
    let fields: Vec<String> =
        header.iter().filter_map(|h| h.strip_prefix(ENCODED)).map(str::to_owned).collect();
    let mut settings = people(&fields)?;
    let columns = Columns::of(&fields);
    let column = |c: &str| format!("{ENCODED}{c}");
    let held = |property| columns.name(property).map(|name| column(&name));
    let kind = |field: &String| {
        Property::ALL.into_iter().find(|&p| columns.name(p).as_ref() == Some(field))
    };
    let names: Vec<String> =
        [Property::Given, Property::Surname].into_iter().filter_map(held).collect();
    settings.comparisons =
        fields.iter().map(|f| comparison(f, &column(f), kind(f), &names)).collect();
    // Two values of two people agree by chance often where one has few values.
    let telling: Vec<&String> = fields.iter().filter(|f| kind(f) != Some(Property::Sex)).collect();
    let pairs = (0..telling.len()).flat_map(|i| (i + 1..telling.len()).map(move |j| (i, j)));
    settings.blocking =
        pairs.map(|(i, j)| format!("{}, {}", column(telling[i]), column(telling[j]))).collect();
    let single = [Property::Phone, Property::Email, Property::Number];
    settings.blocking.extend(single.into_iter().filter_map(held));
    if let [given, surname] = names.as_slice() {
        settings.blocking.push(format!("l.{given} = r.{surname} and l.{surname} = r.{given}"));
    }
    // Beginnings of names cannot be compared: records whose names are both misspelt need this.
    let born: Vec<String> = [Property::Birth, Property::Sex].into_iter().filter_map(held).collect();
    settings.blocking.extend((born.len() == 2).then(|| born.join(", ")));
    settings.certain.clear();
    settings.derive.clear();
    settings.dates.clear();
    settings.missing.clear();
    settings.shared = settings.shared.iter().map(|c| column(c)).collect();
    settings.id = id(header).unwrap_or(settings.id);
    Ok(settings)
}

/// The levels of one field; `names` are the columns of given name and surname. A given name tells the
/// sex and addresses are made of names, so there the same dependences are taken out as in clear. That the names
/// were exchanged counts with the given name.
fn comparison(name: &str, c: &str, kind: Option<Property>, names: &[String]) -> Comparison {
    use Property as P;
    let alike =
        |least: &str| level(&format!("dice({c}_l, {c}_r) >= {least}"), &format!("Dice {least}"));
    let same = |column: &String| format!("{column}_l = {column}_r");
    let mut levels = vec![missing(c)];
    match kind {
        Some(P::Birth) => {
            levels.push(exact(c));
            levels.extend(["0.7", "0.58", "0.51", "0.4"].map(alike));
        }
        Some(P::Sex) => {
            let told = |given| neutral(&same(given), "told by the given name");
            levels.extend(names.first().map(told));
            levels.push(exact(c));
        }
        Some(P::Age) => levels.push(exact(c)),
        Some(P::Postcode) => levels.extend([frequent(exact(c), c), alike("0.7"), alike("0.4")]),
        Some(P::Phone | P::Number) => levels.extend([common(exact(c), c), alike("0.75")]),
        Some(P::Email) => {
            levels.push(common(exact(c), c));
            let named: Vec<String> = names.iter().map(same).collect();
            if !named.is_empty() {
                let made = format!("dice({c}_l, {c}_r) >= 0.5 and ({})", named.join(" or "));
                levels.push(neutral(&made, "alike, as the names are"));
            }
            levels.push(alike("0.7"));
        }
        _ => {
            levels.push(frequent(exact(c), c));
            if let [given, surname] = names {
                let exchanged = format!("{given}_l = {surname}_r and {surname}_l = {given}_r");
                let label = "given name and surname exchanged";
                levels.extend((c == given).then(|| level(&exchanged, label)));
                levels.extend((c == surname).then(|| neutral(&exchanged, label)));
            }
            let steps = ["0.85", "0.75", "0.65", "0.55", "0.45", "0.35"];
            levels.extend(steps.map(|least| near(alike(least), c)));
        }
    }
    levels.push(other());
    property(name, levels)
}
