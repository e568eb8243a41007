/*
 * Groups: one row per group with its name, ids, a bar of average and maximum, the hottest cpu, the
 * number of hot cpus and a strip of its cpus; the cpus of a group without children follow it when
 * it is open. Where the columns do not fit, a row is a text, in the fullest form in which every row
 * fits. Invariant: however little room there is, the maximum is shown.
 */
#include "views/draw.h"
#include "views/load_histogram.h"
#include "views/slots.h"
#include "views/views.h"

#include <stdio.h>
#include <string.h>

enum {
	AVERAGE_WIDTH = 6,
	HOT_WIDTH = 6,
	BAR_LEAST = 12,
	HEADING_WIDTH = 12, /* of the longest heading of a strip */
	IDS_REST = 12,      /* columns that the ids have to leave to the bar */
	MAX_AT = 2,         /* where "cpu9 100%" begins in its column */
};

/* Widths of columns from left to right; 0 for those without room. */
struct columns {
	int name, ids, bar, average, max, hot, strip;
	uint32_t share; /* cpus in one column of the strip; 0: it is a histogram */
	bool fit;       /* else rows are texts */
	int form;       /* of these texts */
};

static const struct group *group_of(const struct drawing *d, const struct line *line)
{
	return &d->tree->group[line->group];
}

static int region_width(const struct drawing *d)
{
	return d->plan->width - d->plan->scrollbar;
}

static uint32_t row_of_member(const struct drawing *d, const struct group *g, uint32_t i)
{
	return d->shown[d->tree->order[g->first + i]];
}

/* The level of heat of the maximum. */
static unsigned max_level(const struct drawing *d, const struct aggregate *a)
{
	return smooth_heat(d->smooth, (unsigned)a->max);
}

static enum role max_heat(const struct drawing *d, const struct aggregate *a)
{
	return (enum role)(ROLE_HEAT + max_level(d, a));
}

static enum role average_heat(const struct drawing *d, const struct aggregate *a)
{
	return (enum role)(ROLE_HEAT + smooth_heat(d->smooth, (unsigned)(aggregate_busy(a) + 0.5)));
}

/* --- Columns --- */

/* The widest name and list of ids in any row, and whether ids say more than names. */
static void measure_rows(const struct drawing *d, int *name, int *ids, bool *named_by_ids)
{
	for (size_t i = 0; i < d->plan->lines; i++) {
		const struct line *line = &d->plan->line[i];
		if (line->kind != LINE_GROUP)
			continue;
		const struct group *g = group_of(d, line);
		char list[DRAW_IDS];
		draw_list_ids(d, g, list);
		int name_width = 2 * line->depth + 2 + text_width(g->name);
		int ids_width = (int)strlen(list);
		*name = name_width > *name ? name_width : *name;
		*ids = ids_width > *ids ? ids_width : *ids;
		*named_by_ids |= g->level == LEVEL_RANGE;
	}
}

/* The most cpus of any closed group, 0 when all are open. */
static uint32_t most_cpus(const struct drawing *d)
{
	uint32_t most = 0;
	for (size_t i = 0; i < d->plan->lines; i++) {
		const struct line *line = &d->plan->line[i];
		if (line->kind == LINE_GROUP && !line->open && group_of(d, line)->count > most)
			most = group_of(d, line)->count;
	}
	return most;
}

/* With more cpus than these per character, one hot cpu would be all that a strip shows. */
enum { STRIP_SHARE = 4 };

/*
 * Shares `room` between the bar and the strip. All rows have the same kind of strip: so many cpus
 * per column, at best one, or a histogram of loads.
 */
