//! A county that does not exist, with its services and its hotline.
//!
//! Alderwick and its two neighbours lie on the clock of Chicago and, on the map, in the Gulf of
//! Mexico, so that no point of them is anybody's home. Telephone numbers are from the range kept for
//! fiction (555-0100 to 555-0199), names of sites end in `.example` (RFC 2606).

mod cast;
mod making;
mod offers;

use casework::{member::StaffRole, time::Timestamp};
use directory::{Directory, taxonomy};
use uuid::Uuid;

use crate::random::Random;
use cast::{BODIES, COUNTIES, PARTNERS, STAFF, TEAMS};
use making::Making;
use offers::offers;

/// The time zone of the county.
pub const ZONE: chrono_tz::Tz = chrono_tz::America::Chicago;

/// The state of the county: a code that no state has.
pub const STATE: &str = "ZZ";

/// A county with its directory and its hotline.
#[derive(Clone, Debug)]
pub struct County {
    /// Organisations, services and places in HSDS, with Daybreak's profile.
    pub directory: Directory,
    /// The counties of the region: code and name; the first is the hotline's own.
    pub counties: Vec<CountyName>,
    /// The hotline's teams.
    pub teams: Vec<Team>,
    /// The people of the hotline.
    pub staff: Vec<Staff>,
    /// The people of the partner organisations, one of each.
    pub partners: Vec<Partner>,
}

/// A county's code and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountyName {
    /// The code, as facts and service areas have it.
    pub code: &'static str,
    /// The name.
    pub name: &'static str,
}

/// A team of the hotline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Team {
    /// A short word for addresses.
    pub key: &'static str,
    /// Its name.
    pub name: &'static str,
}

/// A person who works for the hotline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Their name.
    pub name: &'static str,
    /// The mail address with which they log in.
    pub email: String,
    /// What they do.
    pub role: StaffRole,
    /// Their teams, as numbers of [`County::teams`].
    pub teams: &'static [usize],
    /// The languages they answer in: ISO 639 codes.
    pub languages: &'static [&'static str],
}

/// A person of a partner organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Their name.
    pub name: &'static str,
    /// Their mail address.
    pub email: String,
    /// Their organisation in the directory.
    pub organization: Uuid,
}

/// The county for a seed, as it is at `now`: beds were last counted shortly before.
///
/// The same arguments give the same county, byte for byte.
#[must_use]
pub fn county(seed: u64, now: Timestamp) -> County {
    let mut making = Making {
        random: Random::part(seed, "county"),
        directory: Directory::default(),
        now,
        bed: Uuid::nil(),
        phones: 0,
    };
    making.bed = making.random.uuid();
    making.directory.taxonomies.put(taxonomy::taxonomy());
    for &need in casework::need::Need::ALL {
        making.directory.taxonomy_terms.put(taxonomy::term(need));
    }
    let mut partners = Vec::new();
    let mut organizations = Vec::new();
    for (body, name) in BODIES.iter().zip(PARTNERS) {
        let organization = making.organization(body, name);
        let email = mail(name, body.key);
        partners.push(Partner { name, email, organization: organization.id });
        organizations.push((body.key, organization.id));
        making.directory.organizations.put(organization);
    }
    for offer in offers() {
        let organization = organizations
            .iter()
            .find(|(key, _)| *key == offer.by)
            .map(|(_, organization)| *organization);
        making.offer(&offer, organization);
    }
    County {
        directory: making.directory,
        counties: COUNTIES.map(|(code, name)| CountyName { code, name }).to_vec(),
        teams: TEAMS.map(|(key, name)| Team { key, name }).to_vec(),
        staff: STAFF.iter().map(|&(name, role, teams)| staff(name, role, teams)).collect(),
        partners,
    }
}

fn staff(name: &'static str, role: &str, teams: &'static [usize]) -> Staff {
    Staff {
        name,
        email: mail(name, "alderwickline"),
        role: StaffRole::from_code(role).expect("the cast has roles of the code list"),
        teams,
        languages: if teams.contains(&2) { &["es", "en"] } else { &["en"] },
    }
}

fn mail(name: &str, site: &str) -> String {
    let words = directory::fold::words(name);
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !["dr", "mrs", "sgt"].contains(word))
        .collect();
    format!("{}@{site}.example", words.join("."))
}

#[cfg(test)]
mod tests;
