//! Lists and settings made ready: the one value that training, scoring and clustering work on.

use crate::blocking::{Rule, RuleError};
use crate::dictionary::{Code, MISSING};
use crate::expression::parse;
use crate::program::{
    Cache, CompileError, Compiler, Levels, Node, Pair, Pairs, Processor, Rows, Set, Source,
    TOGETHER, Transpose, derive,
};
use crate::settings::{LinkKind, Settings, SettingsError, rule_expression};
use crate::table::{Record, Table};

/// Why lists and settings do not go together.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The settings are wrong in themselves.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// A condition does not fit the lists.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// A blocking rule cannot be used as one.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// More levels than a comparison vector has room for.
    #[error("the comparisons need {bits} bits in all, 64 is the most; use fewer levels")]
    TooManyLevels {
        /// Bits needed.
        bits: u32,
    },
    /// Capture histories hold 64 lists.
    #[error("{lists} lists were given, 64 is the most")]
    TooManyLists {
        /// Lists given.
        lists: usize,
    },
    /// Lists and what is compared of them outgrow the memory allowed.
    #[error(
        "the lists and what is compared of them need {needed} bytes of memory and {allowed} are allowed; allow more, compare less, or link parts of the lists by a place or year that is never wrong"
    )]
    OutOfRoom {
        /// Bytes needed at least.
        needed: u64,
        /// Bytes allowed.
        allowed: u64,
    },
    /// Link-only needs something to link.
    #[error("the settings link lists without looking for duplicates, but only one list was given")]
    OneList,
}

/// Which level each comparison reached, packed: the comparison vector.
pub type Vector = u64;

/// A comparison ready to run.
pub(crate) struct Compiled {
    levels: Levels,
    shift: u32,
    mask: u64,
}

/// Lists, settings and compiled conditions.
pub struct Linker {
    table: Table,
    settings: Settings,
    rows: Rows,
    constants: Vec<Code>,
    comparisons: Vec<Compiled>,
    never: Vec<Node>,
    rules: Vec<Rule>,
    certain: Vec<Rule>,
    /// By comparison and level: index into `log2_totals`.
    frequency_of: Vec<Vec<Option<usize>>>,
    /// By counted slot: the number of records with a value, as a logarithm to base 2. How often a record's
    /// value occurs stands in its row.
    log2_totals: Vec<f64>,
    /// Logarithms to base 2 of small counts.
    log2: Vec<f64>,
    caches: usize,
    starts: Vec<Record>,
    processor: Processor,
}

impl Linker {
    /// Compiles `settings` for the lists in `table`.
    ///
    /// Cost: one pass over the records per distinct expression of the settings.
    ///
    /// # Errors
    /// [`PrepareError`] when a column is missing or a condition cannot be run.
    pub fn new(table: Table, settings: Settings) -> Result<Self, PrepareError> {
        Self::within(table, settings, None)
    }

    /// [`Linker::new`], refused before anything is laid out when more than `most_bytes` would be needed.
    ///
    /// # Errors
    /// [`PrepareError`] as for [`Linker::new`], or [`PrepareError::OutOfRoom`].
    pub fn within(
        mut table: Table,
        settings: Settings,
        most_bytes: Option<u64>,
    ) -> Result<Self, PrepareError> {
        settings.check()?;
        if settings.link == LinkKind::Link && table.lists().len() < 2 {
            return Err(PrepareError::OneList);
        }
        if table.lists().len() > 64 {
            return Err(PrepareError::TooManyLists { lists: table.lists().len() });
        }
        for (name, expression) in &settings.derive {
            derive(&mut table, name, &parse(expression).map_err(SettingsError::from)?)?;
        }
        let mut compiler = Compiler::default();
        let comparisons = compile_comparisons(&settings, &table, &mut compiler)?;
        let rule = |text: &String, compiler: &mut Compiler| Rule::compile(text, &table, compiler);
        let rules = settings.blocking.iter().map(|r| rule(r, &mut compiler));
        let rules = rules.collect::<Result<Vec<_>, _>>()?;
        let certain = settings.certain.iter().map(|r| rule(r, &mut compiler));
        let certain = certain.collect::<Result<Vec<_>, _>>()?;
        let mut never = Vec::new();
        for condition in &settings.never {
            never.push(
                compiler
                    .condition(&rule_expression(condition).map_err(SettingsError::from)?, &table)?,
            );
        }
        let (frequency_of, slots) = frequency_slots(&settings, &mut compiler)?;
        let needed = table.bytes() + compiler.bytes(&table);
        if let Some(allowed) = most_bytes.filter(|&allowed| needed > allowed) {
            return Err(PrepareError::OutOfRoom { needed, allowed });
        }
        let (rows, constants) = compiler.lay_out(&mut table);
        let log2_total = |slot: usize| {
            let present = rows.column(&table, slot).iter().filter(|&&code| code != MISSING).count();
            (present.max(1) as f64).log2()
        };
        let log2_totals = slots.into_iter().map(log2_total).collect();
        let starts = table.lists().iter().map(|l| l.records.start).collect();
        let caches = compiler.caches();
        Ok(Self {
            table,
            settings,
            rows,
            constants,
            comparisons,
            never,
            rules,
            certain,
            frequency_of,
            log2_totals,
            log2: (0..LOGARITHMS).map(|n| f64::from(n).log2()).collect(),
            caches,
            starts,
            processor: Processor::default(),
        })
    }

