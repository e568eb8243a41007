/* A moment of a recording, as people name it: 12:03:41, or with the day. */
#ifndef COREWALL_APP_CLOCK_TIME_H
#define COREWALL_APP_CLOCK_TIME_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct clock_time {
	struct tm tm; /* local time, or UTC */
	bool dated;   /* the day is given, too */
	bool utc;
};

/* Reads HH:MM[:SS], or YYYY-MM-DDTHH:MM[:SS] with a blank for the T, or a Z behind it (UTC). */
bool clock_time_parse(struct clock_time *m, const char *text);

/*
 * Seconds since the epoch. Without a day it is the first such time from begin_s on, where the
 * recording begins.
 */
int64_t clock_time_seconds(const struct clock_time *m, int64_t begin_s);

#endif
