/* The report on the load of the machine while a command ran. */
#ifndef COREWALL_REPORT_COMMAND_REPORT_H
#define COREWALL_REPORT_COMMAND_REPORT_H

#include "report/command_stats.h"
#include "canvas/glyphs.h"

struct command_report {
	const struct command_stats *stats;
	char *const *command; /* its words, then NULL */
	int status;           /* its exit status; -1 when a signal ended it */
	int signal;           /* the signal that ended it, or 0 */
	int64_t from_ns;      /* when it was started, CLOCK_REALTIME */
	double elapsed;       /* seconds from its start to its end */
	double own;           /* core-seconds of it and of the children it waited for */
	double interval;      /* seconds between the last samples */
	const char *host;
	const struct cpulist *only; /* if not empty, only these cpus are counted */
	const struct glyphs *glyphs;
	bool ascii; /* the words of the command are shown in ASCII alone */
};

void command_report_text(struct buf *out, const struct command_report *r);

/* One object on one line. */
void command_report_json(struct buf *out, const struct command_report *r);

#endif