static void choose_strip(const struct drawing *d, struct columns *c, int room)
{
	uint32_t most = most_cpus(d), strip = (uint32_t)(room - 2 - BAR_LEAST);
	c->bar = room;
	if (!most || room - 2 < BAR_LEAST + HEADING_WIDTH)
		return;
	c->share = (most + strip - 1) / strip;
	if (c->share > STRIP_SHARE)
		c->share = 0;
	c->strip = c->share ? (int)((most + c->share - 1) / c->share) : SPREAD_BUCKETS + 2;
	c->strip = c->strip < HEADING_WIDTH ? HEADING_WIDTH : c->strip;
	c->bar = room - 2 - c->strip;
}

/* Shares the width out, to the most important columns first. */
static struct columns share_width(const struct drawing *d)
{
	struct columns c = {
		.average = AVERAGE_WIDTH,
		.max = MAX_AT + (int)strlen(" 100%") + draw_name_width(d) + 1,
		.hot = HOT_WIDTH,
	};
	int ids = 0;
	bool named_by_ids = false;
	measure_rows(d, &c.name, &ids, &named_by_ids);
	int rest = region_width(d) - c.name - c.average - c.max - c.hot;
	c.fit = rest >= 6;
	if (!named_by_ids && rest - ids - 2 >= IDS_REST)
		c.ids = ids + 2;
	choose_strip(d, &c, rest - c.ids - 1);
	return c;
}

/* --- Bar and strip --- */

/* The highest recent value of any member. */
static unsigned group_peak(const struct drawing *d, const struct group *g)
{
	unsigned peak = 0;
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t row = row_of_member(d, g, i);
		peak = draw_recent(d, row) > peak ? draw_recent(d, row) : peak;
	}
	return peak;
}

/* The length and colour of the bar are those of the average, its mark is the maximum. */
static void draw_bar(const struct drawing *d, int x, int y, int width, const struct group *g,
		     const struct aggregate *a, uint32_t full)
{
	const struct glyphs *glyphs = d->glyphs;
	int each = glyphs->eighth[1] ? 1 : 8, eighths = 0, mark = -1;
	if (a->known) {
		eighths = each * (int)(aggregate_busy(a) * width * 8 / each / 100.0 + 0.5);
		mark = (int)((double)a->max * width / 100.0 + 0.5) - 1;
	}
	for (int i = 0; i < width; i++) {
		int here = eighths - 8 * i;
		uint32_t glyph = here >= 8 ? full : here > 0 ? glyphs->eighth[here] : glyphs->empty;
		canvas_put(d->canvas, x + i, y, glyph, here > 0 ? average_heat(d, a) : ROLE_EMPTY,
			   GROUND_NONE);
	}
	if (!a->known)
		return;
	int filled = (eighths + 7) / 8;
	draw_peak(d, x, y, width, mark + 1 > filled ? mark + 1 : filled, group_peak(d, g));
	if (mark >= 0 && mark < width)
		canvas_put(d->canvas, x + mark, y, glyphs->mark, max_heat(d, a), GROUND_NONE);
}

/* The hottest of the members from..to - 1. */
static uint32_t hottest_member(const struct drawing *d, const struct group *g, uint32_t from,
			       uint32_t to)
{
	uint32_t hottest = row_of_member(d, g, from);
	for (uint32_t i = from + 1; i < to; i++) {
		uint32_t row = row_of_member(d, g, i);
		if (!draw_is_known(d, row))
			continue;
		if (!draw_is_known(d, hottest) ||
		    d->smooth->number[row] > d->smooth->number[hottest])
			hottest = row;
	}
	return hottest;
}

/* The members side by side, `share` of them in a character, which shows the hottest of them. */
static void draw_members(const struct drawing *d, int x, int y, int width, int height,
			 const struct group *g, uint32_t share)
{
	uint32_t cells = (g->count + share - 1) / share;
	for (uint32_t i = 0; i < cells && i < (uint32_t)width; i++) {
		uint32_t from = i * share, to = from + share < g->count ? from + share : g->count;
		draw_column(d, x + (int)i, y, height, hottest_member(d, g, from, to));
	}
}