    /// The lists.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The settings, with the model once trained.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Takes over the probabilities of a model learned for the same comparisons.
    ///
    /// # Errors
    /// [`SettingsError::Value`] when the model compares something else.
    pub fn set_model(&mut self, model: Settings) -> Result<(), SettingsError> {
        let untold = |settings: &Settings| -> Vec<(String, Vec<String>)> {
            let of = |c: &crate::settings::Comparison| {
                (c.name.clone(), c.levels.iter().map(|l| l.when.clone()).collect())
            };
            settings.comparisons.iter().map(of).collect()
        };
        if untold(&model) != untold(&self.settings) {
            return Err(SettingsError::Value("the model is of other comparisons".to_owned()));
        }
        self.settings = model;
        Ok(())
    }

    pub(crate) fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// The blocking rules.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Forgets the blocking rules, by number, for which `keep` is false.
    pub fn retain_rules(&mut self, keep: &[bool]) {
        let mut kept = keep.iter();
        self.rules.retain(|_| *kept.next().unwrap_or(&false));
        let mut kept = keep.iter();
        self.settings.blocking.retain(|_| *kept.next().unwrap_or(&false));
    }

    pub(crate) fn certain(&self) -> &[Rule] {
        &self.certain
    }

    pub(crate) fn rules_mut(&mut self) -> &mut [Rule] {
        &mut self.rules
    }

    pub(crate) fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Fresh similarity caches for one thread.
    #[must_use]
    pub fn cache(&self) -> Cache {
        Cache::new(self.caches)
    }

