//! Three people and one bed: a young person asks, a specialist finds a place and asks a service, and
//! the service answers from its link, without an account.

use crate::chromium::{Chromium, Kind, PHONE, Window};
use crate::demo::Demo;
use crate::{STAFF, answer, offer, reach_out, sign_in};

/// A name that nobody but the three may see, and the service not before its yes.
const NAME: &str = "Marlo Testcase";

/// The specialist finds a safe bed and asks; gives the link for the service.
fn ask(desk: &Window<'_>) -> String {
    let room = desk.address();
    desk.go(&format!("{room}/services"));
    desk.click("label:has(> input[name=need][value=emergency_shelter])");
    desk.click("#wishes .button.primary");
    desk.click(".fit .button.primary");
    desk.arrives_at(&format!("{room}/services/"));
    assert!(!desk.address().contains("shelter"), "a wish stands in an address");
    offer(desk, NAME)
}

fn the_loop_closes(script: bool) {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let kind = Kind { script, size: PHONE };
    let (visitor, desk, service) = (driver.open(kind), driver.open(STAFF), driver.open(kind));
    sign_in(&desk, &demo, "amara");
    reach_out(&visitor, &demo, "i need somewhere to sleep");
    answer(&desk, &demo);
    let room = desk.address();
    let link = ask(&desk);

    service.go(&link);
    service.sees("value=\"accept\"");
    assert!(!service.source().contains(NAME), "the name is told before the service's yes");
    service.click("[value=accept]");
    service.sees(NAME);
    service.click("[value=arrived]");
    service.click("[value=served]");
    service.sees("There is nothing more to answer here");
    assert!(!service.source().contains(NAME), "the name is told after the end");

    desk.go(&room);
    desk.sees("Got what they came for");
    desk.write("#composer [name=words]", "They have a bed for you.");
    desk.click("#composer button");
    let told = || visitor.sees("They have a bed for you.");
    if script {
        told()
    } else {
        visitor.in_frame(told)
    };
}

#[test]
fn the_loop_closes_with_script() {
    the_loop_closes(true);
}

#[test]
fn the_loop_closes_without_script() {
    the_loop_closes(false);
}