static void draw_histogram(const struct drawing *d, int x, int y, const struct group *g)
{
	uint32_t count[SPREAD_BUCKETS] = { 0 };
	struct spread spread = { 0 };
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t row = row_of_member(d, g, i);
		if (draw_is_known(d, row))
			count[smooth_bucket(d->smooth, d->smooth->number[row])]++;
	}
	spread_update(&spread, count, true);
	canvas_put(d->canvas, x, y, d->glyphs->left, ROLE_LABEL, GROUND_NONE);
	load_histogram_draw(d->canvas, d->glyphs, x + 1, y, &spread);
	canvas_put(d->canvas, x + 1 + SPREAD_BUCKETS, y, d->glyphs->right, ROLE_LABEL, GROUND_NONE);
}

/* --- Rows in columns --- */

static void draw_numbers(const struct drawing *d, int x, int y, const struct columns *c,
			 const struct aggregate *a)
{
	char text[16 + CPU_NAME_ROOM], name[CPU_NAME_ROOM];
	if (!a->known) {
		draw_right(d, x, y, c->average - 1, d->glyphs->dash, ROLE_UNKNOWN);
		return;
	}
	snprintf(text, sizeof text, "%.0f%%", aggregate_busy(a));
	draw_right(d, x, y, c->average, text, average_heat(d, a));
	x += c->average;
	snprintf(text, sizeof text, "%-*s %3.0f%%", draw_name_width(d),
		 draw_name(d, a->max_cpu, name), (double)a->max);
	draw_text(d, x + MAX_AT, y, c->max, text, max_heat(d, a));
	x += c->max;
	snprintf(text, sizeof text, "%u", a->hot);
	draw_right(d, x, y, c->hot - 1, text, a->hot ? ROLE_HEAT + HEATS - 1 : ROLE_LABEL);
}

/* In ASCII a group's bar has the plain fill, not the letters of stacked bars. */
static uint32_t bar_glyph(const struct drawing *d)
{
	return d->glyphs->bar < 0x80 ? d->glyphs->fill : d->glyphs->bar;
}

static void draw_row(const struct drawing *d, int top, const struct line *line,
		     const struct columns *c)
{
	const struct group *g = group_of(d, line);
	const struct aggregate *a = &d->groups[line->group];
	int height = (int)line->rows, y = top + (height - 1) / 2;
	int x = d->x, indent = 2 * line->depth;
	char trouble[HOST_STATE_ROOM];
	draw_group_sign(d, x + indent, y, line);
	draw_text(d, x + indent + 2, y, c->name, g->name, line->depth ? ROLE_TEXT : ROLE_STRONG);
	x += c->name;
	if (c->ids) {
		char ids[DRAW_IDS];
		draw_list_ids(d, g, ids);
		draw_text(d, x + 2, y, c->ids - 2, ids, ROLE_LABEL);
		x += c->ids;
	}
	int numbers = c->average + c->max + c->hot;
	if (draw_trouble(d, line, trouble)[0]) {
		draw_text(d, x + 1, y, d->x + region_width(d) - x - 1, trouble, ROLE_ALERT);
		return;
	}
	for (int i = 0; i < height; i++)
		draw_bar(d, x + 1, top + i, c->bar, g, a, i ? d->glyphs->body : bar_glyph(d));
	draw_numbers(d, x + 1 + c->bar, y, c, a);
	x += 1 + c->bar + numbers;
	if (!c->strip || line->open)
		return;
	if (c->share)
		draw_members(d, x + 1, top, c->strip, height, g, c->share);
	else
		draw_histogram(d, x + 1, y, g);
}

