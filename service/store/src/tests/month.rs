//! A month of a hotline, small enough to count by hand: what measures and steps are tested on.

use std::collections::BTreeSet;

use access::Act;
use case::case::Case;
use case::justice::{SystemHarm, harm_by_system};
use case::merge::People;
use case::person::{Part, Person, VictimStatus};
use casework::contact::{Arrival, Channel, Contact, Danger, Ending, Lane};
use casework::event::Event;
use casework::facts::{Edit, FactField, FactValue, Facts};
use casework::follow_up::{FollowUpOutcome, Milestone};
use casework::id::{CaseId, ContactId, OrganizationId, ReferralId, ServiceId};
use casework::measure::Period;
use casework::member::Actor;
use casework::need::Need;
use casework::referral::{DeclineReason, Referral, ReferralRefused, Request};
use casework::time::{Span, Timestamp};
use duty::deadline::Holidays;
use duty::duty::Duty;
use duty::obligation::{House, obligations};
use duty::place::Place;
use duty::proof::{OralNumber, Proof, Way};
use duty::situation::{Fact, Situation, Subject};
use duty::table::RuleTable;
use uuid::Uuid;
use vault::{Attempt, KeyPair, RecordKey, SpokenCode};

use super::beds;
use super::crowd::{self, Crowd, insert};
use crate::case::{harm, part, people};
use crate::referral::{self, LINK_LASTS, Offering};
use crate::{Store, Tx, bed, duty as duties, facts, follow_up};

/// The words that stand in plain columns beside codes: no figure and no step may repeat them.
pub(crate) const PLANTED: [&str; 2] = ["Planted House", "Planted Room"];

pub(crate) struct Month {
    pub(crate) period: Period,
    pub(crate) case: CaseId,
}

/// Any write in the first team's name.
async fn write(store: &Store, crowd: &Crowd) -> Tx {
    store.enter(&Actor::Nobody, Act::StartContact, crowd.teams[0]).await.unwrap().1
}

fn organization(number: u128) -> OrganizationId {
    OrganizationId::from_uuid(Uuid::from_u128(400 + number))
}

/// One contact with its facts.
async fn contact(
    store: &Store,
    crowd: &Crowd,
    number: u128,
    (lane, days_ago): (Lane, i64),
    told: &[(FactField, &str)],
    ending: Option<Ending>,
) -> ContactId {
    let mut tx = write(store, crowd).await;
    let (id, by) = (ContactId::from_uuid(Uuid::from_u128(500 + number)), crowd.members[1].id);
    let at = tx.now() - Span::from_days(days_ago);
    let (arrived, event) = Contact::receive(Arrival {
        id,
        team: crowd.teams[0],
        channel: Channel::Chat,
        lane,
        danger: Danger::Raised,
        received_at: at,
    });
    let stands = match ending {
        Some(ending) => arrived.answer(by, at).unwrap().0.end(by, ending, at).unwrap().0,
        None => arrived,
    };
    let mut attempt = [0; 32];
    attempt[..16].copy_from_slice(id.uuid().as_bytes());
    insert(&mut tx, &stands, attempt, KeyPair::generate(&mut store.rng()).public()).await;
    let edit = told.iter().fold(Edit::new(), |edit, (field, code)| {
        edit.set(*field, FactValue::parse(*field, [*code]).unwrap())
    });
    facts::save(&mut tx, id, &Facts::new().apply(edit, 0).unwrap().facts).await.unwrap();
    tx.commit(event).await.unwrap();
    id
}

/// One service of an organisation is asked.
async fn offer(
    store: &Store,
    crowd: &Crowd,
    (contact, to): (ContactId, u128),
    days_ago: i64,
) -> ReferralId {
    let mut tx = write(store, crowd).await;
    let (at, id) = (tx.now() - Span::from_days(days_ago), tx.referral_id());
    let place = (organization(to), ServiceId::from_uuid(Uuid::from_u128(5)));
    let request = Request { need: Need::EmergencyShelter, age_band: None, gender: None };
    let until = tx.now() + Span::from_days(2);
    let (asked, event) = Referral::offer(id, contact, place, request, until, at).unwrap();
    let attempt = Attempt::generate(&mut store.rng());
    let (link, code) = (attempt.session_secret(), SpokenCode::of(&attempt));
    let new = Offering {
        referral: &asked,
        organization_name: PLANTED[0],
        service_name: PLANTED[1],
        by: crowd.members[1].id,
        link: &link,
        code: Some(&code),
        link_expires_at: until + LINK_LASTS,
    };
    referral::insert(&mut tx, &new).await.unwrap();
    tx.commit(event).await.unwrap();
    id
}

type Rule = fn(Referral, Timestamp) -> Result<(Referral, Event), ReferralRefused>;

async fn change(store: &Store, (to, id): (u128, ReferralId), rule: Rule) {
    let partner = Actor::Partner { organization: organization(to), referral: id };
    let (act, subject) = (Act::AnswerReferral, store.referral(id));
    let (stored, mut tx) = store.enter(&partner, act, subject).await.unwrap();
    let (next, event) = rule(stored.referral.clone(), tx.now()).unwrap();
    referral::save(&mut tx, &stored, &next).await.unwrap();
    tx.commit(event).await.unwrap();
}

