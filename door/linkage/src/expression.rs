//! Conditions on a pair of records, in the SQL that Splink writes.
//!
//! A level of a comparison ("Jaro–Winkler of the first names at least 0.92") is a condition over the
//! columns of the left record (`name_l`, `l.name`) and of the right one (`name_r`, `r.name`). One small
//! language serves our own settings and those imported from Splink; text that it does not know is
//! refused, never guessed.

mod parse;
mod write;

pub use parse::{ParseError, parse};

use std::collections::BTreeSet;

/// Whose column an expression means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The record on the left of the pair.
    Left,
    /// The record on the right of the pair.
    Right,
    /// The record at hand: a blocking key or a derived column.
    Own,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparator {
    /// `=`
    Equal,
    /// `<>`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// Arithmetic on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// The functions of the language. Those marked *ours* have no counterpart in Splink's SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the SQL function of its name; `FUNCTIONS` lists them")]
pub enum Function {
    Lower,
    Upper,
    Trim,
    Substring,
    Left,
    Right,
    Length,
    Concat,
    Replace,
    NullIf,
    Coalesce,
    RegexpExtract,
    TryStrptime,
    Epoch,
    Number,
    Text,
    Abs,
    Least,
    Greatest,
    Floor,
    Round,
    Radians,
    Sin,
    Cos,
    Acos,
    Sqrt,
    JaroWinkler,
    Jaro,
    Levenshtein,
    DamerauLevenshtein,
    Jaccard,
    /// Ours: lower case, no accents, transliterated, letters and digits only.
    Fold,
    /// Ours: a phonetic key for names.
    Phonetic,
    /// Ours: only the digits of the value.
    Digits,
    /// Ours: the year of a date or the year alone.
    Year,
    /// Ours: one name is a usual short form or nickname of the other.
    ShortForm,
    /// Ours: the names share a word (double surnames, Spanish naming).
    SharesWord,
    /// Ours: the dates agree when day and month of one are exchanged.
    DayMonthSwapped,
    /// Ours, and internal: the date as one number; what the day–month comparison compiles to.
    DateNumber,
    /// Ours: the date is a first of January, as estimated dates are.
    Estimated,
    /// Ours: great-circle distance in kilometres of two points given as four numbers.
    DistanceKm,
    /// Ours: Dice coefficient of two keyed encodings.
    Dice,
}

/// Names by which the parser knows each function; the first is the one written out. `Concat` has only
/// its operator `||`: the function of that name treats nulls otherwise.
pub(crate) const FUNCTIONS: &[(Function, &[&str])] = &[
    (Function::Lower, &["lower"]),
    (Function::Upper, &["upper"]),
    (Function::Trim, &["trim"]),
    (Function::Substring, &["substr", "substring"]),
    (Function::Left, &["left"]),
    (Function::Right, &["right"]),
    (Function::Length, &["length", "len", "char_length"]),
    (Function::Replace, &["replace"]),
    (Function::NullIf, &["nullif"]),
    (Function::Coalesce, &["coalesce", "ifnull"]),
    (Function::RegexpExtract, &["regexp_extract"]),
    (Function::TryStrptime, &["try_strptime", "strptime"]),
    (Function::Epoch, &["epoch"]),
    (Function::Number, &["to_number"]),
    (Function::Text, &["to_text"]),
    (Function::Abs, &["abs"]),
    (Function::Least, &["least"]),
    (Function::Greatest, &["greatest"]),
    (Function::Floor, &["floor"]),
    (Function::Round, &["round"]),
    (Function::Radians, &["radians"]),
    (Function::Sin, &["sin"]),
    (Function::Cos, &["cos"]),
    (Function::Acos, &["acos"]),
    (Function::Sqrt, &["sqrt"]),
    (Function::JaroWinkler, &["jaro_winkler_similarity", "jaro_winkler"]),
    (Function::Jaro, &["jaro_similarity", "jaro_sim"]),
    (Function::Levenshtein, &["levenshtein", "editdist3"]),
    (Function::DamerauLevenshtein, &["damerau_levenshtein", "damerau_lev"]),
    (Function::Jaccard, &["jaccard"]),
    (Function::Fold, &["fold"]),
    (Function::Phonetic, &["phonetic"]),
    (Function::Digits, &["digits"]),
    (Function::Year, &["birth_year"]),
    (Function::ShortForm, &["short_form"]),
    (Function::SharesWord, &["shares_word"]),
    (Function::DayMonthSwapped, &["day_month_swapped"]),
    (Function::Estimated, &["estimated_date"]),
    (Function::DistanceKm, &["distance_km"]),
    (Function::Dice, &["dice"]),
];

/// What an expression yields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text or null.
    Text,
    /// A number or null.
    Number,
    /// True, false or unknown.
    Truth,
}

