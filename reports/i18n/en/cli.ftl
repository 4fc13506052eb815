## Help: overview

help = Moves e-services and IdPs from the old SITHS roots to the new ones, and proves that it worked.
help-group-prepare = Prepare a service
help-group-cards = Test cards
help-group-fault = Find the fault
help-group-more = More
help-heading-usage = Usage
help-heading-commands = Commands
help-heading-arguments = Arguments
help-heading-options = Options
help-heading-general = Options of every command
help-usage-options = [OPTIONS]
help-more =
    tillit COMMAND --help says more of each command.
    Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 could not complete or cannot say.

## Help: words for values

help-value-COMMAND = COMMAND
help-value-FILE = FILE
help-value-DIR = DIR
help-value-PATH = PATH
help-value-TEXT = TEXT
help-value-STATUS = STATUS
help-value-VERSION = VERSION
help-value-CHAIN = CHAIN
help-value-SCHEME = SCHEME
help-value-CERT = CERT
help-value-CODE = CODE
help-value-SHELL = SHELL
help-value-LANGUAGE = LANGUAGE
help-value-WHEN = WHEN
help-value-TIME = TIME
help-value-SECONDS = SECONDS
help-value-MODULE = MODULE
help-value-READER = READER
help-value-LABEL = LABEL
help-value-SHA256 = SHA256
help-value-SOURCE = SOURCE
help-value-FORMAT = FORMAT
help-value-SEVERITY = SEVERITY
help-value-GENERATION = GENERATION
help-value-PURPOSE = PURPOSE
help-value-NAME = NAME
help-value-OID = OID
help-value-TARGET = TARGET
help-value-KIND = KIND
help-value-ENVIRONMENT = ENVIRONMENT
help-value-POLICY = POLICY
help-value-MODE = MODE
help-value-CHANGE = CHANGE
help-value-ROLE = ROLE
help-value-PLAN = PLAN
help-value-PHASE = PHASE
help-value-RESULT = RESULT
help-value-WHO = WHO
help-value-SERVICE = NAME=URL
help-value-CARD = NAME[:KIND]

## Help: options of many commands

help-any-lang = Language: sv or en. Else the system's
help-any-color = Colours: auto, always or never
help-any-verbose = Say more: fingerprints, notes, what was left out
help-any-quiet = Say less: no notes and no progress
help-any-offline = No network access at all
help-any-at = Judge at another time (UTC), such as 2020-02-11 or "2020-02-11 13:30"
help-any-timeout = Longest time for one exchange over the network
help-any-jobs = How many threads may work at a time
help-any-data = Folder with CA certificates and catalogs, instead of the usual ones
help-any-catalog = One more catalog of a PKI (TOML); repeatable
help-any-password = Where the password of a key store comes from: prompt, env:NAME, file:PATH or fd:N. Without it the usual ones are tried
help-any-help = Show help
help-any-version = Show the version
help-any-format = Format of the answer: human, json, ndjson, csv, markdown or text
help-any-json = The same as --format json
help-any-output = Also write the answer to this file, in the format of its extension; repeatable
help-any-fail-on = Exit with 1 for findings of this severity or worse: info, warning or error

## Help: commands

help-catalog = The known PKIs and their CA certificates
help-demo = The whole story offline, on a made-up PKI
help-lab = Parts of the demo for own experiments
help-explain = A finding or help-desk code in full
help-explain-codes = Codes from a report, such as T-101. Without any: the list of all
help-explain-list = List every code
help-completions = Completion of commands for a shell
help-completions-shell = bash, elvish, fish, powershell or zsh
help-completions-more =
    Example, for bash:
      tillit completions bash > ~/.local/share/bash-completion/completions/tillit
help-man = Manual pages
help-man-output = Write a page for every command into this folder. Without it: the main page, for `tillit man | man -l -`

