//! Changes of the rules of reporting, and of what the law takes this house for.

use access::Act;
use casework::event::Event;
use duty::obligation::House;
use duty::rule::{Checked, Rule, RuleCode};
use duty::table::Edit;
use store::duty::rules;
use store::{Error, Store, subject};

use super::member::Doer;
use crate::compiled_here;

/// A change of one rule.
#[derive(Clone, Debug)]
pub enum Change {
    /// A new rule, or another wording of one.
    Write(Box<Rule>),
    /// It is in force no more.
    Withdraw(RuleCode),
    /// Somebody compared it with its source.
    Checked(RuleCode, Checked),
    /// Counsel reviewed it.
    Reviewed(RuleCode, Checked),
}

/// Changes the rule table. Duties that run keep the wording that started them.
///
/// # Errors
/// [`Error::Rule`] when somebody else changed the rule meanwhile, or no reason is given.
#[compiled_here]
pub async fn edit_rule(
    store: &Store,
    doer: &Doer,
    (base, why): (Option<u32>, &str),
    change: Change,
) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::EditRules, subject::Installation).await?;
    let mut table = rules::table(&mut tx).await?;
    let edit = Edit { base, by: doer.id, at: tx.now(), why: why.to_owned() };
    let event = match change {
        Change::Write(rule) => table.write(*rule, &edit),
        Change::Withdraw(code) => table.withdraw(&code, &edit),
        Change::Checked(code, checked) => table.mark_checked(&code, checked, &edit),
        Change::Reviewed(code, counsel) => table.mark_reviewed(&code, counsel, &edit),
    };
    let event = event.map_err(Error::rule)?;
    rules::keep(&mut tx, &table).await?;
    tx.commit(event).await
}

/// Says what the law takes this house for.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn describe_house(store: &Store, doer: &Doer, house: &House) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::EditRules, subject::Installation).await?;
    rules::put_house(&mut tx, house).await?;
    tx.commit(Event::DutyHouseChanged {}).await
}
