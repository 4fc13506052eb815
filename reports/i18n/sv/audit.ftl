# tillit audit
audit-and = { $first } och { $last }
audit-and-more = { $first } och { $count } till
audit-headline-one-not-ready = { $stores } är inte redo för { $generations }
audit-headline-not-ready = { $count } av { $of } certifikatarkiv är inte redo för { $generations }: { $stores }
audit-headline-one-faulty = { $stores } är redo för { $generations }, men har fel
audit-headline-faulty = { $count } av { $of } certifikatarkiv har fel, fast de är redo för { $generations }: { $stores }
audit-headline-one-partly = { $stores } är bara delvis redo för { $generations }
audit-headline-partly = { $count } av { $of } certifikatarkiv är bara delvis redo för { $generations }: { $stores }
audit-headline-one-ready = { $stores } är redo för { $generations }
audit-headline-ready = alla { $of } certifikatarkiv är redo för { $generations }
audit-headline-others = { $count ->
    [one] ett certifikatarkiv saknar utfärdare från någon känd PKI
   *[other] { $count } certifikatarkiv saknar utfärdare från någon känd PKI
}
audit-headline-none = { $count ->
    [one] inga kort från någon känd PKI släpps in: certifikatarkivet har ingen av deras utfärdare
   *[other] inga kort från någon känd PKI släpps in: inget av de { $count } certifikatarkiven har någon av deras utfärdare
}
audit-headline-of-system = { $count ->
    [one] det här är ett arkiv för systemet eller dess program, där ingen utfärdare av kort väntas, och det har ingen från någon känd PKI
   *[other] de här { $count } är arkiv för systemet och dess program, där ingen utfärdare av kort väntas, och de har ingen från någon känd PKI
}
audit-headline-ended = { $count ->
    [one] ett certifikatarkiv släpper inte in några kort: alla utfärdare från kända PKI:er i det har gått ut
   *[other] { $count } certifikatarkiv släpper inte in några kort: alla utfärdare från kända PKI:er i dem har gått ut
}
audit-headline-nothing = inget certifikatarkiv hittades
audit-headline-unreadable = { $count ->
    [one] ett certifikatarkiv gick inte att läsa
   *[other] { $count } certifikatarkiv gick inte att läsa
}
audit-headline-errors = { $count ->
    [one] ett annat fel förklaras nedan
   *[other] { $count } andra fel förklaras nedan
}
audit-headline-errors-brief = { $count ->
    [one] ett annat fel (förklaras utan -q)
   *[other] { $count } andra fel (förklaras utan -q)
}
audit-answer-not-ready = INTE REDO
audit-answer-faulty = FEL
audit-answer-partly = delvis
audit-answer-ready = redo
audit-answer-no-known-ca = ingen känd utfärdare
audit-answer-ended = utgånget
audit-answer-unreadable = OLÄSBART
audit-environment-production = produktion
audit-environment-test = testmiljö
audit-this-environment = miljön som tillit startades i
audit-image-environment = miljön som avbilden anger
audit-usable-first = CA-certifikaten finns här; en kopia till hjälper inte. De andra fynden om dem säger varför de inte räknas och vad som ska göras.
audit-no-known-ca = ingen utfärdare från någon känd PKI
audit-nothing-there = Inget sådant hittades.
audit-told-before = Beskrivs ovan: { $paths }.
audit-unreadable = går inte att läsa
audit-in-image = Det här ligger i en avbild: ändra där avbilden byggs (Dockerfile).
audit-below-root = Sökvägarna gäller under { $root }.
audit-certificates = { $count } certifikat
audit-state-complete = fullständigt
audit-state-partial = OFULLSTÄNDIGT
audit-state-absent = SAKNAS
audit-state-not-here = finns inte här
audit-state-not-counted = finns här, men räknas inte
audit-for = {" "}för { $who }
audit-role-persons = personer
audit-role-persons-of-level = personer (LoA { $level })
audit-role-functions = funktioner
audit-role-mobile = mobila legitimationer
audit-issuers-missing = rotcertifikatet finns, utfärdare saknas: { $missing }
audit-root-missing = rotcertifikatet saknas ({ $missing })
audit-effect-lets-in = korten släpps in ändå: { $consumer } låter en kedja sluta i vilken betrodd post som helst
audit-effect-only-with-issuer = kort som bara skickar sitt eget certifikat kommer att nekas
audit-effect-some-issuers = kort från de utfärdare som saknas kommer att nekas
audit-effect-cannot-say = det går inte att säga om korten släpps in: utfärdarna finns bara till namnet, och rotcertifikatet som kan bekräfta dem finns inte på den här datorn
audit-effect-refuses = de här korten kommer att nekas
audit-effect-servers-refused = servrar med certifikat från den här generationen är inte betrodda
audit-effect-for-servers = räcker för att bedöma servrar, som skickar med sin utfärdares certifikat
audit-lead-error = Fel:
audit-more-of-the-same = ... och { $count } till (-v visar alla)
audit-more-entries = ... och { $count } poster till (--json har alla som sparats)
audit-looked = Eftersökt men inte hittat: { $places } (-v visar alla sökvägar)
audit-looked-all = Eftersökt men inte hittat: { $places }
audit-looked-place = { $place } ({ $count ->
    [one] 1 sökväg
   *[other] { $count } sökvägar
})
audit-read-as = bedömt efter reglerna i { $consumer }
audit-opened-no-password = inget lösenord behövdes
audit-opened-customary = öppnat med det allmänt kända lösenordet "{ $password }"
audit-opened-given = öppnat med det angivna lösenordet
audit-integrity-none = inget eget skydd mot ändringar
audit-integrity-checked = skyddet mot ändringar är kontrollerat
audit-integrity-not-checked = skyddet mot ändringar är inte kontrollerat
audit-purpose-client = klienter
audit-purpose-server = servrar
audit-purpose-email = e-post
audit-grant-anchor = betrott
audit-grant-helper = bara på vägen till en rot
audit-grant-distrusted = UTTRYCKLIGEN INTE BETRODD
audit-grant-ignored = syns inte
audit-kind-pem = PEM-fil
audit-kind-der = DER-fil
audit-kind-pkcs7 = PKCS#7-fil
audit-kind-pkcs12 = PKCS#12-fil
audit-kind-jks = Java-arkiv (JKS)
audit-kind-jceks = Java-arkiv (JCEKS)
audit-kind-folder = mapp
audit-kind-hashed-directory = mapp med hashnamn (OpenSSL)
audit-kind-nss = NSS-databas
audit-kind-browser-policy = certifikat från en webbläsarpolicy
audit-kind-kubernetes-configmap = ConfigMap i Kubernetes
audit-kind-kubernetes-secret = Secret i Kubernetes
audit-kind-sst = arkivfil från Windows (SST)
audit-kind-p11-kit = betroendefil för p11-kit
audit-kind-windows = certifikatarkiv i Windows
audit-place-file = fil
audit-place-system = systemets arkiv
audit-place-servers = konfiguration för en server
audit-place-environment = miljövariabel
audit-place-image = containeravbild
audit-windows-machine = den här datorn: det som tjänster ser, och varje användare
audit-windows-user = den här användaren, och allt som datorn har
audit-windows-disallowed = Ej betrodda certifikat
audit-windows-root = Betrodda rotcertifikatutfärdare
audit-windows-auth-root = Rotcertifikatutfärdare från tredje part
audit-windows-smart-card-root = Betrodda rotcertifikat för smartkort
audit-windows-ca = Mellanliggande certifikatutfärdare
audit-windows-trusted-people = Betrodda personer
audit-windows-client-auth-issuer = Utfärdare av klientautentiseringscertifikat
audit-windows-nt-auth = Utfärdare för inloggning i domänen
audit-windows-by-policy = från en grupprincip
audit-windows-by-domain = från domänen
audit-table =
    .service = Tjänst
    .owner = Ägare
    .contact = Kontakt
    .store = Certifikatarkiv
    .kind = Slag
    .certificates = Antal certifikat
    .coverage = Täckning
    .findings = Fynd
