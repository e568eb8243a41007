/*
 * The files of the simulated machine. Invariant: a file that a reader could have open is never
 * written into: what changes is written aside and renamed over (except with in_place). Knows
 * which sets it wrote last, and rewrites only what has changed. Ends the program when it cannot.
 */
#ifndef COREWALL_SIM_SYSROOT_H
#define COREWALL_SIM_SYSROOT_H

#include "machine.h"

struct sysroot {
	bool in_place; /* set by the caller: proc/stat keeps its inode, and reads of it may tear */
	bool masks;    /* set by the caller: the files that hold masks as well as those of lists */
	bool bare;     /* set by the caller: no sys at all */
	int root, proc, cpu, node; /* folders; -1 where there is none */
	int stat;                  /* in_place: the open proc/stat; -1 while there is none */
	struct sets sets;          /* as last written */
	struct cpulist present, online;
	uint32_t bits; /* length of a mask: nr_cpu_ids */
	struct buf text;
};

/*
 * Makes DIR (its parent must exist) with proc/ and sys/ of the machine, all but proc/stat. What
 * an earlier simulation left there is removed first; a DIR with a proc or sys that no simulation
 * made is refused.
 */
void sysroot_create(struct sysroot *r, const char *dir, const char *host, const struct machine *m);

/* Brings sys/ and proc/cpuinfo up to date after cpus came or went. */
void sysroot_update(struct sysroot *r, const struct machine *m);

/* Replaces a file of proc/; "stat" heeds in_place. */
void sysroot_put_proc(struct sysroot *r, const char *name, const struct buf *text);

/* Removes proc/stat. */
void sysroot_remove_stat(struct sysroot *r);

void sysroot_free(struct sysroot *r);

#endif
