/*
 * The header. Invariant: whatever is left out for want of room, the maximum and its cpu go last.
 */
#include "panels/header.h"

#include "panels/priority_line.h"
#include "panels/summary.h"
#include "views/load_histogram.h"
#include "views/stacked_bar.h"

#include <stdio.h>

enum {
	TERSE_BELOW = 28, /* columns */
	LABEL_WIDTH = 7,
	BAR_LEAST = 8,
	BAR_MOST = 64
};

/* Digits of the machine's largest id. */
static int id_width(const struct machine *m)
{
	return snprintf(NULL, 0, "%u", m->usage.rows ? m->usage.cpu[m->usage.rows - 1] : 0);
}

static void add_count(const struct machine *m, struct priority_line *l, int weight)
{
	size_t present = machine_present(m);
	if (m->usage.online != present)
		priority_line_add(l, weight, ROLE_STRONG, "%zu/%zu cpus", m->usage.online, present);
	else
		priority_line_add(l, weight, ROLE_STRONG, "%zu cpu%s", present,
				  present == 1 ? "" : "s");
}

static void add_uptime(const struct surroundings *s, struct priority_line *l)
{
	if (s->up_ns < 0)
		return;
	unsigned minutes = (unsigned)(s->up_ns / 60000000000), days = minutes / 1440;
	if (days)
		priority_line_add(l, 3, ROLE_TEXT, "up %ud %02u:%02u", days, minutes / 60 % 24,
				  minutes % 60);
	else
		priority_line_add(l, 3, ROLE_TEXT, "up %02u:%02u", minutes / 60, minutes % 60);
}

/* Hundredths are shown where there are some. */
static void add_interval(double seconds, struct priority_line *l)
{
	int hundredths = (int)(100 * seconds + 0.5);
	int decimals = hundredths < 100 && hundredths % 10 ? 2 : 1;
	priority_line_add(l, 5, ROLE_TEXT, "%.*fs", decimals, seconds)->right = true;
}

/* What holds this machine or our part of it back; nothing where there is no limit. */
static void add_limits(const struct machine *m, struct priority_line *l)
{
	const struct limits *limits = &m->limits;
	if (!m->limits_read.read_ns)
		return;
	if (limits->quota > 0) {
		priority_line_add(l, 7, ROLE_STRONG, "quota %.1f cpus", limits->quota);
		if (limits->used >= 0)
			priority_line_add(l, 3, ROLE_TEXT, "%.1f used", limits->used)->joined =
				true;
		if (limits->throttled >= 0)
			priority_line_add(l, 7, limits->throttled >= 0.5 ? ROLE_ALERT : ROLE_TEXT,
					  "throttled %.0f%%", limits->throttled);
	}
	if (limits->pressure >= 0)
		priority_line_add(l, limits->pressure >= 9.5 ? 3 : 0, ROLE_TEXT, "pressure %.0f%%",
				  limits->pressure);
}

/* View, overflow, order, interval, at the right end. */
static void add_mode(const struct wall *w, struct priority_line *l)
{
	const struct settings *s = &w->settings;
	const struct plan *plan = &w->arrangement.plan;
	const char *name = plan->views[plan->view]->name;
	if (s->view != VIEW_AUTO && s->view != plan->view)
		priority_line_add(l, 6, ROLE_TEXT, "%s>%s", plan->views[s->view]->name, name)
			->right = true;
	else
		priority_line_add(l, 6, ROLE_TEXT, "%s", name)->right = true;
	if (plan->overflow != OVERFLOW_AUTO && plan->view != VIEW_GROUPS)
		priority_line_add(l, 4, ROLE_TEXT, "%s", overflow_name[plan->overflow])->right =
			true;
	if (s->order != ORDER_ID)
		priority_line_add(l, 4, ROLE_TEXT, "by %s", order_name[s->order])->right = true;
	if (s->paused)
		priority_line_add(l, 9, ROLE_NOTE, "paused")->right = true;
	else
		add_interval(s->interval, l);
}

