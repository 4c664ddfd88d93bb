//! Everything that a sheet can tell, read once and opened; what of it is told to whom is for the sheet.

use std::collections::BTreeMap;

use case::justice::{Justice, Step, records};
use case::merge::People;
use case::person::{ExploiterRole, Part, VictimId};
use case::sharing::{Permission, Seat};
use case::wellbeing::{self as course, Domain, Wellbeing, courses};
use casework::id::{CaseId, MemberId, OrganizationId, PersonId};
use casework::time::Timestamp;
use store::case::part::{self, Agency};
use store::case::text::{self, Kept, Name};
use store::case::{justice, people, wellbeing, work};
use store::{View, duty, key};
use uuid::Uuid;
use vault::{Keyring, SecretKey, Text};

use crate::App;
use crate::case::justice::{public_words as in_codes, words as in_full};
use crate::case::open::name_of;
use crate::case::sharing::permissions;
use crate::duty::Clock;
use crate::error::Error;
use crate::line::moment;
use crate::page::Page;

/// Who opens a folder, and with what.
pub(crate) struct Opener<'a> {
    /// What opens the case.
    pub(crate) keys: &'a Keyring,
    /// The member who looks; nobody where an agency does.
    pub(crate) member: MemberId,
    /// The names of members, as far as whoever looks may know them.
    pub(crate) names: Vec<(MemberId, Text)>,
}

/// Everything that a sheet can tell, opened.
pub(crate) struct Folder {
    key: SecretKey,
    case: CaseId,
    pub(super) people: People,
    pub(super) permissions: Vec<Permission>,
    pub(crate) agencies: Vec<(Agency, String)>,
    texts: BTreeMap<&'static str, BTreeMap<Uuid, Kept>>,
    /// Each open task: what is to be done, and when by whom.
    pub(super) tasks: Vec<(String, String)>,
    pub(super) duties: Vec<String>,
    courses: Vec<Wellbeing>,
    offenders: Vec<Justice>,
}

const TEXTS: [Name; 5] =
    [Name::PersonName, Name::Wishes, Name::About, Name::Summary, Name::SafetyPlan];

impl Folder {
    pub(crate) async fn read(
        app: &App,
        opener: &Opener<'_>,
        page: &Page,
        reads: &mut View,
        case: CaseId,
    ) -> Result<Self, Error> {
        let key = key::open(reads, case.uuid(), opener.keys).await?;
        let people = people::of_case(reads, case).await?;
        let permissions = permissions(&people, &part::allowed(reads, case).await?);
        let mut agencies = Vec::new();
        for one in part::agencies(reads, case).await? {
            agencies.push((one.agency, one.name(&key)?.expose().to_owned()));
        }
        let mut texts = BTreeMap::new();
        for name in TEXTS {
            texts.insert(name.code(), text::latest(reads, case, name).await?);
        }
        let tasks = tasks(app, &opener.names, page, (reads, &key), case).await?;
        let found = duty::of_case_and_contacts(reads, (case, opener.member)).await?;
        let duties = found.iter().map(|one| {
            let clock = Clock::of(page, &one.duty, app.now(), app.zone());
            let whom = page.label("agency_kind", one.duty.recipient().code());
            format!("{} · {}", page.t1("duty-tell", "agency", whom), clock.words)
        });
        let duties = duties.collect();
        let looks = wellbeing::of_case(reads, case).await?;
        let looks: Vec<_> = looks.iter().map(|one| (one.person, one.look)).collect();
        let courses = courses(&people, &looks);
        let steps = justice::of_case(reads, case, &key).await?;
        let steps: Vec<_> = steps.into_iter().map(|one| (one.person, one.at, one.step)).collect();
        let offenders = records(&people, &steps);
        Ok(Self {
            key,
            case,
            people,
            permissions,
            agencies,
            texts,
            tasks,
            duties,
            courses,
            offenders,
        })
    }

    /// How each part of their life is that somebody looked at; codes alone.
    pub(super) fn wellbeing(&self, person: VictimId, page: &Page) -> Vec<String> {
        let Some(course) = self.courses.iter().find(|one| one.victim() == person) else {
            return Vec::new();
        };
        let known = Domain::ALL.iter().filter(|domain| course.course(**domain).next().is_some());
        let line = |domain: &Domain| {
            let state = page.label(course::State::LIST, course.now(*domain).code());
            format!("{}: {state}", page.label(Domain::LIST, domain.code()))
        };
        known.map(line).collect()
    }

