/* Sends the cursor to a cpu or a group: opens what hides it, and moves the window. */
#ifndef COREWALL_WALL_GO_TO_H
#define COREWALL_WALL_GO_TO_H

#include "wall/wall.h"

/* To the hottest or the coolest cpu; from there to the next one, or back. */
void go_to_extreme(struct wall *w, const struct machine *m, enum extreme extreme, bool back);

/* Whether the cursor is still on a match of the last search. Only then: goes to the next match. */
bool go_to_is_at_match(const struct navigation *n);
void go_to_next_match(struct wall *w, const struct machine *m, bool back);

/* Remembers where a search begins. */
void go_to_begin(struct wall *w);

/* Goes where the prompt's text leads. If that is nowhere, goes back, with the reason as a note. */
void go_to_found(struct wall *w, const struct machine *m);

/* Back to where the search began. */
void go_to_back(struct wall *w, const struct machine *m);

/* Keeps ranges that were chosen by room: another size would close the open groups. */
void go_to_keep_ranges(struct wall *w);

#endif
