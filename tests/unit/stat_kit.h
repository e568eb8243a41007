/*
 * Samples and their differences for tests: texts of /proc/stat in, one line a cpu out, so that what
 * is expected can be read. Counters run at 100 Hz unless a test says otherwise.
 */
#ifndef COREWALL_TESTS_UNIT_STAT_KIT_H
#define COREWALL_TESTS_UNIT_STAT_KIT_H

#include "base/buf.h"
#include "measure/usage.h"

enum { STAT_HZ = 100 };

/*
 * Parses the text out of a place of exactly its size, so that a sanitizer sees any step beyond it;
 * read at that many seconds after boot. Returns what sample_parse returns.
 */
bool stat_parse(struct sample *s, const char *text, size_t n, double seconds);

/* "CPU c0 … c9", a line each, without the columns that are 0 at the end; then "garbled N" if any.
 */
void stat_print(struct buf *out, const struct sample *s);

/*
 * "cpu3 ok usr 10 idle 90 = 100, 10.00%": the fields that are not 0, their total, busy; or the
 * state alone where it is not ok. A line each.
 */
void stat_print_usage(struct buf *out, const struct usage *u);

/*
 * Fails unless the usage of two texts, the second that many seconds after the first, prints as
 * expected. `keep` is a list of cpus.
 */
#define stat_expect(from, to, seconds, keep, expected)                                             \
	stat_expect_at(from, to, seconds, keep, expected, __FILE__, __LINE__)
void stat_expect_at(const char *from, const char *to, double seconds, const char *keep,
		    const char *expected, const char *file, int line);

/* Fails unless every row is what usage.h promises of it, whatever the samples were. */
void stat_check_usage(const struct usage *u);

/* Fails unless both are the same to the last bit. */
void stat_check_same(const struct sample *a, const struct sample *b);

/* A copy; sample_free() it. */
struct sample stat_copy(const struct sample *s);

#endif
