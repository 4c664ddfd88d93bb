use proptest::prelude::*;

use super::*;

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn contact(number: u16) -> ContactId {
    let [high, low] = number.to_be_bytes();
    ContactId::new(START, [0, 0, 0, 0, 0, 0, 0, 0, high, low])
}

fn member() -> MemberId {
    MemberId::new(START, [9; 10])
}

fn plain(number: u16) -> Traits {
    let mut traits = Traits::of(contact(number), START, &Facts::new());
    traits.county = Some(CountyCode::parse("48201").unwrap());
    traits.venues = [Venue::HotelOrMotel].into();
    traits.exploiters = [ExploiterKind::IntimatePartner].into();
    traits
}

#[test]
fn three_facts_in_one_county_are_a_possible_likeness_with_its_reasons() {
    let (strength, because) = compare(&plain(1), &plain(2)).unwrap();
    assert_eq!(strength, Strength::Possible);
    assert_eq!(because, [Likeness::County, Likeness::Venue, Likeness::Exploiter].into());

    let elsewhere = Traits { county: Some(CountyCode::parse("06037").unwrap()), ..plain(2) };
    assert_eq!(compare(&plain(1), &elsewhere), None);
    let long_ago = Traits { received_at: START - Span::from_days(61), ..plain(2) };
    assert_eq!(compare(&plain(1), &long_ago), None);
    let fewer = Traits { exploiters: BTreeSet::new(), ..plain(2) };
    assert_eq!(compare(&plain(1), &fewer), None);
    let other_child =
        |band, gender| Traits { age_band: Some(band), gender: Some(gender), ..plain(2) };
    let girl = Traits { contact: contact(1), ..other_child(AgeBand::From15To17, Gender::Feminine) };
    assert!(compare(&girl, &other_child(AgeBand::Under18, Gender::Feminine)).is_some());
    assert_eq!(compare(&girl, &other_child(AgeBand::From12To14, Gender::Feminine)), None);
    assert_eq!(compare(&girl, &other_child(AgeBand::From15To17, Gender::Masculine)), None);
}

#[test]
fn the_same_number_speaks_for_itself_even_where_a_witness_was_wrong_about_the_age() {
    let number = Token([5; 16]);
    let a = Traits { named: [number].into(), age_band: Some(AgeBand::From12To14), ..plain(1) };
    let far = Timestamp::EPOCH;
    let b = Traits {
        named: [number, Token([6; 16])].into(),
        age_band: Some(AgeBand::From18To20),
        county: None,
        received_at: far,
        ..plain(2)
    };
    assert_eq!(compare(&a, &b).unwrap().0, Strength::Strong);
}

#[test]
fn what_a_person_decided_is_not_suggested_again_and_can_be_undone() {
    let mut decided = Decisions::default();
    let tips = [plain(2), plain(3)];
    let others = |decided: &Decisions| {
        let found = suggest(&plain(1), &tips, decided);
        found.into_iter().map(|suggestion| suggestion.other).collect::<Vec<_>>()
    };
    assert_eq!(others(&decided), [contact(3), contact(2)], "the newest first");
    decided.link((contact(3), contact(1)), member(), START).unwrap();
    assert_eq!(others(&decided), [contact(2)]);
    assert_eq!(decided.linked_with(contact(1)).collect::<Vec<_>>(), [contact(3)]);
    decided.part((contact(1), contact(3)), member(), START).unwrap();
    assert_eq!(decided.linked_with(contact(1)).count(), 0);
    assert_eq!(others(&decided), [contact(2)], "parted is decided as well");
    assert_eq!(decided.link((contact(1), contact(1)), member(), START), Err(SameTip));
}

#[test]
fn a_link_is_not_passed_on() {
    let mut decided = Decisions::default();
    decided.link((contact(1), contact(2)), member(), START).unwrap();
    decided.link((contact(2), contact(3)), member(), START).unwrap();
    assert_eq!(decided.linked_with(contact(1)).collect::<Vec<_>>(), [contact(2)]);
    assert_eq!(decided.about(contact(1), contact(3)), None);
}

fn traits(number: u16) -> impl Strategy<Value = Traits> {
    let few = |bytes: Vec<u8>| bytes.into_iter().map(|byte| Token([byte; 16])).collect();
    (
        prop::option::of(0..3_u8),
        prop::collection::vec(3..40_u8, 0..3),
        prop::option::of(prop::sample::select(vec!["48201", "06037"])),
        prop::option::of(prop::sample::select(AgeBand::ALL.to_vec())),
        prop::option::of(prop::sample::select(Gender::ALL.to_vec())),
        prop::sample::subsequence(Venue::ALL[..3].to_vec(), 0..3),
        prop::sample::subsequence(ExploiterKind::ALL[..3].to_vec(), 0..3),
        0..100_i64,
    )
        .prop_map(move |(text, named, county, age_band, gender, venues, exploiters, days)| {
            let mut traits = Traits::of(contact(number), START, &Facts::new());
            traits.received_at = START + Span::from_days(days);
            traits.text = text.map(|byte| Token([byte; 16]));
            traits.named = few(named);
            traits.county = county.map(|code| CountyCode::parse(code).unwrap());
            (traits.age_band, traits.gender) = (age_band, gender);
            traits.venues = venues.into_iter().collect();
            traits.exploiters = exploiters.into_iter().collect();
            traits
        })
}

proptest! {
    #[test]
    fn likeness_goes_both_ways(a in traits(1), b in traits(2)) {
        prop_assert_eq!(compare(&a, &b), compare(&b, &a));
    }

    #[test]
    fn the_same_tip_sent_again_is_always_suggested(a in traits(1), at in 0..1_000_i64) {
        let a = Traits { text: Some(a.text.unwrap_or(Token([1; 16]))), ..a };
        let again =
            Traits { contact: contact(2), received_at: START + Span::from_days(at), ..a.clone() };
        prop_assert_eq!(compare(&a, &again).map(|found| found.0), Some(Strength::Strong));
    }

    /// The bounded list is the front of the full ranking, whatever the order of the candidates.
    #[test]
    fn a_flood_does_not_push_out_the_best(
        all in prop::collection::vec(traits(0), 0..24),
        tip in traits(1),
    ) {
        let all: Vec<Traits> = all
            .into_iter()
            .zip(10..)
            .map(|(traits, number)| Traits { contact: contact(number), ..traits })
            .collect();
        let decided = Decisions::default();
        let found = suggest(&tip, &all, &decided);
        prop_assert!(found.len() <= MOST);
        let mut every: Vec<_> = all
            .iter()
            .filter_map(|other| {
                let (strength, because) = compare(&tip, other)?;
                Some(Suggestion { other: other.contact, strength, because })
            })
            .collect();
        every.sort_by_key(rank);
        every.truncate(MOST);
        prop_assert_eq!(&found, &every);
        let backwards: Vec<Traits> = all.into_iter().rev().collect();
        prop_assert_eq!(suggest(&tip, &backwards, &decided), found);
    }
}
