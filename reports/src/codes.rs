//! Every code that tillit may report, and what explains it.
//!
//! A code is stable: it may be searched for, suppressed and quoted in a ticket, in any language. Its words are messages of the same
//! name in `codes.ftl`: the value is the title, `.say` the sentence with the facts of one case (where there are any), `.why` what it means
//! and on whose side, `.remedy` the next step and whose it is, `.note` the technical background.

use tillit_login::causes::{CauseId, RULES};
use tillit_trust_stores::Observation;
use tillit_trust_stores::install::Refusal;
use tillit_trust_stores::install::plan::{NotHere, NotPointed};
use tillit_trust_stores::servers;
use tillit_verifier::certificate::CertificateError;
use tillit_verifier::container::{ContainerError, EntryError, Quirk};
use tillit_verifier::fetch::FetchErrorKind;
use tillit_verifier::flaws::Flaw;
use tillit_verifier::input::InputError;
use tillit_verifier::revocation::CrlError;
use tillit_verifier::verdict::{ReasonKind, Severity};

use crate::i18n::Texts;
use crate::install::Failed;
use crate::style::{Style, wrap};
use crate::verify::{InputNoteKind, InputProblemKind};

/// What a code is about; each family has a page in `docs/findings/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// An input cannot be read.
    Input,
    /// A fetch over the network gave nothing.
    Fetch,
    /// Why a certificate is trusted, is not, or cannot be judged.
    Verdict,
    /// The store of CA certificates and the catalog files.
    Store,
    /// What is odd about a certificate itself.
    Flaw,
    /// What a trust store lets in, and what is wrong with it.
    Trust,
    /// What the configuration of a server does to the cards of each generation.
    Server,
    /// Why a login fails.
    Diagnosis,
    /// What a login with a key came to.
    Login,
    /// What an installation, or taking one back, meets.
    Install,
    /// What a live server shows to whoever looks at it from outside.
    Probe,
    /// What is on a card, and whether it is ready for the upgrade.
    Card,
    /// The test with a few cards before everybody's is upgraded.
    Pilot,
}

impl Family {
    /// Every family, in the order of the codes.
    pub const ALL: [Self; 13] = [
        Self::Input,
        Self::Fetch,
        Self::Verdict,
        Self::Store,
        Self::Flaw,
        Self::Trust,
        Self::Server,
        Self::Diagnosis,
        Self::Probe,
        Self::Login,
        Self::Install,
        Self::Card,
        Self::Pilot,
    ];

    /// The name of its page in `docs/findings/`.
    pub fn page(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Fetch => "fetch",
            Self::Verdict => "verdict",
            Self::Store => "store",
            Self::Flaw => "flaw",
            Self::Trust => "trust-store",
            Self::Server => "server",
            Self::Diagnosis => "diagnosis",
            Self::Login => "login",
            Self::Install => "install",
            Self::Probe => "probe",
            Self::Card => "card",
            Self::Pilot => "pilot",
        }
    }
}

/// One code.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `T-110`. Also the id of its message.
    pub code: &'static str,
    /// What it is about.
    pub family: Family,
    /// How much it weighs where nothing else is said.
    pub severity: Severity,
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code)
    }
}

impl Code {
    /// One sentence.
    pub fn title(&self, texts: &Texts) -> String {
        texts.get(self.code)
    }
    /// What it means and on whose side it is.
    pub fn why(&self, texts: &Texts) -> String {
        self.attribute(texts, "why")
    }
    /// The next step and whose it is, for an owner of this kind: `person`, `function`, `ca` or `other`.
    pub fn remedy(&self, texts: &Texts, owner: &str) -> String {
        texts.format(&format!("{}.remedy", self.code), &[("owner", owner.into())])
    }
    /// The next step in the case of this name, where the code has one for it (`T-112.remedy-at`), else the ordinary one.
    pub(crate) fn remedy_for(&self, texts: &Texts, variant: &str, owner: &str) -> String {
        let own = format!("{}.remedy-{variant}", self.code);
        let own = (!variant.is_empty()).then(|| texts.try_format(&own, &[("owner", owner.into())])).flatten();
        own.unwrap_or_else(|| self.remedy(texts, owner))
    }
    /// The technical background.
    pub fn note(&self, texts: &Texts) -> String {
        self.attribute(texts, "note")
    }
    fn attribute(&self, texts: &Texts, name: &str) -> String {
        texts.get(&format!("{}.{name}", self.code))
    }
}

macro_rules! codes {
    ($($family:ident $severity:ident { $($constant:ident $code:literal)* })*) => {
        $($(
            #[doc = concat!("`", $code, "`")]
            pub static $constant: Code = Code { code: $code, family: Family::$family, severity: Severity::$severity };
        )*)*
        /// All codes, in the order of the table.
        pub static ALL: &[&Code] = &[$($(&$constant),*),*];
    };
}

