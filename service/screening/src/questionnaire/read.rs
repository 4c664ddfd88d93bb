//! From JSON to [`Questionnaire`].

use std::collections::HashMap;

use super::item::{AnswerOption, Behavior, Condition, EnableWhen, Item, ItemKind, Operator};
use super::item::{Options, Test};
use super::{Head, MAX_ITEMS, MAX_OPTIONS, Questionnaire};
use crate::element::{Element, ResourceRefused, Unread, wrong};
use crate::instrument::OWN_EXTENSIONS;
use crate::json::Json;
use crate::value::{Coding, LinkId, Value};
use crate::value_set::{ValueSets, known_elsewhere};

pub(super) fn questionnaire(source: Json) -> Result<Questionnaire, ResourceRefused> {
    let mut unread = Vec::new();
    let mut root = Element::open(&source, "Questionnaire".to_owned())?;
    if root.text("resourceType")? != Some("Questionnaire") {
        return Err(ResourceRefused::WrongResource { expected: "Questionnaire" });
    }
    let head = head(&mut root)?;
    for (url, extension) in root.extensions()? {
        if !OWN_EXTENSIONS.contains(&url) {
            unread.push(Unread { at: extension.at, element: url.to_owned() });
        }
    }
    let value_sets = ValueSets::read(root.elements("contained")?, &mut unread)?;
    let mut reading = Reading { value_sets, items: Vec::new(), unread };
    for item in root.elements("item")? {
        reading.item(item, None, 0)?;
    }
    let Reading { items, mut unread, .. } = reading;
    root.finish(&mut unread);
    let by_link_id = index(&items)?;
    let order = order(&items, &by_link_id)?;
    Ok(Questionnaire { head, items, by_link_id, order, unread, source })
}

/// Elements of the resource that say nothing about asking or scoring and are simply kept.
const ADMINISTRATIVE: [&str; 20] = [
    "id",
    "meta",
    "text",
    "language",
    "identifier",
    "name",
    "derivedFrom",
    "experimental",
    "subjectType",
    "date",
    "contact",
    "useContext",
    "jurisdiction",
    "approvalDate",
    "lastReviewDate",
    "effectivePeriod",
    "code",
    "_title",
    "_copyright",
    "_description",
];

fn head(root: &mut Element<'_>) -> Result<Head, ResourceRefused> {
    for name in ADMINISTRATIVE {
        root.member(name);
    }
    let status = root.text("status")?;
    let at = || "Questionnaire".to_owned();
    let Some(status) = status else {
        return Err(ResourceRefused::Missing { at: at(), element: "status" });
    };
    if !["draft", "active", "retired", "unknown"].contains(&status) {
        return Err(wrong("Questionnaire", "status", "draft, active, retired or unknown"));
    }
    Ok(Head {
        status: status.to_owned(),
        url: root.owned("url")?,
        version: root.owned("version")?,
        title: root.owned("title")?,
        publisher: root.owned("publisher")?,
        purpose: root.owned("purpose")?,
        description: root.owned("description")?,
        copyright: root.owned("copyright")?,
    })
}

struct Reading {
    value_sets: ValueSets,
    items: Vec<Item>,
    unread: Vec<Unread>,
}

impl Reading {
    /// Reads one item and all below it; the depth of the JSON bounds the recursion.
    fn item(
        &mut self,
        mut element: Element<'_>,
        parent: Option<usize>,
        level: usize,
    ) -> Result<(), ResourceRefused> {
        if self.items.len() == MAX_ITEMS {
            let at = "Questionnaire".to_owned();
            return Err(ResourceRefused::TooMany { at, what: "items", max: MAX_ITEMS });
        }
        let link_id = link_id(&mut element, "linkId")?;
        let kind = kind(&mut element)?;
        let mut item = Item {
            parent,
            level,
            kind,
            prefix: element.owned("prefix")?,
            text: element.owned("text")?,
            why: None,
            codes: Vec::new(),
            required: element.boolean("required")?.unwrap_or(false),
            repeats: element.boolean("repeats")?.unwrap_or(false),
            read_only: element.boolean("readOnly")?.unwrap_or(false),
            hidden: false,
            max_length: element.integer("maxLength")?.filter(|length| *length > 0),
            least: None,
            most: None,
            enable_when: self.enable_when(&mut element)?,
            options: self.options(&mut element, kind)?,
            initial: Vec::new(),
            link_id,
        };
        element.member("definition");
        for code in element.elements("code")? {
            item.codes.push(code.coding(&mut self.unread)?.0);
        }
        self.initial(&mut element, &mut item)?;
        self.extensions(&mut element, &mut item)?;
        let children = element.elements("item")?;
        if kind == ItemKind::Display && !children.is_empty() {
            return Err(wrong(&element.at, "item", "allowed below a `display`; use a `group`"));
        }
        element.finish(&mut self.unread);
        let position = self.items.len();
        self.items.push(item);
        children.into_iter().try_for_each(|child| self.item(child, Some(position), level + 1))
    }

