use directory::value::Confidentiality;
use std::collections::{BTreeMap, BTreeSet};

use case::access_review::signing::Found;
use case::access_review::{Question as AccessQuestion, Sight};
use case::break_glass::{Finding, Reason as GlassReason};
use case::case::Status;
use case::justice::{Clearance, Disposition, Nibrs, StepKind, SystemHarm};
use case::person::{ExploiterRole, OtherPart, VictimStatus};
use case::retention::{Class, HoldReason, Part, Reason as ErasureReason};
use case::review::OnAgenda;
use case::sharing::{Item, Seat, WhyNot};
use case::task::End;
use case::wellbeing::{Domain, State};
use casework::agency::AgencyKind;
use casework::bed::{BedReply, BedRequestState};
use casework::consent::{AbuserCheck, Purpose, Scope, SignerKind};
use casework::contact::{Channel, Danger, Ending, Lane, StateCode};
use casework::conversation::SystemNotice;
use casework::facts::FactField;
use casework::follow_up::{FollowUpOutcome, Milestone};
use casework::hand_off::HandOffState;
use casework::member::StaffRole;
use casework::outcome::{CouldNotAct, Escalation, NotRequired, TipStage};
use casework::queue::Reason;
use casework::referral::{DeclineReason, ReferralState};
use casework::safe_contact::{SafeChannel, Voicemail, Weekday};
use casework::shift::ShiftState;
use duty::duty::DutyState;
use duty::proof::Way;
use duty::report::{Question, ReportKind};
use duty::rule::{Basis, Form, Reporter};
use duty::situation::Fact;
use fluent_bundle::FluentResource;
use proptest::prelude::*;
use tip::likeness::{Likeness, Strength};
use tip::telling::Step;

use super::{Locale, files, words};
use crate::entries::list::{Order, Shows};

#[test]
fn the_browsers_order_of_languages_decides() {
    for (header, locale) in [
        ("", Locale::En),
        ("es", Locale::Es),
        ("ES-mx", Locale::Es),
        ("fr-FR, fr;q=0.9", Locale::En),
        ("en;q=0.4, es;q=0.6", Locale::Es),
        ("en, es", Locale::En),
        ("es;q=0, en;q=0.1", Locale::En),
        ("es;q=nonsense, en;q=0.1", Locale::En),
    ] {
        assert_eq!(Locale::from_accept_language(header), locale, "{header}");
    }
}

proptest! {
    #[test]
    fn no_header_makes_it_stumble(header in ".{0,200}") {
        let _ = Locale::from_accept_language(&header);
    }
}

#[test]
fn an_unknown_key_shows_itself() {
    assert_eq!(words().text(Locale::Es, "no-such-key"), "no-such-key");
}

#[test]
fn numbers_choose_the_plural() {
    let wait = |minutes: u32| {
        words().text_with(Locale::En, "waiting-about_minutes", &[("minutes", minutes)])
    };
    assert!(wait(1).contains("1 minute."));
    assert!(wait(7).contains("7 minutes."));
}

#[test]
fn every_file_parses_and_names_each_key_once() {
    for locale in Locale::ALL {
        let mut seen = BTreeSet::new();
        for (file, source) in files(locale) {
            if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                panic!("{}/{file}.ftl: {errors:?}", locale.code());
            }
            for key in messages(source).into_keys() {
                assert!(seen.insert(key.clone()), "{}/{file}.ftl repeats `{key}`", locale.code());
            }
        }
    }
}

#[test]
fn every_language_has_the_same_keys_with_the_same_arguments() {
    for (file, other) in files(Locale::Es) {
        let (_, english) = files(Locale::En)
            .iter()
            .find(|(name, _)| name == file)
            .expect("English has every file");
        assert_eq!(messages(english), messages(other), "{file}.ftl differs between en and es");
    }
}

/// The keys of a Fluent file with the names of the arguments that each takes.
fn messages(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    let mut key = String::new();
    for line in source.lines() {
        if line.starts_with(|first: char| first.is_ascii_alphabetic()) {
            key = line.split('=').next().unwrap_or_default().trim().to_owned();
        }
        let arguments = line.split('$').skip(1).map(|rest| {
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>()
        });
        if !key.is_empty() && !line.starts_with('#') {
            messages.entry(key.clone()).or_insert_with(BTreeSet::new).extend(arguments);
        }
    }
    messages
}

/// Every key of a language with the arguments that it takes.
pub(crate) fn arguments(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    files(locale).iter().flat_map(|(_, source)| messages(source)).collect()
}

/// Every key of a language.
pub(crate) fn keys(locale: Locale) -> Vec<String> {
    files(locale).iter().flat_map(|(_, source)| messages(source).into_keys()).collect()
}

