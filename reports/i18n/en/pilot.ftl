# tillit pilot
pilot-ready = Ready: { $cards ->
    [one] the card gets in
   *[other] all { $cards } cards get in
} at { $services ->
    [one] the service
   *[other] all { $services } services
}, and nothing is left to try.
pilot-not-ready = Not ready: { $control ->
    [yes] cards that are not upgraded yet do not get in at { $count } of { $services } services: { $names }.
   *[no] { $how ->
        [worse] what worked with the old card fails with the new one at { $count } of { $services } services: { $names }.
       *[out] cards do not get in at { $count } of { $services } services: { $names }.
    }
}
pilot-not-proven = Not proven: nothing stands in the way so far, but this was not tried to an answer: { $what }.
pilot-not-begun = { $before ->
    [0] Not proven: nothing was tried yet.
   *[other] Not proven: nothing was tried with upgraded cards yet. What was tried before is kept: upgrade the cards, then run the plan again.
}
pilot-before-open = Not proven: before the upgrade there is no answer yet from { $what }. Upgrade no card yet: run the plan again with the cards as they are.
pilot-newest = the newest generation
pilot-gap-services = { $count ->
    [one] one service ({ $names })
   *[other] { $count } services ({ $names })
}
pilot-gap-control = a card that is not upgraded
pilot-and-more = { $list } and { $more } more
pilot-what = { $name }: cards are upgraded to { $generation }. Each cell: before the upgrade → after it.
pilot-kind = { $kind ->
    [ordinary] ordinary cards
    [reserve] reserve cards
    [short-term] short-term cards
    [mobile] mobile identities
   *[function] function certificates
}
pilot-card = { $kind ->
    [ordinary] ordinary
    [reserve] reserve
    [short-term] short-term
    [mobile] mobile
   *[function] function
}, { $part ->
    [control] stays old
    [new] new
   *[upgrade] upgraded
}
pilot-cell = { $outcome ->
    [in] in
    [partly] PARTLY
    [out] REFUSED
    [cannot-say] ?
    [by-hand] (by hand)
   *[none] –
}
pilot-cause-unknown = the cause is not known
pilot-whose = { $side ->
    [client] this computer's
    [card] the card's, or its issuer's
    [network] the network's
    [server] the server's
   *[application] the application's
}
pilot-whose-owner = { $owner }'s
pilot-whose-unknown = not settled
pilot-entries = What was tried
pilot-entry = { $at }  { $service } with { $card }, { $phase ->
    [before] before
   *[after] after
}: { $outcome ->
    [in] in
    [partly] in some ways only
    [out] refused
   *[cannot-say] cannot say
}{ $browser ->
    [none] {""}
   *[other] , in { $browser }
}. { $by ->
    [person] Entered by { $who }
   *[tool] { $who }
}{ $note ->
    [none] {""}
   *[other] : { $note }
}
pilot-checklist = { $when ->
    [before] Before the cards are upgraded
    [during] While the cards are upgraded
   *[after] When the cards are upgraded
}
pilot-dates = Dates
pilot-advice = For a card that is still old: { $advice }
