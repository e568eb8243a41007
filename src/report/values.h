/* How values are printed in the formats: exact fractions, times, and strings of JSON. */
#ifndef COREWALL_REPORT_VALUES_H
#define COREWALL_REPORT_VALUES_H

#include "base/buf.h"

#include <stdint.h>

/* part / total * scale (100 or 1), exact to a millionth of total, without trailing zeros. */
void values_share(struct buf *out, uint64_t part, uint64_t total, unsigned scale);

/* Nanoseconds since the epoch as ISO 8601 in UTC with milliseconds. */
void values_utc(struct buf *out, int64_t ns);

/* n / unit as a decimal fraction of up to nine digits, without trailing zeros. */
void values_fraction(struct buf *out, uint64_t n, uint64_t unit);

/* A JSON string of untrusted bytes: what is not UTF-8 becomes U+FFFD. */
void values_json_string(struct buf *out, const char *text);

#endif
