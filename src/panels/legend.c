/* The key: steps of heat with the percentage at which each begins, or kinds of time. */
#include "panels/legend.h"

#include "measure/field.h"
#include "views/stacked_bar.h"

#include <stdio.h>

/* Draws the key of heat, or only measures it when c is NULL; returns the column after it. */
static int heat_key(const struct wall *w, struct canvas *c, int y)
{
	const struct glyphs *g = wall_glyphs(w);
	int x = 0;
	char text[16];
	for (unsigned level = 0; level < HEATS; level++) {
		enum role role = (enum role)(ROLE_HEAT + level);
		unsigned step = !g->tens ? level : level == HEATS - 1 ? 9 : level * 9 / HEATS;
		int width = snprintf(text, sizeof text, "%u",
				     smooth_begin(&w->arrangement.smooth, level));
		if (c) {
			canvas_text(c, x, y, width, text, ROLE_LABEL);
			canvas_put(c, x + width + 1, y, g->height[step], role, GROUND_NONE);
			canvas_put(c, x + width + 2, y, g->height[step], role, GROUND_NONE);
		}
		x += width + 4;
	}
	if (c)
		canvas_text(c, x, y, 3, "hot", ROLE_HEAT + HEATS - 1);
	x += 4;
	if (c)
		canvas_text(c, x, y, 9, "(% busy)", ROLE_LABEL);
	return x + 8;
}

/* The same with kinds of time. */
static int time_key(const struct wall *w, struct canvas *c, int y)
{
	static const struct {
		enum part part;
		enum field field;
		const char *name;
	} kind[] = {
		{ PART_USR, FIELD_USR, "usr" },       { PART_NICE, FIELD_NICE, "nice" },
		{ PART_SYS, FIELD_SYS, "sys" },       { PART_INTERRUPT, FIELD_IRQ, "irq soft" },
		{ PART_STEAL, FIELD_STEAL, "steal" }, { PART_IOWAIT, FIELD_IOWAIT, "iowait" },
		{ PART_GUEST, FIELD_GUEST, "guest" },
	};
	const struct glyphs *g = wall_glyphs(w);
	int x = 0;
	for (size_t i = 0; i < sizeof kind / sizeof kind[0]; i++) {
		int width = text_width(kind[i].name);
		if (c) {
			canvas_put(c, x, y, g->part[kind[i].part], stacked_bar_role(kind[i].field),
				   GROUND_NONE);
			canvas_text(c, x + 2, y, width, kind[i].name, ROLE_LABEL);
		}
		x += width + 4;
	}
	if (c) {
		canvas_put(c, x, y, g->empty, ROLE_EMPTY, GROUND_NONE);
		canvas_text(c, x + 2, y, 4, "idle", ROLE_LABEL);
	}
	return x + 6;
}

void legend_draw_line(const struct wall *w, struct canvas *c, int y, int width)
{
	enum view form = w->arrangement.plan.form;
	bool times = form == VIEW_BARS || form == VIEW_METERS;
	if (w->arrangement.plan.view != VIEW_GROUPS && times && time_key(w, NULL, y) <= width)
		time_key(w, c, y);
	else if (heat_key(w, NULL, y) <= width)
		heat_key(w, c, y);
}
