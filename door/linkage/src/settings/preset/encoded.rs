//! Ready settings for lists of keyed encodings.

use super::columns::{Columns, Property, id};
use super::{
    common, counted, exact, frequent, level, missing, near, neutral, other, people, property,
};
use crate::encoding::{TOKENS, YEAR};
use crate::settings::{Comparison, Frequency, Level, Settings, SettingsError};

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
/// In salted lists, names say something of two records of one year only; of others, the tokens do.
///
/// # Errors
/// [`SettingsError::Value`] when fewer than two encoded fields are recognised.
pub fn encoded(header: &[String]) -> Result<Settings, SettingsError> {
    let all: Vec<&str> = header.iter().filter_map(|h| h.strip_prefix(ENCODED)).collect();
    let is_field = |name: &&&str| **name != YEAR && !TOKENS.contains(*name);
    let fields: Vec<String> = all.iter().filter(is_field).map(|f| (*f).to_owned()).collect();
    let mut settings = people(&fields)?;
    let encoded = Encoded::of(&all, &fields);
    settings.comparisons = encoded.comparisons();
    settings.blocking = encoded.blocking();
    settings.certain.clear();
    settings.derive.clear();
    settings.dates.clear();
    settings.missing.clear();
    settings.shared = settings.shared.iter().map(|c| column(c)).collect();
    settings.id = id(header).unwrap_or(settings.id);
    Ok(settings)
}

fn column(field: &str) -> String {
    format!("{ENCODED}{field}")
}

/// What an encoded list has.
struct Encoded<'h> {
    fields: Vec<(&'h String, Option<Property>)>,
    /// The columns of given name and surname, as far as they are there.
    names: Vec<String>,
    /// The column of the year that names are salted with.
    year: Option<String>,
    tokens: Option<[String; 3]>,
}

impl<'h> Encoded<'h> {
    fn of(all: &[&str], fields: &'h [String]) -> Self {
        let columns = Columns::of(fields);
        let kind = |field: &String| {
            Property::ALL.into_iter().find(|&p| columns.name(p).as_ref() == Some(field))
        };
        let held = |property| columns.name(property).map(|name| column(&name));
        let has = |name: &str| all.contains(&name);
        Self {
            fields: fields.iter().map(|f| (f, kind(f))).collect(),
            names: [Property::Given, Property::Surname].into_iter().filter_map(held).collect(),
            year: has(YEAR).then(|| column(YEAR)),
            tokens: (has(YEAR) && TOKENS.iter().all(|t| has(t))).then(|| TOKENS.map(column)),
        }
    }

    /// The columns of fields of which `wanted` says so.
    fn held(&self, wanted: impl Fn(Property) -> bool) -> Vec<String> {
        let fields = self.fields.iter().filter(|(_, kind)| kind.is_some_and(&wanted));
        fields.map(|(field, _)| column(field)).collect()
    }

    /// The values of two fields, a number, a token, both names exchanged.
    fn blocking(&self) -> Vec<String> {
        use Property as P;
        // Two values of two people agree by chance often where one has few values.
        let telling = self.fields.iter().filter(|(_, kind)| *kind != Some(P::Sex));
        let telling: Vec<String> = telling.map(|(field, _)| column(field)).collect();
        let pairs = (0..telling.len()).flat_map(|i| (i + 1..telling.len()).map(move |j| (i, j)));
        let mut rules: Vec<String> =
            pairs.map(|(i, j)| format!("{}, {}", telling[i], telling[j])).collect();
        rules.extend(self.held(|p| matches!(p, P::Phone | P::Email | P::Number)));
        if let [given, surname] = self.names.as_slice() {
            rules.push(format!("l.{given} = r.{surname} and l.{surname} = r.{given}"));
        }
        // Beginnings of names cannot be compared: records whose names are both misspelt need this.
        let born = self.held(|p| matches!(p, P::Birth | P::Sex));
        rules.extend((born.len() == 2).then(|| born.join(", ")));
        rules.extend(self.tokens.iter().flatten().cloned());
        rules
    }

    fn comparisons(&self) -> Vec<Comparison> {
        let fields = self.fields.iter().map(|(field, kind)| self.comparison(field, *kind));
        fields.chain(self.tokens.as_ref().map(|tokens| self.together(tokens))).collect()
    }

