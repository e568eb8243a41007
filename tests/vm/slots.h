/*
 * Reads a wall back from the screen as its reader does: a cpu's id is found by the rulers, and
 * nothing is taken from how the wall was painted.
 */
#ifndef COREWALL_VM_SLOTS_H
#define COREWALL_VM_SLOTS_H

#include "base/cpulist.h"
#include "term/term.h"

enum { SLOTS = 1024 }; /* the most that are read */

enum slot_state {
	SLOT_ABSENT,  /* not on this screen */
	SLOT_UNCLEAR, /* neither of those below: half written, or wrong */
	SLOT_UNKNOWN, /* – */
	SLOT_OFFLINE,
	SLOT_LOAD
};

struct slot {
	enum slot_state state;
	bool hot; /* SLOT_LOAD: drawn as 90 % or above */
	int load; /* SLOT_LOAD: percent, or -1 in a view without numbers */
	int row, col;
};

/* What the screen shows of cpu 0 to SLOTS - 1, in that order. */
typedef void slots_reader(struct term *t, struct slot slot[SLOTS]);
slots_reader slots_numbers, slots_blocks, slots_bars;

/* How many are in a state. */
unsigned slots_count(const struct slot slot[SLOTS], enum slot_state state);

/* A row of groups, at any level of the tree. */
struct slots_group {
	struct cpulist cpus;
	unsigned max, max_cpu, hot;
};

/* Reads the next row of a group from *row on, which moves beyond it; false without one. */
bool slots_next_group(struct term *t, int *row, struct slots_group *g);

/* How many cpus the status line says there are above the screen (▲), and below it (▼). */
unsigned slots_above(struct term *t);
unsigned slots_below(struct term *t);

#endif
