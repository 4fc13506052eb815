# tillit catalog

catalog-role =
    { $role ->
        [root] root
        [person-hsa-id] persons (HSA-id)
        [person-identity] persons (identity no.)
        [function] functions
        [mobile] mobile
       *[other] { $role }
    }
catalog-loa = LoA { $loa }
catalog-held =
    { $held ->
        [pinned] pinned
        [observed] observed
        [renewed] observed (renewed)
       *[missing] not here
    }
catalog-status =
    { $status ->
        [confirmed] confirmed
        [reported] reported by others
       *[inferred] inferred, not confirmed
    }
catalog-valid-to = to { $date }
catalog-ended = ended { $date }
catalog-unknown = unknown
catalog-test = test environment
catalog-newest = newest
catalog-over = ended
catalog-issues-until = issued until { $date }

catalog-list-complete = All { $all } CA certificates are on this computer.
catalog-list-missing = { $here } of { $all } CA certificates are on this computer, { $missing } are missing. { $command ->
        [none] No known address; ask the publisher.
       *[other] Get them with: { $command }
    }
catalog-list-none = None of the { $all } CA certificates is on this computer yet. { $command ->
        [none] No known address; ask the publisher.
       *[other] Get them with: { $command }
    }
catalog-list-no-address = No known address, ask the publisher: { $names }.
catalog-list-legend = pinned: exactly the certificate that the catalog names. observed: no published fingerprint; signed by the pinned root. Kept in { $folder }.

catalog-show-pki = PKI
catalog-show-generation = generation
catalog-show-ca = CA
catalog-show-name = name
catalog-show-subject = subject
catalog-show-roles = issues for
catalog-show-validity = valid
catalog-show-pin = SHA-256
catalog-show-no-pin = no published fingerprint
catalog-show-key-id = key identifier
catalog-show-issued-until = issued until
catalog-show-sha1 = SHA-1 signatures
catalog-show-sha1-yes = allowed (and reported)
catalog-show-sha1-no = not allowed
catalog-show-certificate = certificate
catalog-show-crl = revocation list
catalog-show-ocsp = OCSP
catalog-show-status = certainty
catalog-show-source = source
catalog-show-here = on this computer
catalog-show-origin = described in
catalog-show-origin-embedded = tillit itself
catalog-show-migration = Move from { $from } to { $to }
catalog-show-advice = Today ({ $date }):
catalog-show-upgrade =
    { $upgradable ->
        [yes] can be upgraded
       *[no] cannot be upgraded
    }
catalog-show-max = More than { $count } certificates on a card can make the upgrade fail.
catalog-show-milestones = Dates
catalog-show-cards = Cards
catalog-show-before = Before
catalog-show-during = During
catalog-show-after = Afterwards
catalog-show-way-back = Way back
catalog-show-way-back-until =
    { $open ->
        [yes] until { $date }
       *[no] no longer possible (ended { $date })
    }
catalog-show-way-back-closed = no longer possible
catalog-show-was = How the upgrade was done
catalog-show-could =
    { $upgradable ->
        [yes] could be upgraded until { $date }
       *[no] could not be upgraded
    }
catalog-show-links = Read on

catalog-transfer-done = { $count ->
        [one] One CA certificate kept
       *[other] { $count } CA certificates kept
    } in { $folder }.
catalog-transfer-nothing-new = Nothing new: every CA certificate was here already.
catalog-transfer-none = No CA certificate was kept.
catalog-transfer-missing = { $count ->
        [one] One is still missing.
       *[other] { $count } are still missing.
    }
catalog-transfer-from = Get the CAs above this certificate with: { $command }
catalog-outcome-stored = { $held ->
        [pinned] kept, matches its pin
        [renewed] kept, observed: signed by the pinned root; the catalog knows an older certificate of this CA
       *[observed] kept, observed: signed by the pinned root, no published fingerprint to compare with
    }
