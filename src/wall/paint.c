/*
 * Paints slots and rows. Invariant: a painter writes nothing outside its slot or row, and shows a
 * number only where the state of the row is ok.
 */
#include "wall/paint.h"

#include <stdio.h>
#include <string.h>

static const enum role part_role[PARTS] = {
	[PART_USR] = ROLE_USR,		   [PART_NICE] = ROLE_NICE,   [PART_GUEST] = ROLE_GUEST,
	[PART_SYS] = ROLE_SYS,		   [PART_INTERRUPT] = ROLE_INTERRUPT,
	[PART_STEAL] = ROLE_STEAL,	   [PART_IOWAIT] = ROLE_IOWAIT,
};

static const uint8_t field_part[FIELDS] = {
	[FIELD_USR] = PART_USR,	      [FIELD_NICE] = PART_NICE,	     [FIELD_SYS] = PART_SYS,
	[FIELD_IOWAIT] = PART_IOWAIT, [FIELD_IRQ] = PART_INTERRUPT,  [FIELD_SOFT] = PART_INTERRUPT,
	[FIELD_STEAL] = PART_STEAL,   [FIELD_GUEST] = PART_GUEST,    [FIELD_GNICE] = PART_GUEST,
	[FIELD_IDLE] = PARTS,
};

void paint_row_ticks(const struct usage *u, size_t row, uint64_t ticks[FIELDS])
{
	for (int f = 0; f < FIELDS; f++)
		ticks[f] = u->ticks[f][row];
}

/* Boundaries are rounded cumulatively, so that the bar is as long as its sum. */
void paint_stack(struct canvas *c, const struct glyphs *g, int x, int y, int width,
		 const uint64_t *ticks, uint64_t total)
{
	uint64_t part[PARTS + 1] = { 0 }, sum = 0;
	for (int f = 0; f < FIELDS; f++)
		part[field_part[f]] += ticks[f];
	int at = 0;
	for (int i = 0; i < PARTS; i++) {
		sum += part[i];
		int end = (int)((sum * (uint64_t)width * 2 + total) / (total * 2));
		for (; at < end; at++)
			canvas_put(c, x + at, y, g->part[i], part_role[i], GROUND_NONE);
	}
	for (; at < width; at++)
		canvas_put(c, x + at, y, g->empty, ROLE_EMPTY, GROUND_NONE);
}

static void text(const struct painter *p, int x, int y, int room, const char *s, enum role role)
{
	canvas_text(p->canvas, x, y, room, s, role);
}

/* Right-aligned in `width` columns; what does not fit is cut at the left end of its room. */
static void text_right(const struct painter *p, int x, int y, int width, const char *s,
		       enum role role)
{
	int n = text_width(s);
	text(p, n < width ? x + width - n : x, y, width, s, role);
}

static void number_right(const struct painter *p, int x, int y, int width, uint32_t n,
			 enum role role)
{
	char digits[16];
	snprintf(digits, sizeof digits, "%u", n);
	text_right(p, x, y, width, digits, role);
}

static bool known(const struct painter *p, uint32_t row)
{
	return p->usage->state[row] == USAGE_OK;
}

/* What stands instead of a number. */
static uint32_t absent_glyph(const struct painter *p, uint32_t row)
{
	bool offline = p->usage->state[row] == USAGE_OFFLINE;
	return offline ? p->glyphs->offline : p->glyphs->unknown;
}

static enum role absent_role(const struct painter *p, uint32_t row)
{
	return p->usage->state[row] == USAGE_OFFLINE ? ROLE_OFFLINE : ROLE_UNKNOWN;
}

/* The percentage of the row in `width` columns, or what stands instead of it. */
static void percent(const struct painter *p, int x, int y, int width, uint32_t row)
{
	if (!known(p, row)) {
		canvas_put(p->canvas, x + width - 1, y, absent_glyph(p, row), absent_role(p, row),
			   GROUND_NONE);
		return;
	}
	number_right(p, x, y, width, p->steady->number[row],
		     (enum role)(ROLE_HEAT + p->steady->level[row]));
}

/* Marks the column of the percentage in a bar, where the bar is empty. */
static void mark_peak(const struct painter *p, int x, int y, int width, int filled, unsigned peak)
{
	int at = (int)((peak * (unsigned)width + 50) / 100) - 1;
	if (at >= filled && at >= 0 && at < width && peak >= 5)
		canvas_put(p->canvas, x + at, y, p->glyphs->peak, ROLE_LABEL, GROUND_NONE);
}

