//! Sentences in Swedish and English, from the Fluent files in `i18n/`.
//!
//! A message's id tells its file: `verify-…` is in `verify.ftl`, `T-…` in `codes.ftl`, anything else in `common.ftl` or wherever it is
//! found. A file is read when the first of its messages is asked for, and English only where a Swedish message is missing: most runs
//! of the program need two small files.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::{LanguageIdentifier, langid};

/// A value for a variable of a message: text or a number.
pub use fluent_bundle::FluentValue as Value;

/// A language that tillit speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Swedish
    Sv,
    /// English
    En,
}

impl Language {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// The language of a locale as the system names it (`sv_SE.UTF-8`, `sv-FI`, `C`); English for what is not Swedish.
    pub fn from_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or("");
        if language.eq_ignore_ascii_case("sv") { Self::Sv } else { Self::En }
    }

    /// `sv` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Self::Sv => langid!("sv-SE"),
            Self::En => langid!("en-GB"),
        }
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;
    fn from_str(text: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL.into_iter().find(|l| l.code().eq_ignore_ascii_case(text)).ok_or(UnknownLanguage)
    }
}

/// Neither `sv` nor `en`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLanguage;

impl std::fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("sv, en")
    }
}
impl std::error::Error for UnknownLanguage {}

/// A file of messages in both languages.
struct Source {
    name: &'static str,
    sv: &'static str,
    en: &'static str,
}

macro_rules! sources {
    ($($name:literal),*) => {
        [$(Source {
            name: $name,
            sv: include_str!(concat!("../i18n/sv/", $name, ".ftl")),
            en: include_str!(concat!("../i18n/en/", $name, ".ftl")),
        }),*]
    };
}

/// A new file of messages is one word here.
static SOURCES: [Source; 18] = sources![
    "common", "cli", "errors", "verify", "catalog", "audit", "server", "install", "probe", "login", "diagnose", "ask",
    "signs", "bundle", "card", "pilot", "demo", "codes"
];

/// The messages of one language; a file is read when it is first needed.
struct Messages {
    language: Language,
    bundles: [OnceLock<FluentBundle<FluentResource>>; SOURCES.len()],
}

/// `PLATFORM()` of the messages: on whose system the reader sits. What to do next differs there, seldom what happened.
fn platform() -> &'static str {
    if cfg!(windows) { "windows" } else { "other" }
}

impl Messages {
    fn new(language: Language) -> Self {
        Self { language, bundles: [const { OnceLock::new() }; SOURCES.len()] }
    }

    fn bundle(&self, file: usize) -> &FluentBundle<FluentResource> {
        self.bundles[file].get_or_init(|| {
            let source = match self.language {
                Language::Sv => SOURCES[file].sv,
                Language::En => SOURCES[file].en,
            };
            // A file with a mistake gives what can be read of it; a test holds that there is none.
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
            let mut bundle = FluentBundle::new_concurrent(vec![self.language.identifier()]);
            bundle.set_use_isolating(false);
            // A file has the name once; nothing else is called like it.
            let _ = bundle.add_function("PLATFORM", |_, _| Value::from(platform()));
            bundle.add_resource_overriding(resource);
            bundle
        })
    }

    fn lookup(&self, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let (message, attribute) = match id.split_once('.') {
            Some((message, attribute)) => (message, Some(attribute)),
            None => (id, None),
        };
        let likely = likely_file(message);
        // An id that does not tell its file is looked for in all, the largest last.
        std::iter::once(likely).chain((0..SOURCES.len()).filter(|f| *f != likely)).find_map(|file| {
            let bundle = self.bundle(file);
            let found = bundle.get_message(message)?;
            let pattern = match attribute {
                Some(attribute) => found.get_attribute(attribute)?.value(),
                None => found.value()?,
            };
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, args, &mut errors);
            debug_assert!(errors.is_empty(), "{id}: {errors:?}");
            Some(text.into_owned())
        })
    }
}

fn likely_file(message: &str) -> usize {
    let prefix = message.split('-').next().unwrap_or("");
    let name = if prefix == "T" { "codes" } else { prefix };
    SOURCES.iter().position(|s| s.name == name).unwrap_or(0)
}

/// All sentences in one language, English standing in for what is missing.
pub struct Texts {
    chosen: Messages,
    english: OnceLock<Messages>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Texts").field(&self.chosen.language).finish()
    }
}

impl Texts {
    /// The sentences of a language. Costs nothing before the first one is asked for.
    pub fn new(language: Language) -> Self {
        Self { chosen: Messages::new(language), english: OnceLock::new() }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.chosen.language
    }

    /// The text of a message, or of an attribute of it: `id` or `id.attribute`. What is in no file comes back as its id.
    pub fn get(&self, id: &str) -> String {
        self.find(id, None).unwrap_or_else(|| id.to_owned())
    }

    /// The same with values for the message's variables.
    pub fn format(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().map(|(k, v)| (Cow::Owned((*k).to_owned()), v.clone())).collect();
        self.find(id, Some(&args)).unwrap_or_else(|| id.to_owned())
    }

    /// The same, where the message may be missing.
    pub fn try_format(&self, id: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
        let args: FluentArgs<'_> = values.iter().map(|(k, v)| (Cow::Owned((*k).to_owned()), v.clone())).collect();
        self.find(id, Some(&args))
    }

    /// The one of both that is of this language.
    pub fn pick<'t>(&self, text: &'t tillit_verifier::catalog::Text) -> &'t str {
        match self.language() {
            Language::Sv => &text.sv,
            Language::En => &text.en,
        }
    }

    fn find(&self, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        self.chosen.lookup(id, args).or_else(|| {
            (self.chosen.language != Language::En)
                .then(|| self.english.get_or_init(|| Messages::new(Language::En)).lookup(id, args))
                .flatten()
        })
    }
}
