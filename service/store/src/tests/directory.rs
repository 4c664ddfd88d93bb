//! The directory: imported whole, twice the same, its confidential parts out of reach of the tables.

use ::directory::value::{Confidentiality, Number};
use ::directory::{Directory, PublicView, Service};
use access::{Act, Look};
use casework::event::Event;
use casework::id::{ServiceId, TeamId};
use casework::member::{Actor, Member, StaffRole};
use casework::time::{Span, Timestamp};
use uuid::Uuid;
use vault::{KeyPair, Keyring, ReaderId, Text};

use super::world::World;
use crate::capacity::{self, Since};
use crate::db::on;
use crate::directory::{Kind, MarkKey, Missing, Prepared, Report, all, edit, import, of_id};
use crate::subject;
use crate::team::{self, Team, TeamKind};
use crate::{Error, Store};

fn key() -> MarkKey {
    MarkKey::new([3; 32])
}

fn county() -> Directory {
    simulation::county(1, Timestamp::from_micros(1_800_000_000_000_000)).directory
}

/// Founds a team and gives the ring of somebody who is in it.
async fn team(store: &Store, number: u128) -> Keyring {
    let ((), mut tx) =
        store.enter(&Actor::Nobody, Act::SetUp, subject::Installation).await.unwrap();
    let pair = KeyPair::generate(&mut store.rng());
    let id = TeamId::from_uuid(Uuid::from_u128(number));
    let public = pair.public();
    let name = Text::from("Night line");
    let team = Team::new(id, TeamKind::Hotline, public, &name, &public, &mut store.rng());
    team::insert(&mut tx, &team).await.unwrap();
    tx.commit(Event::TeamCreated { team: id }).await.unwrap();
    Keyring::new(ReaderId(id.uuid()), pair.into_secret())
}

async fn load(store: &Store, directory: &Directory, missing: Missing) -> Result<Report, Error> {
    let prepared = Prepared::of(directory, &key());
    let entered = store.enter(&Actor::Machine, Act::ImportDirectory, subject::Directory).await;
    let ((), mut tx) = entered?;
    let (report, event) = import(&mut tx, &prepared, missing, &mut |_| {}).await?;
    tx.commit(event).await?;
    Ok(report)
}

async fn stored(store: &Store) -> Directory {
    let look = store.look(&Actor::Machine, Look::SeeDirectory, subject::Directory).await;
    all(&mut look.unwrap().1).await.unwrap()
}

#[tokio::test]
async fn the_same_import_twice_changes_nothing_the_second_time() {
    for world in World::all().await {
        team(&world.store, 1).await;
        let county = county();
        let first = load(&world.store, &county, Missing::Remove).await.unwrap().total();
        let rows = county.organizations.len()
            + county.services.len()
            + county.locations.len()
            + county.taxonomies.len()
            + county.taxonomy_terms.len();
        assert_eq!(first.added, rows as u64);
        let second = load(&world.store, &county, Missing::Remove).await.unwrap();
        assert_eq!(second.total().unchanged, rows as u64);
        assert_eq!((second.total().added, second.total().changed), (0, 0));
        assert!(second.sealed > 0, "the county has confidential shelters");
        assert_eq!(stored(&world.store).await, PublicView::of(&county).directory());
        assert_eq!(world.store.directory_edition().await.unwrap().version, 2);
    }
}

#[tokio::test]
async fn what_changed_and_what_is_gone_is_counted() {
    for world in World::all().await {
        team(&world.store, 1).await;
        let county = county();
        load(&world.store, &county, Missing::Remove).await.unwrap();
        let mut services = county.services.clone().into_iter();
        let gone = services.next().unwrap();
        let renamed = Service { name: "Another name".into(), ..services.next().unwrap() };
        let mut next = Directory { services: Default::default(), ..county.clone() };
        next.services.put(renamed.clone());
        for service in services {
            next.services.put(service);
        }
        // Part of a directory leaves the rest alone; the whole of one does not.
        let part = load(&world.store, &next, Missing::Keep).await.unwrap();
        assert_eq!((part.total().changed, part.total().removed), (1, 0));
        let whole = load(&world.store, &next, Missing::Remove).await.unwrap();
        assert_eq!((whole.total().changed, whole.total().removed), (0, 1));
        let kept = stored(&world.store).await;
        assert!(kept.services.find(gone.id).is_none());
        assert_eq!(kept.services.find(renamed.id).unwrap().name, "Another name");
    }
}

