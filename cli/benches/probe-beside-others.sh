#!/usr/bin/env bash
# `tillit probe` beside others in one run. Prints; judges nothing.
#   1. one look at a sound nginx, beside sslyze and testssl.sh with the same question (which versions, which chain, is a certificate asked for)
#      and with all that they look at by themselves;
#   2. 1,000 ports of loopback with 64 in flight, beside bare handshakes of the same TLS library: one at each port, and as many as a look
#      makes (three); and the memory with 100 and with 1,000.
#   probe-beside-others.sh [PORTS, default 1000]     TILLIT_BIN: another binary than target/release/tillit
#   SSLYZE, TESTSSL: their commands where they are not in PATH (`pip install sslyze`, Debian: testssl.sh); left out where they are absent
#   HANDSHAKES: the built bench, else `cargo bench --package tillit-login --bench handshakes` builds it
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
ports=${1:-1000}
tillit=${TILLIT_BIN:-$PWD/target/release/tillit}
[ -x "$tillit" ] || { echo "no $tillit: cargo build --release --package tillit" >&2; exit 2; }
[ -x /usr/bin/time ] || { echo "no /usr/bin/time: apt-get install time" >&2; exit 2; }
[ -x /usr/sbin/nginx ] || { echo "no nginx: apt-get install nginx-light" >&2; exit 2; }
sslyze=${SSLYZE:-$(command -v sslyze || true)}
testssl=${TESTSSL:-$(command -v testssl || command -v testssl.sh || true)}
handshakes=${HANDSHAKES:-cargo bench --quiet --package tillit-login --bench handshakes --}

dir=$(mktemp -d)
trap 'if [ -f "$dir/pid" ]; then kill "$(cat "$dir/pid")"; sleep 1; fi; rm -rf "$dir"' EXIT
mkdir "$dir/data"
home=$HOME
export XDG_DATA_HOME=$dir/data XDG_CONFIG_HOME=$dir/config
"$tillit" lab write "$dir/lab" >"$dir/lab.out"
cat "$dir/lab/functions/server.pem" "$dir/lab/ca/new/labsithseidfunctioncav1.pem" >"$dir/chain.pem"
first=20000
{
    echo "pid $dir/pid; error_log $dir/error.log; worker_processes 1; worker_rlimit_nofile 20000; events { worker_connections 8000; }"
    echo "http { access_log off; client_body_temp_path $dir/a; proxy_temp_path $dir/b; fastcgi_temp_path $dir/c;"
    echo "uwsgi_temp_path $dir/d; scgi_temp_path $dir/e; ssl_certificate $dir/chain.pem;"
    echo "ssl_certificate_key $dir/lab/keys/functions/server.key; ssl_protocols TLSv1.2 TLSv1.3;"
    echo "ssl_client_certificate $dir/lab/trust/both.pem; ssl_verify_client optional; server {"
    for ((port = first; port < first + ports; port++)); do echo "listen 127.0.0.1:$port ssl;"; done
    echo "location / { return 200 in; } } }"
} >"$dir/nginx.conf"
(ulimit -n 20000 && /usr/sbin/nginx -c "$dir/nginx.conf" -e "$dir/error.log")

# measure NAME COMMAND...: seconds and KiB into $dir/NAME
measure() {
    local name=$1
    shift
    /usr/bin/time --quiet -f '%e %M' -o "$dir/$name" "$@" >"$dir/$name.out" 2>"$dir/$name.err" </dev/null || true
    tail -n 1 "$dir/$name" | awk -v name="$name" '{ printf "  %-28s %9.2f s  %7.1f MiB at most\n", name, $1, $2 / 1024 }'
}
times() {
    awk -v what="$1" 'NR == FNR { ours = $1; next } { printf "  %s takes %.0f times as long\n", what, $1 / (ours > 0 ? ours : 0.005) }' \
        <(tail -n 1 "$dir/$2") <(tail -n 1 "$dir/$3")
}

"$tillit" --version
/usr/sbin/nginx -v 2>&1
ask=("$tillit" --data "$dir/data" --catalog "$dir/lab/catalog.toml" probe --ca "$dir/lab/ca")
echo "one look at a sound server"
# The first look fills the caches of files, for all of them.
measure warm "${ask[@]}" --json "localhost:$first"
# Ten in a row tell more than the clock's hundredths of a second.
ten() { for _ in 1 2 3 4 5 6 7 8 9 10; do "$@" || true; done; }
export -f ten
measure ten-looks bash -c 'ten "$@"' ten "${ask[@]}" --json "localhost:$first"
awk '{ print $1 / 10, $2 }' "$dir/ten-looks" >"$dir/one-look"
awk '{ printf "  one look: %.3f s\n", $1 }' "$dir/one-look"
grep -o '"asks": *"[a-z-]*"' "$dir/warm.out" | head -n 1
if [ -n "$sslyze" ]; then
    # shellcheck disable=SC2086 # a command with arguments
    HOME=$home measure sslyze-same-question $sslyze --certinfo --tlsv1 --tlsv1_1 --tlsv1_2 --tlsv1_3 "127.0.0.1:$first"
    times "sslyze, the same question," one-look sslyze-same-question
    # shellcheck disable=SC2086
    HOME=$home measure sslyze-all $sslyze "127.0.0.1:$first"
    times "sslyze, all of it," one-look sslyze-all
    grep -ci "client auth\|TLS 1.3 Cipher" "$dir/sslyze-same-question.out" || true
fi
if [ -n "$testssl" ]; then
    # -p: versions; -S: the server's chain, its clock, whether it asks for a certificate
    # shellcheck disable=SC2086
    measure testssl-same-question $testssl --quiet --warnings off -p -S "127.0.0.1:$first"
    times "testssl.sh, the same question," one-look testssl-same-question
    grep -i "client authentication  " "$dir/testssl-same-question.out" || true
fi

echo "$ports servers, 64 in flight"
urls=()
for ((port = first; port < first + ports; port++)); do urls+=("127.0.0.1:$port"); done
# shellcheck disable=SC2086
$handshakes "$first" "$ports" 64 1.3 >"$dir/bare-one"
# shellcheck disable=SC2086
$handshakes "$first" "$ports" 64 1.3 1.2 1.3 >"$dir/bare-three"
awk '{ printf "  %-28s %9.2f s\n", "bare handshakes, one each", $1 }' "$dir/bare-one"
awk '{ printf "  %-28s %9.2f s\n", "bare handshakes, three each", $1 }' "$dir/bare-three"
measure 100-looks "${ask[@]}" --jobs 64 --format ndjson "${urls[@]:0:100}"
measure all-looks "${ask[@]}" --jobs 64 --format ndjson "${urls[@]}"
[ "$(grep -c '"outcome":"seen"' "$dir/all-looks.out")" -eq "$ports" ] || echo "  NOT ALL WERE SEEN"
awk 'NR == FNR { bare = $1; next } { printf "  looks take %.2f times as long as three bare handshakes\n", $1 / bare }' "$dir/bare-three" <(tail -n 1 "$dir/all-looks")
awk 'NR == FNR { bare = $1; next } { printf "  looks take %.2f times as long as one bare handshake\n", $1 / bare }' "$dir/bare-one" <(tail -n 1 "$dir/all-looks")
