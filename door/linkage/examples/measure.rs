//! What a linkage costs and how good it is, phase by phase, on a list that carries its truth.
//!
//! ```text
//! cargo run --release -p linkage --example measure -- LIST.csv… [--settings FILE] [--truth COLUMN]
//!     [--household COLUMN] [--draws N] [--floor P] [--no-households] [--largest N]
//!     [--derive NAME=EXPRESSION] [--rule RULE] [--spill DIR] [--pairs OUT.csv] [--splink OUT.json]
//! ```
//! One JSON line per phase: wall and CPU seconds, most memory so far; then pairs and clusters against
//! the truth, and a checksum of all results, by which two versions of the program are compared.

use linkage::blocking::Plan;
use linkage::cluster::{Guards, persons};
use linkage::compared::{Compared, KEPT};
use linkage::count::{Counting, count};
use linkage::linker::Linker;
use linkage::recall::missed;
use linkage::score::{Edge, Scorer, weight_of};
use linkage::settings::{LinkKind, Settings, preset, splink};
use linkage::table::{TableBuilder, Wanted, header, read};
use linkage::train::{Training, learn};
use std::collections::{BTreeSet, HashMap};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let asked = Asked::read(std::env::args().skip(1))?;
    let mut clock = Clock::start();
    let settings = asked.settings()?;
    let mut lists = TableBuilder::default();
    for path in &asked.lists {
        let wanted = preset::wanted(&settings, &header(path)?)?;
        read(path, &path.display().to_string(), &wanted, &mut lists)?;
    }
    let table = lists.build();
    clock.mark("load");
    let mut linker = Linker::new(table, settings)?;
    clock.mark("prepare");
    let plan = Plan::new(&mut linker, asked.largest);
    clock.mark("block");
    let compared = match &asked.spill {
        Some(dir) => Compared::on_disk(&linker, &plan, dir)?,
        None => Compared::new(&linker, &plan, KEPT),
    };
    clock.mark("compare");
    if !linker.settings().is_trained() {
        let training = Training { households: asked.households, ..Training::default() };
        let learned = learn(&mut linker, compared.counts(), &training);
        println!("{}", serde_json::to_string(&learned)?);
        clock.mark("train");
    }
    if let Some(out) = &asked.splink {
        std::fs::write(out, splink::export(linker.settings())?.to_string())?;
    }
    let scorer = Scorer::new(&linker);
    let scored = scorer.edges_among(&compared, &plan, weight_of(asked.floor))?;
    clock.mark("score");
    println!("{{\"pairs\":{},\"edges\":{}}}", scored.compared, scored.edges.len());
    if let Some(out) = &asked.pairs {
        write_pairs(out, &linker, &scored.edges)?;
    }
    let guards = Guards::default();
    // What other programs call clustering: records connected by likely pairs, contradictions or not.
    let plain = Guards { contradictions: false, ..guards };
    let connected = persons(&linker, &scorer, &scored.edges, &plain);
    clock.tell("connected components");
    println!("{{\"connected\":{}}}", connected.count);
    let found = persons(&linker, &scorer, &scored.edges, &guards);
    clock.mark("cluster");
    let mut sum = Checksum::default();
    scored.edges.iter().for_each(|e| sum.add_edge(e));
    found.person.iter().for_each(|&p| sum.add(u64::from(p)));
    if asked.draws > 0 {
        let not_seen = missed(&linker, &scored, &Default::default());
        let counting =
            Counting { draws: asked.draws, missed: not_seen.joins, ..Counting::default() };
        let counted = count(&linker, &scorer, &scored.edges, &guards, &counting);
        clock.mark("count");
        counted.replicates.iter().flatten().for_each(|&n| sum.add(n));
        println!("{}", serde_json::to_string(&counted.persons)?);
    }
    println!("{{\"checksum\":\"{:016x}\",\"cpu_s\":{:.2}}}", sum.0, clock.total);
    if let Some(truth) = &asked.truth {
        let truth = Truth::read(&asked.lists, truth, asked.household.as_deref())?;
        truth.judge_pairs(&scored.edges);
        for probability in [0.5, 0.8, 0.95, 0.99] {
            let guards = Guards { threshold: weight_of(probability), ..guards };
            let found = persons(&linker, &scorer, &scored.edges, &guards);
            truth.judge_clusters(probability, &found.person, found.count);
        }
    }
    Ok(())
}

