//! Two descriptions of one thing.
//!
//! The standard nests an organisation within each of its services, now in full and now in short.
//! They are one organisation: what one leaves out the other adds, and where they differ somebody
//! has to look.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{directory::Table, json, row::Row};

/// Adds the row to the table or to the row of its identifier that is already there.
///
/// # Errors
/// The first property in which the two differ; the table is then left as it was.
pub(super) fn merge<T>(table: &mut Table<T>, row: T) -> Result<(), String>
where
    T: Row + Serialize + DeserializeOwned,
{
    let Some(there) = table.find_mut(row.id()) else {
        table.put(row);
        return Ok(());
    };
    if *there == row {
        return Ok(());
    }
    let (Value::Object(mut sum), Value::Object(new)) = (json::tree(&*there), json::tree(&row))
    else {
        return Err("id".to_owned());
    };
    for (name, value) in new {
        match sum.get(&name) {
            Some(old) if *old != value => return Err(name),
            Some(_) => {}
            None => {
                sum.insert(name, value);
            }
        }
    }
    *there = json::grown(&Value::Object(sum)).map_err(|_| "id".to_owned())?;
    Ok(())
}
