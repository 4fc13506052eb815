set -eu
umask 077
PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
unset CDPATH
# For a trial on a copy: ROOT=/path/to/copy sh SCRIPT apply
ROOT=${ROOT:-}
[ -z "$ROOT" ] || ROOT=$(cd -P "$ROOT" && pwd -P)
ROOT=${ROOT%/}
ME=$(id -u)
# What was there before, and what this script did. /var/backups is root's: others keep theirs at home.
BACKUPS=$ROOT/var/backups
[ "$ME" = 0 ] || [ -n "$ROOT" ] || BACKUPS=${HOME:-.}
BACKUP=${BACKUP:-$BACKUPS/tillit-$PLAN}
PROBLEMS=

fail() {
    printf '%s\n' "$*" >&2
    exit 3
}

sum() {
    sha256sum <"$1" | cut -c1-64
}

# Each step is a process of its own: it may go to another folder, and fail, without the others.
step() {
    set +e
    (
        set -e
        "$@"
    )
    code=$?
    set -e
    [ "$code" != 0 ] || return 0
    [ "$STEP" = undo ] || exit "$code"
    PROBLEMS=yes
}

# What ls says of a file or folder itself.
look() {
    read -r mode _ uid gid _ <<LS
$(ls -ldn "$1")
LS
}

# This folder lies where it should, and is for this user alone.
own() {
    [ "$(pwd -P)" = "$1" ] || fail "$1: a link"
    look .
    [ "$uid" = "$ME" ] || fail "$1: belongs to somebody else"
    case $mode in
    drwx--[-S]---*) ;;
    *) fail "$1: others may look into it" ;;
    esac
}

# As root: nobody but root and the owner of the file can exchange names on the way to it. Written in place: nobody but root.
# As somebody else: the file that takes the place of another can have no other owner than this user, and no group that they are not in.
held() {
    if [ "$ME" != 0 ]; then
        if [ ! -L "./$name" ] && [ -f "./$name" ]; then
            [ -r "./$name" ] || fail "$path: this user may not read it"
            if [ "$1" = in-place ]; then
                [ -w "./$name" ] || fail "$path: this user may not write it"
                return 0
            fi
            look "./$name"
            [ "$uid" = "$ME" ] || fail "$path: belongs to another user: the owner runs this, or root"
            case " $(id -G) " in
            *" $gid "*) ;;
            *) fail "$path: belongs to a group that this user is not in" ;;
            esac
        fi
        [ -w . ] || fail "$folder: this user may not write there"
        return 0
    fi
    look .
    if [ -e "./$name" ]; then look "./$name"; fi
    owner=$uid
    if [ "$1" = in-place ]; then
        [ "$owner" = 0 ] || fail "$path: of another user: a script cannot write it in place safely as root"
    fi
    place=$folder
    while :; do
        look "$place"
        [ "$uid" = 0 ] || [ "$uid" = "$owner" ] || fail "$place: of another user than $path"
        case $mode in
        ?????????[tT]*) ;;
        ????????w*) fail "$place: others may write it" ;;
        ?????w*) [ "$gid" = 0 ] || fail "$place: others may write it" ;;
        esac
        [ "$place" != "${ROOT:-/}" ] || break
        place=${place%/*}
        place=${place:-/}
    done
}

# Goes to the folder of a file. From there on the way to it does not matter any more.
enter() {
    path=$ROOT$1
    folder=${path%/*}
    folder=${folder:-/}
    name=${path##*/}
    cd -P "$folder" || fail "$folder: not there"
    [ "$(pwd -P)" = "$folder" ] || fail "$folder: a link is on the way"
    held "${2:-exchange}"
}

# Goes on to a folder of its own, where nobody else can put anything under the names that are written.
stage() {
    mkdir -m 700 "./.tillit-$PLAN" 2>/dev/null || :
    cd -P "./.tillit-$PLAN" || fail "$folder: cannot be written"
    own "${folder%/}/.tillit-$PLAN"
    rm -f ./new
}

leave() {
    rm -f ./new
    cd -P ..
    rmdir "./.tillit-$PLAN"
}

clean() {
    if [ -d "./.tillit-$PLAN" ]; then
        stage
        leave
    fi
}

