# tillit verify
verify-answer-trusted = trusted
verify-answer-trusted-under-older = trusted only under an older generation
verify-answer-not-trusted = not trusted
verify-answer-cannot-say = cannot say
verify-not-issued = not issued under this root
verify-summary = { $count ->
    [one] One certificate: { $parts }
    [0] No certificate: { $parts }
   *[other] { $count } certificates: { $parts }
}
verify-summary-trusted = { $count } trusted
verify-summary-trusted-under-older = { $count } trusted only under an older generation
verify-summary-not-trusted = { $count } not trusted
verify-summary-cannot-say = { $count ->
   *[other] cannot say for { $count }
}
verify-summary-problems = { $count ->
    [one] one file could not be read
   *[other] { $count } files could not be read
}
verify-revocation-off = revocation not checked (--revocation auto)
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
verify-feature-crl-kind = a delta revocation list
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
    .findings = Findings
verify-policies = Valid for the policies: { $policies }
