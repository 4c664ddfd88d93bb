use std::collections::BTreeSet;

use access::Act;
use casework::agency::AgencyKind;
use casework::contact::Lane;
use casework::event::Event;
use casework::facts::{Edit, FactField, FactValue, Facts};
use casework::member::{Actor, Member, StaffRole};
use casework::outcome::{Escalation, NotRequired};
use casework::time::Span;
use duty::duty::Standing;
use duty::obligation::{House, Owed, obligations};
use duty::place::Place;
use duty::proof::Way;
use duty::report::Question;
use duty::rule::{Reporter, Row as Columns, Rule};
use duty::situation::{Fact, Situation};
use duty::table::{Edit as RuleEdit, RuleTable};

use super::board::{self, Asked, Whose};
use super::known::{self, Said};
use super::report::{self, Body, Writing};
use super::{rules, *};
use crate::View;
use crate::tests::talk::{Talk, talked};
use crate::tests::world::World;

fn hotline() -> TeamId {
    TeamId::from_uuid(Uuid::from_u128(2))
}

fn coordinator(talk: &Talk, which: usize) -> Actor {
    let id = talk.members[which].0;
    let teams = [hotline()].into();
    Actor::Member(Member { id, roles: [StaffRole::Coordinator].into(), teams })
}

async fn view(store: &Store) -> View {
    View::of(store.readers().acquire().await.unwrap(), store.now())
}

fn owed(contact: ContactId, at: Timestamp, by: MemberId, facts: &[Fact]) -> Vec<Owed> {
    let empty = Situation::new(Subject::Contact(contact), Lane::Tip, Place::unknown());
    let told = facts.iter().fold(empty, |told, fact| told.learn(*fact, at, by));
    let house = House {
        we: BTreeSet::new(),
        zone: "America/Chicago".parse().unwrap(),
        holidays: duty::deadline::Holidays::none(),
    };
    obligations(&RuleTable::bundled().unwrap(), &told, &house).owed
}

/// Starts what a trafficked child obliges to: a report to child protection and one to the police.
async fn started(store: &Store, talk: &Talk, which: usize) -> Vec<DutyId> {
    let (contact, by) = (talk.contacts[which].0, talk.members[0].0);
    let act = Act::StartContact;
    let ((), mut tx) = store.enter(&Actor::Nobody, act, hotline()).await.unwrap();
    let now = tx.now();
    let mut begun = Vec::new();
    for owed in owed(contact, now, by, &[Fact::Minor, Fact::CommercialSexAct]) {
        let (duty, event) = Duty::start(tx.duty_id(), owed, hotline(), Some(by), now);
        insert(&mut tx, &duty).await.unwrap();
        begun.push((duty.id(), event));
    }
    let (ids, events): (Vec<_>, Vec<_>) = begun.into_iter().unzip();
    tx.commit_all(&events).await.unwrap();
    ids
}

async fn keep(store: &Store, talk: &Talk, id: DutyId, next: impl FnOnce(Duty) -> Duty) {
    let (stood, mut tx) = store.enter(&coordinator(talk, 0), Act::HandDuty, id).await.unwrap();
    let next = next(stood.duty.clone());
    save(&mut tx, &stood, &next).await.unwrap();
    tx.commit_all(&[]).await.unwrap();
}

async fn stands(store: &Store, id: DutyId) -> Stored {
    load(&mut store.readers().acquire().await.unwrap(), id).await.unwrap()
}

/// What is done to a duty.
type Step<'a> = Box<dyn Fn(Duty) -> Duty + 'a>;

#[tokio::test]
async fn a_duty_is_the_same_after_every_step_and_two_members_never_overwrite_each_other() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (me, other) = (talk.members[0].0, talk.members[1].0);
        let ids = started(store, &talk, 0).await;
        assert_eq!(ids.len(), 2);
        let id = ids[0];
        let first = stands(store, id).await.duty;
        let steps: [(&str, Step<'_>); 5] = [
            ("hand", Box::new(|duty| duty.hand(Some(other)).unwrap().0)),
            ("escalate", Box::new(|duty| duty.escalate(Escalation::Supervisor).0)),
            (
                "dispute",
                Box::new(|duty| {
                    let at = duty.received_at() + Span::from_hours(1);
                    let reason = NotRequired::ReportedByOther;
                    duty.dispute(Dispute { reason, by: me, at }).unwrap().0
                }),
            ),
            ("uphold", Box::new(|duty| duty.uphold().unwrap().0)),
            (
                "send",
                Box::new(|duty| {
                    let sent_at = duty.received_at() + Span::from_hours(2);
                    let number = OralNumber::NotGiven;
                    let proof = Proof { sent_at, by: me, way: Way::Phone, number };
                    duty.send(proof, sent_at).unwrap().0
                }),
            ),
        ];
        let mut expected = first;
        for (what, step) in &steps {
            expected = step(expected);
            keep(store, &talk, id, step).await;
            assert_eq!(stands(store, id).await.duty, expected, "{what}");
        }
        // Two who had the same page open.
        let actor = coordinator(&talk, 0);
        let stood = stands(store, ids[1]).await;
        keep(store, &talk, ids[1], |duty| duty.hand(None).unwrap().0).await;
        let (_, mut tx) = store.enter(&actor, Act::HandDuty, ids[1]).await.unwrap();
        let late = stood.duty.clone().hand(Some(other)).unwrap().0;
        assert!(matches!(save(&mut tx, &stood, &late).await, Err(Error::Changed)));
    }
}

