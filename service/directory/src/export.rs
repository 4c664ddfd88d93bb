//! Writing directories: JSON, newline-delimited JSON and tabular packages of HSDS 3.1.
//!
//! These functions write *everything*, confidential addresses too: they are for backups, for moving
//! a directory and for partners who run the same software. What leaves for the public goes through
//! [`PublicView`](crate::PublicView), which offers the same forms.

mod descriptor;
mod tabular;

use crate::{Directory, directory::Nesting, json::line};

pub use tabular::package;

/// Every service in full, one JSON document a line, in the directory's order; then the
/// organisations that offer none, which no service would carry.
pub fn ndjson(directory: &Directory) -> impl Iterator<Item = String> + '_ {
    let nesting = std::rc::Rc::new(Nesting::of(directory));
    let busy: std::collections::HashSet<uuid::Uuid> =
        directory.services.iter().filter_map(|service| service.organization_id).collect();
    let for_services = std::rc::Rc::clone(&nesting);
    directory
        .services
        .iter()
        .map(move |service| line(&directory.nest_service(service, &for_services)))
        .chain(
            directory
                .organizations
                .iter()
                .filter(move |organization| !busy.contains(&organization.id))
                .map(move |organization| {
                    line(&directory.nest_organization(organization, &nesting))
                }),
        )
}

/// Whether a spreadsheet would take the cell for a formula: it begins as one and is more than a
/// signed number or a telephone number.
pub(crate) fn is_formula(cell: &str) -> bool {
    let Some(rest) = cell.strip_prefix(['=', '+', '-', '@', '\t', '\r']) else { return false };
    let dialled = |character: char| character.is_ascii_digit() || " ()-./".contains(character);
    !(cell.starts_with(['+', '-']) && rest.chars().all(dialled))
}

#[cfg(test)]
mod tests;