/// The command line.
struct Asked {
    lists: Vec<PathBuf>,
    settings: Option<PathBuf>,
    truth: Option<String>,
    household: Option<String>,
    draws: usize,
    floor: f64,
    households: bool,
    largest: u32,
    derive: Vec<(String, String)>,
    rules: Vec<String>,
    spill: Option<PathBuf>,
    pairs: Option<PathBuf>,
    /// Where the model goes in the form of Splink's.
    splink: Option<PathBuf>,
}

impl Asked {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut asked = Self {
            lists: vec![],
            settings: None,
            truth: None,
            household: None,
            draws: 0,
            floor: 0.01,
            households: true,
            largest: 10_000,
            derive: vec![],
            rules: vec![],
            spill: None,
            pairs: None,
            splink: None,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--settings" => asked.settings = Some(value()?.into()),
                "--truth" => asked.truth = Some(value()?),
                "--household" => asked.household = Some(value()?),
                "--draws" => asked.draws = value()?.parse()?,
                "--floor" => asked.floor = value()?.parse()?,
                "--largest" => asked.largest = value()?.parse()?,
                "--derive" => {
                    let text = value()?;
                    let (name, of) =
                        text.split_once('=').ok_or("--derive takes NAME=EXPRESSION")?;
                    asked.derive.push((name.to_owned(), of.to_owned()));
                }
                "--rule" => asked.rules.push(value()?),
                "--spill" => asked.spill = Some(value()?.into()),
                "--pairs" => asked.pairs = Some(value()?.into()),
                "--splink" => asked.splink = Some(value()?.into()),
                "--no-households" => asked.households = false,
                list => asked.lists.push(list.into()),
            }
        }
        Ok(asked)
    }

    fn settings(&self) -> Result<Settings, Failure> {
        let first = self.lists.first().ok_or("name a list")?;
        let mut settings = match &self.settings {
            Some(path) => Settings::read(&std::fs::read_to_string(path)?)?,
            None => {
                let header = header(first)?;
                let encoded = preset::is_encoded(&header);
                if encoded { preset::encoded(&header)? } else { preset::people(&header)? }
            }
        };
        settings.derive.extend(self.derive.iter().cloned());
        settings.blocking.extend(self.rules.iter().cloned());
        if self.lists.len() == 1 {
            settings.link = LinkKind::Deduplicate;
        }
        Ok(settings)
    }
}

/// The pairs kept with their weights, to be compared with those of another program.
fn write_pairs(out: &Path, linker: &Linker, edges: &[Edge]) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::fs::File::create(out)?);
    writeln!(out, "left,right,weight")?;
    for edge in edges {
        let [left, right] = [edge.left, edge.right].map(|record| linker.table().id(record));
        writeln!(out, "{left},{right},{}", edge.weight)?;
    }
    Ok(out.flush()?)
}

/// Wall and CPU seconds since the last mark, and the most memory so far.
struct Clock {
    since: Instant,
    cpu: f64,
    total: f64,
}

impl Clock {
    fn start() -> Self {
        Self { since: Instant::now(), cpu: cpu_seconds(), total: 0.0 }
    }

    /// Ends a phase that counts.
    fn mark(&mut self, phase: &str) {
        self.total += self.tell(phase);
    }

    /// Ends a phase and returns its CPU seconds.
    fn tell(&mut self, phase: &str) -> f64 {
        let (wall, cpu) = (self.since.elapsed().as_secs_f64(), cpu_seconds() - self.cpu);
        println!(
            "{{\"phase\":\"{phase}\",\"wall_s\":{wall:.2},\"cpu_s\":{cpu:.2},\"peak_mib\":{}}}",
            peak_kib() / 1024
        );
        (self.since, self.cpu) = (Instant::now(), cpu_seconds());
        cpu
    }
}

/// User and system time of the process, in Linux's ticks of a hundredth of a second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

#[derive(Default)]
struct Checksum(u64);

