//! A few referrals of the fictional week, in several states, so that nothing in the demo is empty.

use access::Look;
use anyhow::{Result, anyhow};
use casework::id::{ContactId, ReferralId};
use casework::member::Actor;
use casework::referral::{DeclineReason, Request};
use casework::time::{Span, Timestamp};
use store::facts;
use vault::Attempt;
use web::App;
use web::acts::referral::{Answer, Asking, answer, lapse_all, offer};
use web::desk::wish::{Wishes, first_covered};

use super::Person;
use super::story::Helped;
use crate::clock::Hands;

/// What services answer, one referral each; an empty course has no answer yet.
const COURSES: [&[Answer]; 8] = [
    &[],
    &[Answer::Accept],
    &[Answer::Decline(DeclineReason::Full)],
    &[Answer::Accept, Answer::Arrived],
    &[],
    &[Answer::Accept, Answer::Arrived, Answer::Served],
    &[Answer::Accept, Answer::DidNotArrive],
    &[Answer::Decline(DeclineReason::Age)],
];

/// How long before now the referrals begin, and how far apart they are.
const BEGINS: Span = Span::from_minutes(270);
const APART: Span = Span::from_minutes(25);

/// Asks services for some who were helped, and lets them answer. Gives the links of those that have
/// not answered yet, as paths.
pub(super) async fn tell(
    app: &App,
    hands: &Hands,
    staff: &[Person],
    helped: &[Helped],
    now: Timestamp,
) -> Result<Vec<String>> {
    let mut links = Vec::new();
    let mut at = now - BEGINS;
    let mut courses = COURSES.iter().rev();
    let before = ContactId::new(at, [0; 10]);
    for one in helped.iter().filter(|one| one.contact < before) {
        let Some(who) = staff.get(one.by) else { continue };
        hands.set(at);
        let Some((id, link)) = ask(app, who, one.contact).await? else { continue };
        let Some(course) = courses.next() else { break };
        for said in course.iter() {
            at = at + Span::from_minutes(4);
            hands.set(at);
            reply(app, who, id, *said).await?;
        }
        if course.is_empty() {
            links.insert(0, link);
        }
        at = at + APART;
    }
    hands.set(now);
    lapse_all(app.store()).await?;
    Ok(links)
}

/// Asks the service that fits best, if the facts say what is needed.
async fn ask(app: &App, who: &Person, contact: ContactId) -> Result<Option<(ReferralId, String)>> {
    let (store, actor) = (app.store(), &who.doer.actor);
    let Ok((stored, mut view)) = store.look(actor, Look::SeeContact, contact).await else {
        return Ok(None);
    };
    let known = facts::of_contact(&mut view, contact).await?;
    drop(view);
    let wishes = Wishes::of(&known, &stored.language);
    let ready = app.catalogue().current(store, actor).await?;
    let wish = wishes.wish(&ready, store.now());
    let wish = wish.map_err(|(field, _)| anyhow!("the county's facts hold a wrong `{field}`"))?;
    let matches = ready.index.matches(&wish);
    let Some(need) = matches.fitting.first().and_then(first_covered) else { return Ok(None) };
    let best =
        matches.fitting.first().and_then(|fit| Some((fit.service, ready.cards.get(&fit.service)?)));
    let Some((service, card)) = best else { return Ok(None) };
    let within = if need.is_emergency_request() { 30 } else { 240 };
    let attempt = Attempt::generate(&mut store.rng());
    let asking = Asking {
        service,
        organization: card.organization,
        service_name: &card.name,
        organization_name: &card.organization_name,
        request: Request { need, age_band: wish.age, gender: wish.gender },
        within: Span::from_minutes(within),
        bed: None,
        with_code: false,
        attempt: &attempt,
    };
    match offer(store, &who.doer, contact, &asking, None).await {
        Ok(offered) => Ok(Some((offered.referral, web::partner::path(&offered.link)))),
        // A contact that somebody else talks with: its own specialist asks.
        Err(store::Error::NotFound) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

async fn reply(app: &App, who: &Person, id: ReferralId, said: Answer) -> Result<()> {
    let store = app.store();
    let (stored, _) = store.look(&who.doer.actor, Look::SeeReferral, store.referral(id)).await?;
    let organization = stored.referral.snapshot().organization;
    let partner = Actor::Partner { organization, referral: id };
    answer(store, &partner, id, stored.version, said).await?;
    Ok(())
}
