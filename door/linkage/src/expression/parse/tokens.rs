//! SQL text to tokens.

/// One word, text, number or sign of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Word(String),
    Quoted(String),
    Text(String),
    Number(f64),
    Symbol(&'static str),
    End,
}

impl Token {
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Word(w) | Self::Quoted(w) => format!("`{w}`"),
            Self::Text(t) => format!("'{t}'"),
            Self::Number(n) => n.to_string(),
            Self::Symbol(s) => format!("`{s}`"),
            Self::End => "end of the text".to_owned(),
        }
    }
}

const SYMBOLS: &[&str] = &[
    "||", "<=", ">=", "<>", "!=", "==", "::", "(", ")", ",", ".", "=", "<", ">", "+", "-", "*", "/",
];

pub(super) fn tokens_of(text: &str) -> Result<Vec<(usize, Token)>, (usize, String)> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let start = at;
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let token = match c {
            '\'' => Token::Text(quoted(&chars, &mut at, '\'')?),
            '"' => Token::Quoted(quoted(&chars, &mut at, '"')?),
            '`' => Token::Quoted(quoted(&chars, &mut at, '`')?),
            _ if c.is_ascii_digit() || (c == '.' && digit_follows(&chars, at)) => {
                number(&chars, &mut at)?
            }
            _ if c.is_alphabetic() || c == '_' => {
                while at < chars.len() && (chars[at].is_alphanumeric() || chars[at] == '_') {
                    at += 1;
                }
                Token::Word(chars[start..at].iter().collect())
            }
            _ => symbol(&chars, &mut at)?,
        };
        tokens.push((start, token));
    }
    tokens.push((chars.len(), Token::End));
    Ok(tokens)
}

fn digit_follows(chars: &[char], at: usize) -> bool {
    chars.get(at + 1).is_some_and(char::is_ascii_digit)
}

fn quoted(chars: &[char], at: &mut usize, quote: char) -> Result<String, (usize, String)> {
    let start = *at;
    let mut out = String::new();
    *at += 1;
    loop {
        match chars.get(*at) {
            None => return Err((start, "a quote is not closed".to_owned())),
            Some(&c) if c == quote && chars.get(*at + 1) == Some(&quote) => {
                out.push(quote);
                *at += 2;
            }
            Some(&c) if c == quote => {
                *at += 1;
                return Ok(out);
            }
            Some(&c) => {
                out.push(c);
                *at += 1;
            }
        }
    }
}

fn number(chars: &[char], at: &mut usize) -> Result<Token, (usize, String)> {
    let start = *at;
    let is_exponent = |i: usize| matches!(chars.get(i), Some('e' | 'E'));
    while let Some(&c) = chars.get(*at) {
        let signed = matches!(c, '+' | '-') && is_exponent(*at - 1);
        if c.is_ascii_digit() || c == '.' || is_exponent(*at) || (signed && *at > start) {
            *at += 1;
        } else {
            break;
        }
    }
    let text: String = chars[start..*at].iter().collect();
    text.parse().map(Token::Number).map_err(|_| (start, format!("`{text}` is not a number")))
}

fn symbol(chars: &[char], at: &mut usize) -> Result<Token, (usize, String)> {
    let found = SYMBOLS.iter().find(|s| s.chars().eq(chars[*at..].iter().take(s.len()).copied()));
    match found {
        Some(s) => {
            *at += s.len();
            Ok(Token::Symbol(s))
        }
        None => Err((*at, format!("`{}` has no meaning here", chars[*at]))),
    }
}
