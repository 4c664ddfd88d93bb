//! Who × what, written out. Read the snapshot like a contract: a change of it is a change of who
//! can see a child's words.

use std::fmt::Write;

use casework::contact::StateCode;
use casework::id::MemberId;
use casework::member::Actor;

use super::cast::{Cast, access};
use crate::{Act, Action, Look, Resource};

const LEGEND: &str = "\
Rows are who asks, columns are what for; `·` is no.
Of a contact, a cell lists the states in which the answer is yes:
  w waiting, a active, b broken off, e ended.
Of a referral: n identity not released, r released. Of an opening by break-glass: s shut, o open. Of the installation: s not set up, u set up.
Of everything else: y yes.
\"with\" is taking part in the contact, \"closed\" is closed to this member.
";

/// One row: who asks.
type Row = (String, Actor);
/// One letter of a cell and the thing it stands for.
type Variants = Vec<(char, Resource)>;

#[test]
fn the_matrix_is_as_reviewed() {
    let mut text = LEGEND.to_owned();
    let cast = Cast::new();
    contact_table(&mut text, &cast);
    let members = rows(&cast, &[("own team", true), ("other team", false)]);
    table(&mut text, "team", &members, &['y'], &|_| vec![('y', Resource::Team(cast.own_team))]);
    referral_table(&mut text, &cast);
    closable_table(&mut text, &cast, "case", &|closed| cast.case(closed));
    closable_table(&mut text, &cast, "duty", &|closed| cast.duty(closed));
    glass_table(&mut text, &cast);
    let anywhere = rows(&cast, &[("", true)]);
    table(&mut text, "beds of a service", &anywhere, &['y'], &|_| {
        vec![('y', Resource::Beds(cast.service))]
    });
    table(&mut text, "directory", &anywhere, &['y'], &|_| vec![('y', Resource::Directory)]);
    table(&mut text, "own account", &anywhere, &['y'], &|_| {
        vec![('y', Resource::Account(cast.me))]
    });
    table(&mut text, "account of a colleague", &anywhere, &['y'], &|_| {
        vec![('y', Resource::Account(cast.colleague))]
    });
    table(&mut text, "installation", &anywhere, &['s', 'u'], &|_| {
        vec![
            ('s', Resource::Installation { set_up: false }),
            ('u', Resource::Installation { set_up: true }),
        ]
    });
    insta::assert_snapshot!("matrix", text);
}

#[test]
fn every_action_is_possible_for_somebody() {
    let cast = Cast::new();
    let mut things = cast.resources();
    things.push(Resource::Installation { set_up: false });
    things.push(cast.contact(StateCode::Waiting, &[], &[]));
    let actors = cast.actors();
    let possible = |name: &str, yes: &dyn Fn(&Actor, &Resource) -> bool| {
        let found = actors.iter().any(|(_, actor)| things.iter().any(|thing| yes(actor, thing)));
        assert!(found, "nobody can ever do {name}");
    };
    for &look in Look::ALL {
        possible(look.name(), &|actor, thing| access().decide(actor, look, thing).is_permitted());
    }
    for &act in Act::ALL {
        possible(act.name(), &|actor, thing| access().decide(actor, act, thing).is_permitted());
    }
}

fn rows(cast: &Cast, places: &[(&str, bool)]) -> Vec<Row> {
    let outsiders = cast.outsiders().into_iter().map(|(name, actor)| (name.to_owned(), actor));
    let members = cast.role_sets().into_iter().flat_map(|(name, roles)| {
        let member =
            |own: bool| cast.member(&roles, &[if own { cast.own_team } else { cast.other_team }]);
        places
            .iter()
            .map(|(place, own)| {
                let name =
                    if place.is_empty() { name.to_owned() } else { format!("{name}, {place}") };
                (name, member(*own))
            })
            .collect::<Vec<_>>()
    });
    outsiders.chain(members).collect()
}

