# tillit card
card-headline-no-reader = There is no card reader.
card-headline-list = { $readers ->
    [one] One reader
   *[other] { $readers } readers
}, { $cards ->
    [0] no card
    [one] one card
   *[other] { $cards } cards
}.
card-headline-no-card = There is no card in { $readers ->
    [one] the reader
   *[other] any of the { $readers } readers
}.
card-headline-several = { $cards } cards; each below.
card-answer-old = The card has certificates of { $old } only: it is not upgraded.
card-answer-new = The card has certificates of { $new }: it is upgraded, or was delivered so.
card-answer-both = The card has certificates of { $old } and of { $new }.
card-answer-other = The card has certificates of neither the generation that is left nor the one that is moved to.
card-answer-unknown = { $count ->
    [0] The card has no certificate of a person.
   *[other] None of the card's certificates is of a PKI that is known here.
}
card-answer-unreadable = It cannot be said what is on the card: { $why }
card-page-asks = { $page } asks for a certificate.
card-page-silent = { $page } asks for no certificate: no browser shows any there.
card-page-unseen = It could not be seen whether { $page } asks for a certificate.
card-slot-empty = no card
card-slot-unknown = the reader does not tell whether there is a card
card-in-use = another program has the card for itself
card-through = shown by { $module }
card-serial = number { $serial }
card-modules = PKCS#11 modules (started without a PIN)
card-module-no-token = sees no card
card-module-reader-failed = cannot use the card in { $reader } ({ $why })
card-module-other-processor = is for another kind of processor: { $theirs }, this is { $ours }
card-module-not-started = cannot be started: { $detail }
card-module-crashed = broke down when it was started; install it anew, or update it
card-module-silent = did not answer within { $seconds } s
card-token-not-set-up = a card that is not set up
card-token-reader = in { $reader }
card-token-locked = the PIN is locked
card-token-last-try = the PIN has one try left
card-use-login = login
card-use-signature = signature
card-use-ca = issuing CA
card-use-other = other use
card-hsa-id = HSA-id
card-personal-number = personal identity number
card-until-left = valid until { $end } ({ $days ->
    [one] 1 day
   *[other] { $days } days
} left)
card-until-over = expired on { $end }
card-until-early = valid from { $begin } to { $end }
card-key = key "{ $key }", PIN { $pin ->
    [none] not told
   *[other] "{ $pin }"
}
card-key-none = no key on the card
card-offer-offers = a browser offers it
card-offer-with-issuer = a browser offers it where the computer has the issuing CA's certificate
card-offer-unknown = whether a browser offers it cannot be said: what stands above its issuing CA is not known here
card-offer-not-announced = no browser offers it: the server does not ask for cards of this issuer
card-offer-expired = no browser offers it: it has expired
card-offer-early = no browser offers it: it is not valid yet
card-offer-use = no browser offers it: it is not for logging in
card-pin-user = PIN "{ $label }": { $tries }
card-pin-unblocking = PUK "{ $label }": { $tries }
card-pin-issuer = the issuer's own PIN "{ $label }"
card-tries-left = { $count ->
    [one] 1 try left
   *[other] { $count } tries left
}
card-tries-locked = locked
card-tries-open = open: somebody has given it, and the card remembers
card-tries-unknown = tries left not known
card-place = "{ $label }", id { $id }{ $file ->
    [none] {""}
   *[other] , { $file }
}
card-unreadable-no-library = PC/SC is missing on this computer.
card-unreadable-no-daemon = the PC/SC service does not answer.
card-unreadable-no-permission = this account may not use the card.
card-unreadable-no-reader = the reader is gone.
card-unreadable-no-card = there is no card in the reader any more.
card-unreadable-removed = the card was taken out while it was read.
card-unreadable-mute = the card does not answer. It may be the wrong way round, or be no chip card.
card-unreadable-in-use = another program has the card for itself.
card-unreadable-timed-out = nothing came in time; another program may hold the card.
card-unreadable-other = the reader reports an error ({ $detail }).
card-unreadable-not-pkcs15 = { $foreign ->
    [none] its files are not laid out as PKCS#15.
   *[other] it is a { $foreign } card: its files are not laid out as PKCS#15.
}
card-unreadable-no-lists = the list of what it holds cannot be read ({ $detail }).
card-unreadable-garbage = it answers in a way that no card does ({ $detail }).
card-problem-not-found = the card has no such file
card-problem-denied = it may not be read without a PIN
card-problem-too-much = it is larger, or holds more, than any card does
card-problem-status = { $detail }
card-problem-cut = it is cut off
card-problem-certificate = what it holds is no certificate ({ $detail })
card-problem-elsewhere = the certificate is not on the card but at an address
card-problem-no-object = what stands there is nothing that PKCS#15 knows
