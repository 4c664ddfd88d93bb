use proptest::prelude::*;

use super::*;
use crate::consent::{AbuserCheck, Consent, MinorRule, Purpose, Scope, Signer, SignerKind, Terms};
use crate::id::MemberId;
use crate::time::Span;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn offer(byte: u8) -> Referral {
    Referral::offer(
        ReferralId::new(Timestamp::EPOCH, [byte; 10]),
        ContactId::new(Timestamp::EPOCH, [1; 10]),
        (OrganizationId::new(Timestamp::EPOCH, [2; 10]), ServiceId::new(Timestamp::EPOCH, [3; 10])),
        Request {
            need: Need::EmergencyShelter,
            age_band: Some(AgeBand::From15To17),
            gender: Some(Gender::Feminine),
        },
        at(3_600),
        at(0),
    )
    .unwrap()
    .0
}

fn consent() -> Consent {
    let terms = Terms {
        contact: ContactId::new(Timestamp::EPOCH, [1; 10]),
        recipient: OrganizationId::new(Timestamp::EPOCH, [2; 10]),
        purpose: Purpose::ProvideService,
        scope: [Scope::Name].into(),
        signer: Signer { kind: SignerKind::MinorThemself, abuser_check: AbuserCheck::NotChecked },
        expires_at: at(0) + Span::from_days(10),
    };
    let id = ConsentId::new(Timestamp::EPOCH, [4; 10]);
    let recorded_by = MemberId::new(Timestamp::EPOCH, [5; 10]);
    Consent::give(id, terms, MinorRule::MaySignAlone, recorded_by, at(0)).unwrap().0
}

#[test]
fn a_referral_runs_its_whole_way() {
    let (accepted, _) = offer(1).accept(at(60)).unwrap();
    let proof = consent().for_referral(&accepted, at(61)).unwrap();
    let (released, event) = accepted.release_identity(&proof).unwrap();
    assert!(matches!(event, Event::IdentityReleased { .. }));
    let (arrived, _) = released.arrive(at(7_000)).unwrap();
    let (served, event) = arrived.serve(at(90_000)).unwrap();
    assert_eq!((served.state(), event.name()), (ReferralState::Served, "ReferralServed"));
    assert_eq!(served.identity(), Some(consent().id()));
}

#[test]
fn an_answered_referral_cannot_be_answered_again() {
    let (declined, _) = offer(1).decline(DeclineReason::Full, at(60)).unwrap();
    assert_eq!(declined.snapshot().decline_reason, Some(DeclineReason::Full));
    let refused = declined.accept(at(61)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "this referral is `declined`, so it cannot become `accepted`; offer a new one if needed"
    );
}

#[test]
fn an_answer_counts_until_the_last_moment_and_silence_only_after_it() {
    assert!(offer(1).accept(at(3_599)).is_ok());
    assert_eq!(offer(1).accept(at(3_600)).unwrap_err(), ReferralRefused::TooLate);
    assert_eq!(offer(1).expire(at(3_599)).unwrap_err(), ReferralRefused::TooEarly);
    assert!(offer(1).expire(at(3_600)).is_ok());
}

#[test]
fn a_proof_for_one_referral_releases_nothing_for_another() {
    let (first, _) = offer(1).accept(at(60)).unwrap();
    let (second, _) = offer(2).accept(at(60)).unwrap();
    let proof = consent().for_referral(&first, at(61)).unwrap();
    assert_eq!(second.release_identity(&proof).unwrap_err(), ReferralRefused::OtherReferral);
}

#[test]
fn a_proof_does_not_outlive_the_withdrawal() {
    let (accepted, _) = offer(1).accept(at(60)).unwrap();
    let proof = consent().for_referral(&accepted, at(61)).unwrap();
    let (withdrawn, _) = accepted.withdraw(at(62)).unwrap();
    assert!(matches!(
        withdrawn.release_identity(&proof).unwrap_err(),
        ReferralRefused::WrongState { state: ReferralState::Withdrawn, .. }
    ));
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Accept,
    Decline,
    Expire,
    Withdraw,
    Schedule,
    Arrive,
    DidNotArrive,
    Serve,
    Release,
}

const STEPS: [Step; 9] = [
    Step::Accept,
    Step::Decline,
    Step::Expire,
    Step::Withdraw,
    Step::Schedule,
    Step::Arrive,
    Step::DidNotArrive,
    Step::Serve,
    Step::Release,
];

