set -eu
umask 077
# For a trial on a copy: ROOT=/path/to/copy sh SCRIPT apply
ROOT=${ROOT:-}
BACKUP=${BACKUP:-$ROOT/var/backups/tillit-$PLAN}
PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH

fail() {
    printf '%s\n' "$*" >&2
    exit 3
}

sum() {
    sha256sum <"$1" | cut -c1-64
}

real() {
    readlink -f "$ROOT$1"
}

# A file takes the place of another at once, with owner, permissions and labels of the one it replaces.
exchange() {
    from=$1 to=$2
    mv -f "$from" "$to"
}

run() {
    if [ -n "$ROOT" ]; then
        chroot "$ROOT" "$@"
    else
        "$@"
    fi
}

replace() {
    file=$(real "$2")
    case $STEP in
    check)
        [ -f "$file" ] || fail "$file: not there"
        now=$(sum "$file")
        [ "$now" = "$3" ] || [ "$now" = "$4" ] || fail "$file: changed since the plan was made ($now)"
        printf 'replace %s\n' "$file"
        ;;
    apply)
        [ "$(sum "$file")" = "$4" ] && return
        cp -a "$file" "$BACKUP/$1"
        cp -a "$file" "$file.tillit-$PLAN"
        content "$1" "$file" >"$file.tillit-$PLAN.new"
        [ "$(sum "$file.tillit-$PLAN.new")" = "$4" ] || fail "$file: what was made is not what was planned"
        cat "$file.tillit-$PLAN.new" >"$file.tillit-$PLAN"
        rm -f "$file.tillit-$PLAN.new"
        sync
        exchange "$file.tillit-$PLAN" "$file"
        ;;
    undo)
        rm -f "$file.tillit-$PLAN" "$file.tillit-$PLAN.new"
        [ -f "$BACKUP/$1" ] || return 0
        now=$(sum "$file")
        [ "$now" = "$3" ] && return
        [ "$now" = "$4" ] || fail "$file: changed by somebody else since; its backup is $BACKUP/$1"
        cp -a "$BACKUP/$1" "$file.tillit-$PLAN"
        exchange "$file.tillit-$PLAN" "$file"
        ;;
    esac
}

create() {
    file=$ROOT$2
    case $STEP in
    check)
        if [ -e "$file" ] && [ "$(sum "$file")" != "$4" ]; then fail "$file: is there already"; fi
        printf 'create %s\n' "$file"
        ;;
    apply)
        [ -e "$file" ] && return
        content "$1" "$file" >"$file.tillit-$PLAN"
        [ "$(sum "$file.tillit-$PLAN")" = "$4" ] || fail "$file: what was made is not what was planned"
        chmod "$3" "$file.tillit-$PLAN"
        exchange "$file.tillit-$PLAN" "$file"
        ;;
    undo)
        rm -f "$file.tillit-$PLAN"
        [ -e "$file" ] || return 0
        [ "$(sum "$file")" = "$4" ] || fail "$file: changed by somebody else since"
        rm -f "$file"
        ;;
    esac
}

remove() {
    file=$(real "$2")
    case $STEP in
    check)
        if [ -e "$file" ] && [ "$(sum "$file")" != "$3" ]; then fail "$file: changed since the plan was made"; fi
        printf 'remove %s\n' "$file"
        ;;
    apply)
        [ -e "$file" ] || return 0
        cp -a "$file" "$BACKUP/$1"
        rm -f "$file"
        ;;
    undo)
        if [ -e "$file" ] || [ ! -e "$BACKUP/$1" ]; then return; fi
        cp -a "$BACKUP/$1" "$file.tillit-$PLAN"
        exchange "$file.tillit-$PLAN" "$file"
        ;;
    esac
}

link() {
    file=$ROOT$2
    case $STEP in
    check) printf 'link %s -> %s\n' "$file" "$3" ;;
    apply) [ -L "$file" ] || ln -s "$3" "$file" ;;
    undo) if [ -L "$file" ] && [ "$(readlink "$file")" = "$3" ]; then rm -f "$file"; fi ;;
    esac
}

unlink() {
    file=$ROOT$2
    case $STEP in
    check) printf 'remove link %s\n' "$file" ;;
    apply) if [ -L "$file" ] && [ "$(readlink "$file")" = "$3" ]; then rm -f "$file"; fi ;;
    undo) [ -L "$file" ] || ln -s "$3" "$file" ;;
    esac
}