#[tokio::test]
async fn two_members_end_a_duty_that_is_not_required() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (me, other) = (talk.members[0].0, talk.members[1].0);
        let id = started(store, &talk, 0).await[0];
        keep(store, &talk, id, |duty| {
            let at = duty.received_at() + Span::from_hours(1);
            let reason = NotRequired::OtherJurisdiction;
            duty.dispute(Dispute { reason, by: me, at }).unwrap().0
        })
        .await;
        let at = stands(store, id).await.duty.received_at() + Span::from_hours(2);
        keep(store, &talk, id, |duty| duty.agree(other, at).unwrap().0).await;
        let ended = stands(store, id).await.duty;
        assert_eq!(ended.state(), DutyState::NotRequired);
        assert_eq!(ended.ended_at(), Some(at));
        assert_eq!(store.duties_to_escalate(at + Span::from_days(9), 9).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn overdue_is_seen_after_a_restart_and_escalates_by_itself() {
    for world in World::all().await {
        let talk = talked(&world.store).await;
        let ids = started(&world.store, &talk, 0).await;
        let due = stands(&world.store, ids[0]).await.duty.due_at();
        let later = due + Span::from_days(3);
        let clock = Box::new(move || later);
        let store = Store::open(&world.address, clock).await.unwrap();
        let stood = stands(&store, ids[0]).await;
        assert_eq!(stood.duty.standing(store.now()), Standing::Overdue(Span::from_days(3)));
        let waiting = store.duties_to_escalate(store.now(), 9).await.unwrap();
        assert_eq!(waiting.len(), 2);
        let act = Act::EscalateDuty;
        let (stood, mut tx) = store.enter(&Actor::Machine, act, ids[0]).await.unwrap();
        let (next, event) = stood.duty.clone().escalate(stood.duty.escalation(tx.now()));
        save(&mut tx, &stood, &next).await.unwrap();
        tx.commit(event.unwrap()).await.unwrap();
        assert_eq!(store.duties_to_escalate(store.now(), 9).await.unwrap(), [ids[1]]);
        let load = board::load_of(&mut view(&store).await, talk.members[0].0, later).await.unwrap();
        assert_eq!((load.due, load.overdue), (0, 0), "a member of the staff team alone");
        store.close().await;
    }
}

fn all() -> Asked {
    Asked { whose: Whose::All, recipient: None, due_by: None, after: None, most: 100 }
}

#[tokio::test]
async fn the_board_shows_each_duty_once_in_order_and_none_of_a_closed_contact() {
    const CLOSE: &str = "INSERT INTO closed_to (contact_id, member_id, since) VALUES ($1, $2, 0)";
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let me = talk.members[0].0;
        let mut ids = started(store, &talk, 0).await;
        ids.extend(started(store, &talk, 1).await);
        keep(store, &talk, ids[3], |duty| duty.hand(None).unwrap().0).await;
        let mut reads = view(store).await;
        let rows = board::open(&mut reads, hotline(), me, all()).await.unwrap();
        let mut paged = Vec::new();
        let mut after = None;
        loop {
            let one = Asked { after, most: 1, ..all() };
            let page = board::open(&mut reads, hotline(), me, one).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.duty.due_at(), last.duty.id()));
            paged.push(last.duty.id());
        }
        let order: Vec<_> = rows.iter().map(|row| row.duty.id()).collect();
        assert_eq!(order, paged);
        let mut sorted: Vec<_> = rows.iter().map(|r| (r.duty.due_at(), r.duty.id())).collect();
        sorted.sort();
        assert_eq!(order, sorted.iter().map(|(_, id)| *id).collect::<Vec<_>>());
        assert_eq!(order.iter().collect::<BTreeSet<_>>(), ids.iter().collect());
        let of = |whose, recipient| Asked { whose, recipient, ..all() };
        for (asked, count) in [
            (of(Whose::Mine, None), 3),
            (of(Whose::Nobodys, None), 1),
            (of(Whose::All, Some(AgencyKind::LawEnforcement)), 2),
            (Asked { due_by: Some(Timestamp::EPOCH), ..all() }, 0),
        ] {
            let rows = board::open(&mut reads, hotline(), me, asked).await.unwrap();
            assert_eq!(rows.len(), count, "{asked:?}");
        }
        let figures = board::figures(&mut reads, hotline(), me, store.now()).await.unwrap();
        assert_eq!((figures.due, figures.overdue, figures.without_owner), (4, 0, 1));
        drop(reads);
        let mut conn = world.address.writer().await.unwrap();
        on!(&mut conn, c => sqlx::query(CLOSE)
            .bind(talk.contacts[0].0.uuid()).bind(me.uuid()).execute(&mut **c).await.map(drop))
        .unwrap();
        let mut reads = view(store).await;
        let rows = board::open(&mut reads, hotline(), me, all()).await.unwrap();
        assert_eq!(rows.len(), 2);
        let closed = stands(store, ids[0]).await;
        assert_eq!(closed.closed_to, [me]);
        let refused = store.look(&coordinator(&talk, 0), access::Look::SeeDuty, ids[0]).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn the_number_of_a_report_opens_with_its_contacts_key_and_nowhere_else() {
    const MOVE: &str = "
        UPDATE duties SET number_sealed = (SELECT d.number_sealed FROM duties d WHERE d.id = $1)
        WHERE id = $2";
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let ids = started(store, &talk, 0).await;
        let (own, strange) = (talk.contacts[0].1.secret(), talk.contacts[1].1.secret());
        let actor = coordinator(&talk, 0);
        let (_, mut tx) = store.enter(&actor, Act::SendDuty, ids[0]).await.unwrap();
        let number = ReportNumber::parse("2026-11-0042").unwrap();
        let key = key_of(&mut tx, talk.contacts[0].0).await.unwrap();
        keep_number(&mut tx, ids[0], &number, &key).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let stood = stands(store, ids[0]).await;
        assert_eq!(stood.number(own).unwrap().unwrap().expose(), "2026-11-0042");
        assert!(stood.number(strange).is_err());
        let mut conn = world.address.writer().await.unwrap();
        on!(&mut conn, c => sqlx::query(MOVE)
            .bind(ids[0].uuid()).bind(ids[1].uuid()).execute(&mut **c).await.map(drop))
        .unwrap();
        assert!(stands(store, ids[1]).await.number(own).is_err(), "moved to another duty");
    }
}

