//! The read API of HSDS 3.1, as far as it is a question to a directory: which rows answer, in which
//! order, and what may be said of them.
//!
//! Organisations, places, programs and codes are kept in memory; services and what is said of them stay
//! where they are stored, and only their words, links and times are here. So a page costs its own rows,
//! however large the directory. Whatever leaves is [`Cleared`](crate::public::Cleared).
//!
//! # Invariants
//! - A [`Feed`] holds nothing confidential: it is made of rows that the public may see.
//! - Rows keep their order from page to page, as long as the directory stands.

mod nearby;
mod rows;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use uuid::Uuid;

pub use rows::{Found, Link, Question, Rows};

use crate::{
    Attribute, Directory, Organization, PublicView, Service, Taxonomy, TaxonomyTerm,
    place::Point,
    public::{Cleared, PublicOrganization, PublicService, PublicServiceAtLocation},
};
use nearby::Nearby;

/// A directory that can be asked in the words of the standard's API.
#[derive(Debug)]
pub struct Feed {
    view: PublicView<Arc<Directory>>,
    /// The services.
    pub services: Rows,
    /// The services at their locations.
    pub places: Rows,
    /// The organisations.
    pub organizations: Rows,
    /// The lists of codes.
    pub taxonomies: Rows,
    /// The codes.
    pub terms: Rows,
    /// Of which service, and which of its places, a row of `places` is.
    at: Vec<(Uuid, Uuid)>,
    nearby: Nearby,
}

/// Takes services one after the other, so that memory need not hold them all.
#[derive(Debug)]
pub struct Builder {
    shared: Directory,
    services: Rows,
    places: Rows,
    at: Vec<(Uuid, Uuid)>,
    nearby: Nearby,
}

impl Builder {
    /// Begins with the rows that services share. Its services, if it holds any, are not taken.
    #[must_use]
    pub fn new(shared: Directory) -> Self {
        let mut nearby = Nearby::default();
        shared.locations.iter().for_each(|location| nearby.learn(location));
        let (services, places) = (Rows::default(), Rows::default());
        Self { shared, services, places, at: Vec::new(), nearby }
    }

    /// Adds a service as the public may see it, unlinked as in a [`Directory`].
    pub fn add(&mut self, service: &Service) {
        let organization =
            service.organization_id.and_then(|id| self.shared.organizations.find(id));
        let texts = || {
            let own = [&service.alternate_name, &service.description];
            let own = own.into_iter().flatten().map(String::as_str);
            let of = organization.map(|organization| organization.name.as_str());
            std::iter::once(service.name.as_str()).chain(own).chain(of)
        };
        let mut links = self.links(&service.attributes);
        links.extend(service.organization_id.map(Link::Organization));
        let modified = service.last_modified.as_ref().map(|at| at.timestamp().micros());
        self.services.add(service.id, texts(), links.iter().copied(), modified);
        for place in &service.service_at_locations {
            let here = self.links(&place.attributes);
            let location = place.location_id.and_then(|id| self.shared.locations.find(id));
            let words = texts().chain(place.description.as_deref());
            let words = words.chain(location.and_then(|location| location.name.as_deref()));
            let all = links.iter().copied().chain(here);
            let row = self.places.add(place.id, words, all, modified);
            let areas = place.service_areas.iter().chain(&service.service_areas);
            self.nearby.add(row, location, areas);
            self.at.push((service.id, place.id));
        }
    }

    fn links(&self, attributes: &[Attribute]) -> Vec<Link> {
        let mut links = Vec::new();
        for term in attributes.iter().filter_map(|attribute| attribute.taxonomy_term_id) {
            links.push(Link::Term(term));
            let row = self.shared.taxonomy_terms.find(term);
            links.extend(row.and_then(|row| row.taxonomy_id).map(Link::Taxonomy));
        }
        links
    }

    /// The directory, ready to be asked.
    #[must_use]
    pub fn finish(self) -> Feed {
        let (mut organizations, mut taxonomies, mut terms) =
            (Rows::default(), Rows::default(), Rows::default());
        for row in &self.shared.organizations {
            let texts = [Some(&row.name), row.alternate_name.as_ref(), Some(&row.description)];
            let texts = texts.into_iter().flatten().map(String::as_str);
            organizations.add(row.id, texts, self.links(&row.attributes), None);
        }
        for row in &self.shared.taxonomies {
            taxonomies.add(row.id, [row.name.as_str(), row.description.as_str()], [], None);
        }
        for row in &self.shared.taxonomy_terms {
            let texts = [Some(&row.name), Some(&row.description), row.code.as_ref()];
            let texts = texts.into_iter().flatten().map(String::as_str);
            let above = row.parent_id.map_or(Link::Top, Link::Parent);
            let links = row.taxonomy_id.map(Link::Taxonomy).into_iter().chain([above]);
            terms.add(row.id, texts, links, None);
        }
        let Self { shared, mut services, mut places, at, nearby } = self;
        for rows in [&mut services, &mut places, &mut organizations, &mut taxonomies, &mut terms] {
            rows.finish();
        }
        let view = PublicView::of(Arc::new(shared));
        Feed { view, services, places, organizations, taxonomies, terms, at, nearby }
    }
}

