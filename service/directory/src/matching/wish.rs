//! What one person needs.

use casework::{
    need::{AgeBand, Gender, Need},
    time::Timestamp,
};

use crate::{place::Point, value::Confidentiality};

/// Who looks at the result: decides whether a distance to a confidential place is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Audience {
    /// Anybody.
    #[default]
    Public,
    /// A partner agency.
    Partner,
    /// The hotline's own staff.
    Staff,
}

impl Audience {
    /// Whether what has this confidentiality may be shown.
    #[must_use]
    pub fn may_see(self, confidentiality: Confidentiality) -> bool {
        match confidentiality {
            Confidentiality::Public => true,
            Confidentiality::Partner => self >= Self::Partner,
            Confidentiality::Staff => self >= Self::Staff,
        }
    }
}

/// A place where the person must not be found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Danger {
    /// Its middle.
    pub at: Point,
    /// How far around it, in kilometres.
    pub kilometres: f64,
}

/// What one person needs now. Everything but `now` is optional: an empty wish fits everything.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What they need; a service that covers one of these is a candidate.
    pub needs: Needs,
    /// How old they are.
    pub age: Option<AgeBand>,
    /// Their gender.
    pub gender: Option<Gender>,
    /// The language they want to speak: ISO 639 code.
    pub language: Option<String>,
    /// The county they are in or from: its name or code, as the directory's service areas have it.
    pub county: Option<String>,
    /// Where they are.
    pub from: Option<Point>,
    /// How far they can go, in kilometres; without it, [`Wish::FAR`] bounds the search only.
    pub within: Option<f64>,
    /// Where they must not be found.
    pub dangers: Vec<Danger>,
    /// Whether a child of theirs comes along.
    pub own_child: bool,
    /// Whether a pet comes along.
    pub pet: bool,
    /// Whether it must be open now.
    pub open_now: bool,
    /// Whether a free place is needed now, such as a bed tonight.
    pub place_now: bool,
    /// The present moment.
    pub now: Timestamp,
    /// Who looks at the result.
    pub audience: Audience,
    /// How many services to list, of those that fit and of those that nearly do.
    pub limit: usize,
}

impl Wish {
    /// How far around [`Wish::from`] services are looked for, in kilometres (100 miles).
    pub const FAR: f64 = 161.0;

    /// A wish for nothing in particular.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self {
            needs: Needs::NONE,
            age: None,
            gender: None,
            language: None,
            county: None,
            from: None,
            within: None,
            dangers: Vec::new(),
            own_child: false,
            pet: false,
            open_now: false,
            place_now: false,
            now,
            audience: Audience::Public,
            limit: 20,
        }
    }
}

/// A set of needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Needs(u32);

impl Needs {
    /// No need.
    pub const NONE: Self = Self(0);

    /// The set with `need` too.
    #[must_use]
    pub const fn with(self, need: Need) -> Self {
        Self(self.0 | 1 << need as u32)
    }

    /// Whether `need` is in the set.
    #[must_use]
    pub const fn has(self, need: Need) -> bool {
        self.0 & 1 << need as u32 != 0
    }

    /// What is in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this set but not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether nothing is in it.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many needs are in it.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The needs, in the order of the code list.
    pub fn iter(self) -> impl Iterator<Item = Need> {
        Need::ALL.iter().copied().filter(move |&need| self.has(need))
    }
}

impl FromIterator<Need> for Needs {
    fn from_iter<T: IntoIterator<Item = Need>>(needs: T) -> Self {
        needs.into_iter().fold(Self::NONE, Self::with)
    }
}

// A need more than there are bits would silently share one.
const _: () = assert!(Need::ALL.len() <= 32, "Needs has 32 bits");
