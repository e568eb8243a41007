/*
 * Where samples come from: a live machine under a root directory, a recording, or several hosts
 * (fleet.h). Passes on the text of /proc/stat and the time at which it was read, and never looks
 * inside it.
 */
#ifndef COREWALL_SOURCE_SOURCE_H
#define COREWALL_SOURCE_SOURCE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct source;

/* How far a recording has been played. */
struct source_place {
	uint64_t sample;  /* number of the last one read, from 1 */
	uint64_t samples; /* how many are known */
	bool all_known;   /* there are no more than these */
	bool seekable;    /* it is possible to go back */
};

struct source_kind {
	int (*read)(struct source *s);
	int (*facts)(struct source *s, const uint32_t *cpu, size_t n);
	void (*close)(struct source *s);
	void (*collect)(struct source *s); /* NULL: nothing comes between readings */
	/* NULL where the source is live. */
	struct source_place (*place)(const struct source *s);
	bool (*scan)(struct source *s, size_t bytes);
	int (*seek)(struct source *s, uint64_t sample);
};

struct source {
	const struct source_kind *kind;
	void *state;         /* of the kind */
	char name[256];      /* for messages: the path of the file */
	char host[256];      /* host name; untrusted bytes */
	unsigned hz;         /* USER_HZ of the counters */
	bool live;           /* false: a recording */
	bool local;          /* live, and its other files under the root can be read */
	int wait_fd;         /* to wait for after SOURCE_LATER, or to collect; -1: none */
	int64_t interval_ns; /* set by the caller: time until it reads again; 0: not known */
	struct buf text;     /* the last reading of /proc/stat */
	struct buf facts;    /* topology as of the last source_facts() */
	struct buf limits;   /* quotas and pressure when text was read, as lines; may be empty */
	struct buf hosts;    /* of a fleet, as lines (see measure/hosts.h); empty: one machine */
	char load[64];       /* load averages, "12.40 11.00 9.80"; empty: not known */
	int64_t boot_ns;     /* when text was read, CLOCK_BOOTTIME */
	int64_t wall_ns;     /* the same, CLOCK_REALTIME */
	int64_t up_ns;       /* uptime of the machine then; -1: not known */
	bool new_facts;      /* the last reading brought new facts; the caller clears it */
	char trouble[160];   /* what is wrong with the input, for people; empty: nothing */
};

enum {
	SOURCE_END = 1,
	SOURCE_LATER = 2 /* the pipe has no complete sample yet */
};

/*
 * A machine under `root` ("" is this one). Returns 0, or -errno when root/proc/stat cannot be
 * opened. Call source_close() in either case.
 */
int source_open_live(struct source *s, const char *root);

/*
 * A recording; "-" is standard input. Returns 0 or -errno; -EPROTO when it is not a recording, with
 * the reason in s->trouble. Call source_close() in either case.
 */
int source_open_recording(struct source *s, const char *path);

/*
 * Reads the next sample: text, times, load, limits, hosts. Returns 0; SOURCE_END at the end of a
 * recording (trouble then says whether something was dropped); SOURCE_LATER when the caller has to
 * wait for wait_fd; or -errno, after which it may be called again. Never waits for a pipe.
 */
int source_read(struct source *s);

/*
 * Takes what came between two readings. Call it when wait_fd of a live source can be read, or the
 * commands that print will block.
 */
void source_collect(struct source *s);

/* Reads topology facts of the n cpus into s->facts. 0, or -errno with empty facts. */
int source_facts(struct source *s, const uint32_t *cpu, size_t n);

/* The place in a recording; all 0 for a live source. */
struct source_place source_place(const struct source *s);

/*
 * Scans `bytes` more of a recording for its samples, ahead of what was read. Returns true when
 * there is nothing left to scan.
 */
bool source_scan(struct source *s, size_t bytes);

/*
 * Makes the next source_read() return the sample (0 is the first) with the facts that apply to it.
 * Returns 0; -ESPIPE when the source only goes forward; -ERANGE when no such sample is known yet;
 * or another -errno.
 */
int source_seek(struct source *s, uint64_t sample);

void source_close(struct source *s);

#endif
