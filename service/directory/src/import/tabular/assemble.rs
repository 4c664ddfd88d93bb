//! Putting rows together: each below the rows that its links name.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::{Mode, Package, Read, Taking};
use crate::{
    directory::Table,
    model::*,
    problem::{Fault, Position, Problems},
    row::{Entity, Row},
};

/// The rows of one table that hang below others.
struct Below<T> {
    of: HashMap<(Entity, Uuid), Vec<T>>,
    loose: Vec<T>,
}

impl<T> Below<T> {
    fn take(&mut self, parent: Entity, id: Uuid) -> Vec<T> {
        self.of.remove(&(parent, id)).unwrap_or_default()
    }
}

/// What links are settled with.
struct Settling<'a> {
    ids: HashMap<Entity, HashSet<Uuid>>,
    files: Vec<String>,
    mode: Mode,
    problems: &'a mut Problems,
}

impl Settling<'_> {
    fn knows(&self, entity: Entity, id: Uuid) -> bool {
        self.ids.get(&entity).is_some_and(|ids| ids.contains(&id))
    }

    fn position<T>(&self, read: &Read<T>, field: &str) -> Position {
        let position = Position::line(&self.files[read.file], read.line);
        Position { field: Some(field.to_owned()), ..position }
    }

    /// Strictly, a link to nothing refuses the import; leniently the row stays as it is.
    fn dangling<T>(&mut self, read: &Read<T>, field: &str, to: Entity, id: Uuid) {
        let position = self.position(read, field);
        let fault = Fault::Dangling { id: id.to_string(), table: to.name() };
        self.tell(position, fault);
    }

    fn tell(&mut self, position: Position, fault: Fault) {
        match self.mode {
            Mode::Strict => self.problems.refuse(position, fault),
            Mode::Lenient => self.problems.note(position, fault),
        }
    }

    /// Tells of links that name nothing, of rows whose links stay links.
    fn check_links<T: Row>(&mut self, rows: &[Read<T>]) {
        for read in rows {
            for (at, link) in T::LINKS.iter().enumerate() {
                if let Some(id) = read.row.link(at).filter(|&id| !self.knows(link.to, id)) {
                    self.dangling(read, link.name, link.to, id);
                }
            }
        }
    }

    /// Hangs rows below those that their links name. A row with several parents is copied to each;
    /// links that name nothing stay in the row.
    fn settle<T: Row>(&mut self, rows: Vec<Read<T>>) -> Below<T> {
        self.settle_but(rows, &[])
    }

    fn settle_but<T: Row>(&mut self, rows: Vec<Read<T>>, kept: &[Entity]) -> Below<T> {
        let mut below = Below { of: HashMap::new(), loose: Vec::new() };
        for mut read in rows {
            let mut parents = Vec::new();
            let mut named = false;
            for (at, link) in T::LINKS.iter().enumerate() {
                let Some(id) = read.row.link(at) else { continue };
                named = true;
                if !self.knows(link.to, id) {
                    self.dangling(&read, link.name, link.to, id);
                } else if !kept.contains(&link.to) {
                    parents.push((link.to, id));
                    read.row.set_link(at, None);
                }
            }
            if !named {
                let columns: Vec<&str> = T::LINKS.iter().map(|link| link.name).collect();
                let position = Position::line(&self.files[read.file], read.line);
                self.tell(position, Fault::Unattached { columns: columns.join(", ") });
            }
            if let Some(shared) = read.shared {
                read.row.set_id(shared);
            }
            match parents.split_last() {
                None => below.loose.push(read.row),
                Some((last, others)) => {
                    for parent in others {
                        below.of.entry(*parent).or_default().push(read.row.clone());
                    }
                    below.of.entry(*last).or_default().push(read.row);
                }
            }
        }
        below
    }

    /// The table that an attribute or a change belongs to.
    fn owner(&self, id: Uuid, named: Option<&str>) -> Option<Entity> {
        let named = named.and_then(Entity::named).filter(|&entity| self.knows(entity, id));
        named.or_else(|| Entity::ALL.into_iter().find(|&entity| self.knows(entity, id)))
    }
}

/// Attributes and changes, waiting for the rows that they are about.
struct Annotations {
    attributes: Below<Attribute>,
    metadata: Below<Metadata>,
}

