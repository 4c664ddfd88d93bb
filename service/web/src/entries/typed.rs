//! The fields of a service as a form holds them, and back.

use casework::need::Gender;
use chrono::{Months, NaiveDate};
use directory::value::{Cell, Confidentiality, Date, Number, Status};
use directory::{Phone, Service};
use uuid::Uuid;

use crate::page::Page;

/// The longest text of one field, in characters.
const LONGEST: usize = 4_000;
/// The oldest age that a form takes, in years.
const OLDEST: u32 = 130;
/// The most numbers of one service.
const MOST_PHONES: usize = 20;
/// For how many months a check counts at most.
const LONGEST_CHECK: u32 = 24;

/// One field of text.
pub struct Field {
    /// Its name in the form and in the standard.
    pub name: &'static str,
    /// Whether it holds sentences.
    pub long: bool,
    get: fn(&Service) -> Option<String>,
    put: fn(&mut Service, Option<String>) -> Result<(), &'static str>,
}

macro_rules! texts {
    ($($name:ident $long:literal)+) => {
        [$(Field {
            name: stringify!($name),
            long: $long,
            get: |service| service.$name.clone(),
            put: |service, text| {
                service.$name = text;
                Ok(())
            },
        }),+]
    };
}

const TEXTS: [Field; 7] = texts! {
    description true
    eligibility_description true
    application_process true
    fees_description true
    alert true
    alternate_name false
    email false
};

/// The fields of text, in the order of the page.
pub static FIELDS: [Field; 11] = {
    let [description, eligibility, application, fees, alert, other, email] = TEXTS;
    [
        Field {
            name: "name",
            long: false,
            get: |service| Some(service.name.clone()),
            put: put_name,
        },
        other,
        description,
        eligibility,
        Field {
            name: "minimum_age",
            long: false,
            get: |one| age(one.minimum_age),
            put: put_minimum,
        },
        Field {
            name: "maximum_age",
            long: false,
            get: |one| age(one.maximum_age),
            put: put_maximum,
        },
        application,
        fees,
        alert,
        Field { name: "url", long: false, get: |service| service.url.clone(), put: put_url },
        email,
    ]
};

fn age(age: Option<Number>) -> Option<String> {
    age.map(|age| age.value().to_string())
}

fn put_name(service: &mut Service, text: Option<String>) -> Result<(), &'static str> {
    service.name = text.ok_or("entry-no-name")?;
    Ok(())
}

fn put_url(service: &mut Service, text: Option<String>) -> Result<(), &'static str> {
    let fits = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    if text.as_deref().is_some_and(|text| !fits(text)) {
        return Err("entry-no-url");
    }
    service.url = text;
    Ok(())
}

fn years(text: Option<String>) -> Result<Option<Number>, &'static str> {
    let parse = |text: String| match text.parse::<u32>() {
        Ok(age) if age <= OLDEST => Ok(Number::from(age)),
        _ => Err("entry-no-age"),
    };
    text.map(parse).transpose()
}

fn put_minimum(service: &mut Service, text: Option<String>) -> Result<(), &'static str> {
    service.minimum_age = years(text)?;
    Ok(())
}

fn put_maximum(service: &mut Service, text: Option<String>) -> Result<(), &'static str> {
    service.maximum_age = years(text)?;
    Ok(())
}

/// A telephone number, as a form holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Which one; empty for a new one.
    pub id: String,
    /// The number; one that is empty goes.
    pub number: String,
    /// What it is for.
    pub purpose: String,
    /// Who may see it.
    pub who: Confidentiality,
}

impl Line {
    /// A number as it stands.
    pub(super) fn of(phone: &Phone) -> Self {
        Self {
            id: phone.id.to_string(),
            number: phone.number.clone(),
            purpose: phone.description.clone().unwrap_or_default(),
            who: phone.confidentiality.unwrap_or_default(),
        }
    }

