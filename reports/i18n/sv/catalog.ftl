# tillit catalog

catalog-role =
    { $role ->
        [root] rot
        [person-hsa-id] personer (HSA-id)
        [person-identity] personer (personnr)
        [function] funktioner
        [mobile] mobil
       *[other] { $role }
    }
catalog-loa = LoA { $loa }
catalog-held =
    { $held ->
        [pinned] känt fingeravtryck
        [observed] signerad av roten, fingeravtryck ej publicerat
        [renewed] signerad av roten, förnyad
       *[missing] saknas här
    }
catalog-status =
    { $status ->
        [confirmed] bekräftad
        [reported] uppgift från andra
       *[inferred] härledd, inte bekräftad
    }
catalog-valid-to = giltigt till { $date }
catalog-ended = gick ut { $date }
catalog-unknown = okänt
catalog-test = testmiljö
catalog-newest = nyast
catalog-over = avslutad
catalog-issues-until = utfärdade till { $date }

catalog-list-complete = Alla { $all } CA-certifikat finns på den här datorn.
catalog-list-missing = { $here } av { $all } CA-certifikat finns på den här datorn, { $missing } saknas. { $command ->
        [none] Ingen känd adress; fråga utgivaren.
       *[other] Hämta dem med: { $command }
    }
catalog-list-none = Inget av de { $all } CA-certifikaten finns på den här datorn ännu. { $command ->
        [none] Ingen känd adress; fråga utgivaren.
       *[other] Hämta dem med: { $command }
    }
catalog-list-no-address = Ingen känd adress, fråga utgivaren: { $names }.
catalog-list-legend = känt fingeravtryck: exakt det certifikat som katalogen anger. Sparas i { $folder }.

catalog-show-pki = PKI
catalog-show-generation = generation
catalog-show-ca = utfärdare
catalog-show-name = namn
catalog-show-subject = innehavare (subject)
catalog-show-roles = roll
catalog-show-validity = giltigt
catalog-show-pin = SHA-256
catalog-show-no-pin = inget publicerat fingeravtryck
catalog-show-key-id = nyckelidentifierare
catalog-show-issued-until = utfärdade till
catalog-show-sha1 = SHA-1-signaturer
catalog-show-sha1-yes = godtas (och rapporteras)
catalog-show-sha1-no = godtas inte
catalog-show-certificate = certifikat
catalog-show-crl = spärrlista
catalog-show-ocsp = OCSP
catalog-show-status = uppgiftens status
catalog-show-source = källa
catalog-show-here = på den här datorn
catalog-show-origin = källa
catalog-show-origin-embedded = inbyggd i tillit
catalog-show-migration = Bytet från { $from } till { $to }
catalog-show-advice = I dag ({ $date }):
catalog-show-upgrade =
    { $upgradable ->
        [yes] kan uppgraderas
       *[no] kan inte uppgraderas
    }
catalog-show-max = Fler än { $count } certifikat på ett kort kan få uppgraderingen att misslyckas.
catalog-show-milestones = Datum
catalog-show-cards = Kort
catalog-show-before = Före
catalog-show-during = Under tiden
catalog-show-after = Efteråt
catalog-show-way-back = Vägen tillbaka
catalog-show-way-back-until =
    { $open ->
        [yes] till { $date }
       *[no] inte längre möjlig (slutade { $date })
    }
catalog-show-way-back-closed = inte längre möjlig
catalog-show-was = Så gick uppgraderingen till
catalog-show-could =
    { $upgradable ->
        [yes] kunde uppgraderas till { $date }
       *[no] kunde inte uppgraderas
    }
catalog-show-links = Läs vidare

catalog-transfer-done = { $count ->
        [one] Ett CA-certifikat sparades
       *[other] { $count } CA-certifikat sparades
    } i { $folder }.
catalog-transfer-nothing-new = Inget nytt: alla CA-certifikat fanns redan här.
catalog-transfer-none = Inget CA-certifikat sparades.
catalog-transfer-missing = { $count ->
        [one] Ett saknas fortfarande.
       *[other] { $count } saknas fortfarande.
    }
