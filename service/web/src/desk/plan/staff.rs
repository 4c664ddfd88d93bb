//! Specialists at once, and what one fewer or one more would do.

use planning::erlang::{Load, Waiting};
use planning::queue::{Line, simulate};
use planning::staffing::{Goal, rostered, specialists};

use super::number::{Asked, Number};
use super::{CONTACTS, uniform};

/// Texts at once for one specialist, as on the desk by default.
const TEXTS_AT_ONCE: u32 = 3;
/// The most contacts at once, on average, that are simulated while somebody waits: the time for it grows with
/// the square, and this takes about half a second.
const MOST: f64 = 100.0;
/// How much longer a text takes for each other one beside it.
const SLOWER_BY: f64 = 0.2;

/// The numbers of the form, and what follows from them.
#[derive(Clone, Debug, PartialEq)]
pub struct Staff {
    /// The form.
    pub fields: Vec<Number>,
    /// Around the number that keeps the goal; empty if a number is wrong.
    pub rows: Vec<StaffRow>,
    /// That number, and how many people have to be on the roster for it.
    pub needed: Option<(u32, u32)>,
    /// Whether it was simulated, because there are texts.
    pub is_simulated: bool,
    /// Whether there are texts and too many contacts at once to be simulated here.
    pub is_too_large: bool,
}

/// What so many specialists do; shares in percent.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffRow {
    /// At once.
    pub specialists: u32,
    /// Answered within the seconds asked for.
    pub in_time: String,
    /// Who gives up.
    pub give_up: String,
    /// Not answered at once.
    pub waits: String,
    /// Whether it is the number that keeps the goal.
    pub is_needed: bool,
}

struct Question {
    load: Load,
    goal: Goal,
    patience: Option<f64>,
    texts: f64,
}

impl Staff {
    /// Plans what is asked.
    #[must_use]
    pub fn plan(asked: &Asked) -> Self {
        let fields = vec![
            asked.number("contacts", "6", (0.1, 2_000.0)),
            asked.number("minutes", "19", (0.5, 600.0)),
            asked.number("goal", "90", (50.0, 99.9)),
            asked.number("within", "60", (1.0, 3_600.0)),
            asked.optional("patience", (5.0, 7_200.0)),
            asked.number("texts", "0", (0.0, 100.0)),
            asked.number("away", "30", (0.0, 90.0)),
        ];
        let empty = |fields| Self {
            fields,
            rows: Vec::new(),
            needed: None,
            is_simulated: false,
            is_too_large: false,
        };
        if fields.iter().any(|field| field.is_wrong) {
            return empty(fields);
        }
        let number = |at: usize| fields[at].value.unwrap_or_default();
        let Ok(load) = Load::new(number(0) / 3_600.0, number(1) * 60.0) else {
            return empty(fields);
        };
        let goal = Goal { share: number(2) / 100.0, within: number(3) };
        let question = Question { load, goal, patience: fields[4].value, texts: number(5) / 100.0 };
        if question.texts > 0.0 && load.offered() > MOST {
            return Self { is_too_large: true, ..empty(fields) };
        }
        let Some(needed) = question.least() else { return empty(fields) };
        let around = needed.saturating_sub(2).max(1)..=needed + 2;
        Self {
            rows: around.filter_map(|n| question.row(n, n == needed)).collect(),
            needed: Some((needed, rostered(needed, number(6) / 100.0))),
            is_simulated: question.texts > 0.0,
            is_too_large: false,
            fields,
        }
    }
}

impl Question {
    /// The least number that keeps the goal.
    fn least(&self) -> Option<u32> {
        let formula = specialists(self.load, self.patience, self.goal).ok()?.specialists;
        if self.texts == 0.0 {
            return Some(formula);
        }
        let keeps = |n| self.simulated(n)[0] >= self.goal.share;
        let (mut low, mut high) = (0, formula);
        while !keeps(high) {
            (low, high) = (high, high.checked_mul(2).filter(|&high| high < 8 * formula)?);
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if keeps(middle) { high = middle } else { low = middle }
        }
        Some(high)
    }

