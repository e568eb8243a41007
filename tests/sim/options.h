/*
 * The simulator's command line as a value. Ends the program when it makes no sense.
 */
#ifndef COREWALL_SIM_OPTIONS_H
#define COREWALL_SIM_OPTIONS_H

#include "machine.h"

enum choice { CHOICE_AUTO, CHOICE_YES, CHOICE_NO };

struct options {
	const char *dir; /* NULL with record and print_loads */
	struct cpulist ids;
	struct shape shape;
	struct load load;
	const char *host; /* NULL: "sim" and the number of cpus */
	const char *record;
	const char *load_text;         /* as it was given */
	uint32_t hosts;                /* of a recording; 0: one machine */
	struct cpulist lost;           /* of these, counted from 1, from the middle on */
	uint32_t silent;               /* more of them that never answer */
	uint64_t tick, interval, boot; /* ns */
	uint32_t samples;
	int ready; /* descriptor to say "ready" on; -1: standard output */
	enum choice masks;
	bool bare, in_place, once, manual, hotplug, print_loads;
};

/* A number of seconds as ns, exact to the last one. False when it is not one or above 10 years. */
bool options_seconds(const char *text, uint64_t *ns);

void options_read(struct options *o, int argc, char **argv);
void options_free(struct options *o);

#endif
