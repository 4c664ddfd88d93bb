//! What pairs are asked of a record, in one run of memory.
//!
//! Records of a block lie far apart, so each record compared costs the fetch of its row from memory and
//! little else. A row therefore holds all of it in one piece: codes, numbers, and signatures.

use super::agreement::{Agreement, Comparing, PIECE as CODES};
use super::encodings::Encodings;
use super::interpret::{Source, interpret};
use super::signature::Signature;
use crate::dictionary::{Batch, Code, MISSING};
use crate::expression::Expression;
use crate::table::{Column, Record, Table};

/// The rows of all records.
#[derive(Default)]
pub struct Rows {
    words: Vec<u32>,
    /// How often counted codes occur, record by record: scoring asks for nothing else.
    counts: Vec<u32>,
    shape: Shape,
    /// The codes once more, slot by slot, for what looks at one slot of all records.
    columns: Vec<Slot>,
    encodings: Encodings,
}

/// Where the codes of one slot stand.
enum Slot {
    /// They were computed.
    Derived(Vec<Code>),
    /// They are a column of the table, this one.
    Plain(usize),
}

/// How many of each kind a row holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shape {
    pub codes: usize,
    pub counts: usize,
    pub numbers: usize,
    pub signatures: usize,
}

impl Shape {
    /// Bytes of a record's row and of its computed codes.
    fn bytes(self) -> usize {
        size_of::<u32>() * (self.width() + self.codes + self.counts)
    }

    /// Words of a row; as many as whole pieces of its codes have.
    fn width(self) -> usize {
        let used = self.signatures_at() + Signature::WORDS * self.signatures;
        used.max(self.codes.next_multiple_of(CODES))
    }

    fn numbers_at(self) -> usize {
        self.codes
    }

    fn signatures_at(self) -> usize {
        self.numbers_at() + 2 * self.numbers
    }
}

/// The row of one record.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    words: &'a [u32],
    shape: Shape,
}

impl Row<'_> {
    /// The code in `slot`.
    #[inline(always)]
    #[must_use]
    pub fn code(&self, slot: usize) -> Code {
        self.words[slot]
    }

    /// Which slots of two rows hold the same code, and which lack one.
    #[inline(always)]
    #[must_use]
    pub fn agreement(self, other: Self, kind: impl Comparing) -> Agreement {
        kind.agreement(self.words, other.words, self.shape.codes)
    }

    /// The number in `slot`; NaN when absent.
    #[inline(always)]
    #[must_use]
    pub fn number(&self, slot: usize) -> f64 {
        let at = self.shape.numbers_at() + 2 * slot;
        f64::from_bits(u64::from(self.words[at]) | u64::from(self.words[at + 1]) << 32)
    }

    /// The signature in `slot`.
    #[inline(always)]
    #[must_use]
    pub fn signature(&self, slot: usize) -> Signature {
        let at = self.shape.signatures_at() + Signature::WORDS * slot;
        Signature::from_words([self.words[at], self.words[at + 1], self.words[at + 2]])
    }
}

impl Rows {
    /// Lays out the rows of all records of `table`: texts and numbers of these expressions, and counts and
    /// signatures of these texts. Texts that are not known yet are added to the dictionary.
    ///
    /// Cost: one evaluation per distinct value of a one-column expression, per record otherwise.
    pub(super) fn lay_out(
        table: &mut Table,
        texts: &[Expression],
        counted: &[usize],
        numbers: &[Expression],
        signatures: &[usize],
    ) -> Self {
        let columns: Vec<Slot> = texts.iter().map(|e| slot_of(table, e)).collect();
        let table = &*table;
        let shape = Shape {
            codes: texts.len(),
            counts: counted.len(),
            numbers: numbers.len(),
            signatures: signatures.len(),
        };
        let mut rows =
            Self { words: vec![0; table.len() * shape.width()], shape, columns, ..Self::default() };
        rows.counts = vec![0; table.len() * shape.counts];
        rows.fill_codes(table);
        counted.iter().enumerate().for_each(|(place, &slot)| rows.fill_counts(place, slot, table));
        numbers.iter().enumerate().for_each(|(slot, e)| rows.fill_numbers(slot, e, table));
        rows.fill_signatures(signatures, table);
        rows
    }

