/* A source of several hosts. Commands print their samples; see source.h and fleet_hosts.h. */
#ifndef COREWALL_SOURCE_FLEET_H
#define COREWALL_SOURCE_FLEET_H

#include "source/source.h"

struct fleet_options {
	const char *const *command; /* of a shell */
	size_t commands;
	const char *const *ssh; /* "HOST,HOST…", or "@FILE" with such a list */
	size_t sshs;
	int64_t patience_ns; /* how long the first reading waits once a host has answered */
};

/*
 * Returns 0, or -errno with s->trouble set. Nothing is started before the first source_read(). Call
 * source_close() in either case.
 */
int source_open_fleet(struct source *s, const struct fleet_options *o);

#endif
