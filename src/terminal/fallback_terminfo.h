/* Entries of terminfo for the usual terminals, for systems without its database. */
#ifndef COREWALL_TERMINAL_FALLBACK_TERMINFO_H
#define COREWALL_TERMINAL_FALLBACK_TERMINFO_H

struct fallback_entry {
	const char *name;     /* of the terminal that the entry describes */
	const char *terminfo; /* for the environment variable TERMINFO, where ncurses reads it */
};

/*
 * The entry for the terminal of that name, or for the one that it is a variant of: "xterm-ghostty"
 * is an xterm, "screen.linux" a screen. NULL if there is none.
 */
const struct fallback_entry *fallback_find(const char *name);

#endif
