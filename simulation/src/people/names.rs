//! Invented names, places and numbers with skewed frequencies.

use crate::random::Random;

const ONSETS: &[&str] = &[
    "b", "br", "c", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "r", "s",
    "st", "t", "tr", "v", "w", "z",
];
const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "ia"];
const CODAS: &[&str] = &["", "", "", "n", "r", "s", "l", "m", "th"];

/// The names and places of one county.
pub(super) struct Vocabulary {
    girls: Skewed,
    boys: Skewed,
    surnames: Skewed,
    postcodes: usize,
}

/// Words drawn by Zipf's law.
struct Skewed {
    words: Vec<String>,
    cumulative: Vec<f64>,
}

impl Skewed {
    fn new(count: usize, syllables: (usize, usize), exponent: f64, stream: &str) -> Self {
        let mut random = Random::part(0x6e61_6d65, stream);
        let words = (0..count).map(|_| word(syllables, &mut random)).collect();
        let mut sum = 0.0;
        let cumulative = (1..=count)
            .map(|rank| {
                sum += (rank as f64 + 2.0).powf(-exponent);
                sum
            })
            .collect();
        Self { words, cumulative }
    }

    fn draw(&self, random: &mut Random) -> String {
        let total = self.cumulative.last().copied().unwrap_or(0.0);
        let at = random.share() * total;
        let index = self.cumulative.partition_point(|&c| c <= at).min(self.words.len() - 1);
        self.words[index].clone()
    }
}

fn word(syllables: (usize, usize), random: &mut Random) -> String {
    let count = syllables.0 + random.below(syllables.1 - syllables.0 + 1);
    let mut out = String::new();
    for _ in 0..count {
        for part in [ONSETS, VOWELS, CODAS] {
            out.push_str(part[random.below(part.len())]);
        }
    }
    out
}

impl Vocabulary {
    /// A vocabulary that grows slowly with the number of people, as real ones do.
    pub(super) fn new(persons: u32) -> Self {
        let root = f64::from(persons.max(1)).sqrt();
        let size = |factor: f64, least: usize| ((root * factor) as usize).max(least);
        Self {
            girls: Skewed::new(size(2.0, 150), (2, 3), 1.0, "girls"),
            boys: Skewed::new(size(2.0, 150), (2, 3), 1.0, "boys"),
            surnames: Skewed::new(size(25.0, 800), (2, 4), 0.85, "surnames"),
            postcodes: size(8.0, 200),
        }
    }

    pub(super) fn given(&self, female: bool, random: &mut Random) -> String {
        if female { self.girls.draw(random) } else { self.boys.draw(random) }
    }

    pub(super) fn surname(&self, random: &mut Random) -> String {
        self.surnames.draw(random)
    }

    /// Two letters of the area, a digit of the district, two digits and a letter of the street.
    pub(super) fn postcode(&self, random: &mut Random) -> String {
        let place = random.below(self.postcodes);
        let letter = |n: usize| (b'A' + (n % 26) as u8) as char;
        let mixed = place.wrapping_mul(2_654_435_761) >> 7;
        let area = place / 40;
        format!(
            "{}{}{}{:02}{}",
            letter(area),
            letter(area / 26 + area),
            area % 10,
            place % 40 + mixed % 60,
            letter(mixed)
        )
    }

    pub(super) fn email(&self, first: &str, surname: &str, random: &mut Random) -> String {
        const HOSTS: &[&str] = &["mail.example", "post.example", "inbox.example", "web.example"];
        let host = HOSTS[random.below(HOSTS.len())];
        match random.below(3) {
            0 => format!("{first}.{surname}{}@{host}", random.below(100)),
            1 => format!("{first}{}@{host}", random.below(10_000)),
            _ => format!("{}{surname}{}@{host}", &first[..1], random.below(1_000)),
        }
    }
}

/// Ten digits of an invented exchange.
pub(super) fn phone(random: &mut Random) -> String {
    format!("555{:07}", random.below(10_000_000))
}