impl Feed {
    /// A service that was read from where it is stored, in full.
    #[must_use]
    pub fn service(&self, stored: &Service) -> PublicService {
        self.view.full(stored)
    }

    /// Of which service a row of `places` is, and the identifier of the place.
    #[must_use]
    pub fn place(&self, row: u32) -> Option<(Uuid, Uuid)> {
        self.at.get(row as usize).copied()
    }

    /// One place of a service that was read from where it is stored, in full.
    #[must_use]
    pub fn service_at_location(
        &self,
        stored: &Service,
        place: Uuid,
    ) -> Option<PublicServiceAtLocation> {
        self.view.full_at_location(stored, place)
    }

    /// An organisation with its places and programs.
    #[must_use]
    pub fn organization(&self, id: Uuid) -> Option<PublicOrganization> {
        self.view.organization(id)
    }

    /// An organisation as a list has it: without what hangs below it.
    #[must_use]
    pub fn brief_organization(&self, id: Uuid) -> Option<PublicOrganization> {
        self.view.organization(id).map(PublicOrganization::brief)
    }

    /// A list of codes.
    #[must_use]
    pub fn taxonomy(&self, id: Uuid) -> Option<Cleared<Taxonomy>> {
        // Nothing of a taxonomy is confidential.
        self.view.directory_behind().taxonomies.find(id).cloned().map(Cleared::kept)
    }

    /// A code with its list.
    #[must_use]
    pub fn term(&self, id: Uuid) -> Option<Cleared<TaxonomyTerm>> {
        let directory = self.view.directory_behind();
        let term = directory.taxonomy_terms.find(id)?;
        Some(Cleared::kept(directory.nest_term(term)))
    }

    /// The middle of a postal code under which the directory knows a public place.
    #[must_use]
    pub fn postcode(&self, code: &str) -> Option<Point> {
        self.nearby.centre(code)
    }

    /// The rows of `places` within so many metres of a point, in order.
    #[must_use]
    pub fn within(&self, point: Point, metres: f64) -> Vec<u32> {
        self.nearby.within(point, metres / 1_000.0)
    }

    /// The rows of `places` whose area holds a point, and those that state none, in order.
    #[must_use]
    pub fn serving(&self, point: Point) -> Vec<u32> {
        self.nearby.serving(point)
    }
}

impl PublicService {
    /// As a list has it: what is one to one, and who runs it, in short.
    #[must_use]
    pub fn brief(self) -> Self {
        let full = self.into_inner();
        let organization = full.organization.map(|row| Box::new(briefly(*row)));
        Cleared::kept(Service {
            organization,
            additional_urls: Vec::new(),
            phones: Vec::new(),
            schedules: Vec::new(),
            service_areas: Vec::new(),
            service_at_locations: Vec::new(),
            languages: Vec::new(),
            funding: Vec::new(),
            cost_options: Vec::new(),
            required_documents: Vec::new(),
            contacts: Vec::new(),
            capacities: Vec::new(),
            attributes: Vec::new(),
            metadata: Vec::new(),
            ..full
        })
    }
}

impl PublicServiceAtLocation {
    /// As a list has it: the service and the place in short.
    #[must_use]
    pub fn brief(self) -> Self {
        let mut full = self.into_inner();
        let service = full.service.take().map(|row| Cleared::kept(*row).brief().into_inner());
        full.service = service.map(Box::new);
        if let Some(location) = &mut full.location {
            location.contacts.clear();
            location.phones.clear();
            location.schedules.clear();
            location.accessibility.clear();
            location.attributes.clear();
            location.metadata.clear();
        }
        full.contacts.clear();
        full.phones.clear();
        full.schedules.clear();
        full.service_areas.clear();
        full.attributes.clear();
        full.metadata.clear();
        Cleared::kept(full)
    }
}

impl PublicOrganization {
    /// As a list has it: without what hangs below it.
    #[must_use]
    pub fn brief(self) -> Self {
        Cleared::kept(briefly(self.into_inner()))
    }

    /// The same with its services, each of which may leave by itself.
    #[must_use]
    pub fn with_services(self, services: Vec<PublicService>) -> Self {
        let mut full = self.into_inner();
        full.services = services.into_iter().map(Cleared::into_inner).collect();
        for service in &mut full.services {
            // Within an organisation's own document they need not say whose they are.
            service.organization = None;
        }
        Cleared::kept(full)
    }
}

fn briefly(full: Organization) -> Organization {
    Organization {
        additional_websites: Vec::new(),
        funding: Vec::new(),
        contacts: Vec::new(),
        phones: Vec::new(),
        locations: Vec::new(),
        programs: Vec::new(),
        organization_identifiers: Vec::new(),
        services: Vec::new(),
        attributes: Vec::new(),
        metadata: Vec::new(),
        ..full
    }
}
