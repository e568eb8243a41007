/*
 * Paints the rows of groups: in columns where they fit, else as one text in the fullest form in
 * which every row fits. Invariant: whatever is shed, the maximum goes last.
 */
#include "views/draw.h"

#include "base/brief.h"
#include "base/whole.h"

#include <stdio.h>
#include <string.h>

enum { AVERAGE_WIDTH = 6, MAX_WIDTH = 10, BAR_LEAST_GROUP = 10, BAR_MOST = 32 };

static int name_room(const struct drawing *p, const struct line *line)
{
	return 2 * line->depth + 2 + text_width(draw_group(p, line)->name);
}

/* Shares the width out among the columns, most important first. */
static struct group_columns share_width(const struct drawing *p)
{
	const struct plan *plan = p->plan;
	struct group_columns c = { 0 };
	int widest_ids = 0, width = plan->width - plan->scrollbar;
	bool block = false;
	for (size_t i = 0; i < plan->lines; i++) {
		const struct line *line = &plan->line[i];
		if (line->kind != LINE_GROUP)
			continue;
		const char *ids = draw_ids(p, line, IDS_MOST + 1);
		c.name = name_room(p, line) > c.name ? name_room(p, line) : c.name;
		widest_ids = (int)strlen(ids) > widest_ids ? (int)strlen(ids) : widest_ids;
		block |= draw_group(p, line)->level == LEVEL_RANGE;
	}
	c.hot = 6;
	int rest = width - c.name - AVERAGE_WIDTH - 2 - MAX_WIDTH - 3 - draw_id_width(p) - c.hot;
	c.wide = rest >= 6;
	if (!c.wide)
		return c;
	if (!block && rest - widest_ids - 2 >= 12)
		c.ids = widest_ids + 2;
	rest -= c.ids;
	c.bar = rest - 1 < BAR_MOST ? rest - 1 : BAR_MOST;
	if (rest - 1 - 2 >= 2 * BAR_LEAST_GROUP) {
		c.bar = (rest - 1 - 2) / 2 < BAR_MOST ? (rest - 1 - 2) / 2 : BAR_MOST;
		c.strip = rest - 1 - c.bar - 2;
	}
	return c;
}

/* The level that the hottest member is shown at. */
static unsigned max_level(const struct drawing *p, const struct aggregate *a)
{
	size_t row = usage_row(p->usage, a->max_cpu);
	bool ok = row != SIZE_MAX && draw_known(p, (uint32_t)row);
	return ok ? p->steady->level[row] : heat_of((double)a->max);
}

/* Length is the average, the mark the maximum, the colour the maximum's. */
static void group_bar(const struct drawing *p, int x, int y, int width, const struct aggregate *a,
		      unsigned peak)
{
	const struct glyphs *g = p->glyphs;
	int fill = 0, mark = -1;
	enum role role = ROLE_EMPTY;
	if (a->known) {
		fill = (int)(aggregate_busy(a) * width / 100.0 + 0.5);
		mark = (int)((double)a->max * width / 100.0 + 0.5) - 1;
		role = (enum role)(ROLE_HEAT + max_level(p, a));
	}
	for (int i = 0; i < width; i++) {
		bool filled = i < fill;
		canvas_put(p->canvas, x + i, y,
			   i == mark ? g->mark
			   : filled  ? g->fill
				     : g->empty,
			   i == mark && !filled ? ROLE_MARK
			   : filled             ? role
						: ROLE_EMPTY,
			   GROUND_NONE);
	}
	if (a->known)
		draw_peak(p, x, y, width, mark + 1 > fill ? mark + 1 : fill, peak);
	if (mark >= 0 && mark < width)
		canvas_put(p->canvas, x + mark, y, g->mark, role, GROUND_NONE);
}

/* The first row, when all of the group's rows are consecutive and ascend; else TREE_NONE. */
static uint32_t run_of(const struct drawing *p, const struct group *g)
{
	return p->run ? p->run[g - p->tree->group] : TREE_NONE;
}

