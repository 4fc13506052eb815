# tillit verify
verify-answer-trusted = trusted
verify-answer-trusted-under-older = trusted only under an older generation
verify-answer-not-trusted = not trusted
verify-answer-cannot-say = cannot say
verify-nobody-to-ask = { $answer } (revocation: nobody to ask)
verify-not-issued = not issued under this root
verify-summary = { $count ->
    [one] One certificate: { $parts }
    [0] No certificate: { $parts }
   *[other] { $count } certificates: { $parts }
}
verify-summary-trusted = { $count } trusted
verify-summary-trusted-under-older = { $count } trusted only under an older generation
verify-summary-not-trusted = { $count } not trusted
verify-summary-revoked = { $part }, { $count } of them revoked
verify-summary-cannot-say = { $count ->
   *[other] cannot say for { $count }
}
verify-summary-problems = { $count ->
    [one] one file could not be read
   *[other] { $count } files could not be read
}
verify-revocation-off = Revocation: not checked. A revoked card may look trusted here, too. Ask with --revocation auto.
verify-revocation-mode = Revocation checked with --revocation { $mode }
verify-revocation-line = Revocation ({ $mode }): { $said }
verify-revocation-good = not revoked, by { $proofs }
verify-revocation-good-above = { $count ->
    [one] nor is its issuer, by { $proofs }
   *[other] nor are the CAs above it, by { $proofs }
}
verify-revocation-good-ca = { $count ->
    [one] its issuer is not revoked, by { $proofs }
   *[other] the CAs above it are not revoked, by { $proofs }
}
verify-revocation-not-revocable = the certificate says that it cannot be revoked (noRevAvail)
verify-revocation-no-source = nobody can be asked about { $names }{"\u00a0"}[{ $code }]
verify-revocation-revoked = revoked, by { $proofs }
verify-revocation-revoked-ca = { $name } is revoked, by { $proofs }
verify-revocation-cannot-say = cannot say for { $names }
verify-revocation-cannot-say-v = cannot say for { $names } (-v shows every source)
verify-revocation-not-looked = not looked at, because the certificate is refused without it
verify-revocation-not-yet = not looked at yet, because the chain is not complete
verify-revocation-root = nothing to look at: a root certificate is on no revocation list
verify-revocation-host = { $host } (TCP port { $port })
verify-revocation-either = { $first } or { $second }
verify-revocation-and = { $first } and { $last }
verify-revocation-by-crl = the list of { $this } ({ $from ->
    [given] file { $source }
    [kept] kept copy from { $source }
   *[fetched] { $source }
}{ $next ->
    [none] {""}
   *[other] , next due { $next }
})
verify-revocation-by-delta-crl = the list of changes of { $this } ({ $from ->
    [given] file { $source }
    [kept] kept copy from { $source }
   *[fetched] { $source }
}{ $next ->
    [none] {""}
   *[other] , next due { $next }
})
verify-revocation-by-ocsp = OCSP of { $this } ({ $from ->
    [given] file { $source }
    [kept] kept answer of { $source }
   *[fetched] { $source }
}{ $next ->
    [none] {""}
   *[other] , holds until { $next }
})
verify-revocation-state-not-checked = not checked
verify-revocation-state-good = not revoked
verify-revocation-state-not-revocable = cannot be revoked
verify-revocation-state-no-source = nobody to ask
verify-revocation-state-cannot-say = cannot say
verify-revocation-state-revoked = revoked
verify-revocation-status-good = not revoked
verify-revocation-status-revoked = revoked
verify-revocation-status-cannot-say = cannot say
verify-revocation-status-not-revocable = cannot be revoked (noRevAvail)
verify-revocation-status-no-source = names no source; nobody was asked
verify-revocation-from-given = file
verify-revocation-from-kept = kept copy
verify-revocation-from-fetched = fetched
verify-revocation-no-answer = no answer: { $problem }
verify-proof-crl = list { $source } ({ $from }), { $this } { $next ->
    [none] UTC, with no date for the next one
   *[other] – { $next } UTC
}
verify-proof-delta-crl = list of changes { $source } ({ $from }), { $this } { $next ->
    [none] UTC, with no date for the next one
   *[other] – { $next } UTC
}
verify-proof-ocsp = OCSP { $source } ({ $from }), { $this } { $next ->
    [none] UTC, newer information is always at hand
   *[other] – { $next } UTC
}
verify-revoked-unspecified = no particular reason is given
verify-revoked-keyCompromise = somebody else may have the key
verify-revoked-cACompromise = somebody else may have the CA's key
verify-revoked-affiliationChanged = the holder's name or employment has changed
verify-revoked-superseded = another certificate has taken its place
verify-revoked-cessationOfOperation = it is not needed any more
verify-revoked-certificateHold = it is on hold and may be released
verify-revoked-removeFromCRL = it is being released from hold
verify-revoked-privilegeWithdrawn = the holder has lost the right to it
verify-revoked-aACompromise = an attribute authority can no longer be trusted
verify-problem-answer =
    .crl = the revocation list { $source }
    .ocsp = the OCSP answer from { $source }
    .some = what was found
    .nobody = somebody who is not named
