# tillit demo, tillit lab

help-demo-keep = Behåll labbet i den här mappen
help-demo-more =
    Exempel:
      tillit demo
      tillit demo --keep labb
help-lab-write = Skriv en påhittad PKI med samma form som SITHS: certifikat, nycklar, PKCS#12, spärrlistor, katalog
help-lab-write-folder = Mapp som saknas, är tom eller är ett tidigare labb (som då ersätts)
help-lab-write-base-url = Adress där mappen ska ligga, till exempel http://127.0.0.1:8080; certifikaten hänvisar då dit för spärrlistor och CA-certifikat
help-lab-write-more =
    Exempel:
      tillit lab write labb
      cd labb && tillit verify --ca ca cards functions
help-lab-serve = Skriv en påhittad PKI vars certifikat leder till den här datorn, och svara där: CA-certifikat, spärrlistor, OCSP
help-lab-serve-folder = Mapp som saknas, är tom eller är ett tidigare labb (som då ersätts)
help-lab-serve-port = Port på 127.0.0.1; utan den en ledig
help-lab-serve-more =
    Exempel:
      tillit lab serve labb
      cd labb && tillit verify --ca ca --revocation auto cards/revoked
error-lab-serve = Det går inte att lyssna på { $address }: { $cause }
    .next = Välj en annan port, eller utelämna --port.
lab-served =
    Labbet ligger i { $folder }: { $files } filer, alla påhittade. README.txt berättar vad som är vad.
    Det svarar på { $url } tills kommandot avslutas (Ctrl-C): CA-certifikat, spärrlistor, OCSP.
    Lita aldrig på dess rotcertifikat på en dator som används till något.
    Prova:  cd { $folder } && tillit verify --ca ca --revocation auto cards/revoked
help-value-URL = URL
invalid-base-url = Skriv en adress som http://127.0.0.1:8080.
help-lab-card = Sätt ett påhittat kort i en virtuell läsare (vpcd): för att prova program som läser kort, utan kort
help-lab-card-kind = Vilket kort: old (gammalt), upgraded (uppgraderat), both (de gamla certifikaten hämtade igen), too-many (för många certifikat), new (nytt), reserve (reservkort), short-term (korttidskort), locked (spärrad PIN)
help-lab-card-lab = Mapp från tillit lab write vars certifikat och nycklar finns på kortet; utan den görs nya
help-lab-card-reader = Där vpcd lyssnar; utan den 127.0.0.1:35963, första läsaren i Debians paket
help-lab-card-protocol = Hur kort och läsare talar: t1, eller t0 som gamla SITHS-kort
help-lab-card-log = Skriv det som sägs till kortet och vad det svarar i den här filen; PIN-koder utelämnas
help-lab-card-more =
    Exempel:
      tillit lab write labb
      tillit lab card upgraded --lab labb
      tillit lab card old --reader 127.0.0.1:35964 --protocol t0 --log kort.log
help-value-PROTOCOL = PROTOKOLL
help-value-VPCD = VÄRD:PORT
error-lab-card-reader = Det finns ingen läsare på { $reader }: { $cause }
    .next = Installera pcscd och vsmartcard-vpcd, starta pcscd och försök igen.
error-lab-card-gone = Läsaren på { $reader } är borta.
    .next = Starta pcscd igen och sätt sedan i kortet igen.
error-lab-card-read = { $path } kan inte läsas: { $cause }
    .next = Ange mappen som tillit lab write har skrivit, som den användare som skrev den.
error-lab-card-lab = { $path }: så ser det inte ut i ett labb.
    .next = Ange mappen som tillit lab write har skrivit.
lab-card-in =
    Ett kort sitter i läsaren på { $reader } tills kommandot avslutas (Ctrl-C): { $kind }, med { $certificates } certifikat. Det är påhittat.
    PIN Legitimering: { $login }{ $tries ->
        [0] {" "}(spärrad: inga försök är kvar)
       *[other] {""}
    }
    PIN Underskrift: { $signature }
    Prova:  pkcs15-tool -c    pkcs11-tool -L
progress-lab = gör nycklar
error-lab-foreign = { $folder } innehåller { $file }, som inte hör till ett labb.
    .next = Välj en mapp som saknas eller är tom.
error-lab-made = Labbet kunde inte göras: { $detail }
    .next = Försök igen. Händer det på nytt är det ett fel i tillit: rapportera det.
lab-written =
    Labbet ligger i { $folder }: { $files } filer, alla påhittade. README.txt berättar vad som är vad.
    Lita aldrig på dess rotcertifikat på en dator som används till något.
    Prova:  cd { $folder } && tillit verify --ca ca cards functions

demo-intro =
    En påhittad PKI med samma form som SITHS görs nu i en tillfällig mapp: en gammal rot, en ny, deras utfärdare och några kort. Kommandona nedan körs i den mappen, precis som de står. Inget av ditt läses eller ändras, och nätet används inte. Allt tas bort efteråt.
demo-intro-kept =
    En påhittad PKI med samma form som SITHS görs nu i { $folder }: en gammal rot, en ny, deras utfärdare och några kort. Kommandona nedan körs i den mappen, precis som de står. Inget av ditt läses eller ändras, och nätet används inte. Mappen blir kvar.

demo-old-card = Ett kort före uppgraderingen: certifikatet kommer från den gamla roten.
demo-old-card-notice = Lägg märke till: kortet går att lita på, men bara under den gamla roten, och dess underskrifter är gjorda med SHA-1. När den gamla roten tas bort slutar kortet att fungera. Det är en varning, alltså slutkod 1.

