//! Tabular packages: one CSV file for each table, with a `datapackage.json`.

use std::{borrow::Cow, collections::HashMap};

use serde_json::Value;
use uuid::Uuid;

use super::{descriptor, is_formula};
use crate::{
    Directory, Extra,
    import::tabular::{JSON_MARK, SHARED_ID},
    model::*,
    row::{Entity, Row},
};

/// The directory as the files of a tabular package: name and content, `datapackage.json` last.
/// Tables without rows have no file.
///
/// Text that a spreadsheet would take for a formula gets an apostrophe in front, which an import
/// takes away again.
#[must_use]
pub fn package(directory: &Directory) -> Vec<(String, Vec<u8>)> {
    let mut sheets = Sheets::default();
    sheets.fill(directory);
    let mut files = sheets.files();
    let written: Vec<Entity> = Entity::ALL
        .into_iter()
        .filter(|entity| files.iter().any(|(name, _)| name == entity.file()))
        .collect();
    files.push(("datapackage.json".to_owned(), descriptor::descriptor(&written)));
    files
}

type Parent = Option<(Entity, Uuid)>;

/// The rows of one table, each once however often it is nested.
struct Sheet<'a, T> {
    rows: Vec<Placed<'a, T>>,
    by_id: HashMap<Uuid, Vec<usize>>,
}

struct Placed<'a, T> {
    row: &'a T,
    /// The identifier in this package, which differs from the row's own for a second copy.
    key: Uuid,
    links: Vec<Option<Uuid>>,
    about: Parent,
}

impl<T> Default for Sheet<'_, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), by_id: HashMap::new() }
    }
}

impl<'a, T: Row> Sheet<'a, T> {
    /// Adds the row below `parent`; answers its key and whether it is there for the first time.
    fn add(&mut self, row: &'a T, parent: Parent) -> (Uuid, bool) {
        let slot = parent.and_then(|(to, _)| T::LINKS.iter().position(|link| link.to == to));
        let copies = self.by_id.entry(row.id()).or_default();
        for &at in copies.iter() {
            let there = &mut self.rows[at];
            if there.row != row {
                continue;
            }
            match (slot, parent) {
                (Some(slot), Some((_, id))) if there.links[slot].is_none_or(|link| link == id) => {
                    there.links[slot] = Some(id);
                    return (there.key, false);
                }
                (None, _) if there.about == parent => return (there.key, false),
                _ => {}
            }
        }
        let mut links: Vec<Option<Uuid>> = (0..T::LINKS.len()).map(|at| row.link(at)).collect();
        if let (Some(slot), Some((_, id))) = (slot, parent) {
            links[slot] = Some(id);
        }
        let key = copy_id(row.id(), copies.len());
        copies.push(self.rows.len());
        let about = if slot.is_none() { parent } else { None };
        self.rows.push(Placed { row, key, links, about });
        (key, true)
    }

    fn file(&self) -> Option<(String, Vec<u8>)> {
        if self.rows.is_empty() {
            return None;
        }
        let shared = self.rows.iter().any(|placed| placed.key != placed.row.id());
        let extras = extras(self.rows.iter().map(|placed| placed.row.extra()));
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        let heading = T::COLUMNS[..1]
            .iter()
            .map(|column| column.name)
            .chain(T::LINKS.iter().map(|link| link.name))
            .chain(T::COLUMNS[1..].iter().map(|column| column.name))
            .chain(shared.then_some(SHARED_ID))
            .chain(extras.iter().map(|name| name.as_str()));
        let mut written = writer.write_record(heading).is_ok();
        for placed in &self.rows {
            written &= writer
                .write_record(cells(placed, shared, &extras).iter().map(|cell| cell.as_bytes()))
                .is_ok();
        }
        debug_assert!(written, "every row has as many cells as the heading");
        // Writing to memory cannot fail.
        Some((T::ENTITY.file().to_owned(), writer.into_inner().unwrap_or_default()))
    }
}

/// The identifier of the copy number `number` of a row: 0 is the row itself.
fn copy_id(id: Uuid, number: usize) -> Uuid {
    if number == 0 {
        return id;
    }
    let mixed =
        id.as_u128() ^ (number as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    uuid::Builder::from_custom_bytes(mixed.to_be_bytes()).into_uuid()
}

fn cells<'a, T: Row>(
    placed: &Placed<'a, T>,
    shared: bool,
    extras: &[&String],
) -> Vec<Cow<'a, str>> {
    let row = placed.row;
    let link = |id: Option<Uuid>| Cow::Owned(id.map(|id| id.to_string()).unwrap_or_default());
    let mut cells = vec![Cow::Owned(placed.key.to_string())];
    cells.extend(placed.links.iter().copied().map(link));
    for (at, column) in T::COLUMNS.iter().enumerate().skip(1) {
        let text = about(placed, column.name).unwrap_or_else(|| row.write(at));
        cells.push(if column.is_text { escape(text) } else { text });
    }
    if shared {
        cells.push(link((placed.key != row.id()).then(|| row.id())));
    }
    for name in extras {
        cells.push(row.extra().get(*name).map_or(Cow::Borrowed(""), extra));
    }
    cells
}

