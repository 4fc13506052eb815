errors-no-such-code = There is no code { $code }.
    .list = All codes: tillit explain --list

# File formats that are recognised and not read
errors-format-bks-key-store = a Bouncy Castle key store (BKS)
errors-format-bcfks-key-store = a Bouncy Castle FIPS key store (BCFKS)
errors-format-private-key = a private key
errors-format-encrypted-private-key = an encrypted private key
errors-format-openssh-key = an OpenSSH key
errors-format-public-key = a public key
errors-format-certificate-request = a certificate request (CSR)
errors-format-certificate-revocation-list = a revocation list (CRL)
errors-format-key-parameters = key parameters
errors-format-attribute-certificate = an attribute certificate
errors-format-cms-message = a signed or encrypted message (CMS)
errors-format-openpgp = an OpenPGP key or message
errors-format-zip-archive = a ZIP archive
errors-format-gzip-file = a gzip file
errors-format-pdf-document = a PDF document
errors-format-html-page = a web page
errors-format-xml-document = an XML document
errors-format-sqlite-database = an SQLite database (perhaps of NSS or Firefox)
errors-format-microsoft-serialized-certificate-store = a serialized certificate store of Windows (SST)
errors-format-pkcs-12-with-pbmac1 = a PKCS#12 file with a new kind of protection (PBMAC1)
errors-format-pkcs-12-protected-with-public-keys = a PKCS#12 file protected with public keys
errors-format-pkcs-12-with-an-unknown-encryption-scheme = a PKCS#12 file with an encryption that is not read
