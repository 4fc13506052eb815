# tillit demo, tillit lab

help-demo-keep = Keep the lab in this folder
help-demo-more =
    Examples:
      tillit demo
      tillit demo --keep lab
help-lab-write = Write an invented PKI with the shape of SITHS: certificates, keys, PKCS#12, revocation lists, catalog
help-lab-write-folder = Folder that is missing, is empty or is an earlier lab (which is replaced)
help-lab-write-base-url = Address where the folder will be served, such as http://127.0.0.1:8080; the certificates then point there for revocation lists and CA certificates
help-lab-write-more =
    Examples:
      tillit lab write lab
      cd lab && tillit verify --ca ca cards functions
help-lab-serve = Write an invented PKI whose certificates lead to this computer, and answer there: CA certificates, revocation lists, OCSP
help-lab-serve-folder = Folder that is missing, is empty or is an earlier lab (which is replaced)
help-lab-serve-port = Port on 127.0.0.1; without it a free one
help-lab-serve-more =
    Examples:
      tillit lab serve lab
      cd lab && tillit verify --ca ca --revocation auto cards/revoked
error-lab-serve = { $address } cannot be listened on: { $cause }
    .next = Choose another port, or leave --port out.
lab-served =
    The lab is in { $folder }: { $files } files, all of them invented. README.txt tells what is what.
    It answers on { $url } until this command is ended (Ctrl-C): CA certificates, revocation lists, OCSP.
    Never trust its root certificates on a computer that is used for anything.
    Try:  cd { $folder } && tillit verify --ca ca --revocation auto cards/revoked
help-value-URL = URL
invalid-base-url = Write an address such as http://127.0.0.1:8080.
help-lab-card = Put an invented card into a virtual reader (vpcd): for trying programs that read cards, without a card
help-lab-card-kind = Which card: old, upgraded, both (the old certificates fetched back), too-many, new, reserve, short-term, locked
help-lab-card-lab = Folder of tillit lab write whose certificates and keys are on the card; without it, new ones
help-lab-card-reader = Where vpcd listens; without it 127.0.0.1:35963, the first reader of Debian's package
help-lab-card-protocol = How card and reader talk: t1, or t0 as old SITHS cards do
help-lab-card-log = Write what is said to the card and what it answers into this file; PINs are left out
help-lab-card-more =
    Examples:
      tillit lab write lab
      tillit lab card upgraded --lab lab
      tillit lab card old --reader 127.0.0.1:35964 --protocol t0 --log card.log
help-value-PROTOCOL = PROTOCOL
help-value-VPCD = HOST:PORT
error-lab-card-reader = There is no reader at { $reader }: { $cause }
    .next = Install pcscd and vsmartcard-vpcd, start pcscd, then try again.
error-lab-card-gone = The reader at { $reader } has gone.
    .next = Start pcscd again, then put the card in again.
error-lab-card-read = { $path } cannot be read: { $cause }
    .next = Give the folder that tillit lab write has written, as the user who wrote it.
error-lab-card-lab = { $path }: that is not what a lab has there.
    .next = Give the folder that tillit lab write has written.
lab-card-in =
    A card is in the reader at { $reader } until this command is ended (Ctrl-C): { $kind }, with { $certificates } { $certificates ->
        [one] certificate
       *[other] certificates
    }. It is invented.
    PIN Legitimering: { $login }{ $tries ->
        [0] {" "}(locked: no tries are left)
       *[other] {""}
    }
    PIN Underskrift: { $signature }
    Try:  pkcs15-tool -c    pkcs11-tool -L
progress-lab = making keys
error-lab-foreign = { $folder } has { $file } in it, which is not part of a lab.
    .next = Choose a folder that is missing or empty.
error-lab-made = The lab could not be made: { $detail }
    .next = Try again. If it happens again it is a fault in tillit: report it.
lab-written =
    The lab is in { $folder }: { $files } files, all of them invented. README.txt tells what is what.
    Never trust its root certificates on a computer that is used for anything.
    Try:  cd { $folder } && tillit verify --ca ca cards functions

demo-intro =
    An invented PKI with the shape of SITHS is now made in a temporary folder: an old root, a new one, their issuing CAs and some cards. The commands below are run in that folder exactly as they stand. Nothing of yours is read or changed, and the network is not used. Everything is removed afterwards.
demo-intro-kept =
    An invented PKI with the shape of SITHS is now made in { $folder }: an old root, a new one, their issuing CAs and some cards. The commands below are run in that folder exactly as they stand. Nothing of yours is read or changed, and the network is not used. The folder stays.

