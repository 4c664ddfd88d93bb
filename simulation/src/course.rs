//! The course of a hidden population's people through the agencies, as coded steps.
//!
//! Every chance and wait is *assumed*, chosen so that each outcome of each measure occurs; none is
//! measured anywhere.

use std::io::{self, Write};

use chrono::{Days, NaiveDate};

use crate::hidden::{Agency, Truth};
use crate::random::Random;

/// The columns of the steps.
pub const HEADING: &str = "person,agency,step,day,recorded,about,due,county,age_band,gender";

const GENDERS: [&str; 6] = [
    "Feminine",
    "Masculine",
    "TransgenderFeminine",
    "TransgenderMasculine",
    "NonConforming",
    "NonSpecifiedUnknown",
];

/// Writes the steps of one person; none for somebody whom nobody noticed.
///
/// # Errors
/// Whatever `out` fails with.
pub fn write(
    out: &mut impl Write,
    truth: &Truth,
    agencies: &[Agency],
    counties: &[&str],
    seed: u64,
) -> io::Result<()> {
    let mut random = Random::part(seed ^ (u64::from(truth.person) << 20), "course");
    let seen: Vec<&str> = agencies
        .iter()
        .enumerate()
        .filter(|(number, _)| truth.history >> number & 1 == 1)
        .map(|(_, agency)| agency.name)
        .collect();
    let Some(&last) = seen.last() else { return Ok(()) };
    let county = counties[usize::from(truth.county)];
    let mut course = Course { out, truth, county, random: &mut random };
    let mut day = i64::from(truth.month) * 30;
    for &agency in &seen {
        for _ in 0..=course.below(2) {
            day += course.below(25);
            course.step(agency, "contact", day, "", None)?;
        }
    }
    if seen.contains(&"police") && course.random.happens(0.1) {
        course.step("police", "arrested", day, "", None)?;
    }
    if course.random.happens(0.3) {
        return Ok(());
    }
    day += course.below(5);
    course.step(last, "identified", day, "", None)?;
    course.duty(last, day)?;
    course.requests(day)?;
    if course.random.happens(0.15) {
        let later = day + course.below(260);
        course.step(last, "returned", later, "", None)?;
    }
    Ok(())
}

struct Course<'a, W> {
    out: &'a mut W,
    truth: &'a Truth,
    county: &'a str,
    random: &'a mut Random,
}

impl<W: Write> Course<'_, W> {
    fn below(&mut self, days: usize) -> i64 {
        self.random.below(days) as i64
    }

    /// A report is due on the next day; most are sent in time, some late, some never.
    fn duty(&mut self, agency: &str, day: i64) -> io::Result<()> {
        if self.truth.age >= 18 {
            return Ok(());
        }
        let about = format!("d{}", self.truth.person);
        self.step(agency, "duty_begun", day, &about, Some(day + 1))?;
        let sent = *self.random.weighted(&[(0, 0.5), (1, 0.3), (6, 0.12), (-1, 0.08)]);
        if sent >= 0 { self.step(agency, "duty_sent", day + sent, &about, None) } else { Ok(()) }
    }

    fn requests(&mut self, day: i64) -> io::Result<()> {
        for number in 0..self.random.below(4) {
            let about = format!("r{}-{number}", self.truth.person);
            let asked = day + self.below(5);
            self.step("hotline", "asked", asked, &about, None)?;
            let answer = *self.random.weighted(&[
                ("accepted", 0.45),
                ("declined", 0.33),
                ("lapsed", 0.16),
                ("", 0.06),
            ]);
            if answer.is_empty() {
                continue;
            }
            let answered = asked + self.below(3);
            self.step("shelter", answer, answered, &about, None)?;
            if answer == "accepted" && self.random.happens(0.8) {
                let wait =
                    *self.random.weighted(&[(0, 0.3), (2, 0.3), (6, 0.2), (20, 0.15), (45, 0.05)]);
                self.step("shelter", "arrived", answered + wait, &about, None)?;
            }
        }
        Ok(())
    }

    /// One row. A tenth of the cells of county, age and gender are not filled in.
    fn step(
        &mut self,
        agency: &str,
        step: &str,
        day: i64,
        about: &str,
        due: Option<i64>,
    ) -> io::Result<()> {
        let late = *self.random.weighted(&[(3, 0.7), (12, 0.2), (50, 0.05), (-1, 0.05)]);
        let recorded = if late < 0 { String::new() } else { written(day + late) };
        let due = due.map(written).unwrap_or_default();
        let band = match self.truth.age {
            ..=11 => "0-11",
            12..=14 => "12-14",
            15..=17 => "15-17",
            18..=24 => "18-24",
            _ => "25+",
        };
        let gender = GENDERS[usize::from(self.truth.gender) % GENDERS.len()];
        let cells = [self.county, band, gender];
        let [county, band, gender] =
            cells.map(|cell| if self.random.happens(0.1) { "" } else { cell });
        let Truth { person, .. } = self.truth;
        let day = written(day);
        writeln!(
            self.out,
            "p{person},{agency},{step},{day},{recorded},{about},{due},{county},{band},{gender}"
        )
    }
}

/// The day so many days after the year began.
fn written(day: i64) -> String {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    (first + Days::new(day.unsigned_abs())).to_string()
}
