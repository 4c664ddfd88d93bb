//! `daybreak link` and `daybreak encode`, as other programs call them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use serde_json::Value;
use simulation::people::{Lists, PersonRecord, generate};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An empty folder of this test's own.
fn folder(test: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("daybreak-link-{}-{test}", std::process::id()));
    drop(std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn daybreak(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_daybreak")).args(arguments).output().unwrap()
}

/// Links `lists` into `out` and returns the report.
fn link(lists: &[&Path], out: &Path, options: &[&str]) -> Value {
    let out = out.display().to_string();
    let lists: Vec<String> = lists.iter().map(|l| l.display().to_string()).collect();
    let fixed = ["link", "--out", &out, "--csv", "--draws", "20", "--json", "-", "--quiet"];
    let all: Vec<&str> = fixed
        .into_iter()
        .chain(lists.iter().map(String::as_str))
        .chain(options.iter().copied())
        .collect();
    let output = daybreak(&all);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn people(persons: u32, lists: u8, seed: u64) -> Vec<PersonRecord> {
    let mut rows = Vec::new();
    generate(&Lists { persons, lists, ..Lists::default() }, seed, |record| rows.push(record));
    rows
}

const HEADER: [&str; 8] =
    ["unique_id", "first_name", "surname", "dob", "sex", "postcode", "phone", "email"];

fn fields(r: &PersonRecord) -> [String; 8] {
    let texts = [&r.first_name, &r.surname, &r.dob, &r.sex, &r.postcode, &r.phone, &r.email];
    let mut all = vec![r.id.to_string()];
    all.extend(texts.into_iter().cloned());
    all.try_into().unwrap()
}

fn written<'r>(
    path: &Path,
    header: &[&str],
    rows: impl IntoIterator<Item = &'r PersonRecord>,
    of: impl Fn(&PersonRecord) -> [String; 8],
) {
    let lines = rows.into_iter().map(|r| of(r).join(","));
    let text: Vec<String> = std::iter::once(header.join(",")).chain(lines).collect();
    std::fs::write(path, text.join("\n") + "\n").unwrap();
}

/// The files of a result by name.
fn files(out: &Path, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| std::fs::read_to_string(out.join(name)).unwrap()).collect()
}

const RESULTS: [&str; 5] =
    ["persons.csv", "pairs.csv", "overlap.csv", "overlap-draws.csv", "count.json"];

/// Person by list and record.
fn persons(out: &Path) -> BTreeMap<(String, String), String> {
    let text = std::fs::read_to_string(out.join("persons.csv")).unwrap();
    let rows = text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect());
    rows.map(|row: Vec<String>| ((row[0].clone(), row[1].clone()), row[2].clone())).collect()
}

/// F1 of the pairs of records that the groups of both sides put together.
fn f1<K: Ord>(found: &BTreeMap<K, String>, truth: &BTreeMap<K, String>) -> f64 {
    let pairs = |groups: Vec<String>| -> f64 {
        let mut sizes: BTreeMap<String, f64> = BTreeMap::new();
        groups.into_iter().for_each(|group| *sizes.entry(group).or_default() += 1.0);
        sizes.values().map(|n| n * (n - 1.0) / 2.0).sum()
    };
    let known = || truth.iter().filter_map(|(k, t)| Some((found.get(k)?, t)));
    let both = pairs(known().map(|(f, t)| format!("{f} {t}")).collect());
    let all = pairs(known().map(|(f, _)| f.clone()).collect());
    2.0 * both / (all + pairs(known().map(|(_, t)| t.clone()).collect()))
}

#[test]
fn threads_memory_and_a_kill_do_not_change_a_byte() {
    let folder = folder("same");
    let mut rows = people(1_900, 1, 1);
    // A number that thousands share makes millions of pairs, which is more than the memory allowed.
    rows.iter_mut().for_each(|r| r.phone = "5550000000".to_owned());
    let list = folder.join("shelter.csv");
    written(&list, &HEADER, &rows, fields);
    let whole = link(&[&list], &folder.join("one"), &["--threads", "1"]);
    let expected = files(&folder.join("one"), &RESULTS);
    assert!(
        whole["pairs_compared"].as_u64().unwrap() > 2_000_000 && whole["pairs_on_disk"] == false
    );

    link(&[&list], &folder.join("two"), &["--threads", "2"]);
    assert_eq!(files(&folder.join("two"), &RESULTS), expected);

    let limited = link(&[&list], &folder.join("limited"), &["--memory", "0.06"]);
    assert_eq!(limited["pairs_on_disk"], true, "{limited}");
    let allowed = 0.06 * f64::from(1 << 30);
    assert!(limited["peak_memory_bytes"].as_f64().unwrap() < allowed, "{limited}");
    assert_eq!(files(&folder.join("limited"), &RESULTS), expected);

    let (work, out) = (folder.join("work"), folder.join("resumed"));
    let mut killed = Command::new(env!("CARGO_BIN_EXE_daybreak"))
        .args(["link", "--quiet", "--csv", "--draws", "20", "--threads", "1", "--work"])
        .args([&work, Path::new("--out"), &out, &list])
        .spawn()
        .unwrap();
    let begun = || std::fs::read_dir(&work).is_ok_and(|files| files.count() > 1);
    while !begun() && killed.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    drop(killed.kill());
    killed.wait().unwrap();
    link(&[&list], &out, &["--work", work.to_str().unwrap()]);
    assert_eq!(files(&out, &RESULTS), expected);
}

