# tillit audit
audit-and = { $first } and { $last }
audit-and-more = { $first } and { $count } more
audit-headline-one-not-ready = { $stores } is not ready for { $generations }
audit-headline-not-ready = { $count ->
    [one] 1 of { $of } stores is
   *[other] { $count } of { $of } stores are
} not ready for { $generations }: { $stores }
audit-headline-one-faulty = { $stores } is ready for { $generations }, but has errors
audit-headline-faulty = { $count ->
    [one] 1 of { $of } stores has
   *[other] { $count } of { $of } stores have
} errors, although ready for { $generations }: { $stores }
audit-headline-one-partly = { $stores } is ready for { $generations } in part only
audit-headline-partly = { $count ->
    [one] 1 of { $of } stores is
   *[other] { $count } of { $of } stores are
} ready for { $generations } in part only: { $stores }
audit-headline-one-ready = { $stores } is ready for { $generations }
audit-headline-ready = all { $of } stores are ready for { $generations }
audit-headline-others = { $count ->
    [one] one store has no CA of a known PKI
   *[other] { $count } stores have no CA of a known PKI
}
audit-headline-none = { $count ->
    [one] no card of a known PKI is let in: the store has none of their CAs
   *[other] no card of a known PKI is let in: none of the { $count } stores has one of their CAs
}
audit-headline-of-system = { $count ->
    [one] this is a store of the system or its programs, in which no CA of a card is expected, and it has none of a known PKI
   *[other] these { $count } are stores of the system and its programs, in which no CA of a card is expected, and they have none of a known PKI
}
audit-headline-ended = { $count ->
    [one] one store lets no card in: all CAs of known PKIs in it have expired
   *[other] { $count } stores let no card in: all CAs of known PKIs in them have expired
}
audit-headline-nothing = no trust store was found
audit-headline-unreadable = { $count ->
    [one] one store could not be read
   *[other] { $count } stores could not be read
}
audit-headline-errors = { $count ->
    [one] one other error is explained below
   *[other] { $count } other errors are explained below
}
audit-headline-errors-brief = { $count ->
    [one] one other error (explained without -q)
   *[other] { $count } other errors (explained without -q)
}
audit-answer-not-ready = NOT READY
audit-answer-faulty = ERRORS
audit-answer-partly = in part
audit-answer-ready = ready
audit-answer-no-known-ca = no known CA
audit-answer-ended = expired
audit-answer-unreadable = UNREADABLE
audit-environment-production = production
audit-environment-test = test
audit-this-environment = the environment that tillit was started in
audit-image-environment = the environment that the image sets
audit-usable-first = The CA certificates are here; another copy does not help. The other findings about them say why they do not count and what is to be done.
audit-no-known-ca = no CA of a known PKI
audit-nothing-there = Nothing of it was found.
audit-told-before = Told of above: { $paths }.
audit-unreadable = cannot be read
audit-in-image = This is in an image: change it where the image is built (Dockerfile).
audit-below-root = Paths are those below { $root }.
audit-certificates = { $count ->
    [one] 1 certificate
   *[other] { $count } certificates
}
audit-state-complete = complete
audit-state-partial = PARTIAL
audit-state-absent = ABSENT
audit-state-not-here = not here
audit-state-not-counted = here, and does not count
audit-for = {" "}for { $who }
audit-role-persons = persons
audit-role-persons-of-level = persons (LoA { $level })
audit-role-functions = functions
audit-role-mobile = mobile identities
audit-issuers-missing = root present, issuing CAs missing: { $missing }
audit-root-missing = root missing ({ $missing })
audit-effect-lets-in = cards get in all the same: { $consumer } lets a chain end in any trusted entry
audit-effect-only-with-issuer = cards that send only their own certificate will be refused
audit-effect-some-issuers = cards of the missing issuing CAs will be refused
audit-effect-cannot-say = cannot say whether they get in: the issuing CAs are here by name alone, and the root that would confirm them is not on this computer
audit-effect-refuses = these cards will be refused
audit-effect-servers-refused = servers with certificates of this generation are not trusted
audit-effect-for-servers = enough to judge servers, which send their issuing CA's certificate
audit-lead-error = Error:
audit-more-of-the-same = ... and { $count } more (-v shows all)
audit-more-entries = ... and { $count } more entries (--json has all that were kept)
audit-looked = Looked for and not found: { $places } (-v shows every path)
audit-looked-all = Looked for and not found: { $places }
audit-looked-place = { $place } ({ $count ->
    [one] 1 path
   *[other] { $count } paths
})
audit-read-as = judged by the rules of { $consumer }
audit-opened-no-password = no password needed
audit-opened-customary = opened with the customary password "{ $password }"
audit-opened-given = opened with the password that was given
audit-integrity-none = no integrity protection of its own
audit-integrity-checked = integrity checked
audit-integrity-not-checked = integrity not checked
audit-purpose-client = clients
audit-purpose-server = servers
audit-purpose-email = e-mail
audit-grant-anchor = trusted
audit-grant-helper = only on the way to a root
audit-grant-distrusted = DISTRUSTED
audit-grant-ignored = not seen
audit-kind-pem = PEM bundle
audit-kind-der = DER
audit-kind-pkcs7 = PKCS#7
audit-kind-pkcs12 = PKCS#12
audit-kind-jks = Java key store (JKS)
audit-kind-jceks = Java key store (JCEKS)
audit-kind-folder = folder
audit-kind-hashed-directory = hashed directory (OpenSSL)
audit-kind-nss = NSS database
audit-kind-browser-policy = certificates of a browser policy
audit-kind-kubernetes-configmap = Kubernetes ConfigMap
audit-kind-kubernetes-secret = Kubernetes Secret
audit-kind-sst = Windows store file (SST)
audit-kind-p11-kit = p11-kit trust file
audit-kind-windows = certificate stores of Windows
audit-place-file = file
audit-place-system = the system's store
audit-place-servers = configuration of a server
audit-place-environment = environment variable
audit-place-image = container image
audit-windows-machine = this computer: what services see, and every user
audit-windows-user = this user, and everything of the computer
audit-windows-disallowed = Untrusted Certificates
audit-windows-root = Trusted Root Certification Authorities
audit-windows-auth-root = Third-Party Root Certification Authorities
audit-windows-smart-card-root = Smart Card Trusted Roots
audit-windows-ca = Intermediate Certification Authorities
audit-windows-trusted-people = Trusted People
audit-windows-client-auth-issuer = Client Authentication Issuers
audit-windows-nt-auth = CAs for logging on to the domain
audit-windows-by-policy = by group policy
audit-windows-by-domain = from the domain
audit-table =
    .service = Service
    .owner = Owner
    .contact = Contact
    .store = Trust store
    .kind = Kind
    .certificates = Certificates
    .coverage = Coverage
    .findings = Findings