catalog-transfer-from = Utfärdarna till certifikatet hämtas med: { $command }
catalog-outcome-stored = { $held ->
        [pinned] sparat, stämmer med det fastställda fingeravtrycket
        [renewed] sparat, observerat: signerat av den fastställda roten; katalogen känner ett äldre certifikat för den här utfärdaren
       *[observed] sparat, observerat: signerat av den fastställda roten, inget publicerat fingeravtryck att jämföra med
    }
catalog-outcome-already = fanns redan
catalog-outcome-wrong-pin = fel fil, adressen gav: { $subject }
catalog-outcome-expected = väntade SHA-256 { $sha256 }
catalog-outcome-got = fick SHA-256 { $sha256 }
catalog-outcome-wrong-other = det här är en annan utfärdares certifikat: { $subject }
catalog-outcome-no-certificate = inget certifikat där ({ $detail })
catalog-outcome-web-page = adressen gav en webbsida (inloggningssida eller proxy?); försök från ett annat nät
catalog-outcome-no-address = katalogen har ingen adress till det; fråga utgivaren och kör sedan: { $command }
catalog-outcome-strange = användes inte: adressen finns inte i katalogen
catalog-outcome-unknown-issuer = { $subject } är ingen utfärdare i katalogen
catalog-outcome-not-saved = kan inte skrivas till { $path } ({ $detail })
catalog-outcome-fetch = { $kind ->
        [scheme] ingen http- eller https-adress
        [offline] utan nät
        [dns] serverns namn hittas inte ({ $detail })
        [connect] ingen förbindelse, eller så bröts den ({ $detail })
        [timeout] inget fullständigt svar inom { $detail }
        [too-large] mer än { $detail } byte: så stort är inget CA-certifikat
        [redirect] omdirigerad dit tillit inte följer med ({ $detail })
        [status] servern svarar HTTP { $detail }
       *[other] { $detail }
    }
catalog-refusal = { $kind ->
        [not-in-catalog] ingen utfärdare i katalogen heter så
        [not-a-ca] inget CA-certifikat
        [look-alike] har namnet { $ca } och EN ANNAN NYCKEL: inte det certifikat som det utger sig för
        [pin-mismatch] har namnet { $ca } och är inte det fastställda certifikatet
        [root-not-pinned] katalogen har inget fingeravtryck för roten { $ca }
        [other-issuer] har namnet { $ca } och är utfärdat av { $issuer }, som inte är någon rot i den generationen
        [root-not-at-hand] certifikatet för { $root } behövs först, det är beviset
        [signature-invalid] har namnet { $ca } och är INTE signerat av { $root }
        [weak-signature] har namnet { $ca } och är signerat med { $digest }, som den generationen inte använder
       *[other] godtas inte
    }
catalog-address-inferred = (adressen är härledd ur en regel, inte bekräftad)
catalog-address-reported = (adressen är en uppgift från andra)

catalog-missing-offline = Nätet används inte (--offline). { $count ->
        [one] Ett CA-certifikat saknas.
       *[other] { $count } CA-certifikat saknas.
    } Hämta på en annan dator:
catalog-missing-then = Sedan, på den här datorn: { $command }
catalog-missing-none = Inget saknas: nätet behövs inte.
catalog-missing-no-address = ingen känd adress; fråga utgivaren

catalog-export-test = OBS: TESTMILJÖ ({ $names }). Får aldrig installeras i produktion: den som litar på de här utfärdarna litar på testkort.
catalog-export-done = { $count ->
        [one] Ett CA-certifikat
       *[other] { $count } CA-certifikat
    } skrevs till { $target }.
catalog-export-unchanged = { $target } innehåller redan exakt detta: inget skrevs.
catalog-export-partial = Inte komplett: { $count ->
        [one] ett CA-certifikat saknas
       *[other] { $count } CA-certifikat saknas
    } i den.
