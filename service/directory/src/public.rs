//! What may leave: the directory without confidential addresses, by construction.
//!
//! A [`PublicService`] can be made only by [`PublicView`], which takes everything confidential out
//! before it hands anything on; whatever is sent, shown or exported to the public takes these types
//! and no others.

use std::{collections::HashMap, ops::Deref};

use serde::Serialize;
use uuid::Uuid;

use crate::{
    Directory, Location, Nesting, Organization, Service, ServiceAtLocation, TaxonomyTerm,
    import::{File, Mode, import},
    matching::Audience,
    value::Confidentiality,
};

/// A document from which everything is gone that its audience may not see.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Cleared<T>(T);

/// A service that may leave.
pub type PublicService = Cleared<Service>;
/// An organisation that may leave.
pub type PublicOrganization = Cleared<Organization>;
/// A service at a location that may leave.
pub type PublicServiceAtLocation = Cleared<ServiceAtLocation>;

impl<T> Deref for Cleared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Cleared<T> {
    /// The document, to be made into another one that is cleared.
    pub(crate) fn into_inner(self) -> T {
        self.0
    }

    /// A document that was made of cleared ones alone.
    pub(crate) fn kept(document: T) -> Self {
        Self(document)
    }
}

impl<T: Serialize> Cleared<T> {
    /// The document as JSON on one line.
    #[must_use]
    pub fn line(&self) -> String {
        crate::json::line(&self.0)
    }
}

/// A directory as one audience may see it: one that is borrowed, or one of its own.
#[derive(Debug)]
pub struct PublicView<D> {
    directory: D,
    nesting: Nesting,
    audience: Audience,
    secrets: Secrets,
}

/// Texts that the audience may not see, by the organisation whose they are: they may have been
/// written into any of its documents.
#[derive(Debug, Default)]
struct Secrets {
    of: HashMap<Uuid, Vec<String>>,
}

impl Secrets {
    fn collect(directory: &Directory, audience: Audience) -> Self {
        let mut secrets = Self::default();
        for location in &directory.locations {
            secrets.add(location.organization_id, location, audience);
        }
        for organization in &directory.organizations {
            secrets.add(Some(organization.id), organization, audience);
        }
        for service in &directory.services {
            secrets.add(service.organization_id, service, audience);
        }
        secrets
    }

    fn add<T: Clear + Clone>(&mut self, of: Option<Uuid>, row: &T, audience: Audience) {
        if let Some(of) = of.filter(|_| row.hides(audience)) {
            row.clone().clear(audience, self.of.entry(of).or_default());
        }
    }
}

impl<D: Deref<Target = Directory>> PublicView<D> {
    /// The directory for everybody.
    #[must_use]
    pub fn of(directory: D) -> Self {
        Self::for_audience(directory, Audience::Public)
    }

    /// The directory for one audience. Costs one pass over the directory: keep the view for as
    /// long as the directory does not change.
    #[must_use]
    pub fn for_audience(directory: D, audience: Audience) -> Self {
        let secrets = Secrets::collect(&directory, audience);
        let nesting = Nesting::of(&directory);
        Self { directory, nesting, audience, secrets }
    }

    /// The directory behind the view.
    pub(crate) fn directory_behind(&self) -> &Directory {
        &self.directory
    }

    /// A service that is stored elsewhere and belongs to this directory, in full.
    #[must_use]
    pub fn full(&self, service: &Service) -> PublicService {
        self.clear_service(service)
    }

    /// One place of a service that is stored elsewhere, in full.
    #[must_use]
    pub fn full_at_location(
        &self,
        service: &Service,
        place: Uuid,
    ) -> Option<PublicServiceAtLocation> {
        let place = service.service_at_locations.iter().find(|one| one.id == place)?;
        let mut full = self.directory.nest_service_at_location(service, place, &self.nesting);
        self.clear(&mut full, service.organization_id);
        Some(Cleared(full))
    }

    /// The service in full.
    #[must_use]
    pub fn service(&self, id: Uuid) -> Option<PublicService> {
        self.directory.services.find(id).map(|service| self.clear_service(service))
    }

