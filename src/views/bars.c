/*
 * Bars: one row per cpu with its id, a stacked bar across the width, its busy percentage, and as
 * many fields as fit, those that people look for most first.
 */
#include "views/draw.h"
#include "views/slots.h"
#include "views/stacked_bar.h"
#include "views/views.h"

#include <stdio.h>

static const enum field field_order[] = { FIELD_USR,   FIELD_SYS,  FIELD_IOWAIT, FIELD_STEAL,
					  FIELD_NICE,  FIELD_SOFT, FIELD_IRQ,    FIELD_GUEST,
					  FIELD_GNICE, FIELD_IDLE };

enum { FIELD_WIDTH = 7, BUSY_WIDTH = 7, TERSE_BUSY_WIDTH = 4, BAR_LEAST = 24 };

/* Widths of the columns from left to right, and how many fields there are. */
struct bar_columns {
	int id, bar, busy, fields;
};

static struct bar_columns bar_columns(const struct drawing *d, int width)
{
	struct bar_columns c = { .id = d->id_width + 1, .busy = BUSY_WIDTH };
	int rest = width - c.id - BUSY_WIDTH;
	if (rest < 1) {
		c.bar = width - c.id - TERSE_BUSY_WIDTH;
		c.bar = c.bar < 0 ? 0 : c.bar;
		c.busy = width - c.id - c.bar;
		return c;
	}
	while (c.fields < FIELDS && rest - (c.fields + 1) * FIELD_WIDTH >= BAR_LEAST + width / 6)
		c.fields++;
	c.bar = rest - c.fields * FIELD_WIDTH;
	return c;
}

static void draw_field(const struct drawing *d, int x, int y, uint32_t row, enum field f)
{
	char text[16];
	if (d->usage->busy_only) {
		draw_right(d, x, y, FIELD_WIDTH, d->glyphs->dash, ROLE_UNKNOWN);
		return;
	}
	double percent = usage_percent(d->usage, f, row);
	snprintf(text, sizeof text, "%.1f", percent);
	draw_right(d, x, y, FIELD_WIDTH, text, percent < 0.05 ? ROLE_LABEL : stacked_bar_role(f));
}

static void draw_slot(const struct drawing *d, const struct slot *slot, uint32_t row)
{
	struct bar_columns c = bar_columns(d, slot->width);
	int x = slot->x, y = slot->y + (slot->height - 1) / 2;
	draw_id(d, x, y, c.id - 1, d->usage->cpu[row]);
	x += c.id;
	for (int i = 0; i < slot->height; i++)
		stacked_bar_draw_cpu(d, x, slot->y + i, c.bar, row, i > 0);
	x += c.bar;
	draw_percent(d, x, y, c.busy, row);
	if (c.busy < BUSY_WIDTH || !draw_is_known(d, row))
		return;
	x += c.busy;
	for (int i = 0; i < c.fields; i++, x += FIELD_WIDTH)
		draw_field(d, x, y, row, field_order[i]);
}

static void draw_heading(const struct drawing *d, int y)
{
	struct bar_columns c = bar_columns(d, d->plan->slot);
	int x = d->x + d->plan->label + c.id + c.bar;
	if (c.id > 3)
		draw_right(d, d->x + d->plan->label, y, c.id - 1, "cpu", ROLE_LABEL);
	if (c.busy < BUSY_WIDTH)
		return;
	draw_right(d, x, y, c.busy, "busy", ROLE_LABEL);
	x += c.busy;
	for (int i = 0; i < c.fields; i++, x += FIELD_WIDTH)
		draw_right(d, x, y, FIELD_WIDTH, field_table[field_order[i]].name, ROLE_LABEL);
}

const struct view_info view_bars = {
	.name = "bars",
	.summary = "one row per cpu: stacked bar, busy, fields",
	.slot_least = 6,
	.slot_most = 4096,
	.rows_most = 4,
	.columns_most = 1,
	.per_cell = 1,
	.growth = GROWTH_WIDE,
	.ids = true,
	.rows_apart = true,
	.key_width = STACKED_BAR_KEY,
	.heading = HEADING_IF_ROOM,
	.draw = slots_draw,
	.draw_slot = draw_slot,
	.draw_key = stacked_bar_draw_key,
	.draw_heading = draw_heading,
};
