# tillit diagnose: varför en inloggning misslyckas

## Svaret

diagnose-found = { $ready ->
    [card] Kortet är inte trasigt: { $say }
    [elsewhere] Det har inte med kortet att göra: { $say }
   *[none] { $first }
}
diagnose-likely = { $ready ->
    [card] Kortet är inte trasigt. Troligaste orsaken: { $say }
    [elsewhere] Det har inte med kortet att göra. Troligaste orsaken: { $say }
   *[none] Troligaste orsaken: { $say }
}
diagnose-possible = { $ready ->
    [card] Kortet är inte trasigt. En möjlig orsak: { $say }
    [elsewhere] Det har inte med kortet att göra. En möjlig orsak: { $say }
   *[none] En möjlig orsak: { $say }
}
diagnose-one-of = { $ready ->
    [card] Kortet är inte trasigt: servern nekar det ({ $how }) av något av { $count } skäl, som inte går att skilja åt utifrån.
   *[none] Servern nekar kortet ({ $how }) av något av { $count } skäl, som inte går att skilja åt utifrån: det kan vara servern, det kan vara kortet.
}
diagnose-one-of-others = En av { $count } orsaker, som inte går att skilja åt utifrån.
diagnose-lets-in = Kortet släpps in på { $server }, på alla sätt som prövades ({ $versions }): ingen orsak till att inloggningen misslyckas hittades.
diagnose-cannot-say-address = Utifrån syns inget fel på { $server }. Om ett kort släpps in går inte att säga utan kortet.
diagnose-cannot-say-card = En webbläsare erbjuder det här kortet på { $server }. Om servern godtar det går inte att säga utan dess nyckel.
diagnose-cannot-say-offer = Om en webbläsare erbjuder det här kortet på { $server } går inte att säga: vilka utfärdare det har ovanför sig är inte känt här.
diagnose-cannot-say-ours = Det går inte att säga varför inloggningen misslyckas på { $server }: servern talar TLS på ett sätt som det här programmet saknar, och webbläsare kommer kanske längre.
diagnose-cannot-say-handshake = Det går inte att säga varför inloggningen misslyckas på { $server }: varje handskakning slutar innan servern ber om något ({ $how }).
diagnose-cannot-say-partly = Det går inte att säga om kortet släpps in på { $server }: inloggningarna som prövades säger för lite ({ $how }).
diagnose-not-broken = Kortet är inte trasigt.
diagnose-not-the-card = Det har inte med kortet att göra.
diagnose-some-root = vilket det nu är
diagnose-why-proxy = proxyn ger ingen väg dit (status { $status })
diagnose-how-alert = larm { $alert }
diagnose-how-closed = den stänger förbindelsen utan ett ord
diagnose-how-page = den svarar med status { $status }
diagnose-cannot-say-with-issuer = En webbläsare erbjuder det här kortet på { $server } där dess dator har utfärdarens certifikat. Om servern godtar det går inte att säga utan dess nyckel.

## Vad som står under det

diagnose-label-whose = vems fel
diagnose-label-seen = vad som syns
diagnose-label-card = kortet
diagnose-label-why = varför
diagnose-label-excluded = uteslutet
diagnose-label-missing = saknas
diagnose-label-unread = inte läst
diagnose-unread-desktop = { $place }: skrivbordets inställningar; en proxy kan stå där
diagnose-label-remedy = åtgärd
diagnose-label-tried = prövat
diagnose-block-one-of = Något av det här; vad serverns logg säger kl. { $time } UTC visar vilket:
diagnose-block-also = Det här hittades också:
diagnose-log-line = logg: { $line }
diagnose-whose-client = den här datorns
diagnose-whose-card = kortets
diagnose-whose-network = nätets
diagnose-whose-server = serverns ({ $server })
diagnose-whose-application = applikationens, bakom { $server }
diagnose-or = { $first } eller { $last }
diagnose-probably = troligen { $whose }
diagnose-perhaps = kanske { $whose }
diagnose-blameless = { $who ->
    [client-card] { $whose }; det är inget fel på datorn eller kortet
    [card] { $whose }; det är inget fel på kortet
    [client] { $whose }; det är inget fel på datorn
   *[none] { $whose }
}
diagnose-card = { $name } från { $issuer }, till { $ends }
diagnose-seen-required = certifikat begärs (krävs)
diagnose-seen-optional = certifikat begärs (frivilligt)
diagnose-seen-at-once = certifikat begärs
diagnose-seen-late = certifikat begärs först efter anropet
diagnose-seen-not = inget certifikat begärs
diagnose-seen-unknown = om certifikat begärs syntes inte
diagnose-seen-no-names = inga namn på utfärdare: webbläsare erbjuder alla kort
diagnose-seen-names = { $count ->
    [one] 1 utfärdare nämns: { $names }
   *[other] { $count } utfärdare nämns: { $names }
}
diagnose-seen-logins = { $count ->
    [one] 1 inloggning: { $outcome }
   *[other] { $count } inloggningar: { $outcome }
}
diagnose-attempt = { $version }, { $chain }{ $scheme ->
    [none] {""}
   *[other] , { $scheme }
}: { $outcome }