/* Columns of a stacked bar that are filled, iowait included. */
static int filled_columns(const struct painter *p, uint32_t row, int width)
{
	uint64_t total = p->usage->total[row];
	uint64_t sum = total - p->usage->ticks[FIELD_IDLE][row];
	return (int)((sum * (uint64_t)width * 2 + total) / (total * 2));
}

static void bar(const struct painter *p, int x, int y, int width, uint32_t row)
{
	uint64_t ticks[FIELDS];
	if (known(p, row)) {
		paint_row_ticks(p->usage, row, ticks);
		paint_stack(p->canvas, p->glyphs, x, y, width, ticks, p->usage->total[row]);
		if (p->history && row < p->history->rows)
			mark_peak(p, x, y, width, filled_columns(p, row, width),
				  p->history->recent[row]);
		return;
	}
	bool offline = p->usage->state[row] == USAGE_OFFLINE;
	for (int i = 0; i < width; i++)
		canvas_put(p->canvas, x + i, y, offline ? ' ' : p->glyphs->empty, ROLE_EMPTY,
			   GROUND_NONE);
	if (offline)
		text(p, x, y, width, "offline", ROLE_OFFLINE);
}

static int id_width(const struct painter *p)
{
	uint32_t last = p->usage->rows ? p->usage->cpu[p->usage->rows - 1] : 0;
	int width = 1;
	for (; last >= 10; last /= 10)
		width++;
	return width;
}

/* Columns of the bars view, from its width: id, bar, busy, then the fields that fit. */
struct bar_columns {
	int id, bar, fields; /* widths, and how many fields */
};

/* By how often people look for them. */
static const enum field field_order[] = { FIELD_USR,   FIELD_SYS,  FIELD_IOWAIT, FIELD_STEAL,
					  FIELD_NICE,  FIELD_SOFT, FIELD_IRQ,	 FIELD_GUEST,
					  FIELD_GNICE, FIELD_IDLE };

enum { FIELD_WIDTH = 7, BUSY_WIDTH = 6, BAR_LEAST = 24 };

static struct bar_columns bar_columns(const struct painter *p, int width)
{
	struct bar_columns c = { .id = id_width(p) + 1 };
	int rest = width - c.id - 1 - BUSY_WIDTH;
	if (rest < 1) {
		c.bar = width - c.id - 4;
		c.bar = c.bar < 0 ? 0 : c.bar;
		return c;
	}
	while (c.fields < FIELDS && rest - (c.fields + 1) * FIELD_WIDTH >= BAR_LEAST + width / 6)
		c.fields++;
	c.bar = rest - c.fields * FIELD_WIDTH;
	return c;
}

static void field_number(const struct painter *p, int x, int y, uint32_t row, enum field f)
{
	char digits[16];
	double value = usage_percent(p->usage, f, row);
	enum role role = field_part[f] < PARTS ? part_role[field_part[f]] : ROLE_LABEL;
	snprintf(digits, sizeof digits, "%.1f", value);
	text_right(p, x, y, FIELD_WIDTH, digits, value < 0.05 ? ROLE_LABEL : role);
}

void paint_bar_slot(const struct painter *p, const struct slot *slot, uint32_t row)
{
	struct bar_columns c = bar_columns(p, slot->width);
	int x = slot->x;
	number_right(p, x, slot->y, c.id - 1, p->usage->cpu[row], ROLE_LABEL);
	x += c.id;
	bar(p, x, slot->y, c.bar, row);
	x += c.bar;
	if (slot->width - c.id - c.bar < 1 + BUSY_WIDTH) {
		percent(p, x, slot->y, slot->width - c.id - c.bar, row);
		return;
	}
	if (!known(p, row)) {
		percent(p, x, slot->y, 1 + BUSY_WIDTH, row);
		return;
	}
	char digits[16];
	snprintf(digits, sizeof digits, "%.1f", (double)p->usage->busy[row]);
	text_right(p, x, slot->y, 1 + BUSY_WIDTH, digits,
		   (enum role)(ROLE_HEAT + p->steady->level[row]));
	x += 1 + BUSY_WIDTH;
	for (int i = 0; i < c.fields; i++, x += FIELD_WIDTH)
		field_number(p, x, slot->y, row, field_order[i]);
}

