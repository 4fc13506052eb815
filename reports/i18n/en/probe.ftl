# tillit probe: what a live server asks of a client
probe-headline-no-name = { $server } is not known: no address was found.
probe-headline-unreachable = { $server } cannot be reached from here.
probe-headline-not-tls = What answers at { $server } speaks no TLS.
probe-headline-no-handshake = { $server } ends every handshake: what it asks for cannot be seen.
probe-headline-beyond-us = Cannot say what { $server } asks for: it speaks TLS in a way that this program lacks.
probe-headline-late = { $server } asks for a certificate only after the request.
probe-headline-not = { $server } asks for no certificate.
probe-headline-any = { $server } asks for any certificate, without naming CAs ({ $how }).
probe-headline-others = { $server } asks for certificates, but for none of a known PKI ({ $how }).
probe-headline-asks = { $server } asks for cards of { $who } ({ $how }).
probe-some = { $name } (some)
probe-and = { $first } and { $last }
probe-asks-required = required
probe-asks-optional = optional
probe-asks-at-once = yes
probe-asks-late = only after the request
probe-asks-not = no
probe-asks-unknown = cannot say
probe-label-service = service
probe-label-proxy = through proxy
probe-label-address = address
probe-label-tls = TLS versions
probe-label-asks = certificate
probe-label-names = names of CAs
probe-label-chain = own chain
probe-label-page = page
probe-label-clock = clock
probe-label-trust = trust, as tried
probe-trust-tried = { $count ->
    [one] 1 failed login is in the log of { $address }
   *[other] { $count } failed logins are in the log of { $address }
}
probe-trust-yes = trusted: { $who }
probe-trust-no = NOT trusted: { $who }
probe-trust-unknown = cannot say: { $who }
probe-tls-none = none
probe-tls-unknown = { $spoken } (cannot say: { $unknown })
probe-names-none = none: browsers offer every certificate
probe-names-known = { $count }: { $known }
probe-names-both = { $count }: { $known }; { $others } of nobody in the catalog
probe-names-others = { $count }, none of a known PKI
probe-everybody = all
probe-offered = offered: { $who }
probe-offered-perhaps = offered where the computer has the issuing CA: { $who }
probe-offered-not = NOT offered: { $who }
probe-chain-trusted = { $chain } (trusted here)
probe-chain-not-trusted = { $chain } (NOT trusted here)
probe-chain-unknown = { $chain } (cannot say whether it is trusted here)
probe-clock = { $seconds } s from this computer's
probe-place-run = { $address } (run { $run })
probe-column-server = Server asked
probe-column-answer = What it asks for
probe-column-found = Codes
probe-more = { $count ->
    [one] One remark more: -v
   *[other] { $count } remarks more: -v
}