    fn enable_when(
        &mut self,
        element: &mut Element<'_>,
    ) -> Result<Option<EnableWhen>, ResourceRefused> {
        let behavior = match element.text("enableBehavior")? {
            None => None,
            Some("all") => Some(Behavior::All),
            Some("any") => Some(Behavior::Any),
            Some(_) => return Err(wrong(&element.at, "enableBehavior", "`all` or `any`")),
        };
        let mut conditions = Vec::new();
        for mut condition in element.elements("enableWhen")? {
            let question = link_id(&mut condition, "question")?;
            let test = self.test(&mut condition)?;
            for (url, extension) in condition.extensions()? {
                self.unread.push(Unread { at: extension.at, element: url.to_owned() });
            }
            condition.finish(&mut self.unread);
            conditions.push(Condition { question, test });
        }
        // FHIR R4, invariant que-12: without it, nobody can say how several conditions join.
        if conditions.len() > 1 && behavior.is_none() {
            let at = element.at.clone();
            return Err(ResourceRefused::Missing { at, element: "enableBehavior" });
        }
        let behavior = behavior.unwrap_or(Behavior::All);
        Ok((!conditions.is_empty()).then_some(EnableWhen { behavior, conditions }))
    }

    fn test(&mut self, condition: &mut Element<'_>) -> Result<Test, ResourceRefused> {
        let at = condition.at.clone();
        let missing = |element| ResourceRefused::Missing { at: at.clone(), element };
        let code = condition.text("operator")?.ok_or_else(|| missing("operator"))?;
        let answer = condition.value("answer", &mut self.unread)?;
        let answer = answer.ok_or_else(|| missing("answer[x]"))?.value;
        if code == "exists" {
            // FHIR R4, invariant que-7.
            let Value::Boolean(expected) = answer else {
                return Err(wrong(&condition.at, "answer[x]", "true or false, as `exists` needs"));
            };
            return Ok(Test::Exists(expected));
        }
        let known = Operator::CODES.iter().find(|(known, _)| *known == code);
        let Some(&(_, operator)) = known else {
            return Err(wrong(&condition.at, "operator", "exists, =, !=, >, <, >= or <="));
        };
        let orders = !matches!(operator, Operator::Equal | Operator::NotEqual);
        if orders && answer.order(&answer).is_none() {
            return Err(wrong(&condition.at, "operator", "able to order answers of this type"));
        }
        Ok(Test::Compare(operator, answer))
    }

    fn options(
        &mut self,
        element: &mut Element<'_>,
        kind: ItemKind,
    ) -> Result<Options, ResourceRefused> {
        let at = element.at.clone();
        let listed = element.elements("answerOption")?;
        let elsewhere = element.owned("answerValueSet")?;
        if !matches!(kind, ItemKind::Choice | ItemKind::OpenChoice)
            && (!listed.is_empty() || elsewhere.is_some())
            && matches!(kind, ItemKind::Group | ItemKind::Display | ItemKind::Boolean)
        {
            // FHIR R4, invariant que-5.
            return Err(wrong(&at, "answerOption", "allowed on an item of this type"));
        }
        if listed.len() > MAX_OPTIONS {
            return Err(ResourceRefused::TooMany { at, what: "options", max: MAX_OPTIONS });
        }
        if let Some(address) = elsewhere {
            if !listed.is_empty() {
                // FHIR R4, invariant que-4.
                return Err(wrong(&at, "answerValueSet", "allowed beside `answerOption`"));
            }
            return self.value_sets.options(&address, &at).map(|options| match options {
                Some(options) => Options::Listed(options),
                None => known_elsewhere(&address).unwrap_or(Options::Elsewhere(address)),
            });
        }
        let options: Vec<_> =
            listed.into_iter().map(|option| self.option(option)).collect::<Result<_, _>>()?;
        Ok(if options.is_empty() { Options::None } else { Options::Listed(options) })
    }

    fn option(&mut self, mut option: Element<'_>) -> Result<AnswerOption, ResourceRefused> {
        let weighed = option.value("value", &mut self.unread)?;
        let Some(weighed) = weighed else {
            return Err(ResourceRefused::Missing { at: option.at, element: "value[x]" });
        };
        let outer = option.weight(&mut self.unread)?;
        if let (Some(outer), Some(inner)) = (outer, weighed.weight)
            && outer != inner
        {
            return Err(wrong(&option.at, "extension", "the only weight of its answer"));
        }
        let initially_selected = option.boolean("initialSelected")?.unwrap_or(false);
        option.finish(&mut self.unread);
        let weight = outer.or(weighed.weight);
        Ok(AnswerOption { value: weighed.value, weight, initially_selected })
    }

    fn initial(
        &mut self,
        element: &mut Element<'_>,
        item: &mut Item,
    ) -> Result<(), ResourceRefused> {
        let chosen = item.options.listed().iter().filter(|option| option.initially_selected);
        item.initial = chosen.map(|option| option.value.clone()).collect();
        for mut initial in element.elements("initial")? {
            let Some(weighed) = initial.value("value", &mut self.unread)? else {
                return Err(ResourceRefused::Missing { at: initial.at, element: "value[x]" });
            };
            if !item.kind.takes(&weighed.value) {
                return Err(wrong(&initial.at, "value[x]", "an answer to an item of this type"));
            }
            initial.finish(&mut self.unread);
            item.initial.push(weighed.value);
        }
        Ok(())
    }

