//! From bytes to text.

use crate::problem::{Fault, Position};

/// The text of a file, without a byte order mark.
pub(super) fn read<'a>(name: &str, bytes: &'a [u8]) -> Result<&'a str, Box<(Position, Fault)>> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        let fault = Fault::Encoding { found: "UTF-16".to_owned() };
        return Err(Box::new((Position::file(name), fault)));
    }
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let position = Position {
            column: Some((before.len() - line_start) as u64 + 1),
            ..Position::line(name, newlines(before) + 1)
        };
        let wrong = bytes[error.valid_up_to()];
        let found = format!("byte {wrong:#04x}, perhaps Windows-1252 or ISO 8859-1");
        Box::new((position, Fault::Encoding { found }))
    })
}

/// How many line ends there are.
pub(super) fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&byte| byte == b'\n').count() as u64
}
