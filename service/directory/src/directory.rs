//! A whole directory in memory: what an import returns and an export writes.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    Attribute, Location, MetaTableDescription, Organization, Program, Service, ServiceAtLocation,
    Taxonomy, TaxonomyTerm, model::*, row::Row,
};

/// Rows of one table by identifier, in the order in which they came.
#[derive(Clone, Debug)]
pub struct Table<T> {
    rows: Vec<T>,
    by_id: HashMap<Uuid, usize>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), by_id: HashMap::new() }
    }
}

/// Equal if the same rows are there, in whatever order.
impl<T: Row> PartialEq for Table<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|row| other.find(row.id()) == Some(row))
    }
}

impl<T: Row> Table<T> {
    /// The row with this identifier.
    #[must_use]
    pub fn find(&self, id: Uuid) -> Option<&T> {
        self.by_id.get(&id).map(|&at| &self.rows[at])
    }

    pub(crate) fn find_mut(&mut self, id: Uuid) -> Option<&mut T> {
        self.by_id.get(&id).map(|&at| &mut self.rows[at])
    }

    /// Adds a row, or puts it in the place of the one with its identifier, which is returned.
    pub fn put(&mut self, row: T) -> Option<T> {
        match self.by_id.get(&row.id()) {
            Some(&at) => Some(std::mem::replace(&mut self.rows[at], row)),
            None => {
                self.by_id.insert(row.id(), self.rows.len());
                self.rows.push(row);
                None
            }
        }
    }

    /// The rows in the order in which they came.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl<T> IntoIterator for Table<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<'a, T: Row> IntoIterator for &'a Table<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Rows of a tabular package that belong to no row of it. They are kept and exported again.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "each is the standard's own table name")]
pub struct Loose {
    pub service_at_locations: Vec<ServiceAtLocation>,
    pub phones: Vec<Phone>,
    pub contacts: Vec<Contact>,
    pub addresses: Vec<Address>,
    pub schedules: Vec<Schedule>,
    pub funding: Vec<Funding>,
    pub service_areas: Vec<ServiceArea>,
    pub required_documents: Vec<RequiredDocument>,
    pub languages: Vec<Language>,
    pub accessibility: Vec<Accessibility>,
    pub cost_options: Vec<CostOption>,
    pub organization_identifiers: Vec<OrganizationIdentifier>,
    pub capacities: Vec<ServiceCapacity>,
    pub units: Vec<Unit>,
    pub urls: Vec<Url>,
    pub attributes: Vec<Attribute>,
    pub metadata: Vec<Metadata>,
}

/// Organisations, their services and where those are given.
///
/// Invariant: no row holds its `nested` objects, nor an organisation its locations, programs or
/// services: each of these is kept once, in its own table, and named by id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Directory {
    /// Who offers services.
    pub organizations: Table<Organization>,
    /// Groups of services.
    pub programs: Table<Program>,
    /// What is offered.
    pub services: Table<Service>,
    /// Places.
    pub locations: Table<Location>,
    /// Lists of codes.
    pub taxonomies: Table<Taxonomy>,
    /// Codes.
    pub taxonomy_terms: Table<TaxonomyTerm>,
    /// How tables are written.
    pub meta_table_descriptions: Vec<MetaTableDescription>,
    /// Rows that belong to nothing.
    pub loose: Loose,
}

impl Directory {
    /// The service in full, as the standard's API gives it: with its organisation, program, places
    /// and codes nested. Costs the size of the result, `by_organization` lookups aside.
    #[must_use]
    pub fn nest_service(&self, service: &Service, nesting: &Nesting) -> Service {
        let mut full = self.with_terms(service.clone());
        if let Some(organization) = full.organization_id.and_then(|id| self.organizations.find(id))
        {
            full.organization = Some(Box::new(self.nest_organization(organization, nesting)));
            full.organization_id = None;
        }
        let within = full.organization.as_ref().map(|organization| organization.id);
        self.nest_below_service(&mut full, within);
        full
    }

    /// A service at one place in full, with the service (without its other places) and the
    /// location nested.
    #[must_use]
    pub fn nest_service_at_location(
        &self,
        service: &Service,
        at: &ServiceAtLocation,
        nesting: &Nesting,
    ) -> ServiceAtLocation {
        let elsewhere = Service { service_at_locations: Vec::new(), ..service.clone() };
        let mut full = self.with_terms(at.clone());
        let service = self.nest_service(&elsewhere, nesting);
        let within = service.organization.as_ref().map(|organization| organization.id);
        full.service = Some(Box::new(service));
        self.nest_place(&mut full, within);
        full
    }

    /// The organisation with its places and programs nested, not its services.
    #[must_use]
    pub fn nest_organization(
        &self,
        organization: &Organization,
        nesting: &Nesting,
    ) -> Organization {
        let mut full = self.with_terms(organization.clone());
        let rows = nesting.by_organization.get(&organization.id);
        full.locations = rows
            .iter()
            .flat_map(|rows| &rows.locations)
            .map(|&at| {
                let mut location = self.with_terms(self.locations.rows[at].clone());
                location.organization_id = None;
                location
            })
            .collect();
        full.programs = rows
            .iter()
            .flat_map(|rows| &rows.programs)
            .map(|&at| {
                let mut program = self.with_terms(self.programs.rows[at].clone());
                program.organization_id = None;
                program
            })
            .collect();
        full
    }

