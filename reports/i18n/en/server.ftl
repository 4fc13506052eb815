# tillit audit: services of servers
server-service = service { $service }
server-label-names = host names
server-label-listens = listens on
server-label-asks = asks for a certificate
server-label-trusts = trusts
server-label-announces = announces
server-label-depth = longest chain
server-label-revocation = revocation
server-label-tls = TLS
server-label-floor = demands
server-default = { $value } (default)
server-asks-required = required
server-asks-optional = optional
server-asks-off = no
server-asks-application = yes, and lets everybody in: the application decides
server-asks-late = required, but only after the request
server-asks-late-optional = optional, only after the request
server-asks-refuses = nobody: every connection is refused
server-asks-unknown = cannot say
server-trusts-nothing = nothing
server-source-inline = in the configuration itself
server-source-java = Java's own store (cacerts)
server-source-system = the system's store
server-source-unreadable = { $name } (cannot be read)
server-source-unknown = { $name } (not looked at)
server-announces-same = { $count ->
    [one] the subject of the same { $files ->
        [one] file
       *[other] files
    }
   *[other] the { $count } subjects of the same { $files ->
        [one] file
       *[other] files
    }
}
server-announces-files = { $count ->
    [one] 1 name
   *[other] { $count } names
} from { $files }
server-announces-nothing = no names: browsers offer every certificate
server-announces-unknown = cannot say
server-depth-none = no limit
server-depth-intermediates = { $limit } (CAs between card and root)
server-depth-all = { $limit } (CAs, the root among them)
server-revocation-none = not looked up
server-revocation-network = fetched from the network
server-revocation-leaf = of the card
server-revocation-chain = of the whole chain
server-revocation-untrusted = of what is not trusted itself
server-tls-none = none
server-tls-old = 1.1 and older
server-floor-level = OpenSSL's security level { $level }
server-floor-bits = RSA keys of { $rsa } bits{ $sha1 ->
    [yes] {""}
   *[no] , no SHA-1
}
server-answer-yes = let in
server-answer-if-answered = let in, if revocation answers
server-answer-application = decided by the application
server-answer-cannot-say = CANNOT SAY
server-answer-partly = PARTIAL
server-answer-no = REFUSED
server-answer-no-known-ca = no known CA
server-short-unconfirmed = { $missing } there by name alone, and the root that would confirm it is not on this computer
server-short-unreadable = a file that is named cannot be read
server-short-store-unknown = the store is not one of the configuration's own: tillit audit java, tillit audit system
server-cannot-say-at-all = Cannot say whose cards get in: what decides could not be read.
server-application-at-all = Everybody is let in: the application behind the server decides.
server-interrupted = Cannot say whose cards get in: a part of this cannot be read or is not taken by the server, as told above.
server-headline-refuses = { $service } refuses { $who ->
    [all] cards
   *[other] cards for { $who }
} of { $generation }
server-headline-refuses-alone = { $service } refuses { $who ->
    [all] cards
   *[other] cards for { $who }
} of { $generation } that send only their own certificate
server-headline-not-offered = browsers do not offer { $who ->
    [all] cards
   *[other] cards for { $who }
} of { $generation } at { $service }
server-headline-by-computer = { $service } lets cards of { $generation } in from some computers only
server-headline-cannot-say = cannot say whether { $service } lets cards of { $generation } in
server-headline-application-at-all = { $service } lets everybody in, and the application behind it decides
server-headline-application = { $service } lets everybody in, and the application behind it decides about cards of { $generation }
server-headline-if-answered = { $service } lets cards of { $generation } in, if an answer about revocation comes over the network
server-headline-lets-in = { $service } lets cards of { $generation } in
server-headline-no-known-ca = { $service } lets no card of a known PKI in: it trusts none of their CAs
server-headline-unknown = cannot say whose cards { $service } lets in: what decides could not be read
server-headline-all-let-in = all { $count } services that ask for a certificate let cards of { $generations } in
server-headline-more = { $count ->
    [one] one other service is explained below
   *[other] { $count } other services are explained below
}
server-headline-off = { $count ->
    [one] no certificate is asked for by the one service that was found
   *[other] none of the { $count } services that were found asks for a certificate
}
server-headline-refusing = { $count ->
    [one] one service refuses every connection
   *[other] { $count } services refuse every connection
}
server-headline-nothing = no configuration of a server was found
server-no-tls = { $paths }: no service in it speaks TLS, and none asks for a certificate.
server-headline-no-tls = no service of the configuration speaks TLS: no certificate is asked for
server-headline-problems = { $count ->
    [one] one part of a configuration could not be read
   *[other] { $count } parts of configurations could not be read
}
server-off = { $service } asks for no certificate
server-off-more = { $count } further services ask for no certificate (-v shows them)
server-step-install =
    Add what is missing, and have the server read it; nobody is logged out:
    { $command }
server-step-install-restart =
    Add what is missing, and restart the server at a quiet time:
    { $command }
server-step-install-root =
    Add what is missing:
    { $command }
server-step-install-windows =
    Add what is missing, on the server itself and as administrator:
    { $command }
server-step-inline =
    Add what this writes below the certificates that stand in { $file }, line { $line }:
    { $command }
server-step-in-front = Audit the web server or container in front: tillit audit nginx apache tomcat
server-step-image = Add what is missing to { $files } where the image is built (Dockerfile).
server-step-line = In { $file }, line { $line }, write instead: { $setting }
server-step-add = Add to { $file }, where line { $line } stands: { $setting }
server-about-asks = whether a certificate is asked for
server-about-trusts = what is trusted
server-about-announces = which names are sent
server-about-anything = some of this configuration
server-why-variable = the variable { $word }
server-why-script = a script ({ $word })
server-why-macro = the macro { $word }
server-why-condition = a condition ({ $word })
server-why-unknown = { $word }, which is not known here
server-why-network = something that comes from the network
server-why-in-front = the web server in front, which asks for the certificate
server-why-java = Java's own store, which the configuration does not name
server-why-system = the system's store, which the configuration does not name
server-step-java = Audit the store of the Java that runs the server: tillit audit java
server-step-system = Audit the system's store: tillit audit system
server-table =
    .service = Service
    .line = Line
    .asks = Asks for a certificate
    .cards = Cards
