# tillit audit: tjänster hos servrar
server-service = tjänst { $service }
server-label-names = värdnamn
server-label-listens = lyssnar på
server-label-asks = frågar efter certifikat
server-label-trusts = litar på
server-label-announces = skickar namnen på
server-label-depth = längsta kedja
server-label-revocation = spärrkontroll
server-label-tls = TLS-versioner
server-label-floor = kräver
server-default = { $value } (förvalt)
server-asks-required = ja, krävs
server-asks-optional = ja, frivilligt
server-asks-off = nej
server-asks-application = ja, och släpper in alla: applikationen avgör
server-asks-late = ja, krävs, men först efter anropet
server-asks-late-optional = ja, frivilligt, först efter anropet
server-asks-refuses = ingen: alla anslutningar avvisas
server-asks-unknown = går inte att säga
server-trusts-nothing = ingenting
server-source-inline = i själva konfigurationen
server-source-java = Javas eget arkiv (cacerts)
server-source-system = systemets arkiv
server-source-unreadable = { $name } (kan inte läsas)
server-source-unknown = { $name } (inte granskat)
server-announces-same = { $count ->
    [one] utfärdaren i samma { $files ->
        [one] fil
       *[other] filer
    }
   *[other] de { $count } utfärdarna i samma { $files ->
        [one] fil
       *[other] filer
    }
}
server-announces-files = { $count ->
    [one] 1 utfärdare
   *[other] { $count } utfärdare
} ur { $files }
server-announces-nothing = ingen: webbläsare erbjuder alla certifikat
server-announces-unknown = går inte att säga
server-depth-none = ingen gräns
server-depth-intermediates = { $limit } (utfärdare mellan kort och rot)
server-depth-all = { $limit } (utfärdare, roten inräknad)
server-revocation-none = görs inte
server-revocation-network = hämtas från nätet
server-revocation-leaf = av kortet
server-revocation-chain = av hela kedjan
server-revocation-untrusted = av det som inte självt är betrott
server-tls-none = ingen
server-tls-old = 1.1 och äldre
server-floor-level = säkerhetsnivå { $level } i OpenSSL
server-floor-bits = RSA-nycklar på { $rsa } bitar{ $sha1 ->
    [yes] {""}
   *[no] , inte SHA-1
}
server-answer-yes = släpps in
server-answer-if-answered = släpps in, om spärrkontrollen får svar
server-answer-application = applikationen avgör
server-answer-cannot-say = GÅR INTE ATT SÄGA
server-answer-partly = DELVIS
server-answer-no = NEKAS
server-answer-no-known-ca = ingen känd utfärdare
server-short-unconfirmed = { $missing } finns bara till namnet, och roten som skulle bekräfta det finns inte på den här datorn
server-short-unreadable = en fil som anges kan inte läsas
server-short-store-unknown = arkivet är inget av konfigurationens egna: tillit audit java, tillit audit system
server-cannot-say-at-all = Det går inte att säga vems kort som släpps in: det som avgör kunde inte läsas.
server-application-at-all = Alla släpps in: applikationen bakom servern avgör.
server-interrupted = Det går inte att säga vems kort som släpps in: en del av det här går inte att läsa eller godtas inte av servern, som det står ovan.
server-headline-refuses = { $service } nekar { $who ->
    [all] kort
   *[other] kort för { $who }
} i { $generation }
server-headline-refuses-alone = { $service } nekar { $who ->
    [all] kort
   *[other] kort för { $who }
} i { $generation } som bara skickar sitt eget certifikat
server-headline-not-offered = webbläsare erbjuder inte { $who ->
    [all] kort
   *[other] kort för { $who }
} i { $generation } hos { $service }
server-headline-by-computer = { $service } släpper in kort i { $generation } bara från en del datorer
server-headline-cannot-say = det går inte att säga om { $service } släpper in kort i { $generation }
server-headline-application-at-all = { $service } släpper in alla, och applikationen bakom avgör
server-headline-application = { $service } släpper in alla, och applikationen bakom avgör om kort i { $generation }
server-headline-if-answered = { $service } släpper in kort i { $generation }, om spärrkontrollen får svar över nätet
server-headline-lets-in = { $service } släpper in kort i { $generation }
server-headline-no-known-ca = { $service } släpper inte in kort i någon känd PKI: den litar inte på någon av deras utfärdare
server-headline-unknown = det går inte att säga vems kort { $service } släpper in: det som avgör kunde inte läsas
server-headline-all-let-in = alla { $count } tjänster som frågar efter certifikat släpper in kort i { $generations }
server-headline-more = { $count ->
    [one] en tjänst till förklaras nedan
   *[other] { $count } tjänster till förklaras nedan
}
server-headline-off = { $count ->
    [one] den enda tjänst som hittades frågar inte efter certifikat
   *[other] ingen av de { $count } tjänster som hittades frågar efter certifikat
}
server-headline-refusing = { $count ->
    [one] en tjänst avvisar alla anslutningar
   *[other] { $count } tjänster avvisar alla anslutningar
}
server-headline-nothing = ingen konfiguration av en server hittades
server-no-tls = { $paths }: ingen tjänst där talar TLS, och ingen frågar efter certifikat.
server-headline-no-tls = ingen tjänst i konfigurationen talar TLS: inget certifikat efterfrågas
server-headline-problems = { $count ->
    [one] en del av en konfiguration kunde inte läsas
   *[other] { $count } delar av konfigurationer kunde inte läsas
}
server-off = { $service } frågar inte efter certifikat
server-off-more = { $count } tjänster till frågar inte efter certifikat (-v visar dem)
server-step-install =
    Lägg till det som saknas och låt servern läsa in det, ingen loggas ut:
    { $command }
server-step-install-restart =
    Lägg till det som saknas och starta om servern vid en lugn tid:
    { $command }
server-step-install-root =
    Lägg till det som saknas:
    { $command }
server-step-install-windows =
    Lägg till det som saknas, på servern själv och som administratör:
    { $command }
server-step-inline =
    Lägg till det som det här skriver under certifikaten i { $file }, rad { $line }:
    { $command }
server-step-in-front = Granska webbservern eller containern framför: tillit audit nginx apache tomcat
server-step-image = Lägg till det som saknas i { $files } där avbilden byggs (Dockerfile).
server-step-line = Skriv på rad { $line } i { $file } i stället: { $setting }
server-step-add = Lägg till i { $file }, där rad { $line } står: { $setting }
server-about-asks = om certifikat efterfrågas
server-about-trusts = vad som är betrott
server-about-announces = vilka namn som skickas
server-about-anything = något i den här konfigurationen
server-why-variable = variabeln { $word }
server-why-script = ett skript ({ $word })
server-why-macro = makrot { $word }
server-why-condition = ett villkor ({ $word })
server-why-unknown = { $word }, som inte är känt här
server-why-network = något som hämtas från nätet
server-why-in-front = webbservern framför, som efterfrågar certifikatet
server-why-java = Javas eget arkiv, som konfigurationen inte pekar på
server-why-system = systemets arkiv, som konfigurationen inte pekar på
server-step-java = Granska arkivet i den Java som kör servern: tillit audit java
server-step-system = Granska systemets arkiv: tillit audit system
server-table =
    .service = Tjänst
    .line = Rad
    .asks = Frågar efter certifikat
    .cards = Kort
