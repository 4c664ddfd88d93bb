//! Measuring spots by one wish.

use std::ops::ControlFlow;

use casework::{
    id::LocationId,
    need::{AgeBand, Gender},
};

use super::{Index, Listed, NOT_SAID, Spot};
use crate::{
    hours::OpenState,
    matching::{
        Finding, Fit, Free, Freshness, Reason, Verdict, Wish,
        listing::{self, Ages, Genders, Said},
    },
    place::Point,
};

/// One wish, with what it needs to know once.
pub(super) struct Judge<'a> {
    index: &'a Index,
    wish: &'a Wish,
    /// The bit of the wished language; `None` if there is no wish.
    language: Option<u64>,
    home: bool,
    county: Option<String>,
    reach: f64,
    open: Vec<Option<OpenState>>,
    served: Vec<Option<Option<bool>>>,
}

/// How well a spot does.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Score {
    pub(super) failed: u32,
    missing: u32,
    place: u8,
    open: u8,
    asks: u32,
    metres: u32,
}

impl Score {
    /// A number that is smaller for the better, and the spot it belongs to.
    pub(super) fn key(self, at: usize) -> (u128, usize) {
        let part = |sum: u128, value: u32| sum << 32 | u128::from(value);
        let first = self.missing << 16 | u32::from(self.place) << 8 | u32::from(self.open);
        (part(part(u128::from(first), self.asks), self.metres), at)
    }
}

impl<'a> Judge<'a> {
    pub(super) fn new(index: &'a Index, wish: &'a Wish) -> Self {
        let code = wish.language.as_deref().map(listing::language);
        Self {
            index,
            wish,
            home: code.is_some() && code == index.home,
            language: code.map(|code| index.languages.bit(&code)),
            county: wish.county.as_deref().map(listing::county),
            reach: wish.within.unwrap_or(0.0).max(Wish::FAR),
            open: vec![None; index.hours.len()],
            served: vec![None; index.areas.len()],
        }
    }

    /// Whether the spot covers a need of the wish, or may.
    pub(super) fn is_candidate(&self, spot: &Spot) -> bool {
        self.wish.needs.is_empty()
            || spot.needs.is_empty()
            || !spot.needs.and(self.wish.needs).is_empty()
    }

