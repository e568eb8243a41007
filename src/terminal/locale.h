/* What the locale says of characters, also where the C library does not know the locale. */
#ifndef COREWALL_TERMINAL_LOCALE_H
#define COREWALL_TERMINAL_LOCALE_H

#include <stdbool.h>

/* Takes over the locale of the environment. Once, at the start. */
void locale_choose(void);

/* Whether what we write is read as UTF-8. */
bool locale_is_utf8(void);

/* Whether the C library, and so ncurses, can write UTF-8. */
bool locale_writes_utf8(void);

#endif
