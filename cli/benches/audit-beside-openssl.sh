#!/usr/bin/env bash
# A PEM bundle with half a million certificates, all different: `tillit audit` beside `openssl storeutl` in one run, time and peak memory of
# each, and time for each certificate. Prints; judges nothing. storeutl takes two minutes of it: a smaller number is enough for a look.
#   audit-beside-openssl.sh [CERTIFICATES, default 500000]     TILLIT_BIN: another binary than target/release/tillit
#   JOBS=N: on this many processors (taskset)
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
count=${1:-500000}
tillit=${TILLIT_BIN:-$PWD/target/release/tillit}
[ -x "$tillit" ] || { echo "no $tillit: cargo build --release --package tillit" >&2; exit 2; }
[ -x /usr/bin/time ] || { echo "no /usr/bin/time: apt-get install time" >&2; exit 2; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/data"
export HOME=$dir XDG_DATA_HOME=$dir/data XDG_CONFIG_HOME=$dir/config
cargo bench --quiet --package tillit-trust-stores --bench bundle -- make "$count" "$dir/bundle.pem"
printf '%d bytes\n' "$(wc -c <"$dir/bundle.pem")"

pinned=()
if [ -n "${JOBS:-}" ]; then pinned=(taskset -c "0-$((JOBS - 1))"); fi

# measure NAME COMMAND...: seconds and KiB into $dir/NAME
measure() {
    local name=$1
    shift
    "${pinned[@]}" /usr/bin/time -f '%e %M' -o "$dir/$name" "$@" >"$dir/$name.out" 2>"$dir/$name.err" || true
    tail -n 1 "$dir/$name" | awk -v name="$name" -v n="$count" \
        '{ printf "  %-8s %8.2f s  %7.2f us each  %7.1f MiB at most\n", name, $1, $1 * 1e6 / n, $2 / 1024 }'
}

"$tillit" --version
openssl version
measure tillit "$tillit" audit "$dir/bundle.pem" --json --data "$dir/data"
measure openssl openssl storeutl -noout -certs "$dir/bundle.pem"
# Both must have done the work.
grep -o '"passed_over": *[0-9]*' "$dir/tillit.out" | head -n 1 || true
tail -n 1 "$dir/openssl.out"
awk 'NR == FNR { ours = $1; next } { printf "openssl takes %.1f times as long\n", $1 / ours }' \
    <(tail -n 1 "$dir/tillit") <(tail -n 1 "$dir/openssl")
