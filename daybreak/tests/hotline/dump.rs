//! What people write is in no byte that a thief could take.
//!
//! A word of its own is planted through every field of every form. Then each is looked for in the
//! database and its log while the service runs, in a dump of PostgreSQL, in the logs of the service
//! at their most talkative, in the figures, and in the backup, also after that was opened.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use base64ct::{Base64, Encoding as _};
use drill::database::Place;
use drill::house::{self, PASSWORD, Plan};
use drill::{Browser, Server};
use vault::RecoveryKey;

use crate::{done, places, program};

/// Forms that take no text: a button, codes to choose from, or a secret that is checked and dropped.
const NO_TEXT: &[&str] = &[
    "/account/code",
    "/account/code/remove",
    "/account/passkeys",
    "/account/passkeys/start",
    "/account/passkeys/{id}/remove",
    "/account/sessions/{id}/end",
    "/beds/{secret}",
    "/beds/{secret}/free",
    "/chat/end",
    "/chat/guest",
    "/chat/survey",
    "/chat/typing",
    "/desk/access",
    "/desk/beds/{id}",
    "/desk/cases",
    "/desk/cases/{id}/consents",
    "/desk/cases/{id}/link",
    "/desk/cases/{id}/export",
    "/desk/cases/{id}/merge",
    "/desk/cases/{id}/settle",
    "/desk/duties/{id}/dispute",
    "/desk/duties/{id}/hand",
    "/desk/erasure/over",
    "/desk/erasure/periods",
    "/desk/glass/{id}",
    "/desk/keep/{kind}/{id}/close",
    "/desk/keep/{kind}/{id}/erase",
    "/desk/keep/{kind}/{id}/hold",
    "/desk/referrals/{id}",
    "/desk/referrals/{id}/guest",
    "/desk/referrals/{id}/link",
    "/desk/referrals/{id}/outcome",
    "/desk/referrals/{id}/share",
    "/desk/referrals/{id}/unshare",
    "/desk/reviews",
    "/desk/rules/house",
    "/desk/shift",
    "/desk/tips/{id}/link",
    "/desk/tips/{id}/move",
    "/desk/tips/{id}/receipt",
    "/desk/{id}/answer",
    "/desk/{id}/beds",
    "/desk/{id}/dismiss",
    "/desk/{id}/end",
    "/desk/{id}/join",
    "/desk/{id}/known",
    "/desk/{id}/lane",
    "/desk/{id}/queue",
    "/desk/{id}/referrals",
    "/desk/{id}/screenings",
    "/desk/{id}/services/{service}",
    "/desk/{id}/services/{service}/free",
    "/desk/{id}/services/{service}/link",
    "/desk/{id}/transfer",
    "/desk/{id}/typing",
    "/exit",
    "/hsds/organizations",
    "/hsds/service_at_locations",
    "/hsds/services",
    "/hsds/taxonomies",
    "/hsds/taxonomy_terms",
    "/lock",
    "/members/{id}/reset",
    "/members/{id}/restore",
    "/members/{id}/suspend",
    "/members/{id}/team",
    "/r/{secret}",
    "/r/{secret}/code",
    "/r/{secret}/guest/move",
    "/sign-in/passkey",
    "/sign-in/passkey/start",
    "/sign-out",
    "/tip/leave",
    "/tip/receipt",
    "/unlock",
];

/// The text of a rule is law that everybody may read, and an entry of the directory is for everybody:
/// what of it is marked as confidential the store's tests look for in every byte.
const PUBLIC: &[&str] = &[
    "/desk/directory/new",
    "/desk/directory/{service}",
    "/desk/directory/{service}/new",
    "/desk/directory/{service}/places/{place}",
    "/desk/directory/{service}/terms",
    "/desk/rules/{name}",
];

/// A guest needs a service that said yes, which needs a directory: the tests of the pages plant a word in
/// this form and look for it in every byte of the database.
const ELSEWHERE: &[&str] = &["/r/{secret}/guest"];

/// How every planted word begins, and every planted number: they stand nowhere else.
const WORD: &str = "xqplantx";
const NUMBER: &str = "555987105559";

/// Everything that was planted, and by which forms.
#[derive(Default)]
struct Planted {
    words: Vec<String>,
    forms: BTreeSet<&'static str>,
    /// Who answers, and where.
    login: String,
    room: String,
}

impl Planted {
    /// A new word.
    fn word(&mut self, field: &str) -> String {
        let word = format!("{WORD}{}{field}", self.words.len());
        self.words.push(word.clone());
        word
    }

