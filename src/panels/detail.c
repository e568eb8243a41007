/*
 * The detail panel. Invariant: it draws only within its own columns and rows, so that it covers
 * nothing that is counted as shown.
 */
#include "panels/detail.h"

#include "base/mem.h"
#include "panels/activity.h"
#include "panels/cpu_facts.h"
#include "panels/priority_line.h"
#include "views/history_plot.h"
#include "views/stacked_bar.h"
#include "wall/cursor.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	FIELD_NAME = 7,
	FIELD_VALUE = 6,
	SHOWN_FIELDS = FIELD_IDLE + 1,
	TALL_FROM = 24,     /* fewest rows of a panel with a high plot */
	TALL_ALONE = 14,    /* the same if what runs there is not known */
	TALL = 6,           /* rows of a high plot */
	FIELD_COLUMNS = 19, /* of the terminal for one of several columns of fields */
	ACTIVITY_LEAST = 3, /* rows of what runs there, with its heading */
	ACTIVITY_GOOD = 5,  /* that it has before the smaller fields are shown */
	ACTIVITY_TALL = 14  /* rows that it should have before fields take more */
};

/* What the panel shows, and where its next line goes. */
struct panel {
	struct canvas *canvas;
	const struct glyphs *glyphs;
	const struct machine *machine;
	const struct arrangement *arrangement;
	uint32_t group;         /* TREE_NONE: the panel shows one cpu */
	uint32_t row;           /* its usage row */
	uint64_t ticks[FIELDS]; /* sums of all its rows */
	uint64_t total;         /* 0 when nothing is known */
	int64_t hot_ns;         /* for how long the cpu has been hot */
	int x, y, width, end;
};

static const struct group *group_of(const struct panel *p)
{
	return &p->arrangement->tree.group[p->group];
}

/* How many usage rows it has, and which one is the n-th. */
static uint32_t count_rows(const struct panel *p)
{
	return p->group == TREE_NONE ? 1 : group_of(p)->count;
}

static uint32_t nth_row(const struct panel *p, uint32_t n)
{
	if (p->group == TREE_NONE)
		return p->row;
	return arrangement_group_row(p->arrangement, p->group, n);
}

static void add_cpu(struct panel *p, struct priority_line *l)
{
	const struct usage *u = &p->machine->usage;
	char name[LEVELS][FACT_ROOM], cpu[CPU_NAME_ROOM];
	priority_line_add(l, 9, ROLE_STRONG, "%s",
			  cpu_name(&p->machine->hosts, u->cpu[p->row], cpu));
	if (p->total)
		priority_line_add(l, 8, ROLE_HEAT + p->arrangement->smooth.level[p->row],
				  "busy %u%%", p->arrangement->smooth.number[p->row]);
	else
		priority_line_add(l, 8, ROLE_UNKNOWN, "%s",
				  u->state[p->row] == USAGE_OFFLINE ? "offline" : p->glyphs->dash);
	struct buf sets = { 0 };
	if (cpu_sets_describe(&p->machine->sets, u->cpu[p->row], &sets))
		priority_line_add(l, 7, ROLE_NOTE, "%s", sets.data);
	buf_free(&sets);
	int n = cpu_places(p->machine, u->cpu[p->row], name);
	for (int i = 0; i < n; i++)
		priority_line_add(l, 7, ROLE_TEXT, "%s", name[i]);
}

static void add_group(struct panel *p, struct priority_line *l)
{
	const struct aggregate *a = &p->arrangement->groups[p->group];
	char name[CPU_NAME_ROOM], title[GROUP_TITLE_ROOM];
	priority_line_add(l, 9, ROLE_STRONG, "%s",
			  group_title(&p->arrangement->tree, p->group, title));
	priority_line_add(l, 4, ROLE_TEXT, "%u cpu%s", a->members, a->members == 1 ? "" : "s");
	if (!a->known) {
		priority_line_add(l, 8, ROLE_UNKNOWN, "%s", p->glyphs->dash);
		return;
	}
	priority_line_add(l, 6, ROLE_TEXT, "avg %.1f%%", aggregate_busy(a));
	priority_line_add(l, 8, ROLE_HEAT + smooth_heat(&p->arrangement->smooth, (unsigned)a->max),
			  "max %.0f%% %s", (double)a->max,
			  cpu_name(&p->machine->hosts, a->max_cpu, name));
}

static void add_title(struct panel *p)
{
	struct priority_line l;
	priority_line_begin(&l, p->glyphs->dot);
	if (p->group == TREE_NONE)
		add_cpu(p, &l);
	else
		add_group(p, &l);
	priority_line_draw(&l, p->canvas, p->x, p->y++, p->width);
}

/* Draws the past, as much of it as the width holds. */
static void add_history(struct panel *p, const struct wall *w, bool replayed, int rows)
{
	const struct drawing d = {
		.canvas = p->canvas,
		.glyphs = p->glyphs,
		.smooth = &p->arrangement->smooth,
		.history = &w->arrangement.history,
		.ago = past_ago(&w->past, &w->arrangement.history),
		.zoom = w->settings.zoom,
		.clock = w->past.on || replayed,
	};
	uint32_t n = count_rows(p), *row = mem_zero(n, sizeof *row);
	for (uint32_t i = 0; i < n; i++)
		row[i] = nth_row(p, i);
	history_plot_draw(&d, p->x, p->y, p->width, rows, row, n);
	free(row);
	p->y += rows;
}

