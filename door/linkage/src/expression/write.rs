//! [`Expression`] back to SQL, in Splink's spelling.

use super::{Arithmetic, Comparator, Expression, FUNCTIONS, Function, Kind, Side};
use std::fmt::{Display, Formatter, Result};

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Column(Side::Left, name) => write!(f, "\"{name}_l\""),
            Self::Column(Side::Right, name) => write!(f, "\"{name}_r\""),
            Self::Column(Side::Own, name) => write!(f, "\"{name}\""),
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Number(n) => write!(f, "{n}"),
            Self::Truth(truth) => write!(f, "{truth}"),
            Self::Null => f.write_str("NULL"),
            Self::Call(Function::Concat, arguments) => {
                f.write_str("(")?;
                for (i, item) in arguments.iter().enumerate() {
                    f.write_str(if i > 0 { " || " } else { "" })?;
                    Operand(item).fmt(f)?;
                }
                f.write_str(")")
            }
            Self::Call(function, arguments) => {
                let name = FUNCTIONS.iter().find(|(known, _)| known == function);
                f.write_str(name.map_or("", |(_, names)| names[0]))?;
                f.write_str("(")?;
                joined(f, arguments, ", ")?;
                f.write_str(")")
            }
            Self::Not(inner) => match inner.as_ref() {
                Self::IsNull(value) => write!(f, "({value}) IS NOT NULL"),
                _ => write!(f, "NOT ({inner})"),
            },
            Self::All(list) => bracketed(f, list, " AND "),
            Self::Any(list) => bracketed(f, list, " OR "),
            Self::IsNull(inner) => write!(f, "{} IS NULL", Operand(inner)),
            Self::Compare(comparator, a, b) => {
                let sign = match comparator {
                    Comparator::Equal => "=",
                    Comparator::Unequal => "<>",
                    Comparator::Less => "<",
                    Comparator::AtMost => "<=",
                    Comparator::Greater => ">",
                    Comparator::AtLeast => ">=",
                };
                write!(f, "{} {sign} {}", Operand(a), Operand(b))
            }
            Self::Arithmetic(operator, a, b) => {
                let sign = match operator {
                    Arithmetic::Add => '+',
                    Arithmetic::Subtract => '-',
                    Arithmetic::Multiply => '*',
                    Arithmetic::Divide => '/',
                };
                write!(f, "({} {sign} {})", Operand(a), Operand(b))
            }
            Self::Case(arms, otherwise) => {
                f.write_str("CASE")?;
                for (when, then) in arms {
                    write!(f, " WHEN {when} THEN {then}")?;
                }
                if let Some(value) = otherwise {
                    write!(f, " ELSE {value}")?;
                }
                f.write_str(" END")
            }
        }
    }
}

/// A value within another expression: bracketed when it is itself a condition.
struct Operand<'a>(&'a Expression);

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let is_call = matches!(self.0, Expression::Call(..) | Expression::Truth(_));
        if self.0.kind() == Kind::Truth && !is_call {
            return write!(f, "({})", self.0);
        }
        self.0.fmt(f)
    }
}

fn bracketed(f: &mut Formatter<'_>, list: &[Expression], between: &str) -> Result {
    for (i, item) in list.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        write!(f, "({item})")?;
    }
    Ok(())
}

fn joined(f: &mut Formatter<'_>, list: &[Expression], between: &str) -> Result {
    for (i, item) in list.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}
