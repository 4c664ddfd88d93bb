//! Asking one service for one person: what it will see, and what it learns only once it has accepted.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use casework::consent::{AbuserCheck, Scope, SignerKind};
use casework::id::{BedRequestId, CapacityId, ContactId, ServiceId};
use casework::need::{AgeBand, Gender, Need};
use casework::referral::Request;
use casework::time::{Span, Timestamp};
use directory::matching::Freshness;
use directory::{Location, Organization, Phone, Service};
use serde::Deserialize;
use store::View;
use store::capacity::{self, Capacity};
use store::directory::{self as entries, Entry, Kind};
use vault::{Attempt, SessionSecret};

use super::floor::{label, page};
use super::room::Id;
use super::sample_page;
use super::service::moment;
use super::share::{DAYS, Share};
use super::wish;
use crate::App;
use crate::acts;
use crate::acts::referral::{Asking, offer};
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::catalogue::{Card, card, is_offered};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;
use crate::say::new_key;
use crate::shelter::whom;

/// How long a service can be given to answer, in minutes.
const MINUTES: [i64; 6] = [15, 30, 60, 240, 1_440, 4_320];
/// The most places of a service that a page lists.
const PLACES: usize = 5;

/// What is asked, as the form holds it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfferForm {
    key: String,
    service: String,
    need: String,
    age: String,
    gender: String,
    within: String,
    bed: String,
    code: String,
    #[serde(flatten)]
    share: Share,
}

/// One service in full, as far as whoever looks may know it.
#[derive(Clone, Debug, Default)]
pub(super) struct Detail {
    about: String,
    apply: String,
    alert: String,
    phones: Vec<String>,
    places: Vec<String>,
    /// Something is sealed, and was not opened.
    is_withheld: bool,
    /// Free places, by group of people.
    groups: Vec<Group>,
    /// Since when it has a link of its own.
    link_since: Option<String>,
}

/// The free places of one group of people.
#[derive(Clone, Debug)]
struct Group {
    id: String,
    /// Whom it is for, in the directory's words.
    name: String,
    free: Option<u32>,
    of: Option<u32>,
    /// How many of them are kept for somebody.
    kept: u32,
    /// How long ago that was said.
    age: String,
    /// Whether it is too old to rely on.
    old: bool,
}

/// `GET /desk/{contact}/services/{service}`, and the same page again when something is missing.
#[derive(Template)]
#[template(path = "desk/offer.html")]
pub struct OfferPage {
    page: Page,
    id: String,
    label: String,
    service: String,
    name: String,
    organization: String,
    detail: Detail,
    form: OfferForm,
    /// Until when a bed is kept here for this contact.
    kept_until: Option<String>,
    problem: Option<String>,
}

impl OfferPage {
    fn is_within(&self, minutes: &i64) -> bool {
        self.form.within == minutes.to_string()
    }

    fn lasts(&self, days: &i64) -> bool {
        self.form.share.lasts == days.to_string()
    }

    fn span(&self, minutes: &i64) -> String {
        super::floor::spoken(Span::from_minutes(*minutes))
    }

    fn share(&self) -> &Share {
        &self.form.share
    }
}

/// The service named in the address, and the contact.
pub(super) type Named = Path<(String, String)>;

pub(super) fn named(Path((contact, service)): &Named) -> Result<(ContactId, ServiceId), Error> {
    Ok((
        contact.parse().map_err(|_| Error::NotFound)?,
        service.parse().map_err(|_| Error::NotFound)?,
    ))
}

/// `GET /desk/{contact}/services/{service}`: nothing confidential is opened.
pub async fn form(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    names: Named,
    Query(with): Query<With>,
) -> Result<Response, Error> {
    let (contact, service) = named(&names)?;
    let form = OfferForm { bed: with.bed, ..fresh(&app, &worker, contact, service).await? };
    draw(&app, reader, &worker, (contact, service), Asked { form, ..Asked::default() }).await
}

/// What was chosen on the page before: a wish stands in no address, so it travels in the body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    need: String,
    age: String,
    gender: String,
    /// Whether what is confidential is shown.
    shows: String,
}

impl Chosen {
    /// The form with what was chosen in place of what is known of the person.
    fn over(&self, form: OfferForm) -> OfferForm {
        let Ok(need) = Need::from_code(&self.need) else { return form };
        OfferForm {
            need: need.code().to_owned(),
            age: self.age.clone(),
            gender: self.gender.clone(),
            within: usual(need.code()),
            ..form
        }
    }
}

/// Which bed request led here, if one did.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct With {
    bed: String,
}

