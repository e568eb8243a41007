/* Reads two files of any size; the kernel returns a few KiB at a time. Must not look inside. */
#include "source/interrupts.h"

#include "base/clock.h"

enum { MOST_TEXT = 1 << 26 }; /* 4000 interrupts on 1024 cpus are 45 MB */

bool interrupts_read(struct root *r, enum interrupts_file file, struct buf *text, int64_t *now_ns,
		     int64_t *cost_ns)
{
	static const char *const paths[] = { "proc/interrupts", "proc/softirqs" };
	int64_t began_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	bool read = root_read(r, paths[file], text, MOST_TEXT);
	*now_ns = clock_ns(CLOCK_BOOTTIME);
	*cost_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - began_ns;
	return read;
}
