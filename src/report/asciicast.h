/*
 * Frames as an asciicast (version 2, https://docs.asciinema.org/manual/asciicast/v2/), which
 * asciinema plays in a terminal or on a page: a header line, then a line of JSON for each frame.
 * Frames are of one size; after the first, only rows that changed are written.
 */
#ifndef COREWALL_REPORT_ASCIICAST_H
#define COREWALL_REPORT_ASCIICAST_H

#include "report/picture.h"

struct asciicast {
	struct picture shown; /* the last frame */
	double seconds;       /* its time */
	bool begun;
};

void asciicast_free(struct asciicast *a);

/* The header. timestamp: seconds since the epoch. title: untrusted bytes, or NULL. */
void asciicast_begin(struct asciicast *a, int width, int height, int64_t timestamp,
		     const char *title, struct buf *out);

/*
 * Adds a frame that many seconds after the beginning; times never step back. Writes nothing if it
 * is the same as the last one.
 */
void asciicast_add(struct asciicast *a, double seconds, const struct picture *frame,
		   struct buf *out);

/* Shows the last frame for some more seconds, then the cursor below it. */
void asciicast_end(struct asciicast *a, double seconds, struct buf *out);

#endif
