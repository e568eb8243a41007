/*
 * What a view is: its name, the room that its slots take, and the functions that draw it. Also the
 * names of the overflow policies and the orders. The views themselves are not known here:
 * whatever makes a wall passes it a table of them, with an entry for each enum view.
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
	VIEW_TIMELINE,
	VIEW_WATERFALL,
	VIEW_HEATMAP,
	VIEWS
};

enum overflow { OVERFLOW_AUTO, OVERFLOW_SCROLL, OVERFLOW_PAGE, OVERFLOW_COLLAPSE, OVERFLOWS };

enum order { ORDER_ID, ORDER_TOPOLOGY, ORDER_LOAD, ORDERS };

extern const char *const overflow_name[OVERFLOWS];
extern const char *const order_name[ORDERS];

/* Whether a view has a row of column labels above its cpus. */
enum heading {
	HEADING_NEVER,
	HEADING_IF_ROOM, /* it gives way to cpus */
	HEADING_ALWAYS
};

/* In which direction slots grow first, if there is room. */
enum growth { GROWTH_WIDE, GROWTH_TALL, GROWTH_SQUARE };

/* How cpus are laid out. */
enum arrange {
	ARRANGE_SLOTS,   /* a grid of slots, line by line */
	ARRANGE_TREE,    /* a row per group of the tree, and what is in those that are open */
	ARRANGE_COLUMNS, /* side by side in one line, as many in a column as it takes */
	ARRANGE_ONE      /* all of them together: none has a place of its own */
};

/* Steps of settings.zoom. */
enum { TIME_ZOOMS = 8 };

struct drawing;
struct slot;

struct view_info {
	const char *name;
	const char *summary;
	/* Of views of slots, where every cpu has one; all 0 in others. */
	int slot_least, slot_most; /* columns that a cpu gets */
	int slot_full;    /* columns, besides the id's, to show all it has; 0: any number does */
	int rows_most;    /* rows that a line of them gets, the blank one included */
	int columns_most; /* slots in a row, at most */
	int per_cell;     /* cpus in one slot */
	int gap_every;    /* a blank column after so many slots; 0 for none */
	enum growth growth;
	bool labels;     /* a row begins with the id of its first cpu, and slots are placed by id */
	bool ids;        /* each cpu's id is shown: an order by load can be read */
	bool rows_apart; /* a line of three rows or more ends with a blank one */
	bool axis;       /* a single line that is high enough has a scale of percent */
	int key_width;   /* columns of the key of colours in a free row; 0: there is none */
	enum arrange arrange;
	bool of_time; /* it shows the history: Home and End mean the oldest and now */
	enum heading heading;
	/* Draws the whole region as planned. Views of slots share one that calls the two below. */
	void (*draw)(const struct drawing *d);
	/* Draws the cpu of usage row `row` into its slot. NULL for views without slots. */
	void (*draw_slot)(const struct drawing *d, const struct slot *slot, uint32_t row);
	/* Draws the row of column labels in row y of the canvas. NULL when there is none. */
	void (*draw_heading)(const struct drawing *d, int y);
	/* Draws the key of colours in row y of the canvas. NULL when there is none. */
	void (*draw_key)(const struct drawing *d, int y);
};

#endif
