//! Filling an index, service by service: the services need not be in memory together.

use std::{collections::HashMap, sync::atomic::AtomicU64};

use casework::id::ServiceId;
use uuid::Uuid;

use super::{Bed, Index, Listed, NOT_SAID, Settings, Spot, cell};
use crate::{
    Directory, Location, Service, ServiceAtLocation, ServiceCapacity,
    hours::Hours,
    matching::listing::{self, Ages, Area, Genders, Languages, Said},
    place::Point,
    taxonomy,
    value::{Confidentiality, LocationType, Status},
};

/// An index in the making.
#[derive(Debug)]
pub struct Builder {
    settings: Settings,
    spots: Vec<(Spot, Option<Uuid>)>,
    services: Vec<Listed>,
    hours: Vec<Hours>,
    hours_of: HashMap<Hours, u32>,
    areas: Vec<Area>,
    area_of: HashMap<String, u32>,
    beds: Vec<Bed>,
    bed_of: HashMap<Uuid, u32>,
    languages: Languages,
}

impl Builder {
    /// An index of nothing yet.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            spots: Vec::new(),
            services: Vec::new(),
            hours: Vec::new(),
            hours_of: HashMap::new(),
            // Number 0 is the area that is not said.
            areas: vec![Area::default()],
            area_of: HashMap::new(),
            beds: Vec::new(),
            bed_of: HashMap::new(),
            languages: Languages::default(),
        }
    }

    /// Adds a service with its places. `shared` has the locations and terms that it names by id; a
    /// service that is inactive or defunct is left out.
    pub fn add(&mut self, service: &Service, shared: &Directory) {
        if matches!(service.status, Status::Inactive | Status::Defunct) {
            return;
        }
        let number = self.services.len() as u32;
        let beds = self.beds(&service.capacities);
        let area = self.area(service);
        let base = self.base(service, number, shared);
        self.services.push(Listed { id: ServiceId::from_uuid(service.id), area, beds });
        let before = self.spots.len();
        for place in &service.service_at_locations {
            let location = place.location.as_deref();
            let location = location.or_else(|| shared.locations.find(place.location_id?));
            self.add_place(base, service, place, location);
        }
        if self.spots.len() == before {
            self.spots.push((base, None));
        }
    }

    fn base(&mut self, service: &Service, number: u32, shared: &Directory) -> Spot {
        let capacities = &service.capacities;
        let mut languages = self.languages.read(&service.languages);
        for phone in &service.phones {
            languages |= self.languages.read(&phone.languages);
        }
        for codes in capacities.iter().filter_map(|row| row.languages.as_deref()) {
            languages |= self.languages.read_codes(codes);
        }
        Spot {
            point: None,
            needs: taxonomy::needs(service, &shared.taxonomy_terms).unwrap_or_default(),
            languages,
            service: number,
            hours: self.hours(&service.schedules),
            genders: listing::genders(service),
            ages: listing::ages(service),
            affirming: Said::any(capacities.iter().map(|row| row.gender_affirming)),
            own_child: Said::any(capacities.iter().map(|row| row.own_child)),
            pets: Said::any(capacities.iter().map(|row| row.pets)),
            confidentiality: Confidentiality::Public,
            interprets: service.interpretation_services.is_some(),
            without_travel: false,
            temporarily_closed: service.status == Status::TemporarilyClosed,
        }
    }

    fn add_place(
        &mut self,
        base: Spot,
        service: &Service,
        place: &ServiceAtLocation,
        location: Option<&Location>,
    ) {
        let mut spot = base;
        // The narrower schedule counts: of the service here, of the service, of the place.
        let schedules = [&place.schedules, &service.schedules];
        let of_location = location.map(|location| &location.schedules);
        if let Some(schedules) =
            schedules.into_iter().chain(of_location).find(|schedules| !schedules.is_empty())
        {
            spot.hours = self.hours(schedules);
        }
        if let Some(location) = location {
            spot.languages |= self.languages.read(&location.languages);
            spot.confidentiality = crate::public::confidentiality(location);
            // A place that was withheld is written as virtual; that nobody may know where it is does
            // not spare the way there.
            spot.without_travel = location.location_type == LocationType::Virtual
                && spot.confidentiality == Confidentiality::Public;
            // A single-precision degree is exact to about a metre.
            spot.point = listing::point(location)
                .filter(|_| !spot.without_travel)
                .map(|point| (point.latitude() as f32, point.longitude() as f32));
        }
        self.spots.push((spot, location.map(|location| location.id).or(place.location_id)));
    }

    fn hours(&mut self, schedules: &[crate::Schedule]) -> u32 {
        let hours = Hours::of(schedules, self.settings.zone);
        if let Some(&number) = self.hours_of.get(&hours) {
            return number;
        }
        let number = self.hours.len() as u32;
        self.hours.push(hours.clone());
        self.hours_of.insert(hours, number);
        number
    }

    fn area(&mut self, service: &Service) -> u32 {
        let here = service.service_at_locations.iter().flat_map(|place| &place.service_areas);
        let rows: Vec<_> = service.service_areas.iter().chain(here).collect();
        if rows.is_empty() {
            return 0;
        }
        let key: String = rows
            .iter()
            .flat_map(|row| [&row.extent_type, &row.extent, &row.name])
            .map(|text| text.as_deref().unwrap_or(""))
            .collect::<Vec<_>>()
            .join("\u{1f}");
        if let Some(&number) = self.area_of.get(&key) {
            return number;
        }
        let number = match Area::read(rows.into_iter()) {
            Some(area) => {
                self.areas.push(area);
                self.areas.len() as u32 - 1
            }
            None => 0,
        };
        self.area_of.insert(key, number);
        number
    }

    fn beds(&mut self, rows: &[ServiceCapacity]) -> std::ops::Range<u32> {
        let start = self.beds.len() as u32;
        for row in rows {
            let sure = row.maximum.is_none_or(|maximum| row.available <= maximum);
            let places = row.available.count().filter(|_| sure).unwrap_or(NOT_SAID);
            self.bed_of.insert(row.id, self.beds.len() as u32);
            self.beds.push(Bed {
                genders: row.genders.as_deref().map(Genders::read).unwrap_or_default(),
                ages: Ages::of(row.minimum_age, row.maximum_age),
                state: AtomicU64::new(Bed::pack(places, row.updated.timestamp())),
            });
        }
        start..self.beds.len() as u32
    }

    /// The index. Costs a sort of the spots.
    #[must_use]
    pub fn finish(mut self) -> Index {
        // A place that not everybody may know must not be found by asking from here and there, so
        // it lies outside the grid and is looked at in every wish.
        let key = |spot: &Spot| match spot.point {
            Some((latitude, longitude)) if spot.confidentiality == Confidentiality::Public => {
                Point::new(latitude.into(), longitude.into()).map_or(u32::MAX, cell)
            }
            _ => u32::MAX,
        };
        self.spots.sort_by_cached_key(|(spot, _)| key(spot));
        let keys = self.spots.iter().map(|(spot, _)| key(spot));
        let cells: Vec<u32> = keys.take_while(|&cell| cell < u32::MAX).collect();
        let (spots, places) = self.spots.into_iter().unzip();
        Index {
            spots,
            placed: cells.len(),
            cells,
            places,
            services: self.services,
            hours: self.hours,
            areas: self.areas,
            beds: self.beds,
            bed_of: self.bed_of,
            languages: self.languages,
            home: self.settings.language.as_deref().map(listing::language),
        }
    }
}
