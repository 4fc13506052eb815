# tillit diagnose: why a login fails

## The answer

diagnose-found = { $ready ->
    [card] The card is not broken: { $say }
    [elsewhere] It has nothing to do with the card: { $say }
   *[none] { $first }
}
diagnose-likely = { $ready ->
    [card] The card is not broken. Most likely: { $say }
    [elsewhere] It has nothing to do with the card. Most likely: { $say }
   *[none] Most likely: { $say }
}
diagnose-possible = { $ready ->
    [card] The card is not broken. Possibly: { $say }
    [elsewhere] It has nothing to do with the card. Possibly: { $say }
   *[none] Possibly: { $say }
}
diagnose-one-of = { $ready ->
    [card] The card is not broken: this server refuses it ({ $how }) for one of { $count } reasons, which cannot be told apart from outside.
   *[none] This server refuses the card ({ $how }) for one of { $count } reasons, which cannot be told apart from outside: it may be the server, it may be the card.
}
diagnose-one-of-others = One of { $count } causes, which cannot be told apart from outside.
diagnose-lets-in = The card gets in at { $server }, in every way that was tried ({ $versions }): no cause of a failed login was found.
diagnose-cannot-say-address = From outside nothing is wrong at { $server }. Whether a card is let in cannot be said without one.
diagnose-cannot-say-card = A browser offers this card at { $server }. Whether the server takes it cannot be said without its key.
diagnose-cannot-say-offer = Whether a browser offers this card at { $server } cannot be said: what stands above it is not known here.
diagnose-cannot-say-ours = It cannot be said why a login fails at { $server }: the server speaks TLS in a way that this program lacks, and browsers may get further.
diagnose-cannot-say-handshake = It cannot be said why a login fails at { $server }: every handshake ends before the server asks for anything ({ $how }).
diagnose-cannot-say-partly = It cannot be said whether the card gets in at { $server }: the logins that were tried tell too little ({ $how }).
diagnose-not-broken = The card is not broken.
diagnose-not-the-card = It has nothing to do with the card.
diagnose-some-root = whichever it is
diagnose-why-proxy = the proxy gives no way there (status { $status })
diagnose-how-alert = alert { $alert }
diagnose-how-closed = it closes the connection without a word
diagnose-how-page = it answers with status { $status }
diagnose-cannot-say-with-issuer = A browser offers this card at { $server } where its computer has the issuing CA's certificate. Whether the server takes it cannot be said without its key.

## What stands below it

diagnose-label-whose = whose
diagnose-label-seen = seen
diagnose-label-card = card
diagnose-label-why = why
diagnose-label-excluded = excluded
diagnose-label-missing = missing
diagnose-label-unread = not read
diagnose-unread-desktop = { $place }: the desktop's settings; a proxy may be among them
diagnose-label-remedy = remedy
diagnose-label-tried = tried
diagnose-block-one-of = One of these; what the server's log says at { $time } UTC tells which:
diagnose-block-also = This was found as well:
diagnose-log-line = log: { $line }
diagnose-whose-client = this computer's
diagnose-whose-card = the card's
diagnose-whose-network = the network's
diagnose-whose-server = the server's ({ $server })
diagnose-whose-application = the application's, behind { $server }
diagnose-or = { $first } or { $last }
diagnose-probably = probably { $whose }
diagnose-perhaps = perhaps { $whose }
diagnose-blameless = { $who ->
    [client-card] { $whose }; this computer and the card are not to blame
    [card] { $whose }; the card is not to blame
    [client] { $whose }; this computer is not to blame
   *[none] { $whose }
}
diagnose-card = { $name } from { $issuer }, until { $ends }
diagnose-seen-required = certificate requested (required)
diagnose-seen-optional = certificate requested (optional)
diagnose-seen-at-once = certificate requested
diagnose-seen-late = certificate requested only after the request
diagnose-seen-not = no certificate requested
diagnose-seen-unknown = whether a certificate is requested was not seen
diagnose-seen-no-names = no CA names: browsers offer every card
diagnose-seen-names = { $count ->
    [one] 1 CA name: { $names }
   *[other] { $count } CA names: { $names }
}
diagnose-seen-logins = { $count ->
    [one] 1 login: { $outcome }
   *[other] { $count } logins: { $outcome }
}
diagnose-attempt = { $version }, { $chain }{ $scheme ->
    [none] {""}
   *[other] , { $scheme }
}: { $outcome }