    /// Every service in full, in the directory's order.
    pub fn services(&self) -> impl Iterator<Item = PublicService> + '_ {
        self.directory.services.iter().map(|service| self.clear_service(service))
    }

    /// The organisation, with its places and programs.
    #[must_use]
    pub fn organization(&self, id: Uuid) -> Option<PublicOrganization> {
        let organization = self.directory.organizations.find(id)?;
        let mut full = self.directory.nest_organization(organization, &self.nesting);
        self.clear(&mut full, Some(id));
        Some(Cleared(full))
    }

    /// Every organisation, with its places and programs, in the directory's order.
    pub fn organizations(&self) -> impl Iterator<Item = PublicOrganization> + '_ {
        self.directory.organizations.iter().filter_map(|row| self.organization(row.id))
    }

    /// Every service at each of its locations, in the directory's order.
    pub fn service_at_locations(&self) -> impl Iterator<Item = PublicServiceAtLocation> + '_ {
        self.directory.services.iter().flat_map(move |service| {
            service.service_at_locations.iter().map(move |place| {
                let mut full =
                    self.directory.nest_service_at_location(service, place, &self.nesting);
                self.clear(&mut full, service.organization_id);
                Cleared(full)
            })
        })
    }

    /// Every taxonomy term with its taxonomy: none is confidential.
    pub fn taxonomy_terms(&self) -> impl Iterator<Item = Cleared<TaxonomyTerm>> + '_ {
        self.directory.taxonomy_terms.iter().map(|term| Cleared(self.directory.nest_term(term)))
    }

    /// The view as a directory of its own, whose rows name each other by id.
    ///
    /// It is put together from the cleared documents alone, so it can hold nothing that those do
    /// not. Where two documents tell of one place and something was withheld in only one of them,
    /// the first counts. Rows that belong to nothing are left out: nobody can tell whose they are.
    #[must_use]
    pub fn directory(&self) -> Directory {
        let lines = self.organizations().map(|row| row.line());
        let lines: Vec<String> = lines.chain(self.services().map(|row| row.line())).collect();
        let text = lines.join("\n");
        let files = [File { name: "view.ndjson", bytes: text.as_bytes() }];
        let taken = import(&files, Mode::Lenient).map(|taken| taken.directory);
        let mut cleared = taken.unwrap_or_default();
        // What no document tells of.
        for location in &self.directory.locations {
            if cleared.locations.find(location.id).is_none() {
                let mut row = location.clone();
                self.clear(&mut row, location.organization_id);
                cleared.locations.put(row);
            }
        }
        for program in &self.directory.programs {
            if cleared.programs.find(program.id).is_none() {
                let mut row = program.clone();
                self.clear(&mut row, program.organization_id);
                cleared.programs.put(row);
            }
        }
        for taxonomy in &self.directory.taxonomies {
            cleared.taxonomies.put(taxonomy.clone());
        }
        for term in &self.directory.taxonomy_terms {
            cleared.taxonomy_terms.put(term.clone());
        }
        cleared.meta_table_descriptions = self.directory.meta_table_descriptions.clone();
        cleared
    }

    /// The view as the files of a tabular package: name and content.
    #[must_use]
    pub fn package(&self) -> Vec<(String, Vec<u8>)> {
        crate::export::package(&self.directory())
    }

    fn clear_service(&self, service: &Service) -> PublicService {
        let mut full = self.directory.nest_service(service, &self.nesting);
        self.clear(&mut full, service.organization_id);
        Cleared(full)
    }

    fn clear<T>(&self, document: &mut T, of: Option<Uuid>)
    where
        T: Clear + Serialize + serde::de::DeserializeOwned,
    {
        let mut secrets = of.and_then(|of| self.secrets.of.get(&of)).cloned().unwrap_or_default();
        document.clear(self.audience, &mut secrets);
        secrets.sort_unstable();
        secrets.dedup();
        if !secrets.is_empty() {
            *document = scrub::scrub(document, &secrets);
        }
    }
}

/// How confidential a location is: as it says itself, and never less than its addresses.
pub(crate) fn confidentiality(location: &Location) -> Confidentiality {
    let own = location.confidentiality.unwrap_or_default();
    location.addresses.iter().filter_map(|address| address.confidentiality).fold(own, Ord::max)
}

mod clear;
mod scrub;

use clear::Clear;

/// What a reader finds in place of what they may not see.
pub const WITHHELD: &str = "confidential";

#[cfg(test)]
mod tests;