/// A bed is found for one request and used by a referral; the time of another one runs out.
async fn two_beds(store: &Store, crowd: &Crowd) {
    beds::one_bed(store).await;
    let (found, lost) = (beds::ask(store, crowd, 1).await, beds::ask(store, crowd, 2).await);
    beds::yes(store, found).await.unwrap();
    let contact = ContactId::from_uuid(Uuid::from_u128(10_001));
    let id = offer(store, crowd, (contact, 9), 0).await;
    let mut tx = write(store, crowd).await;
    let stored = bed::of_id(&mut tx, found).await.unwrap();
    let used = stored.request.clone().use_hold(beds::service(), id, tx.now());
    let (next, events) = used.unwrap();
    bed::save(&mut tx, &stored, &next).await.unwrap();
    tx.commit_all(&events).await.unwrap();
    change(store, (9, id), Referral::accept).await;
    change(store, (9, id), Referral::arrive).await;

    let mut tx = write(store, crowd).await;
    let stored = bed::of_id(&mut tx, lost).await.unwrap();
    let (next, events) = stored.request.clone().settle(tx.now() + Span::from_days(999));
    bed::save(&mut tx, &stored, &next).await.unwrap();
    tx.commit_all(&events).await.unwrap();
}

/// What a trafficked child obliges to: one report is sent at once, the other is not.
async fn two_duties(store: &Store, crowd: &Crowd, contact: ContactId) {
    let mut tx = write(store, crowd).await;
    let (now, by) = (tx.now(), crowd.members[1].id);
    let empty = Situation::new(Subject::Contact(contact), Lane::Tip, Place::unknown());
    let told = [Fact::Minor, Fact::CommercialSexAct]
        .iter()
        .fold(empty, |told, fact| told.learn(*fact, now, by));
    let house = House {
        we: BTreeSet::new(),
        zone: "America/Chicago".parse().unwrap(),
        holidays: Holidays::none(),
    };
    let owed = obligations(&RuleTable::bundled().unwrap(), &told, &house).owed;
    assert_eq!(owed.len(), 2);
    for owed in owed {
        let to = (tx.duty_id(), crowd.teams[0]);
        let (duty, event) = Duty::start(to.0, owed, to.1, Some(by), now);
        duties::insert(&mut tx, &duty).await.unwrap();
        tx.commit(event).await.unwrap();
        tx = write(store, crowd).await;
    }
    let stood = duties::of_contact(&mut tx, contact).await.unwrap().remove(0);
    let proof = Proof { sent_at: tx.now(), by, way: Way::Phone, number: OralNumber::NotGiven };
    let (sent, event) = stood.duty.clone().send(proof, tx.now()).unwrap();
    duties::save(&mut tx, &stood, &sent).await.unwrap();
    tx.commit(event).await.unwrap();
}

/// A case of two contacts, with a victim who was arrested.
async fn one_case(store: &Store, crowd: &Crowd, contacts: [ContactId; 2]) -> CaseId {
    let mut tx = write(store, crowd).await;
    let (team, by) = (crowd.teams[0], crowd.members[1].id);
    let (case, opened) = Case::open(tx.case_id(), team, Some(by), tx.now());
    let key = RecordKey::generate(&mut store.rng()).public();
    crate::case::insert(&mut tx, &case, &key).await.unwrap();
    for contact in contacts {
        part::join(&mut tx, case.id(), contact, by).await.unwrap();
    }
    let person = |status, id| Person { id, part: Part::Victim(status), since: tx.now() };
    let found = person(VictimStatus::Actual, tx.person_id());
    let possible = person(VictimStatus::Possible, tx.person_id());
    let mut all = People::of(case.id());
    let mut events = vec![opened];
    for one in [found, possible] {
        events.push(all.put(one));
        people::put(&mut tx, case.id(), one).await.unwrap();
    }
    for done in [SystemHarm::Detained, SystemHarm::Charged] {
        let (harm, event) = harm_by_system(case.id(), found.victim().unwrap(), done, tx.now());
        harm::add(&mut tx, case.id(), &harm, by).await.unwrap();
        events.push(event);
    }
    tx.commit_all(&events).await.unwrap();
    case.id()
}

/// Tells the month.
pub(crate) async fn tell(store: &Store) -> Month {
    let crowd = crowd::gather(store).await;
    let young = [
        (FactField::AgeBand, "15_17"),
        (FactField::Gender, "Feminine"),
        (FactField::County, "north-1"),
    ];
    let (help, tip) = (Lane::Help, Lane::Tip);
    let first = contact(store, &crowd, 1, (help, 3), &young, None).await;
    let child = [(FactField::AgeBand, "under_18")];
    let second = contact(store, &crowd, 2, (tip, 2), &child, None).await;
    contact(store, &crowd, 3, (Lane::Question, 1), &young, None).await;
    contact(store, &crowd, 4, (help, 1), &young, Some(Ending::Prank)).await;
    let old = contact(store, &crowd, 5, (help, 40), &[], None).await;

    offer(store, &crowd, (old, 1), 40).await;
    let came = (1, offer(store, &crowd, (first, 1), 0).await);
    change(store, came, Referral::accept).await;
    change(store, came, Referral::arrive).await;
    let no = (2, offer(store, &crowd, (second, 2), 0).await);
    change(store, no, |referral, now| referral.decline(DeclineReason::Full, now)).await;
    let late = (3, offer(store, &crowd, (second, 3), 0).await);
    change(store, late, |referral, now| referral.expire(now + Span::from_days(9))).await;
    two_beds(store, &crowd).await;
    two_duties(store, &crowd, first).await;
    let case = one_case(store, &crowd, [first, old]).await;

    let mut tx = write(store, &crowd).await;
    let what = (Milestone::TwoDays, FollowUpOutcome::BackInDanger);
    follow_up::insert(&mut tx, came.1, what).await.unwrap();
    let (milestone, outcome) = what;
    tx.commit(Event::FollowUpRecorded { referral: came.1, milestone, outcome }).await.unwrap();
    let now = store.now();
    let period = Period { from: now - Span::from_days(20), to: now + Span::from_days(1) };
    Month { period, case }
}

/// What nobody may count: a service with its link.
pub(crate) fn outsider() -> Actor {
    beds::shelter()
}
