/*
 * The detail panel: one core, or one group, in full. Beside the cores on a wide screen, below them
 * on a narrow one; the layout gives the room, so that nothing is covered without being counted.
 * Invariant: it writes nothing outside its own columns and rows.
 */
#include "panels/frame.h"

#include "wall/cursor.h"
#include "views/stacked_bar.h"
#include "panels/priority_line.h"

#include <stdio.h>

enum {
	BESIDE_FROM = 100,
	BESIDE_LEAST = 44,
	BESIDE_MOST = 72,
	FIELD_NAME = 7,
	FIELD_VALUE = 6,
	FIELD_LEAST = 24, /* columns of a field from which its bar says something */
	ABOVE_FIELDS = 4, /* title, sparkline, facts, siblings */
	SHOWN_FIELDS = FIELD_IDLE + 1,
	TALL_FROM = 24, /* rows of a panel whose sparkline has more of them, */
	TALL = 5,       /* so many */
};

int frame_detail_columns(int width)
{
	int columns = width / 4;
	if (width < BESIDE_FROM)
		return 0;
	return columns < BESIDE_LEAST  ? BESIDE_LEAST
	       : columns > BESIDE_MOST ? BESIDE_MOST
				       : columns;
}

/* Columns of fields in a panel below the cores. */
static int columns_below(int width)
{
	return width >= 2 * FIELD_LEAST + 1 ? 2 : 1;
}

int frame_detail_rows(int width, int height)
{
	int columns = columns_below(width);
	int wanted = ABOVE_FIELDS + (SHOWN_FIELDS + columns - 1) / columns;
	if (width >= BESIDE_FROM || height < 2)
		return 0;
	return height / 2 < wanted ? height / 2 : wanted;
}

bool frame_has_detail(int width, int height)
{
	int region = height - wall_header_rows(height) - wall_has_status(height);
	return region > 0 && (frame_detail_columns(width) || frame_detail_rows(width, region));
}

/* What the panel is about, and where its next line goes. */
struct panel {
	struct canvas *canvas;
	const struct glyphs *glyphs;
	const struct machine *machine;
	const struct wall *wall;
	uint32_t group;         /* TREE_NONE when it is one core: */
	uint32_t row;           /* this one */
	uint64_t ticks[FIELDS]; /* of them all */
	uint64_t total;         /* 0 when nothing is known */
	int x, y, width, end;
};

static const struct group *group_of(const struct panel *p)
{
	return &p->wall->tree.group[p->group];
}

/* How many usage rows it is about, and which one is the n-th. */
static uint32_t count_rows(const struct panel *p)
{
	return p->group == TREE_NONE ? 1 : group_of(p)->count;
}

static uint32_t nth_row(const struct panel *p, uint32_t n)
{
	const struct wall *w = p->wall;
	return p->group == TREE_NONE ? p->row : w->shown[w->tree.order[group_of(p)->first + n]];
}

static void add_core(struct panel *p, struct priority_line *parts)
{
	const struct usage *u = &p->machine->usage;
	char name[LEVELS][FRAME_NAME];
	priority_line_add(parts, 9, ROLE_STRONG, "cpu%u", u->cpu[p->row]);
	if (p->total)
		priority_line_add(parts, 8, ROLE_HEAT + p->wall->steady.level[p->row], "busy %.1f%%",
			  (double)u->busy[p->row]);
	else
		priority_line_add(parts, 8, ROLE_UNKNOWN, "%s",
			  u->state[p->row] == USAGE_OFFLINE ? "offline" : p->glyphs->dash);
	int n = frame_places(p->machine, u->cpu[p->row], name);
	for (int i = 0; i < n; i++)
		priority_line_add(parts, 7, ROLE_TEXT, "%s", name[i]);
}

static void add_group(struct panel *p, struct priority_line *parts)
{
	const struct aggregate *a = &p->wall->groups[p->group];
	priority_line_add(parts, 9, ROLE_STRONG, "%s", group_of(p)->name);
	priority_line_add(parts, 4, ROLE_TEXT, "%u cpu%s", a->members, a->members == 1 ? "" : "s");
	if (!a->known) {
		priority_line_add(parts, 8, ROLE_UNKNOWN, "%s", p->glyphs->dash);
		return;
	}
	priority_line_add(parts, 6, ROLE_TEXT, "avg %.1f%%", aggregate_busy(a));
	priority_line_add(parts, 8, ROLE_HEAT + heat_of((double)a->max), "max %u%% cpu%u", aggregate_max(a),
		  a->max_cpu);
}

static void add_title(struct panel *p)
{
	struct priority_line parts;
	priority_line_begin(&parts, p->glyphs->dot);
	if (p->group == TREE_NONE)
		add_core(p, &parts);
	else
		add_group(p, &parts);
	priority_line_paint(&parts, p->canvas, p->x, p->y++, p->width);
}

