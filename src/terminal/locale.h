/* What the locale says of characters, also where the C library does not know the locale. */
#ifndef COREWALL_TERMINAL_LOCALE_H
#define COREWALL_TERMINAL_LOCALE_H

#include <stdbool.h>

/* Takes over the locale of the environment. Once, at the start. */
void locale_choose(void);

/* Whether what we write is read as UTF-8. */
bool locale_is_utf8(void);

/* Takes it that it is, whatever the environment says. Before the terminal is opened. */
void locale_force_utf8(void);

/* Whether the environment says nothing of a locale: it was lost on the way, as with sudo or cron.
 */
bool locale_is_unset(void);

/* Whether terminals of that kind (TERM) read UTF-8 unless they are set up otherwise. */
bool locale_terminal_is_utf8(const char *term);

/* Whether the C library, and so ncurses, can write UTF-8. */
bool locale_writes_utf8(void);

#endif
