//! From the extensions of a questionnaire to [`Instrument`].

use std::collections::HashSet;

use super::{Ages, CAUTION, Completion, Instrument, InstrumentKey, InstrumentKind, KIND};
use super::{POPULATION, Population, SCORE, STUDY, WORDING, Wording};
use crate::element::{Element, ResourceRefused, wrong};
use crate::questionnaire::{Operator, Questionnaire, Test};
use crate::score::{Band, Check, Method, Rule, Score};
use crate::study::{Counts, CountsFrom, Percent, Rate, Study};
use crate::value::{LinkId, Points, Value};

pub(super) fn instrument(questionnaire: Questionnaire) -> Result<Instrument, ResourceRefused> {
    let head = questionnaire.head();
    let Some(url) = head.url.clone() else {
        return Err(missing("Questionnaire", "url"));
    };
    let key = InstrumentKey { url, version: head.version.clone().unwrap_or_default() };
    let mut known = Known::default();
    let mut root = Element::open(questionnaire.source(), "Questionnaire".to_owned())?;
    for (url, extension) in root.extensions()? {
        known.take(url, extension)?;
    }
    if known.scores.is_empty() && known.kind != Some(InstrumentKind::ConversationGuide) {
        known.scores.extend(Score::implied(&questionnaire));
    }
    check(&known, &questionnaire)?;
    Ok(Instrument {
        key,
        kind: known.kind.unwrap_or(InstrumentKind::Instrument),
        wording: known.wording.unwrap_or(Wording::Publisher),
        population: known.population.unwrap_or_default(),
        scores: known.scores,
        studies: known.studies,
        cautions: known.cautions,
        questionnaire,
    })
}

#[derive(Default)]
struct Known {
    kind: Option<InstrumentKind>,
    wording: Option<Wording>,
    population: Option<Population>,
    scores: Vec<Score>,
    studies: Vec<Study>,
    cautions: Vec<String>,
}

impl Known {
    fn take(&mut self, url: &str, mut extension: Element<'_>) -> Result<(), ResourceRefused> {
        match url {
            KIND => self.kind = Some(coded(&mut extension, &KINDS)?),
            WORDING => self.wording = Some(coded(&mut extension, &WORDINGS)?),
            POPULATION => self.population = Some(population(extension)?),
            SCORE => self.scores.push(score(extension)?),
            STUDY => self.studies.push(study(extension)?),
            CAUTION => self.cautions.push(text(&mut extension)?),
            _ => {}
        }
        Ok(())
    }
}

const KINDS: [(&str, InstrumentKind); 3] = [
    ("conversation-guide", InstrumentKind::ConversationGuide),
    ("score-sheet", InstrumentKind::ScoreSheet),
    ("instrument", InstrumentKind::Instrument),
];

const WORDINGS: [(&str, Wording); 3] = [
    ("own", Wording::Own),
    ("obtain-from-publisher", Wording::ObtainFromPublisher),
    ("publisher", Wording::Publisher),
];

fn population(mut extension: Element<'_>) -> Result<Population, ResourceRefused> {
    let mut population = Population::default();
    let (mut low, mut high) = (None, None);
    for (url, mut part) in extension.extensions()? {
        match url {
            "ageLow" => low = Some(age(&mut part)?),
            "ageHigh" => high = Some(age(&mut part)?),
            "setting" => population.settings.push(text(&mut part)?),
            "completion" => population.completion.push(coded(&mut part, &Completion::CODES)?),
            _ => return Err(unknown(&part, url)),
        }
    }
    if low.is_some() || high.is_some() {
        let ages = Ages::new(low.unwrap_or(0), high.unwrap_or(Ages::OLDEST));
        population.ages =
            Some(ages.ok_or_else(|| wrong(&extension.at, "ageHigh", "at least `ageLow`"))?);
    }
    Ok(population)
}

