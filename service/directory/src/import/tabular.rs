//! Tabular packages: one CSV file for each table.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{File, Mode, Taking, base, text};
use crate::{
    check::{self, Tell},
    model::*,
    problem::{Fault, Position, Problems},
    row::{Entity, Row},
    value::Cell,
};

mod assemble;
mod records;

use records::{Records, records};

/// The longest cell: room for a county's border as GeoJSON.
pub(super) const LONGEST_CELL: usize = 1 << 20;

/// A column of Daybreak's own exports: the identifier that several rows share, because one thing
/// hangs below several parents of one kind and the standard's tables have room for only one.
pub(crate) const SHARED_ID: &str = "shared_id";

/// Marks a property that the standard does not know and that is not text.
pub(crate) const JSON_MARK: &str = "json:";

/// Takes the files of a package.
pub(super) fn take(taking: &mut Taking, files: &[File<'_>]) {
    let mut sheets = Vec::new();
    let names = resource_names(taking, files);
    for file in
        files.iter().filter(|file| !base(file.name).eq_ignore_ascii_case("datapackage.json"))
    {
        let name = base(file.name);
        let entity = names.get(name).copied().or_else(|| Entity::named(name));
        match (entity, text::read(file.name, file.bytes)) {
            (Some(entity), Ok(text)) => {
                let records = records(file.name, text, &mut taking.problems);
                sheets.push(Sheet { entity, file: file.name.to_owned(), records });
            }
            (None, _) => taking.problems.refuse(Position::file(file.name), Fault::UnknownTable),
            (_, Err(told)) => taking.problems.refuse(told.0, told.1),
        }
    }
    take_sheets(taking, sheets);
}

/// Takes a package that is written as one JSON object with a list of rows for each file.
pub(super) fn take_json(
    taking: &mut Taking,
    name: &str,
    tables: HashMap<String, Vec<serde_json::Map<String, Value>>>,
) {
    let mut sheets = Vec::new();
    for (table, rows) in tables {
        let Some(entity) = Entity::named(&table) else {
            let position = Position { field: Some(table), ..Position::file(name) };
            taking.problems.refuse(position, Fault::UnknownTable);
            continue;
        };
        let mut heading: Vec<String> = Vec::new();
        for column in rows.iter().flat_map(|row| row.keys()) {
            if !heading.contains(column) {
                heading.push(column.clone());
            }
        }
        let records = rows.iter().enumerate().map(|(number, row)| {
            let cells = heading.iter().map(|column| plain(row.get(column))).collect();
            (number as u64 + 1, cells)
        });
        let records = Records { rows: records.collect(), heading };
        sheets.push(Sheet { entity, file: format!("{name}/{table}"), records });
    }
    take_sheets(taking, sheets);
}

fn plain(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// File names that `datapackage.json` gives to tables.
fn resource_names(taking: &mut Taking, files: &[File<'_>]) -> HashMap<String, Entity> {
    let descriptor =
        files.iter().find(|file| base(file.name).eq_ignore_ascii_case("datapackage.json"));
    let Some(file) = descriptor else { return HashMap::new() };
    let value: Value = match serde_json::from_slice(
        file.bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(file.bytes),
    ) {
        Ok(value) => value,
        Err(error) => {
            let position = Position {
                column: Some(error.column() as u64),
                ..Position::line(file.name, error.line() as u64)
            };
            // Without it, each file is known by the name that the standard gives it.
            taking.problems.note(position, Fault::Json { message: error.to_string() });
            return HashMap::new();
        }
    };
    let resources = value.get("resources").and_then(Value::as_array);
    resources
        .into_iter()
        .flatten()
        .filter_map(|resource| {
            let entity = Entity::named(resource.get("name")?.as_str()?)?;
            Some((base(resource.get("path")?.as_str()?).to_owned(), entity))
        })
        .collect()
}

struct Sheet {
    entity: Entity,
    file: String,
    records: Records,
}

/// A row that was read, and where.
pub(super) struct Read<T> {
    row: T,
    /// The identifier to give it in the end, if it stands for a shared one.
    shared: Option<uuid::Uuid>,
    file: usize,
    line: u64,
}

/// All rows of a package by table.
#[derive(Default)]
pub(super) struct Package {
    files: Vec<String>,
    organizations: Vec<Read<Organization>>,
    programs: Vec<Read<Program>>,
    services: Vec<Read<Service>>,
    attributes: Vec<Read<Attribute>>,
    service_at_locations: Vec<Read<ServiceAtLocation>>,
    locations: Vec<Read<Location>>,
    phones: Vec<Read<Phone>>,
    contacts: Vec<Read<Contact>>,
    addresses: Vec<Read<Address>>,
    schedules: Vec<Read<Schedule>>,
    funding: Vec<Read<Funding>>,
    service_areas: Vec<Read<ServiceArea>>,
    required_documents: Vec<Read<RequiredDocument>>,
    languages: Vec<Read<Language>>,
    accessibility: Vec<Read<Accessibility>>,
    taxonomy_terms: Vec<Read<TaxonomyTerm>>,
    metadata: Vec<Read<Metadata>>,
    meta_table_descriptions: Vec<Read<MetaTableDescription>>,
    cost_options: Vec<Read<CostOption>>,
    organization_identifiers: Vec<Read<OrganizationIdentifier>>,
    taxonomies: Vec<Read<Taxonomy>>,
    capacities: Vec<Read<ServiceCapacity>>,
    units: Vec<Read<Unit>>,
    urls: Vec<Read<Url>>,
}

fn take_sheets(taking: &mut Taking, sheets: Vec<Sheet>) {
    let mut package = Package::default();
    let into = &mut package;
    for sheet in sheets {
        let file = into.files.len();
        into.files.push(sheet.file.clone());
        let problems = &mut taking.problems;
        match sheet.entity {
            Entity::Organization => rows(&sheet, file, &mut into.organizations, problems),
            Entity::Program => rows(&sheet, file, &mut into.programs, problems),
            Entity::Service => rows(&sheet, file, &mut into.services, problems),
            Entity::Attribute => rows(&sheet, file, &mut into.attributes, problems),
            Entity::ServiceAtLocation => {
                rows(&sheet, file, &mut into.service_at_locations, problems);
            }
            Entity::Location => rows(&sheet, file, &mut into.locations, problems),
            Entity::Phone => rows(&sheet, file, &mut into.phones, problems),
            Entity::Contact => rows(&sheet, file, &mut into.contacts, problems),
            Entity::Address => rows(&sheet, file, &mut into.addresses, problems),
            Entity::Schedule => rows(&sheet, file, &mut into.schedules, problems),
            Entity::Funding => rows(&sheet, file, &mut into.funding, problems),
            Entity::ServiceArea => rows(&sheet, file, &mut into.service_areas, problems),
            Entity::RequiredDocument => rows(&sheet, file, &mut into.required_documents, problems),
            Entity::Language => rows(&sheet, file, &mut into.languages, problems),
            Entity::Accessibility => rows(&sheet, file, &mut into.accessibility, problems),
            Entity::TaxonomyTerm => rows(&sheet, file, &mut into.taxonomy_terms, problems),
            Entity::Metadata => rows(&sheet, file, &mut into.metadata, problems),
            Entity::MetaTableDescription => {
                rows(&sheet, file, &mut into.meta_table_descriptions, problems);
            }
            Entity::CostOption => rows(&sheet, file, &mut into.cost_options, problems),
            Entity::OrganizationIdentifier => {
                rows(&sheet, file, &mut into.organization_identifiers, problems);
            }
            Entity::Taxonomy => rows(&sheet, file, &mut into.taxonomies, problems),
            Entity::ServiceCapacity => rows(&sheet, file, &mut into.capacities, problems),
            Entity::Unit => rows(&sheet, file, &mut into.units, problems),
            Entity::Url => rows(&sheet, file, &mut into.urls, problems),
        }
    }
    assemble::assemble(package, taking);
}

/// Where the cell of a column goes.
enum Slot {
    Column(usize),
    Link(usize),
    SharedId,
    Extra(String),
    Nameless,
}

impl Slot {
    fn of<T: Row>(name: &str) -> Self {
        if let Some(at) = T::COLUMNS.iter().position(|column| column.name == name) {
            Self::Column(at)
        } else if let Some(at) = T::LINKS.iter().position(|link| link.name == name) {
            Self::Link(at)
        } else if name == SHARED_ID {
            Self::SharedId
        } else if name.is_empty() {
            Self::Nameless
        } else {
            Self::Extra(name.to_owned())
        }
    }
}

fn rows<T: Row + Doubtful>(
    sheet: &Sheet,
    file: usize,
    into: &mut Vec<Read<T>>,
    problems: &mut Problems,
) {
    let heading = &sheet.records.heading;
    if heading.is_empty() {
        return;
    }
    for (number, name) in heading.iter().enumerate() {
        if !name.is_empty() && heading[..number].contains(name) {
            let fault = Fault::DoubleColumn { column: name.clone() };
            return problems.refuse(Position::cell(&sheet.file, 1, number, name), fault);
        }
    }
    if !heading.iter().any(|name| name == "id") {
        let fault = Fault::MissingColumn { column: "id" };
        return problems.refuse(Position::line(&sheet.file, 1), fault);
    }
    let slots: Vec<Slot> = heading.iter().map(|name| Slot::of::<T>(name)).collect();
    let mut ids: HashSet<uuid::Uuid> = into.iter().map(|read| read.row.id()).collect();
    for (line, cells) in &sheet.records.rows {
        let tell = |column: usize, fault: Fault| {
            Box::new((Position::cell(&sheet.file, *line, column, &heading[column]), fault))
        };
        match row::<T>(&slots, cells, &tell) {
            Err(told) => problems.refuse(told.0, told.1),
            Ok((row, _)) if !ids.insert(row.id()) => {
                let fault = Fault::Duplicate { id: row.id().to_string() };
                let column = heading.iter().position(|name| name == "id").unwrap_or(0);
                problems.refuse(Position::cell(&sheet.file, *line, column, "id"), fault);
            }
            Ok((row, shared)) => {
                for (column, fault) in blanks(&row) {
                    let field = Some(column.to_owned());
                    problems.note(Position { field, ..Position::line(&sheet.file, *line) }, fault);
                }
                row.doubts(&mut |field, fault| {
                    let at = heading.iter().position(|name| *name == field);
                    let column = at.map(|at| at as u64 + 1);
                    let position = Position::line(&sheet.file, *line);
                    problems.note(Position { column, field: Some(field), ..position }, fault);
                });
                into.push(Read { row, shared, file, line: *line });
            }
        }
    }
}

/// Boxed, because a row that can be read is the rule.
type Told = Box<(Position, Fault)>;

fn row<T: Row>(
    slots: &[Slot],
    cells: &[String],
    tell: &dyn Fn(usize, Fault) -> Told,
) -> Result<(T, Option<uuid::Uuid>), Told> {
    let mut row = T::default();
    let mut seen = 0_u64;
    let mut shared = None;
    for (number, (slot, cell)) in slots.iter().zip(cells).enumerate() {
        if cell.len() > LONGEST_CELL {
            let fault = Fault::TooLong { length: cell.len(), limit: LONGEST_CELL };
            return Err(tell(number, fault));
        }
        let id = || {
            let read = <uuid::Uuid as Cell>::parse(cell);
            read.ok_or_else(|| tell(number, Fault::wrong(cell, uuid::Uuid::EXPECTS)))
        };
        match slot {
            _ if cell.trim().is_empty() => {}
            Slot::Column(at) => {
                let column = &T::COLUMNS[*at];
                let text = if column.is_text { unescape(cell) } else { cell };
                if !row.read(*at, text) {
                    return Err(tell(number, Fault::wrong(cell, column.expects)));
                }
                seen |= 1 << at;
            }
            Slot::Link(at) => row.set_link(*at, Some(id()?)),
            Slot::SharedId => shared = Some(id()?),
            Slot::Extra(name) => {
                row.extra_mut().insert(name.clone(), extra(cell));
            }
            Slot::Nameless => {
                return Err(tell(
                    number,
                    Fault::wrong(cell, "a name for this column in the heading"),
                ));
            }
        }
    }
    for (at, column) in T::COLUMNS.iter().enumerate() {
        // A blank text can be kept and is noted; a blank number or date would have to be made up.
        if column.required && seen & (1 << at) == 0 && !(column.is_text && at > 0) {
            let number =
                slots.iter().position(|slot| matches!(slot, Slot::Column(there) if *there == at));
            let fault = match number {
                Some(_) => Fault::Missing { expects: column.expects },
                None => Fault::MissingColumn { column: column.name },
            };
            return Err(tell(number.unwrap_or(0), fault));
        }
    }
    Ok((row, shared))
}

fn blanks<T: Row>(row: &T) -> impl Iterator<Item = (&'static str, Fault)> + '_ {
    T::COLUMNS
        .iter()
        .enumerate()
        .filter(|(at, column)| column.required && column.is_text && row.write(*at).is_empty())
        .map(|(_, column)| (column.name, Fault::Missing { expects: column.expects }))
}

fn extra(cell: &str) -> Value {
    cell.strip_prefix(JSON_MARK)
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_else(|| Value::String(unescape(cell).to_owned()))
}

/// Undoes what the export does against formulas.
fn unescape(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if crate::export::is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Rows in which something can be kept but not trusted.
trait Doubtful {
    fn doubts(&self, _tell: &mut Tell<'_>) {}
}

macro_rules! doubtful {
    ($( $name:ident => $check:path, )* ; $( $sure:ident, )*) => {
        $( impl Doubtful for $name {
            fn doubts(&self, tell: &mut Tell<'_>) {
                $check(self, tell);
            }
        } )*
        $( impl Doubtful for $sure {} )*
    };
}

doubtful! {
    Location => check::location,
    ServiceCapacity => check::capacity,
    Phone => check::phone,
    Schedule => check::schedule,
    ;
    Organization, Program, Service, Attribute, ServiceAtLocation, Contact, Address, Funding,
    ServiceArea, RequiredDocument, Language, Accessibility, TaxonomyTerm, Metadata,
    MetaTableDescription, CostOption, OrganizationIdentifier, Taxonomy, Unit, Url,
}