/// Until when the request that led here keeps a bed of this service, in words.
async fn kept_until(
    app: &App,
    worker: &Worker,
    (contact, service): (ContactId, ServiceId),
    bed: &str,
) -> Result<Option<String>, Error> {
    let Ok(id) = bed.parse::<BedRequestId>() else { return Ok(None) };
    let look = access::Look::SeeContact;
    let (stored, view) = app.store().look(&worker.actor(), look, id).await?;
    let hold = stored.request.hold().filter(|hold| hold.is_live(view.now()));
    let own = hold.filter(|hold| hold.service() == service && stored.request.contact() == contact);
    Ok(own.map(|hold| moment(hold.expires_at(), view.now(), app.zone())))
}

/// `POST /desk/{contact}/services/{service}`: the same with the need that was chosen on the page before.
/// Asked to, it shows the confidential address and numbers too; that look is audited.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    names: Named,
    Sent(chosen): Sent<Chosen>,
) -> Result<Response, Error> {
    let (contact, service) = named(&names)?;
    let form = chosen.over(fresh(&app, &worker, contact, service).await?);
    let opens = !chosen.shows.is_empty();
    draw(&app, reader, &worker, (contact, service), Asked { form, opens, problem: None }).await
}

/// How long a service has to answer where nobody chooses, in minutes.
fn usual(need: &str) -> String {
    let urgent = Need::from_code(need).is_ok_and(Need::is_emergency_request);
    if urgent { "30" } else { "240" }.into()
}

/// A form filled with what is known.
async fn fresh(
    app: &App,
    worker: &Worker,
    contact: ContactId,
    service: ServiceId,
) -> Result<OfferForm, Error> {
    let known = wish::of_contact(app, worker, contact).await?;
    let covered = wish::covered(app, worker, &known, service).await?;
    let need = covered.map(|need| need.code().to_owned());
    let need = need.or_else(|| known.need.first().cloned()).unwrap_or_default();
    Ok(OfferForm {
        key: new_key(app),
        within: usual(&need),
        need,
        age: known.age,
        gender: known.gender,
        share: Share::fresh(),
        ..OfferForm::default()
    })
}

