//! Object identifiers that the lab writes.

use crate::Oid;

macro_rules! oids {
    ($($(#[$doc:meta])* $name:ident = $dotted:literal;)*) => {
        $($(#[$doc])* pub const $name: Oid = Oid::new_unwrap($dotted);)*
    };
}

oids! {
    /// CN
    COMMON_NAME = "2.5.4.3";
    /// SN
    SURNAME = "2.5.4.4";
    /// serialNumber
    SERIAL_NUMBER = "2.5.4.5";
    /// C
    COUNTRY = "2.5.4.6";
    /// L
    LOCALITY = "2.5.4.7";
    /// O
    ORGANISATION = "2.5.4.10";
    /// OU
    ORGANISATIONAL_UNIT = "2.5.4.11";
    /// GN
    GIVEN_NAME = "2.5.4.42";
    /// DC
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";
    /// emailAddress
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

    /// subjectKeyIdentifier
    SUBJECT_KEY_ID = "2.5.29.14";
    /// keyUsage
    KEY_USAGE = "2.5.29.15";
    /// subjectAltName
    SUBJECT_ALT_NAME = "2.5.29.17";
    /// basicConstraints
    BASIC_CONSTRAINTS = "2.5.29.19";
    /// cRLNumber
    CRL_NUMBER = "2.5.29.20";
    /// reasonCode of a CRL entry
    CRL_REASON = "2.5.29.21";
    /// holdInstructionCode of a CRL entry
    HOLD_INSTRUCTION = "2.5.29.23";
    /// invalidityDate of a CRL entry
    INVALIDITY_DATE = "2.5.29.24";
    /// deltaCRLIndicator
    DELTA_CRL_INDICATOR = "2.5.29.27";
    /// issuingDistributionPoint
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    /// certificateIssuer of a CRL entry
    CERTIFICATE_ISSUER = "2.5.29.29";
    /// nameConstraints
    NAME_CONSTRAINTS = "2.5.29.30";
    /// cRLDistributionPoints
    CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    /// certificatePolicies
    CERTIFICATE_POLICIES = "2.5.29.32";
    /// anyPolicy
    ANY_POLICY = "2.5.29.32.0";
    /// policyMappings
    POLICY_MAPPINGS = "2.5.29.33";
    /// authorityKeyIdentifier
    AUTHORITY_KEY_ID = "2.5.29.35";
    /// policyConstraints
    POLICY_CONSTRAINTS = "2.5.29.36";
    /// extKeyUsage
    EXTENDED_KEY_USAGE = "2.5.29.37";
    /// freshestCRL
    FRESHEST_CRL = "2.5.29.46";
    /// inhibitAnyPolicy
    INHIBIT_ANY_POLICY = "2.5.29.54";
    /// noRevAvail (RFC 9608)
    NO_REV_AVAIL = "2.5.29.56";
    /// authorityInfoAccess
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    /// access method caIssuers
    CA_ISSUERS = "1.3.6.1.5.5.7.48.2";
    /// access method OCSP
    OCSP = "1.3.6.1.5.5.7.48.1";
    /// id-pkix-ocsp-basic: the one kind of OCSP response
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1";
    /// id-pkix-ocsp-nonce
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
    /// id-pkix-ocsp-nocheck
    OCSP_NOCHECK = "1.3.6.1.5.5.7.48.1.5";
    /// The number of a Swedish identity card's chip (SIS), as SITHS certificates carry it
    CARD_NUMBER = "1.2.752.34.2.1";

    /// serverAuth
    SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    /// clientAuth
    CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    /// emailProtection
    EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    /// `OCSPSigning`
    OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    /// anyExtendedKeyUsage
    ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
    /// id-holdinstruction-reject
    HOLD_INSTRUCTION_REJECT = "1.2.840.10040.2.3";
    /// Microsoft smart card logon
    SMART_CARD_LOGON = "1.3.6.1.4.1.311.20.2.2";
    /// Microsoft user principal name (an otherName)
    USER_PRINCIPAL_NAME = "1.3.6.1.4.1.311.20.2.3";

    /// md5WithRSAEncryption
    MD5_WITH_RSA = "1.2.840.113549.1.1.4";
    /// sha1WithRSAEncryption
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5";
    /// id-RSASSA-PSS
    RSASSA_PSS = "1.2.840.113549.1.1.10";
    /// id-mgf1
    MGF1 = "1.2.840.113549.1.1.8";
    /// sha256WithRSAEncryption
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
    /// sha384WithRSAEncryption
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12";
    /// sha512WithRSAEncryption
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13";
    /// SHA-1
    SHA1 = "1.3.14.3.2.26";
    /// SHA-256
    SHA256 = "2.16.840.1.101.3.4.2.1";
    /// SHA-384
    SHA384 = "2.16.840.1.101.3.4.2.2";
    /// SHA-512
    SHA512 = "2.16.840.1.101.3.4.2.3";
    /// ecdsa-with-SHA256
    ECDSA_SHA256 = "1.2.840.10045.4.3.2";
    /// ecdsa-with-SHA384
    ECDSA_SHA384 = "1.2.840.10045.4.3.3";
    /// ecdsa-with-SHA512
    ECDSA_SHA512 = "1.2.840.10045.4.3.4";
    /// Ed25519
    ED25519 = "1.3.101.112";
}