demo-cannot-say = Samma kort efter uppgraderingen, på en dator som bara har de gamla CA-certifikaten.
demo-cannot-say-notice = Lägg märke till: svaret är ”kan inte avgöras”, inte nej. Det är inget fel på kortet; datorn saknar utfärdarens certifikat. Svaret säger vilket som saknas och varifrån det kan hämtas. Slutkod 3.

demo-import = De nya CA-certifikaten hämtas in, och kortet prövas igen.
demo-import-notice = Lägg märke till: rotens fingeravtryck är fastställt i katalogen. Utfärdare för personer saknar fastställt fingeravtryck, precis som i SITHS, och godtas för att den fastställda roten har skrivit under dem. Nu är det uppgraderade kortet betrott under den nya roten.

demo-audit = E-tjänsterna: litar de på det uppgraderade kortet? I den första har någon lagt in den nya roten och trott att det räcker.
demo-audit-notice = Lägg märke till: roten ensam räcker inte, för många kort skickar bara sitt eget certifikat. Svaret namnger de utfärdare som saknas. Jämförelsen visar vad det andra arkivet har som det första saknar, och förteckningen ger en rad för varje tjänst, med ägare.

demo-servers = Webbservern själv: från raden i dess konfiguration till svaret om ett kort. Två tjänster, två olika fel.
demo-servers-notice = Lägg märke till: den första tjänsten har den nya roten men inte utfärdarna. Den andra litar på allt, men talar om för webbläsaren att bara gamla kort duger; då erbjuds det nya kortet aldrig. Varje svar pekar på filen och raden, och planen ändrar just de filer som konfigurationen namnger.

demo-install = Utfärdarna som saknas läggs in: först en plan, sedan ändringen, sedan en titt på resultatet. Till sist tas allt tillbaka.
demo-install-notice = Lägg märke till: en plan ändrar inget. Ändringen lägger bara till det som saknas, behåller filens ägare och rättigheter, och läses tillbaka och kontrolleras innan den räknas; går en kontroll fel återställs allt. Undo ger tillbaka filen, byte för byte. Med --card-certificate prövas också ett riktigt kort mot resultatet.

demo-login = En inloggning på riktigt: en e-tjänst på den här datorn litar bara på den gamla roten, och ber om ett kort.
demo-login-notice = Lägg märke till: kortet är inte trasigt, och det säger första raden; webbläsaren hade aldrig erbjudit det. Efter ändringen och en omstart loggar samma kort in med TLS 1.2 och 1.3, och till sist tas filen tillbaka. Med en riktig server är det likadant: tillit diagnose URL.
demo-restarted = (E-tjänsten startas om, så att den läser sin fil på nytt.)

demo-broken = Två certifikat som inte får släppas igenom: ett skadat, och ett från någon annan som har gjort en utfärdare med samma namn.
demo-broken-notice = Lägg märke till: namn och nyckel-id är desamma som på det riktiga kortet. Underskriften avslöjar dem. Inte heller den falska utfärdarens certifikat tas emot, för den fastställda roten har inte skrivit under det.

demo-signature = Kortets certifikat för underskrift, använt för inloggning av misstag.
demo-signature-notice = Lägg märke till: kedjan är riktig, men certifikatet är till för underskrift. Användaren har valt fel certifikat i dialogrutan; kortet behöver inte bytas. Till underskrift duger det.

demo-reserve = Ett reservkort: tillitsnivå 2, giltigt i 30 dagar.
demo-reserve-notice = Lägg märke till: kortet är betrott, men nivån är LoA 2. En tjänst som kräver LoA 3 avvisar det, och det ska den göra.

demo-expired = Ett kort som har gått ut.
demo-expired-notice = Lägg märke till: datumet är skälet, inget annat. Här hjälper bara ett nytt kort.

demo-revoked = Ett kort som utfärdaren har spärrat: innehavaren har slutat.
demo-revoked-notice = Lägg märke till: om ett kort är spärrat kontrolleras bara på begäran, och det första svaret säger att det inte är gjort. Spärrlistorna visar att kortet är spärrat. Med --revocation auto frågar tillit adresserna i certifikaten; utan nät blir svaret ”kan inte avgöras”, aldrig ”inte spärrat”.

demo-json = Samma svar för skript: JSON, med koder som inte ändras med språket.
demo-json-notice = Lägg märke till: det här är kortets andra certifikat, det med personnummer. Numret är maskerat om inte --show-personal-id anges.

error-demo-service = Demonstrationens e-tjänst går inte att köra: { $detail }
    .next = Pröva igen. Händer det igen är det ett fel i tillit: rapportera det.
error-demo-step = { $command } gav slutkod { $exit }, men skulle ha gett { $expected }.
    .next = Demonstrationen gör allt av nytt varje gång, så det här är ett fel i tillit: rapportera det.

demo-done =
    Nu till riktiga kort. CA-certifikaten för SITHS följer inte med tillit, men deras fingeravtryck gör det:

      tillit catalog check                  vilka CA-certifikat som saknas, och var de finns
      tillit catalog fetch                  hämtar dem från SITHS och jämför fingeravtrycken
      tillit verify kort.pem                ett certifikat från ett kort, mot alla generationer av SITHS
      tillit verify kort.pem --revocation auto
                                            frågar också om kortet är spärrat
      tillit audit                          vad certifikatarkiven på den här datorn litar på
      tillit explain T-110                  vad en kod i svaret betyder
      tillit lab write labb                 den här påhittade PKI:n, för att prova egna servrar
      tillit lab serve labb                 detsamma, med spärrlistor och OCSP som svarar på den här datorn
