//! What each agency sees of a young person, field by field, and why: computed by `case::sharing` from the
//! consents that hold at this moment, anew with each request.

use std::collections::BTreeSet;

use access::{Act, Look};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use case::merge::People;
use case::person::Person;
use case::sharing::{Item, Permission, Seat, Verdict, Viewer, Why, view};
use casework::consent::{AbuserCheck, Purpose, Scope, SignerKind};
use casework::id::{CaseId, OrganizationId, PersonId};
use casework::time::Timestamp;
use serde::Deserialize;
use store::case::part::{self, Agency, Allowed};
use store::case::text::{self, Name};
use store::case::{link, people};
use store::key;

use super::open::name_of;
use super::{Id, label};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::{self, page};
use crate::desk::sample_page;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// How many names of organisations the form suggests.
const NAMES: usize = 200;

/// `GET /desk/cases/{id}/sharing`
#[derive(Template)]
#[template(path = "case/sharing.html")]
pub struct SharingPage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// What staff call the case.
    pub label: String,
    /// The potential victims: id, name, whether this page is about them.
    pub victims: Vec<(String, String, bool)>,
    /// What each agency sees of the chosen one.
    pub agencies: Vec<Sees>,
    /// The consents of the case.
    pub consents: Vec<Line>,
    /// Everybody who could sign: id and name.
    pub signers: Vec<(String, String)>,
    /// The contacts in which a consent can have been given: id and name.
    pub contacts: Vec<(String, String)>,
    /// Names of organisations of the directory.
    pub names: Vec<String>,
    /// Whether the reader may record and take back a consent.
    pub shares: bool,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// What one agency sees.
#[derive(Clone, Debug)]
pub struct Sees {
    /// For forms.
    pub organization: String,
    /// What it is called.
    pub name: String,
    /// From where it looks.
    pub seat: Seat,
    /// What for.
    pub purpose: Purpose,
    /// Until when its papers hold; none if there are none.
    pub papers: Option<String>,
    /// Since when it has a link by which it reads; none if it has none.
    pub link: Option<String>,
    /// Each field: which, whether it is shown, why or why not, in words.
    pub fields: Vec<(Item, bool, String)>,
}

/// One consent.
#[derive(Clone, Debug)]
pub struct Line {
    /// For its form.
    pub id: String,
    /// Whose.
    pub person: String,
    /// Who may receive it.
    pub recipient: String,
    /// For what.
    pub purpose: Purpose,
    /// What may be released.
    pub scope: Vec<Scope>,
    /// Who signed.
    pub signer: SignerKind,
    /// Until when it holds, or held.
    pub until: String,
    /// Whether it holds now.
    pub holds: bool,
    /// When it was taken back.
    pub revoked: Option<String>,
}

/// About whom.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub(super) person: String,
}

/// `GET /desk/cases/{id}/sharing`: the look is audited.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, (id.parse()?, asked), None).await
}

