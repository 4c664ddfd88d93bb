//! The real binary as operators and browsers meet it: killed, stopped, backed up, looked through.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod backup;
mod dump;
mod killed;
mod operate;
mod restart;

use std::path::Path;
use std::process::{Command, Output};

use drill::database::{self, Place};

/// The binary under test.
fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_daybreak"))
}

/// Runs one command in the folder of a database.
fn run(place: &Place, arguments: &[&str]) -> Output {
    let arguments = [arguments, &["--database", place.url()]].concat();
    Command::new(program()).args(arguments).current_dir(place.folder()).output().unwrap()
}

/// The same in words, for a command that has to work.
fn done(place: &Place, arguments: &[&str]) -> String {
    let output = run(place, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// What a command said, with its exit status, for a failing assertion.
fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}\n{}{}", output.status, text(&output.stdout), text(&output.stderr))
}

/// A place on every engine that is at hand.
async fn places() -> Vec<Place> {
    let mut places = vec![database::sqlite()];
    places.extend(database::postgres().await.unwrap());
    places
}
