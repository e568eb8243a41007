/*
 * A plan and the numbers into cells. Decides how things look and nothing about where cores go.
 */
#ifndef COREWALL_VIEWS_PLAN_H
#define COREWALL_VIEWS_PLAN_H

#include "measure/history.h"
#include "measure/machine.h"
#include "canvas/canvas.h"
#include "canvas/glyphs.h"
#include "wall/smooth.h"
#include "wall/layout.h"

/* Widths of the columns of group rows; 0 for what there is no room for. */
struct group_columns {
	int name, ids, bar, hot, strip;
	bool wide; /* the columns hold; else rows are texts of their own, */
	int form;  /* of this form */
};

enum { IDS_MOST = 24, IDS_KEPT = 64 };

/* What follows from the plan and not from loads: worked out once, until paint_forget(). */
struct paint_memory {
	const struct glyphs *glyphs; /* for which the rest is; NULL: not yet known */
	struct group_columns columns;
	struct {
		uint32_t group;
		uint32_t room;
		char text[IDS_MOST + 1];
	} ids[IDS_KEPT]; /* of group g at g % IDS_KEPT */
	/* Of a plan whose slots are calm: what those on the canvas were painted from. */
	bool painted;   /* they are there */
	uint16_t *slot; /* [plan->members]; SLOT_ANEW: is to be painted again */
	size_t slot_room;
};

enum { SLOT_ANEW = UINT16_MAX };

void paint_forget(struct paint_memory *memory);
void paint_memory_free(struct paint_memory *memory);

struct drawing {
	struct canvas *canvas;
	int x, y; /* of the region */
	const struct glyphs *glyphs;
	bool colour; /* what only a colour tells must be told otherwise when false */
	const struct usage *usage;
	const struct smooth *steady;
	const struct history *history; /* for peaks; NULL for none */
	const struct plan *plan;
	const struct tree *tree;        /* NULL when the plan has no groups */
	const struct aggregate *groups; /* [tree->count] */
	const uint32_t *run;   /* [tree->count] first row of groups that are a run of rows */
	const uint32_t *shown; /* usage rows by tree row */
	struct paint_memory *memory;
};

/* All of the region: heading, lines, scrollbar. On a canvas where it is blank. */
void paint_plan(const struct drawing *p);

/*
 * Whether paint_changes() does on a canvas that holds what paint_plan() left, or itself: then
 * nothing changed but loads, and slots show nothing else.
 */
bool paint_is_calm(const struct drawing *p);

/* Paints the slots that have changed since. */
void paint_changes(const struct drawing *p);

/* Something was painted over the slot of that member. */
void paint_again(struct paint_memory *memory, uint32_t member);

/* Slot painters and headings, for view_table. */
void paint_bar_slot(const struct drawing *p, const struct slot *slot, uint32_t row);
void paint_meter_slot(const struct drawing *p, const struct slot *slot, uint32_t row);
void paint_number_slot(const struct drawing *p, const struct slot *slot, uint32_t row);
void paint_block_slot(const struct drawing *p, const struct slot *slot, uint32_t row);
void paint_half_slot(const struct drawing *p, const struct slot *slot, uint32_t row);
void paint_bar_heading(const struct drawing *p, int y);
void paint_offsets(const struct drawing *p, int y);
void paint_group_heading(const struct drawing *p, int y);

/* A stacked bar of `width` columns from shares of `total`; ticks[FIELDS]. */
void paint_stack(struct canvas *c, const struct glyphs *g, int x, int y, int width,
		 const uint64_t *ticks, uint64_t total);

/* Ten columns: how many cpus sit at 0..9, 10..19, … 90..100 percent; none is blank. */
void paint_spread(struct canvas *c, const struct glyphs *g, int x, int y, const struct spread *s);

/* One row's ticks, for paint_stack(). */
void paint_row_ticks(const struct usage *u, size_t row, uint64_t ticks[FIELDS]);

#endif
