//! A hotline that is founded through its own pages: first run, invitation, sign-in.

use crate::{AskError, Browser};

/// The password of everybody in a drill.
pub const PASSWORD: &str = "four unrelated words here";

/// The first run's answers.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The organisation.
    pub organization: &'a str,
    /// Its hotline team.
    pub hotline: &'a str,
    /// The administrator's log-in name.
    pub administrator: &'a str,
    /// The administrator's display name.
    pub administrator_name: &'a str,
    /// The supervisor's log-in name.
    pub supervisor: &'a str,
    /// The supervisor's display name.
    pub supervisor_name: &'a str,
}

impl Default for Plan<'_> {
    fn default() -> Self {
        Self {
            organization: "North Star",
            hotline: "Night line",
            administrator: "admin",
            administrator_name: "Administrator",
            supervisor: "supervisor",
            supervisor_name: "Maya",
        }
    }
}

/// A founded hotline.
#[derive(Clone, Debug)]
pub struct House {
    /// The recovery key, as it was printed.
    pub recovery: String,
}

/// Founds the hotline by the first-run page, and brings its supervisor in by the link that it shows.
///
/// # Errors
/// [`AskError`] when a page answers otherwise.
pub async fn found(browser: &mut Browser, plan: &Plan<'_>) -> Result<House, AskError> {
    let page = browser.get("/setup").await?.expect(200, "the first-run page")?;
    let recovery = page.field("recovery").to_owned();
    let group = recovery.rsplit('-').next().unwrap_or_default();
    let answers = [
        ("recovery", recovery.as_str()),
        ("group", group),
        ("organization", plan.organization),
        ("hotline", plan.hotline),
        ("supervisor", plan.supervisor_name),
        ("name", plan.administrator_name),
        ("login", plan.administrator),
        ("password", PASSWORD),
    ];
    let founded = browser.post("/setup", &answers).await?.expect(200, "the first run")?;
    let link = founded.text.split_once("/join/").map(|(_, rest)| rest).unwrap_or_default();
    let secret: String = link.chars().take(43).collect();
    let person = (plan.supervisor, plan.supervisor_name);
    join(browser, &format!("/join/{secret}"), person).await?;
    Ok(House { recovery })
}

/// Completes an invitation.
///
/// # Errors
/// [`AskError`] when the page answers otherwise.
pub async fn join(
    browser: &mut Browser,
    link: &str,
    (login, name): (&str, &str),
) -> Result<(), AskError> {
    let person = [("name", name), ("login", login), ("password", PASSWORD)];
    browser.post(link, &person).await?.expect(303, "an invitation").map(drop)
}

/// Signs a member in.
///
/// # Errors
/// [`AskError`] when they are not let in.
pub async fn sign_in(browser: &mut Browser, login: &str) -> Result<(), AskError> {
    let typed = [("login", login), ("password", PASSWORD), ("code", "")];
    browser.post("/sign-in", &typed).await?.expect(303, "a sign-in").map(drop)
}
