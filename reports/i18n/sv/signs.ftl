# tillit diagnose --error: vad en kod eller ett felmeddelande kan betyda

signs-program-chromium = Chrome och Edge
signs-program-firefox = Mozilla Firefox (webbläsare)
signs-program-safari = Safari och Apples program
signs-program-internet-explorer = Internet Explorer och Windows nätverksbibliotek
signs-program-windows = Windows (Schannel, certifikat och kort)
signs-program-dotnet = Program för .NET
signs-program-tls = TLS-larm, från vilket program som helst
signs-program-iis = Webbservern IIS
signs-program-nginx = Webbservern nginx
signs-program-apache = Webbservern Apache
signs-program-haproxy = Lastbalanseraren HAProxy
signs-program-java = Java (Tomcat, Spring) och dess servrar
signs-program-openssl = OpenSSL och program som använder det
signs-program-curl = Programmet curl
signs-program-gnutls = Biblioteket GnuTLS
signs-program-go = Program i Go (Caddy, Traefik)
signs-program-http = Vilken webbserver som helst

signs-headline = { $code } har { $count ->
    [one] en tänkbar orsak:
   *[other] { $count } tänkbara orsaker, den första:
    } { $first }.
signs-headline-several = Texten har { $codes } koder. Tillsammans pekar de på { $count ->
    [one] en orsak:
   *[other] { $count } orsaker, den första:
    } { $first }.
signs-headline-heading = Rubriken avgör inget: samma står över flera koder. Fråga efter koden längst ner på sidan.
signs-headline-unknown = { $typed }: okänd. Inget sägs om orsaken.
signs-unknown-next = Skicka hela felsidan (bild eller text med koden längst ner), adressen, webbläsare med version och klockslaget, eller svara på frågorna i tillit diagnose --ask.
signs-unknown-near = Menades { $codes }?
signs-label-from = visas av
signs-label-causes = kan vara
signs-label-next = fråga eller se efter
signs-label-source = uppgiften från
signs-label-more = mer
signs-more = tillit diagnose --ask leder vidare genom frågorna.

signs-check-code = Vilken kod står längst ner på felsidan?
signs-check-pin = Kom det upp en ruta för pinkoden innan felet?
signs-check-certificate = Vilket certifikat valdes: det för legitimering eller det för underskrift?
signs-check-colleague = Kan en kollega logga in i samma e-tjänst, på samma dator, med sitt kort?
signs-check-sites = Fungerar kortet i någon annan e-tjänst?
signs-check-elsewhere = Går det på en annan dator?
signs-check-kind = Vad är det för kort: nytt eller uppgraderat, gammalt, reservkort?
signs-check-always = Blir det likadant varje gång?
signs-check-clock = Visar datorn rätt datum och klockslag?
signs-check-whose-log = I vems logg står det: serverns (då gäller det kortet) eller den anslutande datorns (då gäller det servern)?
signs-check-server-log = Be om raden i serverns logg vid den tiden: den skiljer det åt som larmet inte gör.
signs-check-this-computer = Finns rotens och utfärdarens certifikat på datorn (manual 1 och 2)?
signs-check-card-program = Är programmet för kortet igång och nytt, och syns kortet i det?
signs-check-address = Är adressen rätt skriven, med https:// och rätt port?
signs-check-network = Öppnas andra sidor, och sitter datorn på rätt nät (Sjunet, VPN)?
signs-check-dates = Gäller kortets certifikat: tillit verify KORT.pem
signs-check-revocation = Är kortet spärrat: tillit verify KORT.pem --revocation auto
signs-check-probe = Vad servern ber om, sett utifrån: tillit probe URL
signs-check-diagnose = Varför, med kortets certifikat utan nyckel: tillit diagnose URL --card-certificate KORT.pem
signs-check-permission = Finns användaren i e-tjänsten, med rätt behörighet?