## Vad som inte är orsaken

diagnose-group-network = nätet
diagnose-group-protocol = protokollet
diagnose-group-server-certificate = serverns certifikat
diagnose-group-clock = klockan
diagnose-group-clock-off = klockan (serverns går { $seconds } s fel)
diagnose-group-farm = noder som skiljer sig åt
diagnose-group-asking = hur kortet begärs
diagnose-group-names = utfärdarnas namn
diagnose-group-card = kortets giltighetstid och ändamål
diagnose-group-computer = datorns kortprogram och policyer
diagnose-group-signatures = signaturer
diagnose-group-trust = serverns tillit till kortets utfärdare
diagnose-group-revocation = spärrkontrollen
diagnose-group-application = applikationen

## Vad som saknas

diagnose-missing-card = kortets certifikat (--card-certificate FIL), eller hellre dess nyckel (--p12 FIL, eller --cert FIL --key FIL)
diagnose-missing-key = kortets nyckel (--p12 FIL, eller --cert FIL --key FIL): utan den visar bara serverns egen logg om den godtar kortet
diagnose-missing-trust = vad servern litar på: --trust prövar det utan nyckel, till priset av misslyckade inloggningar i dess logg
diagnose-missing-issuer = certifikatet för { $issuer }, som har utfärdat kortet: ange det med --ca FIL, eller hämta katalogens med tillit catalog fetch
diagnose-missing-browser = vad en webbläsare visar: öppna sidan på den dator där inloggningen misslyckas, och skriv upp koden längst ned på felsidan
diagnose-missing-log = serverns logg kl. { $time } UTC
diagnose-lets-in-remedy = Misslyckas någons inloggning ändå: det här var certifikatet för { $name }, från den här datorn. Titta på det andra kortet, eller kör det här på den andra datorn.

## Belägg

