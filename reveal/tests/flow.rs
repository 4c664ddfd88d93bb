//! The commands as they are called, on a simulated county.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: reveal::Command,
}

/// Runs `daybreak ARGUMENTS`, at a fixed time.
fn daybreak(arguments: &[&str]) -> anyhow::Result<ExitCode> {
    let arguments = [&["daybreak"], arguments].concat();
    Cli::try_parse_from(arguments)?.command.run(1_795_032_000)
}

fn folder(test: &str) -> PathBuf {
    let folder =
        std::env::temp_dir().join(format!("daybreak-reveal-{}-{test}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn county(folder: &Path, people: &str) {
    let done = daybreak(&[
        "simulate",
        "--out",
        path(folder),
        "--people",
        people,
        "--lists",
        "4",
        "--quiet",
    ]);
    assert_eq!(done.unwrap(), ExitCode::SUCCESS);
}

/// Every file below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

#[test]
fn a_study_runs_twice_to_the_same_bytes_and_tells_nothing_that_was_planted() {
    let folder = folder("study");
    county(&folder, "1500");
    let study = folder.join("study.toml");
    for out in ["one", "two"] {
        let out = folder.join(out);
        let done =
            daybreak(&["study", "run", path(&study), "--out", path(&out), "--quiet"]).unwrap();
        assert!([ExitCode::SUCCESS, ExitCode::from(3)].contains(&done));
    }
    let manifest = |out: &str| std::fs::read(folder.join(out).join("manifest.json")).unwrap();
    assert_eq!(manifest("one"), manifest("two"));
    for file in below(&folder.join("one")) {
        let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
        for planted in ["Planted", "planted", "+155501", "Tiny Hollow", "Street", "555-01"] {
            assert!(!text.contains(planted), "`{planted}` stands in `{}`", file.display());
        }
    }
    let report = std::fs::read_to_string(folder.join("one/report.html")).unwrap();
    assert!(report.contains("Seen and unseen") && report.ends_with("</html>\n"));
    // Begun again, nothing is done twice; after a change of a list, that step is.
    let before = std::fs::metadata(folder.join("one/prevalence.json")).unwrap().modified().unwrap();
    daybreak(&["study", "run", path(&study), "--out", path(&folder.join("one")), "--quiet"])
        .unwrap();
    let after = std::fs::metadata(folder.join("one/prevalence.json")).unwrap().modified().unwrap();
    assert_eq!(before, after);
}

#[test]
fn cases_leave_as_codes_only_and_a_wrong_cell_leaves_nothing() {
    let folder = folder("extract");
    county(&folder, "400");
    let (cases, rules) = (folder.join("cases.csv"), folder.join("rules.toml"));
    for out in ["coded.csv", "coded.parquet"] {
        let out = folder.join(out);
        let done = daybreak(&[
            "extract",
            path(&cases),
            "--rules",
            path(&rules),
            "--out",
            path(&out),
            "--quiet",
        ]);
        assert_eq!(done.unwrap(), ExitCode::SUCCESS);
        let bytes = std::fs::read(&out).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("north") && !text.contains("lanted"), "{}", out.display());
    }
    let text = std::fs::read_to_string(&cases).unwrap().replacen("Feminine", "Secretname", 1);
    let wrong = folder.join("wrong.csv");
    std::fs::write(&wrong, text).unwrap();
    let out = folder.join("wrong.parquet");
    let error = daybreak(&["extract", path(&wrong), "--rules", path(&rules), "--out", path(&out)]);
    let error = format!("{:#}", error.unwrap_err());
    assert!(
        error.contains("`prs_Gender` is not coded") && !error.contains("Secretname"),
        "{error}"
    );
    assert!(!out.exists());
}

#[test]
fn a_budget_is_spent_once_and_a_restart_does_not_bring_it_back() {
    let folder = folder("budget");
    county(&folder, "800");
    let (cases, rules) = (folder.join("cases.csv"), folder.join("rules.toml"));
    let coded = folder.join("coded.csv");
    daybreak(&["extract", path(&cases), "--rules", path(&rules), "--out", path(&coded), "--quiet"])
        .unwrap();
    let ledger = folder.join("ledger");
    let open =
        ["release", "open", path(&ledger), "--dataset", "fictional county", "--epsilon", "1.5"];
    assert_eq!(daybreak(&open).unwrap(), ExitCode::SUCCESS);
    assert!(daybreak(&open).is_err(), "a ledger is never opened anew");
    let workload = folder.join("workload.toml");
    let release = |out: &str, epsilon: &str| {
        let out = folder.join(out);
        let arguments = [
            "release",
            "tables",
            path(&coded),
            "--workload",
            path(&workload),
            "--method",
            "gaussian",
            "--ledger",
            path(&ledger),
            "--epsilon",
            epsilon,
            "--rows",
            "--out",
            path(&out),
            "--quiet",
        ];
        daybreak(&arguments).unwrap()
    };
    assert_eq!(release("first", "1"), ExitCode::SUCCESS);
    // The same again is free and the same; anything else is too much.
    assert_eq!(release("again", "1"), ExitCode::SUCCESS);
    assert_eq!(release("more", "1.2"), ExitCode::from(3));
    assert!(!folder.join("more").exists());
    for file in ["tables.json", "rows.csv"] {
        let read = |out: &str| std::fs::read(folder.join(out).join(file)).unwrap();
        assert_eq!(read("first"), read("again"), "{file}");
    }
    // A ledger that somebody changed is no ledger.
    let lines = ledger.join("ledger.txt");
    let text = std::fs::read_to_string(&lines).unwrap();
    std::fs::write(&lines, text.replace("2026", "2027")).unwrap();
    assert!(daybreak(&["release", "budget", path(&ledger)]).is_err());
}

#[test]
fn suppressed_tables_pass_the_audit_and_refuse_to_be_differenced() {
    let folder = folder("suppression");
    county(&folder, "800");
    let (cases, rules) = (folder.join("cases.csv"), folder.join("rules.toml"));
    let (coded, workload) = (folder.join("coded.csv"), folder.join("workload.toml"));
    daybreak(&["extract", path(&cases), "--rules", path(&rules), "--out", path(&coded), "--quiet"])
        .unwrap();
    let tables = |records: &Path, out: &Path, earlier: &[&str]| {
        let fixed = [
            "release",
            "tables",
            path(records),
            "--workload",
            path(&workload),
            "--quiet",
            "--out",
            path(out),
        ];
        daybreak(&[&fixed[..], earlier].concat()).unwrap()
    };
    let out = folder.join("first");
    assert_eq!(tables(&coded, &out, &[]), ExitCode::SUCCESS);
    let published = out.join("tables.json");
    let audit = ["release", "audit", path(&coded), path(&published), "--workload", path(&workload)];
    assert_eq!(daybreak(&audit).unwrap(), ExitCode::SUCCESS);
    // A few people more, and the differences would give them away.
    let mut text = std::fs::read_to_string(&coded).unwrap();
    let some: String = text.lines().skip(1).take(3).map(|line| line.to_owned() + "\n").collect();
    text += &some;
    let later = folder.join("later.csv");
    std::fs::write(&later, text).unwrap();
    let second = folder.join("second");
    assert_eq!(tables(&later, &second, &["--earlier", path(&published)]), ExitCode::from(3));
    assert!(!second.exists());
}

#[test]
fn staff_and_places_are_planned_from_files() {
    let folder = folder("plan");
    county(&folder, "500");
    let answer = folder.join("staff.json");
    let staff = [
        "plan",
        "staff",
        "--arrivals",
        "822",
        "--handling",
        "1129",
        "--json",
        path(&answer),
        "--quiet",
    ];
    assert_eq!(daybreak(&staff).unwrap(), ExitCode::SUCCESS);
    let read = |file: &Path| -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    };
    assert_eq!(read(&answer)["specialists"], 284);
    let contacts = folder.join("contacts.csv");
    let week = [
        "plan",
        "staff",
        "--history",
        path(&contacts),
        "--handling",
        "1129",
        "--patience",
        "180",
        "--json",
        path(&answer),
        "--quiet",
    ];
    assert_eq!(daybreak(&week).unwrap(), ExitCode::SUCCESS);
    assert_eq!(read(&answer)["hours"].as_array().unwrap().len(), 168);
    let needs = folder.join("needs.csv");
    let beds = ["plan", "beds", path(&needs), "--json", path(&answer), "--quiet"];
    assert_eq!(daybreak(&beds).unwrap(), ExitCode::SUCCESS);
    assert!(read(&answer)[0]["needed"]["upper"].as_u64().unwrap() > 0);
    assert!(daybreak(&["plan", "staff", "--arrivals", "-1", "--handling", "10"]).is_err());
}

