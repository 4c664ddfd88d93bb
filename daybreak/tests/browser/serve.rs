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
    desk.click("label:has(> input[name=code])");
    offer(desk, NAME)
}

/// The code that is told by telephone, as the page of the link shows it.
fn code(desk: &Window<'_>) -> String {
    let page = desk.source();
    let (_, rest) = page.split_once("Say it on the telephone").expect("a code is shown");
    let (_, rest) = rest.split_once("<strong>").expect("it stands out");
    rest.split_once('<').expect("it ends").0.to_owned()
}

/// Somebody of the service comes into the conversation, and the young person lets them go.
fn a_guest_comes_and_goes(
    script: bool,
    [visitor, desk, service]: [&Window<'_>; 3],
    (demo, room, link): (&Demo, &str, &str),
) {
    desk.go(room);
    let page = desk.source();
    let (_, at) = page.split_once("href=\"/desk/referrals/").expect("the referral is listed");
    let id = at.split('"').next().expect("it has an address");
    desk.go(&demo.at(&format!("/desk/referrals/{id}")));
    desk.click("form[action$='/guest'] label");
    desk.click("form[action$='/guest'] .button");
    desk.sees("Asked in");
    service.go(link);
    service.click("[value=join]");
    service.sees("You are here as a guest");
    service.write("#words", "Your room has a window.");
    service.click("#composer button");
    let told = || visitor.sees("Your room has a window.");
    if script {
        told();
        // The newest line is in sight; what ends a chat stands above the first.
        visitor.run("scrollTo(0, 0)");
    } else {
        visitor.in_frame(told);
    }
    visitor.click("details.close summary");
    visitor.click("form[action*='/chat/guest'] button");
    visitor.sees("is not here any more");
    service.go(&format!("{link}/guest"));
    service.sees("value=\"arrived\"");
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
    service.sees("Six digits");
    assert!(
        !service.source().contains("value=\"accept\""),
        "the question is shown without the code"
    );
    service.write("#code", &code(&desk));
    service.click("main .button.primary");
    service.sees("value=\"accept\"");
    assert!(!service.source().contains(NAME), "the name is told before the service's yes");
    service.click("[value=accept]");
    service.sees(NAME);
    a_guest_comes_and_goes(script, [&visitor, &desk, &service], (&demo, &room, &link));
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