    /// A new number.
    fn number(&mut self) -> String {
        let number = format!("{NUMBER}{:02}", self.words.len());
        self.words.push(number.clone());
        number
    }

    /// Fills these fields and sends them; `fixed` are those that take no text.
    async fn send(
        &mut self,
        browser: &mut Browser,
        (form, path): (&'static str, &str),
        fields: &[&str],
        fixed: &[(&str, &str)],
    ) {
        self.forms.insert(form);
        let planted: Vec<_> = fields
            .iter()
            .map(|field| {
                let is_number = matches!(*field, "phone" | "address");
                (*field, if is_number { self.number() } else { self.word(field) })
            })
            .collect();
        let planted = planted.iter().map(|(field, word)| (*field, word.as_str()));
        let all: Vec<_> = fixed.iter().copied().chain(planted).collect();
        let answer = browser.post(path, &all).await.unwrap();
        assert!(answer.status < 500, "{form}: {}", answer.text);
    }

    /// Fails when one of the words is in these bytes, plain or as PostgreSQL writes bytes. What all
    /// words begin with is looked for: one pass for all of them.
    fn assert_absent(&self, bytes: &[u8], place: &str) {
        assert!(!self.words.is_empty());
        for begins in [WORD, NUMBER] {
            let hex: String = begins.bytes().map(|byte| format!("{byte:02x}")).collect();
            for form in [begins.as_bytes(), hex.as_bytes()] {
                let found =
                    bytes.windows(form.len()).position(|part| part.eq_ignore_ascii_case(form));
                let shown = found.map(|at| String::from_utf8_lossy(&bytes[at..]).into_owned());
                let shown = shown.map(|text| text.chars().take(60).collect::<String>());
                assert_eq!(shown, None, "in {place}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_planted_in_any_form_is_nowhere_to_be_found() {
    for place in places().await {
        let mut planted = Planted::default();
        let metrics = ["--metrics", "127.0.0.1:0"];
        let server = Server::start_telling("trace", program(), &place, &metrics).unwrap();
        let recovery = plant(&server, &mut planted).await;
        let seen = seen(&server, &planted).await;
        assert!(seen, "what was planted is stored and shown to whom it is for");
        // In the middle of its life: the write-ahead log is full of what was just written.
        scan_files(place.folder(), &planted);
        let mut watcher = Browser::at(server.metrics().unwrap());
        let figures = watcher.get("/metrics").await.unwrap().text;
        assert!(figures.contains("daybreak_contacts_total"));
        planted.assert_absent(figures.as_bytes(), "the figures");
        let (status, log) = server.stop().unwrap();
        assert!(status.success() && !log.is_empty());
        planted.assert_absent(log.as_bytes(), "the log");

        let more = ["--log-format", "json"];
        let server = Server::start_telling("trace", program(), &place, &more).unwrap();
        plant_again(&server, &mut planted).await;
        let (_, log) = server.stop().unwrap();
        assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
        planted.assert_absent(log.as_bytes(), "the JSON log");

        scan_dump(&place, &planted);
        scan_backup(&place, &recovery, &planted);
        scan_files(place.folder(), &planted);
    }
}

/// A form that nobody plants a word in would go unscanned.
#[test]
fn every_form_is_planted_or_takes_no_text() {
    let planted: BTreeSet<_> = FORMS.iter().map(|(form, _)| *form).collect();
    for row in web::routes::rows().iter().filter(|row| row.method == "POST") {
        let listed = [NO_TEXT, PUBLIC, ELSEWHERE].iter().any(|list| list.contains(&row.path));
        let known = planted.contains(row.path) || listed;
        assert!(known, "`{}`: plant a word in each of its fields", row.path);
    }
}

/// Every form that takes text, with the fields that do.
const FORMS: &[(&str, &[&str])] = &[
    ("/setup", &["organization", "hotline", "name", "login", "supervisor"]),
    ("/join/{secret}", &["name", "login"]),
    ("/sign-in", &["login", "password", "code"]),
    ("/members/invite", &["name"]),
    ("/account/password", &["old", "new"]),
    ("/chat/start", &["words"]),
    ("/chat", &["words"]),
    ("/write", &["words", "address", "code_word"]),
    ("/tip", &["what", "place", "time", "who"]),
    ("/tip/return", &["words"]),
    ("/tip/mine", &["words"]),
    ("/desk/tips/{id}/reply", &["words"]),
    ("/desk/{id}/messages", &["words"]),
    ("/desk/{id}/notes", &["text"]),
    ("/desk/{id}/safe", &["phone", "email", "hours", "code_word", "instructions"]),
    ("/desk/{id}/facts", &["age_band"]),
    ("/desk/{id}/screenings/{screening}", &["q6", "q32", "q45", "q47"]),
    ("/desk/{id}/services", &["near", "county", "language"]),
    ("/desk/cases/import", &["file"]),
    ("/desk/cases/join", &["case"]),
    ("/desk/cases/{id}/people/{person}", &["name", "reach", "wishes", "about"]),
    ("/desk/cases/{id}/text", &["words"]),
    ("/desk/cases/{id}/notes", &["words"]),
    ("/desk/cases/{id}/tasks", &["words"]),
    ("/desk/cases/{id}/agencies", &["name"]),
    ("/desk/cases/{id}/justice", &["statute"]),
    ("/desk/cases/{id}/outcomes", &["words"]),
    ("/desk/cases/{id}/review", &["words"]),
    ("/desk/reviews/seats", &["name", "agency"]),
    ("/desk/reviews/{id}", &["case"]),
    ("/desk/duties/{id}/report", &["what_happened", "where_now", "child_name", "reported_by"]),
    ("/desk/duties/{id}/sent", &["number"]),
    ("/desk/glass", &["record"]),
    ("/desk/hand", &["name", "phone", "email", "narrative"]),
    ("/desk/search", &["words"]),
];

fn fields(form: &str) -> &'static [&'static str] {
    FORMS.iter().find(|(known, _)| *known == form).unwrap().1
}

/// Plants a word in every field of every form; gives the recovery key.
async fn plant(server: &Server, planted: &mut Planted) -> RecoveryKey {
    let words: Vec<String> = fields("/setup").iter().map(|field| planted.word(field)).collect();
    let (login, name) = (planted.word("login"), planted.word("name"));
    let plan = Plan {
        organization: &words[0],
        hotline: &words[1],
        administrator_name: &words[2],
        administrator: &words[3],
        supervisor: &login,
        supervisor_name: &name,
    };
    let mut desk = Browser::at(server.address());
    let house = house::found(&mut desk, &plan).await.unwrap();
    planted.forms.extend(["/setup", "/join/{secret}"]);
    planted.send(&mut desk, ("/sign-in", "/sign-in"), fields("/sign-in"), &[]).await;
    house::sign_in(&mut desk, &login).await.unwrap();
    let role = [("role", "specialist")];
    let invite = ("/members/invite", "/members/invite");
    planted.send(&mut desk, invite, fields(invite.0), &role).await;
    let password = ("/account/password", "/account/password");
    planted.send(&mut desk, password, fields(password.0), &[]).await;
    talk(server, planted, &mut desk).await;
    tip(server, planted, &mut desk).await;
    planted.login = login;
    let rows: BTreeSet<_> = FORMS.iter().map(|(form, _)| *form).collect();
    assert_eq!(planted.forms, rows);
    RecoveryKey::parse(&house.recovery).unwrap()
}

async fn talk(server: &Server, planted: &mut Planted, desk: &mut Browser) {
    let mut visitor = Browser::at(server.address());
    let page = visitor.get("/chat/start").await.unwrap();
    let fixed = [("key", page.key()), ("lane", "help")];
    planted.send(&mut visitor, ("/chat/start", "/chat/start"), &["words"], &fixed).await;
    let page = visitor.get("/chat").await.unwrap();
    planted.send(&mut visitor, ("/chat", "/chat"), &["words"], &[("key", page.key())]).await;

    desk.post("/desk/shift", &[("act", "start")]).await.unwrap();
    let queue = desk.get("/desk").await.unwrap().text;
    let (before, _) = queue.split_once("/answer\"").expect("somebody waits");
    let room = format!("/desk/{}", before.rsplit('/').next().unwrap());
    desk.post(&format!("{room}/answer"), &[]).await.unwrap();
    planted.room.clone_from(&room);
    for (form, part, fixed) in [
        ("/desk/{id}/notes", "notes", &[][..]),
        ("/desk/{id}/services", "services", &[]),
        ("/desk/{id}/safe", "safe", &[("version", "0"), ("channel", "text")]),
        ("/desk/{id}/facts", "facts", &[("version", "0"), ("field", "age_band")]),
    ] {
        planted.send(desk, (form, &format!("{room}/{part}")), fields(form), fixed).await;
    }
    let page = desk.get(&room).await.unwrap();
    let form = ("/desk/{id}/messages", &*format!("{room}/messages"));
    planted.send(desk, form, fields(form.0), &[("key", page.key())]).await;
    screen(planted, desk, &room).await;
    case(planted, desk, &room).await;
    duty(planted, desk, &room).await;
    let page = desk.get("/desk/hand").await.unwrap();
    let fixed = [("key", page.key()), ("lane", "help"), ("received", "2025-01-01T14:02")];
    let fixed = [&fixed[..], &[("channel", "phone")]].concat();
    planted.send(desk, ("/desk/hand", "/desk/hand"), fields("/desk/hand"), &fixed).await;
    let reason = [("reason", "danger_now")];
    planted.send(desk, ("/desk/glass", "/desk/glass"), fields("/desk/glass"), &reason).await;
    planted.send(desk, ("/desk/search", "/desk/search"), fields("/desk/search"), &[]).await;
    plant_again(server, planted).await;
}

/// The conversation guide, with a word in each of its questions that take any.
async fn screen(planted: &mut Planted, desk: &mut Browser, room: &str) {
    let page = desk.get(&format!("{room}/screenings")).await.unwrap();
    let instrument = page.field("instrument").to_owned();
    let fields = [("key", page.key()), ("instrument", &*instrument)];
    let fields = [&fields[..], &[("completion", "professional")]].concat();
    let sheet = desk.post(&format!("{room}/screenings"), &fields).await.unwrap().location;
    let page = desk.get(&sheet).await.unwrap();
    let form = "/desk/{id}/screenings/{screening}";
    let names: Vec<_> = self::fields(form).iter().map(|field| format!("{field}.was")).collect();
    let marks: Vec<_> = names.iter().map(|name| (&**name, page.field(name))).collect();
    planted.send(desk, (form, &*sheet), self::fields(form), &marks).await;
    let shown = desk.get(&sheet).await.unwrap().text;
    let kept = planted.words.iter().filter(|word| shown.contains(word.as_str())).count();
    assert!(kept >= marks.len(), "what was answered is kept");
    desk.get(&format!("{sheet}/result")).await.unwrap();
    desk.get(&format!("{sheet}/export")).await.unwrap();
}

/// A case that begins with the contact, with everything that is written in one.
async fn case(planted: &mut Planted, desk: &mut Browser, room: &str) {
    let contact = room.rsplit('/').next().unwrap();
    let page = desk.get("/desk/cases").await.unwrap();
    let opening = [("key", page.key()), ("contact", contact)];
    let case = desk.post("/desk/cases", &opening).await.unwrap().location;
    let before = planted.words.len();
    let agency = [("act", "add"), ("seat", "review"), ("purpose", "coordinate_care")];
    for (form, part, fixed) in [
        (
            "/desk/cases/{id}/people/{person}",
            "people/new",
            &[("part", "victim:PossibleVictimOfTrafficking")][..],
        ),
        ("/desk/cases/{id}/text", "text", &[("field", "summary"), ("base", "0")]),
        ("/desk/cases/{id}/notes", "notes", &[("kind", "note")]),
        ("/desk/cases/{id}/tasks", "tasks", &[("due", "2035-01-01T12:00")]),
        ("/desk/cases/{id}/agencies", "agencies", &agency[..]),
    ] {
        planted.send(desk, (form, &format!("{case}/{part}")), fields(form), fixed).await;
    }
    let mut shown = desk.get(&case).await.unwrap().text;
    let (_, at) = shown.split_once("/people/").expect("the person is listed");
    let victim = at.split('"').next().unwrap().to_owned();
    outcomes(planted, desk, (case.as_str(), victim.as_str())).await;
    let seats = meeting(planted, desk, &case).await;
    shown.push_str(&seats);
    let pages = ["sharing", "outcomes", "justice", "review"].map(|part| format!("{case}/{part}"));
    for page in pages.into_iter().chain([format!("{case}/people/{victim}")]) {
        shown.push_str(&desk.get(&page).await.unwrap().text);
    }
    for word in &planted.words[before..] {
        assert!(shown.contains(word.as_str()), "{word} is kept");
    }
    let join = "/desk/cases/join";
    planted.send(desk, (join, join), fields(join), &[("contact", contact)]).await;
    import(planted, desk).await;
    let page = desk.get("/desk/reviews").await.unwrap().text;
    let (_, at) = page.split_once("href=\"/desk/reviews/0").expect("there is a meeting");
    let held = format!("/desk/reviews/0{}", at.split('?').next().unwrap());
    let form = "/desk/reviews/{id}";
    planted.send(desk, (form, &held), fields(form), &[("act", "ask")]).await;
}

/// How the young person is, and apart from it what became of an exploiter.
async fn outcomes(planted: &mut Planted, desk: &mut Browser, (case, victim): (&str, &str)) {
    let form = "/desk/cases/{id}/outcomes";
    let day = ("day", "2025-01-01");
    let look = [("act", "look"), ("person", victim), ("domain", "own_goals"), day];
    let fixed = [&look[..], &[("state", "as_wished")]].concat();
    planted.send(desk, (form, &format!("{case}/outcomes")), fields(form), &fixed).await;
    let buyer = [("part", "exploiter:buyer")];
    desk.post(&format!("{case}/people/new"), &buyer).await.unwrap();
    let page = desk.get(&format!("{case}/justice")).await.unwrap().text;
    let (_, at) = page.split_once("name=\"person\"><option value=\"").expect("they are listed");
    let buyer = at.split('"').next().unwrap();
    let form = "/desk/cases/{id}/justice";
    let fixed = [("person", buyer), ("step", "charged"), day];
    planted.send(desk, (form, &format!("{case}/justice")), fields(form), &fixed).await;
}

/// A file that is refused, and one that makes a case with a name and a comment.
async fn import(planted: &mut Planted, desk: &mut Browser) {
    let form = "/desk/cases/import";
    let page = desk.get(form).await.unwrap();
    planted.send(desk, (form, form), fields(form), &[("key", page.key())]).await;
    let (name, comment) = (planted.word("name"), planted.word("comment"));
    let file = format!(
        "section,id,of,prs_FirstName,cco_CaseComment\ncase,c,,,\nperson,1,,{name},\n\
         comment,2,c,,{comment}\n"
    );
    let fields = [("key", page.key()), ("file", &*file)];
    let case = desk.post(form, &fields).await.unwrap().location;
    assert!(desk.get(&case).await.unwrap().text.contains(&name));
    let export = desk.post(&format!("{case}/export"), &[("agency", "")]).await.unwrap().text;
    assert!(export.contains(&name) && export.contains(&comment));
}

/// A meeting of the weekly review that speaks about the case; gives what its pages show.
async fn meeting(planted: &mut Planted, desk: &mut Browser, case: &str) -> String {
    let form = "/desk/reviews/seats";
    planted.send(desk, (form, form), fields(form), &[]).await;
    let page = desk.get("/desk/reviews").await.unwrap();
    let place = desk.post("/desk/reviews", &[("key", page.key())]).await.unwrap().location;
    let id = place.split('?').next().unwrap().rsplit('/').next().unwrap();
    let form = "/desk/cases/{id}/review";
    let fixed = [("act", "say"), ("meeting", id), ("base", "0")];
    planted.send(desk, (form, &format!("{case}/review")), fields(form), &fixed).await;
    desk.get(&place).await.unwrap().text
}

/// The report that the law asks for when a child is exploited, and the proof that it was sent.
async fn duty(planted: &mut Planted, desk: &mut Browser, room: &str) {
    let facts = [("field", "age_band"), ("age_band", "15_17"), ("version", "0")];
    let sold = [("field", "commercial_sex_act"), ("commercial_sex_act", "yes")];
    desk.post(&format!("{room}/facts"), &[&facts[..], &sold[..]].concat()).await.unwrap();
    let page = desk.get(room).await.unwrap().text;
    let (_, at) = page.split_once("href=\"/desk/duties/").expect("the law obliges to something");
    let path = format!("/desk/duties/{}", at.split(['"', '/']).next().unwrap());
    let page = desk.get(&format!("{path}/report")).await.unwrap();
    let form = "/desk/duties/{id}/report";
    let fixed = [("base", page.field("base")), ("act", "keep")];
    let before = planted.words.len();
    planted.send(desk, (form, &format!("{path}/report")), fields(form), &fixed).await;
    let kept = desk.get(&format!("{path}/report")).await.unwrap().text;
    assert!(planted.words[before..].iter().all(|word| kept.contains(word.as_str())));
    let page = desk.get(&path).await.unwrap();
    let form = "/desk/duties/{id}/sent";
    let fixed = [("way", "phone"), ("at", page.field("at"))];
    planted.send(desk, (form, &format!("{path}/sent")), fields(form), &fixed).await;
}

/// A tip, its tipster's return, and what staff write to them.
async fn tip(server: &Server, planted: &mut Planted, desk: &mut Browser) {
    let mut tipster = Browser::at(server.address());
    let page = tipster.get("/tip").await.unwrap();
    let key = page.key().to_owned();
    let fixed = [("key", &*key), ("step", "who"), ("act", "send")];
    planted.send(&mut tipster, ("/tip", "/tip"), fields("/tip"), &fixed).await;
    // The words were in that answer; the form's key gives others.
    let shown = tipster.post("/tip/receipt", &[("key", &key)]).await.unwrap().text;
    let (_, list) = shown.split_once("id=\"receipt\">").expect("six words");
    let words = list.split("<li>").skip(1).take(6).map(|item| item.split('<').next().unwrap());
    let words: Vec<_> = words.collect();
    planted.send(&mut tipster, ("/tip/return", "/tip/return"), fields("/tip/return"), &[]).await;
    tipster.post("/tip/return", &[("words", &words.join(" "))]).await.unwrap();
    let page = tipster.get("/tip/mine").await.unwrap();
    let fixed = [("key", page.key())];
    planted.send(&mut tipster, ("/tip/mine", "/tip/mine"), fields("/tip/mine"), &fixed).await;

    let list = desk.get("/desk/tips").await.unwrap().text;
    let (_, at) = list.split_once("href=\"/desk/tips/").expect("the tip is listed");
    let path = format!("/desk/tips/{}", at.split('"').next().unwrap());
    let page = desk.get(&path).await.unwrap();
    let form = ("/desk/tips/{id}/reply", &*format!("{path}/reply"));
    planted.send(desk, form, fields(form.0), &[("key", page.key())]).await;
}

/// The web form of somebody who does not stay.
async fn plant_again(server: &Server, planted: &mut Planted) {
    let mut visitor = Browser::at(server.address());
    let page = visitor.get("/write?lane=tip").await.unwrap();
    let fixed = [("key", page.key()), ("way", "text"), ("voicemail", "no")];
    planted.send(&mut visitor, ("/write", "/write?lane=tip"), fields("/write"), &fixed).await;
    // Words in an address that nobody asked for.
    let word = planted.word("address");
    visitor.get(&format!("/chat/start?lane={word}")).await.unwrap();
    visitor.get(&format!("/{word}?q={word}")).await.unwrap();
}

/// Whether the desk shows what the forms stored.
async fn seen(server: &Server, planted: &Planted) -> bool {
    let mut desk = Browser::at(server.address());
    house::sign_in(&mut desk, &planted.login).await.unwrap();
    let page = desk.get(&planted.room).await.unwrap().text;
    let shown = planted.words.iter().filter(|word| page.contains(word.as_str())).count();
    shown >= 8 && !page.contains(PASSWORD)
}

fn scan_files(folder: &Path, planted: &Planted) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scan_files(&path, planted);
        } else {
            planted.assert_absent(&std::fs::read(&path).unwrap(), &path.display().to_string());
        }
    }
}

/// A dump of the database by PostgreSQL's own tool.
fn scan_dump(place: &Place, planted: &Planted) {
    if place.url().starts_with("sqlite:") {
        return;
    }
    let Ok(dump) = Command::new("pg_dump").args(["--dbname", place.url()]).output() else {
        eprintln!("skipped a dump of PostgreSQL: there is no pg_dump");
        return;
    };
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    assert!(dump.stdout.len() > 20_000);
    planted.assert_absent(&dump.stdout, "a dump of PostgreSQL");
}

/// The backup as it is written, and every cell of it after it was opened.
fn scan_backup(place: &Place, recovery: &RecoveryKey, planted: &Planted) {
    let file = place.folder().join("a.backup");
    done(place, &["backup", file.to_str().unwrap()]);
    let sealed = std::fs::read(&file).unwrap();
    planted.assert_absent(&sealed, "a backup");
    let mut opened = Vec::new();
    vault::archive::open(sealed.as_slice(), &mut opened, recovery.key_pair().secret()).unwrap();
    planted.assert_absent(&opened, "an opened backup");
    let text = String::from_utf8(opened).unwrap();
    let mut cells = 0;
    for row in text.lines().filter(|line| line.starts_with('[')) {
        let row: Vec<serde_json::Value> = serde_json::from_str(row).unwrap();
        for cell in row.iter().filter_map(|cell| Base64::decode_vec(cell.as_str()?).ok()) {
            planted.assert_absent(&cell, "a cell of the database");
            cells += 1;
        }
    }
    assert!(cells > 50);
}
