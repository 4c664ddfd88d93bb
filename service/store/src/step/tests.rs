use std::collections::{BTreeMap, BTreeSet};

use casework::need::{AgeBand, Gender};
use casework::step::HEADING;
use casework::time::Span;
use measure::{Measure, Steps, figures};

use super::*;
use crate::tests::month;
use crate::tests::world::World;

fn how_many(steps: &[Step]) -> BTreeMap<&'static str, usize> {
    let mut many = BTreeMap::new();
    for step in steps {
        *many.entry(step.happened.code()).or_default() += 1;
    }
    many
}

#[tokio::test]
async fn a_month_told_by_hand_comes_out_step_by_step() {
    for world in World::all().await {
        let store = &world.store;
        let month = month::tell(store).await;
        let steps = of_period(store, &Actor::Machine, month.period).await.unwrap();
        let expected = [
            ("accepted", 2),
            ("arrested", 1),
            ("arrived", 2),
            // Three referrals and two requests: the referral that uses a bed is none of its own.
            ("asked", 5),
            ("contact", 4),
            ("declined", 1),
            ("duty_begun", 2),
            ("duty_sent", 1),
            ("identified", 1),
            ("lapsed", 2),
            ("returned", 1),
        ];
        // The referral of forty days ago was written down in the period, as its event says.
        let mut many = how_many(&steps);
        *many.get_mut("asked").unwrap() -= 1;
        assert_eq!(many, BTreeMap::from(expected));

        let of = |happened: Happened| steps.iter().filter(move |step| step.happened == happened);
        let victim = of(Happened::Identified).next().unwrap();
        assert_eq!(victim.traits.age_band.map(|age| age.code()), Some("15_17"));
        assert_eq!(victim.recorded, None, "nobody wrote down when it was seen");
        let theirs: BTreeSet<_> = steps
            .iter()
            .filter(|step| step.person == victim.person)
            .map(|step| step.happened.code())
            .collect();
        for code in ["contact", "asked", "accepted", "arrived", "duty_sent", "arrested", "returned"]
        {
            assert!(theirs.contains(code), "what belongs to the case has its number: {code}");
        }
        let people: BTreeSet<_> = of(Happened::Contact).map(|step| step.person).collect();
        assert_eq!(people.len(), 4, "a contact without a case is a person of its own");
        for arrived in of(Happened::Arrived) {
            let same = |step: &&Step| step.about == arrived.about;
            assert_eq!(of(Happened::Asked).filter(same).count(), 1);
            assert_eq!(of(Happened::Accepted).filter(same).count(), 1);
        }
        assert!(of(Happened::DutyBegun).all(|step| step.due.is_some()));
    }
}

#[tokio::test]
async fn two_files_cannot_be_joined_and_what_lies_outside_is_left_out() {
    for world in World::all().await {
        let store = &world.store;
        let period = month::tell(store).await.period;
        let read = |period| of_period(store, &Actor::Machine, period);
        let (one, two) = (read(period).await.unwrap(), read(period).await.unwrap());
        let numbers = |steps: &[Step]| -> BTreeSet<u64> {
            steps.iter().flat_map(|step| [Some(step.person), step.about]).flatten().collect()
        };
        assert_eq!(how_many(&one), how_many(&two));
        assert!(numbers(&one).is_disjoint(&numbers(&two)));
        let inside = |step: &Step| period.from <= step.at && step.at < period.to;
        assert!(one.iter().all(inside));
        let later = Period { from: period.to, to: period.to + Span::from_days(9) };
        assert!(read(later).await.unwrap().is_empty());
        let refused = of_period(store, &month::outsider(), period).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
}

fn day(at: Timestamp) -> String {
    chrono::DateTime::from_timestamp_micros(at.micros()).unwrap().date_naive().to_string()
}

fn file<'s>(steps: impl IntoIterator<Item = &'s Step>) -> String {
    let lines = steps.into_iter().map(|step| step.line(day) + "\n");
    std::iter::once(format!("{HEADING}\n")).chain(lines).collect()
}

