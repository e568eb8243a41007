/*
 * Whether a condition holds, interval after interval, and for how long it has. Pure: intervals in,
 * answers out; time comes with them.
 *
 * Only what is known counts. A cpu that is unknown may have had any load: the answer is unknown
 * unless it is the same for every load.
 */
#ifndef COREWALL_REPORT_CONDITION_WATCH_H
#define COREWALL_REPORT_CONDITION_WATCH_H

#include "measure/cpu_name.h"
#include "measure/usage.h"
#include "report/condition.h"

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

/* A machine or group in one interval. */
struct measured {
	double value[QUANTITIES];      /* valid where known > 0 */
	uint32_t max_cpu, min_cpu;     /* ids, valid where known > 0 */
	uint32_t known, unknown;       /* online cpus with a number, and without */
	char name[2 * HOST_NAME_SIZE]; /* of the group; empty for the machine */
};

/* Since when a cpu or a group has met the condition without a break; STREAK_NONE: it does not. */
struct streak {
	uint32_t id;      /* of the cpu; of a group, that of its first cpu */
	int64_t known_ns; /* since when it certainly has */
	int64_t maybe_ns; /* since when it may have: it was unknown in between */
};

#define STREAK_NONE INT64_MAX

struct condition_watch {
	const struct condition *condition;
	const struct hosts *hosts; /* to name cpus with, or NULL */

	/* As of the last interval: */
	enum answer answer;
	bool possible; /* one cpu or group may have met it ever since the first interval */
	bool missing;  /* the machine has no such group: there is no use in going on */
	struct measured measured; /* the subject; of `any`, the longest streak or nearest group */
	int64_t met_ns;           /* how long the longest streak is; 0: it is not met */
	uint32_t cpu;             /* that meets it, if met_ns > 0 and condition_is_of_cpus() */
	double cpu_busy;          /* percent */
	char why[200];            /* why the answer is unknown; empty when it is known */

	/* State: */
	bool begun;
	int64_t begin_ns, now_ns;       /* where the first interval began and the last one ended */
	struct streak *streak, *before; /* of the last interval, and of the one before it */
	size_t streaks, streak_room, before_room;
};

/* The condition must outlive it. */
void condition_watch_begin(struct condition_watch *w, const struct condition *c);
void condition_watch_free(struct condition_watch *w);

/*
 * Adds the interval that ended at boot_ns (CLOCK_BOOTTIME). Rows of the tree are usage rows, or
 * indices into `row` if it is not NULL; group 0 counts as the machine, and groups of
 * condition->level must be in it if the machine has them. A cpu or group that comes or goes breaks
 * its streak; one that is unknown may have met the condition.
 */
void condition_watch_add(struct condition_watch *w, const struct usage *u, const struct tree *t,
			 const uint32_t *row, int64_t boot_ns);

/* "cpu77 at 100% for 62s"; "max 45% cpu3"; or why it is unknown. */
void condition_watch_print(const struct condition_watch *w, struct buf *out);

#endif
