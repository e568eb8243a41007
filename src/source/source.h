/*
 * Where bytes come from: a live machine under a root directory, or a recording. Bytes and the
 * times at which they were read; never looks inside them. The only opener of input.
 */
#ifndef COREWALL_SOURCE_SOURCE_H
#define COREWALL_SOURCE_SOURCE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

struct source;

/* How far a recording has been played. */
struct source_place {
	uint64_t sample;  /* the number of the last one read; they count from 1 */
	uint64_t samples; /* how many there are, as far as is known */
	bool all_known;   /* there are no more */
	bool seekable;    /* one can go back */
};

struct source_kind {
	int (*read)(struct source *s);
	int (*facts)(struct source *s, const uint32_t *cpu, size_t n);
	void (*close)(struct source *s);
	/* Of recordings alone. */
	struct source_place (*place)(const struct source *s);
	bool (*scan)(struct source *s, size_t bytes);
	int (*seek)(struct source *s, uint64_t sample);
};

struct source {
	const struct source_kind *kind;
	void *state;       /* of the kind */
	char name[256];    /* for messages: the file's path */
	char host[256];    /* as the machine calls itself; untrusted bytes */
	unsigned hz;       /* USER_HZ of the counters */
	bool live;         /* reads now; a recording plays what was */
	int wait_fd;       /* readable when a reading may have come that was to come later */
	struct buf text;   /* the last reading of /proc/stat */
	struct buf facts;  /* topology as of the last source_facts() */
	char load[64];     /* load averages, "12.40 11.00 9.80"; empty when not told */
	int64_t boot_ns;   /* when text was read, CLOCK_BOOTTIME */
	int64_t wall_ns;   /* the same, CLOCK_REALTIME */
	int64_t up_ns;     /* uptime of the machine then; -1 when not told */
	bool new_facts;    /* a recording told new facts with its last reading; reader clears it */
	char trouble[160]; /* what was wrong with the input, for people; empty when nothing */
};

enum {
	SOURCE_END = 1,
	SOURCE_LATER = 2 /* nothing whole has come through the pipe yet */
};

/*
 * A machine under `root` ("" is this one). Returns 0 or -errno, when root/proc/stat cannot be
 * opened. source_close() in either case.
 */
int source_open_live(struct source *s, const char *root);

/*
 * A recording; "-" is standard input. Returns 0 or -errno; -EPROTO when it is no recording, with
 * the reason in s->trouble.
 */
int source_open_recording(struct source *s, const char *path);

/*
 * The next reading into text, boot_ns, wall_ns, load. 0; SOURCE_END when a recording has no more
 * (trouble then says whether something was dropped); SOURCE_LATER when wait_fd is to be waited for;
 * or -errno, after which it may be called again. Never waits for a pipe.
 */
int source_read(struct source *s);

/* Topology facts for the given ids into s->facts; 0 or -errno (facts are then empty). */
int source_facts(struct source *s, const uint32_t *cpu, size_t n);

/* Where a recording stands; of a live source everything is 0. */
struct source_place source_place(const struct source *s);

/*
 * Looks through `bytes` more of a recording for its samples, ahead of what was read; true when all
 * that can be known is known.
 */
bool source_scan(struct source *s, size_t bytes);

/*
 * Has the next source_read() give the sample (0 is the first), and new facts come with it, those
 * in force there. 0; -ESPIPE when the source only goes forward; -ERANGE when no such sample is
 * known yet; -errno.
 */
int source_seek(struct source *s, uint64_t sample);

void source_close(struct source *s);

#endif
