/*
 * Which models of cpus /proc/cpuinfo names, and which cpus are of each: what tells kinds of cores
 * apart on ARM. Reads one open file and nothing else.
 */
#ifndef COREWALL_SOURCE_MODELS_H
#define COREWALL_SOURCE_MODELS_H

#include "base/cpulist.h"

/* The most that a machine may have; cpus of any further one are in none. */
enum { MODELS_MOST = 16, MODEL_NAME = 16 };

struct model {
	char key[96];          /* as it stands in the file */
	char name[MODEL_NAME]; /* printable, without blanks, unique: "A510", "0xd4d" */
	struct cpulist cpus;   /* never empty */
};

struct models {
	struct model model[MODELS_MOST]; /* in the order of the file */
	size_t count;
};

/*
 * Reads the file, which is closed in the end; -1 is one that cannot be opened. The models know
 * their cpus by "CPU part", where there is none by "model name" or "uarch".
 */
void models_read(struct models *m, int file);

void models_free(struct models *m);

#endif
