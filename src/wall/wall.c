/* The wall's three parts, kept in step. Invariant after wall_refresh(): the plan is that of the
 * settings, the open groups and the machine. */
#include "wall/wall.h"

#include "wall/cursor.h"

#include <stdarg.h>
#include <stdio.h>

enum { NOTE_SAMPLES = 3 };

void wall_init(struct wall *w, const struct view_info *const *views)
{
	*w = (struct wall){
		.settings = {
			.level = LEVELS,
			.interval = 1,
			.colour = true,
			.hot = 90,
			.glyphs = GLYPHS_UNICODE,
			.best_glyphs = GLYPHS_UNICODE,
		},
		.arrangement = { .views = views, .stale = true },
	};
}

void wall_free(struct wall *w)
{
	filter_free(&w->settings.filter);
	expanded_free(&w->navigation.expanded);
	expanded_free(&w->navigation.before_search.expanded);
	arrangement_free(&w->arrangement);
	past_free(&w->past);
	*w = (struct wall){ 0 };
}

void wall_note(struct wall *w, const char *format, ...)
{
	struct navigation *n = &w->navigation;
	va_list args;
	va_start(args, format);
	vsnprintf(n->note, sizeof n->note, format, args);
	va_end(args);
	n->note_samples = NOTE_SAMPLES;
}

void wall_update(struct wall *w, const struct machine *m)
{
	struct navigation *n = &w->navigation;
	bool sampled = arrangement_remember(&w->arrangement, m);
	past_follow(&w->past, &w->arrangement.history, m);
	arrangement_update(&w->arrangement, &w->settings, wall_machine(w, m));
	if (sampled && n->note_samples && !--n->note_samples)
		n->note[0] = '\0';
}

const struct machine *wall_machine(const struct wall *w, const struct machine *live)
{
	return w->past.on ? &w->past.machine : live;
}

void wall_follow_past(struct wall *w, const struct machine *live)
{
	past_follow(&w->past, &w->arrangement.history, live);
	/* Show the moment as it was: do not smooth it with what was shown before. */
	smooth_free(&w->arrangement.smooth);
	arrangement_update(&w->arrangement, &w->settings, wall_machine(w, live));
}

void wall_refresh(struct wall *w, const struct machine *m)
{
	arrangement_refresh(&w->arrangement, &w->settings, &w->navigation, m);
}

void wall_scroll_to(struct wall *w, size_t line)
{
	struct arrangement *a = &w->arrangement;
	size_t top = cursor_window(&a->plan, line);
	if (top == a->plan.top)
		return; /* keep the wanted place, even if a small screen cannot show it */
	w->navigation.top = top;
	a->stale = true;
}

void wall_keep_in_sight(struct wall *w, const struct machine *m)
{
	wall_refresh(w, m);
	struct position at = cursor_find(&w->navigation.cursor, &w->arrangement, m);
	if (w->navigation.cursor.set && at.line != SIZE_MAX)
		wall_scroll_to(w, at.line);
}

void wall_resize(struct wall *w, const struct machine *m, int width, int height)
{
	struct arrangement *a = &w->arrangement;
	if (a->width != width || a->height != height) {
		a->width = width;
		a->height = height;
		a->stale = true;
		wall_keep_in_sight(w, m);
	}
	wall_refresh(w, m);
}

const struct glyphs *wall_glyphs(const struct wall *w)
{
	const struct settings *s = &w->settings;
	return glyphs_choose(s->glyphs, s->colour && s->theme != THEME_MONO);
}

int wall_first_row(const struct wall *w)
{
	const struct arrangement *a = &w->arrangement;
	return regions_of(a->width, a->height, false).header + a->plan.lead;
}
