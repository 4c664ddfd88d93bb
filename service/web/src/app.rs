//! What every handler shares, and how a page is made from it.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use casework::bed::BedRequest;
use casework::consent::MinorRule;
use casework::contact::{Contact, Lane};
use casework::queue::Entry;
use casework::time::{Span, Timestamp};
use casework::waiting::Estimate;
use chrono_tz::Tz;
use directory::matching::Settings;
use store::team::{Team, TeamKind};
use store::{Store, View, queue};
use tokio::sync::watch;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

use crate::account::brake::Brake;
use crate::account::secret::InstanceKey;
use crate::catalogue::Catalogue;
use crate::compiled_here;
use crate::desk::watch::Boards;
use crate::error::Error;
use crate::figures::source::{Published, Source};
use crate::flood::{Admission, Arrival, Flood, Limits};
use crate::hsds::follow::Feeds;
use crate::monitor::Monitor;
use crate::page::{Language, Page, Site, Style};
use crate::presence::Presence;
use crate::tip::derive::Receipts;

/// What a deployment sets.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Its public face.
    pub site: Site,
    /// The zone of the clock on its pages, as an IANA name.
    pub zone: Tz,
    /// The key under which log-in names are hashed, from a file beside the database.
    pub key: InstanceKey,
    /// What the law of the place says about minors who sign a consent alone.
    pub minors: MinorRule,
    /// For how long a service keeps a bed that it said yes to; half an hour where nothing is set.
    pub hold: Option<Span>,
    /// From how many new contacts on each one costs a toll.
    pub flood: Limits,
    /// The signed figures that the data page shows, if there are any.
    pub figures: Option<Source>,
}

/// What every handler shares. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    site: Arc<Site>,
    zone: Tz,
    presence: Presence,
    catalogue: Catalogue,
    feeds: Feeds,
    published: Published,
    boards: Boards,
    key: InstanceKey,
    minors: MinorRule,
    hold: Span,
    brake: Mutex<Brake>,
    limits: Limits,
    flood: Mutex<Flood>,
    receipts: Receipts,
    passkeys: OnceLock<Webauthn>,
    front: OnceLock<Team>,
    monitor: Monitor,
    stop: watch::Sender<bool>,
}

impl App {
    /// An application over an open store.
    #[must_use]
    pub fn new(store: Store, config: Config) -> Self {
        let Config { site, zone, key, minors, hold, flood: limits, figures } = config;
        let settings = Settings { zone: Some(zone), language: Some("en".to_owned()) };
        let inner = Inner {
            catalogue: Catalogue::new(&store, settings),
            monitor: Monitor::new(store.meter()),
            store,
            site: Arc::new(site),
            zone,
            presence: Presence::default(),
            feeds: Feeds::default(),
            published: Published::new(figures),
            boards: Boards::default(),
            key,
            minors,
            hold: hold.unwrap_or(BedRequest::HOLD),
            brake: Mutex::default(),
            limits,
            flood: Mutex::default(),
            receipts: Receipts::default(),
            passkeys: OnceLock::new(),
            front: OnceLock::new(),
            stop: watch::Sender::new(false),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The same application at the address that a browser shows (`https://desk.example.org`):
    /// passkeys belong to it, and without it there are none. An address that is none is told to the
    /// log, and leaves the desk without passkeys.
    #[must_use]
    pub fn at(self, origin: &str) -> Self {
        match passkeys(origin, &self.inner.site.service) {
            Some(library) => drop(self.inner.passkeys.set(library)),
            None => tracing::warn!("the desk's address is no web address; there are no passkeys"),
        }
        self
    }

    /// The records.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// The public face.
    #[must_use]
    pub fn site(&self) -> &Arc<Site> {
        &self.inner.site
    }

    /// The zone of the clock on the pages.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.inner.zone
    }

    /// The directory of services, in memory.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.inner.catalogue
    }

    /// The directory for everybody, as the read API of HSDS asks it.
    #[must_use]
    pub fn feeds(&self) -> &Feeds {
        &self.inner.feeds
    }

    /// The figures that were published.
    #[must_use]
    pub fn published(&self) -> &Published {
        &self.inner.published
    }