#[tokio::test]
async fn a_confidential_address_is_in_no_byte_and_opens_for_the_team() {
    let world = World::sqlite().await;
    let ring = team(&world.store, 1).await;
    let county = county();
    load(&world.store, &county, Missing::Remove).await.unwrap();
    let secret: Vec<_> = county
        .locations
        .iter()
        .filter(|place| place.confidentiality.unwrap_or_default() != Confidentiality::Public)
        .collect();
    assert!(secret.len() > 2, "the county has confidential shelters");
    let bytes = world.bytes();
    assert!(bytes.len() > 100_000, "the database and its log were read");
    for place in &secret {
        for address in &place.addresses {
            let street = address.address_1.as_bytes();
            assert!(
                !bytes.windows(street.len()).any(|part| part == street),
                "`{}` is in the database",
                address.address_1
            );
        }
    }
    let look = world.store.look(&Actor::Machine, Look::SeeDirectory, subject::Directory).await;
    let ((), mut view) = look.unwrap();
    let place = secret[0];
    let entry = of_id(&mut view, Kind::Location, place.id).await.unwrap().unwrap();
    assert!(entry.is_confidential);
    let whole: ::directory::Location = entry.whole(&mut view, &ring).await.unwrap();
    assert_eq!(whole, *place);
    let stranger = Keyring::new(
        ReaderId(Uuid::from_u128(9)),
        KeyPair::generate(&mut world.store.rng()).into_secret(),
    );
    let closed = entry.whole::<::directory::Location>(&mut view, &stranger).await;
    assert!(matches!(closed, Err(Error::Sealed(_))));
}

#[tokio::test]
async fn a_sealed_entry_in_the_row_of_another_does_not_open() {
    const MOVE: &str = "UPDATE directory_entries SET body_sealed =
        (SELECT e.body_sealed FROM directory_entries e WHERE e.id = $1) WHERE id = $2";
    for world in World::all().await {
        let ring = team(&world.store, 1).await;
        let county = county();
        load(&world.store, &county, Missing::Remove).await.unwrap();
        let mut secret = county.locations.iter().filter(|place| place.confidentiality.is_some());
        let (from, to) = (secret.next().unwrap().id, secret.next().unwrap().id);
        let mut conn = world.address.writer().await.unwrap();
        on!(&mut conn, c => sqlx::query(MOVE).bind(from).bind(to).execute(&mut **c).await.map(drop))
            .unwrap();
        let look = world.store.look(&Actor::Machine, Look::SeeDirectory, subject::Directory).await;
        let ((), mut view) = look.unwrap();
        let entry = of_id(&mut view, Kind::Location, from).await.unwrap().unwrap();
        assert!(entry.whole::<::directory::Location>(&mut view, &ring).await.is_ok());
        let entry = of_id(&mut view, Kind::Location, to).await.unwrap().unwrap();
        let moved = entry.whole::<::directory::Location>(&mut view, &ring).await;
        assert!(matches!(moved, Err(Error::Sealed(_))));
    }
}

#[tokio::test]
async fn a_team_that_is_founded_later_opens_it_after_the_next_import() {
    for world in World::all().await {
        let county = county();
        let refused = load(&world.store, &county, Missing::Remove).await;
        assert!(matches!(refused, Err(Error::Rule(_))), "nobody is there to seal it to");
        assert_eq!(stored(&world.store).await, Directory::default());
        team(&world.store, 1).await;
        load(&world.store, &county, Missing::Remove).await.unwrap();
        let late = team(&world.store, 2).await;
        let again = load(&world.store, &county, Missing::Remove).await.unwrap();
        assert_eq!((again.total().added, again.total().changed), (0, 0));
        let look = world.store.look(&Actor::Machine, Look::SeeDirectory, subject::Directory).await;
        let ((), mut view) = look.unwrap();
        let place = county.locations.iter().find(|place| place.confidentiality.is_some()).unwrap();
        let entry = of_id(&mut view, Kind::Location, place.id).await.unwrap().unwrap();
        let whole: ::directory::Location = entry.whole(&mut view, &late).await.unwrap();
        assert_eq!(whole, *place);
    }
}