# new: the file as it is, with owner, permissions and labels.
take() {
    cp -a "../$name" ./new
    if [ -L ./new ] || [ ! -f ./new ]; then fail "$path: no file any more"; fi
    [ "$(sum ./new)" = "$1" ] || fail "$path: changed since the plan was made"
}

# What the file shall have.
make() {
    rm -f "$BACKUP/$1.new"
    content "$1" "$BACKUP/$1" >"$BACKUP/$1.new"
    [ "$(sum "$BACKUP/$1.new")" = "$2" ] || fail "$path: what was made is not what was planned"
}

# new takes the place of the file at once.
exchange() {
    sync
    if [ -d "../$name" ]; then fail "$path: a folder"; fi
    if mv --help 2>&1 | grep -q -e ' -T' -e '-[a-zA-Z]*T\]'; then
        mv -f -T ./new "../$name"
    else
        mv -f ./new "../$name"
    fi
}

# Written in place: the file stays the same file. A mark says that it may be half written.
overwrite() {
    [ ! -L "./$name" ] || fail "$path: a link"
    : >"$BACKUP/$1.writing"
    sync
    cat "$2" >"./$name"
    sync
    rm -f "$BACKUP/$1.writing"
}

put_back() {
    stage
    cp -a "$BACKUP/$1" ./new
    exchange
    leave
}

is_link_to() {
    [ -L "./$name" ] && [ "$(readlink "./$name")" = "$1" ]
}

is_nothing() {
    [ ! -e "./$name" ] && [ ! -L "./$name" ]
}

run() {
    if [ -n "$ROOT" ]; then
        chroot "$ROOT" "$@"
    else
        "$@"
    fi
}

# Debian's command does not hear of a file that is gone: links that lead nowhere stay in /etc/ssl/certs, and Java's store keeps its entry.
# forget NUMBER NAME: what was made of a file that this script has put there and taken away.
forget() {
    [ -e "$BACKUP/$1.made" ] || return 0
    [ -d "$ROOT/etc/ca-certificates/update.d" ] || return 0
    source=/usr/local/share/ca-certificates/$2.crt
    [ ! -e "$ROOT$source" ] || return 0
    cd -P "$ROOT/etc/ssl/certs" || return 0
    name=$2.pem
    if is_link_to "$source"; then rm -f "./$name"; fi
    printf '%s\n' "-/etc/ssl/certs/$name" >>"$BACKUP/forgotten"
}

# Tells Debian's hooks what is gone, in the words that its command has for it.
hooks() {
    [ -s "$BACKUP/forgotten" ] || return 0
    printf '%s\n' "taken out of /etc/ssl/certs, and of Java's store if there is one:"
    cat "$BACKUP/forgotten"
    if run openssl version >/dev/null 2>&1; then run openssl rehash /etc/ssl/certs >/dev/null; fi
    for hook in $(run run-parts --test -- /etc/ca-certificates/update.d); do
        run "$hook" <"$BACKUP/forgotten" || fail "$hook: failed. Look for these in Java's store (keytool -list -cacerts), and delete them"
    done
    rm -f "$BACKUP/forgotten"
}

# replace NUMBER FILE BEFORE AFTER exchange|in-place
replace() {
    enter "$2" "$5"
    if [ "$STEP" != undo ] || [ -f "$BACKUP/$1" ]; then
        if [ -L "./$name" ] || [ ! -f "./$name" ]; then fail "$path: not there"; fi
    fi
    case $STEP in
    check)
        now=$(sum "./$name")
        [ "$now" = "$3" ] || [ "$now" = "$4" ] || fail "$path: changed since the plan was made ($now)"
        if [ "$now" = "$3" ]; then printf 'replace %s\n' "$path"; fi
        ;;
    apply)
        [ "$(sum "./$name")" != "$4" ] || return 0
        stage
        take "$3"
        rm -f "$BACKUP/$1"
        cp -a ./new "$BACKUP/$1"
        make "$1" "$4"
        if [ "$5" = in-place ]; then
            leave
            overwrite "$1" "$BACKUP/$1.new"
        else
            cat "$BACKUP/$1.new" >./new
            exchange
            leave
        fi
        [ "$(sum "./$name")" = "$4" ] || fail "$path: is not what was planned"
        ;;
    undo)
        clean
        [ -f "$BACKUP/$1" ] || return 0
        now=$(sum "./$name")
        [ "$now" != "$3" ] || return 0
        [ "$now" = "$4" ] || [ -e "$BACKUP/$1.writing" ] ||
            fail "$path: changed by somebody else since; its backup is $BACKUP/$1"
        if [ "$5" = in-place ]; then
            overwrite "$1" "$BACKUP/$1"
        else
            put_back "$1"
        fi
        [ "$(sum "./$name")" = "$3" ] || fail "$path: was not put back; its backup is $BACKUP/$1"
        ;;
    esac
}

