/*
 * A recording being written: what --replay reads, see source/recording.c. Every sample is there
 * whole or not at all, whatever happens to the disk; trouble is told and never ends the run. Also
 * the only place that makes files.
 */
#ifndef COREWALL_APP_RECORD_H
#define COREWALL_APP_RECORD_H

#include "base/buf.h"
#include "source/source.h"

#include <stdbool.h>
#include <sys/types.h>

struct record {
	int fd;            /* -1: nothing is recorded */
	bool regular;      /* a file that can be cut back to its last whole sample */
	bool begun;        /* the head is in it */
	bool facts_due;    /* the facts in force are not in it yet */
	bool torn;         /* its last line is not whole */
	bool over;         /* the reader went away: nothing more to do */
	bool behind;       /* the reader has not taken all of the last sample's text yet */
	int patience_ms;   /* how long a reader that takes nothing is waited for; see output.h */
	off_t good;        /* length of what is whole, of a regular file */
	uint64_t lost;     /* samples that could not be written since the last that could */
	uint64_t missing;  /* samples that could not be written, though there was a reader */
	struct buf text;   /* of one sample */
	size_t written;    /* of the text */
	char name[200];    /* for messages */
	char trouble[200]; /* why samples are missing now; empty when none are */
};

/*
 * Begins a recording; "-" is standard output. What the file held before is gone. 0 or -errno;
 * record_close() in either case.
 */
int record_open(struct record *r, const char *path);

/*
 * Adds the source's last reading, whose text is given, and its facts before it when they are due. 0
 * or -errno, with the reason in `trouble`; the next one may work again. Of a pipe with little room
 * the rest of it may follow with the next reading, which is lost when the reader still takes
 * nothing (-EAGAIN).
 */
int record_take(struct record *r, const struct source *s, const struct buf *text);

/* Returns how many samples are missing in it. */
uint64_t record_close(struct record *r);

/* Whether both paths name the same regular file: to be asked before it is emptied. */
bool record_same_file(const char *a, const char *b);

/*
 * Makes an empty file to write to, in place of what it held; the descriptor, which never blocks, or
 * -errno.
 */
int record_create(const char *path);

#endif
