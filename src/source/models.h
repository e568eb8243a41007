/*
 * The models of cpus in /proc/cpuinfo, and the cpus of each. On ARM they tell kinds of cores apart.
 * Reads one open file and nothing else.
 */
#ifndef COREWALL_SOURCE_MODELS_H
#define COREWALL_SOURCE_MODELS_H

#include "base/cpulist.h"

/* The most that a machine may have; cpus of further models are left out. */
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
 * Reads the file and closes it; -1 counts as an empty file. The model of a cpu is its "CPU part"
 * or, without that line, its "model name" or "uarch".
 */
void models_read(struct models *m, int file);

void models_free(struct models *m);

#endif
