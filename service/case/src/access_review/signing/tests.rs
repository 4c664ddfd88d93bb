use proptest::prelude::*;

use super::*;

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn member(number: u8) -> MemberId {
    MemberId::new(START, [number; 10])
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn line(question: Question, number: u8) -> Line {
    Line { question, member: member(number), looks: 3 }
}

fn signed(seen: &str, lines: &[Line], by: u8) -> Result<Signature, SignRefused> {
    let seen = Seen { month: month(seen), looks: 12, lines };
    Signature::sign(seen, month("2026-11"), (member(by), Found::Explained), START)
}

#[test]
fn a_month_is_signed_when_it_is_over() {
    let lines = [line(Question::ManyLooks, 2)];
    let signature = signed("2026-10", &lines, 1).unwrap();
    assert_eq!((signature.by, signature.looks, signature.questions), (member(1), 12, 1));
    for early in ["2026-11", "2026-12", "2027-01"] {
        assert_eq!(signed(early, &[], 1), Err(SignRefused::NotOver), "{early}");
    }
}

#[test]
fn nobody_signs_what_asks_about_themself() {
    for question in Question::ALL.iter().copied() {
        let own = signed("2026-10", &[line(question, 1)], 1);
        if question == Question::Unused {
            assert!(own.is_ok());
        } else {
            assert_eq!(own, Err(SignRefused::AboutOneself), "{question:?}");
        }
        assert!(signed("2026-10", &[line(question, 1)], 2).is_ok());
    }
}

#[test]
fn what_nobody_signed_is_told_back_to_the_founding() {
    let one = signed("2026-09", &[], 1).unwrap();
    let told = unsigned((month("2026-08"), month("2026-11")), &[one]);
    assert_eq!(told, [month("2026-10"), month("2026-08")]);
    assert_eq!(unsigned((month("2026-11"), month("2026-11")), &[]), [], "the first is not over");
    assert_eq!(unsigned((month("2001-01"), month("2026-11")), &[]).len(), TOLD);
}

#[test]
fn a_month_has_one_text() {
    for wrong in ["2026-13", "2026-00", "2026-1", "26-01", "2026-+1", "2026", "", "0999-01"] {
        assert_eq!(wrong.parse::<Month>(), Err(NotAMonth), "{wrong}");
    }
    assert_eq!(month("2026-12").after(), Some(month("2027-01")));
    assert_eq!(month("9999-12").after(), None);
    assert_eq!(month("1000-01").before(), None);
}

proptest! {
    #[test]
    fn months_order_as_their_text_and_step_back_and_forth(
        a in (1000..=9999_i32, 1..=12_u32), b in (1000..=9999_i32, 1..=12_u32),
    ) {
        let (a, b) = (Month::new(a.0, a.1).unwrap(), Month::new(b.0, b.1).unwrap());
        prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
        prop_assert_eq!(a.to_string().parse(), Ok(a));
        if let Some(before) = a.before() {
            prop_assert_eq!(before.after(), Some(a));
        }
    }

    #[test]
    fn every_month_that_is_over_is_signed_or_told(
        marks in proptest::collection::vec(any::<bool>(), 12),
    ) {
        let (founded, this) = (month("2025-11"), month("2026-11"));
        let all: Vec<Month> =
            std::iter::successors(this.before(), |one| one.before()).take(12).collect();
        let signatures: Vec<Signature> = all
            .iter()
            .zip(&marks)
            .filter(|(_, mark)| **mark)
            .map(|(one, _)| signed(&one.to_string(), &[], 1).unwrap())
            .collect();
        let told = unsigned((founded, this), &signatures);
        for (one, mark) in all.iter().zip(&marks) {
            prop_assert_eq!(told.contains(one), !mark);
        }
    }
}
