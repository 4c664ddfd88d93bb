//! Where a ciphertext belongs.

use uuid::Uuid;

/// The one cell and version to which a sealed value belongs.
///
/// It is the ciphertext's associated data: copied to another table, record, column or version, the
/// ciphertext does not open. That stops whoever can write to the database, but holds no key, from
/// showing one person's words under another person's name, or an old text as the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The table's name.
    pub table: &'static str,
    /// The row's id.
    pub record: Uuid,
    /// The column's name.
    pub column: &'static str,
    /// The row's version: it grows with every rewrite of the value.
    pub version: i64,
}

impl Place {
    /// The associated data: both names with their lengths before them, then the fields of fixed
    /// width, so that two different places never encode alike.
    pub(crate) fn associated_data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(self.table.len() + self.column.len() + 8 + 16 + 8);
        for name in [self.table, self.column] {
            data.extend_from_slice(&(name.len() as u32).to_be_bytes());
            data.extend_from_slice(name.as_bytes());
        }
        data.extend_from_slice(self.record.as_bytes());
        data.extend_from_slice(&self.version.to_be_bytes());
        data
    }
}

#[cfg(test)]
mod tests;