fn take(referral: Referral, step: Step, now: Timestamp) -> Result<(Referral, Event), String> {
    match step {
        Step::Accept => referral.accept(now),
        Step::Decline => referral.decline(DeclineReason::Other, now),
        Step::Expire => referral.expire(now),
        Step::Withdraw => referral.withdraw(now),
        Step::Schedule => referral.schedule(now + Span::from_hours(3), now),
        Step::Arrive => referral.arrive(now),
        Step::DidNotArrive => referral.did_not_arrive(now),
        Step::Serve => referral.serve(now),
        Step::Release => {
            let proof = consent().for_referral(&referral, now).map_err(|e| e.to_string())?;
            referral.release_identity(&proof)
        }
    }
    .map_err(|refused| refused.to_string())
}

/// Plays steps, one every ten minutes, and returns every state on the way.
fn play(steps: &[Step]) -> Vec<Referral> {
    let mut way = vec![offer(1)];
    for (number, &step) in steps.iter().enumerate() {
        let now = at(600 * i64::try_from(number + 1).unwrap());
        let last = way.last().cloned().unwrap();
        if let Ok((next, _)) = take(last, step, now) {
            way.push(next);
        }
    }
    way
}

proptest! {
    #[test]
    fn the_end_is_the_end(
        steps in proptest::collection::vec(proptest::sample::select(&STEPS[..]), 0..12),
    ) {
        for referral in play(&steps) {
            if referral.state().is_final() {
                for step in STEPS {
                    prop_assert!(take(referral.clone(), step, at(100)).is_err(), "{step:?}");
                    prop_assert!(take(referral.clone(), step, at(9_000)).is_err(), "{step:?}");
                }
            } else {
                let possible = STEPS.iter().any(|&step| {
                    take(referral.clone(), step, at(100)).is_ok()
                        || take(referral.clone(), step, at(9_000)).is_ok()
                });
                prop_assert!(possible);
            }
        }
    }

    #[test]
    fn identity_is_never_out_before_the_service_accepted_and_a_consent_was_proved(
        steps in proptest::collection::vec(proptest::sample::select(&STEPS[..]), 0..12),
    ) {
        let way = play(&steps);
        for (place, referral) in way.iter().enumerate() {
            if referral.identity().is_some() {
                let accepted = way[..place].iter().any(|r| r.state() == ReferralState::Accepted);
                prop_assert!(accepted);
                prop_assert_eq!(referral.identity(), Some(consent().id()));
            }
        }
        // Without the step that carries the proof, nothing is ever released.
        let without: Vec<Step> =
            steps.into_iter().filter(|step| !matches!(step, Step::Release)).collect();
        prop_assert!(play(&without).iter().all(|referral| referral.identity().is_none()));
    }

    #[test]
    fn a_stored_referral_comes_back_the_same(
        steps in proptest::collection::vec(proptest::sample::select(&STEPS[..]), 0..12),
    ) {
        for referral in play(&steps) {
            prop_assert_eq!(Referral::restore(&referral.snapshot()), Ok(referral));
        }
    }
}

/// A consent of any terms, perhaps for somebody else, for another purpose, over or taken back.
#[derive(Clone, Debug)]
struct Given {
    contact: u8,
    recipient: u8,
    purpose: Purpose,
    expires: i64,
    revoked: bool,
}

impl Given {
    fn consent(&self) -> Consent {
        let terms = Terms {
            contact: ContactId::new(Timestamp::EPOCH, [self.contact; 10]),
            recipient: OrganizationId::new(Timestamp::EPOCH, [self.recipient; 10]),
            purpose: self.purpose,
            scope: [Scope::Name].into(),
            signer: Signer {
                kind: SignerKind::AdultThemself,
                abuser_check: AbuserCheck::NotChecked,
            },
            expires_at: at(self.expires),
        };
        let id = ConsentId::new(Timestamp::EPOCH, [4; 10]);
        let recorded_by = MemberId::new(Timestamp::EPOCH, [5; 10]);
        let rule = MinorRule::NeedsAdult;
        let consent = Consent::give(id, terms, rule, recorded_by, at(0)).unwrap().0;
        if self.revoked { consent.revoke(at(1)).0 } else { consent }
    }

    /// What the rule says, once more and by itself.
    fn is_valid(&self, now: Timestamp) -> bool {
        let matches = (self.contact, self.recipient, self.purpose);
        matches == (1, 2, Purpose::ProvideService) && !self.revoked && now < at(self.expires)
    }
}

fn given() -> impl Strategy<Value = Given> {
    let purpose = proptest::sample::select(Purpose::ALL);
    (1..3_u8, 2..4_u8, purpose, 1..9_000_i64, any::<bool>()).prop_map(
        |(contact, recipient, purpose, expires, revoked)| Given {
            contact,
            recipient,
            purpose,
            expires,
            revoked,
        },
    )
}

