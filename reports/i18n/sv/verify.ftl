# tillit verify
verify-answer-trusted = betrott
verify-answer-trusted-under-older = betrott bara under en äldre generation
verify-answer-not-trusted = inte betrott
verify-answer-cannot-say = kan inte avgöras
verify-nobody-to-ask = { $answer } (spärr: ingen att fråga)
verify-not-issued = inte utfärdat under det här rotcertifikatet
verify-summary = { $count ->
    [one] Ett certifikat: { $parts }
    [0] Inget certifikat: { $parts }
   *[other] { $count } certifikat: { $parts }
}
verify-summary-trusted = { $count ->
    [one] 1 betrott
   *[other] { $count } betrodda
}
verify-summary-trusted-under-older = { $count ->
    [one] 1 betrott bara under en äldre generation
   *[other] { $count } betrodda bara under en äldre generation
}
verify-summary-not-trusted = { $count ->
    [one] 1 inte betrott
   *[other] { $count } inte betrodda
}
verify-summary-revoked = { $part }, varav { $count ->
    [one] 1 spärrat
   *[other] { $count } spärrade
}
verify-summary-cannot-say = { $count } kan inte avgöras ännu
verify-summary-problems = { $count ->
    [one] en fil gick inte att läsa
   *[other] { $count } filer gick inte att läsa
}
verify-revocation-off = Spärrkontroll: inte gjord. Också ett spärrat kort kan se betrott ut här. Fråga med --revocation auto.
verify-revocation-mode = Spärrkontroll med --revocation { $mode }
verify-revocation-line = Spärrkontroll ({ $mode }): { $said }
verify-revocation-good = inte spärrat, enligt { $proofs }
verify-revocation-good-above = { $count ->
    [one] inte heller utfärdaren, enligt { $proofs }
   *[other] inte heller utfärdarna ovanför, enligt { $proofs }
}
verify-revocation-good-ca = { $count ->
    [one] utfärdaren är inte spärrad, enligt { $proofs }
   *[other] utfärdarna ovanför är inte spärrade, enligt { $proofs }
}
verify-revocation-not-revocable = certifikatet uppger att det inte kan spärras (noRevAvail)
verify-revocation-no-source = ingen kan tillfrågas om { $names }{"\u00a0"}[{ $code }]
verify-revocation-revoked = spärrat, enligt { $proofs }
verify-revocation-revoked-ca = { $name } är spärrat, enligt { $proofs }
verify-revocation-cannot-say = kan inte avgöras för { $names }
verify-revocation-cannot-say-v = kan inte avgöras för { $names } (-v visar varje källa)
verify-revocation-not-looked = inte gjord, eftersom certifikatet avvisas ändå
verify-revocation-not-yet = inte gjord ännu, eftersom kedjan inte är fullständig
verify-revocation-root = inget att kontrollera, ett rotcertifikat står inte på någon spärrlista
verify-revocation-host = { $host } (TCP-port { $port })
verify-revocation-either = { $first } eller { $second }
verify-revocation-and = { $first } och { $last }
verify-revocation-by-crl = spärrlista från { $this } ({ $from ->
    [given] filen { $source }
    [kept] sparad kopia från { $source }
   *[fetched] { $source }
}{ $next ->
    [none] {""}
   *[other] , nästa senast { $next }
})
verify-revocation-by-delta-crl = ändringslista från { $this } ({ $from ->
    [given] filen { $source }
    [kept] sparad kopia från { $source }
   *[fetched] { $source }
}{ $next ->
    [none] {""}
   *[other] , nästa senast { $next }
})
verify-revocation-by-ocsp = OCSP-svar från { $this } ({ $from ->
    [given] filen { $source }
    [kept] sparat svar från { $source }
   *[fetched] { $source }
}{ $next ->
    [none] {""}
   *[other] , gäller till { $next }
})
verify-revocation-state-not-checked = inte kontrollerat
verify-revocation-state-good = inte spärrat
verify-revocation-state-not-revocable = kan inte spärras
verify-revocation-state-no-source = ingen att fråga
verify-revocation-state-cannot-say = kan inte avgöras
verify-revocation-state-revoked = spärrat
verify-revocation-status-good = inte spärrat
verify-revocation-status-revoked = spärrat
verify-revocation-status-cannot-say = kan inte avgöras
verify-revocation-status-not-revocable = kan inte spärras (noRevAvail)
verify-revocation-status-no-source = anger ingen källa; ingen har tillfrågats
verify-revocation-from-given = fil
verify-revocation-from-kept = sparad kopia
verify-revocation-from-fetched = hämtad
verify-revocation-no-answer = inget svar: { $problem }
verify-proof-crl = spärrlista { $source } ({ $from }), { $this } { $next ->
    [none] UTC, utan datum för nästa
   *[other] – { $next } UTC
}
verify-proof-delta-crl = ändringslista { $source } ({ $from }), { $this } { $next ->
    [none] UTC, utan datum för nästa
   *[other] – { $next } UTC
}
verify-proof-ocsp = OCSP-svar { $source } ({ $from }), { $this } { $next ->
    [none] UTC, nyare uppgifter finns alltid
   *[other] – { $next } UTC
}
verify-revoked-unspecified = ingen särskild orsak anges
verify-revoked-keyCompromise = någon annan kan ha nyckeln
verify-revoked-cACompromise = någon annan kan ha utfärdarens nyckel
verify-revoked-affiliationChanged = innehavarens namn eller anställning har ändrats
verify-revoked-superseded = ett annat certifikat har ersatt det
verify-revoked-cessationOfOperation = det behövs inte längre
verify-revoked-certificateHold = spärren är tillfällig och kan hävas
verify-revoked-removeFromCRL = den tillfälliga spärren håller på att hävas
verify-revoked-privilegeWithdrawn = innehavaren har inte längre rätt till det
verify-revoked-aACompromise = en attribututfärdare går inte längre att lita på
verify-problem-answer =
    .crl = spärrlistan { $source }
    .ocsp = OCSP-svaret från { $source }
    .some = det som hittades
    .nobody = någon som inte namnges