fn score(mut extension: Element<'_>) -> Result<Score, ResourceRefused> {
    let (mut id, mut title, mut method, mut confirmed) = (None, None, None, true);
    let (mut items, mut bands, mut rules) = (Vec::new(), Vec::new(), Vec::new());
    for (url, mut part) in extension.extensions()? {
        match url {
            "id" => id = Some(code(&mut part)?),
            "title" => title = Some(text(&mut part)?),
            "method" => method = Some(code(&mut part)?),
            "item" => items.push(link_id(&mut part)?),
            "band" => bands.push(band(part)?),
            "rule" => rules.push(rule(part)?),
            "cutOffConfirmed" => confirmed = boolean(&mut part)?,
            _ => return Err(unknown(&part, url)),
        }
    }
    let at = &extension.at;
    let id = id.ok_or_else(|| missing(at, "id"))?;
    let method = match (method.as_deref(), items.len()) {
        (Some("sum"), 0) => Method::Sum { of: None },
        (Some("sum"), _) => Method::Sum { of: Some(items) },
        (Some("entered"), 1) => Method::Entered { item: items.remove(0) },
        (Some("entered"), _) => return Err(wrong(at, "item", "exactly one for `entered`")),
        (Some("rules"), _) => Method::Rules { rules },
        _ => return Err(wrong(at, "method", "sum, entered or rules")),
    };
    let title = title.unwrap_or_else(|| id.clone());
    Score::new(id, title, method, bands, confirmed)
        .ok_or_else(|| wrong(at, "band", "a list of different bands whose cut-offs rise"))
}

fn band(mut extension: Element<'_>) -> Result<Band, ResourceRefused> {
    let (mut id, mut label, mut from, mut flagged) = (None, None, None, false);
    for (url, mut part) in extension.extensions()? {
        match url {
            "code" => id = Some(code(&mut part)?),
            "label" => label = Some(text(&mut part)?),
            "from" => from = Some(points(&mut part)?),
            "flagged" => flagged = boolean(&mut part)?,
            _ => return Err(unknown(&part, url)),
        }
    }
    Ok(Band {
        code: id.ok_or_else(|| missing(&extension.at, "code"))?,
        label: label.ok_or_else(|| missing(&extension.at, "label"))?,
        from,
        flagged,
    })
}

fn rule(mut extension: Element<'_>) -> Result<Rule, ResourceRefused> {
    let (mut gives, mut needs, mut checks) = (None, 1, Vec::new());
    for (url, mut part) in extension.extensions()? {
        match url {
            "gives" => gives = Some(code(&mut part)?),
            "atLeast" => needs = count(&mut part)?,
            "when" => checks.push(condition(part)?),
            _ => return Err(unknown(&part, url)),
        }
    }
    let gives = gives.ok_or_else(|| missing(&extension.at, "gives"))?;
    let needs = usize::try_from(needs).unwrap_or(usize::MAX);
    if needs == 0 || needs > checks.len() {
        return Err(wrong(&extension.at, "atLeast", "from 1 to the number of conditions"));
    }
    Ok(Rule { gives, needs, checks })
}

fn condition(mut extension: Element<'_>) -> Result<Check, ResourceRefused> {
    let (mut question, mut operator, mut answer) = (None, None, None);
    let (mut score, mut reaches) = (None, None);
    for (url, mut part) in extension.extensions()? {
        match url {
            "question" => question = Some(link_id(&mut part)?),
            "operator" => operator = Some(code(&mut part)?),
            "answer" => answer = Some(value(&mut part)?),
            "score" => score = Some(code(&mut part)?),
            "reaches" => reaches = Some(points(&mut part)?),
            _ => return Err(unknown(&part, url)),
        }
    }
    match (question, operator.as_deref(), answer, score, reaches) {
        (None, None, None, Some(score), Some(reaches)) => Ok(Check::Score { score, reaches }),
        (Some(question), Some("exists"), Some(Value::Boolean(expected)), None, None) => {
            Ok(Check::Answer { question, test: Test::Exists(expected) })
        }
        (Some(question), Some(code), Some(value), None, None) => {
            let known = Operator::CODES.iter().find(|(known, _)| *known == code);
            let known = known.ok_or_else(|| wrong(&extension.at, "operator", "one of FHIR's"))?;
            Ok(Check::Answer { question, test: Test::Compare(known.1, value) })
        }
        _ => {
            let expected = "question, operator and answer, or score and reaches";
            Err(wrong(&extension.at, "when", expected))
        }
    }
}

