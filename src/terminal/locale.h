/* The character set of the locale, even if the C library does not know the locale. */
#ifndef COREWALL_TERMINAL_LOCALE_H
#define COREWALL_TERMINAL_LOCALE_H

#include <stdbool.h>

/* Sets the locale from the environment. Call it once, at the start. */
void locale_choose(void);

/* Whether what we write is read as UTF-8. */
bool locale_is_utf8(void);

/* Assumes UTF-8 whatever the environment says. Call it before the terminal is opened. */
void locale_force_utf8(void);

/* Whether the environment names no locale: sudo or cron may have removed it. */
bool locale_is_unset(void);

/* Whether terminals of that kind (TERM) read UTF-8 unless they are set up otherwise. */
bool locale_terminal_is_utf8(const char *term);

/* Whether the C library, and so ncurses, can write UTF-8. */
bool locale_writes_utf8(void);

#endif