#[tokio::test]
async fn a_number_that_was_said_later_survives_an_older_import() {
    for world in World::all().await {
        team(&world.store, 1).await;
        let mut county = county();
        load(&world.store, &county, Missing::Remove).await.unwrap();
        let beds = county.services.iter().find(|one| !one.capacities.is_empty()).unwrap().clone();
        let service = ServiceId::from_uuid(beds.id);
        let read = || async {
            let look =
                world.store.look(&Actor::Machine, Look::SeeDirectory, subject::Directory).await;
            capacity::of_service(&mut look.unwrap().1, service, Timestamp::EPOCH).await.unwrap()
        };
        let before = read().await;
        let said = capacity::Capacity {
            available: Some(0),
            updated_at: before[0].updated_at + Span::from_minutes(1),
            ..before[0].clone()
        };
        let entered = world.store.enter(&Actor::Machine, Act::ImportDirectory, subject::Directory);
        let ((), mut tx) = entered.await.unwrap();
        capacity::put(&mut tx, service, &said).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let edition = world.store.directory_edition().await.unwrap();

        // The directory changes, but its number is the old one.
        county.services.put(Service { description: Some("New.".into()), ..beds.clone() });
        load(&world.store, &county, Missing::Remove).await.unwrap();
        assert_eq!(read().await[0].available, Some(0));

        // What was noted lately is found by its mark.
        let look = world.store.look(&Actor::Machine, Look::SeeDirectory, subject::Directory).await;
        let mut since = Since::from(edition.noted_at);
        let noted = capacity::since(&mut look.unwrap().1, &mut since, (edition.noted_at, 1_000))
            .await
            .unwrap();
        assert!(noted.iter().any(|one| one.id == said.id && one.available == Some(0)));

        // A number that cannot be counts as not said.
        let mut wrong = beds;
        wrong.capacities[0].available = Number::from(99);
        wrong.capacities[0].maximum = Some(Number::from(4));
        wrong.capacities[0].updated = (said.updated_at + Span::from_minutes(1)).into();
        county.services.put(wrong);
        load(&world.store, &county, Missing::Remove).await.unwrap();
        assert_eq!(read().await[0].available, None);
    }
}

/// The rows of an organisation, as the desk's directory knows them.
fn family(directory: &Directory, organization: Uuid) -> Vec<(Kind, Uuid)> {
    let own = |id: Option<Uuid>| id == Some(organization);
    let services = directory.services.iter().filter(|row| own(row.organization_id));
    let locations = directory.locations.iter().filter(|row| own(row.organization_id));
    std::iter::once((Kind::Organization, organization))
        .chain(services.map(|row| (Kind::Service, row.id)))
        .chain(locations.map(|row| (Kind::Location, row.id)))
        .collect()
}

#[tokio::test]
async fn an_edited_service_stands_as_if_all_had_been_imported_anew() {
    for world in World::all().await {
        let ring = team(&world.store, 1).await;
        let mut county = county();
        load(&world.store, &county, Missing::Remove).await.unwrap();
        // A number that another service of the organisation repeats becomes a secret.
        let mut services = county.services.iter().filter(|one| !one.phones.is_empty());
        let first = services.next().unwrap().clone();
        let of = first.organization_id.unwrap();
        let mut sister = services.find(|one| one.organization_id == Some(of)).unwrap().clone();
        let number = first.phones[0].number.clone();
        sister.description = Some(format!("Or call {number}."));
        county.services.put(sister.clone());
        load(&world.store, &county, Missing::Remove).await.unwrap();
        assert!(stored(&world.store).await.services.find(sister.id).unwrap().description.is_some());

        let mut hidden = Service { name: "Known to staff".into(), ..first.clone() };
        hidden.phones[0].confidentiality = Some(Confidentiality::Staff);
        let change = async |seen: i64| {
            let id = casework::id::MemberId::new(world.store.now(), [7; 10]);
            let (roles, teams) = ([StaffRole::Coordinator].into(), Default::default());
            let coordinator = Actor::Member(Member { id, roles, teams });
            let entered = world.store.enter(&coordinator, Act::EditDirectory, subject::Directory);
            let ((), mut tx) = entered.await.unwrap();
            let (family, key) = (family(&county, of), key());
            let seen = edit::Seen { kind: Kind::Service, id: hidden.id, version: seen };
            let changed =
                edit::Changed { service: Some(hidden.clone()), ..edit::Changed::default() };
            let of = (ServiceId::from_uuid(hidden.id), &*family);
            let edited = edit::change(&mut tx, (&ring, &key), of, (changed, Some(seen)));
            let event = edited.await?;
            tx.commit(event).await
        };
        let ((), mut view) = world
            .store
            .look(&Actor::Machine, Look::SeeDirectory, subject::Directory)
            .await
            .unwrap();
        let seen = of_id(&mut view, Kind::Service, first.id).await.unwrap().unwrap().version;
        drop(view);
        assert!(matches!(change(seen - 1).await, Err(Error::Changed)));
        change(seen).await.unwrap();
        assert!(matches!(change(seen).await, Err(Error::Changed)), "it was written since");

        county.services.put(hidden.clone());
        let stands = stored(&world.store).await;
        assert_eq!(stands, PublicView::of(&county).directory());
        let told = stands.services.find(sister.id).unwrap().description.clone();
        assert!(!told.unwrap_or_default().contains(&number), "the sister still tells the secret");
        let again = load(&world.store, &county, Missing::Remove).await.unwrap().total();
        assert_eq!((again.added, again.changed, again.removed), (0, 0, 0));
    }
}