catalog-outcome-already = here already
catalog-outcome-wrong-pin = wrong file: this is { $subject }
catalog-outcome-expected = expected SHA-256 { $sha256 }
catalog-outcome-got = got SHA-256 { $sha256 }
catalog-outcome-wrong-other = this is the certificate of another CA: { $subject }
catalog-outcome-no-certificate = no certificate there ({ $detail })
catalog-outcome-web-page = the address gave a web page (a login page or a proxy?); try from another network
catalog-outcome-no-address = the catalog has no address for it; ask the publisher, then: { $command }
catalog-outcome-strange = not asked: a certificate names this address, and neither it nor its host is in the catalog
catalog-outcome-unknown-issuer = { $subject } is no CA of the catalog
catalog-outcome-not-saved = cannot be written to { $path } ({ $detail })
catalog-outcome-fetch = { $kind ->
        [scheme] no http or https address
        [offline] offline
        [dns] the name of the server cannot be found ({ $detail })
        [connect] no connection, or it broke ({ $detail })
        [timeout] no complete answer within { $detail }
        [too-large] more than { $detail } bytes: no CA certificate is that large
        [redirect] redirected to where it is not followed ({ $detail })
        [status] the server answers HTTP { $detail }
       *[other] { $detail }
    }
catalog-refusal = { $kind ->
        [not-in-catalog] no CA of the catalog has this name
        [not-a-ca] no CA certificate
        [look-alike] has the name of { $ca } and ANOTHER KEY: not the certificate it pretends to be
        [pin-mismatch] has the name of { $ca } and is not the pinned certificate
        [root-not-pinned] the catalog has no fingerprint for the root { $ca }
        [other-issuer] has the name of { $ca } and is issued by { $issuer }, which is no root of that generation
        [root-not-at-hand] needs the certificate of { $root } first, which would prove it
        [signature-invalid] has the name of { $ca } and is NOT signed by { $root }
        [weak-signature] has the name of { $ca } and is signed with { $digest }, which that generation does not use
       *[other] not accepted
    }
catalog-address-inferred = (address inferred from a rule, not confirmed)
catalog-address-reported = (address reported by others)

catalog-missing-offline = No network access (--offline). { $count ->
        [one] One CA certificate is
       *[other] { $count } CA certificates are
    } missing. Fetch them on another computer:
catalog-missing-then = Then, on this computer: { $command }
catalog-missing-none = Nothing is missing: no network access is needed.
catalog-missing-no-address = no known address; ask the publisher

catalog-export-test = NOTE: TEST ENVIRONMENT ({ $names }). Never install it in production: whoever trusts these CAs trusts test cards.
catalog-export-done = { $count ->
        [one] One CA certificate
       *[other] { $count } CA certificates
    } written to { $target }.
catalog-export-unchanged = { $target } holds exactly this already: nothing was written.
catalog-export-partial = Not complete: { $count ->
        [one] one CA certificate is
       *[other] { $count } CA certificates are
    } missing in it.
catalog-export-next = On the other computer: { $command }
catalog-export-missing = Nothing was written: { $count ->
        [one] one CA certificate is
       *[other] { $count } CA certificates are
    } not on this computer. Get them first, or export what is here with --partial.

catalog-check-fine = Nothing found: every CA certificate that was asked about is here and in order.
catalog-check-notes = Nothing that must be done; { $count ->
        [one] one note.
       *[other] { $count } notes.
    }
catalog-check-absent = { $count ->
        [one] One CA certificate
       *[other] { $count } CA certificates
    } for { $names } { $count ->
        [one] is
       *[other] are
    } missing. { $command ->
        [none] No known address; ask the publisher.
       *[other] Get all: { $command }
    }
catalog-check-found = { $count ->
        [one] One thing
       *[other] { $count } things
    } to do.
catalog-check-missing = the certificate is not on this computer
catalog-check-get = get it: { $command }
catalog-check-from = from { $url } { $note }
catalog-check-ends = ends { $date }, in { $days ->
        [one] one day
       *[other] { $days } days
    }
