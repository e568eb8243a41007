/* Figures as they are written, and as they are summed up over a run. */
#include "report/values.h"
#include "report/command_stats.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* --- As they are written --- */

static void expect_share(uint64_t part, uint64_t total, unsigned scale, const char *is)
{
	struct buf b = { 0 };
	values_share(&b, part, total, scale);
	assert_string_equal(b.data, is);
	buf_free(&b);
}

static void test_share(void **state)
{
	(void)state;
	expect_share(0, 7, 100, "0");
	expect_share(7, 7, 100, "100");
	expect_share(1, 3, 100, "33.3333");
	expect_share(2, 3, 100, "66.6667");
	expect_share(1, 8, 100, "12.5");
	expect_share(1, 8, 1, "0.125");
	expect_share(1, 1000000, 100, "0.0001");
	expect_share(1, 3000000, 100, "0");
	/* Of more ticks than all cpus of any machine have in an hour. */
	expect_share(UINT64_MAX / 4, UINT64_MAX, 100, "25");
	expect_share(UINT64_MAX, UINT64_MAX, 1, "1");
}

static void test_fraction(void **state)
{
	(void)state;
	static const struct {
		uint64_t n, unit;
		const char *is;
	} cases[] = {
		{ 1000300000, 1000000000, "1.0003" },
		{ 1, 1000000000, "0.000000001" },
		{ 12345, 100, "123.45" },
		{ 12300, 100, "123" },
		{ 1, 3, "0.333333333" },
		{ UINT64_MAX, 100, "184467440737095516.15" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = { 0 };
		values_fraction(&b, cases[i].n, cases[i].unit);
		assert_string_equal(b.data, cases[i].is);
		buf_free(&b);
	}
}

static void test_utc(void **state)
{
	(void)state;
	static const struct {
		int64_t ns;
		const char *is;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ 1795338000123999999, "2026-11-22T09:00:00.123Z" },
		{ -1, "1969-12-31T23:59:59.999Z" },
		{ -1000000000, "1969-12-31T23:59:59.000Z" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = { 0 };
		values_utc(&b, cases[i].ns);
		assert_string_equal(b.data, cases[i].is);
		buf_free(&b);
	}
}

static void test_json_string(void **state)
{
	(void)state;
	static const struct {
		const char *text, *is;
	} cases[] = {
		{ "", "\"\"" },
		{ "a\"b\\c/\n\x7f\x01", "\"a\\\"b\\\\c/\\u000a\\u007f\\u0001\"" },
		{ "\xc3\xa9\xe2\x96\x87\xf0\x9f\x98\x80",
		  "\"\xc3\xa9\xe2\x96\x87\xf0\x9f\x98\x80\"" },
		{ "\xc3", "\"\xef\xbf\xbd\"" }, /* cut off */
		{ "\xe2\x96", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
		{ "\xc0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\"" }, /* overlong */
		{ "\xf5z", "\"\xef\xbf\xbdz\"" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf b = { 0 };
		values_json_string(&b, cases[i].text);
		assert_string_equal(b.data, cases[i].is);
		buf_free(&b);
	}
}

/* --- As they are summed up --- */

enum { CPUS = 10 };

/* An interval of `seconds` in which the first `busy` cpus were so all the time, others not. */
struct interval {
	struct usage usage;
	uint32_t cpu[CPUS], ticks[FIELDS][CPUS], total[CPUS];
	uint8_t state[CPUS];
	float share[CPUS];
};

static void set_interval(struct interval *i, double seconds, unsigned busy)
{
	memset(i, 0, sizeof *i);
	i->usage = (struct usage){ .elapsed = seconds,
				   .online = CPUS,
				   .rows = CPUS,
				   .cpu = i->cpu,
				   .state = i->state,
				   .total = i->total,
				   .busy = i->share };
	for (int f = 0; f < FIELDS; f++)
		i->usage.ticks[f] = i->ticks[f];
	for (unsigned c = 0; c < CPUS; c++) {
		i->cpu[c] = 3 * c;
		i->state[c] = USAGE_OK;
		i->total[c] = 99; /* ticks are never as many as they should be */
		i->ticks[c < busy ? FIELD_USR : FIELD_IDLE][c] = 99;
		i->share[c] = c < busy ? 100 : 0;
	}
}

static const struct cpulist everyone = { 0 };

static void near(double a, double b)
{
	if (fabs(a - b) > 1e-6 * (1 + fabs(b)))
		fail_msg("%g is not %g", a, b);
}

static void test_sums(void **state)
{
	(void)state;
	struct interval i;
	struct command_stats t;
	command_stats_start(&t, 1, 64);
	assert_false(command_stats_any(&t));
	set_interval(&i, 1, 2);
	command_stats_add(&t, &i.usage, &everyone);
	set_interval(&i, 2, 5);
	command_stats_add(&t, &i.usage, &everyone);
	set_interval(&i, 3, 9);
	command_stats_add(&t, &i.usage, &everyone);
	assert_true(command_stats_any(&t));
	near(t.elapsed, 6);
	near(t.available, 60);
	near(t.unknown, 0);
	near(t.busy, 2 + 10 + 27);
	near(t.field[FIELD_USR], t.busy);
	near(t.field[FIELD_IDLE], t.available - t.busy);
	near(t.above_half, 5);
	near(t.above_most, 3);
	near(t.peak, 9);
	near(t.peak_span, 3);
	assert_int_equal(t.cpus, CPUS);
	near(command_stats_busy(&t.cpu[0]), 100);
	near(command_stats_busy(&t.cpu[4]), 100.0 * 5 / 6);
	near(command_stats_busy(&t.cpu[9]), 0);
	assert_int_equal(t.cpu[9].cpu, 27);
	command_stats_free(&t);
}

/* What is unknown is neither idle nor busy. */
static void test_unknown(void **state)
{
	(void)state;
	struct interval i;
	struct command_stats t;
	command_stats_start(&t, 1, 64);
	set_interval(&i, 1, 5);
	i.state[0] = USAGE_RESET;
	i.state[9] = USAGE_OFFLINE;
	command_stats_add(&t, &i.usage, &everyone);
	near(t.available, 9);
	near(t.unknown, 1);
	near(t.busy, 4);
	near(t.above_half, 1); /* four of eight */
	near(command_stats_busy(&t.cpu[0]), -1);
	near(command_stats_busy(&t.cpu[9]), -1);
	command_stats_free(&t);
}

static void test_only(void **state)
{
	(void)state;
	struct interval i;
	struct command_stats t;
	struct cpulist only = { 0 };
	assert_true(cpulist_parse(&only, "0,3,27", 6));
	command_stats_start(&t, 1, 64);
	set_interval(&i, 1, 5);
	command_stats_add(&t, &i.usage, &only);
	near(t.available, 3);
	near(t.busy, 2);
	assert_int_equal(t.cpus, 3);
	assert_int_equal(t.columns, 3);
	cpulist_free(&only);
	command_stats_free(&t);
}

/* However long it takes: slices are merged, nothing of them is lost, and a hot column stays so. */
static void test_long_run(void **state)
{
	(void)state;
	enum { INTERVALS = 10007 };
	struct interval i;
	struct command_stats t;
	command_stats_start(&t, 0.1, 4);
	for (int k = 0; k < INTERVALS; k++) {
		set_interval(&i, 0.1, k % 2 ? 1 : 4);
		command_stats_add(&t, &i.usage, &everyone);
		assert_in_range(t.slices, 1, SLICES_MOST);
	}
	double elapsed = 0, busy = 0;
	for (size_t s = 0; s < t.slices; s++) {
		near(t.slice[s].from, elapsed);
		elapsed += t.slice[s].elapsed;
		busy += t.slice[s].busy;
		if (s + 1 < t.slices)
			assert_true(t.slice[s].elapsed > t.span / 2);
		near((double)(t.slice[s].hottest[0] / t.slice[s].known[0]), 1);
		near((double)t.slice[s].hottest[2], 0);
	}
	near(elapsed, t.elapsed);
	near(busy, t.busy);
	near(elapsed, INTERVALS * 0.1);
	assert_int_equal(t.cpus_per_column, 4);
	assert_int_equal(t.columns, 3);
	command_stats_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_share), cmocka_unit_test(test_fraction),
		cmocka_unit_test(test_utc),   cmocka_unit_test(test_json_string),
		cmocka_unit_test(test_sums),  cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_only),  cmocka_unit_test(test_long_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
