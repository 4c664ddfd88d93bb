//! SQL text to [`Expression`]: recursive descent, nesting bounded.

mod tokens;

use super::{Arithmetic, Comparator, Expression, FUNCTIONS, Function, Side};
use tokens::{Token, tokens_of};

/// Why a condition is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the condition `{text}` is not understood at character {at}: {reason}")]
pub struct ParseError {
    /// The whole condition.
    pub text: String,
    /// Where, in characters from 0.
    pub at: usize,
    /// What was expected or is not known.
    pub reason: String,
}

/// Parses one condition or value.
///
/// # Errors
/// [`ParseError`] for anything outside the language; nothing is guessed.
///
/// # Example
/// ```
/// use linkage::expression::parse;
/// assert!(parse("jaro_winkler_similarity(\"name_l\", \"name_r\") >= 0.92").is_ok());
/// assert!(parse("drop table people").is_err());
/// ```
pub fn parse(text: &str) -> Result<Expression, ParseError> {
    let fail = |at, reason: String| ParseError { text: text.to_owned(), at, reason };
    let tokens = tokens_of(text).map_err(|(at, reason)| fail(at, reason))?;
    let mut parser = Parser { tokens, next: 0, depth: 0 };
    let parsed = parser.any_of().and_then(|e| match parser.peek() {
        Token::End => Ok(e),
        other => Err(format!("unexpected {}", other.shown())),
    });
    parsed.map_err(|reason| fail(parser.at(), reason))
}

/// Deep enough for every sane condition, shallow enough for the stack.
const DEPTH: usize = 60;

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
}

