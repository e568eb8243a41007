/*
 * Machine and text formats: each turns one interval into bytes. A table; adding one is a row here
 * and its file.
 */
#ifndef COREWALL_SHOW_FORMAT_H
#define COREWALL_SHOW_FORMAT_H

#include "measure/machine.h"

/* What a report is about. */
struct report {
	const struct machine *machine;
	const struct cpulist *only; /* when not empty, only these cpus; the total stays whole */
	const struct tree *tree;    /* groups to add; NULL for none */
	const char *host;
	bool first; /* of this run: headers go before it */
};

struct format_info {
	const char *name;
	void (*write)(struct buf *out, const struct report *r);
};

extern const struct format_info format_table[];
extern const size_t format_count;

/* The format of that name, or NULL. */
const struct format_info *format_find(const char *name);

void format_text(struct buf *out, const struct report *r);

#endif
