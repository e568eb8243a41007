/*
 * What each line of a recording is, and the index of its samples. Playing a recording and seeking
 * in it both classify lines here, so that they count the same samples.
 */
#ifndef COREWALL_SOURCE_RECORDING_INDEX_H
#define COREWALL_SOURCE_RECORDING_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longer ones were not written by corewall: they count as damaged. */
enum { LONGEST_LINE = 1 << 16, LONGEST_BLOCK = 1 << 26 };

enum recording_line {
	LINE_OTHER,
	LINE_FACTS,  /* begins a block of facts */
	LINE_SAMPLE, /* begins a sample */
	LINE_BROKEN, /* would begin a sample, but its times are not valid */
	LINE_END     /* ends a block */
};

struct recording_times {
	int64_t boot_ns, wall_ns;
};

/* Classifies a line of n bytes, without its newline. *times is set when it begins a sample. */
enum recording_line recording_line(const char *line, size_t n, struct recording_times *times);

/*
 * Reads "[-]seconds.nanoseconds" (nine digits, up to 4000000000 seconds) and moves *at past it.
 * Returns false when there is no such number.
 */
bool recording_read_time(const char **at, const char *end, int64_t *ns);

struct recording_mark {
	int64_t sample; /* offset of its first line */
	int64_t facts;  /* of the facts that apply to it; -1: none */
};

/* The complete samples of a seekable file, collected by scanning it piece by piece. */
struct recording_index {
	struct recording_mark *mark;
	size_t count, room;
	int64_t scanned; /* everything before this offset is indexed */
	bool done;       /* the end of the file was reached */
	/* The block that contains `scanned`. */
	int64_t begun;    /* its offset; -1 between blocks */
	int64_t facts;    /* offset of the last complete block of facts; -1: none */
	bool of_facts;    /* it is a block of facts */
	bool within_line; /* `scanned` is inside a line */
};

/* Starts an empty index of what follows the offset. */
void recording_index_start(struct recording_index *x, int64_t offset);
void recording_index_free(struct recording_index *x);

/* Indexes about `bytes` more of the file. Returns whether the end was reached. */
bool recording_index_scan(struct recording_index *x, int fd, size_t bytes);

#endif
