/* The bytes of /proc/interrupts and /proc/softirqs, and what it costs to read them. */
#ifndef COREWALL_SOURCE_INTERRUPTS_H
#define COREWALL_SOURCE_INTERRUPTS_H

#include "source/root.h"

#include <stdint.h>

enum interrupts_file { INTERRUPTS_HARD, INTERRUPTS_SOFT };

/*
 * Reads DIR/proc/interrupts or DIR/proc/softirqs into text. *now_ns is CLOCK_BOOTTIME when it was
 * read, *cost_ns the CPU time that it took. False when the machine does not have the file.
 */
bool interrupts_read(struct root *r, enum interrupts_file file, struct buf *text, int64_t *now_ns,
		     int64_t *cost_ns);

#endif