/// What an attribute or a change is about stands in its own columns.
fn about<'a, T: Row>(placed: &Placed<'a, T>, column: &str) -> Option<Cow<'a, str>> {
    let (entity, id) = placed.about?;
    let at = |name: &str| T::COLUMNS.iter().position(|column| column.name == name);
    match column {
        "link_id" | "resource_id" => Some(Cow::Owned(id.to_string())),
        "link_entity" | "resource_type" => {
            let own = at(column).map(|at| placed.row.write(at)).filter(|text| !text.is_empty());
            Some(own.unwrap_or(Cow::Borrowed(entity.name())))
        }
        _ => None,
    }
}

fn extras<'a>(rows: impl Iterator<Item = &'a Extra>) -> Vec<&'a String> {
    let mut names: Vec<&String> = Vec::new();
    for name in rows.flat_map(Extra::keys) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn extra(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) if !text.trim().is_empty() && !text.starts_with(JSON_MARK) => {
            escape(Cow::Borrowed(text))
        }
        other => Cow::Owned(format!("{JSON_MARK}{other}")),
    }
}

/// An apostrophe before what a spreadsheet would compute, and one more where there is one already.
fn escape(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_formula(text.trim_start_matches('\'')) {
        return Cow::Owned(format!("'{text}"));
    }
    text
}

#[derive(Default)]
struct Sheets<'a> {
    organizations: Sheet<'a, Organization>,
    programs: Sheet<'a, Program>,
    services: Sheet<'a, Service>,
    attributes: Sheet<'a, Attribute>,
    service_at_locations: Sheet<'a, ServiceAtLocation>,
    locations: Sheet<'a, Location>,
    phones: Sheet<'a, Phone>,
    contacts: Sheet<'a, Contact>,
    addresses: Sheet<'a, Address>,
    schedules: Sheet<'a, Schedule>,
    funding: Sheet<'a, Funding>,
    service_areas: Sheet<'a, ServiceArea>,
    required_documents: Sheet<'a, RequiredDocument>,
    languages: Sheet<'a, Language>,
    accessibility: Sheet<'a, Accessibility>,
    taxonomy_terms: Sheet<'a, TaxonomyTerm>,
    metadata: Sheet<'a, Metadata>,
    meta_table_descriptions: Sheet<'a, MetaTableDescription>,
    cost_options: Sheet<'a, CostOption>,
    organization_identifiers: Sheet<'a, OrganizationIdentifier>,
    taxonomies: Sheet<'a, Taxonomy>,
    capacities: Sheet<'a, ServiceCapacity>,
    units: Sheet<'a, Unit>,
    urls: Sheet<'a, Url>,
}

/// Adds each row below its parent, with its attributes and changes; `$deeper` for those of them
/// that are there for the first time.
macro_rules! add {
    ($self:ident, $sheet:ident, $rows:expr, $parent:expr) => {
        add!($self, $sheet, $rows, $parent, |_row, _key| {})
    };
    ($self:ident, $sheet:ident, $rows:expr, $parent:expr, |$row:ident, $key:ident| $deeper:block) => {
        for $row in $rows {
            let ($key, first) = $self.$sheet.add($row, $parent);
            if first {
                let entity = entity_of($row);
                $self.annotations(&$row.attributes, &$row.metadata, (entity, $key));
                $deeper
            }
        }
    };
}

fn entity_of<T: Row>(_: &T) -> Entity {
    T::ENTITY
}

impl<'a> Sheets<'a> {
    fn fill(&mut self, directory: &'a Directory) {
        add!(self, taxonomies, &directory.taxonomies, None);
        add!(self, taxonomy_terms, &directory.taxonomy_terms, None);
        add!(self, organizations, &directory.organizations, None, |row, key| {
            self.organization(row, key);
        });
        add!(self, programs, &directory.programs, None);
        add!(self, locations, &directory.locations, None, |row, key| {
            self.location(row, key);
        });
        add!(self, services, &directory.services, None, |row, key| {
            self.service(row, key);
        });
        add!(self, meta_table_descriptions, &directory.meta_table_descriptions, None);
        self.loose(&directory.loose);
    }

    fn organization(&mut self, row: &'a Organization, key: Uuid) {
        let parent = Some((Entity::Organization, key));
        add!(self, urls, &row.additional_websites, parent);
        add!(self, funding, &row.funding, parent);
        add!(self, organization_identifiers, &row.organization_identifiers, parent);
        self.phones(&row.phones, parent);
        self.contacts(&row.contacts, parent);
    }

