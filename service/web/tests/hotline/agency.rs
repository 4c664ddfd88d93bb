//! What an agency reads by its link is exactly what the people of the case let it at that moment, on the
//! page and in the JSON, whatever was given and taken back in which order.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use casework::time::Span;

use crate::case::{VICTIM, case, person};
use crate::house::{Browser, House, hidden};

const PEOPLE: [&str; 3] = ["1", "2", "3"];
/// Name, seat, purpose, until when its papers hold.
const AGENCIES: [[&str; 4]; 4] = [
    ["County child welfare", "review", "coordinate_care", "2030-01-01"],
    ["County police", "review", "coordinate_care", ""],
    ["North shelter", "partner", "provide_service", ""],
    ["South clinic", "partner", "coordinate_care", ""],
];
const SCOPES: [&str; 3] = ["name", "needs", "situation"];
const PURPOSES: [&str; 2] = ["coordinate_care", "provide_service"];

/// The words that stand in the case, each once.
fn marker(scope: &str, person: &str) -> String {
    format!("Zq{scope}{person}zq")
}

/// A consent as the model remembers it.
struct Given {
    id: String,
    person: usize,
    agency: usize,
    purpose: &'static str,
    scopes: Vec<&'static str>,
}

struct Model {
    given: Vec<Given>,
}

impl Model {
    /// Written anew from the rules in words: a consent names who, whom, for what and which.
    fn lets(&self, person: usize, agency: usize, scope: &str) -> bool {
        let [_, seat, purpose, papers] = AGENCIES[agency];
        let at_table = seat == "partner" || !papers.is_empty();
        at_table
            && self.given.iter().any(|one| {
                (one.person, one.agency) == (person, agency)
                    && one.purpose == purpose
                    && one.scopes.contains(&scope)
            })
    }

    fn words(&self, agency: usize) -> BTreeSet<String> {
        let mut words = BTreeSet::new();
        for (at, person) in PEOPLE.iter().enumerate() {
            let read = SCOPES.iter().filter(|scope| self.lets(at, agency, scope));
            words.extend(read.map(|scope| marker(scope, person)));
        }
        let all = |scope| (0..PEOPLE.len()).all(|person| self.lets(person, agency, scope));
        if all("situation") {
            words.insert("Zqplanzq".to_owned());
        }
        let [_, seat, _, papers] = AGENCIES[agency];
        if all("needs") && seat == "review" && !papers.is_empty() {
            words.insert("Zqtaskzq".to_owned());
        }
        words
    }
}

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

fn read(text: &str) -> BTreeSet<String> {
    text.split("Zq")
        .skip(1)
        .map(|rest| format!("Zq{}zq", rest.split("zq").next().unwrap()))
        .collect()
}

/// Three young people, what is written about them and the case, four agencies with their links.
struct Told {
    desk: Browser,
    path: String,
    contact: String,
    people: Vec<String>,
    organizations: Vec<String>,
    links: Vec<String>,
}

impl Told {
    async fn of(house: &House) -> Self {
        let (mut desk, id, contact) = case(house).await;
        let path = format!("/desk/cases/{id}");
        let mut people = Vec::new();
        for one in PEOPLE {
            // By what somebody is known is in no field of the sheet: nobody is ever told.
            let (name, reach) = (marker("name", one), marker("reach", one));
            let added = person(house, &mut desk, &id, VICTIM, (&name, &reach)).await;
            let (wishes, about) = (marker("needs", one), marker("situation", one));
            let fields = [
                ("part", VICTIM),
                ("name", &name),
                ("name_base", "1"),
                ("reach", &reach),
                ("reach_base", "1"),
                ("wishes", &wishes),
                ("wishes_base", "1"),
                ("about", &about),
            ];
            let kept = house.post(&mut desk, &format!("{path}/people/{added}"), &fields).await;
            assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text);
            people.push(added);
        }
        let plan = [("field", "safety_plan"), ("base", "0"), ("words", "Zqplanzq")];
        house.post(&mut desk, &format!("{path}/text"), &plan).await;
        let task = [("words", "Zqtaskzq"), ("due", "2030-01-01T12:00"), ("owner", "")];
        house.post(&mut desk, &format!("{path}/tasks"), &task).await;
        let (mut organizations, mut links) = (Vec::new(), Vec::new());
        for [name, seat, purpose, papers] in AGENCIES {
            let fields = [
                ("act", "add"),
                ("name", name),
                ("seat", seat),
                ("purpose", purpose),
                ("papers", papers),
            ];
            house.post(&mut desk, &format!("{path}/agencies"), &fields).await;
            let page = house.get(&mut desk, &format!("{path}/sharing")).await.text;
            let all = page.split("name=\"organization\" value=\"").skip(1);
            let last = all.map(|rest| rest.split('"').next().unwrap()).last().unwrap();
            organizations.push(last.to_owned());
            links.push(link(house, &mut desk, &path, last).await);
        }
        Self { desk, path, contact, people, organizations, links }
    }

    async fn give(&mut self, house: &House, dice: &mut Dice) -> Given {
        let (person, agency) = (dice.throw(PEOPLE.len()), dice.throw(AGENCIES.len()));
        // Mostly what the agency is there for, now and then for something else.
        let meant = PURPOSES.into_iter().find(|one| *one == AGENCIES[agency][2]).unwrap();
        let purpose = if dice.throw(4) > 0 { meant } else { PURPOSES[dice.throw(2)] };
        let chosen = 1 + dice.throw(7);
        let scopes = SCOPES.into_iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1);
        let scopes: Vec<_> = scopes.map(|(_, scope)| scope).collect();
        let mut fields = vec![
            ("act", "give"),
            ("person", self.people[person].as_str()),
            ("recipient", self.organizations[agency].as_str()),
            ("purpose", purpose),
            ("signer", "adult_themself"),
            ("abuser", "not_checked"),
            ("contact", self.contact.as_str()),
            ("days", "30"),
        ];
        fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
        let before = consents(house, &mut self.desk, &self.path).await;
        let given = house.post(&mut self.desk, &format!("{}/consents", self.path), &fields).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
        let after = consents(house, &mut self.desk, &self.path).await;
        let id = after.difference(&before).next().expect("it is listed").clone();
        Given { id, person, agency, purpose, scopes }
    }

    async fn take_back(&mut self, house: &House, given: &Given) {
        let person = self.people[given.person].as_str();
        let fields = [("act", "revoke"), ("consent", given.id.as_str()), ("person", person)];
        let done = house.post(&mut self.desk, &format!("{}/consents", self.path), &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }

    async fn agree(&self, house: &House, model: &Model) {
        for (at, link) in self.links.iter().enumerate() {
            let mut agency = Browser::default();
            let page = house.get(&mut agency, link).await;
            assert_eq!(page.status, StatusCode::OK);
            let json = house.get(&mut agency, &format!("{link}/case.json")).await;
            assert_eq!(read(&page.text), model.words(at), "{}", AGENCIES[at][0]);
            assert_eq!(read(&json.text), model.words(at), "{}", AGENCIES[at][0]);
        }
    }
}

