/*
 * The hosts of a fleet: their names, and whether each one answers. Pure: lines in, a table out.
 * host[h] is the host whose cpus have host_of() == h. A host that never answered has no cpus.
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

/* Reads n bytes of lines, replacing what h held. Other lines are ignored. */
void hosts_parse(struct hosts *h, const char *lines, size_t n);

/* The cpu's host; NULL where there are no hosts (h may be NULL), or it is not in the table. */
const struct host *hosts_of_cpu(const struct hosts *h, uint32_t cpu);

/* The host of that name, or NULL. */
const struct host *hosts_named(const struct hosts *h, const char *name);

/* How many hosts are in the state. */
size_t hosts_count(const struct hosts *h, enum host_state state);

/* Whether the host has never answered, and how many hosts have not. */
bool host_is_silent(const struct host *h);
size_t hosts_count_silent(const struct hosts *h);

#endif