/* The hottest of its rows in the samples first..last, which count from the first ever taken. */
static uint8_t hottest(const struct panel *p, uint64_t first, uint64_t last)
{
	const struct history *h = &p->wall->history;
	uint8_t most = HISTORY_UNKNOWN;
	for (uint64_t i = first; i <= last && i < h->taken; i++)
		for (uint32_t n = 0; n < count_rows(p); n++) {
			uint8_t percent =
				history_at(h, nth_row(p, n), (unsigned)(h->taken - 1 - i));
			if (percent != HISTORY_UNKNOWN &&
			    (most == HISTORY_UNKNOWN || percent > most))
				most = percent;
		}
	return most;
}

/* How high the percentage stands in one row, as the views have it: the last step is the hot one. */
static unsigned step_of(const struct glyphs *g, uint8_t percent)
{
	unsigned tens = percent / 10;
	return !g->tens ? heat_of(percent) : tens > 9 ? 9 : tens;
}

/* One percentage as a column of so many rows. */
static void put_percent(const struct panel *p, int x, int rows, uint8_t percent)
{
	const struct glyphs *g = p->glyphs;
	int steps = g->tens ? 10 : 8, bottom = p->y + rows - 1;
	if (percent == HISTORY_UNKNOWN) {
		canvas_put(p->canvas, x, bottom, g->unknown, ROLE_UNKNOWN, GROUND_NONE);
		return;
	}
	int left = 1 + (rows > 1 ? percent * (steps * rows - 1) / 100 : (int)step_of(g, percent));
	for (int y = bottom; left > 0; y--, left -= steps)
		canvas_put(p->canvas, x, y, g->height[(left < steps ? left : steps) - 1],
			   ROLE_HEAT + heat_of(percent), GROUND_NONE);
}

enum { SPAN_WIDTH = 7, SPAN_FROM = 24 };

/*
 * The last samples, the newest at the right, after how long ago the first of them was. Where there
 * are two or four for each column, a column is the hottest of them; which ones belong together does
 * not change as they move on.
 */
static void add_sparkline(struct panel *p, int rows)
{
	const struct history *h = &p->wall->history;
	int label = p->width >= SPAN_FROM ? SPAN_WIDTH : 0, columns = p->width - label;
	uint64_t each = 1, first = h->taken - h->filled;
	char text[FRAME_NAME];
	while (2 * each * (unsigned)columns <= HISTORY_SAMPLES && each < 4)
		each *= 2;
	for (int i = 0; i < columns && h->taken; i++) {
		uint64_t last = (h->taken - 1) / each;
		if ((uint64_t)i > last || (last - (uint64_t)i) * each < h->taken - h->filled)
			break;
		first = (last - (uint64_t)i) * each;
		put_percent(p, p->x + p->width - 1 - i, rows, hottest(p, first, first + each - 1));
	}
	int64_t span = h->taken ? history_span_ns(h, (unsigned)(h->taken - 1 - first)) : 0;
	if (label && span >= FRAME_LEAST_NS) {
		int at = canvas_text(p->canvas, p->x, p->y, 1, "-", ROLE_LABEL);
		canvas_text(p->canvas, p->x + at, p->y, label - at - 1, frame_duration(text, span),
			    ROLE_LABEL);
	}
	p->y += rows;
}

static void add_siblings(struct panel *p, struct priority_line *parts)
{
	const struct usage *u = &p->machine->usage;
	uint32_t row[FRAME_SIBLINGS];
	int n = p->group == TREE_NONE ? frame_siblings(p->machine, u->cpu[p->row], row) : 0;
	for (int i = 0; i < n; i++) {
		const char *lead = i ? "" : "sibling ";
		if (u->state[row[i]] == USAGE_OK)
			priority_line_add(parts, 3, ROLE_HEAT + p->wall->steady.level[row[i]],
				  "%scpu%u %.0f%%", lead, u->cpu[row[i]], (double)u->busy[row[i]]);
		else
			priority_line_add(parts, 3, ROLE_UNKNOWN, "%scpu%u %s", lead, u->cpu[row[i]],
				  p->glyphs->dash);
	}
}

static void add_clock(struct panel *p, struct priority_line *parts, const struct surroundings *s)
{
	if (p->group != TREE_NONE || s->khz <= 0 || s->clock_cpu != p->machine->usage.cpu[p->row])
		return;
	if (s->khz_most > 0)
		priority_line_add(parts, 5, ROLE_TEXT, "%.2f of %.2f GHz", (double)s->khz / 1e6,
			  (double)s->khz_most / 1e6);
	else
		priority_line_add(parts, 5, ROLE_TEXT, "%.2f GHz", (double)s->khz / 1e6);
}

