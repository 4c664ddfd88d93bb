use super::*;

const TOML: &str = r#"
link = "deduplicate"
blocking = ["name", "substr(postcode, 1, 4), born", "l.name = r.other and l.other = r.name"]
shared = ["postcode"]

[[comparisons]]
name = "name"
levels = [
    { when = "name_l is null or name_r is null", neutral = true },
    { when = "name_l = name_r", m = 0.9, u = 0.01, frequency = { column = "name" } },
    { when = "else", m = 0.1, u = 0.99 },
]
"#;

#[test]
fn toml_settings_are_read_and_survive_json() {
    let settings = Settings::read(TOML).unwrap();
    let columns: Vec<String> = settings.columns().unwrap().into_iter().collect();
    assert_eq!(columns, ["born", "name", "other", "postcode"]);
    assert!(!settings.is_trained(), "there is no prior");
    let json = serde_json::to_string(&settings).unwrap();
    assert_eq!(Settings::read(&json).unwrap(), settings);
}

#[test]
fn short_rules_mean_equality_of_both_sides() {
    let short = rule_expression("a, substr(b, 1, 2)").unwrap();
    let long = rule_expression("l.a = r.a and substr(l.b, 1, 2) = substr(r.b, 1, 2)").unwrap();
    assert_eq!(short, long);
}

#[test]
fn splink_settings_come_back_as_they_went() {
    let ours = Settings::read(TOML).unwrap();
    let there = splink::export(&ours).unwrap();
    let back = Settings::read(&there.to_string()).unwrap();
    assert_eq!(back.link, ours.link);
    for (a, b) in ours.comparisons.iter().zip(&back.comparisons) {
        for (x, y) in a.levels.iter().zip(&b.levels) {
            assert_eq!((x.m, x.u, &x.frequency, x.neutral), (y.m, y.u, &y.frequency, y.neutral));
            assert_eq!(x.condition().unwrap(), y.condition().unwrap());
        }
    }
    for (a, b) in ours.blocking.iter().zip(&back.blocking) {
        assert_eq!(rule_expression(a).unwrap(), rule_expression(b).unwrap());
    }
}

#[test]
fn what_splink_cannot_do_is_said_and_not_dropped() {
    let mut ours = Settings::read(TOML).unwrap();
    ours.comparisons[0].levels[1].when = "short_form(name_l, name_r)".to_owned();
    assert!(matches!(splink::export(&ours), Err(SettingsError::NoCounterpart(_))));
    let mut ours = Settings::read(TOML).unwrap();
    ours.household_prior = Some(0.001);
    ours.comparisons[0].levels[1].h = Some(0.5);
    assert!(matches!(splink::export(&ours), Err(SettingsError::NoCounterpart(_))));
    let mut ours = Settings::read(TOML).unwrap();
    ours.comparisons[0].within = Some("born".to_owned());
    assert!(matches!(splink::export(&ours), Err(SettingsError::NoCounterpart(_))));
}

#[test]
fn wrong_settings_are_refused_with_their_reason() {
    for (find, put, said) in [
        ("m = 0.9", "m = 1.9", "1.9"),
        ("name_l = name_r", "name_l = = name_r", "character"),
        ("shared", "sharred", "sharred"),
        ("blocking = [", "certain = [", "blocking"),
    ] {
        let error = Settings::read(&TOML.replace(find, put)).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
