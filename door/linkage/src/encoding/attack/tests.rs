use super::*;

const SECRET: &[u8] = b"a secret of one project only, 32 bytes or more";

/// Names of skewed frequency: the first of them most often.
fn names() -> Vec<String> {
    let syllables = ["ba", "ler", "mon", "ti", "sha", "ro", "vel", "ku", "dan", "wi"];
    let mut out = Vec::new();
    for i in 0..60_usize {
        let word = [i % 10, i / 10 % 10, (i * 7 + 3) % 10].map(|s| syllables[s]).concat();
        out.extend(std::iter::repeat_n(word, 600 / (i + 1)));
    }
    out
}

fn attacked(salt: impl Fn(usize) -> &'static str) -> (Encoded, Known, HashMap<Encoding, String>) {
    let names = names();
    let mut encoder = Encoder::new(SECRET, "surname", Kind::Name);
    let mut truth = HashMap::new();
    let column: Vec<Encoding> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let encoding = encoder.encode_salted(name, salt(i)).unwrap();
            truth.insert(encoding, name.clone());
            encoding
        })
        .collect();
    let known = Known::new(names.iter().map(String::as_str), Kind::Name);
    (Encoded::new(column), known, truth)
}

#[test]
fn unsalted_encodings_of_one_field_are_named_by_likeness_and_frequency() {
    let (encoded, known, truth) = attacked(|_| "");
    let by_likeness = encoded.rate(&by_likeness(&encoded, &known, 100), &known, &truth);
    assert!(by_likeness.values > 0.5, "the attack must work where it can: {by_likeness:?}");
    let by_frequency = encoded.rate(&by_frequency(&encoded, &known), &known, &truth);
    assert!(by_frequency.records > 0.3, "{by_frequency:?}");
}

#[test]
fn salt_hides_what_frequency_shows() {
    let years = ["1990", "1991", "1992", "1993", "1994", "1995", "1996", "1997"];
    let (encoded, known, truth) = attacked(|i| years[i % 8]);
    let salted = encoded.rate(&by_frequency(&encoded, &known), &known, &truth);
    let (encoded, known, truth) = attacked(|_| "");
    let plain = encoded.rate(&by_frequency(&encoded, &known), &known, &truth);
    assert!(salted.records < plain.records / 2.0, "{salted:?} against {plain:?}");
}