audit-compared = Jämfört med { $against }:
audit-compared-same = { $store }: inget har ändrats ({ $same } certifikat)
audit-compared-differs = { $store }: { $added } tillagda, { $removed } borttagna, { $changed } ändrade, { $same } lika
audit-compared-incomplete = Alla poster är inte kända på båda sidor, så fler skillnader kan finnas.
audit-only-after = { $store }: nytt, det finns inget att jämföra med
audit-only-before = { $store }: fanns men finns inte längre
audit-cannot-compare = { $store }: kan inte avgöras, eftersom det ena av dem inte gick att läsa
audit-gained = {" "}(nya: { $names })
audit-lost = {" "}(borta: { $names })
audit-alias-changed = alias { $before } { $arrow } { $after }, samma certifikat
audit-copies-changed = { $before } { $arrow } { $after } gånger
audit-searched = { $files ->
    [one] 1 fil
   *[other] { $files } filer
} genomsökta, { $count ->
    [one] 1 namnger utfärdare
   *[other] { $count } namnger utfärdare
}
audit-searched-none = { $files ->
    [one] 1 fil
   *[other] { $files } filer
} genomsökta: ingen utfärdare är namngiven för hand
audit-searched-nothing = ingen fil söktes igenom
audit-searched-headline-old = { $count ->
    [one] en fil namnger gamla utfärdare utan dem som ersätter dem
   *[other] { $count } filer namnger gamla utfärdare utan dem som ersätter dem
}: { $files }
audit-searched-headline-fine = { $count } av { $files } genomsökta { $files ->
    [one] fil
   *[other] filer
} namnger utfärdare, och ingen fil enbart gamla
audit-searched-headline-none = sökte igenom { $files ->
    [one] 1 fil
   *[other] { $files } filer
}: ingen utfärdare är namngiven för hand
audit-searched-headline-nothing = det fanns ingen fil att söka igenom
audit-searched-headline-failed = { $count ->
    [one] en fil eller mapp kunde inte sökas igenom
   *[other] { $count } filer eller mappar kunde inte sökas igenom
}
audit-searched-more-files = ... och { $count ->
    [one] en fil till
   *[other] { $count } filer till
} (-v visar alla)
audit-searched-more-places = ... och { $count ->
    [one] ett ställe till
   *[other] { $count } ställen till
} i den här filen
audit-searched-old = BARA GAMLA UTFÄRDARE
audit-searched-unknown = inte känt här (tillit catalog fetch)
audit-searched-export = tillit catalog export -o MAPP
audit-searched-table =
    .place = Ställe
    .ca = Utfärdare
audit-written-dn = i ett namn (DN)
audit-written-name = med sitt namn
audit-written-key-id = nyckelidentifierare
audit-written-certificate = dess certifikat
audit-written-issued = ett certifikat som den har utfärdat