fn study(mut extension: Element<'_>) -> Result<Study, ResourceRefused> {
    let mut study = Study::default();
    let (mut low, mut high) = (None, None);
    for (url, mut part) in extension.extensions()? {
        match url {
            "citation" => study.citation = text(&mut part)?,
            "source" => study.source = text(&mut part)?,
            "lookedFor" => study.looked_for = text(&mut part)?,
            "population" => study.population = text(&mut part)?,
            "note" => study.notes.push(text(&mut part)?),
            "score" => study.score = code(&mut part)?,
            "band" => study.band = code(&mut part)?,
            "ageLow" => low = Some(age(&mut part)?),
            "ageHigh" => high = Some(age(&mut part)?),
            "sampleSize" => study.sample_size = Some(count(&mut part)?),
            "prevalence" => study.prevalence = Some(percent(&mut part)?),
            "sensitivity" => study.sensitivity = Some(rate(part)?),
            "specificity" => study.specificity = Some(rate(part)?),
            _ => return Err(unknown(&part, url)),
        }
    }
    if low.is_some() || high.is_some() {
        let ages = Ages::new(low.unwrap_or(0), high.unwrap_or(Ages::OLDEST));
        let ages = ages.ok_or_else(|| wrong(&extension.at, "ageHigh", "at least `ageLow`"))?;
        study.ages = Some(ages);
    }
    if study.citation.is_empty() {
        return Err(missing(&extension.at, "citation"));
    }
    Ok(study)
}

fn rate(mut extension: Element<'_>) -> Result<Rate, ResourceRefused> {
    let (mut shown, mut found, mut of) = (None, None, None);
    let mut from = CountsFrom::Published;
    for (url, mut part) in extension.extensions()? {
        match url {
            "percent" => shown = Some(percent(&mut part)?),
            "found" => found = Some(count(&mut part)?),
            "of" => of = Some(count(&mut part)?),
            "counts" => from = coded(&mut part, &COUNTS_FROM)?,
            _ => return Err(unknown(&part, url)),
        }
    }
    let at = &extension.at;
    let shown = shown.ok_or_else(|| missing(at, "percent"))?;
    let counts = match (found, of) {
        (None, None) => None,
        (Some(found), Some(of)) => {
            let counts = Counts::new(found, of, from);
            Some(counts.ok_or_else(|| wrong(at, "found", "at most `of`, which is not zero"))?)
        }
        _ => return Err(wrong(at, "found", "given together with `of`")),
    };
    let agree = "the share that its counts give, to the digits shown";
    Rate::new(shown, counts).ok_or_else(|| wrong(at, "percent", agree))
}

const COUNTS_FROM: [(&str, CountsFrom); 2] =
    [("published", CountsFrom::Published), ("derived", CountsFrom::Derived)];

