//! `daybreak estimate`, as other programs call it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The four UK lists (see `analysis/prevalence/data/README.md`).
const UK_4: &str = include_str!("../../analysis/prevalence/data/uk_4.csv");

/// A folder of this test's own.
fn folder(test: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("daybreak-estimate-{}-{test}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn written(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn estimate(counts: &Path, options: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daybreak"));
    command.arg("estimate").arg(counts).args(options);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn json_on_standard_output_is_all_that_is_printed_and_has_the_contracts_keys() {
    let folder = folder("json");
    let counts = written(&folder, "counts.csv", UK_4);
    let output = estimate(&counts, &["--bootstrap", "200", "--coverage", "2", "--json", "-"]);
    assert_eq!(output.status.code(), Some(0));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["model"], "[12,13,24]");
    assert!((answer["population"].as_f64().unwrap() - 11_015.244_454).abs() < 1e-3);
    assert_eq!(answer["existence"], "exists");
    assert_eq!(answer["bootstrap"]["replicates"], 200);
    assert_eq!(answer["simulated_coverage"]["worlds"], 2);
    let documented = include_str!("../../docs/methods/estimate-json.md");
    for key in answer.as_object().unwrap().keys() {
        assert!(documented.contains(&format!("`{key}`")), "`{key}` is not documented");
    }
}

#[test]
fn how_far_the_method_decides_stands_before_any_headline() {
    let folder = folder("order");
    let counts = written(&folder, "counts.csv", UK_4);
    let output = estimate(&counts, &["--bootstrap", "0"]);
    let printed = text(&output.stdout);
    let place = |words: &str| printed.find(words).unwrap_or_else(|| panic!("{words}: {printed}"));
    assert!(place("How far the method decides") < place("Estimate (stepwise)"));
    assert!(place("Estimate (stepwise)") < place("Verdict:"));
    assert!(printed.contains("What this does not mean"));
}

#[test]
fn the_seed_repeats_and_threads_change_nothing() {
    let folder = folder("seed");
    let counts = written(&folder, "counts.csv", UK_4);
    let run = |seed: &str, threads: &str| {
        let options = ["--bootstrap", "150", "--json", "-", "--seed", seed, "--threads", threads];
        estimate(&counts, &options).stdout
    };
    assert_eq!(run("3", "1"), run("3", "2"));
    assert_ne!(run("3", "1"), run("4", "1"));
}

#[test]
fn wrong_input_names_place_and_remedy_and_writes_nothing() {
    let folder = folder("wrong");
    let report = folder.join("report.html");
    for (csv, words) in [
        ("A,B,count\r\n1,0,4\r\n0,1,-3\r\n", "line 3, column 3: the count `-3` is negative"),
        ("A,B,count\n0,0,4\n", "line 2: the history is all zero"),
        ("A,B,count\n1,0,4\n", "nobody is on list `B`"),
    ] {
        let counts = written(&folder, "counts.csv", csv);
        let output = estimate(&counts, &["--report", report.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{csv}");
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty() && !report.exists());
    }
    assert_eq!(estimate(&folder.join("none.csv"), &[]).status.code(), Some(1));
    assert_eq!(estimate(&folder.join("none.csv"), &["--method", "guess"]).status.code(), Some(2));
}

#[test]
fn a_table_without_overlap_is_refused_with_status_three() {
    let folder = folder("refused");
    let counts = written(&folder, "counts.csv", "A,B,C,count\n1,0,0,9\n0,1,0,8\n0,0,1,7\n");
    let output = estimate(&counts, &["--json", "-"]);
    assert_eq!(output.status.code(), Some(3));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["population"], serde_json::Value::Null);
    assert_eq!(answer["verdict"]["grade"], "not estimable");
}