static unsigned peak_of_run(const uint8_t *recent, uint32_t count)
{
	uint8_t peak = 0;
	for (uint32_t i = 0; i < count; i++)
		peak = recent[i] > peak ? recent[i] : peak;
	return peak;
}

/* The highest recent value of any member. */
static unsigned group_peak(const struct drawing *p, const struct group *g)
{
	unsigned peak = 0;
	uint32_t run = run_of(p, g);
	if (p->history && run != TREE_NONE && run + g->count <= p->history->rows)
		return peak_of_run(p->history->recent + run, g->count);
	for (uint32_t i = 0; p->history && i < g->count; i++) {
		uint32_t row = p->shown[p->tree->order[g->first + i]];
		if (row < p->history->rows && p->history->recent[row] > peak)
			peak = p->history->recent[row];
	}
	return peak;
}

/* More cores than this in one character of a strip would only tell that one of them is hot. */
enum { STRIP_FOLD = 4 };

static bool strip_fits(const struct group *g, int width)
{
	return g->count <= (uint32_t)(STRIP_FOLD * width) || width < SPREAD_BUCKETS;
}

/* The hottest of the group's members from..to, in tree order. */
static uint32_t hottest_of(const struct drawing *p, const struct group *g, uint32_t from,
			   uint32_t to)
{
	uint32_t hottest = p->shown[p->tree->order[g->first + from]];
	for (uint32_t i = from + 1; i < to; i++) {
		uint32_t row = p->shown[p->tree->order[g->first + i]];
		bool hotter =
			!draw_known(p, hottest) || p->usage->busy[row] > p->usage->busy[hottest];
		if (draw_known(p, row) && hotter)
			hottest = row;
	}
	return hottest;
}

/* The members side by side, each character the hottest of those it stands for. */
static void group_strip(const struct drawing *p, int x, int y, int width, const struct group *g)
{
	uint32_t cells = g->count < (uint32_t)width ? g->count : (uint32_t)width;
	for (uint32_t i = 0; i < cells; i++) {
		uint32_t from = (uint32_t)((uint64_t)i * g->count / cells);
		uint32_t to = (uint32_t)((uint64_t)(i + 1) * g->count / cells);
		struct slot slot = { .x = x + (int)i, .y = y, .width = 1 };
		paint_block_slot(p, &slot, hottest_of(p, g, from, to));
	}
}

/* How many members sit at which load: for groups that are too large for a strip. */
static void group_spread(const struct drawing *p, int x, int y, const struct group *g)
{
	uint32_t bucket[SPREAD_BUCKETS] = { 0 }, run = run_of(p, g);
	struct spread spread = { 0 };
	if (run != TREE_NONE)
		smooth_spread(p->steady, run, g->count, bucket);
	for (uint32_t i = 0; run == TREE_NONE && i < g->count; i++) {
		uint32_t row = p->shown[p->tree->order[g->first + i]];
		unsigned number = p->steady->number[row], b = number / 10u;
		if (number <= 100) /* else it is not known */
			bucket[b < SPREAD_BUCKETS ? b : SPREAD_BUCKETS - 1]++;
	}
	canvas_put(p->canvas, x, y, p->glyphs->left, ROLE_LABEL, GROUND_NONE);
	spread_update(&spread, bucket, true);
	paint_spread(p->canvas, p->glyphs, x + 1, y, &spread);
	canvas_put(p->canvas, x + 1 + SPREAD_BUCKETS, y, p->glyphs->right, ROLE_LABEL, GROUND_NONE);
}