diagnose-evidence-dns = namnet hittades inte
diagnose-evidence-connection = ingen förbindelse: { $error }
diagnose-evidence-not-tls = svaret är inte TLS
diagnose-evidence-only-old = bara versioner före TLS 1.2 talas
diagnose-evidence-alert-at-once = handskakningen avbryts genast: larm { $alert }
diagnose-evidence-clock = serverns klocka skiljer sig { $seconds } s från den här datorns
diagnose-evidence-not-asked = handskakningen blev klar, och inget certifikat begärdes
diagnose-evidence-asked-late = certifikatet begärs efter anropet
diagnose-evidence-page = sidan { $page ->
    [no-certificate] säger att inget certifikat skickades
    [certificate-refused] säger att certifikatet inte godtas
    [revoked] säger att certifikatet är spärrat
    [not-trusted] säger att certifikatets utfärdare inte är betrodd
    [not-in-time] säger att certifikatet har gått ut eller inte börjat gälla
    [asked-late] säger att servern ville fråga efter anropet
    [plain-http] säger att anropet kom på fel sätt
    [bad-gateway] säger att servern bakom inte svarade
   *[other] är en felsida
}
diagnose-evidence-status = den sista sidan har status { $status }
diagnose-evidence-names = { $count ->
    [one] 1 namn på en utfärdare skickades ({ $bytes } byte)
   *[other] { $count } namn på utfärdare skickades ({ $bytes } byte)
}
diagnose-evidence-none-fits = inget av namnen står över kortet
diagnose-evidence-only-root-named = av kortets utfärdare nämns bara roten
diagnose-evidence-withheld = webbläsare erbjuder inte certifikatet: { $reason ->
    [expired] det har gått ut
    [early] det gäller inte än
    [use] det är inte för legitimering
   *[other] dess utfärdare nämns inte
}
diagnose-evidence-refused = en inloggning nekades: larm { $alert }
diagnose-evidence-closed = servern stängde förbindelsen när den hade fått certifikatet, utan ett ord
diagnose-evidence-only-with-chain = nekat med bara kortets eget certifikat, insläppt när utfärdarens skickades med
diagnose-evidence-only-old-version = insläppt med TLS 1.2, inte med TLS 1.3
diagnose-evidence-leads-on = varje sida leder till en annan, och ingen är den sista
diagnose-evidence-trust-differs = serverns adresser litar på olika utfärdare
diagnose-evidence-logins-differ = samma certifikat släpptes in en gång och nekades en annan
diagnose-evidence-sha1 = ett certifikat i kortets kedja är signerat med SHA-1
diagnose-evidence-behaves = den beter sig som { $program }
diagnose-evidence-signing = nyckeln svarade: { $said }
diagnose-evidence-trust = prövat med certifikat som ingen har utfärdat: { $trust ->
    [issuing-ca-missing] servern litar på roten men saknar utfärdaren
    [root-not-trusted] servern litar inte på roten
    [root-or-issuing-ca-missing] servern saknar roten eller utfärdaren
    [crl-missing] servern litar på utfärdaren men saknar en spärrlista
    [crl-over] servern litar på utfärdaren, men en spärrlista där har gått ut
    [crl-or-ca-over] servern litar på utfärdaren, men en spärrlista eller ett CA-certifikat där har gått ut
    [chain-too-long] servern litar på utfärdaren men godtar bara kortare kedjor
    [sha1-refused] servern litar på utfärdaren men godtar inte dess SHA-1
   *[other] servern litar på utfärdaren
}
diagnose-evidence-no-module = ingen modul för kort (PKCS#11) är registrerad på den här datorn
diagnose-evidence-no-key-here = Windows har ingen nyckel till det för den här användaren (certmgr.msc, Personligt)
diagnose-evidence-no-provider = Windows har dess certifikat, men { $name }, som har nyckeln, finns inte på datorn eller startar inte
diagnose-evidence-module-gone = modulen { $name } är registrerad på den här datorn, men dess fil är borta
diagnose-evidence-not-in = saknas i arkivet { $place } ({ $owner })
diagnose-evidence-policy = policy för { $pattern } i { $place } ({ $owner })
diagnose-evidence-proxy = program på den här datorn går genom proxyn { $proxy } ({ $place })
diagnose-program-openssl = ett program på OpenSSL (Apache, HAProxy, stunnel)
diagnose-program-java-or-go = Java eller Go

## Orsaker

T-310 = Orsak: inget certifikat begärs
    .short = begäran om certifikat
    .say = Servern ber inte om något certifikat på den här sidan, så ingen webbläsare erbjuder kortet.
    .why = Ingen får frågan om sitt kort här. Inloggningen kanske börjar på en annan sida eller värd, begäran kan ha slagits av, eller så avslutar en proxy framför servern TLS utan att fråga.
    .remedy = På servern: begär certifikatet på den värd där inloggningen sker (nginx: ssl_verify_client; Apache: SSLVerifyClient för hela värden; HAProxy: verify på raden bind). Se först efter om det här är adressen som webbläsaren visar när den frågar efter kortet.
    .note = Ingen CertificateRequest i handskakningen, med TLS 1.2 och 1.3, och ingen ny handskakning efter anropet.
T-311 = Orsak: servern ber inte om kort från den här utfärdaren
    .short = utfärdarnas namn
    .say = Servern ber inte om kort från den här utfärdaren, så webbläsaren erbjuder det aldrig.
    .say-generation = Servern ber inte om kort från { $generation }, så webbläsare erbjuder dem aldrig.
    .why = En server skickar namnen på de utfärdare vars kort den vill ha, och webbläsare erbjuder inga andra. Användaren får inget certifikat att välja, som om inget kort satt i läsaren.
    .remedy = På servern: lägg till kortets rotcertifikat och utfärdare i den fil vars namn skickas (nginx: ssl_client_certificate; Apache: SSLCADNRequestFile, annars SSLCACertificateFile; HAProxy: ca-file), och ladda om den: tillit install --generation GENERATION --into FIL --apply --reload
    .remedy-cas = På servern: lägg till { $cas } i den fil vars namn skickas (nginx: ssl_client_certificate; Apache: SSLCADNRequestFile, annars SSLCACertificateFile; HAProxy: ca-file), och ladda om den: tillit install --generation { $id } --into FIL --apply --reload
    .note = CertificateRequest, certificate_authorities: RFC 5246 avsnitt 7.4.4, RFC 8446 avsnitt 4.2.4. Oftast litar servern inte heller på utfärdaren; i dess logg syns kortet aldrig.
T-312 = Orsak: servern litar inte på kortets rotcertifikat
    .short = tilliten till roten
    .say = Servern litar inte på kortets rotcertifikat, { $root }.
    .why = Webbläsaren erbjöd kortet och servern nekade det, för kedjan slutar i en rot som servern saknar. Det är likadant för alla kort av den generationen.
    .remedy = På servern: lägg till kortets rotcertifikat och dess utfärdare bland de betrodda, och ladda om den: tillit install --generation GENERATION --into FIL --apply --reload
    .remedy-cas = På servern: lägg till { $cas } bland de betrodda, och ladda om den: tillit install --generation { $id } --into FIL --apply --reload
    .note = OpenSSL: 20 unable to get local issuer certificate, larm 48. Java 46, Go 42, GnuTLS 49; Node stänger; nginx svarar 400.
T-313 = Orsak: servern saknar kortets utfärdare
    .short = en utfärdare som saknas
    .say = Servern saknar certifikatet för { $issuer }, som har utfärdat kortet: den som inte skickar med det nekas.
    .why = Roten räcker inte: många kort och datorer skickar bara kortets eget certifikat. Inloggningen fungerar på en del datorer och på andra inte.
    .remedy = På servern: lägg till utfärdarna bland de betrodda, och ladda om den: tillit install --generation GENERATION --into FIL --apply --reload
    .remedy-cas = På servern: lägg till { $cas } bland de betrodda, och ladda om den: tillit install --generation { $id } --into FIL --apply --reload
    .note = OpenSSL: 20 unable to get local issuer certificate, eller fel 21; larm 48.
T-314 = Orsak: servern har utfärdaren men inte dess rotcertifikat
    .short = en utfärdare utan sin rot
    .say = Servern har kortets utfärdare, { $issuer }, men saknar rotcertifikatet ovanför.
    .why = Program på OpenSSL litar på en utfärdare bara tillsammans med dess rot. Java, Go och GnuTLS nöjer sig utan.
    .remedy = På servern: lägg till rotcertifikatet bland de betrodda, och ladda om den: tillit install --generation GENERATION --into FIL --apply --reload
    .remedy-cas = På servern: lägg till { $cas } bland de betrodda, och ladda om den: tillit install --generation { $id } --into FIL --apply --reload
    .note = OpenSSL: 2 unable to get issuer certificate, larm 48; ofullständiga kedjor godtas bara där programmet ber om det.
T-315 = Orsak: kortets kedja är längre än servern godtar
    .short = kedjans längd
    .say = Servern godtar bara kortare kedjor: över kortet står en utfärdare och en rot.
    .why = Servern litar på rätt utfärdare och räknar certifikaten över kortet. Med Apaches eget värde 1 nekas varje sådant kort, och webbläsare visar ett fel som inte talar om certifikat.
    .remedy = På servern: låt den godta längre kedjor (Apache: SSLVerifyDepth 3; nginx: ssl_verify_depth 3; Tomcat: certificateVerificationDepth="3"), och ladda om den.
    .note = Apache: AH02040 Certificate Chain too long, larm 80 internal_error. OpenSSL: 22 certificate chain too long.
T-316 = Orsak: en utfärdares certifikat har gått ut
    .short = utfärdares certifikat som gått ut
    .say = Certifikatet för en utfärdare över kortet, i serverns filer, har gått ut.
    .why = Servern använder sitt eget exemplar av utfärdarens certifikat, även när webbläsaren skickar ett nyare. Felet ser ut som det för ett kort som gått ut.
    .remedy = På servern: byt utfärdarens certifikat mot det som gäller nu: tillit audit FIL säger vilket det är.
    .note = OpenSSL: 10 certificate has expired, larm 45. Java bryr sig inte, och inte heller Go och GnuTLS när hela kedjan skickas.
T-317 = Orsak: servern godtar inte SHA-1
    .short = SHA-1-signaturer
    .say = Servern godtar inte certifikat som är signerade med SHA-1, och kortets kedja har ett sådant.
    .why = Kortet är av den gamla generationen, vars utfärdare signerar med SHA-1. Nyare system nekar det, och det med rätta.
    .remedy = För kortet: uppgradera det till den nya generationen. På servern: att sänka säkerhetsnivån för gamla kort går, men bör undvikas.
    .note = OpenSSL på säkerhetsnivå 1 och uppåt: 68 CA signature digest algorithm too weak, larm 42.
T-318 = Orsak: en spärrlista på servern är för gammal
    .short = gamla spärrlistor
    .say = En spärrlista på servern har passerat sin tid, så att alla kort från den utfärdaren nekas.
    .why = Servern ska kontrollera om kort är spärrade, och har ingen färsk lista. Det drabbar alla kort från utfärdaren, från en minut till nästa.
    .remedy = På servern: hämta listan på nytt, laga jobbet som gör det, och ladda om den.
    .note = OpenSSL: 12 CRL has expired, larm 45 (Apache: 46). Java: Could not determine revocation status.
T-319 = Orsak: en spärrlista saknas på servern
    .short = spärrlistor som saknas
    .say = Servern kontrollerar om kort är spärrade, och saknar listan från en utfärdare över kortet.
    .why = När en ny generation läggs till ska också dess listor läggas till: en för utfärdaren och, med de flesta program, en för roten.
    .remedy = På servern: lägg listorna för kortets utfärdare och rot där de gamla ligger, och i jobbet som hämtar dem.
    .note = OpenSSL: 3 unable to get certificate CRL, larm 48.
T-320 = Orsak: servern kan inte fråga om kort är spärrade
    .short = OCSP-tjänsten
    .say = Servern kan inte fråga om kortet är spärrat, och nekar det därför.
    .why = Servern frågar utfärdarens OCSP-tjänst vid varje inloggning, och får inget svar. Bakom det ligger en brandvägg, en proxy eller en ny adress till tjänsten.
    .remedy = På servern: öppna vägen till den adress som kortets certifikat har för OCSP. tillit verify KORT --revocation ocsp, kört där, visar om den svarar.
    .note = Apache: AH01974, AH02276 Error (50), larm 40. nginx: 400 "The SSL certificate error".
T-321 = Orsak: kortet är spärrat
    .short = ett spärrat kort
    .say = Kortets certifikat är spärrat, säger servern.
    .why = Utfärdaren har spärrat det: det är anmält förlorat, utbytt, eller så har innehavaren slutat. Ingen server ska släppa in det.
    .remedy = För kortet: tillit verify KORT --revocation auto säger sedan när och varför. Innehavaren behöver ett annat kort, eller nya certifikat på det.
    .note = OpenSSL: 23 certificate revoked, larm 44. IIS: 403.13, även när ingen gick att fråga.
T-322 = Orsak: kortets certifikat har gått ut
    .short = kortets slutdatum
    .say = Kortets certifikat gick ut { $ends }: webbläsare erbjuder det inte.
    .why = Kortets certifikat slutar gälla en bestämd dag. Webbläsare visar då inget certifikat att välja, och servrar säger att inget kom.
    .remedy = För kortet: innehavaren behöver ett annat kort, eller nya certifikat på det.
    .note = RFC 5280 avsnitt 4.1.2.5. En klocka som går fel på datorn ger samma fel.
T-323 = Orsak: kortets certifikat gäller inte än
    .short = kortets startdatum
    .say = Kortets certifikat gäller inte före { $begins }: webbläsare erbjuder det inte.
    .why = Antingen är kortet utfärdat för en senare dag, eller så går datorns klocka efter.
    .remedy = För kortet: se på datorns klocka; går den rätt, vänta till den dagen.
    .note = RFC 5280 avsnitt 4.1.2.5.
T-324 = Orsak: certifikatet är inte för legitimering
    .short = kortets ändamål
    .say = Certifikatet är inte för legitimering: det är kortets certifikat för underskrift, eller för något annat ändamål.
    .why = Ett kort har flera certifikat. Webbläsare erbjuder bara det för legitimering; där ett program erbjuder alla är det lätt att välja fel.
    .remedy = För kortet: välj certifikatet för legitimering.
    .note = digitalSignature och clientAuth saknas. OpenSSL: 26 unsuitable certificate purpose, larm 43.
T-325 = Orsak: nyckeln kan inte RSA-PSS
    .short = signaturer med RSA-PSS
    .say = Nyckeln gör inga signaturer med RSA-PSS, som TLS 1.3 kräver; med TLS 1.2 släpps den in.
    .why = Kortet, eller programmet mellan kort och webbläsare, kan bara den äldre sortens signatur. Webbläsare går inte tillbaka till TLS 1.2 för det.
    .remedy = På den här datorn: uppdatera kortprogrammet (till exempel Net iD). Till dess, på servern: bara TLS 1.2 för den värd där inloggningen sker.
    .note = RFC 8446 avsnitt 4.2.3. Chromium: ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS.
T-326 = Orsak: ingen gemensam sorts signatur
    .short = gemensamma signaturer
    .say = Servern godtar ingen av de signaturer som nyckeln gör.
    .why = Server och klient säger vilka signaturer de kan; de har ingen gemensam, så inget skickades.
    .remedy = På servern: godta de vanliga signaturerna för klienter (RSA-PSS och PKCS#1 v1.5 med SHA-256, ECDSA med P-256).
    .note = signature_algorithms i CertificateRequest: RFC 8446 avsnitt 4.3.2; certificate_types i TLS 1.2.
T-327 = Orsak: nyckeln kunde inte signera
    .short = nyckelns signatur
    .say = Nyckeln kunde inte signera: { $said }.
    .why = Certifikatet erbjöds, men signaturen som hör till gjordes inte: kortet drogs ut, pinkoden avbröts eller är spärrad, eller kortprogrammet misslyckades.
    .remedy = För kortet: sätt i det igen och pröva med pinkoden; går det inte på flera datorer behöver det nya certifikat. På datorn: starta om eller uppdatera kortprogrammet.
    .note = Chromium: ERR_SSL_CLIENT_AUTH_SIGNATURE_FAILED. Firefox kan vänta utan någon sida.
T-328 = Orsak: servern begär kortet för sent
    .short = en sen begäran
    .say = Servern begär certifikatet först efter anropet, och det svarar webbläsare inte på med TLS 1.3.
    .why = Certifikatet begärs för en sökväg och inte för hela värden. Med TLS 1.2 skakar de hand en gång till, med TLS 1.3 vägrar webbläsare, och inloggningen slutar med en felsida.
    .remedy = På servern: begär certifikatet för hela värden (Apache: SSLVerifyClient utanför Location och Directory; IIS: på bindningen), helst under ett eget värdnamn för inloggning; eller stäng av TLS 1.3 för den.
    .note = RFC 8446 avsnitt 4.6.2 (autentisering efter handskakningen), RFC 8740. Apache: 403 "Cannot perform Post-Handshake Authentication".
T-329 = Orsak: en proxy framför ber inte om kortet
    .short = en proxy framför
    .say = En server framför tar emot förbindelsen utan att be om certifikat, och den bakom vill ha ett.
    .why = Det som står framför (en lastdelare, en brandvägg, ett innehållsnät) avslutar TLS. Servern bakom ser aldrig kortet.
    .remedy = På servern: begär certifikatet där TLS slutar och för det vidare, eller låt den som står framför släppa TLS igenom till servern bakom.
    .note = En sida som säger att inget certifikat skickades, eller 502, utan någon CertificateRequest.
T-330 = Orsak: serverns lista med utfärdare är för lång
    .short = längden på listan med utfärdare
    .say = Servern avbryter sin egen handskakning (larm 80), som servrar gör vars lista med utfärdare är för lång.
    .why = Där systemets alla utfärdare nämns i stället för kortens, ryms listan inte i en handskakning. Ingen kan logga in.
    .remedy = På servern: nämn bara de utfärdare vars kort ska logga in, inte systemets alla.
    .note = certificate_authorities har 16 bitar för sin längd; OpenSSL slutar med internal_error. Windows kapar listan vid 16 KiB (händelse 36885).
T-331 = Orsak: servrarna bakom namnet är inte lika
    .short = noder som skiljer sig åt
    .say = Servrarna bakom { $server } svarar inte likadant, så inloggningen fungerar ibland.
    .why = Bakom namnet står flera servrar, och alla har inte ändrats.
    .remedy = På servern: ge varje nod samma utfärdare och inställningar, och ladda om alla. tillit probe URL --repeat 20 säger vilka som saknar något.
    .note = Adresser och upprepade varv jämförs: om de svarar, om de ber om certifikat, vilka namn de skickar.
T-332 = Orsak: applikationen nekar
    .short = applikationen
    .say = Kortet godtogs, och applikationen bakom svarar med status { $status }.
    .say-circle = Kortet godtogs, men sidorna bakom skickar webbläsaren vidare till varandra utan slut.
    .why = Handskakning och tillit är i sin ordning. Det som följer avgör applikationen: en okänd användare, en roll som saknas, en tillitsnivå, en session.
    .remedy = I applikationen: se i dess logg för den personen och den minuten. Kortets nivå (LoA) och hur HSA-id är stavat är det vanligaste.
    .note = Certifikatet skickades och godtogs i handskakningen.
T-333 = Orsak: namnet leder ingenstans
    .short = namnet
    .say = Namnet { $host } leder ingenstans från den här datorn.
    .why = Namnservrarna som datorn frågar känner inte till namnet. Det kanske finns bara i ett annat nät.
    .remedy = I nätet: se efter hur namnet är stavat; fråga sedan den som sköter nätet om det ska vara känt här (Sjunet, ett VPN).
    .note = Systemets namnuppslagning tillfrågades, så som webbläsare gör.
T-334 = Orsak: servern går inte att nå
    .short = förbindelsen
    .say = Det blir ingen förbindelse från den här datorn till { $server }: { $error }.
    .why = Servern är nere, eller så släpper en brandvägg eller en proxy på vägen inte fram den här datorn.
    .remedy = I nätet: pröva från ett annat nät. Fungerar det där öppnar den som sköter nätet vägen; annars ser den som driver tjänsten efter.
    .note = Ingen lyssnar: datorn finns där, men inte tjänsten. Inget svar i tid: en brandvägg, eller så finns ingen där.
T-335 = Orsak: det som svarar talar inte TLS
    .short = själva TLS
    .say = Det som svarar på { $server } talar inte TLS.
    .why = Ett annat program lyssnar på porten, eller så svarar en portal i nätet i serverns ställe.
    .remedy = På servern: se efter att adress och port stämmer, och att TLS är påslaget där.
    .note = Svarets första byte är ingen TLS-post.
T-336 = Orsak: servern känner inte till värdnamnet
    .short = värdnamnet hos servern
    .say = Servern har inget att erbjuda under namnet { $host }.
    .why = Flera värdar delar adressen, och namnet är ingen av dem: ett skrivfel, eller en tjänst som har flyttat.
    .remedy = På servern: lägg upp namnet (nginx: server_name; HAProxy: ett certifikat med det), eller använd det namn som tjänsten har nu.
    .note = Larm 112 unrecognized_name (RFC 6066 avsnitt 3).
T-337 = Orsak: servern talar bara gamla versioner av TLS
    .short = TLS-versionerna
    .say = Servern talar inget nyare än TLS 1.1, som webbläsare har övergett.
    .why = Den är för gammal, eller inställd så. Ingen webbläsare kommer in, med eller utan kort.
    .remedy = På servern: slå på TLS 1.2 och 1.3; oftast krävs ett nyare system eller en nyare apparat.
    .note = RFC 8996. Chromium: ERR_SSL_VERSION_OR_CIPHER_MISMATCH.
T-338 = Orsak: ingen gemensam kryptering
    .short = krypteringarna
    .say = Servern godtar ingen av de krypteringar som används i dag.
    .why = Den nekar det första meddelandet innan den visar något, även ett som erbjuder alla krypteringar som används.
    .remedy = På servern: godta dagens krypteringar (ECDHE med AES-GCM eller ChaCha20).
    .note = Larm 40 eller 71 genast. Det som bara det här programmets eget TLS-bibliotek saknar är undantaget.
T-339 = Orsak: klockorna går olika
    .short = klockan
    .say = Serverns klocka går { $seconds } s före den här datorns.
    .say-behind = Serverns klocka går { $seconds } s efter den här datorns.
    .why = En av dem går fel. Certifikat och biljetter ser då ut att ha gått ut, eller att inte gälla än.
    .remedy = På den här datorn: se efter att klocka och tidszon stämmer. Gör de det, ser den som driver servern på dess klocka.
    .note = Datumet i svaret jämförs; 300 s tolereras.
T-340 = Orsak: serverns certifikat gäller inte nu
    .short = giltighetstiden för serverns certifikat
    .say = Certifikatet för { $server }, eller för en utfärdare över det, gäller inte nu: webbläsare stannar med en varning.
    .why = Webbläsare stannar innan kortet begärs.
    .remedy = På servern: förnya certifikatet och låt servern läsa in det. Ser datumet rätt ut: se på den här datorns klocka.
    .note = RFC 5280 avsnitt 6.1.3 (a)(2).
T-341 = Orsak: serverns certifikat har ett annat namn
    .short = namnet i serverns certifikat
    .say = Serverns certifikat gäller inte för { $host }: webbläsare stannar med en varning.
    .why = Webbläsare stannar innan kortet begärs. Adressen är inte den som tjänsten har, eller så har servern fel certifikat.
    .remedy = På servern: skaffa ett certifikat med det namnet; eller använd något av namnen som det har.
    .note = RFC 9525: bara subjectAltName räknas.
T-342 = Orsak: servern skickar inte sin egen utfärdare
    .short = serverns kedja
    .say = Servern skickar inte certifikatet för sin egen utfärdare, { $missing }: en del webbläsare stannar med en varning.
    .why = Datorer som redan har den utfärdaren kommer vidare, andra inte. Kortet begärs inte före det.
    .remedy = På servern: lägg utfärdarens certifikat i filen med serverns eget certifikat, efter det.
    .note = RFC 8446 avsnitt 4.4.2. Windows hämtar det som saknas; Firefox och Chromium på Linux gör det inte.
T-343 = Orsak: den här datorn litar inte på serverns rot
    .short = serverns rot
    .say = Den här datorn litar inte på { $missing }, roten för serverns certifikat: webbläsare stannar med en varning.
    .say-self = Serverns certifikat är signerat av sig självt, och den här datorn litar inte på det: webbläsare stannar med en varning.
    .say-browser = En webbläsare på den här datorn litar inte på roten ovanför serverns certifikat, fast systemet gör det: den stannar med en varning.
    .why = Webbläsare stannar innan kortet begärs. På datorer som har roten fungerar det.
    .remedy = På den här datorn: hör tjänsten till SITHS eller den egna organisationen lägger den som sköter datorerna till roten bland de betrodda rotcertifikaten. Känner ingen till roten: gå inte vidare.
    .note = Systemets arkiv tillfrågades; webbläsare kan ha egna. Fler rötter: --server-ca FIL.
T-344 = Orsak: inget på den här datorn ger webbläsare tillgång till kort
    .short = kortprogrammet
    .say = På den här datorn hittades inget kortprogram (Net iD, SafeNet): webbläsare ser inga kort här.
    .say-gone = På den här datorn är ett kortprogram registrerat, men dess fil är borta: webbläsare ser inga kort här.
    .say-provider = Windows har det här kortets certifikat, men det som har nyckeln finns inte på datorn eller startar inte: webbläsare använder inte kortet här.
    .say-card = Kortets certifikat finns inte i Windows arkiv för den här användaren: Edge och Chrome ser inte kortet här.
    .why = { PLATFORM() ->
        [windows] Edge och Chrome når ett kort genom Windows eget arkiv, där Windows eller kortprogrammet lägger dess certifikat när det sätts i; Firefox även genom en modul (PKCS#11). Utan det frågas ingen efter pinkod.
       *[other] En webbläsare når ett kort genom en modul (PKCS#11) som kortprogrammet har med sig. Utan den frågas ingen efter pinkod.
    }
    .remedy = { PLATFORM() ->
        [windows] På den här datorn: sätt i kortet och se om certmgr.msc visar dess certifikat under Personligt. Om inte: är organisationens kortprogram (Net iD) igång, och ser det kortet? Installera det, eller installera om det, och starta om webbläsaren. Där det inte finns något gör Windows det självt: tjänsten CertPropSvc.
       *[other] På den här datorn: installera kortprogrammet som organisationen använder, eller installera om det, och starta om webbläsaren.
    }
    .note = Det här sågs efter: pkcs11.txt i NSS-databaser och Firefoxprofiler, moduler i p11-kit, de vanliga mapparna för Net iD, SafeNet och OpenSC; i Windows även certifikat med nyckel i CurrentUser\My.
T-345 = Orsak: webbläsare på den här datorn saknar kortets utfärdare
    .short = utfärdaren i datorns webbläsare
    .say = Servern nämner bara roten, och webbläsare på den här datorn saknar { $issuer }: de erbjuder inte kortet.
    .why = En webbläsare erbjuder ett kort där den kan knyta utfärdaren till ett namn som servern skickar. Det som finns däremellan saknas här.
    .remedy = På den här datorn: lägg in utfärdarens certifikat som mellanliggande (tillit install --into chromium). På servern: nämn även utfärdarna.
    .note = Chromium bygger kedjan ur sitt eget arkiv innan den erbjuder ett certifikat.
T-346 = Orsak: en policy för en webbläsare på den här datorn väljer ett annat certifikat
    .short = policyer som väljer certifikat
    .say = En policy för en webbläsare på den här datorn väljer ett certifikat från en annan utfärdare för { $host }: innehavaren får ingen fråga.
    .why = Har kortet certifikat från mer än en utfärdare tar webbläsaren det gamla utan att fråga.
    .remedy = På den här datorn: den som sköter policyerna för in den nya utfärdaren i AutoSelectCertificateForUrls, eller tar bort regeln.
    .note = Filtrets ISSUER jämförs med kortets utfärdare. Där inget certifikat passar filtret frågar webbläsaren.
