//! What servers write into their logs: where causes look alike from outside, this tells them apart.
//!
//! Measured with nginx, Apache httpd, HAProxy and stunnel on OpenSSL 3.0, and with Java 17. Programs on OpenSSL write its number and words.

use tillit_login::causes::{CauseId, Family};

/// What stands in the log for a cause; the words are the programs' own, in every language.
pub(super) fn line(cause: CauseId, family: Family) -> Option<&'static str> {
    match family {
        Family::JavaOrGo => java(cause).or_else(|| openssl(cause)),
        // Their logs are not known here.
        Family::GnuTls | Family::Iis => None,
        _ => openssl(cause),
    }
}

fn openssl(cause: CauseId) -> Option<&'static str> {
    Some(match cause {
        CauseId::RootNotTrusted => {
            "20 unable to get local issuer certificate / 19 self-signed certificate in certificate chain"
        }
        CauseId::IssuingCaMissing => {
            "21 unable to verify the first certificate / 20 unable to get local issuer certificate"
        }
        CauseId::IssuingCaOnlyAnchor => "2 unable to get issuer certificate",
        CauseId::VerifyDepth => "22 certificate chain too long (Apache: AH02040)",
        CauseId::CaExpired => "10 certificate has expired",
        CauseId::Revoked => "23 certificate revoked",
        CauseId::CrlStale => "12 CRL has expired",
        CauseId::CrlMissing => "3 unable to get certificate CRL",
        CauseId::OcspUnreachable => "Apache: AH01974, AH02276; nginx: OCSP responder",
        CauseId::Sha1Refused => "68 CA signature digest algorithm too weak",
        _ => return None,
    })
}

fn java(cause: CauseId) -> Option<&'static str> {
    Some(match cause {
        CauseId::RootNotTrusted | CauseId::IssuingCaMissing => {
            "PKIX path building failed: unable to find valid certification path to requested target"
        }
        CauseId::CaExpired => "CertificateExpiredException: NotAfter",
        CauseId::Revoked => "CertificateRevokedException: Certificate has been revoked",
        CauseId::CrlStale | CauseId::CrlMissing => "Could not determine revocation status",
        _ => return None,
    })
}