codes! {
    Input Error {
        NOT_FOUND "T-001"
        NO_PERMISSION "T-002"
        IO "T-003"
        NOT_A_FILE "T-004"
        EMPTY_FOLDER "T-005"
        NO_CERTIFICATES "T-006"
        FOLDER_LOOP "T-007"
        TOO_MANY "T-008"
        EMPTY_FILE "T-009"
        NOT_RECOGNISED "T-010"
        UNSUPPORTED "T-011"
        TOO_LARGE "T-012"
        WRONG_PASSWORD "T-013"
        DAMAGED "T-014"
        NOT_A_CERTIFICATE "T-015"
        TRAILING_BYTES "T-016"
        PEM_UNTERMINATED "T-018"
        PEM_BASE64 "T-019"
        ENTRY_TOO_LARGE "T-020"
        PASSWORD_NEEDED "T-021"
        TOO_EXPENSIVE "T-022"
        VANISHED "T-023"
        SILENT_PIPE "T-024"
        FOLDER_TOO_DEEP "T-025"
        FALSE_CA "T-026"
        CRL_DAMAGED "T-027"
        NOT_A_CRL "T-028"
        OTHER_INPUT "T-029"
        SECOND_EXPORT "T-038"
    }
    Input Info {
        QUIRK_GLUED "T-040"
        QUIRK_UTF8_MARK "T-041"
        QUIRK_UTF16 "T-042"
        QUIRK_BARE_BASE64 "T-043"
        QUIRK_TRAILING_BYTES "T-044"
        CUSTOMARY_PASSWORD "T-045"
        INTEGRITY_NOT_CHECKED "T-046"
        QUIRK_OTHER "T-049"
    }
    Fetch Error {
        FETCH_SCHEME "T-030"
        FETCH_OFFLINE "T-031"
        FETCH_DNS "T-032"
        FETCH_CONNECT "T-033"
        FETCH_TIMEOUT "T-034"
        FETCH_TOO_LARGE "T-035"
        FETCH_REDIRECT "T-036"
        FETCH_STATUS "T-037"
        FETCH_OTHER "T-039"
    }
    Store Error {
        CA_NOT_HERE "T-050"
        WRONG_FILE "T-051"
        PRETENDS "T-052"
        NOT_THE_PIN "T-053"
        ROOT_FIRST "T-054"
        DATA_FILE "T-055"
        DATA_FILE_WRITABLE "T-056"
        NO_ADDRESS "T-057"
        STRANGE_ADDRESS "T-058"
    }
    Store Info {
        NOT_IN_CATALOG "T-059"
    }
    Store Warning {
        CA_ENDS_SOON "T-060"
        CA_OVER "T-061"
    }
    Store Info {
        CA_UNPINNED "T-062"
        CA_RENEWED "T-063"
    }
    Verdict Error {
        CA_MISSING "T-101"
        UNKNOWN_ISSUER "T-102"
        GAVE_UP "T-103"
        UNKNOWN_ROOT "T-104"
        LOOK_ALIKE "T-105"
        SIGNATURE_INVALID "T-106"
        SIGNATURE_UNSUPPORTED "T-107"
        ALGORITHM_MISMATCH "T-108"
        OTHER_GENERATION "T-109"
        EXPIRED "T-110"
        CA_EXPIRED "T-111"
        NOT_YET_VALID "T-112"
        CA_NOT_YET_VALID "T-113"
    }
    Verdict Warning {
        ISSUED_AFTER_END "T-114"
        ONLY_UNDER_OLDER "T-115"
    }
    Verdict Info {
        TEST_ENVIRONMENT "T-116"
    }
    Verdict Error {
        SIGNATURE_FOR_LOGIN "T-120"
        LOGIN_FOR_SIGNATURE "T-121"
        KEY_USAGE "T-122"
        EXTENDED_KEY_USAGE "T-123"
        HOST_MISMATCH "T-124"
        REVOKED "T-125"
        REVOCATION_UNKNOWN "T-126"
    }
    Verdict Info {
        NO_REVOCATION_SOURCE "T-127"
    }
    Verdict Error {
        CA_REVOKED "T-128"
    }
    Verdict Warning {
        SHA1_ANSWER "T-129"
    }
    Verdict Error {
        WEAK_DIGEST "T-130"
    }
    Verdict Warning {
        SHA1_ACCEPTED "T-131"
    }
    Verdict Error {
        WEAK_KEY "T-132"
        NOT_CA "T-133"
        NO_CERT_SIGN "T-134"
        PATH_TOO_LONG "T-135"
        TOO_DEEP "T-136"
        NAME_CONSTRAINT "T-137"
        NAME_CONSTRAINT_UNSUPPORTED "T-138"
        POLICY_REQUIRED "T-139"
        UNKNOWN_CRITICAL_EXTENSION "T-140"
        MALFORMED_EXTENSION "T-141"
        REPEATED_EXTENSION "T-142"
        STRICT_RULE "T-143"
    }
    Verdict Info {
        OBSERVED_CA "T-144"
        UNLISTED_CA "T-145"
    }
    Verdict Error {
        SECOND_JUDGE "T-146"
    }
    Verdict Warning {
        SECOND_JUDGE_OVERRULED "T-147"
    }
    Verdict Error {
        OTHER_REASON "T-149"
    }
    Store Error {
        CATALOG_FILE "T-150"
    }
    Flaw Info {
        FLAW_PRINTABLE_STRING "T-160"
        FLAW_NO_SUBJECT_KEY_ID "T-161"
        FLAW_NO_AUTHORITY_KEY_ID "T-162"
        FLAW_SMALL_EXPONENT "T-163"
        FLAW_SHORT_KEY "T-164"
        FLAW_SHA1_SIGNATURE "T-165"
        FLAW_MD5_SIGNATURE "T-166"
        FLAW_SERIAL_NOT_POSITIVE "T-167"
        FLAW_SERIAL_TOO_LONG "T-168"
        FLAW_COUNTRY "T-169"
        FLAW_NEGATIVE_VALIDITY "T-170"
        FLAW_VERSION "T-171"
        FLAW_CA_WITHOUT_KEY_USAGE "T-172"
        FLAW_BASIC_CONSTRAINTS "T-173"
        FLAW_CERT_SIGN_WITHOUT_CA "T-174"
        FLAW_NO_ALT_NAME "T-175"
        FLAW_REPEATED_EXTENSION "T-176"
        FLAW_MALFORMED_EXTENSION "T-177"
        FLAW_EMPTY_ISSUER "T-178"
        FLAW_ALGORITHM_MISMATCH "T-179"
        FLAW_STRING_TYPE "T-180"
        FLAW_ATTRIBUTE_TOO_LONG "T-181"
        FLAW_DATE_ENCODING "T-182"
        FLAW_EXTENSIONS_IN_OLD_VERSION "T-183"
        FLAW_UNIQUE_ID "T-184"
        FLAW_EMPTY_KEY_USAGE "T-185"
        FLAW_CRITICALITY "T-186"
        FLAW_PATH_LENGTH_WITHOUT_CA "T-187"
        FLAW_NAME_CONSTRAINTS_WITHOUT_CA "T-188"
        FLAW_EMPTY_CA_SUBJECT "T-189"
        FLAW_NO_NAME "T-190"
        FLAW_EMPTY_ALT_NAME "T-191"
        FLAW_REPEATED_POLICY "T-192"
        FLAW_ALT_NAME_SYNTAX "T-193"
        FLAW_NAME_CONSTRAINT_SYNTAX "T-194"
        FLAW_EMPTY_NAME_CONSTRAINTS "T-195"
        FLAW_NOT_DER "T-196"
        FLAW_OTHER "T-199"
    }
    Trust Error {
        NOT_LOADED_BY_OPENSSL "T-200"
        ISSUERS_MISSING "T-201"
        ROOT_MISSING "T-202"
        NEWEST_ABSENT "T-203"
        ROOT_NOT_ANCHOR "T-204"
        DISTRUSTED "T-205"
        TEST_IN_PRODUCTION "T-206"
    }
    Trust Warning {
        PRODUCTION_IN_TEST "T-207"
        SYSTEM_TEST "T-208"
    }
    Trust Error {
        FALSE_CA_IN_STORE "T-209"
        DAMAGED_OR_FALSE "T-239"
    }
    Trust Warning {
        UNCONFIRMED "T-210"
    }
    Server Error {
        SERVER_ISSUERS_MISSING "T-211"
        SERVER_ROOT_MISSING "T-212"
        NOT_ANNOUNCED "T-213"
    }
    Server Warning {
        ONLY_ROOT_ANNOUNCED "T-214"
    }
    Server Error {
        SERVER_TOO_DEEP "T-215"
        SERVER_NOT_IN_TIME "T-216"
        SERVER_TOO_WEAK "T-217"
        LIST_MISSING "T-218"
        LIST_OVER "T-219"
    }
    Server Info {
        ASKS_NETWORK "T-220"
    }
    Server Error {
        OLD_VERSIONS "T-221"
        ASKED_LATE "T-222"
    }
    Server Info {
        APPLICATION_DECIDES "T-223"
    }
    Server Error {
        SERVER_NOT_A_ROOT "T-640"
    }
    Server Warning {
        SERVER_REFUSES_ALL "T-641"
    }
    Server Error {
        NAMED_FILE_UNREADABLE "T-224"
        TOO_MANY_NAMES "T-225"
    }
    Server Warning {
        ANNOUNCED_NOT_TRUSTED "T-226"
        NOT_RESOLVED "T-227"
    }
    Server Error {
        CONFIGURATION_SYNTAX "T-228"
        CONFIGURATION_UNREADABLE "T-229"
    }
    Server Warning {
        RELOAD_DUE "T-230"
    }
    Server Error {
        SERVER_DISTRUSTED "T-231"
        CIPHERS_MISFIT "T-235"
    }
    Server Warning {
        HARD_CODED_ISSUER "T-232"
    }
    Server Info {
        DECIDED_ELSEWHERE "T-233"
        WITHOUT_EFFECT "T-234"
    }
    Trust Warning {
        POLICY_UNMATCHED "T-236"
    }
    Trust Error {
        NOT_AUDITED "T-237"
        WRONG_JVM_PASSWORD "T-238"
    }
    Trust Warning {
        MIXED_ENVIRONMENTS "T-240"
    }
    Trust Info {
        RENEWED "T-241"
    }
    Trust Warning {
        ISSUING_AS_ROOT "T-242"
        EXPIRED_IN_STORE "T-243"
        NOT_YET_VALID_IN_STORE "T-244"
    }
    Trust Info {
        DUPLICATE "T-245"
    }
    Trust Warning {
        END_ENTITY "T-246"
    }
    Trust Info {
        NOT_MARKED_AS_CA "T-247"
    }
    Trust Warning {
        WEAK_KEY_IN_STORE "T-248"
        WEAK_SIGNATURE_IN_STORE "T-249"
        NEGATIVE_LIFETIME "T-250"
        LONG_NAME_LIST "T-251"
        LEFTOVER "T-252"
        CLIENT_CA_IN_SYSTEM_STORE "T-253"
    }
    Trust Error {
        UNREADABLE_ENTRY "T-254"
    }
    Trust Warning {
        TRUSTED_CERTIFICATE_BLOCK "T-255"
    }
    Trust Error {
        PRIVATE_KEY "T-256"
        WORLD_WRITABLE "T-257"
    }
    Trust Info {
        NO_INTEGRITY "T-258"
    }
    Trust Warning {
        LEGACY_ENCRYPTION "T-259"
        MISLEADING_NAME "T-260"
    }
    Trust Error {
        IGNORED_BY_JAVA "T-261"
        EMPTY_FOR "T-262"
    }
    Trust Warning {
        KEY_CHAIN_ENTRIES "T-263"
        NOT_HASHED "T-264"
        STALE_HASH "T-265"
        HASH_GAP "T-266"
    }
    Trust Info {
        OLD_STYLE_HASH "T-267"
    }
    Trust Warning {
        DANGLING_LINK "T-268"
        SEVERAL_IN_ONE_FILE "T-269"
        SOURCE_IGNORED "T-270"
        NOT_EXTRACTED "T-271"
        WITHOUT_SOURCE "T-272"
        RAW_BYTES "T-273"
        DIFFERS_FROM "T-274"
    }
    Trust Info {
        REDIRECTED "T-275"
    }
    Trust Error {
        REDIRECTED_TO_NOTHING "T-276"
    }
    Trust Warning {
        REDIRECTION_NOT_FOLLOWED "T-277"
    }
    Trust Info {
        MANAGED_BY_SYSTEM "T-278"
        REPLACED "T-279"
    }
    Trust Warning {
        SERVER_TRUST_ONLY "T-280"
        OLD_DATABASE "T-281"
    }
    Trust Error {
        UNFINISHED_WRITE "T-282"
    }
    Trust Info {
        ORPHANED_TRUST "T-283"
        ALSO_USES_SYSTEM "T-284"
    }
    Trust Warning {
        POLICY_FILE_MISSING "T-285"
        NEAR_SIZE_LIMIT "T-286"
        KEY_UNREADABLE "T-287"
    }
    Trust Info {
        NOT_ALL_KEPT "T-288"
        OTHER_OBSERVATION "T-289"
    }
    Trust Error {
        REQUIRED_MISSING "T-290"
        REQUIRED_GENERATION "T-291"
        FORBIDDEN "T-292"
        NOT_ALLOWED "T-293"
        OTHERS_NOT_ALLOWED "T-294"
        HIDDEN_BY_ALIAS "T-295"
        ENCRYPTED_FOR_JAVA "T-296"
        UNSIGNED_TRUST "T-297"
        KEY_DATABASE_MISSING "T-298"
    }
    Trust Warning {
        NO_KNOWN_CA "T-299"
    }
    Trust Error {
        NOT_A_ROOT_IN_ROOT "T-620"
        SWITCHED_OFF "T-621"
    }
    Trust Warning {
        ONLY_THIS_USER "T-622"
    }
    Trust Info {
        BY_POLICY "T-623"
        NOT_IN_NT_AUTH "T-624"
    }
    Trust Warning {
        MACHINE_NOT_EXPORTED "T-625"
        LIST_UNREADABLE "T-626"
    }
    Diagnosis Error {
        CAUSE_NOT_ASKED "T-310"
        CAUSE_CA_NOT_ANNOUNCED "T-311"
        CAUSE_ROOT_NOT_TRUSTED "T-312"
        CAUSE_ISSUING_CA_MISSING "T-313"
        CAUSE_ISSUING_CA_ONLY_ANCHOR "T-314"
        CAUSE_VERIFY_DEPTH "T-315"
        CAUSE_CA_EXPIRED "T-316"
        CAUSE_SHA1_REFUSED "T-317"
        CAUSE_CRL_STALE "T-318"
        CAUSE_CRL_MISSING "T-319"
        CAUSE_OCSP_UNREACHABLE "T-320"
        CAUSE_REVOKED "T-321"
        CAUSE_LEAF_EXPIRED "T-322"
        CAUSE_LEAF_NOT_YET_VALID "T-323"
        CAUSE_WRONG_CERTIFICATE_USE "T-324"
        CAUSE_NO_PSS "T-325"
        CAUSE_NO_COMMON_ALGORITHM "T-326"
        CAUSE_SIGNING_FAILED "T-327"
        CAUSE_ASKED_LATE "T-328"
        CAUSE_PROXY_IN_FRONT "T-329"
        CAUSE_CA_LIST_TOO_LONG "T-330"
        CAUSE_FARM_INCONSISTENT "T-331"
        CAUSE_HTTP_REFUSED "T-332"
        CAUSE_DNS "T-333"
        CAUSE_UNREACHABLE "T-334"
        CAUSE_NOT_TLS "T-335"
        CAUSE_SNI_UNKNOWN "T-336"
        CAUSE_PROTOCOL_VERSION "T-337"
        CAUSE_CIPHER_MISMATCH "T-338"
    }
    Diagnosis Warning {
        CAUSE_CLOCK "T-339"
    }
    Diagnosis Error {
        CAUSE_SERVER_CERTIFICATE_EXPIRED "T-340"
        CAUSE_SERVER_NAME_MISMATCH "T-341"
        CAUSE_SERVER_CHAIN_INCOMPLETE "T-342"
        CAUSE_SERVER_ROOT_UNKNOWN "T-343"
        CAUSE_MIDDLEWARE_MISSING "T-344"
        CAUSE_ISSUING_CA_NOT_HERE "T-345"
        CAUSE_OTHER_CERTIFICATE_CHOSEN "T-346"
    }
    Probe Error {
        NAME_UNKNOWN "T-350"
        UNREACHABLE "T-351"
        NOT_TLS "T-352"
        NO_HANDSHAKE "T-353"
        CARDS_NOT_ASKED_FOR "T-354"
    }
    Probe Warning {
        ONLY_ROOT_NAMED "T-355"
        ASKS_FOR_OTHERS "T-356"
        ASKS_LATE "T-357"
        ASKS_NOT "T-358"
    }
    Probe Info {
        NAMES_NONE "T-359"
    }
    Probe Warning {
        NAMES_MANY "T-360"
        CHAIN_INCOMPLETE "T-361"
        CHAIN_ROOT_UNKNOWN "T-362"
        CHAIN_SELF_SIGNED "T-363"
    }
    Probe Error {
        CHAIN_TIME "T-364"
        CHAIN_NAME "T-365"
    }
    Probe Warning {
        CHAIN_WEAK "T-366"
    }
    Probe Info {
        CHAIN_ORDER "T-367"
    }
    Probe Warning {
        CHAIN_OTHER "T-368"
    }
    Probe Error {
        OLD_VERSIONS_ONLY "T-369"
    }
    Probe Info {
        OLD_VERSIONS_TOO "T-370"
    }
    Probe Error {
        NODES_DIFFER "T-371"
    }
    Probe Info {
        NAME_NEEDED "T-372"
    }
    Probe Warning {
        CLOCK_OFF "T-373"
        BEYOND_US "T-374"
        CUT_SHORT "T-375"
        BAD_GATEWAY "T-376"
    }
    Probe Error {
        NOT_TRUSTED_THERE "T-377"
    }
    Probe Info {
        TRUST_NOT_SHOWN "T-378"
    }
    Probe Warning {
        TRUST_NEEDS_CAS "T-379"
    }
    Login Error {
        LOGIN_REFUSED "T-380"
        LOGIN_REFUSED_BY_HTTP "T-381"
        LOGIN_NOT_ASKED "T-382"
        LOGIN_ASKED_LATE "T-383"
        LOGIN_NOT_OFFERED "T-384"
        LOGIN_WITHHELD "T-385"
    }
    Login Warning {
        LOGIN_ONLY_WITH_ISSUER "T-386"
    }
    Login Error {
        LOGIN_NO_ALGORITHM "T-387"
        LOGIN_UNREACHABLE "T-389"
        LOGIN_OUR_LIBRARY "T-390"
    }
    Login Info {
        LOGIN_VERSION_NOT_SPOKEN "T-391"
    }
    Login Warning {
        LOGIN_OFFER_DEPENDS "T-392"
    }
    Login Info {
        LOGIN_ISSUER_NOT_HERE "T-393"
        LOGIN_STOPPED "T-394"
    }
    Login Warning {
        CARD_NO_PSS "T-560"
    }
    Login Error {
        CARD_GONE "T-561"
        CARD_CLOSED "T-562"
        CARD_NOT_SIGNED "T-563"
        CARD_NO_PIN "T-564"
    }
    Install Error {
        TARGET_NOT_THERE "T-400"
        NOTHING_FOUND "T-401"
        KIND_NOT_WRITTEN "T-402"
        PASSWORD_TO_WRITE "T-403"
        WOULD_LOSE "T-404"
        NOT_LOADED_BY_CONSUMER "T-405"
        PRIVATE_KEY_FILE "T-406"
        GENERATED "T-407"
        HARD_LINKED "T-408"
        MOUNTED "T-409"
        READ_ONLY "T-410"
        MAY_NOT_WRITE "T-411"
        IN_USE "T-412"
        PROGRAM_MISSING "T-413"
        PROGRAM_FAILED "T-414"
        DECLARATIVE "T-415"
        OTHERS_CAN_WRITE "T-416"
        NOTHING_LEFT "T-417"
        CANNOT_PLAN "T-418"
        OTHER_REFUSAL "T-419"
    }
    Install Warning {
        KEPT_WEAK "T-420"
        JUDGES_OF_SERVERS "T-421"
        WRITTEN_IN_PLACE "T-422"
        GIVEN_CA "T-423"
    }
    Install Error {
        CHECK_FAILED "T-430"
        STEP_FAILED "T-431"
        CHANGED_SINCE "T-432"
        BUSY "T-433"
        JOURNAL_UNUSABLE "T-434"
        ROLLED_BACK "T-435"
        INTERRUPTED "T-436"
        PLAN_DIFFERS "T-437"
        CONFLICT "T-438"
    }
    Install Warning {
        EFFECT_DUE "T-439"
    }
    Install Error {
        EFFECT_FAILED "T-440"
        RECORD_DAMAGED "T-441"
        LEFT_ALONE "T-442"
    }
    Install Warning {
        ONLY_ADDITIONS "T-443"
    }
    Install Error {
        UNDO_FAILED "T-444"
        WOULD_BE_EMPTY "T-445"
        NEW_FILE_THERE "T-446"
        NEW_FILE_NO_FOLDER "T-447"
        NEW_FILE_NAME "T-448"
        NEW_FILE_SERVER "T-449"
        NEW_FILE_SEVERAL "T-450"
        NEW_FILE_MADE "T-451"
        NEW_FILE_NO_LINE "T-452"
        CONFIGURATION_UNREAD "T-453"
        CONFIGURATION_EDITED "T-454"
    }
    Card Error {
        CARD_UNREADABLE "T-500"
    }
    Card Warning {
        CARD_FILE_UNREADABLE "T-501"
        CARD_ONLY_OLD "T-502"
    }
    Card Info {
        CARD_UPGRADED "T-503"
    }
    Card Warning {
        CARD_OLD_AND_NEW "T-504"
        CARD_NO_KNOWN_PKI "T-505"
        CARD_TOO_MANY "T-506"
        CARD_OTHER_ISSUERS "T-507"
        CARD_NOT_UPGRADABLE "T-508"
        CARD_PIN_MISSING "T-509"
    }
    Card Error {
        CARD_PIN_LOCKED "T-510"
    }
    Card Warning {
        CARD_LAST_TRY "T-511"
    }
    Card Info {
        CARD_TRIES_NOT_KNOWN "T-512"
    }
    Card Error {
        CARD_EXPIRED "T-513"
    }
    Card Warning {
        CARD_ENDS_SOON "T-514"
    }
    Card Error {
        CARD_NO_LOGIN "T-515"
    }
    Card Warning {
        CARD_WITHOUT_KEY "T-516"
        CARD_PIN_OPEN "T-517"
    }
    Card Error {
        CARD_NOTHING_OFFERED "T-518"
    }
    Card Info {
        CARD_SEVERAL_OFFERED "T-519"
    }
    Pilot Error {
        PILOT_REFUSED "T-580"
        PILOT_CONTROL_REFUSED "T-581"
    }
    Pilot Warning {
        PILOT_NOT_TRIED "T-582"
        PILOT_CANNOT_SAY "T-583"
        PILOT_NOT_COVERED "T-584"
    }
    Pilot Info {
        PILOT_WITHOUT_BEFORE "T-585"
    }
    Pilot Warning {
        PILOT_AUDIT "T-586"
    }
    Install Error {
        DISALLOWED_THERE "T-630"
        COMES_BACK "T-631"
        IN_OTHER_SCOPE "T-632"
        NO_PLACE_FOR_CAS "T-633"
    }
    Install Warning {
        STILL_LOGS_ON "T-634"
    }
}