audit-compared = Compared with { $against }:
audit-compared-same = { $store }: nothing has changed ({ $same ->
    [one] one certificate
   *[other] { $same } certificates
})
audit-compared-differs = { $store }: { $added } added, { $removed } removed, { $changed } changed, { $same } the same
audit-compared-incomplete = Not every entry of both is known: there may be more differences.
audit-only-after = { $store }: new, there is nothing to compare it with
audit-only-before = { $store }: was there, and is not any more
audit-cannot-compare = { $store }: cannot say, because one of both could not be read
audit-gained = {" "}(new: { $names })
audit-lost = {" "}(gone: { $names })
audit-alias-changed = alias { $before } { $arrow } { $after }
audit-copies-changed = { $before } { $arrow } { $after } times
audit-searched = { $files ->
    [one] 1 file
   *[other] { $files } files
} searched, { $count ->
    [one] 1 names CAs
   *[other] { $count } name CAs
}
audit-searched-none = { $files ->
    [one] 1 file
   *[other] { $files } files
} searched: no CA is named by hand
audit-searched-nothing = no file was searched
audit-searched-headline-old = { $count ->
    [one] one file names old CAs without those that stand in for them
   *[other] { $count } files name old CAs without those that stand in for them
}: { $files }
audit-searched-headline-fine = { $count } of { $files } searched { $files ->
    [one] file
   *[other] files
} { $count ->
    [one] names CAs
   *[other] name CAs
}, and no file old ones alone
audit-searched-headline-none = searched { $files ->
    [one] 1 file
   *[other] { $files } files
}: no CA is named by hand
audit-searched-headline-nothing = there was no file to search
audit-searched-headline-failed = { $count ->
    [one] one file or folder could not be searched
   *[other] { $count } files or folders could not be searched
}
audit-searched-more-files = ... and { $count ->
    [one] one more file
   *[other] { $count } more files
} (-v shows all)
audit-searched-more-places = ... and { $count ->
    [one] one more place
   *[other] { $count } more places
} in this file
audit-searched-old = ONLY OLD CAs
audit-searched-unknown = not known here (tillit catalog fetch)
audit-searched-export = tillit catalog export -o FOLDER
audit-searched-table =
    .place = Place
    .ca = CA
audit-written-dn = in a distinguished name
audit-written-name = by its name
audit-written-key-id = key identifier
audit-written-certificate = its certificate
audit-written-issued = a certificate that it issued
