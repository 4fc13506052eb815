# tillit diagnose --error: what a code or an error text may mean

signs-program-chromium = Chrome and Edge
signs-program-firefox = Mozilla Firefox (browser)
signs-program-safari = Safari and Apple's programs
signs-program-internet-explorer = Internet Explorer and Windows' network libraries
signs-program-windows = Windows (Schannel, certificates and cards)
signs-program-dotnet = Programs for .NET
signs-program-tls = TLS alerts, from whatever program
signs-program-iis = IIS web server
signs-program-nginx = nginx web server
signs-program-apache = Apache web server
signs-program-haproxy = HAProxy load balancer
signs-program-java = Java (Tomcat, Spring) and its servers
signs-program-openssl = OpenSSL and programs that use it
signs-program-curl = The program curl
signs-program-gnutls = The library GnuTLS
signs-program-go = Programs in Go (Caddy, Traefik)
signs-program-http = Any web server

signs-headline = { $code } has { $count ->
    [one] one possible cause:
   *[other] { $count } possible causes, the first:
    } { $first }.
signs-headline-several = The text has { $codes } codes. Together they point at { $count ->
    [one] one cause:
   *[other] { $count } causes, the first:
    } { $first }.
signs-headline-heading = The heading decides nothing: the same one stands over several codes. Ask for the code at the bottom of the page.
signs-headline-unknown = { $typed }: unknown. Nothing is said of the cause.
signs-unknown-next = Send the whole error page (picture, or text with the code at the bottom), the address, the browser with its version and the time, or answer the questions of tillit diagnose --ask.
signs-unknown-near = Did you mean { $codes }?
signs-label-from = shown by
signs-label-causes = may be
signs-label-next = ask or look
signs-label-source = known from
signs-label-more = more
signs-more = tillit diagnose --ask leads on through the questions.

signs-check-code = Which code is at the bottom of the error page?
signs-check-pin = Did a prompt for the PIN come before the error?
signs-check-certificate = Which certificate was chosen: the one for login or the one for signatures?
signs-check-colleague = Can a colleague log in to the same service, on the same computer, with their own card?
signs-check-sites = Does the card work in any other service?
signs-check-elsewhere = Does it work on another computer?
signs-check-kind = What kind of card is it: new or upgraded, old, a reserve card?
signs-check-always = Is it the same every time?
signs-check-clock = Does the computer show the right date and time?
signs-check-whose-log = In whose log does it stand: the server's (then it is about the card) or that of the computer that connects (then it is about the server)?
signs-check-server-log = Ask for the line in the server's log at that time: it tells apart what the alert does not.
signs-check-this-computer = Are the certificates of root and issuing CA on the computer (manual 1 and 2)?
signs-check-card-program = Is the card software running and up to date, and does it show the card?
signs-check-address = Is the address spelt right, with https:// and the right port?
signs-check-network = Do other pages open, and is the computer on the right network (Sjunet, VPN)?
signs-check-dates = Whether the card's certificate holds: tillit verify CARD.pem
signs-check-revocation = Whether the card is revoked: tillit verify CARD.pem --revocation auto
signs-check-probe = What the server asks for, seen from outside: tillit probe URL
signs-check-diagnose = Why, with the card's certificate and without its key: tillit diagnose URL --card-certificate CARD.pem
signs-check-permission = Is the user in the service, with the right permission?
