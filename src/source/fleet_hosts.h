/*
 * The hosts of a fleet: their last readings, and whether they still come. Merges them into what one
 * machine would print, with ids as in base/host_id.h. Owns names and numbers of hosts: a number is
 * given once and stays. Knows no processes; times are passed in.
 */
#ifndef COREWALL_SOURCE_FLEET_HOSTS_H
#define COREWALL_SOURCE_FLEET_HOSTS_H

#include "base/buf.h"
#include "base/host_id.h"
#include "source/reading_stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A reading, with ids of the merged machine. */
struct fleet_reading {
	int64_t boot_ns, wall_ns; /* by the host's clocks; 0: there is none */
	struct buf text;
};

struct fleet_host {
	char name[HOST_NAME_SIZE];
	bool named;    /* the name is final: the user gave it, or it came with a reading */
	size_t source; /* number of the command that it comes from */
	char *label;   /* its instance among those of the command; NULL: it is the only one */
	enum host_state state;
	int64_t since_ns; /* when the state began, CLOCK_REALTIME */
	char reason[160];
	struct fleet_reading shown; /* the one that is merged */
	struct fleet_reading next;  /* a later one, for the next merge */
	bool merged;                /* `shown` was merged */
	struct buf facts;           /* as they came, with the host's own ids */
	uint64_t sum;               /* of the last text, to notice a repeated one */
	/* By our own clock, CLOCK_MONOTONIC: */
	int64_t came_ns;  /* when the last new reading came; 0: none did */
	int64_t pace_ns;  /* between the last two; 0: not known */
	int64_t heard_ns; /* when an answer last had it, new or not */
};

struct fleet_hosts {
	struct fleet_host *host;
	size_t count, room;
	bool new_facts; /* since the last fleet_hosts_facts() */
};

void fleet_hosts_free(struct fleet_hosts *f);

/*
 * Adds a host of the command. The name is made printable and unique; unless `named`, the first
 * reading may bring a better one. Returns its number, or SIZE_MAX when there are too many.
 */
size_t fleet_hosts_add(struct fleet_hosts *f, const char *name, bool named, size_t source,
		       int64_t wall_ns);

/*
 * Takes a reading that came from the command at now_ns. A new instance becomes a new host. Returns
 * the host's number, or SIZE_MAX when there are too many.
 */
size_t fleet_hosts_take(struct fleet_hosts *f, size_t source, const struct reading *reading,
			int64_t now_ns);

/* Sets the state, which began at wall_ns if it changes. The reason is made printable. */
void fleet_hosts_set(struct fleet_host *h, enum host_state state, const char *reason,
		     int64_t wall_ns);

/* Takes over the later readings, and appends the texts of all hosts to `text`. */
void fleet_hosts_merge(struct fleet_hosts *f, struct buf *text);

/* Appends a line for each host, as in measure/hosts.h. */
void fleet_hosts_lines(const struct fleet_hosts *f, struct buf *lines);

/* Appends the facts of all hosts, and a line "host NAME LIST" for each that has cpus. */
void fleet_hosts_facts(struct fleet_hosts *f, struct buf *facts);

#endif
