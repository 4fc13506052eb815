# tillit install, tillit undo
install-headline-planned = Plan { $id }   (inget har ändrats)
install-headline-refused = Plan { $id } kan inte genomföras: { $count ->
    [one] ett mål får inte ändras
   *[other] { $count } mål får inte ändras
}   (inget har ändrats)
install-headline-nothing = Inget att göra: allt är redan som det ska vara.
install-headline-applied = Ändringen { $id } är gjord: { $count ->
    [one] ett certifikatarkiv är ändrat
   *[other] { $count } certifikatarkiv är ändrade
}.
install-headline-differs = Den sparade planen { $id } stämmer inte längre: { $count ->
    [one] en fil är
   *[other] { $count } filer är
} inte som när den gjordes. Inget har ändrats.
install-headline-declined = Inget har ändrats, som du önskade.
install-headline-not-begun = INTE GENOMFÖRT: inget har ändrats.
install-headline-rolled-back = MISSLYCKADES, och allt återställdes: inget certifikatarkiv är ändrat.
install-headline-interrupted = AVBRUTEN: ändringen { $id } är halvgjord och gick inte att återställa.
install-new-plan = Så skulle planen se ut nu:
install-with-key = { $kind } med en privat nyckel
install-amended = { $name } (finns, och får den tillit som saknas)
install-there = { $name } (finns redan)
install-state-unchanged = inget att göra
install-state-refused = FÅR INTE ÄNDRAS
install-state-applied = ändrat
install-state-rolled-back = återställt
install-state-interrupted = ÄNDRAT ELLER INTE
install-step-run = sedan körs { $command }
install-step-replace = { $path }: nytt innehåll ({ $before } före, { $after } efter)
install-step-create = { $path }: ny fil
install-pointed = { $path }: { $count ->
    [one] en rad anger { $to } i stället för { $from }
   *[other] { $count } rader, alla som angav { $from }, anger { $to } i stället
}
install-step-remove = { $path }: tas bort
install-step-make-link = { $path }: ny länk till { $to }
install-step-remove-link = { $path }: länken tas bort
install-checked-by = kontrollerat av { $by }
install-checks = kontroll efteråt:
install-effects = för att det ska gälla:
install-effect-reload = { $service } läser om ({ $meaning })
install-effect-restart = { $service } startas om ({ $meaning })
install-logged-out = användare loggas ut
install-not-logged-out = ingen användare loggas ut
install-reloaded = { $service } har läst om sina filer.
install-restarted = { $service } har startats om.
install-not-running = { $service } är inte igång: tjänsten läser det nya innehållet när den startar.
install-all-or-nothing = Allt genomförs eller inget: rätta det som inte får ändras, eller utelämna det ur --into.
install-saved = Sparad i { $path }, tillsammans med CA-certifikaten: inget nät behövs för att genomföra den.
install-apply-with = Genomför med:
install-script-with = Gör skriptet för den datorn med:
install-undo-with = Ta tillbaka med:
install-made-by = Ändringen gjordes av { $who }, { $at } UTC.
install-undo-planned = Återställning av ändringen { $id }   (inget har ändrats)
install-undo-done = Ändringen { $id } är tillbakatagen.
install-undo-partly = Ändringen { $id } är tillbakatagen, MEN INTE ÖVERALLT: se nedan.
install-undo-nothing = Inget att återställa: ändringen { $id } är redan tillbakatagen.
install-undo-not-begun = INTE TILLBAKATAGEN: inget ändrades, ändringen { $id } står som den stod.
install-undo-failed = MISSLYCKADES: ändringen { $id } är bara delvis tillbakatagen. Det som återställdes förblir så; kör tillit undo igen.
install-named-in = med raderna som anger den i { $file }
install-put-back = återställt byte för byte
install-will-put-back = återställs byte för byte
install-taken-out = det som lades till är borttaget, det som togs bort inlagt igen; resten är som andra har lämnat det
install-will-take-out = andra har ändrat det sedan dess: det som lades till tas bort, det som togs bort läggs in igen
install-only-lines = konfigurationen anger åter filen som förut; resten av den är som andra har lämnat den
install-will-only-lines = andra har ändrat konfigurationen sedan dess: bara raderna som anger den nya filen återställs
install-made-anew = gjort på nytt av sitt eget program, utan det som lades till
install-will-make-anew = görs på nytt av sitt eget program, utan det som lades till
install-as-before = är redan som förut
install-left = ORÖRT
install-will-leave = lämnas orört
install-change-applied = genomförd
install-change-interrupted = AVBRUTEN
install-change-running = pågår nu
install-change-rolled-back = misslyckades och återställdes
install-change-undone = tillbakatagen
install-list-interrupted = { $count ->
    [one] En ändring är AVBRUTEN
   *[other] { $count } ändringar är AVBRUTNA
}: avsluta med tillit undo, eller med tillit install --resume.
install-list-damaged = { $count ->
    [one] En post
   *[other] { $count } poster
} i journalen går inte att läsa.
install-list-applied = { $count ->
    [one] En ändring
   *[other] { $count } ändringar
} kan tas tillbaka.
install-list-nothing = Det finns ingen ändring att ta tillbaka.
install-kept-until = filerna som de var sparas till { $day }
install-table =
    .number = Nr
    .target = Certifikatarkiv
    .kind = Slag
    .what = Vad som händer
    .change = Ändring
    .when = När
    .who = Vem
    .state = Läge