#[test]
fn lists_that_do_not_fit_the_memory_are_refused_with_what_to_do() {
    let folder = folder("memory");
    let list = folder.join("shelter.csv");
    written(&list, &HEADER, &people(8_000, 1, 1), fields);
    let out = folder.join("out");
    let (list, out) = (list.to_str().unwrap(), out.to_str().unwrap());
    let output = daybreak(&["link", "--out", out, "--memory", "0.001", list]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("memory allowed") && said.contains("allow more"), "{said}");
    assert!(!Path::new(out).join("persons.csv").exists() && !Path::new(out).exists());
}

#[test]
fn an_increment_compares_the_new_and_keeps_the_ids_of_the_old() {
    let folder = folder("increment");
    let rows = people(3_000, 1, 2);
    let (old, new) = (folder.join("old"), folder.join("new"));
    [&old, &new].into_iter().for_each(|dir| std::fs::create_dir_all(dir).unwrap());
    let known = rows.len() * 9 / 10;
    written(&old.join("shelter.csv"), &HEADER, &rows[..known], fields);
    written(&new.join("shelter.csv"), &HEADER, &rows, fields);
    link(&[&old.join("shelter.csv")], &folder.join("first"), &[]);
    let list = new.join("shelter.csv");
    let again = link(
        &[&list],
        &folder.join("again"),
        &["--previous", folder.join("first").to_str().unwrap()],
    );
    let earlier = folder.join("first");
    let options = ["--previous", earlier.to_str().unwrap(), "--increment"];
    let increment = link(&[&list], &folder.join("second"), &options);

    let compared = |report: &Value| report["pairs_compared"].as_u64().unwrap();
    assert!(compared(&increment) * 3 < compared(&again), "{} pairs", compared(&increment));
    let (first, second) = (persons(&folder.join("first")), persons(&folder.join("second")));
    assert_eq!(second.len(), rows.len());
    let stayed = first.iter().filter(|(record, person)| second[record] == **person).count();
    assert!(stayed * 1_000 >= first.len() * 995, "{stayed} of {}", first.len());
    // Ids of new persons are new.
    let known: BTreeSet<&String> = first.values().collect();
    let added = second.iter().filter(|(record, _)| !first.contains_key(*record));
    assert!(added.clone().any(|(_, person)| known.contains(person)));
    assert!(added.clone().any(|(_, person)| !known.contains(person)));
    // It finds what a run over everything finds.
    assert!(f1(&second, &persons(&folder.join("again"))) > 0.995);
}

