//! The steps of a linkage, timed, and what each leaves behind.

use super::files::{Results, earlier_persons, hash, list_names, write_json, write_whole};
use super::{Input, Whole};
use anyhow::{Context, Result, bail};
use linkage::blocking::Plan;
use linkage::checkpoint::Checkpoint;
use linkage::cluster::{Guards, Persons, persons};
use linkage::compared::{Compared, KEPT};
use linkage::count::{Count, Counting, count};
use linkage::encoding::{PurposeLock, shared_schema};
use linkage::incremental::{PersonNames, name_persons};
use linkage::linker::Linker;
use linkage::output;
use linkage::recall::{Missed, missed};
use linkage::report;
use linkage::review::{self, Decisions, sample};
use linkage::score::{Scored, Scorer};
use linkage::settings::{LinkKind, Settings, preset};
use linkage::table::{TableBuilder, Wanted, header, read};
use linkage::train::{Learned, Training, learn_with};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A linkage under way.
pub(super) struct Run {
    pub(super) linker: Linker,
    plan: Plan,
    learned: Option<Learned>,
    /// Pairs kept from training for scoring, at most so many.
    compared: Option<Compared>,
    most_kept: u64,
    /// Where the model of a run that may be killed is kept.
    work: Option<Checkpoint>,
    scored: Scored,
    decisions: Decisions,
    persons: Option<Persons>,
    count: Option<Count>,
    missed: Missed,
    seconds: Vec<(&'static str, f64)>,
    since: Instant,
}

impl Run {
    /// Reads settings and lists, and groups the records by the blocking rules.
    pub(super) fn start(input: &Input) -> Result<Self> {
        let since = Instant::now();
        let settings = settings_of(input)?;
        let mut columns = settings.columns()?;
        if settings.is_encoded() {
            columns.insert("schema".to_owned());
        }
        let wanted = Wanted { id: Some(settings.id.clone()), columns: Some(columns) };
        let mut builder = TableBuilder::default();
        for (path, name) in input.lists.iter().zip(list_names(&input.lists)) {
            read(path, &name, &wanted, &mut builder)?;
        }
        let table = builder.build();
        if settings.is_encoded() {
            PurposeLock::default().check(table.lists())?;
            shared_schema(&table)?;
        }
        let loaded = since.elapsed().as_secs_f64();
        let mut linker = Linker::new(table, settings)?;
        let plan = Plan::new(&mut linker, input.largest_block);
        if !input.quiet {
            tell_costs(&plan);
        }
        let most_kept = match input.memory {
            Some(limit) => room_for_pairs(limit, &plan)?,
            None => KEPT,
        };
        let mut run = Self {
            linker,
            plan,
            learned: None,
            compared: None,
            most_kept,
            work: None,
            scored: Scored::default(),
            decisions: Decisions::default(),
            persons: None,
            count: None,
            missed: Missed::default(),
            seconds: vec![("load", loaded)],
            since,
        };
        run.mark("block");
        Ok(run)
    }

    fn mark(&mut self, phase: &'static str) {
        let before: f64 = self.seconds.iter().map(|(_, s)| s).sum();
        self.seconds.push((phase, self.since.elapsed().as_secs_f64() - before));
    }

    /// Opens the directory of the run, if one is named, and takes the model that is there.
    pub(super) fn resume(&mut self, args: &Whole) -> Result<Option<Checkpoint>> {
        let Some(dir) = &args.work else {
            return Ok(None);
        };
        let mut digests =
            args.input.lists.iter().map(|path| hash(path)).collect::<Result<Vec<_>>>()?;
        for path in &args.decisions {
            digests.push(hash(path)?);
        }
        let training = serde_json::to_string(&args.input.training())?;
        let settings = serde_json::to_string(self.linker.settings())?;
        let program = env!("CARGO_PKG_VERSION");
        let work =
            Checkpoint::open(dir, &format!("{program}\n{digests:?}\n{training}\n{settings}\n"))?;
        if let Some(model) = work.model()? {
            self.linker.set_model(model)?;
        }
        self.work = Some(work.clone());
        Ok(Some(work))
    }

    /// Learns the model unless the settings hold one.
    pub(super) fn train(&mut self, training: &Training) -> Result<()> {
        if !self.linker.settings().is_trained() {
            let kept = if self.work.is_some() { 0 } else { self.most_kept };
            let compared = Compared::new(&self.linker, &self.plan, kept);
            let labels = self.decisions.labels(&self.linker);
            let learned = learn_with(&mut self.linker, compared.counts(), &labels, training);
            (self.learned, self.compared) = (Some(learned), Some(compared));
            if let Some(work) = &self.work {
                work.keep_model(self.linker.settings())?;
            }
        }
        self.mark("train");
        Ok(())
    }

    pub(super) fn score(&mut self, floor: f64, work: Option<&Checkpoint>) -> Result<()> {
        let scorer = Scorer::new(&self.linker);
        self.scored = match (work, self.compared.take()) {
            (Some(work), _) => work.score(&scorer, &self.plan, floor)?,
            (None, Some(compared)) => scorer.edges_among(&compared, &self.plan, floor),
            (None, None) => scorer.edges(&self.plan, floor),
        };
        self.mark("predict");
        Ok(())
    }

