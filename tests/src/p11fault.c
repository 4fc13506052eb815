/* A PKCS#11 module that hands every call to a real one, and fails where it is told to (P11_FAULT):
 *   final, low, locked   flags of the token's PIN
 *   pinpad=MS            the PIN is typed at the reader, which takes MS milliseconds; P11_PIN is what is typed, without it: cancelled
 *   login=CODE           C_Login answers with this
 *   sign=CODE            C_Sign answers with this
 *   nopss                the token does not name CKM_RSA_PKCS_PSS
 * P11_REAL: the real module. P11_LOG: a file in which each C_Login, C_Logout, C_Sign and C_Finalize leaves its name.
 * Structures as PKCS#11 2.40 lays them out on Unix: no padding but the compiler's own. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long ulong_t;
struct list { unsigned char version[2]; void *call[68]; };
struct token { unsigned char text[96]; ulong_t flags; };
enum { FINALIZE = 1, GET_FUNCTION_LIST = 3, GET_TOKEN_INFO = 6, GET_MECHANISM_LIST = 7, LOGIN = 18, LOGOUT = 19, SIGN = 43 };

static struct list real, ours;

static const char *fault(const char *name) {
    const char *set = getenv("P11_FAULT");
    size_t length = strlen(name);
    if (!set || strncmp(set, name, length)) return NULL;
    return set[length] == '=' ? set + length + 1 : set[length] ? NULL : "";
}
static void tell(const char *call) {
    const char *path = getenv("P11_LOG");
    FILE *log = path ? fopen(path, "a") : NULL;
    if (log) { fprintf(log, "%s\n", call); fclose(log); }
}
static ulong_t finalize(void *reserved) {
    tell("C_Finalize");
    return ((ulong_t (*)(void *))real.call[FINALIZE])(reserved);
}
static ulong_t get_token_info(ulong_t slot, struct token *token) {
    ulong_t result = ((ulong_t (*)(ulong_t, struct token *))real.call[GET_TOKEN_INFO])(slot, token);
    if (fault("low")) token->flags |= 0x10000;
    if (fault("final")) token->flags |= 0x20000;
    if (fault("locked")) token->flags |= 0x40000;
    if (fault("pinpad")) token->flags |= 0x100;
    return result;
}
static ulong_t get_mechanism_list(ulong_t slot, ulong_t *list, ulong_t *count) {
    ulong_t result = ((ulong_t (*)(ulong_t, ulong_t *, ulong_t *))real.call[GET_MECHANISM_LIST])(slot, list, count);
    for (ulong_t i = 0; list && !result && fault("nopss") && i < *count; i++)
        if (list[i] == 0x0d) list[i] = 0x80000000;
    return result;
}
static ulong_t login(ulong_t session, ulong_t user, unsigned char *pin, ulong_t length) {
    const char *value = fault("login"), *typed = getenv("P11_PIN");
    tell("C_Login");
    if (value) return strtoul(value, NULL, 16);
    if ((value = fault("pinpad"))) {
        if (pin) return 0x30; /* CKR_DEVICE_ERROR: nobody hands a PIN to a token that has it typed */
        usleep((useconds_t)atoi(value) * 1000);
        if (!typed) return 0x50; /* CKR_FUNCTION_CANCELED */
        pin = (unsigned char *)typed;
        length = strlen(typed);
    }
    return ((ulong_t (*)(ulong_t, ulong_t, unsigned char *, ulong_t))real.call[LOGIN])(session, user, pin, length);
}
static ulong_t logout(ulong_t session) {
    tell("C_Logout");
    return ((ulong_t (*)(ulong_t))real.call[LOGOUT])(session);
}
static ulong_t sign(ulong_t session, void *data, ulong_t length, void *signature, ulong_t *room) {
    const char *value = fault("sign");
    if (signature) tell("C_Sign");
    if (value) return strtoul(value, NULL, 16);
    return ((ulong_t (*)(ulong_t, void *, ulong_t, void *, ulong_t *))real.call[SIGN])(session, data, length, signature, room);
}
ulong_t C_GetFunctionList(struct list **out) {
    struct list *list;
    const char *path = getenv("P11_REAL");
    void *module = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    ulong_t (*get)(struct list **) = module ? (ulong_t (*)(struct list **))dlsym(module, "C_GetFunctionList") : NULL;
    if (!get || get(&list)) return 5; /* CKR_GENERAL_ERROR */
    ours = real = *list;
    ours.call[FINALIZE] = finalize;
    ours.call[GET_FUNCTION_LIST] = C_GetFunctionList;
    ours.call[GET_TOKEN_INFO] = get_token_info;
    ours.call[GET_MECHANISM_LIST] = get_mechanism_list;
    ours.call[LOGIN] = login;
    ours.call[LOGOUT] = logout;
    ours.call[SIGN] = sign;
    *out = &ours;
    return 0;
}
