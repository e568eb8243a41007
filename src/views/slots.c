/*
 * Paints cores, a painter a view. Invariant: a painter writes nothing outside its slot (halves: its
 * cell), and shows a number only where the state of the row is ok.
 */
#include "views/draw.h"

#include "base/brief.h"
#include "base/whole.h"

#include <string.h>

/* Columns of a stacked bar that are filled, iowait included. */
static int filled_columns(const struct drawing *p, uint32_t row, int width)
{
	uint64_t total = p->usage->total[row];
	uint64_t sum = total - p->usage->ticks[FIELD_IDLE][row];
	return (int)((sum * (uint64_t)width * 2 + total) / (total * 2));
}

static void bar(const struct drawing *p, int x, int y, int width, uint32_t row)
{
	uint64_t ticks[FIELDS];
	if (draw_known(p, row)) {
		paint_row_ticks(p->usage, row, ticks);
		paint_stack(p->canvas, p->glyphs, x, y, width, ticks, p->usage->total[row]);
		if (p->history && row < p->history->cpus.count)
			draw_peak(p, x, y, width, filled_columns(p, row, width),
				   p->history->recent[row]);
		return;
	}
	bool offline = p->usage->state[row] == USAGE_OFFLINE;
	for (int i = 0; i < width; i++)
		canvas_put(p->canvas, x + i, y, offline ? ' ' : p->glyphs->empty, ROLE_EMPTY,
			   GROUND_NONE);
	if (offline)
		draw_text(p, x, y, width, "offline", ROLE_OFFLINE);
}

/* Columns of the bars view, from its width: id, bar, busy, then the fields that fit. */
struct bar_columns {
	int id, bar, fields; /* widths, and how many fields */
};

/* By how often people look for them. */
static const enum field field_order[] = { FIELD_USR,   FIELD_SYS,  FIELD_IOWAIT, FIELD_STEAL,
					  FIELD_NICE,  FIELD_SOFT, FIELD_IRQ,    FIELD_GUEST,
					  FIELD_GNICE, FIELD_IDLE };

enum { FIELD_WIDTH = 7, BUSY_WIDTH = 6, BAR_LEAST = 24 };

