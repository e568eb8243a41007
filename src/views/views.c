/* The table of views. */
#include "wall/view.h"

#include "views/plan.h"

const char *const overflow_name[OVERFLOWS] = { "auto", "scroll", "page", "collapse" };
const char *const order_name[ORDERS] = { "id", "topology", "load" };

const struct view_info view_table[VIEWS] = {
	[VIEW_AUTO] = {
		.name = "auto",
		.summary = "the richest view in which every cpu fits",
	},
	[VIEW_BARS] = {
		.name = "bars",
		.summary = "a row a cpu: stacked bar, busy, fields",
		.slot_least = 6,
		.slot_most = 4096,
		.columns_most = 1,
		.per_cell = 1,
		.heading = HEADING_IF_ROOM,
		.paint = paint_bar_slot,
		.paint_heading = paint_bar_heading,
	},
	[VIEW_METERS] = {
		.name = "meters",
		.summary = "a short stacked bar and busy a cpu",
		.slot_least = 10,
		.slot_most = 30,
		.columns_most = 1024,
		.per_cell = 1,
		.heading = HEADING_NEVER,
		.paint = paint_meter_slot,
	},
	[VIEW_NUMBERS] = {
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
		.paint = paint_number_slot,
		.paint_heading = paint_offsets,
	},
	[VIEW_BLOCKS] = {
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
		.paint = paint_block_slot,
		.paint_heading = paint_offsets,
	},
	[VIEW_HALVES] = {
		.name = "halves",
		.summary = "two cpus in one character",
		.slot_least = 1,
		.slot_most = 1,
		.columns_most = 4096,
		.per_cell = 2,
		.gap_every = 8,
		.labels = true,
		.heading = HEADING_IF_ROOM,
		.paint = paint_half_slot,
		.paint_heading = paint_offsets,
	},
	[VIEW_GROUPS] = {
		.name = "groups",
		.summary = "a row a group: average, maximum, hot cpus",
		.heading = HEADING_IF_ROOM,
		.paint_heading = paint_group_heading,
	},
};