void paint_bar_heading(const struct painter *p, int y)
{
	struct bar_columns c = bar_columns(p, p->plan->slot);
	int x = p->x + c.id + c.bar;
	text_right(p, p->x, y, c.id - 1, c.id > 3 ? "cpu" : "", ROLE_LABEL);
	if (p->plan->slot - c.id - c.bar < 1 + BUSY_WIDTH)
		return;
	text_right(p, x, y, 1 + BUSY_WIDTH, "busy", ROLE_LABEL);
	x += 1 + BUSY_WIDTH;
	for (int i = 0; i < c.fields; i++, x += FIELD_WIDTH)
		text_right(p, x, y, FIELD_WIDTH, field_table[field_order[i]].name, ROLE_LABEL);
}

void paint_meter_slot(const struct painter *p, const struct slot *slot, uint32_t row)
{
	int id = id_width(p), x = slot->x, width = slot->width - id - 5;
	number_right(p, x, slot->y, id, p->usage->cpu[row], ROLE_LABEL);
	x += id + 1;
	width = width < 0 ? 0 : width;
	bar(p, x, slot->y, width, row);
	percent(p, x + width, slot->y, 3, row);
}

void paint_number_slot(const struct painter *p, const struct slot *slot, uint32_t row)
{
	if (!known(p, row)) {
		canvas_put(p->canvas, slot->x + slot->width - 1, slot->y, absent_glyph(p, row),
			   absent_role(p, row), GROUND_NONE);
		return;
	}
	unsigned level = p->steady->level[row];
	if (!level) {
		percent(p, slot->x, slot->y, slot->width, row);
		return;
	}
	char digits[16];
	snprintf(digits, sizeof digits, "%*u", slot->width, p->steady->number[row]);
	for (int i = 0; i < slot->width; i++)
		canvas_put(p->canvas, slot->x + i, slot->y, (unsigned char)digits[i], ROLE_INK,
			   GROUND_HEAT + level);
}

void paint_block_slot(const struct painter *p, const struct slot *slot, uint32_t row)
{
	if (!known(p, row)) {
		canvas_put(p->canvas, slot->x, slot->y, absent_glyph(p, row), absent_role(p, row),
			   GROUND_NONE);
		return;
	}
	unsigned level = p->steady->level[row], step = level;
	if (p->glyphs->tens) {
		step = p->steady->number[row] / 10;
		step = level == HEATS - 1 ? 9 : step > 8 ? 8 : step;
	}
	canvas_put(p->canvas, slot->x, slot->y, p->glyphs->height[step],
		   (enum role)(ROLE_HEAT + level), GROUND_NONE);
}

/* What half a cell is: a heat, or one of these. */
enum { HALF_UNKNOWN = HEATS, HALF_OFFLINE, HALF_ABSENT };

static unsigned half_state(const struct painter *p, uint32_t row)
{
	if (known(p, row))
		return p->steady->level[row];
	return p->usage->state[row] == USAGE_OFFLINE ? HALF_OFFLINE : HALF_UNKNOWN;
}

static int half_kind(unsigned state)
{
	if (state >= HEATS)
		return HALF_NONE;
	return state == HEATS - 1 ? HALF_HOT : state ? HALF_BUSY : HALF_IDLE;
}

static void put_half(const struct painter *p, int x, int y, uint32_t glyph, unsigned role,
		     unsigned ground)
{
	canvas_put(p->canvas, x, y, glyph, (enum role)role, ground);
}

