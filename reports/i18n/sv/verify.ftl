# tillit verify
verify-answer-trusted = betrott
verify-answer-trusted-under-older = betrott bara under en äldre generation
verify-answer-not-trusted = inte betrott
verify-answer-cannot-say = kan inte avgöras
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
verify-summary-cannot-say = { $count } kan inte avgöras ännu
verify-summary-problems = { $count ->
    [one] en fil gick inte att läsa
   *[other] { $count } filer gick inte att läsa
}
verify-revocation-off = Spärr är inte kontrollerad (--revocation auto)
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
verify-feature-crl-kind = en spärrlista med bara ändringarna (delta)
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
    .findings = Fynd
verify-policies = Gäller för policyerna: { $policies }
