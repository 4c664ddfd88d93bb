//! A duty from the fact to the proof of sending, with script and without.

use crate::chromium::{Chromium, Kind, Window};
use crate::demo::Demo;
use crate::{STAFF, answer, sign_in};

/// Somebody tells a tip that is the first in the queue.
fn tell(window: &Window<'_>, demo: &Demo) {
    window.go(&demo.at("/tip"));
    window.write("#what", "A man sells a girl at the motel.");
    window.click("[value=next]");
    window.click("label:has(> input[name=danger][value=now])");
    window.click("button[value=next]");
    window.click("[value=send]");
    window.sees("id=\"receipt\"");
}

/// One code of a fact is chosen; without script its block is saved by hand.
fn know(desk: &Window<'_>, script: bool, block: &str, field: &str, code: &str) {
    desk.click(&format!("label:has(> input[name={field}][value='{code}'])"));
    if script {
        desk.sees("Saved ");
    } else {
        desk.click(&format!("#block-{block} .save .button"));
        desk.sees("id=\"panel\"");
    }
}

fn from_fact_to_proof(script: bool) {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let kind = Kind { script, size: STAFF.size };
    let (tipster, desk) = (driver.open(kind), driver.open(kind));
    sign_in(&desk, &demo, "amara");
    tell(&tipster, &demo);
    answer(&desk, &demo);
    desk.sees("What the law obliges to");
    know(&desk, script, "who", "age_band", "15_17");
    know(&desk, script, "what", "commercial_sex_act", "yes");
    // It appears by itself, with reason and deadline.
    desk.sees("Tell child protection");
    desk.sees("under 18, something of value for a sex act");
    desk.sees("needs review by counsel");

    desk.click("#duties a[href^='/desk/duties/']");
    desk.sees("Prepare the report");
    desk.click("a[href$='/report']");
    desk.sees("from the facts");
    desk.write("#what_happened", "A man sells her.");
    desk.write("#where_now", "The motel on Elm Road.");
    desk.write("#child_name", "She is called Ana.");
    desk.write("#reported_by", "North Star hotline, 555-0100");
    desk.click("input[name=unknown][value=tribe]");
    desk.click("[value=finish]");
    desk.sees("Nothing was sent.");
    desk.sees("She is called Ana.");
    desk.click(".away .buttons a:last-child");
    desk.click("label:has(> input[name=way][value=phone])");
    desk.write("#number", "2026-11-0042");
    desk.click("form[action$='/sent'] .button.primary");
    desk.sees("sent in time");
    desk.sees("2026-11-0042");
    desk.go(&demo.at("/desk/duties"));
    desk.sees("Ended lately");
}

#[test]
fn a_duty_goes_from_the_fact_to_the_proof_with_script() {
    from_fact_to_proof(true);
}

#[test]
fn a_duty_goes_from_the_fact_to_the_proof_without_script() {
    from_fact_to_proof(false);
}
