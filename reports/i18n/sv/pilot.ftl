# tillit pilot
pilot-ready = Klart: { $cards ->
    [one] kortet kommer in
   *[other] alla { $cards } korten kommer in
} i { $services ->
    [one] tjänsten
   *[other] alla { $services } tjänsterna
}, och inget återstår att prova.
pilot-not-ready = Inte klart: { $control ->
    [yes] kort som ännu inte är uppgraderade kommer inte in i { $count } av { $services } tjänster: { $names }.
   *[no] { $how ->
        [worse] det som fungerade med det gamla kortet fungerar inte med det nya i { $count } av { $services } tjänster: { $names }.
       *[out] kort kommer inte in i { $count } av { $services } tjänster: { $names }.
    }
}
pilot-not-proven = Inte bevisat: inget står i vägen hittills, men det här har inte provats till ett svar: { $what }.
pilot-not-begun = { $before ->
    [0] Inte bevisat: inget har provats än.
   *[other] Inte bevisat: inget har provats med uppgraderade kort än. Det som provades före är sparat: uppgradera korten och kör planen igen.
}
pilot-before-open = Inte bevisat: före uppgraderingen saknas svar från { $what }. Uppgradera inga kort än: kör planen igen med korten som de är.
pilot-newest = den nyaste generationen
pilot-gap-services = { $count ->
    [one] en tjänst ({ $names })
   *[other] { $count } tjänster ({ $names })
}
pilot-gap-control = ett kort som inte är uppgraderat
pilot-and-more = { $list } och { $more } till
pilot-what = { $name }: korten uppgraderas till { $generation }. I varje ruta: före uppgraderingen → efter den.
pilot-kind = { $kind ->
    [ordinary] ordinarie kort
    [reserve] reservkort
    [short-term] korttidskort
    [mobile] mobila identiteter
   *[function] funktionscertifikat
}
pilot-card = { $kind ->
    [ordinary] ordinarie
    [reserve] reservkort
    [short-term] korttidskort
    [mobile] mobilt
   *[function] funktion
}, { $part ->
    [control] förblir gammalt
    [new] nytt
   *[upgrade] uppgraderas
}
pilot-cell = { $outcome ->
    [in] inne
    [partly] DELVIS
    [out] NEKAS
    [cannot-say] ?
    [by-hand] (för hand)
   *[none] –
}
pilot-cause-unknown = orsaken är inte känd
pilot-whose = { $side ->
    [client] den här datorns
    [card] kortets eller dess utfärdares
    [network] nätets
    [server] serverns
   *[application] tillämpningens
}
pilot-whose-owner = { $owner }s
pilot-whose-unknown = inte utrett
pilot-entries = Det som har provats
pilot-entry = { $at }  { $service } med { $card }, { $phase ->
    [before] före
   *[after] efter
}: { $outcome ->
    [in] inne
    [partly] bara på vissa sätt
    [out] nekad
   *[cannot-say] går inte att säga
}{ $browser ->
    [none] {""}
   *[other] , i { $browser }
}. { $by ->
    [person] Infört av { $who }
   *[tool] { $who }
}{ $note ->
    [none] {""}
   *[other] : { $note }
}
pilot-checklist = { $when ->
    [before] Innan korten uppgraderas
    [during] Medan korten uppgraderas
   *[after] När korten är uppgraderade
}
pilot-advice = För ett kort som ännu är gammalt: { $advice }
pilot-dates = Datum