fn panel() -> Facts {
    let value = FactValue::parse(FactField::AgeBand, ["15_17"]).unwrap();
    Facts::new().apply(Edit::new().set(FactField::AgeBand, value), 0).unwrap().facts
}

#[tokio::test]
async fn a_finished_report_is_printed_the_same_again_and_opens_for_its_team_alone() {
    const MOVE: &str = "UPDATE duty_reports SET version = version + 10 WHERE duty_id = $1";
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let id = started(store, &talk, 0).await[0];
        let (me, own) = (talk.members[0].0, talk.contacts[0].1.secret());
        let duty = stands(store, id).await.duty;
        let words = [
            Question::WhatHappened,
            Question::WhereNow,
            Question::ChildName,
            Question::Tribe,
            Question::ReportedBy,
        ]
        .map(|question| (question, Some("Zorblatt".to_owned())));
        let asked = |question| question != Question::Tribe;
        let words: Vec<_> = words.into_iter().filter(|(question, _)| asked(*question)).collect();
        let actor = coordinator(&talk, 0);
        for (base, finished) in [(0, false), (1, true)] {
            let (_, mut tx) = store.enter(&actor, Act::PrepareReport, id).await.unwrap();
            let unknown = [(Question::Tribe, None)].into_iter();
            let asks = duty.recipient() == AgencyKind::ChildProtection;
            let words = words.iter().cloned().chain(unknown.filter(|_| asks)).collect();
            let body = Body::new(&duty, panel(), words);
            let writing = Writing { duty: id, base, by: me, finished };
            let key = key_of(&mut tx, talk.contacts[0].0).await.unwrap();
            report::keep(&mut tx, &writing, body, &key).await.unwrap();
            tx.commit_all(&[]).await.unwrap();
        }
        let (_, mut tx) = store.enter(&actor, Act::PrepareReport, id).await.unwrap();
        let body = Body::new(&duty, Facts::new(), Vec::new());
        let writing = Writing { duty: id, base: 1, by: me, finished: false };
        let key = key_of(&mut tx, talk.contacts[0].0).await.unwrap();
        let late = report::keep(&mut tx, &writing, body, &key).await;
        assert!(matches!(late, Err(Error::Changed)), "somebody else wrote meanwhile");
        drop(tx);

        let mut reads = view(store).await;
        let version = report::finished(&mut reads, id).await.unwrap().unwrap();
        let printed = version.report(&duty, own).unwrap();
        assert!(printed.to_json().contains("Zorblatt") && printed.to_json().contains("15_17"));
        // A rule that is added later does not change what was printed.
        keep(store, &talk, id, |duty| {
            let mut ground = duty.grounds()[0].clone();
            ground.rule = "tx-later".parse().unwrap();
            duty.ground(ground).unwrap().0
        })
        .await;
        let now = stands(store, id).await.duty;
        assert_eq!(version.report(&now, own).unwrap().to_json(), printed.to_json());
        assert!(version.open(talk.contacts[1].1.secret()).is_err());
        drop(reads);
        let mut conn = world.address.writer().await.unwrap();
        on!(&mut conn, c => sqlx::query(MOVE)
            .bind(id.uuid()).execute(&mut **c).await.map(drop))
        .unwrap();
        let mut reads = view(store).await;
        let moved = report::last(&mut reads, id).await.unwrap().unwrap();
        assert!(moved.open(own).is_err(), "another version's place");
    }
}