#[derive(Default)]
struct Asked {
    form: OfferForm,
    opens: bool,
    problem: Option<String>,
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (contact, service): (ContactId, ServiceId),
    asked: Asked,
) -> Result<Response, Error> {
    let (card, detail) = detail(app, worker, service, asked.opens).await?;
    let path = format!("/desk/{contact}/services/{service}");
    let status = match asked.problem {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let drawn = OfferPage {
        page: page(app, reader, worker, "offer-title", &path),
        id: contact.to_string(),
        label: label(contact),
        service: service.to_string(),
        name: card.name,
        organization: card.organization_name,
        detail,
        kept_until: kept_until(app, worker, (contact, service), &asked.form.bed).await?,
        form: asked.form,
        problem: asked.problem,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// One service with its organisation and places: a statement for each, at most seven.
pub(super) async fn detail(
    app: &App,
    worker: &Worker,
    id: ServiceId,
    opens: bool,
) -> Result<(Card, Detail), Error> {
    let look = if opens { access::Look::SeeConfidentialPlace } else { access::Look::SeeDirectory };
    let ((), mut view) = app.store().look(&worker.actor(), look, store::subject::Directory).await?;
    let mut reading = Reading { worker, opens, withheld: false };
    let entry = entries::of_id(&mut view, Kind::Service, id.uuid()).await?;
    let service: Service = reading.read(&mut view, entry.ok_or(Error::NotFound)?).await?;
    if !is_offered(&service) {
        return Err(Error::NotFound);
    }
    let organization: Option<Organization> = match service.organization_id {
        Some(id) => match entries::of_id(&mut view, Kind::Organization, id).await? {
            Some(entry) => Some(reading.read(&mut view, entry).await?),
            None => None,
        },
        None => None,
    };
    let mut places = Vec::new();
    for at in service.service_at_locations.iter().filter_map(|at| at.location_id).take(PLACES) {
        if let Some(entry) = entries::of_id(&mut view, Kind::Location, at).await? {
            let location: Location = reading.read(&mut view, entry).await?;
            places.extend(place(&location));
        }
    }
    let phones = service.phones.iter().chain(organization.iter().flat_map(|of| &of.phones));
    let detail = Detail {
        about: service.description.clone().unwrap_or_default(),
        apply: service.application_process.clone().unwrap_or_default(),
        alert: service.alert.clone().unwrap_or_default(),
        phones: phones.map(number).collect(),
        places,
        is_withheld: reading.withheld,
        groups: groups(&mut view, &service, app.now()).await?,
        link_since: link_since(app, &mut view, id).await?,
    };
    Ok((card(&service, organization.as_ref()), detail))
}

struct Reading<'a> {
    worker: &'a Worker,
    opens: bool,
    withheld: bool,
}

impl Reading<'_> {
    async fn read<T: serde::de::DeserializeOwned>(
        &mut self,
        view: &mut View,
        entry: Entry,
    ) -> Result<T, Error> {
        if self.opens && entry.is_confidential {
            match entry.whole(view, &self.worker.0.keys).await {
                Ok(whole) => return Ok(whole),
                // Sealed before this member's team was founded: the next import seals it anew.
                Err(store::Error::Sealed(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
        self.withheld |= entry.is_confidential;
        Ok(entry.public()?)
    }
}

async fn link_since(app: &App, view: &mut View, id: ServiceId) -> Result<Option<String>, Error> {
    let since = store::bed::link::since(view, id, app.now()).await?;
    Ok(since.map(|at| moment(at, app.now(), app.zone())))
}

/// The groups of people for whom a service counts its places.
async fn groups(view: &mut View, service: &Service, now: Timestamp) -> Result<Vec<Group>, Error> {
    let said = capacity::of_service(view, ServiceId::from_uuid(service.id), now).await?;
    let group = |one: Capacity| Group {
        id: one.id.to_string(),
        name: whom(service, &one).unwrap_or_default(),
        free: one.available,
        of: one.maximum,
        kept: one.held,
        age: super::floor::spoken(now - one.updated_at),
        old: Freshness::of(one.updated_at, now) == Freshness::Old,
    };
    Ok(said.into_iter().map(group).collect())
}

/// What a service said on the telephone.
#[derive(Debug, Deserialize)]
pub struct Free {
    group: String,
    free: String,
}

/// `POST /desk/{contact}/services/{service}/free`: writes down how many places are free now.
pub async fn say_free(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    names: Named,
    Sent(form): Sent<Free>,
) -> Result<Response, Error> {
    let (contact, service) = named(&names)?;
    let group = CapacityId::from_uuid(form.group.parse().map_err(|_| Error::WrongFields)?);
    let said: Result<u32, _> = form.free.trim().parse();
    let problem = match said {
        Err(_) => {
            let words = page(&app, reader, &worker, "offer-title", "/desk");
            words.t("offer-free-wrong").into_owned()
        }
        Ok(free) => {
            match acts::directory::say_free(app.store(), &worker.doer(), service, (group, free))
                .await
            {
                Ok(()) => {
                    let back = format!("/desk/{contact}/services/{service}");
                    return Ok(Redirect::to(&back).into_response());
                }
                Err(store::Error::Rule(text)) => text,
                Err(other) => return Err(other.into()),
            }
        }
    };
    let form = fresh(&app, &worker, contact, service).await?;
    let asked = Asked { form, opens: false, problem: Some(problem) };
    draw(&app, reader, &worker, (contact, service), asked).await
}

fn number(phone: &Phone) -> String {
    match &phone.description {
        Some(what) => format!("{} ({what})", phone.number),
        None => phone.number.clone(),
    }
}

fn place(location: &Location) -> Option<String> {
    let lines: Vec<String> = location
        .addresses
        .iter()
        .map(|address| {
            let parts = [&address.address_1, &address.city, &address.postal_code];
            let parts: Vec<&str> =
                parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
            parts.join(", ")
        })
        .collect();
    let name = location.name.clone().unwrap_or_default();
    let text = [vec![name], lines].concat().join(": ");
    (!text.trim().is_empty()).then_some(text)
}

/// `POST /desk/{contact}/referrals`: asks, and shows the link for the service once.
pub async fn send(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    headers: HeaderMap,
    Sent(form): Sent<OfferForm>,
) -> Result<Response, Error> {
    let contact = id.parse()?;
    let service: ServiceId = form.service.parse().map_err(|_| Error::WrongFields)?;
    let attempt = Attempt::from_field(&form.key).ok_or(Error::WrongFields)?;
    app.store().look(&worker.actor(), access::Look::SeeContact, contact).await?;
    let (card, _) = detail(&app, &worker, service, false).await?;
    let refused = |problem: String, form| {
        let asked = Asked { form, opens: false, problem: Some(problem) };
        draw(&app, reader, &worker, (contact, service), asked)
    };
    let words = |key: &str| page(&app, reader, &worker, "offer-title", "/desk").t(key).into_owned();
    let (request, within) = match request(&form) {
        Ok(read) => read,
        Err(key) => return refused(words(key), form).await,
    };
    let sharing = match form.share.parse(app.minors()) {
        Ok(sharing) => sharing,
        Err(key) => return refused(words(key), form).await,
    };
    let bed = match form.bed.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::WrongFields)?),
    };
    let asking = Asking {
        service,
        organization: card.organization,
        service_name: &card.name,
        organization_name: &card.organization_name,
        request,
        within,
        bed,
        with_code: !form.code.is_empty(),
        attempt: &attempt,
    };
    match offer(app.store(), &worker.doer(), contact, &asking, sharing.as_ref()).await {
        Ok(offered) => {
            let link = link(&headers, &offered.link);
            let page = page(&app, reader, &worker, "offered-title", &format!("/desk/{contact}"));
            let made = LinkPage {
                page,
                id: contact.to_string(),
                referral: offered.referral.to_string(),
                name: card.name,
                phone: card.phone,
                link,
                code: offered.code.map(|code| code.spoken().as_str().to_owned()),
            };
            Ok((StatusCode::CREATED, shown(&made)).into_response())
        }
        Err(store::Error::Rule(text)) => refused(text, form).await,
        Err(other) => Err(other.into()),
    }
}

fn request(form: &OfferForm) -> Result<(Request, Span), &'static str> {
    let age = match form.age.as_str() {
        "" => None,
        code => Some(AgeBand::from_code(code).map_err(|_| "wish-wrong")?),
    };
    let gender = match form.gender.as_str() {
        "" => None,
        code => Some(Gender::from_code(code).map_err(|_| "wish-wrong")?),
    };
    let need = Need::from_code(&form.need).map_err(|_| "offer-need-missing")?;
    let minutes = MINUTES.into_iter().find(|minutes| minutes.to_string() == form.within);
    let within = Span::from_minutes(minutes.ok_or("wish-wrong")?);
    Ok((Request { need, age_band: age, gender }, within))
}

/// The address that a service opens. It holds the secret: it is shown once and kept nowhere.
pub(super) fn link(headers: &HeaderMap, secret: &SessionSecret) -> String {
    absolute(headers, &crate::partner::path(secret))
}

/// A path of ours as a browser elsewhere opens it.
pub(super) fn absolute(headers: &HeaderMap, path: &str) -> String {
    format!("{}{path}", crate::headers::origin(headers))
}

/// The link for a service, shown once after it was made.
#[derive(Template)]
#[template(path = "desk/link.html")]
pub struct LinkPage {
    pub(super) page: Page,
    pub(super) id: String,
    pub(super) referral: String,
    pub(super) name: String,
    pub(super) phone: Option<String>,
    pub(super) link: String,
    /// The code to be told beside it.
    pub(super) code: Option<String>,
}

impl Sample for OfferPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let with = |detail, form, problem: Option<&str>| Self {
            page: sample_page("offer-title", "/desk/7f3a/services/s1"),
            id: "7f3a".into(),
            label: "7F3A".into(),
            service: "s1".into(),
            name: "Harbor House, emergency beds".into(),
            organization: "Harbor Youth Services".into(),
            detail,
            form,
            kept_until: problem.map(|_| "14:35".to_owned()),
            problem: problem.map(str::to_owned),
        };
        let form = OfferForm {
            key: "0190".into(),
            need: "emergency_shelter".into(),
            age: "15_17".into(),
            gender: "Feminine".into(),
            within: "30".into(),
            share: Share::fresh(),
            ..OfferForm::default()
        };
        let detail = Detail {
            about: "Eight beds for girls from 12 to 17, day and night.".into(),
            apply: "Call at any hour.".into(),
            phones: vec!["555-0134 (Answered by a person)".into()],
            places: vec!["confidential".into()],
            is_withheld: true,
            groups: vec![Group {
                id: "g1".into(),
                name: "Beds for girls.".into(),
                free: Some(2),
                of: Some(8),
                kept: 1,
                age: "3 d".into(),
                old: true,
            }],
            ..Detail::default()
        };
        let opened = Detail {
            places: vec!["Harbor House: 12 Willow Street, Port Wren, 00101".into()],
            alert: "No visitors this week.".into(),
            is_withheld: false,
            ..detail.clone()
        };
        vec![
            Shown::desk("offer", with(detail, form.clone(), None)),
            Shown::desk("offer-wrong", with(opened, form, Some("Ask first, then tick."))),
        ]
    }
}

impl Sample for LinkPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = |code: Option<&str>| Self {
            page: sample_page("offered-title", "/desk/7f3a"),
            id: "7f3a".into(),
            referral: "r1".into(),
            name: "Harbor House, emergency beds".into(),
            phone: Some("555-0134".into()),
            link: format!("https://desk.example.org/r/{}", "A".repeat(43)),
            code: code.map(str::to_owned),
        };
        vec![Shown::desk("link", page(None)), Shown::desk("link-code", page(Some("048 213")))]
    }
}
