//! The beds of one group of people at one service: how many are free, and how many of those are kept.

use crate::id::CapacityId;

/// What was said about free beds, with the holds that run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// Which beds.
    pub capacity: CapacityId,
    /// How many are free, those that are kept among them; none if nobody said.
    pub available: Option<u32>,
    /// How many there are, if that is known.
    pub maximum: Option<u32>,
    /// How many of the free ones are kept for somebody.
    pub held: u32,
}

/// The proof that a bed is free that nobody holds: only [`Places::free_place`] makes one.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a free place is there to be held"]
pub struct FreePlace(CapacityId);

impl FreePlace {
    /// Among which beds. The proof is used up by it: it holds one bed.
    #[must_use]
    pub const fn into_capacity(self) -> CapacityId {
        self.0
    }
}

/// Why a number of free beds cannot be, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlacesRefused {
    /// More than there are.
    #[error("{available} free of {maximum} cannot be; ask again, or mend the directory")]
    MoreThanThereAre {
        /// What was said.
        available: u32,
        /// How many there are.
        maximum: u32,
    },
    /// Fewer than are kept.
    #[error("{held} of these beds are kept for somebody; give one back first")]
    Held {
        /// How many are kept.
        held: u32,
    },
    /// None is free that nobody holds.
    #[error("no bed is free that nobody holds; say first how many are free")]
    NoneFree,
}

impl Places {
    /// How many are free that nobody holds; none if nobody said.
    #[must_use]
    pub fn free(&self) -> Option<u32> {
        self.available.map(|available| available.saturating_sub(self.held))
    }

    /// A bed that can be held.
    ///
    /// # Errors
    /// [`PlacesRefused::NoneFree`] if every free bed is kept already, or nobody said how many are.
    pub fn free_place(&self) -> Result<FreePlace, PlacesRefused> {
        match self.free() {
            Some(1..) => Ok(FreePlace(self.capacity)),
            Some(0) | None => Err(PlacesRefused::NoneFree),
        }
    }

    /// The same beds after the service said that `available` are free, the kept ones among them.
    ///
    /// # Errors
    /// If that is more than there are, or fewer than are kept.
    pub fn say(self, available: u32) -> Result<Self, PlacesRefused> {
        if let Some(maximum) = self.maximum.filter(|most| available > *most) {
            return Err(PlacesRefused::MoreThanThereAre { available, maximum });
        }
        if available < self.held {
            return Err(PlacesRefused::Held { held: self.held });
        }
        Ok(Self { available: Some(available), ..self })
    }

    /// One more than was said, for a service that finds a bed for the one who asks.
    ///
    /// # Errors
    /// As [`Places::say`].
    pub fn with_room(self) -> Result<Self, PlacesRefused> {
        match self.free() {
            Some(1..) => Ok(self),
            Some(0) | None => self.say(self.held.saturating_add(1)),
        }
    }
}
