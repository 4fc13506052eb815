//! The tree, from its ends up: first what it may come to, then what is asked. A step is `Question { answer => where to }`.

use super::{Answer, Desk, End, Question, Step, To};
use crate::causes::{CauseId, Side};

macro_rules! ends {
    ($($constant:ident $name:literal $side:expr, $desk:ident [$($cause:ident)*])*) => {
        $(static $constant: End =
            End { name: $name, side: $side, desk: Desk::$desk, causes: &[$(CauseId::$cause),*] };)*
    };
}

macro_rules! steps {
    ($($(#[$doc:meta])* $visible:vis static $constant:ident $name:literal $question:ident {
        $($word:literal $([$($sign:literal)*])? => $kind:ident $to:ident)*
    })*) => {
        $($(#[$doc])* $visible static $constant: Step = Step {
            name: $name,
            question: Question::$question,
            answers: &[$(Answer { word: $word, signs: &[$($($sign),*)?], to: To::$kind(&$to) }),*],
        };)*
    };
}

const CLIENT: Option<Side> = Some(Side::Client);
const CARD: Option<Side> = Some(Side::Card);
const NETWORK: Option<Side> = Some(Side::Network);
const SERVER: Option<Side> = Some(Side::Server);
const APPLICATION: Option<Side> = Some(Side::Application);

