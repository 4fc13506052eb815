# A folder for this user alone; one that is there already is taken only if it is that.
backup() {
    above=$(dirname "$BACKUP")
    if [ "$1" = make ]; then mkdir -p "$above"; fi
    above=$(cd -P "$above" && pwd -P) || fail "Nothing was done: there is no $BACKUP"
    BACKUP=${above%/}/$(basename "$BACKUP")
    if [ "$1" = make ] && [ ! -e "$BACKUP" ]; then mkdir -m 700 "$BACKUP"; fi
    [ -d "$BACKUP" ] || fail "Nothing was done: there is no $BACKUP"
    (cd -P "$BACKUP" && own "$BACKUP")
}

# Puts everything back that can be put back, whatever goes wrong with the rest.
back() {
    # Nothing that is begun here shall be left in the middle.
    trap '' INT TERM HUP
    STEP=undo
    PROBLEMS=
    each_back
    afterwards
    rm -f "$BACKUP/forgotten"
    leftovers
    if [ -z "$PROBLEMS" ]; then rm -f "$BACKUP"/*.made "$BACKUP"/*.writing "$BACKUP"/*.new; fi
}

not_done() {
    trap - EXIT
    back
    [ -z "$PROBLEMS" ] || fail "Not done, and NOT EVERYTHING was put back: see above. What was there before is in $BACKUP"
    fail "Not done: everything was put back."
}

case ${1:-check} in
check)
    STEP=check
    each
    printf '%s\n' "Nothing was changed. To do it: sh $0 apply"
    ;;
apply)
    STEP=check
    each
    backup make
    trap not_done EXIT
    trap 'exit 3' INT TERM HUP
    STEP=apply
    each
    afterwards
    trap - EXIT INT TERM HUP
    printf '%s\n' "Done. To take it back: sh $0 undo"
    effects
    ;;
undo)
    backup look
    back
    effects
    [ -z "$PROBLEMS" ] || fail "NOT EVERYTHING was put back: see above. What was there before is in $BACKUP"
    printf '%s\n' "Everything was put back."
    ;;
*) fail "usage: sh $0 [check|apply|undo]" ;;
esac