## What was seen not to be the cause

diagnose-group-network = network
diagnose-group-protocol = protocol
diagnose-group-server-certificate = server certificate
diagnose-group-clock = clock
diagnose-group-clock-off = clock (server { $seconds } s off)
diagnose-group-farm = nodes that differ
diagnose-group-asking = how the card is asked for
diagnose-group-names = CA names
diagnose-group-card = dates and purpose of the card
diagnose-group-computer = this computer's programs for cards and policies
diagnose-group-signatures = signatures
diagnose-group-trust = the server's trust in the card's CAs
diagnose-group-revocation = revocation
diagnose-group-application = the application

## What is missing

diagnose-missing-card = the card's certificate (--card-certificate FILE), or better its key (--p12 FILE, or --cert FILE --key FILE)
diagnose-missing-key = the card's key (--p12 FILE, or --cert FILE --key FILE): without it only the server's own log tells whether it takes the card
diagnose-missing-trust = what the server trusts: --trust tries that without a key, at the price of failed logins in its log
diagnose-missing-issuer = the certificate of { $issuer }, which issued the card: give it with --ca FILE, or fetch those of the catalog with tillit catalog fetch
diagnose-missing-browser = what a browser sees: open the page on the computer where the login fails, and note the code at the bottom of the error page
diagnose-missing-log = the server's log at { $time } UTC
diagnose-lets-in-remedy = If somebody's login fails all the same: this was { $name }'s certificate, from this computer. Look at the other card, or run this on the other computer.

## Evidence

