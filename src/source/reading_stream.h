/*
 * Turns what a command prints into readings of hosts: recognises recordings (a stream, or one after
 * the other) and the exposition of Prometheus line by line, and skips anything else. Decides which
 * lines belong to one reading. Pure: time comes with the bytes.
 */
#ifndef COREWALL_SOURCE_READING_STREAM_H
#define COREWALL_SOURCE_READING_STREAM_H

#include "base/buf.h"
#include "source/exposition.h"
#include "source/recording_blocks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What one host said. Valid only during the call that hands it over. */
struct reading {
	const char *host;  /* its name, as it came; "" where none did */
	bool labelled;     /* the name is the label of one of several instances */
	unsigned hz;       /* of the counters */
	int64_t boot_ns;   /* only differences within one host mean something */
	int64_t wall_ns;   /* may be off by years */
	bool timed;        /* these times are its own; else they say when it came */
	const char *text;  /* lines "cpuN …"; NULL where only facts came */
	const char *facts; /* lines as in measure/topology.h; NULL: unchanged */
	size_t text_n, facts_n;
};

struct reading_stream {
	void (*take)(void *context, const struct reading *reading);
	void *context;
	struct buf rest; /* the beginning of a line */
	bool skipping;   /* the rest of a line that is too long */
	/* Recordings. */
	bool in_recording;
	struct recording_blocks blocks;
	char host[256];
	unsigned hz;
	/* Exposition. */
	struct exposition exposition;
	size_t series;     /* that came and are not handed over yet */
	int64_t last_ns;   /* when the last one came */
	int64_t first_ns;  /* when the first one came; the time of an answer without one */
	int64_t wall_ns;   /* the same, by the wall clock */
	struct buf text;   /* scratch */
	uint64_t readings; /* handed over */
	char unknown[80];  /* the first line that was not understood; empty: none */
};

/* `take` is called with each reading. */
void reading_stream_start(struct reading_stream *s,
			  void (*take)(void *context, const struct reading *reading),
			  void *context);
void reading_stream_free(struct reading_stream *s);

/* Takes n bytes that came at that time (CLOCK_BOOTTIME and CLOCK_REALTIME); changes them. */
void reading_stream_add(struct reading_stream *s, char *bytes, size_t n, int64_t now_ns,
			int64_t wall_ns);

/*
 * When the answer that came so far is to be taken as complete, if no more comes: a moment of
 * `last_ns`'s clock. INT64_MAX when there is nothing to wait for.
 */
int64_t reading_stream_due(const struct reading_stream *s);

/* No more came: what is there is complete. */
void reading_stream_flush(struct reading_stream *s);

/* The command ended. Its last answer counts only if it ended well. */
void reading_stream_end(struct reading_stream *s, bool well);

#endif
