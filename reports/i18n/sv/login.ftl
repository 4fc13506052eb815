# tillit login
login-headline-in = Kortet släpps in: { $versions }{ $how ->
    [alone] , med bara sitt eget certifikat
    [also-alone] , även när det bara skickar sitt eget certifikat
   *[with] , när utfärdarens certifikat skickas med
}.
login-headline-partly = Kortet släpps in bara { $how ->
    [versions] med { $versions }
    [both] med { $versions }, och bara när utfärdarens certifikat skickas med
   *[with] när utfärdarens certifikat skickas med ({ $versions })
}.
login-headline-out = Kortet släpps inte in. { $why }
login-headline-unsaid = Det går inte att säga om kortet släpps in. { $why }
login-headline-nothing = Det släpps in på några sätt, och andra kunde inte prövas.
login-two = { $first } och { $second }
login-what = { $target } med certifikatet för { $name } från { $issuer }
login-card = på { $token } ({ $module }); { $chosen ->
    [named] certifikatet angavs
    [only] dess enda certifikat för inloggning
   *[best] av dess { $of } certifikat för inloggning det som webbläsare erbjuder, med HSA-id, av den nyaste generationen
}
login-windows-key = med nyckeln som Windows har ({ $module }); { $chosen ->
    [named] certifikatet angavs
    [only] det enda certifikatet för inloggning
   *[best] av { $of } certifikat för inloggning det som webbläsare erbjuder, med HSA-id, av den nyaste generationen
}
login-card-signed = { $count ->
    [one] kortet signerade en gång, på { $most } ms
   *[other] kortet signerade { $count } gånger, på { $least } till { $most } ms
}
login-chain-leaf = eget certifikat
login-chain-with-issuer = med utfärdare
login-chain-with-root = med utfärdare och rot
login-outcome-in = inloggad ({ $status })
login-outcome-refused = nekad i handskakningen: larm { $alert }
login-outcome-refused-late = nekad efter handskakningen: larm { $alert }
login-outcome-closed = nekad: servern stängde utan ett ord
login-outcome-http = nekad av sidan ({ $status }): { $how }
login-outcome-not-asked = inget certifikat efterfrågades ({ $status })
login-outcome-asked-late = efterfrågades först efter anropet
login-outcome-no-algorithm = ingen gemensam signatur, inget skickades
login-outcome-unreachable = kunde inte prövas: { $why }
login-outcome-not-offered = en webbläsare skulle inte skicka det; skickat härifrån ändå: { $sent }
login-http-page = { $page ->
    [no-certificate] den säger att inget certifikat skickades
    [certificate-refused] den säger att certifikatet inte godtas
    [revoked] den säger att certifikatet är spärrat
    [not-trusted] den säger att certifikatets utfärdare inte är betrodd
    [not-in-time] den säger att certifikatet har gått ut eller inte börjat gälla
    [asked-late] servern ville fråga efter anropet
    [plain-http] den säger att anropet skickades på fel sätt
    [bad-gateway] servern bakom svarade inte
   *[other] en felsida
}
login-http-status = en annan status än väntat
login-http-denied = en text ur --deny-text finns där
login-http-missing = en text ur --expect-text saknas
login-http-circle = den leder tillbaka dit den kom ifrån
login-http-endless = den leder vidare och vidare
login-alert-unknown = { $number } (utan namn)
login-meaning-40 = Larm 40 sedan ett certifikat skickats: en kontroll som servern själv gör misslyckades, till exempel att fråga OCSP-tjänsten (Apache).
login-meaning-42 = Larm 42 (bad_certificate): gäller inte än, eller en kedja signerad med SHA-1 (OpenSSL); med Go (Caddy) och Java kan det vara vad som helst, eller att inget skickades.
login-meaning-sha1 = Ett certifikat i kortets kedja är signerat med SHA-1: på OpenSSL:s säkerhetsnivå 2, den vanliga i dagens system, godtas ingen sådan kedja, vad servern än litar på. Sidan är densamma för andra fel; i nginx logg (error_log på nivå info) heter detta "CA signature digest algorithm too weak".
login-meaning-43 = Larm 43 (unsupported_certificate): certifikatet är inte till för inloggning, till exempel kortets certifikat för underskrift.
login-meaning-44 = Larm 44 (certificate_revoked): certifikatet står i serverns spärrlista.
login-meaning-45 = Larm 45 (certificate_expired): certifikatet, dess utfärdare i serverns arkiv eller serverns spärrlista har gått ut. Jämför med certifikatets egna datum.
login-meaning-46 = Larm 46 (certificate_unknown): med Java vad som helst; med Apache en spärrlista som gått ut. Serverns logg visar vilket.
login-meaning-48 = Larm 48 (unknown_ca): roten är inte betrodd, utfärdaren saknas där och skickades inte med, eller en spärrlista saknas. Bara serverns logg skiljer dem åt.
login-meaning-49 = Larm 49 (access_denied): kedjan är inte betrodd (GnuTLS), eller tillträde nekas av annat skäl.
login-meaning-50 = Larm 50 (decode_error): servern kunde inte läsa det som skickades; GnuTLS säger så när inget certifikat kommer.
login-meaning-51 = Larm 51 (decrypt_error): handskakningens eller certifikatets signatur håller inte.
login-meaning-80 = Larm 80 (internal_error): med Apache är kedjan längre än SSLVerifyDepth tillåter (sätt 3); med GnuTLS är certifikatet inte till för inloggning.
login-meaning-112 = Larm 112 (unrecognized_name): servern känner inte till värdnamnet.
login-meaning-116 = Larm 116 (certificate_required): servern fick inget certifikat.
login-why-version = servern talar inte den här versionen
login-why-ours = tillits TLS-bibliotek saknar det som servern godtar
login-why-dns = namnet leder ingenstans
login-why-refused = ingen lyssnar där
login-why-timeout = inget svar i tid
login-why-no-way = det finns ingen väg dit
login-why-not-http = det som svarar talar inte HTTP
login-why-alert = larm { $alert } innan något certifikat efterfrågades
login-why-closed = servern stängde förbindelsen innan något certifikat efterfrågades
login-why-not-tls = det som svarar talar inte TLS
login-why-malformed = svaret bryter mot reglerna för TLS, eller är för stort
login-why-signing = nyckeln kunde inte signera
login-why-no-answer = inget svar kom
login-way = vägen dit:
login-hop = { $page }{ $asks ->
    [yes] {" "}frågade efter certifikat,
   *[no] {""}
} { $status }
