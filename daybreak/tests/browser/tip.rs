//! A tip from its first sentence to its end, with script and without: told on a page or by telephone,
//! answered by staff, followed with six words.

use crate::chromium::{Chromium, Kind, PHONE, Window};
use crate::demo::Demo;
use crate::{STAFF, answer, sign_in};

/// The six words on the page.
fn words(window: &Window<'_>) -> String {
    window.sees("id=\"receipt\"");
    let page = window.source();
    let (_, list) = page.split_once("id=\"receipt\"").unwrap();
    let (list, _) = list.split_once("</ol>").unwrap();
    let words = list.split("<li>").skip(1).map(|item| item.split("</li>").next().unwrap());
    let words: Vec<_> = words.collect();
    assert_eq!(words.len(), 6, "{words:?}");
    words.join(" ")
}

/// The tipster types the words and arrives at the tip.
fn come_back(window: &Window<'_>, demo: &Demo, words: &str) {
    window.go(&demo.at("/tip/return"));
    window.write("#words", words);
    window.click("form.form button");
    window.arrives_at(&demo.at("/tip/mine"));
}

/// Staff choose an agency and a step.
fn step(desk: &Window<'_>, choice: &str, button: &str) {
    desk.click(choice);
    desk.click(button);
}

fn told_on_a_page(script: bool) {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let (tipster, desk) = (driver.open(Kind { script, size: PHONE }), driver.open(STAFF));
    sign_in(&desk, &demo, "amara");

    tipster.go(&demo.at("/tip"));
    tipster.write("#what", "A girl cries in room 214 every night.");
    tipster.click("[value=next]");
    tipster.click("label:has(> input[name=danger][value=now])");
    tipster.click("button[value=next]");
    tipster.write("#place", "the motel on Elm Road");
    tipster.click("[value=send]");
    let words = words(&tipster);
    assert!(tipster.cookies().is_empty(), "telling needs no cookie");

    answer(&desk, &demo);
    desk.sees("A girl cries in room 214 every night.");
    desk.click("a[href^='/desk/tips/']:not([href='/desk/tips'])");
    desk.sees("Where: the motel on Elm Road");
    desk.sees("Being read");
    desk.write("#words", "Which car did they come in?");
    desk.click("form[action$='/reply'] button");
    desk.sees("Which car did they come in?");

    come_back(&tipster, &demo, &words);
    tipster.sees("A person reads it.");
    tipster.sees("Which car did they come in?");
    tipster.write("#words", "A white van.");
    tipster.click("form.form button");
    tipster.sees("A white van.");

    let room = desk.address();
    desk.go(&room);
    desk.sees("A white van.");
    step(&desk, "#agency option[value=law_enforcement]", "[value=route]");
    desk.sees("waits for the police");
    step(&desk, "#agency option[value=law_enforcement]", "[value=acted]");
    desk.click("button[value=close]");
    desk.sees("Read it again");

    tipster.go(&demo.at("/tip/mine"));
    tipster.sees("We gave it to: the police.");
    tipster.sees("It is closed.");
    tipster.click("form[action^='/tip/leave'] button");
    // Every address of ours begins like the start page's, so its words tell that it is there.
    tipster.sees("I want to understand");
    tipster.go(&demo.at("/tip/mine"));
    tipster.arrives_at(&demo.at("/tip/return"));
    assert!(tipster.cookies().is_empty(), "{:?}", tipster.cookies());
}

#[test]
fn a_tip_is_followed_to_its_end_with_script() {
    told_on_a_page(true);
}

#[test]
fn a_tip_is_followed_to_its_end_without_script() {
    told_on_a_page(false);
}

fn told_by_telephone(script: bool) {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let kind = Kind { script, size: PHONE };
    let (tipster, desk) = (driver.open(kind), driver.open(Kind { size: STAFF.size, ..kind }));
    sign_in(&desk, &demo, "amara");
    desk.go(&demo.at("/desk/hand"));
    desk.click("label:has(> input[name=channel][value=phone])");
    desk.click("label:has(> input[name=lane][value=tip])");
    desk.write("#narrative", "The caller saw a bruised girl at the truck stop.");
    desk.click(".save .button.primary");
    let words = words(&desk);
    desk.click("a[href^='/desk/tips/'].primary");
    desk.sees("Being read");
    step(&desk, "#reason option[value=not_enough_to_find]", "[value=could_not]");
    desk.sees("There was too little to find");
    desk.click("button[value=close]");
    desk.sees("Read it again");

    come_back(&tipster, &demo, &words);
    tipster.sees("No one could act.");
    tipster.sees("It is closed.");
    assert!(!tipster.source().contains("truck stop"), "what staff wrote down is theirs");
}

#[test]
fn a_tip_by_telephone_has_the_same_receipt_with_script() {
    told_by_telephone(true);
}

#[test]
fn a_tip_by_telephone_has_the_same_receipt_without_script() {
    told_by_telephone(false);
}