#[test]
fn encoded_lists_of_agencies_with_other_column_names_link_nearly_as_well_as_in_clear() {
    let folder = folder("encoded");
    let rows = people(6_000, 2, 7);
    let of = |list: u8| rows.iter().filter(move |r| r.list == list);
    let other =
        ["rec_id", "Given Name", "last_name", "birth_date", "Gender", "zip", "telephone", "mail"];
    let (a, b) = (folder.join("a.csv"), folder.join("b.csv"));
    written(&a, &HEADER, of(0), fields);
    written(&b, &other, of(1), fields);
    let truth: BTreeMap<(String, String), String> = rows
        .iter()
        .map(|r| {
            ((["a", "b"][usize::from(r.list)].to_owned(), r.id.to_string()), r.person.to_string())
        })
        .collect();
    link(&[&a, &b], &folder.join("clear"), &[]);
    let clear = f1(&persons(&folder.join("clear")), &truth);

    let key = folder.join("key");
    std::fs::write(&key, "a secret of one project only, 32 bytes or more").unwrap();
    let mut pseudonyms: BTreeMap<(String, String), (String, String)> = BTreeMap::new();
    for (name, list) in [("a", &a), ("b", &b)] {
        let (out, map) =
            (folder.join(format!("enc-{name}.csv")), folder.join(format!("map-{name}.csv")));
        let path = |p: &Path| p.display().to_string();
        let output = daybreak(&[
            "encode",
            &path(list),
            "--key",
            &path(&key),
            "--out",
            &path(&out),
            "--map",
            &path(&map),
            "--decoys",
            "0",
        ]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for line in std::fs::read_to_string(&map).unwrap().lines().skip(1) {
            let (pseudonym, record) = line.split_once(',').unwrap();
            let record = (name.to_owned(), record.to_owned());
            pseudonyms.insert((format!("enc-{name}"), pseudonym.to_owned()), record);
        }
    }
    let lists = ["a", "b"].map(|name| folder.join(format!("enc-{name}.csv")));
    let out = folder.join("encoded");
    link(&[&lists[0], &lists[1]], &out, &[]);
    assert!(!out.join("pairs.csv").exists(), "similarities are never written");
    let found: BTreeMap<(String, String), String> = persons(&out)
        .into_iter()
        .map(|(record, person)| (pseudonyms[&record].clone(), person))
        .collect();
    let encoded = f1(&found, &truth);
    assert!(clear > 0.95 && encoded > clear - 0.01, "clear {clear}, encoded {encoded}");

    let header = std::fs::read_to_string(&lists[0]).unwrap();
    let mut head = header.lines().take(2);
    assert!(head.next().unwrap().contains("enc_year") && head.next().unwrap().contains("salt="));

    link(&[&lists[0], &lists[1]], &folder.join("counts"), &["--counts-only"]);
    assert!(folder.join("counts/overlap.csv").exists());
    assert!(!folder.join("counts/persons.csv").exists());

    // One girl against a shelter's list.
    let text = std::fs::read_to_string(&lists[0]).unwrap();
    let one = folder.join("one.csv");
    std::fs::write(&one, text.lines().take(2).collect::<Vec<_>>().join("\n")).unwrap();
    let (one, list) = (one.to_str().unwrap(), lists[1].to_str().unwrap());
    let refused = daybreak(&["link", "--out", folder.join("x").to_str().unwrap(), one, list]);
    assert_eq!(refused.status.code(), Some(3));
}

#[test]
fn names_are_salted_unless_the_owner_says_otherwise() {
    let folder = folder("salt");
    let rows = people(200, 1, 6);
    let (dated, undated) = (folder.join("dated.csv"), folder.join("undated.csv"));
    written(&dated, &HEADER, &rows, fields);
    let mut header = HEADER;
    header[3] = "remark";
    written(&undated, &header, &rows, fields);
    let key = folder.join("key");
    std::fs::write(&key, "a secret of one project only, 32 bytes or more").unwrap();
    let encode = |list: &Path, out: &str, options: &[&str]| {
        let path = |p: PathBuf| p.display().to_string();
        let (out, map) = (path(folder.join(out)), path(folder.join("map.csv")));
        let (list, key) = (path(list.to_owned()), path(key.clone()));
        let fixed = ["encode", &list, "--key", &key, "--out", &out, "--map", &map];
        let output = daybreak(&[&fixed[..], options].concat());
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, said) = encode(&undated, "refused.csv", &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("--no-salt") && !folder.join("refused.csv").exists(), "{said}");
    let (code, said) = encode(&undated, "plain.csv", &["--no-salt"]);
    assert!(code == Some(0) && said.contains("8 records in 10"), "{said}");
    let (code, said) = encode(&dated, "salted.csv", &[]);
    assert!(code == Some(0) && !said.contains("warning"), "{said}");
    assert!(said.contains("records have no year"), "{said}");

    // Salted and unsalted lists do not go together, and say so.
    let lists = ["salted.csv", "plain.csv"].map(|name| folder.join(name).display().to_string());
    let out = folder.join("out").display().to_string();
    let refused = daybreak(&["link", "--out", &out, &lists[0], &lists[1]]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("encode all lists alike"), "{said}");
}

#[test]
fn other_headers_dates_and_words_for_missing_give_the_same_persons() {
    let folder = folder("schema");
    let rows = people(2_000, 2, 4);
    let list = |r: &PersonRecord, which: u8| r.list == which;
    let (a, b) = (folder.join("a.csv"), folder.join("b.csv"));
    written(&a, &HEADER, rows.iter().filter(|r| list(r, 0)), fields);
    written(&b, &HEADER, rows.iter().filter(|r| list(r, 1)), fields);
    link(&[&a, &b], &folder.join("plain"), &[]);
    let expected = persons(&folder.join("plain"));
    let foreign = |r: &PersonRecord| {
        fields(r).map(|field| match field.split('-').collect::<Vec<_>>().as_slice() {
            [year, month, day] if year.len() == 4 => format!("{month}/{day}/{year}"),
            _ if field.is_empty() => "N/A".to_owned(),
            _ => field,
        })
    };
    let header =
        ["client_id", "FirstName", "Last Name", "Date of Birth", "Gender", "Zip", "Cell", "E-mail"];
    written(&b, &header, rows.iter().filter(|r| list(r, 1)), foreign);
    link(&[&a, &b], &folder.join("foreign"), &[]);
    assert_eq!(persons(&folder.join("foreign")), expected);
}

#[test]
fn rules_for_a_wished_recall_are_suggested_with_their_cost() {
    let folder = folder("rules");
    let list = folder.join("shelter.csv");
    written(&list, &HEADER, &people(3_000, 1, 5), fields);
    let list = list.to_str().unwrap();
    let output = daybreak(&["link", "rules", list, "--recall", "0.9", "--json", "-"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rules = report["rules"].as_array().unwrap();
    let suggested: Vec<&Value> = rules.iter().filter(|r| r["suggested"] == true).collect();
    assert!(suggested.last().unwrap()["together"].as_f64().unwrap() >= 0.9);
    assert!(suggested.len() < rules.len() / 2, "some rules of {} are not needed", rules.len());
}
