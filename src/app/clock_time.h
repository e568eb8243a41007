/* A time that the user gives, such as 12:03:41, or with a date. */
#ifndef COREWALL_APP_CLOCK_TIME_H
#define COREWALL_APP_CLOCK_TIME_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct clock_time {
	struct tm tm; /* local time, or UTC */
	bool dated;   /* with a date */
	bool utc;
};

/*
 * Reads HH:MM[:SS] or YYYY-MM-DDTHH:MM[:SS]. The T may be a blank; a Z after a date and time means
 * UTC. False when the text is neither.
 */
bool clock_time_parse(struct clock_time *m, const char *text);

/*
 * Returns seconds since the epoch. Without a date, this is the first such time from begin_s on, the
 * beginning of the recording.
 */
int64_t clock_time_seconds(const struct clock_time *m, int64_t begin_s);

#endif
