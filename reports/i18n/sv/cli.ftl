## Hjälp: översikt

help = Flyttar e-tjänster och IdP:er från de gamla SITHS-rötterna till de nya, och visar att det gick.
help-group-prepare = Förbered en tjänst
help-group-cards = Prova kort
help-group-fault = Hitta felet
help-group-more = Mer
help-heading-usage = Användning
help-heading-commands = Kommandon
help-heading-arguments = Argument
help-heading-options = Flaggor
help-heading-general = Flaggor till alla kommandon
help-usage-options = [FLAGGOR]
help-more =
    tillit KOMMANDO --help berättar mer om varje kommando.
    Slutkoder: 0 inget hittades, 1 fynd, 2 fel användning, 3 kunde inte slutföras eller kan inte avgöras.

## Hjälp: ord för värden

help-value-COMMAND = KOMMANDO
help-value-FILE = FIL
help-value-DIR = MAPP
help-value-PATH = SÖKVÄG
help-value-TEXT = TEXTBIT
help-value-STATUS = STATUSKOD
help-value-VERSION = VERSION
help-value-CHAIN = KEDJA
help-value-SCHEME = METOD
help-value-CERT = CERTIFIKAT
help-value-CODE = KOD
help-value-SHELL = SKAL
help-value-LANGUAGE = SPRÅK
help-value-WHEN = NÄR
help-value-TIME = TID
help-value-SECONDS = SEKUNDER
help-value-MODULE = MODUL
help-value-READER = LÄSARE
help-value-LABEL = ETIKETT
help-value-SHA256 = SHA256
help-value-SOURCE = KÄLLA
help-value-FORMAT = FORMAT
help-value-SEVERITY = ALLVAR
help-value-GENERATION = GENERATION
help-value-PURPOSE = ÄNDAMÅL
help-value-NAME = NAMN
help-value-OID = OID
help-value-TARGET = MÅL
help-value-KIND = SLAG
help-value-ENVIRONMENT = MILJÖ
help-value-POLICY = POLICY
help-value-MODE = SÄTT
help-value-CHANGE = ÄNDRING
help-value-ROLE = ROLL
help-value-PLAN = PLAN
help-value-PHASE = STEG
help-value-RESULT = UTFALL
help-value-WHO = VEM
help-value-SERVICE = NAMN=URL
help-value-CARD = NAMN[:SLAG]

## Hjälp: flaggor till många kommandon

help-any-lang = Språk: sv eller en. Annars systemets
help-any-color = Färger: auto, always (alltid) eller never (aldrig)
help-any-verbose = Säg mer: fingeravtryck, anmärkningar, det som utelämnats
help-any-quiet = Säg mindre: inga anmärkningar och ingen förloppsvisning
help-any-offline = Ingen nätåtkomst alls
help-any-at = Bedöm vid en annan tidpunkt (UTC), till exempel 2020-02-11 eller "2020-02-11 13:30"
help-any-timeout = Längsta väntetid för varje hämtning
help-any-jobs = Så många trådar får arbeta samtidigt
help-any-data = Mapp med CA-certifikat och PKI-beskrivningar, i stället för de vanliga
help-any-catalog = Ytterligare en beskrivning av en PKI (TOML); kan upprepas
help-any-password = Varifrån lösenordet till ett nyckelarkiv kommer: prompt, env:NAMN, file:SÖKVÄG eller fd:N. Utan flaggan prövas de vanliga
help-any-help = Visa hjälp
help-any-version = Visa versionen
help-any-format = Svarets format: human, json, ndjson, csv, markdown eller text
help-any-json = Samma som --format json
help-any-output = Skriv även svaret till den här filen, i det format som ändelsen anger; kan upprepas
help-any-fail-on = Sluta med kod 1 vid fynd av det här allvaret eller värre: info, warning eller error

## Hjälp: kommandon

help-catalog = Kända PKI:er och deras CA-certifikat
help-demo = Hela förloppet utan nät, på en påhittad PKI
help-lab = Demonstrationens delar för egna försök
help-explain = Ett fynd eller en supportkod i sin helhet
help-explain-codes = Koder ur en rapport, till exempel T-101. Utan någon: listan över alla
help-explain-list = Lista alla koder
help-completions = Komplettering av kommandon för ett skal
help-completions-shell = bash, elvish, fish, powershell eller zsh
help-completions-more =
    Exempel, för bash:
      tillit completions bash > ~/.local/share/bash-completion/completions/tillit
help-man = Manualsidor
help-man-output = Skriv en sida för varje kommando i den här mappen. Utan flaggan: huvudsidan, för `tillit man | man -l -`