    fn location(&mut self, row: &'a Location, key: Uuid) {
        let parent = Some((Entity::Location, key));
        add!(self, languages, &row.languages, parent);
        add!(self, addresses, &row.addresses, parent);
        add!(self, accessibility, &row.accessibility, parent);
        add!(self, schedules, &row.schedules, parent);
        self.phones(&row.phones, parent);
        self.contacts(&row.contacts, parent);
    }

    fn service(&mut self, row: &'a Service, key: Uuid) {
        let parent = Some((Entity::Service, key));
        add!(self, urls, &row.additional_urls, parent);
        add!(self, schedules, &row.schedules, parent);
        add!(self, service_areas, &row.service_areas, parent);
        add!(self, languages, &row.languages, parent);
        add!(self, funding, &row.funding, parent);
        add!(self, cost_options, &row.cost_options, parent);
        add!(self, required_documents, &row.required_documents, parent);
        self.phones(&row.phones, parent);
        self.contacts(&row.contacts, parent);
        self.capacities(&row.capacities, parent);
        self.places(&row.service_at_locations, parent);
    }

    fn places(&mut self, rows: &'a [ServiceAtLocation], parent: Parent) {
        add!(self, service_at_locations, rows, parent, |row, key| {
            let parent = Some((Entity::ServiceAtLocation, key));
            add!(self, service_areas, &row.service_areas, parent);
            add!(self, schedules, &row.schedules, parent);
            self.phones(&row.phones, parent);
            self.contacts(&row.contacts, parent);
        });
    }

    fn capacities(&mut self, rows: &'a [ServiceCapacity], parent: Parent) {
        for row in rows {
            let unit = row.unit.as_deref().map(|unit| {
                let (key, first) = self.units.add(unit, None);
                if first {
                    self.annotations(&unit.attributes, &unit.metadata, (Entity::Unit, key));
                }
                key
            });
            let (key, first) = self.capacities.add(row, parent);
            if first {
                self.annotations(&row.attributes, &row.metadata, (Entity::ServiceCapacity, key));
            }
            if let Some((placed, unit)) = self.capacities.rows.last_mut().zip(unit)
                && placed.key == key
            {
                placed.links[1] = Some(unit);
            }
        }
    }

    fn contacts(&mut self, rows: &'a [Contact], parent: Parent) {
        add!(self, contacts, rows, parent, |row, key| {
            self.phones(&row.phones, Some((Entity::Contact, key)));
        });
    }

    fn phones(&mut self, rows: &'a [Phone], parent: Parent) {
        add!(self, phones, rows, parent, |row, key| {
            add!(self, languages, &row.languages, Some((Entity::Phone, key)));
        });
    }

    fn annotations(
        &mut self,
        attributes: &'a [Attribute],
        metadata: &'a [Metadata],
        about: (Entity, Uuid),
    ) {
        for row in attributes {
            self.attributes.add(row, Some(about));
        }
        for row in metadata {
            self.metadata.add(row, Some(about));
        }
    }

    fn loose(&mut self, loose: &'a crate::directory::Loose) {
        self.places(&loose.service_at_locations, None);
        self.contacts(&loose.contacts, None);
        self.phones(&loose.phones, None);
        self.capacities(&loose.capacities, None);
        add!(self, addresses, &loose.addresses, None);
        add!(self, schedules, &loose.schedules, None);
        add!(self, funding, &loose.funding, None);
        add!(self, service_areas, &loose.service_areas, None);
        add!(self, required_documents, &loose.required_documents, None);
        add!(self, languages, &loose.languages, None);
        add!(self, accessibility, &loose.accessibility, None);
        add!(self, cost_options, &loose.cost_options, None);
        add!(self, organization_identifiers, &loose.organization_identifiers, None);
        add!(self, units, &loose.units, None);
        add!(self, urls, &loose.urls, None);
        for row in &loose.attributes {
            self.attributes.add(row, None);
        }
        for row in &loose.metadata {
            self.metadata.add(row, None);
        }
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        [
            self.organizations.file(),
            self.programs.file(),
            self.services.file(),
            self.attributes.file(),
            self.service_at_locations.file(),
            self.locations.file(),
            self.phones.file(),
            self.contacts.file(),
            self.addresses.file(),
            self.schedules.file(),
            self.funding.file(),
            self.service_areas.file(),
            self.required_documents.file(),
            self.languages.file(),
            self.accessibility.file(),
            self.taxonomy_terms.file(),
            self.metadata.file(),
            self.meta_table_descriptions.file(),
            self.cost_options.file(),
            self.organization_identifiers.file(),
            self.taxonomies.file(),
            self.capacities.file(),
            self.units.file(),
            self.urls.file(),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}
