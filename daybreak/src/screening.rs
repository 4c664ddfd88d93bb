//! `daybreak screening`: reads an instrument and says what is known about it, and loads it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::screening::{Instrument, InstrumentKind, Wording, bundled};
use access::Act;
use anyhow::{Context, Result, anyhow, bail};
use casework::event::Event;
use casework::member::Actor;
use clap::{Args, Subcommand};
use store::{Error, Store, instrument, subject};

use crate::settings::Which;
use crate::{clock, serve};

/// Instruments for screening: FHIR questionnaires with what is known about them.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Reads an instrument and says what was understood, and what was kept without being understood.
    /// It changes nothing.
    Check(One),
    /// Loads an instrument: from then on the desk offers it. A version that is loaded stays as it is.
    Import(Load),
}

#[derive(Debug, Args)]
struct One {
    /// A FHIR R4 `Questionnaire` in JSON.
    file: PathBuf,
}

#[derive(Debug, Args)]
struct Load {
    /// A FHIR R4 `Questionnaire` in JSON.
    file: PathBuf,
    #[command(flatten)]
    which: Which,
}

/// Runs the command.
///
/// # Errors
/// When the file cannot be read or is no instrument, or the database does not open; the text says what
/// to do.
pub fn run(options: &Options) -> Result<ExitCode> {
    match &options.step {
        Step::Check(one) => {
            tell(&read(&one.file)?);
        }
        Step::Import(load) => {
            let read = read(&load.file)?;
            loadable(&read)?;
            tell(&read);
            let new = serve::runtime()?.block_on(write(load, &read))?;
            println!(
                "{}",
                if new { "loaded" } else { "it was loaded before; nothing was changed" }
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> Result<Instrument> {
    let bytes =
        std::fs::read(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    Instrument::read(&bytes)
        .map_err(|refused| anyhow!("`{}` is no instrument: {refused}", file.display()))
}

/// What a result must be able to name, and what would hide an instrument that comes with the program.
fn loadable(read: &Instrument) -> Result<()> {
    let key = read.key();
    if key.version.is_empty() {
        bail!("`{}` has no version; write one into `version`: every result names it", key.url);
    }
    if bundled::all().iter().any(|one| one.key().url == key.url) {
        bail!("`{}` comes with the program; give the file a `url` of your own", key.url);
    }
    Ok(())
}

async fn write(load: &Load, read: &Instrument) -> Result<bool> {
    let deployment = load.which.deployment()?;
    let store = Store::open(&deployment.address, clock::system()).await?;
    let act = Act::ImportInstrument;
    let entered = store.enter(&Actor::Machine, act, subject::Installation).await;
    let ((), mut tx) = entered.context("the instrument cannot be written")?;
    let key = read.key();
    let body = read.questionnaire().write();
    let new = match instrument::insert(&mut tx, &key.url, &key.version, &body).await {
        Ok(new) => new,
        Err(Error::Already) => bail!(
            "other words are loaded as version {} of `{}`; give this file a new `version`",
            key.version,
            key.url
        ),
        Err(other) => return Err(other.into()),
    };
    if new {
        tx.commit(Event::InstrumentLoaded {}).await?;
    }
    store.close().await;
    Ok(new)
}

fn tell(read: &Instrument) {
    println!("{}\n  {}", read.title(), read.key());
    let kind = match read.kind() {
        InstrumentKind::ConversationGuide => "a guide for a conversation, without a score",
        InstrumentKind::ScoreSheet => "a score sheet",
        InstrumentKind::Instrument => "an instrument",
    };
    let wording = match read.wording() {
        Wording::Own => "the words are the house's own",
        Wording::ObtainFromPublisher => "the wording must be obtained from its publisher",
        Wording::Publisher => "the words are the publisher's",
    };
    println!("  {kind}; {wording}");
    let population = read.population();
    match population.ages {
        Some(ages) => println!("  studied at ages {ages}"),
        None => println!("  nobody states at which ages it was studied"),
    }
    let questions =
        read.questionnaire().items().iter().filter(|item| item.kind().is_question()).count();
    println!("  {questions} questions, {} scores", read.scores().len());
    for score in read.scores() {
        let bands: Vec<_> = score.bands().iter().map(|band| band.label.as_str()).collect();
        let confirmed = if score.cut_offs_confirmed() { "" } else { " (cut-offs not confirmed)" };
        println!("  score {}: {}{confirmed}", score.title(), bands.join(" | "));
    }
    for study in read.studies() {
        let rate = |rate: &Option<::screening::study::Rate>| {
            rate.as_ref().map_or("not known".to_owned(), |r| format!("{} %", r.percent().as_str()))
        };
        println!(
            "  study: {} (sensitivity {}, specificity {})",
            study.citation,
            rate(&study.sensitivity),
            rate(&study.specificity)
        );
    }
    for caution in read.cautions() {
        println!("  caution: {caution}");
    }
    for unread in read.questionnaire().unread() {
        println!("  kept and not understood: `{}` in {}", unread.element, unread.at);
    }
}
