/*
 * The report on a command that was run: what it is about, and its two forms. Only writes into a
 * buffer.
 */
#ifndef COREWALL_REPORT_COMMAND_REPORT_H
#define COREWALL_REPORT_COMMAND_REPORT_H

#include "report/command_stats.h"
#include "canvas/glyphs.h"

struct command_report {
	const struct command_stats *tally;
	char *const *command; /* its words, ended by NULL */
	int status;           /* its exit status; -1 when a signal ended it */
	int signal;           /* the signal that ended it, or 0 */
	int64_t from_ns;      /* when it was started, CLOCK_REALTIME */
	double elapsed;       /* seconds from its start to its end */
	double own;           /* core-seconds of it and of its children that it waited for */
	double interval;      /* seconds between samples, at last */
	const char *host;
	const struct cpulist *only; /* when not empty, these cpus alone are counted */
	const struct glyphs *glyphs;
};

void command_report_text(struct buf *out, const struct command_report *a);

/* One object on one line. */
void command_report_json(struct buf *out, const struct command_report *a);

#endif