demo-old-card = A card before the upgrade: its certificate comes from the old root.
demo-old-card-notice = Notice: the card can be trusted, but only under the old root, and its signatures are made with SHA-1. When the old root is taken away, the card stops working. That is a warning, so the exit code is 1.

demo-cannot-say = The same card after the upgrade, on a computer that has only the old CA certificates.
demo-cannot-say-notice = Notice: the answer is "cannot say", not no. Nothing is wrong with the card; the computer lacks the issuer's certificate. The answer says which one is missing and where it can be fetched. Exit code 3.

demo-import = The new CA certificates are brought in, and the card is tried again.
demo-import-notice = Notice: the root's fingerprint is pinned in the catalog. The issuing CAs for persons have no pin, just as in SITHS, and are accepted because the pinned root has signed them. Now the upgraded card is trusted under the new root.

demo-audit = The e-services: do they trust the upgraded card? In the first, somebody has put in the new root and thought that this was all.
demo-audit-notice = Notice: the root alone is not enough, because many cards send only their own certificate. The answer names the issuing CAs that are missing. The comparison shows what the second store has that the first lacks, and the inventory gives one line for each service with its owner.

demo-servers = The web server itself: from the line of its configuration to the answer about a card. Two services, two different mistakes.
demo-servers-notice = Notice: the first service has the new root and not its issuing CAs. The second trusts everything, and tells browsers that only old cards will do; the new card is never offered. Each answer points to the file and the line, and the plan changes just those files that the configuration names.

demo-install = The issuing CAs that are missing are put in: first a plan, then the change, then a look at the result. At the end everything is taken back.
demo-install-notice = Notice: a plan changes nothing. The change adds only what is missing, keeps owner and permissions of the file, and is read back and checked before it counts; if a check fails, everything is put back. Undo gives the file back byte for byte. With --card-certificate a real card is tried against the result, too.

demo-login = A login for real: an e-service on this computer trusts the old root alone, and asks for a card.
demo-login-notice = Notice: the card is not broken, and the first line says so; the browser would never have offered it. After the change and a restart the same card logs in with TLS 1.2 and 1.3, and at the end the file is taken back. With a real server it is the same: tillit diagnose URL.
demo-restarted = (The e-service is restarted, so that it reads its file anew.)

demo-broken = Two certificates that must not pass: a damaged one, and one from somebody else who made an issuing CA with the same name.
demo-broken-notice = Notice: names and key identifiers are the same as on the real card. The signature gives them away. The false issuer's certificate is not accepted either, for the pinned root has not signed it.

demo-signature = The card's signature certificate, used for login by mistake.
demo-signature-notice = Notice: the chain is right, but the certificate is for signatures. The user chose the wrong certificate in the dialogue; the card need not be replaced. For signatures it will do.

demo-reserve = A reserve card: level of assurance 2, valid for 30 days.
demo-reserve-notice = Notice: the card is trusted, but its level is LoA 2. A service that requires LoA 3 refuses it, and so it should.

demo-expired = A card that has expired.
demo-expired-notice = Notice: the date is the reason, nothing else. Only a new card helps.

demo-revoked = A card that its issuer has revoked: the holder has left.
demo-revoked-notice = Notice: whether a card is revoked is not asked unless you say so, and the first answer says that it was not. The revocation lists show that it is. With --revocation auto, tillit asks the addresses in the certificates; without a network the answer is "cannot say", never "good".

demo-json = The same answer for scripts: JSON, with codes that do not change with the language.
demo-json-notice = Notice: this is the card's other certificate, the one with the personal identity number. The number is masked unless --show-personal-id is given.

error-demo-service = The e-service of the demonstration does not run: { $detail }
    .next = Try again. If it happens again it is a fault in tillit: report it.
error-demo-step = { $command } ended with exit code { $exit }, and should have ended with { $expected }.
    .next = The demonstration makes everything anew each time, so this is a fault in tillit: report it.

demo-done =
    Now for real cards. The CA certificates of SITHS do not come with tillit, but their fingerprints do:

      tillit catalog check                  which CA certificates are missing, and where they are
      tillit catalog fetch                  fetches them from SITHS and compares the fingerprints
      tillit verify card.pem                a certificate from a card, against every generation of SITHS
      tillit verify card.pem --revocation auto
                                            asks whether the card is revoked, too
      tillit audit                          what the trust stores on this computer trust
      tillit explain T-110                  what a code in the answer means
      tillit lab write lab                  this invented PKI, to try your own servers with
      tillit lab serve lab                  the same, with revocation lists and OCSP that answer on this computer
