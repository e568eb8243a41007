/*
 * What the tests of the wall share: machines made of ids, loads and shapes, and a wall that
 * watches one of them. Loads reach the machine the long way, as
 * lines of /proc/stat, in intervals of 1000 ticks, so that a tenth of a percent counts.
 */
#ifndef COREWALL_TESTS_WALL_KIT_H
#define COREWALL_TESTS_WALL_KIT_H

#include "unit/chance.h"
#include "panels/frame.h"
#include "wall/commands.h"

/* low .. high, small numbers more often than large ones. */
uint32_t kit_scale(struct chance *r, uint32_t low, uint32_t high);

/* n ascending ids: 0 .. n - 1, or with gaps and runs when `sparse`. The caller frees them. */
uint32_t *kit_ids(struct chance *r, size_t n, bool sparse);

/* A regular machine: how many of each are in one of the next coarser level; 0 or 1 for none. */
struct kit_shape {
	uint32_t threads;  /* in a core */
	uint32_t cores;    /* in a last level cache */
	uint32_t caches;   /* in a node */
	uint32_t nodes;    /* in a package */
	bool far_siblings; /* threads of a core are not neighbours: 0,32 1,33 … */
};

/* Appends the topology facts of such a machine. */
void kit_facts(struct buf *out, const struct kit_shape *shape, const uint32_t *cpu, size_t n);

/* How one cpu spends an interval, in thousandths; the rest is idle. */
struct kit_load {
	uint16_t usr, nice, sys, iowait, irq, soft, steal, guest;
};

/* Machines that are one: web1, web2 … of so many cpus each. */
struct kit_fleet {
	size_t hosts, each;
	uint64_t lost; /* a bit for each host that does not answer, web1 first */
	size_t silent; /* more hosts that never did: db1, db2 … */
};

struct kit {
	struct kit_fleet fleet; /* no hosts: one machine */
	struct machine machine;
	struct wall wall;
	struct canvas canvas;
	struct surroundings around;
	size_t count;
	uint32_t *cpu;         /* [count] ids, ascending */
	struct kit_load *load; /* [count] of the interval to come */
	bool *gone;            /* [count] offline from the next interval on */
	uint64_t (*ticks)[COLUMNS];
	int64_t intervals;
	struct buf text;
};

/* A machine of these cpus after its first sample, all idle to come, and a new wall before it. */
void kit_open(struct kit *k, const uint32_t *cpu, size_t n);

/* The same of ids 0 .. n - 1. */
void kit_open_plain(struct kit *k, size_t n);

/* A fleet; its cpus are all idle, and each host has that shape. */
void kit_open_fleet(struct kit *k, const struct kit_fleet *fleet, const struct kit_shape *shape);
void kit_close(struct kit *k);

/* Loads of usr alone, in thousandths. */
void kit_busy(struct kit *k, uint32_t cpu, unsigned thousandths);
void kit_busy_all(struct kit *k, unsigned thousandths);

/* An interval passes: the machine and the wall are updated. */
void kit_tick(struct kit *k);

/* The machine learns its shape. */
void kit_tell(struct kit *k, const struct kit_shape *shape);

/* A new wall, which has seen and chosen nothing. */
void kit_new_wall(struct kit *k);

/* Paints a frame. */
void kit_frame(struct kit *k, int width, int height);

/* Types, painting a frame after each key as the program does. Returns the last verdict. */
enum verdict kit_press(struct kit *k, uint32_t press);
enum verdict kit_type(struct kit *k, const char *keys);

/* The frame as text, and row y of it without trailing blanks; valid until the next call. */
const char *kit_text(struct kit *k);
const char *kit_row(struct kit *k, int y);

/* What stands in a part of a row. */
const char *kit_part(struct kit *k, int x, int y, int width);

/* Where the text first stands, or false. */
bool kit_find(struct kit *k, const char *text, int *x, int *y);

/* --- Cells --- */

/* The place of the usage row's slot on the screen; false when no slot of the frame is its. */
bool kit_slot(const struct kit *k, uint32_t row, struct slot *slot);

/* Whether the glyph is one column of something to see. */
bool kit_printable(uint32_t glyph);

/* Rows of the screen that the wall is drawn in: from *first, *count of them. */
void kit_region(const struct kit *k, int *first, int *count);

#endif
