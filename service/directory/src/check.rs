//! What can be kept but not trusted. The standard's own examples hold 12 free places of 10 and a
//! latitude of 100, so each of these is noted at import and counts as unknown afterwards.

use crate::{
    Location, Phone, Schedule, Service, ServiceCapacity, hours, problem::Fault, value::Cell,
};

/// Told of each doubt: the field's path below the checked row, and the fault.
pub(crate) type Tell<'a> = dyn FnMut(String, Fault) + 'a;

pub(crate) fn service(service: &Service, tell: &mut Tell<'_>) {
    phones("phones", &service.phones, tell);
    schedules("schedules", &service.schedules, tell);
    for (number, row) in service.capacities.iter().enumerate() {
        capacity(row, &mut |field, fault| tell(format!("capacities[{number}].{field}"), fault));
    }
    for (number, place) in service.service_at_locations.iter().enumerate() {
        let path = format!("service_at_locations[{number}]");
        phones(&format!("{path}.phones"), &place.phones, tell);
        schedules(&format!("{path}.schedules"), &place.schedules, tell);
    }
}

pub(crate) fn location(location: &Location, tell: &mut Tell<'_>) {
    for (name, value, limit) in
        [("latitude", location.latitude, 90.0), ("longitude", location.longitude, 180.0)]
    {
        if let Some(value) = value.filter(|value| value.value().abs() > limit) {
            tell(name.to_owned(), Fault::NotOnEarth { found: value.text().into_owned(), name });
        }
    }
    phones("phones", &location.phones, tell);
    schedules("schedules", &location.schedules, tell);
}

pub(crate) fn capacity(capacity: &ServiceCapacity, tell: &mut Tell<'_>) {
    if let Some(maximum) = capacity.maximum.filter(|&maximum| capacity.available > maximum) {
        let fault = Fault::MoreFreeThanThereAre {
            available: capacity.available.text().into_owned(),
            maximum: maximum.text().into_owned(),
        };
        tell("available".to_owned(), fault);
    }
    if capacity.available.count().is_none() {
        let fault = Fault::wrong(&capacity.available.text(), "a whole number, zero or more");
        tell("available".to_owned(), fault);
    }
}

pub(crate) fn phone(phone: &Phone, tell: &mut Tell<'_>) {
    if let Some(text) = phone.extension.as_ref().filter(|text| text.number().is_none()) {
        let fault = Fault::ExtensionIsText { found: text.as_str().to_owned() };
        tell("extension".to_owned(), fault);
    }
}

pub(crate) fn schedule(schedule: &Schedule, tell: &mut Tell<'_>) {
    if let Some(zone) = schedule.zone.as_ref().filter(|zone| hours::zone(zone).is_none()) {
        tell("zone".to_owned(), Fault::UnknownZone { found: zone.clone() });
    }
    if let Err(reason) = hours::rule(schedule) {
        tell("byday".to_owned(), Fault::Hours { reason: reason.to_string() });
    }
}

pub(crate) fn phones(path: &str, rows: &[Phone], tell: &mut Tell<'_>) {
    for (number, row) in rows.iter().enumerate() {
        phone(row, &mut |field, fault| tell(format!("{path}[{number}].{field}"), fault));
    }
}

fn schedules(path: &str, rows: &[Schedule], tell: &mut Tell<'_>) {
    for (number, row) in rows.iter().enumerate() {
        schedule(row, &mut |field, fault| tell(format!("{path}[{number}].{field}"), fault));
    }
}
