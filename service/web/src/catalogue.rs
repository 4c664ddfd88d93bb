//! The directory in memory, ready for wishes.
//!
//! It is read from the tables once, and again when somebody imported another one; a number of free
//! places that changes is set in what is there. Nothing in it is confidential: the tables give every
//! row without what only staff may know.
//!
//! Cost of a look without news: a lock and a clone of a pointer. A wake-up says that there is news;
//! as one can be lost, the tables are asked every [`PATIENCE`] (two statements). While one request
//! reads the directory anew, the others go on with the old one. Memory: the index (about 150 bytes
//! for each place of a service) and a card of about 250 bytes for each service,
//! with its place in two orders (40 bytes) and the rows of its organisation (20 bytes each).

use crate::compiled_here;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use access::Look;
use casework::id::{OrganizationId, ServiceId};
use casework::member::Actor;
use casework::time::{Span, Timestamp};
use chrono::{Days, NaiveDate};
use directory::fold::fold;
use directory::matching::{Builder, Index, Settings};
use directory::place::Point;
use directory::value::{Confidentiality, Date, Status};
use directory::{Directory, Organization, Service};
use store::capacity::{self, Since};
use store::directory::{Edition, Kind, Mark, fill, page};
use store::wake::{Listening, Topic};
use store::{Error, Store, View, subject};
use uuid::Uuid;

/// How long news can be missed.
const PATIENCE: Span = Span::from_seconds(60);
/// How many services one statement reads.
const PAGE: i64 = 500;
/// How long a check counts where the entry does not say.
pub(crate) const COUNTS: Days = Days::new(182);
/// How far the clocks of two nodes may differ.
const SKEW: Span = Span::from_minutes(5);

/// The directory of this node. Cheap to clone.
#[derive(Clone)]
pub struct Catalogue {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    state: Mutex<State>,
    renewing: tokio::sync::Mutex<()>,
}

struct State {
    news: Listening,
    ready: Option<Arc<Ready>>,
    checked_at: Timestamp,
}

/// A directory that can be asked.
#[derive(Debug)]
pub struct Ready {
    /// Who fits a need.
    pub index: Index,
    /// What is said of each service.
    pub cards: HashMap<ServiceId, Card>,
    /// The services that are offered, by the day on which they are to be checked again.
    pub due: Vec<(NaiveDate, ServiceId)>,
    /// All services by name, as [`fold`] writes it.
    pub names: Vec<ServiceId>,
    families: HashMap<OrganizationId, Vec<(Kind, Uuid)>>,
    towns: BTreeMap<String, Town>,
    edition: Mutex<Edition>,
}

/// What a list says of a service.
#[derive(Clone, Debug)]
pub struct Card {
    /// What it is called.
    pub name: String,
    /// Who runs it; a service of nobody stands for itself.
    pub organization: OrganizationId,
    /// What they are called.
    pub organization_name: String,
    /// The number to call, if it is for everybody.
    pub phone: Option<String>,
    /// Whether it counts its free places, so that one can be held.
    pub counts_beds: bool,
    /// Whether it is offered.
    pub status: Status,
    /// The day on which somebody last checked the entry.
    pub checked: Option<NaiveDate>,
    /// The day until which that counts.
    pub until: Option<NaiveDate>,
}

impl Card {
    /// Whether it is offered at all; what is not has no check to be made.
    #[must_use]
    pub const fn is_offered(&self) -> bool {
        !matches!(self.status, Status::Inactive | Status::Defunct)
    }

    /// When the entry is to be checked: long ago, if it never was.
    #[must_use]
    pub fn due(&self) -> NaiveDate {
        self.until.or_else(|| self.checked?.checked_add_days(COUNTS)).unwrap_or(NaiveDate::MIN)
    }
}

/// A town of the directory: the middle of its public places.
#[derive(Clone, Debug)]
struct Town {
    name: String,
    latitude: f64,
    longitude: f64,
    places: u32,
}

impl Ready {
    /// An index without anything said beside it.
    #[cfg(test)]
    pub(crate) fn empty(index: Index) -> Self {
        Self {
            index,
            cards: HashMap::new(),
            due: Vec::new(),
            names: Vec::new(),
            families: HashMap::new(),
            towns: BTreeMap::new(),
            edition: Mutex::default(),
        }
    }

    /// Every row that may tell of the places of the organisation that runs a service.
    #[must_use]
    pub fn family(&self, service: ServiceId) -> &[(Kind, Uuid)] {
        let of = self.cards.get(&service).and_then(|card| self.families.get(&card.organization));
        of.map_or(&[], Vec::as_slice)
    }

