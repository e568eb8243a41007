/*
 * A running simulation and the commands that steer it. Invariant: when a command is answered, the
 * files already tell its effect.
 */
#ifndef COREWALL_SIM_STEER_H
#define COREWALL_SIM_STEER_H

#include "options.h"
#include "sysroot.h"

/* What is to be read in proc/stat. */
enum stat_state { STAT_TRUE, STAT_REMOVED, STAT_GARBLED, STAT_EMPTY };

struct simulation {
	struct options options;
	struct machine machine;
	struct sysroot root;
	enum stat_state state;
	uint64_t epoch; /* wall clock at boot, s */
	bool quit;
	struct buf text;
};

/* Lets ns pass and, unless that is 0, writes what then has changed. */
void steer_advance(struct simulation *s, uint64_t ns);

/* Writes proc/stat as it is to be read now. */
void steer_publish(struct simulation *s);

/* Writes proc/uptime and proc/loadavg. */
void steer_publish_rest(struct simulation *s);

/* Obeys one line (no newline at its end; blanks are cut off); the answer is added to `answer`. */
void steer_obey(struct simulation *s, char *line, struct buf *answer);

#endif
