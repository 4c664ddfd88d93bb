//! Whatever is changed in a chain is found, and at the right entry.

use proptest::prelude::*;

use super::*;
use crate::testing::hex;

/// One row of the audit table.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    seq: i64,
    at: i64,
    actor_kind: String,
    actor: Option<Uuid>,
    act: String,
    subject_kind: String,
    subject: Option<Uuid>,
    why: String,
    prev: ChainHash,
    hash: ChainHash,
}

impl Row {
    fn entry(&self) -> Entry<'_> {
        Entry {
            seq: self.seq,
            at: self.at,
            actor_kind: &self.actor_kind,
            actor: self.actor,
            act: &self.act,
            subject_kind: &self.subject_kind,
            subject: self.subject,
            why: &self.why,
        }
    }
}

fn check(rows: &[Row], witness: Option<Head>) -> Result<Head, Broken> {
    verify(rows.iter().map(|row| (row.entry(), Some(row.prev), row.hash)), witness)
}

fn head(rows: &[Row]) -> Head {
    rows.last().map_or(Head::EMPTY, |row| Head { seq: row.seq, hash: row.hash })
}

/// Links rows as the store does.
fn link(mut rows: Vec<Row>) -> Vec<Row> {
    let mut prev = ChainHash::GENESIS;
    for (row, seq) in rows.iter_mut().zip(1..) {
        (row.seq, row.prev) = (seq, prev);
        row.hash = prev.extend(&row.entry());
        prev = row.hash;
    }
    rows
}

prop_compose! {
    fn row()(
        at in 0..i64::MAX,
        actor_kind in "[a-z]{0,8}",
        actor in prop::option::of(any::<u128>()),
        act in "[A-Za-z]{0,12}",
        subject_kind in "[a-z]{0,8}",
        subject in prop::option::of(any::<u128>()),
        why in "[a-z ]{0,12}",
    ) -> Row {
        let (actor, subject) = (actor.map(Uuid::from_u128), subject.map(Uuid::from_u128));
        let (prev, hash) = (ChainHash::GENESIS, ChainHash::GENESIS);
        Row { seq: 0, at, actor_kind, actor, act, subject_kind, subject, why, prev, hash }
    }
}

fn chain(length: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(row(), length).prop_map(link)
}

/// Every row that differs from this one in a single byte or bit of a single column.
fn changes(row: &Row) -> Vec<Row> {
    let mut changed = Vec::new();
    let mut with = |change: &dyn Fn(&mut Row)| {
        let mut copy = row.clone();
        change(&mut copy);
        changed.push(copy);
    };
    for bit in 0..64 {
        with(&|row| row.seq ^= 1 << bit);
        with(&|row| row.at ^= 1 << bit);
    }
    for bit in 0..128 {
        with(&|row| row.actor = Some(flipped(row.actor, bit)));
        with(&|row| row.subject = Some(flipped(row.subject, bit)));
    }
    with(&|row| row.actor = row.actor.xor(Some(Uuid::nil())));
    with(&|row| row.subject = row.subject.xor(Some(Uuid::nil())));
    for bit in 0..256 {
        with(&|row| row.prev.0[bit / 8] ^= 1 << (bit % 8));
        with(&|row| row.hash.0[bit / 8] ^= 1 << (bit % 8));
    }
    let texts: [fn(&mut Row) -> &mut String; 4] = [
        |row| &mut row.actor_kind,
        |row| &mut row.act,
        |row| &mut row.subject_kind,
        |row| &mut row.why,
    ];
    for text in texts {
        let length = text(&mut row.clone()).len();
        for at in 0..length {
            for bit in 0..7 {
                with(&|row| flip_ascii(text(row), at, bit));
            }
            with(&|row| {
                text(row).remove(at);
            });
        }
        with(&|row| text(row).push('a'));
        with(&|row| text(row).insert(0, '\0'));
    }
    changed
}

fn flipped(id: Option<Uuid>, bit: u32) -> Uuid {
    Uuid::from_u128(id.unwrap_or(Uuid::nil()).as_u128() ^ (1 << bit))
}

