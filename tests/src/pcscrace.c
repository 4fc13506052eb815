/* PC/SC's library with two empty readers, of which one is plugged in while their names are asked for: as often as RACES says, the buffer that was
 * long enough a moment ago is too short. Structures as pcsclite lays them out on Linux. */
#include <stdlib.h>
#include <string.h>

typedef unsigned long word;
struct state { const char *reader; void *user; word current, event, length; unsigned char atr[33]; };
static const char names[] = "Omnikey 00 00\0Virtual PCD 00 00\0";
static long races = -1;

long SCardEstablishContext(word scope, const void *a, const void *b, long *context) {
    (void)scope, (void)a, (void)b;
    *context = 1;
    return 0;
}
long SCardReleaseContext(long context) { (void)context; return 0; }
long SCardListReaders(long context, const char *groups, char *out, word *length) {
    const char *times = getenv("RACES");
    (void)context, (void)groups;
    if (races < 0) races = times ? atol(times) : 0;
    if (!out) { *length = races > 0 ? 15 : sizeof names; return 0; }
    if (races > 0) { races--; *length = sizeof names; return 0x80100008; /* SCARD_E_INSUFFICIENT_BUFFER */ }
    memcpy(out, names, sizeof names);
    *length = sizeof names;
    return 0;
}
long SCardGetStatusChange(long context, word timeout, struct state *states, word count) {
    (void)context, (void)timeout;
    for (word i = 0; i < count; i++) states[i].event = 0x10; /* SCARD_STATE_EMPTY */
    return 0;
}
static long none(void) { return 0x8010000c; /* SCARD_E_NO_SMARTCARD */ }
long SCardConnect(void) { return none(); }
long SCardReconnect(void) { return none(); }
long SCardDisconnect(void) { return none(); }
long SCardBeginTransaction(void) { return none(); }
long SCardEndTransaction(void) { return none(); }
long SCardTransmit(void) { return none(); }
