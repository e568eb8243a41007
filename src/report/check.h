/*
 * --check: one condition that is critical, perhaps another that is a warning, and the verdict as
 * monitoring plugins give it (https://www.monitoring-plugins.org/doc/guidelines.html). Pure: knows
 * neither how samples are taken nor how the process exits.
 */
#ifndef COREWALL_REPORT_CHECK_H
#define COREWALL_REPORT_CHECK_H

#include "report/condition_watch.h"

/* The first four are exit statuses. */
enum check_status { CHECK_OK, CHECK_WARNING, CHECK_CRITICAL, CHECK_UNKNOWN, CHECK_UNDECIDED };

struct check {
	struct condition critical, warning;
	bool warns; /* there is a warning condition */

	/* State: */
	struct condition_watch critical_watch, warning_watch;
	char why[160]; /* why it ended before it was decided; empty otherwise */
};

/* Begins with the conditions set. The check must stay where it is. */
void check_begin(struct check *k);
void check_free(struct check *k);

/*
 * As condition_watch_add(); each condition has a tree with the groups that it names, which may be
 * the same. Returns CHECK_UNDECIDED while later intervals could change the verdict. A condition is
 * decided once it holds, once nothing can have met it in every interval so far, or once its time
 * has passed. Add no more intervals after the verdict.
 */
enum check_status check_add(struct check *k, const struct usage *u, const struct tree *critical,
			    const struct tree *warning, const uint32_t *row, int64_t boot_ns);

/* Returns the verdict when there are no more intervals. `why`: "end of the recording". */
enum check_status check_end(struct check *k, const char *why);

/*
 * "CRITICAL: cpu77 at 100% for 62s | max=100%;;95 avg=12% hot=1" and a newline. Performance data is
 * of the last interval, with the thresholds as ranges (warn;crit), and absent where unknown.
 */
void check_print(const struct check *k, enum check_status status, struct buf *out);

#endif