verify-problem-no-source = { $mode ->
    [ocsp] det anger ingen OCSP-tjänst
   *[other] det anger ingen som --revocation { $mode } kan fråga, och ingen spärrlista från utfärdaren har angetts
}
verify-problem-malformed-points = den del av det som anger spärrlistorna går inte att läsa
verify-problem-offline = { $source } har inte tillfrågats, eftersom inget får hämtas (--offline) och ingen kopia finns sparad
verify-problem-scheme = { $source } är varken en http- eller https-adress
verify-problem-fetch-dns = servern i { $source } är inte känd till namnet här
verify-problem-fetch-connect = { $source } går inte att nå{ $cause ->
    [none] {""}
   *[other] {" "}({ $cause })
}
verify-problem-fetch-timeout = { $source } gav inget fullständigt svar inom { $seconds } sekunder
verify-problem-fetch-too-large = svaret från { $source } är större än { $limit } byte
verify-problem-fetch-redirect = { $source } hänvisar vidare, och det följs inte{ $cause ->
    [none] {""}
   *[other] {" "}({ $cause })
}
verify-problem-fetch-status = { $source } svarar med HTTP-status { $status }
verify-problem-fetch-other = { $source } går inte att hämta{ $cause ->
    [none] {""}
   *[other] {" "}({ $cause })
}
verify-cause-refused = anslutningen nekades
verify-cause-no-answer = inget svar
verify-cause-unreachable = nätet går inte att nå
verify-cause-broken = anslutningen bröts
verify-problem-crl-malformed = det som { $source } innehåller är ingen spärrlista, eller så är den skadad ({ $error })
verify-problem-crl-trailing-bytes = { $bytes } andra byte följer efter spärrlistan i { $source }
verify-problem-crl-pem = spärrlistans text (PEM) i { $source } är skadad
verify-problem-crl-none = det som { $source } gav är ingen spärrlista
verify-problem-crl-certificate = { $source } innehåller ett certifikat, inte en spärrlista
verify-problem-stale = { $answer } skulle ha ersatts senast { $moment } UTC ({ $ago }) och räknas inte längre
verify-problem-no-next-update = { $answer } anger inte hur länge uppgifterna gäller
verify-problem-from-the-future = { $answer } är från { $moment } UTC, efter tidpunkten för bedömningen
verify-problem-other-issuer = { $answer } kommer från en annan utfärdare ({ $issuer })
verify-problem-other-scope = { $answer } omfattar inte den här sortens certifikat
verify-problem-some-reasons = { $answer } omfattar bara några av orsakerna till att certifikat spärras
verify-problem-delta-without-base = { $answer } anger bara vad som har ändrats sedan en fullständig lista som inte finns här
verify-problem-delta-missing = { $answer } är fullständig, men listan över vad som har ändrats sedan dess går inte att få eller inte att använda
verify-problem-unknown-critical-extension = { $answer } kräver något som inte är känt här (kritisk utökning { $extension })
verify-problem-strict-rule = { $answer } bryter mot en regel i RFC 5280 ({ $rule })
verify-problem-signer-missing = { $answer } har signerats av { $signer }, vars certifikat inte finns på datorn
verify-problem-signature-invalid = signaturen på { $answer } är fel
verify-problem-signature-unsupported = signaturen på { $answer } är av ett slag som inte kan kontrolleras eller inte släpps igenom här
verify-problem-no-crl-sign = den som har signerat { $answer } får inte signera spärrlistor
verify-problem-signer-not-trusted = den som har signerat { $answer } är inte betrodd under samma rotcertifikat
verify-problem-signer-revoked = den som har signerat { $answer } är spärrad
verify-problem-signer-unchecked = den som har signerat { $answer } kan vara spärrad, och det gick inte att ta reda på
verify-problem-not-an-ocsp-response = det som { $source } skickar är inget OCSP-svar
verify-problem-responder-malformed-request = OCSP-tjänsten { $source } förstår inte frågan (malformedRequest)
verify-problem-responder-internal-error = OCSP-tjänsten { $source } har ett fel (internalError)
verify-problem-responder-try-later = OCSP-tjänsten { $source } kan inte svara just nu (tryLater)
verify-problem-responder-sig-required = OCSP-tjänsten { $source } svarar bara på signerade frågor (sigRequired)
verify-problem-responder-unauthorized = OCSP-tjänsten { $source } ger inget svar om det här certifikatet (unauthorized)
verify-problem-other-certificate = { $answer } gäller ett annat certifikat
verify-problem-nonce-differs = { $answer } hör till en annan fråga än vår (nonce)
verify-problem-responder-unknown = OCSP-tjänsten { $source } känner inte till certifikatet (unknown)
verify-problem-responder-not-authorized = den som har signerat { $answer } har inte certifikatutfärdarens uppdrag
verify-problem-responder-expired = certifikatet för OCSP-tjänsten { $source } är utanför sin giltighetstid ({ $moment } UTC)
verify-problem-gave-up = det krävde mer arbete än ett svar får kosta
verify-problem-other = { $answer } går inte att lita på
verify-crl-flaw-version = inte version 2
verify-crl-flaw-no-number = cRLNumber saknas
verify-crl-flaw-critical-number = cRLNumber är kritisk
verify-crl-flaw-long-number = cRLNumber är längre än 20 oktetter
verify-crl-flaw-no-authority-key-id = authorityKeyIdentifier saknas
verify-crl-flaw-point-not-critical = issuingDistributionPoint är inte kritisk
verify-crl-flaw-delta-not-critical = deltaCRLIndicator är inte kritisk
verify-crl-flaw-empty-list = en tom lista med poster i stället för ingen
verify-crl-flaw-other = en som saknar ord här
verify-at = Bedömt per { $moment } UTC (--at)
verify-days-ago = { $days ->
    [0] i dag
    [one] för en dag sedan
   *[other] för { $days } dagar sedan
}
verify-years-ago = för { $years } år sedan
verify-almost-years-ago = för nästan { $years } år sedan
verify-level = tillitsnivå { $level } (LoA { $level })
verify-for-anything = vad som helst
verify-for-servers = server
verify-for-clients = klient
verify-for-code = kodsignering
verify-for-mail = e-post
verify-for-time-stamps = tidsstämpling
verify-for-ocsp = spärrsvar
verify-for-windows-login = Windows-inloggning
verify-given = angivna rotcertifikat
verify-all-generations = alla kända generationer
verify-many-generations = { $count } generationer
verify-unnamed = (namn saknas)
verify-nothing = ingenting
verify-the-certificate = Certifikatet
verify-leaf = certifikatet
verify-certificate-of = certifikatet för { $name }
verify-observed = observerad: signerad av roten
verify-chain-missing = { $name } (finns inte på datorn)
verify-number-of = { $number } av { $count }
verify-number = nummer { $number }
verify-standard-input = standard in
verify-personal-number = personnummer { $number }
verify-coordination-number = samordningsnummer { $number }
verify-valid-to = giltigt till { $date } ({ $days ->
    [0] sista dagen
    [one] 1 dag kvar
   *[other] { $days } dagar kvar
})
verify-valid-from = giltigt från { $date }
verify-expired = gick ut { $date }
verify-kind-function = funktion
verify-kind-ca = utfärdare (mellanliggande certifikat)
verify-kind-root = rotcertifikat
verify-kind-unknown = okänt slag
verify-use-authentication = legitimering
verify-use-signature = underskrift
verify-use-both = legitimering och underskrift
verify-use-other = varken legitimering eller underskrift
verify-guess-ordinary = troligen ett ordinarie kort (gissat efter giltighetstiden)
verify-guess-short-term = troligen ett korttidskort (gissat efter giltighetstiden)
verify-guess-reserve = troligen ett reservkort (gissat efter giltighetstiden)
verify-lead-warning = Varning:
verify-lead-info = Obs:
verify-feature-name-encoding = namn som bara skiljer sig i skrivsättet
verify-feature-name-constraint-form = en namnbegränsning av ovanlig form
verify-feature-policy-extensions = regler om certifikatpolicyer
verify-feature-self-issued = en utfärdare som har förnyat sin egen nyckel
verify-feature-version-1 = ett certifikat av version 1
verify-feature-long-path = fler än sex utfärdare i rad
verify-feature-early-date = ett datum före 1970
verify-feature-unique-id = unika identifierare (unique identifier) för utfärdare eller innehavare
verify-technical-subject = Innehavare
verify-technical-issuer = Utfärdare
verify-technical-serial = Serienummer
verify-technical-sha256 = SHA-256
verify-technical-validity = Giltighetstid
verify-technical-level = Tillitsnivå
verify-technical-card = Kortnummer
verify-level-policy = läst ur policy { $policy }
verify-level-ca = hämtad från utfärdaren { $ca }
verify-missing = CA-certifikat som saknas på datorn
verify-missing-needed = { $count ->
    [one] behövs för ett certifikat
   *[other] behövs för { $count } certifikat
}
verify-missing-no-address = ingen känd adress; fråga utgivaren
verify-missing-fetch = hämtar och prövar att det är äkta
verify-missing-import = om någon har skickat utfärdarens certifikat till dig
    .command = tillit catalog import FIL
verify-missing-given = bara för den här gången
    .command = tillit verify … --ca FIL
verify-table =
    .answer = Besked
    .input = Fil
    .name = Namn
    .hsa-id = HSA-id
    .valid-to = Giltigt till
    .generation = Generation
    .revocation = Spärrkontroll
    .findings = Fynd
verify-policies = Gäller för policyerna: { $policies }

verify-card-refused = kortet för { $card } skulle nekas: { $why }