pub(crate) async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (id, asked): (CaseId, Asked),
    problem: Option<String>,
) -> Result<Response, Error> {
    let actor = worker.actor();
    let (stored, mut reads) = app.store().look(&actor, Look::OpenCase, id).await?;
    let key = key::open(&mut reads, id.uuid(), &worker.0.keys).await?;
    let all = people::of_case(&mut reads, id).await?;
    let texts = text::latest(&mut reads, id, Name::PersonName).await?;
    let agencies = part::agencies(&mut reads, id).await?;
    let allowed = part::allowed(&mut reads, id).await?;
    let links = link::of_case(&mut reads, id, app.now()).await?;
    let joined = part::contacts(&mut reads, (id, worker.member().id), None).await?;
    drop(reads);
    let called = agencies.iter().map(|one| Ok((one.agency, one.name(&key)?.expose().to_owned())));
    let called = called.collect::<Result<Vec<_>, vault::OpenError>>()?;
    let named =
        |person: PersonId| Ok::<_, Error>((person.to_string(), name_of(&texts, person, &key)?));
    let victims: Vec<Person> = all.iter().filter(|one| one.victim().is_some()).copied().collect();
    let chosen = victims.iter().find(|one| one.id.to_string() == asked.person);
    let chosen = chosen.or(victims.first()).copied();
    let page = page(app, reader, worker, "sharing-title", &format!("/desk/cases/{id}/sharing"));
    let permissions = permissions(&all, &allowed);
    let sees = Seeing { app, page: &page, all: &all, permissions: &permissions, links: &links };
    let mut of = Vec::new();
    for one in &victims {
        let (person, name) = named(one.id)?;
        of.push((person, name, Some(one.id) == chosen.map(|chosen| chosen.id)));
    }
    let mut lines = Vec::new();
    for one in &allowed {
        lines.push(line(&sees, one, named(one.0)?.1, &called));
    }
    let signers = all.records().map(|one| named(one.id)).collect::<Result<_, _>>()?;
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = SharingPage {
        id: id.to_string(),
        label: label(id),
        victims: of,
        agencies: called.iter().map(|one| sees.of(one, chosen.as_ref())).collect(),
        consents: lines,
        signers,
        contacts: joined.iter().map(|one| (one.id.to_string(), floor::label(one.id))).collect(),
        names: names(app, worker).await?,
        shares: app.store().may(&actor, Act::ShareCase, &stored.resource()),
        problem,
        page: page.clone(),
    };
    Ok((status, shown(&drawn)).into_response())
}

/// The names of the directory's organisations, for the form.
async fn names(app: &App, worker: &Worker) -> Result<Vec<String>, Error> {
    let ready = app.catalogue().current(app.store(), &worker.actor()).await?;
    let names: BTreeSet<&str> =
        ready.cards.values().map(|card| card.organization_name.as_str()).collect();
    Ok(names.into_iter().take(NAMES).map(str::to_owned).collect())
}

/// The consents of potential victims, as the rules take them.
pub(super) fn permissions(all: &People, allowed: &[Allowed]) -> Vec<Permission> {
    let permission = |(person, consent, signed_by): &Allowed| {
        let victim = all.person(*person)?.victim()?;
        Some(Permission::restore(victim, consent.clone(), *signed_by))
    };
    allowed.iter().filter_map(permission).collect()
}

struct Seeing<'a> {
    app: &'a App,
    page: &'a Page,
    all: &'a People,
    permissions: &'a [Permission],
    links: &'a [(OrganizationId, Timestamp)],
}

impl Seeing<'_> {
    fn of(&self, (agency, name): &(Agency, String), person: Option<&Person>) -> Sees {
        let now = self.app.now();
        let viewer = Viewer {
            organization: agency.organization,
            seat: agency.seat,
            purpose: agency.purpose,
            agreement_until: agency.agreement_until,
            closed: false,
        };
        let verdicts = person
            .and_then(Person::victim)
            .map(|victim| view(&viewer, victim, self.permissions, self.all, now))
            .unwrap_or_default();
        let field = |(item, verdict): (Item, Verdict)| match verdict {
            Verdict::Shown(why) => (item, true, self.why(why)),
            Verdict::Hidden(not) => (item, false, self.page.t(&not.key()).into_owned()),
        };
        let link = self.links.iter().find(|(whose, _)| *whose == agency.organization);
        Sees {
            link: link.map(|(_, since)| self.moment(*since)),
            organization: agency.organization.to_string(),
            name: name.clone(),
            seat: agency.seat,
            purpose: agency.purpose,
            papers: agency.agreement_until.map(|until| self.moment(until)),
            fields: verdicts.into_iter().map(field).collect(),
        }
    }

    fn why(&self, why: Why) -> String {
        match why {
            Why::OwnCase => self.page.t("sharing-why-own").into_owned(),
            Why::SharedWork => self.page.t("sharing-why-work").into_owned(),
            Why::Consent { until, .. } => {
                self.page.t1("sharing-why-consent", "time", self.moment(until)).into_owned()
            }
        }
    }

    fn moment(&self, at: Timestamp) -> String {
        moment(at, self.app.zone(), self.app.now())
    }
}

