use proptest::prelude::*;

use super::*;
use crate::person::{ExploiterRole, OtherPart, VictimStatus};

const AT: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn id(number: u8) -> PersonId {
    PersonId::new(AT, [number; 10])
}

fn member(number: u8) -> MemberId {
    MemberId::new(AT, [number; 10])
}

/// Numbers 0 to 4 are potential victims, 5 and 6 alleged exploiters, 7 is a friend.
fn people() -> People {
    let mut people = People::of(CaseId::new(AT, [9; 10]));
    for number in 0..8 {
        let part = match number {
            0..5 => Part::Victim(VictimStatus::Possible),
            5..7 => Part::Exploiter(ExploiterRole::Buyer),
            _ => Part::Other(OtherPart::Friend),
        };
        people.put(Person { id: id(number), part, since: AT });
    }
    people
}

#[test]
fn two_members_merge_and_one_can_part_again() {
    let mut people = people();
    people.propose(id(0), id(1), member(1)).unwrap();
    assert_eq!(people.resolve(id(1)), id(1), "a proposal changes nothing");
    assert_eq!(people.agree(id(0), id(1), member(1), AT), Err(MergeRefused::SameMember));
    people.agree(id(0), id(1), member(2), AT).unwrap();
    assert_eq!((people.resolve(id(1)), people.iter().count()), (id(0), 7));
    people.undo(id(0), id(1), member(1), AT).unwrap();
    assert_eq!((people.resolve(id(1)), people.iter().count()), (id(1), 8));
    assert_eq!(people.undo(id(0), id(1), member(1), AT), Err(MergeRefused::NoSuchMerge));
}

#[test]
fn what_is_not_one_person_is_not_merged() {
    let mut people = people();
    let by = member(1);
    assert_eq!(people.propose(id(0), id(5), by), Err(MergeRefused::VictimAndExploiter));
    assert_eq!(people.propose(id(0), id(0), by), Err(MergeRefused::SameRecord));
    assert_eq!(people.propose(id(0), id(9), by), Err(MergeRefused::Unknown));
    people.propose(id(0), id(1), by).unwrap();
    people.agree(id(0), id(1), member(2), AT).unwrap();
    assert_eq!(people.propose(id(1), id(2), by), Err(MergeRefused::MergedAlready));
    assert_eq!(people.propose(id(2), id(0), by), Err(MergeRefused::MergedAlready));
    assert_eq!(people.propose(id(0), id(2), by), Ok(()), "a third record of the same person");
}

#[test]
fn nobody_slips_out_of_their_part_by_a_merge() {
    let mut people = people();
    let (by, other) = (member(1), member(2));
    assert_eq!(people.propose(id(7), id(0), by), Err(MergeRefused::WrongWay));
    assert_eq!(people.propose(id(7), id(5), by), Err(MergeRefused::WrongWay));
    people.propose(id(0), id(7), by).unwrap();
    people.agree(id(0), id(7), other, AT).unwrap();
    let turns = |people: &People, number, part| people.turns_out(id(number), part).unwrap();
    let (seller, friend) = (Part::Exploiter(ExploiterRole::Seller), Part::Other(OtherPart::Friend));
    assert_eq!(turns(&people, 7, seller), Err(PartRefused::CountsElsewhere));
    assert_eq!(turns(&people, 0, seller), Err(PartRefused::VictimStays));
    assert_eq!(turns(&people, 0, friend), Err(PartRefused::VictimKeepsPart));
    assert_eq!(turns(&people, 5, friend).map(|person| person.part), Ok(friend));
    assert!(people.turns_out(id(9), friend).is_none());
}

#[test]
fn pairs_are_suggested_by_what_they_share_and_never_across_the_line() {
    let token = |number: u8| Token([number; 16]);
    let tokens = [
        (id(0), [token(1), token(2), token(3)].into()),
        (id(1), [token(2), token(3)].into()),
        (id(2), [token(3)].into()),
        (id(5), [token(1), token(2), token(3), token(4)].into()),
        (id(7), [token(4)].into()),
    ];
    let pairs = suggest(&people(), &tokens.into_iter().collect(), 1);
    let found = [(id(0), id(1), 2), (id(0), id(2), 1), (id(1), id(2), 1), (id(5), id(7), 1)];
    assert_eq!(pairs, found);
}

proptest! {
    /// Whatever members propose, agree to and undo: no record is lost or changed, everybody resolves in
    /// one step, nobody is merged across the line, and undoing everything gives the first state back.
    #[test]
    fn merging_loses_nobody(
        acts in prop::collection::vec((0..3_u8, 0..8_u8, 0..8_u8, 1..4_u8), 0..60),
    ) {
        let before = people();
        let mut people = before.clone();
        for (act, one, other, by) in acts {
            let (one, other, by) = (id(one), id(other), member(by));
            // A refusal is as good as an act here: it must not change anything either.
            let refused = people.clone();
            let done = match act {
                0 => people.propose(one, other, by).is_ok(),
                1 => people.agree(one, other, by, AT).is_ok(),
                _ => people.undo(one, other, by, AT).is_ok(),
            };
            prop_assert!(done || people == refused);
            prop_assert!(people.records().eq(before.records()));
            for person in people.records() {
                let to = people.resolve(person.id);
                prop_assert_eq!(people.resolve(to), to);
                let target = people.person(to).unwrap();
                prop_assert!(target.part == person.part || matches!(person.part, Part::Other(_)));
            }
        }
        let made: Vec<Merge> = people.merges().iter().filter(|m| m.holds()).copied().collect();
        prop_assert_eq!(people.iter().count(), 8 - made.len());
        for merge in made {
            prop_assert_ne!(merge.proposed_by, merge.agreed.unwrap().0);
            people.undo(merge.kept, merge.merged, member(1), AT).unwrap();
        }
        prop_assert!(people.iter().eq(before.iter()));
    }
}