    /// Bytes that [`Rows::lay_out`] will take for `records` records, the texts it adds left out.
    pub(super) fn bytes(records: usize, shape: Shape) -> u64 {
        (records * shape.bytes()) as u64
    }

    fn fill_codes(&mut self, table: &Table) {
        let width = self.shape.width();
        if width == 0 {
            return;
        }
        // A piece of the rows stays in cache while the columns are read one after the other.
        for (piece, rows) in self.words.chunks_mut(PIECE * width).enumerate() {
            for (slot, column) in self.columns.iter().enumerate() {
                let codes = &column.codes(table)[piece * PIECE..];
                for (row, code) in rows.chunks_exact_mut(width).zip(codes) {
                    row[slot] = *code;
                }
            }
        }
    }

    fn fill_counts(&mut self, place: usize, slot: usize, table: &Table) {
        let codes = self.columns[slot].codes(table);
        let mut counts = vec![0_u32; table.dictionary.len()];
        codes.iter().for_each(|&code| counts[code as usize] += 1);
        counts[MISSING as usize] = 0;
        for (record, &code) in self.counts.chunks_exact_mut(self.shape.counts).zip(codes) {
            record[place] = counts[code as usize];
        }
    }

    fn fill_numbers(&mut self, slot: usize, expression: &Expression, table: &Table) {
        /// A number that no computation yields. Numbers are remembered by what differs from it, so that 0, which
        /// costs no filling, means not computed yet.
        const UNKNOWN: u64 = 0x7FF8_6461_7962_7265;
        let (width, at) = (self.shape.width(), self.shape.numbers_at() + 2 * slot);
        let compute = |source| interpret(expression, source).number().unwrap_or(f64::NAN).to_bits();
        let single = single_column(expression, table);
        let mut known = vec![0; single.map_or(0, |_| table.dictionary.len())];
        for (record, row) in self.words.chunks_exact_mut(width).enumerate() {
            let bits = match single {
                None => compute(Source::Row(table, record as Record)),
                Some(column) => {
                    let code = column.codes[record];
                    let of_code = &mut known[code as usize];
                    if *of_code == 0 {
                        *of_code = UNKNOWN ^ compute(Source::Value(table.dictionary.text(code)));
                    }
                    UNKNOWN ^ *of_code
                }
            };
            (row[at], row[at + 1]) = (bits as u32, (bits >> 32) as u32);
        }
    }

    fn fill_signatures(&mut self, slots: &[usize], table: &Table) {
        let (width, start) = (self.shape.width(), self.shape.signatures_at());
        if slots.is_empty() {
            return;
        }
        // A signature's words are never all 0, which costs no filling.
        let mut known = vec![[0; Signature::WORDS]; table.dictionary.len()];
        for rows in self.words.chunks_mut(PIECE * width) {
            for (place, slot) in slots.iter().enumerate() {
                let at = start + Signature::WORDS * place;
                for row in rows.chunks_exact_mut(width) {
                    let code = row[*slot];
                    let words = &mut known[code as usize];
                    if *words == [0; Signature::WORDS] {
                        *words = Signature::of(table.dictionary.text(code)).to_words();
                    }
                    row[at..at + Signature::WORDS].copy_from_slice(words);
                }
            }
        }
    }

    /// Reads the keyed encodings in these slots.
    pub(super) fn read_encodings(&mut self, table: &Table, slots: &[usize]) {
        let columns = slots.iter().map(|&slot| self.columns[slot].codes(table));
        self.encodings = Encodings::read(&table.dictionary, columns);
    }

    pub(super) fn encodings(&self) -> &Encodings {
        &self.encodings
    }

