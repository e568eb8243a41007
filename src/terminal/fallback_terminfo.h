/* Entries of terminfo for the usual terminals, for systems without its database. */
#ifndef COREWALL_TERMINAL_FALLBACK_TERMINFO_H
#define COREWALL_TERMINAL_FALLBACK_TERMINFO_H

struct fallback_entry {
	const char *name;     /* of the terminal that the entry describes */
	const char *terminfo; /* for the environment variable TERMINFO, where ncurses reads it */
};

/*
 * The entry of the terminal of that name, or of the one of which it is a variant: "xterm-ghostty"
 * is an xterm, "screen.linux" a screen. NULL if there is none.
 */
const struct fallback_entry *fallback_find(const char *name);

#endif
