use super::*;
use crate::id::ServiceId;
use crate::need::Need;
use crate::referral::Request;

fn now() -> Timestamp {
    Timestamp::from_seconds(1_000)
}

fn contact() -> ContactId {
    ContactId::new(Timestamp::EPOCH, [1; 10])
}

fn organization(byte: u8) -> OrganizationId {
    OrganizationId::new(Timestamp::EPOCH, [byte; 10])
}

fn signer(kind: SignerKind, abuser_check: AbuserCheck) -> Signer {
    Signer { kind, abuser_check }
}

fn terms() -> Terms {
    Terms {
        contact: contact(),
        recipient: organization(1),
        purpose: Purpose::ProvideService,
        scope: [Scope::Name, Scope::Needs].into(),
        signer: signer(SignerKind::MinorThemself, AbuserCheck::NotChecked),
        expires_at: now() + Span::from_days(30),
    }
}

fn give(terms: Terms, minors: MinorRule) -> Result<Consent, ConsentRefused> {
    let id = ConsentId::new(Timestamp::EPOCH, [2; 10]);
    let recorded_by = MemberId::new(Timestamp::EPOCH, [3; 10]);
    Consent::give(id, terms, minors, recorded_by, now()).map(|(consent, _)| consent)
}

fn accepted(contact: ContactId, organization: OrganizationId) -> Referral {
    let service = ServiceId::new(Timestamp::EPOCH, [4; 10]);
    let request = Request { need: Need::EmergencyShelter, age_band: None, gender: None };
    let id = ReferralId::new(Timestamp::EPOCH, [5; 10]);
    let until = now() + Span::from_hours(1);
    let (offered, _) =
        Referral::offer(id, contact, (organization, service), request, until, now()).unwrap();
    offered.accept(now()).unwrap().0
}

#[test]
fn the_alleged_abuser_can_never_sign_in_whatever_quality() {
    for &kind in SignerKind::ALL {
        let terms = Terms { signer: signer(kind, AbuserCheck::Alleged), ..terms() };
        assert_eq!(
            give(terms, MinorRule::MaySignAlone).unwrap_err(),
            ConsentRefused::AbuserCannotSign,
            "{kind}"
        );
    }
}

#[test]
fn an_adult_signs_for_a_child_only_once_they_are_ruled_out_as_the_abuser() {
    for kind in [SignerKind::Parent, SignerKind::Guardian, SignerKind::CourtAppointed] {
        let with = |check| Terms { signer: signer(kind, check), ..terms() };
        assert_eq!(
            give(with(AbuserCheck::NotChecked), MinorRule::NeedsAdult).unwrap_err(),
            ConsentRefused::AbuserNotRuledOut
        );
        assert!(give(with(AbuserCheck::RuledOut), MinorRule::NeedsAdult).is_ok());
    }
}

#[test]
fn a_minor_signs_alone_only_where_the_rule_of_the_place_says_so() {
    assert!(give(terms(), MinorRule::MaySignAlone).is_ok());
    assert_eq!(
        give(terms(), MinorRule::NeedsAdult).unwrap_err(),
        ConsentRefused::MinorCannotSignAlone
    );
    let adult = signer(SignerKind::AdultThemself, AbuserCheck::NotChecked);
    assert!(give(Terms { signer: adult, ..terms() }, MinorRule::NeedsAdult).is_ok());
}

#[test]
fn a_consent_has_a_scope_and_an_end_within_a_year() {
    let give = |terms| give(terms, MinorRule::MaySignAlone);
    let empty = Terms { scope: [].into(), ..terms() };
    assert_eq!(give(empty).unwrap_err(), ConsentRefused::EmptyScope);
    let over = Terms { expires_at: now(), ..terms() };
    assert_eq!(give(over).unwrap_err(), ConsentRefused::AlreadyExpired);
    let year = now() + Span::from_days(365);
    assert!(give(Terms { expires_at: year, ..terms() }).is_ok());
    let longer = Terms { expires_at: year + Span::from_micros(1), ..terms() };
    assert_eq!(give(longer).unwrap_err(), ConsentRefused::TooLong);
}

#[test]
fn the_proof_is_given_for_exactly_what_was_consented_to() {
    let consent = give(terms(), MinorRule::MaySignAlone).unwrap();
    let referral = accepted(contact(), organization(1));
    let proof = consent.for_referral(&referral, now()).unwrap();
    assert_eq!(proof.scope(), &[Scope::Name, Scope::Needs].into());
    assert_eq!(proof.expires_at(), now() + Span::from_days(30));

    let other_contact = accepted(ContactId::new(Timestamp::EPOCH, [9; 10]), organization(1));
    let other_recipient = accepted(contact(), organization(9));
    let report = Terms { purpose: Purpose::ReportForPerson, ..terms() };
    let report = give(report, MinorRule::MaySignAlone).unwrap();
    let refused = |consent: &Consent, referral: &Referral, at| {
        consent.for_referral(referral, at).unwrap_err()
    };
    assert_eq!(refused(&consent, &other_contact, now()), ReleaseRefused::OtherContact);
    assert_eq!(refused(&consent, &other_recipient, now()), ReleaseRefused::OtherRecipient);
    assert_eq!(
        refused(&report, &referral, now()),
        ReleaseRefused::OtherPurpose { purpose: Purpose::ReportForPerson }
    );
    let end = now() + Span::from_days(30);
    assert_eq!(refused(&consent, &referral, end), ReleaseRefused::Expired);
}

#[test]
fn a_consent_that_was_taken_back_releases_nothing_and_stays_so() {
    let consent = give(terms(), MinorRule::MaySignAlone).unwrap();
    let (revoked, event) = consent.revoke(now());
    assert_eq!(event.name(), "ConsentRevoked");
    let referral = accepted(contact(), organization(1));
    assert_eq!(revoked.for_referral(&referral, now()).unwrap_err(), ReleaseRefused::Revoked);
    let (again, _) = revoked.revoke(now() + Span::from_days(1));
    assert_eq!(again.revoked_at(), Some(now()));
}

#[test]
fn bed_first_then_consent_then_identity() {
    let consent = give(terms(), MinorRule::MaySignAlone).unwrap();
    let request = Request { need: Need::EmergencyShelter, age_band: None, gender: None };
    let (offered, _) = Referral::offer(
        ReferralId::new(Timestamp::EPOCH, [5; 10]),
        contact(),
        (organization(1), ServiceId::new(Timestamp::EPOCH, [4; 10])),
        request,
        now() + Span::from_hours(1),
        now(),
    )
    .unwrap();
    assert_eq!(consent.for_referral(&offered, now()).unwrap_err(), ReleaseRefused::NotAccepted);
}