#[test]
fn outcomes_are_counted_from_steps_and_small_ones_are_withheld() {
    let folder = folder("outcomes");
    county(&folder, "1200");
    let (steps, csv, json) =
        (folder.join("steps.csv"), folder.join("out.csv"), folder.join("out.json"));
    let counted = |from: &str| {
        let files = ["--csv", path(&csv), "--json", path(&json), "--quiet"];
        let period = ["outcomes", path(&steps), "--from", from, "--to", "2027-01-01"];
        daybreak(&[&period[..], &files].concat())
    };
    assert_eq!(counted("2026-01-01").unwrap(), ExitCode::SUCCESS);
    let table = std::fs::read_to_string(&csv).unwrap();
    let counts = table.lines().skip(1).filter_map(|line| line.rsplit(',').next());
    let counts: Vec<&str> = counts.collect();
    assert!(counts.iter().any(|count| count.is_empty()));
    assert!(counts.iter().filter_map(|count| count.parse::<u32>().ok()).all(|n| n == 0 || n > 10));
    let document: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    assert_eq!(document["measures"][0]["measure"], "identified");
    assert!(document["measures"][0]["shares"][0]["numerator"].as_u64().unwrap() > 100);
    assert!(document["measures"][0]["definition"]["does_not_mean"].is_string());
    assert!(counted("2027-01-01").unwrap_err().to_string().contains("the first before the second"));
}

