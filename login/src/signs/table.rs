//! Every sign: `"as it is shown" "other forms" => [causes, the most frequent first] then [what to ask or look at next]`.
//!
//! What the measured ones rest on is the same as what the rules of [`crate::causes`] rest on: real servers and browsers with one fault each.
//! A sign that is no failure of a login with a card has no place here.

use super::{Check, Kind, Program, Sign};
use crate::causes::CauseId;

macro_rules! signs {
    ($($program:ident $kind:ident $source:literal {
        $($name:literal $($other:literal)* => [$($cause:ident)*] then [$($check:ident)*])*
    })*) => {
        /// All signs.
        pub static SIGNS: &[Sign] = &[$($(Sign {
            name: $name,
            others: &[$($other),*],
            program: Program::$program,
            kind: Kind::$kind,
            source: $source,
            causes: &[$(CauseId::$cause),*],
            next: &[$(Check::$check),*],
        }),*),*];
    };
}

signs! {
    Chromium Code "measured with Chromium 156; net/ssl/openssl_ssl_util.cc, net/socket/ssl_client_socket_impl.cc" {
        "ERR_BAD_SSL_CLIENT_AUTH_CERT" "net_error -117" => [CaNotAnnounced RootNotTrusted IssuingCaMissing LeafExpired Revoked CrlStale CrlMissing IssuingCaOnlyAnchor CaExpired Sha1Refused WrongCertificateUse LeafNotYetValid IssuingCaNotHere MiddlewareMissing OtherCertificateChosen] then [Pin Colleague Sites Kind Diagnose]
        "ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS" "net_error -177" => [NoPss NoCommonAlgorithm] then [Colleague CardProgram Probe]
        "ERR_SSL_CLIENT_AUTH_SIGNATURE_FAILED" "net_error -141" => [SigningFailed NoPss] then [Pin CardProgram Elsewhere]
        "ERR_SSL_PROTOCOL_ERROR" "net_error -107" => [VerifyDepth OcspUnreachable CaListTooLong NotTls CipherMismatch] then [Pin Colleague ServerLog Probe]
        "ERR_SSL_VERSION_OR_CIPHER_MISMATCH" "net_error -113" => [ProtocolVersion CipherMismatch] then [Colleague Probe]
        "ERR_CERT_AUTHORITY_INVALID" "net_error -202" => [ServerRootUnknown ServerChainIncomplete] then [Elsewhere ThisComputer Probe]
        "ERR_SSL_UNRECOGNIZED_NAME_ALERT" "net_error -159" => [SniUnknown] then [Address Probe]
        "ERR_SSL_DECRYPT_ERROR_ALERT" "net_error -153" => [SigningFailed NoPss] then [CardProgram Elsewhere ServerLog]
        "ERR_NOT_IMPLEMENTED" => [NoCommonAlgorithm] then [Probe CardProgram]
        "ERR_EMPTY_RESPONSE" "net_error -324" => [RootNotTrusted IssuingCaMissing IssuingCaOnlyAnchor CaExpired Revoked CrlStale CrlMissing Sha1Refused Unreachable] then [Pin Colleague ServerLog]
        "ERR_CONNECTION_RESET" "net_error -101" => [CaNotAnnounced RootNotTrusted IssuingCaMissing Unreachable] then [Pin Sites Network Probe]
        "ERR_CONNECTION_CLOSED" "net_error -100" => [CaNotAnnounced RootNotTrusted IssuingCaMissing Unreachable] then [Pin Sites Network Probe]
        "ERR_SOCKET_NOT_CONNECTED" "net_error -15" => [CaNotAnnounced RootNotTrusted IssuingCaMissing Unreachable] then [Pin Colleague Probe]
        "ERR_CONNECTION_REFUSED" "net_error -102" => [Unreachable] then [Address Sites Network]
    }
    Chromium Code "net/base/net_error_list.h" {
        "ERR_SSL_CLIENT_AUTH_CERT_NEEDED" "net_error -110" => [CaNotAnnounced MiddlewareMissing IssuingCaNotHere LeafExpired SigningFailed] then [CardProgram Elsewhere Diagnose]
        "ERR_SSL_CLIENT_AUTH_PRIVATE_KEY_ACCESS_DENIED" "net_error -134" => [SigningFailed] then [Pin CardProgram]
        "ERR_SSL_CLIENT_AUTH_CERT_NO_PRIVATE_KEY" "net_error -135" => [SigningFailed MiddlewareMissing] then [CardProgram Elsewhere]
        "ERR_SSL_CLIENT_AUTH_CERT_BAD_FORMAT" "net_error -164" => [SigningFailed] then [CardProgram Elsewhere]
        "ERR_CLIENT_AUTH_CERT_TYPE_UNSUPPORTED" "net_error -151" => [NoCommonAlgorithm] then [Probe]
        "ERR_SSL_RENEGOTIATION_REQUESTED" "net_error -114" => [AskedLate] then [Probe]
        "ERR_SSL_NO_RENEGOTIATION" "net_error -123" => [AskedLate] then [Probe]
        "ERR_SSL_SERVER_CERT_CHANGED" "net_error -156" => [AskedLate FarmInconsistent] then [Always Probe]
        "ERR_SSL_OBSOLETE_CIPHER" "net_error -172" => [CipherMismatch] then [Probe]
        "ERR_SSL_KEY_USAGE_INCOMPATIBLE" "net_error -181" => [CipherMismatch] then [Probe]
        "ERR_TLS13_DOWNGRADE_DETECTED" "net_error -180" => [ProxyInFront] then [Network Elsewhere]
        "ERR_CERT_DATE_INVALID" "net_error -201" => [Clock ServerCertificateExpired] then [Clock Colleague Probe]
        "ERR_CERT_COMMON_NAME_INVALID" "net_error -200" => [ServerNameMismatch SniUnknown] then [Address Probe]
        "ERR_CERT_INVALID" "net_error -207" => [ServerChainIncomplete ServerRootUnknown] then [Elsewhere Probe]
        "ERR_CERT_WEAK_SIGNATURE_ALGORITHM" "net_error -208" => [ServerChainIncomplete ServerRootUnknown] then [Probe]
        "ERR_SSL_BAD_RECORD_MAC_ALERT" "net_error -126" => [NotTls] then [Network Probe]
        "ERR_NAME_NOT_RESOLVED" "net_error -105" => [Dns] then [Address Network]
        "ERR_NAME_RESOLUTION_FAILED" "net_error -137" => [Dns] then [Address Network]
        "DNS_PROBE_FINISHED_NXDOMAIN" "DNS_PROBE_POSSIBLE" => [Dns] then [Address Network]
        "DNS_PROBE_FINISHED_NO_INTERNET" "DNS_PROBE_FINISHED_BAD_CONFIG" => [Dns Unreachable] then [Network]
        "ERR_CONNECTION_TIMED_OUT" "net_error -118" "ERR_TIMED_OUT" => [Unreachable] then [Network Sites Address]
        "ERR_CONNECTION_ABORTED" "net_error -103" => [Unreachable] then [Network Sites]
        "ERR_CONNECTION_FAILED" "net_error -104" => [Unreachable] then [Network Sites]
        "ERR_ADDRESS_UNREACHABLE" "net_error -109" => [Unreachable] then [Network Sites]
        "ERR_NETWORK_ACCESS_DENIED" "net_error -138" => [Unreachable] then [Network]
        "ERR_INTERNET_DISCONNECTED" "net_error -106" => [Unreachable] then [Network]
        "ERR_NETWORK_CHANGED" => [Unreachable] then [Network Always]
        "ERR_TUNNEL_CONNECTION_FAILED" "net_error -111" => [Unreachable] then [Network Sites]
        "ERR_PROXY_CONNECTION_FAILED" "net_error -130" => [Unreachable] then [Network Sites]
        "ERR_PROXY_CERTIFICATE_INVALID" "net_error -136" => [ServerRootUnknown] then [Network ThisComputer]
        "ERR_TOO_MANY_REDIRECTS" => [HttpRefused NotAsked] then [Pin Permission Probe]
    }
    Chromium Heading "measured with Chromium 156, --lang=sv and en" {
        "This site can’t provide a secure connection" "Webbplatsen kan inte tillhandahålla en säker anslutning" "Webbplatsen kunde inte tillhandahålla en säker anslutning" "sent an invalid response" "skickade ett ogiltigt svar" => [CaNotAnnounced RootNotTrusted IssuingCaMissing VerifyDepth OcspUnreachable ProtocolVersion CipherMismatch CaListTooLong ServerRootUnknown] then [Code Pin Colleague Sites]
        "uses an unsupported protocol" "använder ett protokoll som inte stöds" => [ProtocolVersion CipherMismatch] then [Code Colleague Probe]
        "Åtkomst nekades till" "Access to HOST was denied" "didn’t accept your login certificate" "one may not have been provided" "godkände inte inloggningscertifikatet" "inget inloggningscertifikat angetts" => [CaNotAnnounced RootNotTrusted IssuingCaMissing LeafExpired Revoked] then [Code Pin Colleague Sites]
        "There was a problem using your login certificate" "Det gick inte att använda ditt inloggningscertifikat" => [NoPss NoCommonAlgorithm SigningFailed] then [Code Pin CardProgram]
        "Your connection is not private" "Your connection isn't private" "Anslutningen är inte privat" "Din anslutning är inte privat" "Integritetsfel" "Privacy error" => [ServerRootUnknown ServerChainIncomplete Clock ServerCertificateExpired ServerNameMismatch] then [Code Clock Elsewhere]
        "This site can’t be reached" "Webbplatsen kan inte nås" "Det går inte att nå den här webbplatsen" "Det går inte att nå webbplatsen" "Hmm... can't reach this page" "Hmm, det går inte att komma åt den här sidan" => [Dns Unreachable SniUnknown NoCommonAlgorithm] then [Code Address Network]
        "This page isn’t working" "Sidan fungerar inte" "didn’t send any data" "skickade ingen data" => [HttpRefused ProxyInFront Unreachable RootNotTrusted] then [Code Pin Colleague]
    }
    Firefox Code "measured with Firefox ESR 153" {
        "SSL_ERROR_HANDSHAKE_FAILURE_ALERT" => [CaNotAnnounced OcspUnreachable LeafExpired CipherMismatch] then [Pin Colleague Sites Diagnose]
        "SSL_ERROR_BAD_CERT_ALERT" => [CaNotAnnounced Sha1Refused LeafNotYetValid RootNotTrusted IssuingCaMissing] then [Pin Colleague Kind ServerLog]
        "SSL_ERROR_REVOKED_CERT_ALERT" => [Revoked] then [Revocation Colleague]
        "SSL_ERROR_EXPIRED_CERT_ALERT" => [LeafExpired CaExpired CrlStale] then [Dates Colleague ServerLog]
        "SSL_ERROR_CERTIFICATE_UNKNOWN_ALERT" => [RootNotTrusted IssuingCaMissing CrlStale Revoked CrlMissing CaExpired] then [Colleague Kind ServerLog]
        "SSL_ERROR_UNKNOWN_CA_ALERT" => [RootNotTrusted IssuingCaMissing IssuingCaOnlyAnchor CrlMissing] then [Colleague Kind ServerLog]
        "SSL_ERROR_ACCESS_DENIED_ALERT" => [RootNotTrusted IssuingCaMissing CaExpired Revoked Sha1Refused] then [Colleague Kind ServerLog]
        "SSL_ERROR_DECODE_ERROR_ALERT" => [CaNotAnnounced] then [Pin Colleague ServerLog]
        "SSL_ERROR_DECRYPT_ERROR_ALERT" => [SigningFailed NoPss] then [CardProgram Elsewhere ServerLog]
        "SSL_ERROR_INTERNAL_ERROR_ALERT" => [VerifyDepth CaListTooLong WrongCertificateUse] then [Pin Colleague ServerLog]
        "SSL_ERROR_UNRECOGNIZED_NAME_ALERT" => [SniUnknown] then [Address Probe]
        "SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT" => [CaNotAnnounced NoPss LeafExpired LeafNotYetValid WrongCertificateUse IssuingCaNotHere MiddlewareMissing] then [Pin Colleague Sites CardProgram]
        "SSL_ERROR_HANDSHAKE_FAILED" => [SigningFailed NoPss] then [Pin CardProgram Elsewhere]
        "PR_END_OF_FILE_ERROR" => [RootNotTrusted IssuingCaMissing IssuingCaOnlyAnchor CaExpired Revoked CrlStale CrlMissing Sha1Refused Unreachable] then [Pin Colleague ServerLog]
        "SEC_ERROR_UNKNOWN_ISSUER" => [ServerRootUnknown ServerChainIncomplete] then [Elsewhere ThisComputer Probe]
        "Peer reports incompatible or unsupported protocol version" => [ProtocolVersion] then [Colleague Probe]
    }
    Firefox Code "NSS: lib/ssl/SSLerrs.h, lib/util/SECerrs.h" {
        "SSL_ERROR_UNSUPPORTED_CERT_ALERT" => [WrongCertificateUse] then [Certificate ServerLog]
        "SSL_ERROR_UNSUPPORTED_VERSION" "SSL_ERROR_PROTOCOL_VERSION_ALERT" => [ProtocolVersion] then [Colleague Probe]
        "SSL_ERROR_NO_CYPHER_OVERLAP" => [CipherMismatch ProtocolVersion] then [Colleague Probe]
        "SSL_ERROR_INSUFFICIENT_SECURITY_ALERT" => [CipherMismatch] then [Probe]
        "SSL_ERROR_NO_CERTIFICATE" => [CaNotAnnounced MiddlewareMissing IssuingCaNotHere LeafExpired] then [Pin CardProgram Diagnose]
        "SSL_ERROR_SIGN_HASHES_FAILURE" => [SigningFailed] then [Pin CardProgram Elsewhere]
        "SSL_ERROR_UNSUPPORTED_SIGNATURE_ALGORITHM" "SSL_ERROR_UNSUPPORTED_HASH_ALGORITHM" => [NoPss NoCommonAlgorithm] then [CardProgram Probe]
        "SSL_ERROR_RENEGOTIATION_NOT_ALLOWED" "SSL_ERROR_UNSAFE_NEGOTIATION" => [AskedLate] then [Probe]
        "SSL_ERROR_MISSING_POST_HANDSHAKE_AUTH_EXTENSION" => [AskedLate] then [Probe]
        "SSL_ERROR_RX_RECORD_TOO_LONG" => [NotTls] then [Address Probe]
        "SSL_ERROR_RX_UNKNOWN_RECORD_TYPE" "SSL_ERROR_RX_MALFORMED_HANDSHAKE" => [NotTls CaListTooLong] then [Address Probe]
        "SSL_ERROR_BAD_CERT_DOMAIN" => [ServerNameMismatch SniUnknown] then [Address Probe]
        "SEC_ERROR_EXPIRED_CERTIFICATE" "MOZILLA_PKIX_ERROR_NOT_YET_VALID_CERTIFICATE" => [Clock ServerCertificateExpired] then [Clock Colleague Probe]
        "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE" "MOZILLA_PKIX_ERROR_NOT_YET_VALID_ISSUER_CERTIFICATE" => [ServerChainIncomplete Clock] then [Clock Probe]
        "SEC_ERROR_UNTRUSTED_ISSUER" "SEC_ERROR_UNTRUSTED_CERT" "SEC_ERROR_CA_CERT_INVALID" => [ServerRootUnknown ServerChainIncomplete] then [Elsewhere ThisComputer Probe]
        "MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT" "ERROR_SELF_SIGNED_CERT" => [ServerRootUnknown] then [Address Probe]
        "MOZILLA_PKIX_ERROR_MITM_DETECTED" => [ServerRootUnknown ProxyInFront] then [Network ThisComputer]
        "SEC_ERROR_CERT_SIGNATURE_ALGORITHM_DISABLED" => [ServerChainIncomplete ServerRootUnknown] then [Probe]
        "SEC_ERROR_OCSP_FUTURE_RESPONSE" "SEC_ERROR_OCSP_OLD_RESPONSE" => [Clock] then [Clock Colleague]
        "SEC_ERROR_TOKEN_NOT_LOGGED_IN" "SEC_ERROR_BAD_PASSWORD" "SEC_ERROR_NO_TOKEN" "SEC_ERROR_PKCS11_DEVICE_ERROR" "SEC_ERROR_PKCS11_FUNCTION_FAILED" "SEC_ERROR_PKCS11_GENERAL_ERROR" => [SigningFailed MiddlewareMissing] then [Pin CardProgram Elsewhere]
        "PR_CONNECT_RESET_ERROR" => [RootNotTrusted IssuingCaMissing Unreachable] then [Pin Sites Network]
        "NS_ERROR_UNKNOWN_HOST" => [Dns] then [Address Network]
        "NS_ERROR_CONNECTION_REFUSED" "NS_ERROR_NET_TIMEOUT" => [Unreachable] then [Network Sites]
    }
    Firefox Heading "Firefox's own texts, sv-SE and en-US" {
        "Secure Connection Failed" "Säker anslutning misslyckades" "Säkra anslutningen misslyckades" => [CaNotAnnounced RootNotTrusted IssuingCaMissing VerifyDepth ProtocolVersion CipherMismatch] then [Code Pin Colleague]
        "Warning: Potential Security Risk Ahead" "Varning: Potentiell säkerhetsrisk" "Did Not Connect: Potential Security Issue" "Anslöt inte: Potentiellt säkerhetsproblem" "Din anslutning är inte säker" "Your connection is not secure" => [ServerRootUnknown ServerChainIncomplete Clock ServerCertificateExpired ServerNameMismatch] then [Code Clock Elsewhere]
        "Unable to connect" "Kan inte ansluta" "Kunde inte ansluta" => [Unreachable] then [Address Network Sites]
        "having trouble finding that site" "problem med att hitta den webbplatsen" "Server Not Found" "Servern hittades inte" => [Dns] then [Address Network]
        "The connection was reset" "Anslutningen nollställdes" "Anslutningen återställdes" => [Unreachable RootNotTrusted IssuingCaMissing] then [Pin Sites Network]
    }
    Safari Code "Apple: NSURLError.h" {
        "NSURLErrorDomain -1200" "NSURLErrorSecureConnectionFailed" "kCFErrorDomainCFNetwork -1200" => [CaNotAnnounced RootNotTrusted IssuingCaMissing ProtocolVersion CipherMismatch VerifyDepth] then [Pin Colleague Probe]
        "NSURLErrorDomain -1205" "NSURLErrorClientCertificateRejected" => [RootNotTrusted IssuingCaMissing Revoked LeafExpired CrlStale] then [Colleague Kind ServerLog]
        "NSURLErrorDomain -1206" "NSURLErrorClientCertificateRequired" => [CaNotAnnounced MiddlewareMissing IssuingCaNotHere LeafExpired] then [Pin CardProgram Diagnose]
        "NSURLErrorDomain -1202" "NSURLErrorServerCertificateUntrusted" => [ServerRootUnknown ServerChainIncomplete ServerNameMismatch] then [Elsewhere ThisComputer Probe]
        "NSURLErrorDomain -1203" "NSURLErrorServerCertificateHasUnknownRoot" => [ServerRootUnknown ServerChainIncomplete] then [ThisComputer Probe]
        "NSURLErrorDomain -1201" "NSURLErrorServerCertificateHasBadDate" "NSURLErrorDomain -1204" "NSURLErrorServerCertificateNotYetValid" => [Clock ServerCertificateExpired] then [Clock Probe]
        "NSURLErrorDomain -1003" "NSURLErrorCannotFindHost" => [Dns] then [Address Network]
        "NSURLErrorDomain -1004" "NSURLErrorCannotConnectToHost" "NSURLErrorDomain -1001" => [Unreachable] then [Network Sites]
    }
    Safari Code "Apple: SecureTransport.h" {
        "errSSLPeerHandshakeFail" "OSStatus -9824" "=-9824" => [CaNotAnnounced OcspUnreachable CipherMismatch] then [Pin Colleague Probe]
        "errSSLPeerBadCert" "OSStatus -9825" "=-9825" => [CaNotAnnounced Sha1Refused RootNotTrusted] then [Pin Colleague ServerLog]
        "errSSLPeerUnsupportedCert" "OSStatus -9826" "=-9826" => [WrongCertificateUse] then [Certificate ServerLog]
        "errSSLPeerCertRevoked" "OSStatus -9827" "=-9827" => [Revoked] then [Revocation Colleague]
        "errSSLPeerCertExpired" "OSStatus -9828" "=-9828" => [LeafExpired CaExpired CrlStale] then [Dates Colleague ServerLog]
        "errSSLPeerCertUnknown" "OSStatus -9829" "=-9829" => [RootNotTrusted IssuingCaMissing CrlStale Revoked] then [Colleague ServerLog]
        "errSSLPeerUnknownCA" "OSStatus -9831" "=-9831" => [RootNotTrusted IssuingCaMissing IssuingCaOnlyAnchor CrlMissing] then [Colleague Kind ServerLog]
        "errSSLPeerAccessDenied" "OSStatus -9832" "=-9832" => [RootNotTrusted IssuingCaMissing Revoked] then [Colleague ServerLog]
        "errSSLPeerProtocolVersion" "OSStatus -9836" "=-9836" => [ProtocolVersion] then [Probe]
        "errSSLPeerInternalError" "OSStatus -9838" "=-9838" => [VerifyDepth CaListTooLong] then [Pin ServerLog]
        "errSSLXCertChainInvalid" "OSStatus -9807" "=-9807" "errSSLUnknownRootCert" "OSStatus -9812" "=-9812" => [ServerRootUnknown ServerChainIncomplete] then [ThisComputer Probe]
    }
    Safari Heading "Safari's own texts" {
        "Safari can’t establish a secure connection to the server" "Safari kan inte upprätta en säker anslutning" => [CaNotAnnounced RootNotTrusted IssuingCaMissing ProtocolVersion CipherMismatch VerifyDepth] then [Pin Colleague Sites Diagnose]
        "This Connection Is Not Private" "Den här anslutningen är inte privat" => [ServerRootUnknown ServerChainIncomplete Clock ServerCertificateExpired ServerNameMismatch] then [Clock Elsewhere Probe]
        "Safari can’t find the server" "Safari kan inte hitta servern" => [Dns] then [Address Network]
        "Safari can’t connect to the server" "Safari kan inte ansluta till servern" => [Unreachable] then [Address Network]
    }
    InternetExplorer Code "Microsoft: WinINet and WinHTTP error messages; URL moniker error codes" {
        "ERROR_INTERNET_CLIENT_AUTH_CERT_NEEDED" "=12044" "ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED" => [CaNotAnnounced MiddlewareMissing IssuingCaNotHere LeafExpired] then [Pin CardProgram Diagnose]
        "ERROR_INTERNET_SECURITY_CHANNEL_ERROR" "=12157" "ERROR_WINHTTP_SECURE_CHANNEL_ERROR" => [ProtocolVersion CipherMismatch CaNotAnnounced RootNotTrusted] then [Pin Colleague Probe]
        "ERROR_WINHTTP_SECURE_FAILURE" "=12175" => [ServerRootUnknown ServerChainIncomplete ProtocolVersion CipherMismatch] then [Elsewhere Probe]
        "ERROR_WINHTTP_CLIENT_CERT_NO_PRIVATE_KEY" "=12185" "ERROR_WINHTTP_CLIENT_CERT_NO_ACCESS_PRIVATE_KEY" "=12186" => [SigningFailed MiddlewareMissing] then [CardProgram Pin]
        "ERROR_INTERNET_INVALID_CA" "=12045" "DLG_FLAGS_INVALID_CA" => [ServerRootUnknown ServerChainIncomplete] then [Elsewhere ThisComputer Probe]
        "ERROR_INTERNET_SEC_CERT_DATE_INVALID" "=12037" "DLG_FLAGS_SEC_CERT_DATE_INVALID" => [Clock ServerCertificateExpired] then [Clock Colleague Probe]
        "ERROR_INTERNET_SEC_CERT_CN_INVALID" "=12038" "DLG_FLAGS_SEC_CERT_CN_INVALID" => [ServerNameMismatch SniUnknown] then [Address Probe]
        "ERROR_INTERNET_SEC_CERT_REV_FAILED" "=12057" "DLG_FLAGS_SEC_CERT_REV_FAILED" => [Unreachable] then [Network Colleague]
        "ERROR_INTERNET_NAME_NOT_RESOLVED" "=12007" => [Dns] then [Address Network]
        "ERROR_INTERNET_CANNOT_CONNECT" "=12029" "ERROR_INTERNET_TIMEOUT" "=12002" => [Unreachable] then [Network Sites]
        "ERROR_INTERNET_CONNECTION_RESET" "=12031" "ERROR_INTERNET_CONNECTION_ABORTED" "=12030" => [Unreachable RootNotTrusted IssuingCaMissing] then [Pin Sites Network]
        "INET_E_SECURITY_PROBLEM" "0x800C000E" => [ServerRootUnknown ServerNameMismatch CaNotAnnounced] then [Pin Elsewhere Probe]
        "INET_E_INVALID_CERTIFICATE" "0x800C0019" => [ServerRootUnknown ServerChainIncomplete] then [Elsewhere ThisComputer Probe]
        "INET_E_RESOURCE_NOT_FOUND" "0x800C0005" => [Dns Unreachable] then [Address Network]
        "INET_E_CANNOT_CONNECT" "0x800C0004" "INET_E_CONNECTION_TIMEOUT" "0x800C000B" => [Unreachable] then [Network Sites]
        "INET_E_DOWNLOAD_FAILURE" "0x800C0008" => [CaNotAnnounced RootNotTrusted ProtocolVersion Unreachable] then [Pin Colleague Probe]
    }
    InternetExplorer Heading "Internet Explorer's own texts, sv-SE and en-US" {
        "This page can’t be displayed" "Det går inte att visa sidan" "Den här sidan kan inte visas" "Det går inte att visa den här sidan" "Sidan kan inte visas" "The page cannot be displayed" => [CaNotAnnounced RootNotTrusted ProtocolVersion CipherMismatch Unreachable Dns] then [Pin Colleague Sites Network]
        "Can’t connect securely to this page" "Det går inte att ansluta säkert till den här sidan" "Turn on TLS 1.0, TLS 1.1, and TLS 1.2" "Aktivera TLS 1.0, TLS 1.1 och TLS 1.2" => [CaNotAnnounced RootNotTrusted ProtocolVersion CipherMismatch CaListTooLong VerifyDepth] then [Pin Colleague Sites Probe]
        "There is a problem with this website’s security certificate" "Det är problem med webbplatsens säkerhetscertifikat" "Det finns ett problem med webbplatsens säkerhetscertifikat" "This site is not secure" "Den här webbplatsen är inte säker" => [ServerRootUnknown ServerChainIncomplete Clock ServerCertificateExpired ServerNameMismatch] then [Code Clock Elsewhere]
        "The page requires a client certificate" "Sidan kräver ett klientcertifikat" => [CaNotAnnounced LeafExpired WrongCertificateUse] then [Pin Colleague CardProgram]
    }
    Windows Code "Microsoft: Schannel events; KB 933430, KB 2880390" {
        "Schannel 36885" "36885" "list has thus been truncated" => [CaListTooLong CaNotAnnounced] then [Probe]
        "Schannel 36887" "36887" "A fatal alert was received from the remote endpoint" => [RootNotTrusted IssuingCaMissing Revoked LeafExpired CrlStale CrlMissing CaExpired Sha1Refused ServerRootUnknown ServerChainIncomplete ProtocolVersion] then [WhoseLog ServerLog]
        "Schannel 36888" "36888" "A fatal alert was generated and sent to the remote endpoint" => [RootNotTrusted IssuingCaMissing ProtocolVersion CipherMismatch NotTls ServerRootUnknown] then [WhoseLog ServerLog]
        "Schannel 36874" "36874" "none of the cipher suites supported by the client application are supported by the server" => [CipherMismatch ProtocolVersion] then [Probe]
        "Schannel 36871" "36871" => [ProtocolVersion CipherMismatch] then [WhoseLog Probe]
        "Schannel 36873" "36873" => [CipherMismatch] then [WhoseLog Probe]
        "Schannel 36875" "36875" "no suitable client certificate could be found" => [CaNotAnnounced MiddlewareMissing IssuingCaNotHere LeafExpired] then [CardProgram Diagnose]
        "Schannel 36876" "36876" "The certificate received from the remote server has not validated correctly" => [ServerRootUnknown ServerChainIncomplete ServerNameMismatch ServerCertificateExpired] then [ThisComputer Probe]
        "Schannel 36877" "36877" "The certificate received from the remote client application has not validated correctly" => [RootNotTrusted IssuingCaMissing Revoked CrlStale OcspUnreachable CaExpired LeafExpired] then [ServerLog Revocation]
        "Schannel 36878" "36878" "not suitable for direct mapping to a client system account" => [HttpRefused RootNotTrusted] then [Permission ServerLog]
        "Schannel 36879" "36879" "was not successfully mapped to a client system account" => [HttpRefused] then [Permission ServerLog]
        "Schannel 36881" "36881" => [ServerCertificateExpired Clock] then [Clock Probe]
        "Schannel 36882" "36882" "was issued by an untrusted certificate authority" => [ServerRootUnknown ServerChainIncomplete] then [ThisComputer Probe]
        "Schannel 36883" "36883" => [ServerRootUnknown] then [Colleague Probe]
        "Schannel 36884" "36884" "does not contain the expected name" => [ServerNameMismatch SniUnknown] then [Address Probe]
        "Schannel 36886" "36886" "No suitable default server credential exists" => [NotTls SniUnknown] then [ServerLog]
    }
    Windows Code "Microsoft: winerror.h" {
        "SEC_E_ILLEGAL_MESSAGE" "0x80090326" "-2146893018" "The message received was unexpected or badly formatted" "Det mottagna meddelandet var oväntat eller felaktigt formaterat" => [RootNotTrusted IssuingCaMissing CaListTooLong VerifyDepth NotTls CipherMismatch] then [WhoseLog Pin ServerLog]
        "SEC_E_UNTRUSTED_ROOT" "0x80090325" "-2146893019" "CERT_E_UNTRUSTEDROOT" "0x800B0109" "2148204809" "-2146762487" => [RootNotTrusted ServerRootUnknown] then [WhoseLog ServerLog ThisComputer]
        "CERT_E_CHAINING" "0x800B010A" "2148204810" "-2146762486" => [IssuingCaMissing RootNotTrusted ServerChainIncomplete] then [WhoseLog ServerLog ThisComputer]
        "SEC_E_CERT_UNKNOWN" "0x80090327" "-2146893017" => [RootNotTrusted IssuingCaMissing CrlStale Revoked] then [WhoseLog ServerLog]
        "SEC_E_CERT_EXPIRED" "0x80090328" "-2146893016" "CERT_E_EXPIRED" "0x800B0101" "2148204801" "-2146762495" => [LeafExpired CaExpired LeafNotYetValid ServerCertificateExpired Clock] then [WhoseLog Dates Clock]
        "SEC_E_WRONG_PRINCIPAL" "0x80090322" "-2146893022" "CERT_E_CN_NO_MATCH" "0x800B010F" => [ServerNameMismatch SniUnknown] then [Address Probe]
        "SEC_E_ALGORITHM_MISMATCH" "0x80090331" "-2146893007" "do not possess a common algorithm" => [ProtocolVersion CipherMismatch NoCommonAlgorithm] then [Colleague Probe]
        "SEC_E_UNSUPPORTED_FUNCTION" "0x80090302" "-2146893054" => [ProtocolVersion] then [Probe]
        "SEC_E_INVALID_TOKEN" "0x80090308" "-2146893048" => [NotTls ProtocolVersion] then [Address Probe]
        "SEC_E_INTERNAL_ERROR" "0x80090304" "-2146893052" => [RootNotTrusted VerifyDepth SigningFailed] then [WhoseLog CardProgram ServerLog]
        "SEC_E_NO_CREDENTIALS" "0x8009030E" "-2146893042" "SEC_E_UNKNOWN_CREDENTIALS" "0x8009030D" "SEC_I_INCOMPLETE_CREDENTIALS" "0x00090320" => [CaNotAnnounced SigningFailed LeafExpired] then [CardProgram Diagnose]
        "SEC_E_DECRYPT_FAILURE" "0x80090330" "-2146893008" => [SigningFailed NoPss] then [CardProgram Elsewhere]
        "SEC_E_TIME_SKEW" "0x80090324" => [Clock] then [Clock]
        "SEC_E_CERT_WRONG_USAGE" "0x80090349" "CERT_E_WRONG_USAGE" "0x800B0110" "2148204816" => [WrongCertificateUse] then [Certificate WhoseLog]
        "CRYPT_E_REVOKED" "0x80092010" "2148081680" "CERT_E_REVOKED" "0x800B010C" "2148204812" => [Revoked] then [WhoseLog Revocation]
        "CRYPT_E_NO_REVOCATION_CHECK" "0x80092012" "2148081682" => [CrlMissing OcspUnreachable] then [WhoseLog ServerLog]
        "CRYPT_E_REVOCATION_OFFLINE" "0x80092013" "2148081683" "CERT_E_REVOCATION_FAILURE" "0x800B010E" "2148204814" => [OcspUnreachable CrlStale CrlMissing] then [WhoseLog ServerLog]
        "ERROR_NOT_SUPPORTED" "0x80070032" "2147942450" => [AskedLate] then [Probe]
    }
    Windows Code "Microsoft: winerror.h, smart cards and keys" {
        "SCARD_W_CANCELLED_BY_USER" "0x8010006E" "The action was cancelled by the user" "Åtgärden avbröts av användaren" => [SigningFailed] then [Pin CardProgram]
        "SCARD_W_WRONG_CHV" "0x8010006B" => [SigningFailed] then [Pin CardProgram]
        "SCARD_W_CHV_BLOCKED" "0x8010006C" => [SigningFailed] then [Pin]
        "SCARD_W_REMOVED_CARD" "0x80100069" "SCARD_E_NO_SMARTCARD" "0x8010000C" "SCARD_W_UNRESPONSIVE_CARD" "0x80100066" "SCARD_W_UNPOWERED_CARD" "0x80100067" "SCARD_W_RESET_CARD" "0x80100068" => [SigningFailed MiddlewareMissing] then [CardProgram Elsewhere]
        "SCARD_E_NO_READERS_AVAILABLE" "0x8010002E" "SCARD_E_NO_SERVICE" "0x8010001D" "SCARD_E_READER_UNAVAILABLE" "0x80100017" => [SigningFailed MiddlewareMissing] then [CardProgram Elsewhere]
        "SCARD_E_CARD_UNSUPPORTED" "0x8010001C" "SCARD_E_NO_SUCH_CERTIFICATE" "0x8010002C" => [SigningFailed MiddlewareMissing] then [CardProgram Elsewhere]
        "NTE_BAD_KEYSET" "0x80090016" "Keyset does not exist" "Nyckeluppsättningen finns inte" => [SigningFailed MiddlewareMissing] then [CardProgram Elsewhere]
        "NTE_SILENT_CONTEXT" "0x80090022" => [SigningFailed] then [Pin CardProgram]
        "NTE_NOT_SUPPORTED" "0x80090029" "NTE_BAD_ALGID" "0x80090008" => [NoPss SigningFailed] then [CardProgram]
        "CKR_PIN_LOCKED" "0x000000A4" => [SigningFailed] then [Pin]
        "CKR_PIN_INCORRECT" "0x000000A0" => [SigningFailed] then [Pin]
        "CKR_DEVICE_REMOVED" "0x00000032" "CKR_TOKEN_NOT_PRESENT" "0x000000E0" "CKR_TOKEN_NOT_RECOGNIZED" => [SigningFailed MiddlewareMissing] then [CardProgram Elsewhere]
        "CKR_MECHANISM_INVALID" "0x00000070" => [NoPss] then [CardProgram]
        "CKR_FUNCTION_CANCELED" "0x00000050" "CKR_USER_NOT_LOGGED_IN" "0x00000101" => [SigningFailed] then [Pin CardProgram]
    }
    DotNet Code "Microsoft: System.Net.Security.SslPolicyErrors, X509ChainStatusFlags" {
        "RemoteCertificateNotAvailable" => [CaNotAnnounced] then [WhoseLog Pin Diagnose]
        "RemoteCertificateNameMismatch" => [ServerNameMismatch] then [Address Probe]
        "RemoteCertificateChainErrors" "The remote certificate is invalid according to the validation procedure" "The remote certificate is invalid because of errors in the certificate chain" => [RootNotTrusted IssuingCaMissing ServerRootUnknown ServerChainIncomplete] then [WhoseLog ServerLog]
        "UntrustedRoot" => [RootNotTrusted ServerRootUnknown] then [WhoseLog ServerLog]
        "PartialChain" => [IssuingCaMissing RootNotTrusted ServerChainIncomplete] then [WhoseLog ServerLog]
        "NotTimeValid" => [LeafExpired CaExpired ServerCertificateExpired Clock] then [WhoseLog Dates Clock]
        "RevocationStatusUnknown" "OfflineRevocation" => [OcspUnreachable CrlStale CrlMissing] then [WhoseLog ServerLog]
        "NotValidForUsage" => [WrongCertificateUse] then [Certificate WhoseLog]
        "Could not create SSL/TLS secure channel" "Det gick inte att skapa en säker SSL/TLS-kanal" => [CaNotAnnounced RootNotTrusted ProtocolVersion CipherMismatch SigningFailed] then [CardProgram Probe]
        "Could not establish trust relationship for the SSL/TLS secure channel" => [ServerRootUnknown ServerChainIncomplete ServerNameMismatch] then [ThisComputer Probe]
    }
    Tls Code "measured with ten servers; RFC 8446 section 6" {
        "handshake_failure" "=40" "sslv3 alert handshake failure" "ssl/tls alert handshake failure" => [CaNotAnnounced OcspUnreachable CipherMismatch LeafExpired] then [Pin Colleague ServerLog Probe]
        "bad_certificate" "=42" "sslv3 alert bad certificate" => [Sha1Refused RootNotTrusted IssuingCaMissing LeafNotYetValid CaNotAnnounced CaExpired Revoked CrlStale CrlMissing] then [WhoseLog Kind Dates ServerLog]
        "unsupported_certificate" "=43" "sslv3 alert unsupported certificate" => [WrongCertificateUse OtherCertificateChosen] then [Certificate ServerLog]
        "certificate_revoked" "=44" "sslv3 alert certificate revoked" => [Revoked] then [Revocation ServerLog]
        "certificate_expired" "=45" "sslv3 alert certificate expired" => [LeafExpired CrlStale CaExpired] then [Dates Colleague ServerLog]
        "certificate_unknown" "=46" "sslv3 alert certificate unknown" => [RootNotTrusted IssuingCaMissing CrlStale CaExpired Revoked CrlMissing] then [WhoseLog Colleague ServerLog]
        "unknown_ca" "=48" "tlsv1 alert unknown ca" => [RootNotTrusted IssuingCaMissing IssuingCaOnlyAnchor CrlMissing] then [WhoseLog Colleague ServerLog]
        "access_denied" "=49" "tlsv1 alert access denied" => [RootNotTrusted IssuingCaMissing CaExpired Revoked Sha1Refused] then [Colleague ServerLog]
        "decode_error" "=50" "tlsv1 alert decode error" => [CaNotAnnounced] then [Pin Colleague ServerLog]
        "decrypt_error" "=51" "tlsv1 alert decrypt error" => [SigningFailed NoPss] then [CardProgram Elsewhere ServerLog]
        "protocol_version" "=70" "tlsv1 alert protocol version" => [ProtocolVersion] then [Colleague Probe]
        "internal_error" "=80" "tlsv1 alert internal error" => [VerifyDepth CaListTooLong WrongCertificateUse SniUnknown] then [Pin Certificate ServerLog]
        "unrecognized_name" "=112" "tlsv1 unrecognized name" "UnrecognisedName" => [SniUnknown] then [Address Probe]
        "certificate_required" "=116" "tlsv13 alert certificate required" => [CaNotAnnounced NoPss LeafExpired LeafNotYetValid WrongCertificateUse IssuingCaNotHere MiddlewareMissing] then [Pin Colleague CardProgram Diagnose]
    }
    Tls Code "RFC 5246 section 7.2, RFC 8446 section 6" {
        "unexpected_message" "=10" "ssl alert unexpected message" => [AskedLate NotTls] then [Probe ServerLog]
        "insufficient_security" "=71" "tlsv1 alert insufficient security" => [CipherMismatch] then [Probe]
        "illegal_parameter" "=47" "sslv3 alert illegal parameter" => [NoCommonAlgorithm CipherMismatch] then [CardProgram Probe]
        "no_renegotiation" "=100" "tlsv1 alert no renegotiation" => [AskedLate] then [Probe]
        "no_application_protocol" "=120" "tlsv1 alert no application protocol" => [FarmInconsistent SniUnknown] then [Probe]
    }
    Iis Code "Microsoft: The HTTP status code in IIS 7 and later versions" {
        "403.7" => [CaNotAnnounced LeafExpired NoPss WrongCertificateUse IssuingCaNotHere MiddlewareMissing] then [Pin Colleague Kind Diagnose]
        "403.12" => [HttpRefused] then [Permission ServerLog]
        "403.13" => [Revoked OcspUnreachable CrlStale CrlMissing] then [Revocation Colleague ServerLog]
        "403.16" => [RootNotTrusted IssuingCaMissing] then [Colleague Kind ServerLog]
        "403.17" => [LeafExpired LeafNotYetValid CaExpired] then [Dates Colleague]
        "403.4" "403.5" => [NotTls] then [Address]
        "413 Request Entity Too Large" "=413" "uploadReadAheadSize" => [AskedLate] then [Probe]
    }
    Nginx Code "measured with nginx 1.22; ngx_http_special_response.c, ngx_http_request.c" {
        "No required SSL certificate was sent" "client sent no required SSL certificate" "=496" "HTTP ERROR 496" => [CaNotAnnounced ProxyInFront LeafExpired LeafNotYetValid NoPss WrongCertificateUse IssuingCaNotHere MiddlewareMissing] then [Pin Colleague Kind Diagnose]
        "The SSL certificate error" "client SSL certificate verify error" "=495" "HTTP ERROR 495" => [RootNotTrusted IssuingCaMissing IssuingCaOnlyAnchor VerifyDepth CaExpired LeafExpired Revoked CrlStale CrlMissing OcspUnreachable Sha1Refused WrongCertificateUse] then [Colleague Kind ServerLog]
        "The plain HTTP request was sent to HTTPS port" "=497" => [NotTls ProxyInFront] then [Address Probe]
    }
    Apache Code "measured with Apache 2.4; modules/ssl/ssl_engine_kernel.c" {
        "AH02040" "Certificate Chain too long" => [VerifyDepth] then [ServerLog]
        "AH01899" => [CrlMissing] then [ServerLog]
        "AH01974" "could not connect to OCSP responder" => [OcspUnreachable] then [ServerLog]
        "Certificate Verification: Error (50)" => [OcspUnreachable] then [ServerLog]
        "AH02039" "AH02276" => [RootNotTrusted IssuingCaMissing IssuingCaOnlyAnchor CrlMissing CrlStale CaExpired LeafExpired Revoked Sha1Refused WrongCertificateUse] then [ServerLog]
        "AH10158" "Cannot perform Post-Handshake Authentication" => [AskedLate] then [Probe]
        "AH02261" "Re-negotiation handshake failed" => [AskedLate CaNotAnnounced] then [Probe ServerLog]
    }
    Apache Code "modules/ssl/ssl_engine_kernel.c, ssl_engine_io.c" {
        "AH02008" "SSL library error 1 in handshake" => [RootNotTrusted IssuingCaMissing CipherMismatch ProtocolVersion VerifyDepth] then [ServerLog]
        "AH02033" "No hostname was provided via SNI" => [SniUnknown] then [Address Probe]
        "AH02032" "Misdirected Request" "=421" => [SniUnknown] then [Address Probe]
        "AH01996" "speaking plain HTTP to an SSL-enabled server port" => [NotTls] then [Address]
        "AH02042" "rejecting client initiated renegotiation" => [AskedLate] then [Probe]
    }
    Haproxy Code "HAProxy: src/connection.c" {
        "SSL client certificate not trusted" => [RootNotTrusted IssuingCaMissing LeafExpired Revoked CrlStale CrlMissing Sha1Refused] then [Colleague ServerLog]
        "SSL client CA chain cannot be verified" => [RootNotTrusted IssuingCaMissing IssuingCaOnlyAnchor CaExpired CrlMissing] then [Colleague ServerLog]
        "SSL handshake failure" => [CaNotAnnounced RootNotTrusted IssuingCaMissing ProtocolVersion CipherMismatch] then [Pin ServerLog Probe]
    }
    Java Code "measured with JDK 17: JSSE and Tomcat 10.1" {
        "PKIX path building failed" "unable to find valid certification path to requested target" "SunCertPathBuilderException" => [RootNotTrusted IssuingCaMissing ServerRootUnknown ServerChainIncomplete] then [WhoseLog Colleague]
        "KeyUsage does not allow digital signatures" => [WrongCertificateUse] then [Certificate]
        "Could not determine revocation status" "Unable to determine revocation status" "UNDETERMINED_REVOCATION_STATUS" => [CrlStale CrlMissing OcspUnreachable] then [ServerLog]
        "Empty client certificate chain" "null cert chain" => [CaNotAnnounced NoPss LeafExpired WrongCertificateUse IssuingCaNotHere MiddlewareMissing] then [Pin Colleague CardProgram]
        "PKIX path validation failed" "CertPathValidatorException" => [RootNotTrusted CaExpired CrlStale Revoked LeafExpired Sha1Refused ServerRootUnknown] then [WhoseLog ServerLog]
    }
    Java Code "OpenJDK: sun.security.validator, sun.security.provider.certpath, sun.security.ssl" {
        "Path does not chain with any of the trust anchors" "No trusted certificate found" "No trusted certificate chain found" => [RootNotTrusted IssuingCaMissing ServerRootUnknown] then [WhoseLog ServerLog]
        "the trustAnchors parameter must be non-empty" => [RootNotTrusted ServerRootUnknown] then [WhoseLog ServerLog]
        "CertificateExpiredException" "NotAfter:" "validity check failed" "timestamp check failed" => [LeafExpired CaExpired ServerCertificateExpired Clock] then [WhoseLog Dates Clock]
        "CertificateNotYetValidException" => [LeafNotYetValid Clock ServerCertificateExpired] then [WhoseLog Dates Clock]
        "CertificateRevokedException" "Certificate has been revoked" => [Revoked] then [WhoseLog Revocation]
        "Extended key usage does not permit use for TLS client authentication" => [WrongCertificateUse] then [Certificate]
        "Algorithm constraints check failed on signature algorithm" "Algorithm constraints check failed" => [Sha1Refused] then [Kind ServerLog]
        "No appropriate protocol" => [ProtocolVersion] then [Probe]
        "no cipher suites in common" => [CipherMismatch] then [Probe]
        "Unrecognized SSL message, plaintext connection" => [NotTls] then [Address]
        "No subject alternative DNS name matching" "No name matching" "No subject alternative names present" => [ServerNameMismatch] then [Address Probe]
        "UnknownHostException" => [Dns] then [Address Network]
        "No X509TrustManager implementation available" "Bad certificate_verify signature" => [SigningFailed RootNotTrusted] then [CardProgram ServerLog]
        "Remote host terminated the handshake" "Remote host closed connection during handshake" => [RootNotTrusted IssuingCaMissing Unreachable ProxyInFront] then [WhoseLog Probe]
    }
    OpenSsl Code "measured with OpenSSL 3.0; openssl-verification-options(1), X509_STORE_CTX_get_error(3)" {
        "unable to get issuer certificate" "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT" "UNABLE_TO_GET_ISSUER_CERT" "verify error:num=2" "verify return code: 2" "=verify error 2" "=v2" "=2" => [IssuingCaOnlyAnchor RootNotTrusted VerifyDepth ServerChainIncomplete] then [WhoseLog ServerLog]
        "unable to get certificate CRL" "X509_V_ERR_UNABLE_TO_GET_CRL" "UNABLE_TO_GET_CRL" "verify error:num=3" "Certificate Verification: Error (3)" "=verify error 3" "=v3" "=3" => [CrlMissing] then [ServerLog]
        "certificate signature failure" "X509_V_ERR_CERT_SIGNATURE_FAILURE" "CERT_SIGNATURE_FAILURE" "verify error:num=7" "Certificate Verification: Error (7)" "=verify error 7" "=v7" "=7" => [RootNotTrusted] then [ServerLog]
        "certificate is not yet valid" "X509_V_ERR_CERT_NOT_YET_VALID" "CERT_NOT_YET_VALID" "verify error:num=9" "Certificate Verification: Error (9)" "=verify error 9" "=v9" "=9" => [LeafNotYetValid Clock ServerCertificateExpired] then [WhoseLog Dates Clock]
        "certificate has expired" "X509_V_ERR_CERT_HAS_EXPIRED" "CERT_HAS_EXPIRED" "verify error:num=10" "Certificate Verification: Error (10)" "=verify error 10" "=v10" "=10" => [LeafExpired CaExpired ServerCertificateExpired] then [WhoseLog Dates Colleague]
        "CRL is not yet valid" "X509_V_ERR_CRL_NOT_YET_VALID" "verify error:num=11" "=verify error 11" => [Clock CrlStale] then [ServerLog]
        "CRL has expired" "X509_V_ERR_CRL_HAS_EXPIRED" "CRL_HAS_EXPIRED" "verify error:num=12" "Certificate Verification: Error (12)" "=verify error 12" "=v12" "=12" => [CrlStale] then [ServerLog]
        "self-signed certificate" "self signed certificate" "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT" "DEPTH_ZERO_SELF_SIGNED_CERT" "verify error:num=18" "Certificate Verification: Error (18)" "=verify error 18" "=v18" "=18" => [RootNotTrusted ServerRootUnknown] then [WhoseLog ServerLog]
        "self-signed certificate in certificate chain" "self signed certificate in certificate chain" "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN" "SELF_SIGNED_CERT_IN_CHAIN" "verify error:num=19" "Certificate Verification: Error (19)" "=verify error 19" "=v19" "=19" => [RootNotTrusted ServerRootUnknown ProxyInFront] then [WhoseLog ServerLog]
        "unable to get local issuer certificate" "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY" "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" "verify error:num=20" "Certificate Verification: Error (20)" "=verify error 20" "=v20" "=20" => [RootNotTrusted IssuingCaMissing VerifyDepth ServerRootUnknown ServerChainIncomplete] then [WhoseLog Kind ServerLog]
        "unable to verify the first certificate" "X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE" "UNABLE_TO_VERIFY_LEAF_SIGNATURE" "verify error:num=21" "Certificate Verification: Error (21)" "=verify error 21" "=v21" "=21" => [IssuingCaMissing RootNotTrusted ServerChainIncomplete] then [WhoseLog ServerLog]
        "X509_V_ERR_CERT_CHAIN_TOO_LONG" "CERT_CHAIN_TOO_LONG" "verify error:num=22" "Certificate Verification: Error (22)" "=verify error 22" "=v22" "=22" => [VerifyDepth] then [ServerLog]
        "certificate revoked" "X509_V_ERR_CERT_REVOKED" "CERT_REVOKED" "verify error:num=23" "Certificate Verification: Error (23)" "=verify error 23" "=v23" "=23" => [Revoked] then [WhoseLog Revocation]
        "unsuitable certificate purpose" "unsupported certificate purpose" "X509_V_ERR_INVALID_PURPOSE" "INVALID_PURPOSE" "verify error:num=26" "Certificate Verification: Error (26)" "=verify error 26" "=v26" "=26" => [WrongCertificateUse] then [Certificate]
        "CA signature digest algorithm too weak" "CA md too weak" "X509_V_ERR_CA_MD_TOO_WEAK" "verify error:num=68" "Certificate Verification: Error (68)" "=verify error 68" "=v68" "=68" => [Sha1Refused] then [Kind ServerLog]
        "CA certificate key too weak" "EE certificate key too weak" "EE key too small" "X509_V_ERR_EE_KEY_TOO_SMALL" "X509_V_ERR_CA_KEY_TOO_SMALL" => [Sha1Refused] then [Kind ServerLog]
        "X509_V_ERR_CERT_UNTRUSTED" "certificate not trusted" "verify error:num=27" "=verify error 27" => [RootNotTrusted] then [ServerLog]
        "peer did not return a certificate" => [CaNotAnnounced NoPss LeafExpired WrongCertificateUse IssuingCaNotHere MiddlewareMissing] then [Pin Colleague CardProgram]
        "ERR_TLS_CERT_ALTNAME_INVALID" => [ServerNameMismatch] then [Address Probe]
    }
    OpenSsl Code "OpenSSL: crypto/err/openssl.txt" {
        "wrong version number" => [NotTls ProtocolVersion] then [Address Probe]
        "unsupported protocol" "no protocols available" => [ProtocolVersion] then [Probe]
        "no shared cipher" => [CipherMismatch] then [Probe]
        "no shared signature algorithms" "no suitable signature algorithm" => [NoCommonAlgorithm NoPss] then [CardProgram Probe]
        "SSL routines::http request" "ssl3_get_record:http request" => [NotTls] then [Address]
        "excessive message size" => [CaListTooLong] then [Probe]
        "unsafe legacy renegotiation disabled" => [AskedLate ProtocolVersion] then [Probe]
        "unexpected eof while reading" "SSL_ERROR_SYSCALL" => [RootNotTrusted IssuingCaMissing IssuingCaOnlyAnchor CaExpired Revoked CrlStale CrlMissing Sha1Refused Unreachable] then [Pin ServerLog]
        "bad signature" => [SigningFailed NoPss] then [CardProgram ServerLog]
    }
    Curl Code "measured with curl 7.88; libcurl-errors(3)" {
        "curl: (35)" "CURLE_SSL_CONNECT_ERROR" => [RootNotTrusted IssuingCaMissing CaNotAnnounced ProtocolVersion CipherMismatch] then [ServerLog Probe]
        "curl: (56)" "CURLE_RECV_ERROR" => [RootNotTrusted IssuingCaMissing CaNotAnnounced CrlStale Revoked] then [ServerLog Probe]
        "curl: (55)" => [RootNotTrusted IssuingCaMissing CaNotAnnounced] then [ServerLog Probe]
        "curl: (58)" "CURLE_SSL_CERTPROBLEM" => [SigningFailed Sha1Refused] then [CardProgram Kind]
        "curl: (60)" "CURLE_PEER_FAILED_VERIFICATION" => [ServerRootUnknown ServerChainIncomplete LeafExpired CrlStale CaExpired] then [ThisComputer Dates Probe]
        "curl: (6)" "CURLE_COULDNT_RESOLVE_HOST" "Could not resolve host" => [Dns] then [Address Network]
        "curl: (7)" "CURLE_COULDNT_CONNECT" "curl: (28)" => [Unreachable] then [Network Address]
    }
    GnuTls Code "measured with GnuTLS 3.7; gnutls.h" {
        "GNUTLS_E_CERTIFICATE_REQUIRED" "Certificate is required" "No certificate was found" "GNUTLS_E_NO_CERTIFICATE_FOUND" => [CaNotAnnounced NoPss LeafExpired] then [Pin Colleague CardProgram]
        "GNUTLS_E_FATAL_ALERT_RECEIVED" "A TLS fatal alert has been received" => [RootNotTrusted IssuingCaMissing CaNotAnnounced Revoked LeafExpired] then [WhoseLog ServerLog]
        "The certificate is NOT trusted" "The certificate issuer is unknown" => [RootNotTrusted IssuingCaMissing ServerRootUnknown ServerChainIncomplete] then [WhoseLog ServerLog]
        "GNUTLS_E_KEY_USAGE_VIOLATION" "Key usage violation in certificate has been detected" => [WrongCertificateUse] then [Certificate]
        "GNUTLS_E_PREMATURE_TERMINATION" "The TLS connection was non-properly terminated" => [RootNotTrusted IssuingCaMissing Unreachable] then [ServerLog Probe]
        "GNUTLS_E_UNSUPPORTED_VERSION_PACKET" "An unexpected TLS packet was received" => [NotTls ProtocolVersion] then [Address Probe]
    }
    Go Code "measured with Caddy 2.6; crypto/tls, crypto/x509" {
        "x509: certificate signed by unknown authority" "certificate signed by unknown authority" => [RootNotTrusted IssuingCaMissing ServerRootUnknown ServerChainIncomplete] then [WhoseLog Kind ServerLog]
        "tls: client didn't provide a certificate" => [CaNotAnnounced NoPss LeafExpired WrongCertificateUse IssuingCaNotHere MiddlewareMissing] then [Pin Colleague CardProgram]
        "certificate has expired or is not yet valid" => [LeafExpired LeafNotYetValid CaExpired ServerCertificateExpired Clock] then [WhoseLog Dates Clock]
        "remote error: tls: bad certificate" => [RootNotTrusted IssuingCaMissing CaNotAnnounced CaExpired Revoked CrlStale] then [WhoseLog Kind ServerLog]
        "certificate specifies an incompatible key usage" => [WrongCertificateUse] then [Certificate]
        "insecure algorithm SHA1-RSA" "cannot verify signature: insecure algorithm" => [Sha1Refused] then [Kind]
        "client offered only unsupported versions" "protocol version not supported" => [ProtocolVersion] then [Probe]
        "first record does not look like a TLS handshake" => [NotTls] then [Address]
        "tls: unsupported certificate" => [WrongCertificateUse RootNotTrusted] then [Certificate ServerLog]
    }
    Http Code "RFC 9110 section 15" {
        "400 Bad Request" "HTTP ERROR 400" "=400" => [CaNotAnnounced RootNotTrusted IssuingCaMissing ProxyInFront NotTls] then [Code Pin ServerLog]
        "403 Forbidden" "HTTP ERROR 403" "=403" => [HttpRefused CaNotAnnounced RootNotTrusted AskedLate] then [Pin Permission ServerLog]
        "401 Unauthorized" "HTTP ERROR 401" "=401" => [HttpRefused NotAsked] then [Pin Permission]
        "502 Bad Gateway" "HTTP ERROR 502" "=502" => [ProxyInFront] then [Always Colleague Probe]
        "504 Gateway Timeout" "504 Gateway Time-out" "HTTP ERROR 504" "=504" => [ProxyInFront Unreachable] then [Always Colleague]
        "503 Service Unavailable" "HTTP ERROR 503" "=503" => [Unreachable FarmInconsistent] then [Always Colleague]
        "500 Internal Server Error" "HTTP ERROR 500" "=500" => [HttpRefused AskedLate] then [Always ServerLog]
    }
}
