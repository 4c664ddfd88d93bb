//! Settings of Splink 5 (the JSON of `save_model_to_json`) in and out.
//!
//! Splink's levels, rules and probabilities have direct counterparts here. What has none is refused
//! with its reason: arrays to explode, SQL outside the language of [`crate::expression`], and on the
//! way out our own functions and the household class (its probabilities are left out and said so).

use super::{Comparison, Frequency, Level, LinkKind, Settings, SettingsError, rule_expression};
use crate::expression::{Expression, parse};
use serde_json::{Map, Value, json};

/// Our settings from Splink's.
///
/// # Errors
/// [`SettingsError`] naming the part that has no counterpart.
pub fn import(value: &Value) -> Result<Settings, SettingsError> {
    let link = match value["link_type"].as_str() {
        Some("dedupe_only") => LinkKind::Deduplicate,
        Some("link_only") => LinkKind::Link,
        Some("link_and_dedupe") => LinkKind::LinkAndDeduplicate,
        other => return Err(shape(&format!("link_type is {other:?}"))),
    };
    let mut comparisons: Vec<Comparison> =
        list(value, "comparisons")?.iter().map(comparison).collect::<Result<_, _>>()?;
    let mut levels = comparisons.iter().flat_map(|c| &c.levels);
    if levels.any(|l| l.m.is_some()) {
        comparisons.iter_mut().for_each(fill_defaults);
    }
    let blocking = list(value, "blocking_rules_to_generate_predictions")?
        .iter()
        .map(blocking_rule)
        .collect::<Result<_, _>>()?;
    Ok(Settings {
        link,
        id: value["unique_id_column_name"].as_str().unwrap_or("unique_id").to_owned(),
        derive: Default::default(),
        dates: Vec::new(),
        missing: Vec::new(),
        blocking,
        certain: Vec::new(),
        certain_recall: super::default_recall(),
        shared: Vec::new(),
        never: Vec::new(),
        one_to_one: false,
        prior: value["probability_two_random_records_match"].as_f64(),
        household_prior: None,
        comparisons,
    })
}

fn blocking_rule(value: &Value) -> Result<String, SettingsError> {
    if !value["arrays_to_explode"].is_null() {
        let text = "a blocking rule explodes arrays; write one column per value instead";
        return Err(SettingsError::NoCounterpart(text.to_owned()));
    }
    let rule = value.as_str().or_else(|| value["blocking_rule"].as_str());
    rule.map(str::to_owned).ok_or_else(|| shape("a blocking rule is not a text"))
}

fn comparison(value: &Value) -> Result<Comparison, SettingsError> {
    let levels = list(value, "comparison_levels")?.iter().map(level).collect::<Result<_, _>>()?;
    let name = value["output_column_name"].as_str().or(value["comparison_description"].as_str());
    Ok(Comparison {
        name: name.unwrap_or("comparison").to_owned(),
        within: None,
        beyond: None,
        levels,
    })
}

fn level(value: &Value) -> Result<Level, SettingsError> {
    let when = value["sql_condition"].as_str().ok_or_else(|| shape("a level has no condition"))?;
    let flag = |key: &str| value[key].as_bool().unwrap_or(false);
    let frequency = value["tf_adjustment_column"].as_str().map(|column| Frequency {
        column: quoted_if_needed(column.trim_matches('"')),
        weight: value["tf_adjustment_weight"].as_f64().unwrap_or(1.0),
        minimum: value["tf_minimum_u_value"].as_f64().unwrap_or(0.0),
        own_u: flag("disable_tf_exact_match_detection"),
        near: false,
        above: None,
        base: None,
    });
    Ok(Level {
        when: when.to_owned(),
        label: value["label_for_charts"].as_str().unwrap_or(when).to_owned(),
        neutral: flag("is_null_level"),
        m: value["m_probability"].as_f64(),
        u: value["u_probability"].as_f64(),
        h: None,
        fix_m: flag("fix_m_probability"),
        fix_u: flag("fix_u_probability"),
        frequency,
    })
}

fn quoted_if_needed(column: &str) -> String {
    let plain = column.chars().all(|c| c.is_alphanumeric() || c == '_');
    if plain { column.to_owned() } else { format!("\"{column}\"") }
}

/// Splink leaves a level that it never observed out of a saved model and gives it a fixed default on
/// loading: m of 0.95 for the strongest level and equal shares of the rest, u by match weights in
/// equal steps from -5 to 3 and 10.
fn fill_defaults(comparison: &mut Comparison) {
    let count = comparison.levels.iter().filter(|l| !l.neutral).count();
    if count < 2 {
        return;
    }
    let scored = comparison.levels.iter_mut().filter(|l| !l.neutral);
    for (from_top, level) in scored.enumerate() {
        let value = count - 1 - from_top;
        let m = if from_top == 0 { 0.95 } else { 0.05 / (count - 1) as f64 };
        let weight = if from_top == 0 {
            10.0
        } else if count == 2 {
            -5.0
        } else {
            -5.0 + 8.0 * value as f64 / (count - 2) as f64
        };
        level.m = level.m.or(Some(m));
        level.u = level.u.or(Some(m / weight.exp2()));
    }
}

