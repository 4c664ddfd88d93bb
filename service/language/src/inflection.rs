//! The forms of an English word, as far as the list needs them.

/// Singular and plural of a noun.
pub(crate) fn noun(word: &str) -> Vec<String> {
    vec![word.to_owned(), plural(word)]
}

/// The forms of a verb: present, third person, past, participle, -ing.
pub(crate) fn verb(word: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned(), third_person(word)];
    match IRREGULAR.iter().find(|(known, _)| *known == word) {
        Some((_, others)) => forms.extend(others.iter().map(|&form| form.to_owned())),
        None => {
            let stem = word.strip_suffix('e').unwrap_or(word);
            let stem = if doubles(word) { doubled(word) } else { stem.to_owned() };
            forms.extend([format!("{stem}ed"), format!("{stem}ing")]);
        }
    }
    forms
}

fn plural(word: &str) -> String {
    match word {
        "man" => return "men".to_owned(),
        "woman" => return "women".to_owned(),
        _ => {}
    }
    third_person(word)
}

/// The ending -s, which nouns and verbs share.
fn third_person(word: &str) -> String {
    let hissing = ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end));
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if hissing => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

fn doubles(word: &str) -> bool {
    word == "admit"
}

fn doubled(word: &str) -> String {
    let last = word.chars().last().map(String::from).unwrap_or_default();
    format!("{word}{last}")
}

/// Past, participle and -ing form of the irregular verbs of the list.
const IRREGULAR: [(&str, &[&str]); 7] = [
    ("put", &["put", "putting"]),
    ("send", &["sent", "sending"]),
    ("spend", &["spent", "spending"]),
    ("sell", &["sold", "selling"]),
    ("tell", &["told", "telling"]),
    ("give", &["gave", "given", "giving"]),
    ("choose", &["chose", "chosen", "choosing"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_and_verbs_have_their_forms() {
        assert_eq!(noun("prostitute"), ["prostitute", "prostitutes"]);
        assert_eq!(noun("lady"), ["lady", "ladies"]);
        assert_eq!(noun("bitch"), ["bitch", "bitches"]);
        assert_eq!(noun("woman"), ["woman", "women"]);
        assert_eq!(noun("boy"), ["boy", "boys"]);
        assert_eq!(verb("rescue"), ["rescue", "rescues", "rescued", "rescuing"]);
        assert_eq!(verb("admit"), ["admit", "admits", "admitted", "admitting"]);
        assert_eq!(verb("sell"), ["sell", "sells", "sold", "selling"]);
        assert_eq!(verb("contact"), ["contact", "contacts", "contacted", "contacting"]);
    }
}
