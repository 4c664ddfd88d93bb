//! A screening in a browser, with script and without: the sheet, the answers that are kept, the result.

use crate::chromium::{Chromium, DESK, Kind, Window};
use crate::demo::Demo;
use crate::{WITH, answer, reach_out, sign_in};

/// The chip of an item with these words.
fn chip(window: &Window<'_>, asked: &str, value: &str) {
    let found = window.run(&format!(
        "const item = [...document.querySelectorAll('.item')]
             .find((one) => !one.hidden && one.textContent.includes({asked:?}));
         return item.id;"
    ));
    let id = found.as_str().expect("it is asked").to_owned();
    window.click(&format!("#{id} label:has(> input[value='{value}'])"));
}

/// The same where pages run no script: the driver finds the item by what the page says.
fn chip_in(window: &Window<'_>, asked: &str, value: &str) {
    let page = window.source();
    let (before, _) = page.split_once(asked).expect("it is asked");
    let (_, position) = before.rsplit_once("data-item=\"").expect("an item");
    let position = position.split('"').next().expect("its position");
    window.click(&format!("#item-{position} label:has(> input[value='{value}'])"));
}

/// Waits until the page says that it is saved.
fn saved(window: &Window<'_>) {
    window.run_and_wait(
        "const says = document.getElementById('saved');
         const look = (done) => says.textContent.startsWith('Saved')
             ? done(true) : requestAnimationFrame(() => look(done));
         return await new Promise(look);",
    );
}

fn begin(desk: &Window<'_>, demo: &Demo) {
    sign_in(desk, demo, "amara");
    answer(desk, demo);
    desk.sees("can we talk");
    let room = desk.address();
    let room = room.split(['?', '#']).next().unwrap_or_default().to_owned();
    desk.go(&format!("{room}/screenings"));
    desk.sees("Daybreak conversation guide");
    desk.click("details.offer[open] button.primary");
    desk.sees("Are they safe where they are now?");
}

fn screened(script: bool) {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let (visitor, desk) = (driver.open(WITH), driver.open(Kind { script, size: DESK }));
    reach_out(&visitor, &demo, "can we talk");
    begin(&desk, &demo);
    let stops = "Stop here. Help them to be safe first";
    if script {
        desk.run("window.neverReloaded = true");
        chip(&desk, "Are they safe where they are now?", "1");
        // The server says which items belong to the sheet; the page shows them without a reload.
        saved(&desk);
        let shown = "return [...document.querySelectorAll('.item:not([hidden])')]
            .some((one) => one.textContent.includes('Stop here'))";
        assert_eq!(desk.run(shown), true);
        chip(&desk, "Did anybody give or promise something of value", "-asked-declined");
        saved(&desk);
        assert_eq!(desk.run("return window.neverReloaded"), true);
    } else {
        chip_in(&desk, "Are they safe where they are now?", "1");
        chip_in(&desk, "Did anybody give or promise something of value", "-asked-declined");
        desk.click("button[value=save]");
        desk.sees("Saved");
        let page = desk.source();
        let (before, _) = page.split_once(stops).expect("it is on the page");
        let (_, item) = before.rsplit_once("data-item=").expect("an item");
        assert!(!item.contains("hidden"), "the server shows it");
    }
    let sheet = desk.address();
    desk.click("button[value=finish]");
    desk.arrives_at(&format!("{}/result", sheet.split(['?', '#']).next().unwrap_or_default()));
    desk.sees("It has no score");
    desk.sees("22 U.S.C. 7102(11)");
    desk.click("p.buttons a[href$='/export'] ~ a, p.why a[href*='/screenings/']");
    desk.sees("Prefers not to say");
    desk.sees("Finished");
}

#[test]
fn a_screening_is_filled_in_and_read_with_script() {
    screened(true);
}

#[test]
fn a_screening_is_filled_in_and_read_without_script() {
    screened(false);
}