ends! {
    // The card is never offered.
    NOT_ASKED_FOR "not-asked-for" SERVER, Service [CaNotAnnounced]
    OLD_NOT_ASKED_FOR "old-not-asked-for" None, CardOffice [CaNotAnnounced LeafExpired]
    RESERVE_NOT_ASKED_FOR "reserve-not-asked-for" SERVER, Service [CaNotAnnounced]
    NOBODY_ASKED_FOR "nobody-asked-for" SERVER, Service [CaNotAnnounced CaListTooLong NotAsked]
    THIS_COMPUTER "this-computer" CLIENT, Workplace [IssuingCaNotHere MiddlewareMissing OtherCertificateChosen CaNotAnnounced NoPss]
    NOT_OFFERED "not-offered" CARD, CardOffice [LeafExpired LeafNotYetValid WrongCertificateUse]
    CARD_OR_COMPUTER "card-or-computer" None, SecondLine [LeafExpired MiddlewareMissing IssuingCaNotHere LeafNotYetValid WrongCertificateUse OtherCertificateChosen CaNotAnnounced Revoked NoPss]
    // The card is offered and refused.
    SIGNATURE_CERTIFICATE "signature-certificate" CLIENT, Caller [WrongCertificateUse OtherCertificateChosen]
    CARD_ITSELF "card-itself" CARD, CardOffice [Revoked LeafExpired LeafNotYetValid WrongCertificateUse]
    THIS_CARD_HERE "this-card-here" None, SecondLine [Revoked IssuingCaMissing CrlMissing]
    NEW_NOT_TRUSTED "new-not-trusted" SERVER, Service [RootNotTrusted IssuingCaMissing IssuingCaOnlyAnchor VerifyDepth CrlMissing]
    OLD_NOT_TAKEN "old-not-taken" SERVER, CardOffice [Sha1Refused CaExpired RootNotTrusted]
    RESERVE_NOT_TRUSTED "reserve-not-trusted" SERVER, Service [IssuingCaMissing RootNotTrusted]
    NOT_TAKEN "not-taken" SERVER, Service [RootNotTrusted IssuingCaMissing CaNotAnnounced Sha1Refused IssuingCaOnlyAnchor]
    EVERYBODY_REFUSED "everybody-refused" SERVER, Service [RootNotTrusted IssuingCaMissing CrlStale OcspUnreachable CrlMissing CaExpired VerifyDepth IssuingCaOnlyAnchor Sha1Refused]
    NOBODY_GETS_IN "nobody-gets-in" SERVER, Service [CaNotAnnounced RootNotTrusted IssuingCaMissing CrlStale OcspUnreachable CrlMissing CaExpired VerifyDepth]
    REFUSED_UNKNOWN "refused-unknown" None, SecondLine [RootNotTrusted IssuingCaMissing Revoked LeafExpired CaNotAnnounced CrlStale Sha1Refused]
    REVOKED "revoked" None, CardOffice [Revoked CrlStale OcspUnreachable CrlMissing]
    EXPIRED "expired" None, CardOffice [LeafExpired CrlStale CaExpired LeafNotYetValid]
    // The server breaks off.
    SERVER_CHECK "server-check" None, Service [VerifyDepth OcspUnreachable RootNotTrusted IssuingCaMissing Revoked]
    BREAKS_OFF "breaks-off" SERVER, Service [CaListTooLong NotTls CipherMismatch]
    BREAKS_OFF_UNKNOWN "breaks-off-unknown" None, Service [VerifyDepth OcspUnreachable CaListTooLong NotTls CipherMismatch]
    // The card cannot answer.
    CARD_PROGRAM "card-program" CLIENT, Workplace [NoPss]
    NO_COMMON "no-common" SERVER, Service [NoCommonAlgorithm NoPss]
    NO_COMMON_UNKNOWN "no-common-unknown" None, SecondLine [NoPss NoCommonAlgorithm]
    SIGNING_COMPUTER "signing-computer" CLIENT, Workplace [SigningFailed MiddlewareMissing NoPss]
    SIGNING_CARD "signing-card" CARD, CardOffice [SigningFailed]
    SIGNING_UNKNOWN "signing-unknown" None, Caller [SigningFailed NoPss]
    HANGS "hangs" None, Caller [SigningFailed NoPss]
    // The browser does not believe the server, or does not reach it.
    OLD_BROWSER "old-browser" CLIENT, Workplace [ProtocolVersion CipherMismatch]
    OLD_SERVER "old-server" SERVER, Service [ProtocolVersion CipherMismatch]
    OLD_UNKNOWN "old-unknown" None, SecondLine [ProtocolVersion CipherMismatch]
    ROOT_HERE "root-here" CLIENT, Workplace [ServerRootUnknown ServerChainIncomplete]
    SERVER_CHAIN "server-chain" SERVER, Service [ServerChainIncomplete ServerRootUnknown]
    CHAIN_UNKNOWN "chain-unknown" None, SecondLine [ServerChainIncomplete ServerRootUnknown]
    CLOCK "clock" CLIENT, Workplace [Clock]
    SERVER_EXPIRED "server-expired" SERVER, Service [ServerCertificateExpired]
    CLOCK_OR_SERVER "clock-or-server" None, SecondLine [Clock ServerCertificateExpired]
    SERVER_NAME "server-name" SERVER, Service [ServerNameMismatch SniUnknown]
    SNI "sni" SERVER, Service [SniUnknown]
    NAME_LEADS_NOWHERE "dns" NETWORK, Workplace [Dns]
    UNREACHABLE "unreachable" NETWORK, Network [Unreachable Dns]
    SERVICE_DOWN "service-down" NETWORK, Service [Unreachable]
    UNREACHABLE_UNKNOWN "unreachable-unknown" NETWORK, SecondLine [Unreachable Dns]
    NOT_TLS "not-tls" SERVER, Service [NotTls]
    // Nobody is asked for a card, or too late, or something in front is in the way.
    SOMETIMES "sometimes" None, Service [FarmInconsistent]
    NOT_ASKED "not-asked" SERVER, Service [NotAsked AskedLate ProxyInFront]
    ASKED_LATE "asked-late" SERVER, Service [AskedLate]
    IN_FRONT "in-front" SERVER, Service [ProxyInFront]
    LOST_ON_THE_WAY "lost-on-the-way" None, SecondLine [ProxyInFront NoPss]
    NO_PERMISSION "no-permission" APPLICATION, Permissions [HttpRefused]
    PERMISSION_OR_NOT_ASKED "permission-or-not-asked" None, SecondLine [HttpRefused NotAsked AskedLate]
    CANNOT_SAY "cannot-say" None, SecondLine [CaNotAnnounced RootNotTrusted IssuingCaMissing LeafExpired Revoked ServerRootUnknown Unreachable]
}