proptest! {
    #[test]
    fn no_path_releases_identity_without_a_consent_that_holds_at_that_moment(
        steps in proptest::collection::vec(proptest::sample::select(&STEPS[..]), 0..14),
        given in given(),
    ) {
        let (mut referral, mut released) = (offer(1), false);
        for (number, &step) in steps.iter().enumerate() {
            let now = at(600 * i64::try_from(number + 1).unwrap());
            let next = match step {
                Step::Release => {
                    let proof = given.consent().for_referral(&referral, now);
                    prop_assert!(proof.is_err() || given.is_valid(now), "{:?}", given);
                    proof.ok().and_then(|proof| {
                        let may = referral.state();
                        let out = referral.clone().release_identity(&proof).ok();
                        assert!(may.may_know(), "{may}");
                        out
                    })
                }
                other => take(referral.clone(), other, now).ok(),
            };
            if let Some((next, event)) = next {
                let told = matches!(event, Event::IdentityReleased { .. });
                prop_assert_eq!(told, matches!(step, Step::Release));
                released |= told;
                referral = next;
            }
            prop_assert_eq!(referral.identity().is_some(), released);
        }
    }
}

#[test]
fn a_day_is_agreed_and_agreed_anew_until_they_are_there() {
    assert!(offer(1).schedule(at(9_000), at(60)).is_err(), "nobody has accepted");
    let (accepted, _) = offer(1).accept(at(60)).unwrap();
    let (scheduled, event) = accepted.schedule(at(90_000), at(61)).unwrap();
    assert_eq!(event, Event::ReferralScheduled { referral: scheduled.id(), at: at(90_000) });
    assert_eq!(scheduled.scheduled_for(), Some(at(90_000)));
    let (later, _) = scheduled.schedule(at(180_000), at(62)).unwrap();
    assert_eq!(
        (later.state(), later.scheduled_for()),
        (ReferralState::Scheduled, Some(at(180_000)))
    );
    let proof = consent().for_referral(&later, at(63)).unwrap();
    let (arrived, _) = later.release_identity(&proof).unwrap().0.arrive(at(170_000)).unwrap();
    assert_eq!(arrived.scheduled_for(), Some(at(180_000)), "what was agreed stays written");
    assert!(arrived.schedule(at(200_000), at(170_001)).is_err());
}

#[test]
fn a_day_that_cannot_be_meant_is_refused() {
    let (accepted, _) = offer(1).accept(at(60)).unwrap();
    let schedule = |when| accepted.clone().schedule(when, at(100)).map(|_| ());
    assert_eq!(schedule(at(100)), Err(ReferralRefused::TimeIsOver));
    assert_eq!(schedule(at(101)), Ok(()));
    assert_eq!(schedule(at(100) + AHEAD), Ok(()));
    assert_eq!(schedule(at(101) + AHEAD), Err(ReferralRefused::TooFarAhead));
}

proptest! {
    #[test]
    fn a_day_is_known_exactly_once_it_was_agreed(
        steps in proptest::collection::vec(proptest::sample::select(&STEPS[..]), 0..12),
    ) {
        let way = play(&steps);
        for (place, referral) in way.iter().enumerate() {
            let agreed = way[..=place].iter().any(|r| r.state() == ReferralState::Scheduled);
            prop_assert_eq!(referral.scheduled_for().is_some(), agreed);
            if referral.state() == ReferralState::Scheduled {
                prop_assert!(way[..place].iter().any(|r| r.state() == ReferralState::Accepted));
            }
        }
    }
}

#[test]
fn a_row_whose_day_contradicts_its_state_is_refused() {
    let (accepted, _) = offer(1).accept(at(60)).unwrap();
    let mut row = accepted.snapshot();
    row.scheduled_for = Some(at(90_000));
    assert!(Referral::restore(&row).is_err());
    row.state = ReferralState::Scheduled;
    assert!(Referral::restore(&row).is_ok());
    row.scheduled_for = None;
    assert!(Referral::restore(&row).is_err());
}

#[test]
fn a_row_that_claims_identity_before_acceptance_is_refused() {
    let mut row = offer(1).snapshot();
    row.identity = Some(consent().id());
    assert!(Referral::restore(&row).is_err());
    let mut row = offer(1).snapshot();
    row.decline_reason = Some(DeclineReason::Full);
    assert!(Referral::restore(&row).is_err());
}

#[test]
fn every_state_has_a_task_status_of_the_standard() {
    // FHIR R4 Task.status without the codes that SDOH-CC leaves out (ready, received).
    let standard = [
        "requested",
        "accepted",
        "rejected",
        "in-progress",
        "on-hold",
        "completed",
        "cancelled",
        "failed",
    ];
    for state in ReferralState::ALL {
        assert!(standard.contains(&state.task_status()), "{state}");
    }
}
