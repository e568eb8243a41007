/*
 * A recording of the simulated machine, in virtual time: the same options always give the same
 * bytes.
 */
#ifndef COREWALL_SIM_RECORD_H
#define COREWALL_SIM_RECORD_H

#include "options.h"

/* The wall clock of uptime 1000 s in everything that has no clock of its own. */
static const uint64_t VIRTUAL_WALL = 1795338000;

/* Writes o->samples samples of the machine to o->record. Ends the program when it cannot. */
void record_write(struct machine *m, const struct options *o, const char *host);

/* The same of o->hosts machines that are like this one, as a fleet (src/measure/hosts.h). */
void record_write_fleet(const struct machine *like, const struct options *o);

#endif