steps! {
    /// Where it begins.
    pub static START "start" Look {
        "code" => Step CODE
        "page" => Step PAGE
        "other-login" => Step OTHER_LOGIN
        "service" => Step NO_ACCESS_PIN
        "empty" => Step EMPTY_ELSEWHERE
        "nothing" => Step HANGS_PIN
        "unknown" => Step UNKNOWN_PIN
    }
    static CODE "code" Code {
        "refused" ["ERR_BAD_SSL_CLIENT_AUTH_CERT" "SSL_ERROR_UNKNOWN_CA_ALERT" "SSL_ERROR_BAD_CERT_ALERT" "SSL_ERROR_HANDSHAKE_FAILURE_ALERT" "SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT" "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT" "SSL_ERROR_ACCESS_DENIED_ALERT" "ERR_CONNECTION_RESET" "ERR_CONNECTION_CLOSED" "ERR_EMPTY_RESPONSE" "ERR_SOCKET_NOT_CONNECTED" "PR_END_OF_FILE_ERROR" "PR_CONNECT_RESET_ERROR"] => Step REFUSED
        "protocol" ["ERR_SSL_PROTOCOL_ERROR" "SSL_ERROR_INTERNAL_ERROR_ALERT"] => Step PROTOCOL_PIN
        "connection" ["ERR_CONNECTION_REFUSED" "ERR_CONNECTION_TIMED_OUT" "ERR_CONNECTION_ABORTED"] => Step CONNECTION_PIN
        "authority" ["ERR_CERT_AUTHORITY_INVALID" "SEC_ERROR_UNKNOWN_ISSUER"] => Step AUTHORITY
        "date" ["ERR_CERT_DATE_INVALID" "SEC_ERROR_EXPIRED_CERTIFICATE"] => Step DATE
        "signing" ["ERR_SSL_CLIENT_AUTH_SIGNATURE_FAILED" "ERR_SSL_CLIENT_AUTH_CERT_NO_PRIVATE_KEY" "SSL_ERROR_HANDSHAKE_FAILED"] => Step SIGNING
        "no-common" ["ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS"] => Step NO_COMMON_COLLEAGUE
        "version" ["ERR_SSL_VERSION_OR_CIPHER_MISMATCH" "SSL_ERROR_UNSUPPORTED_VERSION" "SSL_ERROR_NO_CYPHER_OVERLAP"] => Step VERSION
        "name" ["ERR_CERT_COMMON_NAME_INVALID" "SSL_ERROR_BAD_CERT_DOMAIN"] => End SERVER_NAME
        "dns" ["ERR_NAME_NOT_RESOLVED" "DNS_PROBE_FINISHED_NXDOMAIN"] => End NAME_LEADS_NOWHERE
        "revoked" ["SSL_ERROR_REVOKED_CERT_ALERT"] => End REVOKED
        "expired" ["SSL_ERROR_EXPIRED_CERT_ALERT"] => End EXPIRED
        "sni" ["ERR_SSL_UNRECOGNIZED_NAME_ALERT" "SSL_ERROR_UNRECOGNIZED_NAME_ALERT"] => End SNI
        "not-tls" ["SSL_ERROR_RX_RECORD_TOO_LONG"] => End NOT_TLS
        "unknown" => Step UNKNOWN_PIN
    }
    static PAGE "page" Page {
        "none-sent" ["No required SSL certificate was sent" "403.7"] => Step NONE_SENT_PIN
        "refused" ["The SSL certificate error" "403.16"] => Step WHICH_CERTIFICATE
        "revoked" ["403.13"] => End REVOKED
        "expired" ["403.17"] => End EXPIRED
        "late" ["AH10158" "413 Request Entity Too Large"] => End ASKED_LATE
        "gateway" ["502 Bad Gateway" "504 Gateway Timeout"] => Step GATEWAY
        "plain" ["The plain HTTP request was sent to HTTPS port"] => End NOT_TLS
        "forbidden" ["403 Forbidden" "401 Unauthorized" "403.12"] => Step FORBIDDEN_PIN
        "unknown" => Step UNKNOWN_PIN
    }

    // A code that says: refused.
    static REFUSED "refused" Always {
        "every-time" => Step REFUSED_PIN
        "sometimes" => End SOMETIMES
        "unknown" => Step REFUSED_PIN
    }
    static REFUSED_PIN "refused-pin" Pin {
        "yes" => Step WHICH_CERTIFICATE
        "no" => Step NOT_OFFERED_SITES
        "unknown" => Step EITHER_COLLEAGUE
    }
    static EITHER_COLLEAGUE "either-colleague" Colleague {
        "same-kind" => Step EITHER_SITES
        "other-kind" => End NOT_TAKEN
        "no" => End NOBODY_GETS_IN
        "unknown" => End REFUSED_UNKNOWN
    }
    static EITHER_SITES "either-sites" Sites {
        "works" => End THIS_CARD_HERE
        "none" => Step NOT_OFFERED_ELSEWHERE
        "unknown" => End CARD_OR_COMPUTER
    }

    // The PIN was typed: the card answered, and what it sent was refused.
    static WHICH_CERTIFICATE "which-certificate" Certificate {
        "login" => Step SENT_COLLEAGUE
        "signature" => End SIGNATURE_CERTIFICATE
        "unknown" => Step SENT_COLLEAGUE
    }
    static SENT_COLLEAGUE "sent-colleague" Colleague {
        "same-kind" => Step SENT_SAME_SITES
        "other-kind" => Step SENT_KIND
        "no" => End EVERYBODY_REFUSED
        "unknown" => Step SENT_SITES
    }
    static SENT_SAME_SITES "sent-same-sites" Sites {
        "works" => End THIS_CARD_HERE
        "none" => End CARD_ITSELF
        "unknown" => End THIS_CARD_HERE
    }
    static SENT_SITES "sent-sites" Sites {
        "works" => Step SENT_KIND
        "none" => End REFUSED_UNKNOWN
        "unknown" => End REFUSED_UNKNOWN
    }
    static SENT_KIND "sent-kind" Kind {
        "new" => End NEW_NOT_TRUSTED
        "old" => End OLD_NOT_TAKEN
        "reserve" => End RESERVE_NOT_TRUSTED
        "unknown" => End NOT_TAKEN
    }

    // No PIN was asked for: the card was never offered.
    static NOT_OFFERED_SITES "not-offered-sites" Sites {
        "works" => Step NOT_OFFERED_COLLEAGUE
        "none" => Step NOT_OFFERED_COLLEAGUE
        "unknown" => Step NOT_OFFERED_COLLEAGUE
    }
    static NOT_OFFERED_COLLEAGUE "not-offered-colleague" Colleague {
        "same-kind" => Step NOT_OFFERED_ELSEWHERE
        "other-kind" => Step NOT_OFFERED_KIND
        "no" => End NOBODY_ASKED_FOR
        "unknown" => Step NOT_OFFERED_KIND
    }
    static NOT_OFFERED_ELSEWHERE "not-offered-elsewhere" Elsewhere {
        "works" => End THIS_COMPUTER
        "no" => End NOT_OFFERED
        "unknown" => End CARD_OR_COMPUTER
    }
    static NOT_OFFERED_KIND "not-offered-kind" Kind {
        "new" => End NOT_ASKED_FOR
        "old" => End OLD_NOT_ASKED_FOR
        "reserve" => End RESERVE_NOT_ASKED_FOR
        "unknown" => End REFUSED_UNKNOWN
    }
    static EMPTY_ELSEWHERE "empty-elsewhere" Elsewhere {
        "works" => End THIS_COMPUTER
        "no" => Step EMPTY_SITES
        "unknown" => End CARD_OR_COMPUTER
    }
    static EMPTY_SITES "empty-sites" Sites {
        "works" => Step NOT_OFFERED_KIND
        "none" => End CARD_OR_COMPUTER
        "unknown" => End CARD_OR_COMPUTER
    }

    // Codes by which the server breaks off, or the card cannot answer.
    static PROTOCOL_PIN "protocol-pin" Pin {
        "yes" => End SERVER_CHECK
        "no" => End BREAKS_OFF
        "unknown" => End BREAKS_OFF_UNKNOWN
    }
    static NO_COMMON_COLLEAGUE "no-common-colleague" Colleague {
        "same-kind" => End CARD_PROGRAM
        "other-kind" => End CARD_PROGRAM
        "no" => End NO_COMMON
        "unknown" => End NO_COMMON_UNKNOWN
    }
    static SIGNING "signing" Elsewhere {
        "works" => End SIGNING_COMPUTER
        "no" => End SIGNING_CARD
        "unknown" => End SIGNING_UNKNOWN
    }
    static HANGS_PIN "hangs-pin" Pin {
        "yes" => End HANGS
        "no" => Step CONNECTION_SITES
        "unknown" => Step CONNECTION_SITES
    }

    // The browser does not believe the server, or does not reach it.
    static VERSION "version" Colleague {
        "same-kind" => End OLD_BROWSER
        "other-kind" => End OLD_BROWSER
        "no" => End OLD_SERVER
        "unknown" => End OLD_UNKNOWN
    }
    static AUTHORITY "authority" Elsewhere {
        "works" => End ROOT_HERE
        "no" => End SERVER_CHAIN
        "unknown" => End CHAIN_UNKNOWN
    }
    static DATE "date" Clock {
        "wrong" => End CLOCK
        "right" => End SERVER_EXPIRED
        "unknown" => End CLOCK_OR_SERVER
    }
    static CONNECTION_PIN "connection-pin" Pin {
        "yes" => Step WHICH_CERTIFICATE
        "no" => Step CONNECTION_SITES
        "unknown" => Step CONNECTION_SITES
    }
    static CONNECTION_SITES "connection-sites" Sites {
        "works" => End SERVICE_DOWN
        "none" => End UNREACHABLE
        "unknown" => End UNREACHABLE_UNKNOWN
    }

    // Nobody is asked for a card, or too late, or something in front is in the way.
    static OTHER_LOGIN "other-login" Always {
        "every-time" => End NOT_ASKED
        "sometimes" => End SOMETIMES
        "unknown" => End NOT_ASKED
    }
    static GATEWAY "gateway" Always {
        "every-time" => End IN_FRONT
        "sometimes" => End SOMETIMES
        "unknown" => End IN_FRONT
    }
    static NONE_SENT_PIN "none-sent-pin" Pin {
        "yes" => End LOST_ON_THE_WAY
        "no" => Step NOT_OFFERED_SITES
        "unknown" => Step EITHER_COLLEAGUE
    }
    static NO_ACCESS_PIN "no-access-pin" Pin {
        "yes" => End NO_PERMISSION
        "no" => End PERMISSION_OR_NOT_ASKED
        "unknown" => End PERMISSION_OR_NOT_ASKED
    }
    static FORBIDDEN_PIN "forbidden-pin" Pin {
        "yes" => End NO_PERMISSION
        "no" => End PERMISSION_OR_NOT_ASKED
        "unknown" => End PERMISSION_OR_NOT_ASKED
    }

    // Nobody knows what is seen.
    static UNKNOWN_PIN "unknown-pin" Pin {
        "yes" => Step WHICH_CERTIFICATE
        "no" => Step NOT_OFFERED_SITES
        "unknown" => Step UNKNOWN_SITES
    }
    static UNKNOWN_SITES "unknown-sites" Sites {
        "works" => Step UNKNOWN_COLLEAGUE
        "none" => Step UNKNOWN_COLLEAGUE
        "unknown" => Step UNKNOWN_COLLEAGUE
    }
    static UNKNOWN_COLLEAGUE "unknown-colleague" Colleague {
        "same-kind" => End CARD_OR_COMPUTER
        "other-kind" => End NOT_TAKEN
        "no" => End NOBODY_GETS_IN
        "unknown" => End CANNOT_SAY
    }
}
