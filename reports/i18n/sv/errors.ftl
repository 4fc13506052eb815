errors-no-such-code = Det finns ingen kod { $code }.
    .list = Alla koder: tillit explain --list

# File formats that are recognised and not read
errors-format-bks-key-store = ett Bouncy Castle-arkiv (BKS)
errors-format-bcfks-key-store = ett Bouncy Castle FIPS-arkiv (BCFKS)
errors-format-private-key = en privat nyckel
errors-format-encrypted-private-key = en krypterad privat nyckel
errors-format-openssh-key = en OpenSSH-nyckel
errors-format-public-key = en öppen nyckel
errors-format-certificate-request = en certifikatbegäran (CSR)
errors-format-certificate-revocation-list = en spärrlista (CRL)
errors-format-key-parameters = nyckelparametrar
errors-format-attribute-certificate = ett attributcertifikat
errors-format-cms-message = ett signerat eller krypterat meddelande (CMS)
errors-format-openpgp = en OpenPGP-nyckel eller ett OpenPGP-meddelande
errors-format-zip-archive = ett ZIP-arkiv
errors-format-gzip-file = en gzip-fil
errors-format-pdf-document = ett PDF-dokument
errors-format-html-page = en webbsida
errors-format-xml-document = ett XML-dokument
errors-format-sqlite-database = en SQLite-databas (kanske från NSS eller Firefox)
errors-format-microsoft-serialized-certificate-store = ett serialiserat certifikatarkiv från Windows (SST)
errors-format-pkcs-12-with-pbmac1 = en PKCS#12-fil med en ny sorts skydd (PBMAC1)
errors-format-pkcs-12-protected-with-public-keys = en PKCS#12-fil som skyddas med öppna nycklar
errors-format-pkcs-12-with-an-unknown-encryption-scheme = en PKCS#12-fil med en kryptering som inte läses