catalog-check-over = ended { $date }
catalog-check-unpinned = no published fingerprint: it can only be observed (signed by the pinned root), not pinned
catalog-check-renewed = the certificate here is another than the one whose fingerprint the catalog has; it is signed by the pinned root
catalog-check-file = the file is not used: { $reason }
catalog-check-file-next = remove it, then get the certificate anew: { $command }
catalog-check-file-writable = others than root can write it, so root does not believe it
catalog-check-file-writable-next = look at what is in it, then: { $command }
catalog-check-file-io = it cannot be read ({ $detail })
catalog-check-file-container = it holds no certificate ({ $detail })
catalog-bad-files = { $count ->
        [one] One file of the data directory is not used; see tillit catalog check
       *[other] { $count } files of the data directory are not used; see tillit catalog check
    }

catalog-error-unknown = The catalog knows no { $given }.
    .next = { $suggestion ->
        [none] tillit catalog list shows what there is.
       *[other] Did you mean { $suggestion }? tillit catalog list shows what there is.
    }
catalog-error-only-test = Only a test environment has { $given }, and a test environment must be named.
    .next = Write { $name }.
catalog-error-missing = Not every CA certificate that was asked for is on this computer.
    .next = tillit catalog check says what is missing and where to get it.
catalog-error-target-exists = { $path } exists and holds something else.
    .next = Choose another place, or let --force replace it.
catalog-error-target-foreign = { $path } holds files that no export wrote: { $names }
    .next = They would be lost, so --force does not replace this folder. Choose another one.
catalog-error-target-kind = { $path } exists and is of another kind.
    .next = A name that ends in .pem is one file; any other name is a folder.
catalog-error-write = { $path } cannot be written: { $cause }
    .next = Check the permissions and the space there, or choose another place.
catalog-error-denied = Cannot write in { $path }: no permission.
    .next = Run it with sudo, or name another folder with --data DIR.
catalog-error-link = { $path } is a link, and CA certificates are not written through links.
    .next = Remove the link, or name another data directory with --data.
catalog-error-net = { $cause }
    .next = Check http_proxy and https_proxy in the environment.
catalog-error-nothing = Nothing to export: none of these CA certificates is on this computer.
    .next = tillit catalog fetch gets them; tillit catalog check says what is missing.

catalog-readme-title = CA certificates for { $names }
catalog-readme-files = pem/ and der/: every certificate in both encodings. bundle.pem: all of them, issuing CAs first, then their root, as web servers want it. fingerprints.txt: what each one is. SHA256SUMS: checksums of the files (sha256sum -c SHA256SUMS).
catalog-readme-check = Compare the fingerprints with what the publisher says before you install anything. "observed" means that no fingerprint has been published: the certificate is signed by the pinned root.
catalog-readme-places = On Windows: roots go to "Trusted Root Certification Authorities", issuing CAs to "Intermediate Certification Authorities". { $kinds } A server that asks for client certificates needs both.
catalog-readme-import = On a computer with tillit: { $command }
catalog-readme-root = Root: { $names }.
catalog-readme-issuing = Issuing CA: { $names }.
catalog-readme-partial = NOT COMPLETE. Missing: { $names }

# Help

help-value-WHAT = WHAT
help-value-DAYS = DAYS
help-catalog-list = What is known, and what of it is on this computer
help-catalog-list-what = A PKI, a generation or a CA: siths, e-id, siths/e-id, new, "SITHS e-id Root CA v2". A test environment is named: siths-test/e-id
help-catalog-list-all = Test environments too
help-catalog-list-more =
    Examples:
      tillit catalog list
      tillit catalog list e-id -v
help-catalog-show = Everything that is known of a PKI, a generation or a CA
help-catalog-show-what = A PKI, a generation or a CA: siths, e-id, siths/e-id, new, "SITHS e-id Root CA v2"
help-catalog-show-more =
    Examples:
      tillit catalog show siths          with the dates and the advice of the move
      tillit catalog show "SITHS e-id Root CA v2"