/* Both halves at once, from their states. */
static void paint_pair(const struct painter *p, int x, int y, unsigned upper, unsigned lower)
{
	const struct glyphs *g = p->glyphs;
	unsigned hottest = upper < HEATS && (lower >= HEATS || upper > lower) ? upper : lower;
	if (half_kind(upper) == HALF_NONE && half_kind(lower) == HALF_NONE) {
		bool offline = upper != HALF_UNKNOWN && lower != HALF_UNKNOWN;
		bool nothing = upper == HALF_ABSENT && lower == HALF_ABSENT;
		put_half(p, x, y, nothing ? ' ' : offline ? g->offline : g->unknown,
			 offline ? ROLE_OFFLINE : ROLE_UNKNOWN, GROUND_NONE);
	} else if (!p->colour || (!hottest && hottest < HEATS) || g->upper < 0x80) {
		put_half(p, x, y, g->half[half_kind(upper)][half_kind(lower)], ROLE_HEAT + hottest,
			 GROUND_NONE);
	} else if (half_kind(lower) == HALF_NONE || !lower) {
		put_half(p, x, y, g->upper, ROLE_HEAT + upper, GROUND_NONE);
	} else if (half_kind(upper) == HALF_NONE || !upper) {
		put_half(p, x, y, g->lower, ROLE_HEAT + lower, GROUND_NONE);
	} else {
		put_half(p, x, y, g->upper, ROLE_HEAT + upper, GROUND_HEAT + lower);
	}
}

/* The state of the core that shares the slot's cell. Places ascend within a segment. */
static unsigned partner_state(const struct painter *p, const struct slot *slot)
{
	const struct plan *plan = p->plan;
	uint32_t place = plan->place[slot->member], apart = 1;
	if (plan->by_id)
		apart = (uint32_t)plan->columns;
	uint32_t wanted = slot->half ? place - apart : place + apart;
	uint32_t low = slot->seg->first, high = low + slot->seg->count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (plan->place[middle] < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	bool found = low < slot->seg->first + slot->seg->count && plan->place[low] == wanted;
	return found ? half_state(p, plan->member[low]) : (unsigned)HALF_ABSENT;
}

void paint_half_slot(const struct painter *p, const struct slot *slot, uint32_t row)
{
	unsigned mine = half_state(p, row), other = partner_state(p, slot);
	if (slot->half)
		paint_pair(p, slot->x, slot->y, other, mine);
	else
		paint_pair(p, slot->x, slot->y, mine, other);
}

/* The column labels: +0, +1 … over every slot, or over every eighth where slots are narrow. */
void paint_offsets(const struct painter *p, int y)
{
	const struct plan *plan = p->plan;
	const struct view_info *v = &view_table[plan->form];
	if (!plan->by_id)
		return;
	int step = plan->slot >= 4 ? 1 : v->gap_every, limit = p->x + plan->width - plan->scrollbar;
	for (int column = 0; column < plan->columns; column += step) {
		char label[16];
		int x = p->x + plan->margin + plan->label + column * plan->slot + column / v->gap_every;
		snprintf(label, sizeof label, "+%d", column);
		if (plan->slot >= 4)
			text_right(p, x, y, plan->slot, label, ROLE_LABEL);
		else if (x + (int)strlen(label) <= limit)
			text(p, x, y, limit - x, label, ROLE_LABEL);
	}
}

/* Widths of the columns of group rows; 0 for what there is no room for. */
struct group_columns {
	int name, ids, bar, hot, strip;
	bool wide; /* the columns hold; else rows are texts of their own, */
	int form;  /* of this form */
};

enum { AVERAGE_WIDTH = 6, MAX_WIDTH = 10, IDS_MOST = 24, BAR_LEAST_GROUP = 10, BAR_MOST = 32 };

static const struct group *group_of(const struct painter *p, const struct line *line)
{
	return &p->tree->group[line->group];
}

static int name_room(const struct painter *p, const struct line *line)
{
	return 2 * line->depth + 2 + text_width(group_of(p, line)->name);
}

/* The ids of the group's members as a list, cut to the room with a tilde at its end. */
static void group_ids(const struct painter *p, const struct line *line, char *out, size_t room)
{
	const struct group *g = group_of(p, line);
	struct cpulist list = { 0 };
	struct buf b = { 0 };
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t cpu = p->usage->cpu[p->shown[p->tree->order[g->first + i]]];
		cpulist_add(&list, cpu, cpu);
	}
	cpulist_format(&list, &b);
	snprintf(out, room, "%s", b.data);
	if (b.used >= room && room > 2)
		out[room - 2] = '~';
	buf_free(&b);
	cpulist_free(&list);
}