fn line(
    sees: &Seeing<'_>,
    (_, consent, _): &Allowed,
    person: String,
    agencies: &[(Agency, String)],
) -> Line {
    let (terms, now) = (consent.terms(), sees.app.now());
    let recipient = agencies.iter().find(|(agency, _)| agency.organization == terms.recipient);
    Line {
        id: consent.id().to_string(),
        person,
        recipient: recipient.map_or_else(
            || sees.page.t("sharing-recipient-gone").into_owned(),
            |one| one.1.clone(),
        ),
        purpose: terms.purpose,
        scope: terms.scope.iter().copied().collect(),
        signer: terms.signer.kind,
        until: sees.moment(terms.expires_at),
        holds: consent.revoked_at().is_none() && now < terms.expires_at,
        revoked: consent.revoked_at().map(|at| sees.moment(at)),
    }
}

impl Sample for SharingPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = sample_page("sharing-title", "/desk/cases/c7f3/sharing");
        let shown = [Item::Wishes, Item::Needs, Item::Tasks, Item::Duties];
        let field = |item: &Item| {
            let is = shown.contains(item);
            let work = matches!(item, Item::Tasks | Item::Duties);
            let words = match (is, work) {
                (true, true) => page.t("sharing-why-work").into_owned(),
                (true, false) => {
                    page.t1("sharing-why-consent", "time", "Feb 22, 12:00").into_owned()
                }
                (false, _) => page.t("case_why_not-not_in_scope").into_owned(),
            };
            (*item, is, words)
        };
        let agency = |name: &str, seat, papers: Option<&str>| Sees {
            organization: name.into(),
            name: name.into(),
            seat,
            purpose: Purpose::CoordinateCare,
            papers: papers.map(str::to_owned),
            link: papers.map(|_| "Nov 21, 09:15".to_owned()),
            fields: Item::ALL.iter().map(field).collect(),
        };
        let full = SharingPage {
            id: "c7f3".into(),
            label: "C7F3".into(),
            victims: vec![("p1".into(), "Ana".into(), true), ("p2".into(), "Lea".into(), false)],
            agencies: vec![
                agency("County child welfare", Seat::Review, Some("Mar 1 2027, 00:00")),
                agency("North shelter", Seat::Partner, None),
            ],
            consents: vec![
                Line {
                    id: "k1".into(),
                    person: "Ana".into(),
                    recipient: "County child welfare".into(),
                    purpose: Purpose::CoordinateCare,
                    scope: vec![Scope::Needs],
                    signer: SignerKind::MinorThemself,
                    until: "Feb 22, 12:00".into(),
                    holds: true,
                    revoked: None,
                },
                Line {
                    id: "k2".into(),
                    person: "Ana".into(),
                    recipient: "North shelter".into(),
                    purpose: Purpose::ProvideService,
                    scope: vec![Scope::Name, Scope::Age],
                    signer: SignerKind::Guardian,
                    until: "Dec 22, 12:00".into(),
                    holds: false,
                    revoked: Some("Nov 22, 15:10".into()),
                },
            ],
            signers: vec![("p1".into(), "Ana".into()), ("p3".into(), "Her aunt".into())],
            contacts: vec![("7f3a".into(), "7F3A".into())],
            names: vec!["North shelter".into()],
            shares: true,
            problem: None,
            page: page.clone(),
        };
        let empty = SharingPage {
            id: "c7f3".into(),
            label: "C7F3".into(),
            victims: vec![],
            agencies: vec![],
            consents: vec![],
            signers: vec![],
            contacts: vec![],
            names: vec![],
            shares: true,
            problem: Some("whoever signs is an alleged exploiter in this case".into()),
            page,
        };
        vec![Shown::desk("sharing", full), Shown::desk("sharing-empty", empty)]
    }
}