static void draw_identity(const struct wall *w, const struct machine *m,
			  const struct surroundings *s, struct canvas *c, int y)
{
	struct priority_line l;
	priority_line_begin(&l, wall_glyphs(w)->dot);
	priority_line_add(&l, 2, ROLE_LABEL, "corewall");
	priority_line_add(&l, 8, ROLE_STRONG, "%.64s", s->host)->joined = true;
	add_count(m, &l, 7);
	if (s->replay)
		priority_line_add(&l, 8, ROLE_NOTE, "%s", s->replay);
	add_uptime(s, &l);
	if (s->load[0])
		priority_line_add(&l, 1, ROLE_TEXT, "load %.40s", s->load);
	add_limits(m, &l);
	add_mode(w, &l);
	priority_line_draw(&l, c, 0, y, c->width);
}

/* Steal and iowait, when they are worth a word. */
static void add_losses(const struct aggregate *a, struct priority_line *l)
{
	static const struct {
		enum field field;
		enum role role;
	} loss[] = { { FIELD_STEAL, ROLE_STEAL }, { FIELD_IOWAIT, ROLE_IOWAIT } };
	for (size_t i = 0; i < sizeof loss / sizeof loss[0]; i++) {
		double percent = aggregate_percent(a, loss[i].field);
		if (percent >= 0.1)
			priority_line_add(l, 3, loss[i].role, "%s %.1f%%",
					  field_table[loss[i].field].name, percent);
	}
}

/* Average, maximum and hot cpus of the machine; `still`: words keep their places whatever the
 * numbers are. */
static void add_total(const struct wall *w, const struct machine *m, struct priority_line *l,
		      bool still)
{
	const struct aggregate *a = &m->all;
	char max[64];
	snprintf(max, sizeof max, "max %u%% cpu%u", aggregate_max(a), a->max_cpu);
	int widest = 12 + id_width(m); /* "max 100% cpuN" */
	priority_line_add(l, 6, ROLE_TEXT, "avg %*.1f%%", still ? 4 : 0, aggregate_busy(a));
	priority_line_add(l, 9, summary_heat((double)a->max), "%-*s", still ? widest : 0, max);
	summary_add_hot(l, wall_glyphs(w), a);
	add_losses(a, l);
}

/* "avg 12.3%  max 100% cpuN  ≥90%: N  steal 1.2%": what the bar leaves room for. */
static int texts_width(const struct wall *w, const struct machine *m)
{
	return 43 + text_width(wall_glyphs(w)->at_least) + 2 * id_width(m);
}

/* As the rows of groups have it in so little width: average, maximum@cpu, hot! */
static void draw_terse_total(const struct machine *m, struct canvas *c, int y)
{
	char text[3][64];
	const struct aggregate *a = &m->all;
	unsigned average = a->total ? (unsigned)(aggregate_busy(a) + 0.5) : 0;
	unsigned max = aggregate_max(a);
	int form = 0;
	snprintf(text[0], sizeof text[0], "%zu: %u%% %u%%@%u %u!", m->usage.online, average, max,
		 a->max_cpu, a->hot);
	snprintf(text[1], sizeof text[1], "%zu: %u %u@%u %u!", m->usage.online, average, max,
		 a->max_cpu, a->hot);
	snprintf(text[2], sizeof text[2], "%u %u@%u %u!", average, max, a->max_cpu, a->hot);
	while (form < 2 && text_width(text[form]) > c->width)
		form++;
	canvas_text(c, 0, y, c->width, text[form], summary_heat((double)a->max));
}

static void draw_bar(const struct glyphs *g, const struct aggregate *a, struct canvas *c, int x,
		     int y, int width)
{
	if (a->total)
		stacked_bar_draw(c, g, x, y, width, a->ticks, a->total);
	for (int i = 0; !a->total && i < width; i++)
		canvas_put(c, x + i, y, g->empty, ROLE_EMPTY, GROUND_NONE);
}

