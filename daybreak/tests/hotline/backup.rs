//! A backup is taken while the service runs, and is proved by what it brings back.

use std::path::PathBuf;

use drill::database::Place;
use drill::house::{self, Plan};
use drill::{Browser, Server};

use crate::{done, places, program, run, told};

/// A serving hotline with one conversation, and its recovery key in a file.
struct Running {
    server: Server,
    visitor: Browser,
    key: PathBuf,
}

async fn running(place: &Place) -> Running {
    let server = Server::start(program(), place, &[]).unwrap();
    let mut browser = Browser::at(server.address());
    let house = house::found(&mut browser, &Plan::default()).await.unwrap();
    let key = place.folder().join("recovery.txt");
    std::fs::write(&key, house.recovery).unwrap();
    let mut visitor = Browser::at(server.address());
    let page = visitor.get("/chat/start").await.unwrap();
    let words = [("key", page.key()), ("lane", "help"), ("words", "remember me")];
    visitor.post("/chat/start", &words).await.unwrap().expect(303, "a chat").unwrap();
    Running { server, visitor, key }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_either_engine_comes_back_on_either() {
    for from in places().await {
        let Running { server, mut visitor, key } = running(&from).await;
        let (file, key) = (from.folder().join("a.backup"), key.to_str().unwrap().to_owned());
        let file = file.to_str().unwrap().to_owned();
        done(&from, &["backup", &file]);
        let again = run(&from, &["backup", &file]);
        assert!(!again.status.success(), "what is there is never written over");
        let checked = done(&from, &["restore", &file, "--check", "--recovery-key", &key]);
        assert!(checked.contains("audit whole") && checked.contains("restores"), "{checked}");
        let into_itself = run(&from, &["restore", &file, "--recovery-key", &key]);
        assert!(!into_itself.status.success(), "{}", told(&into_itself));
        drop(server);

        for to in places().await {
            std::fs::create_dir_all(to.folder()).unwrap();
            done(&to, &["restore", &file, "--recovery-key", &key]);
            let twice = run(&to, &["restore", &file, "--recovery-key", &key]);
            assert!(!twice.status.success(), "{}", told(&twice));
            let server = Server::start(program(), &to, &[]).unwrap();
            visitor.move_to(server.address());
            assert!(visitor.get("/chat").await.unwrap().text.contains("remember me"));
            // The instance key came along: log-in names are still known.
            let mut member = Browser::at(server.address());
            house::sign_in(&mut member, Plan::default().supervisor).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_not_whole_or_not_ours_is_refused() {
    let place = drill::database::sqlite();
    let Running { server, key, .. } = running(&place).await;
    let file = place.folder().join("a.backup");
    let shown = file.to_str().unwrap();
    done(&place, &["backup", shown]);
    drop(server);
    let check = |file: &str, key: &str| {
        let output = run(&place, &["restore", file, "--check", "--recovery-key", key]);
        (output.status.success(), told(&output))
    };
    let key = key.to_str().unwrap();
    assert!(check(shown, key).0);

    let other = place.folder().join("other.txt");
    let recovery =
        vault::RecoveryKey::generate(&mut vault::rand_core::UnwrapErr(getrandom::SysRng));
    std::fs::write(&other, recovery.to_text().as_str()).unwrap();
    assert!(!check(shown, other.to_str().unwrap()).0, "another key opens nothing");

    let whole = std::fs::read(&file).unwrap();
    let damaged = place.folder().join("damaged.backup");
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    for bytes in [&whole[..0], &whole[..20], &whole[..whole.len() - 1], &flipped] {
        std::fs::write(&damaged, bytes).unwrap();
        let (restores, said) = check(damaged.to_str().unwrap(), key);
        assert!(!restores, "{said}");
    }
    let left: Vec<_> = std::fs::read_dir(place.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".part"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_keeps_the_newest_backups() {
    let place = drill::database::sqlite();
    let Running { .. } = running(&place).await;
    let folder = place.folder().join("backups");
    std::fs::create_dir(&folder).unwrap();
    for old in ["daybreak-20200101T000000Z.backup", "daybreak-20200102T000000Z.backup", "notes"] {
        std::fs::write(folder.join(old), "old").unwrap();
    }
    done(&place, &["backup", folder.to_str().unwrap(), "--keep", "2"]);
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 4, "{names:?}");
    assert_eq!(names[0], "daybreak-20200102T000000Z.backup");
    assert_eq!(names[2..], ["erasures.ledger", "notes"]);
}

/// Erases the contact that was received last: the supervisor asks, a coordinator agrees. Gives its line
/// of the ledger.
async fn erase_last(server: &Server) -> String {
    let mut supervisor = Browser::at(server.address());
    house::sign_in(&mut supervisor, Plan::default().supervisor).await.unwrap();
    supervisor.post("/desk/shift", &[("act", "start")]).await.unwrap();
    let queue = supervisor.get("/desk").await.unwrap().text;
    let (before, _) = queue.split_once("/answer\"").expect("somebody waits");
    let contact = before.rsplit('/').next().unwrap().to_owned();
    supervisor.post(&format!("/desk/{contact}/answer"), &[]).await.unwrap();
    let end = [("ending", "finished")];
    supervisor
        .post(&format!("/desk/{contact}/end"), &end)
        .await
        .unwrap()
        .expect(303, "end")
        .unwrap();

    let page = supervisor.get("/members").await.unwrap();
    let team = page.text.split("name=\"team\" value=\"").nth(1).expect("a team to join");
    let team = team.split('"').next().unwrap();
    let invitation = [("name", "Second"), ("role", "coordinator"), ("team", team)];
    let invited = supervisor.post("/members/invite", &invitation).await.unwrap();
    let (_, link) = invited.text.split_once("/join/").expect("an invitation");
    let link: String =
        link.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    let mut second = Browser::at(server.address());
    house::join(&mut second, &format!("/join/{link}"), ("second", "Second")).await.unwrap();
    house::sign_in(&mut second, "second").await.unwrap();

    let erase = format!("/desk/keep/contact/{contact}/erase");
    let ask = [("act", "ask"), ("reason", "person_asked")];
    supervisor.post(&erase, &ask).await.unwrap().expect(303, "asking").unwrap();
    let agree = [("act", "agree"), ("sure", "yes")];
    let erased = second.post(&erase, &agree).await.unwrap().expect(303, "erasing").unwrap();
    assert_eq!(erased.location, "/desk/erasure/1");
    second.get("/desk/erasure/1").await.unwrap().expect(200, "the certificate").unwrap();
    contact
}

/// Waits until the service has written a line to its ledger.
async fn written(ledger: &std::path::Path, lines: usize) -> String {
    for _ in 0..600 {
        let text = std::fs::read_to_string(ledger).unwrap_or_default();
        // The first line is the heading.
        if text.lines().count() > lines {
            return text;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the ledger was not written");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_after_a_backup_does_not_come_back_with_it() {
    for from in places().await {
        let Running { server, mut visitor, key } = running(&from).await;
        let key = key.to_str().unwrap().to_owned();
        // The older backup lies elsewhere, as on another machine: no ledger is beside it.
        let away = from.folder().join("away");
        std::fs::create_dir_all(&away).unwrap();
        let file = away.join("old.backup").to_str().unwrap().to_owned();
        done(&from, &["backup", &file]);
        std::fs::remove_file(away.join("erasures.ledger")).unwrap();
        let contact = erase_last(&server).await;
        let beside = walk(from.folder()).into_iter().find(|path| path.ends_with("instance.key"));
        let ledger = beside.unwrap().with_file_name("erasures.ledger");
        let text = written(&ledger, 1).await;
        assert!(text.contains(&contact), "it names the record and nothing of it");
        let page = visitor.get("/chat").await.unwrap();
        assert!(!page.text.contains("remember me"));
        drop(server);

        for to in places().await {
            std::fs::create_dir_all(to.folder()).unwrap();
            let restore = ["restore", &*file, "--recovery-key", &*key];
            let blind = run(&to, &restore);
            assert!(
                !blind.status.success() && told(&blind).contains("--no-ledger"),
                "{}",
                told(&blind)
            );
            let named = [&restore[..], &["--ledger", ledger.to_str().unwrap()]].concat();
            let said = done(&to, &named);
            assert!(said.contains("1 after this backup, erased again"), "{said}");
            let server = Server::start(program(), &to, &[]).unwrap();
            visitor.move_to(server.address());
            assert!(!visitor.get("/chat").await.unwrap().text.contains("remember me"));
            let mut member = Browser::at(server.address());
            house::sign_in(&mut member, Plan::default().supervisor).await.unwrap();
            let gone = member.get(&format!("/desk/{contact}")).await.unwrap();
            assert_eq!((gone.status, &*gone.location), (303, "/desk/erasure/1"));
        }

        // Restored without it all the same: the service itself erases again at its next start.
        for to in places().await {
            std::fs::create_dir_all(to.folder()).unwrap();
            done(&to, &["restore", &file, "--recovery-key", &key, "--no-ledger"]);
            let keys = walk(to.folder()).into_iter().find(|path| path.ends_with("instance.key"));
            std::fs::copy(&ledger, keys.unwrap().with_file_name("erasures.ledger")).unwrap();
            let found = run(&to, &["doctor"]);
            assert!(
                told(&found).contains("tells what these records do not know"),
                "{}",
                told(&found)
            );
            let server = Server::start(program(), &to, &[]).unwrap();
            visitor.move_to(server.address());
            assert!(!visitor.get("/chat").await.unwrap().text.contains("remember me"));
            drop(server);
            let found = run(&to, &["doctor"]);
            assert!(told(&found).contains("1 in the ledger"), "{}", told(&found));
        }
    }
}

fn walk(folder: &std::path::Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
