//! Reading the elements of a FHIR resource so that none is dropped in silence.
//!
//! An [`Element`] notes which of its members were asked for. What nobody asked for is reported by
//! [`Element::finish`] as [`Unread`]: it stays in the resource and is written back, and whoever
//! loads the resource can see its name. A member that changes the meaning of the rest
//! (`modifierExtension`, `implicitRules`) cannot be passed over and is refused.

use crate::json::{Json, JsonRefused, Object};
use crate::value::{Coding, Decimal, Points, Value, is_date, is_date_time, is_time};

/// An element that was kept without being understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Where it stands, as `Questionnaire.item[2].answerOption[0]`.
    pub at: String,
    /// Its name; for an extension its address.
    pub element: String,
}

/// Why a resource is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResourceRefused {
    /// Not readable as JSON.
    #[error(transparent)]
    Json(#[from] JsonRefused),
    /// Another kind of resource.
    #[error("this is not a {expected} (`resourceType` is missing or another)")]
    WrongResource {
        /// What was expected.
        expected: &'static str,
    },
    /// An element without which the rest means nothing.
    #[error("`{at}` has no `{element}`; add it")]
    Missing {
        /// Where.
        at: String,
        /// Its name.
        element: &'static str,
    },
    /// An element of the wrong kind.
    #[error("`{element}` of `{at}` is not {expected}")]
    WrongKind {
        /// Where.
        at: String,
        /// Its name.
        element: String,
        /// What belongs there.
        expected: &'static str,
    },
    /// An element that FHIR knows and Daybreak does not, and that cannot be passed over.
    #[error("`{element}` of `{at}` is not supported: {why}")]
    Unsupported {
        /// Where.
        at: String,
        /// Its name, or name and code.
        element: String,
        /// Why it cannot simply be kept.
        why: &'static str,
    },
    /// Two items with one name.
    #[error("two items are named `{link_id}`; give each its own `linkId`")]
    RepeatedLinkId {
        /// The name.
        link_id: String,
    },
    /// A condition about an item that does not exist.
    #[error("`{at}` asks about item `{question}`, which does not exist")]
    UnknownQuestion {
        /// Where.
        at: String,
        /// The name asked about.
        question: String,
    },
    /// Items that wait for each other.
    #[error("item `{link_id}` is shown only if it is shown itself; break the circle")]
    Circular {
        /// One item of the circle.
        link_id: String,
    },
    /// More than fits.
    #[error("`{at}` has too many {what} (at most {max}); split the questionnaire")]
    TooMany {
        /// Where.
        at: String,
        /// Of what.
        what: &'static str,
        /// The limit.
        max: usize,
    },
}

/// A value, and the points that it is worth if the resource says so.
pub(crate) struct Weighed {
    pub(crate) value: Value,
    pub(crate) weight: Option<Points>,
}

/// One object of a resource while it is being read.
pub(crate) struct Element<'a> {
    pub(crate) at: String,
    object: &'a Object,
    asked: Vec<&'a str>,
}

impl<'a> Element<'a> {
    /// Starts reading `json`, which stands at `at`.
    pub(crate) fn open(json: &'a Json, at: String) -> Result<Self, ResourceRefused> {
        let Some(object) = json.as_object() else {
            let (at, element) = at.rsplit_once('.').unwrap_or(("", &at));
            return Err(wrong(at, element, "an object"));
        };
        for (element, why) in NEVER_PASSED_OVER {
            if object.member(element).is_some() {
                return Err(ResourceRefused::Unsupported { at, element: element.into(), why });
            }
        }
        Ok(Self { at, object, asked: Vec::new() })
    }

