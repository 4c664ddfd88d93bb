//! The board of what is due and overdue: by deadline, with whose it is and who was told.

use access::Look;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use casework::agency::AgencyKind;
use casework::id::{DutyId, MemberId, TeamId};
use casework::outcome::Escalation;
use casework::time::Timestamp;
use duty::duty::DutyState;
use duty::rule::Form;
use duty::situation::Fact;
use serde::Deserialize;
use store::duty::Stored;
use store::duty::board::{self, Asked as Wanted, Figures, Whose};
use vault::Text;

use super::Clock;
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::{label, page};
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::desk::teams::{Choice, choices, chosen, own};
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// The most rows of one page.
const MOST: usize = 50;
/// How many that ended last are shown.
const ENDED: i64 = 10;

/// `GET /desk/duties`
#[derive(Template)]
#[template(path = "duty/list.html")]
pub struct DutyListPage {
    /// The frame.
    pub page: Page,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// The chosen one, for addresses.
    pub team: String,
    /// What is shown now, for the filter's hidden fields.
    pub whose: Whose,
    /// Only those that are late.
    pub late: bool,
    /// Whose can be shown: address, the key of its name, whether it is now.
    pub tabs: Vec<(String, &'static str, bool)>,
    /// To whom a report can go, and whether only those are shown.
    pub recipients: Vec<(AgencyKind, bool)>,
    /// The figures of the team.
    pub figures: Figures,
    /// The open ones, the least time first.
    pub rows: Vec<Row>,
    /// Where the next page is.
    pub next: Option<String>,
    /// What ended last.
    pub ended: Vec<Row>,
}

/// One duty.
#[derive(Clone, Debug)]
pub struct Row {
    /// For its address.
    pub id: String,
    /// Who has to be told.
    pub recipient: AgencyKind,
    /// In which form.
    pub form: Form,
    /// How it stands.
    pub clock: Clock,
    /// Where it stands.
    pub state: DutyState,
    /// The facts that made it.
    pub facts: Vec<Fact>,
    /// Whose it is; empty if it is the whole team's.
    pub owner: String,
    /// Whose it was before they left, if that made it the team's.
    pub left: Option<String>,
    /// Who was told that it is open.
    pub escalated: Escalation,
    /// The contact it is about, for its address and by name; none if a case started it.
    pub contact: Option<(String, String)>,
}

impl Row {
    fn of(stored: &Stored, page: &Page, app: &App, names: &[(MemberId, Text)]) -> Self {
        let name = |id: MemberId| {
            let found = names.iter().find(|(one, _)| *one == id);
            found.map(|(_, name)| name.expose().to_owned()).unwrap_or_default()
        };
        let duty = &stored.duty;
        let left = stored.left.filter(|_| duty.owner().is_none());
        let facts = duty.grounds().iter().flat_map(|ground| ground.because.keys().copied());
        let facts: std::collections::BTreeSet<Fact> = facts.collect();
        Self {
            id: duty.id().to_string(),
            recipient: duty.recipient(),
            form: duty.form(),
            clock: Clock::of(page, duty, app.now(), app.zone()),
            state: duty.state(),
            facts: facts.into_iter().collect(),
            owner: duty.owner().map(name).unwrap_or_default(),
            left: left.map(|(by, at)| {
                let at = moment(at, app.zone(), app.now());
                page.t2("duty-left", "name", name(by), "time", at).into_owned()
            }),
            escalated: duty.escalated(),
            contact: stored.contact().map(|id| (id.to_string(), label(id))),
        }
    }
}

/// What of the board is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    team: String,
    whose: String,
    late: String,
    to: String,
    after: String,
}

impl Asked {
    fn whose(&self) -> Whose {
        match self.whose.as_str() {
            "mine" => Whose::Mine,
            "nobodys" => Whose::Nobodys,
            _ => Whose::All,
        }
    }

    /// The last row of the page before: `micros_id`.
    fn after(&self) -> Option<(Timestamp, DutyId)> {
        let (at, id) = self.after.split_once('_')?;
        Some((Timestamp::from_micros(at.parse().ok()?), id.parse().ok()?))
    }
}