static void add_siblings(struct panel *p, struct priority_line *l)
{
	const struct usage *u = &p->machine->usage;
	uint32_t row[SIBLINGS_MOST];
	int n = p->group == TREE_NONE ? cpu_siblings(p->machine, u->cpu[p->row], row) : 0;
	for (int i = 0; i < n; i++) {
		const char *lead = i ? "" : "sibling ";
		if (u->state[row[i]] == USAGE_OK)
			priority_line_add(l, 3, ROLE_HEAT + p->arrangement->smooth.level[row[i]],
					  "%scpu%u %u%%", lead,
					  cpu_name_id(&p->machine->hosts, u->cpu[row[i]]),
					  p->arrangement->smooth.number[row[i]]);
		else
			priority_line_add(l, 3, ROLE_UNKNOWN, "%scpu%u %s", lead,
					  cpu_name_id(&p->machine->hosts, u->cpu[row[i]]),
					  p->glyphs->dash);
	}
}

static void add_clock(struct panel *p, struct priority_line *l, const struct surroundings *s)
{
	if (p->group != TREE_NONE || s->khz <= 0 || s->clock_cpu != p->machine->usage.cpu[p->row])
		return;
	if (s->khz_most > 0)
		priority_line_add(l, 5, ROLE_TEXT, "%.2f of %.2f GHz", (double)s->khz / 1e6,
				  (double)s->khz_most / 1e6);
	else
		priority_line_add(l, 5, ROLE_TEXT, "%.2f GHz", (double)s->khz / 1e6);
}

static void add_throttle(struct panel *p, struct priority_line *l, const struct activity *a)
{
	if (p->group == TREE_NONE && a && a->core_throttled >= 0)
		priority_line_add(l, a->core_throttled ? 6 : 1,
				  a->core_throttled ? ROLE_NOTE : ROLE_TEXT, "throttled %lld times",
				  (long long)a->core_throttled);
}

/* The highest percentage of its rows since peaks were reset; -1 when there was none. */
static int highest(const struct panel *p)
{
	const struct history *h = &p->arrangement->history;
	int most = -1;
	for (uint32_t n = 0; n < count_rows(p); n++) {
		uint32_t row = nth_row(p, n);
		if (row < h->cpus.count && h->most[row] != HISTORY_UNKNOWN && h->most[row] > most)
			most = h->most[row];
	}
	return most;
}

/* Peak, heat, clock and siblings, in as many lines, one or two. */
static void add_facts(struct panel *p, const struct surroundings *s, int lines)
{
	struct priority_line facts, more;
	int peak = highest(p);
	int64_t hot_ns = p->group == TREE_NONE && p->total ? p->hot_ns : 0;
	bool hot = hot_ns >= SHORTEST_NS;
	char text[FACT_ROOM];
	priority_line_begin(&facts, p->glyphs->dot);
	priority_line_begin(&more, p->glyphs->dot);
	if (peak >= 0)
		priority_line_add(&facts, hot ? 4 : 6, ROLE_TEXT, "peak %d%%", peak);
	else
		priority_line_add(&facts, 2, ROLE_UNKNOWN, "peak %s", p->glyphs->dash);
	if (hot)
		priority_line_add(&facts, 7, ROLE_HEAT + HEATS - 1, "hot for %s",
				  duration_text(text, hot_ns));
	if (p->group != TREE_NONE && p->total)
		priority_line_add(&facts, 7, ROLE_TEXT, "%u hot",
				  p->arrangement->groups[p->group].hot);
	add_clock(p, &facts, s);
	add_throttle(p, &facts, s->activity);
	add_siblings(p, lines > 1 ? &more : &facts);
	priority_line_draw(&facts, p->canvas, p->x, p->y++, p->width);
	if (more.count)
		priority_line_draw(&more, p->canvas, p->x, p->y++, p->width);
}

/* One field as name, bar, percentage in `width` columns. */
static void draw_field(const struct panel *p, int x, int y, int width, enum field f)
{
	uint64_t ticks[FIELDS] = { 0 };
	char value[16];
	int bar = width - FIELD_NAME - FIELD_VALUE - 1;
	canvas_text(p->canvas, x, y, FIELD_NAME, field_table[f].name, ROLE_LABEL);
	if (!p->total || p->machine->usage.busy_only) {
		canvas_text(p->canvas, x + width - 1, y, 1, p->glyphs->dash, ROLE_UNKNOWN);
		return;
	}
	ticks[f] = p->ticks[f];
	if (bar > 0)
		stacked_bar_draw(p->canvas, p->glyphs, x + FIELD_NAME, y, bar, ticks, p->total);
	snprintf(value, sizeof value, "%*.1f", FIELD_VALUE,
		 100.0 * (double)p->ticks[f] / (double)p->total);
	canvas_text(p->canvas, x + width - FIELD_VALUE, y, FIELD_VALUE, value, ROLE_TEXT);
}