help-catalog-fetch = Fetch CA certificates from their own addresses
help-catalog-fetch-what = Only these: a PKI, a generation or a CA. Without it: everything that is missing but test environments
help-catalog-fetch-more =
    Plain HTTP is fine: only a certificate that matches its pin, or that a pinned root has signed under the exact name, is kept.
    The proxy is taken from http_proxy and https_proxy. With --offline: the list of what to fetch elsewhere.

    Examples:
      tillit catalog fetch
      tillit catalog fetch siths-test/e-id --timeout 60
help-catalog-import = Keep CA certificates from files
help-catalog-import-inputs = Files or folders with certificates (PEM, DER, PKCS#7, PKCS#12, JKS); - is standard input
help-catalog-import-from = Get the CAs above the certificates in this file: those that it holds, and over the network those that they name; repeatable
help-catalog-import-more =
    Examples:
      tillit catalog import siths-roots/
      tillit catalog import --from card.pem
help-catalog-export = Write CA certificates for another computer or an appliance
help-catalog-export-what = Only these: a PKI, a generation or a CA
help-catalog-export-generation = Only this generation: e-id, siths/e-id, old or new, never a test environment without its name (siths-test/e-id); repeatable
help-catalog-export-output = A folder; or one file, where the name ends in .pem; - is standard output
help-catalog-export-force = Replace an older export
help-catalog-export-partial = Write what is here although something is missing
help-catalog-export-json = Say what was written as JSON
help-catalog-export-more =
    Examples:
      tillit catalog export --generation e-id -o siths-ca/
      tillit catalog export --generation siths-test/e-id -o siths-test-ca/
      tillit catalog export --generation siths/new -o bundle.pem
help-catalog-check = What is missing and where to get it, what ends, what is not pinned
help-catalog-check-what = Only these: a PKI, a generation or a CA
help-catalog-check-days = Tell what ends within so many days (default 90)
help-catalog-check-more =
    Examples:
      tillit catalog check
      tillit catalog check e-id --days 365 --json

# Codes of the store

T-050 = CA certificate that is not on this computer
    .say = { $ca } is not on this computer
    .why = tillit ships names and fingerprints of CAs, not their certificates. Without this one, certificates that it issued cannot be judged: the answer is "cannot say", which says nothing bad about them.
    .remedy = Get it with "tillit catalog fetch", or from a file or store that has it with "tillit catalog import". "tillit catalog check" shows the addresses.
    .note = Fetching is safe over plain HTTP: only a certificate that matches its pin, or that is signed by a pinned root under the exact name, is kept.
T-051 = The address gave another certificate
    .say = { $url } gave another certificate than { $ca }
    .why = The file at this address is not the certificate that the catalog expects. Often a captive portal, a filter or a moved file; it can also be an attack. Nothing of it was kept.
    .remedy = Try from another network. If it stays so, compare the fingerprint with the publisher's page and tell whoever maintains the catalog.
    .note = The SHA-256 of the received certificate was compared with the catalog's pin, or its signature with the pinned root's key.
T-052 = A certificate pretends to be a CA of the catalog
    .say = { $subject } has the name of a CA of the catalog and is not it
    .why = It has the exact name of a CA, and another key or a signature that the root did not make. Copies that were made for tests are harmless; in a production store this is an attack or a serious mix-up.
    .remedy = Do not install it. Find out where the file came from.
    .note = A name proves nothing. Roots are accepted by their SHA-256 only; issuing CAs by their SHA-256 or by a signature of a pinned root of the same generation.
T-053 = A root certificate that is not the pinned one
    .say = { $subject } is not the pinned certificate
    .why = A root with this name is in the catalog, with another fingerprint or with none. Perhaps the root was issued anew; perhaps the file is not genuine. It was not kept.
    .remedy = Compare its SHA-256 with the publisher's own page. If it is genuine, the catalog needs the new pin: --catalog FILE.
    .note = Nothing but its own key signs a root, so its SHA-256 is the only proof.
T-054 = The root's certificate is needed first
    .say = { $root } is needed before { $ca } can be accepted
    .why = No fingerprint of this issuing CA has been published. It is accepted when the pinned root has signed it, and for that the root's certificate must be here.
    .remedy = Import or fetch the root as well, in the same command or before.
    .note = A SHA-256 pin is not enough to check a signature: the key is in the certificate.
T-055 = A file of the data directory is damaged or was changed
    .say = { $path } is not used
    .why = Everything in the data directory is held against the pins each time it is read. This file is no certificate that the catalog accepts: it was changed, damaged, or belongs to a catalog that is not in use any more.
    .remedy = Remove the file and get the certificate anew with "tillit catalog fetch" or "import".
    .note = The file is left as it is, so that it can be looked at.
T-056 = Others can write a file that root should believe
    .say = { $path } can be written by others
    .why = As root, tillit believes only files and folders that are root's and that nobody else can write: whoever can write them decides what root trusts.
    .remedy = Look at the file, then set owner and permissions: chown root, chmod go-w.
    .note = Checked are the owner and the write permissions of the file and of the folders of the data directory above it.
T-057 = No address is known for a CA certificate
    .say = no address is known for { $ca }
    .why = The catalog has no address for this certificate, so it cannot be fetched.
    .remedy = Ask the publisher, or take it from a server, a computer or a card that has it: "tillit catalog import FILE".
    .note = The addresses come from the authority information access of certificates that the CA issued (RFC 5280 section 4.2.2.1).
T-058 = An address that a certificate names was not asked
    .say = { $url } was not asked
    .why = Anybody can make a certificate that names any address. tillit asks only hosts that are in the catalog.
    .remedy = Fetch the file yourself if you know the address, then "tillit catalog import FILE".
    .note = Otherwise a certificate in a mail could make this computer send requests into its own network.
T-059 = A certificate that is no CA of the catalog
    .say = { $subject } is no CA of the catalog
    .why = Only CA certificates of the PKIs in the catalog are kept. Card certificates, server certificates and other CAs are passed over.
    .remedy = Nothing, if you did not expect it to be kept. A PKI of your own is added with a catalog file: --catalog FILE.
    .note = The comparison is of the whole subject name (RFC 5280 section 7.1), and of basicConstraints and keyUsage.
T-060 = A CA certificate ends soon
    .say = { $ca } ends { $date }
    .why = What this CA issued will not be trusted after that day, however long it says that it is valid itself.
    .remedy = Ask the publisher for the CA that follows, and give it to your services in time.
    .note = The date is the notAfter of the certificate here, otherwise the catalog's.
T-061 = CA certificate that has ended
    .say = { $ca } ended { $date }
    .why = The CA's validity is over. It is of use only to explain old certificates.
    .remedy = Nothing, unless it is the newest generation that your services rely on.
    .note = Expired CA certificates are kept, because they explain old cards.
T-062 = CA without a published fingerprint: it can be observed, not pinned
    .say = { $ca } has no published fingerprint
    .why = The catalog knows the CA's name and not its fingerprint. Its certificate is accepted when the pinned root has signed it, and is shown as "observed".
    .remedy = Nothing must be done. If you know a published fingerprint, a catalog file can hold it.
    .note = Observed certificates are proved by the root's signature each time they are read.
T-063 = CA certificate that is newer than the pin of the catalog
    .say = the certificate of { $ca } is not the one that the catalog pins
    .why = The CA has been issued anew: same name, signed by the pinned root, other bytes than the catalog's fingerprint.
    .remedy = Nothing must be done. Tell whoever maintains the catalog.
    .note = Shown as "observed (renewed)".

catalog-install-missing =
    { $count ->
        [one] Nothing was planned: a CA certificate is missing, and a part of a generation is never installed alone.
       *[other] Nothing was planned: { $count } CA certificates are missing, and a part of a generation is never installed alone.
    }
catalog-install-missing-next = Get them here with: tillit catalog fetch. For a server without a network: tillit catalog export on a computer that has one, tillit catalog import here; or name the files with --ca FILE.
