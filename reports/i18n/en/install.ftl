# tillit install, tillit undo
install-headline-planned = Plan { $id }   (nothing has been changed)
install-headline-refused = Plan { $id } cannot be applied: { $count ->
    [one] one target refuses
   *[other] { $count } targets refuse
}   (nothing has been changed)
install-headline-nothing = Nothing to do: everything is as it shall be already.
install-headline-applied = Change { $id } is done: { $count ->
    [one] one trust store is changed
   *[other] { $count } trust stores are changed
}.
install-headline-differs = The saved plan { $id } does not fit any more: { $count ->
    [one] one file is
   *[other] { $count } files are
} not as when it was made. Nothing has been changed.
install-headline-declined = Nothing has been changed, as you wished.
install-headline-not-begun = NOT APPLIED: nothing has been changed.
install-headline-rolled-back = FAILED, and everything was put back: no trust store is changed.
install-headline-interrupted = INTERRUPTED: change { $id } is half done, and could not be put back.
install-new-plan = The plan as it would be now:
install-with-key = { $kind } with a private key
install-amended = { $name } (is there, and gets the trust that it lacks)
install-there = { $name } (there already)
install-state-unchanged = nothing to do
install-state-refused = REFUSED
install-state-applied = changed
install-state-rolled-back = put back
install-state-interrupted = CHANGED OR NOT
install-step-run = then { $command } runs
install-step-replace = { $path }: new content ({ $before } before, { $after } after)
install-step-create = { $path }: new file
install-pointed = { $path }: { $count ->
    [one] one line names { $to } in the place of { $from }
   *[other] { $count } lines, all that named { $from }, name { $to } in its place
}
install-step-remove = { $path }: is removed
install-step-make-link = { $path }: new link to { $to }
install-step-remove-link = { $path }: the link is removed
install-checked-by = checked by { $by }
install-checks = check afterwards:
install-effects = to take effect:
install-effect-reload = { $service } reload ({ $meaning })
install-effect-restart = { $service } restart ({ $meaning })
install-logged-out = users are logged out
install-not-logged-out = no user is logged out
install-reloaded = { $service } has read its files again.
install-restarted = { $service } was restarted.
install-not-running = { $service } is not running: it reads the new content when it starts.
install-all-or-nothing = All or nothing is applied: mend what refuses, or leave it out of --into.
install-saved = Saved in { $path }, with the CA certificates: no network is needed to apply it.
install-apply-with = Apply with:
install-script-with = Make the script for that computer with:
install-undo-with = Take it back with:
install-made-by = The change was made by { $who }, { $at } UTC.
install-undo-planned = Undo of change { $id }   (nothing has been changed)
install-undo-done = Change { $id } is taken back.
install-undo-partly = Change { $id } is taken back, BUT NOT EVERYWHERE: see below.
install-undo-nothing = Nothing to put back: change { $id } is undone already.
install-undo-not-begun = NOT TAKEN BACK: nothing was changed, change { $id } stands as it did.
install-undo-failed = FAILED: change { $id } is taken back in part only. What was put back stays so; run tillit undo again.
install-named-in = with the lines that name it in { $file }
install-put-back = put back byte for byte
install-will-put-back = will be put back byte for byte
install-taken-out = what was added is taken out, what was taken out is put in again; the rest is as others have left it
install-will-take-out = others have changed it since: what was added will be taken out, what was taken out put in again
install-only-lines = the configuration names the file from before again; the rest of it is as others have left it
install-will-only-lines = others have edited the configuration since: only its lines that name the new file will be put back
install-made-anew = made anew by its own program, without what was added
install-will-make-anew = will be made anew by its own program, without what was added
install-as-before = is as before already
install-left = LEFT ALONE
install-will-leave = will be left alone
install-change-applied = applied
install-change-interrupted = INTERRUPTED
install-change-running = being made now
install-change-rolled-back = failed and put back
install-change-undone = taken back
install-list-interrupted = { $count ->
    [one] One change is
   *[other] { $count } changes are
} INTERRUPTED: finish with tillit undo, or with tillit install --resume.
install-list-damaged = { $count ->
    [one] One record
   *[other] { $count } records
} of the journal cannot be read.
install-list-applied = { $count ->
    [one] One change
   *[other] { $count } changes
} can be taken back.
install-list-nothing = There is no change to take back.
install-kept-until = the files as they were are kept until { $day }
install-table =
    .number = No.
    .target = Trust store
    .kind = Kind
    .what = What happens
    .change = Change
    .when = When
    .who = Who
    .state = State
