/* Puts the key and the certificate of a PKCS#12 file into this user's store, as middleware does with a card's, and says in the certificate who has the
   key:  import_key FILE PASSWORD CONTAINER PROVIDER TYPE
   The key goes to the container in Microsoft's own provider, whatever the certificate says. Windows' own functions; nothing of tillit's. */
#include <windows.h>
#include <wincrypt.h>
#include <stdio.h>
#include <stdlib.h>

static int failed(const char *what) {
    fprintf(stderr, "%s: %lx\n", what, GetLastError());
    return 1;
}

/* Wine imports every key into one and the same container, so it is taken on to one of its own. */
static int keep(PCCERT_CONTEXT one, const wchar_t *container, DWORD *kind) {
    HCRYPTPROV_OR_NCRYPT_KEY_HANDLE from;
    HCRYPTPROV to;
    HCRYPTKEY key;
    BOOL is_ours;
    static BYTE blob[1 << 16];
    DWORD size = sizeof blob;
    const wchar_t *provider = MS_ENH_RSA_AES_PROV_W;
    if (!CryptAcquireCertificatePrivateKey(one, 0, NULL, &from, kind, &is_ours)) return failed("the key");
    /* Wine says both kinds at once. */
    *kind = AT_KEYEXCHANGE;
    if (!CryptGetUserKey(from, *kind, &key)) {
        *kind = AT_SIGNATURE;
        if (!CryptGetUserKey(from, *kind, &key)) return failed("the key's handle");
    }
    if (!CryptExportKey(key, 0, PRIVATEKEYBLOB, 0, blob, &size)) return failed("export");
    if (!CryptAcquireContextW(&to, container, provider, PROV_RSA_AES, CRYPT_NEWKEYSET)
        && !CryptAcquireContextW(&to, container, provider, PROV_RSA_AES, 0)) return failed("the container");
    if (!CryptImportKey(to, blob, size, 0, CRYPT_EXPORTABLE, &key)) return failed("import");
    CryptReleaseContext(to, 0);
    return 0;
}

int wmain(int count, wchar_t **words) {
    if (count < 6) return failed("import_key FILE PASSWORD CONTAINER PROVIDER TYPE");
    static BYTE bytes[1 << 20];
    FILE *file = _wfopen(words[1], L"rb");
    if (!file) return failed("the file");
    CRYPT_DATA_BLOB blob = {fread(bytes, 1, sizeof bytes, file), bytes};
    HCERTSTORE from = PFXImportCertStore(&blob, words[2], CRYPT_EXPORTABLE);
    HCERTSTORE my = CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, CERT_SYSTEM_STORE_CURRENT_USER, L"MY");
    if (!from || !my) return failed("the stores");
    for (PCCERT_CONTEXT one = NULL; (one = CertEnumCertificatesInStore(from, one));) {
        DWORD size = 0;
        PCCERT_CONTEXT added;
        if (!CertGetCertificateContextProperty(one, CERT_KEY_PROV_INFO_PROP_ID, NULL, &size)) continue;
        CRYPT_KEY_PROV_INFO info = {words[3], words[4], _wtoi(words[5]), 0, 0, NULL, 0};
        if (keep(one, words[3], &info.dwKeySpec)) return 1;
        if (!CertAddCertificateContextToStore(my, one, CERT_STORE_ADD_REPLACE_EXISTING, &added)) return failed("add");
        if (!CertSetCertificateContextProperty(added, CERT_KEY_PROV_INFO_PROP_ID, 0, &info)) return failed("the key's place");
        CertFreeCertificateContext(added);
    }
    if (!CertControlStore(my, 0, CERT_STORE_CTRL_COMMIT, NULL)) return failed("commit");
    return CertCloseStore(my, 0) ? 0 : failed("close");
}