/// The code of a reason. `of_ca`: the link where it happens is a CA certificate, which is somebody else's to renew than the card's.
pub fn of_reason(kind: &ReasonKind, of_ca: bool) -> &'static Code {
    match kind {
        ReasonKind::IssuerMissing(missing) if missing.ca.is_some() => &CA_MISSING,
        ReasonKind::IssuerMissing(_) => &UNKNOWN_ISSUER,
        ReasonKind::GaveUp { .. } => &GAVE_UP,
        ReasonKind::UnknownRoot { .. } => &UNKNOWN_ROOT,
        ReasonKind::LookAlike { .. } => &LOOK_ALIKE,
        ReasonKind::SignatureInvalid => &SIGNATURE_INVALID,
        ReasonKind::SignatureUnsupported { .. } => &SIGNATURE_UNSUPPORTED,
        ReasonKind::AlgorithmMismatch => &ALGORITHM_MISMATCH,
        ReasonKind::WeakDigest { .. } => &WEAK_DIGEST,
        ReasonKind::Sha1Accepted => &SHA1_ACCEPTED,
        ReasonKind::WeakKey { .. } => &WEAK_KEY,
        ReasonKind::Expired { .. } if of_ca => &CA_EXPIRED,
        ReasonKind::Expired { .. } => &EXPIRED,
        ReasonKind::NotYetValid { .. } if of_ca => &CA_NOT_YET_VALID,
        ReasonKind::NotYetValid { .. } => &NOT_YET_VALID,
        ReasonKind::NotCa => &NOT_CA,
        ReasonKind::NoCertSign => &NO_CERT_SIGN,
        ReasonKind::PathTooLong { .. } => &PATH_TOO_LONG,
        ReasonKind::TooDeep { .. } => &TOO_DEEP,
        ReasonKind::UnknownCriticalExtension { .. } => &UNKNOWN_CRITICAL_EXTENSION,
        ReasonKind::MalformedExtension { .. } => &MALFORMED_EXTENSION,
        ReasonKind::RepeatedExtension { .. } => &REPEATED_EXTENSION,
        ReasonKind::NameConstraint { .. } => &NAME_CONSTRAINT,
        ReasonKind::NameConstraintUnsupported => &NAME_CONSTRAINT_UNSUPPORTED,
        ReasonKind::PolicyRequired => &POLICY_REQUIRED,
        ReasonKind::SignatureCertificateForLogin => &SIGNATURE_FOR_LOGIN,
        ReasonKind::LoginCertificateForSigning => &LOGIN_FOR_SIGNATURE,
        ReasonKind::KeyUsage { .. } => &KEY_USAGE,
        ReasonKind::ExtendedKeyUsage { .. } => &EXTENDED_KEY_USAGE,
        ReasonKind::HostMismatch { .. } => &HOST_MISMATCH,
        ReasonKind::Revoked(_) if of_ca => &CA_REVOKED,
        ReasonKind::Revoked(_) => &REVOKED,
        ReasonKind::RevocationUnknown { .. } => &REVOCATION_UNKNOWN,
        ReasonKind::NoRevocationSource => &NO_REVOCATION_SOURCE,
        ReasonKind::Sha1Answer => &SHA1_ANSWER,
        ReasonKind::ObservedCa { listed: true, .. } => &OBSERVED_CA,
        ReasonKind::ObservedCa { .. } => &UNLISTED_CA,
        ReasonKind::IssuedAfterEnd { .. } => &ISSUED_AFTER_END,
        ReasonKind::StrictRule(_) => &STRICT_RULE,
        ReasonKind::OnlyUnderOlder { .. } => &ONLY_UNDER_OLDER,
        ReasonKind::TestEnvironment => &TEST_ENVIRONMENT,
        ReasonKind::SecondJudge { .. } => &SECOND_JUDGE,
        ReasonKind::SecondJudgeOverruled { .. } => &SECOND_JUDGE_OVERRULED,
        _ => &OTHER_REASON,
    }
}

