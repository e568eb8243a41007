/* Facts about a cpu, for the status line and the detail panel. */
#ifndef COREWALL_PANELS_CPU_FACTS_H
#define COREWALL_PANELS_CPU_FACTS_H

#include "measure/machine.h"
#include "measure/tree.h"

enum { FACT_ROOM = 32, SIBLINGS_MOST = 8 };

/* Where in the machine the cpu is: names of the levels that say something, coarse to fine. */
int cpu_places(const struct machine *m, uint32_t cpu, char name[LEVELS][FACT_ROOM]);

/* The name of a group, after that of the host it lies in: "web1 package 0"; returns out. */
enum { GROUP_TITLE_ROOM = 2 * HOST_NAME_SIZE };
const char *group_title(const struct tree *t, uint32_t group, char out[GROUP_TITLE_ROOM]);

/* Usage rows of the other threads of the cpu's core; returns how many. */
int cpu_siblings(const struct machine *m, uint32_t cpu, uint32_t row[SIBLINGS_MOST]);

/* A shorter time is not shown: it would be "0s". */
enum { SHORTEST_NS = 500000000 };

/* "45s", "2m05s", "3h07m", "12d04h"; returns out. */
const char *duration_text(char out[FACT_ROOM], int64_t ns);

#endif