static void draw_total(const struct wall *w, const struct machine *m, struct canvas *c, int y)
{
	struct priority_line l;
	if (c->width < TERSE_BELOW && m->all.known) {
		draw_terse_total(m, c, y);
		return;
	}
	int x = canvas_text(c, 0, y, c->width, "all", ROLE_LABEL);
	int bar = c->width - LABEL_WIDTH - 2 - texts_width(w, m);
	bar = bar > BAR_MOST ? BAR_MOST : bar;
	x = c->width >= 24 ? LABEL_WIDTH : x + 1;
	if (bar >= BAR_LEAST) {
		draw_bar(wall_glyphs(w), &m->all, c, x, y, bar);
		x += bar + 2;
	}
	priority_line_begin(&l, "");
	if (m->all.known)
		add_total(w, m, &l, bar >= BAR_LEAST);
	else
		summary_add(&l, wall_glyphs(w), &m->all);
	priority_line_draw(&l, c, x, y, c->width - x);
}

/* How many cpus sit at which load, with the ends of the scale; returns the column after it. */
static int draw_scale(const struct wall *w, struct canvas *c, int x, int y)
{
	const struct glyphs *g = wall_glyphs(w);
	x += canvas_text(c, x, y, c->width - x, "0%", ROLE_LABEL);
	canvas_put(c, x++, y, g->left, ROLE_LABEL, GROUND_NONE);
	load_histogram_draw(c, g, x, y, &w->arrangement.spread);
	x += SPREAD_BUCKETS;
	canvas_put(c, x++, y, g->right, ROLE_LABEL, GROUND_NONE);
	return x + canvas_text(c, x, y, c->width - x, "100%", ROLE_LABEL);
}

/* The ids of the hottest, as many as there is room for, each in a place as wide as the largest. */
static void draw_hottest(const struct wall *w, const struct machine *m, struct canvas *c, int x,
			 int y)
{
	const struct arrangement *a = &w->arrangement;
	int place = 1 + id_width(m), label = text_width("hottest");
	if (!a->hottest.count || x + label + place > c->width)
		return;
	x += canvas_text(c, x, y, label, "hottest", ROLE_LABEL);
	for (int i = 0; i < a->hottest.count && x + place <= c->width; i++, x += place) {
		uint32_t cpu = a->hottest.entry[i].cpu;
		char id[16];
		snprintf(id, sizeof id, " %u", cpu);
		canvas_text(c, x, y, place, id,
			    ROLE_HEAT + a->smooth.level[usage_row(&m->usage, cpu)]);
	}
}

static void draw_spread(const struct wall *w, const struct machine *m, struct canvas *c, int y)
{
	if (c->width < LABEL_WIDTH + 18)
		return;
	canvas_text(c, 0, y, LABEL_WIDTH, "spread", ROLE_LABEL);
	int x = draw_scale(w, c, LABEL_WIDTH, y);
	draw_hottest(w, m, c, x + 3, y);
}

/* Identity and total in one line. */
static void draw_short(const struct wall *w, const struct machine *m, const struct surroundings *s,
		       struct canvas *c)
{
	struct priority_line l;
	if (c->width < TERSE_BELOW && m->all.known) {
		draw_terse_total(m, c, 0);
		return;
	}
	priority_line_begin(&l, "");
	priority_line_add(&l, 2, ROLE_STRONG, "%.64s", s->host);
	add_count(m, &l, 4);
	summary_add(&l, wall_glyphs(w), &m->all);
	if (s->replay)
		priority_line_add(&l, 3, ROLE_NOTE, "%s", s->replay);
	if (w->settings.paused)
		priority_line_add(&l, 8, ROLE_NOTE, "paused");
	for (int i = 1; i < l.count; i++)
		l.part[i].joined = true;
	priority_line_draw(&l, c, 0, 0, c->width);
}

void header_draw(const struct wall *w, const struct machine *m, const struct surroundings *s,
		 struct canvas *c, int rows)
{
	if (rows == 1) {
		draw_short(w, m, s, c);
	} else if (rows > 1) {
		draw_identity(w, m, s, c, 0);
		draw_total(w, m, c, 1);
		if (rows > 2)
			draw_spread(w, m, c, 2);
	}
}