/// Cross-checks what the readers above took one by one.
fn check(known: &Known, questionnaire: &Questionnaire) -> Result<(), ResourceRefused> {
    for (position, score) in known.scores.iter().enumerate() {
        let earlier = known.scores.get(..position).unwrap_or_default();
        let unknown = |question: String| ResourceRefused::UnknownQuestion {
            at: format!("score `{}`", score.id()),
            question,
        };
        if earlier.iter().any(|other| other.id() == score.id()) {
            return Err(wrong("Questionnaire", "score", "the only one of its id"));
        }
        if let Some(item) = score.items().find(|item| questionnaire.item(item).is_none()) {
            return Err(unknown(item.to_string()));
        }
        if let Method::Sum { of: Some(of) } = score.method()
            && of.iter().collect::<HashSet<_>>().len() < of.len()
        {
            return Err(wrong("Questionnaire", "score", "a sum that names each item once"));
        }
        if let Some(other) = score.scores().find(|id| !earlier.iter().any(|e| e.id() == *id)) {
            return Err(unknown(format!("{other} (a score that stands before it)")));
        }
        if let Some(band) = score.given_bands().find(|band| score.rank(band).is_none()) {
            return Err(unknown(format!("{band} (one of its bands)")));
        }
    }
    for study in known.studies.iter().filter(|study| !study.band.is_empty()) {
        let score = known.scores.iter().find(|score| score.id() == study.score);
        if score.and_then(|score| score.rank(&study.band)).is_none() {
            return Err(wrong("Questionnaire", "study", "about a band of one of its scores"));
        }
    }
    Ok(())
}

fn unknown(part: &Element<'_>, url: &str) -> ResourceRefused {
    let why = "Daybreak's extensions are read whole or not at all";
    ResourceRefused::Unsupported { at: part.at.clone(), element: url.to_owned(), why }
}

fn missing(at: &str, element: &'static str) -> ResourceRefused {
    ResourceRefused::Missing { at: at.to_owned(), element }
}

fn text(part: &mut Element<'_>) -> Result<String, ResourceRefused> {
    part.owned("valueString")?.ok_or_else(|| missing(&part.at, "valueString"))
}

fn code(part: &mut Element<'_>) -> Result<String, ResourceRefused> {
    part.owned("valueCode")?.ok_or_else(|| missing(&part.at, "valueCode"))
}

fn coded<T: Copy>(part: &mut Element<'_>, known: &[(&str, T)]) -> Result<T, ResourceRefused> {
    let code = code(part)?;
    let found = known.iter().find(|(known, _)| *known == code);
    found.map(|(_, value)| *value).ok_or_else(|| wrong(&part.at, "valueCode", "a known code"))
}

fn boolean(part: &mut Element<'_>) -> Result<bool, ResourceRefused> {
    part.boolean("valueBoolean")?.ok_or_else(|| missing(&part.at, "valueBoolean"))
}

fn age(part: &mut Element<'_>) -> Result<u8, ResourceRefused> {
    let years = part.integer("valueInteger")?.and_then(|years| u8::try_from(years).ok());
    let years = years.filter(|years| *years <= Ages::OLDEST);
    years.ok_or_else(|| wrong(&part.at, "valueInteger", "an age of at most 130 years"))
}

fn count(part: &mut Element<'_>) -> Result<u32, ResourceRefused> {
    let count = part.integer("valueInteger")?.and_then(|count| u32::try_from(count).ok());
    count.ok_or_else(|| wrong(&part.at, "valueInteger", "a count"))
}

fn points(part: &mut Element<'_>) -> Result<Points, ResourceRefused> {
    let decimal = part.decimal("valueDecimal")?;
    let points = decimal.as_ref().and_then(Points::from_decimal);
    points.ok_or_else(|| wrong(&part.at, "valueDecimal", "points of at most three decimals"))
}

fn percent(part: &mut Element<'_>) -> Result<Percent, ResourceRefused> {
    let decimal = part.decimal("valueDecimal")?;
    let percent = decimal.and_then(|decimal| Percent::parse(decimal.as_str()));
    percent.ok_or_else(|| wrong(&part.at, "valueDecimal", "a percentage from 0 to 100"))
}

fn link_id(part: &mut Element<'_>) -> Result<LinkId, ResourceRefused> {
    let text = text(part)?;
    LinkId::parse(&text).ok_or_else(|| wrong(&part.at, "valueString", "the name of an item"))
}

fn value(part: &mut Element<'_>) -> Result<Value, ResourceRefused> {
    let value = part.value("value", &mut Vec::new())?;
    value.map(|weighed| weighed.value).ok_or_else(|| missing(&part.at, "value[x]"))
}
