//! A bed for tonight: a specialist asks two shelters at once, one keeps a bed from its saved link, and
//! the referral takes it.

use crate::chromium::{Chromium, Kind, PHONE, Window};
use crate::demo::Demo;
use crate::{STAFF, answer, link, offer, reach_out, sign_in};

/// A name that the shelter may see only after its yes.
const NAME: &str = "Marlo Testcase";

/// The first two services that count beds get their saved links; gives these.
fn links(desk: &Window<'_>, room: &str) -> Vec<String> {
    let ticks = "return Array.from(document.querySelectorAll('[form=ask-beds]')).slice(0, 2)\
                 .map((one) => one.value).join(' ')";
    wish(desk, room);
    let services = desk.run(ticks).as_str().unwrap().to_owned();
    let saved = |service: &str| {
        desk.go(&format!("{room}/services/{service}"));
        desk.click("form[action$='/link'] button");
        link(desk)
    };
    services.split(' ').map(saved).collect()
}

/// The services that fit somebody who needs a bed tonight.
fn wish(desk: &Window<'_>, room: &str) {
    desk.go(&format!("{room}/services"));
    desk.click("label:has(> input[name=need][value=emergency_shelter])");
    desk.click("#wishes .button.primary");
    desk.sees("id=\"ask-beds\"");
}

fn a_bed_is_kept_and_used(script: bool) {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let kind = Kind { script, size: PHONE };
    let (visitor, desk) = (driver.open(kind), driver.open(STAFF));
    let (shelter, other) = (driver.open(kind), driver.open(kind));
    sign_in(&desk, &demo, "amara");
    reach_out(&visitor, &demo, "i need somewhere to sleep tonight");
    answer(&desk, &demo);
    let room = desk.address();
    let links = links(&desk, &room);
    assert_eq!(links.len(), 2, "two shelters of the county count their beds");

    shelter.go(&links[0]);
    shelter.sees("Nobody asks for a bed right now");
    // One more; where all are free already, "Still right".
    shelter.click("[aria-label^='One more']:not([disabled]), .age [name=free]");
    shelter.sees("just now");
    wish(&desk, &room);
    desk.run(
        "document.querySelectorAll('[form=ask-beds]')[0].checked = true;\
              document.querySelectorAll('[form=ask-beds]')[1].checked = true;",
    );
    desk.click("#ask-beds button");
    desk.arrives_at(&format!("{room}#panel"));
    desk.sees("no answer yet");
    other.go(&links[1]);
    other.sees("A safe bed tonight");
    if !script {
        shelter.go(&links[0]);
    }
    shelter.sees("A safe bed tonight");
    assert!(!shelter.source().contains(NAME));
    shelter.click("[name=say][value^='yes:'], [name=say][value^='found:']");
    shelter.sees("Beds you keep");
    // The desk sees it by itself, and the other shelter is not left waiting.
    desk.sees("Go on with this bed");
    other.go(&links[1]);
    other.sees("A bed was found elsewhere");

    desk.click("#beds .button.primary");
    desk.sees("A bed is kept for them here until");
    assert!(!desk.address().contains("shelter"), "a wish stands in an address");
    let link = offer(&desk, NAME);
    shelter.go(&links[0]);
    shelter.sees("Your bed was given to them");
    shelter.go(&link);
    shelter.click("[value=accept]");
    shelter.sees(NAME);
    shelter.click("[value=arrived]");
    desk.go(&room);
    desk.sees("Arrived");
}

#[test]
fn a_bed_is_kept_and_used_with_script() {
    a_bed_is_kept_and_used(true);
}

#[test]
fn a_bed_is_kept_and_used_without_script() {
    a_bed_is_kept_and_used(false);
}