type Parsed = Result<Expression, String>;

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.next].1
    }

    fn at(&self) -> usize {
        self.tokens[self.next].0
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        if token != Token::End {
            self.next += 1;
        }
        token
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(w) if w.eq_ignore_ascii_case(word))
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    fn takes(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(s) if *s == symbol);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &str) -> Result<(), String> {
        if self.takes(symbol) {
            return Ok(());
        }
        Err(format!("expected `{symbol}`, found {}", self.peek().shown()))
    }

    fn expect_word(&mut self, word: &str) -> Result<(), String> {
        if self.takes_word(word) {
            return Ok(());
        }
        Err(format!("expected {}, found {}", word.to_uppercase(), self.peek().shown()))
    }

    fn any_of(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(format!("nested deeper than {DEPTH}"));
        }
        let mut list = vec![self.all_of()?];
        while self.takes_word("or") {
            list.push(self.all_of()?);
        }
        self.depth -= 1;
        Ok(single_or(list, Expression::Any))
    }

    fn all_of(&mut self) -> Parsed {
        let mut list = vec![self.negated()?];
        while self.takes_word("and") {
            list.push(self.negated()?);
        }
        Ok(single_or(list, Expression::All))
    }

    fn negated(&mut self) -> Parsed {
        let mut negative = false;
        while self.takes_word("not") {
            negative = !negative;
        }
        let inner = self.compared()?;
        Ok(if negative { Expression::Not(Box::new(inner)) } else { inner })
    }

    fn compared(&mut self) -> Parsed {
        let left = self.sum()?;
        if self.takes_word("is") {
            let negative = self.takes_word("not");
            self.expect_word("null")?;
            let test = Expression::IsNull(Box::new(left));
            return Ok(if negative { Expression::Not(Box::new(test)) } else { test });
        }
        let negative = self.takes_word("not");
        if self.takes_word("in") {
            let test = self.listed(&left)?;
            return Ok(if negative { Expression::Not(Box::new(test)) } else { test });
        }
        if self.takes_word("between") {
            let low = self.sum()?;
            self.expect_word("and")?;
            let high = self.sum()?;
            let bound = |c, e| Expression::Compare(c, Box::new(left.clone()), Box::new(e));
            let test = Expression::All(vec![
                bound(Comparator::AtLeast, low),
                bound(Comparator::AtMost, high),
            ]);
            return Ok(if negative { Expression::Not(Box::new(test)) } else { test });
        }
        let Some(comparator) = self.comparator() else {
            return Ok(left);
        };
        let right = self.sum()?;
        Ok(Expression::Compare(comparator, Box::new(left), Box::new(right)))
    }

    fn listed(&mut self, left: &Expression) -> Parsed {
        self.expect("(")?;
        let mut list = Vec::new();
        loop {
            let value = self.sum()?;
            list.push(Expression::Compare(
                Comparator::Equal,
                Box::new(left.clone()),
                Box::new(value),
            ));
            if !self.takes(",") {
                break;
            }
        }
        self.expect(")")?;
        Ok(single_or(list, Expression::Any))
    }

    fn comparator(&mut self) -> Option<Comparator> {
        let Token::Symbol(symbol) = self.peek() else {
            return None;
        };
        let comparator = match *symbol {
            "=" | "==" => Comparator::Equal,
            "<>" | "!=" => Comparator::Unequal,
            "<" => Comparator::Less,
            "<=" => Comparator::AtMost,
            ">" => Comparator::Greater,
            ">=" => Comparator::AtLeast,
            _ => return None,
        };
        self.next += 1;
        Some(comparator)
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        loop {
            if self.takes("||") {
                let right = self.product()?;
                left = Expression::Call(Function::Concat, vec![left, right]);
                continue;
            }
            let operator = if self.takes("+") {
                Arithmetic::Add
            } else if self.takes("-") {
                Arithmetic::Subtract
            } else {
                return Ok(left);
            };
            left = Expression::Arithmetic(operator, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.value()?;
        loop {
            let operator = if self.takes("*") {
                Arithmetic::Multiply
            } else if self.takes("/") {
                Arithmetic::Divide
            } else {
                return Ok(left);
            };
            left = Expression::Arithmetic(operator, Box::new(left), Box::new(self.value()?));
        }
    }

    fn value(&mut self) -> Parsed {
        let mut value = self.bare_value()?;
        while self.takes("::") {
            value = self.converted(value)?;
        }
        Ok(value)
    }

    fn bare_value(&mut self) -> Parsed {
        match self.take() {
            Token::Number(n) => Ok(Expression::Number(n)),
            Token::Text(t) => Ok(Expression::Text(t)),
            Token::Symbol("-") => {
                let value = self.value()?;
                Ok(match value {
                    Expression::Number(n) => Expression::Number(-n),
                    other => Expression::Arithmetic(
                        Arithmetic::Subtract,
                        Box::new(Expression::Number(0.0)),
                        Box::new(other),
                    ),
                })
            }
            Token::Symbol("(") => {
                let inner = self.any_of()?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Quoted(name) => self.column(name),
            Token::Word(word) => self.word(word),
            other => {
                self.next = self.next.saturating_sub(1);
                Err(format!("expected a value, found {}", other.shown()))
            }
        }
    }

    fn word(&mut self, word: String) -> Parsed {
        match word.to_ascii_lowercase().as_str() {
            "null" => return Ok(Expression::Null),
            "true" => return Ok(Expression::Truth(true)),
            "false" => return Ok(Expression::Truth(false)),
            "case" => return self.case(),
            "cast" | "try_cast" => {
                self.expect("(")?;
                let value = self.any_of()?;
                self.expect_word("as")?;
                let value = self.converted(value)?;
                self.expect(")")?;
                return Ok(value);
            }
            _ => {}
        }
        if self.takes("(") { self.call(&word) } else { self.column(word) }
    }

    /// `value` turned into the SQL type that follows.
    fn converted(&mut self, value: Expression) -> Parsed {
        let Token::Word(name) = self.take() else {
            return Err("expected a type".to_owned());
        };
        let function = match name.to_ascii_lowercase().as_str() {
            "float" | "float4" | "float8" | "double" | "real" | "int" | "integer" | "bigint"
            | "decimal" | "numeric" => Function::Number,
            "varchar" | "text" | "string" => Function::Text,
            "date" | "timestamp" => {
                let format = Expression::Text("%Y-%m-%d".to_owned());
                return Ok(Expression::Call(Function::TryStrptime, vec![value, format]));
            }
            other => return Err(format!("type `{other}` is not known")),
        };
        Ok(Expression::Call(function, vec![value]))
    }

    fn case(&mut self) -> Parsed {
        let mut arms = Vec::new();
        while self.takes_word("when") {
            let when = self.any_of()?;
            self.expect_word("then")?;
            arms.push((when, self.any_of()?));
        }
        let otherwise = if self.takes_word("else") { Some(Box::new(self.any_of()?)) } else { None };
        self.expect_word("end")?;
        if arms.is_empty() {
            return Err("CASE has no WHEN".to_owned());
        }
        Ok(Expression::Case(arms, otherwise))
    }

    fn call(&mut self, name: &str) -> Parsed {
        let function = FUNCTIONS
            .iter()
            .find(|(_, names)| names.iter().any(|n| n.eq_ignore_ascii_case(name)))
            .map(|(function, _)| *function)
            .ok_or_else(|| format!("function `{name}` is not known"))?;
        let mut arguments = Vec::new();
        if !self.takes(")") {
            loop {
                arguments.push(self.any_of()?);
                if !self.takes(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        let (least, most) = arity(function);
        if arguments.len() < least || arguments.len() > most {
            return Err(format!("`{name}` takes {least} arguments, {} given", arguments.len()));
        }
        Ok(Expression::Call(function, arguments))
    }

    /// `l.name`, `"name_l"` or a bare column of the record at hand.
    fn column(&mut self, name: String) -> Parsed {
        let prefix = match name.to_ascii_lowercase().as_str() {
            "l" => Some(Side::Left),
            "r" => Some(Side::Right),
            _ => None,
        };
        if let Some(side) = prefix
            && self.takes(".")
        {
            return match self.take() {
                Token::Word(column) | Token::Quoted(column) => Ok(Expression::Column(side, column)),
                other => Err(format!("expected a column, found {}", other.shown())),
            };
        }
        for (suffix, side) in [("_l", Side::Left), ("_r", Side::Right)] {
            if let Some(column) = name.strip_suffix(suffix).filter(|c| !c.is_empty()) {
                return Ok(Expression::Column(side, column.to_owned()));
            }
        }
        Ok(Expression::Column(Side::Own, name))
    }
}

fn single_or(mut list: Vec<Expression>, many: fn(Vec<Expression>) -> Expression) -> Expression {
    if list.len() == 1 { list.swap_remove(0) } else { many(list) }
}

fn arity(function: Function) -> (usize, usize) {
    use Function as F;
    match function {
        F::Substring => (2, 3),
        F::Left | F::Right | F::NullIf | F::TryStrptime => (2, 2),
        F::Replace => (3, 3),
        F::RegexpExtract => (2, 3),
        F::Concat | F::Coalesce | F::Least | F::Greatest => (1, 16),
        F::Round => (1, 2),
        F::JaroWinkler
        | F::Jaro
        | F::Levenshtein
        | F::DamerauLevenshtein
        | F::Jaccard
        | F::ShortForm
        | F::SharesWord
        | F::DayMonthSwapped
        | F::Dice => (2, 2),
        F::DistanceKm => (4, 4),
        _ => (1, 1),
    }
}
