# tillit probe: what a live server asks of a client
probe-headline-no-name = { $server } är inte känd: ingen adress hittades.
probe-headline-unreachable = { $server } går inte att nå härifrån.
probe-headline-not-tls = Det som svarar på { $server } talar inte TLS.
probe-headline-no-handshake = { $server } avbryter varje handskakning: vad den begär går inte att se.
probe-headline-beyond-us = Det går inte att säga vad { $server } begär: den talar TLS på ett sätt som programmet saknar.
probe-headline-late = { $server } ber om ett certifikat först efter anropet.
probe-headline-not = { $server } ber inte om något certifikat.
probe-headline-any = { $server } ber om vilket certifikat som helst, utan att nämna utfärdare ({ $how }).
probe-headline-others = { $server } ber om certifikat, men inte från någon känd PKI ({ $how }).
probe-headline-asks = { $server } ber om kort från { $who } ({ $how }).
probe-some = { $name } (en del)
probe-and = { $first } och { $last }
probe-asks-required = krävs
probe-asks-optional = frivilligt
probe-asks-at-once = ja
probe-asks-late = först efter anropet
probe-asks-not = nej
probe-asks-unknown = går inte att säga
probe-label-service = tjänst
probe-label-proxy = genom proxy
probe-label-address = adress
probe-label-tls = TLS-versioner
probe-label-asks = certifikat
probe-label-names = utfärdare som nämns
probe-label-chain = egen kedja
probe-label-page = sida
probe-label-clock = klocka
probe-label-trust = prövad tillit
probe-trust-tried = { $count ->
    [one] 1 misslyckad inloggning står i loggen hos { $address }
   *[other] { $count } misslyckade inloggningar står i loggen hos { $address }
}
probe-trust-yes = betrodda: { $who }
probe-trust-no = INTE betrodda: { $who }
probe-trust-unknown = går inte att säga: { $who }
probe-tls-none = inga
probe-tls-unknown = { $spoken } (går inte att säga: { $unknown })
probe-names-none = inga: webbläsare erbjuder alla certifikat
probe-names-known = { $count }: { $known }
probe-names-both = { $count }: { $known }; { $others } som ingen i katalogen har
probe-names-others = { $count }, ingen från en känd PKI
probe-everybody = alla
probe-offered = erbjuds: { $who }
probe-offered-perhaps = erbjuds där datorn har utfärdaren: { $who }
probe-offered-not = erbjuds INTE: { $who }
probe-chain-trusted = { $chain } (betrodd här)
probe-chain-not-trusted = { $chain } (INTE betrodd här)
probe-chain-unknown = { $chain } (går inte att säga om den är betrodd här)
probe-clock = { $seconds } s från den här datorns
probe-place-run = { $address } (varv { $run })
probe-column-server = Tillfrågad server
probe-column-answer = Vad den ber om
probe-column-found = Koder
probe-more = { $count ->
    [one] En anmärkning till: -v
   *[other] { $count } anmärkningar till: -v
}
