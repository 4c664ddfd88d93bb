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
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(names[0], "daybreak-20200102T000000Z.backup");
    assert_eq!(names[2], "notes");
}