diagnose-evidence-dns = the name was not found
diagnose-evidence-connection = no connection: { $error }
diagnose-evidence-not-tls = the answer is no TLS
diagnose-evidence-only-old = only versions before TLS 1.2 are spoken
diagnose-evidence-alert-at-once = the handshake ends at once: alert { $alert }
diagnose-evidence-clock = the server's clock is { $seconds } s from this computer's
diagnose-evidence-not-asked = the handshake was completed, and no certificate was asked for
diagnose-evidence-asked-late = the certificate is asked for after the request
diagnose-evidence-page = the page { $page ->
    [no-certificate] says that no certificate was sent
    [certificate-refused] says that the certificate is not accepted
    [revoked] says that the certificate is revoked
    [not-trusted] says that the certificate's issuer is not trusted
    [not-in-time] says that the certificate has ended or not begun
    [asked-late] says that the server wanted to ask after the request
    [plain-http] says that the request came in the wrong way
    [bad-gateway] says that the server behind gave no answer
   *[other] is an error page
}
diagnose-evidence-status = the last page has status { $status }
diagnose-evidence-names = { $count ->
    [one] 1 CA name was sent ({ $bytes } bytes)
   *[other] { $count } CA names were sent ({ $bytes } bytes)
}
diagnose-evidence-none-fits = none of the names stands above the card
diagnose-evidence-only-root-named = of the card's CAs the root alone is named
diagnose-evidence-withheld = browsers do not offer the certificate: { $reason ->
    [expired] it has ended
    [early] it has not begun
    [use] it is not for logging in
   *[other] its CAs are not named
}
diagnose-evidence-refused = a login was refused: alert { $alert }
diagnose-evidence-closed = the server closed the connection when it had the certificate, without a word
diagnose-evidence-only-with-chain = refused with the card's own certificate alone, let in with its issuing CA's
diagnose-evidence-only-old-version = let in with TLS 1.2, not with TLS 1.3
diagnose-evidence-leads-on = each page leads to another one, and none is the last
diagnose-evidence-trust-differs = what the server trusts differs between its addresses
diagnose-evidence-logins-differ = the same certificates were let in once and refused once
diagnose-evidence-sha1 = a certificate of the card's chain is signed with SHA-1
diagnose-evidence-behaves = it behaves like { $program }
diagnose-evidence-signing = the key said: { $said }
diagnose-evidence-trust = tried with certificates that nobody issued: { $trust ->
    [issuing-ca-missing] the server trusts the root and lacks the issuing CA
    [root-not-trusted] the server does not trust the root
    [root-or-issuing-ca-missing] the server lacks the root or the issuing CA
    [crl-missing] the server trusts the issuing CA and lacks a revocation list
    [crl-over] the server trusts the issuing CA, and a revocation list there is over
    [crl-or-ca-over] the server trusts the issuing CA, and a revocation list or a CA certificate there is over
    [chain-too-long] the server trusts the issuing CA and takes shorter chains alone
    [sha1-refused] the server trusts the issuing CA and does not take its SHA-1
   *[other] the server trusts the issuing CA
}
diagnose-evidence-no-module = no module for cards (PKCS#11) is registered on this computer
diagnose-evidence-no-key-here = Windows has no key of it for this user (certmgr.msc, Personal)
diagnose-evidence-no-provider = Windows has its certificate, and { $name }, which has its key, is not on this computer or does not start
diagnose-evidence-module-gone = the module { $name } is registered on this computer, and its file is gone
diagnose-evidence-not-in = missing in the store { $place } ({ $owner })
diagnose-evidence-policy = policy for { $pattern } in { $place } ({ $owner })
diagnose-evidence-proxy = programs on this computer go through the proxy { $proxy } ({ $place })
diagnose-program-openssl = a program on OpenSSL (Apache, HAProxy, stunnel)
diagnose-program-java-or-go = Java or Go

## Causes

T-310 = Cause: no certificate is asked for
    .short = a request for a certificate
    .say = This server asks for no certificate on this page, so no browser offers a card.
    .why = Nobody is asked for a card here. The login may begin on another page or host; the request may have been switched off; or a proxy in front of the server ends TLS and does not ask.
    .remedy = On the server: ask for the certificate on the host where people log in (nginx: ssl_verify_client; Apache: SSLVerifyClient for the whole host; HAProxy: verify on the bind line). First see whether this is the address that the browser shows when it asks for the card.
    .note = No CertificateRequest in the handshake, with TLS 1.2 and 1.3, and no second handshake after the request.
T-311 = Cause: the server does not ask for cards from this issuer
    .short = CA names
    .say = This server does not ask for cards from its issuer, so the browser never offers it.
    .say-generation = This server does not ask for cards from { $generation }, so browsers never offer them.
    .why = A server sends the names of the CAs whose cards it wants, and browsers offer no others. The user is shown no certificate to choose, as if no card were in the reader.
    .remedy = On the server: add the card's root and issuing CA to the file whose names are sent (nginx: ssl_client_certificate; Apache: SSLCADNRequestFile, else SSLCACertificateFile; HAProxy: ca-file), and reload it: tillit install --generation GENERATION --into FILE --apply --reload
    .remedy-cas = On the server: add { $cas } to the file whose names are sent (nginx: ssl_client_certificate; Apache: SSLCADNRequestFile, else SSLCACertificateFile; HAProxy: ca-file), and reload it: tillit install --generation { $id } --into FILE --apply --reload
    .note = CertificateRequest, certificate_authorities: RFC 5246 section 7.4.4, RFC 8446 section 4.2.4. The server usually does not trust the CA either; its log never sees the card.
T-312 = Cause: the server does not trust the card's root
    .short = trust in the root
    .say = This server does not trust the card's root certificate, { $root }.
    .why = The browser offered the card and the server refused it, for its chain ends in a root that the server does not have. It is the same for every card of this generation.
    .remedy = On the server: add the card's root and its issuing CAs to the trusted CAs, and reload it: tillit install --generation GENERATION --into FILE --apply --reload
    .remedy-cas = On the server: add { $cas } to the trusted CAs, and reload it: tillit install --generation { $id } --into FILE --apply --reload
    .note = OpenSSL: 20 unable to get local issuer certificate, alert 48. Java 46, Go 42, GnuTLS 49; Node closes; nginx answers 400.
T-313 = Cause: the server lacks the card's issuing CA
    .short = a missing issuing CA
    .say = This server lacks the certificate of { $issuer }, which issued the card: who does not send it along is refused.
    .why = The root alone is not enough: many cards and computers send the card's own certificate only. The login works on some computers and not on others.
    .remedy = On the server: add the issuing CAs to the trusted CAs, and reload it: tillit install --generation GENERATION --into FILE --apply --reload
    .remedy-cas = On the server: add { $cas } to the trusted CAs, and reload it: tillit install --generation { $id } --into FILE --apply --reload
    .note = OpenSSL: 20 unable to get local issuer certificate, or 21 unable to verify the first certificate; alert 48.
T-314 = Cause: the server has the issuing CA without its root
    .short = an issuing CA without its root
    .say = This server has the card's issuing CA, { $issuer }, and lacks the root above it.
    .why = Programs on OpenSSL trust an issuing CA only together with its root. Java, Go and GnuTLS are content without it.
    .remedy = On the server: add the root to the trusted CAs, and reload it: tillit install --generation GENERATION --into FILE --apply --reload
    .remedy-cas = On the server: add { $cas } to the trusted CAs, and reload it: tillit install --generation { $id } --into FILE --apply --reload
    .note = OpenSSL: 2 unable to get issuer certificate, alert 48; no partial chains unless the program asks for them.
T-315 = Cause: the card's chain is longer than the server accepts
    .short = length of the chain
    .say = This server accepts shorter chains only: above the card stand an issuing CA and a root.
    .why = The server trusts the right CAs, and counts the certificates above the card. With Apache's own setting of 1 every such card is refused, and browsers show an error that does not speak of certificates.
    .remedy = On the server: let it accept longer chains (Apache: SSLVerifyDepth 3; nginx: ssl_verify_depth 3; Tomcat: certificateVerificationDepth="3"), and reload it.
    .note = Apache: AH02040 Certificate Chain too long, alert 80 internal_error. OpenSSL: 22 certificate chain too long.
T-316 = Cause: a CA certificate above the card has ended
    .short = CA certificates that have ended
    .say = A CA certificate above the card, in this server's files, is not valid any more.
    .why = The server uses its own copy of the CA's certificate, also where the browser sends a newer one. The error looks like that of an expired card.
    .remedy = On the server: replace the CA's certificate with the one that is valid now: tillit audit FILE names it.
    .note = OpenSSL: 10 certificate has expired, alert 45. Java, and Go and GnuTLS with a full chain, do not mind.
T-317 = Cause: the server does not accept SHA-1
    .short = SHA-1
    .say = This server does not accept certificates that are signed with SHA-1, and the card's chain has one.
    .why = The card is of the old generation, whose CAs sign with SHA-1. Newer systems refuse that, and rightly so.
    .remedy = For the card: upgrade it to the new generation. On the server: lowering its level of security for old cards is possible and not advised.
    .note = OpenSSL at security level 1 and above: 68 CA signature digest algorithm too weak, alert 42.
T-318 = Cause: a revocation list on the server is too old
    .short = old revocation lists
    .say = A revocation list on this server is past its time, so that cards of that CA are refused.
    .why = The server was told to check revocation and does not have a fresh list. It is the same for every card of the CA, from one minute to the next.
    .remedy = On the server: fetch the list anew, mend the job that does so, and reload it.
    .note = OpenSSL: 12 CRL has expired, alert 45 (Apache: 46). Java: Could not determine revocation status.
T-319 = Cause: a revocation list is missing on the server
    .short = missing revocation lists
    .say = This server checks revocation, and has no list of a CA above the card.
    .why = When a new generation is added, its lists must be added too: one for the issuing CA and, with most programs, one for the root.
    .remedy = On the server: add the lists of the card's issuing CA and root where the old ones lie, and to the job that fetches them.
    .note = OpenSSL: 3 unable to get certificate CRL, alert 48.
T-320 = Cause: the server cannot ask about revocation
    .short = the OCSP service
    .say = This server cannot ask whether the card is revoked, and refuses it therefore.
    .why = The server asks the issuer's OCSP service for each login, and gets no answer. A firewall, a proxy or a new address of the service is behind it.
    .remedy = On the server: open the way to the address that the card's certificate names for OCSP. tillit verify CARD --revocation ocsp, run there, shows whether it answers.
    .note = Apache: AH01974, AH02276 Error (50), alert 40. nginx: 400 "The SSL certificate error".
T-321 = Cause: the card is revoked
    .short = a revoked card
    .say = The card's certificate is revoked, says the server.
    .why = Its issuer has revoked it: it was reported lost, replaced, or the holder has left. No server is to let it in.
    .remedy = For the card: tillit verify CARD --revocation auto tells since when and why. The holder needs another card, or new certificates on it.
    .note = OpenSSL: 23 certificate revoked, alert 44. IIS: 403.13, also where nobody could be asked.
T-322 = Cause: the card's certificate has ended
    .short = the card's end
    .say = The card's certificate ended on { $ends }: browsers do not offer it.
    .why = A card's certificates end on a fixed day. Browsers then show no certificate to choose, and servers say that none came.
    .remedy = For the card: the holder needs another card, or new certificates on it.
    .note = RFC 5280 section 4.1.2.5. A clock that is wrong on the computer has the same effect.
T-323 = Cause: the card's certificate is not valid yet
    .short = the card's beginning
    .say = The card's certificate is not valid before { $begins }: browsers do not offer it.
    .why = Either the card was issued for a later day, or the clock of the computer is behind.
    .remedy = For the card: look at the computer's clock; if that is right, wait until that day.
    .note = RFC 5280 section 4.1.2.5.
T-324 = Cause: the certificate is not for logging in
    .short = the card's purpose
    .say = This certificate is not for logging in: it is the card's certificate for signatures, or of another purpose.
    .why = A card has several certificates. Browsers offer the one for logging in alone; where a program offers all of them, the wrong one is easily chosen.
    .remedy = For the card: choose the certificate for logging in ("legitimering").
    .note = digitalSignature and clientAuth are missing. OpenSSL: 26 unsuitable certificate purpose, alert 43.
T-325 = Cause: the key makes no RSA-PSS
    .short = RSA-PSS
    .say = The key makes no RSA-PSS signatures, which TLS 1.3 demands; with TLS 1.2 it gets in.
    .why = The card, or the program between card and browser, knows the older kind of signature alone. Browsers do not go back to TLS 1.2 for it.
    .remedy = On this computer: update the card program (the middleware). Until then, on the server: TLS 1.2 alone for the host where people log in.
    .note = RFC 8446 section 4.2.3. Chromium: ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS.
T-326 = Cause: no kind of signature in common
    .short = signatures in common
    .say = This server takes none of the signatures that the key makes.
    .why = Server and client name the signatures that they know; they have none in common, so that nothing was sent.
    .remedy = On the server: accept the usual signatures for clients (RSA-PSS and PKCS#1 v1.5 with SHA-256, ECDSA with P-256).
    .note = signature_algorithms in the CertificateRequest: RFC 8446 section 4.3.2; certificate_types in TLS 1.2.
T-327 = Cause: the key could not sign
    .short = the key's signature
    .say = The key could not sign: { $said }.
    .why = The certificate was offered, and the signature that goes with it was not made: the card was pulled, the PIN was cancelled or is blocked, or the card program failed.
    .remedy = For the card: put it in again and try with its PIN; if that fails on several computers it needs new certificates. On the computer: restart or update the card program.
    .note = Chromium: ERR_SSL_CLIENT_AUTH_SIGNATURE_FAILED. Firefox may wait without a page.
T-328 = Cause: the server asks for the card too late
    .short = a late request
    .say = This server asks for the certificate only after the request, which browsers do not answer with TLS 1.3.
    .why = The certificate is asked for on one path and not for the whole host. With TLS 1.2 the two shake hands once more, with TLS 1.3 browsers refuse, and the login ends in an error page.
    .remedy = On the server: ask for the certificate for the whole host (Apache: SSLVerifyClient outside of Location and Directory; IIS: at the binding), best under a host name of its own for logging in; or switch TLS 1.3 off for it.
    .note = RFC 8446 section 4.6.2 (post-handshake authentication), RFC 8740. Apache: 403 "Cannot perform Post-Handshake Authentication".
T-329 = Cause: a proxy in front does not ask for the card
    .short = a proxy in front
    .say = A server in front takes the connection and asks for no certificate, and the one behind wants one.
    .why = What stands in front (a load balancer, a firewall, a content network) ends TLS. The server behind never sees the card.
    .remedy = On the server: ask for the certificate where TLS ends and hand it on, or let the front pass TLS through to the server behind.
    .note = A page that says that no certificate was sent, or 502, without any CertificateRequest.
T-330 = Cause: the server's list of CA names is too long
    .short = the length of the list of CA names
    .say = This server breaks off its own handshake (alert 80), as servers do whose list of CA names is too long.
    .why = Where all of the system's CAs are named instead of those of the cards, the list does not fit into a handshake. Nobody can log in.
    .remedy = On the server: name only the CAs whose cards are to log in, not all CAs of the system.
    .note = certificate_authorities has 16 bits for its length; OpenSSL ends with internal_error. Windows cuts the list at 16 KiB (event 36885).
T-331 = Cause: the servers behind a name are not alike
    .short = nodes that differ
    .say = The servers behind { $server } do not answer alike, so that logins work now and then.
    .why = Behind the name stand several servers, and not all of them were changed.
    .remedy = On the server: give every node the same CAs and settings, and reload all of them. tillit probe URL --repeat 20 names those that lack something.
    .note = Addresses and repeated looks are compared: whether they answer, whether they ask, which names they send.
T-332 = Cause: the application refuses
    .short = the application
    .say = The card was taken, and the application behind answers with status { $status }.
    .say-circle = The card was taken, and the pages behind send the browser from one to the next without an end.
    .why = Handshake and trust are fine. What follows is the application's decision: an unknown user, a missing role, a level of assurance, a session.
    .remedy = In the application: see its log for this person and this minute. The level of the card (LoA) and the spelling of the HSA-id are the usual suspects.
    .note = The certificate was sent and accepted in the handshake.
T-333 = Cause: the name leads nowhere
    .short = the name
    .say = The name { $host } leads nowhere from this computer.
    .why = The name servers that this computer asks do not know the name. It may be known only in another network.
    .remedy = In the network: see how the name is spelt; then ask those who run the network whether it must be known here (Sjunet, a VPN).
    .note = The system's resolver was asked, as browsers do.
T-334 = Cause: the server cannot be reached
    .short = the connection
    .say = There is no connection from this computer to { $server }: { $error }.
    .why = The server is down, or a firewall or a proxy on the way does not let this computer through.
    .remedy = In the network: try from another network. If it works there, those who run this one open the way; else those who run the service look after it.
    .note = Refused: the computer is there and nobody listens. No answer in time: a firewall, or nobody there.
T-335 = Cause: what answers speaks no TLS
    .short = TLS itself
    .say = What answers at { $server } speaks no TLS.
    .why = Another program listens on the port, or a portal in the network answers instead of the server.
    .remedy = On the server: see whether address and port are right, and whether TLS is switched on there.
    .note = The first bytes of the answer are no TLS record.
T-336 = Cause: the server does not know the host's name
    .short = the host's name at the server
    .say = This server has nothing to offer under the name { $host }.
    .why = Several hosts share the address, and this name is none of them: a typing mistake, or a service that moved.
    .remedy = On the server: set the name up (nginx: server_name; HAProxy: a certificate with it), or use the name that the service has now.
    .note = Alert 112 unrecognized_name (RFC 6066 section 3).
T-337 = Cause: the server speaks old versions of TLS only
    .short = versions of TLS
    .say = This server speaks nothing newer than TLS 1.1, which browsers have given up.
    .why = It is too old, or was set so. No browser gets in, with or without a card.
    .remedy = On the server: switch TLS 1.2 and 1.3 on; most often that takes a newer system or appliance.
    .note = RFC 8996. Chromium: ERR_SSL_VERSION_OR_CIPHER_MISMATCH.
T-338 = Cause: no cipher suite in common
    .short = cipher suites
    .say = This server takes none of the cipher suites that are in use.
    .why = It refuses the first message before it shows anything, also one that offers every cipher suite in use.
    .remedy = On the server: accept today's cipher suites (ECDHE with AES-GCM or ChaCha20).
    .note = Alert 40 or 71 at once. What this program's own TLS library lacks is set aside first.
T-339 = Cause: the clocks differ
    .short = the clock
    .say = The server's clock is { $seconds } s ahead of this computer's.
    .say-behind = The server's clock is { $seconds } s behind this computer's.
    .why = One of them is wrong. Certificates and tickets then look as if they had ended, or had not begun.
    .remedy = On this computer: see whether its clock and time zone are right. If they are, whoever runs the server looks at its clock.
    .note = The Date of the answer is compared; 300 s are tolerated.
T-340 = Cause: the server's certificate is not valid now
    .short = the server certificate's dates
    .say = The certificate of { $server }, or of a CA above it, is not valid now: browsers stop with a warning.
    .why = Browsers stop before the card is asked for.
    .remedy = On the server: renew the certificate and let the server load it. If the date looks right, look at this computer's clock.
    .note = RFC 5280 section 6.1.3 (a)(2).
T-341 = Cause: the server's certificate is for another name
    .short = the server certificate's name
    .say = The certificate of the server is not for { $host }: browsers stop with a warning.
    .why = Browsers stop before the card is asked for. The address is not the one that the service has, or the server has the wrong certificate.
    .remedy = On the server: get a certificate with this name; or use one of the names that it has.
    .note = RFC 9525: only subjectAltName counts.
T-342 = Cause: the server does not send its own issuing CA
    .short = the server's chain
    .say = This server does not send the certificate of its own issuing CA, { $missing }: some browsers stop with a warning.
    .why = Computers that know that CA already get on, others do not. The card is not asked for before that.
    .remedy = On the server: put the issuing CA's certificate into the file of the server's own certificate, after it.
    .note = RFC 8446 section 4.4.2. Windows fetches what is missing; Firefox and Chromium on Linux do not.
T-343 = Cause: this computer does not trust the server's root
    .short = the server's root
    .say = This computer does not trust { $missing }, the root above the server's certificate: browsers stop with a warning.
    .say-self = The server's certificate is signed by itself, and this computer does not trust it: browsers stop with a warning.
    .say-browser = A browser on this computer does not trust the root above the server's certificate, though the system does: it stops with a warning.
    .why = Browsers stop before the card is asked for. On computers that have the root it works.
    .remedy = On this computer: if the service is SITHS's or your own organisation's, those who look after the computers add the root to the trusted root certificates. If nobody knows the root, do not go on.
    .note = The system's store was asked; browsers may have stores of their own. More roots: --server-ca FILE.
T-344 = Cause: nothing on this computer brings cards to browsers
    .short = the program for cards
    .say = On this computer no program for cards (Net iD, SafeNet) was found: browsers see no card here.
    .say-gone = On this computer a program for cards is registered, and its file is gone: browsers see no card here.
    .say-provider = Windows has this card's certificate, and what has its key is not on this computer or does not start: browsers do not use the card here.
    .say-card = The card's certificate is not in Windows' store of this user: Edge and Chrome do not see the card here.
    .why = { PLATFORM() ->
        [windows] Edge and Chrome reach a card through Windows' own store, where Windows or the program for cards puts its certificates when it is inserted; Firefox also through a module (PKCS#11). Without it nobody is asked for a PIN.
       *[other] A browser reaches a card through a module (PKCS#11) that the program for cards brings. Without it nobody is asked for a PIN.
    }
    .remedy = { PLATFORM() ->
        [windows] On this computer: put the card in and see whether certmgr.msc shows its certificates under Personal. If not: does the organisation's program for cards (Net iD) run and see the card? Install it, or install it anew, and start the browser again. Where there is none, Windows does it itself: the service CertPropSvc.
       *[other] On this computer: install the program for cards that the organisation uses, or install it anew, and start the browser again.
    }
    .note = Looked at: pkcs11.txt of NSS databases and Firefox profiles, p11-kit's modules, the usual folders of Net iD, SafeNet and OpenSC; on Windows also certificates with a key in CurrentUser\My.
T-345 = Cause: browsers on this computer lack the card's issuing CA
    .short = the issuing CA in this computer's browsers
    .say = This server names the root alone, and browsers on this computer lack { $issuer }: they do not offer the card.
    .why = A browser offers a card where it can link its issuer to a name that the server sends. What is between them is missing here.
    .remedy = On this computer: install the issuing CA's certificate as an intermediate (tillit install --into chromium). On the server: name the issuing CAs as well.
    .note = Chromium builds the chain from its own store before it offers a certificate.
T-346 = Cause: a policy of a browser on this computer chooses another certificate
    .short = policies that choose certificates
    .say = A policy of a browser on this computer chooses a certificate of another issuer for { $host }: the holder is not asked.
    .why = Where the card has certificates of more than one issuer, the browser takes the old one without a question.
    .remedy = On this computer: those who look after its policies put the new issuer into AutoSelectCertificateForUrls, or take the rule out.
    .note = The filter's ISSUER is compared with the card's issuer. Where no certificate fits the filter, the browser asks.
