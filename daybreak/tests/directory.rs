//! `daybreak directory` as other programs call it: status, output, and what is in the database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of a test; it goes with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("daybreak-directory-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn put(&self, name: &str, content: &str) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let database = format!("sqlite:{}", self.0.join("data/test.db").display());
        Command::new(env!("CARGO_BIN_EXE_daybreak"))
            .arg("directory")
            .args(arguments)
            .args(["--database", &database])
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

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const ORGANIZATIONS: &str = "id,name,description\n\
    5b9f2b2c-33f1-4a56-9e0c-1a5b3c1f0001,Harbor,Beds for the young\n";
const SERVICES: &str = "id,organization_id,name,status\n\
    5b9f2b2c-33f1-4a56-9e0c-1a5b3c1f0002,5b9f2b2c-33f1-4a56-9e0c-1a5b3c1f0001,Night beds,active\n\
    5b9f2b2c-33f1-4a56-9e0c-1a5b3c1f0003,5b9f2b2c-33f1-4a56-9e0c-1a5b3c1f0001,Day room,active\n";

#[test]
fn a_wrong_cell_is_named_and_nothing_is_imported() {
    let folder = Folder::new("wrong");
    folder.put("package/organizations.csv", ORGANIZATIONS);
    folder.put("package/services.csv", &SERVICES.replace("Day room,active", "Day room,actve"));
    let package = folder.0.join("package").display().to_string();
    let refused = folder.run(&["import", &package]);
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    assert!(said.contains("services.csv, line 3, column 4 (`status`)"), "{said}");
    assert!(said.contains("`actve`") && said.contains("Nothing was changed"), "{said}");
    let out = folder.run(&["export", "-", "--format", "json"]);
    assert_eq!(text(&out.stdout).trim().replace('\n', ""), "[]");

    // The rest is taken when that is asked for, and the row is named all the same.
    let lenient = folder.run(&["import", &package, "--lenient", "--json", "-"]);
    assert_eq!(lenient.status.code(), Some(0), "{}", text(&lenient.stderr));
    let told: serde_json::Value = serde_json::from_slice(&lenient.stdout).unwrap();
    assert_eq!(told["kinds"]["service"]["added"], 1);
    assert_eq!(told["problems"][0]["line"], 3);
}

#[test]
fn a_package_comes_out_as_it_went_in_and_twice_is_once() {
    let folder = Folder::new("twice");
    folder.put("package/organizations.csv", ORGANIZATIONS);
    folder.put("package/services.csv", SERVICES);
    folder.put("package/readme.txt", "not a table");
    let package = folder.0.join("package").display().to_string();
    let import = |more: &[&str]| -> serde_json::Value {
        let arguments = [&["import", package.as_str(), "--json", "-"], more].concat();
        let done = folder.run(&arguments);
        assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
        serde_json::from_slice(&done.stdout).unwrap()
    };
    assert_eq!(import(&[])["total"]["added"], 3);
    let again = import(&[]);
    assert_eq!((&again["total"]["unchanged"], &again["total"]["changed"]), (&3.into(), &0.into()));
    folder.put(
        "package/services.csv",
        SERVICES.split_inclusive('\n').take(2).collect::<String>().as_str(),
    );
    assert_eq!(import(&["--keep"])["total"]["removed"], 0);
    assert_eq!(import(&[])["total"]["removed"], 1);

    let out = folder.0.join("out").display().to_string();
    let done = folder.run(&["export", &out, "--format", "tabular"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let services = std::fs::read_to_string(Path::new(&out).join("services.csv")).unwrap();
    assert!(services.contains("Night beds") && !services.contains("Day room"), "{services}");
    let lines = folder.run(&["export", "-", "--format", "ndjson"]);
    assert_eq!(text(&lines.stdout).lines().count(), 1);
}

#[test]
fn what_cannot_be_a_directory_is_refused_with_what_to_do() {
    let folder = Folder::new("refused");
    let zip = folder.put("package.zip", "PK\u{3}\u{4} and so on");
    let empty = folder.put("empty.json", "[]");
    std::fs::create_dir_all(folder.0.join("nothing")).unwrap();
    let nothing = folder.0.join("nothing").display().to_string();
    let secret = folder.put(
        "secret.json",
        r#"{"id": "5b9f2b2c-33f1-4a56-9e0c-1a5b3c1f0009", "name": "Refuge", "status": "active",
            "phones": [{"id": "5b9f2b2c-33f1-4a56-9e0c-1a5b3c1f0010", "number": "555-0100",
                        "confidentiality": "staff"}]}"#,
    );
    for (path, says) in [
        (zip.as_str(), "unpack it"),
        (empty.as_str(), "no service and no organisation"),
        (nothing.as_str(), "holds no CSV"),
        ("no-such-file.json", "cannot be read"),
        (secret.as_str(), "complete the first-run page"),
    ] {
        let refused = folder.run(&["import", path]);
        assert_eq!(refused.status.code(), Some(1), "{path}");
        assert!(text(&refused.stderr).contains(says), "{path}: {}", text(&refused.stderr));
    }
}

/// Another directory's API: gives each answer to one question, and remembers what it was asked.
struct OtherSide {
    address: String,
    asked: std::sync::mpsc::Receiver<String>,
}

impl OtherSide {
    fn answering(answers: &[String]) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/hsds", listener.local_addr().unwrap());
        let (tell, asked) = std::sync::mpsc::channel();
        let answers = answers.to_vec();
        std::thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                tell.send(lines.next().unwrap().unwrap()).unwrap();
                while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
                let length = answer.len();
                write!(
                    stream,
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{answer}"
                )
                .unwrap();
            }
        });
        Self { address, asked }
    }
}

