#!/usr/bin/env bash
# One `tillit verify` of a PEM certificate with two CA files beside one `openssl verify` of the same: whole processes, taking turns in one
# run, so that whatever else the machine does hits both alike. Prints medians and their ratio; judges nothing.
#   verify-beside-openssl.sh [RUNS, default 200]          TILLIT_BIN: another binary than target/release/tillit
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
runs=${1:-200}
tillit=${TILLIT_BIN:-$PWD/target/release/tillit}
[ -x "$tillit" ] || { echo "no $tillit: cargo build --release --package tillit" >&2; exit 2; }

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
# A data directory of the user's would be read too: not part of what is compared.
mkdir "$dir/data"
export HOME=$dir XDG_DATA_HOME=$dir/data XDG_CONFIG_HOME=$dir/config

# Sizes and digests as SITHS e-id has them: root and issuing CA RSA 4096, cards and functions RSA 2048.
make_pki() {
    local name=$1 bits=$2 digest=$3 issuer=${4:-} extensions=$5
    openssl genrsa -out "$dir/$name.key" "$bits" 2>/dev/null
    openssl req -new -key "$dir/$name.key" -subj "/C=SE/O=Lab/CN=$name" -out "$dir/$name.csr"
    printf '%s\n' "$extensions" >"$dir/$name.ext"
    local signer=(-signkey "$dir/$name.key")
    if [ -n "$issuer" ]; then signer=(-CA "$dir/$issuer.pem" -CAkey "$dir/$issuer.key"); fi
    openssl x509 -req -in "$dir/$name.csr" "${signer[@]}" -"$digest" -days 365 -extfile "$dir/$name.ext" -out "$dir/$name.pem" 2>/dev/null
}
ca=$'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid'
leaf=$'keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid'
make_pki root 4096 sha256 "" "$ca"
make_pki issuing 4096 sha512 root "$ca"
make_pki card 2048 sha512 issuing "$leaf"

# compare WHAT TILLIT-ARGUMENTS... -- OPENSSL-ARGUMENTS...
compare() {
    local what=$1 ours=() theirs=() begun ended i
    shift
    while [ "$1" != -- ]; do ours+=("$1"); shift; done
    shift
    theirs=("$@")

    # Once outside the count, with the answers shown: both must have done the work.
    echo "$what"
    "$tillit" verify "${ours[@]}" --json >"$dir/answer.json" || true
    printf '  tillit:  '
    grep -o '"trusted": *[a-z]*' "$dir/answer.json" | sort | uniq -c | tr -s ' \n' ' '
    printf '\n  openssl: '
    openssl verify "${theirs[@]}" 2>&1 | tail -n 1 | sed 's|.*/||'

    : >"$dir/ours"
    : >"$dir/theirs"
    for ((i = 0; i < runs; i++)); do
        begun=$EPOCHREALTIME
        "$tillit" verify "${ours[@]}" >/dev/null 2>&1 || true
        ended=$EPOCHREALTIME
        echo $((${ended/./} - ${begun/./})) >>"$dir/ours"
        begun=$EPOCHREALTIME
        openssl verify "${theirs[@]}" >/dev/null 2>&1 || true
        ended=$EPOCHREALTIME
        echo $((${ended/./} - ${begun/./})) >>"$dir/theirs"
    done
    local a b
    a=$(median "$dir/ours")
    b=$(median "$dir/theirs")
    awk -v a="$a" -v b="$b" -v n="$runs" \
        'BEGIN { printf "  median of %d: tillit %.2f ms, openssl %.2f ms, ratio %.2f\n", n, a / 1000, b / 1000, a / b }'
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

"$tillit" --version
openssl version
compare "made-up card, one root and one issuing CA given" \
    "$dir/card.pem" --no-catalog --anchor "$dir/root.pem" --intermediates "$dir/issuing.pem" \
    -- -CAfile "$dir/root.pem" -untrusted "$dir/issuing.pem" "$dir/card.pem"

real=../shared/siths-pki
if [ -d "$real" ]; then
    certificate=$real/end-entity/EE__TEST_SITHS_e-id_Function_CA_v1__clientcert-idp.qa.siths.se__2025.pem
    compare "real certificate of the test environment, all generations of the catalog" \
        "$certificate" --ca "$real/ca/TEST_SITHS_e-id_Root_CA_v2.pem" --ca "$real/ca/TEST_SITHS_e-id_Function_CA_v1.pem" --at 2026-06-01T00:00:00Z \
        -- -attime 1780272000 -CAfile "$real/ca/TEST_SITHS_e-id_Root_CA_v2.pem" -untrusted "$real/ca/TEST_SITHS_e-id_Function_CA_v1.pem" "$certificate"
else
    echo "skipped: ../shared is not here"
fi
