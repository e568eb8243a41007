/*
 * Terminals known by heart: what the database of terminfo says of the usual ones, for where there
 * is none, or an older one. Only what the screen asks for; knows no curses.
 */
#ifndef COREWALL_TERMINAL_TERMINALS_H
#define COREWALL_TERMINAL_TERMINALS_H

#include <stddef.h>

struct known_terminal;

/*
 * The terminal of that name, or the one of which it is a variant: "xterm-ghostty" is an xterm,
 * "screen.linux" a screen. NULL when there is none.
 */
const struct known_terminal *terminal_find(const char *name);

/*
 * What terminfo calls `cap`. A string without padding, "" when the terminal has none; a number, -1
 * when it has none; a flag is the number 1.
 */
const char *terminal_string(const struct known_terminal *t, const char *cap);
int terminal_number(const struct known_terminal *t, const char *cap);

/* The names, in the order of the table; NULL from there on. */
const char *terminal_name(size_t i);

#endif