/// A page of the standard with one service.
fn page(number: u32, pages: u32, name: &str, modified: &str) -> String {
    serde_json::json!({
        "total_items": pages, "total_pages": pages, "page_number": number, "size": 1,
        "first_page": number == 1, "last_page": number == pages, "empty": false,
        "contents": [{
            "id": format!("5b9f2b2c-33f1-4a56-9e0c-1a5b3c1f010{number}"),
            "name": name, "status": "active", "last_modified": modified,
            "organization": {
                "id": "5b9f2b2c-33f1-4a56-9e0c-1a5b3c1f0001",
                "name": "Harbor", "description": "Beds for the young",
            },
        }],
    })
    .to_string()
}

#[test]
fn another_directory_is_followed_from_where_it_was_left() {
    let folder = Folder::new("sync");
    folder.put("package/organizations.csv", ORGANIZATIONS);
    folder.put("package/services.csv", SERVICES);
    let package = folder.0.join("package").display().to_string();
    assert_eq!(folder.run(&["import", &package]).status.code(), Some(0));
    let other = OtherSide::answering(&[
        page(1, 2, "Night line", "2026-11-01T10:00:00Z"),
        page(2, 2, "Safe rides", "2026-11-02T10:00:00Z"),
        "<html>Down for maintenance</html>".to_owned(),
        page(1, 1, "Night line, now with texts", "2026-11-03T10:00:00Z"),
    ]);
    let sync = || folder.run(&["sync", &other.address, "--json", "-"]);
    let names = || {
        let out = text(&folder.run(&["export", "-", "--format", "ndjson"]).stdout);
        ["Night beds", "Night line\"", "Safe rides", "now with texts"]
            .map(|name| out.contains(name))
    };

    let first = sync();
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    let told: serde_json::Value = serde_json::from_slice(&first.stdout).unwrap();
    assert_eq!(told["kinds"]["service"]["added"], 2);
    assert_eq!(told["total"]["removed"], 0, "what is only here stays");
    assert_eq!(names(), [true, true, true, false]);
    assert_eq!(
        other.asked.recv().unwrap(),
        "GET /hsds/services?page=1&per_page=100&full=true HTTP/1.1"
    );
    assert!(other.asked.recv().unwrap().contains("page=2"));

    let down = sync();
    assert_eq!(down.status.code(), Some(1));
    assert!(text(&down.stderr).contains("nothing was changed"), "{}", text(&down.stderr));
    assert!(other.asked.recv().unwrap().contains("modified_after=2026-11-02T09:50:00Z"));
    assert_eq!(names(), [true, true, true, false]);

    let again = sync();
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    let told: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(told["kinds"]["service"]["changed"], 1);
    assert_eq!(names(), [true, false, true, true]);
}
