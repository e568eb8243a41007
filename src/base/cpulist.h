/*
 * A set of cpu ids as the kernel writes it ("0-63,128"), kept as sorted, disjoint, non-adjacent
 * ranges: "0-4294967295" is one range, not four billion bits. Owned by the caller, grows
 * only.
 */
#ifndef COREWALL_BASE_CPULIST_H
#define COREWALL_BASE_CPULIST_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpurange {
	uint32_t first, last; /* both included */
};

struct cpulist {
	struct cpurange *range; /* ascending; range[i].last + 1 < range[i + 1].first */
	size_t count;           /* ranges in use */
	size_t room;
};

void cpulist_free(struct cpulist *l);
void cpulist_clear(struct cpulist *l);

/*
 * Reads n bytes of the kernel's list format (Documentation/admin-guide/cputopology.rst and
 * lib/bitmap.c: "0-3,8", "0-1023:2/16", blanks and a newline at the end allowed; empty is the
 * empty set). False when the text is not a list; the set is then empty. Overlaps and any order
 * are accepted.
 */
bool cpulist_parse(struct cpulist *l, const char *text, size_t n);

/* The kernel's mask format: words of 32 bits in hexadecimal, the highest first, commas between. */
bool cpulist_parse_mask(struct cpulist *l, const char *text, size_t n);

/* Adds the ids first..last. */
void cpulist_add(struct cpulist *l, uint32_t first, uint32_t last);

/* Makes `to` the same set as `from`. */
void cpulist_copy(struct cpulist *to, const struct cpulist *from);

bool cpulist_has(const struct cpulist *l, uint32_t cpu);
bool cpulist_equal(const struct cpulist *a, const struct cpulist *b);

/* How many ids are in the set. */
uint64_t cpulist_weight(const struct cpulist *l);

/* Appends the canonical text ("0-3,8"; nothing for the empty set). */
void cpulist_format(const struct cpulist *l, struct buf *out);

#endif