/// The code of a flaw.
pub fn of_flaw(flaw: &Flaw) -> &'static Code {
    match flaw {
        Flaw::PrintableString { .. } => &FLAW_PRINTABLE_STRING,
        Flaw::NoSubjectKeyId => &FLAW_NO_SUBJECT_KEY_ID,
        Flaw::NoAuthorityKeyId => &FLAW_NO_AUTHORITY_KEY_ID,
        Flaw::SmallExponent { .. } => &FLAW_SMALL_EXPONENT,
        Flaw::ShortKey { .. } => &FLAW_SHORT_KEY,
        Flaw::Sha1Signature => &FLAW_SHA1_SIGNATURE,
        Flaw::Md5Signature => &FLAW_MD5_SIGNATURE,
        Flaw::SerialNotPositive => &FLAW_SERIAL_NOT_POSITIVE,
        Flaw::SerialTooLong { .. } => &FLAW_SERIAL_TOO_LONG,
        Flaw::Country { .. } => &FLAW_COUNTRY,
        Flaw::NegativeValidity => &FLAW_NEGATIVE_VALIDITY,
        Flaw::Version { .. } => &FLAW_VERSION,
        Flaw::CaWithoutKeyUsage => &FLAW_CA_WITHOUT_KEY_USAGE,
        Flaw::BasicConstraintsNotCritical => &FLAW_BASIC_CONSTRAINTS,
        Flaw::CertSignWithoutCa => &FLAW_CERT_SIGN_WITHOUT_CA,
        Flaw::NoAltName => &FLAW_NO_ALT_NAME,
        Flaw::RepeatedExtension { .. } => &FLAW_REPEATED_EXTENSION,
        Flaw::MalformedExtension { .. } => &FLAW_MALFORMED_EXTENSION,
        Flaw::EmptyIssuer => &FLAW_EMPTY_ISSUER,
        Flaw::AlgorithmMismatch => &FLAW_ALGORITHM_MISMATCH,
        Flaw::AttributeStringType { .. } => &FLAW_STRING_TYPE,
        Flaw::AttributeTooLong { .. } => &FLAW_ATTRIBUTE_TOO_LONG,
        Flaw::DateEncoding { .. } => &FLAW_DATE_ENCODING,
        Flaw::ExtensionsInOldVersion { .. } => &FLAW_EXTENSIONS_IN_OLD_VERSION,
        Flaw::UniqueId => &FLAW_UNIQUE_ID,
        Flaw::EmptyKeyUsage => &FLAW_EMPTY_KEY_USAGE,
        Flaw::Criticality { .. } => &FLAW_CRITICALITY,
        Flaw::PathLengthWithoutCa => &FLAW_PATH_LENGTH_WITHOUT_CA,
        Flaw::NameConstraintsWithoutCa => &FLAW_NAME_CONSTRAINTS_WITHOUT_CA,
        Flaw::EmptyCaSubject => &FLAW_EMPTY_CA_SUBJECT,
        Flaw::NoName => &FLAW_NO_NAME,
        Flaw::EmptyAltName => &FLAW_EMPTY_ALT_NAME,
        Flaw::RepeatedPolicy { .. } => &FLAW_REPEATED_POLICY,
        Flaw::AltNameSyntax { .. } => &FLAW_ALT_NAME_SYNTAX,
        Flaw::NameConstraintSyntax { .. } => &FLAW_NAME_CONSTRAINT_SYNTAX,
        Flaw::EmptyNameConstraints => &FLAW_EMPTY_NAME_CONSTRAINTS,
        Flaw::NotDer { .. } => &FLAW_NOT_DER,
        _ => &FLAW_OTHER,
    }
}