    /// What became of the alleged exploiters. Their names and citations stay with the own team: who hurt a
    /// young person tells who the young person is.
    pub(super) fn justice(&self, seat: Seat, page: &Page) -> Result<Vec<String>, Error> {
        let mut lines = Vec::new();
        for record in self.offenders.iter().filter(|one| !one.steps().is_empty()) {
            let own = seat == Seat::OwnTeam;
            let words = |(_, step): &(Timestamp, Step)| {
                if own { in_full(page, step) } else { in_codes(page, step) }
            };
            let steps: Vec<_> = record.steps().iter().map(words).collect();
            let person = record.exploiter().person();
            let who = match self.people.person(person).map(|one| one.part) {
                Some(Part::Exploiter(role)) => page.label(ExploiterRole::LIST, role.code()),
                _ => return Err(Error::Ours),
            };
            let name = if own { format!("{}, ", self.name(person)?) } else { String::new() };
            lines.push(format!("{name}{who}: {}", steps.join("; ")));
        }
        Ok(lines)
    }

    /// The potential victims, each once.
    pub(crate) fn victims(&self) -> Vec<VictimId> {
        self.people.iter().filter_map(case::person::Person::victim).collect()
    }

    pub(super) fn victim(&self, person: PersonId) -> Result<VictimId, Error> {
        let whose = self.people.resolve(person);
        self.victims().into_iter().find(|one| one.person() == whose).ok_or(Error::NotFound)
    }

    pub(crate) fn agency(&self, organization: OrganizationId) -> Result<&Agency, Error> {
        let found = self.agencies.iter().find(|(one, _)| one.organization == organization);
        found.map(|(agency, _)| agency).ok_or(Error::NotFound)
    }

    /// What an agency is called.
    pub(crate) fn name_of_agency(&self, organization: OrganizationId) -> Option<&str> {
        let found = self.agencies.iter().find(|(one, _)| one.organization == organization);
        found.map(|(_, name)| name.as_str())
    }

    pub(super) fn name(&self, person: PersonId) -> Result<String, Error> {
        match self.texts.get(Name::PersonName.code()) {
            Some(names) => name_of(names, person, &self.key),
            None => Err(Error::Ours),
        }
    }

    /// What is written under one name, in every record of the person.
    pub(super) fn of_person(&self, name: Name, person: PersonId) -> Result<Vec<String>, Error> {
        let records = self.people.same_as(person).map(|one| one.id.uuid());
        self.written(name, records)
    }

    pub(super) fn of_case(&self, name: Name) -> Result<Vec<String>, Error> {
        self.written(name, [self.case.uuid()])
    }

    fn written(
        &self,
        name: Name,
        records: impl IntoIterator<Item = Uuid>,
    ) -> Result<Vec<String>, Error> {
        let Some(texts) = self.texts.get(name.code()) else { return Err(Error::Ours) };
        let kept = records.into_iter().filter_map(|record| texts.get(&record));
        let lines = kept.map(|kept| Ok(kept.open(&self.key)?.expose().to_owned()));
        let lines: Result<Vec<String>, vault::OpenError> = lines.collect();
        Ok(lines?.into_iter().filter(|line| !line.is_empty()).collect())
    }
}

async fn tasks(
    app: &App,
    names: &[(MemberId, Text)],
    page: &Page,
    (reads, key): (&mut View, &SecretKey),
    case: CaseId,
) -> Result<Vec<(String, String)>, Error> {
    let mut tasks = Vec::new();
    for one in work::tasks(reads, case).await?.iter().filter(|one| one.task.is_open()) {
        let owner = one.task.owner.and_then(|owner| names.iter().find(|(id, _)| *id == owner));
        let owner = match owner {
            Some((_, name)) => name.expose().to_owned(),
            None => page.t("duty-owner-team").into_owned(),
        };
        let due = moment(one.task.due_at, app.zone(), app.now());
        let until = page.t1("duty-until", "time", due);
        tasks.push((one.open(key)?.expose().to_owned(), format!("{until} · {owner}")));
    }
    Ok(tasks)
}
