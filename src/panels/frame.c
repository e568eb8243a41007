/* Puts a frame together. Invariant: every cell of the canvas is drawn in every frame. */
#include "panels/frame.h"

#include "panels/cursor_mark.h"
#include "panels/detail.h"
#include "panels/header.h"
#include "panels/help.h"
#include "panels/status_line.h"
#include "views/drawing.h"
#include "views/heatmap.h"
#include "views/views.h"

/* Columns of the widest id as the plan wants it: with its host, or within it. */
static int id_width(const struct arrangement *a, const struct machine *m)
{
	const struct usage *u = &m->usage;
	if (a->plan.local_ids)
		return cpu_name_id_width(&m->hosts, u->cpu, u->rows);
	int width = cpu_name_width(&m->hosts, u->cpu, u->rows);
	return width < PLAN_NAME_MOST ? width : PLAN_NAME_MOST;
}

static void draw_wall(const struct wall *w, const struct machine *m, bool replayed,
		      struct canvas *c, int y)
{
	const struct arrangement *a = &w->arrangement;
	const struct drawing d = {
		.canvas = c,
		.y = y,
		.glyphs = wall_glyphs(w),
		.colour = w->settings.colour && w->settings.theme != THEME_MONO,
		.usage = &m->usage,
		.hosts = &m->hosts,
		.id_width = id_width(a, m),
		.smooth = &a->smooth,
		.plan = &a->plan,
		.tree = &a->tree,
		.groups = a->groups,
		.shown = a->shown,
		.history = &a->history,
		.ago = past_ago(&w->past, &a->history),
		.zoom = w->settings.zoom,
		.clock = w->past.on || replayed,
	};
	if (!m->usage.rows)
		return;
	views_draw(&d);
	if (a->plan.band)
		heatmap_draw_band(&d, d.x, y + a->plan.height - a->plan.free, a->plan.width,
				  a->plan.free);
}

void frame_draw(struct wall *w, const struct machine *live, const struct surroundings *s,
		struct canvas *c, int width, int height)
{
	const struct machine *m = wall_machine(w, live);
	struct regions r = regions_of(width, height, w->settings.detail);
	wall_resize(w, m, width, height);
	canvas_reset(c, width, height);
	c->ascii = w->settings.glyphs == GLYPHS_ASCII;
	if (w->navigation.help) {
		help_draw(w, c);
		return;
	}
	int y = wall_first_row(w);
	header_draw(w, m, s, c, r.header);
	draw_wall(w, m, s->replay != NULL, c, y);
	cursor_mark_draw(w, m, c, y);
	if (w->settings.detail)
		detail_draw(w, m, s, c);
	if (r.status)
		status_line_draw(w, m, s, c, height - 1);
}