catalog-export-next = På den andra datorn: { $command }
catalog-export-missing = Inget skrevs: { $count ->
        [one] ett CA-certifikat finns
       *[other] { $count } CA-certifikat finns
    } inte på den här datorn. Hämta först, eller exportera det som finns med --partial.

catalog-check-fine = Inget att anmärka: alla CA-certifikat som frågan gällde finns här och är i ordning.
catalog-check-notes = Inget måste göras; { $count ->
        [one] en upplysning.
       *[other] { $count } upplysningar.
    }
catalog-check-absent = { $count ->
        [one] Ett CA-certifikat
       *[other] { $count } CA-certifikat
    } för { $names } saknas. { $command ->
        [none] Ingen känd adress; fråga utgivaren.
       *[other] Hämta alla: { $command }
    }
catalog-check-found = { $count ->
        [one] En sak
       *[other] { $count } saker
    } att göra.
catalog-check-missing = certifikatet finns inte på den här datorn
catalog-check-get = hämta det: { $command }
catalog-check-from = från { $url } { $note }
catalog-check-ends = upphör { $date }, om { $days ->
        [one] en dag
       *[other] { $days } dagar
    }
catalog-check-over = gick ut { $date }
catalog-check-unpinned = inget publicerat fingeravtryck: det kan bara observeras (signerat av den fastställda roten), inte fastställas
catalog-check-renewed = certifikatet här är ett annat än det vars fingeravtryck katalogen har; det är signerat av den fastställda roten
catalog-check-file = filen används inte: { $reason }
catalog-check-file-next = ta bort den och hämta certifikatet på nytt: { $command }
catalog-check-file-writable = andra än root kan skriva i den, root litar inte på den
catalog-check-file-writable-next = titta på innehållet, sedan: { $command }
catalog-check-file-io = den kan inte läsas ({ $detail })
catalog-check-file-container = den innehåller inget certifikat ({ $detail })
catalog-bad-files = { $count ->
        [one] En fil i datamappen används inte; se tillit catalog check
       *[other] { $count } filer i datamappen används inte; se tillit catalog check
    }

catalog-error-unknown = Katalogen känner inte till { $given }.
    .next = { $suggestion ->
        [none] tillit catalog list visar vad som finns.
       *[other] Menade du { $suggestion }? tillit catalog list visar vad som finns.
    }
catalog-error-only-test = { $given } finns bara i en testmiljö, och en testmiljö måste anges med namn.
    .next = Skriv { $name }.
catalog-error-missing = Alla CA-certifikat som frågan gällde finns inte på den här datorn.
    .next = tillit catalog check säger vad som saknas och var det finns.
catalog-error-target-exists = { $path } finns redan och innehåller något annat.
    .next = Välj en annan plats, eller låt --force ersätta den.
catalog-error-target-foreign = { $path } innehåller filer som ingen export har skrivit: { $names }
    .next = De skulle gå förlorade, därför ersätter inte heller --force den här mappen. Välj en annan.
catalog-error-target-kind = { $path } finns redan och är av ett annat slag.
    .next = Ett namn som slutar på .pem är en fil; alla andra namn är en mapp.
catalog-error-write = { $path } kan inte skrivas: { $cause }
    .next = Kontrollera rättigheterna och utrymmet där, eller välj en annan plats.
catalog-error-denied = Kan inte skriva i { $path }: behörighet saknas.
    .next = Kör med sudo, eller ange en annan mapp med --data MAPP.
catalog-error-link = { $path } är en länk, och CA-certifikat skrivs inte genom länkar.
    .next = Ta bort länken, eller ange en annan datamapp med --data.
catalog-error-net = { $cause }
    .next = Kontrollera http_proxy och https_proxy i miljön.
catalog-error-nothing = Inget att exportera: inget av CA-certifikaten finns på den här datorn.
    .next = tillit catalog fetch hämtar dem; tillit catalog check säger vad som saknas.