fn flip_ascii(text: &mut String, at: usize, bit: u32) {
    let flipped = (text.as_bytes()[at] ^ (1 << bit)) as char;
    text.replace_range(at..=at, &flipped.to_string());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_whole_chain_verifies(rows in chain(0..20)) {
        prop_assert_eq!(check(&rows, None), Ok(head(&rows)));
    }

    #[test]
    fn every_single_byte_change_is_found_where_it_is(rows in chain(3)) {
        for at in 0..rows.len() {
            for changed in changes(&rows[at]) {
                prop_assert_ne!(&changed, &rows[at]);
                let mut rows = rows.clone();
                rows[at] = changed;
                let broken = check(&rows, None).expect_err("the change went unnoticed");
                prop_assert_eq!(broken.seq, at as i64 + 1);
            }
        }
    }

    #[test]
    fn a_missing_entry_is_found(rows in chain(2..12), at in any::<prop::sample::Index>()) {
        let whole = head(&rows);
        let at = at.index(rows.len());
        let mut rows = rows;
        rows.remove(at);
        let broken = check(&rows, Some(whole)).expect_err("the gap went unnoticed");
        prop_assert_eq!(broken.seq, at as i64 + 1);
    }

    #[test]
    fn exchanged_entries_are_found(
        rows in chain(2..12),
        one in any::<prop::sample::Index>(),
        two in any::<prop::sample::Index>(),
    ) {
        let (one, two) = (one.index(rows.len()), two.index(rows.len()));
        prop_assume!(one != two);
        let mut rows = rows;
        rows.swap(one, two);
        prop_assert_eq!(check(&rows, None).unwrap_err().seq, one.min(two) as i64 + 1);
    }

    #[test]
    fn a_doubled_entry_is_found(rows in chain(1..12), at in any::<prop::sample::Index>()) {
        let at = at.index(rows.len());
        let mut rows = rows;
        rows.insert(at, rows[at].clone());
        prop_assert_eq!(
            check(&rows, None),
            Err(Broken { seq: at as i64 + 2, reason: BreakReason::OutOfOrder { found: at as i64 + 1 } })
        );
    }

    #[test]
    fn a_chain_cut_short_is_found_against_an_exported_head(
        rows in chain(1..12),
        keep in any::<prop::sample::Index>(),
    ) {
        let keep = keep.index(rows.len());
        let broken = check(&rows[..keep], Some(head(&rows)));
        let expected = Broken { seq: keep as i64 + 1, reason: BreakReason::CutOff };
        prop_assert_eq!(broken, Err(expected));
    }

    #[test]
    fn a_chain_written_anew_is_found_against_an_exported_head(rows in chain(1..12), more in row()) {
        let exported = head(&rows);
        let mut anew = rows;
        anew[0].at ^= 1;
        anew.push(more);
        let anew = link(anew);
        prop_assert!(check(&anew, None).is_ok());
        let expected = Broken { seq: exported.seq, reason: BreakReason::Rewritten };
        prop_assert_eq!(check(&anew, Some(exported)), Err(expected));
    }

    #[test]
    fn a_chain_that_grew_still_holds_its_exported_head(rows in chain(1..12), more in row()) {
        let exported = head(&rows);
        let mut longer = rows;
        longer.push(more);
        prop_assert!(check(&link(longer), Some(exported)).is_ok());
    }

    #[test]
    fn a_head_reads_back(seq in 0..i64::MAX, hash: [u8; 32]) {
        let head = Head { seq, hash: ChainHash(hash) };
        prop_assert_eq!(head.to_string().parse(), Ok(head));
    }

    #[test]
    fn any_text_is_read_as_a_head_without_harm(text in "\\PC{0,80}|[0-9]{1,20}:[0-9a-fA-F+é]{62,66}") {
        if let Ok(head) = text.parse::<Head>() {
            prop_assert!(head.seq >= 0);
        }
    }
}

/// Computed with Python's `hashlib` and `struct` from the module's description. Every installation's
/// chain stands on this encoding, so it must never change.
#[test]
fn the_encoding_stays_what_it_is() {
    let first = Entry {
        seq: 1,
        at: 1_800_000_000_000_000,
        actor_kind: "member",
        actor: Some(Uuid::from_u128(4)),
        act: "ViewContact",
        subject_kind: "contact",
        subject: Some(Uuid::from_u128(5)),
        why: "own queue",
    };
    let second = Entry {
        seq: 2,
        at: 1_800_000_000_500_000,
        actor_kind: "system",
        actor: None,
        act: "CloseContact",
        why: "",
        ..first.clone()
    };
    let hash = ChainHash::GENESIS.extend(&first);
    assert_eq!(
        hash.0.to_vec(),
        hex("070bf8a4c15080d2083698ea43a2f7086b46d0fd03f383458d44b1fa85ed8cf8")
    );
    assert_eq!(
        hash.extend(&second).0.to_vec(),
        hex("287405159a168b3fc2b669da2c984bb99f6bf28be06913101dad3336eebe0ecc")
    );
}

/// Two entries whose texts run together the same are different entries.
#[test]
fn texts_do_not_run_into_each_other() {
    let entry = |actor_kind, act| Entry {
        seq: 1,
        at: 0,
        actor_kind,
        actor: None,
        act,
        subject_kind: "",
        subject: None,
        why: "",
    };
    let hash = |entry| ChainHash::GENESIS.extend(&entry);
    assert_ne!(hash(entry("ab", "c")), hash(entry("a", "bc")));
    assert_ne!(hash(entry("a", "")), hash(entry("", "a")));
}
