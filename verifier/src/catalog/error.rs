//! What can be wrong with a catalog file, and with the other files that are read as it is.

use std::fmt;

/// Why a catalog file is refused: everything that is wrong with it, in the order of the file. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogError {
    /// In the order of the file, at most [`CatalogError::MAX`].
    pub mistakes: Vec<Mistake>,
}

impl CatalogError {
    /// Mistakes that are listed at most: a file that is no catalog at all has one in every line.
    pub const MAX: usize = 50;
}

/// One line for each mistake.
impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, mistake) in self.mistakes.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            fmt::Display::fmt(mistake, f)?;
        }
        Ok(())
    }
}
impl std::error::Error for CatalogError {}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {kind}")]
pub struct Mistake {
    /// 1-based.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// What is wrong.
    pub kind: MistakeKind,
}

/// What is wrong. Texts from the file are cut and escaped: they can be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MistakeKind {
    /// Not TOML; the text is the parser's.
    #[error("not valid TOML: {0}")]
    Syntax(String),
    /// JSON, where TOML is read.
    #[error("this is JSON; the file must be TOML")]
    Json,
    /// A format that this version does not know.
    #[error("format {found} is not known here, only 1")]
    Format {
        /// What the file says.
        found: i64,
    },
    /// Larger than a catalog file may be.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: usize,
    },
    /// A key that has no meaning here.
    #[error("unknown key \"{key}\"{}", suggested(*.suggestion))]
    UnknownKey {
        /// The key.
        key: String,
        /// The known key that it resembles.
        suggestion: Option<&'static str>,
    },
    /// A key that must be there is not.
    #[error("\"{key}\" is missing")]
    MissingKey {
        /// The key.
        key: &'static str,
    },
    /// A value of another type.
    #[error("must be {expected}, not {found}")]
    WrongType {
        /// What is needed.
        expected: &'static str,
        /// TOML's word for what stands there.
        found: &'static str,
    },
    /// A word that is none of the allowed ones.
    #[error("unknown word \"{word}\"{}; allowed are {}", suggested(*.suggestion), .allowed.join(", "))]
    UnknownWord {
        /// What stands there.
        word: String,
        /// The allowed ones.
        allowed: Vec<&'static str>,
        /// The allowed one that it resembles.
        suggestion: Option<&'static str>,
    },
    /// A text that is empty.
    #[error("must not be empty")]
    Empty,
    /// An id with other characters than a-z, 0-9 and inner dashes, or longer than 64.
    #[error("\"{id}\" is no id: a-z, 0-9 and dashes between them, at most 64")]
    Id {
        /// What stands there.
        id: String,
    },
    /// An id that has a meaning of its own on the command line.
    #[error("the id \"{id}\" is reserved")]
    ReservedId {
        /// What stands there.
        id: String,
    },
    /// Something that must be unique stands twice.
    #[error("{what} \"{value}\" is already in line {first_line}")]
    Duplicate {
        /// What: an id, a name, a pin, ...
        what: &'static str,
        /// The value.
        value: String,
        /// Where it stood first.
        first_line: usize,
    },
    /// No SHA-256 fingerprint: 64 hexadecimal digits.
    #[error("a SHA-256 fingerprint has 64 hexadecimal digits, here are {digits}{}", if *.other { " and other characters" } else { "" })]
    Fingerprint {
        /// Hexadecimal digits found.
        digits: usize,
        /// There are other characters than digits, colons and spaces.
        other: bool,
    },
    /// No key identifier: an even number of hexadecimal digits, at most 128.
    #[error("a key identifier is an even number of hexadecimal digits, at most 128")]
    KeyId,
    /// No dotted object identifier.
    #[error("\"{oid}\" is no object identifier such as 1.2.752.34.2.1")]
    Oid {
        /// What stands there.
        oid: String,
    },
    /// No date.
    #[error("\"{date}\" is no date such as 2020-09-02")]
    Date {
        /// What stands there.
        date: String,
    },
    /// No moment.
    #[error("\"{time}\" is no moment with its offset from UTC, such as 2019-05-15T07:51:29Z")]
    Time {
        /// What stands there.
        time: String,
    },
    /// No HTTP address.
    #[error("\"{url}\" is no http:// or https:// address")]
    Url {
        /// What stands there.
        url: String,
    },
    /// No address over TLS, where one is needed.
    #[error("\"{url}\" is no https:// address")]
    NotHttps {
        /// What stands there.
        url: String,
    },
    /// An address with a user name or password in it, which is not repeated.
    #[error("an address must have no user name and no password in it")]
    UrlPassword,
    /// A number out of bounds.
    #[error("must be a number from {min} to {max}")]
    Number {
        /// Least.
        min: i64,
        /// Greatest.
        max: i64,
    },
    /// Ends before it begins.
    #[error("ends before it begins")]
    EndsBeforeItBegins,
    /// A generation without a root.
    #[error("a generation needs a CA with the role \"root\"")]
    NoRoot,
    /// A root without its pin: nothing could ever be trusted under it.
    #[error("a root needs its \"sha256\": without it nothing can be trusted under it")]
    RootWithoutPin,
    /// No generation at all.
    #[error("a PKI needs at least one generation")]
    NoGeneration,
    /// A migration names a generation that is not there.
    #[error("there is no generation \"{id}\"{}", suggested(.suggestion.as_deref()))]
    UnknownGeneration {
        /// What stands there.
        id: String,
        /// One that it resembles.
        suggestion: Option<String>,
    },
    /// A migration from a generation to itself or to an older one.
    #[error("a migration leads to a newer generation than \"{from}\"")]
    MigrationBackwards {
        /// The generation that is left.
        from: String,
    },
    /// No attribute of a name: neither a short name such as `CN` nor a dotted OID.
    #[error("unknown attribute type \"{attribute}\": a short name such as CN, or a dotted object identifier")]
    AttributeType {
        /// What stands there.
        attribute: String,
    },
    /// A part of a subject that is not `[type, value]` or `[type, value, string type]`.
    #[error("must be [type, value] or [type, value, string type]")]
    AttributeForm,
    /// A value that its string type cannot hold.
    #[error("{string_type} cannot hold '{character}'")]
    AttributeCharacter {
        /// The string type.
        string_type: &'static str,
        /// The first character that does not fit.
        character: char,
    },
    /// A country that is not two letters.
    #[error("a country is two letters, such as SE")]
    Country,

    // --- policies and inventories of `tillit audit` ---
    /// More of something than a file may have.
    #[error("more than {limit} of them")]
    TooMany {
        /// How many there may be.
        limit: usize,
    },
    /// A CA that no catalog describes.
    #[error("no catalog has a CA \"{name}\"{}", suggested(.suggestion.as_deref()))]
    UnknownCa {
        /// What stands there.
        name: String,
        /// One that it resembles.
        suggestion: Option<String>,
    },
    /// Exactly one of these keys must be there; none is, or several are.
    #[error("exactly one of {} must stand here", .keys.join(", "))]
    OneOf {
        /// The keys.
        keys: &'static [&'static str],
    },
    /// A key that means something only beside another.
    #[error("\"{key}\" has a meaning beside \"{beside}\" only")]
    OnlyBeside {
        /// The key.
        key: &'static str,
        /// The other.
        beside: &'static str,
    },
    /// A role that no CA of the generation issues for: nothing would be required.
    #[error("{generation} has no CA for {role}")]
    NoCaForRole {
        /// The generation as it stands there.
        generation: String,
        /// The role as it stands there.
        role: String,
    },
    /// Required or allowed, and forbidden at the same time.
    #[error("\"{value}\" contradicts line {first_line}")]
    Contradicts {
        /// What.
        value: String,
        /// Where the other stands.
        first_line: usize,
    },
    /// No place where a password comes from; what stands there is not repeated, because it may be a password.
    #[error("a password is never written here: env:NAME, file:PATH or fd:N say where it comes from")]
    PasswordSource,
    /// `prompt`, where nobody is there to be asked.
    #[error("an inventory cannot ask for a password: env:NAME, file:PATH or fd:N say where it comes from")]
    PasswordPrompt,
    /// What cannot be audited from an inventory: standard input, an address.
    #[error("\"{target}\" cannot be audited: a path, or a place such as system or java, can")]
    Target {
        /// What stands there.
        target: String,
    },
}

fn suggested(suggestion: Option<&str>) -> String {
    suggestion.map(|s| format!(", did you mean \"{s}\"?")).unwrap_or_default()
}