/// The code of an input that gives nothing.
pub fn of_input(error: &InputError) -> &'static Code {
    match error {
        InputError::NotFound => &NOT_FOUND,
        InputError::Vanished => &VANISHED,
        InputError::PermissionDenied => &NO_PERMISSION,
        InputError::PipeWithoutWriter { .. } => &SILENT_PIPE,
        InputError::SpecialFile | InputError::Socket => &NOT_A_FILE,
        InputError::Loop | InputError::SeenAlready => &FOLDER_LOOP,
        InputError::TooDeep { .. } => &FOLDER_TOO_DEEP,
        InputError::EmptyFolder => &EMPTY_FOLDER,
        InputError::NoCertificates { .. } => &NO_CERTIFICATES,
        InputError::Io(error) => of_io(error),
        InputError::Container(error) => of_container(error),
        _ => &OTHER_INPUT,
    }
}

/// The code of an input problem.
pub fn of_problem(problem: &InputProblemKind) -> &'static Code {
    match problem {
        InputProblemKind::Input(error) => of_input(error),
        InputProblemKind::Entry(error) => of_entry(error),
        InputProblemKind::FalseCa(..) => &FALSE_CA,
    }
}

/// The code of a note on an input. What was passed over has the code of its error.
pub fn of_note(note: &InputNoteKind) -> &'static Code {
    match note {
        InputNoteKind::Quirk(quirk) => of_quirk(quirk),
        InputNoteKind::PassedOver(error) => of_input(error),
        InputNoteKind::CustomaryPassword(_) => &CUSTOMARY_PASSWORD,
        InputNoteKind::IntegrityNotChecked => &INTEGRITY_NOT_CHECKED,
    }
}

/// The code of something that other programs stumble over.
pub fn of_quirk(quirk: &Quirk) -> &'static Code {
    match quirk {
        Quirk::Glued { .. } => &QUIRK_GLUED,
        Quirk::Utf8Mark => &QUIRK_UTF8_MARK,
        Quirk::Utf16 => &QUIRK_UTF16,
        Quirk::BareBase64 => &QUIRK_BARE_BASE64,
        Quirk::TrailingBytes(_) => &QUIRK_TRAILING_BYTES,
        _ => &QUIRK_OTHER,
    }
}

/// The code of an error of the operating system.
pub fn of_io(error: &std::io::Error) -> &'static Code {
    match error.kind() {
        std::io::ErrorKind::NotFound => &NOT_FOUND,
        std::io::ErrorKind::PermissionDenied => &NO_PERMISSION,
        _ => &IO,
    }
}

