/*
 * The simulated machine: its cpus, where each one sits, and what each has counted so far. Time
 * passes only in machine_advance. Invariant: cpus ascend by id, and a counter is the exact
 * integral of its load, cut to whole ticks. Opens no files and reads no clock.
 */
#ifndef COREWALL_SIM_MACHINE_H
#define COREWALL_SIM_MACHINE_H

#include "load.h"

#include <stddef.h>

enum { USER_HZ = 100, MOST_CPUS = 1 << 16, MOST_ID = (1 << 24) - 1 };

static const uint64_t SECOND = 1000000000;

/* Fine to coarse: what a cpu shares with others. */
enum place { CORE, LLC, NODE, DIE, PACKAGE, PLACES };

/* How many of each there are in one of the next coarser; packages in all. */
struct shape {
	uint32_t packages, dies, nodes, llcs, cores, threads;
};

struct cpu {
	uint32_t id;
	uint32_t place[PLACES]; /* ordinals over the whole machine */
	bool online;
	uint64_t count[FIELDS]; /* ticks of USER_HZ */
	uint8_t places[FIELDS]; /* digits that each can come to within a day of having begun; 1 for
				 * those that have not */
	uint64_t carry[FIELDS]; /* less than a tick, in ns times PARTS */
};

struct machine {
	struct cpu *cpu;
	size_t cpus, room;
	struct shape shape;
	uint32_t cores;    /* placed so far; a cpu that is added gets the next one */
	uint64_t boot;     /* ns, the uptime at which the simulation began */
	uint64_t now;      /* ns since boot */
	uint64_t averaged; /* ns since boot at which the load average was last made */
	double average[3];
	struct load load;
	struct cpulist heated; /* at 100 % whatever the load says */
	bool frozen;           /* counters stand still while time goes on */
};

/* The online cpus that share each place, by its ordinal; empty where none is online. */
struct sets {
	struct cpulist *at[PLACES];
	size_t count[PLACES], room[PLACES];
};

/* Reads "PxDxNxLxCxT". False when it is not one. */
bool shape_parse(struct shape *s, const char *text);

uint64_t shape_cpus(const struct shape *s);

/* One thread a core, llcs of 8 cores, nodes of 64, packages of 256; the last ones may be smaller.
 */
struct shape shape_default(uint32_t cpus);

/*
 * Places the cpus, all online, `boot` ns after boot, with counters as if their loads had always
 * been what they are at that moment. m->load must be set. ids holds 1 to MOST_CPUS ids, none
 * above MOST_ID.
 */
void machine_start(struct machine *m, const struct cpulist *ids, struct shape shape, uint64_t boot);

void machine_free(struct machine *m);

/* Lets ns pass. */
void machine_advance(struct machine *m, uint64_t ns);

struct cpu *machine_find(struct machine *m, uint32_t id);

/* A new cpu, offline, all counters 0, as the next core. */
void machine_add(struct machine *m, uint32_t id);

/* What the cpu does just now. */
void machine_shares(const struct machine *m, const struct cpu *cpu, struct shares *out);

/* What the kernel's file for that place says: die_id counts within the package, and so on. */
uint32_t machine_place_id(const struct machine *m, const struct cpu *cpu, enum place place);

void machine_present(const struct machine *m, struct cpulist *out);
void machine_online(const struct machine *m, struct cpulist *out);

void sets_make(struct sets *s, const struct machine *m);
void sets_free(struct sets *s);

#endif