    pub(crate) fn pair(&self, left: Record, right: Record) -> Pair<'_> {
        Pair::new(&self.rows, &self.constants, &self.table.dictionary, left, right)
    }

    /// Pairs to be compared together, at most [`TOGETHER`].
    pub(crate) fn pairs<'a>(&'a self, records: &'a [(Record, Record)]) -> Pairs<'a> {
        let Self { rows, constants, processor, .. } = self;
        let dictionary = &self.table.dictionary;
        Pairs::new(Source { rows, constants, dictionary, processor: *processor }, records)
    }

    /// The comparison vector of two records. The lower record is the left one.
    pub fn vector(&self, left: Record, right: Record, cache: &mut Cache) -> Vector {
        let pair = self.pair(left, right);
        let of = |vector, comparison: &Compiled| {
            vector | (comparison.levels.reached(&pair, cache) as Vector) << comparison.shift
        };
        self.comparisons.iter().fold(0, of)
    }

    /// The comparison vectors of the pairs `of`, by position; what stands for other pairs says nothing.
    pub(crate) fn vectors(
        &self,
        pairs: &mut Pairs<'_>,
        of: Set,
        cache: &mut Cache,
    ) -> [Vector; TOGETHER] {
        // By bit of the vector: the pairs that have it.
        let mut bits = [0; TOGETHER];
        for comparison in &self.comparisons {
            comparison.levels.reached_among(pairs, of, cache, |level, reached| {
                for bit in crate::program::positions(level as u64) {
                    bits[comparison.shift as usize + bit] |= reached;
                }
            });
        }
        self.processor.arch.dispatch(Transpose(&mut bits));
        bits
    }

    /// The codes in `slot` of all records.
    pub(crate) fn column(&self, slot: usize) -> &[Code] {
        self.rows.column(&self.table, slot)
    }

    /// The slot that a level compares for plain equality of the same value on both sides.
    pub(crate) fn equality_slot(&self, comparison: usize, level: usize) -> Option<usize> {
        self.comparisons[comparison].levels.equality_slot(level)
    }

    /// The level that comparison number `comparison` reached in `vector`.
    #[must_use]
    pub fn level(&self, vector: Vector, comparison: usize) -> usize {
        let compiled = &self.comparisons[comparison];
        (vector >> compiled.shift & compiled.mask) as usize
    }

    /// True when a rule of the settings forbids the two records to be one person.
    pub fn is_forbidden(&self, left: Record, right: Record, cache: &mut Cache) -> bool {
        if self.never.is_empty() {
            return false;
        }
        let pair = self.pair(left, right);
        self.never.iter().any(|condition| condition.holds(&pair, cache) == Some(true))
    }

    /// The list of a record, by index.
    #[must_use]
    pub fn list_of(&self, record: Record) -> usize {
        self.starts.partition_point(|&start| start <= record) - 1
    }

    /// True when the kind of linkage allows the pair at all.
    #[must_use]
    pub fn is_possible(&self, left: Record, right: Record) -> bool {
        left != right
            && (self.settings.link != LinkKind::Link || self.list_of(left) != self.list_of(right))
    }

    /// Number of pairs that the kind of linkage allows, over any number of lists.
    #[must_use]
    pub fn possible_pairs(&self) -> f64 {
        let pairs = |n: f64| n * (n - 1.0) / 2.0;
        let all = pairs(self.table.len() as f64);
        if self.settings.link != LinkKind::Link {
            return all;
        }
        let within: f64 = self.table.lists().iter().map(|l| pairs(l.records.len() as f64)).sum();
        all - within
    }

    pub(crate) fn frequency_of(&self, comparison: usize, level: usize) -> Option<usize> {
        self.frequency_of[comparison][level]
    }

    /// The relative frequency of the counted value of two records, as a logarithm to base 2: the greater
    /// one, as Splink takes it, or the harmonic mean (`near`). A value that only one record has counts
    /// alone.
    pub(crate) fn log2_frequency(
        &self,
        counted: usize,
        near: bool,
        left: Record,
        right: Record,
    ) -> Option<f64> {
        let (left, right) = (self.rows.count(left, counted), self.rows.count(right, counted));
        let both = if near && left > 0 && right > 0 {
            1.0 + self.log2(left) + self.log2(right) - self.log2(left + right)
        } else {
            self.log2(left.max(right))
        };
        (left.max(right) > 0).then(|| both - self.log2_totals[counted])
    }

    /// The relative frequency of a value that only one record has, as a logarithm to base 2.
    pub(crate) fn log2_least_frequency(&self, counted: usize) -> f64 {
        -self.log2_totals[counted]
    }

    fn log2(&self, count: u32) -> f64 {
        self.log2.get(count as usize).copied().unwrap_or_else(|| f64::from(count).log2())
    }
}

/// Nearly all values are rarer than this, so that few logarithms are computed.
const LOGARITHMS: u32 = 1 << 16;

fn compile_comparisons(
    settings: &Settings,
    table: &Table,
    compiler: &mut Compiler,
) -> Result<Vec<Compiled>, PrepareError> {
    let mut shift = 0;
    let mut out = Vec::new();
    for comparison in &settings.comparisons {
        let mut levels = Vec::new();
        for level in &comparison.levels {
            levels.push(match level.condition().map_err(SettingsError::from)? {
                Some(condition) => Some(compiler.condition(&condition, table)?),
                None => None,
            });
        }
        let bits = usize::BITS - (levels.len() - 1).leading_zeros();
        let levels = Levels::new(levels);
        out.push(Compiled { levels, shift, mask: (1 << bits) - 1 });
        shift += bits;
    }
    if shift > Vector::BITS { Err(PrepareError::TooManyLevels { bits: shift }) } else { Ok(out) }
}

type FrequencySlots = (Vec<Vec<Option<usize>>>, Vec<usize>);

fn frequency_slots(
    settings: &Settings,
    compiler: &mut Compiler,
) -> Result<FrequencySlots, PrepareError> {
    let mut slots: Vec<usize> = Vec::new();
    let mut by_level = Vec::new();
    for comparison in &settings.comparisons {
        let mut of_comparison = Vec::new();
        for level in &comparison.levels {
            let Some(frequency) = &level.frequency else {
                of_comparison.push(None);
                continue;
            };
            let column = parse(&frequency.column).map_err(SettingsError::from)?;
            let (slot, index) = compiler.counted(&column);
            if index == slots.len() {
                slots.push(slot);
            }
            of_comparison.push(Some(index));
        }
        by_level.push(of_comparison);
    }
    Ok((by_level, slots))
}