    /// Reads the decisions of reviewers.
    pub(super) fn read_decisions(&mut self, files: &[PathBuf]) -> Result<()> {
        for path in files {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("`{}` cannot be read", path.display()))?;
            self.decisions.add(&text, &self.linker).with_context(|| path.display().to_string())?;
        }
        Ok(())
    }

    /// Applies the decisions to the pairs.
    pub(super) fn decide(&mut self) {
        self.decisions.apply(&mut self.scored.edges);
    }

    pub(super) fn cluster(&mut self, guards: &Guards) {
        let scorer = Scorer::new(&self.linker);
        self.persons = Some(persons(&self.linker, &scorer, &self.scored.edges, guards));
        self.mark("cluster");
    }

    pub(super) fn count(&mut self, guards: &Guards, draws: usize, seed: u64) {
        if draws == 0 {
            return;
        }
        let scorer = Scorer::new(&self.linker);
        self.missed = missed(&self.linker, &self.scored, &Default::default());
        let counting = Counting { draws, seed, missed: self.missed.joins, ..Counting::default() };
        self.count = Some(count(&self.linker, &scorer, &self.scored.edges, guards, &counting));
        self.mark("count");
    }

    pub(super) fn write_pairs(&mut self, out: &Results) -> Result<()> {
        // Similarities of encodings would let an owner of one list attack another's.
        if self.linker.settings().is_encoded() {
            return Ok(());
        }
        out.table("pairs", |file, format| {
            output::write_pairs(file, format, &self.linker, &self.scored.edges)
        })?;
        self.mark("write");
        Ok(())
    }

    pub(super) fn write_persons(&mut self, out: &Results, previous: Option<&Path>) -> Result<()> {
        let Some(persons) = &self.persons else {
            return Ok(());
        };
        let earlier = previous.map(earlier_persons).transpose()?.unwrap_or_default();
        let PersonNames { names, .. } = name_persons(&self.linker, persons, &earlier);
        out.table("persons", |file, format| {
            output::write_persons(file, format, &self.linker, persons, &names)
        })
    }

    /// Persons by list and by combination of lists, which say nothing about a record.
    pub(super) fn write_counts(&mut self, out: &Results) -> Result<()> {
        let Some(persons) = &self.persons else {
            return Ok(());
        };
        out.file("overlap.csv", |file| output::write_overlap(file, &self.linker, persons))?;
        if let Some(count) = &self.count {
            let lists = self.linker.table().lists().len();
            out.file("overlap-draws.csv", |file| output::write_replicates(file, lists, count))?;
            out.json("count.json", &self.count_json(count))?;
        }
        Ok(())
    }

    pub(super) fn write_model(&mut self, out: &Results, input: &Input) -> Result<()> {
        out.json("model.json", self.linker.settings())?;
        let inputs: Vec<Value> = input
            .lists
            .iter()
            .zip(list_names(&input.lists))
            .map(|(path, name)| Ok(json!({"list": name, "sha256": hash(path)?})))
            .collect::<Result<_>>()?;
        let manifest = json!({
            "program": format!("daybreak {}", env!("CARGO_PKG_VERSION")),
            "seed": input.seed,
            "inputs": inputs,
            "settings": self.linker.settings(),
            "blocking": self.plan.costs,
            "training": self.learned,
            "note": "record ids and person ids are pseudonyms, not anonymous data",
        });
        out.json("manifest.json", &manifest)
    }

    /// The review page and the report, where asked for.
    pub(super) fn write_pages(&mut self, args: &Whole) -> Result<()> {
        let scorer = Scorer::new(&self.linker);
        if let Some(path) = &args.review {
            let edges = &self.scored.edges;
            let chosen = match args.review_sample {
                Some(each) => sample::sample(edges, each, args.input.seed),
                None => sample::least_certain(edges, 200),
            };
            let page = review::page(&self.linker, &scorer, &chosen);
            write_whole(path, |out| std::io::Write::write_all(out, page.as_bytes()))?;
        }
        if let (Some(path), Some(persons)) = (&args.report, &self.persons) {
            let facts = report::Facts {
                linker: &self.linker,
                scorer: &scorer,
                scored: &self.scored,
                costs: &self.plan.costs,
                learned: self.learned.as_ref(),
                persons,
                count: self.count.as_ref(),
                missed: &self.missed,
                guards: &args.guards(),
            };
            let page = report::page(&facts);
            write_whole(path, |out| std::io::Write::write_all(out, page.as_bytes()))?;
        }
        Ok(())
    }