static struct bar_columns bar_columns(const struct drawing *p, int width)
{
	struct bar_columns c = { .id = draw_id_width(p) + 1 };
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

static void field_number(const struct drawing *p, int x, int y, uint32_t row, enum field f)
{
	char digits[16];
	double value = usage_percent(p->usage, f, row);
	enum role role =
		draw_field_part[f] < PARTS ? draw_part_role[draw_field_part[f]] : ROLE_LABEL;
	brief(digits, sizeof digits, TENTHS, AS_TENTHS(value));
	draw_right(p, x, y, FIELD_WIDTH, digits, value < 0.05 ? ROLE_LABEL : role);
}

void paint_bar_slot(const struct drawing *p, const struct slot *slot, uint32_t row)
{
	struct bar_columns c = bar_columns(p, slot->width);
	int x = slot->x;
	draw_number(p, x, slot->y, c.id - 1, p->usage->cpu[row], ROLE_LABEL);
	x += c.id;
	bar(p, x, slot->y, c.bar, row);
	x += c.bar;
	if (slot->width - c.id - c.bar < 1 + BUSY_WIDTH) {
		draw_percent(p, x, slot->y, slot->width - c.id - c.bar, row);
		return;
	}
	if (!draw_known(p, row)) {
		draw_percent(p, x, slot->y, 1 + BUSY_WIDTH, row);
		return;
	}
	char digits[16];
	brief(digits, sizeof digits, TENTHS, AS_TENTHS((double)p->usage->busy[row]));
	draw_right(p, x, slot->y, 1 + BUSY_WIDTH, digits,
		    (enum role)(ROLE_HEAT + p->steady->level[row]));
	x += 1 + BUSY_WIDTH;
	for (int i = 0; i < c.fields; i++, x += FIELD_WIDTH)
		field_number(p, x, slot->y, row, field_order[i]);
}

void paint_bar_heading(const struct drawing *p, int y)
{
	struct bar_columns c = bar_columns(p, p->plan->slot);
	int x = p->x + c.id + c.bar;
	draw_right(p, p->x, y, c.id - 1, c.id > 3 ? "cpu" : "", ROLE_LABEL);
	if (p->plan->slot - c.id - c.bar < 1 + BUSY_WIDTH)
		return;
	draw_right(p, x, y, 1 + BUSY_WIDTH, "busy", ROLE_LABEL);
	x += 1 + BUSY_WIDTH;
	for (int i = 0; i < c.fields; i++, x += FIELD_WIDTH)
		draw_right(p, x, y, FIELD_WIDTH, field_table[field_order[i]].name, ROLE_LABEL);
}

void paint_meter_slot(const struct drawing *p, const struct slot *slot, uint32_t row)
{
	/* A blank before the percentage as soon as the bar can spare it, and always one after. */
	int id = draw_id_width(p), x = slot->x, number = slot->width >= id + 10 ? 4 : 3;
	int width = slot->width - id - 2 - number;
	draw_number(p, x, slot->y, id, p->usage->cpu[row], ROLE_LABEL);
	x += id + 1;
	width = width < 0 ? 0 : width;
	bar(p, x, slot->y, width, row);
	draw_percent(p, x + width, slot->y, number, row);
}

enum { NUMBER_DIGITS = 3 };

void paint_number_slot(const struct drawing *p, const struct slot *slot, uint32_t row)
{
	if (!draw_known(p, row)) {
		canvas_put(p->canvas, slot->x + slot->width - 1, slot->y, draw_absent(p, row),
			   draw_absent_role(p, row), GROUND_NONE);
		return;
	}
	/* Where most of a frame is painted: without a look at each cell whether it is inside. */
	struct cell *cell = canvas_cells(p->canvas, slot->x, slot->y, slot->width);
	unsigned level = p->steady->level[row], n = p->steady->number[row];
	struct cell ink = { .role = ROLE_HEAT };
	if (!cell || slot->width < NUMBER_DIGITS) {
		draw_percent(p, slot->x, slot->y, slot->width, row);
		return;
	}
	if (level)
		ink = (struct cell){ .role = ROLE_INK, .ground = (GROUND_HEAT + level) & 0x7f };
	int at = slot->width;
	do {
		cell[--at] = ink;
		cell[at].glyph = (uint16_t)('0' + n % 10);
		n /= 10;
	} while (n);
	/* What is idle stands on no ground. */
	while (level && at-- > 0) {
		cell[at] = ink;
		cell[at].glyph = ' ';
	}
}

void paint_block_slot(const struct drawing *p, const struct slot *slot, uint32_t row)
{
	if (!draw_known(p, row)) {
		canvas_put(p->canvas, slot->x, slot->y, draw_absent(p, row),
			   draw_absent_role(p, row), GROUND_NONE);
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

static unsigned half_state(const struct drawing *p, uint32_t row)
{
	if (draw_known(p, row))
		return p->steady->level[row];
	return p->usage->state[row] == USAGE_OFFLINE ? HALF_OFFLINE : HALF_UNKNOWN;
}

static int half_kind(unsigned state)
{
	if (state >= HEATS)
		return HALF_NONE;
	return state == HEATS - 1 ? HALF_HOT : state ? HALF_BUSY : HALF_IDLE;
}

static void put_half(const struct drawing *p, int x, int y, uint32_t glyph, unsigned role,
		     unsigned ground)
{
	canvas_put(p->canvas, x, y, glyph, (enum role)role, ground);
}

/* Both halves at once, from their states. */
static void paint_pair(const struct drawing *p, int x, int y, unsigned upper, unsigned lower)
{
	const struct glyphs *g = p->glyphs;
	unsigned hottest = upper < HEATS && (lower >= HEATS || upper > lower) ? upper : lower;
	if (half_kind(upper) == HALF_NONE && half_kind(lower) == HALF_NONE) {
		bool offline = upper != HALF_UNKNOWN && lower != HALF_UNKNOWN;
		bool nothing = upper == HALF_ABSENT && lower == HALF_ABSENT;
		put_half(p, x, y,
			 nothing   ? ' '
			 : offline ? g->offline
				   : g->unknown,
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
static unsigned partner_state(const struct drawing *p, const struct slot *slot)
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

void paint_half_slot(const struct drawing *p, const struct slot *slot, uint32_t row)
{
	unsigned mine = half_state(p, row), other = partner_state(p, slot);
	if (slot->half)
		paint_pair(p, slot->x, slot->y, other, mine);
	else
		paint_pair(p, slot->x, slot->y, mine, other);
}

/* The column labels: +0, +1 … over every slot, or over every eighth where slots are narrow. */
void paint_offsets(const struct drawing *p, int y)
{
	const struct plan *plan = p->plan;
	const struct view_info *v = &view_table[plan->form];
	if (!plan->by_id)
		return;
	int step = plan->slot >= 4 ? 1 : v->gap_every, limit = p->x + plan->width - plan->scrollbar;
	for (int column = 0; column < plan->columns; column += step) {
		char label[16];
		int x = p->x + plan->margin + plan->label + column * plan->slot +
			column / v->gap_every;
		if (plan->slot >= 4) {
			int digits = draw_digits(p, x + 1, y, plan->slot - 1, (uint32_t)column,
						  ROLE_LABEL, GROUND_NONE);
			canvas_put(p->canvas, digits - 1, y, '+', ROLE_LABEL, GROUND_NONE);
			continue;
		}
		brief(label, sizeof label, "+%u", (unsigned)column);
		if (x + (int)strlen(label) <= limit)
			draw_text(p, x, y, limit - x, label, ROLE_LABEL);
	}
}
