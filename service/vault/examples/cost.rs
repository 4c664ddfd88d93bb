//! What the vault's operations cost on this machine: `cargo run --release -p vault --example cost`.
//!
//! Every operation runs on one core in ten rounds of a tenth of a second; the figure is the mean of
//! the fastest round, so that other work on the machine counts for little. The figures in the
//! crate's documentation were taken with it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use uuid::Uuid;
use vault::audit::Verifier;
use vault::member::PasswordCost;
use vault::rand_core::UnwrapErr;
use vault::{
    ChainHash, Entry, IndexKey, KeyPair, Password, PasswordLock, Place, ReaderId, Receipt,
    RecordKey, Sealed, SessionSecret, Text,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    records()?;
    actors()?;
    trails();
    Ok(())
}

fn records() -> Result<(), Box<dyn std::error::Error>> {
    let rng = &mut UnwrapErr(getrandom::SysRng);
    let team = KeyPair::generate(rng);
    let (reader, record) = (ReaderId(Uuid::from_u128(1)), Uuid::from_u128(2));
    let place = Place { table: "messages", record, column: "body", version: 1 };
    let text = Text::from("I am at the bus station and I do not know where to sleep tonight");

    measure("make the key of a record", || RecordKey::generate(rng));
    let key = RecordKey::generate(rng);
    measure("wrap it for one reader", || key.wrap_for(reader, &team.public(), record, rng));
    let wrapped = key.wrap_for(reader, &team.public(), record, rng);
    measure("seal a message", || Sealed::seal(&text, &key.public(), place, rng));
    let sealed = Sealed::seal(&text, &key.public(), place, rng);
    measure("open a message", || sealed.open(key.secret(), place));
    measure("unwrap a record's key", || wrapped.unwrap(team.secret(), reader, record));
    let long = Text::from("word ".repeat(3000));
    measure("seal 15 kB", || Sealed::seal(&long, &key.public(), place, rng));
    let pages = vec![7; 1 << 20];
    let mut archive = Vec::new();
    measure("archive 1 MiB", || {
        archive.clear();
        vault::archive::seal(pages.as_slice(), &mut archive, &team.public(), rng)
    });
    sealed.open(key.secret(), place)?;
    Ok(())
}

fn actors() -> Result<(), Box<dyn std::error::Error>> {
    let rng = &mut UnwrapErr(getrandom::SysRng);
    let member = ReaderId(Uuid::from_u128(3));
    let key = KeyPair::generate(rng);
    let session = SessionSecret::generate(rng);
    let lock = session.lock(key.secret(), member, rng);
    measure("unlock a session", || session.unlock(&lock, member));
    let password = Password::chosen("seven plain wooden chairs")?;
    let lock = PasswordLock::lock(key.secret(), &password, PasswordCost::OWASP, member, rng);
    measure("unlock with a password", || lock.unlock(&password, member));
    let receipt = Receipt::generate(rng);
    measure("keys of a receipt", || receipt.keys(&[0; 16]));
    let index = IndexKey::of_team(key.secret());
    measure("index a name", || index.name("María Fernanda O’Neill"));
    Ok(())
}

fn trails() {
    let entry = Entry {
        seq: 1,
        at: 1_800_000_000_000_000,
        actor_kind: "member",
        actor: Some(Uuid::from_u128(4)),
        act: "ViewContact",
        subject_kind: "contact",
        subject: Some(Uuid::from_u128(5)),
        why: "own queue",
    };
    let hash = ChainHash::GENESIS.extend(&entry);
    measure("verify an audit entry", || {
        Verifier::new().next(&entry, Some(ChainHash::GENESIS), hash)
    });
}

/// Prints the mean of the fastest of ten rounds.
fn measure<T>(what: &str, mut act: impl FnMut() -> T) {
    let mut fastest = Duration::MAX;
    for _ in 0..10 {
        let (start, mut times) = (Instant::now(), 0);
        while start.elapsed() < Duration::from_millis(100) {
            black_box(act());
            times += 1;
        }
        fastest = fastest.min(start.elapsed() / times);
    }
    let a_second = 1.0 / fastest.as_secs_f64();
    println!("{what:<28} {fastest:>12.1?} {a_second:>12.0}/s");
}
