/* What a frame shows besides the machine: the host, the source, and what this program costs. */
#ifndef COREWALL_PANELS_SURROUNDINGS_H
#define COREWALL_PANELS_SURROUNDINGS_H

#include <stdbool.h>
#include <stdint.h>

/* What this program costs, on average per refresh. */
struct own_cost {
	unsigned refreshes; /* 0: nothing is known yet */
	double cpu_us;      /* of CPU time */
	double cpu_percent; /* of one cpu, over all that time */
	double bytes;       /* to the terminal */
	long resident_kib;  /* now */
};

struct activity;

struct surroundings {
	const char *host;
	const char *load;                /* "12.4 11.0 9.8", or empty */
	int64_t up_ns;                   /* -1 when not known */
	const char *alert;               /* what is wrong with the source now, or empty */
	struct own_cost own;             /* shown when settings.cost */
	bool printed;                    /* not on a terminal: do not mention keys */
	const char *replay;              /* the place in a recording; NULL when it is not one */
	uint32_t clock_cpu;              /* the cpu of the frequencies that follow */
	long khz, khz_most;              /* current and highest frequency; 0 when not known */
	const struct activity *activity; /* on the cpus of the detail; NULL: none */
};

#endif
