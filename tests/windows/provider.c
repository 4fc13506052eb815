/* A card's driver of the older kind (CSP) that does what the variable CARD says. It has its keys from Microsoft's own provider.
     (nothing)       signs
     silent          never answers
     sign N CODE     signs N times, then fails with CODE
   That it cannot be opened is not among these: Wine tells that in one and the same way, whatever the reason.
   What it is asked is noted in C:\work\provider.log. Nothing of tillit's. */
#include <windows.h>
#include <wincrypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALL __declspec(dllexport) BOOL WINAPI

static int signatures;

static void note(const char *call) {
    FILE *log = fopen("C:\\work\\provider.log", "a");
    if (!log) return;
    fprintf(log, "%s\n", call);
    fclose(log);
}

static const char *card(void) {
    static char says[64];
    if (!GetEnvironmentVariableA("CARD", says, sizeof says)) says[0] = 0;
    return says;
}

CALL CPAcquireContext(HCRYPTPROV *provider, LPSTR container, DWORD flags, PVOID table) {
    note("acquire");
    if (!strcmp(card(), "silent")) Sleep(INFINITE);
    return CryptAcquireContextA(provider, container, MS_ENH_RSA_AES_PROV_A, PROV_RSA_AES, flags);
}

CALL CPReleaseContext(HCRYPTPROV provider, DWORD flags) {
    note("release");
    return CryptReleaseContext(provider, flags);
}

CALL CPCreateHash(HCRYPTPROV provider, ALG_ID algorithm, HCRYPTKEY key, DWORD flags, HCRYPTHASH *hash) {
    return CryptCreateHash(provider, algorithm, key, flags, hash);
}

CALL CPSetHashParam(HCRYPTPROV provider, HCRYPTHASH hash, DWORD parameter, BYTE *data, DWORD flags) {
    return CryptSetHashParam(hash, parameter, data, flags);
}

CALL CPDestroyHash(HCRYPTPROV provider, HCRYPTHASH hash) { return CryptDestroyHash(hash); }

CALL CPSignHash(HCRYPTPROV provider, HCRYPTHASH hash, DWORD kind, LPCWSTR text, DWORD flags, BYTE *signature, DWORD *size) {
    int most;
    unsigned code;
    note("sign");
    if (sscanf(card(), "sign %d %x", &most, &code) == 2 && signatures++ >= most) {
        SetLastError(code);
        return FALSE;
    }
    return CryptSignHashW(hash, kind, text, flags, signature, size);
}

/* What a driver has to have, and nobody here needs. */
#define NOT_HERE(name) CALL name(void) { SetLastError(NTE_FAIL); return FALSE; }
NOT_HERE(CPDecrypt) NOT_HERE(CPDeriveKey) NOT_HERE(CPDestroyKey) NOT_HERE(CPDuplicateHash) NOT_HERE(CPDuplicateKey) NOT_HERE(CPEncrypt)
NOT_HERE(CPExportKey) NOT_HERE(CPGenKey) NOT_HERE(CPGenRandom) NOT_HERE(CPGetHashParam) NOT_HERE(CPGetKeyParam) NOT_HERE(CPGetProvParam)
NOT_HERE(CPGetUserKey) NOT_HERE(CPHashData) NOT_HERE(CPHashSessionKey) NOT_HERE(CPImportKey) NOT_HERE(CPSetKeyParam) NOT_HERE(CPSetProvParam)
NOT_HERE(CPVerifySignature)
