//! The whole flow against truth: simulated counties, linked by ourselves and estimated.
//!
//! `cargo run --release -p study --example counties -- 200` prints, for worlds where the estimator's
//! assumptions hold and for those where they do not: how often 95 % limits hold the true population, with
//! and without linkage uncertainty, how far estimates are off, and how many were called fragile. A second
//! number is the first world, so that a long study can be run in parts; each world is told on standard error
//! as it ends. With a file behind it every study is written down whole, one to a line. The figures stand in
//! `docs/methods/study.md`; rules of the verdict were chosen on worlds from 1,000 on, not on these.

use std::io::Write;
use std::sync::Mutex;

use linkage::settings::preset;
use linkage::table::{TableBuilder, Wanted};
use prevalence::assessment::Grade;
use rayon::prelude::*;
use simulation::hidden::{Hidden, generate};
use simulation::random::Random;
use study::{Plan, Study};

const HEADER: [&str; 8] =
    ["unique_id", "first_name", "surname", "dob", "sex", "postcode", "phone", "email"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let worlds: u64 = arguments.first().map_or(Ok(20), |text| text.parse())?;
    let first: u64 = arguments.get(1).map_or(Ok(0), |text| text.parse())?;
    let file = arguments.get(2).map(std::fs::File::create).transpose()?.map(Mutex::new);
    println!(
        "assumptions  worlds  answered  limits  covered  covered without draws  usable  covered of usable  fragile of misses  contradicted of covered  contradicted of misses  median off  median off without draws  of those who can be noticed: covered  usable and covered  fragile of misses"
    );
    for holds in [true, false] {
        let outcomes: Vec<Outcome> = (first..first + worlds)
            .into_par_iter()
            .map(|world| {
                let (people, noticeable, lists, found) = county(world, holds)?;
                if let Some(file) = &file {
                    let line = serde_json::json!({
                        "world": world, "holds": holds, "people": people, "lists": lists,
                        "study": &found,
                        "checks": found.middle.as_ref().map(|answer| &answer.checks),
                    });
                    let mut file = file.lock().ok()?;
                    writeln!(file, "{line}").ok()?;
                }
                let outcome = judged(&found, f64::from(people), noticeable);
                eprintln!("{world},{holds},{people},{lists},{outcome:?}");
                Some(outcome)
            })
            .map(Option::unwrap_or_default)
            .collect();
        tell(holds, &outcomes);
    }
    Ok(())
}

/// What became of one county.
#[derive(Debug, Clone, Copy, Default)]
struct Outcome {
    answered: bool,
    limited: bool,
    covered: bool,
    covered_without_draws: bool,
    /// The limits hold the number of those whom somebody can notice.
    covers_noticeable: bool,
    usable: bool,
    contradicted: bool,
    off: f64,
    off_without_draws: f64,
}

/// A county of 500 to 20,000 hidden people and three to six lists, from its number alone: its people, how many
/// of them anybody can notice, its lists and its study.
fn county(world: u64, holds: bool) -> Option<(u32, f64, usize, Study)> {
    let mut random = Random::part(world, "county");
    let people = (500.0 * 40_f64.powf(random.share())).round() as u32;
    let lists = 3 + random.below(4);
    let mut hidden = Hidden::county(people, lists);
    if !holds {
        hidden.unequal = true;
        hidden.unseeable = 0.1;
        hidden.dependence = vec![(0, 1, 3.0), (1, 2, 0.5)];
    }
    let mut rows: Vec<Vec<Vec<String>>> = vec![Vec::new(); lists];
    generate(
        &hidden,
        world,
        |_| {},
        |r| {
            let row = [
                r.id.to_string(),
                r.first_name,
                r.surname,
                r.dob,
                r.sex,
                r.postcode,
                r.phone,
                r.email,
            ];
            rows[usize::from(r.list)].push(row.to_vec());
        },
    );
    let header = HEADER.map(str::to_owned);
    let settings = preset::people(&header).ok()?;
    let wanted = preset::wanted(&settings, &header).ok()?;
    let mut table = TableBuilder::default();
    for (number, rows) in rows.iter().enumerate() {
        let wanted: &Wanted = &wanted;
        let name = hidden.agencies[number].name;
        table.rows(name, &header, rows.iter().map(Vec::as_slice), wanted).ok()?;
    }
    let plan = Plan { draws: 60, replicates: None, seed: world, ..Plan::default() };
    let found = study::run(table.build(), settings, &plan, |_| {}).ok()?;
    let noticeable = f64::from(people) * (1.0 - hidden.unseeable);
    Some((people, noticeable, lists, found))
}

fn judged(found: &Study, truth: f64, noticeable: f64) -> Outcome {
    let around = |limits: [f64; 2], truth: f64| limits[0] <= truth && truth <= limits[1];
    let holds = |limits| around(limits, truth);
    let plain = found.answer.intervals.iter().find_map(|one| Some([one.lower?, one.upper?]));
    Outcome {
        answered: found.population.is_some(),
        limited: found.limits.is_some(),
        covered: found.limits.is_some_and(holds),
        covered_without_draws: plain.is_some_and(holds),
        covers_noticeable: found.limits.is_some_and(|limits| around(limits, noticeable)),
        usable: found.verdict.grade == Grade::Usable,
        contradicted: !found.contradictions.is_empty(),
        off: found.population.map_or(f64::NAN, |population| population / truth - 1.0),
        off_without_draws: found.answer.population.map_or(f64::NAN, |alone| alone / truth - 1.0),
    }
}

fn tell(holds: bool, outcomes: &[Outcome]) {
    let count = |which: &dyn Fn(&Outcome) -> bool| outcomes.iter().filter(|o| which(o)).count();
    let limited = count(&|o| o.limited);
    let missed = count(&|o| o.limited && !o.covered);
    let called = count(&|o| o.limited && !o.covered && !o.usable);
    let usable = count(&|o| o.usable && o.limited);
    let right = count(&|o| o.usable && o.covered);
    let near = count(&|o| o.covers_noticeable);
    let near_and_usable = count(&|o| o.covers_noticeable && o.usable);
    let near_called = count(&|o| o.limited && !o.covers_noticeable && !o.usable);
    let alarms = count(&|o| o.covered && o.contradicted);
    let told = count(&|o| o.limited && !o.covered && o.contradicted);
    let share = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
    println!(
        "{}  {}  {}  {limited}  {:.1} %  {:.1} %  {usable}  {:.1} %  {called} of {missed}  {alarms} of {}  {told} of {missed}  {:+.1} %  {:+.1} %  {:.1} %  {near_and_usable} of {usable}  {near_called} of {}",
        if holds { "hold" } else { "broken" },
        outcomes.len(),
        count(&|o| o.answered),
        share(count(&|o| o.covered), limited),
        share(count(&|o| o.covered_without_draws), limited),
        share(right, usable),
        limited - missed,
        100.0 * median(outcomes.iter().map(|o| o.off)),
        100.0 * median(outcomes.iter().map(|o| o.off_without_draws)),
        share(near, limited),
        limited - near,
    );
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
