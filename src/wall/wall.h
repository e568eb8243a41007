/*
 * The wall: what the user chose, where the cursor is, what is open; and from that and a machine, a
 * frame. Keys come in as numbers and frames go out as values: no terminal, no clock, no file.
 */
#ifndef COREWALL_WALL_WALL_H
#define COREWALL_WALL_WALL_H

#include "measure/history.h"
#include "measure/machine.h"
#include "canvas/canvas.h"
#include "wall/expanded.h"
#include "canvas/glyphs.h"
#include "wall/smooth.h"
#include "wall/hottest.h"
#include "wall/keys.h"
#include "wall/layout.h"
#include "wall/load_order.h"
#include "wall/prompt.h"
#include "canvas/theme.h"

/* What the cursor is on; it stays there through resizes, hotplug and changes of view. */
struct cursor {
	bool set;
	bool on_group;
	uint32_t cpu;   /* the core, or the first one of the group */
	uint64_t group; /* expanded_key() of the group */
};

struct wall {
	const struct view_info *const *views; /* [VIEWS] */
	/* Choices. Set before the first frame; keys change them. */
	enum view view;
	enum overflow overflow;
	enum order order;
	enum level level;    /* at which groups begin; LEVELS: chosen by room */
	uint32_t block;      /* blocks of so many ids instead of levels; 0: none wanted */
	struct cpulist only; /* when not empty, only these cpus are shown */
	double min;          /* when above 0, only cpus at or above this busy percent */
	bool detail;         /* a panel tells more of the core under the cursor */
	bool cost;           /* the status line tells what this program costs */
	enum theme theme;
	enum glyph_set glyphs;      /* in use */
	enum glyph_set best_glyphs; /* what the terminal can do */
	bool colour;                /* the terminal has colours and they are wanted */
	double interval;            /* seconds */
	bool paused;
	/* State. */
	struct cursor cursor;
	struct expanded fold;
	bool fold_by_hand; /* the depth was chosen with + and -, not by room */
	size_t top;        /* the first line wanted; a small screen may show another one */
	bool help;
	unsigned help_page;
	struct prompt prompt;
	/* As it was when the prompt opened. */
	struct cursor cursor_before;
	struct expanded fold_before;
	uint32_t block_before;
	size_t top_before;
	bool hunting; /* the hottest cpu was asked for, and last led to: */
	uint32_t hunted;
	char note[96];   /* for the status line; empty for none */
	int note_frames; /* for how many more samples */
	/* What follows from choices, state and machine. */
	int width, height;
	unsigned shape;
	uint64_t intervals; /* of the machine, as last taken over */
	bool stale;         /* the plan must be made anew */
	struct smooth steady;
	struct hottest hottest;
	struct spread spread;
	struct history history;
	struct load_order load_order; /* kept only while the order is by load */
	uint8_t *below;               /* [below_rows] samples since the cpu was at or above min */
	size_t below_rows, below_room;
	uint32_t *shown; /* usage rows that pass the filter, ascending */
	size_t shown_count, shown_room;
	uint32_t *shown_cpu; /* their ids */
	size_t shown_cpu_room;
	uint32_t *ordered; /* the same rows in order by topology or load */
	size_t ordered_room;
	struct tree tree;
	struct aggregate *groups;
	size_t groups_room;
	uint32_t *run; /* [tree.count] the first usage row of a group whose rows are consecutive and
			* ascend; else TREE_NONE */
	size_t run_room;
	uint32_t block_in_use;
	struct plan plan;
};

/* What this program costs, a refresh on average. */
struct own_cost {
	unsigned refreshes; /* 0: nothing is known yet */
	double cpu_us;      /* of CPU time */
	double cpu_percent; /* of one cpu, over all that time */
	double bytes;       /* to the terminal */
	long resident_kib;  /* now */
};

/* What a frame tells besides the machine. */
struct surroundings {
	const char *host;
	const char *load;    /* "12.4 11.0 9.8", or empty */
	int64_t up_ns;       /* -1 when not known */
	const char *alert;   /* what is wrong with the source now, or empty */
	struct own_cost own; /* told when wall->cost */
	const char *replay;  /* where a recording stands; NULL when it is none */
	uint32_t clock_cpu;  /* whose frequency the following are */
	long khz, khz_most;  /* current and highest frequency; 0 when not told */
};

enum verdict {
	VERDICT_NONE,     /* nothing to see */
	VERDICT_FRAME,    /* paint again */
	VERDICT_REDRAW,   /* paint everything anew */
	VERDICT_INTERVAL, /* wall->interval changed; paint again */
	VERDICT_STYLE,    /* theme or glyphs changed; paint everything anew */
	VERDICT_QUIT
};

/* A wall of these views, [VIEWS] by enum view, which outlive it. */
void wall_init(struct wall *w, const struct view_info *const *views);
void wall_free(struct wall *w);

/* After machine_feed() or machine_lose(): takes over the new numbers. */
void wall_update(struct wall *w, const struct machine *m);

/* Acts on a key. */
enum verdict wall_press(struct wall *w, const struct machine *m, uint32_t press);

/* Paints a frame of width x height into the canvas. */
void wall_paint(struct wall *w, const struct machine *m, const struct surroundings *s,
		struct canvas *c, int width, int height);

/* The mouse: puts the cursor on what is drawn there; `open` as Enter would. */
enum verdict wall_click(struct wall *w, const struct machine *m, int x, int y, bool open);

/* The wheel: moves the window by so many lines, the cursor stays. */
enum verdict wall_wheel(struct wall *w, const struct machine *m, int lines);

/* Applies w->min to the machine's numbers as they are now. */
void wall_sift(struct wall *w, const struct machine *m);

/* Makes plan and sums fit choices and machine, if they do not. */
void wall_refresh(struct wall *w, const struct machine *m);

/* The part of the screen that cores are drawn in. */
void wall_region(const struct wall *w, int *width, int *height);

/* Says something in the status line for a few samples. */
void wall_note(struct wall *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Rows that the header takes of a screen that high, and whether it has a status line. */
int wall_header_rows(int height);
bool wall_has_status(int height);

#endif