/// The keys of the labels of code lists: the list's name and the code.
pub(crate) fn code_keys() -> BTreeSet<String> {
    [
        (SystemNotice::LIST, SystemNotice::CODES),
        (Lane::LIST, Lane::CODES),
        (Channel::LIST, Channel::CODES),
        (Danger::LIST, Danger::CODES),
        (StateCode::LIST, StateCode::CODES),
        (Reason::LIST, Reason::CODES),
        (Ending::LIST, Ending::CODES),
        (ShiftState::LIST, ShiftState::CODES),
        (SafeChannel::LIST, SafeChannel::CODES),
        (Voicemail::LIST, Voicemail::CODES),
        (Weekday::LIST, Weekday::CODES),
        (BedRequestState::LIST, BedRequestState::CODES),
        (BedReply::LIST, BedReply::CODES),
        (Milestone::LIST, Milestone::CODES),
        (FollowUpOutcome::LIST, FollowUpOutcome::CODES),
        (ReferralState::LIST, ReferralState::CODES),
        (HandOffState::LIST, HandOffState::CODES),
        (Scope::LIST, Scope::CODES),
        (SignerKind::LIST, SignerKind::CODES),
        (AbuserCheck::LIST, AbuserCheck::CODES),
        (DeclineReason::LIST, DeclineReason::CODES),
        (StaffRole::LIST, StaffRole::CODES),
        (TipStage::LIST, TipStage::CODES),
        (AgencyKind::LIST, AgencyKind::CODES),
        (CouldNotAct::LIST, CouldNotAct::CODES),
        (Step::LIST, Step::CODES),
        (Likeness::LIST, Likeness::CODES),
        (Strength::LIST, Strength::CODES),
        (Purpose::LIST, Purpose::CODES),
        (Status::LIST, Status::CODES),
        (End::LIST, End::CODES),
        (VictimStatus::LIST, VictimStatus::CODES),
        (ExploiterRole::LIST, ExploiterRole::CODES),
        (OtherPart::LIST, OtherPart::CODES),
        (Item::LIST, Item::CODES),
        (Seat::LIST, Seat::CODES),
        (WhyNot::LIST, WhyNot::CODES),
        (OnAgenda::LIST, OnAgenda::CODES),
        (StepKind::LIST, StepKind::CODES),
        (Nibrs::LIST, Nibrs::CODES),
        (Clearance::LIST, Clearance::CODES),
        (Disposition::LIST, Disposition::CODES),
        (SystemHarm::LIST, SystemHarm::CODES),
        (Domain::LIST, Domain::CODES),
        (State::LIST, State::CODES),
        (Class::LIST, Class::CODES),
        (HoldReason::LIST, HoldReason::CODES),
        (ErasureReason::LIST, ErasureReason::CODES),
        (Part::LIST, Part::CODES),
        (Sight::LIST, Sight::CODES),
        (GlassReason::LIST, GlassReason::CODES),
        (Finding::LIST, Finding::CODES),
        (AccessQuestion::LIST, AccessQuestion::CODES),
        (Found::LIST, Found::CODES),
        (Shows::LIST, Shows::CODES),
        (Order::LIST, Order::CODES),
        (Escalation::LIST, Escalation::CODES),
        (NotRequired::LIST, NotRequired::CODES),
        (DutyState::LIST, DutyState::CODES),
        (Fact::LIST, Fact::CODES),
        (Form::LIST, Form::CODES),
        (Way::LIST, Way::CODES),
        (Reporter::LIST, Reporter::CODES),
        (Basis::LIST, Basis::CODES),
        (ReportKind::LIST, ReportKind::CODES),
        (Question::LIST, Question::CODES),
    ]
    .into_iter()
    .flat_map(|(list, codes)| codes.iter().map(move |code| format!("{list}-{code}")))
    .chain(FactField::keys())
    .chain(Confidentiality::ALL.iter().map(|who| format!("confidentiality-{}", who.word())))
    .chain(plan_fields())
    .chain(crate::figures::known::Kind::ALL.iter().flat_map(|kind| {
        let key = format!("known-{}", kind.code());
        [format!("{key}-text"), key]
    }))
    .chain(crate::entries::typed::FIELDS.iter().map(|field| format!("entry-{}", field.name)))
    .collect()
}

fn plan_fields() -> Vec<String> {
    use crate::desk::plan::{beds::Beds, number::Asked, staff::Staff};
    let asked = Asked::of("");
    let fields = [Staff::plan(&asked).fields, Beds::plan(&asked, (1, 1)).fields].concat();
    fields.iter().map(|field| format!("plan-{}", field.name)).collect()
}

#[test]
fn every_code_has_a_label() {
    for key in code_keys() {
        assert!(words().has(Locale::En, &key), "`{key}` has no label");
    }
}