async fn link(house: &House, desk: &mut Browser, path: &str, organization: &str) -> String {
    let fields = [("act", "make"), ("organization", organization)];
    let made = house.post(desk, &format!("{path}/link"), &fields).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let (_, secret) = made.text.split_once("/agency/").unwrap();
    format!("/agency/{}", secret.chars().take(43).collect::<String>())
}

async fn consents(house: &House, desk: &mut Browser, path: &str) -> BTreeSet<String> {
    let page = house.get(desk, &format!("{path}/sharing")).await.text;
    let ids = page.split("name=\"consent\" value=\"").skip(1);
    ids.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn an_agency_reads_by_its_link_exactly_what_is_allowed_at_that_moment() {
    for seed in [0x9E37_79B9, 0x7F4A_7C15] {
        let house = House::founded().await;
        let (mut told, mut dice) = (Told::of(&house).await, Dice(seed));
        let mut model = Model { given: Vec::new() };
        told.agree(&house, &model).await;
        let mut seen = 0;
        for _ in 0..24 {
            if !model.given.is_empty() && dice.throw(3) == 0 {
                let given = model.given.swap_remove(dice.throw(model.given.len()));
                told.take_back(&house, &given).await;
            } else {
                let given = told.give(&house, &mut dice).await;
                model.given.push(given);
            }
            told.agree(&house, &model).await;
            seen += (0..AGENCIES.len()).map(|at| model.words(at).len()).sum::<usize>();
        }
        assert!(seen > 50, "the population has something to see");
        // Every consent ends by itself.
        house.wait(Span::from_days(31));
        model.given.clear();
        told.agree(&house, &model).await;
    }
}

#[tokio::test]
async fn a_link_that_was_replaced_or_taken_away_leads_nowhere() {
    let house = House::founded().await;
    let mut told = Told::of(&house).await;
    let (path, organization) = (told.path.clone(), told.organizations[0].clone());
    let second = link(&house, &mut told.desk, &path, &organization).await;
    let mut agency = Browser::default();
    let old = house.get(&mut agency, &told.links[0]).await;
    assert_eq!(old.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&mut agency, &second).await.status, StatusCode::OK);
    let mut specialist = house.signed_in("specialist").await;
    let make = [("act", "make"), ("organization", &*organization)];
    let refused = house.post(&mut specialist, &format!("{path}/link"), &make).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "whoever coordinates makes one");
    let away = [("act", "drop"), ("organization", &*organization)];
    let done = house.post(&mut specialist, &format!("{path}/link"), &away).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "anybody of the team takes it away");
    for link in [&*second, &format!("{second}/case.json"), "/agency/nonsense"] {
        assert_eq!(house.get(&mut agency, link).await.status, StatusCode::NOT_FOUND, "{link}");
    }
    // An agency that leaves the case takes its link with it.
    let page = house.get(&mut told.desk, &format!("{path}/sharing")).await.text;
    assert!(!hidden(&page, "organization").is_empty());
    let leaves = [("act", "drop"), ("organization", &*told.organizations[2])];
    house.post(&mut told.desk, &format!("{path}/agencies"), &leaves).await;
    assert_eq!(house.get(&mut agency, &told.links[2]).await.status, StatusCode::NOT_FOUND);
}