impl Function {
    /// What a call yields.
    #[must_use]
    pub fn kind(self) -> Kind {
        use Function as F;
        match self {
            F::Lower
            | F::Upper
            | F::Trim
            | F::Substring
            | F::Left
            | F::Right
            | F::Concat
            | F::Replace
            | F::NullIf
            | F::Coalesce
            | F::RegexpExtract
            | F::Text
            | F::Fold
            | F::Phonetic
            | F::Digits
            | F::Year => Kind::Text,
            F::ShortForm | F::SharesWord | F::DayMonthSwapped | F::Estimated => Kind::Truth,
            _ => Kind::Number,
        }
    }

    /// True for what Splink's SQL does not have.
    #[must_use]
    pub fn is_ours(self) -> bool {
        use Function as F;
        matches!(
            self,
            F::Fold
                | F::Phonetic
                | F::Digits
                | F::Year
                | F::ShortForm
                | F::SharesWord
                | F::DayMonthSwapped
                | F::Estimated
                | F::DateNumber
                | F::DistanceKm
                | F::Dice
                | F::Number
                | F::Text
        )
    }
}

/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A column of one side.
    Column(Side, String),
    /// A text constant.
    Text(String),
    /// A number constant.
    Number(f64),
    /// `true` or `false`.
    Truth(bool),
    /// `NULL`
    Null,
    /// A function call.
    Call(Function, Vec<Expression>),
    /// `NOT x`
    Not(Box<Expression>),
    /// `a AND b …`
    All(Vec<Expression>),
    /// `a OR b …`
    Any(Vec<Expression>),
    /// `x IS NULL`
    IsNull(Box<Expression>),
    /// A comparison of two values.
    Compare(Comparator, Box<Expression>, Box<Expression>),
    /// Arithmetic on two numbers.
    Arithmetic(Arithmetic, Box<Expression>, Box<Expression>),
    /// `CASE WHEN … THEN … ELSE … END`
    Case(Vec<(Expression, Expression)>, Option<Box<Expression>>),
}

impl Expression {
    /// The columns used, with their sides.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<(Side, String)> {
        let mut found = BTreeSet::new();
        self.visit(&mut |e| {
            if let Self::Column(side, name) = e {
                found.insert((*side, name.clone()));
            }
        });
        found
    }

    /// The names of the columns used, whichever the side.
    #[must_use]
    pub fn column_names(&self) -> BTreeSet<String> {
        self.columns().into_iter().map(|(_, name)| name).collect()
    }

    /// What the expression yields.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Column(..) | Self::Text(_) | Self::Null => Kind::Text,
            Self::Number(_) | Self::Arithmetic(..) => Kind::Number,
            Self::Call(function, _) => function.kind(),
            Self::Case(arms, otherwise) => arms
                .first()
                .map(|(_, value)| value.kind())
                .or_else(|| otherwise.as_ref().map(|o| o.kind()))
                .unwrap_or(Kind::Text),
            _ => Kind::Truth,
        }
    }

    /// The same expression with every column taken from `side`.
    #[must_use]
    pub fn on(&self, side: Side) -> Self {
        let mut out = self.clone();
        out.visit_mut(&mut |e| {
            if let Self::Column(s, _) = e {
                *s = side;
            }
        });
        out
    }

    /// Calls `f` for this expression and everything within it.
    pub fn visit(&self, f: &mut impl FnMut(&Self)) {
        f(self);
        match self {
            Self::Call(_, list) | Self::All(list) | Self::Any(list) => {
                list.iter().for_each(|e| e.visit(f));
            }
            Self::Not(e) | Self::IsNull(e) => e.visit(f),
            Self::Compare(_, a, b) | Self::Arithmetic(_, a, b) => {
                a.visit(f);
                b.visit(f);
            }
            Self::Case(arms, otherwise) => {
                for (when, then) in arms {
                    when.visit(f);
                    then.visit(f);
                }
                if let Some(e) = otherwise {
                    e.visit(f);
                }
            }
            _ => {}
        }
    }

    fn visit_mut(&mut self, f: &mut impl FnMut(&mut Self)) {
        f(self);
        match self {
            Self::Call(_, list) | Self::All(list) | Self::Any(list) => {
                list.iter_mut().for_each(|e| e.visit_mut(f));
            }
            Self::Not(e) | Self::IsNull(e) => e.visit_mut(f),
            Self::Compare(_, a, b) | Self::Arithmetic(_, a, b) => {
                a.visit_mut(f);
                b.visit_mut(f);
            }
            Self::Case(arms, otherwise) => {
                for (when, then) in arms {
                    when.visit_mut(f);
                    then.visit_mut(f);
                }
                if let Some(e) = otherwise {
                    e.visit_mut(f);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
