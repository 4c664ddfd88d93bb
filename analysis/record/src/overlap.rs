//! The overlap table: how many persons are on exactly which lists.

use std::collections::{BTreeMap, BTreeSet};

use crate::History;

/// The most lists a table may have: 2^20 histories still fit in memory many times over.
pub const MAX_LISTS: usize = 20;

/// How many persons have each capture history.
///
/// Histories with nobody in them are not stored; iteration is in the order of their bits, so two
/// tables with the same facts are the same value however their rows were ordered or split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlapTable {
    lists: Vec<String>,
    counts: BTreeMap<History, u64>,
    persons: u64,
}

/// Why lists and counts make no overlap table.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BuildError {
    /// No list at all.
    #[error("there is no list; give at least one 0/1 column")]
    NoList,
    /// More lists than [`MAX_LISTS`].
    #[error("there are {0} lists, more than {MAX_LISTS}; merge or leave out some")]
    TooManyLists(usize),
    /// Two lists have the same name.
    #[error("two lists are named `{0}`; give every list a name of its own")]
    DuplicateList(String),
    /// A list has no name.
    #[error("list {0} has no name; name every column")]
    UnnamedList(usize),
    /// Somebody is said to be on no list.
    #[error("a history with no list has a count; nobody unseen can be counted, remove that row")]
    Unseen,
    /// A history mentions a list beyond the last one.
    #[error("history {0} mentions a list that the table does not have")]
    UnknownList(History),
    /// A list that nobody is on.
    #[error("nobody is on list `{0}`; leave it out, it says nothing about the unseen")]
    EmptyList(String),
    /// The persons do not fit in 64 bits, or exceed what `f64` counts exactly.
    #[error("the counts add up to more than 2^53 persons; check them")]
    TooManyPersons,
}

impl OverlapTable {
    /// A table of `lists` with these counts; counts of one history add up.
    ///
    /// # Errors
    /// See [`BuildError`]; in particular a list that nobody is on is refused by name.
    pub fn new(
        lists: Vec<String>,
        counts: impl IntoIterator<Item = (History, u64)>,
    ) -> Result<Self, BuildError> {
        check_names(&lists)?;
        let mut table = Self { lists, counts: BTreeMap::new(), persons: 0 };
        for (history, count) in counts {
            table.add(history, count)?;
        }
        match (0..table.lists.len()).find(|&list| table.size_of(list) == 0) {
            Some(list) => Err(BuildError::EmptyList(table.lists[list].clone())),
            None => Ok(table),
        }
    }

    fn add(&mut self, history: History, count: u64) -> Result<(), BuildError> {
        if history == History::UNSEEN {
            return Err(BuildError::Unseen);
        }
        if u64::from(history.0) >= 1 << self.lists.len() {
            return Err(BuildError::UnknownList(history));
        }
        self.persons = self
            .persons
            .checked_add(count)
            .filter(|&persons| persons <= 1 << 53)
            .ok_or(BuildError::TooManyPersons)?;
        if count > 0 {
            *self.counts.entry(history).or_default() += count;
        }
        Ok(())
    }

    /// The names of the lists, in order.
    #[must_use]
    pub fn lists(&self) -> &[String] {
        &self.lists
    }

    /// The number of different persons on any list (n).
    #[must_use]
    pub fn persons(&self) -> u64 {
        self.persons
    }

    /// The persons with exactly this history.
    #[must_use]
    pub fn count(&self, history: History) -> u64 {
        self.counts.get(&history).copied().unwrap_or(0)
    }

