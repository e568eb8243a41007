/*
 * Assembles facts and samples from the lines of a recording (see recording.c). Decides which are
 * complete, and counts damaged ones. Must not know where lines come from: a file, or the output of
 * a command.
 */
#ifndef COREWALL_SOURCE_RECORDING_BLOCKS_H
#define COREWALL_SOURCE_RECORDING_BLOCKS_H

#include "base/buf.h"
#include "source/recording_index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct recording_blocks {
	/* The current block: LINE_FACTS, LINE_SAMPLE, or LINE_END between blocks. */
	enum recording_line block;
	size_t bytes;   /* its length so far */
	size_t damaged; /* blocks skipped */
	bool astray;    /* between blocks, after damage that is counted already */
	/* Contents of the block; those of a complete one stay until the next begins. */
	struct buf lines; /* facts, or the cpus of a sample */
	struct recording_times times;
	int64_t up_ns; /* INT64_MIN: not known */
	char load[64];
	struct buf limits, hosts;
};

/* Begins before the first block, with nothing damaged. */
void recording_blocks_start(struct recording_blocks *b);
void recording_blocks_free(struct recording_blocks *b);

/* Drops the current block as damaged. */
void recording_blocks_drop(struct recording_blocks *b);

/*
 * Takes a line of n bytes, with a NUL in place of its newline. Returns LINE_FACTS or LINE_SAMPLE
 * when it completes such a block, else LINE_OTHER.
 */
enum recording_line recording_blocks_take(struct recording_blocks *b, const char *line, size_t n);

#endif