    /// The numbers that a form sends; an empty line for one more is none.
    pub(super) fn from_form(pairs: &[(String, String)]) -> Vec<Self> {
        let all = |name: &'static str| {
            pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
        };
        let rest = all("phone").zip(all("phone_for")).zip(all("phone_who"));
        let lines = all("phone_id").zip(rest).map(|(id, ((number, purpose), who))| Self {
            id: id.to_owned(),
            number: number.to_owned(),
            purpose: purpose.to_owned(),
            // What nobody may choose is not told to everybody.
            who: Confidentiality::parse(who).unwrap_or(Confidentiality::Staff),
        });
        lines.filter(|line| !line.id.is_empty() || !line.number.is_empty()).collect()
    }

    /// Writes the numbers into a row.
    pub(super) fn apply(
        lines: &[Self],
        phones: &mut Vec<Phone>,
        new: Uuid,
    ) -> Result<(), &'static str> {
        let mut standing = std::mem::take(phones);
        for line in lines.iter().filter(|line| !line.number.is_empty()) {
            if line.number.chars().count() > 60 || line.purpose.chars().count() > 200 {
                return Err("entry-too-long");
            }
            let at = standing.iter().position(|phone| phone.id.to_string() == line.id);
            let mut phone = match at {
                Some(at) => standing.swap_remove(at),
                None => Phone { id: new, ..Phone::default() },
            };
            phone.number.clone_from(&line.number);
            phone.description = Some(line.purpose.clone()).filter(|text| !text.is_empty());
            if phone.confidentiality.unwrap_or_default() != line.who {
                phone.confidentiality = Some(line.who);
            }
            phones.push(phone);
        }
        if phones.len() > MOST_PHONES { Err("entry-many-phones") } else { Ok(()) }
    }
}

/// The fields of a service, as a form holds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The version of the directory in which the entry was written.
    pub version: i64,
    texts: Vec<String>,
    status: Status,
    genders: Vec<Gender>,
    phones: Vec<Line>,
    check: bool,
    months: u32,
}

/// What a form does not say of a check.
pub struct Checked {
    /// The day.
    pub today: NaiveDate,
    /// Who checked, as it may be published: never a person.
    pub verifier: String,
    /// What a new number is called.
    pub new_phone: Uuid,
}

impl Typed {
    /// The fields as they stand.
    #[must_use]
    pub fn of(service: &Service, version: i64) -> Self {
        let codes = service.genders.as_deref().unwrap_or_default();
        let has = |gender: &Gender| {
            codes.split(',').any(|code| [gender.code(), "all"].contains(&code.trim()))
        };
        Self {
            version,
            texts: FIELDS.iter().map(|field| (field.get)(service).unwrap_or_default()).collect(),
            status: service.status,
            genders: Gender::ALL.iter().copied().filter(has).collect(),
            phones: service.phones.iter().map(Line::of).collect(),
            check: false,
            months: 0,
        }
    }