    /// The observed histories with their counts, all positive, in the order of their bits.
    pub fn histories(&self) -> impl ExactSizeIterator<Item = (History, u64)> + '_ {
        self.counts.iter().map(|(&history, &count)| (history, count))
    }

    /// The persons on list `list`, whatever else they are on.
    #[must_use]
    pub fn size_of(&self, list: usize) -> u64 {
        self.on_all(History::only(list))
    }

    /// The persons on every list of `lists`, whatever else they are on (N* of the literature).
    #[must_use]
    pub fn on_all(&self, lists: History) -> u64 {
        self.histories().filter(|(history, _)| history.contains(lists)).map(|(_, n)| n).sum()
    }

    /// f1, f2, …: the persons on exactly one list, exactly two, and so on.
    #[must_use]
    pub fn by_number_of_lists(&self) -> Vec<u64> {
        let mut frequencies = vec![0; self.lists.len()];
        for (history, count) in self.histories() {
            frequencies[history.lists() as usize - 1] += count;
        }
        frequencies
    }

    /// The pairs of lists, first list first, that share nobody.
    #[must_use]
    pub fn empty_pairs(&self) -> Vec<(usize, usize)> {
        pairs(self.lists.len())
            .filter(|&(a, b)| self.on_all(History::only(a).with(b)) == 0)
            .collect()
    }

    /// The table without list `list`; persons on that list only are gone.
    ///
    /// # Errors
    /// [`BuildError::NoList`] for the only list.
    pub fn without(&self, list: usize) -> Result<Self, BuildError> {
        let lists = self.lists.iter().enumerate().filter(|&(i, _)| i != list);
        let names = lists.map(|(_, name)| name.clone()).collect();
        let below = (1_u32 << list) - 1;
        let counts = self.histories().filter_map(|(history, count)| {
            let rest = History(history.0 & below | history.0 >> 1 & !below);
            (rest != History::UNSEEN).then_some((rest, count))
        });
        Self::new(names, counts)
    }

    /// The table in which the lists of each group are one list, named by its lists joined with `+`.
    ///
    /// `groups` holds the group of every list, as [`mergings`] gives them.
    ///
    /// # Errors
    /// [`BuildError::DuplicateList`] if two groups get the same name, [`BuildError::UnknownList`] if
    /// `groups` is shorter than the lists.
    pub fn grouped(&self, groups: &[usize]) -> Result<Self, BuildError> {
        let number = groups.iter().max().map_or(0, |last| last + 1);
        let mut names = vec![String::new(); number];
        for (name, &group) in self.lists.iter().zip(groups) {
            if !names[group].is_empty() {
                names[group].push('+');
            }
            names[group].push_str(name);
        }
        if groups.len() < self.lists.len() {
            return Err(BuildError::UnknownList(History::only(groups.len())));
        }
        let joined = |history: History| {
            let on = groups.iter().enumerate().filter(|&(list, _)| history.is_on(list));
            on.fold(History::UNSEEN, |joined, (_, &group)| joined.with(group))
        };
        Self::new(names, self.histories().map(|(history, n)| (joined(history), n)))
    }

    /// The table in which lists `a` and `b` are one list, named `a+b`, in the place of the first.
    ///
    /// # Errors
    /// [`BuildError::DuplicateList`] if a list of the new name exists already.
    pub fn merged(&self, a: usize, b: usize) -> Result<Self, BuildError> {
        let (first, second) = (a.min(b), a.max(b));
        let mut lists = self.lists.clone();
        lists[first] = format!("{}+{}", self.lists[first], self.lists[second]);
        lists.remove(second);
        let below = (1_u32 << second) - 1;
        let counts = self.histories().map(|(history, count)| {
            let joined = if history.is_on(second) { history.with(first) } else { history };
            (History(joined.0 & below | joined.0 >> 1 & !below), count)
        });
        Self::new(lists, counts.collect::<Vec<_>>())
    }
}

/// All ways to merge `lists` lists into at least `fewest` and at most `lists - 1`, each as the group
/// of every list, groups numbered as they appear (restricted growth strings; there are 170 for six
/// lists and three groups).
pub fn mergings(lists: usize, fewest: usize) -> Vec<Vec<usize>> {
    let mut grown = vec![(Vec::new(), 0)];
    for _ in 0..lists {
        grown = grown
            .into_iter()
            .flat_map(|(groups, used): (Vec<usize>, usize)| {
                (0..=used).map(move |group| {
                    let mut longer = groups.clone();
                    longer.push(group);
                    (longer, used.max(group + 1))
                })
            })
            .collect();
    }
    let wanted = fewest..lists;
    grown.into_iter().filter(|(_, used)| wanted.contains(used)).map(|(groups, _)| groups).collect()
}

/// All pairs `(a, b)` with `a < b`, in the order 12, 13, …, 23, ….
pub fn pairs(lists: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..lists).flat_map(move |a| (a + 1..lists).map(move |b| (a, b)))
}

fn check_names(lists: &[String]) -> Result<(), BuildError> {
    if lists.is_empty() {
        return Err(BuildError::NoList);
    }
    if lists.len() > MAX_LISTS {
        return Err(BuildError::TooManyLists(lists.len()));
    }
    let mut seen = BTreeSet::new();
    for (list, name) in lists.iter().enumerate() {
        if name.trim().is_empty() {
            return Err(BuildError::UnnamedList(list + 1));
        }
        if !seen.insert(name) {
            return Err(BuildError::DuplicateList(name.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
