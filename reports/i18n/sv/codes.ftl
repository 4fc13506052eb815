# Vad varje kod betyder. Värdet: rubrik. say: meningen med det enskilda fallets fakta. why: vad det betyder och på vems sida.
# remedy: nästa steg och vems det är. note: teknisk bakgrund. $who är certifikatet som saken gäller, med namn eller som "Certifikatet"; $it är detsamma inne i en mening.

codes-heading =
    .why = Vad det betyder
    .remedy = Gör så här
    .note = Teknisk bakgrund
codes-family =
    .input = Indata som inte går att läsa
    .fetch = Hämtning över nätet
    .verdict = Varför ett certifikat är betrott, inte är det eller inte kan bedömas
    .store = Katalogen och utfärdarnas certifikat på datorn
    .flaw = Det som är märkligt med certifikatet självt
    .trust-store = Certifikatarkiv: vad de släpper in, och vad som är fel med dem
    .server = Servrar: vad deras konfiguration gör med varje generations kort
    .diagnosis = Varför en inloggning misslyckas: orsaker i `tillit diagnose`
    .login = Inloggningar med en nyckel: vad det blev av dem, och varför
    .install = Installera och ta tillbaka: vad som hindrar, bra att veta, hur det gick
    .probe = Servrar i drift: vad de visar den som tittar utifrån
    .card = Kort: vad som finns på dem, och om de är redo för uppgraderingen
    .pilot = Provet med några få kort innan allas uppgraderas

## Indata

T-001 = Filen eller mappen finns inte
    .say = Det finns ingen fil eller mapp med det namnet.
    .why = Ingenting hittades under det namn som angavs. Inget är sagt om något certifikat.
    .remedy = Kontrollera namnet. Ett namn med mellanslag behöver citattecken.
    .note = Operativsystemet svarade "not found" (ENOENT).
T-002 = Filen får inte läsas
    .say = Det här kontot får inte läsa filen.
    .why = Filen finns, men ägaren har inte gett kontot som kör tillit rätt att läsa den.
    .remedy = Kör kommandot med ett konto som får läsa filen, eller be filens ägare om en kopia. Certifikat är offentliga, nycklar är det inte.
    .note = Operativsystemet svarade "permission denied" (EACCES). Filer under /etc/ssl/private kan oftast bara läsas av root.
T-003 = Filen kan inte läsas
    .say = Läsningen misslyckades: { $error }.
    .why = Operativsystemet kunde inte läsa filen till slutet: en trasig disk, en nätverksmapp som försvann eller ett USB-minne som drogs ut.
    .remedy = Kopiera filen till datorns egen disk och försök igen.
    .note = Orden efter kolonet är operativsystemets.
T-004 = Det här är varken en fil eller en mapp
    .say = Det här är ett rör (pipe), en socket eller en enhet, och läses inte.
    .why = I en mapp läses bara filer, så att ett kommando aldrig blir stående och väntar på något som kanske inte kommer.
    .remedy = Skriv certifikaten till en fil först, eller skicka dem till standard in med ett ensamt bindestreck: tillit verify -
    .note = FIFO, socketar, block- och teckenenheter öppnas inte.
T-005 = Inget certifikat hittades i mappen
    .say = Ingen fil i mappen innehåller något certifikat.
    .why = Mappens alla filer granskades efter innehåll, inte efter namn. Ingen av dem är ett certifikat eller en fil med certifikat i.
    .remedy = Kontrollera att det är rätt mapp.
    .note = Filer som inte är certifikat hoppas över i en mapp. Anges de en och en rapporteras de.
T-006 = Det finns inget certifikat i filen
    .say = Den här filen ({ $container }) innehåller inget certifikat.
    .why = Filen är av rätt slag men innehåller inga certifikat. Kanske exporterades bara en nyckel.
    .remedy = Exportera på nytt och välj att certifikatet ska följa med (med hela kedjan, om det går att välja).
    .note = En JKS- eller PKCS#12-fil kan innehålla nycklar utan certifikat, en PKCS#7-fil enbart spärrlistor.
T-007 = Mappen leder tillbaka till sig själv
    .say = Det här är en länk till en mapp som den själv ligger i, eller till en som redan är läst.
    .why = En länk i mappen pekar på en mapp ovanför den. En sådan mapp tar aldrig slut.
    .remedy = Ange mapparna med certifikat en och en.
    .note = Länkar följs en gång. En mapp som redan har lästs läses inte igen.
T-008 = Det är för många filer eller certifikat
    .say = Fler än { $limit } hittades. Resten har inte lästs.
    .why = Så många är knappast menade för ett enda svar. Kanske angavs en hel disk.
    .remedy = Ange en mindre mapp.
    .note = Gränsen håller nere minnesåtgång och tid.
T-009 = Filen är tom
    .say = Filen är tom.
    .why = Det finns inget i den. Kanske avbröts en export eller en hämtning.
    .remedy = Exportera eller hämta certifikatet igen.
    .note = Noll byte, eller bara blanktecken.
T-010 = Det här är inget certifikat
    .say = Det här är varken ett certifikat eller en fil med certifikat i.
    .why = Innehållet granskades, inte namnet. Det kan vara ett dokument, en webbsida som sparades i stället för certifikatet eller en krypterad fil.
    .remedy = Öppna filen i en textredigerare. Ett certifikat börjar med "-----BEGIN CERTIFICATE-----". Ser du en webbsida behövs en annan adress för hämtningen.
    .note = Formaten PEM, DER, PKCS#7, PKCS#12, JKS och JCEKS känns igen.
T-011 = Den här sortens fil läses inte
    .say = Det här är { $format }, inte ett certifikat som kan läsas här.
    .why = Filen är av ett slag som inte innehåller certifikat (en nyckel, en certifikatbegäran, en spärrlista, en webbsida), eller ett arkivformat som inte läses.
    .remedy = Exportera certifikatet som PEM eller PKCS#12 med det program som gjorde filen.
    .remedy-page = Du har sparat en webbsida, ofta en inloggningssida. Hämta filen på nytt från utgivarens adress.
    .remedy-key = Det här är den hemliga nyckeln. Skicka den inte vidare; be om certifikatet.
    .remedy-request = Det här är en begäran om ett certifikat. Själva certifikatet kommer från utfärdaren; be om det därifrån.
    .remedy-crl = Det här är en lista över spärrade certifikat. Ange certifikatet i stället.
    .remedy-archive = Packa upp filen och ange certifikaten i den.
    .remedy-document = Det här är ett dokument. Be avsändaren om certifikatet som en fil för sig.
    .remedy-other-thing = Den här filen innehåller inget certifikat. Be den som gjorde filen om certifikatet.
    .note = BKS och BCFKS hör till Bouncy Castle. Med dess leverantörsmodul gör keytool om dem till PKCS#12 (-importkeystore).
T-012 = Filen är för stor
    .say = Filen är större än { $limit } byte.
    .why = Ingen fil med certifikat är så stor. Att läsa vidare skulle bara kosta minne.
    .remedy = Kontrollera att det är rätt fil. Dela upp en stor samling i flera filer.
    .note = Gränsen gäller innehållet, även när filen påstår sig vara mindre.
T-013 = Fel lösenord
    .say = Det angivna lösenordet öppnar inte filen.
    .why = Ett lösenord angavs, men filen är skyddad med ett annat. Eller så är den skadad, vilket ser likadant ut.
    .remedy = Skriv lösenordet igen, eller fråga den som gjorde filen. Utan --password prövas de vanliga lösenorden för certifikatarkiv. Om lösenordet är rätt: hämta eller exportera filen igen.
    .note = Filens kontrollsumma (MAC) stämmer inte med något lösenord. En skadad fil ser likadan ut.
T-014 = Filen är skadad
    .say = Filen ({ $container }) är skadad. Läsaren säger på engelska: "{ $error }".
    .say-entry = Posten ({ $container }) är skadad. Läsaren säger på engelska: "{ $error }".
    .why = Den börjar som en känd sorts fil, men strukturen håller inte. Kanske har den kapats eller ändrats vid en överföring som text.
    .remedy = Hämta eller exportera den igen, som binär fil.
    .note = Orden inom citattecken är läsarens egna.
T-015 = Ett certifikat går inte att läsa
    .say = Certifikatet är avklippt eller skadat.
    .why = Något står där ett certifikat borde stå, men strukturen håller inte. De andra certifikaten i samma fil bedöms ändå.
    .remedy = Exportera certifikatet på nytt från kortet eller därifrån det kom.
    .note = DER-strukturen bryter mot X.509 (RFC 5280 avsnitt 4.1). Egenheter som verkliga certifikat har godtas och rapporteras som brister.
T-016 = Något står efter certifikatet
    .say = { $bytes } byte till följer efter certifikatet.
    .why = En fil med ett certifikat har fortsatts med något annat. Två filer har slagits ihop, eller så har filen ändrats.
    .remedy = Exportera certifikatet på nytt. Flera certifikat i en fil sparas som PEM.
    .note = En DER-fil slutar med sitt certifikat. Det som följer skyddas inte av någon signatur.
T-018 = Certifikatet är avklippt
    .say = Ett block börjar här, men dess sista rad (-----END …-----) saknas.
    .why = Slutet gick förlorat när texten kopierades, eller så är filen avbruten.
    .remedy = Kopiera hela blocket, med första och sista raden.
    .note = RFC 7468: gränsraderna måste höra ihop.
T-019 = Certifikatets text är skadad
    .say = Texten mellan BEGIN och END är inte Base64.
    .why = Tecken har ändrats eller lagts till på vägen, ofta av e-post eller ordbehandlare.
    .remedy = Skicka certifikatet som bifogad fil, inte som text i ett meddelande.
    .note = Bara A–Z, a–z, 0–9, +, / och = får stå i blocket, förutom blanktecken.
T-020 = Certifikatet är för stort
    .say = Certifikatet är större än något verkligt certifikat.
    .why = Verkliga certifikat är på en till tre kilobyte. Ett på mer än en megabyte är ett misstag eller ett angrepp.
    .remedy = Kontrollera var filen kommer ifrån.
    .note = Gränsen är 1 MiB.
T-021 = Ett lösenord behövs
    .say = Filen är krypterad med ett okänt lösenord.
    .why = Certifikaten i filen är skyddade. De vanliga lösenorden för certifikatarkiv (changeit, changeme, tomt, inget) har prövats.
    .remedy = Fråga den som gjorde filen om lösenordet och ange det med --password prompt.
    .note = I de flesta PKCS#12-filer är certifikaten själva krypterade. I en JKS-fil är bara nycklarna det.
