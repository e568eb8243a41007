/*
 * Reads what runs on the cpus whose detail is shown: threads, interrupts, throttling. Nothing is
 * open or kept while no detail is shown.
 */
#ifndef COREWALL_APP_CPU_ACTIVITY_H
#define COREWALL_APP_CPU_ACTIVITY_H

#include "app/thread_scan.h"
#include "measure/machine.h"
#include "panels/activity.h"
#include "source/interrupts.h"
#include "wall/wall.h"

/* The state of /proc/interrupts, or of /proc/softirqs. */
struct interrupts_reader {
	struct buf text; /* of the last reading */
	int64_t read_ns; /* when that was made; 0: none yet */
	int64_t due_ns;  /* when the next one is made */
	struct interrupts reading[2];
	int now; /* index of the later one */
};

struct cpu_activity {
	bool open;
	bool has_scan; /* threads can be seen */
	struct thread_scan scan;
	struct root root;
	struct interrupts_reader hard, soft;
	struct cpulist cpus; /* of the cpu or group in detail */
	bool no_throttle;    /* the machine does not count throttling */
	struct activity shown;
};

/*
 * Call this after each sample (`sampled`) and each key. Follows the cursor, reads while a detail is
 * shown, and forgets all when it is closed. `root` is the root directory of the machine. Returns
 * what to show, or NULL when there is nothing.
 */
const struct activity *cpu_activity_update(struct cpu_activity *a, const struct wall *w,
					   const struct machine *m, const char *root, bool sampled);
void cpu_activity_close(struct cpu_activity *a);

#endif
