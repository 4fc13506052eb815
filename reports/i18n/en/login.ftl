# tillit login
login-headline-in = The card gets in: { $versions }{ $how ->
    [alone] , sending only its own certificate
    [also-alone] , also when it sends only its own certificate
   *[with] , sending its issuing CA along
}.
login-headline-partly = The card gets in only { $how ->
    [versions] with { $versions }
    [both] with { $versions }, and only when it sends its issuing CA along
   *[with] when it sends its issuing CA along ({ $versions })
}.
login-headline-out = The card does not get in. { $why }
login-headline-unsaid = It cannot be said whether the card gets in. { $why }
login-headline-nothing = It gets in in some ways, and others could not be tried.
login-two = { $first } and { $second }
login-what = { $target } with the certificate of { $name } from { $issuer }
login-card = on { $token } ({ $module }); { $chosen ->
    [named] the certificate was named
    [only] its only certificate for logging in
   *[best] of its { $of } certificates for logging in the one that browsers offer, with HSA-id, of the newest generation
}
login-windows-key = with the key that Windows has ({ $module }); { $chosen ->
    [named] the certificate was named
    [only] the only certificate for logging in
   *[best] of { $of } certificates for logging in the one that browsers offer, with HSA-id, of the newest generation
}
login-card-signed = { $count ->
    [one] the card signed once, in { $most } ms
   *[other] the card signed { $count } times, in { $least } to { $most } ms
}
login-chain-leaf = own certificate
login-chain-with-issuer = with issuing CA
login-chain-with-root = with issuing CA and root
login-outcome-in = logged in ({ $status })
login-outcome-refused = refused in the handshake: alert { $alert }
login-outcome-refused-late = refused after the handshake: alert { $alert }
login-outcome-closed = refused: the server closed without a word
login-outcome-http = refused by the page ({ $status }): { $how }
login-outcome-not-asked = not asked for a certificate ({ $status })
login-outcome-asked-late = asked only after the request
login-outcome-no-algorithm = no signature in common, nothing was sent
login-outcome-unreachable = could not be tried: { $why }
login-outcome-not-offered = a browser would not send it; sent here anyway: { $sent }
login-http-page = { $page ->
    [no-certificate] it says that no certificate was sent
    [certificate-refused] it says that the certificate is not accepted
    [revoked] it says that the certificate is revoked
    [not-trusted] it says that the certificate's issuer is not trusted
    [not-in-time] it says that the certificate is expired or not yet valid
    [asked-late] the server wanted to ask after the request
    [plain-http] it says that the request was sent in the wrong way
    [bad-gateway] the server behind did not answer
   *[other] an error page
}
login-http-status = another status than expected
login-http-denied = a text of --deny-text is there
login-http-missing = a text of --expect-text is not there
login-http-circle = it leads back to where it came from
login-http-endless = it leads on and on
login-alert-unknown = { $number } (no name)
login-meaning-40 = Alert 40 after a certificate was sent: a check of the server's own failed, such as asking the OCSP responder (Apache).
login-meaning-42 = Alert 42 (bad_certificate): not yet valid, or a chain signed with SHA-1 (OpenSSL); with Go (Caddy) and Java it may be anything, or that none was sent.
login-meaning-sha1 = A certificate of the card's chain is signed with SHA-1: at OpenSSL's security level 2, the usual one of today's systems, no such chain is accepted, whatever is trusted. This page is the same for other faults; in nginx's log (error_log at level info) that one is "CA signature digest algorithm too weak".
login-meaning-43 = Alert 43 (unsupported_certificate): the certificate is not for logging in, such as a card's signature certificate.
login-meaning-44 = Alert 44 (certificate_revoked): the certificate is in the server's revocation list.
login-meaning-45 = Alert 45 (certificate_expired): the certificate, its issuing CA in the server's store, or the server's revocation list has expired. Compare with the certificate's own dates.
login-meaning-46 = Alert 46 (certificate_unknown): with Java anything at all; with Apache an expired revocation list. The server's log tells.
login-meaning-48 = Alert 48 (unknown_ca): the root is not trusted, the issuing CA is missing there and was not sent, or a revocation list is missing. Only the server's log tells these apart.
login-meaning-49 = Alert 49 (access_denied): the chain is not trusted (GnuTLS), or access is denied for another reason.
login-meaning-50 = Alert 50 (decode_error): the server could not read what was sent; GnuTLS says so when it gets no certificate.
login-meaning-51 = Alert 51 (decrypt_error): the signature of the handshake, or of the certificate, does not hold.
login-meaning-80 = Alert 80 (internal_error): with Apache the chain is longer than SSLVerifyDepth allows (set 3); with GnuTLS the certificate is not for logging in.
login-meaning-112 = Alert 112 (unrecognized_name): the server does not know the host name.
login-meaning-116 = Alert 116 (certificate_required): the server got no certificate.
login-why-version = the server does not speak this version
login-why-ours = tillit's TLS library lacks what the server takes
login-why-dns = the name leads nowhere
login-why-refused = nobody listens there
login-why-timeout = no answer in time
login-why-no-way = there is no way there
login-why-not-http = what answers speaks no HTTP
login-why-alert = alert { $alert } before a certificate was asked for
login-why-closed = the server closed the connection before a certificate was asked for
login-why-not-tls = what answers speaks no TLS
login-why-malformed = what was answered breaks the rules of TLS, or is too much
login-why-signing = the key could not sign
login-why-no-answer = there was no answer
login-way = the way there:
login-hop = { $page }{ $asks ->
    [yes] {" "}asked for a certificate,
   *[no] {""}
} { $status }
