/*
 * The lines that a recording is made of, and where its samples stand. What a line is, is decided
 * here alone, so that whoever plays a recording and whoever looks for a place in it count the same.
 */
#ifndef COREWALL_SOURCE_RECORDING_INDEX_H
#define COREWALL_SOURCE_RECORDING_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is longer was not written by us: it is damage, and not kept. */
enum { BLOCK_LONGEST_LINE = 1 << 16, BLOCK_LONGEST = 1 << 26 };

enum recording_line {
	BLOCK_OTHER,
	BLOCK_FACTS,  /* begins a block of facts */
	BLOCK_SAMPLE, /* begins a sample */
	BLOCK_BROKEN, /* would begin a sample, but for its times */
	BLOCK_END
};

struct block_times {
	int64_t boot_ns, wall_ns;
};

/* What the line of n bytes is, without its newline; the times of a sample into *times. */
enum recording_line recording_line(const char *line, size_t n, struct block_times *times);

/*
 * Reads "seconds.nanoseconds" (nine digits; up to four thousand million seconds) and moves *at past
 * them; false when there are none.
 */
bool recording_read_time(const char **at, const char *end, int64_t *ns);

struct block_mark {
	int64_t sample; /* offset of its first line */
	int64_t facts;  /* of the block of facts in force there; -1 for none */
};

/* The whole samples of a file that can be read anywhere, found by looking at one stretch a time. */
struct block_index {
	struct block_mark *mark;
	size_t count, room;
	int64_t scanned; /* all before this offset was looked at */
	bool done;       /* that is all there is */
	/* Of the block that `scanned` is in. */
	int64_t begun;    /* where it begins; -1 between blocks */
	int64_t facts;    /* of the last whole block of facts; -1 for none */
	bool of_facts;    /* it is one of facts */
	bool within_line; /* `scanned` is not where a line begins */
};

/* From this offset on. */
void recording_index_start(struct block_index *x, int64_t offset);
void recording_index_free(struct block_index *x);

/* Looks at `bytes` more of the file, or a little more; returns whether all is known now. */
bool recording_index_scan(struct block_index *x, int fd, size_t bytes);

#endif
