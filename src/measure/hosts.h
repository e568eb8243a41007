/*
 * The hosts of a fleet: their names, and whether each one answers. Pure: lines in, a table out.
 * Host h of the table has the cpus of which host_of() is h; one that never answered has none.
 *
 * Lines are one for each host, in the order of their numbers:
 *	H NAME STATE BOOT_NS WALL_NS SINCE_NS REASON…
 * STATE is a name of host_state_name, REASON is free text and may be empty.
 */
#ifndef COREWALL_MEASURE_HOSTS_H
#define COREWALL_MEASURE_HOSTS_H

#include "base/host_id.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum host_state {
	HOST_OK,
	HOST_WAITING, /* nothing came yet, and it is not late */
	HOST_LOST,
	HOST_STATES
};

/* "ok", "waiting", "lost": as in the lines and in the formats. */
extern const char *const host_state_name[HOST_STATES];

struct host {
	char name[HOST_NAME_SIZE]; /* printable, without blanks */
	enum host_state state;
	int64_t boot_ns;  /* when its last sample was taken, by a clock of its own; 0: none yet */
	int64_t wall_ns;  /* the same, by its wall clock */
	int64_t since_ns; /* since when it is in this state, by our wall clock */
	char reason[160]; /* why it is lost, or what is wrong with its input; may be empty */
};

struct hosts {
	struct host *host;
	size_t count; /* 0: one machine, without hosts */
	size_t room;
};

void hosts_free(struct hosts *h);

/* Reads n bytes of lines; what was in h before is forgotten. Other lines are passed over. */
void hosts_parse(struct hosts *h, const char *lines, size_t n);

/* The host of that name (n bytes), or SIZE_MAX. */
size_t hosts_find(const struct hosts *h, const char *name, size_t n);

/* How many hosts are in the state. */
size_t hosts_count(const struct hosts *h, enum host_state state);

#endif