/* The highest percentage of its rows since peaks were reset; -1 when there was none. */
static int highest(const struct panel *p)
{
	const struct history *h = &p->wall->history;
	int most = -1;
	for (uint32_t n = 0; n < count_rows(p); n++) {
		uint32_t row = nth_row(p, n);
		if (row < h->cpus.count && h->most[row] != HISTORY_UNKNOWN && h->most[row] > most)
			most = h->most[row];
	}
	return most;
}

/* Peak, heat, clock, siblings: in two lines, or where only one is to be had in one. */
static void add_facts(struct panel *p, const struct surroundings *s, int lines)
{
	struct priority_line parts;
	struct priority_line more;
	const struct history *h = &p->wall->history;
	int peak = highest(p);
	bool hot = p->group == TREE_NONE && p->total && history_hot_ns(h, p->row) >= FRAME_LEAST_NS;
	char text[FRAME_NAME];
	priority_line_begin(&parts, p->glyphs->dot);
	priority_line_begin(&more, p->glyphs->dot);
	if (peak >= 0)
		priority_line_add(&parts, hot ? 4 : 6, ROLE_TEXT, "peak %d%%", peak);
	else
		priority_line_add(&parts, 2, ROLE_UNKNOWN, "peak %s", p->glyphs->dash);
	if (hot)
		priority_line_add(&parts, 7, ROLE_HEAT + HEATS - 1, "%s90%% for %s", p->glyphs->at_least,
			  frame_duration(text, history_hot_ns(h, p->row)));
	if (p->group != TREE_NONE && p->total)
		priority_line_add(&parts, 7, ROLE_TEXT, "%s90%%: %u", p->glyphs->at_least,
			  p->wall->groups[p->group].hot);
	add_clock(p, &parts, s);
	add_siblings(p, lines > 1 ? &more : &parts);
	priority_line_paint(&parts, p->canvas, p->x, p->y++, p->width);
	if (more.count)
		priority_line_paint(&more, p->canvas, p->x, p->y++, p->width);
}

/* One field as name, bar, percentage in `width` columns. */
static void paint_field(const struct panel *p, int x, int y, int width, enum field f)
{
	uint64_t ticks[FIELDS] = { 0 };
	char value[16];
	int bar = width - FIELD_NAME - FIELD_VALUE - 1;
	canvas_text(p->canvas, x, y, FIELD_NAME, field_table[f].name, ROLE_LABEL);
	if (!p->total) {
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

/* Of all fields the `most` largest but idle, in mpstat's order; idle when all have room. */
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

/* As many columns of fields as it takes to show them all, or as there are. */
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
		paint_field(p, p->x + i / rows * width, p->y + i % rows, width - (columns > 1),
			    field[i]);
}

/* Of the core, or of the group, under the cursor; false when there is none. */
static bool take_subject(struct panel *p)
{
	const struct usage *u = &p->machine->usage;
	const struct wall *w = p->wall;
	struct position spot = cursor_find(w, p->machine);
	p->group = TREE_NONE;
	if (spot.line == SIZE_MAX)
		return false;
	if (spot.member == TREE_NONE) {
		p->group = w->plan.line[spot.line].group;
		p->total = w->groups[p->group].total;
		for (int f = 0; f < FIELDS; f++)
			p->ticks[f] = w->groups[p->group].ticks[f];
		return true;
	}
	p->row = cursor_row(w, spot);
	p->total = u->state[p->row] == USAGE_OK ? u->total[p->row] : 0;
	if (p->total)
		stacked_bar_ticks(u, p->row, p->ticks);
	return true;
}

/* Beside the cores, behind a line, or below them. */
static void take_place(struct panel *p, int top)
{
	int width, height;
	wall_region(p->wall, &width, &height);
	p->y = top + height;
	p->width = p->canvas->width;
	if (width == p->canvas->width)
		return;
	for (int y = top; y < p->end; y++)
		canvas_put(p->canvas, width, y, p->glyphs->track, ROLE_EMPTY, GROUND_NONE);
	p->x = width + 2;
	p->width = p->canvas->width - p->x;
	p->y = top;
}

void frame_detail(const struct wall *w, const struct machine *m, const struct surroundings *s,
		  struct canvas *c)
{
	struct panel p = {
		.canvas = c,
		.glyphs = &glyph_table[w->glyphs],
		.machine = m,
		.wall = w,
		.end = c->height - wall_has_status(c->height),
	};
	take_place(&p, wall_header_rows(w->height));
	int rows = p.end - p.y;
	if (rows < 1 || !take_subject(&p))
		return;
	/* What there is room for: the fields' first line is worth more than all but the title. */
	add_title(&p);
	if (rows >= 3)
		add_sparkline(&p, rows >= TALL_FROM ? TALL : 1);
	if (rows >= 4)
		add_facts(&p, s, rows >= 6 ? 2 : 1);
	add_fields(&p);
}