impl Annotations {
    fn settle(
        settling: &mut Settling<'_>,
        attributes: Vec<Read<Attribute>>,
        metadata: Vec<Read<Metadata>>,
    ) -> Self {
        settling.check_links(&attributes);
        let attributes =
            Self::hang(settling, attributes, "link_id", |row| (&mut row.link_id, &row.link_entity));
        let metadata = Self::hang(settling, metadata, "resource_id", |row| {
            (&mut row.resource_id, &row.resource_type)
        });
        Self { attributes, metadata }
    }

    fn hang<T: Row>(
        settling: &mut Settling<'_>,
        rows: Vec<Read<T>>,
        column: &str,
        link: impl Fn(&mut T) -> (&mut Option<Uuid>, &Option<String>),
    ) -> Below<T> {
        let mut below = Below { of: HashMap::new(), loose: Vec::new() };
        for mut read in rows {
            let (id, entity) = link(&mut read.row);
            let found =
                id.and_then(|id| settling.owner(id, entity.as_deref()).map(|owner| (owner, id)));
            if let Some(parent) = found {
                *id = None;
                if let Some(shared) = read.shared {
                    read.row.set_id(shared);
                }
                below.of.entry(parent).or_default().push(read.row);
                continue;
            }
            let fault = match *id {
                Some(id) => Fault::Dangling { id: id.to_string(), table: "any table" },
                None => Fault::Unattached { columns: column.to_owned() },
            };
            let position = settling.position(&read, column);
            settling.tell(position, fault);
            below.loose.push(read.row);
        }
        below
    }

    fn give<T: Row>(&mut self, rows: &mut [Read<T>]) {
        for read in rows {
            let id = read.row.id();
            let (attributes, metadata) = read.row.annotations();
            *attributes = self.attributes.take(T::ENTITY, id);
            *metadata = self.metadata.take(T::ENTITY, id);
        }
    }
}

fn ids<T: Row>(rows: &[Read<T>]) -> (Entity, HashSet<Uuid>) {
    (T::ENTITY, rows.iter().map(|read| read.row.id()).collect())
}

/// Gives each row of a table the rows below it.
macro_rules! hang {
    ($rows:expr, $entity:ident, $( $field:ident from $pool:ident ),*) => {
        for read in &mut $rows {
            let id = read.row.id;
            $( read.row.$field = $pool.take(Entity::$entity, id); )*
        }
    };
}

pub(super) fn assemble(mut all: Package, taking: &mut Taking) {
    let mut settling = Settling {
        ids: known(&all),
        files: std::mem::take(&mut all.files),
        mode: taking.mode,
        problems: &mut taking.problems,
    };
    let mut notes = Annotations::settle(
        &mut settling,
        std::mem::take(&mut all.attributes),
        std::mem::take(&mut all.metadata),
    );
    annotate(&mut all, &mut notes);
    let directory = &mut taking.directory;

    let mut languages = settling.settle(all.languages);
    hang!(all.phones, Phone, languages from languages);
    let mut phones = settling.settle(all.phones);
    hang!(all.contacts, Contact, phones from phones);
    let mut contacts = settling.settle(all.contacts);
    let mut schedules = settling.settle(all.schedules);
    let mut areas = settling.settle(all.service_areas);
    hang!(all.service_at_locations, ServiceAtLocation,
        service_areas from areas, contacts from contacts, phones from phones,
        schedules from schedules);
    let mut places = settling.settle_but(all.service_at_locations, &[Entity::Location]);
    let mut addresses = settling.settle(all.addresses);
    let mut accessibility = settling.settle(all.accessibility);
    let mut urls = settling.settle(all.urls);
    let mut funding = settling.settle(all.funding);
    let mut costs = settling.settle(all.cost_options);
    let mut documents = settling.settle(all.required_documents);
    let mut identifiers = settling.settle(all.organization_identifiers);
    let loose_units = give_units(&mut all.capacities, all.units);
    let mut capacities = settling.settle_but(all.capacities, &[Entity::Unit]);
    hang!(all.locations, Location,
        languages from languages, addresses from addresses, contacts from contacts,
        accessibility from accessibility, phones from phones, schedules from schedules);
    hang!(all.services, Service,
        additional_urls from urls, phones from phones, schedules from schedules,
        service_areas from areas, service_at_locations from places, languages from languages,
        funding from funding, cost_options from costs, required_documents from documents,
        contacts from contacts, capacities from capacities);
    hang!(all.organizations, Organization,
        additional_websites from urls, funding from funding, contacts from contacts,
        phones from phones, organization_identifiers from identifiers);

    settling.check_links(&all.programs);
    settling.check_links(&all.services);
    settling.check_links(&all.locations);
    settling.check_links(&all.taxonomy_terms);
    put(&mut directory.organizations, all.organizations);
    put(&mut directory.programs, all.programs);
    put(&mut directory.services, all.services);
    put(&mut directory.locations, all.locations);
    put(&mut directory.taxonomies, all.taxonomies);
    put(&mut directory.taxonomy_terms, all.taxonomy_terms);
    let descriptions = all.meta_table_descriptions.into_iter().map(|read| read.row);
    directory.meta_table_descriptions.extend(descriptions);
    let loose = &mut directory.loose;
    loose.service_at_locations.extend(places.loose);
    loose.phones.extend(phones.loose);
    loose.contacts.extend(contacts.loose);
    loose.addresses.extend(addresses.loose);
    loose.schedules.extend(schedules.loose);
    loose.funding.extend(funding.loose);
    loose.service_areas.extend(areas.loose);
    loose.required_documents.extend(documents.loose);
    loose.languages.extend(languages.loose);
    loose.accessibility.extend(accessibility.loose);
    loose.cost_options.extend(costs.loose);
    loose.organization_identifiers.extend(identifiers.loose);
    loose.capacities.extend(capacities.loose);
    loose.units.extend(loose_units);
    loose.urls.extend(urls.loose);
    loose.attributes.extend(notes.attributes.loose);
    loose.metadata.extend(notes.metadata.loose);
}

