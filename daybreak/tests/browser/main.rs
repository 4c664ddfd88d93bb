//! The hotline in a real browser: the demonstration of the README, with script and without.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod accessible;
mod beds;
mod chromium;
mod demo;
mod duty;
mod screening;
mod serve;
mod tip;

use chromium::{Chromium, DESK, Kind, PHONE, Window};
use demo::Demo;

const WITH: Kind = Kind { script: true, size: PHONE };
const WITHOUT: Kind = Kind { script: false, size: PHONE };
const STAFF: Kind = Kind { script: true, size: DESK };
/// The key that leaves, pressed three times (WebDriver, section 17.4.2).
const SHIFT: &str = "\u{e008}";

/// A specialist of the demonstration at the desk.
fn sign_in(window: &Window<'_>, demo: &Demo, login: &str) {
    window.go(&demo.at("/sign-in"));
    window.write("[name=login]", login);
    window.write("[name=password]", demo.password());
    window.click("form.stack button");
    window.arrives_at(&demo.at("/desk"));
}

/// Somebody reaches out and says that they are in danger, so they are the first in the queue.
fn reach_out(window: &Window<'_>, demo: &Demo, words: &str) {
    window.go(&demo.at("/chat/start?lane=help"));
    window.write("#words", words);
    window.click("[name=danger]");
    window.click("#form button");
    window.sees(words);
    window.arrives_at(&demo.at("/chat"));
}

/// The first in the queue is answered.
fn answer(window: &Window<'_>, demo: &Demo) {
    window.go(&demo.at("/desk"));
    window.click("#queue ol .button.primary");
    window.arrives_at(&demo.at("/desk/"));
}

/// Somebody agrees that their name goes to the service that says yes, and the service is asked; gives
/// the link for the service.
fn offer(desk: &Window<'_>, name: &str) -> String {
    desk.click("#offer-need option[value=emergency_shelter]");
    desk.click("form.facts details summary");
    desk.write("#share-name", name);
    desk.click("label:has(> input[value=adult_themself])");
    desk.click("label:has(> input[value=ruled_out])");
    desk.click("label:has(> input[name=agreed])");
    desk.click("form[action$='/referrals'] .button.primary");
    link(desk)
}

/// The link that the page shows once.
fn link(desk: &Window<'_>) -> String {
    desk.sees("class=\"link\"");
    let page = desk.source();
    let (_, link) = page.split_once("<code>").expect("the page shows the link");
    link.split_once("</code>").expect("a link ends").0.to_owned()
}

fn say(window: &Window<'_>, words: &str) {
    window.write("#composer [name=words]", words);
    window.click("#composer button");
}

#[test]
fn visitor_and_specialist_talk_with_script() {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let (visitor, desk) = (driver.open(WITH), driver.open(STAFF));
    sign_in(&desk, &demo, "amara");
    reach_out(&visitor, &demo, "is anybody there?");
    answer(&desk, &demo);
    desk.sees("is anybody there?");
    visitor.sees("is here with you");
    say(&desk, "I am. You are not alone.");
    let there = visitor.sees("You are not alone.");
    say(&visitor, "i dont know where to sleep");
    let back = desk.sees("i dont know where to sleep");
    eprintln!("shown to the visitor after {there:?}, to the specialist after {back:?}");
    visitor.write("#words", "x");
    desk.sees("is writing");
}

#[test]
fn visitor_and_specialist_talk_without_script() {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let (visitor, desk) = (driver.open(WITHOUT), driver.open(STAFF));
    sign_in(&desk, &demo, "amara");
    reach_out(&visitor, &demo, "no script here");
    answer(&desk, &demo);
    desk.sees("no script here");
    say(&desk, "I see you.");
    let there = visitor.in_frame(|| visitor.sees("I see you."));
    say(&visitor, "thank you");
    let back = desk.sees("thank you");
    eprintln!("shown to the visitor after {there:?}, to the specialist after {back:?}");
}

