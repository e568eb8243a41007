/*
 * The kinds of view, from rich to dense, as a table: adding one is one row here and its slot
 * painter. Also the names of the overflow policies and the orders.
 */
#ifndef COREWALL_WALL_VIEW_H
#define COREWALL_WALL_VIEW_H

#include <stdbool.h>
#include <stdint.h>

enum view {
	VIEW_AUTO,
	VIEW_BARS,
	VIEW_METERS,
	VIEW_NUMBERS,
	VIEW_BLOCKS,
	VIEW_HALVES,
	VIEW_GROUPS,
	VIEWS
};

enum overflow { OVERFLOW_AUTO, OVERFLOW_SCROLL, OVERFLOW_PAGE, OVERFLOW_COLLAPSE, OVERFLOWS };

enum order { ORDER_ID, ORDER_TOPOLOGY, ORDER_LOAD, ORDERS };

extern const char *const overflow_name[OVERFLOWS];
extern const char *const order_name[ORDERS];

/* Whether a view has a row of column labels above its cores. */
enum heading {
	HEADING_NEVER,
	HEADING_IF_ROOM, /* it gives way to cores */
	HEADING_ALWAYS
};

struct drawing;
struct slot;

struct view_info {
	const char *name;
	const char *summary;
	int slot_least, slot_most; /* columns that a core gets */
	int columns_most;          /* slots in a row, at most */
	int per_cell;              /* cores in one slot */
	int gap_every;             /* a blank column after so many slots; 0 for none */
	bool labels;               /* a row begins with the id of its first core */
	bool calm; /* a slot shows nothing but the number and level that are steady */
	enum heading heading;
	/* Draws the core of usage row `row` into its slot. NULL for views without slots. */
	void (*paint)(const struct drawing *p, const struct slot *slot, uint32_t row);
	/* Draws the row of column labels. NULL when there is none. */
	void (*paint_heading)(const struct drawing *p, int y);
};

extern const struct view_info view_table[VIEWS];

#endif