/// Splink's settings from ours.
///
/// # Errors
/// [`SettingsError::NoCounterpart`] when a condition uses a function that Splink's SQL lacks, a
/// column is derived, a neutral level is not a test for missing values, or the model has a class for households,
/// without which pairs of brothers and sisters would weigh something else there.
pub fn export(settings: &Settings) -> Result<Value, SettingsError> {
    if let Some(name) = settings.derive.keys().next() {
        let text = format!("column `{name}` is derived here; add it to the lists to use Splink");
        return Err(SettingsError::NoCounterpart(text));
    }
    if settings.knows_households() {
        let text =
            "the model has a class for households, which Splink lacks; train with --no-households";
        return Err(SettingsError::NoCounterpart(text.to_owned()));
    }
    let comparisons: Vec<Value> =
        settings.comparisons.iter().map(export_comparison).collect::<Result<_, _>>()?;
    let rules: Vec<Value> = settings
        .blocking
        .iter()
        .map(|rule| {
            let expression = known_to_splink(rule_expression(rule)?)?;
            Ok(json!({"blocking_rule": in_rule_style(&expression), "sql_dialect": "duckdb"}))
        })
        .collect::<Result<_, SettingsError>>()?;
    let link = match settings.link {
        LinkKind::Deduplicate => "dedupe_only",
        LinkKind::Link => "link_only",
        LinkKind::LinkAndDeduplicate => "link_and_dedupe",
    };
    let mut out = json!({
        "link_type": link,
        "unique_id_column_name": settings.id,
        "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": rules,
    });
    if let Some(prior) = settings.prior {
        out["probability_two_random_records_match"] = json!(prior);
    }
    Ok(out)
}

fn export_comparison(comparison: &Comparison) -> Result<Value, SettingsError> {
    if let Some(column) = comparison.group() {
        let text = format!(
            "whether `{}` is compared depends on `{column}`, which has no counterpart in Splink",
            comparison.name
        );
        return Err(SettingsError::NoCounterpart(text));
    }
    let levels: Vec<Value> =
        comparison.levels.iter().map(export_level).collect::<Result<_, _>>()?;
    Ok(json!({
        "output_column_name": comparison.name,
        "comparison_description": comparison.name,
        "comparison_levels": levels,
    }))
}

fn export_level(level: &Level) -> Result<Value, SettingsError> {
    let condition = match level.condition()? {
        None => "ELSE".to_owned(),
        Some(expression) => {
            known_to_splink(expression)?;
            level.when.clone()
        }
    };
    let mut out = Map::new();
    out.insert("sql_condition".into(), json!(condition));
    out.insert("label_for_charts".into(), json!(level.label));
    if level.neutral {
        out.insert("is_null_level".into(), json!(true));
        return Ok(Value::Object(out));
    }
    // Splink refuses probabilities below 1e-300 and takes the absent for untrained.
    for (key, p) in [("m_probability", level.m), ("u_probability", level.u)] {
        if let Some(p) = p {
            out.insert(key.into(), json!(p.max(1e-300)));
        }
    }
    out.insert("fix_m_probability".into(), json!(level.fix_m));
    out.insert("fix_u_probability".into(), json!(level.fix_u));
    if let Some(frequency) = &level.frequency {
        if frequency.near || frequency.above.is_some() {
            let text = "frequencies of near agreement have no counterpart in Splink";
            return Err(SettingsError::NoCounterpart(text.to_owned()));
        }
        out.insert("tf_adjustment_column".into(), json!(column_name(&frequency.column)?));
        out.insert("tf_adjustment_weight".into(), json!(frequency.weight));
        out.insert("tf_minimum_u_value".into(), json!(frequency.minimum));
        if frequency.own_u {
            out.insert("disable_tf_exact_match_detection".into(), json!(true));
        }
    }
    Ok(Value::Object(out))
}

/// The plain name of a column; an expression has no counterpart.
fn column_name(expression: &str) -> Result<String, SettingsError> {
    match parse(expression)? {
        Expression::Column(_, name) => Ok(name),
        other => Err(SettingsError::NoCounterpart(format!(
            "frequencies of `{other}` have no counterpart in Splink; name a column"
        ))),
    }
}

fn known_to_splink(expression: Expression) -> Result<Expression, SettingsError> {
    let mut ours = None;
    expression.visit(&mut |e| {
        if let Expression::Call(function, _) = e
            && function.is_ours()
        {
            ours = Some(e.to_string());
        }
    });
    match ours {
        None => Ok(expression),
        Some(call) => Err(SettingsError::NoCounterpart(format!(
            "`{call}` has no counterpart in Splink; replace the level or leave it out"
        ))),
    }
}

/// Blocking rules name their sides as `l.` and `r.`, levels as suffixes.
fn in_rule_style(expression: &Expression) -> String {
    use crate::expression::Side;
    let mut text = expression.to_string();
    for (side, name) in expression.columns() {
        let (suffixed, prefixed) = match side {
            Side::Left => (format!("\"{name}_l\""), format!("l.\"{name}\"")),
            Side::Right => (format!("\"{name}_r\""), format!("r.\"{name}\"")),
            Side::Own => continue,
        };
        text = text.replace(&suffixed, &prefixed);
    }
    text
}

fn list<'a>(value: &'a Value, key: &str) -> Result<&'a Vec<Value>, SettingsError> {
    value[key].as_array().ok_or_else(|| shape(&format!("`{key}` is not a list")))
}

fn shape(text: &str) -> SettingsError {
    SettingsError::Shape(format!("as Splink settings: {text}"))
}