#[test]
fn ending_a_long_chat_is_never_under_the_bar() {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let visitor = driver.open(WITH);
    reach_out(&visitor, &demo, "is anybody there?");
    let under = visitor.run(
        "const list = document.getElementById('messages');
         for (let i = 0; i < 60; i += 1) list.append(list.firstElementChild.cloneNode(true));
         scrollTo(0, document.documentElement.scrollHeight);
         const end = document.querySelector('.close > summary');
         const gone = end.getBoundingClientRect().bottom;
         end.focus();
         const bar = document.querySelector('.top').getBoundingClientRect().bottom;
         return [gone, bar - end.getBoundingClientRect().top];",
    );
    assert!(under[0].as_f64().unwrap() < 0.0, "the chat is not long: {under}");
    assert!(under[1].as_f64().unwrap() <= 0.0, "it is under the bar: {under}");
    visitor.click(".close > summary");
    visitor.click(".close form[action$='/chat/end'] button");
    visitor.arrives_at(&demo.at("/chat/end"));
}

#[test]
fn the_board_counts_who_waits_without_a_reload() {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let (visitor, board) = (driver.open(WITH), driver.open(STAFF));
    sign_in(&board, &demo, "ruth");
    board.go(&demo.at("/desk/board"));
    let waiting = ".tile:has(#name-waiting_now) .value";
    board.sees("id=\"name-waiting_now\"");
    let shown = board.run(&format!("return document.querySelector('{waiting}').textContent"));
    let before: u32 = shown.as_str().unwrap().parse().unwrap();
    board.run("window.neverReloaded = true");
    reach_out(&visitor, &demo, "is anybody there?");
    board.reads(waiting, &(before + 1).to_string());
    visitor.click("#leave");
    board.reads(waiting, &before.to_string());
    assert_eq!(board.run("return window.neverReloaded"), true);
}

/// After leaving, neither the cookies nor Back show that anybody was here.
fn nothing_is_left(visitor: &Window<'_>, demo: &Demo) {
    visitor.arrives_at("https://www.weather.gov/");
    visitor.back();
    let shown = visitor.address();
    assert!(!shown.starts_with(&demo.at("/chat")), "Back shows {shown}");
    visitor.go(&demo.at("/chat"));
    assert!(visitor.cookies().is_empty(), "{:?}", visitor.cookies());
    assert!(!visitor.source().contains("something secret"));
}

#[test]
fn quick_exit_by_button_leaves_nothing() {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let visitor = driver.open(WITH);
    visitor.go("about:blank");
    reach_out(&visitor, &demo, "something secret");
    visitor.click("#leave");
    nothing_is_left(&visitor, &demo);
}

#[test]
fn quick_exit_by_shift_leaves_nothing() {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let visitor = driver.open(WITH);
    visitor.go("about:blank");
    reach_out(&visitor, &demo, "something secret");
    visitor.press(SHIFT, 3);
    nothing_is_left(&visitor, &demo);
}

#[test]
fn quick_exit_without_script_is_a_plain_link() {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let visitor = driver.open(WITHOUT);
    reach_out(&visitor, &demo, "something secret");
    visitor.click("#leave");
    visitor.arrives_at("https://www.weather.gov/");
    visitor.go(&demo.at("/chat"));
    visitor.sees("</html>");
    assert!(visitor.cookies().is_empty(), "{:?}", visitor.cookies());
    assert!(!visitor.source().contains("something secret"));
}

#[test]
fn a_passkey_is_added_and_opens_the_desk() {
    let Some(driver) = Chromium::start() else { return };
    let demo = Demo::open();
    let desk = driver.open(STAFF);
    desk.own_a_passkey_device();
    sign_in(&desk, &demo, "amara");
    desk.go(&demo.at("/account"));
    desk.click("form[data-passkey=create] button");
    desk.sees("/remove\"");
    desk.go(&demo.at("/account"));
    desk.click("form[action='/sign-out'] button");
    desk.go(&demo.at("/desk"));
    assert!(!desk.address().starts_with(&demo.at("/desk")), "signed out");
    desk.go(&demo.at("/sign-in"));
    desk.click("form[data-passkey=get] button");
    desk.arrives_at(&demo.at("/desk"));
    desk.sees("id=\"queue\"");
}
