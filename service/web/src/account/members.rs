//! All members: inviting, teams, suspending, reset with the recovery key.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::id::{MemberId, TeamId};
use casework::member::{MemberState, StaffRole};
use serde::Deserialize;
use store::member;
use store::subject::Installation;
use store::team::{self, TeamKind};
use vault::{ReaderId, RecoveryKey};
use zeroize::Zeroizing;

use super::{frame, join};
use crate::App;
use crate::acts::house::{self, AccountError};
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::oversight::month;
use crate::page::{Page, Style};

/// One member as listed.
#[derive(Clone, Debug)]
pub struct Listed {
    id: MemberId,
    name: String,
    roles: Vec<StaffRole>,
    state: MemberState,
    teams: Vec<String>,
    /// The reader's own teams that this member could join.
    joinable: Vec<(TeamId, String)>,
    oneself: bool,
}

impl Listed {
    fn state_key(&self) -> &'static str {
        match self.state {
            MemberState::Invited => "members-invited",
            MemberState::Active => "members-active",
            MemberState::Suspended => "members-suspended",
            MemberState::Left => "members-left",
        }
    }

    fn is_active(&self) -> bool {
        self.state == MemberState::Active
    }

    fn is_suspended(&self) -> bool {
        self.state == MemberState::Suspended
    }
}

/// What is typed to invite somebody.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Invitation {
    name: String,
    role: Vec<String>,
    team: Vec<TeamId>,
}

/// `GET /members`, the same page with the link of a new invitation, or again after a refusal.
#[derive(Template)]
#[template(path = "account/members.html")]
pub struct MembersPage {
    page: Page,
    members: Vec<Listed>,
    /// Months of a team's access review that are over and signed by nobody: the team, and which.
    unsigned: Vec<(String, String)>,
    /// Whether the reader suspends and resets.
    runs: bool,
    /// The roles that the reader may give.
    roles: Vec<StaffRole>,
    /// The reader's own hotline teams.
    teams: Vec<(TeamId, String)>,
    draft: Invitation,
    link: Option<String>,
    problem: Option<String>,
}

impl MembersPage {
    fn gives(&self, role: &StaffRole) -> bool {
        self.draft.role.iter().any(|code| code == role.code())
    }
}

/// Lists everybody.
///
/// # Errors
/// If the store fails.
pub async fn page(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
) -> Result<Response, Error> {
    Ok(shown(&members_page(&app, reader, &worker).await?))
}

async fn members_page(app: &App, reader: Reader, worker: &Worker) -> Result<MembersPage, Error> {
    let look = access::Look::ListMembers;
    let (_, mut view) = app.store().look(&worker.actor(), look, Installation).await?;
    let stored = member::all(&mut view).await?;
    let memberships = member::memberships(&mut view).await?;
    let hotlines = team::all(&mut view).await?;
    let open = month::not_signed(&mut view, (app.zone(), app.now())).await?;
    drop(view);
    let signed = &worker.0;
    let staff =
        signed.keys.secret(ReaderId(signed.staff.uuid())).ok_or(vault::OpenError::NotAReader)?;
    let mut names = Vec::new();
    for team in hotlines.into_iter().filter(|team| team.kind == TeamKind::Hotline) {
        names.push((team.id, team.name(staff)?.expose().to_owned()));
    }
    let unsigned = names.iter().filter_map(|(id, name)| {
        let (_, months) = open.iter().find(|(team, _)| team == id)?;
        let months: Vec<String> = months.iter().map(ToString::to_string).collect();
        Some((name.clone(), months.join(", ")))
    });
    let unsigned = unsigned.collect();
    let own = |team: &TeamId| signed.member.teams.contains(team);
    let teams: Vec<_> = names.iter().filter(|(id, _)| own(id)).cloned().collect();
    let mut members = Vec::new();
    for one in stored {
        let inside = |team: &TeamId| memberships.contains(&(one.id, *team));
        let careless = [StaffRole::Administrator, StaffRole::Analyst];
        let can_join = !careless.iter().any(|role| one.roles.contains(role));
        let of = |list: &[(TeamId, String)], within: bool| -> Vec<(TeamId, String)> {
            list.iter().filter(|(id, _)| inside(id) == within).cloned().collect()
        };
        members.push(Listed {
            id: one.id,
            name: one.name(staff)?.expose().to_owned(),
            teams: of(&names, true).into_iter().map(|(_, name)| name).collect(),
            joinable: if can_join { of(&teams, false) } else { Vec::new() },
            oneself: one.id == signed.member.id,
            state: one.state,
            roles: one.roles.into_iter().collect(),
        });
    }
    let runs = signed.member.is(StaffRole::Administrator);
    let roles = StaffRole::ALL
        .iter()
        .copied()
        .filter(|role| runs || !matches!(role, StaffRole::Administrator | StaffRole::Analyst));
    let page =
        app.page(reader, Style::Desk, "members-title", "/members").with_member(frame(signed));
    Ok(MembersPage {
        page,
        members,
        unsigned,
        runs,
        roles: roles.collect(),
        teams,
        draft: Invitation::default(),
        link: None,
        problem: None,
    })
}

