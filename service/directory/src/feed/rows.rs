//! The rows of one table, found by their words, their links and the time of their last change.
//!
//! Every word and every link has the list of its rows in order, so a question costs the shortest of
//! its lists and a search in each of the others, and never a pass over the table.

use std::collections::HashMap;

use uuid::Uuid;

use crate::fold::words;

/// What a row is linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Link {
    /// A code that one of its attributes names.
    Term(Uuid),
    /// The list of codes that such a code is of.
    Taxonomy(Uuid),
    /// The organisation whose it is.
    Organization(Uuid),
    /// The term above it.
    Parent(Uuid),
    /// No term is above it.
    Top,
}

/// What is asked of a table. Everything that is named must hold.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Words that must be there, whole; accents and case do not count.
    pub search: String,
    /// What must be linked.
    pub links: Vec<Link>,
    /// Changed then or later, in microseconds since 1970.
    pub modified_after: Option<i64>,
    /// Only these rows, in order.
    pub among: Option<Vec<u32>>,
}

/// The rows that answer a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Every row, from the first to this number.
    All(u32),
    /// These, in order.
    These(Vec<u32>),
}

impl Found {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::All(all) => *all as usize,
            Self::These(rows) => rows.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// At most `most` of them, without the first `skip`.
    #[must_use]
    pub fn slice(&self, skip: usize, most: usize) -> Vec<u32> {
        match self {
            Self::All(all) => {
                let end = (*all as usize).min(skip.saturating_add(most));
                (skip.min(end)..end).filter_map(|row| u32::try_from(row).ok()).collect()
            }
            Self::These(rows) => rows.iter().skip(skip).take(most).copied().collect(),
        }
    }
}

/// The rows of one table. About 100 bytes a row, and 4 for each word and each link.
#[derive(Debug, Default)]
pub struct Rows {
    ids: Vec<Uuid>,
    at: HashMap<Uuid, u32>,
    words: HashMap<Box<str>, Vec<u32>>,
    links: HashMap<Link, Vec<u32>>,
    modified: Vec<i64>,
    newest_last: Vec<u32>,
}

impl Rows {
    /// Adds a row. One without a time of change counts as changed just now: whoever follows by that time
    /// must not miss it.
    pub(super) fn add<'a>(
        &mut self,
        id: Uuid,
        texts: impl IntoIterator<Item = &'a str>,
        links: impl IntoIterator<Item = Link>,
        modified: Option<i64>,
    ) -> u32 {
        // Four thousand million rows fit; what came after would not be found, and is left out.
        let Ok(row) = u32::try_from(self.ids.len()) else { return u32::MAX };
        self.ids.push(id);
        self.at.insert(id, row);
        self.modified.push(modified.unwrap_or(i64::MAX));
        for word in texts.into_iter().flat_map(words) {
            push(self.words.entry(word.into_boxed_str()).or_default(), row);
        }
        for link in links {
            push(self.links.entry(link).or_default(), row);
        }
        row
    }

    /// To be called once, when all rows are there.
    pub(super) fn finish(&mut self) {
        self.newest_last = (0..self.len()).collect();
        self.newest_last.sort_by_key(|row| self.modified[*row as usize]);
    }

    fn len(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }

    /// The identifier of a row.
    #[must_use]
    pub fn id(&self, row: u32) -> Option<Uuid> {
        self.ids.get(row as usize).copied()
    }

    /// Where the row with this identifier stands.
    #[must_use]
    pub fn position(&self, id: Uuid) -> Option<u32> {
        self.at.get(&id).copied()
    }

    /// The rows that answer a question.
    #[must_use]
    pub fn find(&self, question: &Question) -> Found {
        const NONE: &[u32] = &[];
        let sought = words(&question.search);
        let of_words = sought.iter().map(|word| self.words.get(word.as_str()));
        let of_links = question.links.iter().map(|link| self.links.get(link));
        let mut lists: Vec<&[u32]> =
            of_words.chain(of_links).map(|list| list.map_or(NONE, Vec::as_slice)).collect();
        lists.extend(question.among.as_deref());
        lists.sort_by_key(|list| list.len());
        let since = question.modified_after;
        let Some((shortest, others)) = lists.split_first() else {
            return since.map_or(Found::All(self.len()), |since| self.changed(since));
        };
        // A number that is no row of these answers nothing.
        let fits = |row: &&u32| {
            others.iter().all(|list| list.binary_search(row).is_ok())
                && self
                    .modified
                    .get(**row as usize)
                    .is_some_and(|changed| since.is_none_or(|since| *changed >= since))
        };
        Found::These(shortest.iter().filter(fits).copied().collect())
    }

    fn changed(&self, since: i64) -> Found {
        let first = self.newest_last.partition_point(|row| self.modified[*row as usize] < since);
        let mut rows = self.newest_last[first..].to_vec();
        rows.sort_unstable();
        Found::These(rows)
    }
}

fn push(list: &mut Vec<u32>, row: u32) {
    if list.last() != Some(&row) {
        list.push(row);
    }
}