help-login = Log in to a live server with a key, in every way: does the card get in?
help-login-targets = Addresses of the login: https://idp.region.example/login, or idp.region.example
help-any-p12 = The key with its certificate: a PKCS#12 file (.p12, .pfx)
help-any-cert = The certificate (PEM or DER); CA certificates beside it are sent along
help-any-key = Its private key (PEM or DER: PKCS#8, PKCS#1, SEC1), where it is not in the same file
help-any-alias = Of several keys in the PKCS#12 file the one of this name
help-any-pkcs11 = The key of a card or another token, through this PKCS#11 module (.so, .dll)
help-any-card = The key of the card in a reader; its module is found. --card=READER where there are several
help-any-windows-key = The key that Windows has for a certificate of this user, such as a card's in a reader. Windows asks for the PIN
help-any-token = The token with this label, where there are several
help-any-certificate = The certificate with this SHA-256 fingerprint, instead of the one that a browser would most likely offer
help-any-pin = Where the PIN comes from: prompt, env:NAME, file:PATH or fd:N. Without it, it is asked for; it is tried once
help-any-risk-last-try = Try the PIN also where a wrong one would lock the card
help-login-ca = CA certificates at hand: a file or a folder; the card's own are sent along; repeatable
help-login-tls = Only this version: 1.2 or 1.3; repeatable
help-login-chain = What is sent: leaf (the card's own certificate), issuer (with the issuing CA) or root (with that, too); repeatable
help-login-scheme = Sign in this way only, as some cards do: pkcs1 or pss; repeatable
help-any-no-redirects = Stay at the page that was named
help-any-follow-forms = Send forms that a browser sends by itself (SAML, OpenID Connect)
help-any-expect-status = The status of the page at the end; without it any below 400; repeatable
help-any-expect-text = A text that the page at the end must have; repeatable
help-any-deny-text = A text that the page at the end must not have; repeatable
help-login-more =
    Examples:
      tillit login https://idp.region.example/login --card
      tillit login https://idp.region.example/login --p12 card.p12 --password prompt
      tillit login idp.region.example --cert card.pem --key card.key --ca siths-cas/ --json
      tillit login https://service.example --p12 card.p12 --follow-forms --expect-text "Log out"
    A failed login is seen in the server's log. Every host that a redirect leads to is told before it is contacted.

help-audit = What trust stores trust, for each generation; without TARGET: all that is on this host
help-audit-targets = Files, folders, or places: nginx, system, windows, servers, java, nss, firefox, chromium, java:/path, k8s:file.yaml, image:file.tar; - is standard input
help-audit-inventory = Audit the services that this file lists, with their owners and environments
help-audit-require = What the stores must and must not hold: a policy file, or both-generations, only-new, test-environment; repeatable
help-audit-against = Compare with this: another target, or an earlier report (JSON)
help-audit-search = Search this file or folder for CAs that are named by hand: in the configuration of an application, an IdP, in SAML metadata; alone or beside targets; repeatable
help-audit-root = Audit the files below DIR, as of a mounted image or a chroot
help-audit-kind = What the targets are, where their content does not tell: pem, pkcs12, jks, ...
help-audit-environment = What the stores are for: production or test
help-audit-show-personal-id = Show personal identity numbers whole
help-audit-more =
    Examples:
      tillit audit
      tillit audit /etc/nginx/client-ca.pem java:/opt/tomcat/conf/truststore.p12 system
      tillit audit truststore.jks --password prompt --require both-generations
      tillit audit --inventory services.toml --json -o report.md
      tillit audit new.pem --against old.pem
      tillit audit --search /etc/shibboleth --search /opt/idp/conf

help-install = Put root and issuing CAs into trust stores: a plan first, applied on request, taken back with undo
help-install-into = Where: files, folders, or places: java:/path, system, windows, nss, firefox, k8s:file.yaml. The file that the service itself reads is best; repeatable
help-install-generation = The generation that goes in: e-id, siths/e-id, new (default) or old; repeatable
help-install-roles = Only the CAs of these roles, with their roots: persons, persons-loa3, persons-loa2, functions, mobile; a list with commas
help-install-ca = CA certificates at hand: a file or a folder. They count as far as the catalog's pins go; repeatable
help-install-certificate = Install the CA certificates in this file, whether a catalog knows them or not; repeatable
help-install-remove-generation = Take this generation out. Refused while something still depends on it; repeatable
help-install-in-use = Card and function certificates that are still in use, a file or a folder: what they hang on is not taken out; repeatable
help-install-inventory = Services that may still depend on what is taken out: a file as for tillit audit --inventory
help-install-anyway = Take out what something still depends on
help-install-plan = Take what is to be done from this saved plan. Nothing in it is believed: pins and commands are computed anew
help-install-save-plan = Write the plan to this file, with the CA certificates: for review, and to be applied later without a network
help-install-apply = Make the change; asks once
help-install-dry-run = Show the plan and change nothing (what happens without --apply)
help-install-yes = Do not ask
help-install-print-commands = Write the plan as one shell script to standard output, with backups, checks and its own undo, for somebody who has the rights or where tillit may not run
help-install-root = The files below DIR, as of a mounted image or a chroot
help-install-create = Make a PEM file that is not there yet
help-install-in-place = Write into files that cannot be exchanged (hard links, mounts of containers)
help-install-ad-logon = Windows: put the issuing CAs of persons' cards with HSA-id into NTAuth, too, so that they log on to the domain
help-install-new-file = Leave the file that a server's configuration names as it is: make this new one from it and what is added, and point the configuration at it. For nginx, apache and haproxy; an absolute path
help-install-kind = What the targets are, where their content does not tell: pem, pkcs12, jks, ...
help-install-card-certificate = A card's certificate: after the change it must be accepted by every store, else everything is put back; repeatable
help-install-reload = Then let services that can read their files again do so (no user is logged out)
help-install-restart = Then restart services that cannot: their users are logged out
help-install-format = Format of the answer: human, text, json or markdown
help-install-resume = Make the rest of an interrupted change
help-install-more =
    Examples:
      tillit install --into /etc/nginx/client-ca.pem java:/opt/tomcat/conf/truststore.p12 --save-plan sunday.plan
      sudo tillit install --plan sunday.plan --apply --reload
      tillit install --into truststore.jks --roles persons-loa3,functions --password prompt
      tillit install --into /etc/nginx/client-ca.pem --remove-generation root-v1 --in-use cards/
      tillit install --into nginx --new-file /etc/nginx/siths-clients.pem
      tillit install --into /etc/nginx/client-ca.pem --print-commands > change.sh
      tillit install --into windows --apply

help-undo = Take back what install changed, byte for byte; finish an interrupted change
help-undo-change = The change's name, as --list shows it. Without it: the interrupted one, else the last
help-undo-list = List the changes: who, when, what, and what became of them
help-undo-dry-run = Show what would be put back and change nothing
help-undo-yes = Do not ask
help-undo-reload = Then let services that can read their files again do so (no user is logged out)
help-undo-restart = Then restart services that cannot: their users are logged out
help-undo-format = Format of the answer: human, text, json or markdown
help-undo-more =
    Examples:
      tillit undo --list
      sudo tillit undo --reload
      sudo tillit undo 2026-11-21T10:02Z-7f3a

help-verify = The chain of any card certificate, for each generation
help-verify-inputs = Files or folders with certificates (PEM, DER, PKCS#7, PKCS#12, JKS); - is standard input
help-verify-ca = CA certificates: a file or a folder. They count only as far as the catalog's pins go; repeatable
help-verify-anchor = Trust the CA certificates in this file, beside every catalog; repeatable
help-verify-intermediates = Issuing CA certificates that may be used on the way to an anchor; repeatable
help-verify-no-catalog = Judge under the anchors of --anchor only
help-verify-generation = Judge under this generation only: e-id, siths/e-id, old or new; repeatable
help-verify-purpose = What the certificate is for: login (default), signing, server or any
help-verify-host = Host name or address that a server certificate must hold; implies --purpose server
help-verify-strict = Refuse whatever breaks a rule (MUST) of RFC 5280
help-verify-show-personal-id = Show personal identity numbers whole
help-verify-policy-oid = Certificate policy that the path must be valid for, where one is demanded: an OID such as 1.2.752.74.6.1; repeatable. Without it: any
help-verify-explicit-policy = Demand a certificate policy: the path must be valid for one
help-verify-inhibit-mapping = Do not let a CA say that one policy means another
help-verify-inhibit-any-policy = Do not let "any policy" stand for a certain one
help-verify-max-depth = Most CA certificates between certificate and root, self-issued ones not counted; 12 without it
help-verify-revocation = How to check revocation: off (default), auto, crl, ocsp or require. auto asks OCSP and fetches lists; crl, ocsp and require do not accept certificates that name no source
help-verify-crl = Revocation list at hand: a file (DER or PEM) or a folder; used first, implies --revocation crl; repeatable
help-verify-refresh = Ask anew about revocation, whatever is kept from before
help-verify-more =
    Examples:
      tillit verify card.pem --ca siths-roots/
      tillit verify card.pem --generation new --json
      tillit verify server.pem --purpose server --host e-service.example.se
      tillit verify card.pem --revocation auto
      tillit verify cards/ --crl lists/ --offline
      tillit verify card.pem --anchor root.pem --intermediates issuing.pem --no-catalog

## Wrong usage: what, and the next step

usage-unknown-argument = { $command } has no flag { $argument }.
usage-unknown-command = There is no command { $command }.
usage-no-value = { $argument } needs a value.
usage-value = { $value } cannot be used for { $argument }.
usage-secret = What was given for { $argument } cannot be used.
usage-too-many-values = { $value } is one value too many for { $argument }.
usage-twice = { $argument } was given more than once.
usage-conflict = { $argument } and { $other } cannot be used together.
usage-missing = Give { $argument }.
usage-missing-certificate = Give at least one certificate: a file, a folder or -
usage-not-utf8 = A word of the command line is not valid UTF-8. That is fine for paths only.
usage-suggestion = Did you mean { $suggestion }?
usage-valid-values = Possible: { $values }
usage-see-help = See: { $command } --help

invalid-lang = Use --lang sv or --lang en.
invalid-at = Write a time like 2020-02-11, "2020-02-11 13:30" or 2020-02-11T13:30:00+01:00. Without an offset it is UTC.
invalid-timeout = Write seconds, such as 20 or 20s, or minutes, such as 2m; at most a day.
invalid-jobs = Write a number from 1 to 1024.
invalid-oid = Write an object identifier with dots, such as 1.2.752.74.6.1.
invalid-depth = Write a number from 0 to 64.
invalid-password =
    A password on the command line can be read by every user of the machine, so it is never taken from there.
    Use --password prompt, env:NAME, file:PATH or fd:N.

## Errors: what happened, and the next step

error-heading = error:

error-settings-read = The settings in { $path } cannot be read: { $cause }.
    .next = Make it readable, or move it away.
error-settings-syntax = { $path }, line { $line }: not valid TOML: { $detail }
    .next = Correct the line; docs/configuration.md shows every setting.
error-settings-key = { $path }, line { $line }: there is no setting { $key }.
    .next = { $suggestion ->
        [none] Remove the line; docs/configuration.md lists every setting.
       *[other] Did you mean { $suggestion }?
    }
error-settings-value = { $path }, line { $line }: { $key } takes { $expected }.
    .next = Correct the line; docs/configuration.md shows every setting.
setting-lang = "sv" or "en"
setting-color = "auto", "always" or "never"
setting-format = the name of a format, such as "human" or "json"
setting-fail-on = "info", "warning" or "error"
setting-bool = true or false
setting-revocation = off, auto, crl, ocsp or require
setting-timeout = seconds, such as 20, or "2m"
setting-jobs = a number from 1 to 1024
setting-path = a path
setting-paths = a list of paths
setting-texts = a list of texts

error-others-can-write = { $path } can be written by others than root, so root does not believe it.
    .next = sudo chown root { $path } && sudo chmod go-w { $path }, or run tillit as yourself.
error-others-can-write-windows = { $path } can be written by others than administrators, so tillit with elevated rights does not believe it.
    .next = icacls "{ $path }" shows who can. Make administrators its owner and take writing away from everybody else, or run tillit without elevated rights.
error-catalog-read = The catalog { $path } cannot be read: { $cause }.
    .next = Check the path given with --catalog, or the catalogs folder of the data folder.
error-catalog-file = { $path }:{ $line }:{ $column }: { $detail }
    .next = Correct the PKI description; docs/catalog-format.md describes its keys.
error-catalog-twice = The catalog { $path } describes the PKI { $id }, which is known already.
    .next = Give it another id, or leave the file out.
error-generation = There is no generation { $given }.
    .next = { $suggestion ->
        [none] Known: { $known }
       *[other] Did you mean { $suggestion }? Known: { $known }
    }
error-audit-url = { $url } is a web address; tillit audit looks at trust stores in files and on this host.
    .next =
        Audit the server's own trust store on the server. From outside, see what it asks of a client:
        tillit probe { $url }
error-audit-root = The folder of --root cannot be used, { $path }: { $cause }
    .next = Give the folder that holds the image's etc, usr and so on.
error-audit-place = There is no file { $word } here, and no place of that name.
    .next =
        { $suggestion ->
            [none] Places: { $places }.
           *[other] Did you mean { $suggestion }? Places: { $places }.
        }
error-audit-windows = Windows' own certificate stores are only on Windows.
    .next =
        Export them there, and look at the folder with the files here:
        reg export HKLM\SOFTWARE\Microsoft\SystemCertificates machine.reg
        reg export HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates policies.reg
        reg export HKLM\SOFTWARE\Microsoft\EnterpriseCertificates domain.reg
        tillit audit windows:FOLDER
error-install-windows = Windows' own certificate stores are only on Windows.
    .next =
        Run it there. Or export them there, and make a script for PowerShell here from the folder with the files:
        reg export HKLM\SOFTWARE\Microsoft\SystemCertificates machine.reg
        reg export HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates policies.reg
        reg export HKLM\SOFTWARE\Microsoft\EnterpriseCertificates domain.reg
        tillit install --into windows:FOLDER --print-commands
error-install-export-incomplete = The exports in { $path } have nothing of the computer's own stores (HKLM\SOFTWARE\Microsoft\SystemCertificates): what is there already is not known.
    .next =
        On that computer, with all files in a folder of its own:
        reg export HKLM\SOFTWARE\Microsoft\SystemCertificates machine.reg
        reg export HKLM\SOFTWARE\Policies\Microsoft\SystemCertificates policies.reg
        reg export HKLM\SOFTWARE\Microsoft\EnterpriseCertificates domain.reg
note-install-export-without = Not in the exports, or not on that computer: { $keys }. What a group policy blocks, or the list for logging on to the domain has, is not known without it.
error-install-export = { $path }: exports of a registry are never changed.
    .next = Without --apply and --save-plan the plan for that computer is shown; --print-commands makes a script for PowerShell that changes it there.
error-audit-preset = The policy { $preset } has nothing to speak of: no PKI of the catalog has such an environment.
    .next = Give a policy file, or a catalog with the PKI (--catalog).
error-audit-policy-read = The policy { $path } cannot be read: { $cause }.
    .next =
        { $suggestion ->
            [none] Check the path. Policies without a file: { $presets }.
           *[other] Did you mean { $suggestion }? Policies without a file: { $presets }.
        }
error-audit-policy = { $path }:{ $line }:{ $column }: { $detail }
    .next = Nothing was audited. Correct the policy; docs/audit-policy.md describes its keys.
error-audit-inventory-read = The inventory { $path } cannot be read: { $cause }.
    .next = Check the path given with --inventory.
error-audit-inventory = { $path }:{ $line }:{ $column }: { $detail }
    .next = Nothing was audited. Correct the inventory; docs/audit-inventory.md describes its keys.
error-audit-inventory-root = The folder that the inventory gives as root of the service { $service } cannot be used, { $path }: { $cause }
    .next = Correct the key root of the service: the folder that holds the image's etc, usr and so on.
error-audit-inventory-password = The password source of the service { $service } cannot be used.
    .next = Write env:NAME, file:PATH or fd:N; never the password itself.
error-audit-against = --against { $path }: { $problem }
    .nothing = nothing was found there.
    .next = Nothing could be compared. Give another target, or an earlier report (JSON).
error-audit-report = --against { $path }: { $problem }
    .next = Make a report with: tillit audit TARGET --json -o report.json
    .none = this JSON is no report.
    .other = this is a report of the kind { $schema }, not of tillit audit.
    .later = this report ({ $schema }) was made by a later version of tillit.
    .malformed = this report is damaged at { $at }.
    .empty = this report is about no store.
error-url = { $url } is a web address; tillit verify judges certificates in files.
    .next =
        Save the server's certificates first, then judge them:
        openssl s_client -connect { $server } -showcerts < /dev/null > server.pem
        tillit verify server.pem --purpose server --host { $host }
error-crl-input = --crl { $path }: { $problem }
    .next = Nothing was judged: a verdict without this list could be wrong. Correct the path or the file.
error-crl-folder = --crl { $path }: no revocation list in this folder.
    .next = Nothing was judged: a verdict without the lists could be wrong. Check the path.
error-crl-url = --crl { $url }: it takes a file or a folder, not an address.
    .next = Leave it out: with --revocation crl the list is fetched from the address in the certificate.
error-crl-unused = --crl is of no use with --revocation { $mode }.
    .next = Use --revocation auto, crl or require, or leave --crl out.
error-purpose-host = --host is for server certificates and cannot be combined with --purpose { $purpose }.
    .next = Use --purpose server, or leave --host out.
error-no-catalog = With --no-catalog there is nothing to judge by.
    .next = Give the root that you trust with --anchor FILE.
error-password-prompt = The password cannot be asked for: { $cause }.
    .next = There may be no terminal. Use --password env:NAME, file:PATH or fd:N.
error-password-variable = The environment variable { $name } is not set, or is not text.
    .next = Set it, or use --password prompt.
error-password-file = The password cannot be read from { $path }: { $cause }.
    .next = Check the path or descriptor; its first line is the password.
error-password-descriptor = This system has no numbered descriptors: a password cannot be given as fd:N.
    .next = Give it as env:NAME or file:PATH, or leave the option out to be asked.
error-extension = The extension of { $path } names no format.
    .next = Use one of these: { $works }
error-format = This answer cannot be given as { $format }.
    .next = Use one of these: { $works }
error-write = { $path } cannot be written: { $cause }.
    .next = Check the folder and its permissions. Nothing of the file was changed.
error-write-stdout = The answer cannot be written: { $cause }.
    .next = Check where standard output leads.
error-ca-input = { $option } { $path }: { $problem }
    .next = Nothing was judged: a verdict without these certificates could be wrong. Correct the path or the file.
error-ca-empty = { $option } { $path }: no certificate in it.
    .next = Nothing was judged: a verdict without these certificates could be wrong. Check the path.

## What the system says

cause-not-found = not found
cause-permission = no permission
cause-is-folder = it is a folder
cause-not-folder = a part of the path is no folder
cause-full = no space left
cause-read-only = the file system is read-only
cause-not-text = it is not text in UTF-8
cause-too-large = it is too large
cause-timed-out = a pipe that nobody writes to
cause-unsupported = a device or a socket, not a file
cause-no-terminal = there is no terminal here
cause-nothing-typed = nothing was typed

## Notes

password-prompt = Password:{" "}
note-bad-data-file = { $path }: { $reason }
note-private-key = Note: { $path } also holds a private key. It was not used. Keep the file where others cannot reach it.
note-fetches-list = Fetching the revocation list { $url }
note-asks-responder = Asking the OCSP responder { $url }
note-unused-list = Note: the revocation lists of { $path } were not used. They are issued by { $issuer }, which issued none of the certificates here.
progress-install = writing trust stores
progress-audit = auditing trust stores
progress-search = searching files
progress-verify = judging certificates

## Manual pages

man-manual = tillit manual
man-NAME = NAME
man-SYNOPSIS = SYNOPSIS
man-DESCRIPTION = DESCRIPTION
man-more = MORE
man-exit = EXIT STATUS
man-exit-0 = Nothing was found at or above the threshold (--fail-on).
man-exit-1 = Findings: for verify, a certificate that is not trusted, or trusted only under an older generation.
man-exit-2 = Wrong usage or configuration. Nothing was done.
man-exit-3 = Could not complete, or cannot say: something could not be read or reached, or CA certificates are missing.
man-exit-several = With several targets the first of 2, 3, 1, 0 that occurred.
man-files = FILES
man-files-settings = Settings, the nearest first: ./tillit.toml, $XDG_CONFIG_HOME/tillit/tillit.toml, /etc/tillit/tillit.toml
man-files-data = CA certificates and catalogs: /var/lib/tillit (for all users), $XDG_DATA_HOME/tillit (for one)
man-environment = ENVIRONMENT
man-environment-text = LC_ALL, LC_MESSAGES and LANG choose the language; NO_COLOR and CLICOLOR_FORCE the colours.

## tillit install and tillit undo: what is asked, and what cannot be done

error-install-stdin = Standard input cannot be installed into.
    .next = Name a file, a folder or a place.
error-install-new-file-target = --new-file { $path } needs a server whose configuration can be pointed at it.
    .next = Nothing was planned. Name the server with --into: nginx, apache or haproxy, with the path of its configuration after a colon if it lies elsewhere (nginx:/srv/nginx.conf). To make a trust store that nobody names yet, use --into { $path } --create.
error-install-new-file-one = --new-file { $path } goes with one target: one new file takes the place of one.
    .next = Nothing was planned. Run it once for each server, each with a file of its own.
error-install-both-ways = The same generation is to be installed and taken out.
    .next = Name it with --generation or with --remove-generation, not with both.
error-install-generation = { $name } does not say which generation is meant: { $generations }.
    .next = Nothing was planned. Name one of them with its PKI: --generation { $generations }
error-install-role = There is no role { $word }.
    .next =
        { $suggestion ->
            [none] Roles: { $roles }.
           *[other] Did you mean { $suggestion }? Roles: { $roles }.
        }
error-install-no-ca = { $path }: { $name } is no CA certificate.
    .next = Nothing was planned. A trust store holds roots and issuing CAs only; leave this certificate out.
error-install-false-ca = { $path }: { $name } has the name of a known CA and is not that CA ({ $reason }).
    .next = Nothing was planned. Do not trust this file. Get the certificate from its publisher: tillit catalog fetch
error-install-unproven-ca = { $path }: { $name } has the name of a known CA, and nothing here shows that it is that CA: the certificate of { $reason } is not at hand.
    .next = Nothing was planned. Get that one first: tillit catalog fetch, or name it with --ca FILE.
error-install-input = { $option } { $path }: { $problem }
    .next = Nothing was planned. { $remedy }
error-install-in-use = { $path }: { $count } cards that are still valid were issued under the generation that is to be taken out; the last of them ends on { $last }.
    .next = Nothing was planned. Upgrade or replace these cards first. --anyway takes the generation out all the same, and they will be refused.
error-install-services = { $count } services still depend on the generation that is to be taken out: { $names }.
    .next = Nothing was planned. Install the new generation there first, or find out what cannot be read: tillit audit --inventory FILE. --anyway takes the generation out all the same.
error-install-plan-read = The plan { $path } cannot be read: { $cause }.
    .next = Check the path given with --plan.
error-install-plan-schema = { $path } is no plan of this version of tillit.
    .next = Make a plan with: tillit install --into TARGET --save-plan FILE
error-install-plan-syntax = { $path } is no plan: { $detail }
    .next = Nothing was done. Make a new plan: tillit install --into TARGET --save-plan FILE
error-install-plan-certificate = { $path }: the certificate { $detail } in it is not the one that its fingerprint says.
    .next = Nothing was done. The file was damaged or changed: do not use it, and make a new plan.
error-install-plan-ca = { $path }: the certificate { $detail } in it is not accepted as the CA that the plan says.
    .next = Nothing was done. The file was changed, or the catalog here is another than where the plan was made (--catalog). Make a new plan on this machine.
error-install-plan-write = The plan cannot be written to { $path }: { $detail }.
    .next = Names of files in a plan must be text. Apply it without saving it.
error-install-given-declined = Nothing was done: the certificates that no catalog knows were not approved.
    .next = Compare their fingerprints with their publisher's, then run the command again.
error-install-script-key = No script is made: { $path } holds a private key, which does not belong into a script.
    .next = Run tillit on that machine, or take this target out of the command.
error-install-script-name = No script is made: the file name { $path } is no text.
    .next = Run tillit on that machine, or take this target out of the command.
error-install-script-mixed = No script is made: stores of Windows and others need one each.
    .next = Run it once for the windows targets and once for the others.
error-install-ad-logon = --ad-logon is for the stores of Windows, and no target is one.
    .next = Name the target windows, or leave --ad-logon out.
error-install-script-changed = { $path } changed while the plan was made.
    .next = Run the command again.
error-install-not-a-terminal = The plan needs a yes, and there is nobody to ask: standard input is no terminal.
    .next = Nothing was changed. Read the plan, then add --yes.
error-install-journal = The journal of changes cannot be used, { $path }: { $cause }
    .next = Nothing was changed. The journal is what makes undo possible; mend its folder (owner, permissions, space), or choose another with --data DIR.
error-install-busy = Another tillit is changing trust stores right now{ $by ->
        [none] .
       *[other] : { $by }.
    }
    .next = Nothing was changed. Wait until it is done, then run the command again.
error-install-interrupted = The change { $id } was interrupted and has to be finished first.
    .next = Take it back: tillit undo { $id }, or finish it: tillit install --resume
error-install-nothing-interrupted = No change is interrupted; there is nothing to resume.
    .next = See the changes: tillit undo --list
error-install-resume = The change { $id } could not be finished: { $problem }
    .next = Mend what is named, then run the command again; or take the change back: tillit undo { $id }
error-undo-unknown = There is no change { $id } in the journal.
    .next = See the changes: tillit undo --list
error-undo-which = { $count } changes begin with { $id }: { $ids }.
    .next = Write one of them in full.
error-undo-nothing = The journal has no change that could be taken back.
    .next = See the changes: tillit undo --list. Changes of other users, or made with sudo, are in another journal: sudo tillit undo --list
note-install-generation = { $name } means { $generation } here.
note-interrupted = ATTENTION: the change { $id } of { $at } was interrupted and is not finished: { $targets }. Take it back: tillit undo { $id }. Finish it: tillit install --resume
install-confirm = Apply this plan? [y/N]{" "}
install-confirm-given =
    { $count ->
        [one] No catalog knows this certificate of the plan; whoever holds its key decides who logs in:
       *[other] No catalog knows these certificates of the plan; whoever holds their keys decides who logs in:
    }
      { $names }
    Are the fingerprints those that their publisher says? [y/N]{" "}
undo-confirm = Take this change back? [y/N]{" "}
undo-confirm-others = { $path } has been changed by somebody else since. Take out only what was added? [y/N]{" "}
install-script-head =
    A plan of tillit as a script: it can be read before it is run.
    sh SCRIPT          checks that the files are as they were, changes nothing
    sh SCRIPT apply    applies it; backups lie in /var/backups, those of others than root at home (BACKUP=...)
    sh SCRIPT undo     puts everything back
install-script-head-windows =
    A plan of tillit as a script for PowerShell: it can be read before it is run. For the computer's stores as administrator.
    powershell -ExecutionPolicy Bypass -File SCRIPT.ps1         applies it, and notes what it changed in a file
    powershell -ExecutionPolicy Bypass -File SCRIPT.ps1 -Undo   takes exactly that back
    Intune: Devices, Scripts and remediations, Platform scripts, as SYSTEM in 64-bit PowerShell.
    Group policy instead: Computer Configuration, Policies, Windows Settings, Security Settings, Public Key Policies: roots to Trusted Root Certification Authorities, the others to Intermediate Certification Authorities.

## tillit diagnose

help-diagnose = Why a login fails, on whose side, and what to say and do
help-diagnose-urls = Pages: https://idp.region.example/login, or a host name with or without port
help-diagnose-ask = Ask questions instead, for support on the phone; with -o FILE.html the same as a page that works without a network
help-diagnose-error = What a code, an alert or a pasted error text may mean, and what to ask next
help-diagnose-bundle = Also write everything that was found into FILE.zip or FILE.html, for the help desk
help-diagnose-force = Replace the file of --bundle if it is there
help-diagnose-card-certificate = The card's certificate, without its key: a file, with the CAs above it where they are at hand
help-diagnose-ca = CA certificates above the card: a file or a folder; repeatable
help-diagnose-server-ca = Roots that this computer trusts for servers beside its own store: a file or a folder; repeatable
help-diagnose-inventory = Look at the pages (urls) of the services that this file lists
help-diagnose-local = Look at this computer as well: stores, browsers' policies, modules for cards, proxies
help-diagnose-fetch = Fetch the CA that the server does not send from the address in its own certificate, to tell what it should send
help-diagnose-trust = Try what the server trusts, with certificates that nobody issued: each is a failed login in its log; asks for the owner's leave
help-diagnose-yes = The server's owner has given leave: do not ask
help-diagnose-more =
    Examples:
      tillit diagnose https://idp.region.example/login --card-certificate card.pem
      tillit diagnose https://idp.region.example/login --p12 card.p12 --password prompt
      tillit diagnose --inventory services.toml --card-certificate card.pem --format ndjson
      tillit diagnose --error ERR_BAD_SSL_CLIENT_AUTH_CERT
      tillit diagnose --ask
      tillit explain ca-not-announced

    The more is known of the card, the more can be said: the address alone, its certificate, its key. A key is tried in every way, and a
    failed login is seen in the server's log: do that to your own services, or with their owner's leave.
    What is seen is seen from this computer. Only what is named is contacted, and where a login is sent on.
    Exit codes: 0 the card gets in, 1 a cause was found, 2 wrong usage, 3 it cannot be said.
progress-diagnose = looking at servers
note-diagnose-card = The file has { $count } certificates that are no CA's. It is about { $name }.
error-diagnose-offline = tillit diagnose contacts servers, and --offline forbids it.
    .next = Leave --offline out (and offline in tillit.toml). tillit explain needs no network.
error-diagnose-bundle-extension = { $path }: a bundle is FILE.zip or FILE.html.
    .next = Give the file one of these endings.
error-diagnose-bundle-exists = { $path } is there already, and nothing was contacted.
    .next = Choose another name, or replace it with --force.
error-diagnose-ask-read = The answers cannot be read: { $cause }.
    .next = Run it in a terminal, or write the page: tillit diagnose --ask -o questions.html
error-diagnose-card = { $path } has CA certificates and no card's.
    .next = Name the file with the card's own certificate. CA certificates are given with --ca FILE.

## tillit probe

help-probe = What a live server asks of a client, seen from outside and without a card
help-probe-urls = Pages: https://idp.region.example/login, or a host name with or without port
help-any-repeat = Look N times at each address: nodes behind one address may differ
help-any-proxy = HTTP proxy to go through, HOST:PORT; without it https_proxy and no_proxy of the environment
help-probe-inventory = Look at the pages (urls) of the services that this file lists
help-probe-ca = Roots that this computer trusts for servers beside its own store: a file or a folder; repeatable
help-probe-fetch = Fetch the CA that the server does not send from the address in its own certificate, to tell what it should send
help-probe-trust = Try what the server trusts, with certificates that nobody issued: each is a failed login in its log; asks for the owner's leave
help-probe-yes = The server's owner has given leave: do not ask
help-probe-more =
    Examples:
      tillit probe https://idp.region.example/login
      tillit probe idp.region.example --repeat 20
      tillit probe --inventory services.toml --format ndjson
      tillit probe --trust idp.region.example

    Only what is named is contacted. Without --trust no certificate is sent, and nothing of a page is kept but its status.
    Exit codes: 0 nothing found, 1 findings, 2 wrong usage, 3 it cannot be seen what a server asks for.
help-value-PROXY = HOST:PORT
invalid-repeat = A number from 1 to 1000.
invalid-proxy = An HTTP proxy is written HOST:PORT or http://HOST:PORT.
invalid-proxy-password = A user name and password belong in the variable https_proxy, not on the command line, where others can read them.
progress-probe = looking at servers
probe-confirm-trust =
    Certificates that nobody issued will be shown to { $servers }. They let nobody in, and each leaves a failed login in the server's log:
    up to { $count } for each address. Do this with the leave of whoever runs the server. Do you have it? [y/N]{" "}
error-probe-trust-not-a-terminal = --trust needs the leave of whoever runs the server, and there is nobody to ask: standard input is no terminal.
    .next = Nothing was contacted. Each try is a failed login in the server's log; with the owner's leave, add --yes.
error-probe-trust-declined = Nothing was contacted.
    .next = Leave --trust out to look without trying anything.
error-probe-trust-no-key = The system gives no random numbers for a key.
    .next = Leave --trust out, or try on another computer.
error-probe-offline = tillit probe contacts servers, and --offline forbids it.
    .next = Leave --offline out (and offline in tillit.toml).
error-probe-url = Not a web address: { $url }
    .next = Write it as https://HOST/PATH, or HOST:PORT.
error-probe-not-https = Not an https address: { $url }
    .next = A card is asked for over TLS alone: write https://
error-probe-password = A web address with a user name or password in it is not taken.
    .next = Leave them out: the address stands in reports.
error-probe-inventory = The inventory { $path } names no page of a service.
    .next = Write urls = ["https://HOST/PATH"] at the services that are to be looked at from outside.
error-probe-proxy = The variable { $variable } names no HTTP proxy.
    .next = Write it as http://HOST:PORT, or leave it out; --proxy HOST:PORT goes before it.

## Logins

note-probe-fetches = The server does not send { $name }: it is fetched from { $url }, as its certificate says
note-probe-fetched = The server should send { $name }, SHA-256 { $sha256 }
note-probe-not-fetched = { $url } did not give { $name }
note-login-host = The login goes on to { $host }
note-login-key = Logging in with { $name }. The file has several keys: { $names }. Another one: --alias NAME
progress-login = Logging in
invalid-status = Write a status of HTTP, such as 200 or 302.
error-login-offline = A login needs the network, and --offline forbids it.
    .next = Leave --offline out, also in tillit.toml.
error-login-url = This is no address of a page: { $url }
    .next = Write it like https://idp.region.example/login
error-login-https = A card logs in over https only: { $url }
    .next = Write the address with https://
error-login-secret = There is a user name or a password in the address.
    .next = Write it without: it would stand in reports and logs.
error-login-read = { $path } cannot be read: { $cause }
    .next = Check the name and the permissions of the file.
error-login-container = { $path }: { $problem }
    .next = { $remedy }
error-login-password = The password does not open the key in { $path }.
    .next = Give the right one: --password prompt
error-login-password-needed = The key in { $path } is encrypted.
    .next = Give its password: --password prompt
error-login-expensive = To open { $path } takes longer than a minute: it asks for an unreasonable amount of work.
    .next = Have the file made anew by whoever made it.
error-login-no-key = There is no private key in { $path }.
    .next = Name the file with the key: --key FILE, or a PKCS#12 file that has both: --p12 FILE
error-login-no-certificate = There is no certificate in { $path }.
    .next = Name the file with the card's certificate: --cert FILE
error-login-mismatch = The key in { $path } belongs to none of the certificates.
    .next = Certificate and key must be those of the same card. A renewed certificate mostly has a new key.
error-login-old-encryption = The key in { $path } is encrypted in OpenSSL's old way, which is not read.
    .next = Convert it:
        openssl pkcs8 -topk8 -in OLD.key -out NEW.key
error-login-openssh = { $path } is a key of OpenSSH.
    .next = A card's certificate has another kind of key: PKCS#8, PKCS#1 or SEC1.
error-login-unusable = The key in { $path } is of a kind that cannot be used for logging in here: RSA of less than 2048 bits, or a rare curve.
    .next = Browsers and servers hardly take it either.
error-login-damaged = The key in { $path } is damaged: { $detail }
    .next = Export it anew from where it came from.
error-login-alias = No key of that name is in { $path }. There are: { $names }
    .next = Name one of them: --alias NAME

help-card = Card readers, what is on a card without a PIN, and whether it is ready for the upgrade
help-card-list = Which readers and cards there are
help-card-show = The certificates on the card: generation, whose, what for, until when, with which key and PIN
help-card-check = Is the card ready for the upgrade, or upgraded?
help-card-show-reader = The reader: its name, a part of it, or its number in the list; without it: every one with a card
help-card-check-reader = The reader: its name, a part of it, or its number in the list; without it: every one with a card
help-card-show-page = Say which certificates a browser would offer to this page
help-card-check-page = Say which certificates a browser would offer to this page
help-card-show-export = Write the certificates into this folder, as PEM
help-card-check-query-pin = Ask the card how many tries each PIN has left; some cards take that for a wrong PIN
help-card-more =
    Examples:
      tillit card list
      tillit card show --for https://idp.region.example/login
      tillit card check --json
    No PIN is asked for and nothing is written to the card.
progress-card = Reading cards
progress-card-modules = Starting PKCS#11 modules
note-card-export = { $count ->
    [one] One certificate was written
   *[other] { $count } certificates were written
} to { $folder }
error-card-no-library = PC/SC, through which card readers are reached, is not on this computer: { $detail }
    .next = { PLATFORM() ->
        [windows] winscard.dll is part of Windows; Windows Server Core and containers lack it. Read the card on another computer.
       *[other] Install it: apt install pcscd libpcsclite1 (Debian, Ubuntu), dnf install pcsc-lite (Red Hat).
    }
error-card-no-daemon = The PC/SC service is not running.
    .next = { PLATFORM() ->
        [windows] Connect a card reader: the Smart Card service (SCardSvr) runs only where there is one. In a Remote Desktop session the client must let smart cards through.
       *[other] Start it: systemctl start pcscd.socket. In a container the host's socket /run/pcscd/pcscd.comm must be mounted.
    }
error-card-no-permission = This account may not use card readers.
    .next = { PLATFORM() ->
        [windows] Log in at the computer itself or over Remote Desktop, not over SSH or WinRM: Windows reaches no card readers there.
       *[other] Log in at the computer itself, not over SSH, or let polkit allow it (org.debian.pcsc-lite.access_pcsc).
    }
error-card-timed-out = The PC/SC service does not answer in time.
    .next = { PLATFORM() ->
        [windows] Close programs that use the card, or restart the service as an administrator: net stop SCardSvr, net start SCardSvr
       *[other] Close programs that use the card, or restart the service: systemctl restart pcscd.
    }
error-card-other = The card readers cannot be used: { $detail }
    .next = { PLATFORM() ->
        [windows] Restart the Smart Card service as an administrator: net stop SCardSvr, net start SCardSvr
       *[other] Restart the PC/SC service: systemctl restart pcscd.
    }
error-card-no-reader = There is no card reader.
    .next = Connect one. "tillit card list" shows those that are found.
error-card-which-reader = No reader is called { $reader }. There are: { $readers }
    .next = Name one of them, a part of its name, or its number, counted from 0.
error-card-offline = To see what a page asks for needs the network, and --offline forbids it.
    .next = Leave --for out, or --offline.

## The key of a card

token-pin-prompt = PIN for { $label }:
token-pin-at-reader = Type the PIN for { $label } at the card reader.
note-token-certificate = Logging in with { $name } from { $issuer }, on { $label }. Another certificate: --certificate SHA256
note-token-wrong-before =
    Warning: the PIN given for { $label }{ $when ->
        [none] {" "}
       *[other] {" "}on { $when }{" "}
    }was wrong, or nobody learned what came of it, and tillit has seen no right one since. After another wrong one it is not tried again by itself.
note-token-not-remembered = Warning: that a PIN was wrong is not remembered for the next run ({ $path }: { $cause }). Not every card says when only one try is left: count yourself.
invalid-pin =
    A PIN on the command line can be read by every user of the machine, so it is never taken from there.
    Use --pin prompt, env:NAME, file:PATH or fd:N.
invalid-sha256 = Write the SHA-256 fingerprint of a certificate: 64 hexadecimal digits.
error-token-pin-prompt = The PIN cannot be asked for: { $cause }.
    .next = Without a terminal: --pin fd:N or --pin env:NAME; also --pin file:PATH.
error-token-no-module = No PKCS#11 module for cards is on this computer.
    .next = { PLATFORM() ->
        [windows] Install the card's own (Net iD) or OpenSC, or name one: --pkcs11 MODULE. The key that Windows has: --windows-key
       *[other] Install the card's own (Net iD), or OpenSC (Debian: opensc-pkcs11), or name one: --pkcs11 MODULE
    }
error-token-module-read = { $path } cannot be read: { $cause }
    .next = { PLATFORM() ->
        [windows] Name the module's file: --pkcs11 "C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll"
       *[other] Name the module's file: --pkcs11 /usr/lib/.../opensc-pkcs11.so
    }
error-token-module-processor = { $path } is a library for another kind of processor: { $theirs }. This program is for { $ours }.
    .next = Install the module for { $ours }.
error-token-module = { $path } is no PKCS#11 module: { $cause }
    .next = Name the module's own file; what it needs itself must be installed too.
error-token-module-failed = The module { $path } fails: { $cause }
    .next = { PLATFORM() ->
        [windows] Is the reader connected, is the Smart Card service running? Try another module: --pkcs11 MODULE
       *[other] Is pcscd running? Try another module: --pkcs11 MODULE
    }
error-token-none = No card with a certificate is seen by { $modules }.
    .next = { PLATFORM() ->
        [windows] Put the card in. If it is in: does --token or --card name another one, is the Smart Card service running, does the module fit the card?
       *[other] Put the card in. If it is in: does --token or --card name another one, is pcscd running, does the module fit the card?
    }
error-token-not-read = { $modules } cannot use the card in: { $failed }
    .next = The card may be of a kind that the module does not know, or upside down. Try the card's own module: --pkcs11 MODULE
error-token-certificate = No certificate with the fingerprint { $sha256 } is on the card. There are: { $names }
    .next = tillit card show lists them with their fingerprints.
error-token-several = There are several cards: { $cards }
    .next = Name one: --token LABEL, or --card=READER
error-token-no-certificate = No certificate on the card is for logging in. There are: { $names }
    .next = The card may not have been set up fully. Signature certificates are never used to log in.
error-token-not-for-login = The key on { $label } is for signing documents, and is never used to log in. No PIN was tried.
    .next = Choose a certificate for logging in, or leave --certificate out.
error-token-locked = The PIN of { $label } is locked. No PIN was tried.
    .next = Unlock it with its PUK, in the card's own program, or at the issuing office.
error-token-last-try = { $label } has one try left. No PIN was tried.
    .next = If you are sure of the PIN: --risk-last-try. If it is wrong, the card is locked.
error-token-wrong-before = Wrong PINs given for { $label }: { $count }{ $when ->
    [none] {""}
   *[other] {" "}(the last on { $when })
}, and no right one since. Only one try may be left. No PIN was tried.
    .next =
        How many are left, on cards that tell: tillit card check --query-pin
        If more than one is left, or you have logged in with the card elsewhere since, and are sure of the PIN: --risk-last-try. If it is wrong, the card may be locked; if it is right, this is forgotten.
error-token-not-counted = That a PIN was wrong cannot be remembered ({ $path }: { $cause }), and nobody types it. A wrong one would lock the card after some runs. No PIN was tried.
    .next = Name a folder that can be written: --data DIR; or let somebody type the PIN: --pin prompt. If you are sure of it: --risk-last-try
error-token-pin-length = The PIN of { $label } has { $least } to { $most } digits. It was not tried.
    .next = Give the PIN of this card for logging in.
error-token-wrong-pin = Wrong PIN for { $label }. It was tried once; one try less is left.
    .next = It is the PIN for logging in that is asked for, not the one for signatures. How many tries are left is not always known: be sure before you try again.
error-token-wrong-pin-last = Wrong PIN for { $label }. It was tried once, and only one try is left.
    .next = Be sure before you try again: another wrong one locks the card. Not every module tells that one try is left before it is used.
error-token-locked-now = The PIN of { $label } is locked. Either it was before, which this card does not tell, or this was the last try.
    .next = Unlock it with its PUK, in the card's own program, or at the issuing office.
error-token-cancelled = The PIN of { $label } was cancelled at the reader.
    .next = Run the command again, and type the PIN at the reader.
error-token-gone = { $label } is gone: the card was taken out, or its reader.
    .next = Put it in again, and leave it there until the answer is shown.
error-token-timed-out = { $label } has not answered for { $seconds } s.
    .next = If the PIN is typed at the reader, be quicker or give --timeout; else take the card out and put it in again.
error-token-pin-expired = The PIN of { $label } has to be changed before it can be used.
    .next = Change it in the card's own program.
error-token-no-key = { $label } has no key for the certificate that was chosen.
    .next = Choose another certificate: --certificate SHA256. The one that was chosen may be another card's.
error-token-failed = { $label } cannot be opened: { $cause }
    .next = Take the card out, put it in again and retry; or try another module: --pkcs11 MODULE

## A key that Windows has

note-windows-key = Logging in with { $name }; its key is with { $provider }. Windows asks for the PIN, where one is needed, in a window of its own, which may lie behind others. Another certificate: --certificate SHA256
error-windows-key-elsewhere = --windows-key uses a key that Windows has, and this is not Windows.
    .next = A card: --card. A file: --p12. On a Windows computer the same command works.
error-windows-key-store = This user's certificates cannot be read: { $cause }
    .next = Do they show in certmgr.msc, under Personal?
error-windows-key-none = Windows has no certificate with a key for logging in, for this user.{ $names ->
    [none] {""}
   *[other] {" "}There are: { $names }
}
    .next = Put the card in and wait until its certificates show in certmgr.msc, under Personal. Without middleware that puts them there: --card
error-windows-key-certificate = Windows has no key for the certificate with the fingerprint { $sha256 }.{ $names ->
    [none] {""}
   *[other] {" "}There are: { $names }
}
    .next = Copy the fingerprint from here: it is SHA-256, and the one that Windows shows (SHA-1) is another.
error-windows-key-several = Keys of several people or cards are at hand: { $certificates }
    .next = Name one: --certificate SHA256. Or take out the cards that are not meant.
error-windows-key-not-for-login = The key of { $name } is for signing documents, and is never used to log in. Nobody was asked for a PIN.
    .next = Choose a certificate for logging in, or leave out --certificate.
error-windows-key-not-there = The key of { $name } is not at hand ({ $provider }).
    .next = Put the card in. If it is in: is the Smart Card service running, does the card's program see it?
error-windows-key-no-provider = { $provider }, which has the key of { $name }, is not on this computer or does not start.
    .next = Is the card in? If it is: install the card's middleware again (Net iD, SafeNet), or use its PKCS#11 module: --pkcs11 MODULE
error-windows-key-no-sha256 = { $provider }, which has the key of { $name }, makes no signatures with SHA-256, and TLS takes no others.
    .next = Update the card's middleware, or use its PKCS#11 module: --pkcs11 MODULE
error-windows-key-cancelled = The question for the PIN of { $name } was answered with no.
    .next = Run the command again and type the PIN in Windows' window.
error-windows-key-wrong-pin = Wrong PIN for { $name }.
    .next = It is the PIN for logging in that is needed, not the one for signing. Be sure before you try again: cards lock after a few wrong ones.
error-windows-key-locked = The PIN of { $name } is locked.
    .next = Unlock it with its PUK in the card's own program, or at whoever issues the cards.
error-windows-key-nobody = The key of { $name } needs its PIN, and Windows can ask nobody here.
    .next = Run it at a desktop, logged on as the card's holder: not as a service, not over SSH, not in a scheduled task.
error-windows-key-closed = Another program has the card of { $name } for itself, or has closed it.
    .next = Close other programs that use the card (browser, Net iD, Citrix), and try again.
error-windows-key-kind = The key of { $name } is of a kind that TLS has no signatures for. Nobody was asked for a PIN.
    .next = Choose another certificate: --certificate SHA256
error-windows-key-pin-expired = The PIN of { $name } has to be changed before it can be used.
    .next = Change it in the card's own program.
error-windows-key-timed-out = { $provider }, which has the key of { $name }, has not answered for { $seconds } s.
    .next = Does a window that asks for the PIN lie behind others? More time: --timeout. Otherwise take the card out and put it in again.
error-windows-key-other = The key that Windows has for { $name } is not the one in its certificate.
    .next = Take the card out and put it in again. Remove certificates of old cards in certmgr.msc, under Personal.
error-windows-key-failed = { $provider } cannot use the key of { $name }: { $cause }
    .next = Take the card out, put it in again and retry; or use its PKCS#11 module: --pkcs11 MODULE

help-pilot = The test with a few cards before everybody's is upgraded: ready, not ready, or not proven
help-pilot-more =
    Examples:
      tillit pilot new pilot.toml
      tillit pilot run pilot.toml          with the cards as they are, and again when they are upgraded
      tillit pilot enter pilot.toml --service TakeCare --card "Pilot 1" --result in --by "Anna, support"
      tillit pilot show pilot.toml
    Exit codes: 0 ready, 1 not ready, 3 not proven.
help-pilot-new = Write a plan: services, cards, what is tried by hand
help-pilot-new-plan = The file to write
help-pilot-new-name = What the pilot is called
help-pilot-new-service = A service with its page: NAME=https://...
help-pilot-new-by-hand = A service that only a person can try
help-pilot-new-card = A card that is upgraded: NAME, or NAME:KIND (ordinary, reserve, short-term, mobile, function)
help-pilot-new-new-card = A card that has the new certificates from the beginning: NAME, or NAME:KIND
help-pilot-new-control = A card that stays old: NAME, or NAME:KIND
help-pilot-new-browser = A browser that is in use
help-pilot-new-generation = The generation that cards are upgraded to; without it: the newest
help-pilot-new-force = Replace a plan that is there
help-pilot-run = Log in with each card at each service, and keep what came of it; goes on where the last run ended
help-pilot-run-plan = The plan
help-pilot-run-phase = before or after the upgrade; without it: before, until everything was tried, then after
help-pilot-run-only-card = Only this card
help-pilot-run-only-service = Only this service
help-pilot-run-again = Try again what was tried
help-pilot-run-ca = CA certificates (files or folders)
help-pilot-enter = Enter what a person tried
help-pilot-enter-plan = The plan
help-pilot-enter-service = The service, as the plan calls it
help-pilot-enter-card = The card, as the plan calls it
help-pilot-enter-result = in, partly, out or cannot-say
help-pilot-enter-by = Who tried it
help-pilot-enter-phase = before or after the upgrade; without it: before, until run has seen an upgraded card
help-pilot-enter-browser = In which browser, as the plan calls it
help-pilot-enter-note = What else is to be known
help-pilot-show = What the pilot has shown so far
help-pilot-show-plan = The plan
progress-pilot = Logging in
invalid-pilot-service = a service is NAME=https://...
invalid-pilot-card = a card is NAME, or NAME:KIND with ordinary, reserve, short-term, mobile or function
error-pilot-no-plan = There is no plan { $path }.
    .next = Write one: tillit pilot new { $path }
error-pilot-plan-no-file = { $path } is no file.
    .next = Name the plan's file; results are kept beside it.
error-pilot-plan-large = The plan { $path } is larger than { $limit } MiB.
    .next = Is it the right file? A plan is a text file with a few lines for each service and card.
error-pilot-plan-read = The plan { $path } cannot be read: { $cause }.
    .next = Is it the right file, and may this account read it? A plan is a text file in UTF-8.
error-pilot-plan = { $path }:{ $line }:{ $column }: { $detail }
    .next = Correct the plan; docs/pilot.md describes its keys.
error-pilot-plan-there = { $path } is there already.
    .next = Choose another name, or replace it: --force. Results beside it stay.
error-pilot-results-read = The results { $path } cannot be read: { $cause }.
    .next = Run it as the account that wrote them.
error-pilot-results = The results { $path } are damaged: { $detail }
    .next = Put an older copy back, or move the file away to begin anew.
error-pilot-new-ended = The input ended before all was answered. No plan is written.
    .next = Begin again, or say everything with options: --service, --by-hand, --card.
error-pilot-ask = The answer cannot be read from the terminal: { $cause }.
    .next = Say everything with options: --service, --by-hand, --card.
error-pilot-new-services = A plan needs a service.
    .next = Name them: --service NAME=https://..., --by-hand NAME. Without options on a terminal it asks.
error-pilot-new-cards = A plan needs a card.
    .next = Name them: --card NAME, --new-card NAME, --control NAME.
error-pilot-no-service = The plan has no service { $name }. There are: { $names }
    .next = Write it as the plan does.
error-pilot-no-card = The plan has no card { $name }. There are: { $names }
    .next = Write it as the plan does.
error-pilot-no-browser = The plan has no browser { $name }. There are: { $names }
    .next = Write it as the plan does, or add it there under browsers.
error-pilot-at = Results are kept with the time of the login, and --at would make it a false one.
    .next = Leave --at out. That something was tried earlier can be said with --note.
error-pilot-offline = A pilot logs in over the network, and --offline forbids it.
    .next = Leave --offline out. What was tried is shown by: tillit pilot show
error-pilot-no-terminal = Nobody can be asked to put { $card } into the reader: this is no terminal.
    .next = Put it in yourself, and name it: --only-card NAME --pin env:NAME
error-pilot-other-card = The certificate of { $card } is that of { $other }, which was tried before.
    .next = Put the right card in. If the plan calls one card by two names, take one of them out.
error-pilot-already-new = { $card } has its new certificate already ({ $issuer }): there is no "before" to try any more.
    .next = Go on with what comes after the upgrade: tillit pilot run { $plan } --phase after
error-pilot-still-old = { $card } is not upgraded yet: its certificate is from { $issuer }.
    .next = Upgrade the card, then: tillit pilot run { $plan } --phase after
error-pilot-unknown-issuer = The certificate that was found for { $card } is from { $issuer }, which the catalog does not know: it may be no card's.
    .next = Put the card in. If it is that card's: name another with --certificate SHA256, or the catalog of its PKI with --catalog FILE
error-pilot-control-new = { $card } is to stay old, and its certificate is a new one ({ $issuer }).
    .next = Take a card that is not upgraded, or make it an ordinary one in the plan: part = "new"
pilot-ask-begin = The plan is written when all is answered. Enter alone ends a list; Ctrl-C stops, and nothing is written.
pilot-ask-browser = A browser in use, such as Edge (Enter: no more): { "" }
pilot-ask-by-hand = A service that nobody but a person can try, such as TakeCare in Citrix (Enter: no more): { "" }
pilot-ask-card = A card that is tried: what do you call it? Not the holder's name, rather "Pilot 1" (Enter: no more): { "" }
pilot-ask-control = A card that stays old, and shows that the others still get in: what do you call it? (Enter: none): { "" }
pilot-ask-hand = { $service } with { $card }: did it get in? (y: yes, n: no, Enter: not tried): { "" }
pilot-ask-insert = Put { $card } into the reader and press Enter (s: skip it, q: stop here): { "" }
pilot-ask-is-new = Such are not upgraded but replaced: the plan takes it that it has its new certificates already.
pilot-ask-kind = Which kind? 1 ordinary card, 2 reserve card, 3 short-term card, 4 mobile identity, 5 function certificate (Enter: 1): { "" }
pilot-ask-name = What is the pilot called? (Enter: { $usual }): { "" }
pilot-ask-no-kind = Answer with a number from 1 to 5.
pilot-ask-no-url = That is no https address. One looks like this: https://journal.region.example/login
pilot-ask-p12 = The file with its key, PKCS#12, as seen from the plan's folder (Enter: it is on a card): { "" }
pilot-ask-p12-before = The file with the old key (Enter: none): { "" }
pilot-ask-password = An address must have no user name and no password in it.
pilot-ask-service = What is the service called? (Enter: { $usual }): { "" }
pilot-ask-taken = { $name } is in the plan already. Give it another name.
pilot-ask-text = A text on the page that only somebody who is logged in sees, such as "Logged in as" (Enter: none): { "" }
pilot-ask-url = The page where one logs in to a service, https://... (Enter: no more): { "" }
pilot-ask-who = Who tried it? { "" }
pilot-audit-other = it is no JSON of tillit audit
pilot-before-again = Before the upgrade there is no answer from { $services }: it is tried once more now, with the cards as they are. If they are upgraded already, or the answer never becomes another: tillit pilot run { $plan } --phase after
pilot-before-left = Before the upgrade there is no answer from { $services }. Whether the old cards got in there nobody learns once they are upgraded.
pilot-card-done = { $card } is done already for this step; --again tries it once more.
pilot-ends-here = The run ends here: the card's module is still busy, and another card could not be used beside it. What was tried is kept. Go on with: tillit pilot run { $plan }
pilot-entered = Entered: { $service } with { $card }, { $phase ->
    [before] before the upgrade
   *[other] after the upgrade
}.
pilot-left-out = { $count ->
    [one] One result is left out
   *[other] { $count } results are left out
}: the plan has another page, or another part for the card, or the card another certificate.
pilot-plan-control = A card that stays old shows that the services still let the others in.
pilot-plan-head = The plan of a pilot. docs/pilot.md describes it. First run it with the cards as they are, upgrade them, run it again.
pilot-skipped = { $card } was left out.
pilot-step = { $phase ->
    [before] The step before the upgrade, with the cards as they are.
   *[after] The step after the upgrade.
}
pilot-written = { $plan } is written: { $services ->
    [one] one service
   *[other] { $services } services
}, { $cards ->
    [one] one card
   *[other] { $cards } cards
}. First, with the cards as they are: tillit pilot run { $plan }