#[tokio::test]
async fn the_table_of_rules_keeps_its_whole_history() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let bundled = RuleTable::bundled().unwrap();
        let mut reads = view(store).await;
        assert_eq!(rules::table(&mut reads).await.unwrap(), bundled, "until the first change");
        drop(reads);
        let actor = coordinator(&talk, 0);
        let id = started(store, &talk, 0).await[0];
        let (_, mut tx) = store.enter(&actor, Act::HandDuty, id).await.unwrap();
        let mut table = bundled.clone();
        let code = "us-trafficked-child-police".parse().unwrap();
        let base = table.history(&code).last().map(|revision| revision.number);
        let rule = table.at_revision(&code, base.unwrap()).unwrap();
        let columns = Columns { limit: "12 hours".into(), ..Columns::from(rule) };
        let why = "Counsel asks for it.".to_owned();
        let edit = RuleEdit { base, by: talk.members[0].0, at: tx.now(), why };
        table.write(Rule::try_from(&columns).unwrap(), &edit).unwrap();
        rules::keep(&mut tx, &table).await.unwrap();
        let house = House {
            we: [Reporter::TitleIvEAgency].into(),
            zone: "America/Chicago".parse().unwrap(),
            holidays: "2026-12-25\n2027-01-01".parse().unwrap(),
        };
        rules::put_house(&mut tx, &house).await.unwrap();
        tx.commit(Event::DutyHouseChanged {}).await.unwrap();
        let mut reads = view(store).await;
        assert_eq!(rules::table(&mut reads).await.unwrap(), table);
        assert_eq!(rules::house(&mut reads).await.unwrap(), house);
    }
}

#[tokio::test]
async fn typing_a_fact_in_again_never_buys_time() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (contact, me) = (talk.contacts[0].0, talk.members[0].0);
        let subject = Subject::Contact(contact);
        let at = Timestamp::from_seconds(1_700_000_000);
        let told = |hours| {
            let at = at + Span::from_hours(hours);
            Situation::of_panel(subject, Lane::Tip, &panel(), |_| at)
        };
        let (_, mut tx) = store.enter(&Actor::Nobody, Act::StartContact, hotline()).await.unwrap();
        for hours in [1, 5] {
            let known = known::of_contact(&mut tx, contact).await.unwrap();
            known::note_panel(&mut tx, contact, &known, &told(hours)).await.unwrap();
        }
        let said = Said { fact: Fact::Missing, holds: true, received_at: at, by: me };
        known::say(&mut tx, contact, said).await.unwrap();
        let known = known::of_contact(&mut tx, contact).await.unwrap();
        assert_eq!(known.since(Fact::Minor), Some(at + Span::from_hours(1)));
        assert_eq!(known.said, [said]);
        let learned = known.tell(told(1));
        assert!(learned.evidence(Fact::Missing).is_some());
        let before = known::mark(&mut tx, contact).await.unwrap();
        known::say(&mut tx, contact, Said { holds: false, ..said }).await.unwrap();
        assert_ne!(known::mark(&mut tx, contact).await.unwrap(), before);
        let known = known::of_contact(&mut tx, contact).await.unwrap();
        assert!(known.tell(told(1)).denies(Fact::Missing));
        known::forget(&mut tx, contact, Fact::Missing).await.unwrap();
        assert_eq!(known::of_contact(&mut tx, contact).await.unwrap().said, []);
        tx.commit(Event::DutyFactRecorded { contact }).await.unwrap();
    }
}