/// The code of a container that cannot be read.
pub fn of_container(error: &ContainerError) -> &'static Code {
    match error {
        ContainerError::Io(error) => of_io(error),
        ContainerError::Empty => &EMPTY_FILE,
        ContainerError::NotRecognised => &NOT_RECOGNISED,
        ContainerError::Unsupported(_) => &UNSUPPORTED,
        ContainerError::TooLarge { .. } => &TOO_LARGE,
        ContainerError::TooMany { .. } => &TOO_MANY,
        ContainerError::Repeated { .. } => &SECOND_EXPORT,
        ContainerError::WrongPassword => &WRONG_PASSWORD,
        ContainerError::PasswordNeeded => &PASSWORD_NEEDED,
        ContainerError::TooExpensive { .. } => &TOO_EXPENSIVE,
        ContainerError::Damaged { .. } => &DAMAGED,
        _ => &OTHER_INPUT,
    }
}

/// The code of one entry that cannot be read.
pub fn of_entry(error: &EntryError) -> &'static Code {
    match error {
        EntryError::Certificate(error) => of_certificate(error),
        EntryError::Unterminated => &PEM_UNTERMINATED,
        EntryError::Base64 => &PEM_BASE64,
        EntryError::TooLarge => &ENTRY_TOO_LARGE,
        EntryError::Damaged { .. } => &DAMAGED,
        _ => &OTHER_INPUT,
    }
}

/// The code of bytes that are no certificate.
pub fn of_certificate(error: &CertificateError) -> &'static Code {
    match error {
        CertificateError::TooLarge => &ENTRY_TOO_LARGE,
        CertificateError::Malformed(_) => &NOT_A_CERTIFICATE,
        CertificateError::TrailingBytes(_) => &TRAILING_BYTES,
    }
}

/// The code of a file that is no revocation list (`--crl`).
pub fn of_crl(error: &CrlError) -> &'static Code {
    match error {
        CrlError::None | CrlError::Certificate => &NOT_A_CRL,
        CrlError::Malformed(_) | CrlError::TrailingBytes(_) | CrlError::Pem => &CRL_DAMAGED,
        _ => &OTHER_INPUT,
    }
}

/// The code of something noticed about a trust store. What is odd about its file as such has the code that it has for every input.
pub fn of_observation(observation: &Observation) -> &'static Code {
    match observation {
        Observation::TestInProduction(..) => &TEST_IN_PRODUCTION,
        Observation::ProductionInTest(..) => &PRODUCTION_IN_TEST,
        Observation::MixedEnvironments { .. } => &MIXED_ENVIRONMENTS,
        Observation::SystemTest(_) => &SYSTEM_TEST,
        Observation::FalseCa(..) => &FALSE_CA_IN_STORE,
        Observation::DamagedOrFalse(..) => &DAMAGED_OR_FALSE,
        Observation::Unconfirmed(..) => &UNCONFIRMED,
        Observation::Renewed(..) => &RENEWED,
        Observation::Distrusted(..) | Observation::Blocked(..) => &DISTRUSTED,
        Observation::RootNotAnchor(..) => &ROOT_NOT_ANCHOR,
        Observation::IssuingAsRoot(..) => &ISSUING_AS_ROOT,
        Observation::Expired(..) => &EXPIRED_IN_STORE,
        Observation::NotYetValid(..) => &NOT_YET_VALID_IN_STORE,
        Observation::Duplicate(..) => &DUPLICATE,
        Observation::EndEntity(_) => &END_ENTITY,
        Observation::NotMarkedAsCa(_) => &NOT_MARKED_AS_CA,
        Observation::WeakKey(..) => &WEAK_KEY_IN_STORE,
        Observation::WeakSignature(_) => &WEAK_SIGNATURE_IN_STORE,
        Observation::NegativeLifetime(_) => &NEGATIVE_LIFETIME,
        Observation::LongNameList { .. } => &LONG_NAME_LIST,
        Observation::Leftover(..) => &LEFTOVER,
        Observation::ClientCaInSystemStore(_) => &CLIENT_CA_IN_SYSTEM_STORE,
        Observation::UnreadableEntry { .. } => &UNREADABLE_ENTRY,
        Observation::Quirk(quirk, _) => of_quirk(quirk),
        Observation::TrustedCertificateBlock(_) => &TRUSTED_CERTIFICATE_BLOCK,
        Observation::PrivateKey(_) => &PRIVATE_KEY,
        Observation::WorldWritable(..) => &WORLD_WRITABLE,
        Observation::CustomaryPassword(..) => &CUSTOMARY_PASSWORD,
        Observation::IntegrityNotChecked(_) => &INTEGRITY_NOT_CHECKED,
        Observation::NoIntegrity => &NO_INTEGRITY,
        Observation::LegacyEncryption(_) => &LEGACY_ENCRYPTION,
        Observation::MisleadingName(..) => &MISLEADING_NAME,
        Observation::IgnoredByJava(_) => &IGNORED_BY_JAVA,
        Observation::EmptyFor(_) => &EMPTY_FOR,
        Observation::NotLoadedByOpenSsl { .. } | Observation::OtherFormForOpenSsl(_) => &NOT_LOADED_BY_OPENSSL,
        Observation::KeyChainEntries(_) => &KEY_CHAIN_ENTRIES,
        Observation::NotHashed(_) | Observation::UnhashedFolder => &NOT_HASHED,
        Observation::StaleHash(..) => &STALE_HASH,
        Observation::HashGap(_) => &HASH_GAP,
        Observation::OldStyleHash(_) => &OLD_STYLE_HASH,
        Observation::DanglingLink(_) => &DANGLING_LINK,
        Observation::SeveralInOneFile(..) | Observation::NotTaken(..) => &SEVERAL_IN_ONE_FILE,
        Observation::PassedOver(_, cause) => of_input(&cause.0),
        Observation::SourceIgnored(..) => &SOURCE_IGNORED,
        Observation::NotExtracted(_) => &NOT_EXTRACTED,
        Observation::WithoutSource(_) => &WITHOUT_SOURCE,
        Observation::RawBytes(..) => &RAW_BYTES,
        Observation::DiffersFrom(..) => &DIFFERS_FROM,
        Observation::Redirected { .. } => &REDIRECTED,
        Observation::RedirectedToNothing { .. } => &REDIRECTED_TO_NOTHING,
        Observation::RedirectionNotFollowed { .. } => &REDIRECTION_NOT_FOLLOWED,
        Observation::WrongJvmPassword { .. } => &WRONG_JVM_PASSWORD,
        Observation::ManagedBySystem(_) => &MANAGED_BY_SYSTEM,
        Observation::Replaced(_) => &REPLACED,
        Observation::ServerTrustOnly(_) => &SERVER_TRUST_ONLY,
        Observation::OldDatabase(_) => &OLD_DATABASE,
        Observation::UnfinishedWrite(_) => &UNFINISHED_WRITE,
        Observation::OrphanedTrust(_) => &ORPHANED_TRUST,
        Observation::AlsoUsesSystem => &ALSO_USES_SYSTEM,
        Observation::PolicyFileMissing(_) => &POLICY_FILE_MISSING,
        Observation::NotARootInRoot(_) => &NOT_A_ROOT_IN_ROOT,
        Observation::SwitchedOff(..) | Observation::Barred(..) => &SWITCHED_OFF,
        Observation::ListUnreadable(..) => &LIST_UNREADABLE,
        Observation::OnlyThisUser(_) => &ONLY_THIS_USER,
        Observation::ByPolicy(_) => &BY_POLICY,
        Observation::NotInNtAuth(_) => &NOT_IN_NT_AUTH,
        Observation::MachineNotExported => &MACHINE_NOT_EXPORTED,
        Observation::NearSizeLimit(_) => &NEAR_SIZE_LIMIT,
        Observation::KeyUnreadable(..) => &KEY_UNREADABLE,
        Observation::NotAllKept(_) => &NOT_ALL_KEPT,
        Observation::RequiredMissing { .. } => &REQUIRED_MISSING,
        Observation::RequiredGenerationIncomplete { .. } => &REQUIRED_GENERATION,
        Observation::ForbiddenPresent { .. } => &FORBIDDEN,
        Observation::NotAllowed(_) => &NOT_ALLOWED,
        Observation::OthersNotAllowed(_) => &OTHERS_NOT_ALLOWED,
        Observation::HiddenByAlias(_) => &HIDDEN_BY_ALIAS,
        Observation::EncryptedWithoutPassword(_) => &ENCRYPTED_FOR_JAVA,
        Observation::UnsignedTrust(_) => &UNSIGNED_TRUST,
        Observation::KeyDatabaseMissing(_) => &KEY_DATABASE_MISSING,
        _ => &OTHER_OBSERVATION,
    }
}