/// `GET /desk/duties`: the coded plane only.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?;
    let ((), mut view) = app.store().look(&worker.actor(), Look::ListDuties, team.id).await?;
    let (me, now) = (worker.member().id, app.now());
    let late = asked.late == "yes";
    let recipient = asked.to.parse::<AgencyKind>().ok();
    let wanted = Wanted {
        whose: asked.whose(),
        recipient,
        due_by: late.then_some(now),
        after: asked.after(),
        most: i64::try_from(MOST + 1).unwrap_or(i64::MAX),
    };
    let open = board::open(&mut view, team.id, me, wanted).await?;
    let figures = board::figures(&mut view, team.id, me, now).await?;
    let first = asked.after.is_empty();
    let ended = if first { board::ended(&mut view, team.id, me, ENDED).await? } else { Vec::new() };
    let names = names(&mut view, &worker).await?;
    drop(view);
    let page = page(&app, reader, &worker, "duties-title", "/desk/duties");
    let row = |one: &Stored| Row::of(one, &page, &app, &names);
    let mut drawn = DutyListPage {
        teams: choices(&worker, &teams, team.id)?,
        team: team.id.to_string(),
        whose: asked.whose(),
        late,
        tabs: tabs(team.id, (asked.whose(), late, recipient)),
        recipients: recipients(recipient),
        figures,
        rows: open.iter().take(MOST).map(row).collect(),
        next: None,
        ended: ended.iter().map(row).collect(),
        page: page.clone(),
    };
    if open.len() > MOST
        && let Some(last) = open.get(MOST - 1)
    {
        let after = format!("{}_{}", last.duty.due_at().micros(), last.duty.id());
        let here = href(team.id, (drawn.whose, late, recipient));
        drawn.next = Some(format!("{here}&after={after}"));
    }
    Ok(shown(&drawn))
}

/// What is shown: whose, only what is late, only what goes to one kind of agency.
type Filter = (Whose, bool, Option<AgencyKind>);

fn href(team: TeamId, (whose, late, recipient): Filter) -> String {
    let to = recipient.map_or("", AgencyKind::code);
    let late = if late { "yes" } else { "" };
    format!("/desk/duties?team={team}&whose={}&late={late}&to={to}", whose.code())
}

fn tabs(team: TeamId, (whose, late, recipient): Filter) -> Vec<(String, &'static str, bool)> {
    let of = |one, key| (href(team, (one, late, recipient)), key, one == whose);
    vec![
        of(Whose::All, "duties-all"),
        of(Whose::Mine, "list-mine"),
        of(Whose::Nobodys, "duties-nobodys"),
        (href(team, (whose, !late, recipient)), "duties-only-late", late),
    ]
}

/// The kinds of agency to which rules send reports.
fn recipients(chosen: Option<AgencyKind>) -> Vec<(AgencyKind, bool)> {
    [
        AgencyKind::ChildProtection,
        AgencyKind::LawEnforcement,
        AgencyKind::MissingChildrenCenter,
        AgencyKind::TribalAuthority,
    ]
    .map(|kind| (kind, chosen == Some(kind)))
    .to_vec()
}

impl Sample for DutyListPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let clock =
            |words: &str, tone| Clock { words: words.into(), tone, due: "Nov 23, 14:02".into() };
        let row = |id: &str, recipient, words: &str, tone, owner: &str, escalated| Row {
            id: id.into(),
            recipient,
            form: Form::Either,
            clock: clock(words, tone),
            state: DutyState::Open,
            facts: vec![Fact::Minor, Fact::CommercialSexAct],
            owner: owner.into(),
            left: owner.is_empty().then(|| "was Joel T.’s until Nov 22, 18:00".into()),
            escalated,
            contact: Some(("7f3a".into(), "7F3A".into())),
        };
        use AgencyKind::{ChildProtection, LawEnforcement, MissingChildrenCenter};
        let rows = vec![
            row("d1", LawEnforcement, "overdue by 2 h", "danger", "", Escalation::Everybody),
            row("d2", ChildProtection, "due in 3 h", "caution", "Maya R.", Escalation::Supervisor),
            Row {
                state: DutyState::Disputed,
                ..row(
                    "d3",
                    MissingChildrenCenter,
                    "due in 20 h",
                    "accent",
                    "Amara K.",
                    Escalation::None,
                )
            },
        ];
        let ended = vec![Row {
            state: DutyState::Sent,
            ..row("d4", ChildProtection, "sent in time", "positive", "Maya R.", Escalation::None)
        }];
        let team = TeamId::new(Timestamp::EPOCH, [1; 10]);
        let figures = Figures { due: 2, overdue: 1, without_owner: 1, disputed: 1, sent_late: 2 };
        let list = |rows, ended, figures| DutyListPage {
            page: sample_page("duties-title", "/desk/duties"),
            teams: vec![Choice::sample("Night line", true), Choice::sample("Day line", false)],
            team: "t1".into(),
            whose: Whose::All,
            late: false,
            tabs: tabs(team, (Whose::All, false, None)),
            recipients: recipients(None),
            figures,
            rows,
            next: None,
            ended,
        };
        let filtered = DutyListPage {
            whose: Whose::Nobodys,
            late: true,
            tabs: tabs(team, (Whose::Nobodys, true, Some(LawEnforcement))),
            recipients: recipients(Some(LawEnforcement)),
            next: Some("/desk/duties?after=1_2".into()),
            ..list(rows.iter().take(1).cloned().collect(), vec![], figures)
        };
        vec![
            Shown::desk("duties", list(rows, ended, figures)),
            Shown::desk("duties-filtered", filtered),
            Shown::desk("duties-empty", list(vec![], vec![], Figures::default())),
        ]
    }
}
