//! What operators ask: the doctor, accounts, and the figures.

use drill::house::{self, Plan};
use drill::{Browser, Server};
use serde_json::Value;

use crate::{done, places, program, run, told};

/// The doctor's verdict on one thing.
fn verdict(findings: &Value, what: &str) -> String {
    let all = findings.as_array().unwrap();
    let finding = all.iter().find(|finding| finding["what"] == what);
    finding.map_or(String::new(), |finding| finding["verdict"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_what_is_wrong_and_says_what_to_do() {
    for place in places().await {
        std::fs::create_dir_all(place.folder()).unwrap();
        let examine = || {
            let output = run(&place, &["doctor", "--json", "-"]);
            let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
            let is_wrong = |one: &&Value| one["verdict"] == "wrong";
            let wrong: Vec<&Value> = findings.as_array().unwrap().iter().filter(is_wrong).collect();
            assert_eq!(output.status.success(), wrong.is_empty(), "{findings}");
            // How full the machine's disk is, no test decides.
            (wrong.iter().all(|one| one["what"] == "disk"), findings)
        };
        let (right, findings) = examine();
        assert!(!right, "nothing is there yet: {findings}");
        assert_eq!(verdict(&findings, "instance key"), "wrong");

        let server = Server::start(program(), &place, &[]).unwrap();
        assert_eq!(verdict(&examine().1, "set-up"), "watch");
        let mut browser = Browser::at(server.address());
        house::found(&mut browser, &Plan::default()).await.unwrap();
        let (right, findings) = examine();
        assert!(!right && verdict(&findings, "backup") == "wrong", "{findings}");
        assert_eq!(verdict(&findings, "audit"), "right");
        assert_eq!(verdict(&findings, "schema"), "right");

        done(&place, &["backup", place.folder().join("a.backup").to_str().unwrap()]);
        let (right, findings) = examine();
        assert!(right, "{findings}");
        assert_eq!(verdict(&findings, "backup"), "right");

        let key = walk(place.folder()).into_iter().find(|path| path.ends_with("instance.key"));
        open_to_all(&key.unwrap());
        let output = run(&place, &["doctor"]);
        assert!(
            !output.status.success() && told(&output).contains("chmod 600"),
            "{}",
            told(&output)
        );
    }
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

fn open_to_all(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_kept_from_the_command_line() {
    let place = drill::database::sqlite();
    let server = Server::start(program(), &place, &[]).unwrap();
    let mut browser = Browser::at(server.address());
    let house = house::found(&mut browser, &Plan::default()).await.unwrap();
    let key = place.folder().join("recovery.txt");
    std::fs::write(&key, &house.recovery).unwrap();
    let key = key.to_str().unwrap();
    let list = || -> Value {
        let named = ["user", "list", "--json", "-", "--recovery-key", key];
        serde_json::from_str(&done(&place, &named)).unwrap()
    };
    let id_of = |name: &str| {
        let all = list();
        let one = all.as_array().unwrap().iter().find(|one| one["name"] == name).cloned();
        one.map(|one| one["id"].as_str().unwrap().to_owned()).unwrap()
    };
    assert_eq!(list().as_array().unwrap().len(), 2);
    assert!(!done(&place, &["user", "list"]).contains("Maya"), "without the key no name opens");

    // Invited into a team by somebody who holds only the recovery key.
    let invite = ["user", "invite", "--name", "Noor", "--role", "specialist", "--team"];
    let invite = [&invite[..], &["Night line", "--recovery-key", key]].concat();
    let link = done(&place, &invite);
    house::join(&mut browser, link.trim(), ("noor", "Noor")).await.unwrap();
    let mut noor = Browser::at(server.address());
    house::sign_in(&mut noor, "noor").await.unwrap();
    noor.get("/desk").await.unwrap().expect(200, "the desk").unwrap();
    let nowhere = [&invite[..7], &["Day line", "--recovery-key", key]].concat();
    let refused = run(&place, &nowhere);
    assert!(told(&refused).contains("`Night line`"), "it says which teams there are");

    // Locked: the session ends at once. Unlocked: signing in works again.
    done(&place, &["user", "lock", &id_of("Noor")]);
    assert_eq!(noor.get("/desk").await.unwrap().location, "/sign-in");
    assert!(house::sign_in(&mut noor, "noor").await.is_err());
    done(&place, &["user", "lock", &id_of("Noor"), "--undo"]);
    house::sign_in(&mut noor, "noor").await.unwrap();

    // Reset: the old password opens nothing, the link sets a new one.
    let link = done(&place, &["user", "reset", &id_of("Noor"), "--recovery-key", key]);
    assert!(house::sign_in(&mut noor, "noor").await.is_err());
    house::join(&mut browser, link.trim(), ("noor", "Noor")).await.unwrap();
    house::sign_in(&mut noor, "noor").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_counted_and_answered_apart_from_the_pages() {
    for place in places().await {
        let server = Server::start(program(), &place, &["--metrics", "127.0.0.1:0"]).unwrap();
        let mut browser = Browser::at(server.address());
        house::found(&mut browser, &Plan::default()).await.unwrap();
        let mut visitor = Browser::at(server.address());
        let page = visitor.get("/chat/start").await.unwrap();
        let words = [("key", page.key()), ("lane", "help"), ("words", "hello")];
        visitor.post("/chat/start", &words).await.unwrap().expect(303, "a chat").unwrap();
        let mut stream = visitor.follow("/chat/events", None).await.unwrap();
        stream.next_of("message").await.unwrap().unwrap();

        let mut watcher = Browser::at(server.metrics().unwrap());
        let text = watcher.get("/metrics").await.unwrap().text;
        for line in [
            "daybreak_contacts_total{channel=\"chat\",lane=\"help\"} 1",
            "daybreak_messages_total{speaker=\"visitor\"} 1",
            "daybreak_streams{who=\"visitor\"} 1",
            "daybreak_waiting 1",
            "daybreak_writer_queue 0",
            "daybreak_requests_total{method=\"POST\",route=\"/chat/start\",status=\"303\"} 1",
            "# EOF",
        ] {
            assert!(text.contains(line), "`{line}` is missing in\n{text}");
        }
        assert!(text.contains("daybreak_write_seconds_bucket"), "{text}");
        // Neither address answers what belongs to the other.
        assert_eq!(browser.get("/metrics").await.unwrap().status, 404);
        assert_eq!(watcher.get("/").await.unwrap().status, 404);
    }
}