    /// The row of `record`.
    #[inline(always)]
    #[must_use]
    pub fn row(&self, record: Record) -> Row<'_> {
        let width = self.shape.width();
        let start = record as usize * width;
        Row { words: &self.words[start..start + width], shape: self.shape }
    }

    /// The code slots of `record`.
    #[inline(always)]
    #[must_use]
    pub fn codes(&self, record: Record) -> &[Code] {
        let start = record as usize * self.shape.width();
        &self.words[start..start + self.shape.codes]
    }

    /// The codes in `slot` of all records of `table`, from which the rows were laid out.
    #[must_use]
    pub fn column<'t>(&'t self, table: &'t Table, slot: usize) -> &'t [Code] {
        self.columns[slot].codes(table)
    }

    /// How many records have the code that `record` has in the counted slot number `counted`; 0 when it has
    /// none.
    #[inline(always)]
    #[must_use]
    pub fn count(&self, record: Record, counted: usize) -> u32 {
        self.counts[record as usize * self.shape.counts + counted]
    }

    /// Reads a little of each record's row, so that rows that lie far apart are fetched from memory
    /// together instead of one after the other when they are compared.
    pub fn touch(&self, records: &[Record]) {
        /// Words of a line of cache.
        const LINE: usize = 16;
        let mut seen = 0;
        for &record in records {
            let row = self.row(record).words;
            seen ^= row.iter().step_by(LINE).fold(0, |seen, word| seen ^ word);
            seen ^= row.last().copied().unwrap_or_default();
        }
        std::hint::black_box(seen);
    }
}

/// Rows that stay in the processor's cache together.
const PIECE: usize = 256;

impl Slot {
    fn codes<'t>(&'t self, table: &'t Table) -> &'t [Code] {
        match self {
            Self::Derived(codes) => codes,
            Self::Plain(column) => &table.columns()[*column].codes,
        }
    }
}

fn slot_of(table: &mut Table, expression: &Expression) -> Slot {
    let single = single_column(expression, table).map(|c| c.name.clone());
    let place = single.and_then(|name| table.columns().iter().position(|c| c.name == name));
    match (place, expression) {
        (Some(column), Expression::Column(..)) => Slot::Plain(column),
        _ => Slot::Derived(derived(table, expression)),
    }
}

/// The codes of `expression` for all records.
pub(super) fn derived(table: &mut Table, expression: &Expression) -> Vec<Code> {
    let Some(column) = single_column(expression, table) else {
        return per_record(table, expression);
    };
    // By code: the code of what is derived from it, the other way up, so that 0, which costs no filling, means
    // that it was not seen.
    let mut codes = column.codes.clone();
    let mut known = vec![!UNSEEN; table.dictionary.len()];
    let mut distinct = Vec::new();
    for &code in &codes {
        if std::mem::replace(&mut known[code as usize], !MISSING) == !UNSEEN {
            distinct.push(code);
        }
    }
    let mut pending = Pending::default();
    for code in distinct {
        let source = table.dictionary.text(code);
        match interpret(expression, Source::Value(source)).text() {
            // Most folded or cleaned values are what they were.
            Some(text) if text.trim() == source => known[code as usize] = !code,
            Some(text) => pending.push(code, text.trim()),
            None => {}
        }
        if pending.batch.is_full() {
            pending.intern(table, |place, code| known[place] = !code);
        }
    }
    pending.intern(table, |place, code| known[place] = !code);
    codes.iter_mut().for_each(|code| *code = !known[*code as usize]);
    codes
}

/// No code.
const UNSEEN: Code = Code::MAX;

/// [`derived`] for an expression of several columns: one evaluation a record.
fn per_record(table: &mut Table, expression: &Expression) -> Vec<Code> {
    let mut codes = vec![MISSING; table.len()];
    let mut pending = Pending::default();
    for record in 0..table.len() as Record {
        let value = interpret(expression, Source::Row(table, record));
        pending.push(record, value.text().as_deref().unwrap_or_default().trim());
        if pending.batch.is_full() {
            pending.intern(table, |record, code| codes[record] = code);
        }
    }
    pending.intern(table, |record, code| codes[record] = code);
    codes
}

/// Texts that wait for their codes, and where each code goes.
#[derive(Default)]
struct Pending {
    batch: Batch,
    places: Vec<u32>,
}

impl Pending {
    fn push(&mut self, place: u32, text: &str) {
        self.batch.push(text);
        self.places.push(place);
    }

    fn intern(&mut self, table: &mut Table, mut store: impl FnMut(usize, Code)) {
        let mut places = self.places.drain(..);
        table.dictionary.intern_all(&mut self.batch, |code| {
            if let Some(place) = places.next() {
                store(place as usize, code);
            }
        });
    }
}

/// The column that alone decides the expression.
fn single_column<'t>(expression: &Expression, table: &'t Table) -> Option<&'t Column> {
    let names = expression.column_names();
    (names.len() == 1).then(|| names.first().and_then(|n| table.column(n))).flatten()
}