    /// The services whose names begin so, as [`fold`] writes it, in their order.
    #[must_use]
    pub fn named(&self, beginning: &str) -> &[ServiceId] {
        let beginning = fold(beginning.trim());
        let name = |id: &ServiceId| self.cards.get(id).map(|card| fold(&card.name));
        let from = self.names.partition_point(|id| name(id).is_some_and(|name| name < beginning));
        let rest = &self.names[from..];
        let starts = |id: &ServiceId| name(id).is_some_and(|name| name.starts_with(&beginning));
        &rest[..rest.partition_point(starts)]
    }

    /// The middle of a town or postal code in which the directory knows a public place.
    #[must_use]
    pub fn town(&self, typed: &str) -> Option<Point> {
        let town = self.towns.get(&fold(typed.trim()))?;
        let places = f64::from(town.places);
        Point::new(town.latitude / places, town.longitude / places)
    }

    /// The towns that can be named, at most `most`, in alphabetical order.
    pub fn towns(&self, most: usize) -> impl Iterator<Item = &str> {
        let named = self.towns.values().filter(|town| town.name.contains(char::is_alphabetic));
        named.take(most).map(|town| town.name.as_str())
    }
}

impl Catalogue {
    /// Nothing read yet: the first who asks waits for it.
    #[must_use]
    pub fn new(store: &Store, settings: Settings) -> Self {
        let news = store.bus().listen(Topic::Directory);
        let state = Mutex::new(State { news, ready: None, checked_at: Timestamp::EPOCH });
        Self { inner: Arc::new(Inner { settings, state, renewing: tokio::sync::Mutex::default() }) }
    }

    /// The directory as it stands, for somebody who may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for somebody who may not; if the database fails.
    #[compiled_here]
    pub async fn current(&self, store: &Store, actor: &Actor) -> Result<Arc<Ready>, Error> {
        let ((), mut view) = store.look(actor, Look::SeeDirectory, subject::Directory).await?;
        let before = match self.glance(store.now()) {
            (Some(ready), false) => return Ok(ready),
            (before, _) => before,
        };
        // One reads anew; whoever has the old one goes on with it meanwhile.
        let _turn = match (&before, self.inner.renewing.try_lock()) {
            (_, Ok(turn)) => turn,
            (Some(ready), Err(_)) => return Ok(ready.clone()),
            (None, Err(_)) => {
                let turn = self.inner.renewing.lock().await;
                if let (Some(ready), false) = self.glance(store.now()) {
                    return Ok(ready);
                }
                turn
            }
        };
        let edition = store.directory_edition().await?;
        let ready = match before.filter(|ready| ready.edition().version == edition.version) {
            Some(ready) => ready,
            None => Arc::new(self.read(&mut view, edition).await?),
        };
        ready.hear(&mut view, edition).await?;
        let mut state = self.inner.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.ready = Some(ready.clone());
        state.checked_at = store.now();
        Ok(ready)
    }

    /// What is there, and whether there is news.
    fn glance(&self, now: Timestamp) -> (Option<Arc<Ready>>, bool) {
        let mut state = self.inner.state.lock().unwrap_or_else(PoisonError::into_inner);
        let woken = state.news.has_news();
        if woken {
            // Whoever comes next must see it too, should this request give up on the way.
            state.checked_at = Timestamp::EPOCH;
        }
        (state.ready.clone(), now - state.checked_at > PATIENCE)
    }

    async fn read(&self, view: &mut View, edition: Edition) -> Result<Ready, Error> {
        let mut shared = Directory::default();
        fill(view, Kind::Organization, &mut shared.organizations).await?;
        fill(view, Kind::Location, &mut shared.locations).await?;
        fill(view, Kind::TaxonomyTerm, &mut shared.taxonomy_terms).await?;
        fill(view, Kind::Program, &mut shared.programs).await?;
        let mut families = families(&shared);
        let mut builder = Builder::new(self.inner.settings.clone());
        let mut cards = HashMap::new();
        let mut mark = Mark::default();
        loop {
            let services: Vec<Service> = page(view, Kind::Service, &mut mark, PAGE).await?;
            if services.is_empty() {
                break;
            }
            for service in &services {
                builder.add(service, &shared);
                let organization =
                    service.organization_id.and_then(|id| shared.organizations.find(id));
                let card = card(service, organization);
                let family = families.entry(card.organization).or_default();
                family.push((Kind::Service, service.id));
                if service.organization_id.is_none() {
                    // Of nobody: its places are known by it alone.
                    let places = service.service_at_locations.iter();
                    let places = places.filter_map(|place| place.location_id);
                    family.extend(places.map(|place| (Kind::Location, place)));
                }
                cards.insert(ServiceId::from_uuid(service.id), card);
            }
        }
        // What is not known yet is read from the beginning of time.
        let unheard = Edition { noted_at: Timestamp::EPOCH, ..edition };
        Ok(Ready {
            index: builder.finish(),
            due: due(&cards),
            names: names(&cards),
            cards,
            families,
            towns: towns(&shared),
            edition: Mutex::new(unheard),
        })
    }
}