    fn count_json(&self, count: &Count) -> Value {
        let names: Vec<&str> =
            self.linker.table().lists().iter().map(|l| l.name.as_str()).collect();
        let histories: Vec<Value> = count
            .histories
            .iter()
            .map(|(h, interval)| {
                let marks = (0..names.len()).map(|i| if h >> i & 1 == 1 { '1' } else { '0' });
                json!({"history": marks.collect::<String>(), "persons": interval})
            })
            .collect();
        json!({
            "lists": names,
            "persons": count.persons,
            "per_list": count.per_list,
            "shared": count.shared,
            "histories": histories,
            "missed": self.missed,
            "counting": count.counting,
        })
    }

    pub(super) fn report_json(&mut self, args: &Whole) -> Result<()> {
        let Some(path) = &args.json else {
            return Ok(());
        };
        let seconds: serde_json::Map<String, Value> =
            self.seconds.iter().map(|(phase, s)| ((*phase).to_owned(), json!(s))).collect();
        let report = json!({
            "records": self.linker.table().len(),
            "pairs_compared": self.scored.compared,
            "pairs_kept": self.scored.edges.len(),
            // The count is the estimate where there is one; the clustering is one draw among many.
            "persons": match &self.count {
                Some(count) => Some(count.persons.estimate.round() as usize),
                None => self.persons.as_ref().map(|p| p.count),
            },
            "persons_most_likely_clustering": self.persons.as_ref().map(|p| p.count),
            "count": self.count.as_ref().map(|c| c.persons),
            "per_list": self.count.as_ref().map(|c| &c.per_list),
            "probability_two_random_records_match": self.linker.settings().prior,
            "blocking": self.plan.costs,
            "recall_of_blocking": self.count.as_ref().map(|_| self.missed.recall),
            "quality_by_review": self.decisions.quality(args.input.seed),
            "agreement_of_reviewers": self.decisions.agreement(),
            "warnings": self.learned.as_ref().map(|l| &l.warnings),
            "seconds": seconds,
            "peak_memory_bytes": peak_memory(),
        });
        write_json(path, &report)
    }

    /// A summary for people.
    pub(super) fn tell(&self, input: &Input) {
        if input.quiet {
            return;
        }
        eprintln!("{} records, {} pairs compared", self.linker.table().len(), self.scored.compared);
        if let Some(persons) = &self.persons {
            eprintln!("{} persons in the most likely clustering", persons.count);
            for (person, size) in persons.alarms.iter().take(10) {
                eprintln!("look at: person {person} holds {size} records");
            }
        }
        if let Some(count) = &self.count {
            let c = count.persons;
            let level = count.counting.level * 100.0;
            eprintln!(
                "{:.0} different persons; {level:.0} % interval {:.0} to {:.0}",
                c.estimate, c.lower, c.upper
            );
        }
        for warning in self.learned.iter().flat_map(|l| &l.warnings) {
            eprintln!("note: {warning}");
        }
    }
}

fn settings_of(input: &Input) -> Result<Settings> {
    let mut settings = match &input.settings {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("`{}` cannot be read", path.display()))?;
            Settings::read(&text).with_context(|| path.display().to_string())?
        }
        None => {
            let first = input.lists.first().context("no list was given")?;
            let header = header(first)?;
            if preset::is_encoded(&header) {
                preset::encoded(&header)?
            } else {
                preset::people(&header)?
            }
        }
    };
    for text in &input.derive {
        let (name, expression) =
            text.split_once('=').with_context(|| format!("`{text}` is not NAME=EXPRESSION"))?;
        settings.derive.insert(name.trim().to_owned(), expression.trim().to_owned());
    }
    if input.lists.len() == 1 && settings.link == LinkKind::LinkAndDeduplicate {
        settings.link = LinkKind::Deduplicate;
    }
    if input.retrain {
        for level in settings.comparisons.iter_mut().flat_map(|c| &mut c.levels) {
            (level.m, level.u, level.h) = (None, None, None);
        }
    }
    Ok(settings)
}

fn tell_costs(plan: &Plan) {
    for cost in &plan.costs {
        eprintln!("{:>12} pairs  {}", cost.pairs, cost.rule);
        if cost.skipped_blocks > 0 {
            eprintln!(
                "{:>12} blocks of this rule were left out as too large ({} pairs; largest {} records)",
                cost.skipped_blocks,
                cost.skipped_pairs,
                cost.largest.first().copied().unwrap_or_default()
            );
        }
    }
}

/// Pairs that may be kept for scoring within the limit; refuses when the lists alone reach it.
fn room_for_pairs(limit: u64, plan: &Plan) -> Result<u64> {
    let Some(held) = peak_memory() else {
        bail!("this system does not tell how much memory is used, so --memory cannot be kept");
    };
    // Pairs that score above the floor are fewer than those compared, 24 bytes each while clustered.
    let pairs = plan.costs.last().map_or(0, |c| c.cumulative);
    let least = held + held / 8 + (24 * pairs) / 10;
    if least > limit {
        let gib = least as f64 / f64::from(1 << 30);
        bail!("these lists need about {gib:.1} GiB; allow more by --memory, or use stricter rules");
    }
    Ok(((limit - least) / 12).min(KEPT))
}

/// The most memory this process ever held, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}
