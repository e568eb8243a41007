/*
 * The wall: what the user chose, where the user is, and what follows from both and a machine. Keys
 * come in as numbers (commands.h); panels/ and views/ read what to draw. Must not know terminals,
 * clocks or files.
 */
#ifndef COREWALL_WALL_WALL_H
#define COREWALL_WALL_WALL_H

#include "wall/arrangement.h"
#include "wall/navigation.h"
#include "wall/past.h"
#include "wall/settings.h"

struct wall {
	struct settings settings;
	struct navigation navigation;
	struct arrangement arrangement;
	struct past past;
};

/* Makes a wall with these views, [VIEWS] by enum view, which must outlive it. */
void wall_init(struct wall *w, const struct view_info *const *views);
void wall_free(struct wall *w);

/*
 * Call after every change of the machine: machine_feed(), machine_lose(), machine_take_facts().
 * Everything that is kept by row follows the machine's rows.
 */
void wall_update(struct wall *w, const struct machine *m);

/* What is shown: the live machine, or that of a moment in the past. */
const struct machine *wall_machine(const struct wall *w, const struct machine *live);

/* Call after another moment, or the present, was chosen. */
void wall_follow_past(struct wall *w, const struct machine *live);

/* Brings the plan and the sums of the groups up to date with settings and machine. */
void wall_refresh(struct wall *w, const struct machine *m);

/* The same for a screen of that size, with the cursor in the window if there is one. */
void wall_resize(struct wall *w, const struct machine *m, int width, int height);

/* After a change of settings or navigation: refreshes, with the cursor in the window. */
void wall_keep_in_sight(struct wall *w, const struct machine *m);

/* Scrolls no more than it takes to show the line of the plan. */
void wall_scroll_to(struct wall *w, size_t line);

/* Says something in the status line for a few samples. */
void wall_note(struct wall *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The first row of the wall on the screen. A blank one may lie between it and the header. */
int wall_first_row(const struct wall *w);

/* The characters in use. */
const struct glyphs *wall_glyphs(const struct wall *w);

#endif
