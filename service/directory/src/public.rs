//! What may leave: the directory without confidential addresses, by construction.
//!
//! A [`PublicService`] can be made only by [`PublicView`], which takes everything confidential out
//! before it hands anything on; whatever is sent, shown or exported to the public takes these types
//! and no others.

use std::ops::Deref;

use serde::Serialize;
use uuid::Uuid;

use crate::{
    Directory, Location, Nesting, Organization, Service, ServiceAtLocation, TaxonomyTerm,
    matching::Audience, value::Confidentiality,
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

impl<T: Serialize> Cleared<T> {
    /// The document as JSON on one line.
    #[must_use]
    pub fn line(&self) -> String {
        crate::export::line(&self.0)
    }
}

/// A directory as one audience may see it.
#[derive(Debug)]
pub struct PublicView<'a> {
    directory: &'a Directory,
    nesting: Nesting,
    audience: Audience,
}

impl<'a> PublicView<'a> {
    /// The directory for everybody.
    #[must_use]
    pub fn of(directory: &'a Directory) -> Self {
        Self::for_audience(directory, Audience::Public)
    }

    /// The directory for one audience.
    #[must_use]
    pub fn for_audience(directory: &'a Directory, audience: Audience) -> Self {
        Self { directory, nesting: Nesting::of(directory), audience }
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
        self.clear(&mut full);
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
                self.clear(&mut full);
                Cleared(full)
            })
        })
    }

    /// Every taxonomy term with its taxonomy: none is confidential.
    pub fn taxonomy_terms(&self) -> impl Iterator<Item = Cleared<TaxonomyTerm>> + '_ {
        self.directory.taxonomy_terms.iter().map(|term| Cleared(self.directory.nest_term(term)))
    }

    fn clear_service(&self, service: &Service) -> PublicService {
        let mut full = self.directory.nest_service(service, &self.nesting);
        self.clear(&mut full);
        Cleared(full)
    }

    fn clear<T: Clear + Serialize + serde::de::DeserializeOwned>(&self, document: &mut T) {
        let mut secrets = Vec::new();
        document.clear(self.audience, &mut secrets);
        secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
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