/* Shares the width out among the columns, most important first. */
static struct group_columns group_columns(const struct painter *p)
{
	const struct plan *plan = p->plan;
	struct group_columns c = { 0 };
	int widest_ids = 0, width = plan->width - plan->scrollbar;
	bool block = false;
	for (size_t i = 0; i < plan->lines; i++) {
		const struct line *line = &plan->line[i];
		if (line->kind != LINE_GROUP)
			continue;
		char ids[IDS_MOST + 1];
		group_ids(p, line, ids, sizeof ids);
		c.name = name_room(p, line) > c.name ? name_room(p, line) : c.name;
		widest_ids = (int)strlen(ids) > widest_ids ? (int)strlen(ids) : widest_ids;
		block |= group_of(p, line)->level == LEVEL_BLOCK;
	}
	c.hot = 6;
	int rest = width - c.name - AVERAGE_WIDTH - 2 - MAX_WIDTH - 3 - id_width(p) - c.hot;
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
static unsigned max_level(const struct painter *p, const struct aggregate *a)
{
	size_t row = usage_row(p->usage, a->max_cpu);
	bool ok = row != SIZE_MAX && known(p, (uint32_t)row);
	return ok ? p->steady->level[row] : heat_of((double)a->max);
}

/* Length is the average, the mark the maximum, the colour the maximum's. */
static void group_bar(const struct painter *p, int x, int y, int width, const struct aggregate *a,
		      unsigned peak)
{
	const struct glyphs *g = p->glyphs;
	int fill = 0, mark = -1;
	enum role role = ROLE_EMPTY;
	if (a->known) {
		fill = (int)(aggregate_busy(a) * width / 100.0 + 0.5);
		mark = (int)((double)a->max * width / 100.0 + 0.5) - 1;
		mark = mark < 0 ? 0 : mark;
		role = (enum role)(ROLE_HEAT + max_level(p, a));
	}
	for (int i = 0; i < width; i++) {
		bool filled = i < fill;
		canvas_put(p->canvas, x + i, y,
			   i == mark ? g->mark : filled ? g->fill : g->empty,
			   i == mark && !filled ? ROLE_MARK : filled ? role : ROLE_EMPTY,
			   GROUND_NONE);
	}
	if (a->known)
		mark_peak(p, x, y, width, mark + 1 > fill ? mark + 1 : fill, peak);
	if (mark >= 0 && mark < width)
		canvas_put(p->canvas, x + mark, y, g->mark, role, GROUND_NONE);
}

/* The highest recent value of any member. */
static unsigned group_peak(const struct painter *p, const struct group *g)
{
	unsigned peak = 0;
	for (uint32_t i = 0; p->history && i < g->count; i++) {
		uint32_t row = p->shown[p->tree->order[g->first + i]];
		if (row < p->history->rows && p->history->recent[row] > peak)
			peak = p->history->recent[row];
	}
	return peak;
}

/* More cores than this in one character of a strip would only tell that one of them is hot. */
enum { STRIP_FOLD = 4, SPREAD_BUCKETS = 10 };

static bool strip_fits(const struct group *g, int width)
{
	return g->count <= (uint32_t)(STRIP_FOLD * width) || width < SPREAD_BUCKETS;
}

/* The hottest of the group's members from..to, in tree order. */
static uint32_t hottest_of(const struct painter *p, const struct group *g, uint32_t from,
			   uint32_t to)
{
	uint32_t hottest = p->shown[p->tree->order[g->first + from]];
	for (uint32_t i = from + 1; i < to; i++) {
		uint32_t row = p->shown[p->tree->order[g->first + i]];
		bool hotter = !known(p, hottest) || p->usage->busy[row] > p->usage->busy[hottest];
		if (known(p, row) && hotter)
			hottest = row;
	}
	return hottest;
}

/* The members side by side, each character the hottest of those it stands for. */
static void group_strip(const struct painter *p, int x, int y, int width, const struct group *g)
{
	uint32_t cells = g->count < (uint32_t)width ? g->count : (uint32_t)width;
	for (uint32_t i = 0; i < cells; i++) {
		uint32_t from = (uint32_t)((uint64_t)i * g->count / cells);
		uint32_t to = (uint32_t)((uint64_t)(i + 1) * g->count / cells);
		struct slot slot = { .x = x + (int)i, .y = y, .width = 1 };
		paint_block_slot(p, &slot, hottest_of(p, g, from, to));
	}
}

void paint_buckets(struct canvas *c, const struct glyphs *g, int x, int y,
		   const uint32_t bucket[10])
{
	uint32_t most = 1;
	for (int b = 0; b < SPREAD_BUCKETS; b++)
		most = bucket[b] > most ? bucket[b] : most;
	for (int b = 0; b < SPREAD_BUCKETS; b++) {
		uint32_t step = (uint32_t)(((uint64_t)bucket[b] * 7 + most / 2) / most);
		if (bucket[b])
			canvas_put(c, x + b, y, g->count[step],
				   (enum role)(ROLE_HEAT + heat_of(b * 10 + 5)), GROUND_NONE);
	}
}

/* How many members sit at which load: for groups that are too large for a strip. */
static void group_spread(const struct painter *p, int x, int y, const struct group *g)
{
	uint32_t bucket[SPREAD_BUCKETS] = { 0 };
	for (uint32_t i = 0; i < g->count; i++) {
		uint32_t row = p->shown[p->tree->order[g->first + i]];
		unsigned b = known(p, row) ? p->steady->number[row] / 10u : SPREAD_BUCKETS;
		if (known(p, row))
			bucket[b < SPREAD_BUCKETS ? b : SPREAD_BUCKETS - 1]++;
	}
	canvas_put(p->canvas, x, y, p->glyphs->left, ROLE_LABEL, GROUND_NONE);
	paint_buckets(p->canvas, p->glyphs, x + 1, y, bucket);
	canvas_put(p->canvas, x + 1 + SPREAD_BUCKETS, y, p->glyphs->right, ROLE_LABEL,
		   GROUND_NONE);
}

static void wide_row(const struct painter *p, int x, int y, const struct group_columns *c,
		     const struct line *line, const struct aggregate *a)
{
	const struct group *g = group_of(p, line);
	char field[64];
	x += c->name;
	if (c->ids) {
		char ids[IDS_MOST + 1];
		group_ids(p, line, ids, (size_t)(c->ids - 1));
		text(p, x + 2, y, c->ids - 2, ids, ROLE_LABEL);
		x += c->ids;
	}
	group_bar(p, x + 1, y, c->bar, a, group_peak(p, g));
	x += 1 + c->bar;
	if (!a->known) {
		text_right(p, x, y, AVERAGE_WIDTH - 1, p->glyphs->dash, ROLE_UNKNOWN);
	} else {
		enum role hot = (enum role)(ROLE_HEAT + max_level(p, a));
		snprintf(field, sizeof field, "%.0f%%", aggregate_busy(a));
		text_right(p, x, y, AVERAGE_WIDTH, field, ROLE_TEXT);
		snprintf(field, sizeof field, "max %3.0f%% ", (double)a->max);
		text_right(p, x + AVERAGE_WIDTH + 2, y, MAX_WIDTH - 1, field, hot);
		snprintf(field, sizeof field, "cpu%u", a->max_cpu);
		text(p, x + AVERAGE_WIDTH + 1 + MAX_WIDTH, y, 16, field, hot);
		snprintf(field, sizeof field, "%u", a->hot);
		text_right(p, x + AVERAGE_WIDTH + 2 + MAX_WIDTH + 3 + id_width(p), y, c->hot - 1,
			   field, a->hot ? ROLE_HEAT + HEATS - 1 : ROLE_LABEL);
	}
	x += AVERAGE_WIDTH + 2 + MAX_WIDTH + 3 + id_width(p) + c->hot;
	if (c->strip && strip_fits(g, c->strip - 2))
		group_strip(p, x + 1, y, c->strip, g);
	else if (c->strip)
		group_spread(p, x + 1, y, g);
}

enum { FORMS = 6, FORM_ROOM = 96 };

/* What the row of a group says in little width. */
struct narrow {
	const char *name;
	int average, max; /* percent; -1 when nothing is known */
	uint32_t cpu, hot;
};

/* The row as one text, the forms from full to terse. */
static void narrow_text(const struct painter *p, const struct narrow *n, int form, char *out)
{
	int shorter = (int)strcspn(n->name, "-");
	if (n->average < 0)
		snprintf(out, FORM_ROOM, "%.*s %s", form < 2 ? 32 : form < 3 ? shorter : 0, n->name,
			 p->glyphs->dash);
	else if (form == 0)
		snprintf(out, FORM_ROOM, "%s %d%% max %d%% cpu%u %s90%%: %u", n->name, n->average,
			 n->max, n->cpu, p->glyphs->at_least, n->hot);
	else if (form == 1)
		snprintf(out, FORM_ROOM, "%s %d%% %d%%@%u %u!", n->name, n->average, n->max, n->cpu,
			 n->hot);
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

/* The fullest form in which every row fits, or FORMS: for any load, so that loads change no form. */
static int narrow_form(const struct painter *p)
{
	char out[FORM_ROOM];
	int form = 0, width = p->plan->width - p->plan->scrollbar;
	for (size_t i = 0; i < p->plan->lines && form < FORMS; i++) {
		const struct line *line = &p->plan->line[i];
		if (line->kind != LINE_GROUP)
			continue;
		const struct group *g = group_of(p, line);
		uint32_t last = p->usage->cpu[p->usage->rows - 1];
		const struct narrow most = { g->name, 100, 100, last, g->count };
		for (; form < FORMS; form++) {
			narrow_text(p, &most, form, out);
			if (text_width(out) <= width)
				break;
		}
	}
	return form;
}

static void narrow_row(const struct painter *p, int y, const struct line *line, int form)
{
	char out[FORM_ROOM];
	const struct aggregate *a = &p->groups[line->group];
	enum role role = a->known ? ROLE_HEAT + max_level(p, a) : ROLE_UNKNOWN;
	unsigned level = a->known ? max_level(p, a) : 0;
	if (form < FORMS) {
		const struct narrow row = {
			.name = group_of(p, line)->name,
			.average = a->known ? (int)(aggregate_busy(a) + 0.5) : -1,
			.max = (int)(a->max + 0.5f),
			.cpu = a->max_cpu,
			.hot = a->hot,
		};
		narrow_text(p, &row, form, out);
		text(p, p->x, y, p->plan->width - p->plan->scrollbar, out, role);
	} else if (a->known) {
		unsigned tens = level == HEATS - 1 ? 9 : (unsigned)a->max / 10;
		canvas_put(p->canvas, p->x, y, p->glyphs->height[p->glyphs->tens ? tens : level],
			   role, GROUND_NONE);
	} else {
		canvas_put(p->canvas, p->x, y, p->glyphs->unknown, role, GROUND_NONE);
	}
}

static void group_row(const struct painter *p, int y, const struct line *line,
		      const struct group_columns *c)
{
	const struct group *g = group_of(p, line);
	if (!c->wide) {
		narrow_row(p, y, line, c->form);
		return;
	}
	int x = p->x + 2 * line->depth;
	canvas_put(p->canvas, x, y, line->open ? p->glyphs->open : p->glyphs->closed, ROLE_LABEL,
		   GROUND_NONE);
	text(p, x + 2, y, c->name, g->name, line->depth ? ROLE_TEXT : ROLE_STRONG);
	wide_row(p, p->x, y, c, line, &p->groups[line->group]);
}

void paint_group_heading(const struct painter *p, int y)
{
	struct group_columns c = group_columns(p);
	if (!c.wide) {
		text(p, p->x, y, p->plan->width, "cpus avg max@cpu hot!", ROLE_LABEL);
		return;
	}
	int x = p->x + c.name;
	char label[32];
	if (c.ids)
		text(p, x + 2, y, c.ids - 2, "cpus", ROLE_LABEL);
	x += c.ids + 1;
	if (c.bar >= 10) {
		text(p, x, y, c.bar, "avg", ROLE_LABEL);
		canvas_put(p->canvas, x + c.bar - 4, y, p->glyphs->mark, ROLE_LABEL, GROUND_NONE);
		text(p, x + c.bar - 3, y, 3, "max", ROLE_LABEL);
	}
	x += c.bar;
	text_right(p, x, y, AVERAGE_WIDTH, "avg", ROLE_LABEL);
	text(p, x + AVERAGE_WIDTH + 2, y, 7, "hottest", ROLE_LABEL);
	snprintf(label, sizeof label, "%s90%%", p->glyphs->at_least);
	text_right(p, x + AVERAGE_WIDTH + 2 + MAX_WIDTH + 3 + id_width(p), y, c.hot - 1, label,
		   ROLE_LABEL);
}

/* Names a group and its members: "node1  64-127". */
static void paint_label(const struct painter *p, int y, const struct line *line)
{
	char ids[IDS_MOST + 1];
	int limit = p->x + p->plan->width - p->plan->scrollbar, x = p->x + p->plan->margin;
	const struct group *g = group_of(p, line);
	for (uint32_t up = g->parent; up != TREE_NONE && up; up = p->tree->group[up].parent) {
		x += canvas_text(p->canvas, x, y, limit - x, p->tree->group[up].name, ROLE_LABEL);
		x += canvas_text(p->canvas, x, y, limit - x, " ", ROLE_LABEL);
	}
	x += canvas_text(p->canvas, x, y, limit - x, g->name, ROLE_STRONG) + 2;
	group_ids(p, line, ids, sizeof ids);
	text(p, x, y, limit - x, ids, ROLE_LABEL);
}

/* After the first row of a group whose slots tell no ids: which they are. */
static void paint_row_ids(const struct painter *p, int y, const struct line *line)
{
	const struct plan *plan = p->plan;
	const struct view_info *v = &view_table[plan->form];
	int cells = (plan->columns - 1) / (v->gap_every ? v->gap_every : plan->columns);
	int x = plan->margin + plan->label + plan->columns * plan->slot + cells + 2;
	int room = plan->width - plan->scrollbar - x;
	char ids[IDS_MOST + 1];
	group_ids(p, line, ids, sizeof ids);
	if ((int)strlen(ids) <= room)
		text(p, p->x + x, y, room, ids, ROLE_LABEL);
}

static void paint_cores(const struct painter *p, size_t index, const struct line *line)
{
	const struct plan *plan = p->plan;
	const struct view_info *v = &view_table[plan->form];
	for (uint32_t s = line->seg; s < line->seg + line->segs; s++) {
		const struct seg *seg = &plan->seg[s];
		int y = p->y + plan->heading + (int)(index - plan->top);
		int x = p->x + seg->x - plan->label;
		if (plan->label && seg->group != TREE_NONE) {
			text(p, x, y, plan->label - 1, p->tree->group[seg->group].name, ROLE_LABEL);
			paint_row_ids(p, y, line);
		}
		if (plan->label && plan->by_id)
			number_right(p, x, y, plan->label - 1, seg->base, ROLE_LABEL);
		for (uint32_t m = seg->first; m < seg->first + seg->count; m++) {
			struct slot slot = plan_slot(plan, index, seg, m);
			slot.x += p->x;
			slot.y += p->y;
			v->paint(p, &slot, plan->member[m]);
		}
	}
}

/* A thumb as long as the window's share of the lines, where the window stands. */
static void paint_scrollbar(const struct painter *p)
{
	const struct plan *plan = p->plan;
	int rows = plan->rows, x = p->x + plan->width - 1;
	if (rows < 1 || plan->lines <= (size_t)rows)
		return;
	int thumb = (int)((size_t)rows * (size_t)rows / plan->lines);
	thumb = thumb < 1 ? 1 : thumb;
	size_t most = plan->lines - (size_t)rows, top = plan->top < most ? plan->top : most;
	int from = (int)(top * (size_t)(rows - thumb) / most);
	for (int i = 0; i < rows; i++) {
		bool on = i >= from && i < from + thumb;
		canvas_put(p->canvas, x, p->y + plan->heading + i,
			   on ? p->glyphs->thumb : p->glyphs->track, on ? ROLE_SCROLL : ROLE_EMPTY,
			   GROUND_NONE);
	}
}

void paint_plan(const struct painter *p)
{
	const struct plan *plan = p->plan;
	struct group_columns columns = { 0 };
	if (!plan->lines)
		return;
	if (plan->heading && view_table[plan->view].paint_heading)
		view_table[plan->view].paint_heading(p, p->y);
	if (plan->view == VIEW_GROUPS) {
		columns = group_columns(p);
		columns.form = columns.wide ? 0 : narrow_form(p);
	}
	for (size_t i = plan->top; i < plan->lines && plan_shows(plan, i); i++) {
		const struct line *line = &plan->line[i];
		int y = p->y + plan->heading + (int)(i - plan->top);
		if (line->kind == LINE_GROUP)
			group_row(p, y, line, &columns);
		else if (line->kind == LINE_LABEL)
			paint_label(p, y, line);
		else
			paint_cores(p, i, line);
	}
	if (plan->scrollbar)
		paint_scrollbar(p);
}