impl Checksum {
    fn add(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
    }

    fn add_edge(&mut self, edge: &Edge) {
        self.add(u64::from(edge.left) << 32 | u64::from(edge.right));
        self.add(edge.weight.to_bits());
    }
}

/// Who is whom, by record.
struct Truth {
    person: Vec<u32>,
    household: Vec<u32>,
    pairs: f64,
}

impl Truth {
    fn read(lists: &[PathBuf], person: &str, household: Option<&str>) -> Result<Self, Failure> {
        let columns: BTreeSet<String> =
            household.into_iter().chain([person]).map(str::to_owned).collect();
        let mut builder = TableBuilder::default();
        let wanted = Wanted { columns: Some(columns), ..Wanted::default() };
        for (number, path) in lists.iter().enumerate() {
            read(Path::new(path), &number.to_string(), &wanted, &mut builder)?;
        }
        let table = builder.build();
        let codes = |name: &str| table.column(name).map(|c| c.codes.clone());
        let person = codes(person).ok_or("the lists have no such column of truth")?;
        let household = household.and_then(codes).unwrap_or_default();
        let mut sizes: HashMap<u32, f64> = HashMap::new();
        person.iter().for_each(|&p| *sizes.entry(p).or_default() += 1.0);
        let pairs = sizes.values().map(|n| n * (n - 1.0) / 2.0).sum();
        Ok(Self { person, household, pairs })
    }

    fn judge_pairs(&self, edges: &[Edge]) {
        let mut sorted: Vec<&Edge> = edges.iter().collect();
        sorted.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight));
        let (mut right, mut siblings, mut best) = (0.0, 0.0, (0.0, 0.0));
        let mut thresholds = [0.99, 0.95, 0.8, 0.5].into_iter().peekable();
        let mut at_recall = Some(0.92);
        for (number, edge) in sorted.iter().enumerate() {
            let (l, r) = (edge.left as usize, edge.right as usize);
            while thresholds.next_if(|&t| edge.probability() < t).is_some_and(|t| {
                self.tell_pairs(&format!("p>={t}"), right, siblings, number);
                true
            }) {}
            if self.person[l] == self.person[r] {
                right += 1.0;
            } else if self.household.get(l).is_some_and(|h| *h == self.household[r]) {
                siblings += 1.0;
            }
            let f1 = 2.0 * right / (self.pairs + number as f64 + 1.0);
            if f1 > best.0 {
                best = (f1, edge.weight);
            }
            if at_recall.take_if(|r| right >= *r * self.pairs).is_some() {
                self.tell_pairs("recall .92", right, siblings, number + 1);
            }
        }
        println!("pairs best F1 {:.5} at {:.2} bits", best.0, best.1);
    }

    fn tell_pairs(&self, at: &str, right: f64, siblings: f64, kept: usize) {
        let (p, r) = (right / kept as f64, right / self.pairs);
        println!(
            "pairs {at}: precision {p:.5} recall {r:.5} F1 {:.5}; {siblings} siblings of {} false",
            2.0 * p * r / (p + r),
            kept as f64 - right
        );
    }

    fn judge_clusters(&self, probability: f64, found: &[u32], count: usize) {
        let pairs = |of: &mut dyn Iterator<Item = u64>| {
            let mut sizes: HashMap<u64, f64> = HashMap::new();
            of.for_each(|key| *sizes.entry(key).or_default() += 1.0);
            sizes.values().map(|n| n * (n - 1.0) / 2.0).sum::<f64>()
        };
        let both = found.iter().zip(&self.person).map(|(&f, &t)| u64::from(f) << 32 | u64::from(t));
        let (right, all) = (pairs(&mut { both }), pairs(&mut found.iter().map(|&f| u64::from(f))));
        let (p, r) = (right / all, right / self.pairs);
        let true_count = self.person.iter().collect::<std::collections::HashSet<_>>().len();
        println!(
            "clusters {probability}: precision {p:.5} recall {r:.5} F1 {:.5}; {count} persons of {true_count} ({:+.3} %)",
            2.0 * p * r / (p + r),
            100.0 * (count as f64 / true_count as f64 - 1.0)
        );
    }
}