catalog-readme-title = CA-certifikat för { $names }
catalog-readme-files = pem/ och der/: varje certifikat i båda kodningarna. bundle.pem: alla tillsammans, utfärdarna först och sedan deras rot, så som webbservrar vill ha det. fingerprints.txt: vad vart och ett är. SHA256SUMS: filernas kontrollsummor (sha256sum -c SHA256SUMS).
catalog-readme-check = Jämför fingeravtrycken med vad utgivaren säger innan du installerar något. "signerad av roten" betyder att inget fingeravtryck har publicerats: certifikatet är signerat av den fastställda roten.
catalog-readme-places = På Windows: rötter läggs i "Betrodda rotcertifikatutfärdare", utfärdare i "Mellanliggande certifikatutfärdare". { $kinds } En server som frågar efter klientcertifikat behöver båda.
catalog-readme-import = På en dator med tillit: { $command }
catalog-readme-root = Rot: { $names }.
catalog-readme-issuing = Utfärdare: { $names }.
catalog-readme-partial = INTE KOMPLETT. Det saknas: { $names }

# Hjälp

help-value-WHAT = VAD
help-value-DAYS = DAGAR
help-catalog-list = Vad som är känt, och vad av det som finns på den här datorn
help-catalog-list-what = En PKI, en generation eller en utfärdare: siths, e-id, siths/e-id, new, "SITHS e-id Root CA v2". En testmiljö anges med namn: siths-test/e-id
help-catalog-list-all = Även testmiljöer
help-catalog-list-more =
    Exempel:
      tillit catalog list
      tillit catalog list e-id -v
help-catalog-show = Allt som är känt om en PKI, en generation eller en utfärdare
help-catalog-show-what = En PKI, en generation eller en utfärdare: siths, e-id, siths/e-id, new, "SITHS e-id Root CA v2"
help-catalog-show-more =
    Exempel:
      tillit catalog show siths          med bytets datum och råd
      tillit catalog show "SITHS e-id Root CA v2"
help-catalog-fetch = Hämta CA-certifikat från deras egna adresser
help-catalog-fetch-what = Bara dessa: en PKI, en generation eller en utfärdare. Annars allt som saknas utom testmiljöer
help-catalog-fetch-more =
    Vanlig HTTP duger: bara ett certifikat som stämmer med sitt fastställda fingeravtryck, eller som en fastställd rot har signerat
    med exakt rätt namn, sparas. Proxyn tas från http_proxy och https_proxy. Med --offline: listan över vad som ska hämtas på
    annat håll.

    Exempel:
      tillit catalog fetch
      tillit catalog fetch siths-test/e-id --timeout 60