    /// The organisation with everything, its services too.
    #[must_use]
    pub fn nest_organization_with_services(
        &self,
        organization: &Organization,
        nesting: &Nesting,
    ) -> Organization {
        let mut full = self.nest_organization(organization, nesting);
        let rows = nesting.by_organization.get(&organization.id);
        full.services = rows
            .iter()
            .flat_map(|rows| &rows.services)
            .map(|&at| {
                let mut service = self.with_terms(self.services.rows[at].clone());
                service.organization_id = None;
                self.nest_below_service(&mut service, Some(organization.id));
                service
            })
            .collect();
        full
    }

    /// The code with its taxonomy nested.
    #[must_use]
    pub fn nest_term(&self, term: &TaxonomyTerm) -> TaxonomyTerm {
        let mut full = term.clone();
        if let Some(taxonomy) = full.taxonomy_id.and_then(|id| self.taxonomies.find(id)) {
            full.taxonomy_detail = Some(Box::new(taxonomy.clone()));
            full.taxonomy_id = None;
        }
        full
    }

    /// The location with the codes of its attributes nested.
    #[must_use]
    pub fn nest_location(&self, location: &Location) -> Location {
        self.with_terms(location.clone())
    }

    /// Nests program and places. Within an organisation's own document these need not name it.
    fn nest_below_service(&self, service: &mut Service, within: Option<Uuid>) {
        if let Some(program) = service.program_id.and_then(|id| self.programs.find(id)) {
            let mut program = self.with_terms(program.clone());
            if program.organization_id == within {
                program.organization_id = None;
            }
            service.program = Some(Box::new(program));
            service.program_id = None;
        }
        for at in &mut service.service_at_locations {
            self.nest_place(at, within);
        }
    }

    fn nest_place(&self, at: &mut ServiceAtLocation, within: Option<Uuid>) {
        if let Some(location) = at.location_id.and_then(|id| self.locations.find(id)) {
            let mut location = self.with_terms(location.clone());
            if location.organization_id == within {
                location.organization_id = None;
            }
            at.location = Some(Box::new(location));
            at.location_id = None;
        }
    }

    fn with_terms<T: Visit>(&self, mut row: T) -> T {
        row.each_attribute(&mut |attribute| {
            if let Some(term) =
                attribute.taxonomy_term_id.and_then(|id| self.taxonomy_terms.find(id))
            {
                attribute.taxonomy_term = Some(Box::new(self.nest_term(term)));
                attribute.taxonomy_term_id = None;
            }
        });
        row
    }
}

/// Which rows belong to which organisation: made once, used for every document that is written.
#[derive(Debug, Default)]
pub struct Nesting {
    by_organization: HashMap<Uuid, OfOrganization>,
}

#[derive(Debug, Default)]
struct OfOrganization {
    locations: Vec<usize>,
    programs: Vec<usize>,
    services: Vec<usize>,
}

impl Nesting {
    /// Reads each location, program and service once.
    #[must_use]
    pub fn of(directory: &Directory) -> Self {
        let mut by_organization: HashMap<Uuid, OfOrganization> = HashMap::new();
        for (at, location) in directory.locations.iter().enumerate() {
            if let Some(id) = location.organization_id {
                by_organization.entry(id).or_default().locations.push(at);
            }
        }
        for (at, program) in directory.programs.iter().enumerate() {
            if let Some(id) = program.organization_id {
                by_organization.entry(id).or_default().programs.push(at);
            }
        }
        for (at, service) in directory.services.iter().enumerate() {
            if let Some(id) = service.organization_id {
                by_organization.entry(id).or_default().services.push(at);
            }
        }
        Self { by_organization }
    }
}

/// Visits the attributes of a row and of every row below it.
pub(crate) trait Visit {
    /// Calls `act` with each of them.
    fn each_attribute(&mut self, act: &mut dyn FnMut(&mut Attribute));
}

macro_rules! visit {
    ($( $name:ident { $( $below:ident, )* } { $( $nested:ident, )* } )*) => {
        $(
            impl Visit for $name {
                fn each_attribute(&mut self, act: &mut dyn FnMut(&mut Attribute)) {
                    self.attributes.iter_mut().for_each(&mut *act);
                    $( for row in &mut self.$below { row.each_attribute(act); } )*
                    $( if let Some(row) = &mut self.$nested { row.each_attribute(act); } )*
                }
            }
        )*
    };
}

visit! {
    Organization {
        additional_websites, funding, contacts, phones, locations, programs,
        organization_identifiers, services,
    } {}
    Program {} {}
    Service {
        additional_urls, phones, schedules, service_areas, service_at_locations, languages, funding,
        cost_options, required_documents, contacts, capacities,
    } { organization, program, }
    ServiceAtLocation { service_areas, contacts, phones, schedules, } { location, service, }
    Location { languages, addresses, contacts, accessibility, phones, schedules, } {}
    Address {} {}
    Phone { languages, } {}
    Contact { phones, } {}
    Schedule {} {}
    Funding {} {}
    ServiceArea {} {}
    RequiredDocument {} {}
    Language {} {}
    Accessibility {} {}
    CostOption {} {}
    OrganizationIdentifier {} {}
    ServiceCapacity {} { unit, }
    Unit {} {}
    Url {} {}
}