/// The code of the reason why a server lets cards of a generation not in, or why that cannot be said.
pub fn of_prediction(reason: &servers::Reason) -> &'static Code {
    use servers::Reason;
    match reason {
        Reason::IssuersMissing(_) => &SERVER_ISSUERS_MISSING,
        Reason::RootMissing(_) => &SERVER_ROOT_MISSING,
        Reason::NotAnnounced(_) => &NOT_ANNOUNCED,
        Reason::OnlyRootAnnounced(_) => &ONLY_ROOT_ANNOUNCED,
        Reason::TooDeep { .. } => &SERVER_TOO_DEEP,
        Reason::NotInTime(_) => &SERVER_NOT_IN_TIME,
        Reason::TooWeak(..) => &SERVER_TOO_WEAK,
        Reason::ListMissing(_) => &LIST_MISSING,
        Reason::ListOver(_) => &LIST_OVER,
        Reason::AsksNetwork => &ASKS_NETWORK,
        Reason::OldVersions => &OLD_VERSIONS,
        Reason::Ciphers(..) => &CIPHERS_MISFIT,
        Reason::AskedLate => &ASKED_LATE,
        Reason::ApplicationDecides => &APPLICATION_DECIDES,
        Reason::StoreUnreadable | Reason::ListsUnreadable => &NAMED_FILE_UNREADABLE,
        Reason::TooManyNames(_) => &TOO_MANY_NAMES,
        Reason::NotARootAmongRoots(_) => &SERVER_NOT_A_ROOT,
        Reason::AnnouncedNotTrusted(_) => &ANNOUNCED_NOT_TRUSTED,
        Reason::Distrusted(_) => &SERVER_DISTRUSTED,
        Reason::Unconfirmed(_) => &UNCONFIRMED,
        // `Reason::NotResolved`, and what is not known here yet.
        _ => &NOT_RESOLVED,
    }
}

/// The code of the reason why a target is not changed. What cannot be read, or is opened by no password, has the code that it has for every
/// input.
pub fn of_refusal(refusal: &Refusal) -> &'static Code {
    match refusal {
        Refusal::Unreadable(error) => of_input(error),
        Refusal::NotThere => &TARGET_NOT_THERE,
        Refusal::NothingFound => &NOTHING_FOUND,
        Refusal::KindNotWritten(_) => &KIND_NOT_WRITTEN,
        Refusal::PasswordNeeded => &PASSWORD_TO_WRITE,
        Refusal::WrongPassword => &WRONG_PASSWORD,
        Refusal::WouldLose(_) => &WOULD_LOSE,
        Refusal::NotLoadedByItsConsumer => &NOT_LOADED_BY_CONSUMER,
        Refusal::PrivateKeyFile => &PRIVATE_KEY_FILE,
        Refusal::Generated(_) => &GENERATED,
        Refusal::HardLinked(_) => &HARD_LINKED,
        Refusal::Mounted => &MOUNTED,
        Refusal::ReadOnly => &READ_ONLY,
        Refusal::NoPermission => &MAY_NOT_WRITE,
        Refusal::InUse(_) => &IN_USE,
        Refusal::ProgramMissing { .. } => &PROGRAM_MISSING,
        Refusal::ProgramFailed { .. } => &PROGRAM_FAILED,
        Refusal::Declarative { .. } => &DECLARATIVE,
        Refusal::OthersCanWrite(_) => &OTHERS_CAN_WRITE,
        Refusal::NothingLeft => &NOTHING_LEFT,
        Refusal::WouldBeEmpty => &WOULD_BE_EMPTY,
        Refusal::NotPointed(why) => of_not_pointed(why),
        Refusal::NotHere(NotHere::Disallowed(_) | NotHere::Blocked(..)) => &DISALLOWED_THERE,
        Refusal::NotHere(NotHere::GroupPolicy(..) | NotHere::Domain(..)) => &COMES_BACK,
        Refusal::NotHere(NotHere::OtherScope(..)) => &IN_OTHER_SCOPE,
        Refusal::NotHere(NotHere::NoPlace(_)) => &NO_PLACE_FOR_CAS,
        Refusal::Io(_) => &CANNOT_PLAN,
        _ => &OTHER_REFUSAL,
    }
}

/// The code of the reason why a server's configuration is not pointed at a new file, or not back.
pub fn of_not_pointed(why: &NotPointed) -> &'static Code {
    match why {
        NotPointed::There(_) | NotPointed::Same(_) => &NEW_FILE_THERE,
        NotPointed::NoFolder(_) => &NEW_FILE_NO_FOLDER,
        NotPointed::Name(_) => &NEW_FILE_NAME,
        NotPointed::Server(_) => &NEW_FILE_SERVER,
        NotPointed::Several(..) => &NEW_FILE_SEVERAL,
        NotPointed::Made(_) => &NEW_FILE_MADE,
        NotPointed::Folder(_) | NotPointed::NoLine => &NEW_FILE_NO_LINE,
        NotPointed::Unread(_) => &CONFIGURATION_UNREAD,
        NotPointed::Edited(_) => &CONFIGURATION_EDITED,
        _ => &OTHER_REFUSAL,
    }
}

/// The code of what went wrong with a change.
pub fn of_failed(failed: &Failed) -> &'static Code {
    match failed {
        Failed::Check { .. } => &CHECK_FAILED,
        Failed::Io { .. } => &STEP_FAILED,
        Failed::ChangedSince(_) => &CHANGED_SINCE,
        Failed::Conflict(_) => &CONFLICT,
        Failed::Busy(_) => &BUSY,
        Failed::Refused(_, refusal) => of_refusal(refusal),
        Failed::Journal { .. } => &JOURNAL_UNUSABLE,
    }
}

/// The code of a failed fetch.
pub fn of_fetch(error: &FetchErrorKind) -> &'static Code {
    match error {
        FetchErrorKind::Scheme => &FETCH_SCHEME,
        FetchErrorKind::Offline => &FETCH_OFFLINE,
        FetchErrorKind::Dns(_) => &FETCH_DNS,
        FetchErrorKind::Connect(_) => &FETCH_CONNECT,
        FetchErrorKind::Timeout(_) => &FETCH_TIMEOUT,
        FetchErrorKind::TooLarge(_) => &FETCH_TOO_LARGE,
        FetchErrorKind::Redirect(_) => &FETCH_REDIRECT,
        FetchErrorKind::Status(_) => &FETCH_STATUS,
        _ => &FETCH_OTHER,
    }
}