static void wide_row(const struct drawing *p, int x, int y, const struct group_columns *c,
		     const struct line *line, const struct aggregate *a)
{
	const struct group *g = draw_group(p, line);
	char field[64];
	x += c->name;
	if (c->ids) {
		const char *ids = draw_ids(p, line, (size_t)(c->ids - 1));
		draw_text(p, x + 2, y, c->ids - 2, ids, ROLE_LABEL);
		x += c->ids;
	}
	group_bar(p, x + 1, y, c->bar, a, group_peak(p, g));
	x += 1 + c->bar;
	if (!a->known) {
		draw_right(p, x, y, AVERAGE_WIDTH - 1, p->glyphs->dash, ROLE_UNKNOWN);
	} else {
		enum role hot = (enum role)(ROLE_HEAT + max_level(p, a));
		brief(field, sizeof field, "%u%%", whole(aggregate_busy(a)));
		draw_right(p, x, y, AVERAGE_WIDTH, field, ROLE_TEXT);
		brief(field, sizeof field, "max %3u%% ", aggregate_max(a));
		draw_right(p, x + AVERAGE_WIDTH + 2, y, MAX_WIDTH - 1, field, hot);
		brief(field, sizeof field, "cpu%u", a->max_cpu);
		draw_text(p, x + AVERAGE_WIDTH + 1 + MAX_WIDTH, y, 16, field, hot);
		brief(field, sizeof field, "%u", a->hot);
		draw_right(p, x + AVERAGE_WIDTH + 2 + MAX_WIDTH + 3 + draw_id_width(p), y,
			    c->hot - 1, field, a->hot ? ROLE_HEAT + HEATS - 1 : ROLE_LABEL);
	}
	x += AVERAGE_WIDTH + 2 + MAX_WIDTH + 3 + draw_id_width(p) + c->hot;
	if (c->strip && strip_fits(g, c->strip - 2))
		group_strip(p, x + 1, y, c->strip, g);
	else if (c->strip)
		group_spread(p, x + 1, y, g);
}

enum { FORMS_SIGNED = 2, FORMS = 6, FORM_ROOM = 128 };

/* What the row of a group says in little width. */
struct narrow {
	const char *name;
	int depth;        /* of its indent */
	int average, max; /* percent; -1 when nothing is known */
	uint32_t cpu, hot;
};

/* The row as one text, the forms from full to terse. */
static void narrow_text(const struct drawing *p, const struct narrow *n, int form, char *out)
{
	/* Room for the sign of open or closed, before a name. */
	int shorter = (int)strcspn(n->name, "-"), lead = form < FORMS_SIGNED ? n->depth + 1 : 0;
	if (n->average < 0)
		snprintf(out, FORM_ROOM, "%*s%.*s %s", lead, "",
			 form < 2   ? 32
			 : form < 3 ? shorter
				    : 0,
			 n->name, p->glyphs->dash);
	else if (form == 0)
		snprintf(out, FORM_ROOM, "%*s%s %d%% max %d%% cpu%u %s90%%: %u", lead, "", n->name,
			 n->average, n->max, n->cpu, p->glyphs->at_least, n->hot);
	else if (form == 1)
		snprintf(out, FORM_ROOM, "%*s%s %d%% %d%%@%u %u!", lead, "", n->name, n->average,
			 n->max, n->cpu, n->hot);
	else if (form == 2)
		snprintf(out, FORM_ROOM, "%.*s %d %d@%u %u!", shorter, n->name, n->average, n->max,
			 n->cpu, n->hot);
	else if (form == 3)
		snprintf(out, FORM_ROOM, "%d %d@%u %u!", n->average, n->max, n->cpu, n->hot);
	else if (form == 4)
		snprintf(out, FORM_ROOM, "%d@%u", n->max, n->cpu);
	else
		snprintf(out, FORM_ROOM, "%d", n->max);
}

/* The fullest form in which every row fits, or FORMS: for any load, so that loads change no form.
 */
static int narrow_form(const struct drawing *p)
{
	char out[FORM_ROOM];
	int form = 0, width = p->plan->width - p->plan->scrollbar;
	for (size_t i = 0; i < p->plan->lines && form < FORMS; i++) {
		const struct line *line = &p->plan->line[i];
		if (line->kind != LINE_GROUP)
			continue;
		const struct group *g = draw_group(p, line);
		uint32_t last = p->usage->cpu[p->usage->rows - 1];
		const struct narrow most = {
			.name = g->name,
			.depth = line->depth,
			.average = 100,
			.max = 100,
			.cpu = last,
			.hot = g->count,
		};
		for (; form < FORMS; form++) {
			narrow_text(p, &most, form, out);
			if (text_width(out) <= width)
				break;
		}
	}
	return form;
}

