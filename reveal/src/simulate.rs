//! `daybreak simulate`: a fictional county with known truth, as files.
//!
//! Lists of agencies, cases with everything that identifies in them, coded steps, steps of exploiters before the law
//! apart, hourly contacts, requests for places, the truth apart, and the files that a study of it needs. Whoever wants to see the flow runs
//! `daybreak simulate --out county` and `daybreak study run county/study.toml`.

mod cases;

use std::cell::Cell;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use simulation::hidden::{Hidden, arrivals, generate};
use simulation::people::PersonRecord;
use simulation::{beds, course, justice};

use crate::files;

/// Writes a fictional county with known truth.
#[derive(Debug, Args)]
pub struct Options {
    /// Directory; made if absent.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The hidden population: everybody, seen and unseen.
    #[arg(long, default_value_t = 5_000)]
    people: u32,
    /// Agencies with lists, at most six.
    #[arg(long, default_value_t = 5)]
    lists: usize,
    /// Agencies notice some people more than others and tell each other; a tenth nobody can see.
    #[arg(long)]
    hard: bool,
    /// Multiplies typing errors and missing values: 0 for clean lists.
    #[arg(long, default_value_t = 1.0)]
    trouble: f64,
    /// Makes it repeatable.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// No summary.
    #[arg(long)]
    quiet: bool,
}

impl Options {
    /// Writes the county.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn run(&self) -> Result<ExitCode> {
        let mut hidden = Hidden::county(self.people, self.lists);
        hidden.records.trouble = self.trouble.clamp(0.0, 3.0);
        if self.hard {
            hidden.dependence = vec![(0, 1, 3.0), (1, 2, 0.5)];
            hidden.unseeable = 0.1;
            hidden.unequal = true;
        }
        files::directory(&self.out.join("lists"))?;
        let records = self.world(&hidden)?;
        let hours = arrivals(26, 350.0, self.seed);
        let mut contacts = String::from("contacts\n");
        for hour in &hours {
            contacts += &format!("{hour}\n");
        }
        files::write(&self.out.join("contacts.csv"), contacts.as_bytes())?;
        files::write(&self.out.join("needs.csv"), cases::needs(self.people).as_bytes())?;
        files::write(&self.out.join("rules.toml"), cases::RULES.as_bytes())?;
        files::write(&self.out.join("workload.toml"), cases::WORKLOAD.as_bytes())?;
        files::write(&self.out.join("study.toml"), study(&hidden, self.seed).as_bytes())?;
        self.exploiters()?;
        let mut hours = format!("{}\n", beds::HEADING);
        for row in beds::rows(52, self.seed) {
            hours += &format!("{row}\n");
        }
        files::write(&self.out.join("beds.csv"), hours.as_bytes())?;
        if !self.quiet {
            println!(
                "{} people, {records} records on {} lists, in `{}`. `truth.csv` says who is whom, \
                 `exploiters.csv` what became of them.",
                self.people,
                hidden.agencies.len(),
                self.out.display()
            );
        }
        Ok(ExitCode::SUCCESS)
    }

    /// What is written down about exploiters, and the truth about them, apart from everything about people.
    fn exploiters(&self) -> Result<()> {
        let counties = cases::COUNTIES.map(|(_, code)| code);
        let mut written = format!("{}\n", justice::HEADING);
        let mut truth = format!("{}\n", justice::TRUTH_HEADING);
        // One for every three whom they exploit (assumed).
        for exploiter in justice::exploiters(self.people.div_ceil(3), self.seed) {
            truth += &format!("{}\n", exploiter.truth(&counties));
            for row in exploiter.rows(&counties, self.seed) {
                written += &format!("{row}\n");
            }
        }
        files::write(&self.out.join("justice.csv"), written.as_bytes())?;
        files::write(&self.out.join("exploiters.csv"), truth.as_bytes())
    }

    fn world(&self, hidden: &Hidden) -> Result<u64> {
        let create = |path: &Path| -> Result<BufWriter<File>> {
            let file = File::create(path)
                .with_context(|| format!("`{}` cannot be written", path.display()))?;
            Ok(BufWriter::with_capacity(1 << 18, file))
        };
        let names = hidden.agencies.iter().map(|agency| format!("lists/{}.csv", agency.name));
        let mut lists: Vec<BufWriter<File>> =
            names.map(|name| create(&self.out.join(name))).collect::<Result<_>>()?;
        let mut truth = create(&self.out.join("truth.csv"))?;
        let mut people = create(&self.out.join("people.csv"))?;
        let mut case_file = create(&self.out.join("cases.csv"))?;
        let mut steps = create(&self.out.join("steps.csv"))?;
        for list in &mut lists {
            writeln!(list, "unique_id,first_name,surname,dob,sex,postcode,phone,email")?;
        }
        writeln!(truth, "list,record,person")?;
        writeln!(people, "person,history,county,month,age")?;
        writeln!(case_file, "{}", cases::HEADING)?;
        writeln!(steps, "{}", course::HEADING)?;
        let counties = cases::COUNTIES.map(|(_, code)| code);
        let mut records = 0;
        let agencies = hidden.agencies.len();
        let failed = Cell::new(None);
        let note = |result: std::io::Result<()>| {
            if let Err(error) = result {
                failed.set(Some(error));
            }
        };
        generate(
            hidden,
            self.seed,
            |person| {
                let digits: String = (0..agencies)
                    .map(|list| if person.history >> list & 1 == 1 { '1' } else { '0' })
                    .collect();
                let line = writeln!(
                    people,
                    "{},{digits},{},{},{}",
                    person.person,
                    cases::COUNTIES[usize::from(person.county)].1,
                    person.month,
                    person.age
                );
                note(line);
                if person.history != 0 {
                    note(cases::write(&mut case_file, &person, self.seed));
                    let agencies = &hidden.agencies;
                    note(course::write(&mut steps, &person, agencies, &counties, self.seed));
                }
            },
            |record| {
                records += 1;
                let list = usize::from(record.list);
                note(line(&mut lists[list], &record));
                let name = hidden.agencies[list].name;
                note(writeln!(truth, "{name},{},{}", record.id, record.person));
            },
        );
        failed.take().map_or(Ok(()), Err).context("the county cannot be written")?;
        for file in lists.iter_mut().chain([&mut truth, &mut people, &mut case_file, &mut steps]) {
            file.flush().context("the county cannot be written")?;
        }
        Ok(records)
    }
}

/// Names are of invented syllables, so nothing has to be quoted.
fn line(out: &mut impl Write, record: &PersonRecord) -> std::io::Result<()> {
    let PersonRecord { id, first_name, surname, dob, sex, postcode, phone, email, .. } = record;
    writeln!(out, "{id},{first_name},{surname},{dob},{sex},{postcode},{phone},{email}")
}

fn study(hidden: &Hidden, seed: u64) -> String {
    let lists: Vec<_> =
        hidden.agencies.iter().map(|agency| format!("\"lists/{}.csv\"", agency.name)).collect();
    format!(
        "name = \"A fictional county\"\n\
         population = \"children and young people who were exploited in the county\"\n\
         period = \"2026\"\n\
         seed = {seed}\n\
         draws = 100\n\
         lists = [{}]\n\n\
         [extract]\n\
         cases = \"cases.csv\"\n\
         rules = \"rules.toml\"\n\n\
         [release]\n\
         workload = \"workload.toml\"\n",
        lists.join(", ")
    )
}