impl Ready {
    fn edition(&self) -> Edition {
        *self.edition.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets every number of free places that was written down since the last look.
    async fn hear(&self, view: &mut View, edition: Edition) -> Result<(), Error> {
        let known = self.edition().noted_at;
        if known == edition.noted_at {
            return Ok(());
        }
        let (mut since, view_now) = (Since::from(known - SKEW), view.now());
        loop {
            let said = capacity::since(view, &mut since, (view_now, 1_000)).await?;
            if said.is_empty() {
                break;
            }
            for one in said {
                self.index.set_free(one.id, one.places().free(), one.updated_at);
            }
        }
        *self.edition.lock().unwrap_or_else(PoisonError::into_inner) = edition;
        Ok(())
    }
}

/// What is said of a service in a list.
pub(crate) fn card(service: &Service, organization: Option<&Organization>) -> Card {
    let of_itself = OrganizationId::from_uuid(service.id);
    let phones = service.phones.iter().chain(organization.into_iter().flat_map(|of| &of.phones));
    let mut open = phones.filter(|phone| is_public(phone.confidentiality));
    Card {
        name: service.name.clone(),
        organization: service.organization_id.map_or(of_itself, OrganizationId::from_uuid),
        organization_name: organization.map_or_else(String::new, |of| of.name.clone()),
        phone: open.next().map(|phone| phone.number.clone()),
        counts_beds: !service.capacities.is_empty(),
        status: service.status,
        checked: service.assured_date.as_ref().map(Date::value),
        until: service.assured_until.as_ref().map(Date::value),
    }
}

/// The rows of each organisation, its services aside.
fn families(shared: &Directory) -> HashMap<OrganizationId, Vec<(Kind, Uuid)>> {
    let mut families: HashMap<_, Vec<_>> = HashMap::new();
    let mut add = |of: Option<Uuid>, kind, id| {
        if let Some(of) = of {
            families.entry(OrganizationId::from_uuid(of)).or_default().push((kind, id));
        }
    };
    shared.organizations.iter().for_each(|row| add(Some(row.id), Kind::Organization, row.id));
    shared.programs.iter().for_each(|row| add(row.organization_id, Kind::Program, row.id));
    shared.locations.iter().for_each(|row| add(row.organization_id, Kind::Location, row.id));
    families
}

fn due(cards: &HashMap<ServiceId, Card>) -> Vec<(NaiveDate, ServiceId)> {
    let offered = cards.iter().filter(|(_, card)| card.is_offered());
    let mut due: Vec<_> = offered.map(|(id, card)| (card.due(), *id)).collect();
    due.sort_unstable();
    due
}

fn names(cards: &HashMap<ServiceId, Card>) -> Vec<ServiceId> {
    let mut names: Vec<_> = cards.iter().map(|(id, card)| (fold(&card.name), *id)).collect();
    names.sort_unstable();
    names.into_iter().map(|(_, id)| id).collect()
}

fn is_public(confidentiality: Option<Confidentiality>) -> bool {
    confidentiality.unwrap_or_default() == Confidentiality::Public
}

/// Whether a person can be sent there at all.
pub(crate) fn is_offered(service: &Service) -> bool {
    !matches!(service.status, Status::Inactive | Status::Defunct)
}

fn towns(directory: &Directory) -> BTreeMap<String, Town> {
    let mut towns: BTreeMap<String, Town> = BTreeMap::new();
    for location in &directory.locations {
        let (Some(latitude), Some(longitude)) = (location.latitude, location.longitude) else {
            continue;
        };
        let (latitude, longitude) = (latitude.value(), longitude.value());
        if Point::new(latitude, longitude).is_none() || !is_public(location.confidentiality) {
            continue;
        }
        for address in location.addresses.iter().filter(|one| is_public(one.confidentiality)) {
            for name in [&address.city, &address.postal_code] {
                if name.trim().is_empty() {
                    continue;
                }
                let empty =
                    || Town { name: name.clone(), latitude: 0.0, longitude: 0.0, places: 0 };
                let town = towns.entry(fold(name.trim())).or_insert_with(empty);
                town.latitude += latitude;
                town.longitude += longitude;
                town.places += 1;
            }
        }
    }
    towns
}
