use std::collections::HashMap;

use super::{all, find, href};

#[test]
fn an_address_names_its_file_and_its_content() {
    let address = href("public.css");
    let (path, mark) = address.split_once("?v=").expect("the mark of the content");
    assert_eq!(path, "/assets/public.css");
    assert_eq!(mark.len(), 8);
    assert_ne!(mark, href("desk.css").split_once("?v=").expect("the mark of the content").1);
}

#[test]
fn no_file_reaches_outside() {
    for asset in all() {
        let outside = asset.body.replace("http://www.w3.org/2000/svg", "");
        assert!(!outside.contains("http:") && !outside.contains("https:"), "{}", asset.name);
        assert!(!outside.contains("@import") && !outside.contains("url("), "{}", asset.name);
    }
}

#[test]
fn an_unknown_name_is_absent() {
    assert!(find("../Cargo.toml").is_none());
}

/// Which token must stand out from which, and how far: 7 for text on public pages (WCAG 2.2, 1.4.6),
/// 3 for the edge of a field and the focus ring (1.4.11).
const CONTRASTS: &[(&[&str], &[&str], f64)] = &[
    (
        &["text", "muted", "accent", "accent-strong", "positive", "caution", "danger"],
        &["surface", "raised"],
        7.0,
    ),
    (&["text"], &["accent-soft", "positive-soft", "caution-soft", "danger-soft", "sunken"], 7.0),
    (&["accent-strong"], &["accent-soft"], 7.0),
    (&["positive"], &["positive-soft"], 7.0),
    (&["caution"], &["caution-soft"], 7.0),
    (&["danger"], &["danger-soft"], 7.0),
    (&["on-accent"], &["accent", "accent-strong"], 7.0),
    (&["on-danger"], &["danger"], 7.0),
    (&["muted"], &["sunken", "accent-soft"], 4.5),
    (&["edge", "focus"], &["surface", "raised"], 3.0),
];

#[test]
fn every_colour_stands_out_in_light_and_in_dark() {
    for (theme, colours) in themes() {
        for (fronts, backs, least) in CONTRASTS {
            for front in *fronts {
                for back in *backs {
                    let contrast = contrast(colours[*front], colours[*back]);
                    assert!(contrast >= *least, "{theme}: {front} on {back} is {contrast:.2}");
                }
            }
        }
    }
}

#[test]
fn the_dark_of_the_system_and_of_the_switch_are_the_same() {
    let [_, (_, system), (_, switch)] = themes();
    assert_eq!(system, switch);
}

#[test]
fn contrast_is_what_the_standard_says() {
    assert!((contrast([255; 3], [0; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([0x77; 3], [255; 3]) - 4.48).abs() < 0.01);
}

/// The colours of `tokens.css`: light, dark by the system, dark by the switch.
fn themes() -> [(&'static str, HashMap<&'static str, [u8; 3]>); 3] {
    let blocks: Vec<_> = include_str!("../../assets/tokens.css").split(":root").skip(1).collect();
    assert_eq!(blocks.len(), 3, "light, dark by the system, dark by the switch");
    ["light", "dark by the system", "dark by the switch"].map({
        let mut blocks = blocks.into_iter();
        move |theme| (theme, colours(blocks.next().expect("counted above")))
    })
}

fn colours(block: &'static str) -> HashMap<&'static str, [u8; 3]> {
    let declarations = block.split([';', '{', '}']).filter_map(|line| line.split_once(':'));
    declarations
        .filter_map(|(name, value)| {
            let hex = value.trim().strip_prefix('#').filter(|hex| hex.len() == 6)?;
            let channel = |at| u8::from_str_radix(&hex[at..at + 2], 16).ok();
            Some((name.trim().strip_prefix("--")?, [channel(0)?, channel(2)?, channel(4)?]))
        })
        .collect()
}

/// The contrast ratio of two colours (WCAG 2.2, "contrast ratio").
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = colour.map(|channel| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}