static void draw_heading(const struct drawing *d, const struct columns *c)
{
	int x = d->x + c->name, y = d->y;
	char text[32];
	if (c->ids)
		draw_text(d, x + 2, y, c->ids - 2, "cpus", ROLE_LABEL);
	x += c->ids + 1;
	if (c->bar >= BAR_LEAST) {
		draw_text(d, x, y, c->bar, "average", ROLE_LABEL);
		canvas_put(d->canvas, x + c->bar - 4, y, d->glyphs->mark, ROLE_LABEL, GROUND_NONE);
		draw_text(d, x + c->bar - 3, y, 3, "max", ROLE_LABEL);
	}
	x += c->bar;
	draw_right(d, x, y, c->average, "avg", ROLE_LABEL);
	x += c->average;
	draw_text(d, x + MAX_AT, y, 7, "hottest", ROLE_LABEL);
	x += c->max;
	draw_right(d, x, y, c->hot - 1, "hot", ROLE_LABEL);
	x += c->hot;
	if (c->strip && c->share == 1)
		snprintf(text, sizeof text, "cpus");
	else if (c->strip && c->share)
		snprintf(text, sizeof text, "max of %u", c->share);
	else if (c->strip)
		snprintf(text, sizeof text, "idle to busy");
	if (c->strip)
		draw_text(d, x + 1, y, c->strip, text, ROLE_LABEL);
}

/* --- Rows as texts --- */

enum { FORMS_WITH_SIGN = 2, FORMS_WITH_NAME = 3, FORMS = 6, TEXT_ROOM = 256 };

/* What a row says. */
struct row {
	const char *name;
	bool of_ids;      /* the name is a range of ids */
	int depth;        /* of its indent */
	int average, max; /* percent; -1 when nothing is known */
	uint32_t cpu, hot;
};

/* Forms from full to terse; a range of ids is shortened to its first one where that helps. */
static void row_text(const struct drawing *d, const struct row *r, int form, char out[TEXT_ROOM])
{
	int first_id = r->of_ids ? (int)strcspn(r->name, "-") : TEXT_ROOM / 2;
	char cpu[CPU_NAME_ROOM];
	draw_name(d, r->cpu, cpu);
	const char *id = cpu + (strncmp(cpu, "cpu", 3) ? 0 : 3);
	int sign = form < FORMS_WITH_SIGN ? r->depth + 1 : 0;
	if (r->average < 0)
		snprintf(out, TEXT_ROOM, "%*s%.*s %s", sign, "",
			 form < FORMS_WITH_SIGN   ? 32
			 : form < FORMS_WITH_NAME ? first_id
						  : 0,
			 r->name, d->glyphs->dash);
	else if (form == 0)
		snprintf(out, TEXT_ROOM, "%*s%s %d%% max %d%% %s %s90%%: %u", sign, "", r->name,
			 r->average, r->max, cpu, d->glyphs->at_least, r->hot);
	else if (form == 1)
		snprintf(out, TEXT_ROOM, "%*s%s %d%% %d%%@%s %u!", sign, "", r->name, r->average,
			 r->max, id, r->hot);
	else if (form == 2)
		snprintf(out, TEXT_ROOM, "%.*s %d %d@%s %u!", first_id, r->name, r->average, r->max,
			 id, r->hot);
	else if (form == 3)
		snprintf(out, TEXT_ROOM, "%d %d@%s %u!", r->average, r->max, id, r->hot);
	else if (form == 4)
		snprintf(out, TEXT_ROOM, "%d@%s", r->max, id);
	else
		snprintf(out, TEXT_ROOM, "%d", r->max);
}

/* A cpu whose name is as wide as any. */
static uint32_t widest_id(const struct drawing *d)
{
	const struct usage *u = d->usage;
	char name[CPU_NAME_ROOM];
	for (size_t i = 0; i < u->rows && (d->plan->local_ids || cpu_name_has_host(d->hosts)); i++)
		if ((int)strlen(draw_name(d, u->cpu[i], name)) >= draw_name_width(d))
			return u->cpu[i];
	return u->cpu[u->rows - 1];
}