T-022 = Filen är gjord för att kosta tid
    .say = För att pröva ett enda lösenord begär filen { $iterations } beräkningsvarv.
    .why = Inget program skriver sådana filer. Den är skadad, eller gjord för att stoppa den som öppnar den.
    .remedy = Kontrollera var filen kommer ifrån, och exportera certifikatet på nytt.
    .note = Antalet varv i nyckelhärledningen (PBKDF2 eller PKCS#12) ligger över gränsen.
T-023 = Filen har försvunnit
    .say = Filen fanns men är borta, eller så är den en länk som inte leder någonstans.
    .why = Något tog bort filen eller bytte dess namn medan mappen lästes.
    .remedy = Kör kommandot igen. En länk som inte leder någonstans kan tas bort.
    .note = Filen fanns i mappens lista men inte när den skulle öppnas.
T-024 = Ingen skriver till röret
    .say = Det här är ett namngivet rör (pipe), och ingen skrev till det inom { $seconds } sekunder.
    .why = Ett rör läses när ett annat program skriver till det. Inget gjorde det.
    .remedy = Starta först programmet som skriver, eller använd standard in: tillit verify -
    .note = FIFO som anges på kommandoraden öppnas utan att blockera.
T-025 = Mapparna ligger för djupt i varandra
    .say = Fler än { $limit } mappar ligger i varandra. De som ligger djupare har inte lästs.
    .why = Ett så djupt träd är knappast avsett, och certifikat längst ner kan saknas i svaret.
    .remedy = Ange den inre mappen direkt.
    .note = Gränsen håller nere minnesåtgång och tid.
T-026 = Ett angivet CA-certifikat är inte äkta
    .say = { $name } bär namnet på en utfärdare i katalogen men är inte dess certifikat, och används därför inte.
    .why = Filen är skadad, eller så har någon gjort ett certifikat med samma namn. Utan det rätta blir svaret för den utfärdarens kort ”kan inte avgöras”.
    .remedy = Hämta utfärdarens certifikat på nytt från utgivaren eller med "tillit catalog fetch". Ta reda på var filen kommer ifrån.
    .note = SHA-256 har jämförts med katalogens fingeravtryck, och signaturen med den fastställda rotens nyckel.
T-027 = Spärrlistan är skadad
    .say = Spärrlistan är skadad eller avklippt ({ $error }).
    .say-more = { $bytes } byte till följer efter spärrlistan.
    .say-text = Spärrlistans text (PEM) är skadad eller avklippt.
    .why = En halv lista vore ett halvt svar: den som står i den saknade halvan skulle räknas som inte spärrad. Filen har avbrutits eller ändrats på vägen.
    .remedy = Hämta listan på nytt från utfärdaren, som binär fil (.crl), och ange den med --crl.
    .remedy-text = Hämta listan på nytt, och skicka den som bifogad fil, inte som text i ett meddelande. DER (.crl) är inte text alls.
    .note = RFC 5280 avsnitt 5.1. Orden efter kolonet är läsarens.
T-028 = Det här är ingen spärrlista
    .say = Det finns ingen spärrlista i filen.
    .say-certificate = Det här är ett certifikat, inte en spärrlista.
    .why = En annan fil angavs, eller så sparades en webbsida i stället för listan.
    .remedy = Hämta listan från adressen som certifikatet anger, och ange den med --crl. Adressen till listan visar: tillit verify CERTIFIKAT --revocation crl --offline. Ligger det en webbsida där är det en proxy som har svarat.
    .remedy-certificate = Utfärdarnas certifikat anges med --ca. Spärrlistan är en egen fil. Adressen till listan visar: tillit verify CERTIFIKAT --revocation crl --offline
    .note = Spärrlistor läses i DER, och i PEM med "-----BEGIN X509 CRL-----".
T-029 = Indata går inte att läsa
    .say = Indata går inte att läsa: { $error }.
    .why = Inget kan sägas om innehållet.
    .remedy = Exportera eller hämta igen. Hjälper inte det, anmäl felet med dess ordalydelse.
    .note = Orden inom citattecken är läsarens egna.

## Upplysningar om indata

T-040 = Två certifikat har klistrats ihop
    .say = På rad { $line } står en END-rad och nästa BEGIN-rad ihop. OpenSSL, nginx och keytool vägrar läsa filen.
    .why = Två filer har slagits ihop, och den första slutade inte med radbrytning.
    .remedy = Lägg in en radbrytning mellan raderna innan filen används på en server.
    .note = Läses här, liksom av GnuTLS och NSS.
T-041 = Texten börjar med en byteordningsmarkering
    .say = Filen börjar med en byteordningsmarkering (BOM). keytool och certutil läser den inte.
    .why = En textredigerare i Windows har lagt tre osynliga byte i början.
    .remedy = Spara filen som UTF-8 utan byteordningsmarkering (BOM), eller som ASCII.
    .note = EF BB BF. OpenSSL hoppar över den.
T-042 = Texten är UTF-16
    .say = Filen är text i UTF-16. Nästan inget annat program läser den.
    .why = Den är skriven med omdirigering i PowerShell, eller sparad som "Unicode" i en textredigerare.
    .remedy = Spara den som ASCII eller UTF-8, i PowerShell med Out-File -Encoding ascii.
    .note = Känns igen på byteordningsmarkeringen eller på nollbyten.
T-043 = BEGIN- och END-raderna saknas
    .say = Filen är Base64 utan BEGIN- och END-rader. Andra program känner inte igen den.
    .why = Bara mitten av certifikatet kopierades.
    .remedy = Lägg till "-----BEGIN CERTIFICATE-----" och "-----END CERTIFICATE-----" runt texten.
    .note = Läses här eftersom det som kodas är ett certifikat.
T-044 = Något står efter sista certifikatet
    .say = { $bytes } byte som inte är något certifikat följer efter det sista.
    .why = Två filer har slagits ihop, eller så har filen ändrats.
    .remedy = Exportera certifikatet på nytt innan filen används på en server.
    .note = Det som följer efter DER-strukturen skyddas inte av någon signatur.
T-045 = Filen har ett allmänt känt lösenord
    .say = Filen öppnades med det allmänt kända lösenordet "{ $password }".
    .say-empty = Filen öppnades med tomt lösenord.
    .why = Alla känner till lösenordet. Det skyddar ingenting.
    .remedy = Inget behöver göras för certifikat. Innehåller filen en privat nyckel ska den ha ett eget lösenord.
    .note = changeit, changeme och tomt lösenord prövas vid läsning.
T-046 = Filens äkthet har inte kontrollerats
    .say = Certifikaten lästes utan lösenord, så filens eget skydd har inte kontrollerats.
    .why = Det kan inte avgöras om någon har ändrat filen.
    .remedy = Ange lösenordet (--password prompt) om det har betydelse.
    .note = Kontrollsumman (MAC) i en PKCS#12- eller JKS-fil kräver lösenordet.
T-049 = Andra program kanske inte läser filen
    .say = Filen har en egenhet som andra program kan snubbla på.
    .why = Läsaren här var överseende.
    .remedy = Exportera certifikatet på nytt innan filen används på en server.
    .note = Egenheten har ingen egen kod i den här versionen.

## Hämtning

T-030 = Adressen är ingen webbadress
    .say = Bara adresser som börjar med http och https hämtas.
    .why = Adressen börjar med något annat, till exempel ldap eller file.
    .remedy = Hämta certifikatet på annat sätt och importera det: tillit catalog import FIL
    .note = Adresserna kommer från katalogen eller från certifikatet (AIA). I ett certifikat kan vad som helst stå.
T-031 = Hämtning är avstängd
    .say = Inget hämtas eftersom --offline är satt.
    .why = Kommandot skulle ha behövt nätet.
    .remedy = Kör utan --offline, eller bär över utfärdarnas certifikat: tillit catalog export på en dator med nät, tillit catalog import här.
    .note = --offline och inställningen med samma namn förbjuder all nätåtkomst.
T-032 = Serverns namn är okänt
    .say = Serverns namn gick inte att slå upp: { $error }.
    .why = Datorns namntjänst (DNS) känner inte till servern. Nät saknas, eller så är nätet slutet.
    .remedy = Kontrollera nätet. På ett slutet nät används tillit catalog export och import.
    .note = Samma adress måste kunna nås från servrar som gör spärrkontroll.
T-033 = Servern svarar inte
    .say = Ingen förbindelse med servern: { $error }.
    .why = En brandvägg eller proxy står i vägen, eller så är servern nere.
    .remedy = Be nätdriften öppna port 80 till adressen, eller ange proxyn (http_proxy). Annars bärs certifikaten över med tillit catalog export och import.
    .note = SITHS utfärdarcertifikat, spärrlistor och OCSP ligger på vanlig HTTP, port 80.
T-034 = Servern var för långsam
    .say = Inget fullständigt svar kom inom { $seconds } sekunder.
    .why = Förbindelsen kom till stånd, men svaret uteblev eller tog aldrig slut.
    .remedy = Försök igen, eller ge mer tid med --timeout.
    .note = Tiden gäller hela utbytet, omdirigeringar medräknade.
T-035 = Svaret är för stort
    .say = Svaret är större än { $limit } byte.
    .why = En utfärdares certifikat är på några kilobyte. Något annat ligger på adressen.
    .remedy = Öppna adressen i en webbläsare. En proxy kan ha lagt dit en egen sida.
    .note = Läsningen avbröts vid gränsen. Inget sparades.
T-036 = Servern hänvisar vidare
    .say = En omdirigering följdes inte: { $error }.
    .why = Omdirigeringarna var för många, eller så ledde en av dem till något annat än en webbadress.
    .remedy = Kontrollera adressen. Ett nät med inloggningssida (hotell, gästnät) skickar allt vidare.
    .note = Bara omdirigeringar till http och https följs, och bara så många som gränsen tillåter.
T-037 = Servern säger nej
    .say = Servern svarade med HTTP-status { $status }.
    .why = Servern finns men lämnar inte ut filen. Den har flyttats eller tagits bort, eller så kräver en proxy inloggning.
    .remedy = Leta upp den nya adressen på utfärdarens sidor och importera filen: tillit catalog import FIL
    .note = 404 och 410: finns inte. 403 och 407: en proxy eller ett filter.
T-038 = En andra export av samma nyckel finns i mappen
    .say = { $key } finns även i en annan fil i den här mappen: vilken av dem som gäller är inte känt.
    .why = Filerna i en mapp läses som en dators register. Två exporter av samma nyckel är från två datorer, eller från två dagar.
    .remedy = Lägg varje dators exporter i en egen mapp, och ta bort det som är äldre.
    .note = Det som jämförs är varje fils första nyckel, den som reg export fick.
T-039 = Hämtningen misslyckades
    .say = Hämtningen misslyckades: { $error }.
    .why = Svaret gick inte att läsa till slutet.
    .remedy = Försök igen. Annars importeras filen: tillit catalog import FIL
    .note = Orden efter kolonet är HTTP-bibliotekets.

## Besked

T-101 = CA-certifikat saknas på datorn: svaret kan inte ges ännu
    .say = Utfärdarens certifikat { $issuer_name } saknas på datorn, så svaret kan inte ges ännu.
    .say-beside = Dessutom saknas CA-certifikatet { $issuer_name } på datorn, så kedjan kan inte följas.
    .why = Det säger inget ont om kortet eller certifikatet. För att följa kedjan till rotcertifikatet behövs certifikatet för varje utfärdare på vägen, och tillit levereras inte med några.
    .remedy = { $owner ->
        [person] Hämta utfärdarens certifikat eller ta det från en fil, och fråga igen. Byt inte kort av den här anledningen.
        [function] Hämta utfärdarens certifikat eller ta det från en fil, och fråga igen. Beställ inget nytt certifikat av den här anledningen.
        [ca] Hämta utfärdarens certifikat eller ta det från en fil, och fråga igen. Beställ inget nytt certifikat av den här anledningen.
       *[other] Hämta utfärdarens certifikat eller ta det från en fil, och fråga igen. Byt inte kort och beställ inget nytt certifikat av den här anledningen.
    }
    .remedy-beside = Hämta CA-certifikatet om hela kedjan ska bedömas.
    .note = Genomsökt: filen själv, --ca och datamapparna. Det som hämtas jämförs med katalogens fingeravtryck eller prövas mot signaturen från en rot med känt fingeravtryck.
T-102 = Utfärdaren hör inte till någon känd PKI
    .say = Utfärdaren { $issuer_name } finns inte i någon katalog, och dess certifikat finns inte på datorn.
    .why = Certifikatet är utfärdat av någon som tillit inte känner till: en annan organisations PKI, en servers egen eller en äldre SITHS-miljö.
    .remedy = Ska tjänster lita på utfärdaren? Beskriv då dess PKI i en katalogfil (--catalog FIL), eller ange utfärdarnas certifikat (--ca FIL, och rotcertifikatet med --anchor FIL). Om inte, är det fel certifikat.
    .note = Ingen post i katalogen har det här namnet (med den här nyckelidentifieraren), och inget certifikat som finns till hands har det.
T-103 = Sökandet efter en kedja avbröts
    .say = Ingen kedja hittades efter { $paths } vägar och { $signatures } signaturer.
    .why = Så många utfärdarcertifikat liknar varandra att alla kombinationer inte har prövats. Inget är sagt mot certifikatet.
    .remedy = Ange färre utfärdarcertifikat: bara dem som hör till utfärdaren.
    .note = Gränsen skyddar mot indata som är gjorda för att kosta tid.
T-104 = Kedjan slutar i ett rotcertifikat som inte är betrott
    .say = Kedjan slutar i { $it }, som inte är något av generationens rotcertifikat.
    .why = Kedjan håller ihop, men roten är någon annans: en testmiljö, en egen utfärdare eller en kopia med samma namn.
    .remedy = Jämför fingeravtrycket med det på utfärdarens egen sida. Installera aldrig ett okänt rotcertifikat bara för att en inloggning ska fungera.
    .note = Självsignerat och inte bland generationens fingeravtryck. SHA-256 står bland detaljerna.
T-105 = En utfärdare har lånat ett känt namn
    .say = Ett certifikat med namnet { $ca } har en annan nyckel än den äkta utfärdaren. Det är någon annans.
    .why = Någon har gjort en utfärdare med samma namn som en riktig. Det kan vara en kopia från ett laboratorium eller ett försök att lura.
    .remedy = Ta reda på var certifikatet kom ifrån och ta bort det. Meddela den som ansvarar för informationssäkerheten.
    .note = Namnet är katalogens, men inte fingeravtrycket och nyckelidentifieraren, och ingen känd rot har signerat det.
T-106 = Signaturen är fel
    .say = { $who } uppger sig vara utfärdat av { $issuer_name }, men signaturen passar inte den utfärdarens nyckel.
    .why = Certifikatet har ändrats eller skadats, eller är utfärdat av någon annan med samma namn.
    .remedy = { $owner ->
        [person] Exportera certifikatet på nytt från kortet. Blir det likadant: lita inte på det, och meddela utfärdaren.
        [function] Exportera certifikatet på nytt från systemet som har det. Blir det likadant: lita inte på det, och meddela utfärdaren.
        [ca] Hämta CA-certifikatet på nytt från utgivaren. Blir det likadant: lita inte på det, och meddela utgivaren.
       *[other] Hämta certifikatet på nytt från källan. Blir det likadant: lita inte på det, och meddela utfärdaren.
    }
    .note = Signaturen gick inte att verifiera med utfärdarens öppna nyckel (RFC 5280 avsnitt 6.1.3 a 1).
T-107 = Signaturen är av ett slag som inte kan kontrolleras
    .say = { $who } är signerat med algoritmen { $algorithm }, som inte stöds här.
    .why = Varken gott eller ont kan sägas om signaturen, och därför räknas den inte som betrodd.
    .remedy = Fråga utfärdaren vilken algoritm som används. SITHS använder RSA med SHA-256 eller SHA-512.
    .note = Stöds: RSA (PKCS#1 v1.5 och PSS) på 1024–8192 bitar, ECDSA med P-256, P-384 och P-521, Ed25519. SHA-1 bara där generationens regler tillåter.
T-108 = Certifikatet säger emot sig självt om signaturen
    .say = { $who } anger två olika signaturalgoritmer.
    .why = Certifikatet är gjort av ett program med fel, eller har ändrats.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = RFC 5280 avsnitt 4.1.1.2: signatureAlgorithm och tbsCertificate.signature måste vara lika.
T-109 = Inte utfärdat under den generation som efterfrågades
    .say = Utfärdat av { $issuer_name }, som inte hör till det som efterfrågades.
    .why = Certifikatet hör till en annan generation eller till en annan PKI. En tjänst som bara litar på den efterfrågade avvisar det.
    .remedy = Fråga utan --generation för att se var det hör hemma. Borde det höra hit är det fel kort eller fel certifikat.
    .note = Ingen kedja leder till något av generationens rotcertifikat, och ingen länk saknas.
T-110 = Certifikatets giltighetstid har gått ut
    .say = Certifikatet gick ut { $not_after }, { $ago }.
    .why = Ingen godtar ett certifikat efter sista dagen. Certifikaten på ett kort upphör samtidigt som kortet.
    .remedy = { $owner ->
        [person] Beställ ett nytt kort. Ett reservkort hjälper under tiden.
        [function] Beställ ett nytt funktionscertifikat och byt det i systemet som använder det.
       *[other] Innehavaren beställer ett nytt kort. För en funktion beställer den som förvaltar systemet ett nytt certifikat.
    }
    .note = notAfter har passerats vid den tidpunkt som bedömningen gäller (--at TID bedömer vid en annan).
T-111 = En utfärdares certifikat har gått ut
    .say = { $who } gick ut { $not_after }, { $ago }.
    .why = Utfärdarens giltighetstid är slut; allt som den har utfärdat är därmed ogiltigt.
    .remedy = { $owner ->
        [person] Se efter om kortet har nyare certifikat vid sidan av det här. Om inte behövs ett nytt kort.
        [function] Beställ ett nytt funktionscertifikat från den nuvarande utfärdaren.
        [ca] Inget som den har utfärdat godtas längre. Ta bort certifikatet när inga gamla underskrifter behöver kontrolleras med det.
       *[other] Se efter om det finns ett nyare certifikat vid sidan av det här. Om inte, beställ ett från den nuvarande utfärdaren.
    }
    .note = Ett förnyat utfärdarcertifikat med samma nyckel skulle laga kedjan. Se tillit catalog show.
T-112 = Certifikatet gäller inte ännu
    .say = Certifikatet gäller först från { $not_before }.
    .why = Giltighetstiden har inte börjat, eller så går datorns klocka fel.
    .remedy = Kontrollera datorns datum. Stämmer det får ni vänta till certifikatets första dag.
    .remedy-at = Välj en tidpunkt inom giltighetstiden, eller utelämna --at för att bedöma i dag.
    .note = notBefore ligger efter den tidpunkt som bedömningen gäller.
T-113 = En utfärdares certifikat gäller inte ännu
    .say = { $who } gäller först från { $not_before }.
    .why = Utfärdarens giltighetstid har inte börjat, eller så går datorns klocka fel.
    .remedy = Kontrollera datorns datum. Stämmer det får ni vänta till utfärdarens första dag.
    .remedy-at = Välj en tidpunkt inom utfärdarens giltighetstid, eller utelämna --at för att bedöma i dag.
    .note = Utfärdarens notBefore ligger efter den tidpunkt som bedömningen gäller.
T-114 = Utfärdat efter att utfärdaren slutat
    .say = { $who } är utfärdat efter { $end }, dagen då utfärdaren slutade utfärda.
    .why = Enligt katalogen utfärdades inget mer efter den dagen. Certifikatet kan vara äkta och katalogen för sträng.
    .remedy = Fråga utfärdaren om certifikatet är deras.
    .note = notBefore är senare än katalogens issues_until.
T-115 = Betrott bara under en äldre generation
    .say = Betrott bara under { $older }. En tjänst som har gått över till { $newest } avvisar det.
    .why = Det är inget fel på certifikatet, men det hör till en generation som tjänsterna lämnar.
    .remedy = { $owner ->
        [function] Beställ ett nytt funktionscertifikat från den nuvarande utfärdaren innan det gamla rotcertifikatet tas bort.
        [ca] Behåll utfärdarens certifikat bara så länge tjänster måste godta den äldre generationen, och lägg det nyare bredvid.
       *[other] Innehavaren behöver certifikat från den nyare generationen. Tjänsten måste lita på båda tills alla har fått dem.
    }
    .note = Av generationerna i certifikatets egen PKI räknas de som efterfrågas, och den nyaste av dem är måttstocken.
T-116 = Det här är en testmiljö
    .say = Det här kommer från en testmiljö. Ingen tjänst i produktion godtar det.
    .why = Test och produktion har var sin PKI med nästan samma namn.
    .remedy = Rätt för test. I produktion behövs kort och certifikat från produktionsmiljön.
    .note = I katalogen är den här PKI:n märkt som testmiljö.
T-120 = Ett certifikat för underskrift erbjöds vid inloggning
    .say = { $who } är till för underskrift, inte för legitimering (inloggning).
    .why = Ett kort har två sorters certifikat. Fel certifikat valdes, i dialogrutan eller av ett program. Det är inget fel på kortet.
    .remedy = Välj certifikatet för legitimering i stället. Erbjuds bara det här måste servern sortera efter nyckelanvändning.
    .note = keyUsage har nonRepudiation utan digitalSignature. Klientautentisering i TLS kräver digitalSignature.
T-121 = Ett certifikat för legitimering erbjöds vid underskrift
    .say = { $who } är till för legitimering (inloggning), inte för underskrift.
    .why = Ett kort har två sorters certifikat. Fel certifikat valdes. Kort från januari 2024 och senare kan sakna certifikat för underskrift.
    .remedy = { $owner ->
        [function] Använd ett certifikat som är utfärdat för underskrift.
       *[other] Välj certifikatet för underskrift, eller beställ ett till kortet om det saknas.
    }
    .note = keyUsage saknar nonRepudiation (contentCommitment).
T-122 = Nyckeln får inte användas till det här
    .say = Nyckelanvändningen för { $it } ({ $has }) saknar { $needs }.
    .why = Utfärdaren har bestämt vad nyckeln får användas till, och detta hör inte dit.
    .remedy = Använd ett certifikat som är avsett för ändamålet, eller fråga om ett annat ändamål med --purpose.
    .note = keyUsage, RFC 5280 avsnitt 4.2.1.3.
T-123 = Certifikatet har ett annat ändamål
    .say = { $who } är inte utfärdat för { $needs } utan för { $has }.
    .why = Utfärdaren har räknat upp certifikatets ändamål, och detta saknas. En servers certifikat har erbjudits som en klients, eller tvärtom.
    .remedy = Använd ett certifikat som är avsett för ändamålet. För en funktion beställs ett som gäller både server och klient.
    .note = extKeyUsage, RFC 5280 avsnitt 4.2.1.12.
T-124 = Certifikatet gäller ett annat värdnamn
    .say = Certifikatet gäller { $names }, inte { $host }.
    .say-nameless = Certifikatet innehåller inget värdnamn, så det gäller inte { $host }.
    .why = Den som ansluter med det här namnet får en varning eller avvisas.
    .remedy = Beställ ett certifikat som innehåller namnet, eller använd ett namn som det innehåller.
    .note = Bara subjectAltName räknas (RFC 9525), inte common name.
T-125 = Certifikatet är spärrat
    .say = { $who } är spärrat sedan { $revoked_at }, { $ago }: { $because }.
    .say-unsaid = { $who } är spärrat sedan { $revoked_at }, { $ago }.
    .say-hold = { $who } är tillfälligt spärrat sedan { $revoked_at }, { $ago }. Spärren kan hävas (certificateHold).
    .why = Utfärdaren har spärrat certifikatet, och en tjänst som avvisar det gör rätt. Vanliga orsaker: kortet är borta eller trasigt, anställningen har upphört, eller ett nytt kort eller certifikat har ersatt det. Det är inget fel på datorn, nätet eller tjänsten. Det är inte detsamma som att kortet har låst sig efter fel PIN-kod. Ett låst kort låses upp med PUK-koden, och det märks inte här.
    .remedy = { $owner ->
        [person] Fråga ID-administratören eller utfärdarkontoret varför det är spärrat. Spärren kan inte hävas. De avgör om nya certifikat kan hämtas till kortet eller om det behövs ett nytt kort. Ett reservkort kan hjälpa under tiden, om innehavaren fortfarande ska ha kort.
        [function] Spärren ligger hos den som utfärdar funktionscertifikat. Fråga den som beställde certifikatet om orsaken. Beställ ett nytt funktionscertifikat och byt det i systemet som använder det.
       *[other] Fråga utfärdaren om orsaken. Spärren kan inte hävas (utom certificateHold). Utfärdaren avgör om det behövs nya certifikat eller ett nytt kort. För en funktion beställer den som förvaltar systemet ett nytt certifikat.
    }
    .remedy-ended = { $owner ->
        [person] Fråga ID-administratören eller utfärdarkontoret om innehavaren fortfarande ska ha kort. Först därefter beställs nya certifikat eller ett nytt kort. Spärren kan inte hävas.
        [function] Fråga den som beställde certifikatet om systemet fortfarande ska ha ett. Först därefter beställs ett nytt funktionscertifikat. Spärren kan inte hävas.
       *[other] Fråga utfärdaren om innehavaren fortfarande ska ha certifikat. Först därefter beställs ett nytt. Spärren kan inte hävas.
    }
    .remedy-hold = { $owner ->
        [person] Fråga ID-administratören eller utfärdarkontoret, som kan häva spärren, om kortet ska användas igen. Beställ inget nytt kort innan dess.
        [function] Fråga den som utfärdar funktionscertifikat, och som kan häva spärren, om det ska användas igen. Beställ inget nytt certifikat innan dess.
       *[other] Fråga utfärdaren, som kan häva spärren, om certifikatet ska användas igen. Byt inte ut det innan dess.
    }
    .remedy-key = { $owner ->
        [person] Använd inte kortet mer, och meddela den som ansvarar för informationssäkerheten. ID-administratören eller utfärdarkontoret beställer ett nytt kort. Ett reservkort hjälper under tiden.
        [function] Ta nyckeln ur bruk i alla system som har den, och meddela den som ansvarar för informationssäkerheten. Beställ sedan ett nytt funktionscertifikat, med ny nyckel.
       *[other] Använd inte nyckeln mer, och meddela den som ansvarar för informationssäkerheten. Utfärdaren ersätter kortet eller certifikatet, med ny nyckel.
    }
    .remedy-superseded = { $owner ->
        [person] Det bör finnas ett nyare kort eller ett nyare certifikat; använd det. Finns det inget, fråga ID-administratören eller utfärdarkontoret.
        [function] Det bör finnas ett nyare funktionscertifikat; lägg in det i systemet i stället för det här. Finns det inget, beställ ett.
       *[other] Det bör finnas ett nyare certifikat; använd det. Finns det inget, fråga utfärdaren.
    }
    .note = Orsakerna står i RFC 5280 avsnitt 5.3.1. Bara certificateHold kan hävas. Vilken spärrlista eller vilket OCSP-svar som säger det står på raden om spärrkontroll, och i JSON under "revocation_checks" i beskedet.
T-126 = Det gick inte att ta reda på om certifikatet är spärrat: svaret kan inte ges ännu
    .say = Det går inte att säga ännu om { $it } är spärrat: { $problem }.
    .say-beside = Dessutom går det inte att säga om { $it } är spärrat: { $problem }.
    .listed = Där står { $it } som spärrat sedan { $revoked_at }.
    .listed-elsewhere = I { $source }, som är för gammal, står { $it } som spärrat sedan { $revoked_at }.
    .why = Det säger inget ont om kortet eller certifikatet. ”Kan inte avgöras” är inte detsamma som ”spärrat”. En spärrlista eller OCSP-tjänst skulle ha svarat men gjorde det inte, eller så går svaret inte att lita på. Orsaken finns i nätet, i en fil som är för gammal eller hos utfärdaren. Under tiden kan en tjänst som gör spärrkontroll neka inloggning.
    .remedy = { $owner ->
        [person] Åtgärda källan som inte svarade och fråga igen. Byt inte kort av den här anledningen.
        [function] Åtgärda källan som inte svarade och fråga igen. Beställ inget nytt certifikat av den här anledningen.
        [ca] Åtgärda källan som inte svarade och fråga igen. Beställ inget nytt certifikat av den här anledningen.
       *[other] Åtgärda källan som inte svarade (-v visar alla) och fråga igen. Byt inte kort och beställ inget nytt certifikat av den här anledningen.
    }
    .remedy-reach = Be nätdriften öppna { $hosts } för utgående trafik från den här datorn. Servrar som gör spärrkontroll behöver detsamma. Bakom en proxy anges http_proxy.
    .remedy-dns = Kontrollera att datorn har nät. Har den det, be nätdriften se till att { $hosts } går att slå upp (DNS) och nå härifrån. Servrar som gör spärrkontroll behöver detsamma.
    .remedy-local = Adressen leder till den här datorn, och inget svarar där. Är det en labbmiljö: låt tillit lab serve vara i gång, eller ange labbets listor med --crl crl.
    .remedy-slow = Försök igen med mer tid, till exempel --timeout 60. Blir det likadant, fråga nätdriften om { $hosts }.
    .remedy-scheme = tillit hämtar bara över http och https. Be utfärdaren om spärrlistan, eller hämta den med ett LDAP-program, och ange den med --crl FIL.
    .remedy-offline = Fråga igen utan --offline, på en dator med nät.
    .remedy-stranger = Öppna { $source } i en webbläsare. Ofta svarar en proxy eller en inloggningssida i stället för utfärdaren. Be nätdriften släppa igenom { $host } orörd. Svarar utfärdaren själv så, anmäl det där.
    .remedy-stranger-ocsp = Något annat än utfärdarens OCSP-tjänst svarade, ofta en proxy eller en inloggningssida. Be nätdriften släppa igenom { $host } orörd.
    .remedy-proxy-login = Proxyn släpper inte igenom frågan utan inloggning. Be nätdriften undanta { $host } från inloggning.
    .remedy-later = Utfärdarens tjänst har ett tillfälligt fel. Fråga igen om några minuter.
    .remedy-stale = Utfärdaren har inte publicerat något nyare, en proxy har kvar en gammal kopia, eller datorns klocka går fel. Kontrollera klockan och fråga igen om en timme. Blir det likadant, anmäl det till utfärdaren.
    .remedy-old-file = { $lists ->
        [none] Be utfärdaren om en nyare spärrlista, och ange den med --crl FIL.
       *[other] Hämta en nyare spärrlista från { $lists }, och ange den med --crl FIL.
    }
    .remedy-file = { $lists ->
        [none] Kontrollera att det är rätt fil. Be utfärdaren om spärrlistan på nytt, och ange den med --crl FIL.
       *[other] Kontrollera att det är rätt fil. Hämta spärrlistan på nytt från { $lists }, och ange den med --crl FIL.
    }
    .remedy-signer = { $signer ->
        [none] Skaffa certifikatet för den som signerar åt utfärdaren, och ange det med --ca FIL.
       *[other] Skaffa certifikatet för { $signer }, och ange det med --ca FIL.
    }
    .remedy-strict = Fråga utan --strict för att se vad vanliga tjänster gör, och anmäl felet till utfärdaren.
    .remedy-suspicious = Lita inte på svaret. Ta reda på om något i nätet ändrar det (en proxy). Om inte, meddela utfärdaren och den som ansvarar för informationssäkerheten.
    .remedy-issuer = Det här är utfärdarens att åtgärda. Anmäl det där, med de här orden.
    .remedy-no-source = Be utfärdaren om dess spärrlista, och ange den med --crl FIL. Med --revocation auto godtas ett certifikat utan källor, och det framgår av svaret.
    .remedy-no-source-ocsp = Fråga i stället med --revocation auto, och med utfärdarens spärrlista om du har den (--crl FIL).
    .remedy-gave-up = Ange färre filer: bara utfärdarens spärrlistor och CA-certifikat.
    .remedy-clock = Kontrollera datorns datum, klocka och tidszon. Stämmer de, anmäl det till utfärdaren.
    .remedy-at = Det beror på --at: källorna svarar för i dag, inte för den tidpunkten. Utelämna --at eller använd --revocation off. För en tidpunkt som har varit duger en spärrlista från den tiden, med --crl FIL.
    .bring = { $lists ->
        [none] Eller be utfärdaren om dess spärrlista, och ange den med --crl FIL.
       *[other] Eller hämta { $lists } på en dator som når dit, och ange filen med --crl FIL.
    }
    .bring-instead = En spärrlista duger också: --revocation auto, med --crl FIL där inget kan hämtas.
    .current-list = Hämta en aktuell lista innan något bestäms om kortet.
    .keep = { $owner ->
        [person] Byt inte kort av den här anledningen.
        [function] Beställ inget nytt certifikat av den här anledningen.
        [ca] Beställ inget nytt certifikat av den här anledningen.
       *[other] Byt inte kort och beställ inget nytt certifikat av den här anledningen.
    }
    .note = Ett svar räknas när det är signerat av den som får signera det, gäller det här certifikatet och gäller vid tidpunkten för bedömningen (RFC 5280 avsnitt 6.3, RFC 6960 avsnitt 3.2). -v visar varje källa med dess fel. I JSON står de under "revocation_checks" i beskedet. SITHS har spärrlistor och OCSP på vanlig HTTP, port 80: crl1.siths.se, ocsp1.siths.se.
T-127 = Ingen kan tillfrågas om certifikatet är spärrat
    .say = { $who } anger varken spärrlista eller OCSP-tjänst, så frågan om det är spärrat har inte ställts.
    .why = Utfärdaren har inte sagt var man frågar, och med --revocation auto godtas certifikatet ändå. Det är inte känt om certifikatet är spärrat.
    .remedy = Innehavaren behöver inte göra något. Har utfärdaren en spärrlista kan den anges med --crl FIL. Med --revocation require släpps inget igenom utan svar.
    .note = Varken cRLDistributionPoints eller någon OCSP-adress i authorityInfoAccess, ingen i katalogen, och ingen spärrlista från utfärdaren har angetts.
T-128 = En utfärdares certifikat är spärrat
    .say = { $who } är spärrat sedan { $revoked_at }, { $ago }: { $because }.
    .say-unsaid = { $who } är spärrat sedan { $revoked_at }, { $ago }.
    .say-hold = { $who } är tillfälligt spärrat sedan { $revoked_at }, { $ago }. Spärren kan hävas (certificateHold).
    .why = Den som gav ut utfärdarens certifikat har spärrat det. Därmed faller allt som utfärdaren har utfärdat. Det gäller alla kort och servrar från den utfärdaren, inte bara det här.
    .remedy = { $owner ->
        [person] Det går inte att åtgärda på kortet. Meddela dem som förvaltar tjänsten, och ID-administratören: alla kort från utfärdaren berörs. Se efter om kortet har nyare certifikat vid sidan av det här.
        [function] Meddela dem som förvaltar systemet. Beställ ett nytt funktionscertifikat från den nuvarande utfärdaren.
        [ca] Ta bort CA-certifikatet där det är betrott, och fråga utgivaren vad som ersätter det.
       *[other] Meddela dem som förvaltar tjänsten: allt som utfärdaren har utfärdat berörs. Nya certifikat kommer från den nuvarande utfärdaren.
    }
    .remedy-hold = Fråga utgivaren, som kan häva spärren, innan något byts ut. Allt som utfärdaren har utfärdat berörs.
    .remedy-key = Meddela genast den som ansvarar för informationssäkerheten: någon annan kan utfärda certifikat i utfärdarens namn. Ta bort certifikatet där det är betrott, och fråga utgivaren vad som ersätter det.
    .note = Orsakerna står i RFC 5280 avsnitt 5.3.1. Under en spärrad utfärdare ställs inga fler frågor: det som den har signerat bevisar ingenting.
T-129 = Svaret på om certifikatet är spärrat är signerat med SHA-1
    .say = Svaret på om { $it } är spärrat är signerat med SHA-1, som många tjänster avvisar.
    .why = Den gamla generationen signerar sina spärrlistor med SHA-1. Här godtas det så att gamla kort kan förklaras, men dagens system avvisar det, och för dem är det som om inget gick att få veta.
    .remedy = Gå över till den nyare generationen. Till dess kan nyare servrar inte avgöra om kortet är spärrat.
    .note = SHA-1 går att förfalska med viss möda (kollisioner med valda prefix, 2020). Med --strict godtas det inte.
T-130 = Signerat på ett sätt som inte längre godtas
    .say = { $who } är signerat med { $digest }, som generationens regler inte släpper igenom.
    .why = Signaturer med den kontrollsumman går att förfalska.
    .remedy = Ett certifikat med nyare signatur behövs, från den nuvarande utfärdaren.
    .note = Kollisionsangrepp på MD5 (2004) och SHA-1 (2017). Generationens regel står i katalogen (allow_sha1).
T-131 = Signerat med SHA-1
    .say = { $who } är signerat med SHA-1, som många tjänster avvisar.
    .why = Den gamla generationen signerade med SHA-1. Här släpps det igenom så att gamla kort kan förklaras, men dagens system avvisar det.
    .remedy = Gå över till den nyare generationen. Till dess kan nyare servrar och webbläsare avvisa det.
    .note = OpenSSL från säkerhetsnivå 1 (3.0), Windows och Java sedan 2017 har i olika grad stängt av SHA-1 i TLS.
T-132 = Nyckeln är för kort
    .say = Nyckeln för { $it } har { $bits } bitar, vilket är för lite.
    .why = En så kort nyckel går att knäcka.
    .remedy = Beställ ett nytt certifikat med minst 2048 bitars nyckel (RSA).
    .note = Gränsen hör till reglerna.
T-133 = Utfärdaren får inte utfärda certifikat
    .say = { $who } har utfärdat certifikatet under sig men är ingen certifikatutfärdare (CA).
    .why = Ett vanligt certifikat har använts som om det fick utfärda andra. Det är förbjudet, och så förfalskas certifikat.
    .remedy = Ta reda på var kedjan kom ifrån och lita inte på den. Meddela den som ansvarar för informationssäkerheten.
    .note = basicConstraints saknar cA, RFC 5280 avsnitt 6.1.4 (k).
T-134 = Utfärdaren får inte signera certifikat
    .say = { $who } får inte signera certifikat.
    .why = Utfärdarens eget certifikat tillåter inte det som den har gjort.
    .remedy = Fråga utfärdaren. Utfärdarens certifikat måste förnyas.
    .note = keyUsage saknar keyCertSign, RFC 5280 avsnitt 6.1.4 (n).
T-135 = Det är fler utfärdare än tillåtet
    .say = Under { $it } får det finnas högst { $allowed } utfärdare till, och det finns fler.
    .why = En utfärdare har lagts till där ingen får vara.
    .remedy = Kontrollera om för många eller fel utfärdarcertifikat har angetts. Fråga annars utfärdaren.
    .note = pathLenConstraint, RFC 5280 avsnitt 6.1.4 (l) och (m).
T-136 = Kedjan är för lång
    .say = Kedjan har fler än { $limit } utfärdare.
    .why = Verkliga kedjor har en eller två. En så lång kedja är ett misstag eller gjord för att kosta tid.
    .remedy = Ange bara de utfärdarcertifikat som hör till utfärdaren, eller höj --max-depth.
    .note = Gränsen räknar utfärdarcertifikat mellan det bedömda certifikatet och roten.
T-137 = En utfärdare får inte utfärda för namnet
    .say = { $excluded ->
        [true] En utfärdare ovanför { $it } är förbjuden att utfärda för { $name }.
       *[other] Utfärdarna ovanför { $it } får inte utfärda för { $name }.
    }
    .why = En utfärdare är begränsad till vissa namn, och det här ligger utanför.
    .remedy = Beställ certifikatet från en utfärdare som får utfärda för namnet.
    .note = nameConstraints, RFC 5280 avsnitt 4.2.1.10 och 6.1.3 (b, c).
T-138 = En begränsning av namn kan inte kontrolleras
    .say = { $who } har namn av ett slag där utfärdarens begränsning inte kan kontrolleras.
    .why = Det som inte kan kontrolleras blir inte betrott.
    .remedy = Be utfärdaren om ett certifikat utan sådana namn.
    .note = En namnbegränsning av en form som inte stöds, på namn av den formen (RFC 5280 avsnitt 6.1.3).
T-139 = En policy som krävs saknas
    .say = En utfärdare högre upp kräver en certifikatpolicy som kedjan inte har.
    .why = Utfärdaren har bestämt att bara certifikat under vissa policyer räknas.
    .remedy = Fråga utfärdaren. Certifikatet är utfärdat under fel policy.
    .note = requireExplicitPolicy med tomt policyträd, RFC 5280 avsnitt 6.1.5 (g).
T-140 = Certifikatet kräver något okänt
    .say = { $who } har en kritisk utökning som inte är känd här ({ $extension }).
    .why = Utfärdaren säger att ingen får godta certifikatet utan att förstå den här delen.
    .remedy = Fråga utfärdaren vad utökningen betyder.
    .note = RFC 5280 avsnitt 4.2: okända kritiska utökningar måste avvisas.
T-141 = En del av certifikatet går inte att läsa
    .say = Utökningen { $extension } i { $it } går inte att läsa.
    .why = Certifikatet är gjort av ett program med fel, eller har skadats.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = Utökningen är känd, men innehållet är inte giltig DER av dess typ.
T-142 = En del av certifikatet finns två gånger
    .say = { $who } har utökningen { $extension } mer än en gång.
    .why = Två program kan läsa ut olika saker av det.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = RFC 5280 avsnitt 4.2: ingen utökning får upprepas.
T-143 = Certifikatet bryter mot en regel i standarden
    .say = { $who } bryter mot en regel i RFC 5280: { $rule }
    .why = Med --strict krävs allt som standarden kräver. Utan --strict är det här en brist som rapporteras men inte leder till nej.
    .remedy = Bedöm utan --strict för att se vad vanliga tjänster gör.
    .note = Bristens egen kod står bland detaljerna.
T-144 = Utfärdarens certifikat är inte det som katalogen har
    .say = { $who } är ett annat certifikat än katalogens, men är signerat av en rot med känt fingeravtryck.
    .why = Utfärdaren har troligen förnyats under samma namn. Rotcertifikatet går i god för den.
    .remedy = Innehavaren behöver inte göra något. Jämför med utfärdarens sida och uppdatera katalogen.
    .note = "Observerad: signerad av roten": exakt namn och giltig signatur av en rot med känt fingeravtryck.
T-145 = Utfärdaren finns inte i katalogen
    .say = { $who } finns inte i katalogen, men är signerad av en rot med känt fingeravtryck.
    .why = En ny utfärdare, eller en som katalogen inte känner till. Rotcertifikatet går i god för den.
    .remedy = Innehavaren behöver inte göra något. Kontrollera på utfärdarens sida att den finns, och lägg till den i katalogen.
    .note = "Observerad: signerad av roten": giltig signatur av en rot med känt fingeravtryck.
T-146 = Kontrollprogrammet säger nej
    .say = Kontrollprogrammet (rustls-webpki) avvisar kedjan: { $error }.
    .why = Två oberoende program bedömer varje kedja, och båda måste godta den. Det ena fann ett fel som det andra inte nämnde.
    .remedy = Räkna det som inte betrott, och anmäl det tillsammans med certifikatet. Ett av programmen borde kunna säga mer.
    .note = rustls-webpki fick exakt den kedja som vår egen bedömare godtog.
T-147 = Vissa tjänster kommer att säga nej
    .say = Godtaget, men kontrollprogrammet (rustls-webpki) känner inte till en egenskap i kedjan ({ $feature }). Vissa tjänster avvisar den.
    .why = Kedjan är rätt enligt standarden, men använder något som inte alla program förstår.
    .remedy = Pröva mot tjänsten det gäller. Säger den nej känner dess program inte till egenskapen.
    .note = rustls-webpki avvisade, och i kedjan finns en egenskap från den slutna lista över vad det inte stöder.
T-149 = Ett annat skäl
    .say = { $who } avvisas av ett skäl som saknar ord.
    .why = Bedömaren har lärt sig något som den här texten inte känner till.
    .remedy = Anmäl det tillsammans med certifikatet.
    .note = Skälet har ingen egen kod i den här versionen.

## Katalog och datamapp

T-150 = Katalogfilen innehåller ett fel
    .say = Rad { $line }, kolumn { $column }: { $message }
    .why = En katalog som bara förstås till hälften kan dölja en utfärdare. Därför avvisas den i sin helhet.
    .remedy = Rätta raden. tillit catalog show siths visar hur en post ser ut.
    .note = Katalogfiler är TOML. Okända nycklar är fel.

## Brister

T-160 = Ett tecken som inte får finnas där
    .say = Attributet { $attribute } innehåller "{ $character }", som dess strängtyp inte tillåter.
    .why = Utfärdaren använde en strängtyp som saknar tecknet. Vissa program vägrar därför att läsa certifikatet.
    .remedy = Inget behöver göras om det fungerar. Kan ett program inte läsa certifikatet, be utfärdaren om ett nytt.
    .note = PrintableString, X.680 avsnitt 41.4. Sex kända funktionscertifikat från SITHS har ett understreck där.
T-161 = En utfärdare utan nyckelidentifierare
    .say = Utfärdarens certifikat saknar egen nyckelidentifierare.
    .why = Program måste hitta utfärdaren enbart på namnet, vilket går fel när två heter lika.
    .remedy = Innehavaren behöver inte göra något.
    .note = subjectKeyIdentifier, RFC 5280 avsnitt 4.2.1.2 (krav för CA).
T-162 = Utfärdarens nyckel anges inte
    .say = Certifikatet säger inte med vilken nyckel det är signerat.
    .why = Program måste pröva alla utfärdare med det namnet.
    .remedy = Innehavaren behöver inte göra något.
    .note = authorityKeyIdentifier, RFC 5280 avsnitt 4.2.1.1 (krav utom för självsignerade).
T-163 = En ovanligt liten RSA-exponent
    .say = Den öppna RSA-exponenten är { $exponent }.
    .why = En del gamla kort har exponenten 3. Det är säkert med riktiga program, men vissa avvisar det.
    .remedy = Inget behöver göras om det fungerar.
    .note = FIPS 186 kräver en exponent över 65536.
T-164 = En kort nyckel
    .say = Nyckeln har { $bits } bitar, dagens krav är 2048.
    .why = Dagens tjänster kräver minst 2048.
    .remedy = Beställ ett nytt certifikat med längre nyckel.
    .note = RSA under 2048 bitar avvisas av webbläsare sedan 2014.
T-165 = Signaturen använder SHA-1
    .say = Certifikatet är signerat med SHA-1.
    .why = Många tjänster avvisar SHA-1 eftersom sådana signaturer går att förfalska.
    .remedy = Planera för certifikat från den nyare generationen.
    .note = Rapporteras inte för ett självsignerat rotcertifikat, vars signatur inte skyddar något.
T-166 = Signaturen använder MD5 eller MD2
    .say = Certifikatet är signerat med MD5 eller MD2.
    .why = Sådana signaturer är lätta att förfalska. Ingen godtar dem.
    .remedy = Ett nytt certifikat behövs.
    .note = Kollisioner på MD5 användes 2008 för att förfalska en utfärdare.
T-167 = Serienumret är inte positivt
    .say = Serienumret är noll eller negativt.
    .why = Vissa program kan inte läsa ett sådant nummer, och spärrkontrollen kan misslyckas.
    .remedy = Inget behöver göras om det fungerar.
    .note = RFC 5280 avsnitt 4.1.2.2: ett positivt heltal.
T-168 = Serienumret är för långt
    .say = Serienumret har { $octets } byte.
    .why = Högst 20 är tillåtna. Vissa program klipper av det.
    .remedy = Inget behöver göras om det fungerar.
    .note = RFC 5280 avsnitt 4.1.2.2.
T-169 = Landet är ingen landskod
    .say = Landet är "{ $value }".
    .why = Två stora bokstäver som SE borde stå där. Tjänster som jämför namn bokstav för bokstav kan missa certifikatet.
    .remedy = Inget behöver göras om det fungerar.
    .note = X.520 countryName med koder enligt ISO 3166. Sett i verkliga certifikat: se, TE.
T-170 = Det slutar gälla innan det börjar
    .say = Sista giltighetsdagen ligger före den första.
    .why = Certifikatet har aldrig gällt.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = notAfter är tidigare än notBefore.
T-171 = En gammal version av certifikat
    .say = Certifikatet är av X.509 version { $version }.
    .why = Bara version 3 kan säga vad ett certifikat får användas till.
    .remedy = Inget behöver göras för ett rotcertifikat. Annars behövs ett nytt certifikat.
    .note = RFC 5280 avsnitt 4.1.2.1.
T-172 = En utfärdare som inte säger vad den får göra
    .say = Utfärdarens certifikat saknar nyckelanvändning.
    .why = Program måste gissa om den får signera certifikat.
    .remedy = Innehavaren behöver inte göra något.
    .note = keyUsage, RFC 5280 avsnitt 4.2.1.3 (krav för CA).
T-173 = Märkningen som utfärdare är inte kritisk
    .say = Utfärdarens basicConstraints är inte märkt som kritisk.
    .why = Ett gammalt program kan förbise att det är en utfärdare.
    .remedy = Innehavaren behöver inte göra något.
    .note = basicConstraints, RFC 5280 avsnitt 4.2.1.9 (krav för CA).
T-174 = Rätt att signera utan att vara utfärdare
    .say = Certifikatet säger att det får signera certifikat men är ingen utfärdare.
    .why = Certifikatet säger emot sig självt. Ingen godtar det som utfärdare.
    .remedy = Fråga utfärdaren.
    .note = keyCertSign utan cA, RFC 5280 avsnitt 4.2.1.9.
T-175 = Värdnamnet står bara i common name
    .say = Värdnamnet står bara i common name, inte bland de alternativa namnen.
    .why = Webbläsare och moderna bibliotek ser bara på de alternativa namnen.
    .remedy = Beställ ett certifikat med värdnamnet som alternativt namn.
    .note = subjectAltName, RFC 9525. Webbläsare har bortsett från common name sedan 2017.
T-176 = En del finns två gånger
    .say = Utökningen { $extension } finns mer än en gång.
    .why = Två program kan läsa ut olika saker av det.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = RFC 5280 avsnitt 4.2.
T-177 = En del går inte att läsa
    .say = Utökningen { $extension } går inte att läsa.
    .why = Certifikatet är gjort av ett program med fel.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = Utökningen är känd, men innehållet är inte giltig DER av dess typ.
T-178 = Ingen utfärdare anges
    .say = Utfärdarens namn är tomt.
    .why = Ingen kan hitta utfärdaren.
    .remedy = Fråga den som gjorde certifikatet.
    .note = RFC 5280 avsnitt 4.1.2.4.
T-179 = Det säger emot sig självt om signaturen
    .say = Två olika signaturalgoritmer anges.
    .why = Certifikatet är gjort av ett program med fel, eller har ändrats.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = RFC 5280 avsnitt 4.1.1.2.
T-180 = Ett attribut med föråldrad strängtyp
    .say = Attributet { $attribute } är kodat som { $type }.
    .why = Utfärdaren använde en strängtyp som nyare program inte behöver kunna läsa, eller som attributet inte får ha.
    .remedy = Inget behöver göras om det fungerar.
    .note = RFC 5280 avsnitt 4.1.2.4 och A.1: UTF8String eller PrintableString, ett land är alltid PrintableString.
T-181 = Ett attribut är för långt
    .say = Attributet { $attribute } har { $characters } tecken, { $limit } är tillåtna.
    .why = Vissa program klipper av namnet eller avvisar certifikatet.
    .remedy = Inget behöver göras om det fungerar.
    .note = Övre gränser i RFC 5280 bilaga A.1.
T-182 = Ett datum är skrivet i fel form
    .say = { $end ->
        [true] Giltighetstidens slut är skrivet i fel form.
       *[other] Giltighetstidens början är skriven i fel form.
    }
    .why = Ett program kan läsa ett annat århundrade än det som menades.
    .remedy = Inget behöver göras om det fungerar.
    .note = RFC 5280 avsnitt 4.1.2.5: UTCTime till och med 2049, GeneralizedTime från 2050.
T-183 = Utökningar i en gammal version av certifikat
    .say = Certifikatet har utökningar men säger sig vara av version { $version }.
    .why = Bara version 3 har utökningar. Vissa program förbiser då vad certifikatet får användas till.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = RFC 5280 avsnitt 4.1.2.1.
T-184 = En unik identifierare som ingen använder
    .say = Certifikatet har en unik identifierare för utfärdare eller innehavare.
    .why = Fältet övergavs på 1990-talet. Vissa program avvisar det.
    .remedy = Inget behöver göras om det fungerar.
    .note = issuerUniqueID eller subjectUniqueID, RFC 5280 avsnitt 4.1.2.8.
T-185 = Nyckeln får inte användas till något
    .say = Nyckelanvändningen finns men är tom.
    .why = Läst ordagrant får nyckeln inte användas alls.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = keyUsage utan någon bit satt, RFC 5280 avsnitt 4.2.1.3.
T-186 = En utökning är felmärkt
    .say = { $critical ->
        [true] Utökningen { $extension } är märkt som kritisk men får inte vara det.
       *[other] Utökningen { $extension } är inte märkt som kritisk men måste vara det.
    }
    .why = Gamla program kan avvisa certifikatet eller förbise en begränsning.
    .remedy = Inget behöver göras om det fungerar.
    .note = RFC 5280 avsnitt 4.2 och utökningens eget avsnitt.
T-187 = En kedjelängd där det inte finns någon utfärdare
    .say = Certifikatet begränsar hur många utfärdare som får följa, men får inte utfärda några.
    .why = Certifikatet säger emot sig självt.
    .remedy = Inget behöver göras om det fungerar.
    .note = pathLenConstraint, RFC 5280 avsnitt 4.2.1.9.
T-188 = En namnbegränsning där det inte finns någon utfärdare
    .say = Certifikatet begränsar vilka namn som får utfärdas, men får inte utfärda några.
    .why = Certifikatet säger emot sig självt.
    .remedy = Inget behöver göras om det fungerar.
    .note = nameConstraints, RFC 5280 avsnitt 4.2.1.10.
T-189 = En utfärdare utan namn
    .say = Utfärdarens certifikat saknar namn.
    .why = Inget som den utfärdar kan spåras till den efter namn.
    .remedy = Fråga den som gjorde certifikatet.
    .note = RFC 5280 avsnitt 4.1.2.6.
T-190 = Innehavaren har inget namn
    .say = Certifikatet namnger ingen: innehavarens namn är tomt, och inget kritiskt alternativt namn ersätter det.
    .why = Tjänster kan inte veta vem de släpper in.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = RFC 5280 avsnitt 4.2.1.6.
T-191 = Listan över alternativa namn är tom
    .say = Listan över alternativa namn finns men är tom.
    .why = Vissa program godtar då inget namn alls.
    .remedy = Be utfärdaren om ett nytt certifikat.
    .note = subjectAltName, RFC 5280 avsnitt 4.2.1.6.
T-192 = En policy finns två gånger
    .say = Certifikatpolicyn { $policy } finns mer än en gång.
    .why = Vissa program avvisar certifikatet.
    .remedy = Inget behöver göras om det fungerar.
    .note = certificatePolicies, RFC 5280 avsnitt 4.2.1.4.
T-193 = Ett alternativt namn är felskrivet
    .say = Det alternativa namnet { $name } är inte skrivet som ett värdnamn eller en e-postadress.
    .why = Vissa program avvisar certifikatet eller förbiser namnet. Det vanliga fallet är ett understreck i ett värdnamn.
    .remedy = Inget behöver göras om det fungerar; be annars utfärdaren om ett nytt certifikat.
    .note = dNSName följer preferred name syntax, rfc822Name är en mailbox: RFC 5280 avsnitt 4.2.1.6, RFC 1034 avsnitt 3.5, RFC 2821 avsnitt 4.1.2.
T-194 = En namnbegränsning är felskriven
    .say = Namnbegränsningen { $name } är inte skriven som dess slag kräver.
    .why = Program tolkar den olika, framför allt ett värdnamn med inledande punkt.
    .remedy = Inget behöver göras om det fungerar.
    .note = nameConstraints, RFC 5280 avsnitt 4.2.1.10.
T-195 = En namnbegränsning som inte begränsar något
    .say = Certifikatet säger att det begränsar namn, men anger inga.
    .why = Vissa program avvisar allt under det.
    .remedy = Inget behöver göras om det fungerar.
    .note = nameConstraints utan subtrees, RFC 5280 avsnitt 4.2.1.10.
T-196 = Inte kodat som certifikat ska vara
    .say = { $deviation ->
        [explicit-default] Certifikatet skriver ut ett värde som ska utelämnas, eftersom det är förvalt.
        [set-order] Ett namn i certifikatet har delar i en ordning som kodningen inte tillåter.
       *[other] Nyckelanvändningen slutar med bitar som ska utelämnas.
    }
    .why = Alla läser det likadant. Ett mycket strängt program kan avvisa certifikatet.
    .remedy = Inget behöver göras om det fungerar.
    .note = RFC 5280 avsnitt 4.1 kräver DER: X.690 avsnitt 11.2.2, 11.5 och 11.6.
T-199 = En annan egenhet
    .say = Certifikatet har en egenhet som saknar ord.
    .why = Läsaren har lärt sig något som den här texten inte känner till.
    .remedy = Anmäl det tillsammans med certifikatet.
    .note = Egenheten har ingen egen kod i den här versionen.

## Certifikatarkiv: vad som släpps in

T-200 = OpenSSL läser inte in det som finns här
    .say = { $count ->
        [one] OpenSSL hoppar över ett block
       *[other] OpenSSL hoppar över { $count } block
    } utan ett ord (rad { $lines }).
    .say-refused = OpenSSL vägrar läsa hela filen på grund av rad { $line }.
    .say-der = Filen är DER. Ur en fil med utfärdare läser OpenSSL bara in PEM-certifikat.
    .say-pkcs7 = Filen är PKCS#7. Ur en fil med utfärdare läser OpenSSL bara in PEM-certifikat.
    .say-pkcs7-pem = Filen är PKCS#7. Ur en fil med utfärdare läser OpenSSL bara in PEM-certifikat.
    .why = nginx, Apache och HAProxy läser filen med OpenSSL. De startar inte med den, eller släpper inte in kort som behöver det som inte läses in. Certifikaten finns där men räknas inte.
    .remedy = Den som driver tjänsten sparar om filen som ren text i UTF-8: varje BEGIN- och END-rad ensam på sin rad, inget före eller efter, inga tomma rader, inga indrag och bara certifikat. Så här syns vad OpenSSL läser in: openssl crl2pkcs7 -nocrl -certfile FIL | openssl pkcs7 -print_certs -noout
    .remedy-der =
        Den som driver tjänsten gör om den till PEM:
        openssl x509 -inform DER -in { $store } -out new.pem
    .remedy-pkcs7 =
        Den som driver tjänsten tar ut certifikaten som PEM:
        openssl pkcs7 -inform DER -print_certs -in { $store } -out new.pem
    .remedy-pkcs7-pem =
        Den som driver tjänsten tar ut certifikaten som PEM:
        openssl pkcs7 -inform PEM -print_certs -in { $store } -out new.pem
    .note = Så som PEM_read_bio och X509_load_cert_crl_file i OpenSSL 3 läser. PKCS7-block, indragna block och rader som slutar med enbart vagnretur hoppas över; ett skadat block, en skadad spärrlista, huvuden, tomma rader i ett block och END-rader med något efter gör att hela filen vägras.
T-201 = Rotcertifikatet är betrott men utfärdare saknas
    .say = { $name }: rotcertifikatet finns, men { $count ->
        [one] en utfärdare saknas
       *[other] { $count } utfärdare saknas
    } ({ $missing }). Behövs för { $who }.
    .why = Ett kort skickar oftast bara sitt eget certifikat. Saknas utfärdaren här leder ingen kedja till roten, och inloggningen nekas fast kortet är felfritt. Felet ligger hos tjänsten, inte hos kortet.
    .remedy = Den som driver tjänsten lägger in utfärdarnas certifikat bredvid roten. tillit catalog fetch hämtar dem, tillit catalog export --generation GENERATION -o new.pem skriver dem till en fil.
    .remedy-nss =
        Den som ansvarar för profilen lägger till utfärdarna utan egen tillit, roten har den redan:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do certutil -A -d sql:{ $folder } -n "$(basename "$f" .pem)" -t ,, -i "$f"; done
    .remedy-system = Inget behöver göras där bara servrar bedöms, de skickar själva med sina utfärdare. En tjänst som kontrollerar kort får en egen fil med rot och utfärdare: tillit catalog export --generation { $generation } -o new.pem
    .remedy-pem =
        Den som driver tjänsten lägger till det som saknas i filen, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        (echo; cat new.pem) >> { $store }
    .remedy-hashed =
        Den som driver tjänsten lägger det som saknas i mappen, ett certifikat per fil, och gör om hashnamnen:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/ && openssl rehash { $store }
    .remedy-java =
        Den som driver tjänsten importerar det som saknas (keytool tar ett certifikat per fil och frågar varje gång efter arkivets lösenord), och startar om tjänsten:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore { $store } -alias "$(basename "$f" .pem)" -file "$f"; done
    .remedy-folder =
        Den som driver tjänsten lägger det som saknas i mappen, ett certifikat per fil, och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/
    .remedy-kubernetes =
        Den som driver tjänsten klistrar in new.pem sist i nyckelns värde med samma indrag som raderna där, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-secret =
        Den som driver tjänsten tar ut nyckelns värde ur Secret till value.txt, lägger till det som saknas, sätter det som sista base64 skriver på värdets plats, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        base64 -d value.txt > all.pem && (echo; cat new.pem) >> all.pem
        base64 -w0 all.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-store =
        Den som driver tjänsten tar ut nyckelns värde till value.txt, importerar det som saknas, sätter det som sista base64 skriver på värdets plats, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        base64 -d value.txt > store
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore store -alias "$(basename "$f" .pem)" -file "$f"; done
        base64 -w0 store
        kubectl apply -f { $store }
    .remedy-file =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-pkcs12 =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-input =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-windows =
        Den som ansvarar för datorn lägger dem i "Mellanliggande certifikatutfärdare" (CA), som administratör. För många datorer gör en grupprincip det:
        tillit catalog fetch
        tillit install --into windows --apply
    .note = OpenSSL låter en kedja sluta i ett självsignerat certifikat i arkivet och tar länkar som saknas ur det som klienten skickar (RFC 5246 avsnitt 7.4.6, RFC 8446 avsnitt 4.4.2).
T-202 = Utfärdare finns här utan sitt rotcertifikat
    .say = { $name }: rotcertifikatet saknas ({ $missing }). Behövs för { $who }.
    .why = Då nekar nginx, Apache och HAProxy alla kort, eftersom en kedja måste sluta i en rot. Java låter den sluta i utfärdaren och fungerar, men nästa program som får en kopia av filen kanske inte gör det.
    .remedy = Den som driver tjänsten lägger rotcertifikatet bredvid utfärdarna. tillit catalog fetch hämtar det, tillit catalog export --generation GENERATION -o new.pem skriver båda till en fil.
    .remedy-nss =
        Den som ansvarar för profilen lägger till det som saknas: ett rotcertifikat (det verifierar sig självt) betrott för klienter (T) och, för en webbläsare, servrar (C), en utfärdare utan egen tillit:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do t=,,; openssl verify -CAfile "$f" "$f" > /dev/null 2>&1 && t=CT,,; certutil -A -d sql:{ $folder } -n "$(basename "$f" .pem)" -t "$t" -i "$f"; done
    .remedy-pem =
        Den som driver tjänsten lägger till det som saknas i filen, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        (echo; cat new.pem) >> { $store }
    .remedy-hashed =
        Den som driver tjänsten lägger det som saknas i mappen, ett certifikat per fil, och gör om hashnamnen:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/ && openssl rehash { $store }
    .remedy-java =
        Den som driver tjänsten importerar det som saknas (keytool tar ett certifikat per fil och frågar varje gång efter arkivets lösenord), och startar om tjänsten:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore { $store } -alias "$(basename "$f" .pem)" -file "$f"; done
    .remedy-folder =
        Den som driver tjänsten lägger det som saknas i mappen, ett certifikat per fil, och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/
    .remedy-kubernetes =
        Den som driver tjänsten klistrar in new.pem sist i nyckelns värde med samma indrag som raderna där, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-secret =
        Den som driver tjänsten tar ut nyckelns värde ur Secret till value.txt, lägger till det som saknas, sätter det som sista base64 skriver på värdets plats, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        base64 -d value.txt > all.pem && (echo; cat new.pem) >> all.pem
        base64 -w0 all.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-store =
        Den som driver tjänsten tar ut nyckelns värde till value.txt, importerar det som saknas, sätter det som sista base64 skriver på värdets plats, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        base64 -d value.txt > store
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore store -alias "$(basename "$f" .pem)" -file "$f"; done
        base64 -w0 store
        kubectl apply -f { $store }
    .remedy-file =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-pkcs12 =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-input =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-windows =
        Den som ansvarar för datorn lägger rotcertifikatet i "Betrodda rotcertifikatutfärdare" (Root), som administratör. För många datorer gör en grupprincip det:
        tillit catalog fetch
        tillit install --into windows --apply
    .note = OpenSSL svarar med fel 2 eller 20 (unable to get issuer certificate) om inte X509_V_FLAG_PARTIAL_CHAIN är satt. Java: RFC 5280 avsnitt 6.1.1 (d), varje betrodd post kan avsluta en kedja.
T-203 = Den nyaste generationen är inte alls betrodd här
    .say = { $name }: ingen av dess utfärdare finns här, bara de från en äldre generation. Behövs för { $who }.
    .why = Kort som har uppgraderats eller nyligen getts ut hör till den nyaste generationen. Tjänsten nekar dem alla fast korten är felfria.
    .remedy = Den som driver tjänsten lägger till den nya generationens rot och utfärdare, och behåller de gamla tills det sista gamla kortet är borta. tillit catalog fetch hämtar dem, tillit catalog export --generation GENERATION -o new.pem skriver dem till en fil.
    .remedy-nss =
        Den som ansvarar för profilen lägger till det som saknas: ett rotcertifikat (det verifierar sig självt) betrott för klienter (T) och, för en webbläsare, servrar (C), en utfärdare utan egen tillit:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do t=,,; openssl verify -CAfile "$f" "$f" > /dev/null 2>&1 && t=CT,,; certutil -A -d sql:{ $folder } -n "$(basename "$f" .pem)" -t "$t" -i "$f"; done
    .remedy-system =
        Den som ansvarar för datorerna lägger det nya rotcertifikatet i systemets arkiv, om programmen ska lita på servrar från den här PKI:n. Debian och Ubuntu: kopiera det till /usr/local/share/ca-certificates/NAMN.crt; Red Hat: till /etc/pki/ca-trust/source/anchors/. Därefter:
        update-ca-certificates    (Debian, Ubuntu, SUSE, Alpine)
        update-ca-trust           (Red Hat, Fedora)
    .remedy-pem =
        Den som driver tjänsten lägger till det som saknas i filen, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        (echo; cat new.pem) >> { $store }
    .remedy-hashed =
        Den som driver tjänsten lägger det som saknas i mappen, ett certifikat per fil, och gör om hashnamnen:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/ && openssl rehash { $store }
    .remedy-java =
        Den som driver tjänsten importerar det som saknas (keytool tar ett certifikat per fil och frågar varje gång efter arkivets lösenord), och startar om tjänsten:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore { $store } -alias "$(basename "$f" .pem)" -file "$f"; done
    .remedy-folder =
        Den som driver tjänsten lägger det som saknas i mappen, ett certifikat per fil, och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/
    .remedy-kubernetes =
        Den som driver tjänsten klistrar in new.pem sist i nyckelns värde med samma indrag som raderna där, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-secret =
        Den som driver tjänsten tar ut nyckelns värde ur Secret till value.txt, lägger till det som saknas, sätter det som sista base64 skriver på värdets plats, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        base64 -d value.txt > all.pem && (echo; cat new.pem) >> all.pem
        base64 -w0 all.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-store =
        Den som driver tjänsten tar ut nyckelns värde till value.txt, importerar det som saknas, sätter det som sista base64 skriver på värdets plats, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        base64 -d value.txt > store
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore store -alias "$(basename "$f" .pem)" -file "$f"; done
        base64 -w0 store
        kubectl apply -f { $store }
    .remedy-file =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-pkcs12 =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-input =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-windows =
        Den som ansvarar för datorn lägger utfärdarna i "Mellanliggande certifikatutfärdare" (CA) och rotcertifikatet i "Betrodda rotcertifikatutfärdare" (Root), som administratör. För många datorer gör en grupprincip det:
        tillit catalog fetch
        tillit install --into windows --apply
    .note = Vilken generation som är den nyaste i en PKI står i katalogen: tillit catalog list.
T-204 = Ett rotcertifikat finns här utan att vara betrott
    .say = { $name } finns i arkivet, men ingen kedja får sluta i det vid inloggning.
    .why = Att ett certifikat finns där betyder inte att det är betrott. Arkivet har det bara som hjälp att bygga kedjor, så kort under den här roten nekas.
    .remedy = Den som ansvarar för arkivet ger det den tillit som är avsedd.
    .remedy-nss =
        Den som ansvarar för profilen gör det betrott för klienter (T) och, om det ska bedöma servrar, för dem (C). Se först vilka flaggor det har, de ersätts:
        certutil -L -d sql:{ $folder }
        certutil -M -d sql:{ $folder } -n { $alias } -t CT,,
    .remedy-windows =
        Den som ansvarar för datorn lägger det i "Betrodda rotcertifikatutfärdare" (Root), som administratör. Kopian bland de mellanliggande skadar ingen:
        tillit install --into windows --apply
    .note = NSS: flaggor i cert9.db utan C och T. Java: certifikatet står i en nyckels kedja. OpenSSL: filen saknar hashnamn.
T-205 = En utfärdare från en känd PKI är uttryckligen inte betrodd
    .say = { $name } är märkt här som inte betrodd.
    .say-microsoft = { $name } står på Microsofts lista över spärrade certifikat (från { $listed }).
    .why = Någon, eller en policy, har bestämt att ingen kedja får gå genom den här utfärdaren. Dess kort nekas vad arkivet än innehåller i övrigt.
    .remedy = Fråga den som ansvarar för arkivet om det är meningen. Om inte tas märkningen bort.
    .remedy-nss =
        Fråga den som ansvarar för profilen om det är meningen. Om inte:
        certutil -M -d sql:{ $folder } -n { $alias } -t CT,,
    .remedy-system = Fråga den som ansvarar för datorerna om det är meningen. Om inte, ta bort filen ur mappen med spärrade certifikat (blocklist eller blacklist under /etc/pki/ca-trust/source eller /etc/pki/trust) och kör update-ca-trust.
    .remedy-windows =
        Fråga den som ansvarar för datorerna om det är meningen: det kan vara en grupprincip. Om inte, som administratör:
        { $certutil } -delstore Disallowed { $thumbprint }
    .remedy-microsoft = Ingen kan lita på den på den här datorn så länge Microsoft spärrar den: fråga dess utgivare. certutil -verifyCTL Disallowed visar listan.
    .note = NSS: flaggan p. p11-kit: x-distrusted. OpenSSL: avvisade användningar i ett TRUSTED CERTIFICATE-block. Windows: arkivet Disallowed; DisallowedCertEncodedCtl under SystemCertificates\AuthRoot\AutoUpdate.
T-206 = En testutfärdare är betrodd i produktion
    .say = { $name } är utfärdare i en testmiljö, och det här arkivet är till för produktion.
    .why = Testkort lämnas ut till testpersoner utan att någons identitet kontrolleras. Den som har ett kan logga in i en tjänst som litar på utfärdaren.
    .remedy = Den som driver tjänsten tar bort testutfärdaren ur arkivet, och ser efter om den har använts.
    .remedy-java =
        Den som driver tjänsten tar bort testutfärdaren, och ser efter om den har använts:
        keytool -delete -keystore { $store } -alias { $alias }
    .remedy-nss =
        Den som ansvarar för profilen tar bort testutfärdaren:
        certutil -D -d sql:{ $folder } -n { $alias }
    .note = Vilka PKI:er som är testmiljöer står i katalogen, vad en tjänst är till för står i inventeringen.
T-207 = En utfärdare för produktion är betrodd i en testmiljö
    .say = { $name } är utfärdare i produktion, och det här arkivet är till för test.
    .why = Då släpps riktiga kort in i testsystemet. Det skadar inte säkerheten genast, men riktiga personers uppgifter hamnar där bara påhittade hör hemma.
    .remedy = Den som driver testsystemet tar bort utfärdaren, eller anger i inventeringen att tjänsten är till för produktion.
    .remedy-java =
        Den som driver testsystemet tar bort utfärdaren, eller anger i inventeringen att tjänsten är till för produktion:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = Vad en tjänst är till för står i inventeringen (environment = "test").
T-208 = En utfärdare från utvecklarnas egen miljö
    .say = { $name } hör till PKI-utvecklarnas egen miljö.
    .why = Den miljön (SYSTEMTEST) är utgivarens verkstad. Varken skarpa kort eller testkort kommer därifrån, och ingen svarar för vem som har dess nycklar.
    .remedy = Den som driver tjänsten tar bort den. Inget som användarna gör behöver den.
    .note = Certifikat vars namn (CN) börjar med SYSTEMTEST.
T-209 = En falsk utfärdare: en känd utfärdares namn på ett annat certifikat
    .say = { $name }: certifikatet { $reason }.
    .why = Program hittar utfärdare på namnet. Ett certifikat med det namnet som inte är utfärdarens eget är ett misstag (någons labb, en egen kopia) eller ett angrepp. Den som har dess nyckel kan göra kort som släpps in här.
    .remedy = Lita inte på det. Den som driver tjänsten tar reda på varifrån det kom, tar bort det och letar efter inloggningar med det. Det äkta certifikatet fås med tillit catalog fetch.
    .remedy-java =
        Lita inte på det. Den som driver tjänsten tar reda på varifrån det kom, letar efter inloggningar med det och tar bort det; det äkta fås med tillit catalog fetch:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = SHA-256 är inte katalogens fingeravtryck, eller så är signaturen inte den fastställda rotens. Ett alias bevisar inget, det gör bara fingeravtrycket.
T-210 = En utfärdare som inte kan bekräftas
    .say = { $name } har samma namn som en känd utfärdare. Om det är äkta kan inte avgöras, eftersom rotcertifikatet varken finns i arkivet eller på datorn.
    .why = Katalogen har inget fingeravtryck för den här utfärdaren. Rotens signatur skulle bevisa att den är äkta, men rotcertifikatet finns inte till hands.
    .remedy = Hämta rotcertifikatet och fråga igen: tillit catalog fetch
    .note = En utfärdare utan fastställt fingeravtryck godtas under sitt exakta namn med en giltig signatur av den fastställda roten.
T-211 = En server saknar utfärdare
    .say = { $service }: { $count ->
        [one] en utfärdare
       *[other] { $count } utfärdare
    } i { $name } saknas ({ $missing }). Kort för { $who } som bara skickar sitt eget certifikat nekas.
    .short = { $count ->
        [one] utfärdaren
       *[other] utfärdarna
    } { $missing } saknas
    .effect = kort som bara skickar sitt eget certifikat nekas
    .why = De flesta kort skickar bara sitt eget certifikat. Servern hittar då ingen väg från det till roten och nekar ett kort som är felfritt. Vid arbetsplatsen ser det ut som ett fel på kortet, men felet är serverns.
    .remedy = Den som driver tjänsten lägger utfärdarna bredvid roten: tillit install --generation GENERATION --into FIL --apply --reload
    .note = Servrar som bygger på OpenSSL (nginx, Apache, HAProxy) svarar med fel 20 eller 21, alert 48. TLS låter klienten utelämna det som servern kan ha (RFC 5246 avsnitt 7.4.6, RFC 8446 avsnitt 4.4.2), och många kortprogram gör det.
T-212 = En server litar inte på rotcertifikatet för en generation
    .say = { $service }: { $name } är inte betrodd ({ $missing } saknas). Dess kort för { $who } nekas.
    .say-all = { $service } litar inte på något i { $name }. Dess kort för { $who } nekas.
    .short = { $missing } saknas
    .effect = de här korten nekas
    .short-all = inget i den är betrott
    .effect-all = de här korten nekas
    .why = Alla kort i generationen nekas, vem som än har dem och vilken dator de än sitter i. Nya och uppgraderade kort hör till den nyaste generationen: de som har dem kan inte logga in här. Felet är serverns.
    .remedy = Den som driver tjänsten lägger till rot och utfärdare, och behåller de gamla tills det sista gamla kortet är borta: tillit install --generation GENERATION --into FIL --apply --reload
    .note = OpenSSL låter en kedja sluta bara i ett självsignerat certifikat (fel 2 med utfärdaren men utan roten, 20 utan båda, alert 48). Java låter den sluta i vilken betrodd post som helst: där krävs att ingen av dem är betrodd (alert 46).
T-213 = En server skickar inte namnen på en generations utfärdare
    .say = { $service } skickar namnen på andra utfärdare än de i { $name }: webbläsare erbjuder inte dess kort för { $who }.
    .short = namnen skickas inte
    .effect = webbläsare erbjuder inte de här korten
    .why = När en server frågar efter certifikat skickar den namn på utfärdare, och webbläsare erbjuder bara kort som någon av dem har gett ut. Användaren ser inget certifikat att välja, eller en tom lista, som om inget kort satt i läsaren. Felet är serverns.
    .remedy = Den som driver tjänsten lägger utfärdarna i den fil vars namn skickas: för nginx ssl_client_certificate, för Apache SSLCADNRequestFile där den är satt, för HAProxy ca-file.
    .note = certificate_authorities, RFC 5246 avsnitt 7.4.4 och RFC 8446 avsnitt 4.2.4. nginx skickar namnen i ssl_client_certificate (inte i ssl_trusted_certificate), Apache de i SSLCADNRequestFile eller SSLCADNRequestPath, annars i SSLCACertificateFile och SSLCACertificatePath, HAProxy de i ca-file (inte i ca-verify-file), Java de i arkivet.
T-214 = En server skickar bara rotens namn
    .say = { $service } skickar namnet på roten i { $name }, men inte på dess utfärdare: en webbläsare erbjuder kort för { $who } bara där datorn har utfärdarens certifikat.
    .short = bara rotens namn skickas
    .effect = webbläsare erbjuder de här korten bara på datorer som har utfärdarens certifikat
    .why = Det fungerar på en del arbetsplatser och inte på andra, med samma kort. En webbläsare måste se att kortet leder till ett namn som skickades, och behöver utfärdarens certifikat för det: Windows har det ofta, från kortet eller från organisationen, andra har det inte.
    .remedy = Den som driver tjänsten lägger utfärdarna i den fil vars namn skickas.
    .note = Kortets eget certifikat namnger bara sin utfärdare. Windows och NSS bygger kedjan med det som datorn har innan de jämför namn.
T-215 = Kortens kedja är längre än en server godtar
    .say = { $service } godtar högst djup { $limit }, och kort i { $name } behöver { $needs }: alla nekas.
    .short = djup { $limit } godtas, { $needs } behövs
    .effect = de här korten nekas
    .why = Servern slutar räkna innan den kommer till roten, fast den litar på hela kedjan. Alla kort nekas, också när rätt utfärdare finns på plats. Webbläsaren visar ett anslutningsfel, inte ett certifikatfel. Felet är serverns.
    .remedy = Den som driver tjänsten höjer gränsen: SSLVerifyDepth 3 (Apache), ssl_verify_depth 3 (nginx), certificateVerificationDepth="3" (Tomcat).
    .note = Apache räknar varje utfärdare och har från början gränsen 1, som nekar person, utfärdare, rot (AH02040, alert 80). nginx och annat som sätter djupet i OpenSSL räknar bara utfärdare mellan kort och rot: där räcker 1. Java räknar också dem (maxPathLength).
T-216 = En utfärdare hos en server gäller inte nu
    .say = { $service }: certifikatet för { $missing } som den litar på har gått ut eller gäller inte än. Kort i { $name } för { $who } nekas.
    .short = { $missing } i dess arkiv har gått ut eller gäller inte än
    .effect = de här korten nekas
    .why = Servern använder sin egen kopia av utfärdaren, också där kortet skickar en nyare som är felfri. Kortet är det inget fel på.
    .remedy = Den som driver tjänsten lägger in utfärdarens nuvarande certifikat och tar bort det gamla. Går datorns klocka rätt?
    .note = OpenSSL föredrar sitt eget arkiv framför det som klienten skickar (X509_V_FLAG_TRUSTED_FIRST): fel 10, alert 45, vilket ser ut som ett kort som gått ut. Java ser inte på tiden för en betrodd post.
T-217 = En utfärdare är för svag för en servers inställningar
    .say = { $service }: certifikatet för { $missing } är svagare än servern kräver ({ $floor }). Kort i { $name } för { $who } nekas.
    .say-perhaps = { $service } kan komma att neka kort i { $name } för { $who }: utfärdare i den här generationen är signerade med SHA-1, och servern kräver mer ({ $floor }).
    .short = { $missing }: för svag signatur eller nyckel för servern ({ $floor })
    .effect = de här korten nekas
    .short-perhaps = signerade med SHA-1, servern kräver mer ({ $floor })
    .effect-perhaps = de här korten kan nekas
    .why = Servern kräver signaturer och nycklar som utfärdaren inte har: gamla utfärdare är signerade med SHA-1, som nyare OpenSSL vägrar. Den litar på utfärdaren och nekar ändå dess kort. Kort i den nyaste generationen har ingen sådan utfärdare.
    .remedy = Bäst är att byta till kort i den nyaste generationen. Måste gamla kort komma in till dess, sänker den som driver tjänsten nivån för just den här tjänsten: ssl_ciphers "DEFAULT:@SECLEVEL=0" (nginx), SSLCipherSuite "DEFAULT:@SECLEVEL=0" (Apache), ciphers DEFAULT:@SECLEVEL=0 (HAProxy). Det försvagar mer än klientcertifikaten.
    .remedy-nginx = Bäst är att byta till kort i den nyaste generationen. Måste gamla kort komma in till dess, sänker den som driver tjänsten nivån för just den här tjänsten: ssl_ciphers "DEFAULT:@SECLEVEL=0"; Det försvagar mer än klientcertifikaten.
    .remedy-apache = Bäst är att byta till kort i den nyaste generationen. Måste gamla kort komma in till dess, sänker den som driver tjänsten nivån för just den här tjänsten: SSLCipherSuite "DEFAULT:@SECLEVEL=0". Det försvagar mer än klientcertifikaten.
    .remedy-haproxy = Bäst är att byta till kort i den nyaste generationen. Måste gamla kort komma in till dess, sänker den som driver tjänsten nivån för just den här tjänsten: ciphers DEFAULT:@SECLEVEL=0. Det försvagar mer än klientcertifikaten.
    .remedy-tomcat-openssl = Bäst är att byta till kort i den nyaste generationen. Måste gamla kort komma in till dess, sänker den som driver tjänsten nivån för just den här tjänsten: ciphers="HIGH:@SECLEVEL=0" i dess SSLHostConfig (i den gamla formen SSLCipherSuite="..."). Det försvagar mer än klientcertifikaten.
    .remedy-java = Bäst är att byta till kort i den nyaste generationen. Måste gamla kort komma in till dess, tar den som driver tjänsten bort SHA1 ur jdk.certpath.disabledAlgorithms, i en egen fil som bara det här programmet startas med (-Djava.security.properties=FIL). Det försvagar mer än klientcertifikaten.
    .note = Säkerhetsnivåer i OpenSSL, SSL_CTX_set_security_level(3): nivå 1 i OpenSSL 3 och nivå 2 vägrar utfärdarcertifikat med SHA-1 (fel 67 och 68, alert 42). Rotens egen signatur kontrolleras inte. Java: jdk.certpath.disabledAlgorithms.
T-218 = En server saknar en utfärdares spärrlista
    .say = { $service } slår upp varje kort i sina spärrlistor och har ingen för { $missing }. Kort i { $name } för { $who } nekas.
    .short = ingen spärrlista för { $missing }
    .effect = de här korten nekas
    .why = Har en server spärrlistor behöver den en för varje utfärdare. Någon har lagt till en utfärdare utan dess lista. Inget kort är spärrat på grund av det.
    .remedy = Den som driver tjänsten hämtar utfärdarens lista (adressen står i korten) och lägger den i filen med listor, även i jobbet som förnyar dem.
    .note = OpenSSL: X509_V_FLAG_CRL_CHECK, fel 3, alert 48, vilket ser ut som en okänd utfärdare. nginx kontrollerar hela kedjan och behöver även rotens lista; så gör Apache med SSLCARevocationCheck chain (no_crl_for_cert_ok släpper igenom utfärdare utan lista). Java kontrollerar utfärdare som inte själva är betrodda.
T-219 = En spärrlista hos en server är för gammal
    .say = { $service }: spärrlistan för { $missing } är för gammal. Kort i { $name } för { $who } nekas.
    .short = spärrlistan för { $missing } är för gammal
    .effect = de här korten nekas
    .why = Spärrlistor gäller några dagar. Jobbet som hämtar nya har stannat, eller servern har inte läst in dem igen. Alla kort från utfärdaren nekas, och det kan se ut som kort som gått ut.
    .remedy = Den som driver tjänsten lagar jobbet som hämtar listorna och låter servern läsa in dem igen.
    .note = OpenSSL: fel 12, alert 45 (nginx svarar 400, Apache alert 46). nextUpdate, RFC 5280 avsnitt 5.1.2.5.
T-220 = En server frågar över nätet om kort är spärrade
    .say = { $service } frågar över nätet om ett kort är spärrat. Om svar kommer går inte att säga av filerna.
    .short = spärrar frågas över nätet
    .effect = det går inte att säga om svar kommer
    .why = Det är bra. Men är vägen till den som svarar stängd nekas felfria kort.
    .remedy = Den som driver tjänsten kontrollerar att servern når adresserna i korten (OCSP, spärrlistor) genom brandvägg och proxy.
    .note = nginx ssl_ocsp, Apache SSLOCSPEnable, Java com.sun.net.ssl.checkRevocation. Apache svarar med alert 40 när ingen svarar (AH01974, AH02276), nginx med 400.
T-221 = En server talar bara gamla versioner av TLS
    .say = { $service } talar varken TLS 1.2 eller TLS 1.3: dagens webbläsare ansluter inte.
    .short = varken TLS 1.2 eller 1.3 talas
    .effect = webbläsare ansluter inte
    .why = Webbläsare har slutat med de äldre versionerna. Det kommer aldrig så långt som till något kort.
    .remedy = Den som driver tjänsten tillåter TLS 1.2 och TLS 1.3.
    .note = RFC 8996 förbjuder TLS 1.0 och 1.1.
T-222 = En server frågar för sent efter certifikatet
    .say = { $service } frågar efter certifikatet först efter anropet: webbläsare med TLS 1.3 svarar inte.
    .short = frågas först efter anropet
    .effect = nekas med TLS 1.3
    .why = Certifikat krävs bara för en del av webbplatsen, så servern frågar när anslutningen redan står. I TLS 1.3 kan ingen webbläsare svara på det, och inloggningen slutar i en felsida utan någon fråga om kort. Med TLS 1.2 fungerar det.
    .remedy = Den som driver tjänsten kräver certifikat för hela värden, helst under ett eget värdnamn (kort.region.example), eller tillåter bara TLS 1.2 där.
    .note = Apache: SSLVerifyClient i Location eller Directory. TLS 1.2 omförhandlar (RFC 5746). TLS 1.3 har autentisering efter handskakningen (RFC 8446 avsnitt 4.6.2), som Chrome, Edge och Firefox inte erbjuder: 403, AH10158.
T-223 = Applikationen avgör om ett certifikat duger
    .say = { $service } släpper in alla och talar om för applikationen hur bra certifikatet är. Vem applikationen nekar syns inte här.
    .short = servern släpper in alla, applikationen avgör
    .why = Servern kontrollerar inget som stoppar ett kort. Vad applikationen gör med det står i dess egen konfiguration.
    .remedy = Den som driver applikationen kontrollerar vad den gör med resultatet, och vilka utfärdare den känner till.
    .note = nginx optional_no_ca, Apache optional_no_ca, HAProxy ca-ignore-err och crt-ignore-err; SSL_CLIENT_VERIFY, ssl_c_verify.
T-224 = En fil som en konfiguration pekar på kan inte läsas
    .say = { $path }: { $problem }
    .why = Konfigurationen leder till en fil (utfärdare, spärrlistor, serverns eget certifikat) som inte finns eller inte kan läsas. Servern startar inte med den nästa gång, eller litar inte på något. Vad den gör med kort går inte att säga.
    .remedy = Den som driver tjänsten rättar sökvägen eller filen. Är det bara det här kontot som inte får läsa den, kör tillit som ett som får.
    .remedy-password = Den som driver tjänsten rättar lösenordet där det står i konfigurationen, eller ger arkivet det lösenord som står där (keytool -storepasswd).
    .note = nginx och HAProxy startar inte. Apache startar inte. En Java-server startar och nekar alla, eller startar inte, beroende på version. En server som redan kör går vidare med det som den läste när den startade.
T-225 = En server skickar fler namn än som får plats
    .say = { $service } skickar namnen på så många utfärdare ({ $bytes } byte) att de inte får plats i handskakningen: inloggningar misslyckas.
    .short = { $bytes } byte namn på utfärdare får inte plats i handskakningen
    .effect = inloggningar misslyckas
    .why = Någon har angett systemets hela arkiv i stället för kortens utfärdare. En del servrar skickar då inget namn alls, andra avslutar anslutningen.
    .remedy = Den som driver tjänsten anger en fil med bara kortens utfärdare.
    .note = Listan har en längd på 16 bitar (RFC 5246 avsnitt 7.4.4). OpenSSL ger upp bortom den, HAProxy skickar inga namn, Java-klienter slutar vid 32 KiB och Windows-servrar vid 16 KiB.
T-640 = Windows avvisar alla kort: något som inte är en rot ligger bland rötterna
    .say = { $service } avvisar alla kort: { $names } ligger bland datorns rötter och är ingen rot.
    .short = { $names } är ingen rot och ligger bland rötterna
    .effect = Windows avvisar alla kort
    .why = Någon har lagt en utfärdares certifikat i Betrodda rotcertifikatutfärdare. Så länge ett sådant ligger där svarar IIS 403.16 på alla klientcertifikat, även från andra utfärdare.
    .remedy = Den som driver servern flyttar det till Mellanliggande certifikatutfärdare för datorkontot (certlm.msc); om en grupprincip lägger dit det, ändras den. tillit audit windows visar vilket det är.
    .note = Microsoft KB 2802568. Även 403.7, där en lista över betrodda utfärdare används.
T-641 = En lyssnare i Windows avvisar alla anslutningar
    .say = { $service } avvisar alla anslutningar: { $key } har flaggan 0x8 ("Reject Connections").
    .why = HTTP.SYS har fått besked om att stänga alla anslutningar till den här adressen innan något frågas efter eller skickas. Inget kort släpps in och ingen sida kommer, oavsett vad servern litar på. Ibland är det avsikten, för adresser som ingen ska använda.
    .remedy = Är det meningen att tjänsten ska nås här tar den som driver servern bort spärren, som netsh http show sslcert visar som Reject Connections (netsh http update sslcert ipport=ADRESS certhash=HASH appid=ID reject=disable, med hostnameport eller ccs i stället för ipport om det är så den visas; ange även de andra inställningarna som visas), och granskar igen: då framgår vad som händer med korten.
    .note = DefaultFlags, HTTP_SERVICE_CONFIG_SSL_FLAG_REJECT i http.h.
T-226 = En server skickar namn på utfärdare som den inte litar på
    .say = { $service } skickar namnen i { $name } men litar inte på den: webbläsare erbjuder kortet, och det nekas.
    .short = namnen skickas, men är inte betrodda
    .effect = webbläsare erbjuder de här korten, och de nekas
    .why = Användaren väljer kortet, skriver sin pinkod och nekas. Listan med namn och listan med det som är betrott är två filer här, och bara den ena har ändrats.
    .remedy = Den som driver tjänsten lägger samma utfärdare i båda.
    .note = nginx: ssl_client_certificate är båda, så där krävs mer än en fil. Apache: SSLCADNRequestFile bredvid SSLCACertificateFile; SSLCACertificatePath skickar namnen i alla filer och litar på dem som har en hashlänk.
T-227 = En inställning framgår inte av filerna
    .say = { $what } beror på { $why }: vad det blir går inte att säga.
    .short = en inställning som avgör framgår inte av filerna
    .why = En variabel, ett makro eller ett skript avgör, och värdet känner bara servern som kör till. Det är inget fel. Men inget svar om kort kan ges här, varken ja eller nej.
    .remedy = Se efter vad servern gör av det: nginx -T, apachectl -t -D DUMP_VHOSTS -D DUMP_RUN_CFG, haproxy -c. Granska sedan filen som det leder till: tillit audit FIL
    .remedy-nginx = Se efter vad servern gör av det: nginx -T. Granska sedan filen som det leder till: tillit audit FIL
    .remedy-apache = Se efter vad servern gör av det: apachectl -t -D DUMP_VHOSTS -D DUMP_RUN_CFG. Granska sedan filen som det leder till: tillit audit FIL
    .remedy-haproxy = Se efter vad servern gör av det: haproxy -c -f FILE. Granska sedan filen som det leder till: tillit audit FIL
    .remedy-java = Ta reda på med vilket värde programmet startas: dess tjänstefil, dess miljö, dess container. Granska sedan arkivet som det leder till: tillit audit FIL
    .remedy-windows = Se efter på servern: netsh http show sslcert visar om certifikat begärs, en web.config bland webbplatsens filer kan säga något annat om en sökväg. För kopior: exportera registret också, se docs/windows.md
    .note = tillit kör inget serverprogram och gissar inte: "går inte att säga" blir aldrig "nej".
T-228 = En konfiguration har ett fel
    .say = Servern startar inte med det här: { $problem }.
    .say-value = Servern godtar inte det här värdet: { $problem }.
    .why = Det som följer i filen är inte känt här, och servern startar inte med den nästa gång.
    .remedy = Den som driver tjänsten rättar raden och låter servern kontrollera den: nginx -t, apachectl configtest, haproxy -c -f FIL. Godtar servern den, hör av dig: då är det ett fel i tillit.
    .remedy-nginx = Den som driver tjänsten rättar raden och låter servern kontrollera den: nginx -t. Godtar servern den, hör av dig: då är det ett fel i tillit.
    .remedy-apache = Den som driver tjänsten rättar raden och låter servern kontrollera den: apachectl configtest. Godtar servern den, hör av dig: då är det ett fel i tillit.
    .remedy-haproxy = Den som driver tjänsten rättar raden och låter servern kontrollera den: haproxy -c -f FIL. Godtar servern den, hör av dig: då är det ett fel i tillit.
    .remedy-windows = Den som driver tjänsten rättar raden; appcmd list site visar sedan webbplatserna utan fel. Godtar servern den som den är, hör av dig: då är det fel på tillit.
    .remedy-java = Den som driver tjänsten rättar raden före nästa start. Startar servern med den, hör av dig: då är det ett fel i tillit.
    .note = Orden är från tillits läsare. Resten av konfigurationen granskades.
T-229 = En fil i en konfiguration kan inte läsas
    .say = { $path }: { $problem }
    .say-nothing = Inget passar { $pattern }: servern startar inte.
    .say-loop = { $path } inkluderar sig själv.
    .say-too-much = Det är fler filer, eller filer inuti filer, än någon server läser.
    .say-too-nested = Avsnitt, villkor eller makron står djupare i varandra än vad som följs här: vad de innehåller framgår inte.
    .say-elsewhere = Det som gäller här ligger i { $path }, som inte läses härifrån.
    .say-leads-out = { $path } är en länk ut ur mappen med kopior, och följs inte.
    .why = En del av konfigurationen saknas: det kan finnas tjänster i den som inte visas här.
    .remedy = Rätta raden som pekar på filen. Är det bara det här kontot som inte får läsa den, kör tillit som ett som får.
    .remedy-windows = Gäller det kopior exporteras eller kopieras även den här filen på nytt: docs/windows.md. På servern rättas raden som pekar på den; är det bara det här kontot som inte får läsa den, kör tillit som ett som får.
    .remedy-elsewhere = Kör tillit på servern själv, utan --offline om de ligger på en delad mapp: tillit audit iis. Eller kopiera filerna som ligger där till en mapp, utan redirection.config och med exporterna av registret: tillit audit iis:MAPP
    .note = En konfiguration på högst 20 000 filer på 16 MiB var läses.
T-230 = En server kör med äldre filer
    .say = { $server } startades eller laddades om innan { $files } ändrades: den arbetar fortfarande med det som den läste då.
    .why = Det som sägs här gäller filerna. Inloggningar bedöms efter det som servern läste när den startade, och det är äldre. Efter en ändring kan det se ut som om inget hjälpt.
    .remedy = Den som driver tjänsten låter den läsa sin konfiguration igen. För nginx, Apache och HAProxy är det en omladdning: ingen loggas ut.
    .remedy-command =
        Låt servern läsa sina filer igen, ingen loggas ut:
        { $command }
    .remedy-own = Låt den { $server } som startades med { $file } läsa sina filer igen, på samma sätt som den startades.
    .remedy-restart = Starta om { $server } vid en lugn tid. Inloggade användare loggas ut, om inte sessionerna sparas någon annanstans.
    .note = Den yngsta arbetsprocessen jämförs med tiderna för alla filer i konfigurationen och det som den pekar på (/proc).
T-231 = En server misstror en utfärdare
    .say = { $service }: { $missing } är uttryckligen misstrodd. Kort i { $name } för { $who } nekas.
    .short = { $missing } är uttryckligen misstrodd
    .effect = de här korten nekas
    .why = Någon har märkt utfärdaren som en som inte ska vara betrodd. Kanske med avsikt, när en gammal generation stängdes av; kanske av misstag.
    .remedy = Fråga den som satte märket. Var det inte meningen, ta bort det.
    .note = BEGIN TRUSTED CERTIFICATE med nekad användning (openssl x509 -addreject), flaggan p i NSS, blocklist i p11-kit.
T-232 = Namnet på en gammal utfärdare står i en konfiguration
    .say = { $path } namnger { $old } ({ $generations }) och ingen utfärdare i { $newest }. Det som jämför med det nekar kort i { $newest }.
    .say-partial = { $path } namnger utfärdare i { $newest }, men för några av de gamla ingen som ersätter dem. Det som jämför med det nekar kort från { $lacking }.
    .say-both = { $path } namnger { $old } ({ $generations }), och bredvid dem det som ersätter dem i { $newest }.
    .say-issued = { $path } innehåller certifikat som { $old } ({ $generations }) har utfärdat, och namnger ingen utfärdare själv.
    .why = Ett program jämför kortets utfärdare med ett namn, ett fingeravtryck eller ett certifikat som står skrivet här. Kort i den nyaste generationen har andra utfärdare och nekas eller känns inte igen, fast servern släpper in dem.
    .remedy = Den som ansvarar för applikationen lägger till den nyaste generationens utfärdare bredvid de gamla.
    .remedy-names =
        Den som ansvarar för applikationen lägger till, bredvid de gamla:
        { $lines }
    .remedy-partial =
        Den som ansvarar för applikationen lägger till det som saknas:
        { $lines }
    .remedy-both = De gamla tas bort när inget kort i { $generations } används längre.
    .remedy-issued = När ägarna till de här certifikaten byter ut dem läggs de nya in här.
    .note = Hittas med tillit audit --search. Det som söks är stavningarna enligt RFC 4514, på en rad som i OpenSSL och som i Java, certifikatet som PEM eller Base64, och fingeravtryck. En fil som namnger även de nya utfärdarna är en upplysning och ingen varning.
T-233 = Ett annat program avgör också
    .say = { $service }: { $program } har också något att säga om certifikatet.
    .say-overlooks = { $service } är inställd på att bortse från fel i certifikat ({ $setting }).
    .say-rule = { $service }: en regel här jämför namnet på kortets utfärdare ({ $setting }). Ett kort som släpps in enligt ovan kan nekas av den.
    .say-files = { $service }: i filer .htaccess får SSLVerifyClient, SSLVerifyDepth, SSLCipherSuite och SSLRequire stå, och begära certifikat för en del av webbplatsen. Ingen fanns i värdens egna mappar; de längre in lästes inte.
    .say-files-read = { $service }: i filer .htaccess får SSLVerifyClient, SSLVerifyDepth, SSLCipherSuite och SSLRequire stå, och begära certifikat för en del av webbplatsen. { $files } lästes; de längre in lästes inte.
    .why = Servern som visas här frågar efter certifikatet och kontrollerar det. Vad som sedan görs med det står i det andra programmets konfiguration.
    .remedy = Se efter vad det andra programmet gör med certifikatet, och vilka utfärdare det känner till.
    .note = Shibboleth IdP (authn/X509), SimpleSAMLphp (authX509) och liknande har inget eget arkiv: de tar det som servern framför har godtagit.
T-234 = En inställning har ingen verkan
    .say = { $setting } har ingen verkan här.
    .say-overridden = { $setting } har ingen verkan här: { $by } gäller före.
    .why = Någon har skrivit den och tror att den verkar.
    .remedy = Den som driver tjänsten tar bort raden eller flyttar den dit där den verkar.
    .note = Tomcat med JSSE ser till exempel inte på certificateVerificationDepth; en inställning längre in gäller före en längre ut.
T-235 = En servers chiffer passar inte dess egen nyckel
    .say = { $service }: ingen handskakning kommer till stånd. De chiffer och den säkerhetsnivå som är satta passar inte serverns eget certifikat.
    .say-tls12 = { $service }: med TLS 1.2 kommer ingen handskakning till stånd, eftersom inget tillåtet chiffer passar serverns egen nyckel. Med TLS 1.3 fungerar det.
    .say-perhaps = { $service }: om en handskakning kommer till stånd går inte att säga. De chiffer som är satta passar inte alla nycklar, och serverns eget certifikat kan inte läsas här eller avgör det inte.
    .short = chiffren passar inte serverns egen nyckel
    .effect = ingen handskakning kommer till stånd
    .effect-tls12 = ingen handskakning med TLS 1.2
    .short-perhaps = chiffren passar inte alla nycklar
    .effect-perhaps = om en handskakning kommer till stånd går inte att säga
    .why = Ett chiffer i TLS 1.2 anger vilket slags nyckel servern har: ECDHE-ECDSA passar en nyckel på en elliptisk kurva, ECDHE-RSA en RSA-nyckel. Passar inget, tar anslutningen slut innan något kort efterfrågas. Chiffer i TLS 1.3 passar alla nycklar.
    .remedy = Den som driver tjänsten tillåter chiffer för den nyckel som servern har, i tveksamma fall av båda slagen: ECDHE+AESGCM:ECDHE+CHACHA20
    .note = OpenSSL: no shared cipher (alert 40). Vad som blir kvar av en lista visar: openssl ciphers -v LISTA. Chiffer i TLS 1.3 har en egen lista (ssl_conf_command Ciphersuites, SSLCipherSuite TLSv1.3, ciphersuites); står bara sådana i den andra listan startar servern inte.
T-239 = En känd utfärdares certifikat som är skadat, eller falskt
    .say = { $name }: certifikatet { $reason }. Arkivets egen integritetskontroll gjordes inte eller höll inte, så en skada är troligare än en förfalskning.
    .why = Certifikatet är inte utfärdarens som det är, och dess kort avvisas. Ett lösenord som inte passar och en fil som skadats på vägen ser likadana ut härifrån: kontrollen som skiljer dem åt kräver rätt lösenord.
    .remedy = Den som driver tjänsten lämnar arkivets lösenord (--password prompt). Håller kontrollen inte då heller är filen skadad: ta den från en säkerhetskopia, eller gör om den. Bara om kontrollen håller är certifikatet falskt (T-209).
    .note = Integriteten hos en JKS- eller PKCS#12-fil skyddas med dess lösenord.
T-236 = En policy talar inte om något granskat arkiv
    .say = Policyn { $policy } nämner inget arkiv som granskades (targets: { $patterns }): ingenting prövades mot den.
    .say-rule = Regeln för { $rule } i policyn { $policy } nämner inget arkiv som granskades (targets: { $patterns }).
    .why = Mönstren under "targets" säger vilka arkiv den gäller, och inget av dem passar. Ofta är en sökväg felskriven, eller arkivet flyttat. Att inget sägs om ett arkiv betyder då inte att det håller.
    .remedy = Den som äger policyn rättar mönstren, eller den som kör granskningen anger de arkiv som den är till för.
    .note = Ett mönster prövas mot arkivets sökväg, dess plats (java), och båda (java:/opt/...); en * tar även mappar.
T-237 = En tjänst kunde inte granskas
    .say = { $problem }
    .why = Det som förteckningen säger om tjänsten går inte att följa på den här datorn. Inget är känt om dess arkiv; de andra tjänsterna granskades.
    .remedy = Den som kör granskningen ordnar det som saknas (variabeln, filen, mappen), eller rättar tjänstens rader i förteckningen.
    .note = Slutkoden är 3: det går inte att säga om tjänsten är redo.
T-238 = En JVM-inställning har fel lösenord till sitt certifikatarkiv
    .say = Lösenordet i { $by } (javax.net.ssl.trustStorePassword, angivet i { $where }) öppnar inte { $to }.
    .why = Java startar, och alla programmets TLS-förbindelser misslyckas: "Keystore was tampered with, or password was incorrect". Arkivet självt kan vara helt.
    .remedy = Den som driver programmet rättar javax.net.ssl.trustStorePassword där det är angivet, eller ger arkivet det lösenord som står där.
    .note = PKCS#12 och JKS: integritetskontrollen misslyckas. Det som står i inställningen visas ingenstans.

## Certifikatarkiv: det som är märkligt med dem

T-240 = Produktion och testmiljö i samma arkiv
    .say = Arkivet litar på både { $production } och { $test }.
    .why = En tjänst i produktion som litar på testutfärdare släpper in testkort, och de lämnas ut utan att någons identitet kontrolleras. På en utvecklares egen dator kan det vara meningen.
    .remedy = Den som driver tjänsten har ett arkiv för varje miljö. Ange i en inventering vad tjänsten är till för (environment = "production"), så pekas fel utfärdare ut.
    .note = Vilka PKI:er som är testmiljöer står i katalogen.
T-241 = Utfärdaren har förnyats sedan katalogen skrevs
    .say = { $name } är nyare än fingeravtrycket i katalogen. Rotens signatur bevisar att det är äkta.
    .why = Utgivaren har gett ut ett nytt certifikat för samma utfärdare. Inget är fel.
    .remedy = Inget behöver göras. En nyare version av katalogen får det nya fingeravtrycket.
    .note = Samma namn, annan SHA-256, giltig signatur av den fastställda roten.
T-242 = En utfärdare är betrodd som om den vore ett rotcertifikat
    .say = { $name } är en utfärdare och har egen tillit.
    .why = NSS låter då en kedja sluta i den, vad som än händer med dess rotcertifikat. Mister roten sin tillit släpps utfärdarens kort ändå in.
    .remedy = Den som ansvarar för profilen tar bort utfärdarens egen tillit med certutil -M; rotens räcker.
    .remedy-nss =
        Den som ansvarar för profilen tar bort utfärdarens egen tillit, rotens räcker:
        certutil -M -d sql:{ $folder } -n { $alias } -t ,,
    .note = NSS: flaggorna C eller T i cert9.db på ett certifikat som inte är självsignerat.
T-243 = Ett utgånget certifikat i arkivet
    .say = { $name } gällde till { $not_after } ({ $ago }).
    .why = Inget nytt blir betrott under det. Det gör listan med namn som servern skickar längre, och en del program tar fortfarande en utgången rot för giltig.
    .remedy = Den som driver tjänsten tar bort det när ingen behöver det längre.
    .remedy-java =
        Den som driver tjänsten tar bort det när ingen behöver det längre:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = notAfter, RFC 5280 avsnitt 4.1.2.5. En del bibliotek (rustls-webpki) ser inte på datumen i ett rotcertifikat.
T-244 = Ett certifikat i arkivet som inte gäller ännu
    .say = { $name } gäller från { $not_before }.
    .why = Kort under det nekas till dess. Oftare går datorns klocka fel.
    .remedy = Se på datorns klocka. Går den rätt är det bara att vänta.
    .note = notBefore, RFC 5280 avsnitt 4.1.2.5.
T-245 = Samma certifikat finns mer än en gång
    .say = { $name } finns { $times } gånger.
    .why = Inget program bryr sig. Men den som tar bort ett av dem tror att det är borta, och det är det inte.
    .remedy = Den som ansvarar för arkivet behåller ett av dem när det ändå ändras.
    .note = Samma SHA-256. keytool -noprompt importerar ett certifikat igen under ett nytt alias utan ett ord.
T-246 = Ett certifikat för en person eller server är betrott som utfärdare
    .say = { $name } är inget CA-certifikat.
    .why = Någon har lagt en användares eller en servers eget certifikat där utfärdare hör hemma. Java släpper då in just den innehavaren vad utfärdaren än säger senare, OpenSSL bryr sig oftast inte om det.
    .remedy = Den som driver tjänsten tar bort det, och lägger in utfärdaren om det var den som avsågs.
    .remedy-java =
        Den som driver tjänsten tar bort det, och importerar utfärdaren om det var den som avsågs:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = basicConstraints utan cA. keytool -importcert gör det betrott utan ett ord.
T-247 = Ett certifikat som inte uppger om det är en utfärdares
    .say = { $name } uppger inte att det är ett CA-certifikat.
    .why = Mycket gamla rotcertifikat (version 1) är gjorda så. Nya program kan neka kedjor under det.
    .remedy = Inget behöver göras för rotcertifikat från en känd utgivare. Fråga annars varifrån det kommer.
    .note = X.509 version 1, eller utan basicConstraints (RFC 5280 avsnitt 4.2.1.9).
T-248 = En utfärdare med för kort nyckel
    .say = { $name } har en nyckel på bara { $bits } bitar.
    .why = Sådana nycklar går att knäcka, och med en utfärdares nyckel kan vilken identitet som helst hittas på. Nya system nekar kedjor under den.
    .remedy = Den som driver tjänsten tar bort den och går över till utgivarens nästa generation.
    .note = RSA under 2048 bitar, elliptiska kurvor under 256 (NIST SP 800-131A).
T-249 = En utfärdare som är signerad med SHA-1 eller MD5
    .say = { $name } är signerat med en knäckt metod (SHA-1 eller MD5).
    .why = Moderna system nekar kedjor genom den. Den som kan förfalska en sådan signatur kan göra en egen utfärdare.
    .remedy = Den som driver tjänsten går över till utgivarens nästa generation.
    .note = OpenSSL 3 nekar SHA-1 i kedjor från säkerhetsnivå 1, Java enligt jdk.certpath.disabledAlgorithms. Ett rotcertifikats egen signatur räknas inte.
T-250 = En utfärdares certifikat slutar gälla innan det börjar
    .say = Giltighetstiden för { $name } slutar innan den börjar.
    .why = Det gäller inte vid någon tidpunkt: ett misstag av den som gjorde det.
    .remedy = Den som driver tjänsten tar bort det och ber utgivaren om det rätta.
    .note = notAfter före notBefore.
T-251 = Listan med utfärdarnas namn är för lång för en handskakning
    .say = De { $names } namnen tar { $bytes } byte, och gränsen är { $limit }.
    .why = En server skickar namnen på sina betrodda utfärdare till webbläsaren, så att den kan erbjuda rätt kort. En för lång lista kapas eller skickas inte alls, eller så bryts förbindelsen: ingen kan logga in, eller fel certifikat erbjuds.
    .remedy = Den som driver tjänsten ger den ett eget arkiv med just de utfärdare vars kort ska släppas in.
    .note = Windows 16 KiB (KB2880390), klienter i Java 32 KiB, TLS 64 KiB; HAProxy skickar då inga.
T-252 = Kvarlämnat av ett verktyg som gör egna utfärdare
    .say = { $name } är gjort av { $tool }.
    .why = Verktyg för utvecklare gör en egen utfärdare och lägger den i datorns arkiv. Nyckeln ligger oskyddad i någons hemmapp, och den som har den kan utge sig för vilken server som helst, och här för vilket kort som helst.
    .remedy = Om ingen längre använder verktyget på datorn: ta bort certifikatet, och utfärdarens mapp. På en server hör det inte hemma alls.
    .note = mkcert -uninstall, step certificate uninstall och caddy untrust tar bort sina egna.
T-253 = Utfärdare för inloggning ligger i hela systemets arkiv
    .say = { $count ->
        [one] En utfärdare
       *[other] { $count } utfärdare
    } av kort finns i systemets arkiv: { $cas }.
    .why = Alla program på datorn låter utfärdarna i det här arkivet gå i god för *servrar*, vilken webbplats som helst. En tjänst som kontrollerar kort behöver inte det, och bör inte få det avgjort där.
    .remedy = Om programmen här ska lita på servrar från den här PKI:n (dess funktionscertifikat) får det vara så. Annars ger den som driver tjänsten den en egen fil, och tar bort utfärdarna ur systemets arkiv.
    .note = Debian: ta bort filen i /usr/local/share/ca-certificates och kör update-ca-certificates --fresh; posten i /etc/ssl/certs/java/cacerts måste tas bort med keytool, annars blir den kvar.
T-254 = En post i arkivet går inte att läsa
    .say = Post { $number }{ $alias } går inte att läsa: { $problem }
    .why = Många program underkänner hela filen för en sådan post: nginx och OpenSSL startar inte med den, keytool slutar läsa. Andra hoppar över den utan ett ord.
    .remedy = Den som driver tjänsten tar bort posten, eller hämtar certifikatet igen: tillit catalog fetch
    .note = De andra posterna har lästs.
T-255 = Ett certifikat i en form som bara OpenSSL läser
    .say = { $name } står i ett TRUSTED CERTIFICATE-block.
    .why = Bara OpenSSL:s egna verktyg läser det. nginx startar inte med en sådan fil, Java och andra ser inte certifikatet.
    .remedy = Den som driver tjänsten skriver om det som ett vanligt certifikat.
    .remedy-pem =
        Den som driver tjänsten skriver om det som ett vanligt certifikat (av flera block tas det första; spara de andra ett i taget):
        openssl x509 -in { $store } -out new.pem
    .note = Skrivet av openssl x509 -trustout: certifikatet och OpenSSL:s egna inställningar.
T-256 = EN PRIVAT NYCKEL ligger i certifikatarkivet
    .say = Arkivet innehåller en privat nyckel. (Den har inte sparats och visas ingenstans.)
    .why = Certifikatarkiv kopieras, mejlas och kan läsas av alla. Den som läser det här har nyckeln och kan utge sig för dess ägare.
    .remedy = Nu genast: nyckelns ägare flyttar den till en fil som bara servern får läsa. Om arkivet kunde läsas av andra eller har skickats vidare ska certifikatet spärras och nyckeln bytas.
    .note = Ett PEM-block PRIVATE KEY, eller en nyckelpost i ett nyckelarkiv. Nycklar hör hemma i ett nyckelarkiv (keystore), utfärdare i ett certifikatarkiv (truststore).
T-257 = Alla på datorn får ändra arkivet
    .say = { $path } får skrivas av alla (rättigheter { $mode }).
    .why = Vilket program och vilken användare som helst på datorn kan lägga in en egen utfärdare här, och sedan logga in som vem som helst.
    .remedy = Den som driver datorn tar bort rättigheten.
    .remedy-pem =
        Den som driver datorn tar bort rättigheten, och ser efter om arkivet har ändrats:
        chmod o-w { $path }
    .remedy-hashed =
        Den som driver datorn tar bort rättigheten, och ser efter om arkivet har ändrats:
        chmod o-w { $path }
    .remedy-java =
        Den som driver datorn tar bort rättigheten, och ser efter om arkivet har ändrats:
        chmod o-w { $path }
    .note = Skrivrätt för övriga (others). Gäller det en mapp kan den som får skriva där byta ut arkivet mot en annan fil, om mappen inte har sticky-biten.
T-258 = Arkivet har inget skydd mot ändringar
    .say = Filen har inget eget skydd mot ändringar (PKCS#12 utan MAC).
    .why = Det syns inte om någon har ändrat det. Filrättigheterna är dess enda skydd, som för en PEM-fil.
    .remedy = Inget behöver göras om bara administratören får skriva i filen.
    .note = Java skriver och läser sådana arkiv med keystore.pkcs12.macAlgorithm=NONE; för enbart certifikat är det vanligt.
T-259 = Arkivet är krypterat med en gammal metod
    .say = Filen använder { $algorithms }.
    .why = Nya program vägrar läsa det: OpenSSL 3 utan sin legacy-modul, och system i FIPS-läge. Det fungerar till nästa gång servern uppgraderas.
    .remedy = Den som driver tjänsten skriver om arkivet med en aktuell keytool eller OpenSSL.
    .remedy-java =
        Den som driver tjänsten skriver om arkivet med en aktuell Java:
        keytool -importkeystore -srckeystore { $store } -destkeystore new.p12 -deststoretype PKCS12
    .note = RC2-40 och 3DES i PKCS#12 (RFC 7292 bilaga B); i dag PBES2 med AES-256 (RFC 8018).
T-260 = Filens namn säger ett annat format än det den har
    .say = Namnet säger { $named }, innehållet är { $actual }.
    .why = En del program går efter namnet och vägrar läsa filen. Äldre Java läser en PKCS#12-fil som heter .jks bara i vissa utgåvor.
    .remedy = Den som driver tjänsten byter namn på filen, eller anger typen i konfigurationen (i Java: PKCS12 eller JKS).
    .note = keystore.type.compat gör att JKS och PKCS12 i Java läser varandras filer; alla utgåvor och bibliotek har det inte.
T-261 = Java ser inte certifikat i arkivet
    .say = Java hoppar över { $count ->
        [one] ett certifikat
       *[other] { $count } certifikat
    } i filen, utan felmeddelande: { $names }.
    .why = Java litar på ett certifikat i PKCS#12 bara om det har ett märke som OpenSSL inte skriver. keytool visar 0 poster, och programmet säger "trustAnchors parameter must be non-empty" eller nekar alla kort.
    .remedy = Den som driver tjänsten gör arkivet med keytool -importcert, eller med openssl pkcs12 -export -nokeys -jdktrust anyExtendedKeyUsage (OpenSSL 3.2 eller senare).
    .remedy-java =
        Den som driver tjänsten gör om arkivet i en tom mapp, varje certifikat importerat av keytool (lägg till -legacy på första raden om openssl nekar filen), och sätter new.p12 på dess plats:
        openssl pkcs12 -in { $store } -nokeys -out all.pem
        awk '/BEGIN CERTIFICATE/{ "{" }n++{ "}" } n{ "{" }print > ("ca-" n ".pem"){ "}" }' all.pem
        for f in ca-*.pem; do keytool -importcert -noprompt -storetype PKCS12 -keystore new.p12 -alias "$(basename "$f" .pem)" -file "$f"; done
    .remedy-pkcs12 =
        Den som driver tjänsten gör om arkivet i en tom mapp, varje certifikat importerat av keytool (lägg till -legacy på första raden om openssl nekar filen), och sätter new.p12 på dess plats:
        openssl pkcs12 -in { $store } -nokeys -out all.pem
        awk '/BEGIN CERTIFICATE/{ "{" }n++{ "}" } n{ "{" }print > ("ca-" n ".pem"){ "}" }' all.pem
        for f in ca-*.pem; do keytool -importcert -noprompt -storetype PKCS12 -keystore new.p12 -alias "$(basename "$f" .pem)" -file "$f"; done
    .note = Attributet 2.16.840.1.113894.746875.1.1 (trustedKeyUsage) saknas.
T-262 = Programmet som arkivet är till för ser inget i det
    .say = { $consumer } ser inget betrott certifikat i arkivet.
    .say-java = Java ser inget betrott certifikat i arkivet, utan felmeddelande.
    .why = Filen ser bra ut och alla kort nekas.
    .remedy = Den som driver tjänsten gör om arkivet med verktyget som hör till programmet som läser det.
    .remedy-java = Den som driver tjänsten gör om arkivet med keytool -importcert, ett certifikat i taget.
    .remedy-openssl = Den som driver tjänsten gör om hashnamnen: openssl rehash MAPP
    .note = keytool och andra visar 0 poster med slutkod 0.
T-263 = Certifikat som hör till en privat nyckel är inte betrodda
    .say = { $count ->
        [one] Ett certifikat hör
       *[other] { $count } certifikat hör
    } till en nyckelpost; Java litar inte på dem.
    .why = Ett nyckelarkiv används som certifikatarkiv. Utfärdarna i en nyckels kedja är till för att skickas, inte för att bedöma andra.
    .remedy = Den som driver tjänsten importerar utfärdarna som betrodda certifikat i ett eget arkiv: keytool -importcert
    .note = PrivateKeyEntry jämfört med trustedCertEntry.
T-264 = Ett certifikat i mappen som OpenSSL inte hittar
    .say = { $path } har inget hashnamn.
    .say-folder = Ingen fil i mappen har hashnamn. Filerna kan användas en och en; som mapp med utfärdare (-CApath, SSLCACertificatePath) hittar OpenSSL inget i den.
    .why = OpenSSL söker utfärdare på en hash av namnet och hoppar över andra filer. Apache erbjuder till och med webbläsaren utfärdaren: kortet efterfrågas, och nekas sedan.
    .remedy = Den som driver tjänsten gör om hashnamnen: openssl rehash MAPP
    .remedy-hashed =
        Den som driver tjänsten gör om hashnamnen:
        openssl rehash { $store }
    .remedy-folder =
        Inget om mappen bara är där filerna förvaras. Om ett program ska söka utfärdare i den gör den som driver tjänsten hashnamnen:
        openssl rehash { $store }
    .note = Apache räknar upp varje fil i SSLCACertificatePath för webbläsaren och litar bara på dem med hashnamn.
T-265 = Ett hashnamn som inte hör till sitt certifikat
    .say = { $path } borde heta { $right }.
    .why = Certifikatet bakom namnet har bytts ut, eller så är namnet gjort för hand. OpenSSL hittar det inte.
    .remedy = Den som driver tjänsten gör om hashnamnen: openssl rehash MAPP
    .remedy-hashed =
        Den som driver tjänsten gör om hashnamnen:
        openssl rehash { $store }
    .note = X509_NAME_hash av subject, åtta hexadecimala siffror.
T-266 = Ett hashnamn som OpenSSL aldrig kommer fram till
    .say = { $path } nås inte, eftersom ett nummer före det saknas.
    .why = Utfärdare med samma hash numreras .0, .1, .2, och OpenSSL slutar vid första luckan.
    .remedy = Den som driver tjänsten gör om hashnamnen: openssl rehash MAPP
    .remedy-hashed =
        Den som driver tjänsten gör om hashnamnen:
        openssl rehash { $store }
    .note = by_dir i X509_LOOKUP räknar uppåt tills en fil saknas.
T-267 = Ett hashnamn av ett slag som inte används längre
    .say = { $path } har ett hashnamn från OpenSSL före version 1.0.
    .why = Inget program av i dag letar efter det. Det gör ingen skada.
    .remedy = Det kan tas bort.
    .note = X509_NAME_hash_old (MD5).
T-268 = En länk som inte leder någonstans
    .say = { $path } är en länk till en fil som är borta.
    .why = Certifikatet togs bort och länken blev kvar. Var det en utfärdare som behövs nekas dess kort.
    .remedy = Den som driver datorn tar bort länken, eller lägger tillbaka filen.
    .remedy-hashed =
        Den som driver datorn tar bort länken, eller lägger tillbaka filen och gör om hashnamnen:
        openssl rehash { $store }
    .remedy-system =
        Den som driver datorn tar bort länkar som inte leder någonstans:
        update-ca-certificates --fresh
    .note = En vanlig update-ca-certificates lämnar kvar länkar till borttagna certifikat.
T-269 = Certifikat i en mapp som programmet hoppar över
    .say = { $path } innehåller { $count } certifikat och får inget hashnamn.
    .say-further = { $path }: HAProxy tar det första certifikatet i varje fil i en mapp. { $count ->
        [one] Ett certifikat till räknas
       *[other] { $count } certifikat till räknas
    } inte.
    .say-name = { $path } innehåller { $count ->
        [one] ett certifikat
       *[other] { $count } certifikat
    }, och HAProxy tar inte filen: i en mapp läser den namn som slutar på .pem, .crt, .cer eller .crl, och inga mappar längre in.
    .say-form = { $path }: HAProxy tar inget certifikat ur den. Den är inte PEM, eller skadad innan det första certifikatet tar slut.
    .why = openssl rehash tar bara filer med ett enda certifikat, och varnar bara. OpenSSL hittar ingen av utfärdarna. HAProxy tar det första certifikatet i varje fil i en mapp utan ett ord om de andra, så att kort från de utfärdare som kommer efter det avvisas.
    .remedy = Den som driver tjänsten lägger varje certifikat i en egen fil och gör om hashnamnen.
    .remedy-further = Den som driver tjänsten lägger varje certifikat i en egen fil, eller anger själva filen i stället för mappen: då läser HAProxy hela.
    .remedy-name = Den som driver tjänsten ger filen ett namn som slutar på .pem, med ett certifikat i.
    .remedy-form = Den som driver tjänsten skriver om certifikatet som PEM: openssl x509 -inform DER -in FIL -out FIL.pem
    .remedy-hashed =
        Den som driver tjänsten lägger varje certifikat i en egen fil, tar bort filen och gör om hashnamnen:
        awk -v out={ $path } '/BEGIN CERTIFICATE/{ "{" }n++{ "}" } n{ "{" }print > (out "." n ".pem"){ "}" }' { $path } && rm { $path }
        openssl rehash { $store }
    .note = openssl rehash: "skipping, it does not contain exactly one certificate". HAProxy: ssl_store_load_locations_file, PEM_read_bio_X509_AUX en gång per fil; ur en mapp tar den inte heller några spärrlistor.
T-270 = En fil bland systemarkivets källor fungerar inte som det ser ut
    .say = Systemets kommando hoppar över { $path }.
    .say-extension = { $path } hoppas över, eftersom namnet inte slutar på .crt.
    .say-der-bytes = { $path } är DER, inte PEM: dess råa byte kopieras in i den samlade filen, där inget program kan läsa dem.
    .say-several = { $path } innehåller flera certifikat: de kommer med i den samlade filen men får inget hashnamn.
    .say-no-certificate = { $path } innehåller inget certifikat.
    .say-switched-off = { $path } är avstängd i ca-certificates.conf.
    .say-other-system = { $path } ligger där ett annat operativsystems kommando letar; här läses den inte av något.
    .say-blocklisted = { $path } ligger bland ankarna (anchors), och spärrmappen (blocklist) har samma certifikat: det är inte betrott.
    .say-not-trusted = { $path } ligger bredvid mappen anchors, där ett vanligt certifikat är känt men inte betrott.
    .why = Den som lade dit filen tror att den är betrodd, och det är den inte, eller inte av alla program. Kommandot säger inget, eller räknar den som tillagd.
    .remedy = Den som driver datorn lägger ett PEM-certifikat i varje fil, med ett namn som slutar på .crt, och kör update-ca-certificates.
    .remedy-extension =
        Den som driver datorn byter namn på den så att den slutar på .crt:
        mv { $path } { $path }.crt
        update-ca-certificates
    .remedy-der-bytes =
        Den som driver datorn gör om den till PEM, på samma plats:
        openssl x509 -inform DER -in { $path } -out { $path }.pem && mv { $path }.pem { $path }
        update-ca-certificates --fresh
    .remedy-several = Den som driver datorn lägger varje certifikat i en egen .crt-fil och kör update-ca-certificates.
    .remedy-no-certificate = Den som driver datorn tar bort filen.
    .remedy-other-system = Den som driver datorn lägger den där det här systemet letar: /usr/local/share/ca-certificates/NAMN.crt i Debian, Ubuntu och Alpine, /etc/pki/ca-trust/source/anchors/ i Red Hat, /etc/pki/trust/anchors/ i SUSE; därefter körs systemets kommando.
    .remedy-blocklisted = Den som driver datorn avgör vad som är menat, tar bort certifikatet ur den andra av de två mapparna och kör update-ca-trust.
    .remedy-not-trusted = Ska det vara betrott flyttar den som driver datorn det till mappen anchors och kör update-ca-trust.
    .remedy-switched-off = Ska den vara betrodd tar den som driver datorn bort utropstecknet före raden i /etc/ca-certificates.conf och kör update-ca-certificates.
    .note = Debian och Alpine: /usr/local/share/ca-certificates, filer *.crt, PEM, ett certifikat i varje.
T-271 = En källa till systemets arkiv används inte ännu
    .say = { $name } finns bland källorna men inte i det som programmen läser.
    .why = Filen lades på plats men systemets kommando har inte körts sedan dess. Programmen litar inte på den.
    .remedy = Den som driver datorn kör update-ca-certificates (Debian, SUSE, Alpine) eller update-ca-trust (Red Hat, Arch).
    .note = Den samlade filen görs av källorna med det kommandot och inget annat.
T-272 = En utfärdare i systemets arkiv utan någon källa
    .say = { $name } finns i det som programmen läser men inte i någon källa.
    .why = Den blev kvar när källan togs bort, eller så har någon skrivit dit den för hand. Nästa gång systemets kommando körs kan den försvinna, eller så blir den kvar för alltid.
    .remedy = Den som driver datorn bestämmer: behövs den hör filen hemma bland källorna, annars tas den bort och systemets kommando körs.
    .remedy-java =
        Debian lämnar kvar en borttagen utfärdare i Javas arkiv. Behövs den inte tar den som driver datorn bort den:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = Debian: kroken för Javas cacerts tar bara bort det som ca-certificates.conf märker med "!"; ändringar för hand på Red Hat försvinner vid nästa update-ca-trust.
T-273 = Råa byte i systemets samlade fil
    .say = På rad { $line } står byte som inte är något PEM-certifikat.
    .say-source = På rad { $line } står byten ur { $path }, som inte är PEM.
    .why = En DER-fil har lagts bland källorna och dess byte har kopierats som de är. Inget program läser den där, en del snubblar på resten av filen, och OpenSSL slutar läsa utan ett ord där en rad av den börjar med NUL.
    .remedy = Den som driver datorn gör om källan till PEM (openssl x509 -inform DER -in FIL -out FIL.crt) och kör update-ca-certificates --fresh.
    .remedy-source =
        Den som driver datorn gör om källan till PEM, på dess plats:
        openssl x509 -inform DER -in { $path } -out { $path }.pem && mv { $path }.pem { $path }
        update-ca-certificates --fresh
    .note = update-ca-certificates räknar den som tillagd.
T-274 = Två filer som borde innehålla samma sak gör det inte
    .say = { $here } certifikat finns bara här, { $there } bara i { $path }.
    .why = Program som läser den ena filen litar på andra utfärdare än de som läser den andra: en inloggning fungerar i det ena och inte i det andra.
    .remedy = Den som driver datorn kör systemets kommando (update-ca-certificates eller update-ca-trust). Det som skiljer därefter är ändrat för hand.
    .note = Jämfört efter SHA-256.
T-275 = En inställning gör att program använder ett annat arkiv
    .say = { $by } pekar på { $to } (angivet i { $where }).
    .why = Program som ser inställningen läser det arkivet och inte det vanliga. Den som ändrar i det vanliga ändrar inget för dem.
    .remedy = Inget behöver göras om det är meningen. Se även på arkivet som den pekar på.
    .note = SSL_CERT_FILE, SSL_CERT_DIR, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, javax.net.ssl.trustStore och liknande.
T-276 = En inställning pekar på ett arkiv som inte finns
    .say = { $by } pekar på { $to }, och där finns inget (angivet i { $where }).
    .why = Program som ser inställningen litar inte på någon, slutar med ett fel som inte nämner den eller fortsätter, som Java, med sitt vanliga arkiv utan ett ord.
    .remedy = Den som angav den rättar sökvägen eller tar bort inställningen.
    .note = OpenSSL tar en SSL_CERT_FILE som saknas för ett tomt arkiv, utan fel.
T-277 = En inställning som inte går att följa
    .say = { $by } pekar på { $to } (angivet i { $where }); det beror på en annan variabel.
    .why = Vilket arkiv programmen använder här avgörs när de startar. Det har inte granskats.
    .remedy = Ta reda på variabelns värde när tjänsten körs, och granska den sökvägen.
    .say-none = { $by } anger NONE som certifikatarkiv (angivet i { $where }): det är ingen fil. Certifikaten kommer från en modul (provider), till exempel PKCS#11.
    .say-elsewhere = { $by } anger { $to } (angivet i { $where }): ett arkiv som inte är någon fil.
    .say-relative = { $by } pekar på { $to } (angivet i { $where }); vilken mapp det utgår från är inte känt.
    .remedy-none = Granska arkivet där det finns: i PKCS#11-modulen, eller operativsystemets eget. Var en fil avsedd anger den som gjort inställningen den.
    .remedy-elsewhere = Granska arkivet där det finns: i PKCS#11-modulen, eller operativsystemets eget. Var en fil avsedd anger den som gjort inställningen den.
    .remedy-relative = Ta reda på i vilken mapp tjänsten startar, och granska filen där.
    .note = Variabler i unit-filer, skript och JAVA_TOOL_OPTIONS räknas inte ut här.
T-278 = Arkivet är systemets
    .say = Det är en länk till { $path }.
    .why = Det som systemets kommando skriver syns även här, och ändringar för hand försvinner nästa gång det körs.
    .remedy = Inget behöver göras. Ändra i systemets källor, inte i den här filen.
    .note = ca-certificates-java, och /etc/pki/java/cacerts.
T-279 = Det här arkivet går före ett annat
    .say = Den här filen läses i stället för { $path }.
    .why = Java läser jssecacerts i stället för cacerts när båda finns. Den som ändrar cacerts ändrar inget.
    .remedy = Den som driver tjänsten gör ändringar i den här filen, eller tar bort den om den är kvarglömd; då läser Java cacerts igen.
    .note = lib/security/jssecacerts före lib/security/cacerts (JSSE reference guide).
T-280 = Betrott för servrar, inte för inloggning
    .say = { $name } får bedöma servrar men inte klienter.
    .why = Verktyg som mkcert och step gör certifikatet betrott bara för servrar. En server som kontrollerar kort med den här databasen nekar dem.
    .remedy = Inget behöver göras i en webbläsare. För en server lägger den som driver den till tillit för klienter.
    .remedy-nss =
        Inget behöver göras i en webbläsare. För en server lägger den som driver den till tillit för klienter (T). Se först vilka flaggor det har, de ersätts:
        certutil -L -d sql:{ $folder }
        certutil -M -d sql:{ $folder } -n { $alias } -t CT,,
    .note = NSS-flaggan C utan T.
T-281 = En databas av ett gammalt format
    .say = { $path } är en databas av det gamla formatet, som inte läses.
    .why = Program från före ungefär 2018 skrev den. Nya läser cert9.db i stället, så det som finns här är inte betrott av något nytt program.
    .remedy = Om ett gammalt program ännu använder den: certutil -L -d dbm:MAPP visar den. Den förs över med certutil --upgrade-merge.
    .note = cert8.db (Berkeley DB); i NSS 3.35 blev cert9.db (SQLite) förval.
T-282 = Databasen höll på att skrivas
    .say = En journal ligger bredvid databasen: { $path }.
    .why = Ett program har den öppen, eller kraschade när det skrev. Det som lästes är kanske inte det senaste.
    .remedy = Stäng webbläsaren eller stoppa servern, och fråga igen.
    .note = SQLites filer bredvid cert9.db och key4.db. Det som är helt i en -wal läses; en -journal rullas inte tillbaka här, eftersom läsning inte ändrar något.
T-283 = Inställningar för tillit utan sitt certifikat
    .say = { $count ->
        [one] En inställning saknar
       *[other] { $count } inställningar saknar
    } certifikat.
    .why = Ett certifikat har tagits bort och inställningen blev kvar. Kommer certifikatet tillbaka är det genast betrott som förut.
    .remedy = Inget behöver göras.
    .note = CKO_NSS_TRUST-objekt utan CKO_CERTIFICATE.
T-284 = Webbläsaren frågar även operativsystemet
    .say = Utöver det här arkivet litar webbläsaren på det som operativsystemet litar på.
    .why = En utfärdare som saknas här kan vara betrodd ändå.
    .remedy = Se även på systemets arkiv: tillit audit system
    .note = security.enterprise_roots.enabled, eller policyn ImportEnterpriseRoots.
T-285 = En policy anger ett certifikat som inte finns
    .say = Policyn anger { $path }, och den filen finns inte.
    .why = Webbläsaren hoppar över det utan ett ord: användarna litar inte på det de ska.
    .remedy = Den som ansvarar för datorerna lägger filen på plats, eller rättar policyn.
    .note = Certificates.Install i policies.json.
T-286 = Objektet ligger nära gränsen i Kubernetes
    .say = Det har { $bytes } byte.
    .why = En ConfigMap eller Secret får ha 1 MiB. Med nästa utfärdare avvisas ändringen, och allt annat i samma ändring.
    .remedy = Den som driver tjänsten behåller bara de utfärdare vars kort ska släppas in.
    .note = 1 048 576 byte, gränsen i etcd.
T-287 = Ett värde som borde vara ett certifikatarkiv men inte är det
    .say = Värdet för { $key } går inte att läsa: { $problem }
    .why = Namnet säger att där finns utfärdare. Podden får en fil som den inte kan använda.
    .remedy = Den som driver tjänsten lägger dit rätt innehåll; binära filer hör hemma i binaryData.
    .note = Värden i en Secret och i binaryData är Base64, en gång och inte två.
T-288 = Ett mycket stort arkiv
    .say = { $count } poster har granskats noga, av de andra bara de som har med en känd PKI att göra.
    .why = Inget program behöver så många utfärdare för inloggning. Det som sägs om kända PKI:er är fullständigt.
    .remedy = Inget behöver göras. Är det en tjänsts arkiv, ge den ett med just de utfärdare vars kort ska släppas in.
    .note = Gränsen håller nere minnesåtgången.
T-289 = Något märkligt med arkivet
    .say = Arkivet har en egenhet som ännu saknar ord.
    .why = Läsaren har lärt sig något som den här texten inte kan.
    .remedy = Rapportera det, och ange vilken sorts arkiv det är.
    .note = Egenheten har ingen egen kod i den här versionen.
T-290 = Något som policyn kräver är inte betrott här
    .say = { $what } krävs men är inte betrott här{ $because }.
    .why = Policyn som angavs med --require nämner det. Kort under det nekas.
    .remedy = Den som driver tjänsten lägger till det; den som äger policyn säger varifrån det fås.
    .note = Att det finns räcker inte: det ska vara betrott enligt reglerna för programmet som läser arkivet.
T-291 = En generation som policyn kräver är inte fullständig
    .say = { $name } krävs men är inte fullständig; { $count ->
        [one] ett CA-certifikat saknas
       *[other] { $count } CA-certifikat saknas
    }: { $missing }{ $because }.
    .why = Policyn som angavs med --require kräver rot och utfärdare i den här generationen. Dess kort nekas, alla eller några.
    .remedy = Den som driver tjänsten lägger till det som saknas: tillit catalog fetch, sedan tillit catalog export CA -o new.pem
    .remedy-pem =
        Den som driver tjänsten lägger till det som saknas i filen, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        (echo; cat new.pem) >> { $store }
    .remedy-hashed =
        Den som driver tjänsten lägger det som saknas i mappen, ett certifikat per fil, och gör om hashnamnen:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/ && openssl rehash { $store }
    .remedy-java =
        Den som driver tjänsten importerar det som saknas (keytool tar ett certifikat per fil och frågar varje gång efter arkivets lösenord), och startar om tjänsten:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore { $store } -alias "$(basename "$f" .pem)" -file "$f"; done
    .remedy-folder =
        Den som driver tjänsten lägger det som saknas i mappen, ett certifikat per fil, och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        cp new/pem/*.pem { $store }/
    .remedy-kubernetes =
        Den som driver tjänsten klistrar in new.pem sist i nyckelns värde med samma indrag som raderna där, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-secret =
        Den som driver tjänsten tar ut nyckelns värde ur Secret till value.txt, lägger till det som saknas, sätter det som sista base64 skriver på värdets plats, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
        base64 -d value.txt > all.pem && (echo; cat new.pem) >> all.pem
        base64 -w0 all.pem
        kubectl apply -f { $store }
    .remedy-kubernetes-store =
        Den som driver tjänsten tar ut nyckelns värde till value.txt, importerar det som saknas, sätter det som sista base64 skriver på värdets plats, kör kubectl apply och startar om poddarna:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        base64 -d value.txt > store
        for f in new/pem/*.pem; do keytool -importcert -noprompt -keystore store -alias "$(basename "$f" .pem)" -file "$f"; done
        base64 -w0 store
        kubectl apply -f { $store }
    .remedy-file =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-pkcs12 =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-input =
        Den som driver tjänsten lägger in det som saknas i arkivet med verktyget som gjorde det, testar konfigurationen och laddar om servern:
        tillit catalog fetch
        tillit catalog export { $missing } -o new.pem
    .remedy-nss =
        Den som ansvarar för profilen lägger till det som saknas: ett rotcertifikat (det verifierar sig självt) betrott för klienter (T) och, för en webbläsare, servrar (C), en utfärdare utan egen tillit:
        tillit catalog fetch
        tillit catalog export { $missing } -o new
        for f in new/pem/*.pem; do t=,,; openssl verify -CAfile "$f" "$f" > /dev/null 2>&1 && t=CT,,; certutil -A -d sql:{ $folder } -n "$(basename "$f" .pem)" -t "$t" -i "$f"; done
    .note = Fullständig: roten och varje utfärdare som fortfarande utfärdar eller har giltiga kort.
T-292 = Något som policyn förbjuder finns här
    .say = { $name } finns här och är förbjudet (regeln { $rule }){ $because }.
    .why = Policyn som angavs med --require förbjuder det.
    .remedy = Den som driver tjänsten tar bort det.
    .remedy-java =
        Den som driver tjänsten tar bort det:
        keytool -delete -keystore { $store } -alias { $alias }
    .remedy-nss =
        Den som ansvarar för profilen tar bort det:
        certutil -D -d sql:{ $folder } -n { $alias }
    .note = Regler är fingeravtryck, namn ur katalogen eller hela generationer.
T-293 = Något som policyn inte tillåter finns här
    .say = { $name } finns här men hör inte till det som policyn tillåter.
    .why = Policyn som angavs med --require räknar upp allt som får vara betrott här.
    .remedy = Den som driver tjänsten tar bort det, eller så tillåter den som äger policyn det.
    .remedy-java =
        Den som driver tjänsten tar bort det, eller så tillåter den som äger policyn det:
        keytool -delete -keystore { $store } -alias { $alias }
    .note = En policy med en lista över vad den tillåter förbjuder allt annat.
T-294 = Arkivet innehåller mer som policyn inte tillåter
    .say = Här finns { $count } certifikat till som policyn inte tillåter; de räknas inte upp eftersom arkivet är mycket stort.
    .why = Policyn som angavs med --require räknar upp allt som får vara betrott här.
    .remedy = Den som driver tjänsten ger den ett arkiv med det som policyn tillåter och inget annat.
    .note = Ur ett mycket stort arkiv sparas och namnges bara det som har med en känd PKI att göra.

## Certifikatarkiv: ytterligare egenheter

T-295 = Java hoppar över poster på grund av deras alias
    .say = Java hoppar över { $count ->
        [one] ett certifikat
       *[other] { $count } certifikat
    } på grund av alias: { $names }.
    .why = Två poster med samma alias är en enda för Java, som tar den sista; i PKCS#12 gör stora och små bokstäver ingen skillnad. I JKS hittar Java aldrig ett alias med stora bokstäver. Inget felmeddelande visas.
    .remedy = Den som driver tjänsten ger varje post ett eget alias, med små bokstäver.
    .remedy-java =
        Den som driver tjänsten ger varje post ett eget alias, med små bokstäver:
        keytool -changealias -keystore { $store } -alias ALIAS -destalias nytt-alias
    .note = Java jämför alias med små bokstäver.
T-296 = Java ser inget i arkivet utan lösenordet
    .say = { $count ->
        [one] Ett certifikat är krypterat
       *[other] { $count } certifikat är krypterade
    }, och Java får inget lösenord till arkivet.
    .why = Utan lösenordet visar Java 0 poster ur en sådan PKCS#12-fil, utan felmeddelande. Programmet litar inte på någon, och alla kort nekas.
    .remedy = Den som driver tjänsten anger lösenordet där arkivet är inställt (javax.net.ssl.trustStorePassword, truststorePassword, ...).
    .note = keytool -list utan lösenord på en krypterad PKCS#12 visar 0 poster med slutkod 0.
T-297 = Tillit som NSS inte tror på
    .say = NSS hoppar över tilliten till { $count ->
        [one] ett certifikat
       *[other] { $count } certifikat
    }: nyckeldatabasen bredvid går inte i god för den.
    .why = NSS signerar tilliten med en nyckel i key4.db. Saknas den filen eller hör den till en annan databas finns certifikaten men är inte betrodda för något.
    .remedy = Den som ansvarar för profilen kopierar cert9.db och key4.db tillsammans, eller anger tilliten på nytt.
    .remedy-nss =
        Den som ansvarar för profilen kopierar cert9.db och key4.db tillsammans, eller anger tilliten på nytt:
        certutil -M -d sql:{ $folder } -n NAMN -t CT,,
    .note = Signerade attribut i metaData i key4.db.
T-298 = Nyckeldatabasen bredvid NSS-databasen saknas
    .say = { $path } finns inte.
    .why = Program som bara öppnar databasen för läsning öppnar den inte alls: en server startar inte, eller litar inte på någon. Andra gör en ny nyckeldatabas, och hoppar sedan över tillit som den gamla hade signerat.
    .remedy = Den som ansvarar för databasen kopierar cert9.db, key4.db och pkcs11.txt tillsammans därifrån de kom.
    .note = certutil svarar SEC_ERROR_BAD_DATABASE.
T-299 = Ingen utfärdare från någon känd PKI finns här
    .say = Här finns ingen utfärdare från någon känd PKI.
    .why = Med det här arkivet släpps inga kort från de PKI:erna in. Ofta är det fel fil, eller en tom: serverns egen kedja, en annan miljös arkiv.
    .remedy = Den som driver tjänsten kontrollerar att det är den filen som tjänsten verkligen använder. Är det den, lägg till generationen som korten hör till: tillit catalog fetch hämtar den, tillit catalog export --generation new -o new.pem skriver den till en fil.
    .remedy-windows =
        Den som ansvarar för datorn kontrollerar att kort alls ska gälla här. Ska de det, som administratör:
        tillit catalog fetch
        tillit install --into windows --apply
    .note = Gäller bara arkiv som någon har pekat ut. Operativsystemens och webbläsarnas arkiv behöver inga utfärdare av kort.

## Installationer: varför ett mål inte ändras

T-620 = Ett certifikat som inte är ett rotcertifikat ligger bland de betrodda rötterna
    .say = { $name } är inte självsignerat och ligger i Root.
    .why = IIS nekar alla klientcertifikat så länge ett sådant certifikat ligger där, även dem som inte har med det att göra: 403.16 eller 403.7. Ingen loggar in med kort, vilken generation kortet än tillhör.
    .remedy = Den som ansvarar för datorn flyttar det till "Mellanliggande certifikatutfärdare" (CA).
    .remedy-windows =
        Den som ansvarar för datorn lägger det där det hör hemma och tar bort det ur Root, som administratör. Kommer det från en grupprincip rättas det där:
        tillit install --into windows --apply
        { $certutil } -delstore Root { $thumbprint }
    .note = KB2802568. Get-ChildItem Cert:\LocalMachine\Root -Recurse | Where-Object Issuer -ne Subject
T-621 = Windows får inte använda en utfärdare för inloggning
    .say = { $name } finns men får inte användas för klientautentisering.
    .say-microsoft = { $name } finns därför att Microsofts rotprogram tar med den, och programmet (dess lista från { $listed }) tillåter den inte för klientautentisering.
    .why = Någon har begränsat vad certifikatet får användas till (dess egenskaper), eller så har Microsoft spärrat det. Det ligger på rätt plats, och ändå nekas korten.
    .remedy = Fråga den som ansvarar för datorn om det är meningen. Om inte ställs egenskaperna åter in på alla syften.
    .remedy-windows =
        Fråga den som ansvarar för datorn om det är meningen. Om inte, som administratör:
        tillit install --into windows --apply
    .remedy-microsoft =
        Fråga den som ansvarar för datorn om kort från den här utfärdaren ska släppas in. I så fall lägger hen själv in den i Root, som administratör; programmets villkor gäller det som Windows hämtar:
        tillit install --into windows --apply
    .note = Egenskaper hos posten, eller hos roten i listan EncodedCtl: CERT_ENHKEY_USAGE_PROP_ID (9), CERT_DISALLOWED_FILETIME_PROP_ID (104), CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID (122), CERT_NOT_BEFORE_FILETIME_PROP_ID (126).
T-622 = Utfärdare finns bara för den här användaren
    .say = { $count ->
        [one] En utfärdare finns
       *[other] { $count } utfärdare finns
    } för den här användaren men inte för datorn: { $cas }.
    .why = Den här användarens program hittar dem. Det gör inte tjänster: IIS, AD FS och en domänkontrollant ser bara datorns arkiv, och andra användare ser sina egna.
    .remedy = På en arbetsplats för en person inget. På en server, eller en dator som flera använder, lägger den som ansvarar för den in dem i datorns arkiv.
    .remedy-windows =
        På en arbetsplats för en person inget. Annars lägger den som ansvarar för datorn in dem i dess arkiv, som administratör:
        tillit install --into windows --apply
    .note = CurrentUser visar allt i LocalMachine, men inte tvärtom.
T-623 = Utfärdare kommer från en grupprincip eller domänen
    .say = { $count ->
        [one] En utfärdare kommer
       *[other] { $count } utfärdare kommer
    } från en grupprincip eller domänen: { $cas }.
    .why = Det som ändras bara på den här datorn kommer tillbaka när principerna tillämpas. En ändring hör hemma där de kommer ifrån.
    .remedy = Inget så länge det stämmer. Ska det ändras: Grupprinciphantering, Datorkonfiguration, Principer, Windows-inställningar, Säkerhetsinställningar, Principer för offentliga nycklar. För det som domänen publicerar: pkiview.msc (Manage AD Containers, NTAuthCertificates).
    .note = HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates, HKLM\SOFTWARE\Microsoft\EnterpriseCertificates
T-624 = Utfärdare saknas i domänens lista för inloggning
    .say = { $count ->
        [one] En utfärdare saknas
       *[other] { $count } utfärdare saknas
    } i NTAuth, där andra från samma PKI finns: { $cas }.
    .why = Domänkontrollanter låter ett kort logga in i Windows bara om dess utfärdare står i listan. Inloggning på webbplatser kräver det inte, men AD FS gör det.
    .remedy = Inget om ingen loggar in i Windows med dessa kort. Annars publicerar en domänadministratör var och en: certutil -dspublish -f FIL.cer NTAuthCA. På en enda dator: tillit install --into windows --ad-logon --apply
    .note = HKLM\SOFTWARE\Microsoft\EnterpriseCertificates\NTAuth är varje medlems kopia av listan i Active Directory.
T-625 = Exporten har användarens arkiv men inte datorns
    .say = Bara den här användarens arkiv finns i filen, inte det som användaren ser av datorns.
    .why = Användarens program ser båda. En utfärdare som saknas här kan ändå finnas.
    .remedy = Exportera även datorns arkiv och ange mappen med båda filerna: reg export HKLM\SOFTWARE\Microsoft\SystemCertificates dator.reg, sedan tillit audit windows:MAPP.
    .note = Grupprinciper: HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates. Domänen: HKLM\SOFTWARE\Microsoft\EnterpriseCertificates.
T-626 = En av Microsofts listor går inte att läsa
    .say = Microsofts lista över spärrade certifikat finns men går inte att läsa. Läsaren säger på engelska: "{ $error }".
    .say-root-programme = Listan över Microsofts rotprogram finns men går inte att läsa. Läsaren säger på engelska: "{ $error }".
    .why = Windows hämtar de här listorna självt. Utan dem går det inte att säga om Microsoft har spärrat eller begränsat någon av utfärdarna här.
    .remedy = Den som ansvarar för datorn ser vad Windows självt gör av sina kopior: certutil -verifyCTL Disallowed, certutil -verifyCTL AuthRoot. Windows hämtar dem på nytt av sig självt där det når Windows Update. Eller exportera registret igen.
    .note = HKLM\SOFTWARE\Microsoft\SystemCertificates\AuthRoot\AutoUpdate: DisallowedCertEncodedCtl, EncodedCtl. Orden inom citattecken är läsarens egna.
T-400 = Certifikatarkivet som ska ändras finns inte
    .say = Det finns inget under den här sökvägen.
    .why = tillit install ändrar certifikatarkiv som finns. En felskriven sökväg skulle annars bli en fil som ingen läser, och tjänsten skulle gå vidare som förut.
    .remedy = Kontrollera sökvägen i tjänstens konfiguration. Om filen ska vara ny, lägg till --create: då skapas en PEM-fil.
    .note = Mappen måste finnas.
T-401 = Inget certifikatarkiv hittades på den här platsen
    .say = Inget certifikatarkiv hittades här.
    .why = Platsen (en mapp, en Java-installation, webbläsares profiler) granskades, och inget i den är ett certifikatarkiv.
    .remedy = Fråga "tillit audit" om samma mål: det säger vad som eftersöktes. Eller ange själva filen.
    .note = Inget ändrades i något av målen.
T-402 = Certifikatarkiv av det här slaget läses men skrivs inte
    .say = tillit läser arkiv av det här slaget men skriver dem inte: { $name }.
    .why = Formatet är signerat, hör till ett annat system, eller har ett eget verktyg som måste skriva det.
    .remedy = Ange den fil som tjänsten verkligen läser. För webbläsares policyer används deras egen administration. I Windows skrivs datorns egna arkiv (windows), aldrig en fil med dem.
    .note = Skrivs: PEM, mappar och hashade mappar, JKS, PKCS#12, NSS-databaser, systemets arkiv, Kubernetes-YAML och Windows arkiv på datorn själv.
T-403 = Det behövs ett lösenord för att skriva arkivet
    .say = Det lästes utan sitt lösenord. För att skriva det behövs lösenordet.
    .why = Certifikaten i ett sådant arkiv kan läsas av alla, men ett sigill över helheten (MAC) görs med lösenordet. Utan det skulle Java underkänna filen efter ändringen.
    .remedy = Kör igen med --password prompt (eller env:NAMN, file:SÖKVÄG, fd:N). Lösenordet står i tjänstens konfiguration: truststorePassword, javax.net.ssl.trustStorePassword.
    .note = JKS: SHA-1 över lösenord, en konstant och innehållet. PKCS#12: PBMAC eller HMAC med härledd nyckel.
T-404 = Arkivet kan inte ändras utan förlust
    .say = Något skulle gå förlorat om det ändrades: { $error }.
    .why = Något i filen går att läsa, men kan inte behållas precis som det är när filen skrivs. Då ändrar tillit hellre inget.
    .remedy = Den som driver tjänsten gör om arkivet med verktyget som gjorde det, med det som "tillit catalog export" skriver. "tillit audit" säger vad som är märkligt med det.
    .note = Orden efter kolonet är tekniska.
T-405 = Programmet som läser arkivet kan inte läsa in det som det är
    .say = Programmet som läser arkivet kan inte läsa in det ens nu, och skulle inte kunna det efteråt.
    .why = Det finns ett fel i filen sedan tidigare: hopklistrade block, en skadad post, ett block av annat slag. Det blir inte bättre av fler utfärdare.
    .remedy = Kör "tillit audit" på det, rätta felet som nämns och installera sedan.
    .note = Bedömt efter reglerna hos den som läser: OpenSSL, Java eller NSS.
T-406 = Filen innehåller en privat nyckel
    .say = Filen innehåller en privat nyckel bredvid certifikaten: den är serverns egen legitimation, inte ett certifikatarkiv.
    .why = CA-certifikat i den skulle skickas till klienterna som del av serverns kedja, eller få servern att vägra starta. Vem som får logga in står i en annan fil.
    .remedy = Leta upp rätt fil i konfigurationen: ssl_client_certificate (nginx), SSLCACertificateFile (Apache), ca-file (HAProxy), truststoreFile (Tomcat). "tillit audit servers" räknar upp dem.
    .note = Ett JKS- eller PKCS#12-arkiv får innehålla båda; där behålls nycklar och deras kedjor som de är.
T-407 = Filen görs av andra filer
    .say = Filen görs av ett program ur andra filer: det som läggs in här är borta nästa gång programmet körs.
    .why = Distributionerna gör sina samlingar (ca-certificates.crt, cacerts) ur mappar. Rätt plats är mappen.
    .remedy = Ange i stället det mål som den görs av.
    .remedy-case = Använd det här i stället: --into { $instead }
    .note = Debian: update-ca-certificates. Red Hat: update-ca-trust. SUSE och Arch har egna.
T-408 = Filen har flera namn (hårda länkar)
    .say = Filen har { $names } namn (hårda länkar). En ny fil under det här namnet skulle lämna de andra med gammalt innehåll.
    .why = tillit byter ut en fil i ett enda steg, så att ingen någonsin läser en halv. Med flera namn skulle de skiljas åt.
    .remedy = Leta upp de andra namnen (find / -xdev -samefile FIL). Ska alla ändras, kör igen med --in-place: filen skrivs då där den ligger. Gör det när tjänsten inte startar just då; en avbruten körning avslutas med tillit undo.
    .note = Länkantal över ett.
T-409 = Filen är monterad för sig
    .say = Filen är en egen montering, som i en container, och kan inte bytas ut.
    .why = En container ser värdens egen fil. En ny fil med samma namn skulle vara en annan fil, och systemet tillåter det inte.
    .remedy = Bäst: ändra filen på värden, utanför containern, och starta om containern. Eller kör igen med --in-place.
    .note = rename svarar EBUSY för en monteringspunkt.
T-410 = Filsystemet är skrivskyddat
    .say = Filsystemet för { $path } är monterat skrivskyddat.
    .why = En avbild, en container utan skrivbart lager, ett system som hanteras som helhet, eller en disk som blivit skrivskyddad efter ett fel.
    .remedy = Ändra där avbilden eller systemet görs. Om disken borde vara skrivbar, titta först i "dmesg".
    .note = Operativsystemet svarade EROFS.
T-411 = Det här kontot får inte skriva arkivet
    .say = Det här kontot får inte ändra { $path }.
    .why = Filen eller mappen hör till ett annat konto, oftast root.
    .remedy = Kör med sudo. Den som inte har den rätten kör med --print-commands och ger skriptet till någon som har den.
    .remedy-windows = Kör i ett fönster med administratörsrättigheter ("Kör som administratör"). Den som inte har dem kör med --print-commands och ger skriptet till någon som har dem, eller låter dela ut certifikaten med grupprincip eller Intune. Bara för den här användaren: --into windows:CU
    .note = Även mappen måste vara skrivbar: filen byts ut, den skrivs inte över. Ändringsjournalen hör till root.
T-412 = Ett program har arkivet öppet
    .say = { $program } har arkivet öppet och skulle skriva över det.
    .why = Webbläsare håller sin certifikatdatabas öppen och skriver den när de stängs. Något skulle gå förlorat.
    .remedy = Stäng programmet, alla fönster, och kör igen.
    .note = Profilens eller databasens lås.
T-413 = Ett program som behövs är inte installerat
    .say = { $program } behövs och finns inte på den här datorn.
    .why = Vissa arkiv skrivs bara av sitt eget program, som ensamt håller dem hela.
    .remedy = Installera paketet som har det, och kör igen.
    .remedy-case = Installera paketet som har det ({ $packages }), och kör igen.
    .note = Eftersöks bara i systemets egna mappar, aldrig i användarens PATH.
T-414 = Ett program som behövs misslyckades
    .say = { $program } misslyckades när planen gjordes: { $error }
    .why = Programmet provades på en egen kopia av arkivet. Inget av ditt ändrades.
    .remedy = Läs vad det säger och rätta det. "tillit audit" på samma mål kan visa orsaken.
    .note = Orden efter kolonet är programmets.
T-415 = Systemet görs av en konfiguration
    .say = { $system } gör det här arkivet ur sin konfiguration. Det skrivs aldrig för hand.
    .why = Nästa ombyggnad skulle göra det ogjort, och till dess är filsystemet skrivskyddat.
    .remedy = Lägg certifikaten i systemets konfiguration och bygg om det.
    .remedy-case = Lägg de här raderna i konfigurationen för { $system } och bygg om det:
    .note = NixOS: security.pki.certificateFiles, sedan nixos-rebuild switch.
T-416 = Andra kan skriva det som skulle betros
    .say = Andra än root kan skriva { $path }. Som root tror tillit inte på det.
    .why = Den som kan skriva det bestämmer vad root installerar: en egen utfärdare, eller en länk som leder roots penna till en annan fil.
    .remedy = Ta ifrån andra rätten (chmod go-w, chown root), se efter om något har ändrats, och kör igen. Eller kör med kontot som äger tjänstens filer.
    .note = Filen, dess mapp och varje mapp ovanför granskas: ägare och skrivrättigheter.
T-417 = Något är fortfarande beroende av det som ska tas bort
    .say = Efter detta skulle inget användbart vara kvar: kort som släpps in i dag skulle nekas.
    .why = Arkivet släpper in kort från generationen som ska tas bort, och ingen annan generation i det släpper in samma kort. Eller så hänger ett kortcertifikat som angavs som i bruk på den.
    .remedy = Installera den nyare generationen först, med alla utfärdare, och ta sedan bort den gamla. Om korten verkligen ska stängas ute, lägg till --anyway.
    .note = Bedömt efter täckning före och efter, för varje roll, och efter certifikaten i --in-use och --inventory.
T-418 = Planen för det här målet gick inte att göra
    .say = { $path } kan inte ändras: { $error }
    .why = Operativsystemet lät inte tillit se det som skulle behöva ändras.
    .remedy = Rätta det som operativsystemet säger, och kör igen.
    .note = Orden efter kolonet är operativsystemets.
T-419 = Det här målet kan inte ändras
    .say = Det här målet kan inte ändras: { $error }
    .why = Det finns ett skäl som ännu inte har egna ord. Inget ändrades.
    .remedy = Utelämna målet, eller ändra det med verktyget som gjorde det.
    .note = Orden efter kolonet är tekniska.

## Installationer: bra att veta innan

T-420 = Arkivet behåller gamla algoritmer
    .say = Det behåller de gamla algoritmer som det har: { $algorithms }.
    .why = CA-certifikat är inga hemligheter, så inget står på spel. Ett arkiv med nya algoritmer skulle inte läsas av det gamla Java som kan vara skälet till dem.
    .remedy = Låt det vara. När alla program som läser arkivet är nya (Java 8u301, 11.0.12 eller senare), gör om det med keytool.
    .note = Ett arkivs slag, algoritmer, varvtal och lösenord ändras aldrig.
T-421 = Alla program på datorn kommer att lita på de här utfärdarna
    .say = { $count ->
        [one] En CA läggs
       *[other] { $count } CA läggs
    } i hela systemets arkiv: alla program här kommer att låta { $count ->
        [one] den
       *[other] dem, även utfärdarna,
    } intyga webbservrar.
    .why = Utfärdare för inloggning hör oftast inte hemma där. Systemets arkiv säger vilka *servrar* programmen här litar på; vem som får logga in i en tjänst står i tjänstens egen fil.
    .remedy = Om bara en tjänst här ska godta kort, ange dess egen fil med --into i stället (tillit audit servers). Om program här ska lita på servrar från den här PKI:n, fortsätt.
    .note = Vissa bibliotek (Go, GnuTLS, Java) låter en kedja sluta även i en utfärdare.
T-422 = Filen skrivs på plats
    .say = { $path } skrivs på plats: en körning som avbryts då lämnar den halvskriven tills tillit undo körs.
    .why = Den har flera namn eller är en egen montering, så den kan inte bytas ut i ett steg, och --in-place angavs.
    .remedy = Gör det när tjänsten inte startar eller läser om just då. Om körningen avbryts: tillit undo.
    .note = Säkerhetskopian finns på disken innan första byten skrivs.
T-423 = Ett certifikat som katalogen inte känner till installeras
    .say = { $name } finns inte i katalogen: ingen annan än du går i god för det. SHA-256: { $sha256 }
    .why = Utfärdare i katalogen jämförs med sina fastställda fingeravtryck. För en fil som angavs med --certificate och inte finns i någon katalog finns inget att jämföra med.
    .remedy = Jämför denna SHA-256 med det som utfärdarens ägare har publicerat, på en annan väg, innan du genomför planen.
    .note = openssl x509 -noout -fingerprint -sha256 -in FIL

## Installationer: hur det gick

T-430 = En kontroll efter ändringen säger nej
    .say = { $by } godtar inte resultatet: { $error }
    .why = Efter varje ändring läses arkivet på nytt, och programmen som använder det tillfrågas. Ett av dem fann ett fel, som kan ha funnits redan innan.
    .remedy = Kör samma kontroll för hand och rätta det den säger. Om den misslyckas även utan ändringen är felet äldre.
    .note = Orden efter kolonet är programmets.
T-431 = En fil gick inte att skriva
    .say = { $path }: { $error }
    .say-full = { $path }: disken är full.
    .say-permission = { $path }: det här kontot får inte skriva den.
    .say-read-only = { $path }: filsystemet är skrivskyddat.
    .say-gone = { $path }: filen eller dess mapp har försvunnit.
    .why = Operativsystemet nekade ett steg i ändringen.
    .remedy = Rätta det som operativsystemet säger, och kör igen.
    .remedy-full = Gör plats på filsystemet och kör igen. Säkerhetskopior behövs innan något ändras: även journalens mapp behöver plats.
    .remedy-permission = Kör med sudo, eller ge planen till någon som får: --print-commands.
    .remedy-read-only = Se i "dmesg" varför det är skrivskyddat, eller ändra filen där avbilden görs.
    .remedy-gone = Ta reda på vem som tar bort den (en driftsättning som pågår, konfigurationshantering), och kör igen när det är klart.
    .note = Orden efter kolonet är operativsystemets.
T-432 = En fil har ändrats sedan planen gjordes
    .say = { $path } har ändrats sedan planen gjordes.
    .why = Någon eller något annat skriver filen: en kollega, konfigurationshantering, en driftsättning. Det de skrev hade gått förlorat.
    .remedy = Ta reda på vem det var och gör sedan en ny plan: kör samma kommando igen.
    .note = Innehållets SHA-256 jämförs strax före första steget.
T-433 = En annan ändring pågår
    .say = En annan tillit arbetar på den här datorn.
    .say-who = En annan tillit arbetar på den här datorn: { $who }.
    .why = Två ändringar på en gång skulle var för sig ta den andras hälft för läget innan.
    .remedy = Vänta tills den är klar, och kör igen. tillit undo --list visar den.
    .note = Ett lås på journalen som operativsystemet släpper när innehavaren slutar, hur den än slutar.
T-434 = Ändringsjournalen går inte att använda
    .say = Journalen { $path } går inte att använda: { $error }
    .why = Utan en anteckning på disken kan en ändring inte tas tillbaka, så ingen görs.
    .remedy = Kontrollera mappens ägare, rättigheter och plats. Den hör till root, och ingen annan får skriva den.
    .note = För hela datorn /var/lib/tillit, eller mappen i --data.
T-435 = Ändringen misslyckades och allt återställdes
    .say = Ändringen { $id } misslyckades. Alla certifikatarkiv är som de var innan.
    .why = Allt eller inget: när ett steg eller en kontroll misslyckas får alla mål tillbaka det de hade.
    .remedy = Rätta det som misslyckades, och gör sedan en ny plan.
    .note = Varje fil lästes på nytt efter återställningen och jämfördes med sin SHA-256.
T-436 = En ändring är AVBRUTEN
    .say = Ändringen { $id } påbörjades men avslutades inte: vissa certifikatarkiv kan vara ändrade, andra inte.
    .why = Körningen avbröts, datorn gick ner, eller så misslyckades återställningen. Inget arkiv är halvskrivet (utom ett med --in-place), men alla hör inte ihop.
    .remedy = Avsluta den: tillit undo återställer allt, tillit install --resume gör resten av ändringen.
    .remedy-case =
        Avsluta den, åt ena eller andra hållet: återställ allt, eller gör resten av ändringen:
        tillit undo { $id }
        tillit install --resume
    .note = Journalen och säkerhetskopiorna finns på disken från före första steget.
T-437 = Den sparade planen stämmer inte längre
    .say = { $count ->
        [one] En fil är
       *[other] { $count } filer är
    } inte som när planen { $id } sparades.
    .why = Någon har ändrat målen sedan dess, eller så är en del av planen redan gjord. En plan genomförs aldrig på något annat än det som granskades.
    .remedy = Läs den nya planen. Stämmer den, spara den med --save-plan och genomför den.
    .note = SHA-256 för varje fil som planen rör.
T-438 = Två mål vill olika saker med samma fil
    .say = Två mål i planen leder till { $path } och vill olika saker med den.
    .why = Samma fil angavs två gånger, genom en länk eller med två namn, eller så är det ena målet en del av det andra.
    .remedy = Ange den en gång.
    .note = Sökvägar jämförs efter alla länkar på vägen.
T-439 = En tjänst som är igång använder ännu det gamla innehållet
    .say = { $service } har kvar det gamla innehållet tills den får veta: ingen användare loggas ut av det.
    .say-logout = { $service } har kvar det gamla innehållet tills den startas om: användare som är inloggade förlorar då sina sessioner.
    .why = En tjänst läser sitt certifikatarkiv när den startar, inte när filen ändras.
    .remedy = Den som driver tjänsten låter den läsa om eller startar om den. --reload och --restart gör det genast.
    .remedy-case =
        Den som driver tjänsten gör det här; --reload eller --restart hade gjort det genast:
        { $command }
    .remedy-logout =
        Den som driver tjänsten gör det här när det passar; --restart hade gjort det genast:
        { $command }
    .note = Detsamma gäller efter undo.
T-440 = En tjänst kunde inte få veta
    .say = { $service } kunde inte läsa om eller startas om: { $error }
    .why = Certifikatarkivet är ändrat och kontrollerat, men tjänsten går vidare med det gamla innehållet, eller kan ligga nere.
    .remedy = Se genast efter hur tjänsten mår: läge och logg. Om den inte kommer upp, ta tillbaka ändringen: tillit undo.
    .remedy-case =
        Se genast efter hur tjänsten mår. Om den inte kommer upp, ta tillbaka ändringen med tillit undo. Kommandot var:
        { $command }
    .note = Orden efter kolonet är tjänstehanterarens.
T-441 = En post i journalen går inte att läsa
    .say = { $path }: { $error }
    .why = Det som står i den här posten kan tillit inte ta tillbaka. De andra går bra.
    .remedy = Låt mappen vara som den är: säkerhetskopiorna i den är hela filer och kan läggas tillbaka för hand. Ta reda på vad som skadade den (disk, andra program).
    .note = Varje post har en kontrollsumma; det som inte stämmer betros inte.
T-442 = Ett certifikatarkiv lämnas orört
    .say = { $path } lämnas som det är: andra har ändrat det sedan dess, och inget av det som ändringen lade in finns kvar där.
    .say-gone = { $path } lämnas som det är: det finns inte längre.
    .say-unused = { $path } lämnas kvar: andra har ändrat den sedan dess. Konfigurationen anger den inte längre.
    .say-unreadable = { $path } lämnas som det är: det går inte att läsa.
    .why = Det kan inte återställas utan att det som andra har gjort sedan dess går förlorat, eller så finns det inte längre.
    .remedy = Granska det med "tillit audit". Säkerhetskopian ligger i ändringens mapp och kan läggas tillbaka för hand.
    .note = Ändringens andra mål påverkas inte.
T-443 = Andra har ändrat arkivet sedan dess
    .say = { $path } har ändrats av andra sedan dess: det som lades till tas bort, det som togs bort läggs in igen.
    .say-kept = { $path } har ändrats av andra sedan dess: det som lades till tas bort, det som togs bort läggs in igen. Dessa fanns redan och behåller det förtroende de fick: { $names }.
    .why = Om den gamla filen lades tillbaka skulle det de gjorde gå förlorat.
    .remedy = Granska arkivet med "tillit audit" efteråt.
    .note = Innehållets SHA-256 är inte det som ändringen lämnade.
T-444 = Ändringen gick inte att ta tillbaka
    .say = Ändringen { $id } kunde inte tas tillbaka ända till slutet.
    .why = Ett steg nekades. Det som redan återställts förblir så; inget är halvskrivet.
    .remedy = Rätta det som misslyckades, och kör tillit undo igen: det fortsätter där det slutade.
    .remedy-case =
        Rätta det som misslyckades, och fortsätt där det slutade:
        tillit undo { $id }
    .note = Varje steg i en återställning kan göras om.
T-445 = Inget certifikat skulle vara kvar i arkivet
    .say = Vartenda certifikat i { $path } skulle försvinna, och nginx, HAProxy och Java startar inte med en fil utan certifikat.
    .why = En fil utan certifikat är ingen tom lista för den som läser den: nginx, HAProxy och Java startar inte med den, om inte genast så vid nästa omstart.
    .remedy = Lägg in den nya generationen i samma körning: lägg till --generation new. Ska tjänsten inte längre fråga efter kort, ta först bort inställningen ur dess konfiguration, låt den läsa om, och radera sedan filen för hand. --anyway ändrar inte detta.
    .note = ssl_client_certificate (nginx), SSLCACertificateFile (Apache), ca-file (HAProxy), truststoreFile (Tomcat).
T-446 = Den nya filen finns redan
    .say = { $path } finns redan, med ett annat innehåll än den skulle få.
    .say-same = { $path } är just den fil som konfigurationen anger nu.
    .why = tillit skapar en ny fil eller ingen. En fil som finns tillhör någon, eller läses av en annan tjänst.
    .remedy = Välj ett annat namn för --new-file. Är filen kvar efter ett tidigare försök, granska den med "tillit audit" och radera den först.
    .remedy-same = Utelämna --new-file: då läggs utfärdarna till i filen som finns. Eller välj ett annat namn, som konfigurationen då anger.
    .note = En fil med exakt det innehåll den skulle få tas som den är; då ändras bara konfigurationen.
T-447 = Mappen för den nya filen finns inte
    .say = Mappen { $path } finns inte.
    .why = tillit skapar filer, inte mappar: en mapps ägare och rättigheter avgör vem som får byta ut det som ligger i den.
    .remedy = Skapa mappen, med root som ägare (mkdir -m 755), eller välj en som finns: konfigurationens egen, till exempel.
    .note = Länkar följs; med --root inom kopian.
T-448 = Den nya filens namn kan inte stå i en konfiguration som det är
    .say = { $path } kan inte skrivas i en konfiguration som det är.
    .why = En relativ sökväg betyder en egen fil för varje server. Blanksteg, citattecken, $, #, {"{"} och liknande har egna betydelser i konfigurationer.
    .remedy = Ange en absolut sökväg av bokstäver, siffror och . _ - + @ =, till exempel --new-file /etc/nginx/siths-clients.pem
    .note = En sådan sökväg är ett ord i både nginx, Apache och HAProxy, och behöver inga citattecken.
T-449 = Den här serverns konfigurationer skrivs inte
    .say = Konfigurationen för { $server } läses men skrivs inte.
    .why = Inställningarna står i XML, YAML eller properties med lösenord och typer bredvid sökvägen, och arkivet är oftast JKS eller PKCS#12: en annan fil där kräver mer än en annan sökväg.
    .remedy = Utelämna --new-file, så läggs utfärdarna till i filen som konfigurationen anger. Eller ange den filen: --into FIL; "tillit audit" på samma mål säger vilken.
    .note = En ny fil kan anges för nginx, Apache och HAProxy.
T-450 = Två olika filer skulle behöva lämnas
    .say = Konfigurationen anger två filer som saknar utfärdare: { $path } och { $other }. En ny fil kan inte ta bådas plats.
    .why = Det som betros och det som räknas upp för klienter, eller det som två tjänster betror, är två filer med avsikt: en i stället för båda skulle släppa in eller räkna upp mer än i dag.
    .remedy = Lägg till utfärdarna i en av de två där den ligger (--into FIL), och kör sedan detta igen för den andra.
    .remedy-case = Lägg till utfärdarna i en av de två där den ligger (--into { $path } eller --into { $other }), och kör sedan detta igen för den andra.
    .note = nginx: ssl_client_certificate och ssl_trusted_certificate. Apache: SSLCACertificateFile och SSLCADNRequestFile. HAProxy: ca-file och ca-verify-file.
T-451 = Filens namn bildas när servern startar
    .say = Vid { $place } är filens namn inte utskrivet: { $text }
    .why = En variabel, ett makro eller en mapp som är känd först när servern startar bildar det. Samma ord kan användas av andra rader, och kan vara ett annat vid nästa start.
    .remedy = Låt variabeln eller makrot ange den nya filen för hand, där det sätts, eller skriv ut sökvägen på raden och kör detta igen.
    .note = nginx: variabler. Apache: Define och Macro. HAProxy: miljövariabler, och namn relativt dit den startas.
T-452 = Ingen rad anger en fil där
    .say = Ingen rad i konfigurationen anger en fil som säger vilka som släpps in.
    .say-folder = Vid { $place } anges en mapp, ingen fil: { $text }
    .why = Bara en sökväg som står i konfigurationen kan bytas mot en annan. En mapp kan innehålla många filer, och dess inställning tar ingen fil.
    .remedy = Kör utan --new-file, så hamnar utfärdarna där servern letar. "tillit audit" på samma mål säger var det är. Frågas det inte efter certifikat än, skriv inställningarna först.
    .note = Apache: SSLCACertificatePath. HAProxy: en mapp som ca-file. En servers förval har ingen rad.
T-453 = Konfigurationen går inte att läsa till slutet
    .say = Konfigurationen går inte att läsa till slutet, eller så startar servern inte med den: { $place }
    .why = Bakom ett fel kan det stå andra rader som anger filen, eller som upphäver det som lästs. En konfiguration som är känd till hälften skrivs inte.
    .remedy = Rätta det som "tillit audit" på samma mål (eller serverns egen kontroll: nginx -t, apachectl configtest, haproxy -c) säger om stället, och kör detta igen.
    .note = Även en inkluderad fil som kontot inte får läsa räknas: kör då med sudo.
T-454 = Konfigurationen har ändrats sedan dess och anger den nya filen på annat sätt
    .say = { $path } har ändrats sedan dess, och raderna som anger den nya filen är inte som ändringen lämnade dem.
    .why = Togs den nya filen bort skulle konfigurationen ange en fil som inte finns, och servern skulle inte starta.
    .remedy = Ta först tillbaka en senare ändring av samma fil, om det finns någon (tillit undo --list). Ange annars den gamla filen i konfigurationen för hand, och kör tillit undo igen: då tas den nya filen bort.
    .note = Rader som står som de skrevs hittas var de än står nu. Filen som den var finns i journalen.
T-350 = Serverns namn leder ingenstans
    .say = Ingen adress hittades för { $host }.
    .say-proxy = Ingen adress hittades för proxyn.
    .why = De namnservrar som datorn frågar känner inte till namnet, eller så svarade ingen av dem. Om servern själv går inget att säga.
    .remedy = Se efter hur namnet är stavat. Är det rätt: fråga den som sköter nätet. Namnet kan finnas bara i ett annat nät (Sjunet, ett VPN).
    .note = Systemets namnuppslagning tillfrågades, så som webbläsare gör.
T-351 = Servern går inte att nå
    .say = { $server } går inte att nå på { $address }.
    .say-refused = { $server }: ingen lyssnar på { $address }.
    .say-time = { $server }: inget svar från { $address } i tid.
    .say-proxy = { $server }: proxyn ger ingen väg dit (status { $status }).
    .why = Ingen svarar där, eller så stoppar något på vägen. Om ett kort skulle släppas in går inte att säga.
    .remedy = Prova från ett annat nät. Går det där, står en brandvägg eller en proxy emellan: fråga den som sköter nätet. Annars: fråga den som driver tjänsten.
    .remedy-proxy = Be den som sköter proxyn att släppa fram till servern, eller ange en annan: --proxy VÄRD:PORT
    .note = Nekad: datorn finns, men ingen lyssnar på porten. Inget svar: en brandvägg, eller så finns ingen sådan dator.
T-352 = Det som svarar där talar inte TLS
    .say = Det som svarar på { $server } talar inte TLS.
    .say-http = { $server } svarar i klartext (HTTP), utan TLS.
    .why = Ett annat program lyssnar på porten, eller så svarar en portal i nätet i serverns ställe.
    .remedy = Se efter adressen och porten. https har oftast port 443.
    .note = Svarets första byte är ingen TLS-post.
T-353 = Ingen handskakning blir av
    .say = { $server }: ingen handskakning blir av.
    .say-alert = { $server } avbryter handskakningen: { $alert }.
    .say-time = { $server } tar för lång tid på sig för handskakningen.
    .say-much = { $server } skickar mer än någon server har skäl till.
    .say-closed = { $server } stänger förbindelsen mitt i handskakningen.
    .say-malformed = { $server } skickar sådant som bryter mot reglerna för TLS.
    .why = Förbindelsen tar slut innan servern säger vad den begär av ett kort. En webbläsare kommer kanske längre, eller misslyckas likadant.
    .remedy = Den som driver tjänsten ser i loggen vid den här minuten. Kommer en webbläsare längre, behandlar något på vägen andra program annorlunda.
    .note = TLS 1.2 och 1.3 prövades med programmets eget bibliotek, och med ett första meddelande som också erbjuder gamla krypteringar.
T-354 = Servern ber inte om kort från en generation
    .say = { $server } ber inte om kort från { $name }: webbläsare erbjuder dem inte.
    .say-some = { $server } ber inte om kort från { $name } för { $who }: { $missing } nämns inte.
    .why = Servern skickar namnen på de utfärdare vars kort den vill ha, och webbläsare erbjuder inga andra. Användaren får inget certifikat att välja, som om inget kort satt i läsaren. Felet är serverns.
    .remedy = Den som driver tjänsten lägger till rot och utfärdare i den fil vars namn skickas: tillit install --generation GENERATION --into FIL --apply --reload
    .note = CertificateRequest, certificate_authorities (RFC 5246 avsnitt 7.4.4, RFC 8446 avsnitt 4.2.4). Att ett namn skickas bevisar inte att servern litar på utfärdaren.
T-355 = Servern nämner bara roten
    .say = { $server } nämner roten för { $name } men inte utfärdarna ({ $missing }): kortet erbjuds bara där datorn har utfärdaren.
    .say-some = { $server } nämner roten för { $name } men inte utfärdarna för { $who } ({ $missing }): de korten erbjuds bara där datorn har utfärdaren.
    .why = En webbläsare erbjuder kortet om den kan koppla det till roten som nämns, och då behöver datorn ha utfärdarens certifikat. Det fungerar på en del arbetsplatser och på andra inte.
    .remedy = Den som driver tjänsten lägger till utfärdarna i den fil vars namn skickas. På arbetsplatserna: lägg utfärdarna bland de mellanliggande certifikaten.
    .note = Chromium och Firefox bygger kedjan av det som datorn har.
T-356 = Servern ber bara om kort från andra PKI:er
    .say = { $server } ber bara om kort från andra: { $some }.
    .why = Inget av namnen som servern skickar hör till en PKI i katalogen. Webbläsare erbjuder inget kort från de PKI:erna.
    .remedy = Ska kort från en känd PKI kunna logga in här lägger den som driver tjänsten till dess utfärdare: tillit install --generation GENERATION --into FIL --apply --reload. En PKI som saknas i katalogen anges med --catalog FIL.
    .note = Namnen jämförs så som RFC 5280 avsnitt 7.1 säger.
T-357 = Servern ber om kortet först efter anropet
    .say = { $server } ber om certifikatet först efter anropet av { $path }.
    .why = Med TLS 1.3 svarar webbläsare inte på en sådan fråga, och inloggningen slutar med en sida från servern (403) eller en avbruten förbindelse. Med TLS 1.2 fungerar det. Vad som begärs syns inte härifrån.
    .remedy = Den som driver tjänsten begär certifikatet för hela värden (Apache: SSLVerifyClient utanför Location och Directory; IIS: Negotiate Client Certificate på bindningen), helst under ett eget värdnamn för inloggning, eller stänger av TLS 1.3 där.
    .note = TLS 1.2: omförhandling (RFC 5246 avsnitt 7.4.1.1). TLS 1.3: autentisering efter handskakningen (RFC 8446 avsnitt 4.6.2), som webbläsare inte erbjuder.
T-358 = Servern ber inte om något certifikat
    .say = { $server } ber inte om något certifikat på { $path }.
    .say-behind = { $server } säger på { $path } att ett certifikat behövs, men ber inte om något.
    .why = Inget kort kan logga in via den här sidan. En annan sida eller ett annat värdnamn ber kanske om det, eller så avslutar en proxy framför servern TLS utan att föra frågan vidare.
    .remedy = Ange den sida där kortet begärs. Är det den här slår den som driver tjänsten (eller proxyn framför) på att certifikat begärs.
    .remedy-behind = En proxy framför servern avslutar TLS: den som sköter den begär certifikatet där och för det vidare.
    .note = Ingen CertificateRequest kom i handskakningen, och inte heller efter anropet.
T-359 = Servern ber om certifikat utan att nämna utfärdare
    .say = { $server } nämner inga utfärdare: webbläsare erbjuder alla certifikat.
    .why = Användaren ser alla certifikat på kortet och datorn och kan välja fel. Vilkas kort som släpps in syns inte utifrån.
    .remedy = Inget behöver göras. Den som driver tjänsten kan låta namnen skickas, så att webbläsare bara erbjuder rätt certifikat.
    .note = Windowsservrar skickar inga namn som de levereras (SendTrustedIssuerList=0), inte heller HAProxy med no-ca-names.
T-360 = Servern skickar väldigt många namn på utfärdare
    .say = { $server } skickar { $names } namn på utfärdare, { $bytes } byte; { $limit } är en gräns för en del program.
    .say-full = { $server } skickar { $names } namn på utfärdare, { $bytes } byte: listan är nästan full, och några till stoppar all inloggning.
    .why = Windowsservrar kapar en för lång lista utan ett ord: namn i slutet saknas, och de korten erbjuds inte. Över 64 KiB fungerar ingen inloggning alls.
    .remedy = Den som driver tjänsten skickar bara namnen på de utfärdare vars kort ska kunna logga in: rot och utfärdare, inte systemets alla rötter.
    .note = 12 228 byte: Schannel före KB 2880390 (händelse 36885). 16 384 byte: efter den, och en TLS-post. 65 535: listans längd har 16 bitar; OpenSSL avbryter sin egen handskakning med alert 80.
T-361 = En server skickar inte sin utfärdares certifikat
    .say = { $server } skickar inte med certifikatet för sin utfärdare, { $missing_name }.
    .say-at = { $server } skickar inte med certifikatet för sin utfärdare, { $missing_name } (enligt certifikatet finns det på { $url }).
    .why = En dator som inte redan har det certifikatet visar en varning i stället för sidan. Det fungerar på en del datorer och på andra inte.
    .remedy = Den som driver tjänsten lägger till utfärdarens certifikat i serverns egen fil, efter dess eget certifikat.
    .note = RFC 8446 avsnitt 4.4.2, RFC 5246 avsnitt 7.4.2: en server skickar hela sin kedja, bara roten får utelämnas. Firefox och Chromium på Linux hämtar inte det som saknas; Windows gör det.
T-362 = Datorn litar inte på roten för serverns certifikat
    .say = Certifikatet för { $server } leder till { $root_name }, som den här datorn inte litar på.
    .why = Webbläsare på datorn visar en varning innan något annat händer. Det har inte med kortet att göra.
    .remedy = Hör tjänsten till den egna organisationen eller SITHS lägger den som sköter datorerna till roten bland de betrodda rotcertifikaten. Om ingen känner till roten: gå inte vidare till sidan.
    .note = Som betrott räknas systemets arkiv och det som --ca anger. Webbläsare kan ha egna arkiv.
T-363 = Serverns certifikat är signerat av sig självt
    .say = Certifikatet för { $server } är signerat av sig självt, och den här datorn litar inte på det.
    .why = Ett sådant certifikat bevisar ingenting. Webbläsare visar en varning innan något annat händer; det har inte med kortet att göra.
    .remedy = Den som driver tjänsten skaffar ett certifikat från en utfärdare som användarnas datorer litar på.
    .note = Det kan vara ett som ett program gör vid installationen, eller det som en granskande brandvägg visar.
T-364 = Ett certifikat hos servern gäller inte nu
    .say = Certifikatet för { $server } gick ut { $not_after }, { $ago }.
    .say-ca = Certifikatet för { $name }, i kedjan från { $server }, gick ut { $not_after }, { $ago }.
    .say-early = Certifikatet för { $server } gäller inte före { $not_before }.
    .say-early-ca = Certifikatet för { $name }, i kedjan från { $server }, gäller inte före { $not_before }.
    .why = Webbläsare visar en varning innan något annat händer. Det har inte med kortet att göra, om inte datorns klocka går fel.
    .remedy = Den som driver tjänsten förnyar certifikatet och låter servern läsa in det. Verkar datumet rätt: se på datorns klocka.
    .note = RFC 5280 avsnitt 6.1.3 (a)(2).
T-365 = Serverns certifikat gäller ett annat namn
    .say = Certifikatet för { $server } gäller inte { $host } utan { $some }.
    .say-none = Certifikatet för { $server } har inget värdnamn alls.
    .why = Webbläsare visar en varning innan något annat händer. Antingen är adressen inte den som tjänsten ska ha, eller så har servern fel certifikat.
    .remedy = Prova något av namnen som står i certifikatet. Är adressen rätt skaffar den som driver tjänsten ett certifikat som har den.
    .note = RFC 9525: bara alternativa namn (subjectAltName) räknas.
T-366 = Kedjan från servern är svag
    .say = Certifikatet för { $name }, i kedjan från { $server }, är signerat med { $digest }.
    .say-key = Nyckeln för { $name }, i kedjan från { $server }, har bara { $bits } bitar.
    .why = Webbläsare och många servrar nekar sådana signaturer och nycklar, eftersom de går att förfalska.
    .remedy = Den som driver tjänsten skaffar ett certifikat från en utfärdare med dagens algoritmer.
    .note = SHA-1 och MD5; RSA under 2048 bitar.
T-367 = Kedjan från servern är oordnad
    .say = Certifikaten som { $server } skickar följer inte på varandra.
    .say-superfluous = { $server } skickar certifikat som inte hör till kedjan: { $some }.
    .why = Webbläsare klarar det. Äldre program och en del apparater gör det inte.
    .remedy = Den som driver tjänsten ordnar filen: det egna certifikatet först, sedan den CA som utfärdade det, och så vidare; inget annat.
    .note = RFC 5246 avsnitt 7.4.2: varje certifikat intygar det närmast före. RFC 8446 avsnitt 4.4.2 tål mer.
T-368 = Kedjan från servern har ett annat fel
    .say = Certifikatet för { $name }, i kedjan från { $server }: { $because } ({ $reason }).
    .say-empty = { $server } skickar inget eget certifikat som går att läsa.
    .say-unreadable = { $server } skickar certifikat som inte går att läsa.
    .why = Webbläsare visar kanske en varning innan något annat händer. Det har inte med kortet att göra.
    .remedy = Den som driver tjänsten får certifikatet utfärdat på nytt utan felet; tillit explain med koden inom parentes säger mer.
    .note = Bedömt så som RFC 5280 avsnitt 6 säger.
T-369 = Servern talar bara gamla versioner av TLS
    .say = { $server } talar bara TLS { $old }.
    .why = Dagens webbläsare talar inte med den. Inget kort kan logga in.
    .remedy = Den som driver tjänsten slår på TLS 1.2 och 1.3; oftast krävs ett nyare operativsystem eller en nyare apparat.
    .note = TLS 1.0 och 1.1 är utdömda (RFC 8996).
T-370 = Servern talar också gamla versioner av TLS
    .say = { $server } talar också TLS { $old }.
    .why = Det hindrar ingen inloggning.
    .remedy = Den som driver tjänsten stänger av dem när ingen längre behöver dem.
    .note = TLS 1.0 och 1.1 är utdömda (RFC 8996).
T-371 = Servrarna bakom namnet svarar inte likadant
    .say = Servrarna bakom { $server } svarar inte likadant: { $places }.
    .say-names = { $server }: alla noder ber inte om samma kort. Hos { $places } saknas { $lacks }.
    .say-asks = { $server }: alla noder ber inte om certifikat på samma sätt. Avviker gör { $places }.
    .say-reachable = { $server }: alla adresser svarar inte. Går inte att nå: { $places }.
    .say-versions = { $server }: alla noder talar inte samma versioner av TLS. Avviker gör { $places }.
    .say-certificate = { $server }: alla noder har inte samma certifikat. Avviker gör { $places }.
    .why = Flera datorer delar på namnet, och alla är inte förberedda. En inloggning lyckas ena gången och misslyckas nästa.
    .remedy = Den som driver tjänsten gör samma ändring på varje nod och låter alla läsa in den.
    .note = Varje adress prövades för sig; --repeat N prövar flera gånger, eftersom flera noder kan dela på en adress.
T-372 = Servern behöver värdnamnet i handskakningen
    .say = { $server } svarar annorlunda den som inte säger värdnamnet.
    .say-refuses = { $server } nekar den som inte säger värdnamnet.
    .say-certificate = { $server } visar ett annat certifikat för den som inte säger värdnamnet.
    .say-asks = { $server } ber om andra kort när någon inte säger värdnamnet.
    .why = Webbläsare säger det alltid. Gamla program, och proxyer som för en förbindelse vidare efter adress, gör det inte och möter en annan server.
    .remedy = Inget behöver göras för webbläsare. Den som driver en proxy framför låter den föra namnet vidare.
    .note = server_name (RFC 6066 avsnitt 3).
T-373 = Serverns och datorns klockor går olika
    .say = Klockan hos { $server } går { $by } sekunder före den här datorns.
    .say-behind = Klockan hos { $server } går { $by } sekunder efter den här datorns.
    .why = Certifikat, spärrlistor och biljetter vid en inloggning har tider. En klocka som går fel får giltiga att verka utgångna eller ännu inte giltiga.
    .remedy = Se efter vilken av de två som går fel och låt en tidsserver (NTP) ställa den.
    .note = Svarets rubrik Date; den anger hela sekunder och kan komma från en proxy.
T-374 = Det här programmet kan inte tala med servern
    .say = { $server } talar TLS på ett sätt som det här programmet saknar: vad den begär går inte att säga.
    .why = Servern svarar, och väljer något gammalt (en kryptering, en version) som programmets TLS-bibliotek inte har. Webbläsare talar kanske med den ändå.
    .remedy = Titta med ett annat verktyg: openssl s_client -connect VÄRD:443. Den som driver tjänsten kan slå på ECDHE med AES-GCM.
    .note = rustls har ECDHE med AES-GCM och ChaCha20-Poly1305, och TLS 1.3. Ett första meddelande som erbjuder mer fick svar.
T-375 = Allt kunde inte ses hos servern
    .say = { $server } är så långsam att allt inte kunde ses.
    .why = Det som står här sågs. Det som saknas kan vara som det ska.
    .remedy = Försök igen med mer tid: --timeout 60
    .note = Varje förbindelse har en gräns i tid, och det har också alla förbindelser till en adress.
T-376 = En server framför får inget svar av den bakom
    .say = { $server } svarar med HTTP { $status }: servern framför får inget svar av den bakom.
    .why = Felet ligger mellan två servrar. Det har inte med kortet att göra.
    .remedy = Den som driver tjänsten ser till servern bakom.
    .note = HTTP 502 och 504.
T-377 = En server i drift litar inte på en utfärdare vars kort den ska släppa in
    .say-root-not-trusted = { $server } litar inte på roten för { $name }: kort från { $some } avvisas.
    .say-issuing-ca-missing = { $server } litar på roten för { $name } men saknar { $some }: kort som kommer utan utfärdarens certifikat avvisas.
    .say-root-or-issuing-ca-missing = { $server } saknar roten för { $name }, eller själva { $some }: kort som kommer utan utfärdarens certifikat avvisas.
    .say-crl-missing = { $server } litar på { $some } men saknar en spärrlista: deras kort avvisas.
    .say-crl-over = { $server } litar på { $some }, men en spärrlista där har gått ut: deras kort avvisas.
    .say-crl-or-ca-over = { $server } litar på { $some }, men en spärrlista eller en utfärdares certifikat där har gått ut: deras kort avvisas.
    .say-chain-too-long = { $server } litar på { $some } men godtar bara kortare kedjor: deras kort avvisas.
    .say-sha1-refused = { $server } litar på { $some } men godtar inte SHA-1: deras kort avvisas.
    .why = Vad en server säger att den godtar är en sak, vad den litar på en annan. Detta prövades hos servern själv, med ett certifikat som ingen har utfärdat.
    .remedy = På servern: se dess logg för den här tidpunkten och kör "tillit audit" på konfigurationen; sedan "tillit install".
    .remedy-root-not-trusted = På servern: lägg till generationens rot och utfärdare i det som den litar på för klientcertifikat ("tillit install"), och låt den läsa in det.
    .remedy-issuing-ca-missing = På servern: lägg till utfärdarens certifikat i det som den litar på för klientcertifikat ("tillit install"), och låt den läsa in det.
    .remedy-crl-missing = På servern: lägg till spärrlistorna för rot och utfärdare, eller låt kontrollen ske med OCSP.
    .remedy-crl-over = På servern: se till att spärrlistorna hämtas och läses in på nytt, och kontrollera klockan.
    .remedy-crl-or-ca-over = På servern: se till att spärrlistorna hämtas och läses in på nytt; byt utgångna utfärdarcertifikat, och kontrollera klockan.
    .remedy-chain-too-long = På servern: låt den godta längre kedjor (Apache: SSLVerifyDepth 3).
    .remedy-sha1-refused = Kort från den gamla generationen behöver bytas mot nya; en server som ska godta dem så länge behöver säkerhetsnivå 0 för dem.
    .note = Larmet visar hur långt OpenSSL kom: 48 ingen betrodd rot, 43 fel användning (prövas efter kedjan), 42 svag kontrollsumma, 45 eller 46 utgånget, 80 djup (Apache), 51 en underskrift som inte håller, vilket är så långt någon kommer utan utfärdaren. En utfärdare utan sin rot räknas som ingen rot.
T-378 = Det går inte att få veta vad en server i drift litar på
    .say = { $server } säger samma sak till alla certifikat ({ $answer }): vad den litar på syns inte utifrån.
    .say-closed = { $server } stänger förbindelsen utan ett ord för alla certifikat: vad den litar på syns inte utifrån.
    .say-page = { $server } visar samma sida för alla certifikat: vad den litar på syns inte utifrån.
    .say-through = { $server } släpper igenom alla certifikat ({ $answer }): vad som är betrott avgörs bakom den.
    .say-nothing = { $server } gav inget svar som visar vad den litar på.
    .why = Bara program som bygger på OpenSSL och avvisar med ett larm (Apache, HAProxy, stunnel med flera) röjer hur långt ett certifikat kom.
    .remedy = Pröva en inloggning med en nyckel ("tillit login"), eller läs serverns konfiguration ("tillit audit").
    .note = nginx svarar 400 på allt, Java 46, Go 42, GnuTLS 49, Node stänger förbindelsen.
T-379 = Utfärdarcertifikat saknas för att pröva vad en server litar på
    .say = Det gick inte att pröva fullt ut om { $server } litar på { $some }: deras certifikat finns inte på den här datorn.
    .why = En server kan lita på bara roten, och släpper då in den som skickar med utfärdarens certifikat. För att se det måste det finnas till hands.
    .remedy = Hämta dem: "tillit catalog fetch", eller ange dem med --ca. Pröva sedan igen.
    .note = Katalogen har namn och kontrollsummor; certifikaten kommer från utfärdaren.

## Inloggningar

T-380 = Servern nekar certifikatet i handskakningen
    .say = { $host } nekade certifikatet med larm { $alert }.
    .say-closed = { $host } stängde förbindelsen när den hade fått certifikatet, utan att säga varför.
    .why = Certifikatet skickades, och servern godtog det inte. Kortet självt kan vara felfritt: det avgörs av vad servern litar på och kontrollerar.
    .remedy = På servern: se dess logg vid den här tidpunkten, och "tillit audit" på dess konfiguration. Skicka rapporten till den som sköter den.
    .note = TLS 1.3 skickar avslaget efter klientens del av handskakningen; webbläsare visar då ett fel fast förbindelsen såg ut att stå. Node stänger utan larm.
T-381 = Servern nekar i sitt svar
    .say-status = { $host } godtog handskakningen och svarade med status { $status }.
    .say-page = { $host } godtog handskakningen, och dess sida { $page ->
        [no-certificate] säger att inget certifikat skickades
        [certificate-refused] säger att certifikatet inte godtas
        [revoked] säger att certifikatet är spärrat
        [not-trusted] säger att certifikatets utfärdare inte är betrodd
        [not-in-time] säger att certifikatet har gått ut eller inte börjat gälla
        [asked-late] säger att den ville fråga efter certifikatet senare
        [plain-http] säger att anropet skickades på fel sätt
        [bad-gateway] säger att servern bakom inte svarade
       *[other] är en felsida
    }.
    .say-denied = Sidan som { $host } svarade med har den text som inte skulle finnas: { $text }
    .say-missing = Sidan som { $host } svarade med saknar den text som väntades: { $text }
    .say-circle = Inloggningen leder tillbaka dit den kom ifrån, gång på gång, hos { $host }.
    .say-endless = Inloggningen leder vidare och vidare, och gavs upp hos { $host }.
    .why = Handskakningen gick igenom. nginx nekar aldrig under HTTP: vad som än är fel med certifikatet svarar den 400. Annars är det applikationen som nekar: personen är okänd där, eller saknar en rättighet.
    .remedy = På servern: se webbserverns logg, och loggen för applikationen bakom den. Jämför med ett kort som släpps in.
    .note = Inget av sidan sparas mer än dess status och vad den känns igen på. --expect-status, --expect-text och --deny-text säger vad ett gott svar är.
T-382 = Servern frågar inte efter något certifikat
    .say = { $host } svarade utan att fråga efter ett certifikat.
    .why = Ingenting är känt om kortet. Adressen kan vara en annan än inloggningens, en proxy framför kan låta bli att fråga, eller så börjar inloggningen bakom en knapp.
    .remedy = Ange den adress som webbläsaren visar när den frågar efter kortet. Följ formulär med --follow-forms.
    .note = Servrar som frågar för enskilda sökvägar gör det efter anropet: det är T-383.
T-383 = Certifikatet efterfrågas efter anropet
    .say = { $host } frågar efter certifikatet först när anropet har kommit.
    .why = Med TLS 1.2 är det en omförhandling, som tillit inte följer; med TLS 1.3 svarar webbläsare inte alls, och inloggningen misslyckas.
    .remedy = På servern: fråga efter certifikatet för hela värden, eller använd bara TLS 1.2 för den här värden.
    .note = Apache med SSLVerifyClient i en katalog; IIS med certifikat för enskilda sökvägar. RFC 8446 avsnitt 4.6.2; RFC 8740 förbjuder det med HTTP/2.
T-384 = En webbläsare skulle inte erbjuda certifikatet
    .say = { $host } ber inte om kort från { $issuer }: en webbläsare erbjuder inte det här. Det skickades härifrån ändå, och nekades.
    .say-taken = { $host } ber inte om kort från { $issuer }: en webbläsare erbjuder inte det här, fast servern godtar det.
    .why = Servern skickar namnen på de utfärdare vars kort den vill ha. En webbläsare visar bara kort från dem, så användaren får aldrig frågan. Kortet är inte orsaken.
    .remedy = På servern: lägg kortets rot och utfärdare i den fil vars namn skickas (nginx: ssl_client_certificate; Apache: SSLCACertificateFile eller SSLCADNRequestFile; HAProxy: ca-file).
    .note = RFC 5246 avsnitt 7.4.4, RFC 8446 avsnitt 4.2.4. Utan några namn erbjuder webbläsare alla certifikat.
T-385 = Ingen webbläsare erbjuder certifikatet
    .say-expired = Certifikatet har gått ut: webbläsare erbjuder det ingenstans.
    .say-early = Certifikatet har inte börjat gälla: webbläsare erbjuder det ingenstans.
    .say-use = Certifikatet är inte till för inloggning: webbläsare erbjuder det ingenstans.
    .why = Webbläsare håller inne certifikat som har gått ut, inte börjat gälla eller inte är till för inloggning. En server ser då inget certifikat alls, och säger det, där tillit har skickat ett.
    .remedy = Använd kortets certifikat för legitimering; byt ut ett kort som har gått ut.
    .note = Chromium och Firefox ser på datumen, digitalSignature och clientAuth.
T-386 = Kortet släpps in bara med sin utfärdare
    .say = { $host } släpper in kortet när utfärdarens certifikat följer med, och nekar det ensamt.
    .why = Servern har roten men inte utfärdaren. Datorer som har utfärdarens certifikat skickar det, andra inte: inloggningen går för några.
    .remedy = På servern: lägg utfärdarna i dess arkiv, så att ingenting beror på datorerna.
    .note = "tillit install" lägger båda där de hör hemma.
T-387 = Ingen gemensam signatur
    .say = { $host } godtar ingen signatur som nyckeln gör med { $version }.
    .why = Ingenting skickades. TLS 1.3 kräver RSA-PSS, som en del kort och kortprogram inte kan; även servrar kan vara inställda på att godta bara några signaturer.
    .remedy = På datorn: uppdatera kortprogrammet. På servern: tillåt TLS 1.2 för inloggningens värd, eller godta fler signaturalgoritmer.
    .note = Chromium: ERR_SSL_CLIENT_AUTH_NO_COMMON_ALGORITHMS, utan att gå ner till TLS 1.2. RFC 8446 avsnitt 4.2.3.
T-389 = Ingen inloggning kunde prövas
    .say = Med { $version } kunde ingen inloggning prövas hos { $host }: { $why }.
    .say-host = Ingen inloggning kunde prövas hos { $host }: { $why }.
    .why = Det kom aldrig till frågan efter ett certifikat, eller slutade på ett sätt som inte säger något om det. Ingenting är känt om kortet.
    .remedy = Kontrollera adressen, och om datorn når dit (nät, brandvägg, proxy).
    .note = Larm 112: okänt värdnamn. Larm 80 före frågan: en för lång lista med utfärdares namn.
T-390 = tillit kommer inte vidare med servern
    .say = Med { $version } går { $host } vidare med andra klienter: bara tillits TLS-bibliotek saknar det som den godtar.
    .why = Servern godtar bara chiffer som tillits bibliotek inte har. Det är inget fel på kortet, och webbläsare kan komma överens med den.
    .remedy = Pröva med en webbläsare. På servern: tillåt ECDHE med AES-GCM, som alla klienter har.
    .note = rustls har inte CBC, DHE eller nyckelutbyte med RSA.
T-391 = Servern talar inte den här versionen
    .say = { $host } talar inte { $version }.
    .why = Klient och server tar den nyaste version som båda har. En som servern inte har spelar ingen roll för någon.
    .remedy = Inget, om den andra versionen släpper in.
    .note = Varje version prövas för sig.
T-392 = Om en webbläsare erbjuder kortet beror på datorn
    .say = { $host } ber bara om roten, inte om { $issuer }: webbläsare erbjuder kortet där datorn har certifikatet för { $issuer }.
    .why = En webbläsare måste själv komma fram till att kortet hör till den roten, och behöver utfärdarens certifikat för det. Där det saknas visas inte kortet.
    .remedy = På servern: lägg utfärdarna i den fil vars namn skickas. Till dess: utfärdaren på datorerna ("Mellanliggande certifikatutfärdare").
    .note = RFC 8446 avsnitt 4.2.4: namnet på utfärdaren eller på någon CA ovanför den.
T-393 = Utfärdarens certifikat finns inte till hands
    .say = Certifikatet för { $issuer } finns inte till hands: bara kortets eget skickades.
    .why = Om kortet släpps in när utfärdarens certifikat följer med prövades inte.
    .remedy = Ange det med --ca FIL, eller hämta det: tillit catalog fetch
    .note = Det söks i nyckelns fil, i --ca och bland katalogens CA-certifikat på datorn.
T-394 = Inloggningen går vidare någon annanstans
    .say-redirect = Svaret leder vidare till { $to }, och omdirigeringar skulle inte följas.
    .say-form = Sidan har ett formulär som av sig självt går vidare till { $to }. Det skickades inte: --follow-forms skickar det.
    .say-scheme = Svaret leder till en adress som inte är https ({ $to }), och följdes inte.
    .say-address = Svaret leder till en adress som inte kan användas.
    .why = Vad som kommer sedan är inte känt. Inloggningen bedöms efter den sista sidan som sågs.
    .remedy = Följ den med --follow-forms, eller ange adressen där den går vidare.
    .note = Bara https följs, och högst tjugo sidor.

## Kort

T-500 = Kortet visar ingenting
    .say = Vad som finns på kortet går inte att säga: { $why }
    .why = Det sitter ett kort i läsaren, men dess certifikat går inte att läsa över PC/SC. Det säger inget ont om kortet: nyare kort läses bara av leverantörens eget program.
    .remedy = Ta ut kortet och sätt in det igen, med chippet först. Stäng andra program som använder det. Är det ordnat på tillverkarens eget sätt: installera leverantörens program (Net iD, SafeNet) eller OpenSC och läs kortet med det.
    .note = Det som läses är EF.DIR, ODF, CDF, PrKDF och AODF enligt PKCS#15 (ISO/IEC 7816-15). Ingen PIN-kod skickas och inget skrivs.
T-501 = En fil på kortet går inte att läsa
    .say = { $file }, vid byte { $offset }: { $why }.
    .why = En av kortets filer är skadad, saknas eller är ordnad på ett okänt sätt. Resten är läst.
    .remedy = Saknas ett certifikat ovan: låt utgivaren titta på kortet. Ett kort som drogs ut under en uppgradering ser ut så här.
    .note = Filen anges med sin väg från huvudfilen 3F00.
T-502 = Kortet är inte uppgraderat
    .say = { $answer }
    .why = Tjänster som bara litar på den nya roten nekar kortet, och de som kräver den nya tillitsnivån gör det redan.
    .remedy = Uppgradera kortet, eller beställ ett nytt: katalogen för PKI:n säger vilket som fortfarande går.
    .note = Vilken generation som är gammal och vilken som är ny står i katalogen ("tillit catalog show"). Utfärdares certifikat på kortet räknas inte.
T-503 = Kortet är uppgraderat
    .say = { $answer }
    .why = Kortet har bara certifikat från den nya generationen. Tjänster som inte har installerat den nya roten nekar det.
    .remedy = Inget med kortet. Se till att tjänsterna litar på den nya roten och dess utfärdare: "tillit audit" på servrarna, "tillit login" mot dem.
    .note = Ett kort som levererades med de nya certifikaten och ett som har uppgraderats ser likadana ut.
T-504 = Kortet har både gamla och nya certifikat
    .say = { $answer }
    .why = Webbläsaren visar båda, och användaren väljer. Vilket en tjänst godtar beror på vad den litar på. De gamla har hämtats tillbaka efter en uppgradering, eller så blev uppgraderingen inte klar.
    .remedy = När alla tjänster litar på den nya roten: ta bort de gamla certifikaten på Mina sidor. Välj det gamla tills dess, där det nya nekas.
    .note = En uppgradering raderar de gamla certifikaten. Så länge den gamla PKI:n gav ut certifikat gick de att hämta tillbaka.
T-505 = Inget certifikat från en känd PKI finns på kortet
    .say = Inget av kortets certifikat är utgivet av en utfärdare som katalogen nämner.
    .why = Det kan vara en annan organisations kort, en banks, eller ett från en PKI som katalogen inte har.
    .remedy = Är det ett kort från er egen PKI, lägg till den i katalogen: --catalog FIL.
    .note = Certifikat känns igen på utfärdarnas namn och nycklar.
T-506 = Så många certifikat finns på kortet att uppgraderingen kan misslyckas
    .say = Kortet har { $count } certifikat. Med fler än { $limit } kan uppgraderingen misslyckas.
    .why = Kortets minne är begränsat, och de nya certifikaten måste få plats. På Mina sidor visar ett sådant kort fler än sju rader.
    .remedy = Ta före uppgraderingen bort certifikat som ingen använder på Mina sidor, andra utfärdares först. Hjälper inte det, beställ ett nytt kort.
    .note = Svensk e-identitet, "Vi vill uppgradera våra SITHS-kort". Andra utfärdares certifikat, till exempel Telias, räknas; utfärdarnas egna inte. Ett som står i två listor räknas en gång.
T-507 = Certifikat från andra utfärdare finns på kortet
    .say = Kortet har också certifikat från andra utfärdare: { $issuers }.
    .say-after = Kortet har också certifikat från andra utfärdare: { $issuers }.
    .why = Uppgraderingen förnyar bara det som kortets egen utgivare har lagt dit. Andra certifikat, till exempel en regions EK-certifikat, kan vara borta efteråt. I webbläsaren är de fler rader att välja bland.
    .remedy = Ta reda på vem som använder dem. Beställ dem på nytt hos deras utfärdare efter uppgraderingen.
    .note = Andra utfärdare är de som katalogen inte räknar till den PKI som byts.
T-508 = Kort av det här slaget uppgraderas inte
    .say = Att döma av giltighetstiden är det ett { $kind ->
        [reserve] reservkort
       *[other] korttidskort
    }: sådana kort går inte att uppgradera.
    .why = Bara ordinarie kort går att uppgradera. Reservkort och korttidskort behåller de certifikat de har.
    .remedy = Testa med ett ordinarie kort. Se till att innehavarens ordinarie kort har de nya certifikaten.
    .note = Slaget gissas från certifikatets giltighetstid och tillitsnivå: 30 dagar med LoA 2 för reservkort, sex månader för korttidskort.
T-509 = Kortet har inte två PIN-koder
    .say = Kortet uppger { $count ->
        [0] ingen PIN-kod
        [one] en PIN-kod
       *[other] { $count } PIN-koder
    } för innehavaren; SITHS-kort har två.
    .why = En uppgradering frågar efter koden för legitimering och den för underskrift. Ett kort utan den andra kan innehavaren inte uppgradera.
    .remedy = Låt utgivaren titta på kortet. Ett borttappat kodkuvert är en annan sak: beställ ett nytt PUK-kodbrev för det.
    .note = PIN-koder är de i AODF som varken är utgivarens egna eller PUK-koder.
T-510 = En PIN-kod på kortet är låst
    .say = PIN-koden "{ $pin }" är låst.
    .why = Den har angetts fel för många gånger. Varken inloggning eller uppgradering fungerar utan den.
    .remedy = Lås upp den med PUK-koden i leverantörens program. Saknas PUK-koden, beställ ett nytt PUK-kodbrev.
    .note = Kortet svarade 6983 eller 63C0.
T-511 = Ett försök är kvar för en PIN-kod
    .say = Ett försök är kvar för PIN-koden "{ $pin }".
    .why = Nästa felaktiga försök låser den.
    .remedy = Förvissa dig om koden innan den anges. Rätt kod ger alla försök tillbaka.
    .note = Kortet svarade 63C1.
T-512 = Hur många försök PIN-koderna har kvar är inte känt
    .say = Hur många försök PIN-koderna har kvar har inte frågats.
    .say-module = PKCS#11-modulen säger inte hur många försök PIN-koderna har kvar.
    .why = Att fråga kostar ett försök på vissa kort, så det görs bara på begäran.
    .remedy = Med --query-pin frågas kortet, en gång för varje PIN-kod. Gör det med kort av ett slag som man vet tål det.
    .remedy-module = Se efter i leverantörens eget program.
    .note = Frågan är VERIFY utan PIN-kod (ISO/IEC 7816-4). Efter andra svar än 63Cx, 9000, 6983 och 6984 frågas ingen mer PIN-kod.
T-513 = Ett certifikat för legitimering på kortet har gått ut
    .say = "{ $name }" gick ut { $at }.
    .why = Ingen webbläsare erbjuder ett certifikat som har gått ut, och ingen server godtar det.
    .remedy = Beställ ett nytt kort, eller hämta nya certifikat där utgivaren tillåter det.
    .note = notAfter ligger före kontrollens tidpunkt.
T-514 = Kortet går snart ut
    .say = Kortets sista certifikat för legitimering går ut { $at }, om { $days ->
        [0] mindre än en dag
        [one] en dag
       *[other] { $days } dagar
    }.
    .why = Efter en uppgradering gäller certifikaten inte längre än själva kortet.
    .remedy = Beställ ett nytt kort nu, hellre än att uppgradera det här.
    .note = Sägs från 60 dagar innan.
T-515 = Kortet har inget certifikat att logga in med
    .say = Inget certifikat för legitimering med sin nyckel finns på kortet.
    .why = Webbläsare visar ingenting, eller bara certifikat som ingen tjänst godtar. Certifikat för underskrift är inte till för inloggning.
    .remedy = Hämta certifikat till kortet, eller låt utgivaren titta på det. En avbruten uppgradering lämnar sådana kort efter sig.
    .note = Det som söks är digitalSignature i certifikatet, och en privat nyckel med samma iD som inte bara är till för underskrift.
T-516 = Ett certifikat saknar nyckel på kortet
    .say = "{ $name }" har ingen privat nyckel på kortet.
    .why = Ingen kan logga in med det. Det är bara i vägen.
    .remedy = Ta bort det på Mina sidor, eller i leverantörens program.
    .note = Ingen post i PrKDF har dess iD.
T-517 = En PIN-kod på kortet är öppen
    .say = PIN-koden "{ $pin }" är öppen: ett program har angett den, och kortet minns det.
    .why = Alla program på datorn kan använda nyckeln tills kortet startas om.
    .remedy = Ta ut kortet när det inte används. Händer det igen, säg till leverantören av programmet som loggar in.
    .note = Kortet svarade 9000 på VERIFY utan PIN-kod. Kort utan PIN-skydd svarar också så.
T-518 = En webbläsare erbjuder inget av kortets certifikat till sidan
    .say = En webbläsare erbjuder inget av kortets certifikat till { $page }.
    .why = Servern skickar namnen på de utfärdare vars kort den vill ha, och ingen av dem står ovanför något certifikat på kortet; eller så har certifikaten gått ut. Användaren får aldrig frågan.
    .remedy = Vad som felas varje certifikat står ovan. Där servern inte ber om utfärdaren är det servern som ska ändras: se T-384.
    .note = Bedömt som Chromium och Firefox gör, efter namnen som servern skickade.
T-519 = En webbläsare erbjuder flera av kortets certifikat till sidan
    .say = En webbläsare erbjuder { $count } av kortets certifikat till { $page }: användaren måste välja rätt.
    .why = Ett felaktigt val minns webbläsaren tills den stängs.
    .remedy = Tala om för användarna vilket de ska välja: certifikatet för legitimering från den nya generationen. Ta bort certifikat som ingen använder.
    .note = Windows kan välja självt med en policy (AutoSelectCertificateForUrls).

T-560 = Kortet signerar inte som TLS 1.3 kräver
    .say = { $token } erbjuder inga PSS-signaturer genom den här modulen. Med TLS 1.3 loggar det inte in någonstans.
    .say-windows = { $token }, som har nyckeln, gjorde ingen PSS-signatur som TLS godtar. Med TLS 1.3 loggar den inte in någonstans.
    .why = TLS 1.3 godtar PSS från RSA-nycklar och inget annat. Webbläsare skickar då inget certifikat alls, och servern säger att inget kom.
    .remedy = Prova en annan modul för kortet (--pkcs11), eller en nyare version; på Windows ett kortprogram med nyckellagringsprovider (KSP). Till dess måste tjänsten behålla TLS 1.2.
    .note = CKM_RSA_PKCS_PSS finns inte i kortets lista över mekanismer (C_GetMechanismList); på Windows: nyckeln hör till en kryptografisk tjänsteleverantör (CSP), eller dess KSP nekade PSS. RFC 8446 avsnitt 4.2.3.
T-561 = Kortet togs ut under inloggningen
    .say = { $token } var borta när det skulle signera.
    .why = Kortet togs ut, läsaren kopplades ur eller datorn försatte den i vila. Ingenting är känt om servern.
    .remedy = Sätt i kortet igen och låt det sitta tills svaret visas.
    .note = CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT och liknande; i Windows SCARD_W_REMOVED_CARD.
T-562 = Ett annat program stängde kortet under inloggningen
    .say = { $token } ville ha sin PIN igen när det skulle signera. Den gavs inte en andra gång.
    .why = Ett annat program som använder kortet har återställt det. PIN prövas en gång per körning, så att inget försök går till spillo.
    .remedy = Stäng andra program som använder kortet (webbläsare, Net iD, Citrix) och försök igen.
    .note = CKR_USER_NOT_LOGGED_IN vid C_Sign efter att C_Login lyckats; i Windows SCARD_W_RESET_CARD.
T-563 = Kortet signerade inte
    .say = { $token } signerade inte: { $cause }
    .why = Kortet eller dess modul misslyckades. Ingenting är känt om servern.
    .remedy = Försök igen, sedan med en annan läsare och en annan modul (--pkcs11). Misslyckas webbläsare på samma ställe hjälper modulens tillverkare eller kortets utfärdare.
    .note = Funktionen och koden är de som PKCS#11 har, eller Windows.
T-564 = Kortets PIN gavs inte under inloggningen
    .say = { $token } ville ha sin PIN en gång till när det skulle signera, och ingen rätt gavs.
    .say-locked = { $token } signerade inte: dess PIN är spärrad.
    .why = En del kort vill ha sin PIN för varje signatur. Den som tillfrågades gav ingen, eller en felaktig. Ingenting är känt om servern.
    .remedy = Var säker på PIN-koden och försök igen: det är den för inloggning. Ett kort som är spärrat låses upp med PUK, i kortets eget program eller hos den som ger ut korten.
    .note = SCARD_W_CANCELLED_BY_USER, SCARD_W_WRONG_CHV, SCARD_W_CHV_BLOCKED och liknande. Efter det signeras inget mer i samma körning.

## Piloter

T-580 = Ett kort kommer inte in i en tjänst
    .say = { $service } { $outcome ->
        [partly] släpper in { $card } bara på vissa sätt
       *[out] nekar { $card }
    }{ $browser ->
        [none] {""}
       *[other] {" "}i { $browser }
    } ({ $at }){ $before ->
        [in] , som kom in förut
        [out] , liksom förut
       *[unknown] {""}
    }: { $why }. Vems drag: { $whose }.
    .why = Om alla kort uppgraderades i dag skulle innehavarna inte nå den här tjänsten.
    .remedy = Se hela orsaken: tillit diagnose med tjänstens adress och samma nyckel. När den är åtgärdad: tillit pilot run med --again.
    .note = Det som räknas är varje korts senaste inloggning i varje tjänst. "Bara på vissa sätt": med en enda version av TLS, eller bara när utfärdarens certifikat skickas med, vilket webbläsare ofta inte gör.
T-581 = Ett kort som inte är uppgraderat kommer inte längre in
    .say = { $service } { $outcome ->
        [partly] släpper in { $card } bara på vissa sätt
       *[out] nekar { $card }
    }{ $browser ->
        [none] {""}
       *[other] {" "}i { $browser }
    } ({ $at }), som förblir gammalt{ $before ->
        [in] {" "}och kom in förut
        [out] , liksom förut
       *[unknown] {""}
    }: { $why }. Vems drag: { $whose }.
    .why = Tills det sista kortet är uppgraderat måste även den gamla generationen komma in överallt. De nya utfärdarna har troligen lagts in i stället för de gamla och inte bredvid dem.
    .remedy = Den som driver tjänsten lägger tillbaka den gamla generationen bredvid den nya: tillit undo, sedan tillit install, som bara lägger till.
    .note = En tjänst som kräver den nya tillitsnivån nekar gamla kort med avsikt: ta då bort kontrollkortet ur planen.
T-582 = Något i planen har inte provats
    .say = Inte provat: { $services } med { $cards }.
    .why = Om korten kommer in där är inte känt.
    .remedy = Fortsätt: tillit pilot run PLAN
    .remedy-run = Fortsätt: tillit pilot run { $plan }
    .remedy-upgrade = Uppgradera korten och fortsätt sedan: tillit pilot run { $plan }
    .remedy-by-hand = Någon provar och för in det: tillit pilot enter { $plan } --service NAMN --card NAMN --result in --by VEM
    .note = Resultaten sparas bredvid planen; en körning fortsätter där den förra slutade.
T-583 = Det går inte att säga om ett kort kommer in
    .say = { $service } med { $card }{ $phase ->
        [before] {" "}före uppgraderingen
       *[after] {""}
    }: det går inte att säga ({ $why }).
    .why = Tjänsten bad inte om något certifikat eller gick inte att nå. Det är varken ja eller nej.
    .remedy = Se vad tjänsten gör: tillit diagnose med dess adress. Om den aldrig ber om ett kort är sidan en annan, eller så måste en människa prova.
    .note = En server som ber först efter anropet, eller i en sökväg som inte provades, ser också ut så här.
T-584 = Piloten utelämnar något som används
    .say = { $what ->
        [kind] Inga { $name } har provats.
        [browser] Ingen har fört in en inloggning i { $name }.
       *[control] Inget kort i planen förblir gammalt.
    }
    .why = Det som fungerar med ett slags kort eller i en webbläsare kan misslyckas med en annan: tillitsnivåer och det som skickas med skiljer sig.
    .remedy = Lägg till det i planen och prova, eller ta bort det ur planen om det inte används.
    .remedy-browser = Någon provar och för in det: tillit pilot enter { $plan } --browser NAMN --service NAMN --card NAMN --result in --by VEM. Används den inte, ta bort den ur planen.
    .note = Planen säger med kinds och browsers vad som används.
T-585 = Före uppgraderingen saknas svar om ett kort
    .say = För { $count ->
        [one] en tjänst
       *[other] { $count } tjänster
    } är det inte känt om korten kom in före uppgraderingen: { $names }.
    .why = Uppgraderingen raderar de gamla certifikaten: om det gamla kortet kom in går inte längre att prova. Det är inget fel där det nya kortet kommer in.
    .remedy = Inget. Kör nästa gång planen innan korten uppgraderas.
    .note = Det behövs inte för "klart".
T-586 = En leverantörs rapport har anmärkningar eller går inte att läsa
    .say = Rapporten om { $service } ({ $file }, { $at }) har { $errors } fel och { $warnings } varningar.
    .say-unreadable = { $file } går inte att läsa som en rapport: { $why }.
    .why = Rapporten säger vad leverantören såg i tjänstens egna filer. Den ändrar inte vad inloggningarna kom till.
    .remedy = Be leverantören om JSON från tillit audit efter den senaste ändringen.
    .note = Filen anges i planen med audit = "FIL".
T-630 = Windows litar uttryckligen inte på en utfärdare
    .say = { $name } ligger bland de ej betrodda certifikaten (Disallowed).
    .say-microsoft = { $name } står på Microsofts lista över spärrade certifikat (från { $listed }).
    .why = Någon, eller en grupprincip, har bestämt att Windows nekar allt från den här utfärdaren. Att dessutom lägga den bland de betrodda skulle inte ändra något.
    .remedy = Fråga den som ansvarar för datorerna om det är meningen. Om inte tar de bort den ur Disallowed, och planen görs om.
    .remedy-microsoft = Ingen kan lita på den på den här datorn så länge Microsoft spärrar den: fråga dess utgivare.
    .note = certutil -store Disallowed visar dem; certutil -verifyCTL Disallowed visar Microsofts lista.
T-631 = Ett certifikat kommer från en grupprincip eller domänen
    .say = { $name } kommer från en grupprincip: { $path }
    .say-domain = { $name } kommer från domänen: { $path }
    .why = Det som tas bort bara på den här datorn kommer tillbaka när principerna tillämpas.
    .remedy = Den som ansvarar för principerna tar bort det där: Grupprinciphantering, Datorkonfiguration, Principer, Windows-inställningar, Säkerhetsinställningar, Principer för offentliga nycklar.
    .remedy-domain = En domänadministratör tar bort det i Active Directory: pkiview.msc, Manage AD Containers.
    .note = tillit läser de här nycklarna och skriver dem aldrig.
T-632 = Certifikatet hör till den andra halvan av Windows arkiv
    .say = { $name }: { $store } ändras inte genom det här målet.
    .why = En användare ser även datorns arkiv. Det som ligger där är till för alla och ändras inte av det som är menat för en enda.
    .remedy = Ange datorns arkiv som mål, som administratör: --into windows:LM
    .note = CurrentUser rör aldrig LocalMachine, och inte heller tvärtom.
T-633 = CA-certifikat läggs inte i det här arkivet i Windows
    .say = CA-certifikat läggs inte i { $store }.
    .why = Windows litar på det som ligger i Root och bygger kedjor med det som ligger i CA. De andra arkiven säger något annat: att ett certifikat inte är betrott, eller vilka av de betrodda en server ska nämna.
    .remedy = Ange datorns arkiv som helhet: --into windows. Då hamnar rötter och utfärdare var för sig där de hör hemma.
    .note = Rötter: Betrodda rotcertifikatutfärdare (Root). Utfärdare: Mellanliggande certifikatutfärdare (CA); med --ad-logon även NTAuth.
T-634 = Utfärdare som tas bort står kvar på listan för inloggning i domänen
    .say = { $count ->
        [one] En utfärdare som tas bort står
       *[other] { $count } utfärdare som tas bort står
    } kvar i NTAuth: { $cas }.
    .why = Domänkontrollanter och AD FS tar fortfarande emot deras kort för inloggning, om det ännu går att bygga en kedja. Listan är domänens; på en enskild dator är den en kopia som kommer tillbaka, så tillit tar aldrig bort något ur den av sig självt.
    .remedy = En domänadministratör tar bort dem ur listan i Active Directory: pkiview.msc, Manage AD Containers, NTAuthCertificates. Det som bara står på den här datorns lista, som administratör:
    .note = HKLM\SOFTWARE\Microsoft\EnterpriseCertificates\NTAuth
