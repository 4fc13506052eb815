case ${1:-check} in
check)
    STEP=check each
    printf '%s\n' "Nothing was changed. To do it: sh $0 apply"
    ;;
apply)
    STEP=check each
    mkdir -p "$BACKUP"
    trap 'STEP=undo each; afterwards; fail "Not done: everything was put back."' EXIT
    STEP=apply each
    afterwards
    trap - EXIT
    printf '%s\n' "Done. To take it back: sh $0 undo"
    ;;
undo)
    STEP=undo each
    afterwards
    printf '%s\n' "Everything was put back."
    ;;
*) fail "usage: sh $0 [check|apply|undo]" ;;
esac