# create NUMBER FILE MODE AFTER [named]
# named: a configuration names it, and was to be put back before this goes away.
create() {
    enter "$2"
    case $STEP in
    check)
        if is_nothing; then
            printf 'create %s\n' "$path"
        else
            if [ -L "./$name" ] || [ ! -f "./$name" ] || [ "$(sum "./$name")" != "$4" ]; then
                fail "$path: is there already"
            fi
        fi
        ;;
    apply)
        is_nothing || return 0
        make "$1" "$4"
        stage
        cat "$BACKUP/$1.new" >./new
        chmod "$3" ./new
        : >"$BACKUP/$1.made"
        exchange
        leave
        ;;
    undo)
        clean
        if [ ! -e "$BACKUP/$1.made" ] || is_nothing; then return 0; fi
        if [ -n "$PROBLEMS" ] && [ "${5:-}" = named ]; then fail "$path: stays, a configuration may name it still"; fi
        if [ -L "./$name" ] || [ ! -f "./$name" ] || [ "$(sum "./$name")" != "$4" ]; then
            fail "$path: changed by somebody else since"
        fi
        rm -f "./$name"
        ;;
    esac
}

# remove NUMBER FILE BEFORE
remove() {
    enter "$2"
    case $STEP in
    check)
        if is_nothing; then return 0; fi
        if [ -L "./$name" ] || [ ! -f "./$name" ] || [ "$(sum "./$name")" != "$3" ]; then
            fail "$path: changed since the plan was made"
        fi
        printf 'remove %s\n' "$path"
        ;;
    apply)
        if is_nothing; then return 0; fi
        stage
        take "$3"
        rm -f "$BACKUP/$1"
        cp -a ./new "$BACKUP/$1"
        : >"$BACKUP/$1.made"
        leave
        sync
        rm -f "./$name"
        ;;
    undo)
        clean
        [ -e "$BACKUP/$1.made" ] || return 0
        if is_nothing; then
            put_back "$1"
        elif [ -L "./$name" ] || [ ! -f "./$name" ] || [ "$(sum "./$name")" != "$3" ]; then
            fail "$path: is there again, with other content; its backup is $BACKUP/$1"
        fi
        ;;
    esac
}

# link NUMBER PLACE WHAT-IT-SAYS
link() {
    enter "$2"
    case $STEP in
    check)
        is_nothing || is_link_to "$3" || fail "$path: is there already, and is not a link to $3"
        printf 'link %s -> %s\n' "$path" "$3"
        ;;
    apply)
        if is_link_to "$3"; then return 0; fi
        is_nothing || fail "$path: is there already, and is not a link to $3"
        : >"$BACKUP/$1.made"
        ln -s -n "$3" "./$name"
        ;;
    undo)
        if [ ! -e "$BACKUP/$1.made" ] || is_nothing; then return 0; fi
        is_link_to "$3" || fail "$path: changed by somebody else since"
        rm -f "./$name"
        ;;
    esac
}

# unlink NUMBER PLACE WHAT-IT-SAYS
unlink() {
    enter "$2"
    case $STEP in
    check)
        if is_nothing; then return 0; fi
        is_link_to "$3" || fail "$path: changed since the plan was made"
        printf 'remove link %s\n' "$path"
        ;;
    apply)
        if is_nothing; then return 0; fi
        is_link_to "$3" || fail "$path: changed since the plan was made"
        : >"$BACKUP/$1.made"
        rm -f "./$name"
        ;;
    undo)
        if [ ! -e "$BACKUP/$1.made" ] || is_link_to "$3"; then return 0; fi
        is_nothing || fail "$path: changed by somebody else since"
        ln -s -n "$3" "./$name"
        ;;
    esac
}