/// `POST /members/invite` makes an account and shows its link once.
///
/// # Errors
/// If the store fails.
pub async fn invite(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(draft): Sent<Invitation>,
) -> Result<Response, Error> {
    let roles: BTreeSet<StaffRole> =
        draft.role.iter().filter_map(|code| code.parse().ok()).collect();
    let keys = (&worker.0.keys, worker.0.staff);
    let (actor, store) = (worker.actor(), app.store());
    match house::invite(store, &actor, keys, &draft.name, roles, &draft.team).await {
        Ok(link) => {
            let page = members_page(&app, reader, &worker).await?;
            Ok(shown(&MembersPage { link: Some(join::path(&link)), ..page }))
        }
        Err(AccountError::Store(error)) => Err(error.into()),
        Err(refusal) => {
            let page = members_page(&app, reader, &worker).await?;
            let page = MembersPage { draft, problem: Some(refusal.to_string()), ..page };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&page)).into_response())
        }
    }
}

/// Which team somebody joins.
#[derive(Deserialize)]
pub struct Joining {
    team: TeamId,
}

/// `POST /members/{id}/team` puts a member into one of the reader's teams, and hands its key over.
///
/// # Errors
/// [`Error::Rule`] when the reader does not hold the key, or the member must not have it.
pub async fn add_to_team(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<MemberId>,
    Sent(Joining { team }): Sent<Joining>,
) -> Result<Redirect, Error> {
    let keys = &worker.0.keys;
    house::grant_team(app.store(), &worker.actor(), keys, id, team).await.map_err(ruled)?;
    Ok(Redirect::to("/members"))
}

/// `POST /members/{id}/suspend` keeps a member out; their sessions end at once.
///
/// # Errors
/// [`Error::Rule`] for one's own account.
pub async fn suspend(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<MemberId>,
) -> Result<Redirect, Error> {
    house::set_suspended(app.store(), &worker.actor(), id, true).await.map_err(ruled)?;
    Ok(Redirect::to("/members"))
}

/// `POST /members/{id}/restore` lets a suspended member in again.
///
/// # Errors
/// As [`suspend`].
pub async fn restore(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<MemberId>,
) -> Result<Redirect, Error> {
    house::set_suspended(app.store(), &worker.actor(), id, false).await.map_err(ruled)?;
    Ok(Redirect::to("/members"))
}

fn ruled(refusal: AccountError) -> Error {
    match refusal {
        AccountError::Store(error) => error.into(),
        other => Error::Rule(other.to_string()),
    }
}

/// `GET /members/{id}/reset`, the same page with the link, or again after a refusal.
#[derive(Template)]
#[template(path = "account/reset.html")]
pub struct ResetPage {
    page: Page,
    id: MemberId,
    link: Option<String>,
    problem: String,
}