    /// The fields as a form sends them; what it does not name is empty.
    #[must_use]
    pub fn from_form(pairs: &[(String, String)]) -> Self {
        let all = |name: &'static str| {
            pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
        };
        let one = |name| all(name).next().unwrap_or_default();
        Self {
            version: one("version").parse().unwrap_or_default(),
            texts: FIELDS.iter().map(|field| one(field.name).to_owned()).collect(),
            status: Status::parse(one("status")).unwrap_or_default(),
            genders: all("gender").filter_map(|code| Gender::from_code(code).ok()).collect(),
            phones: Line::from_form(pairs),
            check: one("check") == "yes",
            months: one("months").parse().unwrap_or_default(),
        }
    }

    /// The same fields, to be written over another version.
    #[must_use]
    pub fn over(self, version: i64) -> Self {
        Self { version, ..self }
    }

    /// Writes the fields into the service.
    ///
    /// # Errors
    /// The key of what is wrong, in words.
    pub fn apply(&self, service: &mut Service, checked: &Checked) -> Result<(), &'static str> {
        for (field, text) in FIELDS.iter().zip(&self.texts) {
            if text.chars().count() > LONGEST {
                return Err("entry-too-long");
            }
            let text = Some(text).filter(|text| !text.is_empty()).cloned();
            // What stands as it was written stays so, whatever the form would make of it.
            if (field.get)(service).filter(|text| !text.is_empty()) != text {
                (field.put)(service, text)?;
            }
        }
        // One that was just begun has none that could have been taken away.
        if service.name.is_empty() {
            return Err("entry-no-name");
        }
        let value = |age: Option<Number>| age.map(Number::value);
        if value(service.minimum_age) > value(service.maximum_age).or(Some(f64::MAX)) {
            return Err("entry-ages-crossed");
        }
        service.status = self.status;
        if Self::of(service, 0).genders != self.genders {
            let codes: Vec<_> = self.genders.iter().map(|gender| gender.code()).collect();
            service.genders = Some(codes.join(",")).filter(|codes| !codes.is_empty());
        }
        Line::apply(&self.phones, &mut service.phones, checked.new_phone)?;
        if self.check {
            let months = Months::new(self.months.clamp(1, LONGEST_CHECK));
            service.assured_date = Some(Date::from(checked.today));
            service.assured_until = checked.today.checked_add_months(months).map(Date::from);
            service.verifier = Some(checked.verifier.clone());
        }
        Ok(())
    }

    /// What stands here and differs from what somebody typed: label and text.
    #[must_use]
    pub fn beside(&self, typed: &Self, page: &Page) -> Vec<(String, String)> {
        let texts = FIELDS.iter().zip(self.texts.iter().zip(&typed.texts));
        let mut differs: Vec<_> = texts
            .filter(|(_, (stands, typed))| stands != typed)
            .map(|(field, (stands, _))| (page.label("entry", field.name).into(), stands.clone()))
            .collect();
        let numbers = |of: &Self| {
            let all = of.phones.iter().map(|line| line.number.as_str());
            all.collect::<Vec<_>>().join(", ")
        };
        if self.phones != typed.phones {
            differs.push((page.t("entry-phones").into_owned(), numbers(self)));
        }
        differs
    }

    /// The fields of text with what stands in them, in the order of the page.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&'static Field, &str)> {
        FIELDS.iter().zip(self.texts.iter().map(String::as_str))
    }

    /// Whether it is offered.
    pub(super) fn status(&self) -> &Status {
        &self.status
    }

    pub(super) fn takes(&self, gender: &Gender) -> bool {
        self.genders.contains(gender)
    }

    /// The numbers, and an empty line for one more.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = self.phones.clone();
        lines.push(Line::default());
        lines
    }

    pub(super) fn is_checked(&self) -> bool {
        self.check
    }

    pub(super) fn months(&self) -> u32 {
        self.months
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked() -> Checked {
        Checked {
            today: NaiveDate::from_ymd_opt(2026, 11, 30).unwrap(),
            verifier: "Hotline".into(),
            new_phone: Uuid::from_u128(9),
        }
    }

    fn service() -> Service {
        Service {
            name: "Beds".into(),
            genders: Some("all".into()),
            minimum_age: Cell::parse("12.0"),
            phones: vec![Phone {
                id: Uuid::from_u128(1),
                number: "555".into(),
                ..Phone::default()
            }],
            ..Service::default()
        }
    }

    #[test]
    fn what_is_sent_back_unchanged_changes_nothing() {
        let mut stands = service();
        Typed::of(&stands, 3).apply(&mut stands, &checked()).unwrap();
        assert_eq!(stands, service());
    }

    #[test]
    fn what_cannot_stand_is_named() {
        let change = |name: &str, text: &str| {
            let pairs = [(name, text), ("name", "Beds"), ("minimum_age", "12")];
            let pairs = pairs.map(|(name, text)| (name.to_owned(), text.to_owned()));
            Typed::from_form(&pairs).apply(&mut service(), &checked())
        };
        assert_eq!(change("name", " "), Err("entry-no-name"));
        assert_eq!(change("minimum_age", "twelve"), Err("entry-no-age"));
        assert_eq!(change("maximum_age", "131"), Err("entry-no-age"));
        assert_eq!(change("maximum_age", "11"), Err("entry-ages-crossed"));
        assert_eq!(change("url", "javascript:alert(1)"), Err("entry-no-url"));
        assert_eq!(change("alert", &"a".repeat(4_001)), Err("entry-too-long"));
        assert_eq!(change("alert", "Closed on Friday"), Ok(()));
    }

    #[test]
    fn a_number_goes_comes_and_is_hidden_and_a_check_counts_for_its_months() {
        let mut stands = service();
        let mut typed = Typed::of(&stands, 3);
        typed.phones[0].who = Confidentiality::Staff;
        let more = Line { number: "556".into(), purpose: "Night".into(), ..Line::default() };
        typed.phones.push(more);
        (typed.check, typed.months) = (true, 3);
        typed.apply(&mut stands, &checked()).unwrap();
        assert_eq!(stands.phones[0].confidentiality, Some(Confidentiality::Staff));
        assert_eq!((stands.phones[1].id, &*stands.phones[1].number), (Uuid::from_u128(9), "556"));
        assert_eq!(stands.assured_until.as_ref().unwrap().to_string(), "2027-02-28");
        typed.phones[0].number.clear();
        typed.apply(&mut stands, &checked()).unwrap();
        assert_eq!(stands.phones.len(), 1);
        assert_eq!(stands.phones[0].number, "556");
    }
}