    fn extensions(
        &mut self,
        element: &mut Element<'_>,
        item: &mut Item,
    ) -> Result<(), ResourceRefused> {
        let at = element.at.clone();
        for (url, mut extension) in element.extensions()? {
            match url {
                HIDDEN => item.hidden = extension.boolean("valueBoolean")?.unwrap_or(false),
                LEAST => item.least = extension.value("value", &mut self.unread)?.map(|v| v.value),
                MOST => item.most = extension.value("value", &mut self.unread)?.map(|v| v.value),
                crate::instrument::WHY => item.why = extension.owned("valueString")?,
                ENABLED_BY_EXPRESSION => {
                    return Err(ResourceRefused::Unsupported {
                        at,
                        element: url.to_owned(),
                        why: "it decides which items are shown; write it as `enableWhen`",
                    });
                }
                _ => self.unread.push(Unread { at: at.clone(), element: url.to_owned() }),
            }
        }
        Ok(())
    }
}

const HIDDEN: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden";
const LEAST: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
const MOST: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
const ENABLED_BY_EXPRESSION: &str =
    "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression";

fn link_id(element: &mut Element<'_>, name: &'static str) -> Result<LinkId, ResourceRefused> {
    let Some(text) = element.text(name)? else {
        return Err(ResourceRefused::Missing { at: element.at.clone(), element: name });
    };
    let short = "a name of at most 255 bytes that can be read";
    LinkId::parse(text).ok_or_else(|| wrong(&element.at, name, short))
}

fn kind(element: &mut Element<'_>) -> Result<ItemKind, ResourceRefused> {
    let at = element.at.clone();
    let Some(code) = element.text("type")? else {
        return Err(ResourceRefused::Missing { at, element: "type" });
    };
    let why = match code {
        "attachment" => "nothing is uploaded here",
        "reference" => "answers do not point at other records",
        "quantity" => "ask for a number and name the unit in the question",
        "question" => "it is abstract; give the item the type of its answer",
        _ => {
            let known = ItemKind::CODES.iter().find(|(known, _)| *known == code);
            let known = known.map(|(_, kind)| *kind);
            return known.ok_or_else(|| wrong(&at, "type", "an item type of FHIR R4"));
        }
    };
    Err(ResourceRefused::Unsupported { at, element: format!("type: {code}"), why })
}

fn index(items: &[Item]) -> Result<HashMap<LinkId, usize>, ResourceRefused> {
    let mut by_link_id = HashMap::with_capacity(items.len());
    for (position, item) in items.iter().enumerate() {
        if by_link_id.insert(item.link_id.clone(), position).is_some() {
            return Err(ResourceRefused::RepeatedLinkId { link_id: item.link_id.to_string() });
        }
    }
    Ok(by_link_id)
}

/// An order in which every item stands after its parent and after what it asks about.
///
/// Kahn's algorithm: linear in items and conditions, and no recursion that a long chain could bring
/// to overflow.
fn order(
    items: &[Item],
    by_link_id: &HashMap<LinkId, usize>,
) -> Result<Vec<usize>, ResourceRefused> {
    let mut waits_for = vec![0_usize; items.len()];
    let mut awaited_by = vec![Vec::new(); items.len()];
    for (position, item) in items.iter().enumerate() {
        let conditions = item.enable_when.iter().flat_map(|enable| &enable.conditions);
        let mut before: Vec<usize> = item.parent.into_iter().collect();
        for condition in conditions {
            let Some(&question) = by_link_id.get(&condition.question) else {
                let (at, question) = (item.link_id.to_string(), condition.question.to_string());
                return Err(ResourceRefused::UnknownQuestion { at, question });
            };
            before.push(question);
        }
        waits_for[position] = before.len();
        before.into_iter().for_each(|earlier| awaited_by[earlier].push(position));
    }
    let mut order: Vec<usize> = (0..items.len()).filter(|&p| waits_for[p] == 0).collect();
    let mut next = 0;
    while let Some(&position) = order.get(next) {
        next += 1;
        for &later in &awaited_by[position] {
            waits_for[later] -= 1;
            if waits_for[later] == 0 {
                order.push(later);
            }
        }
    }
    match waits_for.iter().position(|&waits| waits > 0) {
        Some(stuck) => Err(ResourceRefused::Circular { link_id: items[stuck].link_id.to_string() }),
        None => Ok(order),
    }
}

/// The codings of an item, for the statutory prompt and for statistics.
impl Item {
    /// Whether the item carries this code.
    #[must_use]
    pub fn has_code(&self, system: &str, code: &str) -> bool {
        let same = |coding: &Coding| {
            coding.system.as_deref() == Some(system) && coding.code.as_deref() == Some(code)
        };
        self.codes.iter().any(same)
    }
}