    /// `None` if the spot fails more than one wish or is out of reach.
    pub(super) fn score(&mut self, spot: &Spot) -> Option<Score> {
        let mut score = Score { metres: u32::MAX, ..Score::default() };
        let distance = self.visible_distance(spot);
        if let Some(kilometres) = distance {
            if kilometres > self.reach {
                return None;
            }
            // At most half the earth's girth: 20 million metres.
            score.metres = (kilometres * 1_000.0) as u32;
        }
        let flow = self.reasons(spot, distance, &mut |reason| {
            match Finding::of(reason.clone()).verdict() {
                Verdict::Fits => {}
                Verdict::Ask => score.asks += 1,
                Verdict::Fails => score.failed += 1,
            }
            match reason {
                Reason::Covers { missing, .. } => score.missing = missing.len(),
                Reason::Open { .. } => score.open = 0,
                Reason::HoursNotSaid => score.open = 1,
                Reason::Closed { .. } | Reason::TemporarilyClosed => score.open = 2,
                Reason::PlacesFree(Free { freshness, .. }) => {
                    score.place = if freshness == Freshness::Fresh { 0 } else { 1 };
                }
                Reason::PlacesOld(_) => score.place = 2,
                Reason::PlacesNotSaid => score.place = 3,
                _ => {}
            }
            if score.failed > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        flow.is_continue().then_some(score)
    }

    /// The spot with all its findings.
    pub(super) fn fit(&mut self, spot: &Spot, location: Option<LocationId>) -> Fit {
        let kilometres = self.visible_distance(spot);
        let mut findings = Vec::new();
        let _ = self.reasons(spot, kilometres, &mut |reason| {
            findings.push(Finding::of(reason));
            ControlFlow::Continue(())
        });
        findings.sort_by_key(Finding::criterion);
        debug_assert!(
            findings.windows(2).all(|pair| pair[0].criterion() != pair[1].criterion()),
            "one finding for each criterion"
        );
        Fit {
            service: self.listed(spot).id,
            location,
            findings,
            kilometres,
            open: self.open(spot),
            free: self.free(spot),
        }
    }

    /// Tells the reason for each criterion that applies, the cheap ones first.
    fn reasons(
        &mut self,
        spot: &Spot,
        distance: Option<f64>,
        tell: &mut dyn FnMut(Reason) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let wish = self.wish;
        if !wish.needs.is_empty() {
            tell(need(spot, wish))?;
        }
        if let Some(age) = wish.age {
            tell(age_reason(spot.ages, age))?;
        }
        if let Some(gender) = wish.gender {
            tell(gender_reason(spot, gender))?;
        }
        if let Some(bit) = self.language {
            tell(self.language_reason(spot, bit))?;
        }
        if wish.own_child {
            let reasons = [Reason::OwnChildNotSaid, Reason::TakesOwnChild, Reason::NoOwnChild];
            tell(said(spot.own_child, reasons))?;
        }
        if wish.pet {
            tell(said(spot.pets, [Reason::PetsNotSaid, Reason::TakesPets, Reason::NoPets]))?;
        }
        if self.county.is_some() || (wish.from.is_some() && self.listed(spot).area != 0) {
            tell(self.area_reason(spot))?;
        }
        if wish.from.is_some() {
            tell(self.distance_reason(spot, distance))?;
        }
        if !wish.dangers.is_empty() && !spot.without_travel {
            tell(self.danger_reason(spot))?;
        }
        if wish.place_now {
            tell(self.place_reason(spot))?;
        }
        tell(self.open_reason(spot))
    }

    fn listed(&self, spot: &Spot) -> &'a Listed {
        &self.index.services[spot.service as usize]
    }

    fn may_see(&self, spot: &Spot) -> bool {
        self.wish.audience.may_see(spot.confidentiality)
    }

    fn visible_distance(&self, spot: &Spot) -> Option<f64> {
        let from = self.wish.from.filter(|_| self.may_see(spot))?;
        point(spot).map(|point| from.kilometres_to(point))
    }

    fn language_reason(&self, spot: &Spot, bit: u64) -> Reason {
        if spot.languages & bit != 0 || (self.home && spot.languages == 0) {
            Reason::Speaks
        } else if spot.interprets {
            Reason::Interprets
        } else if spot.languages == 0 {
            Reason::LanguagesNotSaid
        } else {
            Reason::SpeaksOthers
        }
    }

    fn area_reason(&mut self, spot: &Spot) -> Reason {
        let area = self.listed(spot).area as usize;
        if area == 0 {
            return Reason::AreaNotSaid;
        }
        let (county, from) = (self.county.as_deref(), self.wish.from);
        let areas = &self.index.areas;
        match *self.served[area].get_or_insert_with(|| areas[area].serves(county, from)) {
            Some(true) => Reason::Serves,
            Some(false) => Reason::ServesOthers,
            None => Reason::AreaNotSaid,
        }
    }

    fn distance_reason(&self, spot: &Spot, distance: Option<f64>) -> Reason {
        match distance {
            _ if spot.without_travel => Reason::NoTravel,
            Some(kilometres) if self.wish.within.is_some_and(|within| kilometres > within) => {
                Reason::Far { kilometres }
            }
            Some(kilometres) => Reason::Near { kilometres },
            None if self.may_see(spot) => Reason::PlaceNotSaid,
            None => Reason::PlaceConfidential,
        }
    }

    fn danger_reason(&self, spot: &Spot) -> Reason {
        let Some(point) = point(spot).filter(|_| self.may_see(spot)) else {
            return Reason::DangerNotSaid;
        };
        let found =
            |danger: &crate::matching::Danger| danger.at.kilometres_to(point) <= danger.kilometres;
        if self.wish.dangers.iter().any(found) { Reason::InDanger } else { Reason::AwayFromDanger }
    }

    fn place_reason(&self, spot: &Spot) -> Reason {
        match self.free(spot) {
            None => Reason::PlacesNotSaid,
            Some(free) if free.freshness == Freshness::Old => Reason::PlacesOld(free),
            Some(free) if free.places == 0 => Reason::NoPlaceFree(free),
            Some(free) => Reason::PlacesFree(free),
        }
    }

    /// The best of the capacities that are for this person.
    fn free(&self, spot: &Spot) -> Option<Free> {
        let beds = &self.listed(spot).beds;
        let beds = &self.index.beds[beds.start as usize..beds.end as usize];
        beds.iter()
            .filter(|bed| self.is_for(bed.genders, bed.ages))
            .filter_map(|bed| {
                let (places, updated) = bed.read();
                let freshness = Freshness::of(updated, self.wish.now);
                (places != NOT_SAID).then_some(Free { places, updated, freshness })
            })
            .min_by_key(|free| (free.places == 0, free.freshness, std::cmp::Reverse(free.places)))
    }

    fn is_for(&self, genders: Genders, ages: Option<Ages>) -> bool {
        let gender = self.wish.gender.is_none_or(|gender| {
            genders.is_empty() || genders.has(gender) || genders.has(broad(gender))
        });
        let age = self.wish.age.zip(ages).is_none_or(|(band, ages)| {
            let (from, to) = band.years();
            from <= ages.to && ages.from <= to.unwrap_or(u8::MAX)
        });
        gender && age
    }

    fn open(&mut self, spot: &Spot) -> OpenState {
        let hours = spot.hours as usize;
        let (index, now) = (self.index, self.wish.now);
        *self.open[hours].get_or_insert_with(|| index.hours[hours].open_at(now))
    }

    fn open_reason(&mut self, spot: &Spot) -> Reason {
        if spot.temporarily_closed {
            return Reason::TemporarilyClosed;
        }
        match self.open(spot) {
            OpenState::Open { until } => Reason::Open { until },
            OpenState::Closed { until } => Reason::Closed { until, wanted: self.wish.open_now },
            OpenState::Unknown => Reason::HoursNotSaid,
        }
    }
}

fn point(spot: &Spot) -> Option<Point> {
    spot.point.and_then(|(latitude, longitude)| Point::new(latitude.into(), longitude.into()))
}

fn need(spot: &Spot, wish: &Wish) -> Reason {
    let covered = spot.needs.and(wish.needs);
    if spot.needs.is_empty() {
        Reason::NeedsNotSaid
    } else if covered.is_empty() {
        Reason::CoversNone
    } else {
        Reason::Covers { covered, missing: wish.needs.without(covered) }
    }
}

fn age_reason(ages: Option<Ages>, band: AgeBand) -> Reason {
    let Some(ages) = ages else { return Reason::AgesNotSaid };
    let (from, to) = band.years();
    let to = to.unwrap_or(u8::MAX);
    let range = (ages.from, ages.oldest());
    if ages.from <= from && to <= ages.to {
        Reason::TakesAge
    } else if from <= ages.to && ages.from <= to {
        Reason::TakesSomeOfAge { from: range.0, to: range.1 }
    } else {
        Reason::TakesOtherAges { from: range.0, to: range.1 }
    }
}

/// The gender under which most places would list a person: the same, for girls and boys.
fn broad(gender: Gender) -> Gender {
    match gender {
        Gender::TransgenderFeminine => Gender::Feminine,
        Gender::TransgenderMasculine => Gender::Masculine,
        other => other,
    }
}

/// A transgender girl is a girl: a place for girls fits if it says that it places people as who
/// they are, fails if it says that it does not, and is to be asked otherwise. A person who is
/// neither is placed only where that is said.
fn gender_reason(spot: &Spot, gender: Gender) -> Reason {
    let genders = spot.genders;
    if genders.is_empty() {
        return Reason::GendersNotSaid;
    }
    if genders.has(gender) {
        return Reason::TakesGender;
    }
    let open =
        gender == Gender::NonConforming || (broad(gender) != gender && genders.has(broad(gender)));
    match spot.affirming {
        Said::Yes if open => Reason::TakesGender,
        Said::Nothing if open => Reason::GenderAffirmingNotSaid,
        _ => Reason::TakesOtherGenders,
    }
}

fn said(answer: Said, [nothing, yes, no]: [Reason; 3]) -> Reason {
    match answer {
        Said::Nothing => nothing,
        Said::Yes => yes,
        Said::No => no,
    }
}