#[test]
fn linked_and_coded_records_are_estimated_by_stratum() {
    let folder = folder("strata");
    let mut linked = String::from("person,list,area\n");
    let mut number = 0;
    for area in ["north", "south"] {
        for (lists, persons) in [("A", 30), ("B", 25), ("C", 20), ("AB", 9), ("AC", 8), ("BC", 7)] {
            for _ in 0..persons {
                number += 1;
                for list in lists.chars() {
                    linked += &format!("p{number},{list},{area}\n");
                }
            }
        }
    }
    let records = written(&folder, "records.csv", &linked);
    for kind in ["--linked", "--coded"] {
        let output = estimate(&records, &[kind, "--by", "area", "--bootstrap", "0", "--json", "-"]);
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["identified"], number, "{}", text(&output.stderr));
        let strata = answer["diagnostics"].as_array().unwrap().iter();
        let strata: Vec<_> = strata.filter(|check| check["check"] == "strata").collect();
        assert_eq!(strata.len(), 2);
        assert!(strata[0]["finding"].as_str().unwrap().starts_with("north: 99 seen"));
    }
    let output = estimate(&records, &["--coded", "--by", "shoe"]);
    assert!(text(&output.stderr).contains("`shoe` is no covariate"));
    assert_eq!(estimate(&records, &["--by", "area"]).status.code(), Some(2));
}

#[test]
fn another_programs_replicates_are_taken_and_compared() {
    let folder = folder("replicates");
    let counts = written(&folder, "counts.csv", "A,B,count\n1,0,38\n0,1,33\n1,1,5\n");
    let csv = "rep,10,01,11,popest\n1,38,33,5,326.8\n2,40,31,5,324\n";
    let replicates = written(&folder, "replicates.csv", csv);
    let options = ["--replicates", replicates.to_str().unwrap(), "--json", "-"];
    let output = estimate(&counts, &options);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["bootstrap"]["replicates"], 2);
    // Two lists: n1 n2 / m.
    let first = answer["bootstrap"]["estimates"][0].as_f64().unwrap();
    assert!((first - 43.0 * 38.0 / 5.0).abs() < 1e-9);
    assert!(answer["bootstrap"]["greatest_difference"].as_f64().unwrap() < 1e-9);
}

#[test]
fn the_report_and_the_table_are_written_whole() {
    let folder = folder("report");
    let counts = written(
        &folder,
        "counts.csv",
        "A,B,C,count\n1,0,0,90\n0,1,0,80\n0,0,1,70\n1,1,0,30\n1,0,1,25\n0,1,1,20\n1,1,1,9\n",
    );
    let (report, table) = (folder.join("report.html"), folder.join("table.csv"));
    let (report, table) = (report.to_str().unwrap(), table.to_str().unwrap());
    let options =
        ["--bootstrap", "100", "--coverage", "1", "--report", report, "--csv", table, "--quiet"];
    let output = estimate(&counts, &options);
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stdout.is_empty());
    let html = std::fs::read_to_string(report).unwrap();
    assert!(html.ends_with("</html>\n") && html.contains("The figure in text"));
    let csv = std::fs::read_to_string(table).unwrap();
    assert!(csv.starts_with("kind,name,model,population,lower,upper\nestimate,"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_gives_what_there_is() {
    let folder = folder("interrupt");
    let counts = written(&folder, "counts.csv", UK_4);
    let mut child = Command::new(env!("CARGO_BIN_EXE_daybreak"))
        .arg("estimate")
        .arg(&counts)
        .args(["--bootstrap", "1000000000"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut printed = Vec::new();
    // The opening ends with the model; the replicates follow.
    while !text(&printed).contains("Model: ") {
        let mut some = [0; 256];
        let read = stdout.read(&mut some).unwrap();
        assert!(read > 0, "ended early: {}", text(&printed));
        printed.extend_from_slice(&some[..read]);
    }
    let number = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &number]).status().unwrap().success());
    stdout.read_to_end(&mut printed).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(text(&printed).contains("Verdict: "));
}