help-catalog-import = Spara CA-certifikat från filer
help-catalog-import-inputs = Filer eller mappar med certifikat (PEM, DER, PKCS#7, PKCS#12, JKS); - är standard in
help-catalog-import-from = Skaffa utfärdarna till certifikaten i den här filen: de som finns i den, och över nätet de som certifikaten anger; kan upprepas
help-catalog-import-more =
    Exempel:
      tillit catalog import siths-rotter/
      tillit catalog import --from kort.pem
help-catalog-export = Skriv CA-certifikat för en annan dator eller utrustning
help-catalog-export-what = Bara dessa: en PKI, en generation eller en utfärdare
help-catalog-export-generation = Bara den här generationen: e-id, siths/e-id, old eller new, aldrig en testmiljö utan dess namn (siths-test/e-id); kan upprepas
help-catalog-export-output = En mapp; eller en fil, om namnet slutar på .pem; - är standard ut
help-catalog-export-force = Ersätt en äldre export
help-catalog-export-partial = Skriv det som finns även om något saknas
help-catalog-export-json = Säg som JSON vad som skrevs
help-catalog-export-more =
    Exempel:
      tillit catalog export --generation e-id -o siths-ca/
      tillit catalog export --generation siths-test/e-id -o siths-test-ca/
      tillit catalog export --generation siths/new -o bundle.pem
help-catalog-check = Vad som saknas och var det finns, vad som upphör, vad som inte är fastställt
help-catalog-check-what = Bara dessa: en PKI, en generation eller en utfärdare
help-catalog-check-days = Säg vad som upphör inom så många dagar (annars 90)
help-catalog-check-more =
    Exempel:
      tillit catalog check
      tillit catalog check e-id --days 365 --json

# Koder om lagret av CA-certifikat

T-050 = CA-certifikat som inte finns på den här datorn
    .say = { $ca } finns inte på den här datorn
    .why = tillit levereras med utfärdarnas namn och fingeravtryck, inte med deras certifikat. Utan det här certifikatet kan det som utfärdaren har utfärdat inte bedömas: svaret blir "kan inte säga", och det säger inget ont om korten.
    .remedy = Hämta det med "tillit catalog fetch", eller från en fil eller ett certifikatarkiv som har det med "tillit catalog import". "tillit catalog check" visar adresserna.
    .note = Det är ofarligt att hämta över vanlig HTTP: bara ett certifikat som stämmer med det fastställda fingeravtrycket, eller som är signerat av en fastställd rot under exakt rätt namn, sparas.
T-051 = Adressen gav ett annat certifikat
    .say = { $url } gav ett annat certifikat än { $ca }
    .why = Filen på adressen är inte det certifikat som katalogen väntar sig. Ofta är det en inloggningssida för nätet, ett filter eller en flyttad fil; det kan också vara ett angrepp. Inget av den sparades.
    .remedy = Försök från ett annat nät. Är det likadant där: jämför fingeravtrycket med utgivarens sida och säg till den som sköter katalogen.
    .note = Det mottagna certifikatets SHA-256 jämfördes med katalogens, eller signaturen med den fastställda rotens nyckel.
T-052 = Ett certifikat utger sig för att vara en utfärdare i katalogen
    .say = { $subject } har namnet på en utfärdare i katalogen och är inte den
    .why = Det har exakt en utfärdares namn men en annan nyckel, eller en signatur som roten inte har gjort. Kopior för test är ofarliga; i ett certifikatarkiv i drift är det ett angrepp eller en allvarlig förväxling.
    .remedy = Installera det inte. Ta reda på varifrån filen kommer.
    .note = Ett namn bevisar inget. Rötter godtas bara på sin SHA-256, utfärdare på sin SHA-256 eller på en signatur av en fastställd rot i samma generation.
T-053 = Ett rotcertifikat som inte är det fastställda
    .say = { $subject } är inte det fastställda certifikatet
    .why = En rot med det namnet finns i katalogen, med ett annat fingeravtryck eller utan. Kanske har roten getts ut på nytt, kanske är filen inte äkta. Den sparades inte.
    .remedy = Jämför dess SHA-256 med utgivarens egen sida. Är det äkta behöver katalogen det nya fingeravtrycket: --catalog FIL.
    .note = En rot är signerad bara av sin egen nyckel, så dess SHA-256 är det enda beviset.
T-054 = Rotens certifikat behövs först
    .say = { $root } behövs innan { $ca } kan godtas
    .why = Inget fingeravtryck har publicerats för den här utfärdaren. Den godtas när den fastställda roten har signerat den, och då måste rotens certifikat finnas här.
    .remedy = Importera eller hämta också roten, i samma kommando eller före.
    .note = Ett fingeravtryck räcker inte för att kontrollera en signatur: nyckeln finns i certifikatet.
T-055 = En fil i datamappen är skadad eller har ändrats
    .say = { $path } används inte
    .why = Allt i datamappen jämförs med de fastställda fingeravtrycken varje gång det läses. Den här filen är inget certifikat som katalogen godtar: den har ändrats, skadats eller hör till en katalogfil som inte används längre.
    .remedy = Ta bort filen och hämta certifikatet på nytt med "tillit catalog fetch" eller "import".
    .note = Filen lämnas som den är, så att den kan undersökas.
T-056 = Andra kan skriva i en fil som root ska tro på
    .say = andra kan skriva i { $path }
    .why = Som root tror tillit bara på filer och mappar som är roots egna och som ingen annan kan skriva i: den som kan skriva där bestämmer vad root litar på.
    .remedy = Titta på filen och sätt sedan ägare och rättigheter: chown root, chmod go-w.
    .note = Det som kontrolleras är ägare och skrivrättigheter för filen och för mapparna i datamappen ovanför den.
T-057 = Ingen känd adress för ett CA-certifikat
    .say = ingen adress är känd för { $ca }
    .why = Katalogen har ingen adress till certifikatet, så det kan inte hämtas.
    .remedy = Fråga utgivaren, eller ta det från en server, en dator eller ett kort som har det: "tillit catalog import FIL".
    .note = Adresserna kommer från authorityInfoAccess i certifikat som utfärdaren har utfärdat (RFC 5280 avsnitt 4.2.2.1).
T-058 = En adress som ett certifikat anger frågades inte
    .say = { $url } frågades inte
    .why = Vem som helst kan göra ett certifikat som anger vilken adress som helst. tillit frågar bara värdar som finns i katalogen.
    .remedy = Hämta filen själv om du känner igen adressen, sedan "tillit catalog import FIL".
    .note = Annars kunde ett certifikat i ett brev få datorn att skicka frågor in i sitt eget nät.
T-059 = Ett certifikat som inte är någon utfärdare i katalogen
    .say = { $subject } är ingen utfärdare i katalogen
    .why = Bara CA-certifikat från de PKI:er som finns i katalogen sparas. Kortcertifikat, servercertifikat och andra utfärdare sparas inte.
    .remedy = Inget, om du inte väntade dig att det skulle sparas. En egen PKI läggs till med en katalogfil: --catalog FIL.
    .note = Hela subject-namnet jämförs (RFC 5280 avsnitt 7.1), och basicConstraints och keyUsage.
T-060 = Ett CA-certifikat upphör snart
    .say = { $ca } upphör { $date }
    .why = Det som utfärdaren har utfärdat är inte betrott efter den dagen, hur länge det än säger sig gälla.
    .remedy = Fråga utgivaren om den utfärdare som följer, och ge den till era tjänster i tid.
    .note = Datumet är notAfter i certifikatet här, annars katalogens uppgift.
T-061 = CA-certifikat som har upphört
    .say = { $ca } gick ut { $date }
    .why = Utfärdarens giltighetstid är över. Certifikatet behövs bara för att förklara gamla certifikat.
    .remedy = Inget, om det inte är den nyaste generationen som era tjänster litar på.
    .note = CA-certifikat som har upphört behålls, eftersom de förklarar gamla kort.
T-062 = Utfärdare utan publicerat fingeravtryck: kan observeras, inte fastställas
    .say = { $ca } har inget publicerat fingeravtryck
    .why = Katalogen känner utfärdarens namn men inte dess fingeravtryck. Certifikatet godtas när den fastställda roten har signerat det, och visas som "signerad av roten".
    .remedy = Inget måste göras. Känner du ett publicerat fingeravtryck kan en katalogfil innehålla det.
    .note = Observerade certifikat bevisas av rotens signatur varje gång de läses.
T-063 = CA-certifikat som är nyare än katalogens fingeravtryck
    .say = certifikatet för { $ca } är inte det som katalogen har fastställt
    .why = Utfärdaren har getts ut på nytt: samma namn, signerat av den fastställda roten, annat innehåll än katalogens fingeravtryck.
    .remedy = Inget måste göras. Säg till den som sköter katalogen.
    .note = Visas som "signerad av roten, förnyad".

catalog-install-missing =
    { $count ->
        [one] Inget har planerats: ett CA-certifikat saknas, och en del av en generation installeras aldrig ensam.
       *[other] Inget har planerats: { $count } CA-certifikat saknas, och en del av en generation installeras aldrig ensam.
    }
catalog-install-missing-next = Hämta dem hit med: tillit catalog fetch. För en server utan nät: tillit catalog export på en dator som har det, tillit catalog import här; eller ange filerna med --ca FIL.
