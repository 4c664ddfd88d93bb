//! The steps of a linkage, timed, and what each leaves behind.

use super::earlier::Earlier;
use super::files::{hash, list_names};
use super::{Input, Whole};
use anyhow::{Context, Result, bail};
use linkage::blocking::Plan;
use linkage::checkpoint::Checkpoint;
use linkage::cluster::{Guards, Persons, persons};
use linkage::compared::{Compared, KEPT, PAIR_BYTES};
use linkage::count::{Count, Counting, count};
use linkage::encoding::{PurposeLock, shared_schema};
use linkage::incremental::fresh_records;
use linkage::linker::Linker;
use linkage::recall::{Missed, missed};
use linkage::review::Decisions;
use linkage::score::{Scored, Scorer};
use linkage::settings::{LinkKind, Settings, preset};
use linkage::table::{Table, TableBuilder, header, read};
use linkage::train::{Learned, Training, learn_with};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A linkage under way.
pub(super) struct Run {
    pub(super) linker: Linker,
    pub(super) plan: Plan,
    pub(super) learned: Option<Learned>,
    /// Pairs kept from training for scoring, at most so many.
    pub(super) compared: Option<Compared>,
    pub(super) most_kept: u64,
    pub(super) pairs_on_disk: bool,
    /// Where the model of a run that may be killed is kept.
    pub(super) work: Option<Checkpoint>,
    pub(super) scored: Scored,
    pub(super) decisions: Decisions,
    pub(super) persons: Option<Persons>,
    pub(super) count: Option<Count>,
    pub(super) earlier: Option<Earlier>,
    /// For an increment: which records are new.
    pub(super) fresh: Option<Vec<bool>>,
    pub(super) missed: Missed,
    pub(super) seconds: Vec<(&'static str, f64)>,
    pub(super) since: Instant,
}

impl Run {
    /// Reads settings and lists, and groups the records by the blocking rules.
    pub(super) fn start(input: &Input, earlier: Option<Earlier>) -> Result<Self> {
        let since = Instant::now();
        let settings = settings_of(input, earlier.as_ref())?;
        let table = read_lists(input, &settings)?;
        if settings.is_encoded() {
            PurposeLock::default().check(table.lists())?;
            shared_schema(&table)?;
        }
        let loaded = since.elapsed().as_secs_f64();
        let fresh = earlier
            .as_ref()
            .filter(|earlier| earlier.increment)
            .map(|earlier| fresh_records(&table, &earlier.persons));
        let mut linker = Linker::within(table, settings, input.memory)?;
        let plan = match &fresh {
            Some(fresh) => Plan::of_fresh(&mut linker, input.largest_block, fresh.clone()),
            None => Plan::new(&mut linker, input.largest_block),
        };
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
            pairs_on_disk: false,
            work: None,
            scored: Scored::default(),
            decisions: Decisions::default(),
            persons: None,
            count: None,
            earlier,
            fresh,
            missed: Missed::default(),
            seconds: vec![("load", loaded)],
            since,
        };
        run.mark("block");
        Ok(run)
    }

    pub(super) fn mark(&mut self, phase: &'static str) {
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
    ///
    /// Pairs are kept for scoring: in memory while there is room, beyond that in `pairs_dir`.
    pub(super) fn train(&mut self, training: &Training, pairs_dir: Option<&Path>) -> Result<()> {
        if !self.linker.settings().is_trained() {
            let pairs = self.plan.costs.last().map_or(0, |c| c.cumulative);
            let compared = match pairs_dir {
                Some(dir) if self.work.is_none() && pairs > self.most_kept => {
                    self.pairs_on_disk = true;
                    Compared::on_disk(&self.linker, &self.plan, dir)
                        .with_context(|| format!("pairs cannot be kept in `{}`", dir.display()))?
                }
                Some(_) if self.work.is_none() => {
                    Compared::new(&self.linker, &self.plan, self.most_kept)
                }
                _ => Compared::new(&self.linker, &self.plan, 0),
            };
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
            (None, Some(compared)) => {
                let scored = scorer.edges_among(&compared, &self.plan, floor);
                scored.context("the pairs kept on disk cannot be read")?
            }
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

    /// For an increment: takes over the pairs of known records from the earlier result.
    pub(super) fn add_earlier_pairs(&mut self) -> Result<()> {
        if let (Some(earlier), Some(fresh)) = (&self.earlier, &self.fresh) {
            self.scored.edges.extend(earlier.pairs(self.linker.table(), fresh)?);
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
}

/// Reads the lists, each under the names that the settings use.
pub(super) fn read_lists(input: &Input, settings: &Settings) -> Result<Table> {
    let mut builder = TableBuilder::within(input.memory);
    for (path, name) in input.lists.iter().zip(list_names(&input.lists)) {
        let mut wanted = preset::wanted(settings, &header(path)?)?;
        if settings.is_encoded() {
            wanted.columns.get_or_insert_default().insert("schema".to_owned());
        }
        read(path, &name, &wanted, &mut builder)?;
    }
    Ok(builder.build())
}

pub(super) fn settings_of(input: &Input, earlier: Option<&Earlier>) -> Result<Settings> {
    let model = earlier.filter(|earlier| earlier.increment).map(Earlier::model);
    let mut settings = match input.settings.as_ref().or(model.as_ref()) {
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
        bail!(
            "these lists need about {gib:.1} GiB; allow more by --memory, raise --floor, or use stricter rules"
        );
    }
    Ok(((limit - least) / PAIR_BYTES).min(KEPT))
}

/// The most memory this process ever held, where the system tells.
pub(super) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}
