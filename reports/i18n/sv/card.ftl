# tillit card
card-headline-no-reader = Det finns ingen kortläsare.
card-headline-list = { $readers ->
    [one] En läsare
   *[other] { $readers } läsare
}, { $cards ->
    [0] inget kort
    [one] ett kort
   *[other] { $cards } kort
}.
card-headline-no-card = Det sitter inget kort i { $readers ->
    [one] läsaren
   *[other] någon av de { $readers } läsarna
}.
card-headline-several = { $cards } kort; vart och ett för sig nedan.
card-answer-old = Kortet har bara certifikat från { $old }: det är inte uppgraderat.
card-answer-new = Kortet har certifikat från { $new }: det är uppgraderat, eller levererat så.
card-answer-both = Kortet har certifikat från både { $old } och { $new }.
card-answer-other = Kortet har certifikat varken från den generation som lämnas eller från den nya.
card-answer-unknown = { $count ->
    [0] Kortet har inget certifikat för en person.
   *[other] Inget av kortets certifikat kommer från en PKI som är känd här.
}
card-answer-unreadable = Det går inte att säga vad som finns på kortet: { $why }
card-page-asks = { $page } ber om certifikat.
card-page-silent = { $page } ber inte om certifikat: ingen webbläsare visar något där.
card-page-unseen = Det gick inte att se om { $page } ber om certifikat.
card-slot-empty = inget kort
card-slot-unknown = läsaren säger inte om det sitter ett kort i den
card-in-use = ett annat program har kortet för sig självt
card-through = visat av { $module }
card-serial = nummer { $serial }
card-modules = PKCS#11-moduler (startade utan PIN-kod)
card-module-no-token = ser inget kort
card-module-reader-failed = kan inte använda kortet i { $reader } ({ $why })
card-module-other-processor = är till en annan sorts processor: { $theirs }, det här är { $ours }
card-module-not-started = går inte att starta: { $detail }
card-module-crashed = avbröt sig själv när den startades; installera den på nytt eller uppdatera den
card-module-silent = svarade inte inom { $seconds } s
card-token-not-set-up = ett kort som inte är förberett
card-token-reader = i { $reader }
card-token-locked = PIN-koden är låst
card-token-last-try = PIN-koden har ett försök kvar
card-use-login = legitimering
card-use-signature = underskrift
card-use-ca = utfärdare
card-use-other = annat bruk
card-hsa-id = HSA-id
card-personal-number = personnummer
card-until-left = gäller till { $end } ({ $days ->
    [one] 1 dag
   *[other] { $days } dagar
} kvar)
card-until-over = gick ut { $end }
card-until-early = gäller från { $begin } till { $end }
card-key = nyckel "{ $key }", PIN-kod { $pin ->
    [none] anges inte
   *[other] "{ $pin }"
}
card-key-none = ingen nyckel på kortet
card-offer-offers = en webbläsare erbjuder det
card-offer-with-issuer = en webbläsare erbjuder det om datorn har utfärdarens certifikat
card-offer-unknown = om en webbläsare erbjuder det går inte att säga: vad som står ovanför utfärdaren är inte känt här
card-offer-not-announced = ingen webbläsare erbjuder det: servern ber inte om kort från den här utfärdaren
card-offer-expired = ingen webbläsare erbjuder det: det har gått ut
card-offer-early = ingen webbläsare erbjuder det: det har inte börjat gälla
card-offer-use = ingen webbläsare erbjuder det: det är inte till för inloggning
card-pin-user = PIN-kod "{ $label }": { $tries }
card-pin-unblocking = PUK-kod "{ $label }": { $tries }
card-pin-issuer = utgivarens egen PIN-kod "{ $label }"
card-tries-left = { $count ->
    [one] 1 försök kvar
   *[other] { $count } försök kvar
}
card-tries-locked = låst
card-tries-open = öppen: någon har angett den, och kortet minns det
card-tries-unknown = antal försök kvar är inte känt
card-place = "{ $label }", id { $id }{ $file ->
    [none] {""}
   *[other] , { $file }
}
card-unreadable-no-library = PC/SC saknas på datorn.
card-unreadable-no-daemon = tjänsten PC/SC svarar inte.
card-unreadable-no-permission = det här kontot får inte använda kortet.
card-unreadable-no-reader = läsaren är borta.
card-unreadable-no-card = det sitter inget kort i läsaren längre.
card-unreadable-removed = kortet togs ut medan det lästes.
card-unreadable-mute = kortet svarar inte. Det kan sitta fel väg, eller sakna chipp.
card-unreadable-in-use = ett annat program har kortet för sig självt.
card-unreadable-timed-out = inget svar kom i tid; ett annat program kan hålla i kortet.
card-unreadable-other = läsaren rapporterar ett fel ({ $detail }).
card-unreadable-not-pkcs15 = { $foreign ->
    [none] dess filer är inte ordnade som PKCS#15.
   *[other] det är ett { $foreign }-kort: dess filer är inte ordnade som PKCS#15.
}
card-unreadable-no-lists = listan över vad det innehåller går inte att läsa ({ $detail }).
card-unreadable-garbage = det svarar som inget kort gör ({ $detail }).
card-problem-not-found = kortet har ingen sådan fil
card-problem-denied = den får inte läsas utan PIN-kod
card-problem-too-much = den är större, eller innehåller mer, än på något kort
card-problem-status = { $detail }
card-problem-cut = den är avkortad
card-problem-certificate = det som står där är inget certifikat ({ $detail })
card-problem-elsewhere = certifikatet finns inte på kortet utan på en adress
card-problem-no-object = det som står där är inget som PKCS#15 känner till
