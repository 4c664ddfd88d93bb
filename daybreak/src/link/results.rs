//! What a linkage leaves behind: tables, counts, the manifest, pages and the report.

use super::files::{Results, hash, list_names, write_json, write_whole};
use super::steps::{Run, peak_memory};
use super::{Input, Whole};
use anyhow::Result;
use linkage::count::Count;
use linkage::incremental::{self, PersonNames, name_persons};
use linkage::output;
use linkage::report;
use linkage::review::{self, sample};
use linkage::score::Scorer;
use serde_json::{Value, json};

impl Run {
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

    pub(super) fn write_persons(&mut self, out: &Results) -> Result<()> {
        let Some(persons) = &self.persons else {
            return Ok(());
        };
        let unknown = incremental::Earlier::default();
        let earlier = self.earlier.as_ref().map_or(&unknown, |earlier| &earlier.persons);
        let PersonNames { names, .. } = name_persons(&self.linker, persons, earlier);
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
            "pairs_on_disk": self.pairs_on_disk,
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
