use casework::federal::{ALL, Element, NOT_CODED};
use casework::time::Span;

use super::*;
use crate::tests::month;
use crate::tests::world::World;

#[tokio::test]
async fn a_month_counted_by_hand_is_counted_the_same() {
    for world in World::all().await {
        let store = &world.store;
        let period = month::tell(store).await.period;
        let counted = count(store, &Actor::Machine, period).await.unwrap();
        use Element::*;
        for (element, group, expected) in [
            // Two bed requests, and three referrals that did not come from one.
            (EmergencyRequests, "emergency_shelter", 5),
            (EmergencyRequestsFound, "emergency_shelter", 2),
            (EmergencyRequests, "extraction", 0),
            (IndividualReferrals, ALL, 4),
            (ReferralsByAnswer, "accepted", 2),
            (ReferralsByAnswer, "declined", 1),
            (ReferralsByAnswer, "no_answer", 1),
            (ReferralsByAnswer, "open", 0),
            // Of five that were asked, one had been asked forty days before.
            (NewReferralPartners, ALL, 4),
            (ReferralPartners, ALL, 0),
            // Four contacts tell of somebody: two of the month's own and the two who need a bed.
            (ContactsByAgeBand, "15_17", 1),
            (ContactsByAgeBand, "under_18", 1),
            (ContactsByAgeBand, NOT_CODED, 2),
            (ContactsByGender, "Feminine", 1),
            (ContactsByGender, NOT_CODED, 3),
        ] {
            assert_eq!(counted.count(element, group), expected, "{element}, {group}");
        }
        let reports: u64 =
            counted.shown(ReportsMade, true).iter().filter_map(|one| one.count).sum();
        assert_eq!(reports, 1, "a duty that was not sent is no report");

        let before = Period { from: period.from - Span::from_days(90), to: period.from };
        let counted = count(store, &Actor::Machine, before).await.unwrap();
        assert_eq!(counted.count(NewReferralPartners, ALL), 1);
        assert_eq!(counted.count(IndividualReferrals, ALL), 1);
        assert_eq!(counted.count(ContactsByAgeBand, NOT_CODED), 1);
    }
}

#[tokio::test]
async fn nobody_counts_who_may_not_see_measures() {
    for world in World::all().await {
        let period = month::tell(&world.store).await.period;
        let refused = count(&world.store, &month::outsider(), period).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
}
