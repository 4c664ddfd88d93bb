//! `daybreak link rules`: what blocking rules cost and find, before a long run is begun.

use super::Input;
use super::files::write_json;
use super::steps::{read_lists, settings_of};
use anyhow::{Result, bail};
use clap::Args;
use linkage::blocking::Plan;
use linkage::compared::{Compared, KEPT};
use linkage::linker::Linker;
use linkage::recall::{Simulation, Suggestion, suggest};
use linkage::score::{Scorer, weight_of};
use linkage::settings::preset;
use linkage::table::header;
use linkage::train::learn;
use serde_json::json;
use std::path::PathBuf;

/// Says what the rules of the settings and others cost and find.
#[derive(Debug, Clone, Args)]
pub(super) struct Rules {
    #[command(flatten)]
    pub(super) input: Input,
    /// Share of all matches that the suggested rules shall make together.
    #[arg(long, default_value_t = 0.95, value_name = "SHARE")]
    recall: f64,
    /// Rules that make more pairs than this for each record are not tried.
    #[arg(long, default_value_t = 30, value_name = "PAIRS")]
    pairs_a_record: u64,
    /// Write a machine-readable report here (`-` for standard output).
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
}

impl Rules {
    pub(super) fn run(&self) -> Result<()> {
        if !(0.0..=1.0).contains(&self.recall) {
            bail!("--recall is {}, not from 0 to 1", self.recall);
        }
        let rules = self.tried()?;
        if let Some(path) = &self.json {
            write_json(path, &json!({ "wished": self.recall, "rules": rules }))?;
        }
        if self.json.as_deref() != Some(std::path::Path::new("-")) {
            self.tell(&rules);
        }
        Ok(())
    }

    /// Tries the rules of the settings and those that their columns allow.
    fn tried(&self) -> Result<Vec<Suggestion>> {
        let mut settings = settings_of(&self.input, None)?;
        if let Some(first) = self.input.lists.first()
            && !settings.is_encoded()
        {
            for rule in preset::candidate_rules(&header(first)?) {
                if !settings.blocking.contains(&rule) {
                    settings.blocking.push(rule);
                }
            }
        }
        let table = read_lists(&self.input, &settings)?;
        let most = self.pairs_a_record * table.len() as u64;
        let mut linker = Linker::within(table, settings, self.input.memory)?;
        let costs = Plan::new(&mut linker, self.input.largest_block).costs;
        let cheap: Vec<bool> = costs.iter().map(|cost| cost.pairs <= most).collect();
        if !cheap.contains(&true) {
            bail!("every rule makes more than {most} pairs; allow more by --pairs-a-record");
        }
        linker.retain_rules(&cheap);
        let plan = Plan::new(&mut linker, self.input.largest_block);
        let compared = Compared::new(&linker, &plan, KEPT);
        if !linker.settings().is_trained() {
            learn(&mut linker, compared.counts(), &self.input.training());
        }
        let scorer = Scorer::new(&linker);
        let scored = scorer.edges_among(&compared, &plan, weight_of(0.5))?;
        Ok(suggest(&linker, &plan, &scored, self.recall, &Simulation::default()))
    }

    fn tell(&self, rules: &[Suggestion]) {
        println!("{:>12} {:>7} {:>9}  rule", "pairs", "alone", "together");
        for rule in rules.iter().filter(|r| r.suggested) {
            let (alone, together) = (100.0 * rule.alone, 100.0 * rule.together);
            println!("{:>12} {alone:>6.1}% {together:>8.1}%  {}", rule.pairs, rule.rule);
        }
        let reached = rules.iter().rfind(|r| r.suggested).map_or(0.0, |r| r.together);
        if reached < self.recall {
            println!("these rules do not reach {:.1} %; write looser ones", 100.0 * self.recall);
        }
        println!("not needed for that:");
        for rule in rules.iter().filter(|r| !r.suggested) {
            println!("{:>12} {:>6.1}% {:>9}  {}", rule.pairs, 100.0 * rule.alone, "", rule.rule);
        }
    }
}