    /// All members, asked for or not.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&'a str, &'a Json)> {
        self.object.members()
    }

    /// This element without its member `name`.
    pub(crate) fn without(&self, name: &str) -> Json {
        let mut object = self.object.clone();
        object.remove(name);
        Json::Object(object)
    }

    /// The member `name`, whatever it is.
    pub(crate) fn member(&mut self, name: &'a str) -> Option<&'a Json> {
        self.asked.push(name);
        self.object.member(name)
    }

    pub(crate) fn text(&mut self, name: &'a str) -> Result<Option<&'a str>, ResourceRefused> {
        match self.member(name) {
            None => Ok(None),
            Some(Json::Text(text)) if !text.is_empty() => Ok(Some(text)),
            Some(_) => Err(wrong(&self.at, name, "a text of at least one character")),
        }
    }

    pub(crate) fn owned(&mut self, name: &'a str) -> Result<Option<String>, ResourceRefused> {
        Ok(self.text(name)?.map(str::to_owned))
    }

    pub(crate) fn boolean(&mut self, name: &'a str) -> Result<Option<bool>, ResourceRefused> {
        match self.member(name) {
            None => Ok(None),
            Some(Json::Bool(value)) => Ok(Some(*value)),
            Some(_) => Err(wrong(&self.at, name, "true or false")),
        }
    }

    pub(crate) fn integer(&mut self, name: &'a str) -> Result<Option<i32>, ResourceRefused> {
        match self.member(name) {
            None => Ok(None),
            Some(Json::Number(digits)) => match digits.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(wrong(&self.at, name, "a whole number of 32 bits")),
            },
            Some(_) => Err(wrong(&self.at, name, "a whole number")),
        }
    }

    pub(crate) fn decimal(&mut self, name: &'a str) -> Result<Option<Decimal>, ResourceRefused> {
        match self.member(name) {
            None => Ok(None),
            Some(Json::Number(digits)) => match Decimal::parse(digits) {
                Some(decimal) => Ok(Some(decimal)),
                None => Err(wrong(&self.at, name, "a plain decimal of at most 18 + 12 digits")),
            },
            Some(_) => Err(wrong(&self.at, name, "a number")),
        }
    }

    pub(crate) fn list(&mut self, name: &'a str) -> Result<&'a [Json], ResourceRefused> {
        match self.member(name) {
            None => Ok(&[]),
            Some(Json::Array(items)) => Ok(items),
            Some(_) => Err(wrong(&self.at, name, "a list")),
        }
    }

    /// The elements of the list `name`, ready to be read.
    pub(crate) fn elements(&mut self, name: &'a str) -> Result<Vec<Element<'a>>, ResourceRefused> {
        let items = self.list(name)?.iter().enumerate();
        items.map(|(n, item)| Element::open(item, format!("{}.{name}[{n}]", self.at))).collect()
    }

    /// The one element `name`, ready to be read.
    pub(crate) fn element(
        &mut self,
        name: &'a str,
    ) -> Result<Option<Element<'a>>, ResourceRefused> {
        let at = format!("{}.{name}", self.at);
        self.member(name).map(|json| Element::open(json, at)).transpose()
    }

    /// The extensions, each with its address.
    pub(crate) fn extensions(&mut self) -> Result<Vec<(&'a str, Element<'a>)>, ResourceRefused> {
        let mut extensions = Vec::new();
        for mut extension in self.elements("extension")? {
            let Some(url) = extension.text("url")? else {
                return Err(ResourceRefused::Missing { at: extension.at, element: "url" });
            };
            extensions.push((url, extension));
        }
        Ok(extensions)
    }

    /// The value under `prefix` with one of FHIR's type names after it (`valueCoding`, …).
    ///
    /// Two values at once are refused, and so are the types that no answer here can have.
    pub(crate) fn value(
        &mut self,
        prefix: &str,
        unread: &mut Vec<Unread>,
    ) -> Result<Option<Weighed>, ResourceRefused> {
        let mut found = None;
        for (name, _) in self.object.members() {
            let Some(kind) = name.strip_prefix(prefix) else { continue };
            if !kind.starts_with(|c: char| c.is_ascii_uppercase()) {
                continue;
            }
            if found.replace((name, kind)).is_some() {
                return Err(wrong(&self.at, name, "the only value of its element"));
            }
        }
        found.map(|(name, kind)| self.typed(name, kind, unread)).transpose()
    }

    fn typed(
        &mut self,
        name: &'a str,
        kind: &str,
        unread: &mut Vec<Unread>,
    ) -> Result<Weighed, ResourceRefused> {
        let gone = wrong(&self.at, name, "a value of its kind");
        let value = match kind {
            "Boolean" => self.boolean(name)?.map(Value::Boolean),
            "Integer" => self.integer(name)?.map(Value::Integer),
            "Decimal" => self.decimal(name)?.map(Value::Decimal),
            "Date" => self.checked(name, is_date, "a date as 2026-03-14")?.map(Value::Date),
            "DateTime" => self
                .checked(name, is_date_time, "a date and time with its zone")?
                .map(Value::DateTime),
            "Time" => self.checked(name, is_time, "a time as 14:05:00")?.map(Value::Time),
            "String" | "Uri" => self.owned(name)?.map(Value::Text),
            "Coding" => {
                let coding = self.element(name)?.ok_or(gone)?;
                let (coding, weight) = coding.coding(unread)?;
                return Ok(Weighed { value: Value::Coding(coding), weight });
            }
            _ => {
                return Err(ResourceRefused::Unsupported {
                    at: self.at.clone(),
                    element: name.to_owned(),
                    why: "answers here are yes or no, numbers, dates, words and codes",
                });
            }
        };
        Ok(Weighed { value: value.ok_or(gone)?, weight: None })
    }

    /// This element as a coding, with the weight that it may carry.
    pub(crate) fn coding(
        mut self,
        unread: &mut Vec<Unread>,
    ) -> Result<(Coding, Option<Points>), ResourceRefused> {
        let coding = Coding {
            system: self.owned("system")?,
            code: self.owned("code")?,
            display: self.owned("display")?,
        };
        let weight = self.weight(unread)?;
        self.finish(unread);
        Ok((coding, weight))
    }

    /// The item weight among the extensions; the other extensions are noted as unread.
    pub(crate) fn weight(
        &mut self,
        unread: &mut Vec<Unread>,
    ) -> Result<Option<Points>, ResourceRefused> {
        let mut weight = None;
        for (url, mut extension) in self.extensions()? {
            if !WEIGHTS.contains(&url) {
                unread.push(Unread { at: self.at.clone(), element: url.to_owned() });
                continue;
            }
            let decimal = extension.decimal("valueDecimal")?;
            let points = decimal.as_ref().and_then(Points::from_decimal);
            let fits = "a weight of at most three decimals within a million";
            let points = points.ok_or_else(|| wrong(&extension.at, "valueDecimal", fits))?;
            if weight.replace(points).is_some_and(|before| before != points) {
                return Err(wrong(&self.at, url, "the only weight of its answer"));
            }
        }
        Ok(weight)
    }

    fn checked(
        &mut self,
        name: &'a str,
        fits: impl Fn(&str) -> bool,
        expected: &'static str,
    ) -> Result<Option<String>, ResourceRefused> {
        match self.text(name)? {
            Some(text) if !fits(text) => Err(wrong(&self.at, name, expected)),
            text => Ok(text.map(str::to_owned)),
        }
    }

    /// Ends the reading and notes what nobody asked for.
    pub(crate) fn finish(self, unread: &mut Vec<Unread>) {
        for (name, _) in self.object.members() {
            if !self.asked.contains(&name) {
                unread.push(Unread { at: self.at.clone(), element: name.to_owned() });
            }
        }
    }
}

/// Elements that change what the others mean, so that keeping them unread would be wrong.
const NEVER_PASSED_OVER: [(&str, &str); 2] = [
    ("modifierExtension", "it changes the meaning of the element and must be understood"),
    ("implicitRules", "it changes the meaning of the resource and must be understood"),
];

/// The extensions by which FHIR gives an answer its points: SDC 3 and later, R4, and R4 value sets.
const WEIGHTS: [&str; 4] = [
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/valueset-ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/codesystem-ordinalValue",
];

pub(crate) fn wrong(at: &str, element: &str, expected: &'static str) -> ResourceRefused {
    ResourceRefused::WrongKind { at: at.to_owned(), element: element.to_owned(), expected }
}