#[test]
fn a_publication_is_shown_only_as_its_publisher_signed_it() {
    let folder = folder("signed");
    county(&folder, "900");
    let (records, workload) = (folder.join("records.csv"), folder.join("workload.toml"));
    let (cases, rules) = (folder.join("cases.csv"), folder.join("rules.toml"));
    let out = folder.join("publication");
    let (key, signed) = (folder.join("publisher.key"), folder.join("figures.json"));
    let tables = out.join("tables.json");
    let steps: [&[&str]; 4] = [
        &["extract", path(&cases), "--rules", path(&rules), "--out", path(&records), "--quiet"],
        &[
            "release",
            "tables",
            path(&records),
            "--workload",
            path(&workload),
            "--out",
            path(&out),
            "--quiet",
        ],
        &["release", "key", path(&key)],
        &["release", "sign", path(&tables), "--key", path(&key), "--out", path(&signed)],
    ];
    for step in steps {
        assert_eq!(daybreak(step).unwrap(), ExitCode::SUCCESS, "{step:?}");
    }
    let words = std::fs::read_to_string(out.join("dictionary.csv")).unwrap();
    assert!(words.contains("\"age_band\",\"15-17\",\"under 18\",\"\"\n"), "{words}");
    let file = std::fs::read_to_string(&signed).unwrap();
    let id = serde_json::from_str::<serde_json::Value>(&file).unwrap()["key"].clone();
    let verify = |id: &str| daybreak(&["release", "verify", path(&signed), "--key", id]).unwrap();
    assert_eq!(verify(id.as_str().unwrap()), ExitCode::SUCCESS);
    assert_eq!(verify(&"0".repeat(64)), ExitCode::from(3));
    std::fs::write(&signed, file.replace("2026", "2027")).unwrap();
    assert_eq!(verify(id.as_str().unwrap()), ExitCode::from(3));
    // A key is never written over.
    assert!(daybreak(&["release", "key", path(&key)]).is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn exploiters_are_counted_apart_and_no_file_is_taken_for_the_other() {
    let folder = folder("justice");
    county(&folder, "1200");
    let (steps, justice) = (folder.join("steps.csv"), folder.join("justice.csv"));
    let json = folder.join("out.json");
    let outcomes = |steps: &Path, justice: &Path| {
        let files = ["--justice", path(justice), "--json", path(&json), "--quiet"];
        let period = ["outcomes", path(steps), "--from", "2026-01-01", "--to", "2027-01-01"];
        daybreak(&[&period[..], &files].concat())
    };
    for (steps, justice, words) in [
        (&justice, &justice, "is a file of exploiters before the law"),
        (&steps, &steps, "is a file of steps of victims"),
    ] {
        let refused = outcomes(steps, justice).unwrap_err().to_string();
        assert!(refused.contains(words) && !json.exists(), "{refused}");
    }
    assert_eq!(outcomes(&steps, &justice).unwrap(), ExitCode::SUCCESS);
    let document: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    assert_eq!(document["measures"].as_array().unwrap().len(), 10);
    let arrested = &document["exploiters"][0];
    assert_eq!(arrested["measure"], "exploiters_arrested");
    assert!(arrested["definition"]["does_not_mean"].as_str().unwrap().contains("alleged"));
    // The truth says the same of those who were reported: about half are arrested, most of them soon.
    let share = arrested["shares"][0]["share"].as_f64().unwrap();
    assert!((0.3..0.5).contains(&share), "{share}");
}

#[test]
fn free_places_and_trends_are_told_with_limits_and_a_page_that_loads_nothing() {
    let folder = folder("trend");
    county(&folder, "2400");
    let file = |name: &str| folder.join(name);
    let [steps, justice, beds] = ["steps.csv", "justice.csv", "beds.csv"].map(file);
    let [json, shares, report] = ["out.json", "shares.csv", "report.html"].map(file);
    let outcomes = |by: &str, to: &str| {
        daybreak(&[
            "outcomes",
            path(&steps),
            "--justice",
            path(&justice),
            "--beds",
            path(&beds),
            "--from",
            "2026-01-01",
            "--to",
            to,
            "--by",
            by,
            "--json",
            path(&json),
            "--shares",
            path(&shares),
            "--report",
            path(&report),
            "--quiet",
        ])
    };
    let refused = outcomes("month", "2026-07-15").unwrap_err().to_string();
    assert!(refused.contains("begins and ends with one"), "{refused}");
    assert_eq!(outcomes("quarter", "2027-01-01").unwrap(), ExitCode::SUCCESS);
    let document: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    let missed = document["measures"][1]["shares"].as_array().unwrap();
    let quarters: Vec<_> = missed.iter().filter(|share| share["by"] == "quarter").collect();
    assert_eq!(quarters.len(), 4);
    for quarter in quarters {
        let limit = |at: usize| quarter["limits"][at].as_f64().unwrap();
        let share = quarter["share"].as_f64().unwrap();
        assert!(limit(0) < share && share < limit(1), "{quarter}");
    }
    assert_eq!(document["beds"][0]["measure"], "hours_without_place");
    let table = std::fs::read_to_string(&shares).unwrap();
    assert!(table.starts_with("measure,by,group,numerator,denominator,share,lower,upper\n"));
    assert!(table.contains("exploiters_arrested,quarter,2026-Q2,"));
    assert!(table.contains("\"emergency_shelter, north\""));
    let page = std::fs::read_to_string(&report).unwrap();
    for outside in ["<script", "http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let charts = page.matches("<svg").count();
    assert!(charts > 60 && page.matches("<table").count() >= charts, "{charts}");
    assert_eq!(page.matches("<dt>Does not mean</dt>").count(), 17);
    // What a table withholds its chart withholds as well.
    let withheld = |words: &str| page.matches(words).count();
    let in_tables = withheld("<td colspan=\"4\">withheld</td>") + withheld("<td>withheld</td>");
    assert_eq!(withheld("class=\"muted\">withheld</text>"), in_tables);
    assert!(page.contains("Withheld: a count is small") && page.ends_with("</html>\n"));
}
