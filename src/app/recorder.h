/*
 * Writes a recording, in the format of source/recording.c. A sample is written completely or not at
 * all, whatever happens to the disk. Errors are reported and never end the run.
 */
#ifndef COREWALL_APP_RECORDER_H
#define COREWALL_APP_RECORDER_H

#include "base/buf.h"
#include "source/source.h"

#include <stdbool.h>
#include <sys/types.h>

struct recorder {
	int fd;            /* -1: nothing is recorded */
	bool regular;      /* a file that can be cut back to its last complete sample */
	bool begun;        /* the head is written */
	bool facts_due;    /* the current facts are not written yet */
	bool torn;         /* the last line is incomplete */
	bool reader_gone;  /* the reader left, or the run ends: nothing more is written */
	bool behind;       /* the last sample is not fully written yet */
	int patience_ms;   /* how long to wait for a slow reader; see output.h */
	off_t good;        /* length of the complete part of a regular file */
	uint64_t lost;     /* samples lost since the last one that was written */
	uint64_t missing;  /* samples lost in all, while there was a reader */
	struct buf text;   /* of one sample */
	size_t written;    /* bytes of the text that are written */
	char name[200];    /* for messages */
	char trouble[200]; /* why samples are lost now; empty: none are */
};

/*
 * Begins a recording; "-" is standard output. The file is emptied. Returns 0 or -errno; call
 * recorder_close() in either case.
 */
int recorder_open(struct recorder *r, const char *path);

/*
 * Writes the source's last reading, whose text is given; facts that are due come first. Returns 0,
 * or -errno with the reason in `trouble`; the next call may work again. If a pipe takes only a
 * part, the next call writes the rest first. If the pipe is still full then, the new reading is
 * lost (-EAGAIN).
 */
int recorder_add(struct recorder *r, const struct source *s, const struct buf *text);

/* Returns how many samples are missing. */
uint64_t recorder_close(struct recorder *r);

/* Whether both paths name the same regular file. */
bool recorder_same_file(const char *a, const char *b);

#endif
