# What each code means. Value: title. say: the sentence with the facts of one case. why: what it means and on whose side.
# remedy: the next step and whose it is. note: technical background. $who is the certificate concerned, by name or as "The certificate"; $it is the same inside a sentence.

codes-heading =
    .why = What it means
    .remedy = What to do
    .note = Technical background
codes-family =
    .input = Inputs that cannot be read
    .fetch = Fetching over the network
    .verdict = Why a certificate is trusted, is not, or cannot be judged
    .store = The catalog and the CA certificates on this computer
    .flaw = What is odd about a certificate itself
    .trust-store = Trust stores: what they let in, and what is wrong with them
    .server = Servers: what their configuration does to the cards of each generation
    .diagnosis = Why a login fails: causes of `tillit diagnose`
    .login = Logins with a key: what came of them, and why
    .install = Installing and undoing: what refuses, what to know, how it went
    .probe = Live servers: what they show to whoever looks from outside
    .card = Cards: what is on them, and whether they are ready for the upgrade
    .pilot = The test with a few cards before everybody's is upgraded

## Inputs

T-001 = The file or folder does not exist
    .say = There is no file or folder of this name.
    .why = Nothing was found under the name that was given. Nothing has been said about any certificate.
    .remedy = Check the name. A name with spaces needs quotation marks.
    .note = The operating system answered "not found" (ENOENT).
T-002 = The file may not be read
    .say = This account may not read the file.
    .why = The file is there, but its owner has not given the account that runs tillit the right to read it.
    .remedy = Run the command as an account that may read the file, or ask the file's owner for a copy. Certificates are public; keys are not.
    .note = The operating system answered "permission denied" (EACCES). Files below /etc/ssl/private are usually readable by root only.
T-003 = The file cannot be read
    .say = Reading failed: { $error }.
    .why = The operating system could not read the file to its end: a broken disk, a lost network share, a removed USB stick.
    .remedy = Copy the file to this computer's own disk and try again.
    .note = The words after the colon are the operating system's.
T-004 = This is neither a file nor a folder
    .say = This is a pipe, a socket or a device, and is passed over.
    .why = In a folder only files are read, so that a command never waits for something that may not come.
    .remedy = Write the certificates to a file first, or hand them over on standard input with a single dash: tillit verify -
    .note = FIFOs, sockets, block and character devices are not opened.
T-005 = No certificate was found in the folder
    .say = No file in this folder holds a certificate.
    .why = All files of the folder were looked at by their content, not their names, and none is a certificate or a container of certificates.
    .remedy = Check that it is the right folder.
    .note = Files that are no certificates are passed over in a folder; named one by one they are reported.
T-006 = There is no certificate in the file
    .say = This { $container } holds no certificate.
    .why = The file is what it should be, but empty of certificates: perhaps only a key was exported.
    .remedy = Export again, and choose to include the certificate (with its chain, where that can be chosen).
    .note = A JKS or PKCS#12 file may hold keys without certificates, a PKCS#7 file only revocation lists.
T-007 = The folder leads back to itself
    .say = This is a link to a folder that it lies in, or to one that has been read already.
    .why = A link in the folder points to a folder above it. Such a folder has no end.
    .remedy = Name the folders that hold the certificates one by one.
    .note = Links are followed once; a folder that has been seen is not entered again.
T-008 = There are too many files or certificates
    .say = More than { $limit } were found; the rest was not read.
    .why = So many are hardly meant for one answer: perhaps a whole disk was named.
    .remedy = Name a smaller folder.
    .note = The limit keeps memory and time bounded.
T-009 = The file is empty
    .say = The file is empty.
    .why = Nothing is in it: perhaps an export or a download was broken off.
    .remedy = Export or fetch the certificate again.
    .note = Zero bytes, or white space only.
T-010 = This is no certificate
    .say = This is neither a certificate nor a container of certificates.
    .why = The content was looked at, not the name. It may be a document, a web page that was saved in place of the certificate, or an encrypted file.
    .remedy = Open the file in a text editor: a certificate begins with "-----BEGIN CERTIFICATE-----". A web page there means that the download needs another address.
    .note = Recognised are PEM, DER, PKCS#7, PKCS#12, JKS and JCEKS.
T-011 = This kind of file is not read
    .say = This is { $format }, not a certificate that can be read here.
    .why = The file is of a kind that holds no certificates (a key, a certificate request, a revocation list, a web page), or of a key store format that is not read.
    .remedy = Export the certificate as PEM or PKCS#12 with the tool that made the file.
    .remedy-page = You have saved a web page, often a login page. Get the file again from the publisher's address.
    .remedy-key = This is the secret key. Do not pass it on; ask for the certificate.
    .remedy-request = This is a request for a certificate. The certificate itself comes from the issuer: ask for it there.
    .remedy-crl = This is a list of revoked certificates. Name the certificate instead.
    .remedy-archive = Unpack the file and name the certificates in it.
    .remedy-document = This is a document. Ask the sender for the certificate as a file of its own.
    .remedy-other-thing = This file holds no certificate. Ask whoever made the file for the certificate.
    .note = BKS and BCFKS belong to Bouncy Castle: keytool with its provider converts them to PKCS#12 (-importkeystore).
T-012 = The file is too large
    .say = The file is larger than { $limit } bytes.
    .why = No container of certificates is that large. Reading on would only cost memory.
    .remedy = Check that it is the right file. Split a large collection into several files.
    .note = Limits hold for the content, also of a file that claims to be smaller.
T-013 = The password is wrong
    .say = The password that was given does not open the file.
    .why = A password was given, and the file is protected with another one. Or it is damaged: that looks the same.
    .remedy = Type the password again, or ask whoever made the file. Without --password the usual ones of trust stores are tried. If the password is right, fetch or export the file again.
    .note = The integrity check (MAC) of the container fails with each password. A damaged file looks the same.
T-014 = The file is damaged
    .say = The file ({ $container }) is damaged: { $error }.
    .say-entry = The entry ({ $container }) is damaged: { $error }.
    .why = It begins like a known kind of file, but its structure does not hold: perhaps it was cut, or changed by a transfer as text.
    .remedy = Fetch or export it again, as a binary file.
    .note = The words after the colon are the reader's.
T-015 = A certificate cannot be read
    .say = The certificate is cut off or damaged.
    .why = Something stands where a certificate should, but its structure does not hold. The others in the same file are judged all the same.
    .remedy = Export the certificate again from the card or from where it came.
    .note = The DER structure breaks X.509 (RFC 5280 section 4.1). Oddities that real certificates have are accepted and reported as flaws.
T-016 = Something stands after the certificate
    .say = { $bytes } more bytes follow the certificate.
    .why = A file with one certificate has been continued with something else: two files were joined, or the file was altered.
    .remedy = Export the certificate again. Several certificates in one file go as PEM.
    .note = A DER file ends with its certificate; what follows is not protected by any signature.
T-018 = The certificate is cut off
    .say = A block begins here, but its last line (-----END …-----) is missing.
    .why = The end was lost when the text was copied, or the file was broken off.
    .remedy = Copy the whole block, with its first and its last line.
    .note = RFC 7468: the encapsulation boundaries must match.
T-019 = The certificate's text is damaged
    .say = The text between BEGIN and END is no Base64.
    .why = Characters were changed or added on the way, often by e-mail or a word processor.
    .remedy = Send the certificate as an attached file, not as text in a message.
    .note = Only A–Z, a–z, 0–9, +, / and = may stand in the block, apart from white space.
T-020 = The certificate is too large
    .say = This certificate is larger than any real one.
    .why = Real certificates have one to three kilobytes. One of more than a megabyte is a mistake or an attack.
    .remedy = Check where the file comes from.
    .note = The limit is 1 MiB.
T-021 = A password is needed
    .say = The file is encrypted with a password that is not known.
    .why = The certificates in the file are protected. The usual passwords of trust stores (changeit, changeme, empty, none) were tried.
    .remedy = Ask whoever made the file for its password and hand it over with --password prompt.
    .note = In most PKCS#12 files the certificates themselves are encrypted; in a JKS file only the keys are.
T-022 = The file is made to cost time
    .say = To try one password the file asks for { $iterations } rounds of computing.
    .why = No program writes such files. It is damaged or made to stop whoever opens it.
    .remedy = Check where the file comes from, and export the certificate again.
    .note = The iteration count of the container's key derivation (PBKDF2 or PKCS#12) is above the limit.
T-023 = The file has gone
    .say = The file was there and has gone, or it is a link that leads nowhere.
    .why = Something removed or renamed the file while the folder was read.
    .remedy = Run the command again. A link that leads nowhere can be removed.
    .note = Listed in its folder, and not found when it was opened.
T-024 = Nobody writes to the pipe
    .say = This is a named pipe, and nobody wrote to it within { $seconds } seconds.
    .why = A pipe is read when another program writes to it. None did.
    .remedy = Start the program that writes first, or use standard input: tillit verify -
    .note = FIFOs that are named on the command line are opened without blocking.
T-025 = The folders are nested too deep
    .say = There are more than { $limit } folders inside one another; those below were not read.
    .why = So deep a tree is hardly meant, and certificates below may be missing from the answer.
    .remedy = Name the inner folder itself.
    .note = The limit keeps memory and time bounded.
T-026 = A CA certificate that was given is not genuine
    .say = { $name } has the name of a CA of the catalog and is not its certificate, so it is not used.
    .why = The file is damaged, or somebody made a certificate with the same name. Without the right one, the answer for cards of this CA is "cannot say".
    .remedy = Get the CA certificate again from the issuer, or with "tillit catalog fetch". Find out where this file came from.
    .note = Compared were the SHA-256 with the catalog's pin, and the signature with the pinned root's key.
T-027 = The revocation list is damaged
    .say = The revocation list is damaged or cut off ({ $error }).
    .say-more = { $bytes } more bytes follow the revocation list.
    .say-text = The text of the revocation list (PEM) is damaged or cut off.
    .why = Half a list would be half an answer: whoever stands in the missing half would be taken for not revoked. The file was broken off, or changed on the way.
    .remedy = Fetch the list again from the issuer, as a binary file (.crl), and hand it over with --crl.
    .remedy-text = Fetch the list again, and send it as an attached file, not as text in a message. DER (.crl) needs no text at all.
    .note = RFC 5280 section 5.1. The words after the colon are the reader's.
T-028 = This is no revocation list
    .say = There is no revocation list in the file.
    .say-certificate = This is a certificate, not a revocation list.
    .why = Another file was given, or a web page was saved in place of the list.
    .remedy = Fetch the list from the address that the certificate names, and hand it over with --crl. This shows the list's address: tillit verify CERT --revocation crl --offline. A web page there means that a proxy has answered.
    .remedy-certificate = CA certificates go with --ca. The revocation list is a file of its own. This shows the list's address: tillit verify CERT --revocation crl --offline
    .note = Read are revocation lists in DER, and PEM with "-----BEGIN X509 CRL-----".
T-029 = The input cannot be read
    .say = The input cannot be read: { $error }.
    .why = Nothing can be said about what it holds.
    .remedy = Export or fetch it again; if that does not help, report the error with its words.
    .note = The words after the colon are the reader's.

## Notes on inputs

T-040 = Two certificates are glued together
    .say = On line { $line } an END line and the next BEGIN line stand together. OpenSSL, nginx and keytool refuse the file.
    .why = Two files were joined, and the first did not end with a line break.
    .remedy = Put a line break between the two lines before the file is given to a server.
    .note = Read here, as by GnuTLS and NSS.
T-041 = The text begins with a byte order mark
    .say = The file begins with a byte order mark. keytool and certutil do not read it.
    .why = A Windows editor has put three invisible bytes at the beginning.
    .remedy = Save the file as UTF-8 without byte order mark (BOM), or as ASCII.
    .note = EF BB BF. OpenSSL skips it.
T-042 = The text is UTF-16
    .say = The file is text in UTF-16. Hardly any other program reads it.
    .why = It was written by redirection in PowerShell or as "Unicode" by an editor.
    .remedy = Save it as ASCII or UTF-8, in PowerShell with Out-File -Encoding ascii.
    .note = Recognised by its byte order mark or its zero bytes.
T-043 = The BEGIN and END lines are missing
    .say = The file is Base64 without BEGIN and END lines. Other programs do not recognise it.
    .why = Only the middle of the certificate was copied.
    .remedy = Add "-----BEGIN CERTIFICATE-----" and "-----END CERTIFICATE-----" around it.
    .note = Read here because what it decodes to is a certificate.
T-044 = Something stands after the last certificate
    .say = { $bytes } bytes that are no certificate follow the last one.
    .why = Two files were joined, or the file was altered.
    .remedy = Export the certificate again before the file is given to a server.
    .note = What follows the DER structure is not protected by any signature.
T-045 = The file has a customary password
    .say = The file was opened with the customary password "{ $password }".
    .say-empty = The file was opened with the empty password.
    .why = Everybody knows this password. It protects nothing.
    .remedy = Nothing for certificates. If the file holds a private key, give it a password of its own.
    .note = changeit, changeme and the empty password are tried for reading.
T-046 = The file's integrity was not checked
    .say = The certificates were read without the password, so the file's own protection was not checked.
    .why = Whether somebody has changed the file cannot be told.
    .remedy = Hand over the password (--password prompt) if that matters.
    .note = The MAC of a PKCS#12 or JKS file needs its password.
T-049 = Other programs may not read this file
    .say = The file has an oddity that other programs may stumble over.
    .why = The reader here was lenient.
    .remedy = Export the certificate again before the file is given to a server.
    .note = The oddity has no code of its own in this version.

## Fetching

T-030 = The address is not of the web
    .say = Only http and https addresses are fetched.
    .why = The address begins with something else, such as ldap or file.
    .remedy = Fetch the certificate by other means and import it: tillit catalog import FILE
    .note = Addresses come from the catalog or from the certificate (AIA). Those of a certificate may be anything.
T-031 = Fetching is switched off
    .say = Nothing is fetched because --offline is set.
    .why = The command would have needed the network.
    .remedy = Run it without --offline, or carry the CA certificates over: tillit catalog export on a machine with network, tillit catalog import here.
    .note = --offline and the setting of the same name forbid every network access.
T-032 = The server's name is not known
    .say = The name of the server could not be resolved: { $error }.
    .why = This computer's name service (DNS) does not know the server: no network, or a closed one.
    .remedy = Check the network. On a closed network use tillit catalog export and import.
    .note = The same address must be reachable from servers that check revocation.
T-033 = The server does not answer
    .say = No connection to the server: { $error }.
    .why = A firewall or proxy stands between, or the server is down.
    .remedy = Ask network operations to open port 80 to this address, or set the proxy (http_proxy). Else carry the certificates over with tillit catalog export and import.
    .note = CA certificates, revocation lists and OCSP of SITHS are on plain HTTP, port 80.
T-034 = The server was too slow
    .say = There was no complete answer within { $seconds } seconds.
    .why = The connection was made, but the answer did not come or did not end.
    .remedy = Try again, or give more time with --timeout.
    .note = The time counts for the whole exchange with redirects.
T-035 = The answer is too large
    .say = The answer is larger than { $limit } bytes.
    .why = A CA certificate has a few kilobytes. Something else is at this address.
    .remedy = Look at the address in a browser; a proxy may have put its own page there.
    .note = Reading was stopped at the limit; nothing was kept.
T-036 = The server sends us elsewhere
    .say = A redirect was not followed: { $error }.
    .why = There were too many redirects, or one to an address that is not of the web.
    .remedy = Check the address. A login page of a network (hotel, guest) redirects everything.
    .note = Only redirects to http and https are followed, up to a limit.
T-037 = The server refuses
    .say = The server answered with HTTP status { $status }.
    .why = The server is there but does not give the file: it has been moved or removed, or a proxy asks for a login.
    .remedy = Look for the new address on the issuer's pages and import the file: tillit catalog import FILE
    .note = 404 and 410: not there. 403 and 407: a proxy or a filter.
T-038 = A second export of the same key lies in the folder
    .say = { $key } is in another file of this folder, too: it is not known which of them holds.
    .why = The files of a folder are read as one computer's registry. Two exports of the same key are of two computers, or of two days.
    .remedy = Put the exports of each computer into a folder of its own, and take out what is older.
    .note = Compared is the first key of each file, the one that reg export was given.
T-039 = The fetch failed
    .say = The fetch failed: { $error }.
    .why = The answer could not be read to its end.
    .remedy = Try again; else import the file: tillit catalog import FILE
    .note = The words after the colon are the HTTP library's.

## Verdicts

T-101 = A CA certificate is missing on this computer: no answer can be given yet
    .say = The CA certificate { $issuer_name } is missing on this computer, so no answer can be given yet.
    .say-beside = Besides, the CA certificate { $issuer_name } is missing on this computer, so the chain cannot be followed.
    .why = This says nothing against the card or the certificate. To follow the chain to the root, the certificate of every CA on the way is needed, and tillit ships none of them.
    .remedy = { $owner ->
        [person] Fetch the CA certificate or bring it as a file, then ask again. Do not replace the card because of this.
        [function] Fetch the CA certificate or bring it as a file, then ask again. Do not order a new certificate because of this.
        [ca] Fetch the CA certificate or bring it as a file, then ask again. Do not order a new certificate because of this.
       *[other] Fetch the CA certificate or bring it as a file, then ask again. Do not replace the card or the certificate because of this.
    }
    .remedy-beside = Fetch the CA certificate if the whole chain is to be judged.
    .note = Searched: the input itself, --ca, the data directories. What is fetched is held against the catalog's pin or against the signature of a pinned root.
T-102 = The issuer is in no known PKI
    .say = The issuer { $issuer_name } is in no catalog, and its certificate is not on this computer.
    .why = The certificate was issued by somebody that tillit does not know: another organisation's PKI, a server's own, or an older SITHS environment.
    .remedy = Should services trust this issuer? Then describe its PKI in a catalog file (--catalog FILE), or hand over its CA certificates (--ca FILE, and the root with --anchor FILE). If not, it is the wrong certificate.
    .note = No catalog entry has this name (with this key identifier), and no certificate at hand does.
T-103 = Gave up the search for a chain
    .say = No chain was found after { $paths } paths and { $signatures } signatures.
    .why = So many CA certificates look alike that not all combinations were tried. Nothing is said against the certificate.
    .remedy = Give fewer CA certificates: only the ones of the issuer.
    .note = The limit protects against inputs that are made to cost time.
T-104 = The chain ends in a root that is not trusted
    .say = The chain ends in { $it }, which is no root of this generation.
    .why = The chain holds together, but its root is somebody else's: a test environment, an own CA, or a copy with the same name.
    .remedy = Compare the fingerprint with the one on the issuer's own page. Never install an unknown root only to make a login work.
    .note = Self-signed, not among the pins of the generation. See the SHA-256 in the details.
T-105 = A CA has borrowed a known name
    .say = A certificate with the name { $ca } has another key than the genuine CA: it is somebody else's.
    .why = Somebody has made a CA with the name of a real one. It may be a laboratory's copy, or an attempt to deceive.
    .remedy = Find out where this CA certificate came from, and remove it. Tell your information security team.
    .note = Name as in the catalog, fingerprint and key identifier not, and no valid signature of a pinned root.
T-106 = The signature is wrong
    .say = { $who } names { $issuer_name } as its issuer, but the signature does not fit the key of that CA.
    .why = The certificate has been altered or damaged, or was issued by somebody else with the same name.
    .remedy = { $owner ->
        [person] Export the certificate anew from the card. If it stays so: do not trust it, and tell the issuer.
        [function] Export the certificate anew from the system that has it. If it stays so: do not trust it, and tell the issuer.
        [ca] Get the CA certificate anew from its publisher. If it stays so: do not trust it, and tell the publisher.
       *[other] Get the certificate anew from its source. If it stays so: do not trust it, and tell the issuer.
    }
    .note = Verification of the signature with the issuer's public key failed (RFC 5280 section 6.1.3 a 1).
