//! The words of every page, in every language we speak.
//!
//! No page carries text of its own: a template names a key, and the key's words stand in
//! `locales/<language>/*.ftl` ([Fluent](https://projectfluent.org)). The files are part of the
//! binary, so a running server can't miss one.
//!
//! # Invariants
//! - A key that a language lacks falls back to English, and then to the key itself: a reader never
//!   meets an empty page. Tests refuse both cases before they can happen.
//! - Nothing here depends on who is reading: a lookup is a hash probe and one string.
//!
//! ```
//! use web::i18n::{Locale, words};
//!
//! assert_eq!(Locale::from_accept_language("fr, es-MX;q=0.8, en;q=0.5"), Locale::Es);
//! let wait = words().text_with(Locale::En, "waiting-about_minutes", &[("minutes", 2)]);
//! assert!(wait.contains("about 2 minutes"));
//! ```

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

#[cfg(test)]
mod reading;
#[cfg(test)]
mod tests;

/// A language in which every page exists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English, also what an unknown language falls back to.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Locale {
    /// Every language, in the order in which the language switch shows them.
    pub const ALL: [Locale; 2] = [Locale::En, Locale::Es];

    /// The BCP 47 code, as in `<html lang>` and `?lang=`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::Es => "es",
        }
    }

    /// What the language calls itself.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Locale::En => "English",
            Locale::Es => "Español",
        }
    }

    /// The writing direction, as in `<html dir>`.
    #[must_use]
    pub fn dir(self) -> &'static str {
        match self {
            Locale::En | Locale::Es => "ltr",
        }
    }

    /// The language of a code such as `es` or `es-MX`; `None` for a language we don't speak.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Locale> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
        Locale::ALL.into_iter().find(|locale| locale.code().eq_ignore_ascii_case(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110, section 12.5.4).
    ///
    /// Highest quality first, the earlier one on a tie, English when nothing fits. Malformed parts
    /// are skipped, and only the first 16 count, so a hostile header costs nothing.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Locale {
        let mut best: Option<(Locale, f32)> = None;
        for range in header.split(',').take(16) {
            let Some((locale, quality)) = accepted(range) else { continue };
            if quality > best.map_or(0.0, |(_, known)| known) {
                best = Some((locale, quality));
            }
        }
        best.map_or_else(Locale::default, |(locale, _)| locale)
    }

    fn id(self) -> LanguageIdentifier {
        self.code().parse().expect("every code of ours is a language identifier")
    }
}

fn accepted(range: &str) -> Option<(Locale, f32)> {
    let mut parts = range.split(';');
    let locale = Locale::from_code(parts.next()?)?;
    let quality = parts.find_map(|part| part.trim().strip_prefix("q="));
    Some((locale, quality.map_or(Some(1.0), |q| q.trim().parse().ok())?))
}

/// A value that fills a placeable of a message: text, or a number that can choose a plural.
pub trait Argument {
    /// The value as Fluent takes it.
    fn argument(&self) -> FluentValue<'_>;
}

impl<T: Argument + ?Sized> Argument for &T {
    fn argument(&self) -> FluentValue<'_> {
        (**self).argument()
    }
}

impl Argument for str {
    fn argument(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl Argument for String {
    fn argument(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Argument for Cow<'_, str> {
    fn argument(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_ref())
    }
}

macro_rules! numbers {
    ($($number:ty)+) => {$(
        impl Argument for $number {
            fn argument(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        }
    )+};
}
numbers!(i16 i32 i64 u8 u16 u32 u64 usize f64);

/// The words of every language.
pub struct Words {
    bundles: [FluentBundle<FluentResource>; Locale::ALL.len()],
}

/// All words, read once and shared by every request.
pub fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| Words { bundles: Locale::ALL.map(bundle) })
}

impl Words {
    /// The words of a key that takes no arguments.
    #[must_use]
    pub fn text(&self, locale: Locale, key: &str) -> Cow<'static, str> {
        self.find(locale, key, None)
    }

    /// The words of a key with its arguments filled in.
    #[must_use]
    pub fn text_with<V: Argument>(
        &self,
        locale: Locale,
        key: &str,
        arguments: &[(&str, V)],
    ) -> Cow<'static, str> {
        let mut filled = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            filled.set(*name, value.argument());
        }
        self.find(locale, key, Some(&filled))
    }

    /// Whether a language has a key of its own.
    #[must_use]
    pub fn has(&self, locale: Locale, key: &str) -> bool {
        self.bundle(locale).has_message(key)
    }

    fn find(&self, locale: Locale, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        [locale, Locale::default()]
            .into_iter()
            .find_map(|locale| self.format(locale, key, args))
            .unwrap_or_else(|| Cow::Owned(key.to_owned()))
    }

    fn format(
        &self,
        locale: Locale,
        key: &str,
        args: Option<&FluentArgs<'_>>,
    ) -> Option<Cow<'static, str>> {
        let bundle = self.bundle(locale);
        let pattern = bundle.get_message(key)?.value()?;
        // A missing argument shows as its name; the tests over all templates are what refuses it.
        Some(Cow::Owned(bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()))
    }

    fn bundle(&self, locale: Locale) -> &FluentBundle<FluentResource> {
        &self.bundles[locale as usize]
    }
}

fn bundle(locale: Locale) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![locale.id()]);
    // Isolation marks around arguments would be copied along with a phone number or a code, and
    // both languages run left to right.
    bundle.set_use_isolating(false);
    for (_, source) in files(locale) {
        // What doesn't parse is left out here and refused by a test.
        let resource =
            FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(rest, _)| rest);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

macro_rules! sources {
    ($language:literal: $($file:literal)+) => {
        &[$(($file, include_str!(concat!("../locales/", $language, "/", $file, ".ftl")))),+]
    };
}

/// The Fluent files of a language by name.
pub(crate) fn files(locale: Locale) -> &'static [(&'static str, &'static str)] {
    match locale {
        Locale::En => {
            sources!("en": "public" "chat" "tip" "understand" "figures" "partner" "desk" "tips" "screening" "duty" "case" "entries" "erasure" "oversight"
                "account" "codes")
        }
        // The words of the desk are English so far; see `Page::new`.
        Locale::Es => sources!("es": "public" "chat" "tip" "understand" "figures" "partner"),
    }
}

#[cfg(test)]
pub(crate) use tests::{arguments, code_keys, keys};
