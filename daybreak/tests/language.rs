//! `daybreak language check`, as other programs call it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn check(text: &str, options: &[&str]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_daybreak"))
        .args(["language", "check", "-"])
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn an_error_is_named_with_its_place_and_fails() {
    let output = check("Seen today:\na Child-Prostitute.\n", &[]);
    assert_eq!(output.status.code(), Some(1));
    let printed = text(&output.stdout);
    assert!(printed.starts_with("-:2:3: error: \"Child-Prostitute\"\n"), "{printed}");
    assert!(
        printed.contains("\n  say:     victim / survivor of child sex trafficking"),
        "{printed}"
    );
}

#[test]
fn a_clean_text_a_quotation_and_a_mere_warning_pass() {
    assert_eq!(check("A victim of child sex trafficking.\n", &[]).status.code(), Some(0));
    assert_eq!(check("She said “my pimp, a child prostitute”.\n", &[]).status.code(), Some(0));
    let output = check("The runaway came back.\n", &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("warn: \"runaway\""));
    assert_eq!(check("The runaway came back.\n", &["--fail-on", "warn"]).status.code(), Some(1));
    assert!(check("The runaway came back.\n", &["--level", "error"]).stdout.is_empty());
}

#[test]
fn findings_come_as_json_and_nothing_else() {
    let output = check("A lot lizard.\n", &["--json", "-"]);
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rows[0]["term"], "T032");
    assert_eq!((&rows[0]["line"], &rows[0]["column"]), (&1.into(), &3.into()));
    assert_eq!(rows[0]["severity"], "error");
}

#[test]
fn a_file_that_is_not_there_is_an_error_and_no_file_is_a_misuse() {
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_daybreak")).args(arguments).output().unwrap()
    };
    let missing = run(&["language", "check", "no-such-file.md"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("`no-such-file.md` cannot be read"));
    assert_eq!(run(&["language", "check"]).status.code(), Some(2));
}
