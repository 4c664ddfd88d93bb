//! Taking out of a document what its audience may not see.

use crate::{
    Address, Contact, Location, Organization, Phone, Program, Service, ServiceAtLocation,
    matching::Audience,
    value::{Confidentiality, LocationType},
};

/// A row from which confidential rows below it can be taken.
pub(super) trait Clear {
    /// Takes out what the audience may not see; adds to `secrets` the texts that were taken, so
    /// that they can be looked for elsewhere.
    fn clear(&mut self, audience: Audience, secrets: &mut Vec<String>);

    /// Whether there is anything that the audience may not see.
    fn hides(&self, audience: Audience) -> bool;
}

fn hide<T: Clear>(rows: &[T], audience: Audience) -> bool {
    rows.iter().any(|row| row.hides(audience))
}

fn hide_phones(rows: &[Phone], audience: Audience) -> bool {
    rows.iter().any(|phone| !audience.may_see(phone.confidentiality.unwrap_or_default()))
}

fn all<T: Clear>(rows: &mut [T], audience: Audience, secrets: &mut Vec<String>) {
    for row in rows {
        row.clear(audience, secrets);
    }
}

impl Clear for Service {
    fn clear(&mut self, audience: Audience, secrets: &mut Vec<String>) {
        phones(&mut self.phones, audience, secrets);
        all(&mut self.contacts, audience, secrets);
        all(&mut self.service_at_locations, audience, secrets);
        if let Some(organization) = &mut self.organization {
            organization.clear(audience, secrets);
        }
        if let Some(program) = &mut self.program {
            program.clear(audience, secrets);
        }
    }

    fn hides(&self, audience: Audience) -> bool {
        hide_phones(&self.phones, audience)
            || hide(&self.contacts, audience)
            || hide(&self.service_at_locations, audience)
            || self.organization.as_ref().is_some_and(|row| row.hides(audience))
    }
}

impl Clear for Organization {
    fn clear(&mut self, audience: Audience, secrets: &mut Vec<String>) {
        phones(&mut self.phones, audience, secrets);
        all(&mut self.contacts, audience, secrets);
        all(&mut self.locations, audience, secrets);
        all(&mut self.programs, audience, secrets);
        all(&mut self.services, audience, secrets);
    }

    fn hides(&self, audience: Audience) -> bool {
        hide_phones(&self.phones, audience)
            || hide(&self.contacts, audience)
            || hide(&self.locations, audience)
            || hide(&self.services, audience)
    }
}

impl Clear for Program {
    fn clear(&mut self, _: Audience, _: &mut Vec<String>) {}

    fn hides(&self, _: Audience) -> bool {
        false
    }
}

impl Clear for ServiceAtLocation {
    fn clear(&mut self, audience: Audience, secrets: &mut Vec<String>) {
        phones(&mut self.phones, audience, secrets);
        all(&mut self.contacts, audience, secrets);
        if let Some(service) = &mut self.service {
            service.clear(audience, secrets);
        }
        if let Some(location) = &mut self.location {
            location.clear(audience, secrets);
        }
    }

    fn hides(&self, audience: Audience) -> bool {
        hide_phones(&self.phones, audience)
            || hide(&self.contacts, audience)
            || self.service.as_ref().is_some_and(|row| row.hides(audience))
            || self.location.as_ref().is_some_and(|row| row.hides(audience))
    }
}

impl Clear for Contact {
    fn clear(&mut self, audience: Audience, secrets: &mut Vec<String>) {
        phones(&mut self.phones, audience, secrets);
    }

    fn hides(&self, audience: Audience) -> bool {
        hide_phones(&self.phones, audience)
    }
}

impl Clear for Location {
    fn clear(&mut self, audience: Audience, secrets: &mut Vec<String>) {
        if audience.may_see(super::confidentiality(self)) {
            phones(&mut self.phones, audience, secrets);
            all(&mut self.contacts, audience, secrets);
            return;
        }
        let taken = std::mem::take(self);
        secrets.extend(taken.addresses.iter().flat_map(texts));
        secrets.extend(taken.phones.iter().flat_map(numbers));
        for contact in &taken.contacts {
            secrets.extend(contact.phones.iter().flat_map(numbers));
        }
        secrets.extend(
            [taken.name, taken.alternate_name].into_iter().flatten().filter(|text| telling(text)),
        );
        // What is left says that there is a place, when it is open and which languages are spoken.
        *self = Self {
            id: taken.id,
            organization_id: taken.organization_id,
            location_type: LocationType::Virtual,
            name: Some(super::WITHHELD.to_owned()),
            confidentiality: Some(taken.confidentiality.unwrap_or(Confidentiality::Staff)),
            languages: taken.languages,
            schedules: taken.schedules,
            ..Self::default()
        };
    }

    fn hides(&self, audience: Audience) -> bool {
        !audience.may_see(super::confidentiality(self))
            || hide_phones(&self.phones, audience)
            || hide(&self.contacts, audience)
    }
}

fn phones(rows: &mut Vec<Phone>, audience: Audience, secrets: &mut Vec<String>) {
    rows.retain(|phone| {
        let keep = audience.may_see(phone.confidentiality.unwrap_or_default());
        if !keep {
            secrets.extend(numbers(phone));
        }
        keep
    });
}

fn texts(address: &Address) -> Vec<String> {
    [Some(&address.address_1), address.address_2.as_ref(), address.attention.as_ref()]
        .into_iter()
        .flatten()
        .filter(|text| telling(text))
        .cloned()
        .collect()
}

fn numbers(phone: &Phone) -> Option<String> {
    Some(phone.number.clone()).filter(|text| telling(text))
}

/// Whether a text says enough to be looked for elsewhere; "-" or "PO" would be found everywhere.
fn telling(text: &str) -> bool {
    text.chars().filter(|character| character.is_alphanumeric()).count() >= 5
}
