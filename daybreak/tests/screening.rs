//! `daybreak screening` as it is called: status, output, and what is in the database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of a test; it goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("daybreak-screening-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn put(&self, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_daybreak"))
            .arg("screening")
            .args(arguments)
            .current_dir(&self.0)
            .env("DAYBREAK_LOG", "error")
            .output()
            .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn sheet() -> String {
    let place = "../service/screening/instruments/sscst.json";
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(place)).unwrap()
}

fn own() -> String {
    let url = "https://github.com/daybreak-project/daybreak/fhir/Questionnaire/sscst";
    let own = sheet().replace(url, "https://harbor.example/Questionnaire/sscst");
    own.replace("Topic: serious injuries in the past", "Have you ever been seriously hurt?")
}

fn said(output: &Output) -> String {
    format!(
        "status {}\n{}{}",
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn a_file_is_checked_loaded_once_and_never_overwritten() {
    let folder = Folder::new("load");
    let file = folder.put("own.json", &own());
    let checked = said(&folder.run(&["check", &file]));
    assert!(checked.starts_with("status 0") && checked.contains("studied at ages 11 to 18"));
    assert!(checked.contains("sensitivity 84.44 %, specificity 57.50 %"), "{checked}");
    assert!(!folder.0.join("daybreak-data").exists(), "checking opens no database");

    let loaded = said(&folder.run(&["import", &file]));
    assert!(loaded.starts_with("status 0") && loaded.contains("\nloaded"), "{loaded}");
    let again = said(&folder.run(&["import", &file]));
    assert!(again.contains("it was loaded before"), "{again}");
    let changed = folder.put("changed.json", &own().replace("seriously hurt", "badly hurt"));
    let refused = said(&folder.run(&["import", &changed]));
    assert!(refused.starts_with("status 1"), "{refused}");
    assert!(refused.contains("give this file a new `version`"), "{refused}");
}

#[test]
fn what_is_no_instrument_or_is_ours_already_is_refused_with_what_to_do() {
    let folder = Folder::new("refuse");
    for (name, content, hint) in [
        ("ours.json", sheet(), "give the file a `url` of your own"),
        ("torn.json", own()[..400].to_owned(), "is no instrument"),
        (
            "unversioned.json",
            own().replace("\"version\": \"1.0.0\",", ""),
            "write one into `version`",
        ),
    ] {
        let file = folder.put(name, &content);
        let refused = said(&folder.run(&["import", &file]));
        assert!(refused.starts_with("status 1") && refused.contains(hint), "{name}: {refused}");
    }
    assert!(!folder.0.join("daybreak-data").exists(), "nothing was written");
}
