#!/usr/bin/env bash
# Puts a built tillit where programs live: the program, its manual pages, completions for bash, zsh and fish, licences.
#   cargo build --release --locked --package tillit && sudo packaging/install.sh
# PREFIX (default /usr/local) and DESTDIR (a package's root) as usual. Each file is named as it is written; to remove, delete those.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=${DESTDIR:-}${PREFIX:-/usr/local}
tillit=target/release/tillit
[ -x "$tillit" ] || { echo "no $tillit: cargo build --release --locked --package tillit" >&2; exit 2; }

made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
mkdir "$made/man"
"$tillit" man --output "$made/man"
for shell in bash zsh fish; do "$tillit" completions "$shell" >"$made/$shell"; done

put() { install -D -v -m "$1" "$2" "$root/$3"; }
put 755 "$tillit" bin/tillit
for page in "$made"/man/*.1; do put 644 "$page" "share/man/man1/$(basename "$page")"; done
put 644 "$made/bash" share/bash-completion/completions/tillit
put 644 "$made/zsh" share/zsh/site-functions/_tillit
put 644 "$made/fish" share/fish/vendor_completions.d/tillit.fish
for licence in LICENSE LICENSE-MIT LICENSE-APACHE; do put 644 "$licence" "share/doc/tillit/$licence"; done
