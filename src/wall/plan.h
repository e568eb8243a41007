/*
 * A plan: where everything in the wall's region goes, as lines and slots; and the request it is
 * made from. Knows no load and no glyph.
 *
 * Every view is a list of lines of which a window is shown; a line of cpus holds segments, and a
 * segment is a run of slots. Scrolling, paging, collapsing and expanding in place are all choices
 * of lines and of the window. Lines are higher than one row only where all of them are shown.
 */
#ifndef COREWALL_WALL_PLAN_H
#define COREWALL_WALL_PLAN_H

#include "measure/cpu_name.h"
#include "measure/tree.h"
#include "wall/expanded.h"
#include "wall/view.h"

#include <stddef.h>

enum line_kind {
	LINE_CPUS,  /* segments of slots */
	LINE_GROUP, /* an aggregate row, closed or open */
	LINE_LABEL  /* names the group that begins below; holds nothing */
};

struct line {
	uint8_t kind;
	uint8_t open;   /* a group whose members are drawn below it: a heading, no aggregate */
	uint16_t depth; /* indent in levels */
	uint32_t group; /* index in the tree, for LINE_GROUP and LINE_LABEL */
	uint32_t seg;   /* first segment */
	uint32_t segs;
	uint32_t y;    /* rows from the top of line 0 */
	uint32_t rows; /* its height, at least 1; blank rows may follow */
};

/* The most columns of a cpu's name in a slot, if there are several hosts. */
enum { PLAN_NAME_MOST = 20 };

struct seg {
	uint32_t first, count; /* its members: plan->member[first .. first + count) */
	uint32_t base;         /* the id that its label shows */
	uint32_t group;        /* the group whose name labels it, or TREE_NONE: then the id does */
	int x;                 /* of its first slot; its label ends one column before */
	bool begins_host;      /* the host's name labels it */
};

/* A rectangle in the region, and which part of it. */
struct slot {
	int x, y, width, height;
	int half; /* 0, or 1 for the lower cpu of a shared cell */
	const struct seg *seg;
	uint32_t member;
};

struct plan {
	const struct view_info *const *views; /* [VIEWS] */
	enum view view;                       /* in force, never VIEW_AUTO */
	bool for_load;          /* meters in place of the view asked for, which shows no ids */
	enum overflow overflow; /* in force; OVERFLOW_AUTO: all is shown at once */
	int width, height;      /* of the region */
	int heading;            /* rows of column labels at its top, 0 to 2 */
	int rows;               /* rows for lines */
	int key;                /* the row of the key of colours, -1 when there is none */
	int ids_below;          /* the row of ids below an axis, -1 when there is none */
	int lead;               /* blank rows above, under the header, not in the height */
	int free;               /* blank rows at the bottom */
	bool band;              /* the free rows are enough for a band */
	bool scrollbar;         /* in the last column */
	enum view form;         /* how cpus are drawn: view, or what groups use for theirs */
	int columns;            /* slots of a segment, side by side */
	int slot;               /* columns of the terminal a slot takes */
	int span;   /* columns that a segment's slots are spread over; 0: they are side by side */
	int label;  /* columns that a row's label takes, its blank included */
	int margin; /* blank columns at the left */
	int names;  /* columns that names of rows, or times, take in views of time */
	uint32_t share; /* cpus in a column, where views lay them out in columns */
	bool flat;      /* a view of the tree shows only cpus */
	bool axis;      /* labels are a scale of percent */
	bool by_id;     /* a slot's column is its id's offset: rulers hold */
	bool by_host;   /* lines are those of one host, which labels name */
	bool local_ids; /* hosts are named beside the ids, which are ids within the host */
	struct line *line;
	size_t lines;
	struct seg *seg;
	size_t segs;
	uint32_t *member; /* usage rows */
	uint32_t *place;  /* [members] offset within the segment, in cpus */
	size_t members;
	size_t top;   /* first line shown */
	size_t page;  /* 0 .. pages - 1 */
	size_t pages; /* at least 1 */
	size_t line_room, seg_room, member_room, place_room;
};

struct layout_request {
	int width, height;                    /* of the region; below 1 the plan is empty */
	const struct view_info *const *views; /* [VIEWS]; the plan keeps the pointer */
	enum view view;
	enum overflow overflow;
	enum order order;
	const uint32_t *cpu;             /* ids by usage row */
	const struct hosts *hosts;       /* of the machine; NULL for none */
	const uint32_t *shown;           /* usage rows to place, ascending ids */
	size_t count;                    /* how many; 0 gives an empty plan */
	const uint32_t *ordered;         /* the same rows in the wanted order; NULL for order id */
	const struct tree *tree;         /* over `shown`: for groups, collapse and order topology */
	const struct expanded *expanded; /* what is open */
	size_t top;                      /* first line wanted; clamped */
	bool flat;                       /* a view of the tree shows only cpus, a row each */
	bool counts;                     /* there is a line to count what is not shown */
	int band; /* if so many rows are free, slots leave them free; 0: slots use all */
};

void plan_free(struct plan *p);

/* Adds a line of one row, a segment to the last line, a member to the last segment. */
struct line *plan_add_line(struct plan *p, enum line_kind kind);
struct seg *plan_add_seg(struct plan *p, struct line *line, int x, uint32_t base);
void plan_add_member(struct plan *p, struct seg *s, uint32_t row, uint32_t place);

/* The usage rows to place, in the wanted order. */
const uint32_t *request_rows(const struct layout_request *r);

/* Columns of the widest id of all shown: with its host, or within it. */
int request_id_width(const struct layout_request *r, bool local);

/* The row of the region in which the line, which is in the window, begins. */
int plan_y(const struct plan *p, size_t line);

/* The line that is drawn in row y of the region; SIZE_MAX when there is none. */
size_t plan_line_at(const struct plan *p, int y);

/* Where member m of the segment on line `line` is drawn; y counts from the region's top. */
struct slot plan_slot(const struct plan *p, size_t line, const struct seg *s, uint32_t m);

/* The row of a high slot, from its top, that holds its value; in columns the lowest. */
int plan_value_row(const struct plan *p, const struct slot *s);

/* The line with the slot of the usage row, SIZE_MAX when there is none; *m is its member. */
size_t plan_find(const struct plan *p, uint32_t row, uint32_t *m);

/* Whether the lines are of groups of the tree. */
bool plan_has_groups(const struct plan *p);

/* Whether the line is within the window. */
bool plan_shows(const struct plan *p, size_t line);

#endif