/// What is typed to reset somebody.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Resetting {
    recovery: String,
}

fn reset_page(app: &App, reader: Reader, worker: &Worker, id: MemberId) -> ResetPage {
    let path = format!("/members/{id}/reset");
    let page = app.page(reader, Style::Desk, "reset-title", path).with_member(frame(&worker.0));
    ResetPage { page, id, link: None, problem: String::new() }
}

/// Asks for the recovery key.
pub async fn reset_form(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<MemberId>,
) -> Response {
    shown(&reset_page(&app, reader, &worker, id))
}

/// `POST /members/{id}/reset` takes every old way in away and shows a link to set new ones.
///
/// # Errors
/// If the store fails.
pub async fn reset(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<MemberId>,
    Sent(typed): Sent<Resetting>,
) -> Result<Response, Error> {
    let typed = Zeroizing::new(typed.recovery);
    let page = reset_page(&app, reader, &worker, id);
    let problem = match RecoveryKey::parse(&typed) {
        Err(misread) => misread.to_string(),
        Ok(key) => match house::reset(app.store(), &worker.actor(), &key, id).await {
            Ok(link) => return Ok(shown(&ResetPage { link: Some(join::path(&link)), ..page })),
            Err(AccountError::Store(error)) => return Err(error.into()),
            Err(refusal) => refusal.to_string(),
        },
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&ResetPage { problem, ..page })).into_response())
}

impl Sample for MembersPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let id = |n| MemberId::new(casework::time::Timestamp::from_seconds(1_760_000_000), [n; 10]);
        let team = TeamId::from_uuid(id(9).uuid());
        let hotline = || vec![(team, "Hotline".to_owned())];
        let listed = |n, name: &str, role, state| Listed {
            id: id(n),
            name: name.into(),
            roles: vec![role],
            state,
            teams: if n == 2 { vec!["Hotline".into()] } else { Vec::new() },
            joinable: if n == 3 { hotline() } else { Vec::new() },
            oneself: n == 1,
        };
        let with = |runs, link: Option<String>, problem: Option<String>| Self {
            page: Page::sample(locale, Style::Desk, "members-title", "/members")
                .with_member(super::own::sample_member()),
            members: vec![
                listed(1, "Ada", StaffRole::Administrator, MemberState::Active),
                listed(2, "Sam S.", StaffRole::Supervisor, MemberState::Suspended),
                listed(3, "Maya R.", StaffRole::Specialist, MemberState::Invited),
            ],
            unsigned: if runs {
                vec![("Hotline".into(), "2026-10, 2026-09".into())]
            } else {
                vec![]
            },
            runs,
            roles: StaffRole::ALL.to_vec(),
            teams: if runs { Vec::new() } else { hotline() },
            draft: Invitation { role: vec!["specialist".into()], ..Invitation::default() },
            link,
            problem,
        };
        let link = format!("/join/{}", "A".repeat(43));
        vec![
            Shown::desk("members", with(true, None, None)),
            Shown::desk("members-link", with(false, Some(link), None)),
            Shown::desk("members-wrong", with(false, None, Some(AccountError::Name.to_string()))),
        ]
    }
}

impl Sample for ResetPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let id = MemberId::new(casework::time::Timestamp::from_seconds(1_760_000_000), [1; 10]);
        let with = |link: Option<String>, problem: String| Self {
            page: Page::sample(locale, Style::Desk, "reset-title", "/members")
                .with_member(super::own::sample_member()),
            id,
            link,
            problem,
        };
        let link = format!("/join/{}", "A".repeat(43));
        vec![
            Shown::desk("reset", with(None, String::new())),
            Shown::desk("reset-wrong", with(None, AccountError::RecoveryKey.to_string())),
            Shown::desk("reset-link", with(Some(link), String::new())),
        ]
    }
}