fn known(all: &Package) -> HashMap<Entity, HashSet<Uuid>> {
    HashMap::from([
        ids(&all.organizations),
        ids(&all.programs),
        ids(&all.services),
        ids(&all.service_at_locations),
        ids(&all.locations),
        ids(&all.phones),
        ids(&all.contacts),
        ids(&all.addresses),
        ids(&all.schedules),
        ids(&all.funding),
        ids(&all.service_areas),
        ids(&all.required_documents),
        ids(&all.languages),
        ids(&all.accessibility),
        ids(&all.taxonomy_terms),
        ids(&all.meta_table_descriptions),
        ids(&all.cost_options),
        ids(&all.organization_identifiers),
        ids(&all.taxonomies),
        ids(&all.capacities),
        ids(&all.units),
        ids(&all.urls),
    ])
}

fn annotate(all: &mut Package, notes: &mut Annotations) {
    notes.give(&mut all.organizations);
    notes.give(&mut all.programs);
    notes.give(&mut all.services);
    notes.give(&mut all.service_at_locations);
    notes.give(&mut all.locations);
    notes.give(&mut all.phones);
    notes.give(&mut all.contacts);
    notes.give(&mut all.addresses);
    notes.give(&mut all.schedules);
    notes.give(&mut all.funding);
    notes.give(&mut all.service_areas);
    notes.give(&mut all.required_documents);
    notes.give(&mut all.languages);
    notes.give(&mut all.accessibility);
    notes.give(&mut all.taxonomy_terms);
    notes.give(&mut all.meta_table_descriptions);
    notes.give(&mut all.cost_options);
    notes.give(&mut all.organization_identifiers);
    notes.give(&mut all.taxonomies);
    notes.give(&mut all.capacities);
    notes.give(&mut all.units);
    notes.give(&mut all.urls);
}

/// Gives each capacity what it counts; answers the units that count nothing.
fn give_units(capacities: &mut [Read<ServiceCapacity>], units: Vec<Read<Unit>>) -> Vec<Unit> {
    let mut used = HashSet::new();
    let by_id: HashMap<Uuid, Read<Unit>> =
        units.into_iter().map(|read| (read.row.id, read)).collect();
    for read in capacities {
        if let Some((id, unit)) =
            read.row.unit_id.and_then(|id| by_id.get(&id).map(|unit| (id, unit)))
        {
            used.insert(id);
            let mut unit_row = unit.row.clone();
            unit_row.id = unit.shared.unwrap_or(unit_row.id);
            read.row.unit = Some(Box::new(unit_row));
            read.row.unit_id = None;
        }
    }
    by_id.into_iter().filter(|(id, _)| !used.contains(id)).map(|(_, read)| read.row).collect()
}

fn put<T: Row>(table: &mut Table<T>, rows: Vec<Read<T>>) {
    for read in rows {
        table.put(read.row);
    }
}
