/*
 * Machine and text formats: each turns one interval into bytes. A table; adding one is a row here
 * and its file. The names of the columns are those of report_column and of measure/field.h in all
 * of them.
 */
#ifndef COREWALL_REPORT_FORMAT_H
#define COREWALL_REPORT_FORMAT_H

#include "measure/machine.h"

/* What is told of a cpu before its fields. */
enum report_column { REPORT_TIME, REPORT_CPU, REPORT_STATE, REPORT_BUSY, REPORT_COLUMNS };

extern const char *const report_column[REPORT_COLUMNS];

/* What a report is about. */
struct report {
	struct machine *machine; /* the total is of all its cpus */
	const uint32_t *row;     /* the usage rows that are told, ascending */
	size_t rows;
	const struct tree *tree; /* of those rows */
	enum level finest;       /* groups of finer levels are not told */
	const char *host;        /* untrusted bytes */
	bool first;              /* of this run: headers go before it */
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
void format_csv(struct buf *out, const struct report *r);
void format_json(struct buf *out, const struct report *r);
void format_openmetrics(struct buf *out, const struct report *r);

/* The next group to tell after `group` (0 to begin with), its sum in *sum; 0 when there is none. */
uint32_t report_group(const struct report *r, uint32_t group, struct aggregate *sum);

/* Time that a sum, or a row, spent neither idle nor waiting, in ticks. */
uint64_t aggregate_busy_ticks(const struct aggregate *a);
uint32_t usage_busy_ticks(const struct usage *u, size_t row);

/* part / total * scale (100 or 1), to the millionth of the interval, no needless zeros. */
void format_share(struct buf *out, uint64_t part, uint64_t total, unsigned scale);

/* Nanoseconds since the epoch as ISO 8601 in UTC with milliseconds. */
void format_utc(struct buf *out, int64_t ns);

/* A whole number of 1/unit as a decimal fraction of up to nine digits, no needless zeros. */
void format_fraction(struct buf *out, uint64_t n, uint64_t unit);

/* A JSON string of untrusted bytes: what is no UTF-8 becomes U+FFFD. */
void format_json_string(struct buf *out, const char *text);

#endif