    fn row(&self, specialists: u32, is_needed: bool) -> Option<StaffRow> {
        let [in_time, give_up, waits] = match self.texts > 0.0 {
            true => self.simulated(specialists),
            false => self.computed(specialists)?,
        };
        let percent = |share: f64| format!("{:.1}", 100.0 * share);
        let (in_time, give_up, waits) = (percent(in_time), percent(give_up), percent(waits));
        Some(StaffRow { specialists, in_time, give_up, waits, is_needed })
    }

    /// None where so few cannot carry the load.
    fn computed(&self, specialists: u32) -> Option<[f64; 3]> {
        let waiting = match self.patience {
            Some(patience) => Waiting::with_abandonment(self.load, specialists, patience),
            None => Waiting::without_abandonment(self.load, specialists),
        };
        let waiting = waiting.ok()?;
        Some([waiting.answered_within(self.goal.within), waiting.abandoned, waiting.delayed])
    }

    fn simulated(&self, specialists: u32) -> [f64; 3] {
        let part = |share: f64| Load::new(self.load.arrivals() * share, self.load.handling()).ok();
        let line = Line {
            specialists,
            calls: part(1.0 - self.texts),
            texts: part(self.texts),
            texts_at_once: TEXTS_AT_ONCE,
            slower_by: SLOWER_BY,
            patience: self.patience,
            within: self.goal.within,
        };
        let seen = simulate(&line, CONTACTS, &mut uniform());
        [seen.in_time.share, seen.abandoned.share, seen.delayed.share]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 822 contacts an hour of 1,129 s each, 95 % in 20 s, nobody gives up: 284 (this project's brief).
    #[test]
    fn the_number_of_a_national_line() {
        let staff =
            Staff::plan(&Asked::of("contacts=822&minutes=18.81667&goal=95&within=20&away=0"));
        assert_eq!(staff.needed, Some((284, 284)));
        let fewer = staff.rows.iter().find(|row| row.specialists == 283).unwrap();
        assert!(fewer.in_time.parse::<f64>().unwrap() < 95.0);
    }

    #[test]
    fn texts_beside_each_other_take_fewer_specialists_and_a_wrong_number_gives_no_plan() {
        let calls = Staff::plan(&Asked::of("contacts=30&minutes=20"));
        let texts = Staff::plan(&Asked::of("contacts=30&minutes=20&texts=100"));
        assert!(texts.is_simulated && texts.needed < calls.needed, "{texts:?} {calls:?}");
        let wrong = Staff::plan(&Asked::of("contacts=30&minutes=none"));
        assert!(wrong.rows.is_empty() && wrong.needed.is_none() && wrong.fields[1].is_wrong);
    }

    /// A line that would be simulated for minutes is not; without texts there is a formula for any.
    #[test]
    fn a_line_of_any_size_has_an_answer_in_no_time_or_none() {
        let large = "contacts=2000&minutes=600&texts=";
        let texts = Staff::plan(&Asked::of(&format!("{large}50")));
        assert!(texts.is_too_large && texts.needed.is_none() && texts.rows.is_empty());
        let calls = Staff::plan(&Asked::of(&format!("{large}0")));
        assert!(!calls.is_too_large && calls.needed.is_some_and(|(needed, _)| needed > 20_000));
        assert!(!Staff::plan(&Asked::of("contacts=300&minutes=20&texts=50")).is_too_large);
    }

    /// So few that the load cannot be carried are left out, not shown as if they could.
    #[test]
    fn an_overloaded_line_has_no_row() {
        let staff = Staff::plan(&Asked::of("contacts=60&minutes=10&goal=50&within=3600"));
        assert!(staff.rows.iter().all(|row| row.specialists > 10), "{:?}", staff.rows);
    }
}