fn contact_table(text: &mut String, cast: &Cast) {
    let places = [
        ("own team", true),
        ("own team, with", true),
        ("own team, closed", true),
        ("other team", false),
    ];
    let all = rows(cast, &places);
    let states = [
        ('w', StateCode::Waiting),
        ('a', StateCode::Active),
        ('b', StateCode::BrokenOff),
        ('e', StateCode::Ended),
    ];
    table(text, "contact", &all, &['w', 'a', 'b', 'e'], &|name| {
        let with = if name.ends_with("with") { cast.me } else { cast.colleague };
        let closed = if name.ends_with("closed") { vec![cast.me] } else { vec![] };
        states.iter().map(|&(letter, s)| (letter, cast.contact(s, &[with], &closed))).collect()
    });
}

fn referral_table(text: &mut String, cast: &Cast) {
    let places = [("own team", true), ("own team, closed", true), ("other team", false)];
    table(text, "referral", &rows(cast, &places), &['n', 'r'], &|name| {
        let closed = if name.ends_with("closed") { vec![cast.me] } else { vec![] };
        vec![('n', cast.referral(false, &closed)), ('r', cast.referral(true, &closed))]
    });
}

fn glass_table(text: &mut String, cast: &Cast) {
    let places = [
        ("own team", true),
        ("own team, asked", true),
        ("own team, closed", true),
        ("other team", false),
        ("other team, asked", false),
    ];
    table(text, "opening by break-glass", &rows(cast, &places), &['s', 'o'], &|name| {
        let by = if name.ends_with("asked") { cast.me } else { cast.colleague };
        let closed = if name.ends_with("closed") { vec![cast.me] } else { vec![] };
        vec![('s', cast.glass(by, false, &closed)), ('o', cast.glass(by, true, &closed))]
    });
}

fn closable_table(
    text: &mut String,
    cast: &Cast,
    thing: &str,
    of: &dyn Fn(&[MemberId]) -> Resource,
) {
    let places = [("own team", true), ("own team, closed", true), ("other team", false)];
    table(text, thing, &rows(cast, &places), &['y'], &|name| {
        let closed = if name.ends_with("closed") { vec![cast.me] } else { vec![] };
        vec![('y', of(&closed))]
    });
}

fn table(
    text: &mut String,
    thing: &str,
    rows: &[Row],
    letters: &[char],
    variants: &dyn Fn(&str) -> Variants,
) {
    let cells = |name: &str, actor: &Actor| -> Vec<(&'static str, String)> {
        let variants = variants(name);
        let looks = Look::ALL.iter().map(|&look| (look.name(), cell(actor, look, &variants)));
        let acts = Act::ALL.iter().map(|&act| (act.name(), cell(actor, act, &variants)));
        looks.chain(acts).collect()
    };
    let filled: Vec<(&Row, Vec<(&str, String)>)> =
        rows.iter().map(|row| (row, cells(&row.0, &row.1))).collect();
    let used = |column: usize| filled.iter().any(|(_, cells)| cells[column].1.contains(letters));
    let columns: Vec<usize> = (0..Look::ALL.len() + Act::ALL.len()).filter(|&c| used(c)).collect();
    writeln!(text, "\n{thing}").expect("writing to a string");
    if columns.is_empty() {
        writeln!(text, "  nothing is permitted to anybody").expect("writing to a string");
        return;
    }
    let width = letters.len().max(2);
    let mut head = format!("  {:<46}", "");
    for (number, &column) in columns.iter().enumerate() {
        let name = filled.first().map_or("", |(_, cells)| cells[column].0);
        writeln!(text, "  {:>2} = {name}", number + 1).expect("writing to a string");
        write!(head, " {:>width$}", number + 1).expect("writing to a string");
    }
    writeln!(text, "{head}").expect("writing to a string");
    for ((name, _), cells) in &filled {
        let yes: Vec<String> = columns.iter().map(|&c| format!("{:>width$}", cells[c].1)).collect();
        writeln!(text, "  {name:<46} {}", yes.join(" ")).expect("writing to a string");
    }
}

fn cell(actor: &Actor, action: impl Action, variants: &Variants) -> String {
    let yes: String = variants
        .iter()
        .filter(|(_, thing)| access().decide(actor, action, thing).is_permitted())
        .map(|(letter, _)| *letter)
        .collect();
    if yes.is_empty() { "·".to_owned() } else { yes }
}