T-107 = The signature is of a kind that cannot be checked
    .say = { $who } is signed with algorithm { $algorithm }, which is not supported here.
    .why = Neither good nor bad can be said of the signature, and it is treated as not trusted.
    .remedy = Ask the issuer which algorithm it uses. SITHS uses RSA with SHA-256 or SHA-512.
    .note = Supported: RSA (PKCS#1 v1.5 and PSS) of 1024–8192 bits, ECDSA on P-256, P-384 and P-521, Ed25519; SHA-1 only as the generation's policy allows.
T-108 = The certificate contradicts itself about its signature
    .say = { $who } names two different signature algorithms.
    .why = The certificate was made by faulty software or has been altered.
    .remedy = Ask the issuer for a new certificate.
    .note = RFC 5280 section 4.1.1.2: signatureAlgorithm and tbsCertificate.signature must be the same.
T-109 = Not issued under the generation that was asked for
    .say = Issued by { $issuer_name }, which does not belong to what was asked for.
    .why = The certificate is of another generation or of another PKI. A service that trusts only what was asked for will refuse it.
    .remedy = Ask without --generation to see where it belongs. If it should belong here, it is the wrong card or certificate.
    .note = No chain leads to a root of the generation, and none is missing.
T-110 = The certificate has expired
    .say = The certificate expired on { $not_after }, { $ago }.
    .why = Nobody accepts a certificate after its last day. The certificates on a card end with the card.
    .remedy = { $owner ->
        [person] Order a new card. A reserve card bridges the wait.
        [function] Order a new function certificate, and change it in the system that uses it.
       *[other] The holder orders a new card; for a function, whoever runs the system orders a new certificate.
    }
    .note = notAfter has passed at the time of the judgement (--at TIME judges at another time).
T-111 = A CA certificate has expired
    .say = { $who } expired on { $not_after }, { $ago }.
    .why = The validity of the CA is over; with it ends the validity of everything that it issued.
    .remedy = { $owner ->
        [person] Check whether the card has newer certificates beside this one. If not, a new card is needed.
        [function] Order a new function certificate from the current issuer.
        [ca] Nothing that it issued is accepted any more: remove it when no old signature must be checked with it.
       *[other] Check whether there is a newer certificate beside this one. If not, order one from the current issuer.
    }
    .note = A renewed CA certificate with the same key would mend the chain; see tillit catalog show.
T-112 = The certificate is not valid yet
    .say = The certificate is not valid until { $not_before }.
    .why = Its time has not begun, or the clock of this computer is wrong.
    .remedy = Check the computer's date. If it is right, wait until the certificate's first day.
    .remedy-at = Choose a time within the validity, or leave out --at to judge as of today.
    .note = notBefore lies after the time of the judgement.
T-113 = A CA certificate is not valid yet
    .say = { $who } is not valid until { $not_before }.
    .why = The CA's time has not begun, or the clock of this computer is wrong.
    .remedy = Check the computer's date. If it is right, wait until the CA's first day.
    .remedy-at = Choose a time within the validity of the CA, or leave out --at to judge as of today.
    .note = notBefore of the CA lies after the time of the judgement.
T-114 = Issued after the CA had stopped
    .say = { $who } was issued after { $end }, the day on which its CA stopped issuing.
    .why = The catalog says that nothing more was issued after that day. The certificate may be genuine and the catalog too strict.
    .remedy = Ask the issuer whether this certificate is theirs.
    .note = notBefore is later than the catalog's issues_until.
T-115 = Trusted only under an older generation
    .say = Trusted only under { $older }. A service that has moved to { $newest } refuses it.
    .why = Everything is right with the certificate, but it belongs to a generation that services leave.
    .remedy = { $owner ->
        [function] Order a new function certificate from the current issuer before the old root is removed.
        [ca] Keep the CA certificate only as long as services must accept the older generation, and add the newer one beside it.
       *[other] The holder needs certificates from the newer generation; the service must trust both until all have them.
    }
    .note = The verdict counts the generations of the certificate's own PKI among those asked for; the newest one is the measure.
T-116 = This is a test environment
    .say = This comes from a test environment. No production service accepts it.
    .why = Test and production have PKIs of their own with nearly the same names.
    .remedy = Right for tests. In production, cards and certificates from the production environment are needed.
    .note = The catalog marks the PKI as a test environment.
T-120 = A signature certificate was offered for login
    .say = { $who } is for signatures (underskrift), not for login (legitimering).
    .why = A card has two kinds of certificates. The wrong one was chosen, in the certificate dialogue or by a program. The card is fine.
    .remedy = Choose the certificate for login instead. If only this one is offered, the server must filter by key usage.
    .note = keyUsage has nonRepudiation without digitalSignature; TLS client authentication needs digitalSignature.
T-121 = A login certificate was offered for signatures
    .say = { $who } is for login (legitimering), not for signatures (underskrift).
    .why = A card has two kinds of certificates. The wrong one was chosen. Cards issued since January 2024 may have no signature certificate at all.
    .remedy = { $owner ->
        [function] Use a certificate that is issued for signatures.
       *[other] Choose the signature certificate, or order one for the card if it has none.
    }
    .note = keyUsage lacks nonRepudiation (contentCommitment).
T-122 = The key may not be used for this
    .say = The key usage of { $it } ({ $has }) lacks { $needs }.
    .why = The issuer has decided what the key may be used for, and this is not among it.
    .remedy = Use a certificate that is meant for the purpose, or ask for another with --purpose.
    .note = keyUsage, RFC 5280 section 4.2.1.3.
T-123 = The certificate is for another purpose
    .say = { $who } is not issued for { $needs }; it is for { $has }.
    .why = The issuer has listed the purposes of the certificate, and this one is missing: a server's certificate offered as a client's, or the other way round.
    .remedy = Use a certificate that is meant for the purpose. For a function, order one for both server and client.
    .note = extKeyUsage, RFC 5280 section 4.2.1.12.
T-124 = The certificate is for another host name
    .say = The certificate is for { $names }, not for { $host }.
    .say-nameless = The certificate holds no host name, so it is not for { $host }.
    .why = Whoever connects under this name will be warned or refused.
    .remedy = Order a certificate that holds the name, or use a name that it holds.
    .note = Only subjectAltName counts (RFC 9525); the common name is not looked at.
T-125 = The certificate is revoked
    .say = { $who } has been revoked since { $revoked_at }, { $ago }: { $because }.
    .say-unsaid = { $who } has been revoked since { $revoked_at }, { $ago }.
    .say-hold = { $who } has been blocked for the time being since { $revoked_at }, { $ago }. The block may be taken back (certificateHold).
    .why = The issuer has blocked the certificate, and a service that refuses it does the right thing. Usual causes: the card is lost or broken, the employment has ended, or a new card or certificate has taken its place. There is no fault in the computer, the network or the service. This is not a card that has locked itself after wrong PINs: that is opened with the PUK and does not show here.
    .remedy = { $owner ->
        [person] Ask the ID administrator or the issuing office why it is revoked. It cannot be taken back. They decide whether new certificates can be put on this card or a new card is needed. A reserve card can bridge the wait, if the holder is still to have a card.
        [function] The block is with the issuer of function certificates: ask whoever ordered the certificate why. Order a new function certificate, and change it in the system that uses it.
       *[other] Ask the issuer why. It cannot be taken back (except certificateHold). The issuer decides whether new certificates or a new card are needed; for a function, whoever runs the system orders a new certificate.
    }
    .remedy-ended = { $owner ->
        [person] Ask the ID administrator or the issuing office whether the holder is still to have a card. Only then are new certificates or a new card ordered. The revocation cannot be taken back.
        [function] Ask whoever ordered the certificate whether the system is still to have one. Only then is a new function certificate ordered. The revocation cannot be taken back.
       *[other] Ask the issuer whether the holder is still to have a certificate. Only then is a new one ordered. The revocation cannot be taken back.
    }
    .remedy-hold = { $owner ->
        [person] Ask the ID administrator or the issuing office, who can take this block back, whether the card is to be used again. Do not order a new card before that.
        [function] Ask the issuer of function certificates, who can take this block back, whether it is to be used again. Do not order a new certificate before that.
       *[other] Ask the issuer, who can take this block back, whether the certificate is to be used again. Do not replace it before that.
    }
    .remedy-key = { $owner ->
        [person] Do not use the card any more, and tell your information security team. The ID administrator or the issuing office orders a new card; a reserve card bridges the wait.
        [function] Take the key out of use in every system that has it, and tell your information security team. Then order a new function certificate, with a new key.
       *[other] Do not use the key any more, and tell your information security team. The issuer replaces the card or the certificate, with a new key.
    }
    .remedy-superseded = { $owner ->
        [person] There should be a newer card or a newer certificate: use that one. If there is none, ask the ID administrator or the issuing office.
        [function] There should be a newer function certificate: put it in place of this one in the system. If there is none, order one.
       *[other] There should be a newer certificate: use that one. If there is none, ask the issuer.
    }
    .note = RFC 5280 section 5.3.1 names the reasons. certificateHold alone can be taken back. Which list or OCSP answer says so is in the line on revocation, and in JSON in "revocation_checks" of the verdict.
T-126 = It could not be found out whether the certificate is revoked: no answer can be given yet
    .say = It cannot be said yet whether { $it } is revoked: { $problem }.
    .say-beside = Besides, it cannot be said whether { $it } is revoked: { $problem }.
    .listed = It names { $it } as revoked since { $revoked_at }.
    .listed-elsewhere = { $source }, which is too old, names { $it } as revoked since { $revoked_at }.
    .why = This says nothing against the card or the certificate: "cannot say" is not "revoked". A revocation list or an OCSP responder should have answered, and did not, or its answer may not be believed. The cause is in the network, in a file that is too old, or with the issuer. A service that checks revocation may refuse the login meanwhile.
    .remedy = { $owner ->
        [person] Mend the source that did not answer, then ask again. Do not replace the card because of this.
        [function] Mend the source that did not answer, then ask again. Do not order a new certificate because of this.
        [ca] Mend the source that did not answer, then ask again. Do not order a new certificate because of this.
       *[other] Mend the source that did not answer (-v names each), then ask again. Do not replace the card or the certificate because of this.
    }
    .remedy-reach = Ask network operations to open { $hosts } outbound from this computer. Servers that check revocation need the same. Behind a proxy, set http_proxy.
    .remedy-dns = Check that this computer has network. If it has, ask network operations to make { $hosts } resolvable (DNS) and reachable from here. Servers that check revocation need the same.
    .remedy-local = The address leads to this computer, and nothing answers there. If it is a lab: keep tillit lab serve running, or hand over its lists with --crl crl.
    .remedy-slow = Try again with more time, such as --timeout 60. If it stays so, ask network operations about { $hosts }.
    .remedy-scheme = tillit fetches over http and https only. Ask the issuer for the list, or fetch it with an LDAP program, and hand it over with --crl FILE.
    .remedy-offline = Ask again without --offline, on a computer with network.
    .remedy-stranger = Open { $source } in a browser: often a proxy or a login page answers in place of the issuer. Ask network operations to let { $host } through unchanged. If the issuer itself answers so, report it there.
    .remedy-stranger-ocsp = Something other than the issuer's OCSP responder answered, often a proxy or a login page. Ask network operations to let { $host } through unchanged.
    .remedy-proxy-login = The proxy wants a login. Ask network operations to exempt { $host } from it.
    .remedy-later = The issuer's service has a fault that passes. Ask again in a few minutes.
    .remedy-stale = The issuer has not published a newer one, a proxy keeps an old copy, or this computer's clock is wrong. Check the clock and ask again in an hour; if it stays so, report it to the issuer.
    .remedy-old-file = { $lists ->
        [none] Get a newer list from the issuer, and hand it over with --crl FILE.
       *[other] Fetch a newer list from { $lists }, and hand it over with --crl FILE.
    }
    .remedy-file = { $lists ->
        [none] Check that it is the right file: get the list anew from the issuer, and hand it over with --crl FILE.
       *[other] Check that it is the right file: fetch the list anew from { $lists }, and hand it over with --crl FILE.
    }
    .remedy-signer = { $signer ->
        [none] Get the certificate of whoever signs for the issuer, and hand it over with --ca FILE.
       *[other] Get the certificate of { $signer }, and hand it over with --ca FILE.
    }
    .remedy-strict = Ask without --strict to see what ordinary services do, and report the fault to the issuer.
    .remedy-suspicious = Do not believe this answer. Find out whether something in the network changes it (a proxy); if not, tell the issuer and your information security team.
    .remedy-issuer = This is the issuer's to mend: report it there, in these words.
    .remedy-no-source = Ask the issuer for its revocation list, and hand it over with --crl FILE. A certificate without any source is let pass, and that is said, with --revocation auto.
    .remedy-no-source-ocsp = Ask with --revocation auto instead, and with the issuer's list if you have it (--crl FILE).
    .remedy-gave-up = Give fewer files: only the lists and CA certificates of the issuer.
    .remedy-clock = Check the date, time and time zone of this computer. If they are right, report it to the issuer.
    .remedy-at = This is because of --at: sources answer for today, not for that time. Leave out --at, or use --revocation off. For a time in the past a list of that time does, with --crl FILE.
    .bring = { $lists ->
        [none] Or ask the issuer for its revocation list, and hand it over with --crl FILE.
       *[other] Or fetch { $lists } on a computer that can, and hand it over with --crl FILE.
    }
    .bring-instead = A revocation list would do as well: --revocation auto, with --crl FILE where nothing can be fetched.
    .current-list = Get a current list before deciding about the card.
    .keep = { $owner ->
        [person] Do not replace the card because of this.
        [function] Do not order a new certificate because of this.
        [ca] Do not order a new certificate because of this.
       *[other] Do not replace the card or the certificate because of this.
    }
    .note = Believed is what is signed by whoever may sign it, is about this certificate, and holds at the moment of the verdict (RFC 5280 section 6.3, RFC 6960 section 3.2). -v shows every source with its fault; JSON has them in "revocation_checks" of the verdict. SITHS has lists and OCSP on plain HTTP, port 80: crl1.siths.se, ocsp1.siths.se.
T-127 = Nobody can be asked whether the certificate is revoked
    .say = { $who } names no revocation list and no OCSP responder, so whether it is revoked was not asked.
    .why = The issuer has not said where to ask, and with --revocation auto that is let pass. Whether it is revoked is not known.
    .remedy = The holder need do nothing. If the issuer has a revocation list, hand it over with --crl FILE; --revocation require lets nothing pass unasked.
    .note = Neither cRLDistributionPoints nor an OCSP address in authorityInfoAccess, none in the catalog, and no list of the issuer was given.
T-128 = A CA certificate is revoked
    .say = { $who } has been revoked since { $revoked_at }, { $ago }: { $because }.
    .say-unsaid = { $who } has been revoked since { $revoked_at }, { $ago }.
    .say-hold = { $who } has been blocked for the time being since { $revoked_at }, { $ago }. The block may be taken back (certificateHold).
    .why = Whoever issued this CA certificate has revoked it. With it falls everything that the CA has issued: every card or server of that CA is concerned, not this one alone.
    .remedy = { $owner ->
        [person] Nothing can be mended on the card. Tell those who run the service and the ID administrator: all cards of this CA are concerned. Check whether the card has newer certificates beside this one.
        [function] Tell those who run the system. Order a new function certificate from the current issuer.
        [ca] Remove the CA certificate where it is trusted, and ask its publisher what takes its place.
       *[other] Tell those who run the service: everything that this CA issued is concerned. New certificates come from the current issuer.
    }
    .remedy-hold = Ask the publisher of the CA, who can take this block back, before anything is replaced. Everything that this CA issued is concerned.
    .remedy-key = Tell your information security team at once: somebody else may issue certificates in this CA's name. Remove it where it is trusted, and ask the publisher what takes its place.
    .note = RFC 5280 section 5.3.1 names the reasons. Below a revoked CA nothing more is asked: what it signed proves nothing.
T-129 = The answer whether it is revoked is signed with SHA-1
    .say = The answer whether { $it } is revoked is signed with SHA-1, which many services refuse.
    .why = The old generation signs its revocation lists with SHA-1. It is let pass here so that old cards can be explained; current systems refuse it, and for them it is as if nothing could be found out.
    .remedy = Move to the newer generation. Until then newer servers may call the card's revocation unknown.
    .note = SHA-1 can be forged with effort (chosen-prefix collisions, 2020). --strict does not let it pass.
T-130 = Signed in a way that is no longer accepted
    .say = { $who } is signed with { $digest }, which this generation's rules do not let pass.
    .why = Signatures with this digest can be forged.
    .remedy = A certificate with a newer signature is needed, from the current issuer.
    .note = Collision attacks on MD5 (2004) and SHA-1 (2017). The policy of the generation is in the catalog (allow_sha1).
T-131 = Signed with SHA-1
    .say = { $who } is signed with SHA-1, which many services refuse.
    .why = The old generation signed with SHA-1. It is let pass here so that old cards can be explained; current systems refuse it.
    .remedy = Move to the newer generation. Until then newer servers and browsers may refuse it.
    .note = OpenSSL at security level 1 and later (3.0), Windows, and Java since 2017 have switched SHA-1 off in TLS to differing degrees.
T-132 = The key is too short
    .say = The key of { $it } has { $bits } bits, which is too few.
    .why = A key of this length can be broken.
    .remedy = Order a new certificate with a key of at least 2048 bits (RSA).
    .note = The limit is part of the policy.
T-133 = The issuer is no CA
    .say = { $who } issued the certificate below it, but is no CA.
    .why = An ordinary certificate was used as if it could issue others. That is forbidden, and it is how certificates are forged.
    .remedy = Find out where the chain came from; do not trust it. Tell your information security team.
    .note = basicConstraints lacks cA, RFC 5280 section 6.1.4 (k).
T-134 = The issuer may not sign certificates
    .say = { $who } may not sign certificates.
    .why = The CA's own certificate does not allow what it did.
    .remedy = Ask the issuer; the CA certificate must be renewed.
    .note = keyUsage lacks keyCertSign, RFC 5280 section 6.1.4 (n).
T-135 = There are more CAs than allowed
    .say = Below { $it } at most { $allowed } further CAs are allowed, and there are more.
    .why = A CA was added where none may be.
    .remedy = Check whether too many or wrong CA certificates were given. Else ask the issuer.
    .note = pathLenConstraint, RFC 5280 section 6.1.4 (l) and (m).
T-136 = The chain is too long
    .say = The chain has more than { $limit } CAs.
    .why = Real chains have one or two. So long a chain is a mistake, or made to cost time.
    .remedy = Give only the CA certificates that belong to the issuer, or raise --max-depth.
    .note = The limit counts CA certificates between the judged certificate and the root.
T-137 = A CA may not issue for this name
    .say = { $excluded ->
        [true] A CA above { $it } must not issue for { $name }.
       *[other] The CAs above { $it } may not issue for { $name }.
    }
    .why = A CA is limited to certain names, and this one is outside.
    .remedy = Order the certificate from a CA that may issue for the name.
    .note = nameConstraints, RFC 5280 sections 4.2.1.10 and 6.1.3 (b, c).
T-138 = A limit on names cannot be checked
    .say = { $who } has names of a kind for which the CA's limit cannot be checked.
    .why = What cannot be checked is not trusted.
    .remedy = Ask the issuer for a certificate without names of this kind.
    .note = A name constraint of a form that is not implemented, on names of that form (RFC 5280 section 6.1.3).
T-139 = A required policy is missing
    .say = A CA above demands a certificate policy that the chain does not have.
    .why = The issuer has decided that only certificates under certain policies count.
    .remedy = Ask the issuer; the certificate was issued under the wrong policy.
    .note = requireExplicitPolicy with an empty policy tree, RFC 5280 section 6.1.5 (g).
T-140 = The certificate demands something unknown
    .say = { $who } has a critical extension that is not known here ({ $extension }).
    .why = The issuer says that nobody may accept the certificate without understanding this part.
    .remedy = Ask the issuer what the extension means.
    .note = RFC 5280 section 4.2: unknown critical extensions must be refused.
T-141 = A part of the certificate cannot be read
    .say = The extension { $extension } of { $it } cannot be read.
    .why = The certificate was made by faulty software, or has been damaged.
    .remedy = Ask the issuer for a new certificate.
    .note = The extension is known, its content is not valid DER of its type.
T-142 = A part of the certificate is there twice
    .say = { $who } has the extension { $extension } more than once.
    .why = Two programs could read two different things in it.
    .remedy = Ask the issuer for a new certificate.
    .note = RFC 5280 section 4.2: no extension may be repeated.
T-143 = The certificate breaks a rule of the standard
    .say = { $who } breaks a rule of RFC 5280: { $rule }
    .why = With --strict, every MUST of the standard is demanded. Without it, this is a flaw that is reported and not refused.
    .remedy = Judge without --strict to see what ordinary services do.
    .note = The flaw's own code is in the details.
T-144 = The CA certificate is not the one in the catalog
    .say = { $who } is another certificate than the catalog's, but is signed by the pinned root.
    .why = The CA has probably been renewed with the same name. The root vouches for it.
    .remedy = Nothing for the holder. Compare with the issuer's page and update the catalog.
    .note = "Observed, not pinned": exact subject name and a valid signature of a pinned root.
T-145 = The CA is not in the catalog
    .say = { $who } is not in the catalog, but is signed by a pinned root.
    .why = A CA that is new or that the catalog does not know. The root vouches for it.
    .remedy = Nothing for the holder. Check on the issuer's page that the CA exists, and add it to the catalog.
    .note = "Observed, not pinned": a valid signature of a pinned root.
T-146 = The checking program refuses
    .say = The checking program (rustls-webpki) refuses the chain: { $error }.
    .why = Two independent programs judge every chain, and both must accept it. One found a fault that the other did not name.
    .remedy = Treat it as not trusted, and report it with the certificate: one of the two programs should be able to say more.
    .note = rustls-webpki was given exactly the chain that our judge accepted.
T-147 = Some services will refuse this
    .say = Accepted, but the checking program (rustls-webpki) does not know a feature in this chain ({ $feature }). Some services will refuse it.
    .why = The chain is right by the standard, but uses something that not all programs understand.
    .remedy = Try the service in question. If it refuses, its software does not know the feature.
    .note = rustls-webpki refused, and a feature from the closed list that it does not implement was found in the path.
T-149 = Another reason
    .say = { $who } is refused for a reason that has no words yet.
    .why = The judge has learned something that this text has not.
    .remedy = Report it with the certificate.
    .note = The reason has no code of its own in this version.

## Catalog and store

T-150 = The catalog file has a mistake
    .say = Line { $line }, column { $column }: { $message }
    .why = A catalog that is only half understood could hide a CA, so it is refused as a whole.
    .remedy = Correct the line. tillit catalog show siths shows how an entry looks.
    .note = Catalog files are TOML; unknown keys are errors.

## Flaws

T-160 = A character that must not be there
    .say = The attribute { $attribute } contains "{ $character }", which its string type does not allow.
    .why = The issuer used a string type that has no such character. Some programs refuse to read the certificate because of it.
    .remedy = Nothing if it works. If a program cannot read the certificate, ask the issuer for a new one.
    .note = PrintableString, X.680 section 41.4. Six known SITHS function certificates have an underscore there.
T-161 = A CA without key identifier
    .say = The CA certificate has no subject key identifier.
    .why = Programs must find the CA by its name alone, which fails when two have the same name.
    .remedy = Nothing to do for the holder.
    .note = subjectKeyIdentifier, RFC 5280 section 4.2.1.2 (MUST for CAs).
T-162 = The issuer's key is not named
    .say = The certificate does not say with which key it was signed.
    .why = Programs must try every CA of the issuer's name.
    .remedy = Nothing to do for the holder.
    .note = authorityKeyIdentifier, RFC 5280 section 4.2.1.1 (MUST unless self-signed).
T-163 = An unusually small RSA exponent
    .say = The RSA public exponent is { $exponent }.
    .why = Some old cards have exponent 3. It is secure with correct software, but some programs refuse it.
    .remedy = Nothing if it works.
    .note = FIPS 186 demands an exponent above 65536.
T-164 = A short key
    .say = The key has { $bits } bits; 2048 are demanded today.
    .why = Current services demand at least 2048.
    .remedy = Order a new certificate with a longer key.
    .note = RSA below 2048 bits: refused by browsers since 2014.
T-165 = The signature uses SHA-1
    .say = The certificate is signed with SHA-1.
    .why = Many services refuse SHA-1 because signatures with it can be forged.
    .remedy = Plan for certificates of the newer generation.
    .note = Not reported for a self-signed root, whose signature protects nothing.
T-166 = The signature uses MD5 or MD2
    .say = The certificate is signed with MD5 or MD2.
    .why = Such signatures are easily forged; nobody accepts them.
    .remedy = A new certificate is needed.
    .note = Chosen-prefix collisions on MD5 were used for a forged CA in 2008.
T-167 = The serial number is not positive
    .say = The serial number is zero or negative.
    .why = Some programs cannot read such a number, and revocation may fail for it.
    .remedy = Nothing if it works.
    .note = RFC 5280 section 4.1.2.2: a positive integer.
T-168 = The serial number is too long
    .say = The serial number has { $octets } octets.
    .why = At most 20 are allowed; some programs cut it.
    .remedy = Nothing if it works.
    .note = RFC 5280 section 4.1.2.2.
T-169 = The country is not a country code
    .say = The country is "{ $value }".
    .why = Two capital letters such as SE should stand there. Services that compare names letter by letter may miss the certificate.
    .remedy = Nothing if it works.
    .note = X.520 countryName with the codes of ISO 3166. Seen in real certificates: se, TE.
T-170 = It ends before it begins
    .say = The last day of validity lies before the first.
    .why = The certificate has never been valid.
    .remedy = Ask the issuer for a new certificate.
    .note = notAfter is earlier than notBefore.
T-171 = An old version of certificate
    .say = The certificate is of X.509 version { $version }.
    .why = Only version 3 can say what a certificate may be used for.
    .remedy = Nothing for a root; else a new certificate is needed.
    .note = RFC 5280 section 4.1.2.1.
T-172 = A CA that does not say what it may do
    .say = The CA certificate has no key usage.
    .why = Programs must guess whether it may sign certificates.
    .remedy = Nothing to do for the holder.
    .note = keyUsage, RFC 5280 section 4.2.1.3 (MUST for CAs).
T-173 = The CA mark is not critical
    .say = The CA certificate's basic constraints are not marked as critical.
    .why = An old program could overlook that it is a CA.
    .remedy = Nothing to do for the holder.
    .note = basicConstraints, RFC 5280 section 4.2.1.9 (MUST for CAs).
T-174 = A right to sign without being a CA
    .say = The certificate says that it may sign certificates, but is no CA.
    .why = The certificate contradicts itself. Nobody accepts it as an issuer.
    .remedy = Ask the issuer.
    .note = keyCertSign without cA, RFC 5280 section 4.2.1.9.
T-175 = The host name is only in the common name
    .say = The host name stands only in the common name, not among the alternative names.
    .why = Browsers and modern libraries look at the alternative names only.
    .remedy = Order a certificate with the host name as an alternative name.
    .note = subjectAltName, RFC 9525; the common name has been ignored by browsers since 2017.
T-176 = A part is there twice
    .say = The extension { $extension } is there more than once.
    .why = Two programs could read two different things in it.
    .remedy = Ask the issuer for a new certificate.
    .note = RFC 5280 section 4.2.
T-177 = A part cannot be read
    .say = The extension { $extension } cannot be read.
    .why = The certificate was made by faulty software.
    .remedy = Ask the issuer for a new certificate.
    .note = The extension is known, its content is not valid DER of its type.
T-178 = No issuer is named
    .say = The issuer's name is empty.
    .why = Nobody can find the issuer.
    .remedy = Ask whoever made the certificate.
    .note = RFC 5280 section 4.1.2.4.
T-179 = It contradicts itself about its signature
    .say = Two different signature algorithms are named.
    .why = The certificate was made by faulty software or has been altered.
    .remedy = Ask the issuer for a new certificate.
    .note = RFC 5280 section 4.1.1.2.
T-180 = An attribute of an outdated string type
    .say = The attribute { $attribute } is encoded as { $type }.
    .why = The issuer used a string type that newer programs need not read, or that the attribute must not have.
    .remedy = Nothing if it works.
    .note = RFC 5280 sections 4.1.2.4 and A.1: UTF8String or PrintableString; a country is a PrintableString.
T-181 = An attribute is too long
    .say = The attribute { $attribute } has { $characters } characters; { $limit } are allowed.
    .why = Some programs cut the name or refuse the certificate.
    .remedy = Nothing if it works.
    .note = Upper bounds of RFC 5280 appendix A.1.
T-182 = A date is written in the wrong form
    .say = { $end ->
        [true] The end of the validity is written in the wrong form.
       *[other] The beginning of the validity is written in the wrong form.
    }
    .why = A program may read another century than the one that was meant.
    .remedy = Nothing if it works.
    .note = RFC 5280 section 4.1.2.5: UTCTime until 2049, GeneralizedTime from 2050.
T-183 = Extensions in an old version of certificate
    .say = The certificate has extensions, but says that it is of version { $version }.
    .why = Only version 3 has extensions. Some programs then overlook what the certificate may be used for.
    .remedy = Ask the issuer for a new certificate.
    .note = RFC 5280 section 4.1.2.1.
T-184 = A unique identifier that nobody uses
    .say = The certificate has a unique identifier of its issuer or subject.
    .why = The field was given up in the 1990s; some programs refuse it.
    .remedy = Nothing if it works.
    .note = issuerUniqueID or subjectUniqueID, RFC 5280 section 4.1.2.8.
T-185 = The key may not be used for anything
    .say = The key usage is there, but empty.
    .why = Taken literally, the key may not be used at all.
    .remedy = Ask the issuer for a new certificate.
    .note = keyUsage without any bit, RFC 5280 section 4.2.1.3.
T-186 = An extension is marked wrongly
    .say = { $critical ->
        [true] The extension { $extension } is marked as critical and must not be.
       *[other] The extension { $extension } is not marked as critical and must be.
    }
    .why = Old programs may refuse the certificate, or overlook a limit.
    .remedy = Nothing if it works.
    .note = RFC 5280 section 4.2 and the section of the extension.
T-187 = A path length where there is no CA
    .say = The certificate limits how many CAs may follow, but may not issue any.
    .why = The certificate contradicts itself.
    .remedy = Nothing if it works.
    .note = pathLenConstraint, RFC 5280 section 4.2.1.9.
T-188 = A limit on names where there is no CA
    .say = The certificate limits which names may be issued, but may not issue any.
    .why = The certificate contradicts itself.
    .remedy = Nothing if it works.
    .note = nameConstraints, RFC 5280 section 4.2.1.10.
T-189 = A CA without a name
    .say = The CA certificate has no name.
    .why = Nothing that it issues can be traced to it by name.
    .remedy = Ask whoever made the certificate.
    .note = RFC 5280 section 4.1.2.6.
T-190 = The holder has no name
    .say = The certificate names nobody: its subject is empty, and no critical alternative name stands in for it.
    .why = Services cannot tell whom they let in.
    .remedy = Ask the issuer for a new certificate.
    .note = RFC 5280 section 4.2.1.6.
T-191 = The list of alternative names is empty
    .say = The list of alternative names is there, but empty.
    .why = Some programs then match no name at all.
    .remedy = Ask the issuer for a new certificate.
    .note = subjectAltName, RFC 5280 section 4.2.1.6.
T-192 = A policy is there twice
    .say = The certificate policy { $policy } is there more than once.
    .why = Some programs refuse the certificate.
    .remedy = Nothing if it works.
    .note = certificatePolicies, RFC 5280 section 4.2.1.4.
T-193 = An alternative name is not well-formed
    .say = The alternative name { $name } is not written as a host or e-mail name.
    .why = Some programs refuse the certificate or overlook the name. An underscore in a host name is the usual case.
    .remedy = Nothing if it works; else ask the issuer for a new certificate.
    .note = dNSName is in the preferred name syntax, rfc822Name is a mailbox: RFC 5280 section 4.2.1.6, RFC 1034 section 3.5, RFC 2821 section 4.1.2.
T-194 = A limit on names is not well-formed
    .say = The name constraint { $name } is not written as its kind demands.
    .why = Programs differ in what they make of it, a host name with a leading dot above all.
    .remedy = Nothing if it works.
    .note = nameConstraints, RFC 5280 section 4.2.1.10.
T-195 = A limit on names that limits nothing
    .say = The certificate says that it limits names, but names none.
    .why = Some programs refuse everything below it.
    .remedy = Nothing if it works.
    .note = nameConstraints without subtrees, RFC 5280 section 4.2.1.10.
T-196 = Not encoded as certificates must be
    .say = { $deviation ->
        [explicit-default] The certificate writes out a value that must be left out, because it is the default.
        [set-order] A name in the certificate has parts in an order that its encoding does not allow.
       *[other] The key usage ends with bits that must be left out.
    }
    .why = Everybody reads it alike. A very strict program may refuse the certificate.
    .remedy = Nothing if it works.
    .note = RFC 5280 section 4.1 asks for DER: X.690 sections 11.2.2, 11.5 and 11.6.
T-199 = Another oddity
    .say = The certificate has an oddity that has no words yet.
    .why = The reader has learned something that this text has not.
    .remedy = Report it with the certificate.
    .note = The oddity has no code of its own in this version.

## Trust stores: what is let in

T-200 = OpenSSL does not load what is here
    .say = { $count ->
        [one] OpenSSL passes over one block
       *[other] OpenSSL passes over { $count } blocks
    } without a word (line { $lines }).
    .say-refused = OpenSSL refuses the whole file because of line { $line }.
    .say-der = The file is DER. Of a file of CAs, OpenSSL loads PEM certificates alone.
    .say-pkcs7 = The file is PKCS#7. Of a file of CAs, OpenSSL loads PEM certificates alone.
    .say-pkcs7-pem = The file is PKCS#7. Of a file of CAs, OpenSSL loads PEM certificates alone.
    .why = nginx, Apache and HAProxy read the file with OpenSSL. They do not start with it, or let no card in that needs what is not loaded. The certificates are there and count for nothing.
    .remedy = Whoever runs the service saves the file anew as plain text in UTF-8: each BEGIN and END line alone on its line, nothing before or after it, no empty lines, no indentation and nothing but certificates. To see what OpenSSL loads: openssl crl2pkcs7 -nocrl -certfile FILE | openssl pkcs7 -print_certs -noout
    .remedy-der =
        Whoever runs the service turns it into PEM:
        openssl x509 -inform DER -in { $store } -out new.pem
    .remedy-pkcs7 =
        Whoever runs the service takes the certificates out as PEM:
        openssl pkcs7 -inform DER -print_certs -in { $store } -out new.pem
    .remedy-pkcs7-pem =
        Whoever runs the service takes the certificates out as PEM:
        openssl pkcs7 -inform PEM -print_certs -in { $store } -out new.pem
    .note = As PEM_read_bio and X509_load_cert_crl_file of OpenSSL 3 read it. PKCS7 blocks, indented blocks and lines that end in a carriage return alone are passed over; a damaged block, a damaged revocation list, headers, empty lines inside a block and END lines with something after them make it refuse the file.
T-201 = The root is trusted, issuing CAs are missing
    .say = { $name }: the root is here, and { $count ->
        [one] one issuing CA is missing
       *[other] { $count } issuing CAs are missing
    } ({ $missing }), needed for { $who }.
    .why = A card usually sends its own certificate alone. Without its issuing CA here no chain leads to the root, and the login is refused although the card is good. The fault is the service's, not the card's.
    .remedy = Whoever runs the service puts the missing CA certificates beside the root. tillit catalog fetch gets them, tillit catalog export --generation GENERATION -o new.pem writes them to a file.
    .remedy-nss =
        Whoever looks after the profile adds the missing issuing CAs without trust of their own; the root has it:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do certutil -A -d sql:{ $folder } -n "$(basename "$f" .pem)" -t ,, -i "$f"; done
    .remedy-system = Nothing where only servers are judged: they send their issuing CAs. A service that checks cards gets a file of its own with root and issuing CAs: tillit catalog export --generation { $generation } -o new.pem
    .remedy-pem =
        Whoever runs the service adds what is missing to the file, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        (echo; cat new.pem) >> { $store }
    .remedy-hashed =
        Whoever runs the service puts what is missing into the folder, one certificate a file, and makes the hashes anew:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/ && openssl rehash { $store }
    .remedy-java =
        Whoever runs the service imports what is missing (keytool takes one certificate a file, and asks for the store's password each time), and restarts it:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore { $store } -alias "$(basename "$f" .pem)" -file "$f"; done
    .remedy-folder =
        Whoever runs the service puts what is missing into the folder, one certificate a file, and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/
    .remedy-kubernetes =
        Whoever runs the service pastes new.pem at the end of the key's value, indented as the lines there are, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-secret =
        Whoever runs the service takes the key's value out of the Secret into value.txt, adds what is missing, puts what the last base64 prints in the value's place, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        base64 -d value.txt > all.pem && (echo; cat new.pem) >> all.pem
        base64 -w0 all.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-store =
        Whoever runs the service takes the key's value into value.txt, imports what is missing, puts what the last base64 prints in the value's place, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        base64 -d value.txt > store
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore store -alias "$(basename "$f" .pem)" -file "$f"; done
        base64 -w0 store
        kubectl apply -f { $store }
    .remedy-file =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-pkcs12 =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-input =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-windows =
        Whoever looks after the computer puts them into "Intermediate Certification Authorities" (CA), as administrator; a group policy does it for many computers:
        tillit catalog fetch
        tillit install --into windows --apply
    .note = OpenSSL ends a chain in a self-signed certificate of the store and takes missing links from what the client sends (RFC 5246 section 7.4.6, RFC 8446 section 4.4.2).
T-202 = Issuing CAs are here without their root
    .say = { $name }: the root is missing ({ $missing }), needed for { $who }.
    .why = nginx, Apache and HAProxy refuse every card then, because a chain must end in a root. Java lets it end in the issuing CA and works; the next program that gets a copy of the file may not.
    .remedy = Whoever runs the service puts the root beside the issuing CAs. tillit catalog fetch gets it, tillit catalog export --generation GENERATION -o new.pem writes both to a file.
    .remedy-nss =
        Whoever looks after the profile adds what is missing: a root (it verifies itself) with trust for clients (T) and, for a browser, servers (C), an issuing CA without:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do t=,,; openssl verify -CAfile "$f" "$f" > /dev/null 2>&1 && t=CT,,; certutil -A -d sql:{ $folder } -n "$(basename "$f" .pem)" -t "$t" -i "$f"; done
    .remedy-pem =
        Whoever runs the service adds what is missing to the file, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        (echo; cat new.pem) >> { $store }
    .remedy-hashed =
        Whoever runs the service puts what is missing into the folder, one certificate a file, and makes the hashes anew:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/ && openssl rehash { $store }
    .remedy-java =
        Whoever runs the service imports what is missing (keytool takes one certificate a file, and asks for the store's password each time), and restarts it:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore { $store } -alias "$(basename "$f" .pem)" -file "$f"; done
    .remedy-folder =
        Whoever runs the service puts what is missing into the folder, one certificate a file, and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/
    .remedy-kubernetes =
        Whoever runs the service pastes new.pem at the end of the key's value, indented as the lines there are, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-secret =
        Whoever runs the service takes the key's value out of the Secret into value.txt, adds what is missing, puts what the last base64 prints in the value's place, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        base64 -d value.txt > all.pem && (echo; cat new.pem) >> all.pem
        base64 -w0 all.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-store =
        Whoever runs the service takes the key's value into value.txt, imports what is missing, puts what the last base64 prints in the value's place, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        base64 -d value.txt > store
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore store -alias "$(basename "$f" .pem)" -file "$f"; done
        base64 -w0 store
        kubectl apply -f { $store }
    .remedy-file =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-pkcs12 =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-input =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-windows =
        Whoever looks after the computer puts the root into "Trusted Root Certification Authorities" (Root), as administrator; a group policy does it for many computers:
        tillit catalog fetch
        tillit install --into windows --apply
    .note = OpenSSL error 2 or 20 (unable to get issuer certificate), unless X509_V_FLAG_PARTIAL_CHAIN is set. Java: RFC 5280 section 6.1.1 (d), any trusted entry is an anchor.
T-203 = The newest generation is not trusted here at all
    .say = { $name }: none of its CAs is here, only those of an older generation. It is needed for { $who }.
    .why = Cards that were upgraded or issued lately belong to the newest generation. The service refuses them all, although the cards are good.
    .remedy = Whoever runs the service adds root and issuing CAs of the new generation, and keeps the old ones until the last old card is gone. tillit catalog fetch gets them, tillit catalog export --generation GENERATION -o new.pem writes them to a file.
    .remedy-nss =
        Whoever looks after the profile adds what is missing: a root (it verifies itself) with trust for clients (T) and, for a browser, servers (C), an issuing CA without:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do t=,,; openssl verify -CAfile "$f" "$f" > /dev/null 2>&1 && t=CT,,; certutil -A -d sql:{ $folder } -n "$(basename "$f" .pem)" -t "$t" -i "$f"; done
    .remedy-system =
        Whoever looks after the computers adds the new root to the system's store, if its programs are to trust servers of this PKI. Debian and Ubuntu: copy it to /usr/local/share/ca-certificates/NAME.crt; Red Hat: to /etc/pki/ca-trust/source/anchors/. Then:
        update-ca-certificates    (Debian, Ubuntu, SUSE, Alpine)
        update-ca-trust           (Red Hat, Fedora)
    .remedy-pem =
        Whoever runs the service adds what is missing to the file, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        (echo; cat new.pem) >> { $store }
    .remedy-hashed =
        Whoever runs the service puts what is missing into the folder, one certificate a file, and makes the hashes anew:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/ && openssl rehash { $store }
    .remedy-java =
        Whoever runs the service imports what is missing (keytool takes one certificate a file, and asks for the store's password each time), and restarts it:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore { $store } -alias "$(basename "$f" .pem)" -file "$f"; done
    .remedy-folder =
        Whoever runs the service puts what is missing into the folder, one certificate a file, and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/
    .remedy-kubernetes =
        Whoever runs the service pastes new.pem at the end of the key's value, indented as the lines there are, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-secret =
        Whoever runs the service takes the key's value out of the Secret into value.txt, adds what is missing, puts what the last base64 prints in the value's place, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        base64 -d value.txt > all.pem && (echo; cat new.pem) >> all.pem
        base64 -w0 all.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-store =
        Whoever runs the service takes the key's value into value.txt, imports what is missing, puts what the last base64 prints in the value's place, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        base64 -d value.txt > store
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore store -alias "$(basename "$f" .pem)" -file "$f"; done
        base64 -w0 store
        kubectl apply -f { $store }
    .remedy-file =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-pkcs12 =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-input =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-windows =
        Whoever looks after the computer puts the issuing CAs into "Intermediate Certification Authorities" (CA) and the root into "Trusted Root Certification Authorities" (Root), as administrator; a group policy does it for many computers:
        tillit catalog fetch
        tillit install --into windows --apply
    .note = Which generation is the newest of its PKI is the catalog's to say: tillit catalog list.
T-204 = A root is known here but not trusted
    .say = { $name } is in the store, but no chain may end in it for logins.
    .why = That a certificate is there does not mean that it is trusted. The store has it as a help for building chains only, so cards under this root are refused.
    .remedy = Whoever looks after the store gives it the trust that is meant.
    .remedy-nss =
        Whoever looks after the profile gives it trust for clients (T) and, where it is to judge servers, for those (C). Look first which flags it has; they are replaced:
        certutil -L -d sql:{ $folder }
        certutil -M -d sql:{ $folder } -n { $alias } -t CT,,
    .remedy-windows =
        Whoever looks after the computer puts it into "Trusted Root Certification Authorities" (Root), as administrator; the copy among the intermediate ones harms nobody:
        tillit install --into windows --apply
    .note = NSS: flags of cert9.db without C and T. Java: the certificate stands in the chain of a key entry. OpenSSL: the file is not hashed.
T-205 = A CA of a known PKI is expressly distrusted
    .say = { $name } is marked as distrusted here.
    .say-microsoft = { $name } is on Microsoft's list of blocked certificates (of { $listed }).
    .why = Somebody, or a policy, has decided that no chain may lead through this CA. Its cards are refused whatever else the store holds.
    .remedy = Ask whoever looks after the store whether that is meant. If not, the mark is removed.
    .remedy-nss =
        Ask whoever looks after the profile whether that is meant. If not:
        certutil -M -d sql:{ $folder } -n { $alias } -t CT,,
    .remedy-system = Ask whoever looks after the computers whether that is meant. If not, remove the file from the folder of blocked certificates (blocklist or blacklist under /etc/pki/ca-trust/source or /etc/pki/trust), and run update-ca-trust.
    .remedy-windows =
        Ask whoever looks after the computers whether that is meant: a group policy may do it. If not, as administrator:
        { $certutil } -delstore Disallowed { $thumbprint }
    .remedy-microsoft = Nobody can trust it on this computer while Microsoft blocks it: ask its publisher. certutil -verifyCTL Disallowed shows the list.
    .note = NSS: flag p. p11-kit: x-distrusted. OpenSSL: rejected uses in a TRUSTED CERTIFICATE block. Windows: the store Disallowed; DisallowedCertEncodedCtl under SystemCertificates\AuthRoot\AutoUpdate.
T-206 = A test CA is trusted in production
    .say = { $name } is the CA of a test environment, and this store is for production.
    .why = Test cards are handed out to test persons without identity checks. Whoever has one can log in to a service that trusts this CA.
    .remedy = Whoever runs the service removes the test CA from the store, and looks whether it was used.
    .remedy-java =
        Whoever runs the service removes the test CA, and looks whether it was used:
        keytool -delete -keystore { $store } -alias { $alias }
    .remedy-nss =
        Whoever looks after the profile removes the test CA:
        certutil -D -d sql:{ $folder } -n { $alias }
    .note = The catalog says which PKIs are test environments, the inventory what a service is for.
T-207 = A production CA is trusted in a test environment
    .say = { $name } is a CA of production, and this store is for tests.
    .why = Real cards get into the test system then. That harms nobody's security at once, but real persons' data comes into a place that is made for invented ones.
    .remedy = Whoever runs the test system removes the CA, or says in the inventory that the service is for production.
    .remedy-java =
        Whoever runs the test system removes the CA, or says in the inventory that the service is for production:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = The inventory says what a service is for (environment = "test").
T-208 = A CA of the developers' own environment
    .say = { $name } belongs to the PKI developers' own environment.
    .why = That environment (SYSTEMTEST) is the publisher's workshop. Neither production nor test cards come from it, and nobody answers for who holds its keys.
    .remedy = Whoever runs the service removes it. Nothing that users do needs it.
    .note = Certificates whose common name begins with SYSTEMTEST.
T-209 = A false CA: a known CA's name on another certificate
    .say = { $name }: it { $reason }.
    .why = Programs find CAs by name. A certificate of this name that is not the CA's own is a mistake (a CA of somebody's laboratory, a self-made copy) or an attack: whoever has its key can make cards that get in here.
    .remedy = Do not trust it. Whoever runs the service finds out where it came from, removes it, and looks for logins with it. The genuine certificate comes with tillit catalog fetch.
    .remedy-java =
        Do not trust it. Whoever runs the service finds out where it came from, looks for logins with it, and removes it; the genuine one comes with tillit catalog fetch:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = The SHA-256 is not the catalog's pin, or the signature is not the pinned root's. An alias proves nothing: only the fingerprint does.
T-210 = An issuing CA that cannot be confirmed
    .say = { $name } has the name of a known issuing CA. Whether it is genuine cannot be said, because the certificate of its root is neither in the store nor on this computer.
    .why = The catalog has no fingerprint of this CA. Its root's signature would prove it, and the root is not at hand.
    .remedy = Get the root and ask again: tillit catalog fetch
    .note = An issuing CA without a pin is accepted under its exact name with a valid signature of the pinned root.
T-211 = A server lacks issuing CAs
    .say = { $service }: { $count ->
        [one] an issuing CA
       *[other] { $count } issuing CAs
    } of { $name } missing ({ $missing }). Cards for { $who } that send only their own certificate are refused.
    .short = { $count ->
        [one] issuing CA
       *[other] issuing CAs
    } { $missing } missing
    .effect = cards that send only their own certificate are refused
    .why = Most cards send only their own certificate. The server then finds no way from it to the root, and refuses a card that is in order. At a workstation it looks like a fault of the card; it is the server's.
    .remedy = Whoever runs the service puts the issuing CAs beside the root: tillit install --generation GENERATION --into FILE --apply --reload
    .note = Servers on OpenSSL (nginx, Apache, HAProxy) answer with errors 20 or 21, alert 48. TLS lets the client leave out what the server may have (RFC 5246 section 7.4.6, RFC 8446 section 4.4.2), and many card programs do.
T-212 = A server does not trust the root of a generation
    .say = { $service }: { $name } is not trusted ({ $missing } missing). Its cards for { $who } are refused.
    .say-all = { $service } trusts nothing of { $name }. Its cards for { $who } are refused.
    .short = { $missing } missing
    .effect = these cards are refused
    .short-all = nothing of it is trusted
    .effect-all = these cards are refused
    .why = Every card of the generation is refused, whoever holds it and whatever computer it sits in. New and upgraded cards belong to the newest generation: their holders cannot log in here. The fault is the server's.
    .remedy = Whoever runs the service adds root and issuing CAs, and keeps the old ones until the last old card is gone: tillit install --generation GENERATION --into FILE --apply --reload
    .note = OpenSSL ends a chain in a self-signed certificate alone (error 2 with the issuing CA but not the root, 20 without both; alert 48). Java ends it in any trusted entry: there it takes that neither is trusted (alert 46).
T-213 = A server does not announce the CAs of a generation
    .say = { $service } sends the names of other CAs than those of { $name }: browsers do not offer its cards for { $who }.
    .short = not announced
    .effect = browsers do not offer these cards
    .why = When a server asks for a certificate it sends the names of CAs, and browsers offer only cards that one of them has issued. The holder sees no certificate to choose, or an empty list, as if there were no card in the reader. The fault is the server's.
    .remedy = Whoever runs the service adds the CAs to the file whose names are sent: for nginx ssl_client_certificate, for Apache SSLCADNRequestFile where it is set, for HAProxy ca-file.
    .note = certificate_authorities, RFC 5246 section 7.4.4 and RFC 8446 section 4.2.4. nginx sends the subjects of ssl_client_certificate (not of ssl_trusted_certificate), Apache those of SSLCADNRequestFile or SSLCADNRequestPath, else of SSLCACertificateFile and SSLCACertificatePath, HAProxy those of ca-file (not of ca-verify-file), Java those of the trust store.
T-214 = A server announces the root alone
    .say = { $service } sends the name of the root of { $name }, but not those of its issuing CAs: a browser offers cards for { $who } only where the computer has the issuing CA's certificate.
    .short = only the root is announced
    .effect = browsers offer these cards only on computers that have the issuing CA's certificate
    .why = It works on some workstations and not on others, with the same card. A browser must see that the card leads to a name that was sent, and needs the issuing CA's certificate for that: Windows often has it, from the card or from the organisation, others do not.
    .remedy = Whoever runs the service adds the issuing CAs to the file whose names are sent.
    .note = A card's own certificate names its issuing CA only. Windows and NSS build the chain with what the computer has before they compare names.
T-215 = The chain of a card is longer than a server accepts
    .say = { $service } accepts chains of depth { $limit } at most, and cards of { $name } need { $needs }: all are refused.
    .short = depth { $limit } is accepted, { $needs } is needed
    .effect = these cards are refused
    .why = The server stops counting before it comes to the root, although it trusts all of it. Every card is refused, also with the right CAs in place. The browser shows an error of the connection, not one of the certificate. The fault is the server's.
    .remedy = Whoever runs the service raises the limit: SSLVerifyDepth 3 (Apache), ssl_verify_depth 3 (nginx), certificateVerificationDepth="3" (Tomcat).
    .note = Apache counts every CA and comes with a limit of 1, which refuses person, issuing CA, root (AH02040, alert 80). nginx and whatever else sets OpenSSL's depth count the CAs between card and root only: there 1 is enough. Java counts these, too (maxPathLength).
T-216 = A CA of a server is not in time
    .say = { $service }: the certificate of { $missing } that it trusts has expired or is not valid yet. Cards of { $name } for { $who } are refused.
    .short = { $missing } in its store expired or not valid yet
    .effect = these cards are refused
    .why = The server uses its own copy of the CA, even where the card sends a newer one that is good. The card is in order.
    .remedy = Whoever runs the service puts the CA's current certificate in and takes the old one out. Is it the computer's clock?
    .note = OpenSSL prefers its own store to what the client sends (X509_V_FLAG_TRUSTED_FIRST): error 10, alert 45, which looks like an expired card. Java does not look at the time of a trusted entry.
T-217 = A CA is too weak for the settings of a server
    .say = { $service }: the certificate of { $missing } is weaker than the server demands ({ $floor }). Cards of { $name } for { $who } are refused.
    .say-perhaps = { $service } may refuse cards of { $name } for { $who }: CAs of this generation are signed with SHA-1, and the server demands more ({ $floor }).
    .short = { $missing } too weak for the server ({ $floor })
    .effect = these cards are refused
    .short-perhaps = signed with SHA-1, the server demands more ({ $floor })
    .effect-perhaps = these cards may be refused
    .why = The server demands signatures and keys that the CA does not have: old CAs are signed with SHA-1, which newer OpenSSL refuses. It trusts the CA, and refuses its cards all the same. Cards of the newest generation have no such CA.
    .remedy = Best is to change to cards of the newest generation. Where old cards must get in until then, whoever runs the service lowers the level for this service alone: ssl_ciphers "DEFAULT:@SECLEVEL=0" (nginx), SSLCipherSuite "DEFAULT:@SECLEVEL=0" (Apache), ciphers DEFAULT:@SECLEVEL=0 (HAProxy). That weakens more than client certificates.
    .remedy-nginx = Best is to change to cards of the newest generation. Where old cards must get in until then, whoever runs the service lowers the level for this service alone: ssl_ciphers "DEFAULT:@SECLEVEL=0"; That weakens more than client certificates.
    .remedy-apache = Best is to change to cards of the newest generation. Where old cards must get in until then, whoever runs the service lowers the level for this service alone: SSLCipherSuite "DEFAULT:@SECLEVEL=0". That weakens more than client certificates.
    .remedy-haproxy = Best is to change to cards of the newest generation. Where old cards must get in until then, whoever runs the service lowers the level for this service alone: ciphers DEFAULT:@SECLEVEL=0. That weakens more than client certificates.
    .remedy-tomcat-openssl = Best is to change to cards of the newest generation. Where old cards must get in until then, whoever runs the service lowers the level for this service alone: ciphers="HIGH:@SECLEVEL=0" in its SSLHostConfig (SSLCipherSuite="..." in the old form). That weakens more than client certificates.
    .remedy-java = Best is to change to cards of the newest generation. Where old cards must get in until then, whoever runs the service takes SHA1 out of jdk.certpath.disabledAlgorithms, in a file of its own that this program alone is started with (-Djava.security.properties=FILE). That weakens more than client certificates.
    .note = OpenSSL's security levels, SSL_CTX_set_security_level(3): level 1 of OpenSSL 3 and level 2 refuse CA certificates with SHA-1 (errors 67 and 68, alert 42); a root's own signature is not looked at. Java: jdk.certpath.disabledAlgorithms.
T-218 = A server has no revocation list of a CA
    .say = { $service } asks its revocation lists about every card, and has none of { $missing }. Cards of { $name } for { $who } are refused.
    .short = no revocation list of { $missing }
    .effect = these cards are refused
    .why = Where a server has lists, it needs one for each CA. Somebody added a CA without its list. No card is revoked because of this.
    .remedy = Whoever runs the service gets the list of the CA (its address stands in the cards) and adds it to the file of lists, in the job that renews them, too.
    .note = OpenSSL: X509_V_FLAG_CRL_CHECK, error 3, alert 48, which looks like an unknown CA. nginx looks at the whole chain and needs the root's list too; so does Apache with SSLCARevocationCheck chain (no_crl_for_cert_ok lets CAs without a list pass). Java looks at CAs that are not trusted themselves.
T-219 = A revocation list of a server is over
    .say = { $service }: the revocation list of { $missing } is too old. Cards of { $name } for { $who } are refused.
    .short = the revocation list of { $missing } is too old
    .effect = these cards are refused
    .why = Lists are made for days. The job that fetches new ones has stopped, or the server has not read them again. Every card of the CA is refused, and it may look like an expired card.
    .remedy = Whoever runs the service mends the job that fetches the lists, and has the server read them again.
    .note = OpenSSL: error 12, alert 45 (nginx answers 400, Apache alert 46). nextUpdate, RFC 5280 section 5.1.2.5.
T-220 = A server asks over the network whether a card is revoked
    .say = { $service } asks over the network whether a card is revoked. Whether an answer comes cannot be said from its files.
    .short = revocation is asked over the network
    .effect = cannot say whether an answer comes
    .why = That is a good thing. If the way to the responder is closed, though, cards in order are refused.
    .remedy = Whoever runs the service checks that the server reaches the addresses in the cards (OCSP, revocation lists), past the firewall and the proxy.
    .note = nginx ssl_ocsp, Apache SSLOCSPEnable, Java com.sun.net.ssl.checkRevocation. Apache answers with alert 40 when the responder is silent (AH01974, AH02276), nginx with 400.
T-221 = A server speaks only old versions of TLS
    .say = { $service } speaks neither TLS 1.2 nor TLS 1.3: today's browsers do not connect.
    .short = neither TLS 1.2 nor 1.3 is spoken
    .effect = browsers do not connect
    .why = Browsers have given up the older versions. It does not come as far as any card.
    .remedy = Whoever runs the service allows TLS 1.2 and TLS 1.3.
    .note = RFC 8996 forbids TLS 1.0 and 1.1.
T-222 = A server asks for the certificate too late
    .say = { $service } asks for the certificate only after the request: browsers with TLS 1.3 do not answer.
    .short = asked only after the request
    .effect = refused with TLS 1.3
    .why = The certificate is demanded for a part of the site alone, so the server asks for it when the connection stands already. In TLS 1.3 no browser can answer that, and the login ends in an error page without any question for a card. With TLS 1.2 it works.
    .remedy = Whoever runs the service demands the certificate for the whole host, best under a host name of its own (cards.region.example), or allows TLS 1.2 alone there.
    .note = Apache: SSLVerifyClient within Location or Directory. TLS 1.2 renegotiates (RFC 5746); TLS 1.3 has post-handshake authentication (RFC 8446 section 4.6.2), which Chrome, Edge and Firefox do not offer: 403, AH10158.
T-223 = The application decides about a certificate
    .say = { $service } lets everybody in and tells the application how good the certificate is. Whom the application refuses cannot be seen here.
    .short = the server lets everybody in, the application decides
    .why = The server checks nothing that stops a card. What the application makes of it stands in its own configuration.
    .remedy = Whoever runs the application checks what it does with the result of the check, and which issuers it knows.
    .note = nginx optional_no_ca, Apache optional_no_ca, HAProxy ca-ignore-err and crt-ignore-err; SSL_CLIENT_VERIFY, ssl_c_verify.
T-224 = A file that a configuration names cannot be read
    .say = { $path }: { $problem }
    .why = The configuration leads to a file (CA certificates, revocation lists, the server's own certificate) that is not there or cannot be read. The server does not start with it next time, or trusts nothing. What it does with cards cannot be said.
    .remedy = Whoever runs the service mends the path or the file. If only this account may not read it, run tillit as one that may.
    .remedy-password = Whoever runs the service corrects the password where the configuration has it, or gives the store the password that stands there (keytool -storepasswd).
    .note = nginx and HAProxy do not start. Apache does not start; a Java server starts, and refuses all, or does not start, by its version. A server that runs goes on with what it read when it started.
T-225 = A server announces more names than fit
    .say = { $service } sends the names of so many CAs ({ $bytes } bytes) that they do not fit into the handshake: logins fail.
    .short = { $bytes } bytes of CA names do not fit into the handshake
    .effect = logins fail
    .why = Somebody named the whole store of the system instead of the CAs of cards. Some servers then send no name at all, others end the connection.
    .remedy = Whoever runs the service names a file with the CAs of cards alone.
    .note = The list has a 16-bit length (RFC 5246 section 7.4.4). OpenSSL gives up beyond; HAProxy sends none; Java clients stop at 32 KiB, Windows servers at 16 KiB.
T-640 = Windows refuses every card: what is no root lies among its roots
    .say = { $service } refuses every card: { $names } lies among the machine's roots and is none.
    .short = { $names } is no root and lies among the roots
    .effect = Windows refuses every card
    .why = Somebody put an issuing CA's certificate into Trusted Root Certification Authorities. As long as one lies there, IIS answers 403.16 to every client certificate, also of other CAs.
    .remedy = Whoever runs the server moves it to Intermediate Certification Authorities of the computer account (certlm.msc); if a group policy brings it, there. tillit audit windows names it.
    .note = Microsoft KB 2802568. Also 403.7, where a list of trusted CAs is used.
T-641 = A listener of Windows refuses every connection
    .say = { $service } refuses every connection: { $key } has the flag 0x8 ("Reject Connections").
    .why = HTTP.SYS is told to close every connection at this address before anything is asked or sent. No card gets in, and no page comes, whatever is trusted. Some do so on purpose, for addresses that nobody shall use.
    .remedy = If the service is meant to be reached here, whoever runs the server takes the rejection back, which netsh http show sslcert shows as Reject Connections (netsh http update sslcert ipport=ADDRESS certhash=HASH appid=ID reject=disable, with hostnameport or ccs for ipport where it is shown so; give the other settings that are shown, too), and audits again: what becomes of cards is told then.
    .note = DefaultFlags, HTTP_SERVICE_CONFIG_SSL_FLAG_REJECT in http.h.
T-226 = A server announces CAs that it does not trust
    .say = { $service } sends the names of { $name }, and does not trust it: browsers offer the card, and it is refused.
    .short = announced, but not trusted
    .effect = browsers offer these cards, and they are refused
    .why = The holder chooses the card, types the PIN, and is refused. The list of names and the list of what is trusted are two files here, and only one has been changed.
    .remedy = Whoever runs the service puts the same CAs into both.
    .note = nginx: ssl_client_certificate is both, so it takes more than one file. Apache: SSLCADNRequestFile beside SSLCACertificateFile; SSLCACertificatePath announces every file and trusts those with a hash link.
T-227 = A setting cannot be told from the files
    .say = { $what } depends on { $why }: what it comes to cannot be said.
    .short = a setting that decides is not told by the files
    .why = A variable, a macro or a script decides, and its value is known to the running server alone. That is not a fault. But no answer about cards can be given here, neither yes nor no.
    .remedy = Look at what the server makes of it: nginx -T, apachectl -t -D DUMP_VHOSTS -D DUMP_RUN_CFG, haproxy -c. Then audit the file that it leads to: tillit audit FILE
    .remedy-nginx = Look at what the server makes of it: nginx -T. Then audit the file that it leads to: tillit audit FILE
    .remedy-apache = Look at what the server makes of it: apachectl -t -D DUMP_VHOSTS -D DUMP_RUN_CFG. Then audit the file that it leads to: tillit audit FILE
    .remedy-haproxy = Look at what the server makes of it: haproxy -c -f FILE. Then audit the file that it leads to: tillit audit FILE
    .remedy-java = Find out with which value the program is started: its service file, its environment, its container. Then audit the store that it leads to: tillit audit FILE
    .remedy-windows = Look at it on the server: netsh http show sslcert tells whether a certificate is asked for, a web.config among the site's files may say something else of a path. For copies, export the registry, too: docs/windows.md
    .note = tillit runs no server program and guesses nothing: "cannot say" never becomes "no".
T-228 = A configuration has a mistake
    .say = The server does not start with this: { $problem }.
    .say-value = The server does not take this value: { $problem }.
    .why = What follows in the file is not known here, and the server does not start with it next time.
    .remedy = Whoever runs the service mends the line, and has the server check it: nginx -t, apachectl configtest, haproxy -c -f FILE. If the server takes it, tell us: it is a fault of tillit.
    .remedy-nginx = Whoever runs the service mends the line, and has the server check it: nginx -t. If the server takes it, tell us: it is a fault of tillit.
    .remedy-apache = Whoever runs the service mends the line, and has the server check it: apachectl configtest. If the server takes it, tell us: it is a fault of tillit.
    .remedy-haproxy = Whoever runs the service mends the line, and has the server check it: haproxy -c -f FILE. If the server takes it, tell us: it is a fault of tillit.
    .remedy-windows = Whoever runs the service mends the line; appcmd list site then lists the sites without an error. If the server takes it as it is, tell us: it is a fault of tillit.
    .remedy-java = Whoever runs the service mends the line before the next start. If the server starts with it, tell us: it is a fault of tillit.
    .note = The words are those of tillit's reader. The rest of the configuration was audited.
T-229 = A file of a configuration cannot be read
    .say = { $path }: { $problem }
    .say-nothing = Nothing matches { $pattern }: the server does not start.
    .say-loop = { $path } includes itself.
    .say-too-much = There are more files, or files within files, than any server reads.
    .say-too-nested = Sections, conditions or macros stand within each other deeper than is followed here: what is in them is not told.
    .say-elsewhere = What counts here lies in { $path }, which is not read from here.
    .say-leads-out = { $path } is a link out of the folder of copies, and is not followed.
    .why = A part of the configuration is missing: there may be services in it that are not told here.
    .remedy = Mend the line that names the file. If only this account may not read it, run tillit as one that may.
    .remedy-windows = Of copies, export or copy this file anew, too: docs/windows.md. On the server, mend the line that names it; if only this account may not read it, run tillit as one that may.
    .remedy-elsewhere = Run tillit on the server itself, without --offline where they lie on a share: tillit audit iis. Or copy the files that lie there into a folder, without redirection.config and with the exports of the registry: tillit audit iis:FOLDER
    .note = A configuration of at most 20,000 files of 16 MiB each is read.
T-230 = A server runs with older files
    .say = { $server } was started or reloaded before { $files } changed: it still works with what it read then.
    .why = What is said here is about the files. Logins are judged by what the server read when it started, and that is older. After a change it may look as if nothing had helped.
    .remedy = Whoever runs the service has it read its configuration again. For nginx, Apache and HAProxy that is a reload: nobody is logged out.
    .remedy-command =
        Have the server read its files again; nobody is logged out:
        { $command }
    .remedy-own = Have the { $server } that was started with { $file } read its files again, as it was started.
    .remedy-restart = Restart { $server } at a quiet time. Logged in users are logged out, unless sessions are kept elsewhere.
    .note = The youngest worker process is held against the times of all files of the configuration and of what it names (/proc).
T-231 = A server distrusts a CA
    .say = { $service }: { $missing } is expressly distrusted. Cards of { $name } for { $who } are refused.
    .short = { $missing } expressly distrusted
    .effect = these cards are refused
    .why = Somebody has marked the CA as one not to be trusted. Perhaps on purpose, when an old generation was switched off; perhaps by mistake.
    .remedy = Ask whoever marked it. If it was not meant, take the mark away.
    .note = BEGIN TRUSTED CERTIFICATE with rejected uses (openssl x509 -addreject), NSS flag p, p11-kit blocklist.
T-232 = The name of an old CA stands in a configuration
    .say = { $path } names { $old } ({ $generations }) and no CA of { $newest }. Whatever compares with it refuses cards of { $newest }.
    .say-partial = { $path } names CAs of { $newest }, but for some of the old ones none that stands in for them. Whatever compares with it refuses cards of { $lacking }.
    .say-both = { $path } names { $old } ({ $generations }), and beside them what stands in for them in { $newest }.
    .say-issued = { $path } holds certificates that { $old } ({ $generations }) issued, and names no CA by itself.
    .why = A program compares the issuer of a card with a name, a fingerprint or a certificate that is written down here. Cards of the newest generation have other issuers, and are refused or not recognised, although the server lets them in.
    .remedy = Whoever looks after the application adds the issuing CAs of the newest generation beside the old ones.
    .remedy-names =
        Whoever looks after the application adds beside the old ones:
        { $lines }
    .remedy-partial =
        Whoever looks after the application adds what is missing:
        { $lines }
    .remedy-both = The old ones are taken out when no card of { $generations } is in use any more.
    .remedy-issued = When the owners of these certificates exchange them, the new ones are put in here.
    .note = Found by tillit audit --search. Searched for are the spellings of RFC 4514, of OpenSSL's one-line form and of Java, the certificate as PEM or Base64, and fingerprints. A file that names the new CAs, too, is information and no warning.
T-233 = Another program decides, too
    .say = { $service }: { $program } has a say about the certificate, too.
    .say-overlooks = { $service } is told to overlook errors of certificates ({ $setting }).
    .say-rule = { $service }: a rule here compares the name of a card's issuer ({ $setting }). A card that is let in by what is told above may be refused by it.
    .say-files = { $service }: in files .htaccess SSLVerifyClient, SSLVerifyDepth, SSLCipherSuite and SSLRequire may stand, and ask for certificates in a part of the site. None was found in the folders of the host itself; those further in were not read.
    .say-files-read = { $service }: in files .htaccess SSLVerifyClient, SSLVerifyDepth, SSLCipherSuite and SSLRequire may stand, and ask for certificates in a part of the site. { $files } was read; those further in were not.
    .why = The server that is told here asks for the certificate and checks it. What is done with it then stands in the other program's configuration.
    .remedy = Look at what the other program does with the certificate, and which issuers it knows.
    .note = Shibboleth IdP (authn/X509), SimpleSAMLphp (authX509) and their like have no trust store of their own: they take what the server in front has accepted.
T-234 = A setting has no effect
    .say = { $setting } has no effect here.
    .say-overridden = { $setting } has no effect here: { $by } overrides it.
    .why = Somebody has written it and believes that it works.
    .remedy = Whoever runs the service takes the line out, or puts it where it works.
    .note = Tomcat with JSSE does not look at certificateVerificationDepth, as an example; a setting further in overrides one further out.
T-235 = The ciphers of a server do not go with its own key
    .say = { $service }: no handshake comes about. The ciphers and the security level that are set do not go with the server's own certificate.
    .say-tls12 = { $service }: with TLS 1.2 no handshake comes about, because no allowed cipher goes with the server's own key. With TLS 1.3 it works.
    .say-perhaps = { $service }: whether a handshake comes about cannot be said. The ciphers that are set do not go with every key, and the server's own certificate cannot be read here or does not settle it.
    .short = ciphers do not go with the server's own key
    .effect = no handshake comes about
    .effect-tls12 = no handshake with TLS 1.2
    .short-perhaps = ciphers do not go with every key
    .effect-perhaps = cannot say whether a handshake comes about
    .why = A cipher of TLS 1.2 names the kind of the server's key: ECDHE-ECDSA goes with a key on an elliptic curve, ECDHE-RSA with an RSA key. Where none fits, the connection ends before any card is asked for. Ciphers of TLS 1.3 go with every key.
    .remedy = Whoever runs the service allows ciphers for the key that the server has, in doubt of both kinds: ECDHE+AESGCM:ECDHE+CHACHA20
    .note = OpenSSL: no shared cipher (alert 40). What is left of a list tells: openssl ciphers -v LIST. Ciphers of TLS 1.3 have a list of their own (ssl_conf_command Ciphersuites, SSLCipherSuite TLSv1.3, ciphersuites); a list of nothing else in the other one is refused when the server starts.
T-239 = A known CA's certificate that is damaged, or false
    .say = { $name }: it { $reason }. The store's own integrity check was not made or did not hold, so damage is likelier than forgery.
    .why = The certificate is not the CA's as it is, and its cards are refused. A password that does not fit and a file that was damaged on the way look the same from here: the check that tells them apart needs the right password.
    .remedy = Whoever runs the service hands over the store's password (--password prompt). If the check does not hold then either, the file is damaged: take it from a backup, or make it anew. Only if the check holds is the certificate false (T-209).
    .note = The integrity of a JKS or PKCS#12 file is protected with its password.
T-236 = A policy speaks of no store that was audited
    .say = The policy { $policy } names no store that was audited (targets: { $patterns }): nothing was held against it.
    .say-rule = The rule for { $rule } in the policy { $policy } names no store that was audited (targets: { $patterns }).
    .why = The patterns under "targets" say which stores it speaks of, and none of them fits. Often a path is mistyped, or the store has moved. That nothing is said of a store then does not mean that it holds.
    .remedy = Whoever owns the policy corrects the patterns, or whoever runs the audit names the stores that it is meant for.
    .note = A pattern is held against the store's path, its place (java), and both (java:/opt/...); a * takes folders, too.
T-237 = A service could not be audited
    .say = { $problem }
    .why = What the inventory says of this service cannot be followed on this computer. Nothing is known of its stores; the other services were audited.
    .remedy = Whoever runs the audit provides what is missing (the variable, the file, the folder), or corrects the service's lines in the inventory.
    .note = The exit code is 3: it cannot be said whether the service is ready.
T-238 = A JVM option has the wrong password for its trust store
    .say = The password in { $by } (javax.net.ssl.trustStorePassword, set in { $where }) does not open { $to }.
    .why = Java starts, and every TLS connection of the program fails: "Keystore was tampered with, or password was incorrect". The store itself may be sound.
    .remedy = Whoever runs the program corrects javax.net.ssl.trustStorePassword where it is set, or gives the store the password that stands there.
    .note = PKCS#12 and JKS alike: the integrity check fails. What the option says is shown nowhere.

## Trust stores: what is odd about them

T-240 = Production and test environments in one store
    .say = The store trusts { $production } and { $test } at once.
    .why = A service for production that trusts test CAs lets test cards in; they are handed out without identity checks. On a developer's own computer it may be meant.
    .remedy = Whoever runs the service keeps one store for each environment. In an inventory say what the service is for (environment = "production"), and the wrong CAs are named.
    .note = The catalog says which PKIs are test environments.
T-241 = The CA was renewed after the catalog was written
    .say = { $name } is newer than the fingerprint in the catalog; its root's signature proves it.
    .why = The publisher has issued a new certificate for the same CA. Nothing is wrong.
    .remedy = Nothing has to be done. A newer version of the catalog will have the new fingerprint.
    .note = Same name, other SHA-256, valid signature of the pinned root.
T-242 = An issuing CA is trusted as if it were a root
    .say = { $name } is an issuing CA and has trust of its own.
    .why = NSS then ends a chain in it, whatever becomes of its root: taking away the root's trust does not take away the cards of this CA.
    .remedy = Whoever looks after the profile takes its own trust away, with certutil -M; the root's is enough.
    .remedy-nss =
        Whoever looks after the profile takes its own trust away; the root's is enough:
        certutil -M -d sql:{ $folder } -n { $alias } -t ,,
    .note = NSS: flags C or T in cert9.db on a certificate that is not self-signed.
T-243 = An expired certificate in the store
    .say = { $name } ended on { $not_after } ({ $ago }).
    .why = Nothing new is trusted under it. It makes the list of names that the server sends longer, and some programs still take an expired root for a good one.
    .remedy = Whoever runs the service removes it when nobody needs it any more.
    .remedy-java =
        Whoever runs the service removes it when nobody needs it any more:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = notAfter, RFC 5280 section 4.1.2.5. Some libraries (rustls-webpki) do not look at the dates of an anchor.
T-244 = A certificate in the store that is not valid yet
    .say = { $name } is valid from { $not_before }.
    .why = Cards under it are refused until then; more often this computer's clock is wrong.
    .remedy = Look at the clock of this computer. If it is right, wait.
    .note = notBefore, RFC 5280 section 4.1.2.5.
T-245 = The same certificate is there more than once
    .say = { $name } is there { $times } times.
    .why = No program minds. But whoever removes one of them believes it gone, and it is not.
    .remedy = Whoever looks after the store keeps one when it is next changed.
    .note = Same SHA-256. keytool -noprompt imports a certificate again under a new alias without a word.
T-246 = A certificate of a person or server is trusted as a CA
    .say = { $name } is no CA certificate.
    .why = Somebody has put a user's or a server's own certificate where CAs belong. Java then lets this one holder in whatever its issuer says later; OpenSSL mostly ignores it.
    .remedy = Whoever runs the service removes it, and puts in the CA that issued it if that was meant.
    .remedy-java =
        Whoever runs the service removes it, and imports the CA that issued it if that was meant:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = basicConstraints without cA. keytool -importcert takes it as trusted without a word.
T-247 = A certificate that does not say whether it is a CA
    .say = { $name } does not say that it is a CA.
    .why = Very old roots (version 1) are made so. New programs may refuse chains under it.
    .remedy = Nothing to do for a root of a known publisher. Otherwise ask where it comes from.
    .note = X.509 version 1, or no basicConstraints (RFC 5280 section 4.2.1.9).
T-248 = A CA with a key that is too short
    .say = { $name } has a key of only { $bits } bits.
    .why = Such keys can be broken, and with a CA's key any identity can be made up. New systems refuse chains under it.
    .remedy = Whoever runs the service removes it, and moves to the publisher's next generation.
    .note = RSA below 2048 bits, elliptic curves below 256 (NIST SP 800-131A).
T-249 = An issuing CA that is signed with SHA-1 or MD5
    .say = { $name } is signed with a method that is broken (SHA-1 or MD5).
    .why = Modern systems refuse chains through it; whoever can forge such a signature can make a CA.
    .remedy = Whoever runs the service moves to the publisher's next generation.
    .note = OpenSSL refuses SHA-1 in chains from security level 1 in version 3; Java by jdk.certpath.disabledAlgorithms. A root's own signature does not count.
T-250 = A CA certificate ends before it begins
    .say = The validity of { $name } ends before it begins.
    .why = It is valid at no moment: a mistake of whoever made it.
    .remedy = Whoever runs the service removes it, and asks the publisher for the right one.
    .note = notAfter before notBefore.
T-251 = The list of CA names is too long for a handshake
    .say = The { $names } names come to { $bytes } bytes; the limit is { $limit }.
    .why = A server sends the names of its trusted CAs to the browser, so that it can offer the right card. A list that is too long is cut or not sent at all, or the connection breaks: nobody can log in, or the wrong certificate is offered.
    .remedy = Whoever runs the service gives it a store of its own with the CAs whose cards are to get in, and no others.
    .note = Windows 16 KiB (KB2880390), Java clients 32 KiB, TLS 64 KiB; HAProxy then sends none.
T-252 = Left behind by a tool that makes CAs of its own
    .say = { $name } was made by { $tool }.
    .why = Tools for developers make a CA and put it into the stores of the computer. Its key lies unprotected in somebody's home folder, and whoever has it can pretend to be any server, and any card here.
    .remedy = If nobody uses the tool on this computer any more: remove the certificate, and the CA's folder. On a server it has no business at all.
    .note = mkcert -uninstall, step certificate uninstall, caddy untrust remove their own.
T-253 = CAs for logins are in the store of the whole system
    .say = { $count ->
        [one] One CA
       *[other] { $count } CAs
    } for cards in the system's store: { $cas }.
    .why = Every program on the computer takes the CAs in this store for judges of *servers*: they may vouch for any web site. A service that checks cards does not need that, and should not have it decided there.
    .remedy = If programs here are to trust servers of this PKI (its function certificates), leave it. Otherwise whoever runs the service gives it a file of its own, and removes the CAs from the system's store.
    .note = Debian: delete the file in /usr/local/share/ca-certificates and run update-ca-certificates --fresh; the entry in /etc/ssl/certs/java/cacerts must be removed with keytool, it stays otherwise.
T-254 = An entry of the store cannot be read
    .say = Entry { $number }{ $alias } cannot be read: { $problem }
    .why = Many programs refuse the whole file because of one such entry: nginx and OpenSSL do not start with it, keytool stops. Others pass over it without a word.
    .remedy = Whoever runs the service removes the entry, or fetches the certificate again: tillit catalog fetch
    .note = The other entries were read.
T-255 = A certificate in a form that only OpenSSL reads
    .say = { $name } stands in a TRUSTED CERTIFICATE block.
    .why = Only OpenSSL's own tools read it. nginx does not start with such a file, Java and others do not see the certificate.
    .remedy = Whoever runs the service writes it as an ordinary certificate.
    .remedy-pem =
        Whoever runs the service writes it as an ordinary certificate (of several blocks this takes the first; save the others one by one):
        openssl x509 -in { $store } -out new.pem
    .note = Written by openssl x509 -trustout: certificate and OpenSSL's own trust settings.
T-256 = A PRIVATE KEY lies in the trust store
    .say = The store holds a private key. (It was not kept, and is shown nowhere.)
    .why = Trust stores are copied, mailed and readable by everybody. Whoever reads this one has the key, and can pretend to be its owner.
    .remedy = Now: whoever owns the key moves it to a file that only the server may read. If the store was readable by others or was passed on, the certificate is to be revoked and the key replaced.
    .note = A PEM block PRIVATE KEY, or a key entry of a key store. Keys belong in a key store (keystore), CAs in a trust store (truststore).
T-257 = Everybody on the computer may change the store
    .say = { $path } may be written by everybody (mode { $mode }).
    .why = Any program and any user of this computer can add a CA of its own here, and then log in as anybody.
    .remedy = Whoever runs the computer takes the right away.
    .remedy-pem =
        Whoever runs the computer takes the right away, and looks whether the store was changed:
        chmod o-w { $path }
    .remedy-hashed =
        Whoever runs the computer takes the right away, and looks whether the store was changed:
        chmod o-w { $path }
    .remedy-java =
        Whoever runs the computer takes the right away, and looks whether the store was changed:
        chmod o-w { $path }
    .note = Write permission for others. Of a folder: whoever may write it can put another file in the store's place, unless it is sticky.
T-258 = The store has no protection against changes
    .say = The file has no integrity protection (PKCS#12 without MAC).
    .why = Whether somebody has changed it cannot be seen. File permissions are its only protection, as for a PEM file.
    .remedy = Nothing if only the administrator may write the file.
    .note = Java writes and reads such stores with keystore.pkcs12.macAlgorithm=NONE; for certificates alone it is usual.
T-259 = The store is encrypted with an old method
    .say = The file uses { $algorithms }.
    .why = New programs refuse it: OpenSSL 3 without its legacy provider, systems in FIPS mode. It works until the next upgrade of the server.
    .remedy = Whoever runs the service writes the store anew with a current keytool or OpenSSL.
    .remedy-java =
        Whoever runs the service writes the store anew with a current Java:
        keytool -importkeystore -srckeystore { $store } -destkeystore new.p12 -deststoretype PKCS12
    .note = RC2-40 and 3DES of PKCS#12 (RFC 7292 appendix B); today PBES2 with AES-256 (RFC 8018).
T-260 = The file's name says another format than it has
    .say = The name says { $named }, the content is { $actual }.
    .why = Some programs go by the name and refuse the file: older Java versions read a PKCS#12 file called .jks only in some releases.
    .remedy = Whoever runs the service renames the file, or says the type in the configuration (in Java: PKCS12 or JKS).
    .note = keystore.type.compat makes Java's JKS and PKCS12 read each other's files; not every release and not every library has it.
T-261 = Java does not see certificates in this store
    .say = Java passes over { $count ->
        [one] one certificate
       *[other] { $count } certificates
    } in this file, without an error: { $names }.
    .why = Java takes a certificate in PKCS#12 for trusted only with a mark that OpenSSL does not write. keytool lists 0 entries, and the application says "trustAnchors parameter must be non-empty" or refuses every card.
    .remedy = Whoever runs the service makes the store with keytool -importcert, or with openssl pkcs12 -export -nokeys -jdktrust anyExtendedKeyUsage (OpenSSL 3.2 or newer).
    .remedy-java =
        Whoever runs the service makes the store anew in an empty folder, each certificate imported by keytool (add -legacy to the first line if openssl refuses the file), and puts new.p12 in its place:
        openssl pkcs12 -in { $store } -nokeys -out all.pem
        awk '/BEGIN CERTIFICATE/{ "{" }n++{ "}" } n{ "{" }print > ("ca-" n ".pem"){ "}" }' all.pem
        for f in ca-*.pem; do keytool -importcert -noprompt -storetype PKCS12 -keystore new.p12 -alias "$(basename "$f" .pem)" -file "$f"; done
    .remedy-pkcs12 =
        Whoever runs the service makes the store anew in an empty folder, each certificate imported by keytool (add -legacy to the first line if openssl refuses the file), and puts new.p12 in its place:
        openssl pkcs12 -in { $store } -nokeys -out all.pem
        awk '/BEGIN CERTIFICATE/{ "{" }n++{ "}" } n{ "{" }print > ("ca-" n ".pem"){ "}" }' all.pem
        for f in ca-*.pem; do keytool -importcert -noprompt -storetype PKCS12 -keystore new.p12 -alias "$(basename "$f" .pem)" -file "$f"; done
    .note = Bag attribute 2.16.840.1.113894.746875.1.1 (trustedKeyUsage) is missing.
T-262 = The program that the store is for sees nothing in it
    .say = { $consumer } sees no trusted certificate in this store.
    .say-java = Java sees no trusted certificate in this store, without an error.
    .why = The file looks well and every card is refused.
    .remedy = Whoever runs the service makes the store anew with the tool of the program that reads it.
    .remedy-java = Whoever runs the service makes the store anew with keytool -importcert, one certificate at a time.
    .remedy-openssl = Whoever runs the service makes the hashes anew: openssl rehash FOLDER
    .note = keytool and others list 0 entries with exit code 0.
T-263 = Certificates of a private key are not trusted
    .say = { $count ->
        [one] One certificate belongs
       *[other] { $count } certificates belong
    } to a private key entry; Java does not trust them.
    .why = A key store has been used as a trust store. The CAs in the chain of a key are there to be sent, not to judge others.
    .remedy = Whoever runs the service imports the CAs as trusted certificates into a store of their own: keytool -importcert
    .note = PrivateKeyEntry against trustedCertEntry.
T-264 = A certificate in the folder that OpenSSL does not find
    .say = { $path } has no hash.
    .say-folder = No file in the folder has a hash. Its files can be used one by one; as a folder of CAs (-CApath, SSLCACertificatePath) OpenSSL finds nothing in it.
    .why = OpenSSL looks CAs up by a hash of their name and passes over other files. Apache even offers this CA to browsers: the card is asked for, and then refused.
    .remedy = Whoever runs the service makes the hashes anew: openssl rehash FOLDER
    .remedy-hashed =
        Whoever runs the service makes the hashes anew:
        openssl rehash { $store }
    .remedy-folder =
        Nothing if the folder is only where the files are kept. If a program is to look CAs up in it, whoever runs the service makes the hashes:
        openssl rehash { $store }
    .note = Apache announces every file of SSLCACertificatePath and trusts only the hashed ones.
T-265 = A hash that does not belong to its certificate
    .say = { $path } should be called { $right }.
    .why = The certificate behind the name was exchanged, or the name was made by hand. OpenSSL does not find it.
    .remedy = Whoever runs the service makes the hashes anew: openssl rehash FOLDER
    .remedy-hashed =
        Whoever runs the service makes the hashes anew:
        openssl rehash { $store }
    .note = X509_NAME_hash of the subject, eight hexadecimal digits.
T-266 = A hash that OpenSSL never reaches
    .say = { $path } is not reached, because a number before it is missing.
    .why = CAs with the same hash are numbered .0, .1, .2; OpenSSL stops at the first gap.
    .remedy = Whoever runs the service makes the hashes anew: openssl rehash FOLDER
    .remedy-hashed =
        Whoever runs the service makes the hashes anew:
        openssl rehash { $store }
    .note = by_dir of X509_LOOKUP counts upwards until a file is missing.
T-267 = A hash of a kind that is no longer used
    .say = { $path } has a hash of OpenSSL before version 1.0.
    .why = No program of today looks for it. It does no harm.
    .remedy = It can be removed.
    .note = X509_NAME_hash_old (MD5).
T-268 = A link that leads nowhere
    .say = { $path } is a link to a file that is gone.
    .why = The certificate was removed and its link stayed. If it was a CA that is needed, its cards are refused.
    .remedy = Whoever runs the computer removes the link, or puts the file back.
    .remedy-hashed =
        Whoever runs the computer removes the link, or puts the file back and makes the hashes anew:
        openssl rehash { $store }
    .remedy-system =
        Whoever runs the computer removes links that lead nowhere:
        update-ca-certificates --fresh
    .note = A plain update-ca-certificates leaves dangling links of removed certificates behind.
T-269 = Certificates in a folder that the program passes over
    .say = { $path } holds { $count } certificates; hashing passes over it.
    .say-further = { $path }: HAProxy takes the first certificate of each file in a folder. { $count ->
        [one] One further certificate does
       *[other] { $count } further certificates do
    } not count.
    .say-name = { $path } holds { $count ->
        [one] a certificate
       *[other] { $count } certificates
    }, and HAProxy does not take the file: in a folder it reads names that end in .pem, .crt, .cer or .crl, and no folders further down.
    .say-form = { $path }: HAProxy takes no certificate from it. It is not PEM, or damaged before its first certificate ends.
    .why = openssl rehash takes files with one certificate only, and merely warns. OpenSSL finds none of these CAs. HAProxy takes the first certificate of each file in a folder without a word about the others, so that cards of the CAs that come after it are refused.
    .remedy = Whoever runs the service puts each certificate into a file of its own and makes the hashes anew.
    .remedy-further = Whoever runs the service puts each certificate into a file of its own, or names the file itself in place of the folder: then HAProxy reads all of it.
    .remedy-name = Whoever runs the service gives the file a name that ends in .pem, with one certificate in it.
    .remedy-form = Whoever runs the service writes the certificate anew as PEM: openssl x509 -inform DER -in FILE -out FILE.pem
    .remedy-hashed =
        Whoever runs the service puts each certificate into a file of its own, removes the file and makes the hashes anew:
        awk -v out={ $path } '/BEGIN CERTIFICATE/{ "{" }n++{ "}" } n{ "{" }print > (out "." n ".pem"){ "}" }' { $path } && rm { $path }
        openssl rehash { $store }
    .note = openssl rehash: "skipping, it does not contain exactly one certificate". HAProxy: ssl_store_load_locations_file, PEM_read_bio_X509_AUX once for each file; of a folder it takes no revocation lists either.
T-270 = A file among the sources of the system's store does not work as it seems
    .say = The system's command passes over { $path }.
    .say-extension = { $path } is passed over, because its name does not end in .crt.
    .say-der-bytes = { $path } is DER, not PEM: its raw bytes are copied into the bundle, where no program can read them.
    .say-several = { $path } holds several certificates: they come into the bundle and get no hash.
    .say-no-certificate = { $path } holds no certificate.
    .say-switched-off = { $path } is switched off in ca-certificates.conf.
    .say-other-system = { $path } lies where the command of another operating system looks; here nothing reads it.
    .say-blocklisted = { $path } lies among the anchors, and the blocklist has the same certificate: it is distrusted.
    .say-not-trusted = { $path } lies beside the folder anchors, where a plain certificate is known but not trusted.
    .why = Whoever put the file there believes that it is trusted, and it is not, or not by every program. The command says nothing, or counts it as added.
    .remedy = Whoever runs the computer puts one PEM certificate in each file, with a name that ends in .crt, and runs update-ca-certificates.
    .remedy-extension =
        Whoever runs the computer renames it so that it ends in .crt:
        mv { $path } { $path }.crt
        update-ca-certificates
    .remedy-der-bytes =
        Whoever runs the computer turns it into PEM, in its place:
        openssl x509 -inform DER -in { $path } -out { $path }.pem && mv { $path }.pem { $path }
        update-ca-certificates --fresh
    .remedy-several = Whoever runs the computer puts each certificate into a .crt file of its own, and runs update-ca-certificates.
    .remedy-no-certificate = Whoever runs the computer removes the file.
    .remedy-other-system = Whoever runs the computer puts it where this system looks: /usr/local/share/ca-certificates/NAME.crt on Debian, Ubuntu and Alpine, /etc/pki/ca-trust/source/anchors/ on Red Hat, /etc/pki/trust/anchors/ on SUSE; then runs the system's command.
    .remedy-blocklisted = Whoever runs the computer decides which is meant, removes the certificate from the other of the two folders and runs update-ca-trust.
    .remedy-not-trusted = If it is to be trusted, whoever runs the computer moves it into the folder anchors and runs update-ca-trust.
    .remedy-switched-off = If it is to be trusted, whoever runs the computer removes the "!" before its line in /etc/ca-certificates.conf and runs update-ca-certificates.
    .note = Debian and Alpine: /usr/local/share/ca-certificates, files *.crt, PEM, one certificate each.
T-271 = A source of the system's store is not in use yet
    .say = { $name } is among the sources, and not in what programs read.
    .why = The file was put in place and the system's command was not run since. Programs do not trust it.
    .remedy = Whoever runs the computer runs update-ca-certificates (Debian, SUSE, Alpine) or update-ca-trust (Red Hat, Arch).
    .note = The bundle is made from the sources by that command alone.
T-272 = A CA in the system's store that no source explains
    .say = { $name } is in what programs read, and in no source.
    .why = It was left over when its source was removed, or somebody wrote it there by hand. The next run of the system's command may take it away, or it stays for ever.
    .remedy = Whoever runs the computer decides: if it is needed, its file belongs among the sources; if not, it is removed and the system's command run.
    .remedy-java =
        Debian leaves a removed CA in Java's store. If it is not needed, whoever runs the computer removes it:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = Debian: the hook for Java's cacerts removes only what ca-certificates.conf marks with "!"; hand edits on Red Hat vanish at the next update-ca-trust.
T-273 = Raw bytes in the system's bundle
    .say = At line { $line } stand bytes that are no PEM certificate.
    .say-source = At line { $line } stand the bytes of { $path }, which is no PEM.
    .why = A DER file was put among the sources; its bytes were copied as they are. No program reads it there, some stumble over the rest of the file, and OpenSSL stops without a word where a line of it begins with a NUL.
    .remedy = Whoever runs the computer turns the source into PEM (openssl x509 -inform DER -in FILE -out FILE.crt) and runs update-ca-certificates --fresh.
    .remedy-source =
        Whoever runs the computer turns the source into PEM, in its place:
        openssl x509 -inform DER -in { $path } -out { $path }.pem && mv { $path }.pem { $path }
        update-ca-certificates --fresh
    .note = update-ca-certificates counts it as added.
T-274 = Two files that should hold the same do not
    .say = { $here } certificates are only here, { $there } only in { $path }.
    .why = Programs that read one file trust other CAs than those that read the other: a login works in one and not in the other.
    .remedy = Whoever runs the computer runs the system's command (update-ca-certificates or update-ca-trust). What differs then was changed by hand.
    .note = Compared by SHA-256.
T-275 = A setting makes programs use another store
    .say = { $by } points to { $to } (set in { $where }).
    .why = Programs that see this setting read that store and not the usual one. Whoever changes the usual one changes nothing for them.
    .remedy = Nothing if it is meant. Look at the store it points to, too.
    .note = SSL_CERT_FILE, SSL_CERT_DIR, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, javax.net.ssl.trustStore and their like.
T-276 = A setting points to a store that is not there
    .say = { $by } points to { $to }, and nothing is there (set in { $where }).
    .why = Programs that see this setting trust nobody, fail with an error that does not name it, or, as Java does, go on with their usual store and say nothing.
    .remedy = Whoever set it corrects the path or removes the setting.
    .note = OpenSSL takes a missing SSL_CERT_FILE for an empty store without an error.
T-277 = A setting that cannot be followed
    .say = { $by } points to { $to } (set in { $where }); it depends on another variable.
    .why = Which store programs use here is decided when they start. It was not looked at.
    .remedy = Find out what the variable is when the service runs, and audit that path.
    .say-none = { $by } sets the trust store to NONE (set in { $where }): it is no file. The certificates come from a provider, such as a PKCS#11 module.
    .say-elsewhere = { $by } names { $to } (set in { $where }): a store that is no file.
    .say-relative = { $by } points to { $to } (set in { $where }); the folder that it is relative to is not known.
    .remedy-none = Look at the store where it is kept: the PKCS#11 module, or the operating system's own. If a file was meant, whoever set it names that.
    .remedy-elsewhere = Look at the store where it is kept: the PKCS#11 module, or the operating system's own. If a file was meant, whoever set it names that.
    .remedy-relative = Find out in which folder the service starts, and audit the file there.
    .note = Variables in unit files, scripts and JAVA_TOOL_OPTIONS are not expanded here.
T-278 = The store is the system's
    .say = It is a link to { $path }.
    .why = What the system's command writes is seen here, too, and edits by hand are lost at its next run.
    .remedy = Nothing. Change the system's sources, not this file.
    .note = ca-certificates-java, and /etc/pki/java/cacerts.
T-279 = This store takes another one's place
    .say = This file is read instead of { $path }.
    .why = Java reads jssecacerts instead of cacerts when both are there. Whoever changes cacerts changes nothing.
    .remedy = Whoever runs the service makes changes in this file, or removes it if it is left over; then Java reads cacerts again.
    .note = lib/security/jssecacerts before lib/security/cacerts (JSSE reference guide).
T-280 = Trusted for servers, not for logins
    .say = { $name } may judge servers, and not clients.
    .why = Tools such as mkcert and step set trust for servers only. A server that checks cards with this database refuses them.
    .remedy = Nothing in a browser. For a server, whoever runs it adds trust for clients.
    .remedy-nss =
        Nothing in a browser. For a server, whoever runs it adds trust for clients (T). Look first which flags it has; they are replaced:
        certutil -L -d sql:{ $folder }
        certutil -M -d sql:{ $folder } -n { $alias } -t CT,,
    .note = NSS flag C without T.
T-281 = A database of an old format
    .say = { $path } is a database of the old format, which is not read.
    .why = Programs older than about 2018 wrote it. New ones read cert9.db instead; what lies here is trusted by nobody new.
    .remedy = If an old program still uses it: certutil -L -d dbm:FOLDER lists it. To bring it over: certutil --upgrade-merge.
    .note = cert8.db (Berkeley DB); NSS 3.35 made cert9.db (SQLite) the default.
T-282 = The database was being written
    .say = A journal lies beside the database: { $path }.
    .why = A program has it open, or crashed while writing. What was read may not be the last state.
    .remedy = Close the browser or stop the server, and ask again.
    .note = SQLite's files beside cert9.db and key4.db. What is whole in a -wal is read; a -journal is not rolled back here, because reading changes nothing.
T-283 = Trust settings without their certificate
    .say = { $count ->
        [one] One trust setting has
       *[other] { $count } trust settings have
    } no certificate.
    .why = A certificate was removed and its setting stayed. If the certificate comes back, it has its old trust again at once.
    .remedy = Nothing has to be done.
    .note = CKO_NSS_TRUST objects without CKO_CERTIFICATE.
T-284 = The browser asks the operating system, too
    .say = Besides this store the browser trusts what the operating system trusts.
    .why = A CA that is not here may be trusted all the same.
    .remedy = Look at the system's store, too: tillit audit system
    .note = security.enterprise_roots.enabled, or the policy ImportEnterpriseRoots.
T-285 = A policy names a certificate that is not there
    .say = The policy names { $path }, and there is no such file.
    .why = The browser passes over it without a word: its users do not trust what they should.
    .remedy = Whoever looks after the computers puts the file in place, or corrects the policy.
    .note = Certificates.Install in policies.json.
T-286 = The object is close to the limit of Kubernetes
    .say = It has { $bytes } bytes.
    .why = A ConfigMap or Secret may have 1 MiB. With the next CA the change is refused, and so is everything else in the same change.
    .remedy = Whoever runs the service keeps only the CAs whose cards are to get in.
    .note = 1,048,576 bytes, by the limit of etcd.
T-287 = A value that should be a trust store and is none
    .say = The value of { $key } cannot be read: { $problem }
    .why = The name of the key says that CAs are in it. The pod gets a file that it cannot use.
    .remedy = Whoever runs the service puts the right content there; binary files belong in binaryData.
    .note = Values of a Secret and of binaryData are Base64, once and not twice.
T-288 = A very large store
    .say = { $count } entries were looked at closely; of the others only those that have to do with a known PKI.
    .why = No program needs so many CAs for logins. What was said of known PKIs is complete.
    .remedy = Nothing. If it is the store of a service: give it one with the CAs whose cards are to get in.
    .note = The limit keeps memory bounded.
T-289 = Something odd about the store
    .say = The store has an oddity that has no words yet.
    .why = The reader has learned something that this text has not.
    .remedy = Report it with the store's kind.
    .note = The oddity has no code of its own in this version.
T-290 = Something that the policy requires is not trusted here
    .say = { $what } is required and not trusted here{ $because }.
    .why = The policy that was given with --require names it. Cards under it are refused.
    .remedy = Whoever runs the service adds it; whoever owns the policy says where it comes from.
    .note = Present is not enough: it must be trusted by the rules of the program that reads the store.
T-291 = A generation that the policy requires is not complete
    .say = { $name } is required and not complete; { $count ->
        [one] one CA is
       *[other] { $count } CAs are
    } missing: { $missing }{ $because }.
    .why = The policy that was given with --require demands root and issuing CAs of this generation. Cards of it are refused, all or some.
    .remedy = Whoever runs the service adds what is missing: tillit catalog fetch, then tillit catalog export CA -o new.pem
    .remedy-pem =
        Whoever runs the service adds what is missing to the file, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        (echo; cat new.pem) >> { $store }
    .remedy-hashed =
        Whoever runs the service puts what is missing into the folder, one certificate a file, and makes the hashes anew:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/ && openssl rehash { $store }
    .remedy-java =
        Whoever runs the service imports what is missing (keytool takes one certificate a file, and asks for the store's password each time), and restarts it:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore { $store } -alias "$(basename "$f" .pem)" -file "$f"; done
    .remedy-folder =
        Whoever runs the service puts what is missing into the folder, one certificate a file, and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/
    .remedy-kubernetes =
        Whoever runs the service pastes new.pem at the end of the key's value, indented as the lines there are, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-secret =
        Whoever runs the service takes the key's value out of the Secret into value.txt, adds what is missing, puts what the last base64 prints in the value's place, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        base64 -d value.txt > all.pem && (echo; cat new.pem) >> all.pem
        base64 -w0 all.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-store =
        Whoever runs the service takes the key's value into value.txt, imports what is missing, puts what the last base64 prints in the value's place, applies the file and restarts the pods:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        base64 -d value.txt > store
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore store -alias "$(basename "$f" .pem)" -file "$f"; done
        base64 -w0 store
        kubectl apply -f { $store }
    .remedy-file =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-pkcs12 =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-input =
        Whoever runs the service puts what is missing into the store with the tool that made it, tests the configuration and reloads the server:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-nss =
        Whoever looks after the profile adds what is missing: a root (it verifies itself) with trust for clients (T) and, for a browser, servers (C), an issuing CA without:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do t=,,; openssl verify -CAfile "$f" "$f" > /dev/null 2>&1 && t=CT,,; certutil -A -d sql:{ $folder } -n "$(basename "$f" .pem)" -t "$t" -i "$f"; done
    .note = Complete: the root and every issuing CA that still issues or has valid cards.
T-292 = Something that the policy forbids is here
    .say = { $name } is here and forbidden (rule { $rule }){ $because }.
    .why = The policy that was given with --require forbids it.
    .remedy = Whoever runs the service removes it.
    .remedy-java =
        Whoever runs the service removes it:
        keytool -delete -keystore { $store } -alias { $alias }
    .remedy-nss =
        Whoever looks after the profile removes it:
        certutil -D -d sql:{ $folder } -n { $alias }
    .note = Rules are pins, names of the catalog, or whole generations.
T-293 = Something that the policy does not allow is here
    .say = { $name } is here and not among what the policy allows.
    .why = The policy that was given with --require names everything that may be trusted here.
    .remedy = Whoever runs the service removes it, or whoever owns the policy allows it.
    .remedy-java =
        Whoever runs the service removes it, or whoever owns the policy allows it:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = A policy with a list of what it allows forbids everything else.
T-294 = The store has more that the policy does not allow
    .say = { $count } further certificates are here that the policy does not allow; they are not named, because the store is very large.
    .why = The policy that was given with --require names everything that may be trusted here.
    .remedy = Whoever runs the service gives it a store with what the policy allows and nothing else.
    .note = Of a very large store only what has to do with a known PKI is kept and named.

## Trust stores: further oddities

T-295 = Java passes over entries because of their alias
    .say = Java passes over { $count ->
        [one] one certificate
       *[other] { $count } certificates
    } because of the alias: { $names }.
    .why = Two entries with the same alias are one to Java, which takes the last; in PKCS#12 capital letters make no difference. In JKS it never finds an alias with capital letters. It says nothing about it.
    .remedy = Whoever runs the service gives each entry an alias of its own, in small letters.
    .remedy-java =
        Whoever runs the service gives each entry an alias of its own, in small letters:
        keytool -changealias -keystore { $store } -alias ALIAS -destalias new-alias
    .note = Java compares aliases in lower case.
T-296 = Java sees nothing of this store without its password
    .say = { $count ->
        [one] One certificate is
       *[other] { $count } certificates are
    } encrypted, and Java is given no password for the store.
    .why = Without the password Java shows 0 entries of such a PKCS#12 file and says nothing. The application trusts nobody, and every card is refused.
    .remedy = Whoever runs the service sets the password where the store is configured (javax.net.ssl.trustStorePassword, truststorePassword, ...).
    .note = keytool -list without a password on an encrypted PKCS#12 lists 0 entries with exit code 0.
T-297 = Trust that NSS does not believe
    .say = NSS passes over the trust of { $count ->
        [one] one certificate
       *[other] { $count } certificates
    }: the key database beside it does not vouch for it.
    .why = NSS signs trust with a key of key4.db. If that file is missing or is another database's, the certificates are there and trusted for nothing.
    .remedy = Whoever looks after the profile copies cert9.db and key4.db together, or sets the trust anew.
    .remedy-nss =
        Whoever looks after the profile copies cert9.db and key4.db together, or sets the trust anew:
        certutil -M -d sql:{ $folder } -n NAME -t CT,,
    .note = Signed attributes in metaData of key4.db.
T-298 = The key database beside the NSS database is missing
    .say = { $path } is not there.
    .why = Programs that open the database only for reading do not open it at all: a server does not start, or trusts nobody. Others make a new key database, and then pass over trust that the old one had signed.
    .remedy = Whoever looks after the database copies cert9.db, key4.db and pkcs11.txt together from where they came.
    .note = certutil answers SEC_ERROR_BAD_DATABASE.
T-299 = No CA of a known PKI is here
    .say = No CA of a known PKI is here.
    .why = No card of these PKIs is let in by this store. Often it is the wrong file, or an empty one: the server's own chain, another environment's store.
    .remedy = Whoever runs the service checks that this is the file that the service really uses. If it is, add the generation that its cards belong to: tillit catalog fetch gets it, tillit catalog export --generation new -o new.pem writes it to a file.
    .remedy-windows =
        Whoever looks after the computer checks that cards are to be trusted here at all. If they are, as administrator:
        tillit catalog fetch
        tillit install --into windows --apply
    .note = Only for stores that somebody named. The stores of operating systems and browsers need no CA of a card.

## Installations: why a target is not changed

T-620 = A certificate that is no root lies among the trusted roots
    .say = { $name } is not self-signed and lies in Root.
    .why = IIS refuses every client certificate while one such certificate lies there, also those that have nothing to do with it: 403.16, or 403.7. Nobody logs in with a card, of whatever generation.
    .remedy = Whoever looks after the computer moves it to "Intermediate Certification Authorities" (CA).
    .remedy-windows =
        Whoever looks after the computer puts it where it belongs, and takes it out of Root, as administrator. If a group policy brings it, it is mended there:
        tillit install --into windows --apply
        { $certutil } -delstore Root { $thumbprint }
    .note = KB2802568. Get-ChildItem Cert:\LocalMachine\Root -Recurse | Where-Object Issuer -ne Subject
T-621 = Windows is told not to use a CA for logins
    .say = { $name } is there, and may not be used for client authentication.
    .say-microsoft = { $name } is there because Microsoft's root programme brings it, and the programme (its list of { $listed }) does not allow it for client authentication.
    .why = Somebody has restricted what the certificate may be used for (its properties), or Microsoft has barred it. It lies in the right place, and cards are refused all the same.
    .remedy = Ask whoever looks after the computer whether that is meant. If not, its properties are set to all purposes again.
    .remedy-windows =
        Ask whoever looks after the computer whether that is meant. If not, as administrator:
        tillit install --into windows --apply
    .remedy-microsoft =
        Ask whoever looks after the computer whether cards of this CA are to be let in. If so, they put it into Root themselves, as administrator; the programme's conditions hold for what Windows fetches:
        tillit install --into windows --apply
    .note = Properties of the entry, or of the root in the list EncodedCtl: CERT_ENHKEY_USAGE_PROP_ID (9), CERT_DISALLOWED_FILETIME_PROP_ID (104), CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID (122), CERT_NOT_BEFORE_FILETIME_PROP_ID (126).
T-622 = CAs are there for this user alone
    .say = { $count ->
        [one] One CA is
       *[other] { $count } CAs are
    } there for this user and not for the computer: { $cas }.
    .why = This user's programs find them. Services do not: IIS, AD FS and a domain controller see the computer's stores alone, and other users see their own.
    .remedy = On a workstation of one person nothing. On a server, or a computer that several use, whoever looks after it puts them into the computer's stores.
    .remedy-windows =
        On a workstation of one person nothing. Otherwise whoever looks after the computer puts them into its stores, as administrator:
        tillit install --into windows --apply
    .note = CurrentUser shows everything of LocalMachine, and not the other way round.
T-623 = CAs come by group policy or from the domain
    .say = { $count ->
        [one] One CA comes
       *[other] { $count } CAs come
    } by group policy or from the domain: { $cas }.
    .why = What is changed on this computer alone comes back when policies are applied. A change belongs where it comes from.
    .remedy = Nothing as long as it is right. To change it: Group Policy Management, Computer Configuration, Policies, Windows Settings, Security Settings, Public Key Policies; for what the domain publishes: pkiview.msc (Manage AD Containers, NTAuthCertificates).
    .note = HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates, HKLM\SOFTWARE\Microsoft\EnterpriseCertificates
T-624 = Issuing CAs are not on the domain's list for logging on
    .say = { $count ->
        [one] One issuing CA is
       *[other] { $count } issuing CAs are
    } not in NTAuth, where others of the same PKI are: { $cas }.
    .why = Domain controllers let a card log on to Windows only if its issuing CA is on this list. Logging in to web sites does not need it; AD FS does.
    .remedy = Nothing if nobody logs on to Windows with these cards. Otherwise an administrator of the domain publishes each: certutil -dspublish -f FILE.cer NTAuthCA. On one computer: tillit install --into windows --ad-logon --apply
    .note = HKLM\SOFTWARE\Microsoft\EnterpriseCertificates\NTAuth is each member's copy of the list in Active Directory.
T-625 = The export has this user's stores and not the computer's
    .say = Only this user's stores are in the file. What the user sees of the computer's is not.
    .why = A program of the user sees both. A CA that is missing here may be there all the same.
    .remedy = Export the computer's stores, too, and name the folder with both files: reg export HKLM\SOFTWARE\Microsoft\SystemCertificates machine.reg, then tillit audit windows:FOLDER.
    .note = Group policies: HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates. The domain: HKLM\SOFTWARE\Microsoft\EnterpriseCertificates.
T-626 = One of Microsoft's lists cannot be read
    .say = Microsoft's list of blocked certificates is there and cannot be read: { $error }.
    .say-root-programme = The list of Microsoft's root programme is there and cannot be read: { $error }.
    .why = Windows fetches these lists by itself. Whether Microsoft has blocked or barred one of the CAs here cannot be said without them.
    .remedy = Whoever looks after the computer sees what Windows itself makes of its copies: certutil -verifyCTL Disallowed, certutil -verifyCTL AuthRoot. Windows fetches them anew by itself where it reaches Windows Update. Or export the registry again.
    .note = HKLM\SOFTWARE\Microsoft\SystemCertificates\AuthRoot\AutoUpdate: DisallowedCertEncodedCtl, EncodedCtl. The words after the colon are the reader's.
T-400 = The trust store to change is not there
    .say = There is nothing under this path.
    .why = tillit install changes trust stores that are there. A path with a slip of the pen would otherwise become a file that nobody reads, and the service would go on as before.
    .remedy = Check the path in the configuration of the service. If the file is to be new, add --create: a PEM file is made.
    .note = The folder has to be there already.
T-401 = No trust store was found in this place
    .say = No trust store was found here.
    .why = The place was looked at (a folder, a Java installation, browsers' profiles), and nothing in it is a trust store.
    .remedy = Ask "tillit audit" about the same target: it says what was looked for. Or name the file itself.
    .note = Nothing was changed in any of the targets.
T-402 = Trust stores of this kind are read and not written
    .say = tillit reads stores of this kind and does not write them: { $name }.
    .why = The format is signed, belongs to another system, or has a tool of its own that has to write it.
    .remedy = Name the file that the service really reads. For browsers' policies use their own administration. Of Windows, the stores of the computer itself are written (windows), never a file of them.
    .note = Written are PEM, folders and hashed directories, JKS, PKCS#12, NSS databases, the system's store, Kubernetes YAML, and the stores of Windows on the computer itself.
T-403 = A password is needed to write the store
    .say = It was read without its password. To write it, the password is needed.
    .why = The certificates of such a store can be read by anybody, but a seal over the whole (MAC) is made with the password. Without it, Java would refuse the file after it was changed.
    .remedy = Run it again with --password prompt (or env:NAME, file:PATH, fd:N). The password stands in the service's configuration: truststorePassword, javax.net.ssl.trustStorePassword.
    .note = JKS: SHA-1 over password, a constant and the content. PKCS#12: PBMAC or HMAC with a derived key.
T-404 = The store cannot be changed without loss
    .say = Changing it would lose something: { $error }.
    .why = Something in the file is read, but cannot be kept exactly as it is when the file is written. tillit rather changes nothing.
    .remedy = Whoever runs the service makes the store anew with the tool that made it, with the output of "tillit catalog export". "tillit audit" names what is odd about it.
    .note = The words after the colon are technical.
T-405 = The program that reads this store does not load it as it is
    .say = The program that reads this store does not load it even now, and would not afterwards.
    .why = There is a fault in the file that was there before: glued blocks, a damaged entry, a block of another kind. Adding CAs to it mends nothing.
    .remedy = Run "tillit audit" on it, mend the error that it names, then install.
    .note = Judged by the rules of the consumer: OpenSSL, Java or NSS.
T-406 = The file holds a private key
    .say = This file holds a private key beside its certificates: it is a server's own identity, not a trust store.
    .why = CA certificates in it would be sent to clients as part of the server's chain, or make the server refuse to start. Who may log in is told in another file.
    .remedy = Find the right file in the configuration: ssl_client_certificate (nginx), SSLCACertificateFile (Apache), ca-file (HAProxy), truststoreFile (Tomcat). "tillit audit servers" lists them.
    .note = A JKS or PKCS#12 store may hold both; there keys and their chains are kept as they are.
T-407 = The file is made from other files
    .say = This file is made by a program from other files: what is put in here is gone the next time it runs.
    .why = Distributions make their bundles (ca-certificates.crt, cacerts) from folders. The right place is the folder.
    .remedy = Name the target that it is made from instead.
    .remedy-case = Use this instead: --into { $instead }
    .note = Debian: update-ca-certificates. Red Hat: update-ca-trust. SUSE and Arch have their own.
T-408 = The file has several names (hard links)
    .say = The file has { $names } names (hard links). A new file under this one would leave the others with the old content.
    .why = tillit exchanges a file in one step, so that nobody ever reads half of it. With several names, that would split them.
    .remedy = Find the other names (find / -xdev -samefile FILE). If all are to change, run it again with --in-place: the file is then written where it is. Do it when the service does not start just then; a killed run is finished with tillit undo.
    .note = Link count above one.
T-409 = The file is mounted by itself
    .say = The file is a mount of its own, as in a container, and cannot be exchanged.
    .why = A container sees the very file of the host. A new file under the same name would be another file, and the system does not allow it.
    .remedy = Best: change the file on the host, outside the container, and restart it. Or run it again with --in-place.
    .note = rename answers EBUSY for a mount point.
T-410 = The file system is read-only
    .say = The file system of { $path } is mounted read-only.
    .why = An image, a container without a writable layer, a system that is managed as a whole, or a disk that has gone read-only after an error.
    .remedy = Change it where the image or the system is made. If the disk should be writable, look at "dmesg" first.
    .note = The operating system answered EROFS.
T-411 = This account may not write the store
    .say = This account may not change { $path }.
    .why = The file or its folder belongs to another account, usually root.
    .remedy = Run it with sudo. Whoever has no such right runs it with --print-commands and gives the script to somebody who has.
    .remedy-windows = Run it in a console with administrator's rights ("Run as administrator"). Whoever has none runs it with --print-commands and gives the script to somebody who has, or has the certificates handed out by group policy or Intune. For this user alone: --into windows:CU
    .note = The folder has to be writable, too: the file is exchanged, not overwritten. The journal of changes belongs to root.
T-412 = A program has the store open
    .say = { $program } has the store open and would write over it.
    .why = Browsers keep their certificate database open and write it when they close. Both would be lost.
    .remedy = Close the program, all its windows, and run it again.
    .note = The lock of the profile or the database.
T-413 = A program that is needed is not installed
    .say = { $program } is needed and not on this computer.
    .why = Some stores are written only by their own program, which alone keeps them sound.
    .remedy = Install the package that has it, and run it again.
    .remedy-case = Install the package that has it ({ $packages }), and run it again.
    .note = Looked for in the system's own folders only, never in the user's PATH.
T-414 = A program that is needed failed
    .say = { $program } failed while the plan was made: { $error }
    .why = The program was tried on a private copy of the store. Nothing of yours was changed.
    .remedy = Read what it says, and mend that. "tillit audit" on the same target may name the cause.
    .note = The words after the colon are the program's.
T-415 = The system is made from a configuration
    .say = { $system } makes this store from its configuration. It is never written by hand.
    .why = The next rebuild would undo it, and until then the file system is read-only.
    .remedy = Put the certificates into the system's configuration, and rebuild it.
    .remedy-case = Put these lines into the configuration of { $system }, and rebuild it:
    .note = NixOS: security.pki.certificateFiles, then nixos-rebuild switch.
T-416 = Others can write what would be believed
    .say = Others than root can write { $path }. As root, tillit does not believe it.
    .why = Whoever can write it decides what root installs: a CA of their own, or a link that leads root's pen to another file.
    .remedy = Take the right away from others (chmod go-w, chown root), look at whether it was changed, and run it again. Or run it as the account that owns the service's files.
    .note = The file, its folder and every folder above it are looked at: owner and write bits.
T-417 = Something still depends on what is to be removed
    .say = After this nothing usable would be left: cards that get in today would be refused.
    .why = The store lets cards of the generation in that is to be removed, and no other generation in it lets the same cards in. Or a card certificate that was named as still in use hangs on it.
    .remedy = Install the newer generation first, with all its issuing CAs, then remove the old one. If those cards are really to be shut out, add --anyway.
    .note = Judged by coverage before and after, for each role, and by the certificates of --in-use and --inventory.
T-418 = The plan for this target could not be made
    .say = { $path } cannot be changed: { $error }
    .why = The operating system did not let tillit look at what would have to be changed.
    .remedy = Mend what the operating system says, and run it again.
    .note = The words after the colon are the operating system's.
T-419 = This target cannot be changed
    .say = This target cannot be changed: { $error }
    .why = There is a reason that has no words of its own yet. Nothing was changed.
    .remedy = Leave the target out, or change it with the tool that made it.
    .note = The words after the colon are technical.

## Installations: good to know before

T-420 = The store keeps old algorithms
    .say = It keeps the old algorithms that it has: { $algorithms }.
    .why = CA certificates are no secrets, so nothing is at risk by it. A store with new algorithms would not be read by the old Java that may be the reason for them.
    .remedy = Leave it. When every program that reads the store is new (Java 8u301, 11.0.12 or later), make it anew with keytool.
    .note = Type, algorithms, iteration counts and password of a store are never changed.
T-421 = Every program on this computer will believe these CAs
    .say = { $count ->
        [one] One CA goes
       *[other] { $count } CAs go
    } into the store of the whole system: every program here will let { $count ->
        [one] it
       *[other] them, the issuing ones too,
    } vouch for web servers.
    .why = CAs for logins usually do not belong there. The system's store says which *servers* the programs here trust; who may log in to a service stands in the service's own file.
    .remedy = If only a service here is to accept cards, name its own file with --into instead (tillit audit servers). If programs here are to trust servers of this PKI, go on.
    .note = Some libraries (Go, GnuTLS, Java) let a chain end in an issuing CA, too.
T-422 = The file is written in place
    .say = { $path } is written in place: a run that is killed meanwhile leaves it half written until tillit undo.
    .why = It has several names or is a mount of its own, so it cannot be exchanged in one step, and --in-place was given.
    .remedy = Do it when the service does not start or reload just then. If the run is killed: tillit undo.
    .note = The backup is on the disk before the first byte is written.
T-423 = A certificate that the catalog does not know is installed
    .say = { $name } is not in the catalog: nobody but you vouches for it. SHA-256: { $sha256 }
    .why = CAs of the catalog are held against their pins. For a file that was given with --certificate and is in no catalog, nothing is there to hold it against.
    .remedy = Compare this SHA-256 with what the CA's owner has published, over another way, before you apply the plan.
    .note = openssl x509 -noout -fingerprint -sha256 -in FILE

## Installations: what became of it

T-430 = A check after the change says no
    .say = { $by } does not accept the result: { $error }
    .why = After every change the store is read again, and the programs that use it are asked. One of them found a fault, which may have been there before.
    .remedy = Run the same check by hand and mend what it says. If it fails without the change, too, the fault is older.
    .note = The words after the colon are the program's.
T-431 = A file could not be written
    .say = { $path }: { $error }
    .say-full = { $path }: the disk is full.
    .say-permission = { $path }: this account may not write it.
    .say-read-only = { $path }: the file system is read-only.
    .say-gone = { $path }: the file or its folder has gone.
    .why = The operating system refused a step of the change.
    .remedy = Mend what the operating system says, and run it again.
    .remedy-full = Make room on that file system, and run it again. Backups are needed before anything is changed: the folder of the journal needs room, too.
    .remedy-permission = Run it with sudo, or give the plan to somebody who may: --print-commands.
    .remedy-read-only = Look at "dmesg" for why it is read-only, or change the file where the image is made.
    .remedy-gone = See who removes it (a deployment that is running, a configuration management), and run it again when that is done.
    .note = The words after the colon are the operating system's.
T-432 = A file was changed since the plan was made
    .say = { $path } has been changed since the plan was made.
    .why = Somebody or something else writes this file: a colleague, configuration management, a deployment. What they wrote would have been lost.
    .remedy = See who it was, then make a new plan: run the same command again.
    .note = SHA-256 of the content is compared just before the first step.
T-433 = Another change is going on
    .say = Another tillit is at work on this computer.
    .say-who = Another tillit is at work on this computer: { $who }.
    .why = Two changes at once would each take the other's half for the state before.
    .remedy = Wait until it is done, and run it again. tillit undo --list shows it.
    .note = A lock on the journal that the operating system releases when its holder ends, however it ends.
T-434 = The journal of changes cannot be used
    .say = The journal { $path } cannot be used: { $error }
    .why = Without a record on the disk a change could not be taken back, so none is made.
    .remedy = Check owner, rights and room of the folder. It belongs to root, and nobody else may write it.
    .note = Machine-wide /var/lib/tillit, or the folder of --data.
T-435 = The change failed and everything was put back
    .say = Change { $id } failed. Every trust store is as it was before.
    .why = All or nothing: when one step or one check fails, all targets get back what they had.
    .remedy = Mend what failed, then make a new plan.
    .note = Each file was read again after it was put back, and compared with its SHA-256.
T-436 = A change is INTERRUPTED
    .say = Change { $id } was begun and not finished: some trust stores may be changed, others not.
    .why = The run was killed, the machine went down, or putting back failed. No store is half written (except one of --in-place); but not all of them fit together.
    .remedy = Finish it: tillit undo puts everything back, tillit install --resume makes the rest of the change.
    .remedy-case =
        Finish it, one way or the other: put everything back, or make the rest of the change:
        tillit undo { $id }
        tillit install --resume
    .note = The journal and the backups are on the disk from before the first step.
T-437 = The saved plan does not fit any more
    .say = { $count ->
        [one] One file is
       *[other] { $count } files are
    } not as when plan { $id } was saved.
    .why = Somebody has changed the targets since, or part of the plan is done already. A plan is never applied to something else than what was reviewed.
    .remedy = Read the new plan. If it is right, save it with --save-plan and apply that one.
    .note = SHA-256 of every file that the plan touches.
T-438 = Two targets want different things of one file
    .say = Two targets of the plan lead to { $path } and want different things of it.
    .why = The same file was named twice, over a link or by two names, or one target is a part of the other.
    .remedy = Name it once.
    .note = Paths are compared after all links on the way.
T-439 = A running service still uses the old content
    .say = { $service } has its old content until it is told: no user is logged out by that.
    .say-logout = { $service } has its old content until it is restarted: users who are logged in lose their sessions then.
    .why = A service reads its trust store when it starts, not when the file changes.
    .remedy = Whoever runs the service reloads or restarts it. --reload and --restart do it at once.
    .remedy-case =
        Whoever runs the service does this; --reload or --restart would have done it at once:
        { $command }
    .remedy-logout =
        Whoever runs the service does this at a time when it may; --restart would have done it at once:
        { $command }
    .note = The same holds after undo.
T-440 = A service could not be told
    .say = { $service } could not be reloaded or restarted: { $error }
    .why = The trust store is changed and checked, but the service goes on with the old content, or may be down.
    .remedy = Look at the service at once: its state, its log. If it does not come up, take the change back: tillit undo.
    .remedy-case =
        Look at the service at once. If it does not come up, take the change back with tillit undo. The command was:
        { $command }
    .note = The words after the colon are the service manager's.
T-441 = A record of the journal cannot be read
    .say = { $path }: { $error }
    .why = What is in this record cannot be taken back by tillit. The others can.
    .remedy = Keep the folder as it is: the backups in it are whole files and can be put back by hand. Find out what damaged it (disk, other programs).
    .note = Every record has a checksum; what does not fit is not believed.
T-442 = A trust store was left alone
    .say = { $path } is left as it is: others have changed it since, and nothing that the change put in is left there.
    .say-gone = { $path } is left as it is: it is not there any more.
    .say-unused = { $path } is left: others have changed it since. The configuration does not name it any more.
    .say-unreadable = { $path } is left as it is: it cannot be read.
    .why = It cannot be put back without losing what others have done since, or it is not there any more.
    .remedy = Look at it with "tillit audit". The backup is in the folder of the change and can be put back by hand.
    .note = The other targets of the change are not affected.
T-443 = Others have changed the store since
    .say = { $path } has been changed by others since: what was added is taken out, what was taken out is put in again.
    .say-kept = { $path } has been changed by others since: what was added is taken out, what was taken out is put in again. These were there before and keep the trust that they were given: { $names }.
    .why = Putting the old file back would lose what they did.
    .remedy = Look at the store with "tillit audit" afterwards.
    .note = SHA-256 of the content is not the one that the change left.
T-444 = Taking the change back failed
    .say = Change { $id } could not be taken back to its end.
    .why = A step was refused. What was put back before stays so; nothing is half written.
    .remedy = Mend what failed, and run tillit undo again: it goes on where it stopped.
    .remedy-case =
        Mend what failed, and go on where it stopped:
        tillit undo { $id }
    .note = Each step of an undo can be repeated.
T-445 = No certificate would be left in the store
    .say = Every certificate in { $path } would go, and nginx, HAProxy and Java do not start with a file that has none.
    .why = A file without certificates is no empty list to its reader: nginx, HAProxy and Java do not start with it, at the next restart if not at once.
    .remedy = Put the new generation in in the same run: add --generation new. If the service is to ask for no cards any more, take the setting out of its configuration first, reload it, and then delete the file by hand. --anyway does not change this.
    .note = ssl_client_certificate (nginx), SSLCACertificateFile (Apache), ca-file (HAProxy), truststoreFile (Tomcat).
T-446 = The new file is there already
    .say = { $path } is there already, with another content than it would get.
    .say-same = { $path } is the very file that the configuration names now.
    .why = tillit makes a new file or none. A file that is there belongs to somebody, or is read by another service.
    .remedy = Choose another name for --new-file. If the file is left over from an earlier attempt, look at it with "tillit audit" and delete it first.
    .remedy-same = Leave --new-file out: the CAs are then added to the file that is there. Or choose another name, and the configuration is pointed at that.
    .note = A file with exactly the content that it would get is taken as it is; then only the configuration is changed.
T-447 = The folder of the new file is not there
    .say = There is no folder { $path }.
    .why = tillit makes files, not folders: owner and rights of a folder decide who may exchange what is in it.
    .remedy = Make the folder, with root as its owner (mkdir -m 755), or choose one that is there: that of the configuration, say.
    .note = Links are followed; with --root inside the copy.
T-448 = The name of the new file cannot stand in a configuration as it is
    .say = { $path } cannot be written into a configuration as it is.
    .why = A relative path means another file to each server. Blanks, quotes, $, #, {"{"} and the like mean something of their own in configurations.
    .remedy = Give an absolute path of letters, digits and . _ - + @ =, for instance --new-file /etc/nginx/siths-clients.pem
    .note = Such a path is one word in nginx, Apache and HAProxy alike, and needs no quotes.
T-449 = Configurations of this server are not written
    .say = The configuration of { $server } is read and not written.
    .why = Its settings stand in XML, YAML or properties with passwords and types beside the path, and its store is mostly a JKS or PKCS#12: another file there takes more than another path.
    .remedy = Leave --new-file out, so that the CAs are added to the file that the configuration names. Or name that file: --into FILE; "tillit audit" on the same target says which.
    .note = Pointed at a new file are nginx, Apache and HAProxy.
T-450 = Two different files would have to be left
    .say = The configuration names two files that lack CAs: { $path } and { $other }. One new file cannot take the place of both.
    .why = What is trusted and what is announced to clients, or what two services trust, are two files on purpose: one in place of both would let in or announce more than today.
    .remedy = Add the CAs to one of the two where it is (--into FILE), then run this again for the other.
    .remedy-case = Add the CAs to one of the two where it is (--into { $path } or --into { $other }), then run this again for the other.
    .note = nginx: ssl_client_certificate and ssl_trusted_certificate. Apache: SSLCACertificateFile and SSLCADNRequestFile. HAProxy: ca-file and ca-verify-file.
T-451 = The name of the file is made when the server starts
    .say = At { $place } the name of the file is not written out: { $text }
    .why = A variable, a macro, or a folder that is known only when the server starts makes it. The same word may serve other lines, and may be another on the next start.
    .remedy = Point the variable or macro at the new file by hand, where it is set, or write the path out in this line and run this again.
    .note = nginx: variables. Apache: Define and Macro. HAProxy: environment variables, and names relative to where it is started.
T-452 = No line names a file there
    .say = No line of the configuration names a file that says who is let in.
    .say-folder = At { $place } a folder is named, not a file: { $text }
    .why = Only a path that stands in the configuration can be exchanged for another. A folder may hold many files, and its setting does not take a file.
    .remedy = Run it without --new-file, so that the CAs go where the server looks. "tillit audit" on the same target says where that is. If no certificate is asked for yet, write the settings first.
    .note = Apache: SSLCACertificatePath. HAProxy: a folder as ca-file. A server's default has no line.
T-453 = The configuration cannot be read to its end
    .say = The configuration cannot be read to its end, or the server does not start with it: { $place }
    .why = Behind a fault may stand other lines that name the file, or take back what was read. A configuration that is half known is not written.
    .remedy = Mend what "tillit audit" on the same target (or the server's own check: nginx -t, apachectl configtest, haproxy -c) says of this place, and run this again.
    .note = An included file that this account may not read counts, too: run it with sudo.
T-454 = The configuration was edited since, and names the new file in another way
    .say = { $path } was edited since, and the lines that name the new file are not as the change left them.
    .why = Taking the new file away would leave a configuration that names a file which is not there, and the server would not start.
    .remedy = Take back a later change of the same file first, if there is one (tillit undo --list). Else name the old file in the configuration by hand, and run tillit undo again: it then takes the new file away.
    .note = Lines that stand as they were written are found wherever they are now. The file as it was is kept in the journal.
T-350 = The name of the server leads nowhere
    .say = No address was found for { $host }.
    .say-proxy = No address was found for the proxy.
    .why = The name is not known to the name servers that this computer asks, or none of them answered. Nothing can be said of the server itself.
    .remedy = Look at how the name is spelled. If it is right, ask whoever looks after the network: the name may exist inside another network (Sjunet, a VPN) only.
    .note = The system's resolver was asked, as browsers do.
T-351 = The server cannot be reached
    .say = { $server } cannot be reached at { $address }.
    .say-refused = { $server }: nobody listens at { $address }.
    .say-time = { $server }: no answer from { $address } in time.
    .say-proxy = { $server }: the proxy gives no way there (status { $status }).
    .why = Nobody answers there, or something on the way stops it. Whether a card would be let in is not known.
    .remedy = Try from another network. If it works there, a firewall or a proxy stands in between: ask whoever looks after the network. If not, ask whoever runs the service.
    .remedy-proxy = Ask whoever looks after the proxy to let this server through, or name another one: --proxy HOST:PORT
    .note = Refused: the computer is there, and nobody listens on the port. No answer: a firewall, or no such computer.
T-352 = What answers there speaks no TLS
    .say = What answers at { $server } speaks no TLS.
    .say-http = { $server } answers in plain HTTP, without TLS.
    .why = Another program listens on this port, or a page of a gateway stands in for the server.
    .remedy = Look at the address and the port. https is mostly port 443.
    .note = The first bytes of the answer are no TLS record.
T-353 = No handshake comes about
    .say = { $server }: no handshake comes about.
    .say-alert = { $server } ends the handshake: { $alert }.
    .say-time = { $server } takes too long over the handshake.
    .say-much = { $server } sends more than any server has reason to.
    .say-closed = { $server } closes the connection in the middle of the handshake.
    .say-malformed = { $server } sends what breaks the rules of TLS.
    .why = The connection ends before the server says what it asks of a card. Browsers may get further, or fail in the same way.
    .remedy = Whoever runs the service looks at its log at this minute. If a browser gets further, something on the way treats other programs differently.
    .note = TLS 1.2 and 1.3 were tried with the library of this program, and with a first message that offers old cipher suites, too.
T-354 = A live server does not ask for cards of a generation
    .say = { $server } does not ask for cards of { $name }: browsers do not offer them.
    .say-some = { $server } does not ask for cards of { $name } for { $who }: { $missing } not named.
    .why = The server sends the names of the CAs whose cards it wants, and browsers offer no others. The holder sees no certificate to choose, as if there were no card in the reader. The fault is the server's.
    .remedy = Whoever runs the service adds root and issuing CAs to the file whose names are sent: tillit install --generation GENERATION --into FILE --apply --reload
    .note = CertificateRequest, certificate_authorities (RFC 5246 section 7.4.4, RFC 8446 section 4.2.4). That a name is sent does not prove that the CA is trusted.
T-355 = A live server names the root alone
    .say = { $server } names the root of { $name } and not its issuing CAs ({ $missing }): the card is offered only where the computer has the issuing CA.
    .say-some = { $server } names the root of { $name } and not the issuing CAs for { $who } ({ $missing }): these cards are offered only where the computer has the issuing CA.
    .why = A browser offers the card if it can link it to the named root, and for that it needs the issuing CA's certificate on the computer. It works on some workstations and not on others.
    .remedy = Whoever runs the service adds the issuing CAs to the file whose names are sent. At the workstations: put the issuing CAs among the intermediate certificates.
    .note = Chromium and Firefox build the chain from what the computer has.
T-356 = A live server asks for cards of other PKIs only
    .say = { $server } asks for cards of others only: { $some }.
    .why = None of the names that the server sends belongs to a PKI of the catalog. Browsers offer no card of these PKIs.
    .remedy = If cards of a known PKI are to log in here, whoever runs the service adds its CAs: tillit install --generation GENERATION --into FILE --apply --reload. A PKI that the catalog lacks is named with --catalog FILE.
    .note = The names are compared as RFC 5280 section 7.1 says.
T-357 = A live server asks for the card only after the request
    .say = { $server } asks for the certificate only after the request for { $path }.
    .why = With TLS 1.3 browsers do not answer such a question, and the login fails with a page of the server's (403) or an ended connection. With TLS 1.2 it works. What is asked for cannot be seen from here.
    .remedy = Whoever runs the service asks for the certificate for the whole host (Apache: SSLVerifyClient outside Location and Directory; IIS: Negotiate Client Certificate at the binding), best under a host name of its own for logins, or turns TLS 1.3 off there.
    .note = TLS 1.2: renegotiation (RFC 5246 section 7.4.1.1). TLS 1.3: post-handshake authentication (RFC 8446 section 4.6.2), which browsers do not offer.
T-358 = A live server asks for no certificate
    .say = { $server } asks for no certificate on { $path }.
    .say-behind = { $server } says on { $path } that a certificate is needed, and asks for none.
    .why = No card can log in over this page. Another page or another host name may ask for it, or a proxy in front of the server ends TLS and does not pass the question on.
    .remedy = Name the page on which the card is asked for. If this is it, whoever runs the service (or the proxy in front of it) turns the request for certificates on.
    .remedy-behind = A proxy in front of the server ends TLS: whoever looks after it asks for the certificate there and hands it on.
    .note = No CertificateRequest came in the handshake, nor after the request.
T-359 = A live server asks for a certificate without naming CAs
    .say = { $server } names no CAs: browsers offer every certificate.
    .why = Holders see all certificates of their card and computer and may choose a wrong one. Whose cards are let in cannot be seen from outside.
    .remedy = Nothing needs to be done. Whoever runs the service may have the names sent, so that browsers offer the right certificate alone.
    .note = Windows servers send no names as delivered (SendTrustedIssuerList=0); HAProxy with no-ca-names.
T-360 = A live server sends very many names of CAs
    .say = { $server } sends { $names } names of CAs, { $bytes } bytes; { $limit } is a limit of some programs.
    .say-full = { $server } sends { $names } names of CAs, { $bytes } bytes: the list is nearly full, and a few more end every login.
    .why = Windows servers cut a list that is too long without a word: names at its end are missing, and those cards are not offered. Beyond 64 KiB no login works at all.
    .remedy = Whoever runs the service sends only the names of the CAs whose cards are to log in: root and issuing CAs, not every CA of the system.
    .note = 12,228 bytes: Schannel before KB 2880390 (event 36885). 16,384 bytes: after it, and one TLS record. 65,535: the list's length has 16 bits; OpenSSL ends its own handshake with alert 80.
T-361 = A server does not send its issuing CA's certificate
    .say = { $server } does not send the certificate of its issuing CA, { $missing_name }.
    .say-at = { $server } does not send the certificate of its issuing CA, { $missing_name } (its certificate says where: { $url }).
    .why = A computer that does not have that certificate from elsewhere shows a warning instead of the page. It works on some computers and not on others.
    .remedy = Whoever runs the service adds the issuing CA's certificate to the server's own file, after its own certificate.
    .note = RFC 8446 section 4.4.2, RFC 5246 section 7.4.2: a server sends its whole chain; only the root may be left out. Firefox and Chromium on Linux do not fetch what is missing; Windows does.
T-362 = The root of a server's certificate is not trusted on this computer
    .say = The certificate of { $server } leads to { $root_name }, which this computer does not trust.
    .why = Browsers on this computer show a warning before anything else happens. The card has nothing to do with it.
    .remedy = If the service is one's own organisation's or SITHS's, whoever looks after the computers adds the root to the trusted root certificates. If nobody knows the root, do not go on to the page.
    .note = What counts as trusted: the system's store, and what --ca names. Browsers may have stores of their own.
T-363 = The server's certificate is signed by itself
    .say = The certificate of { $server } is signed by itself, and this computer does not trust it.
    .why = Such a certificate proves nothing. Browsers show a warning before anything else happens; the card has nothing to do with it.
    .remedy = Whoever runs the service gets a certificate from a CA that the users' computers trust.
    .note = It may be what a program makes at its installation, or what an inspecting firewall shows.
T-364 = A certificate of a live server is not valid now
    .say = The certificate of { $server } ended { $not_after }, { $ago }.
    .say-ca = The certificate of { $name }, in the chain of { $server }, ended { $not_after }, { $ago }.
    .say-early = The certificate of { $server } is not valid before { $not_before }.
    .say-early-ca = The certificate of { $name }, in the chain of { $server }, is not valid before { $not_before }.
    .why = Browsers show a warning before anything else happens. The card has nothing to do with it, unless this computer's clock is wrong.
    .remedy = Whoever runs the service renews the certificate and has the server load it. If the date seems right, look at this computer's clock.
    .note = RFC 5280 section 6.1.3 (a)(2).
T-365 = The server's certificate is for another name
    .say = The certificate of { $server } is not for { $host } but for { $some }.
    .say-none = The certificate of { $server } holds no host name at all.
    .why = Browsers show a warning before anything else happens. Either the address is not the one that the service is meant to have, or the server has the wrong certificate.
    .remedy = Try one of the names that the certificate has. If the address is right, whoever runs the service gets a certificate that holds it.
    .note = RFC 9525: only subject alternative names count.
T-366 = A live server's chain is weak
    .say = The certificate of { $name }, in the chain of { $server }, is signed with { $digest }.
    .say-key = The key of { $name }, in the chain of { $server }, has { $bits } bits only.
    .why = Browsers and many servers refuse such signatures and keys, since they can be forged.
    .remedy = Whoever runs the service gets a certificate from a CA with today's algorithms.
    .note = SHA-1 and MD5; RSA below 2048 bits.
T-367 = A live server's chain is untidy
    .say = The certificates that { $server } sends do not follow each other.
    .say-superfluous = { $server } sends certificates that are no part of its chain: { $some }.
    .why = Browsers cope with it. Older programs and some appliances do not.
    .remedy = Whoever runs the service orders the file: its own certificate first, then the CA that issued it, and so on; nothing else.
    .note = RFC 5246 section 7.4.2: each certificate directly certifies the one before it. RFC 8446 section 4.4.2 tolerates more.
T-368 = A live server's chain has another fault
    .say = The certificate of { $name }, in the chain of { $server }: { $because } ({ $reason }).
    .say-empty = { $server } sends no certificate of its own that can be read.
    .say-unreadable = { $server } sends certificates that cannot be read.
    .why = Browsers may show a warning before anything else happens. The card has nothing to do with it.
    .remedy = Whoever runs the service has the certificate issued anew without the fault; tillit explain with the code in parentheses says more.
    .note = Judged as RFC 5280 section 6 says.
T-369 = A live server speaks old versions of TLS only
    .say = { $server } speaks TLS { $old } only.
    .why = Browsers of today do not speak with it. No card can log in.
    .remedy = Whoever runs the service turns TLS 1.2 and 1.3 on; mostly that takes a newer operating system or appliance.
    .note = TLS 1.0 and 1.1 are deprecated (RFC 8996).
T-370 = A live server speaks old versions of TLS as well
    .say = { $server } speaks TLS { $old } as well.
    .why = It does not hinder any login.
    .remedy = Whoever runs the service turns them off, when nobody needs them any more.
    .note = TLS 1.0 and 1.1 are deprecated (RFC 8996).
T-371 = The servers behind a name do not answer alike
    .say = The servers behind { $server } do not answer alike: { $places }.
    .say-names = { $server }: not every node asks for the same cards. { $places } lacks { $lacks }.
    .say-asks = { $server }: not every node asks for a certificate in the same way. The odd ones: { $places }.
    .say-reachable = { $server }: not every address answers. Unreachable: { $places }.
    .say-versions = { $server }: not every node speaks the same versions of TLS. The odd ones: { $places }.
    .say-certificate = { $server }: not every node has the same certificate. The odd ones: { $places }.
    .why = Several computers share the name, and not all are prepared. A login works at one time and fails at the next.
    .remedy = Whoever runs the service makes the same change on every node, and has each load it.
    .note = Each address was looked at on its own; --repeat N looks several times, since several nodes may share an address.
T-372 = A live server needs the host name in the handshake
    .say = { $server } answers otherwise to a client that does not say the host name.
    .say-refuses = { $server } refuses a client that does not say the host name.
    .say-certificate = { $server } shows another certificate to a client that does not say the host name.
    .say-asks = { $server } asks for other cards when a client does not say the host name.
    .why = Browsers always say it. Old programs, and proxies that pass a connection on by address, do not, and meet another server.
    .remedy = Nothing needs to be done for browsers. Whoever runs a proxy in front has it pass the name on.
    .note = server_name (RFC 6066 section 3).
T-373 = The clocks of server and computer differ
    .say = The clock of { $server } is { $by } seconds ahead of this computer's.
    .say-behind = The clock of { $server } is { $by } seconds behind this computer's.
    .why = Certificates, revocation lists and tickets of a login have times. A clock that is wrong makes good ones look expired or not yet valid.
    .remedy = Look which of the two is wrong, and have it set by a time server (NTP).
    .note = The Date header of the answer; it tells whole seconds and may come from a proxy.
T-374 = This program cannot speak with the server
    .say = { $server } speaks TLS in a way that this program lacks: nothing can be said of what it asks for.
    .why = The server answers, and chooses something old (a cipher suite, a version) that this program's TLS library does not have. Browsers may well speak with it.
    .remedy = Look with another tool: openssl s_client -connect HOST:443. Whoever runs the service may turn on ECDHE with AES-GCM.
    .note = rustls has ECDHE with AES-GCM and ChaCha20-Poly1305, and TLS 1.3. A first message that offers more was answered.
T-375 = Not everything could be seen of a live server
    .say = { $server } is so slow that not everything could be seen.
    .why = What is told was seen. What is missing may be as it should.
    .remedy = Try again, with more time: --timeout 60
    .note = Each connection has an end to its time, and so have all connections to one address.
T-376 = A server in front gets no answer from the one behind
    .say = { $server } answers with HTTP { $status }: the server in front gets no answer from the one behind.
    .why = The fault is between two servers. The card has nothing to do with it.
    .remedy = Whoever runs the service looks after the server behind.
    .note = HTTP 502 and 504.
T-377 = A live server does not trust a CA whose cards it is to let in
    .say-root-not-trusted = { $server } does not trust the root of { $name }: cards of { $some } are refused.
    .say-issuing-ca-missing = { $server } trusts the root of { $name } and lacks { $some }: cards that come without it are refused.
    .say-root-or-issuing-ca-missing = { $server } lacks the root of { $name }, or { $some } itself: cards that come without it are refused.
    .say-crl-missing = { $server } trusts { $some } and lacks a revocation list: their cards are refused.
    .say-crl-over = { $server } trusts { $some }, and a revocation list there is over: their cards are refused.
    .say-crl-or-ca-over = { $server } trusts { $some }, and a revocation list or a CA certificate there is over: their cards are refused.
    .say-chain-too-long = { $server } trusts { $some } and takes shorter chains alone: their cards are refused.
    .say-sha1-refused = { $server } trusts { $some } and does not take SHA-1: their cards are refused.
    .why = What a server announces is one thing, what it trusts another. This was tried at the server itself, with a certificate that nobody issued.
    .remedy = On the server: see its log at this moment, and "tillit audit" on its configuration; then "tillit install".
    .remedy-root-not-trusted = On the server: add root and issuing CAs of the generation to what it trusts for client certificates ("tillit install"), and have it load them.
    .remedy-issuing-ca-missing = On the server: add the issuing CA's certificate to what it trusts for client certificates ("tillit install"), and have it load it.
    .remedy-crl-missing = On the server: add the revocation lists of root and issuing CAs, or leave the check to OCSP.
    .remedy-crl-over = On the server: see to it that the revocation lists are fetched and loaded again, and check its clock.
    .remedy-crl-or-ca-over = On the server: see to it that the revocation lists are fetched and loaded again; replace CA certificates that are over, and check its clock.
    .remedy-chain-too-long = On the server: let it take longer chains (Apache: SSLVerifyDepth 3).
    .remedy-sha1-refused = The old generation's cards need cards of the new one; a server that is to take them meanwhile needs security level 0 for them.
    .note = The alert tells how far OpenSSL came: 48 no trusted root, 43 wrong use (looked at after the chain), 42 weak digest, 45 or 46 over, 80 depth (Apache), 51 a signature that does not hold, which is as far as anybody gets without the CA. A CA without its root counts as no root.
T-378 = Nothing can be learnt of what a live server trusts
    .say = { $server } says the same to every certificate ({ $answer }): what it trusts cannot be seen from outside.
    .say-closed = { $server } closes the connection to every certificate without a word: what it trusts cannot be seen from outside.
    .say-page = { $server } shows the same page to every certificate: what it trusts cannot be seen from outside.
    .say-through = { $server } lets every certificate through ({ $answer }): what is trusted is decided behind it.
    .say-nothing = { $server } gave no answer that tells what it trusts.
    .why = Only programs on OpenSSL that refuse with an alert (Apache, HAProxy, stunnel and others) give away how far a certificate came.
    .remedy = Try a login with a key ("tillit login"), or read the server's configuration ("tillit audit").
    .note = nginx answers 400 to everything, Java 46, Go 42, GnuTLS 49, Node closes the connection.
T-379 = CA certificates are missing to try what a server trusts
    .say = It could not be tried fully whether { $server } trusts { $some }: their certificates are not on this computer.
    .why = A server may trust the root alone, and then lets in whoever sends the issuing CA's certificate along. To see that, it must be at hand.
    .remedy = Fetch them: "tillit catalog fetch", or name them with --ca. Then try again.
    .note = The catalog has names and pins; the certificates come from the CA.

## Logins

T-380 = The server refuses the certificate in the handshake
    .say = { $host } refused the certificate with alert { $alert }.
    .say-closed = { $host } closed the connection when it had the certificate, without saying why.
    .why = The certificate was sent, and the server did not accept it. The card itself may be fine: the decision lies in what the server trusts and checks.
    .remedy = On the server: see its log at this moment, and "tillit audit" on its configuration. Send this report to whoever runs it.
    .note = TLS 1.3 sends the refusal after the client's part of the handshake; browsers then show an error although the connection seemed to stand. Node closes without an alert.
T-381 = The server refuses in its answer
    .say-status = { $host } took the handshake and answered with status { $status }.
    .say-page = { $host } took the handshake, and its page { $page ->
        [no-certificate] says that no certificate was sent
        [certificate-refused] says that the certificate is not accepted
        [revoked] says that the certificate is revoked
        [not-trusted] says that the certificate's issuer is not trusted
        [not-in-time] says that the certificate is expired or not yet valid
        [asked-late] says that it wanted to ask for the certificate later
        [plain-http] says that the request was sent in the wrong way
        [bad-gateway] says that the server behind it did not answer
       *[other] is an error page
    }.
    .say-denied = The page that { $host } answered with has the text that was not to be there: { $text }
    .say-missing = The page that { $host } answered with lacks the text that was expected: { $text }
    .say-circle = The login leads back to where it came from, again and again, at { $host }.
    .say-endless = The login leads on and on, and was given up at { $host }.
    .why = The handshake went through. nginx never refuses below HTTP: whatever is wrong with the certificate, it answers 400. Elsewhere the application refuses: the person is unknown there, or lacks a right.
    .remedy = On the server: see the log of the web server, and that of the application behind it. Compare with a card that gets in.
    .note = Nothing of the page is kept but its status and what it is known by. --expect-status, --expect-text and --deny-text say what a good answer is.
T-382 = The server asks for no certificate
    .say = { $host } answered without asking for a certificate.
    .why = Nothing is learnt of the card. The address may be another than that of the login, a proxy may stand in front that does not ask, or the login begins behind a button.
    .remedy = Name the address that the browser shows when it asks for the card. Follow forms with --follow-forms.
    .note = Servers that ask per path do so after the request: that is T-383.
T-383 = The certificate is asked for after the request
    .say = { $host } asks for the certificate only when the request has come.
    .why = With TLS 1.2 that is a renegotiation, which tillit does not follow; with TLS 1.3 browsers do not answer at all, and the login fails.
    .remedy = On the server: ask for the certificate for the whole host, or use TLS 1.2 only for this host.
    .note = Apache with SSLVerifyClient in a directory; IIS with certificates per path. RFC 8446 section 4.6.2; RFC 8740 forbids it with HTTP/2.
T-384 = A browser would not offer this certificate
    .say = { $host } does not ask for cards from { $issuer }: a browser does not offer this one. It was sent here anyway, and refused.
    .say-taken = { $host } does not ask for cards from { $issuer }: a browser does not offer this one, although the server takes it.
    .why = The server sends the names of the CAs whose cards it wants. A browser shows only cards from those, so the user is never asked for one. The card is not to blame.
    .remedy = On the server: add the card's root and issuing CA to the file whose names are sent (nginx: ssl_client_certificate; Apache: SSLCACertificateFile or SSLCADNRequestFile; HAProxy: ca-file).
    .note = RFC 5246 section 7.4.4, RFC 8446 section 4.2.4. Without any names browsers offer every certificate.
T-385 = No browser offers this certificate
    .say-expired = The certificate has expired: browsers do not offer it anywhere.
    .say-early = The certificate is not valid yet: browsers do not offer it anywhere.
    .say-use = The certificate is not for logging in: browsers do not offer it anywhere.
    .why = Browsers withhold certificates that are expired, not yet valid, or not for logging in. A server then sees no certificate at all, and says so, where tillit has sent it one.
    .remedy = Use the card's certificate for logging in ("legitimering"); have an expired card replaced.
    .note = Chromium and Firefox look at the dates, digitalSignature and clientAuth.
T-386 = The card gets in only with its issuing CA
    .say = { $host } lets the card in when its issuing CA's certificate comes along, and refuses it alone.
    .why = The server has the root and not the issuing CA. Computers that have the issuing CA's certificate send it, others do not: the login works for some.
    .remedy = On the server: add the issuing CAs to its trust file, so that nothing depends on the computers.
    .note = "tillit install" puts both where they belong.
T-387 = No signature in common
    .say = { $host } takes no signature that this key makes with { $version }.
    .why = Nothing was sent. TLS 1.3 demands RSA-PSS, which some cards and card programs cannot do; servers, too, can be set to take a few signatures only.
    .remedy = On the computer: update the card program. On the server: allow TLS 1.2 for the login host, or take more signature algorithms.
    .note = Chromium: ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS, without falling back to TLS 1.2. RFC 8446 section 4.2.3.
T-389 = No login could be tried
    .say = With { $version } no login could be tried at { $host }: { $why }.
    .say-host = No login could be tried at { $host }: { $why }.
    .why = It did not come to the question for a certificate, or ended in a way that says nothing of one. Nothing is learnt of the card.
    .remedy = Check the address, and whether this computer gets there (network, firewall, proxy).
    .note = Alert 112: unknown host name. Alert 80 before the question: a list of CA names that is too long.
T-390 = tillit cannot go on with this server
    .say = With { $version } { $host } goes on with other clients: only tillit's TLS library lacks what it takes.
    .why = The server takes only ciphers that tillit's library does not have. That is no fault of the card, and browsers may get on with it.
    .remedy = Try with a browser. On the server: allow ECDHE with AES-GCM, which every client has.
    .note = rustls has no CBC, no DHE and no RSA key exchange.
T-391 = The server does not speak this version
    .say = { $host } does not speak { $version }.
    .why = Client and server take the newest version that both have. One that the server does not have matters to nobody.
    .remedy = Nothing, if the other version gets in.
    .note = Each version is tried alone.
T-392 = Whether a browser offers the card depends on the computer
    .say = { $host } asks for the root only, not for { $issuer }: browsers offer the card where the computer has the certificate of { $issuer }.
    .why = A browser must find out by itself that the card comes from that root, and for that needs the issuing CA's certificate. Where it is missing, the card is not shown.
    .remedy = On the server: add the issuing CAs to the file whose names are sent. Until then: the issuing CA on the computers ("Intermediate Certification Authorities").
    .note = RFC 8446 section 4.2.4: the names of the issuing CA or of any CA above it.
T-393 = The issuing CA's certificate is not at hand
    .say = The certificate of { $issuer } is not at hand: only the card's own was sent.
    .why = Whether the card gets in when its issuing CA comes along was not tried.
    .remedy = Give it with --ca FILE, or have it fetched: tillit catalog fetch
    .note = It is looked for in the key's file, in --ca and among the catalog's CA certificates on this computer.
T-394 = The login goes on elsewhere
    .say-redirect = The answer leads on to { $to }, and redirects were not to be followed.
    .say-form = The page has a form that goes on to { $to } by itself. It was not sent: --follow-forms sends it.
    .say-scheme = The answer leads to an address that is no https ({ $to }), and was not followed.
    .say-address = The answer leads to an address that cannot be used.
    .why = What comes after is not known. The login is judged by the last page that was seen.
    .remedy = Follow it with --follow-forms, or name the address where it goes on.
    .note = Only https is followed, twenty pages at most.

## Cards

T-500 = The card shows nothing
    .say = What is on the card cannot be said: { $why }
    .why = The reader has a card, but its certificates cannot be read over PC/SC. That says nothing against the card: newer cards are read only by the vendor's own program.
    .remedy = Take the card out and put it in again, chip first. Close other programs that use it. If it is laid out in its maker's own way, install the vendor's program (Net iD, SafeNet) or OpenSC and read the card with that.
    .note = Read are EF.DIR, ODF, CDF, PrKDF and AODF of PKCS#15 (ISO/IEC 7816-15). No PIN is sent and nothing is written.
T-501 = A file on the card cannot be read
    .say = { $file }, byte { $offset }: { $why }.
    .why = One of the card's files is damaged, missing or laid out in a way that is not known. The rest was read.
    .remedy = If a certificate is missing above, have the card looked at by whoever issued it. A card that was pulled out during an upgrade looks like this.
    .note = The file is named by its path from the master file 3F00.
T-502 = The card is not upgraded
    .say = { $answer }
    .why = Services that trust the new root alone refuse this card, and those that demand the new level of assurance do so already.
    .remedy = Upgrade the card, or order a new one: the catalog of the PKI says which of the two is still possible.
    .note = Which generation is old and which is new stands in the catalog ("tillit catalog show"). Certificates of CAs on the card do not count.
T-503 = The card is upgraded
    .say = { $answer }
    .why = The card has certificates of the new generation only. Services that have not installed the new root refuse it.
    .remedy = Nothing on the card. See that the services trust the new root and issuing CAs: "tillit audit" on their servers, "tillit login" against them.
    .note = A card that was delivered with the new certificates and one that was upgraded look alike.
T-504 = The card has old and new certificates
    .say = { $answer }
    .why = The browser shows both, and the user picks one. Which one a service takes depends on what it trusts. The old ones were fetched back after an upgrade, or the upgrade was not finished.
    .remedy = When every service trusts the new root, remove the old certificates at Mina sidor. Until then choose the old one where the new one is refused.
    .note = An upgrade erases the old certificates. As long as the old PKI issued, they could be fetched back.
T-505 = No certificate of a known PKI is on the card
    .say = None of the card's certificates was issued by a CA that the catalog names.
    .why = It may be another organisation's card, a bank's, or one of a PKI that the catalog does not have.
    .remedy = If it is a card of your own PKI, add that to the catalog: --catalog FILE.
    .note = Certificates are recognised by the names and keys of their issuers.
T-506 = There are so many certificates on the card that the upgrade may fail
    .say = The card has { $count } certificates. With more than { $limit } the upgrade may fail.
    .why = The card's memory is limited, and the new certificates must find room. At Mina sidor such a card shows more than seven rows.
    .remedy = Remove certificates that nobody uses at Mina sidor before the upgrade, those of other issuers first. If that does not help, order a new card.
    .note = Svensk e-identitet, "Vi vill uppgradera våra SITHS-kort". Certificates of other issuers, such as Telia's, count; certificates of CAs do not. One that stands in two lists counts once.
T-507 = There are certificates of other issuers on the card
    .say = The card has certificates of other issuers as well: { $issuers }.
    .say-after = The card has certificates of other issuers as well: { $issuers }.
    .why = The upgrade renews only what the card's own issuer put there. Other certificates, such as a region's EK certificates, may be gone after it. In the browser they are further rows to choose from.
    .remedy = Find out who uses them. Order them anew from their issuers after the upgrade.
    .note = Other issuers are those that the catalog does not count to the PKI that is moved.
T-508 = A card of this kind is not upgraded
    .say = By its lifetime this is a { $kind ->
        [reserve] reserve card
       *[other] short-term card
    }: such cards cannot be upgraded.
    .why = Only ordinary cards can be upgraded. Reserve cards and short-term cards keep the certificates that they have.
    .remedy = Test with an ordinary card. When the holder gets an ordinary one, see that it has the new certificates.
    .note = The kind is guessed from the lifetime of the certificate and from its level of assurance: 30 days with LoA 2 for reserve cards, six months for short-term cards.
T-509 = The card does not have two PINs
    .say = The card names { $count ->
        [0] no PIN
        [one] one PIN
       *[other] { $count } PINs
    } of its holder; SITHS cards have two.
    .why = An upgrade asks for the PIN for legitimation and for the one for signatures. A card without the second cannot be upgraded by its holder.
    .remedy = Have the card looked at by whoever issued it. A missing code letter is another thing: order a new PUK letter for that.
    .note = PINs are those of the AODF that are neither the issuer's own nor PUKs.
T-510 = A PIN of the card is locked
    .say = The PIN "{ $pin }" is locked.
    .why = It was typed wrongly too many times. Neither login nor upgrade works without it.
    .remedy = Unlock it with the PUK in the vendor's program. Without the PUK order a new PUK letter.
    .note = The card answered 6983 or 63C0.
T-511 = One try is left for a PIN
    .say = One try is left for the PIN "{ $pin }".
    .why = The next wrong try locks it.
    .remedy = Make sure of the PIN before it is typed. A right one gives all tries back.
    .note = The card answered 63C1.
T-512 = How many tries the PINs have left is not known
    .say = How many tries the PINs have left was not asked.
    .say-module = The PKCS#11 module does not say how many tries the PINs have left.
    .why = To ask costs a try on some cards, so it is not done unless it is wished.
    .remedy = With --query-pin the card is asked, once for each PIN. Do that with cards of a kind that is known to bear it.
    .remedy-module = Look in the vendor's own program.
    .note = The question is VERIFY without a PIN (ISO/IEC 7816-4). After any answer other than 63Cx, 9000, 6983 and 6984 no further PIN is asked.
T-513 = A login certificate on the card has expired
    .say = "{ $name }" expired on { $at }.
    .why = No browser offers an expired certificate, and no server takes it.
    .remedy = Order a new card, or fetch new certificates where the card's issuer allows it.
    .note = notAfter lies before the moment of the check.
T-514 = The card ends soon
    .say = The last login certificate of the card ends on { $at }, in { $days ->
        [0] less than a day
        [one] one day
       *[other] { $days } days
    }.
    .why = After an upgrade the certificates are valid no longer than the card itself.
    .remedy = Order a new card now, rather than upgrading this one.
    .note = Told from 60 days before.
T-515 = The card has no certificate to log in with
    .say = No certificate for login with its key is on the card.
    .why = Browsers show nothing, or only certificates that no service takes. Certificates for signatures are not for login.
    .remedy = Fetch certificates for the card, or have it looked at by whoever issued it. An upgrade that was broken off leaves such cards.
    .note = Looked for: digitalSignature in the certificate, and a private key with the same iD that is not for signatures alone.
T-516 = A certificate has no key on the card
    .say = "{ $name }" has no private key on the card.
    .why = Nobody can log in with it. It is only in the way.
    .remedy = Remove it at Mina sidor, or in the vendor's program.
    .note = No entry of the PrKDF has its iD.
T-517 = A PIN of the card is open
    .say = The PIN "{ $pin }" is open: a program has given it, and the card remembers.
    .why = Every program on this computer can use the key until the card is reset.
    .remedy = Take the card out when it is not used. If that happens again, tell the vendor of the program that logs in.
    .note = The card answered 9000 to VERIFY without a PIN. Cards without PIN protection answer so, too.
T-518 = A browser offers none of the card's certificates to this page
    .say = A browser offers none of the card's certificates to { $page }.
    .why = The server sends the names of issuers whose cards it wants, and none stands above a certificate of this card; or they have expired. The user is never asked.
    .remedy = What each certificate lacks stands above. Where the server does not ask for the issuer, the server is to be changed: see T-384.
    .note = Judged as Chromium and Firefox do, from the names that the server sent.
T-519 = A browser offers several of the card's certificates to this page
    .say = A browser offers { $count } certificates of the card to { $page }: the user must pick the right one.
    .why = A wrong pick is remembered by the browser until it is closed.
    .remedy = Tell users which one to pick: the login certificate of the new generation. Remove certificates that nobody uses.
    .note = Windows can choose by itself with a policy (AutoSelectCertificateForUrls).

T-560 = The card does not sign as TLS 1.3 wants
    .say = { $token } offers no PSS signatures through this module. With TLS 1.3 it logs in nowhere.
    .say-windows = { $token }, which has the key, made no PSS signature that TLS takes. With TLS 1.3 it logs in nowhere.
    .why = TLS 1.3 takes PSS from RSA keys and nothing else. Browsers then send no certificate at all, and the server says that none came.
    .remedy = Try another module for this card (--pkcs11), or a newer version of it; on Windows middleware with a key storage provider. Until then the service has to keep TLS 1.2.
    .note = CKM_RSA_PKCS_PSS is not in the token's list of mechanisms (C_GetMechanismList); on Windows: the key belongs to a cryptographic service provider (CSP), or its key storage provider refused PSS. RFC 8446 section 4.2.3.
T-561 = The card was taken out during the login
    .say = { $token } was gone when it was to sign.
    .why = The card was taken out, its reader was unplugged, or the computer put it to sleep. Nothing is learnt of the server.
    .remedy = Put the card in again and leave it there until the answer is shown.
    .note = CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT and the like; on Windows SCARD_W_REMOVED_CARD.
T-562 = Another program closed the card during the login
    .say = { $token } asked for its PIN again when it was to sign. It was not given a second time.
    .why = Another program that uses the card has reset it. The PIN is tried once in a run, so that none is wasted.
    .remedy = Close other programs that use the card (browser, Net iD, Citrix), and try again.
    .note = CKR_USER_NOT_LOGGED_IN at C_Sign after C_Login had succeeded; on Windows SCARD_W_RESET_CARD.
T-563 = The card did not sign
    .say = { $token } did not sign: { $cause }
    .why = The card or its module failed. Nothing is learnt of the server.
    .remedy = Try again, then with another reader and another module (--pkcs11). If browsers fail at the same place, the module's maker or the card's issuer helps.
    .note = The function and the code are those of PKCS#11, or of Windows.
T-564 = The card's PIN was not given during the login
    .say = { $token } wanted its PIN once more when it was to sign, and no right one was given.
    .say-locked = { $token } did not sign: its PIN is locked.
    .why = Some cards want their PIN for every signature. Whoever was asked gave none, or a wrong one. Nothing is learnt of the server.
    .remedy = Be sure of the PIN and try again: it is the one for logging in. A card that is locked is unlocked with its PUK, in the card's own program or at whoever issues the cards.
    .note = SCARD_W_CANCELLED_BY_USER, SCARD_W_WRONG_CHV, SCARD_W_CHV_BLOCKED and the like. After that nothing more is signed in the same run.

## Pilots

T-580 = A card does not get in at a service
    .say = { $service } { $outcome ->
        [partly] lets { $card } in only in some ways
       *[out] refuses { $card }
    }{ $browser ->
        [none] {""}
       *[other] {" "}in { $browser }
    } ({ $at }){ $before ->
        [in] , which got in before
        [out] , as it did before
       *[unknown] {""}
    }: { $why }. Whose move: { $whose }.
    .why = If every card were upgraded today, its holders would not reach this service.
    .remedy = See the cause in full: tillit diagnose with the service's address and the same key. When it is mended: tillit pilot run with --again.
    .note = What counts is the last login of each card at each service. "In some ways only": with one version of TLS alone, or only when the issuing CA's certificate is sent along, which browsers often do not do.
T-581 = A card that is not upgraded gets in no more
    .say = { $service } { $outcome ->
        [partly] lets { $card } in only in some ways
       *[out] refuses { $card }
    }{ $browser ->
        [none] {""}
       *[other] {" "}in { $browser }
    } ({ $at }), which stays old{ $before ->
        [in] {" "}and got in before
        [out] , as it did before
       *[unknown] {""}
    }: { $why }. Whose move: { $whose }.
    .why = Until the last card is upgraded, the old generation must get in everywhere, too. The new CAs were probably put in the place of the old ones, and not beside them.
    .remedy = Whoever runs the service puts the old generation back beside the new one: tillit undo, then tillit install, which only adds.
    .note = A service that demands the new level of assurance refuses old cards on purpose: leave the control card out of the plan then.
T-582 = Something of the plan was not tried
    .say = Not tried: { $services } with { $cards }.
    .why = Whether the cards get in there is not known.
    .remedy = Go on: tillit pilot run PLAN
    .remedy-run = Go on: tillit pilot run { $plan }
    .remedy-upgrade = Upgrade the cards, then go on: tillit pilot run { $plan }
    .remedy-by-hand = Somebody tries it and enters it: tillit pilot enter { $plan } --service NAME --card NAME --result in --by WHO
    .note = Results are kept beside the plan; a run goes on where the last one ended.
T-583 = It cannot be said whether a card gets in
    .say = { $service } with { $card }{ $phase ->
        [before] {" "}before the upgrade
       *[after] {""}
    }: it cannot be said ({ $why }).
    .why = The service asked for no certificate, or could not be reached. That is neither yes nor no.
    .remedy = See what the service does: tillit diagnose with its address. If it never asks for a card, its page is another one, or a person has to try it.
    .note = A server that asks only after the request, or in a path that was not tried, looks like this too.
T-584 = The pilot leaves something out that is in use
    .say = { $what ->
        [kind] No { $name } have been tried.
        [browser] Nobody has entered a login in { $name }.
       *[control] No card of the plan stays old.
    }
    .why = What works with one kind of card or in one browser may fail with another: levels of assurance and what is sent along differ.
    .remedy = Add it to the plan and try it, or take it out of the plan if it is not in use.
    .remedy-browser = Somebody tries it and enters it: tillit pilot enter { $plan } --browser NAME --service NAME --card NAME --result in --by WHO. If it is not in use, take it out of the plan.
    .note = The plan says with kinds and browsers what is in use.
T-585 = Of a card nothing is known before the upgrade
    .say = For { $count ->
        [one] one service
       *[other] { $count } services
    } it is not known whether cards got in before the upgrade: { $names }.
    .why = Upgrading erases the old certificates: whether the old card got in there can no longer be tried. Nothing is wrong with that where the new card gets in.
    .remedy = Nothing. Next time run the plan before the cards are upgraded.
    .note = It is not needed for "ready".
T-586 = A supplier's report has findings, or cannot be read
    .say = The report on { $service } ({ $file }, { $at }) has { $errors } errors and { $warnings } warnings.
    .say-unreadable = { $file } cannot be read as a report: { $why }.
    .why = The report says what the supplier saw in the service's own files. It does not change what the logins came to.
    .remedy = Ask the supplier for the JSON of tillit audit after the last change.
    .note = The file is named in the plan with audit = "FILE".
T-630 = A CA is expressly distrusted by Windows
    .say = { $name } is among the untrusted certificates (Disallowed).
    .say-microsoft = { $name } is on Microsoft's list of blocked certificates (of { $listed }).
    .why = Somebody, or a group policy, has decided that Windows refuses everything of this CA. To put it among the trusted ones besides would change nothing.
    .remedy = Ask whoever looks after the computers whether that is meant. If not, they take it out of Disallowed, and the plan is made anew.
    .remedy-microsoft = Nobody can trust it on this computer while Microsoft blocks it: ask its publisher.
    .note = certutil -store Disallowed shows them; certutil -verifyCTL Disallowed shows Microsoft's list.
T-631 = A certificate comes by group policy or from the domain
    .say = { $name } comes by group policy: { $path }
    .say-domain = { $name } comes from the domain: { $path }
    .why = What is taken out on this computer alone comes back when policies are applied.
    .remedy = Whoever looks after the policies takes it out there: Group Policy Management, Computer Configuration, Policies, Windows Settings, Security Settings, Public Key Policies.
    .remedy-domain = An administrator of the domain takes it out, in Active Directory: pkiview.msc, Manage AD Containers.
    .note = tillit reads these keys and never writes them.
T-632 = The certificate belongs to the other half of Windows' stores
    .say = { $name }: { $store } is not this target's to change.
    .why = A user sees the computer's stores, too. What lies there is for everybody, and is not changed by what is meant for one user.
    .remedy = Name the computer's stores as the target, as administrator: --into windows:LM
    .note = CurrentUser never touches LocalMachine, nor the other way round.
T-633 = CA certificates are not put into this store of Windows
    .say = CA certificates are not put into { $store }.
    .why = Windows trusts what lies in Root, and builds chains with what lies in CA. The other stores say something else: that a certificate is distrusted, or which of the trusted ones a server names.
    .remedy = Name the computer's stores as a whole: --into windows. Roots and issuing CAs then each go where they belong.
    .note = Roots: Trusted Root Certification Authorities (Root). Issuing CAs: Intermediate Certification Authorities (CA); with --ad-logon also NTAuth.
T-634 = CAs that go stay on the list for logging on to the domain
    .say = { $count ->
        [one] One CA that is taken out stays
       *[other] { $count } CAs that are taken out stay
    } in NTAuth: { $cas }.
    .why = Domain controllers and AD FS go on taking their cards for logging on, if a chain can still be built. The list belongs to the domain; on one computer it is a copy that comes back, so tillit never takes anything out of it by itself.
    .remedy = An administrator of the domain takes them off the list in Active Directory: pkiview.msc, Manage AD Containers, NTAuthCertificates. What is on this computer's list alone, as administrator:
    .note = HKLM\SOFTWARE\Microsoft\EnterpriseCertificates\NTAuth
