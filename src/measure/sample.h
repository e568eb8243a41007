/*
 * One reading of /proc/stat as numbers: an array a column, a row a cpu. Rows ascend by cpu id and
 * every id occurs once. Knows nothing of other samples. Owned by the caller, grows only.
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
	int64_t btime;   /* seconds since the epoch at boot, from the same text; 0 when not told */
	size_t rows;
	uint32_t *cpu;            /* [rows] ids, ascending, unique */
	uint32_t *ticks[COLUMNS]; /* [rows] each, in USER_HZ units since boot: their low 32 bits */
	uint32_t *high[COLUMNS];  /* [rows] the bits above them, if `wide`; else of no meaning */
	bool wide;                /* a counter is past 32 bits: at 100 Hz, after 497 days */
	bool capped;              /* more cpus than SAMPLE_MOST_CPUS */
	bool in_order;            /* each cpu line became a row, in the order of the text */
	size_t garbled;           /* cpu lines that could not be read and were left out */
	size_t room;              /* rows allocated, in every array; high[] may have none at all */
};

void sample_free(struct sample *s);

/*
 * Reads n bytes of /proc/stat. Lines "cpuN a b c d …" of 4 columns and more become rows (missing
 * columns are 0, those past the tenth are passed over); the sum line "cpu" and all others are not
 * looked at, but for btime. Numbers beyond 64 bits count as the largest. A cpu line that is not as
 * the kernel writes it (a torn last one without its newline, one that ends in a carriage return) is
 * garbled and not taken. Of an id that comes twice, the last counts. Returns whether there was any
 * row. The times are left alone. `text` may be NULL when n is 0.
 */
bool sample_parse(struct sample *s, const char *text, size_t n);

/* The first cpu line of the text, or NULL. */
const char *sample_first_line(const char *text, size_t n);

/*
 * Takes what sample_parse() takes of lines that are no cpu's: the n bytes behind them. False when
 * there is a cpu line, or the beginning of one, all the same.
 */
bool sample_parse_rest(struct sample *s, const char *rest, size_t n);

/* A counter, whole. */
uint64_t sample_ticks(const struct sample *s, enum column column, size_t row);

/* Whether both hold the same cpus. */
bool sample_same_cpus(const struct sample *a, const struct sample *b);

#endif