help-login = Logga in mot en server med en nyckel, på alla sätt: släpps kortet in?
help-login-targets = Inloggningens adresser: https://idp.region.example/login, eller idp.region.example
help-any-p12 = Nyckeln med sitt certifikat: en PKCS#12-fil (.p12, .pfx)
help-any-cert = Certifikatet (PEM eller DER); CA-certifikat bredvid det skickas med
help-any-key = Dess privata nyckel (PEM eller DER: PKCS#8, PKCS#1, SEC1), där den inte finns i samma fil
help-any-alias = Av flera nycklar i PKCS#12-filen den med det här namnet
help-any-pkcs11 = Nyckeln på ett kort eller liknande, genom den här PKCS#11-modulen (.so, .dll)
help-any-card = Nyckeln på kortet i en läsare; modulen letas upp. --card=LÄSARE om det finns flera
help-any-windows-key = Nyckeln som Windows har för ett av användarens certifikat, till exempel ett korts i en läsare. Windows frågar efter PIN
help-any-token = Kortet med den här etiketten, om det finns flera
help-any-certificate = Certifikatet med det här SHA-256-fingeravtrycket, i stället för det som en webbläsare troligast erbjuder
help-any-pin = Varifrån PIN kommer: prompt, env:NAMN, file:SÖKVÄG eller fd:N. Utan flaggan frågas det efter den; den prövas en gång
help-any-risk-last-try = Pröva PIN även där en felaktig skulle spärra kortet
help-login-ca = CA-certifikat som finns till hands: en fil eller en mapp; kortets egna skickas med; kan anges flera gånger
help-login-tls = Bara den här versionen: 1.2 eller 1.3; kan anges flera gånger
help-login-chain = Vad som skickas: leaf (kortets eget certifikat), issuer (med utfärdaren) eller root (med den också); kan anges flera gånger
help-login-scheme = Signera bara på det här sättet, som en del kort: pkcs1 eller pss; kan anges flera gånger
help-any-no-redirects = Stanna på den sida som angavs
help-any-follow-forms = Skicka formulär som en webbläsare skickar av sig själv (SAML, OpenID Connect)
help-any-expect-status = Status för sidan i slutet; utan det vilken som helst under 400; kan anges flera gånger
help-any-expect-text = En text som sidan i slutet måste ha; kan anges flera gånger
help-any-deny-text = En text som sidan i slutet inte får ha; kan anges flera gånger
help-login-more =
    Exempel:
      tillit login https://idp.region.example/login --card
      tillit login https://idp.region.example/login --p12 kort.p12 --password prompt
      tillit login idp.region.example --cert kort.pem --key kort.key --ca siths-ca/ --json
      tillit login https://tjanst.example --p12 kort.p12 --follow-forms --expect-text "Logga ut"
    En misslyckad inloggning syns i serverns logg. Varje värd som en omdirigering leder till anges innan den kontaktas.

help-audit = Vad certifikatarkiv litar på, för varje generation; utan MÅL: allt på den här datorn
help-audit-targets = Filer, mappar eller platser: nginx, system, windows, servers, java, nss, firefox, chromium, java:/sökväg, k8s:fil.yaml, image:fil.tar; - är standard in
help-audit-inventory = Granska tjänsterna som står i den här filen, med ägare och miljö
help-audit-require = Vad arkiven måste och inte får innehålla: en policyfil, eller both-generations (båda generationerna), only-new (bara den nya), test-environment (testmiljö); kan upprepas
help-audit-against = Jämför med detta: ett annat mål, eller en tidigare rapport (JSON)
help-audit-search = Sök i den här filen eller mappen efter utfärdare som är namngivna för hand: i en applikations eller IdP:s konfiguration, i SAML-metadata; ensamt eller bredvid mål; kan upprepas
help-audit-root = Granska filerna under MAPP, som i en monterad avbild eller en chroot
help-audit-kind = Vad målen är, där innehållet inte visar det: pem, pkcs12, jks, ...
help-audit-environment = Vad arkiven är till för: production (produktion) eller test
help-audit-show-personal-id = Visa hela personnummer
help-audit-more =
    Exempel:
      tillit audit
      tillit audit /etc/nginx/client-ca.pem java:/opt/tomcat/conf/truststore.p12 system
      tillit audit truststore.jks --password prompt --require both-generations
      tillit audit --inventory tjanster.toml --json -o rapport.md
      tillit audit nytt.pem --against gammalt.pem
      tillit audit --search /etc/shibboleth --search /opt/idp/conf

help-install = Lägg rotcertifikat och utfärdare i certifikatarkiv: först en plan, genomförs på begäran, tas tillbaka med undo
help-install-into = Var: filer, mappar eller platser: java:/sökväg, system, windows, nss, firefox, k8s:fil.yaml. Bäst är filen som tjänsten själv läser; kan upprepas
help-install-generation = Generationen som läggs in: e-id, siths/e-id, new (nya, förval) eller old (gamla); kan upprepas
help-install-roles = Bara CA för de här rollerna, med deras rötter: persons (personer), persons-loa3, persons-loa2, functions (funktioner), mobile (mobila); en lista med kommatecken
help-install-ca = CA-certifikat till hands: en fil eller en mapp. De gäller så långt katalogens fingeravtryck räcker; kan upprepas
help-install-certificate = Installera CA-certifikaten i den här filen, vare sig en katalog känner till dem eller inte; kan upprepas
help-install-remove-generation = Ta bort den här generationen. Nekas så länge något är beroende av den; kan upprepas
help-install-in-use = Certifikat för kort och funktioner som är i bruk, en fil eller en mapp: det som de hänger på tas inte bort; kan upprepas
help-install-inventory = Tjänster som kan vara beroende av det som tas bort: en fil som för tillit audit --inventory
help-install-anyway = Ta bort även det som något är beroende av
help-install-plan = Gör det som står i den här sparade planen. Inget i den betros: fingeravtryck och kommandon räknas fram på nytt
help-install-save-plan = Skriv planen till den här filen, med CA-certifikaten: för granskning, och för att genomföras senare utan nät
help-install-apply = Gör ändringen; frågar en gång
help-install-dry-run = Visa planen och ändra inget (det som sker utan --apply)
help-install-yes = Fråga inte
help-install-print-commands = Skriv planen som ett enda skalskript på standard ut, med säkerhetskopior, kontroller och egen återställning, för någon som har rättigheterna eller där tillit inte får köras
help-install-root = Filerna under MAPP, som i en monterad avbild eller en chroot
help-install-create = Skapa en PEM-fil som inte finns än
help-install-in-place = Skriv i filer som inte kan bytas ut (hårda länkar, monteringar i containrar)
help-install-ad-logon = Windows: lägg även utfärdarna av personers kort med HSA-id i NTAuth, så att de loggar in i domänen
help-install-new-file = Låt filen som en servers konfiguration anger vara som den är: skapa den här nya av den och det som läggs till, och låt konfigurationen ange den. För nginx, apache och haproxy; en absolut sökväg
help-install-kind = Vad målen är, där innehållet inte visar det: pem, pkcs12, jks, ...
help-install-card-certificate = Ett korts certifikat: efter ändringen måste varje arkiv godta det, annars återställs allt; kan upprepas
help-install-reload = Låt sedan tjänster som kan läsa om sina filer göra det (ingen användare loggas ut)
help-install-restart = Starta sedan om tjänster som inte kan det: deras användare loggas ut
help-install-format = Svarets format: human, text, json eller markdown
help-install-resume = Gör resten av en avbruten ändring
help-install-more =
    Exempel:
      tillit install --into /etc/nginx/client-ca.pem java:/opt/tomcat/conf/truststore.p12 --save-plan sondag.plan
      sudo tillit install --plan sondag.plan --apply --reload
      tillit install --into truststore.jks --roles persons-loa3,functions --password prompt
      tillit install --into /etc/nginx/client-ca.pem --remove-generation root-v1 --in-use kort/
      tillit install --into nginx --new-file /etc/nginx/siths-clients.pem
      tillit install --into windows --apply
      tillit install --into /etc/nginx/client-ca.pem --print-commands > andring.sh

help-undo = Ta tillbaka det som install ändrade, byte för byte; avsluta en avbruten ändring
help-undo-change = Ändringens namn, som --list visar det. Utan det: den avbrutna, annars den senaste
help-undo-list = Lista ändringarna: vem, när, vad och hur det gick
help-undo-dry-run = Visa vad som skulle återställas och ändra inget
help-undo-yes = Fråga inte
help-undo-reload = Låt sedan tjänster som kan läsa om sina filer göra det (ingen användare loggas ut)
help-undo-restart = Starta sedan om tjänster som inte kan det: deras användare loggas ut
help-undo-format = Svarets format: human, text, json eller markdown
help-undo-more =
    Exempel:
      tillit undo --list
      sudo tillit undo --reload
      sudo tillit undo 2026-11-21T10:02Z-7f3a

help-verify = Kedjan för ett kortcertifikat, för varje generation
help-verify-inputs = Filer eller mappar med certifikat (PEM, DER, PKCS#7, PKCS#12, JKS); - är standard in
help-verify-ca = CA-certifikat: en fil eller en mapp. De gäller bara så långt katalogens fingeravtryck räcker; kan upprepas
help-verify-anchor = Lita på CA-certifikaten i den här filen, utöver PKI-katalogen; kan upprepas
help-verify-intermediates = Utfärdares certifikat som får användas på vägen till en rot; kan upprepas
help-verify-no-catalog = Bedöm bara mot rötterna i --anchor
help-verify-generation = Bedöm bara mot den här generationen: e-id, siths/e-id, old (gamla) eller new (nya); kan upprepas
help-verify-purpose = Vad certifikatet är till för: login (förval), signing (underskrift), server eller any (vad som helst)
help-verify-host = Värdnamn eller adress som ett servercertifikat ska innehålla; innebär --purpose server
help-verify-strict = Underkänn allt som bryter mot en regel (MUST) i RFC 5280
help-verify-show-personal-id = Visa hela personnummer
help-verify-policy-oid = Certifikatpolicy som kedjan ska gälla för, där en krävs: en OID som 1.2.752.74.6.1; kan upprepas. Utan den: vilken som helst
help-verify-explicit-policy = Kräv en certifikatpolicy: kedjan ska gälla för någon
help-verify-inhibit-mapping = Låt ingen utfärdare säga att en policy betyder en annan
help-verify-inhibit-any-policy = Låt inte ”vilken policy som helst” stå för en viss
help-verify-max-depth = Högsta antal utfärdare mellan certifikat och rot, självutfärdade oräknade; 12 utan den
help-verify-revocation = Hur spärr kontrolleras: off (inte alls, förval), auto, crl, ocsp eller require. auto frågar OCSP och hämtar spärrlistor; crl, ocsp och require godtar inte certifikat som inte anger någon källa
help-verify-crl = Spärrlista som finns till hands: en fil (DER eller PEM) eller en mapp; används först, innebär --revocation crl; kan upprepas
help-verify-refresh = Fråga om spärr på nytt, vad som än är sparat sedan tidigare
help-verify-more =
    Exempel:
      tillit verify kort.pem --ca siths-rotter/
      tillit verify kort.pem --generation new --json
      tillit verify server.pem --purpose server --host e-tjanst.example.se
      tillit verify kort.pem --revocation auto
      tillit verify kort/ --crl listor/ --offline
      tillit verify kort.pem --anchor rot.pem --intermediates utfardare.pem --no-catalog

## Fel användning: vad, och nästa steg

usage-unknown-argument = { $command } har ingen flagga { $argument }.
usage-unknown-command = Kommandot { $command } finns inte.
usage-no-value = { $argument } behöver ett värde.
usage-value = { $value } kan inte användas för { $argument }.
usage-secret = Det som angavs för { $argument } kan inte användas.
usage-too-many-values = { $value } är ett värde för mycket för { $argument }.
usage-twice = { $argument } angavs mer än en gång.
usage-conflict = { $argument } och { $other } kan inte användas tillsammans.
usage-missing = Ange { $argument }.
usage-missing-certificate = Ange minst ett certifikat: en fil, en mapp eller -
usage-not-utf8 = Ett ord på kommandoraden är inte giltig UTF-8. Det går bra bara för sökvägar.
usage-suggestion = Menade du { $suggestion }?
usage-valid-values = Möjliga: { $values }
usage-see-help = Se: { $command } --help

invalid-lang = Använd --lang sv eller --lang en.
invalid-at = Skriv en tidpunkt som 2020-02-11, "2020-02-11 13:30" eller 2020-02-11T13:30:00+01:00. Utan tidszon är den i UTC.
invalid-timeout = Skriv sekunder, som 20 eller 20s, eller minuter, som 2m; högst ett dygn.
invalid-jobs = Skriv ett tal från 1 till 1024.
invalid-oid = Skriv en objektidentifierare med punkter, som 1.2.752.74.6.1.
invalid-depth = Skriv ett tal från 0 till 64.
invalid-password =
    Ett lösenord på kommandoraden kan läsas av alla som använder maskinen, så det tas aldrig emot där.
    Använd --password prompt, env:NAMN, file:SÖKVÄG eller fd:N.

## Fel: vad som hände, och nästa steg

error-heading = fel:

error-settings-read = Inställningarna i { $path } kan inte läsas: { $cause }.
    .next = Gör filen läsbar, eller flytta undan den.
error-settings-syntax = { $path }, rad { $line }: inte giltig TOML: { $detail }
    .next = Rätta raden; docs/configuration.md visar alla inställningar.
error-settings-key = { $path }, rad { $line }: inställningen { $key } finns inte.
    .next = { $suggestion ->
        [none] Ta bort raden; docs/configuration.md visar alla inställningar.
       *[other] Menade du { $suggestion }?
    }
error-settings-value = { $path }, rad { $line }: { $key } tar { $expected }.
    .next = Rätta raden; docs/configuration.md visar alla inställningar.
setting-lang = "sv" eller "en"
setting-color = "auto", "always" eller "never"
setting-format = namnet på ett format, som "human" eller "json"
setting-fail-on = "info", "warning" eller "error"
setting-bool = true eller false
setting-revocation = off, auto, crl, ocsp eller require
setting-timeout = sekunder, som 20, eller "2m"
setting-jobs = ett tal från 1 till 1024
setting-path = en sökväg
setting-paths = en lista med sökvägar
setting-texts = en lista med texter

error-others-can-write = { $path } kan skrivas av andra än root, så root litar inte på den.
    .next = sudo chown root { $path } && sudo chmod go-w { $path }, eller kör tillit som dig själv.
error-others-can-write-windows = { $path } kan skrivas av andra än administratörer, så tillit med förhöjda rättigheter litar inte på den.
    .next = icacls "{ $path }" visar vilka. Gör administratörerna till ägare och ta skrivrätten från alla andra, eller kör tillit utan förhöjda rättigheter.
error-catalog-read = PKI-beskrivningen { $path } kan inte läsas: { $cause }.
    .next = Kontrollera sökvägen efter --catalog, eller mappen catalogs i datamappen.
error-catalog-file = { $path }:{ $line }:{ $column }: { $detail }
    .next = Rätta PKI-beskrivningen; docs/catalog-format.md beskriver dess nycklar.
error-catalog-twice = { $path } beskriver PKI:n { $id }, som redan är känd.
    .next = Ge den ett annat id, eller utelämna filen.
error-generation = Generationen { $given } finns inte.
    .next = { $suggestion ->
        [none] Kända: { $known }
       *[other] Menade du { $suggestion }? Kända: { $known }
    }
error-audit-url = { $url } är en webbadress; tillit audit granskar certifikatarkiv i filer och på den här datorn.
    .next =
        Granska serverns eget certifikatarkiv på servern. Utifrån syns vad den begär av en klient:
        tillit probe { $url }
error-audit-root = Mappen i --root går inte att använda, { $path }: { $cause }
    .next = Ange mappen som innehåller avbildens etc, usr och så vidare.
error-audit-place = Här finns ingen fil { $word }, och ingen plats med det namnet.
    .next =
        { $suggestion ->
            [none] Platser: { $places }.
           *[other] Menade du { $suggestion }? Platser: { $places }.
        }
error-audit-windows = Windows egna certifikatarkiv finns bara på Windows.
    .next =
        Exportera dem där och granska mappen med filerna här:
        reg export HKLM\SOFTWARE\Microsoft\SystemCertificates dator.reg
        reg export HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates principer.reg
        reg export HKLM\SOFTWARE\Microsoft\EnterpriseCertificates doman.reg
        tillit audit windows:MAPP
error-install-windows = Windows egna certifikatarkiv finns bara på Windows.
    .next =
        Kör det där. Eller exportera dem där och gör ett skript för PowerShell här av mappen med filerna:
        reg export HKLM\SOFTWARE\Microsoft\SystemCertificates dator.reg
        reg export HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates principer.reg
        reg export HKLM\SOFTWARE\Microsoft\EnterpriseCertificates doman.reg
        tillit install --into windows:MAPP --print-commands
error-install-export-incomplete = Exporterna i { $path } har inget av datorns egna arkiv (HKLM\SOFTWARE\Microsoft\SystemCertificates): vad som redan finns där är inte känt.
    .next =
        På den datorn, med alla filer i en egen mapp:
        reg export HKLM\SOFTWARE\Microsoft\SystemCertificates dator.reg
        reg export HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates principer.reg
        reg export HKLM\SOFTWARE\Microsoft\EnterpriseCertificates doman.reg
note-install-export-without = Finns inte i exporterna, eller inte på den datorn: { $keys }. Vad en grupprincip spärrar, eller vad listan för inloggning i domänen har, är inte känt utan det.
error-install-export = { $path }: exporter av ett register ändras aldrig.
    .next = Utan --apply och --save-plan visas planen för den datorn; --print-commands gör ett skript för PowerShell som ändrar den där.
error-audit-preset = Policyn { $preset } har inget att tala om: ingen PKI i katalogen har en sådan miljö.
    .next = Ange en policyfil, eller en katalog som beskriver PKI:n (--catalog).
error-audit-policy-read = Policyn { $path } går inte att läsa: { $cause }.
    .next =
        { $suggestion ->
            [none] Kontrollera sökvägen. Policyer utan fil: { $presets }.
           *[other] Menade du { $suggestion }? Policyer utan fil: { $presets }.
        }
error-audit-policy = { $path }:{ $line }:{ $column }: { $detail }
    .next = Inget har granskats. Rätta policyn; docs/audit-policy.md beskriver nycklarna.
error-audit-inventory-read = Förteckningen { $path } går inte att läsa: { $cause }.
    .next = Kontrollera sökvägen i --inventory.
error-audit-inventory = { $path }:{ $line }:{ $column }: { $detail }
    .next = Inget har granskats. Rätta förteckningen; docs/audit-inventory.md beskriver nycklarna.
error-audit-inventory-root = Mappen som förteckningen anger som root för tjänsten { $service } går inte att använda, { $path }: { $cause }
    .next = Rätta nyckeln root för tjänsten: mappen som innehåller avbildens etc, usr och så vidare.
error-audit-inventory-password = Lösenordskällan för tjänsten { $service } går inte att använda.
    .next = Skriv env:NAMN, file:SÖKVÄG eller fd:N; aldrig själva lösenordet.
error-audit-against = --against { $path }: { $problem }
    .nothing = där hittades ingenting.
    .next = Inget kunde jämföras. Ange ett annat mål, eller en tidigare rapport (JSON).
error-audit-report = --against { $path }: { $problem }
    .next = Gör en rapport med: tillit audit MÅL --json -o rapport.json
    .none = den här JSON-filen är ingen rapport.
    .other = det här är en rapport av slaget { $schema }, inte från tillit audit.
    .later = rapporten ({ $schema }) är gjord av en senare version av tillit.
    .malformed = rapporten är skadad vid { $at }.
    .empty = rapporten handlar inte om något arkiv.
error-url = { $url } är en webbadress; tillit verify bedömer certifikat i filer.
    .next =
        Spara serverns certifikat först, och bedöm dem sedan:
        openssl s_client -connect { $server } -showcerts < /dev/null > server.pem
        tillit verify server.pem --purpose server --host { $host }
error-crl-input = --crl { $path }: { $problem }
    .next = Inget bedömdes: utan spärrlistan kunde svaret bli fel. Rätta sökvägen eller filen.
error-crl-folder = --crl { $path }: ingen spärrlista i mappen.
    .next = Inget bedömdes: utan spärrlistorna kunde svaret bli fel. Kontrollera sökvägen.
error-crl-url = --crl { $url }: flaggan tar en fil eller en mapp, inte en adress.
    .next = Utelämna den: med --revocation crl hämtas listan från adressen i certifikatet.
error-crl-unused = --crl används inte med --revocation { $mode }.
    .next = Använd --revocation auto, crl eller require, eller utelämna --crl.
error-purpose-host = --host är till för servercertifikat och går inte ihop med --purpose { $purpose }.
    .next = Använd --purpose server, eller utelämna --host.
error-no-catalog = Med --no-catalog finns inget att bedöma mot.
    .next = Ange rotcertifikatet som du litar på med --anchor FIL.
error-password-prompt = Det går inte att fråga efter lösenordet: { $cause }.
    .next = Det kanske inte finns någon terminal. Använd --password env:NAMN, file:SÖKVÄG eller fd:N.
error-password-variable = Miljövariabeln { $name } är inte satt, eller är inte text.
    .next = Sätt den, eller använd --password prompt.
error-password-file = Lösenordet kan inte läsas från { $path }: { $cause }.
    .next = Kontrollera sökvägen eller numret; den första raden är lösenordet.
error-password-descriptor = Det här systemet har inga numrerade deskriptorer: ett lösenord kan inte ges som fd:N.
    .next = Ge det som env:NAMN eller file:SÖKVÄG, eller utelämna flaggan för att bli tillfrågad.
error-extension = Ändelsen på { $path } anger inget format.
    .next = Använd någon av dessa: { $works }
error-format = Det här svaret kan inte ges som { $format }.
    .next = Använd något av dessa: { $works }
error-write = { $path } kan inte skrivas: { $cause }.
    .next = Kontrollera mappen och dess rättigheter. Inget i filen ändrades.
error-write-stdout = Svaret kan inte skrivas: { $cause }.
    .next = Kontrollera vart standard ut leder.
error-ca-input = { $option } { $path }: { $problem }
    .next = Inget bedömdes: utan de certifikaten kunde svaret bli fel. Rätta sökvägen eller filen.
error-ca-empty = { $option } { $path }: inget certifikat i den.
    .next = Inget bedömdes: utan de certifikaten kunde svaret bli fel. Kontrollera sökvägen.

## Vad systemet säger

cause-not-found = finns inte
cause-permission = behörighet saknas
cause-is-folder = det är en mapp
cause-not-folder = en del av sökvägen är ingen mapp
cause-full = det finns inget utrymme kvar
cause-read-only = filsystemet är skrivskyddat
cause-not-text = det är inte text i UTF-8
cause-too-large = den är för stor
cause-timed-out = ett rör (pipe) som ingen skriver till
cause-unsupported = en enhet eller en socket, inte en fil
cause-no-terminal = här finns ingen terminal
cause-nothing-typed = inget skrevs

## Anmärkningar

password-prompt = Lösenord:{" "}
note-bad-data-file = { $path }: { $reason }
note-private-key = Obs: { $path } innehåller också en privat nyckel. Den användes inte. Förvara filen så att andra inte kommer åt den.
note-fetches-list = Hämtar spärrlistan { $url }
note-asks-responder = Frågar OCSP-tjänsten { $url }
note-unused-list = Obs: spärrlistorna i { $path } användes inte. De är utfärdade av { $issuer }, som inte har utfärdat något av certifikaten här.
progress-install = skriver certifikatarkiv
progress-audit = granskar certifikatarkiv
progress-search = söker igenom filer
progress-verify = bedömer certifikat

## Manualsidor

man-manual = tillits manual
man-NAME = NAMN
man-SYNOPSIS = SYNOPSIS
man-DESCRIPTION = BESKRIVNING
man-more = MER
man-exit = SLUTKODER
man-exit-0 = Inget hittades vid eller över gränsen (--fail-on).
man-exit-1 = Fynd: för verify ett certifikat som inte är betrott, eller är betrott bara under en äldre generation.
man-exit-2 = Fel användning eller inställning. Inget gjordes.
man-exit-3 = Kunde inte slutföras, eller kan inte avgöras: något kunde inte läsas eller nås, eller CA-certifikat saknas.
man-exit-several = Med flera mål den första av 2, 3, 1, 0 som förekom.
man-files = FILER
man-files-settings = Inställningar, närmast först: ./tillit.toml, $XDG_CONFIG_HOME/tillit/tillit.toml, /etc/tillit/tillit.toml
man-files-data = CA-certifikat och PKI-beskrivningar: /var/lib/tillit (för alla användare), $XDG_DATA_HOME/tillit (för en)
man-environment = MILJÖ
man-environment-text = LC_ALL, LC_MESSAGES och LANG väljer språk; NO_COLOR och CLICOLOR_FORCE färger.

## tillit install och tillit undo: vad som begärs, och vad som inte går

error-install-stdin = Det går inte att installera i standard in.
    .next = Ange en fil, en mapp eller en plats.
error-install-new-file-target = --new-file { $path } behöver en server vars konfiguration kan ange filen.
    .next = Inget har planerats. Ange servern med --into: nginx, apache eller haproxy, med konfigurationens sökväg efter ett kolon om den ligger någon annanstans (nginx:/srv/nginx.conf). För ett certifikatarkiv som ingen anger än: --into { $path } --create.
error-install-new-file-one = --new-file { $path } hör till ett enda mål: en ny fil tar platsen för en annan.
    .next = Inget har planerats. Kör en gång för varje server, var och en med sin egen fil.
error-install-both-ways = Samma generation ska både läggas in och tas bort.
    .next = Ange den med --generation eller med --remove-generation, inte med båda.
error-install-generation = { $name } säger inte vilken generation som menas: { $generations }.
    .next = Inget har planerats. Ange en av dem med sin PKI: --generation { $generations }
error-install-role = Rollen { $word } finns inte.
    .next =
        { $suggestion ->
            [none] Roller: { $roles }.
           *[other] Menade du { $suggestion }? Roller: { $roles }.
        }
error-install-no-ca = { $path }: { $name } är inget CA-certifikat.
    .next = Inget har planerats. Ett certifikatarkiv innehåller bara rotcertifikat och utfärdare; utelämna det här certifikatet.
error-install-false-ca = { $path }: { $name } har en känd utfärdares namn men är inte den utfärdaren ({ $reason }).
    .next = Inget har planerats. Lita inte på filen. Hämta certifikatet från den som ger ut det: tillit catalog fetch
error-install-unproven-ca = { $path }: { $name } har samma namn som en känd utfärdare, och inget här visar att det är den: certifikatet för { $reason } finns inte till hands.
    .next = Inget har planerats. Skaffa det först: tillit catalog fetch, eller ange det med --ca FIL.
error-install-input = { $option } { $path }: { $problem }
    .next = Inget har planerats. { $remedy }
error-install-in-use = { $path }: { $count } kort som fortfarande gäller är utfärdade under generationen som ska tas bort; det sista går ut { $last }.
    .next = Inget har planerats. Uppgradera eller byt korten först. --anyway tar bort generationen ändå, och då nekas de.
error-install-services = { $count } tjänster är fortfarande beroende av generationen som ska tas bort: { $names }.
    .next = Inget har planerats. Lägg in den nya generationen där först, eller ta reda på vad som inte går att läsa: tillit audit --inventory FIL. --anyway tar bort generationen ändå.
error-install-plan-read = Planen { $path } går inte att läsa: { $cause }.
    .next = Kontrollera sökvägen i --plan.
error-install-plan-schema = { $path } är ingen plan för den här versionen av tillit.
    .next = Gör en plan med: tillit install --into MÅL --save-plan FIL
error-install-plan-syntax = { $path } är ingen plan: { $detail }
    .next = Inget har gjorts. Gör en ny plan: tillit install --into MÅL --save-plan FIL
error-install-plan-certificate = { $path }: certifikatet { $detail } i den är inte det som dess fingeravtryck säger.
    .next = Inget har gjorts. Filen är skadad eller ändrad: använd den inte, gör en ny plan.
error-install-plan-ca = { $path }: certifikatet { $detail } i den godtas inte som den utfärdare som planen säger.
    .next = Inget har gjorts. Filen har ändrats, eller så är katalogen här en annan än där planen gjordes (--catalog). Gör en ny plan på den här datorn.
error-install-plan-write = Planen går inte att skriva till { $path }: { $detail }.
    .next = Filnamn i en plan måste vara text. Genomför den utan att spara den.
error-install-given-declined = Inget har gjorts: certifikaten som ingen katalog känner till godkändes inte.
    .next = Jämför fingeravtrycken med dem som utgivaren uppger, och kör kommandot igen.
error-install-script-key = Inget skript görs: { $path } innehåller en privat nyckel, och den hör inte hemma i ett skript.
    .next = Kör tillit på den datorn, eller ta bort målet ur kommandot.
error-install-script-name = Inget skript görs: filnamnet { $path } är inte text.
    .next = Kör tillit på den datorn, eller ta bort målet ur kommandot.
error-install-script-mixed = Inget skript görs: Windows arkiv och andra behöver var sitt.
    .next = Kör en gång för målen i Windows och en gång för de andra.
error-install-ad-logon = --ad-logon gäller Windows arkiv, och inget mål är ett sådant.
    .next = Ange målet windows, eller utelämna --ad-logon.
error-install-script-changed = { $path } ändrades medan planen gjordes.
    .next = Kör kommandot igen.
error-install-not-a-terminal = Planen behöver ett ja, och det finns ingen att fråga: standard in är ingen terminal.
    .next = Inget har ändrats. Läs planen och lägg sedan till --yes.
error-install-journal = Ändringsjournalen går inte att använda, { $path }: { $cause }
    .next = Inget har ändrats. Journalen är det som gör att ändringar kan ångras; rätta dess mapp (ägare, rättigheter, utrymme), eller välj en annan med --data MAPP.
error-install-busy = Ett annat tillit ändrar certifikatarkiv just nu{ $by ->
        [none] .
       *[other] : { $by }.
    }
    .next = Inget har ändrats. Vänta tills det är klart och kör kommandot igen.
error-install-interrupted = Ändringen { $id } avbröts och måste avslutas först.
    .next = Ta tillbaka den: tillit undo { $id }, eller slutför den: tillit install --resume
error-install-nothing-interrupted = Ingen ändring är avbruten; det finns inget att återuppta.
    .next = Se ändringarna: tillit undo --list
error-install-resume = Ändringen { $id } kunde inte slutföras: { $problem }
    .next = Rätta det som nämns och kör kommandot igen; eller ta tillbaka ändringen: tillit undo { $id }
error-undo-unknown = Ändringen { $id } finns inte i journalen.
    .next = Se ändringarna: tillit undo --list
error-undo-which = { $count } ändringar börjar med { $id }: { $ids }.
    .next = Skriv en av dem i sin helhet.
error-undo-nothing = Journalen har ingen ändring som kan tas tillbaka.
    .next = Se ändringarna: tillit undo --list. Andra användares ändringar, och de som gjordes med sudo, finns i en annan journal: sudo tillit undo --list
note-install-generation = { $name } betyder { $generation } här.
note-interrupted = OBS: ändringen { $id } från { $at } avbröts och är inte klar: { $targets }. Ta tillbaka den: tillit undo { $id }. Slutför den: tillit install --resume
install-confirm = Genomföra planen? [j/N]{" "}
install-confirm-given =
    { $count ->
        [one] Ingen katalog känner till det här certifikatet i planen; den som har dess nyckel avgör vem som loggar in:
       *[other] Ingen katalog känner till de här certifikaten i planen; den som har deras nycklar avgör vem som loggar in:
    }
      { $names }
    Är fingeravtrycken de som utgivaren uppger? [j/N]{" "}
undo-confirm = Ta tillbaka ändringen? [j/N]{" "}
undo-confirm-others = { $path } har sedan dess ändrats av någon annan. Ta bara bort det som lades till? [j/N]{" "}
install-script-head =
    En plan från tillit som skript: det kan läsas innan det körs.
    sh SKRIPT          kontrollerar att filerna är som de var, ändrar ingenting
    sh SKRIPT apply    genomför planen; säkerhetskopior ligger i /var/backups, för andra än root i hemmappen (BACKUP=...)
    sh SKRIPT undo     lägger tillbaka allt
install-script-head-windows =
    En plan från tillit som skript för PowerShell: det kan läsas innan det körs. För datorns arkiv som administratör.
    powershell -ExecutionPolicy Bypass -File SKRIPT.ps1         genomför planen och antecknar i en fil vad som ändrades
    powershell -ExecutionPolicy Bypass -File SKRIPT.ps1 -Undo   tar tillbaka precis det
    Intune: Enheter, Skript och åtgärder, Plattformsskript, som SYSTEM i 64-bitars PowerShell.
    Grupprincip i stället: Datorkonfiguration, Principer, Windows-inställningar, Säkerhetsinställningar, Principer för offentliga nycklar: rotcertifikat till Betrodda rotcertifikatutfärdare, de andra till Mellanliggande certifikatutfärdare.

## tillit diagnose

help-diagnose = Varför en inloggning misslyckas, vems fel det är, och vad man säger och gör
help-diagnose-urls = Sidor: https://idp.region.example/login, eller ett värdnamn med eller utan port
help-diagnose-ask = Ställ frågor i stället, för support i telefon; med -o FIL.html som en sida som fungerar utan nät
help-diagnose-error = Vad en kod, ett larm eller ett inklistrat felmeddelande kan betyda, och vad man frågar sedan
help-diagnose-bundle = Skriv också allt som hittades till FIL.zip eller FIL.html, för supporten
help-diagnose-force = Ersätt filen i --bundle om den finns
help-diagnose-card-certificate = Kortets certifikat, utan dess nyckel: en fil, gärna med utfärdarna ovanför
help-diagnose-ca = CA-certifikat ovanför kortet: en fil eller en mapp; kan anges flera gånger
help-diagnose-server-ca = Rötter som datorn litar på för servrar, utöver sitt eget arkiv: en fil eller mapp; kan anges flera gånger
help-diagnose-inventory = Se på sidorna (urls) för tjänsterna i den här filen
help-diagnose-local = Se även efter på den här datorn: arkiv, webbläsarnas policyer, kortmoduler, proxyer
help-diagnose-fetch = Hämta utfärdaren som servern inte skickar från adressen i serverns eget certifikat, för att säga vad den borde skicka
help-diagnose-trust = Pröva vad servern litar på, med certifikat som ingen har utfärdat: varje försök blir en misslyckad inloggning i dess logg; frågar om ägarens lov
help-diagnose-yes = Serverns ägare har gett lov: fråga inte
help-diagnose-more =
    Exempel:
      tillit diagnose https://idp.region.example/login --card-certificate kort.pem
      tillit diagnose https://idp.region.example/login --p12 kort.p12 --password prompt
      tillit diagnose --inventory tjanster.toml --card-certificate kort.pem --format ndjson
      tillit diagnose --error ERR_BAD_SSL_CLIENT_AUTH_CERT
      tillit diagnose --ask
      tillit explain ca-not-announced

    Ju mer som är känt om kortet, desto mer går att säga: bara adressen, kortets certifikat, dess nyckel. En nyckel prövas på alla sätt, och
    en misslyckad inloggning syns i serverns logg: gör det mot egna tjänster, eller med ägarens lov.
    Det som syns, syns från den här datorn. Bara det som anges kontaktas, och dit en inloggning skickas vidare.
    Slutkoder: 0 kortet släpps in, 1 en orsak hittades, 2 fel användning, 3 det går inte att säga.
progress-diagnose = ser på servrar
note-diagnose-card = Filen har { $count } certifikat som inte är utfärdares. Det gäller { $name }.
error-diagnose-offline = tillit diagnose kontaktar servrar, och det förbjuder --offline.
    .next = Utelämna --offline (och offline i tillit.toml). tillit explain behöver inget nät.
error-diagnose-bundle-extension = { $path }: ett paket är FIL.zip eller FIL.html.
    .next = Ge filen någon av de ändelserna.
error-diagnose-bundle-exists = { $path } finns redan, och ingen server har kontaktats.
    .next = Välj ett annat namn, eller ersätt den med --force.
error-diagnose-ask-read = Svaren går inte att läsa: { $cause }.
    .next = Kör i en terminal, eller skriv sidan: tillit diagnose --ask -o fraga.html
error-diagnose-card = { $path } har CA-certifikat men inte något korts.
    .next = Ange filen med kortets eget certifikat. CA-certifikat anges med --ca FIL.

## tillit probe

help-probe = Vad en server i drift begär av en klient, sett utifrån och utan kort
help-probe-urls = Sidor: https://idp.region.example/login, eller ett värdnamn med eller utan port
help-any-repeat = Pröva varje adress N gånger: noder bakom en adress kan vara olika
help-any-proxy = HTTP-proxy att gå genom, VÄRD:PORT; annars gäller miljöns https_proxy och no_proxy
help-probe-inventory = Pröva sidorna (urls) för tjänsterna i den här filen
help-probe-ca = Rötter som datorn litar på för servrar, utöver sitt eget arkiv: en fil eller mapp; kan upprepas
help-probe-fetch = Hämta utfärdaren som servern inte skickar från adressen i serverns eget certifikat, för att säga vad den borde skicka
help-probe-trust = Pröva vad servern litar på, med certifikat som ingen har utfärdat: varje försök blir en misslyckad inloggning i dess logg; frågar om ägarens lov
help-probe-yes = Serverns ägare har gett lov: fråga inte
help-probe-more =
    Exempel:
      tillit probe https://idp.region.example/login
      tillit probe idp.region.example --repeat 20
      tillit probe --inventory tjanster.toml --format ndjson
      tillit probe --trust idp.region.example

    Bara det som anges kontaktas. Utan --trust skickas inget certifikat, och av en sida sparas bara dess status.
    Slutkoder: 0 inget hittat, 1 anmärkningar, 2 fel användning, 3 det går inte att se vad en server begär.
help-value-PROXY = VÄRD:PORT
invalid-repeat = Ett tal från 1 till 1000.
invalid-proxy = En HTTP-proxy skrivs VÄRD:PORT eller http://VÄRD:PORT.
invalid-proxy-password = Användarnamn och lösenord hör hemma i variabeln https_proxy, inte på kommandoraden där andra kan läsa dem.
progress-probe = prövar servrar
probe-confirm-trust =
    Certifikat som ingen har utfärdat kommer att visas för { $servers }. De släpper inte in någon, och vart och ett blir en misslyckad inloggning
    i serverns logg: upp till { $count } för varje adress. Gör det med lov av den som driver servern. Har du det? [j/N]{" "}
error-probe-trust-not-a-terminal = --trust kräver lov av den som driver servern, och det finns ingen att fråga: standard in är ingen terminal.
    .next = Inget kontaktades. Varje försök blir en misslyckad inloggning i serverns logg; med ägarens lov, lägg till --yes.
error-probe-trust-declined = Inget kontaktades.
    .next = Utelämna --trust för att se efter utan att pröva något.
error-probe-trust-no-key = Systemet ger inga slumptal till en nyckel.
    .next = Utelämna --trust, eller pröva på en annan dator.
error-probe-offline = tillit probe kontaktar servrar, och det förbjuder --offline.
    .next = Utelämna --offline (och offline i tillit.toml).
error-probe-url = Ingen webbadress: { $url }
    .next = Skriv den som https://VÄRD/SÖKVÄG, eller VÄRD:PORT.
error-probe-not-https = Ingen https-adress: { $url }
    .next = Ett kort begärs bara över TLS: skriv https://
error-probe-password = En webbadress med användarnamn eller lösenord i tas inte emot.
    .next = Utelämna dem: adressen står i rapporter.
error-probe-inventory = Förteckningen { $path } anger ingen sida för någon tjänst.
    .next = Skriv urls = ["https://VÄRD/SÖKVÄG"] vid de tjänster som ska prövas utifrån.
error-probe-proxy = Variabeln { $variable } anger ingen HTTP-proxy.
    .next = Skriv den som http://VÄRD:PORT, eller utelämna den; --proxy VÄRD:PORT går före.

## Inloggningar

note-probe-fetches = Servern skickar inte { $name }: certifikatet hämtas från { $url }, som serverns certifikat anger
note-probe-fetched = Servern borde skicka { $name }, SHA-256 { $sha256 }
note-probe-not-fetched = { $url } gav inte { $name }
note-login-host = Inloggningen går vidare till { $host }
note-login-key = Loggar in med { $name }. Filen har flera nycklar: { $names }. En annan: --alias NAMN
progress-login = Loggar in
invalid-status = Skriv en status i HTTP, till exempel 200 eller 302.
error-login-offline = En inloggning behöver nätet, och --offline förbjuder det.
    .next = Utelämna --offline, även i tillit.toml.
error-login-url = Det här är ingen adress till en sida: { $url }
    .next = Skriv den som https://idp.region.example/login
error-login-https = Ett kort loggar in bara över https: { $url }
    .next = Skriv adressen med https://
error-login-secret = Det finns ett användarnamn eller ett lösenord i adressen.
    .next = Skriv den utan: det skulle stå i rapporter och loggar.
error-login-read = { $path } kan inte läsas: { $cause }
    .next = Kontrollera filens namn och rättigheter.
error-login-container = { $path }: { $problem }
    .next = { $remedy }
error-login-password = Lösenordet öppnar inte nyckeln i { $path }.
    .next = Ange det rätta: --password prompt
error-login-password-needed = Nyckeln i { $path } är krypterad.
    .next = Ange dess lösenord: --password prompt
error-login-expensive = Att öppna { $path } tar mer än en minut: den begär orimligt mycket arbete.
    .next = Låt den som gjorde filen göra om den.
error-login-no-key = Det finns ingen privat nyckel i { $path }.
    .next = Ange filen med nyckeln: --key FIL, eller en PKCS#12-fil som har båda: --p12 FIL
error-login-no-certificate = Det finns inget certifikat i { $path }.
    .next = Ange filen med kortets certifikat: --cert FIL
error-login-mismatch = Nyckeln i { $path } hör inte till något av certifikaten.
    .next = Certifikat och nyckel måste vara samma korts. Ett förnyat certifikat har oftast en ny nyckel.
error-login-old-encryption = Nyckeln i { $path } är krypterad på OpenSSL:s gamla sätt, som inte läses.
    .next = Konvertera den:
        openssl pkcs8 -topk8 -in GAMMAL.key -out NY.key
error-login-openssh = { $path } är en nyckel för OpenSSH.
    .next = Ett korts certifikat har en annan sorts nyckel: PKCS#8, PKCS#1 eller SEC1.
error-login-unusable = Nyckeln i { $path } är av ett slag som inte kan användas för inloggning här: RSA med mindre än 2048 bitar, eller en ovanlig kurva.
    .next = Webbläsare och servrar godtar den knappast heller.
error-login-damaged = Nyckeln i { $path } är skadad: { $detail }
    .next = Exportera den på nytt därifrån den kom.
error-login-alias = Ingen nyckel med det namnet finns i { $path }. Det finns: { $names }
    .next = Ange en av dem: --alias NAMN

help-card = Kortläsare, vad som finns på ett kort utan PIN-kod, och om det är redo för uppgraderingen
help-card-list = Vilka läsare och kort som finns
help-card-show = Certifikaten på kortet: generation, vems, till vad, till när, med vilken nyckel och PIN-kod
help-card-check = Är kortet redo för uppgraderingen, eller uppgraderat?
help-card-show-reader = Läsaren: dess namn, en del av det, eller dess nummer i listan; annars: alla som har ett kort
help-card-check-reader = Läsaren: dess namn, en del av det, eller dess nummer i listan; annars: alla som har ett kort
help-card-show-page = Säg vilka certifikat en webbläsare skulle erbjuda den här sidan
help-card-check-page = Säg vilka certifikat en webbläsare skulle erbjuda den här sidan
help-card-show-export = Skriv certifikaten till den här mappen, som PEM
help-card-check-query-pin = Fråga kortet hur många försök varje PIN-kod har kvar; vissa kort tar det för en felaktig kod
help-card-more =
    Exempel:
      tillit card list
      tillit card show --for https://idp.region.example/login
      tillit card check --json
    Ingen PIN-kod efterfrågas och inget skrivs till kortet.
progress-card = Läser kort
progress-card-modules = Startar PKCS#11-moduler
note-card-export = { $count ->
    [one] Ett certifikat skrevs
   *[other] { $count } certifikat skrevs
} till { $folder }
error-card-no-library = PC/SC, som kortläsare nås genom, finns inte på datorn: { $detail }
    .next = { PLATFORM() ->
        [windows] winscard.dll hör till Windows; i Windows Server Core och i containrar saknas den. Läs kortet på en annan dator.
       *[other] Installera det: apt install pcscd libpcsclite1 (Debian, Ubuntu), dnf install pcsc-lite (Red Hat).
    }
error-card-no-daemon = Tjänsten PC/SC är inte igång.
    .next = { PLATFORM() ->
        [windows] Anslut en kortläsare: tjänsten Smartkort (SCardSvr) går bara när en läsare finns. I en fjärrskrivbordssession måste smartkort släppas igenom av klienten.
       *[other] Starta den: systemctl start pcscd.socket. I en container måste värdens /run/pcscd/pcscd.comm monteras in.
    }
error-card-no-permission = Det här kontot får inte använda kortläsare.
    .next = { PLATFORM() ->
        [windows] Logga in vid själva datorn eller över fjärrskrivbord, inte över SSH eller WinRM: där når Windows inga kortläsare.
       *[other] Logga in vid själva datorn, inte över SSH, eller låt polkit tillåta det (org.debian.pcsc-lite.access_pcsc).
    }
error-card-timed-out = Tjänsten PC/SC svarar inte i tid.
    .next = { PLATFORM() ->
        [windows] Stäng program som använder kortet, eller starta om tjänsten som administratör: net stop SCardSvr, net start SCardSvr
       *[other] Stäng program som använder kortet, eller starta om tjänsten: systemctl restart pcscd.
    }
error-card-other = Kortläsarna går inte att använda: { $detail }
    .next = { PLATFORM() ->
        [windows] Starta om tjänsten Smartkort som administratör: net stop SCardSvr, net start SCardSvr
       *[other] Starta om tjänsten PC/SC: systemctl restart pcscd.
    }
error-card-no-reader = Det finns ingen kortläsare.
    .next = Anslut en. "tillit card list" visar dem som hittas.
error-card-which-reader = Ingen läsare heter { $reader }. Det finns: { $readers }
    .next = Ange en av dem, en del av namnet, eller dess nummer, räknat från 0.
error-card-offline = Att se vad en sida ber om kräver nätverket, och --offline förbjuder det.
    .next = Utelämna --for, eller --offline.

## Ett korts nyckel

token-pin-prompt = PIN för { $label }:
token-pin-at-reader = Skriv PIN för { $label } på kortläsaren.
note-token-certificate = Loggar in med { $name } från { $issuer }, på { $label }. Ett annat certifikat: --certificate SHA256
note-token-wrong-before =
    Varning: PIN-koden som gavs för { $label }{ $when ->
        [none] {" "}
       *[other] {" "}{ $when }{" "}
    }var fel, eller också fick ingen veta hur det gick, och tillit har inte sett någon rätt sedan dess. Efter en felaktig till prövas ingen mer av sig självt.
note-token-not-remembered = Varning: att en PIN var fel blir inte ihågkommet till nästa körning ({ $path }: { $cause }). Alla kort säger inte när bara ett försök är kvar: räkna själv.
invalid-pin =
    En PIN på kommandoraden kan läsas av alla som använder maskinen, så den tas aldrig emot där.
    Använd --pin prompt, env:NAMN, file:SÖKVÄG eller fd:N.
invalid-sha256 = Skriv ett certifikats SHA-256-fingeravtryck: 64 hexadecimala siffror.
error-token-pin-prompt = Det går inte att fråga efter PIN: { $cause }.
    .next = Utan terminal: --pin fd:N eller --pin env:NAMN; även --pin file:SÖKVÄG.
error-token-no-module = Det finns ingen PKCS#11-modul för kort på den här datorn.
    .next = { PLATFORM() ->
        [windows] Installera kortets egen (Net iD) eller OpenSC, eller ange en: --pkcs11 MODUL. Nyckeln som Windows har: --windows-key
       *[other] Installera kortets egen (Net iD) eller OpenSC (Debian: opensc-pkcs11), eller ange en: --pkcs11 MODUL
    }
error-token-module-read = { $path } kan inte läsas: { $cause }
    .next = { PLATFORM() ->
        [windows] Ange modulens fil: --pkcs11 "C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll"
       *[other] Ange modulens fil: --pkcs11 /usr/lib/.../opensc-pkcs11.so
    }
error-token-module-processor = { $path } är ett bibliotek för en annan sorts processor: { $theirs }. Det här programmet är för { $ours }.
    .next = Installera modulen för { $ours }.
error-token-module = { $path } är ingen PKCS#11-modul: { $cause }
    .next = Ange modulens egen fil; det som den själv behöver måste också vara installerat.
error-token-module-failed = Modulen { $path } misslyckas: { $cause }
    .next = { PLATFORM() ->
        [windows] Sitter läsaren i, och är tjänsten Smartkort igång? Prova en annan modul: --pkcs11 MODUL
       *[other] Är pcscd igång? Prova en annan modul: --pkcs11 MODUL
    }
error-token-none = { $modules } ser inget kort med certifikat.
    .next = { PLATFORM() ->
        [windows] Sätt i kortet. Om det sitter i: anger --token eller --card ett annat, är tjänsten Smartkort igång, passar modulen till kortet?
       *[other] Sätt i kortet. Om det sitter i: anger --token eller --card ett annat, är pcscd igång, passar modulen till kortet?
    }
error-token-not-read = { $modules } kan inte använda kortet i: { $failed }
    .next = Kortet kan vara av ett slag som modulen inte känner till, eller sitta upp och ner. Prova kortets egen modul: --pkcs11 MODUL
error-token-certificate = Inget certifikat med fingeravtrycket { $sha256 } finns på kortet. Där finns: { $names }
    .next = tillit card show visar dem med sina fingeravtryck.
error-token-several = Det finns flera kort: { $cards }
    .next = Ange ett: --token ETIKETT, eller --card=LÄSARE
error-token-no-certificate = Inget certifikat på kortet är till för inloggning. Där finns: { $names }
    .next = Kortet kanske inte är helt färdigställt. Underskriftscertifikat används aldrig för inloggning.
error-token-not-for-login = Nyckeln på { $label } är till för underskrift och används aldrig för inloggning. Ingen PIN prövades.
    .next = Välj ett certifikat för inloggning, eller utelämna --certificate.
error-token-locked = PIN för { $label } är spärrad. Ingen PIN prövades.
    .next = Lås upp den med PUK i kortets eget program, eller hos den som ger ut korten.
error-token-last-try = { $label } har ett försök kvar. Ingen PIN prövades.
    .next = Om du är säker på PIN-koden: --risk-last-try. Är den fel spärras kortet.
error-token-wrong-before = Felaktiga PIN som getts för { $label }: { $count }{ $when ->
    [none] {""}
   *[other] {" "}(den senaste { $when })
}, och ingen rätt sedan dess. Bara ett försök kan vara kvar. Ingen PIN prövades.
    .next =
        Hur många som är kvar, för kort som berättar det: tillit card check --query-pin
        Är fler än ett kvar, eller har du loggat in med kortet någon annanstans sedan dess, och är du säker på PIN-koden: --risk-last-try. Är den fel kan kortet spärras; är den rätt glöms detta.
error-token-not-counted = Det går inte att komma ihåg att en PIN var fel ({ $path }: { $cause }), och ingen skriver den själv. En felaktig skulle spärra kortet efter några körningar. Ingen PIN prövades.
    .next = Ange en mapp som kan skrivas: --data MAPP; eller låt någon skriva PIN-koden: --pin prompt. Är du säker på den: --risk-last-try
error-token-pin-length = PIN för { $label } har { $least } till { $most } siffror. Den prövades inte.
    .next = Ange kortets PIN för inloggning.
error-token-wrong-pin = Fel PIN för { $label }. Den prövades en gång; ett försök mindre är kvar.
    .next = Det är PIN för inloggning som behövs, inte den för underskrift. Hur många försök som är kvar är inte alltid känt: var säker innan du försöker igen.
error-token-wrong-pin-last = Fel PIN för { $label }. Den prövades en gång, och bara ett försök är kvar.
    .next = Var säker innan du försöker igen: en felaktig till spärrar kortet. Inte alla moduler berättar i förväg att bara ett försök är kvar.
error-token-locked-now = PIN för { $label } är spärrad. Antingen var den det redan, vilket det här kortet inte berättar, eller så var detta sista försöket.
    .next = Lås upp den med PUK i kortets eget program, eller hos den som ger ut korten.
error-token-cancelled = PIN för { $label } avbröts på läsaren.
    .next = Kör kommandot igen och skriv PIN på läsaren.
error-token-gone = { $label } är borta: kortet eller läsaren togs bort.
    .next = Sätt i det igen och låt det sitta tills svaret visas.
error-token-timed-out = { $label } har inte svarat på { $seconds } s.
    .next = Om PIN skrivs på läsaren: var snabbare, eller ange --timeout; annars: ta ut kortet och sätt i det igen.
error-token-pin-expired = PIN för { $label } måste bytas innan den kan användas.
    .next = Byt den i kortets eget program.
error-token-no-key = { $label } har ingen nyckel till certifikatet som valdes.
    .next = Välj ett annat certifikat: --certificate SHA256. Det som valdes kan höra till ett annat kort.
error-token-failed = { $label } kan inte öppnas: { $cause }
    .next = Ta ut kortet, sätt i det igen och försök på nytt; eller prova en annan modul: --pkcs11 MODUL

## En nyckel som Windows har

note-windows-key = Loggar in med { $name }; nyckeln finns hos { $provider }. Windows frågar efter PIN, om den behövs, i ett eget fönster, som kan ligga bakom andra. Ett annat certifikat: --certificate SHA256
error-windows-key-elsewhere = --windows-key använder en nyckel som Windows har, och det här är inte Windows.
    .next = Ett kort: --card. En fil: --p12. På en dator med Windows fungerar samma kommando.
error-windows-key-store = Användarens certifikat kan inte läsas: { $cause }
    .next = Syns de i certmgr.msc, under Personligt?
error-windows-key-none = Windows har inget certifikat med nyckel för inloggning, för den här användaren.{ $names ->
    [none] {""}
   *[other] {" "}Där finns: { $names }
}
    .next = Sätt i kortet och vänta tills dess certifikat syns i certmgr.msc, under Personligt. Utan kortprogram som lägger dit dem: --card
error-windows-key-certificate = Windows har ingen nyckel till certifikatet med fingeravtrycket { $sha256 }.{ $names ->
    [none] {""}
   *[other] {" "}Där finns: { $names }
}
    .next = Kopiera fingeravtrycket härifrån: det är SHA-256, och det som Windows visar (SHA-1) är ett annat.
error-windows-key-several = Nycklar för flera personer eller kort finns till hands: { $certificates }
    .next = Ange en: --certificate SHA256. Eller ta ut de kort som inte avses.
error-windows-key-not-for-login = Nyckeln för { $name } är till för underskrift och används aldrig för inloggning. Ingen tillfrågades om PIN.
    .next = Välj ett certifikat för inloggning, eller utelämna --certificate.
error-windows-key-not-there = Nyckeln för { $name } finns inte till hands ({ $provider }).
    .next = Sätt i kortet. Om det sitter i: är tjänsten Smartkort igång, ser kortets program det?
error-windows-key-no-provider = { $provider }, som har nyckeln för { $name }, finns inte på datorn eller startar inte.
    .next = Sitter kortet i? I så fall: installera kortets program på nytt (Net iD, SafeNet), eller använd dess PKCS#11-modul: --pkcs11 MODUL
error-windows-key-no-sha256 = { $provider }, som har nyckeln för { $name }, gör inga signaturer med SHA-256, och TLS godtar inga andra.
    .next = Uppdatera kortets program, eller använd dess PKCS#11-modul: --pkcs11 MODUL
error-windows-key-cancelled = Frågan efter PIN för { $name } besvarades med nej.
    .next = Kör kommandot igen och skriv PIN i Windows fönster.
error-windows-key-wrong-pin = Fel PIN för { $name }.
    .next = Det är PIN för inloggning som behövs, inte den för underskrift. Var säker innan du försöker igen: kort spärras efter några felaktiga.
error-windows-key-locked = PIN för { $name } är spärrad.
    .next = Lås upp den med PUK i kortets eget program, eller hos den som ger ut korten.
error-windows-key-nobody = Nyckeln för { $name } behöver sin PIN, och Windows kan inte fråga någon här.
    .next = Kör på ett skrivbord, inloggad som kortets innehavare: inte som tjänst, inte över SSH, inte som schemalagd aktivitet.
error-windows-key-closed = Ett annat program har kortet för { $name } för sig självt, eller har stängt det.
    .next = Stäng andra program som använder kortet (webbläsare, Net iD, Citrix) och försök igen.
error-windows-key-kind = Nyckeln för { $name } är av ett slag som TLS inte har signaturer för. Ingen tillfrågades om PIN.
    .next = Välj ett annat certifikat: --certificate SHA256
error-windows-key-pin-expired = PIN för { $name } måste bytas innan den kan användas.
    .next = Byt den i kortets eget program.
error-windows-key-timed-out = { $provider }, som har nyckeln för { $name }, har inte svarat på { $seconds } s.
    .next = Ligger ett fönster som frågar efter PIN bakom andra? Mer tid: --timeout. Annars: ta ut kortet och sätt i det igen.
error-windows-key-other = Nyckeln som Windows har för { $name } är inte den i certifikatet.
    .next = Ta ut kortet och sätt i det igen. Ta bort certifikat från gamla kort i certmgr.msc, under Personligt.
error-windows-key-failed = { $provider } kan inte använda nyckeln för { $name }: { $cause }
    .next = Ta ut kortet, sätt i det igen och försök på nytt; eller använd dess PKCS#11-modul: --pkcs11 MODUL

help-pilot = Provet med några få kort innan allas uppgraderas: klart, inte klart eller inte bevisat
help-pilot-more =
    Exempel:
      tillit pilot new pilot.toml
      tillit pilot run pilot.toml          med korten som de är, och igen när de är uppgraderade
      tillit pilot enter pilot.toml --service TakeCare --card "Pilot 1" --result in --by "Anna, support"
      tillit pilot show pilot.toml
    Slutkoder: 0 klart, 1 inte klart, 3 inte bevisat.
help-pilot-new = Skriv en plan: tjänster, kort, vad som provas för hand
help-pilot-new-plan = Filen som ska skrivas
help-pilot-new-name = Vad piloten heter
help-pilot-new-service = En tjänst med sin sida: NAMN=https://...
help-pilot-new-by-hand = En tjänst som bara en människa kan prova
help-pilot-new-card = Ett kort som uppgraderas: NAMN, eller NAMN:SLAG (ordinary, reserve, short-term, mobile, function)
help-pilot-new-new-card = Ett kort som har de nya certifikaten från början: NAMN, eller NAMN:SLAG
help-pilot-new-control = Ett kort som förblir gammalt: NAMN, eller NAMN:SLAG
help-pilot-new-browser = En webbläsare som används
help-pilot-new-generation = Generationen som korten uppgraderas till; annars den nyaste
help-pilot-new-force = Ersätt en plan som redan finns
help-pilot-run = Logga in med varje kort i varje tjänst och spara vad det blev; fortsätter där den förra körningen slutade
help-pilot-run-plan = Planen
help-pilot-run-phase = before (före) eller after (efter uppgraderingen); annars före tills allt är provat, sedan efter
help-pilot-run-only-card = Bara det här kortet
help-pilot-run-only-service = Bara den här tjänsten
help-pilot-run-again = Prova igen det som redan är provat
help-pilot-run-ca = CA-certifikat (filer eller mappar)
help-pilot-enter = För in vad en människa har provat
help-pilot-enter-plan = Planen
help-pilot-enter-service = Tjänsten, som planen kallar den
help-pilot-enter-card = Kortet, som planen kallar det
help-pilot-enter-result = in (inne), partly (delvis), out (nekad) eller cannot-say (går inte att säga)
help-pilot-enter-by = Vem som provade
help-pilot-enter-phase = before (före) eller after (efter uppgraderingen); annars before tills run har sett ett uppgraderat kort
help-pilot-enter-browser = I vilken webbläsare, som planen kallar den
help-pilot-enter-note = Vad mer som bör vara känt
help-pilot-show = Vad piloten hittills har visat
help-pilot-show-plan = Planen
progress-pilot = Loggar in
invalid-pilot-service = en tjänst skrivs NAMN=https://...
invalid-pilot-card = ett kort skrivs NAMN, eller NAMN:SLAG med ordinary, reserve, short-term, mobile eller function
error-pilot-no-plan = Det finns ingen plan { $path }.
    .next = Skriv en: tillit pilot new { $path }
error-pilot-plan-no-file = { $path } är ingen fil.
    .next = Ange planens fil; resultaten sparas bredvid den.
error-pilot-plan-large = Planen { $path } är större än { $limit } MiB.
    .next = Är det rätt fil? En plan är en textfil med några rader för varje tjänst och kort.
error-pilot-plan-read = Planen { $path } går inte att läsa: { $cause }.
    .next = Är det rätt fil, och får det här kontot läsa den? En plan är en textfil i UTF-8.
error-pilot-plan = { $path }:{ $line }:{ $column }: { $detail }
    .next = Rätta planen; docs/pilot.md beskriver dess nycklar.
error-pilot-plan-there = { $path } finns redan.
    .next = Välj ett annat namn eller ersätt den: --force. Resultaten bredvid den blir kvar.
error-pilot-results-read = Resultaten { $path } går inte att läsa: { $cause }.
    .next = Kör som det konto som skrev dem.
error-pilot-results = Resultaten { $path } är skadade: { $detail }
    .next = Lägg tillbaka en äldre kopia, eller flytta undan filen för att börja om.
error-pilot-new-ended = Indata tog slut innan allt var besvarat. Ingen plan är skriven.
    .next = Börja om, eller ange allt med flaggor: --service, --by-hand, --card.
error-pilot-ask = Svaret går inte att läsa från terminalen: { $cause }.
    .next = Ange allt med flaggor: --service, --by-hand, --card.
error-pilot-new-services = En plan behöver en tjänst.
    .next = Ange dem: --service NAMN=https://..., --by-hand NAMN. Utan flaggor i en terminal frågar den.
error-pilot-new-cards = En plan behöver ett kort.
    .next = Ange dem: --card NAMN, --new-card NAMN, --control NAMN.
error-pilot-no-service = Planen har ingen tjänst { $name }. Den har: { $names }
    .next = Skriv den som planen gör.
error-pilot-no-card = Planen har inget kort { $name }. Den har: { $names }
    .next = Skriv det som planen gör.
error-pilot-no-browser = Planen har ingen webbläsare { $name }. Den har: { $names }
    .next = Skriv den som planen gör, eller lägg till den där under browsers.
error-pilot-at = Resultat sparas med tiden för inloggningen, och --at skulle göra den falsk.
    .next = Utelämna --at. När något provades tidigare kan sägas med --note.
error-pilot-offline = En pilot loggar in över nätet, och --offline förbjuder det.
    .next = Utelämna --offline. Det som är provat visas av: tillit pilot show
error-pilot-no-terminal = Ingen kan bli ombedd att sätta i { $card } i läsaren: det här är ingen terminal.
    .next = Sätt i det själv och ange det: --only-card NAMN --pin env:NAMN
error-pilot-other-card = Certifikatet på { $card } är det på { $other }, som redan är provat.
    .next = Sätt i rätt kort. Om planen kallar ett kort för två namn, ta bort det ena.
error-pilot-already-new = { $card } har redan sitt nya certifikat ({ $issuer }): det finns inget "före" att prova längre.
    .next = Fortsätt med det som kommer efter uppgraderingen: tillit pilot run { $plan } --phase after
error-pilot-still-old = { $card } är inte uppgraderat än: dess certifikat kommer från { $issuer }.
    .next = Uppgradera kortet, sedan: tillit pilot run { $plan } --phase after
error-pilot-unknown-issuer = Certifikatet som hittades för { $card } är från { $issuer }, som katalogen inte känner till: det är kanske inget korts.
    .next = Sätt i kortet. Är det kortets: ange ett annat med --certificate SHA256, eller katalogen för dess PKI med --catalog FIL
error-pilot-control-new = { $card } ska förbli gammalt, och dess certifikat är ett nytt ({ $issuer }).
    .next = Ta ett kort som inte är uppgraderat, eller gör det till ett vanligt i planen: part = "new"
pilot-ask-begin = Planen skrivs när allt är besvarat. Enter utan svar avslutar en lista; Ctrl-C avbryter utan att något skrivs.
pilot-ask-browser = En webbläsare som används, till exempel Edge (Enter: inga fler): { "" }
pilot-ask-by-hand = En tjänst som bara en människa kan prova, till exempel TakeCare i Citrix (Enter: inga fler): { "" }
pilot-ask-card = Ett kort som provas: vad kallar ni det? Inte innehavarens namn, hellre "Pilot 1" (Enter: inga fler): { "" }
pilot-ask-control = Ett kort som förblir gammalt och visar att de andra fortfarande kommer in: vad kallar ni det? (Enter: inget): { "" }
pilot-ask-hand = { $service } med { $card }: gick det att logga in? (j: ja, n: nej, Enter: inte provat): { "" }
pilot-ask-insert = Sätt i { $card } i läsaren och tryck Enter (s: hoppa över, q: sluta här): { "" }
pilot-ask-is-new = Sådana uppgraderas inte utan ersätts: planen räknar med att det redan har sina nya certifikat.
pilot-ask-kind = Vilket slag? 1 ordinarie kort, 2 reservkort, 3 korttidskort, 4 mobil identitet, 5 funktionscertifikat (Enter: 1): { "" }
pilot-ask-name = Vad heter piloten? (Enter: { $usual }): { "" }
pilot-ask-no-kind = Svara med en siffra från 1 till 5.
pilot-ask-no-url = Det är ingen https-adress. Så här ser en ut: https://journal.region.example/login
pilot-ask-p12 = Nyckelns fil, PKCS#12, sedd från planens mapp (Enter: den finns på ett kort): { "" }
pilot-ask-p12-before = Filen med den gamla nyckeln (Enter: ingen): { "" }
pilot-ask-password = I en adress får inget användarnamn och inget lösenord stå.
pilot-ask-service = Vad kallas tjänsten? (Enter: { $usual }): { "" }
pilot-ask-taken = { $name } finns redan i planen. Ge det ett annat namn.
pilot-ask-text = En text på sidan som bara den som är inloggad ser, till exempel "Inloggad som" (Enter: ingen): { "" }
pilot-ask-url = Sidan där man loggar in i en tjänst, https://... (Enter: inga fler): { "" }
pilot-ask-who = Vem provade? { "" }
pilot-audit-other = det är ingen JSON från tillit audit
pilot-before-again = Före uppgraderingen saknas svar från { $services }: det provas igen nu, med korten som de är. Är de redan uppgraderade, eller blir svaret aldrig ett annat: tillit pilot run { $plan } --phase after
pilot-before-left = Före uppgraderingen saknas svar från { $services }. Om det gick att logga in där med de gamla korten får ingen veta när de är uppgraderade.
pilot-card-done = { $card } är redan provat i det här steget; --again provar det en gång till.
pilot-ends-here = Körningen slutar här: kortets modul är fortfarande upptagen, och ett annat kort går inte att använda bredvid den. Det som provats är sparat. Fortsätt med: tillit pilot run { $plan }
pilot-entered = Infört: { $service } med { $card }, { $phase ->
    [before] före uppgraderingen
   *[other] efter uppgraderingen
}.
pilot-left-out = { $count ->
    [one] Ett resultat räknas inte
   *[other] { $count } resultat räknas inte
}: planen har en annan sida, eller en annan uppgift för kortet, eller kortet ett annat certifikat.
pilot-plan-control = Ett kort som förblir gammalt visar att tjänsterna fortfarande släpper in de andra.
pilot-plan-head = En pilots plan. docs/pilot.md beskriver den. Kör den först med korten som de är, uppgradera dem, kör den igen.
pilot-skipped = { $card } hoppades över.
pilot-step = { $phase ->
    [before] Steget före uppgraderingen, med korten som de är.
   *[after] Steget efter uppgraderingen.
}
pilot-written = { $plan } är skriven: { $services ->
    [one] en tjänst
   *[other] { $services } tjänster
}, { $cards ->
    [one] ett kort
   *[other] { $cards } kort
}. Börja med korten som de är: tillit pilot run { $plan }