    /// What the law of the place says about minors who sign a consent alone.
    #[must_use]
    pub fn minors(&self) -> MinorRule {
        self.inner.minors
    }

    /// For how long a service keeps a bed that it said yes to.
    #[must_use]
    pub fn hold(&self) -> Span {
        self.inner.hold
    }

    /// Which visitors have their conversation open on this node.
    #[must_use]
    pub fn presence(&self) -> &Presence {
        &self.inner.presence
    }

    /// The running tallies of the boards.
    pub(crate) fn boards(&self) -> &Boards {
        &self.inner.boards
    }

    /// What is counted for those who run the service.
    #[must_use]
    pub fn monitor(&self) -> &Monitor {
        &self.inner.monitor
    }

    /// Ends every open stream. What is stored is stored; browsers connect again to who serves next.
    pub fn stop(&self) {
        self.inner.stop.send_replace(true);
    }

    /// Returns when the service stops.
    pub fn stopped(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut told = self.inner.stop.subscribe();
        async move {
            // A sender that is gone means the same as a word from it.
            let _ = told.wait_for(|stop| *stop).await;
        }
    }

    /// The key under which log-in names are hashed.
    #[must_use]
    pub fn key(&self) -> &InstanceKey {
        &self.inner.key
    }

    /// What checks passkeys, where the desk has an address for them.
    pub(crate) fn passkeys(&self) -> Option<&Webauthn> {
        self.inner.passkeys.get()
    }

    /// The tries at the door of the last hour. Hold it for one question only.
    pub(crate) fn brake(&self) -> MutexGuard<'_, Brake> {
        // A panic while counting leaves a count, never a broken promise.
        self.inner.brake.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a new contact in, or says what it costs under a flood.
    pub(crate) fn admit(&self, arrival: &Arrival<'_>) -> Admission {
        // A panic while counting leaves a count, never a broken promise.
        let mut flood = self.inner.flood.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { store, limits, key, .. } = &*self.inner;
        flood.admit(arrival, *limits, key, self.now(), &mut store.rng())
    }

    /// The one place where receipts of tips are derived.
    pub(crate) fn receipts(&self) -> &Receipts {
        &self.inner.receipts
    }

    /// The team whose queue a public contact of this lane goes to.
    ///
    /// # Errors
    /// [`Error::Closed`] before the first-run page has been completed.
    #[compiled_here]
    pub async fn front_team(&self, _lane: Lane) -> Result<Team, Error> {
        if let Some(team) = self.inner.front.get() {
            return Ok(team.clone());
        }
        let teams = self.store().teams().await?;
        let front = teams.into_iter().find(|team| team.kind == TeamKind::Hotline);
        // The first hotline that was founded stays the first, and its key stays its key.
        let front = front.ok_or(Error::Closed)?;
        Ok(self.inner.front.get_or_init(|| front).clone())
    }

    /// How long it may take until somebody answers, from who is on shift and the latest answers.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn wait(&self, view: &mut View, contact: &Contact) -> Result<Estimate, Error> {
        let Some(entry) = Entry::of(contact) else { return Ok(Estimate::CannotSay) };
        let observed = queue::observed(view, &entry, contact.team(), self.now()).await?;
        Ok(Estimate::of(&observed))
    }

    /// The time, by the store's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.store.now()
    }

    /// A page of this deployment.
    #[must_use]
    pub fn page(
        &self,
        Reader(language): Reader,
        style: Style,
        title_key: &'static str,
        path: impl Into<String>,
    ) -> Page {
        Page::new(self.inner.site.clone(), language, style, title_key, path)
    }
}

fn passkeys(origin: &str, service: &str) -> Option<Webauthn> {
    let url = Url::parse(origin).ok()?;
    let host = url.host_str()?.to_owned();
    WebauthnBuilder::new(&host, &url).ok()?.rp_name(service).build().ok()
}

/// The language of whoever reads the page.
#[derive(Clone, Copy, Debug)]
pub struct Reader(pub Language);

impl<S: Send + Sync> FromRequestParts<S> for Reader {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Language::of(&parts.uri, &parts.headers)))
    }
}

/// A page as an answer.
pub(crate) fn shown(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => Error::Ours.into_response(),
    }
}