#[tokio::test]
async fn the_figures_of_a_month_come_out_at_the_other_end() {
    for world in World::all().await {
        let store = &world.store;
        let period = month::tell(store).await.period;
        let steps = of_period(store, &Actor::Machine, period).await.unwrap();
        let read = Steps::read("steps.csv", file(&steps).as_bytes()).unwrap();
        assert_eq!(read.all().len(), steps.len());
        // The reports fall due after the month that is told.
        let to = period.to + Span::from_days(9);
        let months = measure::Period::new(&day(period.from), &day(to)).unwrap();
        // A threshold of one withholds nothing: this file is nobody's.
        let all = figures::all(&read, &months, 1).unwrap();
        let share = |measure: Measure| {
            let of = all.iter().find(|one| one.measure == measure.code()).unwrap();
            (of.shares[0].numerator, of.shares[0].denominator)
        };
        assert_eq!(share(Measure::Identified), (Some(1), Some(1)));
        assert_eq!(share(Measure::VictimsArrested), (Some(1), Some(1)));
        assert_eq!(share(Measure::MissedContacts), (Some(1), Some(1)));
        // Of six requests two were accepted, three found nothing, and one is open.
        assert_eq!(share(Measure::UnmetNeed), (Some(3), Some(5)));
        assert_eq!(share(Measure::DutiesOnTime).1, Some(2));
    }
}

/// What lies in the file beside codes would leave the house with it.
#[tokio::test]
async fn nothing_but_numbers_days_and_codes_leaves() {
    for world in World::all().await {
        let store = &world.store;
        let month = month::tell(store).await;
        let steps = of_period(store, &Actor::Machine, month.period).await.unwrap();
        let file = file(&steps);
        for planted in month::PLANTED.iter().chain(&["Planted", "Member", "Night", "Harbor", ":"]) {
            assert!(!file.contains(planted), "{planted}");
        }
        for id in [month.case.to_string(), month.case.uuid().as_u128().to_string()] {
            assert!(!file.contains(&id));
        }
        let number = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit());
        let is_day = |cell: &str| cell.is_empty() || cell.parse::<chrono::NaiveDate>().is_ok();
        let ages: Vec<_> = AgeBand::ALL.iter().map(|age| casework::step::coded_age(*age)).collect();
        for line in file.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            assert!(number(cells[0]) && number(cells[5]), "{line}");
            assert!(By::CODES.contains(&cells[1]) && Happened::CODES.contains(&cells[2]), "{line}");
            assert!([3, 4, 6].iter().all(|at| is_day(cells[*at])), "{line}");
            assert!(["", "north-1"].contains(&cells[7]), "{line}");
            assert!(ages.contains(&cells[8]), "{line}");
            assert!(cells[9].is_empty() || Gender::CODES.contains(&cells[9]), "{line}");
        }
    }
}

#[test]
fn every_code_is_one_that_the_other_side_reads() {
    let at = Timestamp::from_seconds(1_800_000_000);
    let step = |happened, traits| Step {
        person: 1,
        by: By::Unknown,
        happened,
        at,
        recorded: None,
        about: None,
        due: None,
        traits,
    };
    let read = |step: &Step| {
        let read = Steps::read("steps.csv", file([step]).as_bytes()).unwrap();
        read.all()[0].clone()
    };
    for happened in Happened::ALL {
        let code = format!("{:?}", read(&step(*happened, Traits::default())).happened);
        assert_eq!(code, format!("{happened:?}"));
    }
    for age in AgeBand::ALL {
        let traits = Traits { age_band: Some(*age), ..Traits::default() };
        let coded = read(&step(Happened::Contact, traits)).age_band;
        let wide = matches!(age, AgeBand::Under18 | AgeBand::From18);
        assert_eq!(coded == record::coded::AgeBand::Unknown, wide, "{age}");
    }
    for gender in Gender::ALL {
        let traits = Traits { gender: Some(*gender), ..Traits::default() };
        let coded = read(&step(Happened::Contact, traits)).gender;
        assert_eq!(format!("{coded:?}"), gender.code());
    }
}
