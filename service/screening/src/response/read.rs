//! From JSON to [`Response`].

use super::{ABSENT, Entry, Response, ResponseStatus, SittingNote};
use crate::answers::AbsentReason;
use crate::element::{Element, ResourceRefused, Unread, wrong};
use crate::instant;
use crate::instrument::{COMPLETION, Completion, PAUSED, SITTING};
use crate::json::{Json, Object};
use crate::questionnaire::MAX_ITEMS;
use crate::value::LinkId;

pub(super) fn response(source: Json) -> Result<Response, ResourceRefused> {
    let mut root = Element::open(&source, "QuestionnaireResponse".to_owned())?;
    if root.text("resourceType")? != Some("QuestionnaireResponse") {
        return Err(ResourceRefused::WrongResource { expected: "QuestionnaireResponse" });
    }
    for name in ADMINISTRATIVE {
        root.member(name);
    }
    let status = root.text("status")?;
    let known = ResponseStatus::CODES.iter().find(|(code, _)| Some(*code) == status);
    let Some(&(_, status)) = known else {
        return Err(wrong(&root.at, "status", "a status of a response in FHIR R4"));
    };
    let questionnaire = root.owned("questionnaire")?;
    let mut reading = Reading::default();
    for (url, extension) in root.extensions()? {
        reading.cover(url, extension)?;
    }
    for item in root.elements("item")? {
        reading.item(item)?;
    }
    root.finish(&mut reading.unread);
    let Reading { completion, sittings, paused, entries, unread } = reading;
    Ok(Response { questionnaire, status, completion, sittings, paused, entries, unread, source })
}

/// Elements that say nothing about the answers and are simply kept.
const ADMINISTRATIVE: [&str; 13] = [
    "id",
    "meta",
    "text",
    "language",
    "contained",
    "identifier",
    "basedOn",
    "partOf",
    "subject",
    "encounter",
    "authored",
    "author",
    "source",
];

#[derive(Default)]
struct Reading {
    completion: Option<Completion>,
    sittings: Vec<SittingNote>,
    paused: Option<String>,
    entries: Vec<Entry>,
    unread: Vec<Unread>,
}

impl Reading {
    fn cover(&mut self, url: &str, mut extension: Element<'_>) -> Result<(), ResourceRefused> {
        match url {
            COMPLETION => {
                let code = extension.text("valueCode")?;
                let known = Completion::CODES.iter().find(|(known, _)| Some(*known) == code);
                let known = known.ok_or_else(|| wrong(&extension.at, "valueCode", "a known code"));
                self.completion = Some(known?.1);
            }
            PAUSED => self.paused = extension.owned("valueCode")?,
            SITTING => self.sittings.push(sitting(extension)?),
            _ => self.unread.push(Unread { at: extension.at, element: url.to_owned() }),
        }
        Ok(())
    }

    /// Reads one item and all below it; the depth of the JSON bounds the recursion.
    fn item(&mut self, mut element: Element<'_>) -> Result<(), ResourceRefused> {
        if self.entries.len() == MAX_ITEMS {
            let at = "QuestionnaireResponse".to_owned();
            return Err(ResourceRefused::TooMany { at, what: "items", max: MAX_ITEMS });
        }
        let Some(link_id) = element.text("linkId")? else {
            return Err(ResourceRefused::Missing { at: element.at, element: "linkId" });
        };
        let link_id = LinkId::parse(link_id);
        let link_id = link_id.ok_or_else(|| wrong(&element.at, "linkId", "the name of an item"))?;
        let mut entry = Entry {
            link_id,
            sitting: None,
            values: Vec::new(),
            absent: None,
            kept: Object::default(),
            kept_extensions: Vec::new(),
        };
        let listed = element.list("extension")?.to_vec();
        for ((url, extension), json) in element.extensions()?.into_iter().zip(listed) {
            self.item_extension(&mut entry, url, extension, json)?;
        }
        for name in ["text", "definition"] {
            element.member(name);
        }
        let answers = element.elements("answer")?;
        let children = element.elements("item")?;
        let ours = ["linkId", "answer", "item", "extension"];
        entry.kept.extend(element.members().filter(|(name, _)| !ours.contains(name)));
        element.finish(&mut self.unread);
        let position = self.entries.len();
        self.entries.push(entry);
        for mut answer in answers {
            let json = answer.without("item");
            let weighed = answer.value("value", &mut self.unread)?;
            if let (Some(weighed), Some(entry)) = (weighed, self.entries.get_mut(position)) {
                entry.values.push((weighed.value, json));
            }
            let below = answer.elements("item")?;
            answer.finish(&mut self.unread);
            below.into_iter().try_for_each(|child| self.item(child))?;
        }
        children.into_iter().try_for_each(|child| self.item(child))
    }

    fn item_extension(
        &mut self,
        entry: &mut Entry,
        url: &str,
        mut extension: Element<'_>,
        json: Json,
    ) -> Result<(), ResourceRefused> {
        match url {
            ABSENT => {
                let reason = extension.text("valueCode")?.and_then(AbsentReason::from_code);
                if reason.is_none() {
                    self.unread.push(Unread { at: extension.at, element: url.to_owned() });
                    entry.kept_extensions.push(json);
                }
                entry.absent = reason.or(entry.absent);
            }
            SITTING => {
                let number = extension.integer("valueInteger")?;
                let number = number.and_then(|number| usize::try_from(number).ok());
                let number = number.filter(|number| (1..=MAX_ITEMS).contains(number));
                let counted = "a sitting, counted from 1";
                let number = number.ok_or_else(|| wrong(&extension.at, "valueInteger", counted))?;
                entry.sitting = Some(number - 1);
            }
            _ => {
                self.unread.push(Unread { at: extension.at, element: url.to_owned() });
                entry.kept_extensions.push(json);
            }
        }
        Ok(())
    }
}

fn sitting(mut extension: Element<'_>) -> Result<SittingNote, ResourceRefused> {
    let (mut contact, mut member, mut began) = (None, None, None);
    for (url, mut part) in extension.extensions()? {
        match url {
            "contact" => contact = part.owned("valueString")?,
            "member" => member = part.owned("valueString")?,
            "began" => began = part.text("valueDateTime")?.and_then(instant::read),
            _ => {
                let why = "Daybreak's extensions are read whole or not at all";
                let element = url.to_owned();
                return Err(ResourceRefused::Unsupported { at: part.at, element, why });
            }
        }
    }
    let parts = (contact, member, began);
    let (Some(contact), Some(member), Some(began)) = parts else {
        let expected = "a sitting with contact, member and the time it began";
        return Err(wrong(&extension.at, "extension", expected));
    };
    Ok(SittingNote { contact, member, began })
}
