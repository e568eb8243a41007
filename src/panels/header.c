/* The header. Invariant: when room is short, the maximum and its cpu are left out last. */
#include "panels/header.h"

#include "base/clock.h"
#include "panels/cpu_facts.h"
#include "panels/priority_line.h"
#include "panels/summary.h"
#include "views/host_state.h"
#include "views/load_histogram.h"
#include "views/stacked_bar.h"

#include <stdio.h>
#include <string.h>

enum {
	LOAD_MOST = 1000000,
	TERSE_BELOW = 36, /* columns */
	LABEL_WIDTH = 8,
	SHORT_FULL_FROM = 60, /* fewest columns of a one-line header with the number of hot cpus */
	SCALE_FROM = 60,      /* columns of a line that has the scale of loads, too */
	SCALE_WIDTH = SPREAD_BUCKETS + 10,
	NAME_MOST = 20,
	BAR_LEAST = 8,
	BAR_MOST = 64
};

bool header_has_hot(int width, int rows)
{
	return width >= (rows > 1 ? TERSE_BELOW : SHORT_FULL_FROM);
}

/* Columns of the widest name of a cpu, up to a bound; longer names move what follows. */
static int name_width(const struct machine *m)
{
	int width = cpu_name_width(&m->hosts, m->usage.cpu, m->usage.rows);
	if (!cpu_name_has_host(&m->hosts))
		width += (int)strlen("cpu");
	return width < NAME_MOST ? width : NAME_MOST;
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

/* "db3 since 12:03: Permission denied", or of several "web7: Connection timed out, db1". */
static void list_lost(const struct hosts *hosts, size_t lost, struct buf *out)
{
	char state[HOST_STATE_ROOM];
	for (size_t i = 0; i < hosts->count && out->used < PART_ROOM; i++) {
		const struct host *h = &hosts->host[i];
		if (h->state != HOST_LOST)
			continue;
		if (lost == 1)
			buf_printf(out, "%s%s", h->name, host_state_why(h, state));
		else
			buf_printf(out, "%s%s%s%s", out->used ? ", " : "", h->name,
				   h->reason[0] ? ": " : "", h->reason);
	}
}

/* The number of lost hosts outweighs their names and the reasons. */
static void add_lost(const struct machine *m, struct priority_line *l)
{
	const struct hosts *hosts = &m->hosts;
	size_t lost = hosts_count(hosts, HOST_LOST), waiting = hosts_count(hosts, HOST_WAITING);
	struct priority_part *part;
	struct buf names = { 0 };
	if (lost) {
		list_lost(hosts, lost, &names);
		part = priority_line_add(l, 4, ROLE_ALERT, "%zu of %zu host%s lost", lost,
					 hosts->count, hosts->count == 1 ? "" : "s");
		snprintf(part->terse, TERSE_ROOM, "%zu lost", lost);
		part->terse_weight = 8;
		part = priority_line_add(l, 2, ROLE_ALERT, "%.150s", names.data);
		part->joined = part->cut = true;
	}
	if (waiting)
		priority_line_add(l, 6, ROLE_NOTE, "%zu waited for", waiting);
	buf_free(&names);
}

static void add_uptime(const struct surroundings *s, struct priority_line *l)
{
	if (s->up_ns < 0)
		return;
	unsigned minutes = (unsigned)(s->up_ns / 60000000000), days = minutes / 1440;
	if (days)
		snprintf(priority_line_add(l, 3, ROLE_TEXT, "up %ud %02u:%02u", days,
					   minutes / 60 % 24, minutes % 60)
				 ->terse,
			 TERSE_ROOM, "up %ud", days);
	else
		priority_line_add(l, 3, ROLE_TEXT, "up %02u:%02u", minutes / 60, minutes % 60);
}

/* Three averages, or only the first, which outweighs the uptime. */
static void add_load(const struct surroundings *s, struct priority_line *l)
{
	struct priority_part *part;
	double load[3];
	if (sscanf(s->load, "%lf %lf %lf", &load[0], &load[1], &load[2]) != 3)
		return;
	/* A recording may say anything. */
	for (int i = 0; i < 3; i++)
		if (!(load[i] >= 0 && load[i] < LOAD_MOST))
			return;
	part = priority_line_add(l, 1, ROLE_TEXT, "load %.1f %.1f %.1f", load[0], load[1], load[2]);
	snprintf(part->terse, TERSE_ROOM, "load %.1f", load[0]);
	part->terse_weight = 4;
}

/* Shows hundredths if there are some. */
static void add_interval(double seconds, struct priority_line *l)
{
	int hundredths = (int)(100 * seconds + 0.5);
	int decimals = hundredths % 10 ? 2 : 1;
	struct priority_part *part =
		priority_line_add(l, 0, ROLE_TEXT, "every %.*fs", decimals, seconds);
	snprintf(part->terse, TERSE_ROOM, "%.*fs", decimals, seconds);
	part->terse_weight = 5;
	part->right = true;
}

/* The filter in force. */
static void add_filter(const struct wall *w, struct priority_line *l)
{
	struct buf text = { 0 };
	struct priority_part *part;
	filter_format(w->arrangement.hosts, &w->settings.filter, &text);
	if (text.used) {
		part = priority_line_add(l, 8, ROLE_NOTE, "only %.100s", text.data);
		part->right = part->cut = true;
	}
	buf_free(&text);
}

/* "12:03:41 -42s": which moment is shown. */
static struct priority_part *add_past(const struct wall *w, struct priority_line *l, int weight)
{
	const struct sample *s = machine_sample(&w->past.machine);
	int64_t ns = past_distance_ns(&w->past, &w->arrangement.history);
	time_t seconds = (time_t)(s->wall_ns / NS_PER_S);
	struct tm tm = { 0 };
	char clock[16] = "", distance[FACT_ROOM];
	if (localtime_r(&seconds, &tm))
		strftime(clock, sizeof clock, "%H:%M:%S", &tm);
	return priority_line_add(l, weight, ROLE_NOTE, "%s -%s", clock,
				 duration_text(distance, ns));
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

/* Says so when the machine, once it is known, lacks the level that was asked for. */
static void add_lacking(const struct settings *s, const struct machine *m, struct priority_line *l)
{
	bool asked = s->level > LEVEL_ALL && s->level < LEVEL_RANGE;
	if (asked && !m->wants_facts && !topology_has(&m->topology, s->level))
		priority_line_add(l, 8, ROLE_NOTE, "no %s", level_table[s->level].name)->right =
			true;
}

/* What is in force: filter, order, view, overflow, interval; at the right end. */
static void add_mode(const struct wall *w, const struct machine *m, struct priority_line *l)
{
	const struct settings *s = &w->settings;
	const struct plan *plan = &w->arrangement.plan;
	add_filter(w, l);
	add_lacking(s, m, l);
	if (s->order != ORDER_ID)
		priority_line_add(l, 6, ROLE_TEXT, "by %s", order_name[s->order])->right = true;
	priority_line_add(l, 6, ROLE_TEXT, "%s", plan->views[plan->view]->name)->right = true;
	if (plan->overflow != OVERFLOW_AUTO && plan->views[plan->view]->arrange == ARRANGE_SLOTS)
		priority_line_add(l, 4, ROLE_TEXT, "%s", overflow_name[plan->overflow])->right =
			true;
	if (w->past.on)
		add_past(w, l, 9)->right = true;
	else if (s->paused)
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
	add_lost(m, &l);
	if (s->replay)
		priority_line_add(&l, 8, ROLE_NOTE, "%s", s->replay);
	add_uptime(s, &l);
	if (!w->past.on) {
		add_load(s, &l);
		add_limits(m, &l);
	}
	add_mode(w, m, &l);
	priority_line_draw(&l, c, 0, y, c->width);
}

/* The coolest, where most cpus are hot. */
static void add_min(const struct wall *w, struct priority_line *l)
{
	const struct hottest *h = &w->arrangement.hottest;
	char name[CPU_NAME_ROOM];
	if (h->coolest && h->count)
		priority_line_add(
			l, 4, ROLE_HEAT + smooth_heat(&w->arrangement.smooth, h->entry[0].number),
			"min %u%% %s", h->entry[0].number,
			cpu_name(w->arrangement.hosts, h->entry[0].cpu, name));
}

/* Average, maximum and hot cpus of the machine; `still`: words keep their places whatever the
 * numbers are. */
static void add_total(const struct wall *w, const struct machine *m, struct priority_line *l,
		      bool still)
{
	const struct aggregate *a = &w->arrangement.all;
	char max[16 + CPU_NAME_ROOM], name[CPU_NAME_ROOM];
	snprintf(max, sizeof max, "max %.0f%% %s", (double)a->max,
		 cpu_name(&m->hosts, a->max_cpu, name));
	int widest = 9 + name_width(m); /* "max 100% cpuN" */
	priority_line_add(l, 6, ROLE_TEXT, "avg %*.1f%%", still ? 4 : 0, aggregate_busy(a));
	priority_line_add(l, 9, summary_heat(w, a), "%-*s", still ? widest : 0, max);
	add_min(w, l);
	summary_add_hot(l, a);
	summary_add_losses(l, a);
}

/* "avg 12.3%  max 100% cpuN  N hot  steal 1.2%": what the bar leaves room for. */
static int texts_width(const struct machine *m)
{
	return 37 + 2 * name_width(m);
}

enum { TERSE_FORMS = 7 };

/* From full to terse; the maximum goes last. */
static void terse_text(const struct wall *w, const struct machine *m, int form, char *out,
		       size_t room)
{
	const struct aggregate *a = &w->arrangement.all;
	double average = aggregate_busy(a), max = (double)a->max;
	char cpu[CPU_NAME_ROOM];
	cpu_name(&m->hosts, a->max_cpu, cpu);
	if (form == 0)
		snprintf(out, room, "%zu cpus avg %.0f%% max %.0f%% %s", m->usage.online, average,
			 max, cpu);
	else if (form == 1)
		snprintf(out, room, "avg %.0f%% max %.0f%% %s", average, max, cpu);
	else if (form == 2)
		snprintf(out, room, "avg %.0f max %.0f %s", average, max, cpu);
	else if (form == 3)
		snprintf(out, room, "max %.0f%% %s", max, cpu);
	else if (form == 4)
		snprintf(out, room, "%.0f%% %s", max, cpu);
	else
		snprintf(out, room, form == 5 ? "%.0f%%" : "%.0f", max);
}

/* The machine in one line of little room, in the colour of its maximum. */
static void draw_terse_total(const struct wall *w, const struct machine *m, struct canvas *c, int y)
{
	char text[64 + CPU_NAME_ROOM];
	int form = 0;
	for (; form < TERSE_FORMS; form++) {
		terse_text(w, m, form, text, sizeof text);
		if (text_width(text) <= c->width)
			break;
	}
	canvas_text(c, 0, y, c->width, text, summary_heat(w, &w->arrangement.all));
}

static void draw_bar(const struct wall *w, const struct machine *m, struct canvas *c, int x, int y,
		     int width)
{
	const struct glyphs *g = wall_glyphs(w);
	const struct aggregate *a = &w->arrangement.all;
	if (a->total && m->usage.busy_only)
		stacked_bar_draw_busy(c, g, x, y, width, aggregate_busy(a), summary_heat(w, a));
	else if (a->total)
		stacked_bar_draw(c, g, x, y, width, a->ticks, a->total);
	for (int i = 0; !a->total && i < width; i++)
		canvas_put(c, x + i, y, g->empty, ROLE_EMPTY, GROUND_NONE);
}

static void draw_total(const struct wall *w, const struct machine *m, struct canvas *c, int y)
{
	struct priority_line l;
	const struct aggregate *all = &w->arrangement.all;
	if (c->width < TERSE_BELOW && all->known) {
		draw_terse_total(w, m, c, y);
		return;
	}
	int x = canvas_text(c, 0, y, c->width, "all", ROLE_LABEL);
	int bar = c->width - LABEL_WIDTH - 2 - texts_width(m);
	bar = bar > BAR_MOST ? BAR_MOST : bar;
	x = c->width >= 24 ? LABEL_WIDTH : x + 1;
	if (bar >= BAR_LEAST) {
		draw_bar(w, m, c, x, y, bar);
		x += bar + 2;
	}
	priority_line_begin(&l, "");
	if (all->known)
		add_total(w, m, &l, bar >= BAR_LEAST);
	else
		summary_add(&l, w, all);
	priority_line_draw(&l, c, x, y, c->width - x);
}

/* How many cpus sit at which load, between the words for the ends of the scale. */
static void draw_scale(const struct wall *w, struct canvas *c, int x, int y)
{
	x += canvas_text(c, x, y, c->width - x, "idle ", ROLE_LABEL);
	load_histogram_draw(c, wall_glyphs(w), x, y, &w->arrangement.spread);
	canvas_text(c, x + SPREAD_BUCKETS, y, c->width - x, " busy", ROLE_LABEL);
}

/* How many cpus are of the kind that is listed: hot ones, or those that are not hot. */
static unsigned listed_kind(const struct arrangement *a)
{
	return a->hottest.coolest ? a->all.known - a->all.hot : a->all.hot;
}

/* Names and percentages of the hottest, or coolest, and how many more there are. */
static void draw_names(const struct wall *w, struct canvas *c, int y, int end)
{
	const struct arrangement *a = &w->arrangement;
	const struct hottest *h = &a->hottest;
	unsigned left = listed_kind(a);
	int x = LABEL_WIDTH;
	char text[16 + CPU_NAME_ROOM], name[CPU_NAME_ROOM], more[16];
	for (int i = 0; i < h->count; i++) {
		const struct listed *e = &h->entry[i];
		unsigned level = smooth_heat(&a->smooth, e->number), rest = left;
		rest -= left && (h->coolest || level == HEATS - 1);
		snprintf(text, sizeof text, "%s %u", cpu_name(a->hosts, e->cpu, name), e->number);
		snprintf(more, sizeof more, "%s+%u", rest ? "  " : "", rest);
		if (x + text_width(text) + (rest ? text_width(more) : 0) > end)
			break;
		x += canvas_text(c, x, y, end - x, text, (enum role)(ROLE_HEAT + level)) + 2;
		left = rest;
	}
	snprintf(more, sizeof more, "+%u", left);
	if (left)
		canvas_text(c, x, y, end - x, more, ROLE_LABEL);
}

static void draw_hottest(const struct wall *w, struct canvas *c, int y)
{
	const struct arrangement *a = &w->arrangement;
	int end = c->width >= SCALE_FROM ? c->width - SCALE_WIDTH - 2 : c->width;
	char none[64];
	if (c->width < LABEL_WIDTH + 12)
		return;
	canvas_text(c, 0, y, LABEL_WIDTH, a->hottest.coolest ? "coolest" : "hottest", ROLE_LABEL);
	if (a->hottest.coolest)
		snprintf(none, sizeof none, "none: all hot");
	else
		snprintf(none, sizeof none, "none: all below %u%%", smooth_begin(&a->smooth, 1));
	if (a->hottest.count || !a->all.known)
		draw_names(w, c, y, end);
	else
		canvas_text(c, LABEL_WIDTH, y, end - LABEL_WIDTH, none, ROLE_LABEL);
	if (end < c->width)
		draw_scale(w, c, end + 2, y);
}

/* Identity and total in one line. */
static void draw_short(const struct wall *w, const struct machine *m, const struct surroundings *s,
		       struct canvas *c)
{
	struct priority_line l;
	const struct aggregate *all = &w->arrangement.all;
	if (c->width < TERSE_BELOW && all->known) {
		draw_terse_total(w, m, c, 0);
		return;
	}
	priority_line_begin(&l, "");
	priority_line_add(&l, 2, ROLE_STRONG, "%.64s", s->host);
	add_count(m, &l, 4);
	add_lost(m, &l);
	summary_add(&l, w, all);
	if (header_has_hot(c->width, 1)) {
		summary_add_hot(&l, all);
		summary_add_losses(&l, all);
	}
	add_filter(w, &l);
	add_lacking(&w->settings, m, &l);
	if (w->settings.order != ORDER_ID)
		priority_line_add(&l, 1, ROLE_TEXT, "by %s", order_name[w->settings.order]);
	if (s->replay)
		priority_line_add(&l, 3, ROLE_NOTE, "%s", s->replay);
	if (w->past.on)
		add_past(w, &l, 8);
	else if (w->settings.paused)
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
			draw_hottest(w, c, 2);
	}
}
