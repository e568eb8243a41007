/* Where the user is: the cursor, the open groups, the window, the prompt, the help. */
#ifndef COREWALL_WALL_NAVIGATION_H
#define COREWALL_WALL_NAVIGATION_H

#include "wall/expanded.h"
#include "wall/prompt.h"

#include <stddef.h>

/* What the cursor is on; it stays there through resizes, hotplug and changes of view. */
struct cursor {
	bool set;
	bool on_group;
	uint32_t cpu;   /* the cpu, or the first one of the group */
	uint64_t group; /* expanded_key() of the group */
};

/* The state before a search, which Escape restores. */
struct before_search {
	struct cursor cursor;
	struct expanded expanded;
	uint32_t range_size; /* of the settings */
	size_t top;
};

/* What n and c continue from. */
enum extreme { EXTREME_NONE, EXTREME_HOTTEST, EXTREME_COOLEST };

struct navigation {
	struct cursor cursor;
	struct expanded expanded;
	bool depth_by_hand; /* its depth was chosen with + and -, not by room */
	size_t top;         /* the first line wanted; a small screen may show another one */
	struct prompt prompt;
	struct before_search before_search;
	enum extreme extreme; /* where n or c last sent the cursor: */
	uint32_t extreme_cpu;
	/* What was searched for last, as long as the cursor stays on the match. */
	size_t match, matches; /* which match it is, of how many; 0: none */
	struct cursor at_match;
	bool help;
	unsigned help_page;
	char note[96];    /* for the status line; empty for none */
	int note_samples; /* samples for which the note still shows */
};

#endif