static void narrow_row(const struct drawing *p, int y, const struct line *line, int form)
{
	char out[FORM_ROOM];
	const struct aggregate *a = &p->groups[line->group];
	enum role role = a->known ? ROLE_HEAT + max_level(p, a) : ROLE_UNKNOWN;
	unsigned level = a->known ? max_level(p, a) : 0;
	if (form < FORMS) {
		const struct narrow row = {
			.name = draw_group(p, line)->name,
			.depth = line->depth,
			.average = a->known ? (int)(aggregate_busy(a) + 0.5) : -1,
			.max = (int)aggregate_max(a),
			.cpu = a->max_cpu,
			.hot = a->hot,
		};
		narrow_text(p, &row, form, out);
		draw_text(p, p->x, y, p->plan->width - p->plan->scrollbar, out, role);
		if (form < FORMS_SIGNED)
			canvas_put(p->canvas, p->x + line->depth, y,
				   line->open ? p->glyphs->open : p->glyphs->closed, ROLE_LABEL,
				   GROUND_NONE);
	} else if (a->known) {
		unsigned tens = level == HEATS - 1 ? 9 : (unsigned)a->max / 10;
		canvas_put(p->canvas, p->x, y, p->glyphs->height[p->glyphs->tens ? tens : level],
			   role, GROUND_NONE);
	} else {
		canvas_put(p->canvas, p->x, y, p->glyphs->unknown, role, GROUND_NONE);
	}
}

struct group_columns paint_group_columns(const struct drawing *p)
{
	struct paint_memory *memory = p->memory;
	if (memory->glyphs != p->glyphs) {
		memory->columns = share_width(p);
		memory->columns.form = memory->columns.wide ? 0 : narrow_form(p);
		memory->glyphs = p->glyphs;
	}
	return memory->columns;
}

void paint_group_row(const struct drawing *p, int y, const struct line *line,
		     const struct group_columns *c)
{
	const struct group *g = draw_group(p, line);
	if (!c->wide) {
		narrow_row(p, y, line, c->form);
		return;
	}
	int x = p->x + 2 * line->depth;
	canvas_put(p->canvas, x, y, line->open ? p->glyphs->open : p->glyphs->closed, ROLE_LABEL,
		   GROUND_NONE);
	draw_text(p, x + 2, y, c->name, g->name, line->depth ? ROLE_TEXT : ROLE_STRONG);
	wide_row(p, p->x, y, c, line, &p->groups[line->group]);
}

void paint_group_heading(const struct drawing *p, int y)
{
	struct group_columns c = paint_group_columns(p);
	if (!c.wide) {
		static const char *const label[FORMS] = {
			" group, average, maximum, hot cpus",
			" cpus avg max@cpu hot!",
			"cpus avg max@cpu hot!",
			"avg max@cpu hot!",
			"max@cpu",
			"max",
		};
		if (c.form < FORMS)
			draw_text(p, p->x, y, p->plan->width, label[c.form], ROLE_LABEL);
		return;
	}
	int x = p->x + c.name;
	char label[32];
	if (c.ids)
		draw_text(p, x + 2, y, c.ids - 2, "cpus", ROLE_LABEL);
	x += c.ids + 1;
	if (c.bar >= 10) {
		draw_text(p, x, y, c.bar, "avg", ROLE_LABEL);
		canvas_put(p->canvas, x + c.bar - 4, y, p->glyphs->mark, ROLE_LABEL, GROUND_NONE);
		draw_text(p, x + c.bar - 3, y, 3, "max", ROLE_LABEL);
	}
	x += c.bar;
	draw_right(p, x, y, AVERAGE_WIDTH, "avg", ROLE_LABEL);
	draw_text(p, x + AVERAGE_WIDTH + 2, y, 7, "hottest", ROLE_LABEL);
	brief(label, sizeof label, "%s90%%", p->glyphs->at_least);
	draw_right(p, x + AVERAGE_WIDTH + 2 + MAX_WIDTH + 3 + draw_id_width(p), y, c.hot - 1,
		    label, ROLE_LABEL);
}