verify-problem-no-source = { $mode ->
    [ocsp] it names no OCSP responder
   *[other] it names nobody whom --revocation { $mode } could ask, and no list of its issuer was given
}
verify-problem-malformed-points = the part of it that names the revocation lists cannot be read
verify-problem-offline = { $source } was not asked, because nothing may be fetched (--offline), and no copy is kept here
verify-problem-scheme = { $source } is neither an http nor an https address
verify-problem-fetch-dns = the server in { $source } is not known by name here
verify-problem-fetch-connect = { $source } cannot be reached{ $cause ->
    [none] {""}
   *[other] {" "}({ $cause })
}
verify-problem-fetch-timeout = { $source } gave no complete answer within { $seconds } seconds
verify-problem-fetch-too-large = the answer of { $source } is larger than { $limit } bytes
verify-problem-fetch-redirect = { $source } sends us elsewhere, and that is not followed{ $cause ->
    [none] {""}
   *[other] {" "}({ $cause })
}
verify-problem-fetch-status = { $source } answers with HTTP status { $status }
verify-problem-fetch-other = { $source } cannot be fetched{ $cause ->
    [none] {""}
   *[other] {" "}({ $cause })
}
verify-cause-refused = connection refused
verify-cause-no-answer = no answer
verify-cause-unreachable = network unreachable
verify-cause-broken = the connection broke
verify-problem-crl-malformed = what { $source } holds is no revocation list, or is damaged ({ $error })
verify-problem-crl-trailing-bytes = { $bytes } other bytes follow the revocation list in { $source }
verify-problem-crl-pem = the text (PEM) of the revocation list in { $source } is damaged
verify-problem-crl-none = what { $source } gave is no revocation list
verify-problem-crl-certificate = { $source } holds a certificate, not a revocation list
verify-problem-stale = { $answer } was due to be replaced by { $moment } UTC ({ $ago }) and is too old to be believed
verify-problem-no-next-update = { $answer } does not say until when it holds
verify-problem-from-the-future = { $answer } is of { $moment } UTC, after the moment of this judgement
verify-problem-other-issuer = { $answer } is of another issuer ({ $issuer })
verify-problem-other-scope = { $answer } does not cover this kind of certificate
verify-problem-some-reasons = { $answer } covers only some of the reasons for which certificates are revoked
verify-problem-delta-without-base = { $answer } says only what has changed since a complete list that is not here
verify-problem-delta-missing = { $answer } is complete, and the list of what has changed since cannot be had or cannot be used
verify-problem-unknown-critical-extension = { $answer } demands something that is not known here (critical extension { $extension })
verify-problem-strict-rule = { $answer } breaks a rule of RFC 5280 ({ $rule })
verify-problem-signer-missing = { $answer } is signed by { $signer }, whose certificate is not on this computer
verify-problem-signature-invalid = the signature of { $answer } is wrong
verify-problem-signature-unsupported = the signature of { $answer } is of a kind that cannot be checked or is not let pass here
verify-problem-no-crl-sign = whoever signed { $answer } may not sign revocation lists
verify-problem-signer-not-trusted = whoever signed { $answer } is not trusted under the same root
verify-problem-signer-revoked = whoever signed { $answer } is revoked
verify-problem-signer-unchecked = whoever signed { $answer } may be revoked, and that cannot be found out
verify-problem-not-an-ocsp-response = what { $source } sends is no OCSP answer
verify-problem-responder-malformed-request = the OCSP responder { $source } does not understand the question (malformedRequest)
verify-problem-responder-internal-error = the OCSP responder { $source } has a fault (internalError)
verify-problem-responder-try-later = the OCSP responder { $source } cannot answer at the moment (tryLater)
verify-problem-responder-sig-required = the OCSP responder { $source } answers signed questions only (sigRequired)
verify-problem-responder-unauthorized = the OCSP responder { $source } gives no answer about this certificate (unauthorized)
verify-problem-other-certificate = { $answer } is about another certificate
verify-problem-nonce-differs = { $answer } is an answer to another question than ours (nonce)
verify-problem-responder-unknown = the OCSP responder { $source } does not know the certificate (unknown)
verify-problem-responder-not-authorized = whoever signed { $answer } is not authorised by the certificate's issuer
verify-problem-responder-expired = the certificate of the OCSP responder { $source } is outside its validity ({ $moment } UTC)
verify-problem-gave-up = it took more work than one answer may cost
verify-problem-other = { $answer } cannot be believed
verify-crl-flaw-version = not version 2
verify-crl-flaw-no-number = no cRLNumber
verify-crl-flaw-critical-number = cRLNumber is critical
verify-crl-flaw-long-number = cRLNumber is longer than 20 octets
verify-crl-flaw-no-authority-key-id = no authorityKeyIdentifier
verify-crl-flaw-point-not-critical = issuingDistributionPoint is not critical
verify-crl-flaw-delta-not-critical = deltaCRLIndicator is not critical
verify-crl-flaw-empty-list = a list of entries that is there and empty
verify-crl-flaw-other = one without words here
verify-at = Judged as of { $moment } UTC (--at)
verify-days-ago = { $days ->
    [0] today
    [one] one day ago
   *[other] { $days } days ago
}
verify-years-ago = { $years } years ago
verify-almost-years-ago = almost { $years } years ago
verify-level = level of assurance { $level } (LoA { $level })
verify-for-anything = anything
verify-for-servers = servers
verify-for-clients = clients
verify-for-code = code signing
verify-for-mail = e-mail
verify-for-time-stamps = time stamps
verify-for-ocsp = revocation answers
verify-for-windows-login = Windows login
verify-given = given roots
verify-all-generations = all known generations
verify-many-generations = { $count } generations
verify-unnamed = (no name)
verify-nothing = nothing
verify-the-certificate = The certificate
verify-leaf = the certificate
verify-certificate-of = the certificate of { $name }
verify-observed = observed, not pinned
verify-chain-missing = { $name } (not on this computer)
verify-number-of = { $number } of { $count }
verify-number = number { $number }
verify-standard-input = standard input
verify-personal-number = personal identity number { $number }
verify-coordination-number = coordination number { $number }
verify-valid-to = valid to { $date } ({ $days ->
    [0] last day
    [one] 1 day left
   *[other] { $days } days left
})
verify-valid-from = valid from { $date }
verify-expired = expired { $date }
verify-kind-function = function
verify-kind-ca = issuing CA
verify-kind-root = root certificate
verify-kind-unknown = kind unknown
verify-use-authentication = authentication
verify-use-signature = signature
verify-use-both = authentication and signature
verify-use-other = neither authentication nor signature
verify-guess-ordinary = probably an ordinary card (guessed from its lifetime)
verify-guess-short-term = probably a short-term card (guessed from its lifetime)
verify-guess-reserve = probably a reserve card (guessed from its lifetime)
verify-lead-warning = Warning:
verify-lead-info = Note:
verify-feature-name-encoding = names that differ in spelling only
verify-feature-name-constraint-form = a limit on names of an unusual form
verify-feature-policy-extensions = rules on certificate policies
verify-feature-self-issued = a CA that renewed its own key
verify-feature-version-1 = a certificate of version 1
verify-feature-long-path = more than six CAs in a row
verify-feature-early-date = a date before 1970
verify-feature-unique-id = unique identifiers of issuer or holder
verify-technical-subject = Subject
verify-technical-issuer = Issuer
verify-technical-serial = Serial number
verify-technical-sha256 = SHA-256
verify-technical-validity = Validity
verify-technical-level = Assurance
verify-technical-card = Card number
verify-level-policy = read from policy { $policy }
verify-level-ca = taken from the issuing CA { $ca }
verify-missing = CA certificates that are missing on this computer
verify-missing-needed = { $count ->
    [one] needed for one certificate
   *[other] needed for { $count } certificates
}
verify-missing-no-address = no known address; ask the publisher
verify-missing-fetch = fetches, and checks that it is genuine
verify-missing-import = if somebody has sent you the CA certificate
    .command = tillit catalog import FILE
verify-missing-given = just this time
    .command = tillit verify … --ca FILE
verify-table =
    .answer = Answer
    .input = File
    .name = Name
    .hsa-id = HSA-id
    .valid-to = Valid to
    .generation = Generation
    .revocation = Revocation
    .findings = Findings
verify-policies = Valid for the policies: { $policies }

verify-card-refused = the card of { $card } would be refused: { $why }