/* The fullest form in which every row fits whatever its load, or FORMS if there is none. */
static int choose_form(const struct drawing *d)
{
	char text[TEXT_ROOM];
	uint32_t cpu = widest_id(d);
	int form = 0;
	for (size_t i = 0; i < d->plan->lines; i++) {
		const struct line *line = &d->plan->line[i];
		if (line->kind != LINE_GROUP)
			continue;
		const struct row widest = {
			.name = group_of(d, line)->name,
			.of_ids = group_of(d, line)->level == LEVEL_RANGE,
			.depth = line->depth,
			.average = 100,
			.max = 100,
			.cpu = cpu,
			.hot = group_of(d, line)->count,
		};
		for (; form < FORMS; form++) {
			row_text(d, &widest, form, text);
			if (text_width(text) <= region_width(d))
				break;
		}
	}
	return form;
}

/* The maximum as one character. */
static void draw_max_block(const struct drawing *d, int y, const struct aggregate *a)
{
	const struct glyphs *g = d->glyphs;
	if (!a->known) {
		canvas_put(d->canvas, d->x, y, g->unknown, ROLE_UNKNOWN, GROUND_NONE);
		return;
	}
	unsigned level = max_level(d, a);
	unsigned tens = level == HEATS - 1 ? 9 : (unsigned)a->max / 10;
	canvas_put(d->canvas, d->x, y, g->height[g->tens ? tens : level], max_heat(d, a),
		   GROUND_NONE);
}

static void draw_text_row(const struct drawing *d, int y, const struct line *line, int form)
{
	const struct aggregate *a = &d->groups[line->group];
	const struct row row = {
		.name = group_of(d, line)->name,
		.of_ids = group_of(d, line)->level == LEVEL_RANGE,
		.depth = line->depth,
		.average = a->known ? (int)(aggregate_busy(a) + 0.5) : -1,
		.max = (int)a->max,
		.cpu = a->max_cpu,
		.hot = a->hot,
	};
	char text[TEXT_ROOM], trouble[HOST_STATE_ROOM];
	if (form == FORMS) {
		draw_max_block(d, y, a);
		return;
	}
	if (form < FORMS_WITH_NAME && draw_trouble(d, line, trouble)[0]) {
		snprintf(text, sizeof text, "%*s%.30s %s",
			 form < FORMS_WITH_SIGN ? line->depth + 1 : 0, "", row.name, trouble);
		draw_text(d, d->x, y, region_width(d), text, ROLE_ALERT);
	} else {
		row_text(d, &row, form, text);
		draw_text(d, d->x, y, region_width(d), text,
			  a->known ? max_heat(d, a) : ROLE_UNKNOWN);
	}
	if (form < FORMS_WITH_SIGN)
		draw_group_sign(d, d->x + line->depth, y, line);
}

static void draw_text_heading(const struct drawing *d, int form)
{
	static const char *const text[FORMS + 1] = {
		" group, average, maximum, hot cpus",
		" cpus avg max@cpu hot!",
		"cpus avg max@cpu hot!",
		"avg max@cpu hot!",
		"max@cpu",
		"max",
		"",
	};
	draw_text(d, d->x, d->y, d->plan->width, text[form], ROLE_LABEL);
}

/* --- All of it --- */

static void draw_groups(const struct drawing *d)
{
	const struct plan *plan = d->plan;
	struct columns c = share_width(d);
	if (!c.fit)
		c.form = choose_form(d);
	if (plan->heading && c.fit)
		draw_heading(d, &c);
	else if (plan->heading)
		draw_text_heading(d, c.form);
	for (size_t i = plan->top; i < plan->lines && plan_shows(plan, i); i++) {
		const struct line *line = &plan->line[i];
		int y = d->y + plan_y(plan, i);
		if (line->kind != LINE_GROUP)
			slots_draw_cpus(d, i);
		else if (c.fit)
			draw_row(d, y, line, &c);
		else
			draw_text_row(d, y, line, c.form);
	}
	draw_scrollbar(d);
}

const struct view_info view_groups = {
	.name = "groups",
	.summary = "one row per group: average, maximum, hot cpus",
	.arrange = ARRANGE_TREE,
	.heading = HEADING_IF_ROOM,
	.draw = draw_groups,
};
