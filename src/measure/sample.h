/*
 * One reading of /proc/stat as numbers: one array per column, one row per cpu. Rows ascend by cpu
 * id and every id occurs once. Knows nothing of other samples. Owned by the caller, grows only.
 */
#ifndef COREWALL_MEASURE_SAMPLE_H
#define COREWALL_MEASURE_SAMPLE_H

#include "measure/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rows beyond this are not taken: sixteen times the largest NR_CPUS that kernels are built for. */
enum { SAMPLE_MOST_CPUS = 1 << 17 };

struct sample {
	int64_t boot_ns; /* CLOCK_BOOTTIME when it was read: intervals */
	int64_t wall_ns; /* CLOCK_REALTIME when it was read: labels only */
	int64_t btime;   /* seconds since the epoch at boot, from the same text; 0 if not in it */
	size_t rows;
	uint32_t *cpu;            /* [rows] ids, ascending, unique */
	uint64_t *ticks[COLUMNS]; /* [rows] each, in USER_HZ units since boot */
	bool capped;              /* more cpus than SAMPLE_MOST_CPUS */
	size_t garbled;           /* cpu lines that could not be read and were left out */
	size_t room;              /* rows allocated, in every array */
};

void sample_free(struct sample *s);

/*
 * Reads n bytes of /proc/stat. Lines "cpuN a b c d …" of 4 columns and more become rows (missing
 * columns are 0, those past the tenth are ignored); of all other lines, the sum "cpu" among them,
 * only btime is read. Numbers beyond 64 bits count as the largest. A cpu line that is not as the
 * kernel writes it (a torn last one without its newline, one that ends in a carriage return) is
 * garbled and not taken. If an id occurs twice, the last one counts. Returns whether there is any
 * row. The times are left alone. `text` may be NULL when n is 0.
 */
bool sample_parse(struct sample *s, const char *text, size_t n);

/* Appends the rows of `from` whose ids are first to last. Those of `to` must all be smaller. */
void sample_add_rows(struct sample *to, const struct sample *from, uint32_t first, uint32_t last);

#endif
