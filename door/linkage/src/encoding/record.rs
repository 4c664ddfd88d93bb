//! A whole record: which columns an encoded list has, and what stands in them.
//!
//! Under one key, equal names have equal encodings, so whoever holds a list of like people reads most of
//! them back ([`super::attack`]). Names are therefore encoded under the year of birth, too: what shows of
//! frequencies and of pairs of letters shows year by year only.
//!
//! That alone would lose every pair of records of which one has no year or another one. Such pairs are found
//! by three *tokens* of given name and surname together, of which only equality survives: both names, and
//! either name with the beginning of the other. Two names together are rare where each is common, so a token's
//! frequency tells little; `docs/methods/linkage.md` says how much.

use super::{Encoder, Encoding, Kind, NAMES, SCHEMA};
use crate::names::{fold, year};

/// What keeps names from being counted and mined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Salt<'c> {
    /// The year in the date column of this name.
    Year(&'c str),
    /// Nothing: for lists without dates.
    Nothing,
}

/// The column that says which records were encoded under one year.
pub const YEAR: &str = "year";

/// The columns of tokens: both names, the beginning of the given name with the surname, the given name with
/// the beginning of the surname.
pub const TOKENS: [&str; 3] = ["names", "names_given_begun", "names_surname_begun"];

/// Letters that count as the beginning of a name.
const BEGINNING: usize = 3;

/// A list has no column of dates to salt with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the list has no column `{0}` whose year could salt the names")]
pub struct NoSalt(pub String);

/// Encodes records of one list.
pub struct RecordEncoder<'c> {
    salt: Salt<'c>,
    fields: Vec<Field>,
    year: Option<(usize, Encoder)>,
    tokens: Option<Tokens>,
}

struct Field {
    name: String,
    encoder: Encoder,
    is_salted: bool,
}

struct Tokens {
    given: usize,
    surname: usize,
    encoders: [Encoder; 3],
}

impl<'c> RecordEncoder<'c> {
    /// An encoder for records with the columns of `header`, which have their usual names.
    ///
    /// # Errors
    /// [`NoSalt`] when the column to salt with is not among them.
    pub fn new(secret: &[u8], header: &[&str], salt: Salt<'c>) -> Result<Self, NoSalt> {
        let place = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
        let (mut born, mut tokens) = (None, None);
        if let Salt::Year(column) = salt {
            let column = place(column).ok_or_else(|| NoSalt(column.to_owned()))?;
            born = Some((column, Encoder::new(secret, YEAR, Kind::Whole)));
            if let (Some(given), Some(surname)) = (place(NAMES[0]), place(NAMES[1])) {
                let encoders = TOKENS.map(|token| Encoder::new(secret, token, Kind::Whole));
                tokens = Some(Tokens { given, surname, encoders });
            }
        }
        let field = |name: &&str| {
            let kind = Kind::of_column(name);
            let name = name.to_lowercase();
            let encoder = Encoder::new(secret, &name, kind);
            Field { name, encoder, is_salted: born.is_some() && kind == Kind::Name }
        };
        let fields = header.iter().map(field).collect();
        Ok(Self { salt, fields, year: born, tokens })
    }

    /// Everything that both sides must have done alike.
    #[must_use]
    pub fn schema(&self) -> String {
        match self.salt {
            Salt::Year(column) => format!("{SCHEMA} salt=year of {column}"),
            Salt::Nothing => format!("{SCHEMA} unsalted"),
        }
    }

    /// The columns of [`RecordEncoder::encode`].
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let fields = self.fields.iter().map(|f| f.name.as_str());
        let tokens = TOKENS.into_iter().filter(|_| self.tokens.is_some());
        fields.chain(self.year.iter().map(|_| YEAR)).chain(tokens).collect()
    }

    /// The encodings of a record with these values; missing values stay missing, and so do names where
    /// the year of birth is not known.
    pub fn encode(&mut self, values: &[&str]) -> Vec<Option<Encoding>> {
        let born = self.year.as_ref().and_then(|(column, _)| year(values[*column]));
        let mut out = Vec::with_capacity(self.fields.len() + 1 + TOKENS.len());
        for (field, value) in self.fields.iter_mut().zip(values) {
            out.push(match (field.is_salted, born) {
                (false, _) => field.encoder.encode(value),
                (true, Some(year)) => field.encoder.encode_salted(value, year),
                (true, None) => None,
            });
        }
        if let Some((_, encoder)) = &mut self.year {
            out.push(born.and_then(|year| encoder.encode(year)));
        }
        if let Some(tokens) = &mut self.tokens {
            out.extend(tokens.encode(values));
        }
        out
    }
}

impl Tokens {
    fn encode(&mut self, values: &[&str]) -> [Option<Encoding>; 3] {
        let [given, surname] = [self.given, self.surname].map(|column| fold(values[column]));
        if given.is_empty() || surname.is_empty() {
            return [None; 3];
        }
        let begun = |name: &str| name.chars().take(BEGINNING).collect::<String>();
        // Names that were exchanged have the same first token.
        let (low, high) = if given < surname { (&given, &surname) } else { (&surname, &given) };
        // Folding would close a gap, so the parts are told apart by a mark that folding keeps.
        let texts = [
            format!("{low}0{high}"),
            format!("{}0{surname}", begun(&given)),
            format!("{given}0{}", begun(&surname)),
        ];
        std::array::from_fn(|token| self.encoders[token].encode(&texts[token]))
    }
}

#[cfg(test)]
mod tests;