    /// The levels of one field. A given name tells the sex, so there the same dependence is taken out as in
    /// clear. That the names were exchanged counts with the given name.
    fn comparison(&self, name: &str, kind: Option<Property>) -> Comparison {
        use Property as P;
        let c = &column(name);
        let mut levels = vec![missing(c)];
        match kind {
            Some(P::Birth) => {
                levels.push(exact(c));
                levels.extend(["0.7", "0.58", "0.51", "0.4"].map(|least| alike(c, least)));
            }
            Some(P::Sex) => {
                let told = self.names.first().into_iter().chain(self.tokens.iter().map(|t| &t[0]));
                let told: Vec<String> = told.map(|c| format!("{c}_l = {c}_r")).collect();
                let told = (!told.is_empty()).then(|| told.join(" or "));
                levels.extend(told.map(|told| neutral(&told, "told by the given name")));
                levels.push(exact(c));
            }
            Some(P::Age) => levels.push(exact(c)),
            Some(P::Postcode) => {
                levels.push(frequent(exact(c), c));
                levels.extend(["0.7", "0.4"].map(|least| alike(c, least)));
            }
            Some(P::Phone | P::Email | P::Number) => levels.push(common(exact(c), c)),
            _ => return self.name(name, c),
        }
        levels.push(other());
        property(name, levels)
    }

    /// The levels of a name, or of what is encoded like one.
    fn name(&self, name: &str, c: &str) -> Comparison {
        let mut levels = vec![match &self.year {
            Some(year) => neutral(
                &format!("{c}_l is null or {c}_r is null or {year}_l <> {year}_r"),
                "missing, or of another year",
            ),
            None => missing(c),
        }];
        levels.push(frequent(exact(c), c));
        if let [given, surname] = self.names.as_slice() {
            let exchanged = format!("{given}_l = {surname}_r and {surname}_l = {given}_r");
            let label = "given name and surname exchanged";
            levels.extend((c == given).then(|| level(&exchanged, label)));
            levels.extend((c == surname).then(|| neutral(&exchanged, label)));
        }
        let steps = ["0.85", "0.75", "0.65", "0.55", "0.45", "0.35"];
        levels.extend(steps.map(|least| near(alike(c, least), c)));
        levels.push(other());
        Comparison { within: self.year.clone(), ..property(name, levels) }
    }

    /// Both names together, where they cannot be compared one by one.
    fn together(&self, tokens: &[String; 3]) -> Comparison {
        let [names, given_begun, surname_begun] = tokens;
        let mut without = format!("{names}_l is null or {names}_r is null");
        if let Some(year) = &self.year {
            without.push_str(&format!(" or {year}_l = {year}_r"));
        }
        let levels = vec![
            neutral(&without, "missing, or of one year"),
            rare(names, "both names the same, of another year"),
            rare(given_begun, "the given name begins alike"),
            rare(surname_begun, "the surname begins alike"),
            other(),
        ];
        Comparison { beyond: self.year.clone(), ..property("both names", levels) }
    }
}

fn alike(c: &str, least: &str) -> Level {
    level(&format!("dice({c}_l, {c}_r) >= {least}"), &format!("Dice {least}"))
}

/// Two names together are so rare that the two records of the pair are most of whom they are counted among:
/// only a token of very many tells less than others.
fn rare(c: &str, label: &str) -> Level {
    let frequency = Frequency { above: Some(8.0), ..counted(c, false) };
    Level { frequency: Some(frequency), ..level(&exact(c).when, label) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(columns: &[&str]) -> Settings {
        let names = columns.iter().map(|c| column(c));
        let header: Vec<String> = std::iter::once("record_id".to_owned()).chain(names).collect();
        let settings = encoded(&header).unwrap();
        settings.check().unwrap();
        settings
    }

    #[test]
    fn salted_names_are_compared_within_a_year_and_together_beyond_it() {
        let fields = ["first_name", "surname", "dob", "sex", "phone"];
        let salted = settings(&[&fields[..], &[YEAR], &TOKENS[..]].concat());
        let within = |name: &str| {
            salted.comparisons.iter().find(|c| c.name == name).and_then(|c| c.within.as_deref())
        };
        assert_eq!(within("first_name"), Some("enc_year"));
        assert_eq!((within("dob"), within("phone")), (None, None));
        assert!(salted.comparisons.iter().any(|c| c.name == "both names"));
        assert!(salted.blocking.contains(&"enc_names".to_owned()));
        assert!(salted.columns().unwrap().contains("enc_year"));

        let plain = settings(&fields);
        assert!(plain.comparisons.iter().all(|c| c.within.is_none()));
        assert_eq!(plain.comparisons.len(), fields.len());
    }
}