/// The code of a cause.
pub fn of_cause(cause: CauseId) -> &'static Code {
    match cause {
        CauseId::NotAsked => &CAUSE_NOT_ASKED,
        CauseId::CaNotAnnounced => &CAUSE_CA_NOT_ANNOUNCED,
        CauseId::RootNotTrusted => &CAUSE_ROOT_NOT_TRUSTED,
        CauseId::IssuingCaMissing => &CAUSE_ISSUING_CA_MISSING,
        CauseId::IssuingCaOnlyAnchor => &CAUSE_ISSUING_CA_ONLY_ANCHOR,
        CauseId::VerifyDepth => &CAUSE_VERIFY_DEPTH,
        CauseId::CaExpired => &CAUSE_CA_EXPIRED,
        CauseId::Sha1Refused => &CAUSE_SHA1_REFUSED,
        CauseId::CrlStale => &CAUSE_CRL_STALE,
        CauseId::CrlMissing => &CAUSE_CRL_MISSING,
        CauseId::OcspUnreachable => &CAUSE_OCSP_UNREACHABLE,
        CauseId::Revoked => &CAUSE_REVOKED,
        CauseId::LeafExpired => &CAUSE_LEAF_EXPIRED,
        CauseId::LeafNotYetValid => &CAUSE_LEAF_NOT_YET_VALID,
        CauseId::WrongCertificateUse => &CAUSE_WRONG_CERTIFICATE_USE,
        CauseId::NoPss => &CAUSE_NO_PSS,
        CauseId::NoCommonAlgorithm => &CAUSE_NO_COMMON_ALGORITHM,
        CauseId::SigningFailed => &CAUSE_SIGNING_FAILED,
        CauseId::AskedLate => &CAUSE_ASKED_LATE,
        CauseId::ProxyInFront => &CAUSE_PROXY_IN_FRONT,
        CauseId::CaListTooLong => &CAUSE_CA_LIST_TOO_LONG,
        CauseId::FarmInconsistent => &CAUSE_FARM_INCONSISTENT,
        CauseId::HttpRefused => &CAUSE_HTTP_REFUSED,
        CauseId::Dns => &CAUSE_DNS,
        CauseId::Unreachable => &CAUSE_UNREACHABLE,
        CauseId::NotTls => &CAUSE_NOT_TLS,
        CauseId::SniUnknown => &CAUSE_SNI_UNKNOWN,
        CauseId::ProtocolVersion => &CAUSE_PROTOCOL_VERSION,
        CauseId::CipherMismatch => &CAUSE_CIPHER_MISMATCH,
        CauseId::Clock => &CAUSE_CLOCK,
        CauseId::ServerCertificateExpired => &CAUSE_SERVER_CERTIFICATE_EXPIRED,
        CauseId::ServerNameMismatch => &CAUSE_SERVER_NAME_MISMATCH,
        CauseId::ServerChainIncomplete => &CAUSE_SERVER_CHAIN_INCOMPLETE,
        CauseId::ServerRootUnknown => &CAUSE_SERVER_ROOT_UNKNOWN,
        CauseId::MiddlewareMissing => &CAUSE_MIDDLEWARE_MISSING,
        CauseId::IssuingCaNotHere => &CAUSE_ISSUING_CA_NOT_HERE,
        CauseId::OtherCertificateChosen => &CAUSE_OTHER_CERTIFICATE_CHOSEN,
    }
}

/// The cause that a code is of.
pub fn cause_of(code: &Code) -> Option<CauseId> {
    RULES.iter().map(|rule| rule.id).find(|cause| of_cause(*cause) == code)
}

/// Finds a code however it was typed: `T-101`, `t101`, `T 101`, `101`; or a cause by its id: `ca-not-announced`.
///
/// # Errors
/// [`NoSuchCode`] with the nearest codes.
pub fn find(typed: &str) -> Result<&'static Code, NoSuchCode> {
    let digits: String = typed.trim().chars().filter(|c| !matches!(c, '-' | '_' | ' ' | '–' | 't' | 'T')).collect();
    let wanted = format!("T-{}", if digits.len() < 3 { format!("{digits:0>3}") } else { digits });
    if let Some(code) = ALL.iter().find(|c| c.code == wanted) {
        return Ok(code);
    }
    let word = typed.trim().to_lowercase().replace(['_', ' ', '–'], "-");
    let causes = || RULES.iter().map(|rule| rule.id);
    if let Some(cause) = causes().find(|cause| cause.word() == word) {
        return Ok(of_cause(cause));
    }
    let mut near: Vec<_> =
        ALL.iter().map(|c| (strsim::osa_distance(&wanted, c.code), *c)).filter(|(d, _)| *d <= 1).collect();
    let alike = causes().map(|cause| (strsim::osa_distance(&word, cause.word()), of_cause(cause)));
    near.extend(alike.filter(|(distance, _)| *distance <= 3));
    near.sort_by_key(|(d, c)| (*d, c.code));
    Err(NoSuchCode { typed: typed.to_owned(), near: near.into_iter().map(|(_, c)| c).take(5).collect() })
}

/// A code that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchCode {
    /// What was asked for.
    pub typed: String,
    /// Codes that look alike, nearest first.
    pub near: Vec<&'static Code>,
}

impl NoSuchCode {
    /// A sentence with the codes that may have been meant.
    pub fn text(&self, texts: &Texts) -> String {
        let typed = crate::plain::clean(&self.typed);
        let mut out = texts.format("errors-no-such-code", &[("code", typed.into())]);
        if self.near.is_empty() {
            out.push('\n');
            out.push_str(&texts.get("errors-no-such-code.list"));
        }
        for code in &self.near {
            out.push_str(&format!("\n  {code}  {}", code.title(texts)));
        }
        out
    }
}

/// How much findings of this code may weigh, the heaviest first. What decides it in a trust store stands in `audit`: which generation it is
/// about, and whether anybody but the store's publisher can mend it.
pub fn weights(code: &Code) -> Vec<Severity> {
    use Severity::{Error, Info, Warning};
    match code.code {
        "T-201" | "T-202" | "T-203" | "T-211" | "T-212" | "T-213" | "T-215" | "T-216" | "T-217" | "T-218" | "T-219"
        | "T-221" | "T-222" | "T-225" | "T-231" | "T-235" | "T-371" => vec![Error, Warning, Info],
        // Read here without a word; servers stumble.
        "T-040" | "T-042" | "T-043" | "T-354" | "T-377" => vec![Error, Info],
        "T-204" | "T-205" | "T-621" | "T-209" | "T-224" | "T-228" | "T-229" | "T-239" | "T-360" => vec![Error, Warning],
        "T-355" | "T-041" | "T-044" | "T-049" | "T-214" | "T-226" | "T-227" | "T-232" | "T-243" | "T-244" | "T-248"
        | "T-249" | "T-507" => {
            vec![Warning, Info]
        }
        _ => vec![code.severity],
    }
}

/// [`weights`] in words: `error / warning`.
pub fn weight_words(code: &Code, texts: &Texts) -> String {
    let words =
        weights(code).into_iter().map(|weight| texts.get(&format!("common-severity-{}", severity_word(weight))));
    words.collect::<Vec<_>>().join(" / ")
}

/// A code in full: title, what it means, what to do, and the technical background last.
pub fn explain(code: &Code, texts: &Texts, style: &Style) -> String {
    let severity = weight_words(code, texts);
    let mut out = String::new();
    out.push_str(&wrap(&format!("{code}  {} ({severity})", code.title(texts)), style.width, 0, 7));
    if let Some(cause) = cause_of(code) {
        out.push_str(&format!("       {}\n", cause.word()));
    }
    for (heading, text) in [
        ("codes-heading.why", code.why(texts)),
        ("codes-heading.remedy", code.remedy(texts, "other")),
        ("codes-heading.note", code.note(texts)),
    ] {
        out.push('\n');
        out.push_str(&format!("{}\n", texts.get(heading)));
        out.push_str(&wrap(&text, style.width, 2, 2));
    }
    out
}

/// One line for each code, for a list of all.
pub fn list(texts: &Texts, style: &Style) -> String {
    ALL.iter().map(|code| wrap(&format!("{code}  {}", code.title(texts)), style.width, 0, 7)).collect()
}

/// The word for a severity in JSON and in ids of messages.
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
