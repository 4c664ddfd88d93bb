//! Taking a nested document apart: each shared thing into its own table, ids in its place.

use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{Taking, merge::merge};
use crate::{
    Location, Organization, Program, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm, check,
    directory::{Table, Visit},
    problem::{Fault, Position},
    row::Row,
};

impl Taking {
    /// Takes a service and what is nested in it; answers its id.
    pub(super) fn take_service(
        &mut self,
        mut service: Service,
        within: Option<Uuid>,
        at: &Position,
    ) -> Uuid {
        let id = service.id;
        self.take_terms(&mut service, at);
        let organization = service
            .organization
            .take()
            .map(|nested| self.take_organization(*nested, at))
            .or(within);
        self.link("organization_id", &mut service.organization_id, organization, at);
        let program = service.program.take().map(|nested| self.take_program(*nested, None, at));
        self.link("program_id", &mut service.program_id, program, at);
        for place in &mut service.service_at_locations {
            self.link("service_id", &mut place.service_id, Some(id), at);
            place.service_id = None;
            self.take_place(place, at);
        }
        check::service(&service, &mut |field, fault| {
            self.problems.note(below(at, &field), fault);
        });
        self.put(|directory| &mut directory.services, service, at);
        id
    }

    /// Takes an organisation and what is nested in it; answers its id.
    pub(super) fn take_organization(
        &mut self,
        mut organization: Organization,
        at: &Position,
    ) -> Uuid {
        let id = organization.id;
        self.take_terms(&mut organization, at);
        let locations = std::mem::take(&mut organization.locations);
        let programs = std::mem::take(&mut organization.programs);
        let services = std::mem::take(&mut organization.services);
        check::phones("phones", &organization.phones, &mut |field, fault| {
            self.problems.note(below(at, &field), fault);
        });
        self.put(|directory| &mut directory.organizations, organization, at);
        for location in locations {
            self.take_location(location, Some(id), at);
        }
        for program in programs {
            self.take_program(program, Some(id), at);
        }
        for service in services {
            self.take_service(service, Some(id), at);
        }
        id
    }

    /// Takes a service at a location as a document of its own.
    pub(super) fn take_service_at_location(&mut self, mut place: ServiceAtLocation, at: &Position) {
        self.take_terms(&mut place, at);
        let service = place.service.take().map(|nested| self.take_service(*nested, None, at));
        self.link("service_id", &mut place.service_id, service, at);
        self.take_place(&mut place, at);
        let found = place.service_id.and_then(|id| self.directory.services.find_mut(id));
        match found {
            Some(service) => {
                place.service_id = None;
                match service.service_at_locations.iter().find(|there| there.id == place.id) {
                    Some(there) if *there == place => {}
                    Some(_) => {
                        let fault = Fault::Conflict {
                            id: place.id.to_string(),
                            field: "location".to_owned(),
                        };
                        self.problems.refuse(at.clone(), fault);
                    }
                    None => service.service_at_locations.push(place),
                }
            }
            None => self.directory.loose.service_at_locations.push(place),
        }
    }

    pub(super) fn take_location(
        &mut self,
        mut location: Location,
        within: Option<Uuid>,
        at: &Position,
    ) -> Uuid {
        let id = location.id;
        self.take_terms(&mut location, at);
        self.link("organization_id", &mut location.organization_id, within, at);
        check::location(&location, &mut |field, fault| {
            self.problems.note(below(at, &field), fault);
        });
        self.put(|directory| &mut directory.locations, location, at);
        id
    }

    fn take_program(&mut self, mut program: Program, within: Option<Uuid>, at: &Position) -> Uuid {
        let id = program.id;
        self.take_terms(&mut program, at);
        self.link("organization_id", &mut program.organization_id, within, at);
        self.put(|directory| &mut directory.programs, program, at);
        id
    }

    pub(super) fn take_term(&mut self, mut term: TaxonomyTerm, at: &Position) -> Uuid {
        let id = term.id;
        let taxonomy = term.taxonomy_detail.take().map(|nested| self.take_taxonomy(*nested, at));
        self.link("taxonomy_id", &mut term.taxonomy_id, taxonomy, at);
        self.put(|directory| &mut directory.taxonomy_terms, term, at);
        id
    }

    pub(super) fn take_taxonomy(&mut self, taxonomy: Taxonomy, at: &Position) -> Uuid {
        let id = taxonomy.id;
        self.put(|directory| &mut directory.taxonomies, taxonomy, at);
        id
    }

    fn take_place(&mut self, place: &mut ServiceAtLocation, at: &Position) {
        let location = place.location.take().map(|nested| self.take_location(*nested, None, at));
        self.link("location_id", &mut place.location_id, location, at);
    }

    fn take_terms<T: Visit>(&mut self, row: &mut T, at: &Position) {
        row.each_attribute(&mut |attribute| {
            if let Some(term) = attribute.taxonomy_term.take() {
                let id = self.take_term(*term, at);
                self.link("taxonomy_term_id", &mut attribute.taxonomy_term_id, Some(id), at);
            }
        });
    }

    /// Nesting and an id beside it may both say what something belongs to; nesting wins.
    fn link(&mut self, field: &str, link: &mut Option<Uuid>, nested: Option<Uuid>, at: &Position) {
        let Some(nested) = nested else { return };
        if let Some(named) = link.replace(nested)
            && named != nested
        {
            let fault = Fault::Conflict { id: named.to_string(), field: field.to_owned() };
            self.problems.note(below(at, field), fault);
        }
    }

    fn put<T>(
        &mut self,
        table: impl FnOnce(&mut crate::Directory) -> &mut Table<T>,
        row: T,
        at: &Position,
    ) where
        T: Row + Serialize + DeserializeOwned,
    {
        let id = row.id();
        if let Err(field) = merge(table(&mut self.directory), row) {
            let fault = Fault::Conflict { id: id.to_string(), field };
            self.problems.refuse(at.clone(), fault);
        }
    }
}

/// The position of a field within the document that stands at `at`.
fn below(at: &Position, field: &str) -> Position {
    let field = match &at.field {
        Some(path) => format!("{path}.{field}"),
        None => field.to_owned(),
    };
    Position { column: None, field: Some(field), ..at.clone() }
}
