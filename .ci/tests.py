#!/usr/bin/env python3
"""Builds every test program and runs them side by side, as many as there are processors.

`cargo test` runs one program after the other, and many of them wait for a server for most of their time. What a program says comes out as a
whole when it has ended. The exit code is 1 where any of them failed; the others are run to their end all the same.

    .ci/tests.py                 all of this machine's
    .ci/tests.py --ignored NAME  of this program the tests that are passed over else
    .ci/tests.py --wine          those of the libraries and of tillit.exe, under Wine: .ci/windows says with which compiler
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import threading
import time

# They take longest, so they begin first; all others follow in the order of their names.
LONGEST = ["servers", "write_java", "install_killed", "matrix", "java", "card", "login_card", "audit_policy", "containers", "install_logins"]

BUILD = ["cargo", "test", "--workspace", "--lib", "--bins", "--tests", "--locked", "--no-run"]
# The journeys drive the program from outside; they are Linux programs. What changes the registry is a program of Windows.
BUILD_WINDOWS = ["/usr/bin/cargo", "test", "--workspace", "--exclude", "tillit-tests", "--lib", "--bins", "--test", "windows_stores", "--locked", "--no-run"]
# What hangs under Wine would hang for ever. No measure of speed.
WINE = ["timeout", "600", "wine"]


def programs(build):
    """Name, file and folder of every test program."""
    command = [*build, "--message-format=json-render-diagnostics"]
    built = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if built.returncode != 0:
        sys.exit(built.returncode)
    found = []
    for line in built.stdout.splitlines():
        said = json.loads(line)
        if said.get("reason") == "compiler-artifact" and said.get("executable") and said["profile"]["test"]:
            folder = os.path.dirname(said["manifest_path"])
            found.append((said["target"]["name"], said["executable"], folder))
    rank = {name: number for number, name in enumerate(LONGEST)}
    return sorted(found, key=lambda one: (rank.get(one[0], len(rank)), one[0], one[2]))


def run(program, lock, runner, arguments):
    """Runs one of them in its package's folder, as cargo does; says what it said."""
    name, file, folder = program
    begun = time.monotonic()
    ended = subprocess.run([*runner, file, *arguments], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    where = os.path.relpath(folder)
    with lock:
        print(f"\n     Running {name} ({where}), {time.monotonic() - begun:.1f} s", flush=True)
        sys.stdout.buffer.write(ended.stdout)
        sys.stdout.flush()
    return ended.returncode == 0


def main():
    match sys.argv[1:]:
        case []:
            found, runner, arguments = programs(BUILD), [], []
        case ["--wine"]:
            found, runner, arguments = programs(BUILD_WINDOWS), WINE, []
        case ["--ignored", name]:
            found, runner, arguments = [one for one in programs(BUILD) if one[0] == name], [], ["--ignored"]
        case _:
            sys.exit(__doc__)
    if not found:
        sys.exit("no such test program")
    lock = threading.Lock()
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as side_by_side:
        passed = list(side_by_side.map(lambda program: run(program, lock, runner, arguments), found))
    failed = [f"{name} ({os.path.relpath(folder)})" for (name, _, folder), good in zip(found, passed) if not good]
    if failed:
        print(f"\nfailed: {', '.join(failed)}", flush=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