/* The `most` largest fields without idle, in mpstat's order; all of them if there is room. */
static int choose_fields(const struct panel *p, int most, enum field out[FIELDS])
{
	int n = 0;
	for (int f = 0; f < SHOWN_FIELDS; f++) {
		int larger = 0;
		for (int k = 0; k < FIELD_IDLE; k++)
			larger +=
				p->ticks[k] > p->ticks[f] || (k < f && p->ticks[k] == p->ticks[f]);
		if (most >= SHOWN_FIELDS || (f < FIELD_IDLE && larger < most))
			out[n++] = (enum field)f;
	}
	return n;
}

/* Draws fields in as many columns as it takes to show them all, or as fit. */
static void add_fields(struct panel *p)
{
	enum field field[FIELDS];
	int rows = p->end - p->y;
	if (rows < 1)
		return;
	int columns = (SHOWN_FIELDS + rows - 1) / rows;
	while (columns > 1 && p->width / columns < FIELD_NAME + FIELD_VALUE + 2)
		columns--;
	int width = p->width / columns, n = choose_fields(p, columns * rows, field);
	for (int i = 0; i < n; i++)
		draw_field(p, p->x + i / rows * width, p->y + i % rows, width - (columns > 1),
			   field[i]);
}

/*
 * Where fields end, so that what runs there has room below: in one column on a tall panel, else in
 * as many as it takes.
 */
static int fields_end(const struct panel *p)
{
	int rows = p->end - p->y;
	int columns = p->width / FIELD_COLUMNS < 4 ? p->width / FIELD_COLUMNS : 4;
	int fields = columns > 1 ? (SHOWN_FIELDS + columns - 1) / columns : SHOWN_FIELDS;
	if (columns <= 2 && rows >= SHOWN_FIELDS + ACTIVITY_TALL)
		fields = SHOWN_FIELDS;
	if (rows < fields + ACTIVITY_GOOD && rows > ACTIVITY_GOOD)
		fields = rows - ACTIVITY_GOOD;
	return rows - fields >= ACTIVITY_LEAST ? p->y + fields : p->end;
}

static void add_activity(struct panel *p, const struct activity *a, int end)
{
	int blank = end - p->end > ACTIVITY_TALL / 2;
	activity_draw(a, p->glyphs, p->canvas, p->x, p->end + blank, p->width,
		      end - p->end - blank);
}

/* Finds what the cursor is on; false when there is none. */
static bool take_subject(struct panel *p, const struct cursor *cursor, unsigned ago)
{
	const struct usage *u = &p->machine->usage;
	const struct arrangement *a = p->arrangement;
	struct position at = cursor_find(cursor, a, p->machine);
	p->group = TREE_NONE;
	if (at.line == SIZE_MAX)
		return false;
	if (at.member == TREE_NONE) {
		p->group = a->plan.line[at.line].group;
		p->total = a->groups[p->group].total;
		for (int f = 0; f < FIELDS; f++)
			p->ticks[f] = a->groups[p->group].ticks[f];
		return true;
	}
	p->row = cursor_row(a, at);
	p->total = u->state[p->row] == USAGE_OK ? u->total[p->row] : 0;
	p->hot_ns = history_hot_ns(&a->history, p->row, ago);
	if (p->total)
		stacked_bar_ticks(u, p->row, p->ticks);
	return true;
}

/* The line between the wall and a panel beside it. */
static void draw_border(const struct panel *p)
{
	for (int y = p->y; p->x && y < p->end; y++)
		canvas_put(p->canvas, p->x - 2, y, p->glyphs->track, ROLE_EMPTY, GROUND_NONE);
}

void detail_draw(const struct wall *w, const struct machine *m, const struct surroundings *s,
		 struct canvas *c)
{
	struct regions r = regions_of(c->width, c->height, true);
	struct panel p = {
		.canvas = c,
		.glyphs = wall_glyphs(w),
		.machine = m,
		.arrangement = &w->arrangement,
		.x = r.detail.x,
		.y = r.detail.y,
		.width = r.detail.width,
		.end = r.detail.y + r.detail.height,
	};
	int rows = r.detail.height;
	unsigned ago = past_ago(&w->past, &w->arrangement.history);
	/* What runs there is known only for the present. */
	const struct activity *activity = ago ? NULL : s->activity;
	bool tall = rows >= TALL_FROM || (!activity && rows >= TALL_ALONE);
	draw_border(&p);
	if (rows < 1 || !take_subject(&p, &w->navigation.cursor, ago))
		return;
	/* By importance: the first line of fields comes before all but the title. */
	add_title(&p);
	if (rows >= 3)
		add_history(&p, w, s->replay != NULL, tall ? TALL : 1);
	if (rows >= 4)
		add_facts(&p, s, rows >= (activity ? 12 : 6) ? 2 : 1);
	int end = p.end;
	p.end = activity ? fields_end(&p) : end;
	add_fields(&p);
	if (end - p.end >= ACTIVITY_LEAST)
		add_activity(&p, activity, end);
}
