/* The table of views. */
#include "views/views.h"

#include "views/plan.h"

static const struct view_info view_auto = {
	.name = "auto",
	.summary = "the richest view in which every cpu fits",
};

static const struct view_info view_bars = {
	.name = "bars",
	.summary = "a row a cpu: stacked bar, busy, fields",
	.slot_least = 6,
	.slot_most = 4096,
	.columns_most = 1,
	.per_cell = 1,
	.heading = HEADING_IF_ROOM,
	.draw_slot = paint_bar_slot,
	.draw_heading = paint_bar_heading,
};

static const struct view_info view_meters = {
	.name = "meters",
	.summary = "a short stacked bar and busy a cpu",
	.slot_least = 10,
	.slot_most = 30,
	.columns_most = 1024,
	.per_cell = 1,
	.heading = HEADING_NEVER,
	.draw_slot = paint_meter_slot,
};

static const struct view_info view_numbers = {
	.name = "numbers",
	.summary = "busy in percent on its heat colour",
	.slot_least = 4,
	.slot_most = 4,
	.columns_most = 1024,
	.per_cell = 1,
	.gap_every = 8,
	.labels = true,
	.calm = true,
	.heading = HEADING_ALWAYS,
	.draw_slot = paint_number_slot,
	.draw_heading = paint_offsets,
};

static const struct view_info view_blocks = {
	.name = "blocks",
	.summary = "one character a cpu",
	.slot_least = 1,
	.slot_most = 1,
	.columns_most = 4096,
	.per_cell = 1,
	.gap_every = 8,
	.labels = true,
	.calm = true,
	.heading = HEADING_IF_ROOM,
	.draw_slot = paint_block_slot,
	.draw_heading = paint_offsets,
};

static const struct view_info view_halves = {
	.name = "halves",
	.summary = "two cpus in one character",
	.slot_least = 1,
	.slot_most = 1,
	.columns_most = 4096,
	.per_cell = 2,
	.gap_every = 8,
	.labels = true,
	.heading = HEADING_IF_ROOM,
	.draw_slot = paint_half_slot,
	.draw_heading = paint_offsets,
};

static const struct view_info view_groups = {
	.name = "groups",
	.summary = "a row a group: average, maximum, hot cpus",
	.heading = HEADING_IF_ROOM,
	.draw_heading = paint_group_heading,
};

const struct view_info *const view_table[VIEWS] = {
	[VIEW_AUTO] = &view_auto,       [VIEW_BARS] = &view_bars,     [VIEW_METERS] = &view_meters,
	[VIEW_NUMBERS] = &view_numbers, [VIEW_BLOCKS] = &view_blocks, [VIEW_HALVES] = &view_halves,
	[VIEW_GROUPS] = &view_groups,
};
