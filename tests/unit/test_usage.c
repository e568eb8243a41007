/*
 * measure/usage: the difference of two samples, and the kernel's ways with its counters, each with
 * a test that doc/KERNEL.md names.
 */
#include "base/mem.h"
#include "unit/chance.h"
#include "unit/stat_kit.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* A cpu that moves, so that the others are not alone with a clock that stands. */
#define MOVES_FROM "cpu9 0 0 0 0\n"
#define MOVES_TO   "cpu9 0 0 0 100\n"
#define MOVED      "cpu9 ok idle 100 = 100, 0.00%\n"

static void every_column_has_its_field(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 0 0 0 0 0 0 0\n", "cpu0 50 40 11 12 13 14 15 16 17 18\n", 1, "",
		    "cpu0 ok usr 33 nice 22 sys 11 iowait 13 irq 14 soft 15 steal 16 guest 17"
		    " gnice 18 idle 12 = 171, 85.38%\n");
	stat_expect("cpu0 1 2 3 4 5 6 7 8 9 10\n", "cpu0 101 2 3 4 5 6 7 8 9 10\n", 1, "",
		    "cpu0 ok usr 100 = 100, 100.00%\n");
}

/* As in mpstat: waiting for a disk is idleness, interrupts and what the host took are not. */
static void busy_is_all_but_idle_and_iowait(void **state)
{
	static const char *const names[COLUMNS - 2] = { "usr",    "nice", "sys",  "idle",
							"iowait", "irq",  "soft", "steal" };
	(void)state;
	for (int c = 0; c <= COLUMN_STEAL; c++) {
		struct buf to = { 0 }, expected = { 0 };
		bool rest = c == COLUMN_IDLE || c == COLUMN_IOWAIT;
		buf_puts(&to, "cpu0");
		for (int k = 0; k < COLUMNS; k++)
			buf_printf(&to, " %d", k == c ? 100 : 0);
		buf_puts(&to, "\n");
		buf_printf(&expected, "cpu0 ok %s 100 = 100, %s%%\n", names[c],
			   rest ? "0.00" : "100.00");
		stat_expect("cpu0 0 0 0 0\n", to.data, 1, "", expected.data);
		buf_free(&to);
		buf_free(&expected);
	}
}

static void guest_is_part_of_user_and_counts_once(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 0 0 0 0 0 0 0\n", "cpu0 80 0 0 20 0 0 0 0 60 0\n", 1, "",
		    "cpu0 ok usr 20 guest 60 idle 20 = 100, 80.00%\n");
	stat_expect("cpu0 0 0 0 0 0 0 0 0 0 0\n", "cpu0 0 80 0 20 0 0 0 0 0 60\n", 1, "",
		    "cpu0 ok nice 20 gnice 60 idle 20 = 100, 80.00%\n");
	stat_expect("cpu0 0 0 0 0 0 0 0 0 0 0\n", "cpu0 50 50 0 0 0 0 0 0 50 50\n", 1, "",
		    "cpu0 ok guest 50 gnice 50 = 100, 100.00%\n");
}

/* The two are added one after the other, and a reader may come between. */
static void guest_beyond_user_is_cut_to_it(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 0 0 0 0 0 0 0\n", "cpu0 10 5 0 90 0 0 0 0 12 9\n", 1, "",
		    "cpu0 ok guest 10 gnice 5 idle 90 = 105, 14.29%\n");
	stat_expect("cpu0 9 0 0 0 0 0 0 0 9 0\n", "cpu0 9 0 0 100 0 0 0 0 18446744073709551615 9\n",
		    1, "", "cpu0 ok idle 100 = 100, 0.00%\n");
	/* One that falls was not there: all of the time was the user's. */
	stat_expect("cpu0 0 0 0 0 0 0 0 0 500 500\n", "cpu0 40 50 0 10 0 0 0 0 0 0\n", 1, "",
		    "cpu0 ok usr 40 nice 50 idle 10 = 100, 90.00%\n");
}

static void iowait_may_fall(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 0 500\n", "cpu0 30 0 0 70 490\n", 1, "",
		    "cpu0 ok usr 30 idle 70 = 100, 30.00%\n");
	stat_expect("cpu0 0 0 0 0 18446744073709551615\n", "cpu0 30 0 0 70 0\n", 1, "",
		    "cpu0 ok usr 30 idle 70 = 100, 30.00%\n");
	/* It alone moved, and downwards: nothing was done here. */
	stat_expect("cpu0 0 0 0 0 500\n" MOVES_FROM, "cpu0 0 0 0 0 490\n" MOVES_TO, 1, "",
		    "cpu0 ok idle 100 = 100, 0.00%\n" MOVED);
}

static void steal_may_fall(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 0 0 0 0 500\n", "cpu0 30 0 0 70 0 0 0 490\n", 1, "",
		    "cpu0 ok usr 30 idle 70 = 100, 30.00%\n");
	stat_expect("cpu0 0 0 0 0 0 0 0 18446744073709551615\n", "cpu0 30 0 0 70 0 0 0 0\n", 1, "",
		    "cpu0 ok usr 30 idle 70 = 100, 30.00%\n");
	/* As iowait. */
	stat_expect("cpu0 0 0 0 0 0 0 0 500\n" MOVES_FROM, "cpu0 0 0 0 0 0 0 0 490\n" MOVES_TO, 1,
		    "", "cpu0 ok idle 100 = 100, 0.00%\n" MOVED);
}

/* A tenth of a second, but two ticks at least: the kernel's rounding, not a change of counters. */
static void idle_may_fall_a_little(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 1000\n", "cpu0 50 0 0 999\n", 1, "",
		    "cpu0 ok usr 50 = 50, 100.00%\n");
	stat_expect("cpu0 0 0 0 1000\n", "cpu0 50 0 0 990\n", 1, "",
		    "cpu0 ok usr 50 = 50, 100.00%\n");
	stat_expect("cpu0 0 0 0 1000\n", "cpu0 50 0 0 989\n", 1, "", "cpu0 reset\n");
}

static void idle_falling_far_is_a_reset(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 111532\ncpu1 0 0 0 9\n", "cpu0 50 0 0 67\ncpu1 0 0 0 109\n", 1, "",
		    "cpu0 reset\ncpu1 ok idle 100 = 100, 0.00%\n");
	stat_expect("cpu0 0 0 0 18446744073709551615\n", "cpu0 50 0 0 0\n", 1, "", "cpu0 reset\n");
}

static void any_counter_falling_far_is_a_reset_but_iowait_and_steal(void **state)
{
	(void)state;
	for (int c = 0; c < COLUMNS; c++) {
		struct buf from = { 0 }, to = { 0 };
		bool counts = c < COLUMN_STEAL && c != COLUMN_IOWAIT;
		buf_puts(&from, "cpu0");
		buf_puts(&to, "cpu0");
		for (int k = 0; k < COLUMNS; k++) {
			buf_printf(&from, " %d", k == c ? 5000 : 1000);
			buf_printf(&to, " %d", k == c ? 4000 : k == COLUMN_IRQ ? 1100 : 1000);
		}
		buf_puts(&from, "\n" MOVES_FROM);
		buf_puts(&to, "\n" MOVES_TO);
		stat_expect(from.data, to.data, 1, "",
			    counts ? "cpu0 reset\n" MOVED
				   : "cpu0 ok irq 100 = 100, 100.00%\n" MOVED);
		buf_free(&from);
		buf_free(&to);
	}
}

/* What may pass in a second: twice that, and two seconds that a tickless cpu was not counted for.
 */
static void a_sum_far_beyond_the_elapsed_time_is_a_reset(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 0\n", "cpu0 100 0 0 300\n", 1, "",
		    "cpu0 ok usr 100 idle 300 = 400, 25.00%\n");
	stat_expect("cpu0 0 0 0 0\n", "cpu0 101 0 0 300\n", 1, "", "cpu0 reset\n");
	stat_expect("cpu0 0 0 0 0\n", "cpu0 0 0 0 401\n", 1, "", "cpu0 reset\n");
	stat_expect("cpu0 0 0 0 0\n", "cpu0 50 50 50 50 50 50 50 51\n", 1, "", "cpu0 reset\n");
	stat_expect("cpu0 0 0 0 0\n", "cpu0 5 0 0 245\n", 0.25, "",
		    "cpu0 ok usr 5 idle 245 = 250, 2.00%\n");
	stat_expect("cpu0 0 0 0 0\n", "cpu0 5 0 0 246\n", 0.25, "", "cpu0 reset\n");
	stat_expect("cpu0 0 0 0 0\n", "cpu0 360000 0 0 360200\n", 3600, "",
		    "cpu0 ok usr 360000 idle 360200 = 720200, 49.99%\n");
	stat_expect("cpu0 0 0 0 0\n", "cpu0 360000 0 0 360201\n", 3600, "", "cpu0 reset\n");
}

/* A guest that was moved to another host: days of steal, or of all, in one second. */
static void a_jump_after_migration_is_a_reset(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 0 0 0 0 5\n", "cpu0 10 0 0 90 0 0 0 8640005\n", 1, "",
		    "cpu0 reset\n");
	stat_expect("cpu0 0 0 0 0 0 0 0 5\n", "cpu0 10 0 0 90 0 0 0 18446744073709551615\n", 1, "",
		    "cpu0 reset\n");
	/* Sums that would be small again once they wrapped. */
	stat_expect("cpu0 0 0 0 0\n", "cpu0 9223372036854775808 9223372036854775808 10 0 0 0 0 0\n",
		    1, "", "cpu0 reset\n");
	stat_expect("cpu0 0 0 0 0\n", "cpu0 4294967296 0 0 0\n", 1, "", "cpu0 reset\n");
}

/* sysstat's rule: a cpu that did not count while others did was idle. */
static void a_cpu_that_stands_while_others_move_was_idle(void **state)
{
	(void)state;
	stat_expect("cpu0 1 2 3 4\ncpu1 0 0 0 0\n", "cpu0 1 2 3 4\ncpu1 60 0 0 40\n", 1, "",
		    "cpu0 ok idle 100 = 100, 0.00%\ncpu1 ok usr 60 idle 40 = 100, 60.00%\n");
	stat_expect("cpu0 1 2 3 4\n" MOVES_FROM, "cpu0 1 2 3 4\n" MOVES_TO, 0.05, "",
		    "cpu0 ok idle 5 = 5, 0.00%\n" MOVED);
	stat_expect("cpu0 1 2 3 4\n" MOVES_FROM, "cpu0 1 2 3 4\n" MOVES_TO, 0.999, "",
		    "cpu0 ok idle 100 = 100, 0.00%\n" MOVED);
	stat_expect("cpu0 1 2 3 4\n" MOVES_FROM, "cpu0 1 2 3 4\n" MOVES_TO, 0.001, "",
		    "cpu0 ok idle 1 = 1, 0.00%\n" MOVED);
	/* Guest time alone is no movement of its own: it is within user. */
	stat_expect("cpu0 1 2 3 4\n" MOVES_FROM, "cpu0 1 2 3 4 0 0 0 0 7 7\n" MOVES_TO, 1, "",
		    "cpu0 ok idle 100 = 100, 0.00%\n" MOVED);
	/* Others that were reset have moved. */
	stat_expect("cpu0 1 2 3 4\ncpu1 0 0 0 5000\n", "cpu0 1 2 3 4\ncpu1 0 0 0 0\n", 1, "",
		    "cpu0 ok idle 100 = 100, 0.00%\ncpu1 reset\n");
}

/* Reads both texts into a usage; the caller frees it. */
static struct usage difference(const char *from, const char *to, double seconds)
{
	struct sample a = { 0 }, b = { 0 };
	struct cpulist keep = { 0 };
	struct usage u = { 0 };
	stat_parse(&a, from, strlen(from), 1000);
	stat_parse(&b, to, strlen(to), 1000 + seconds);
	usage_delta(&u, &a, &b, &keep, STAT_HZ);
	stat_check_usage(&u);
	sample_free(&a);
	sample_free(&b);
	return u;
}

static bool is_frozen(const char *from, const char *to, double seconds)
{
	struct usage u = difference(from, to, seconds);
	bool frozen = u.frozen;
	for (size_t i = 0; frozen && i < u.rows; i++)
		assert_int_equal(u.state[i], USAGE_RESET);
	usage_free(&u);
	return frozen;
}

static void when_all_stand_still_nothing_is_known(void **state)
{
	static const char text[] = "cpu0 1 2 3 4 5 6 7 8 9 10\ncpu1 1 2 3 4\n";
	(void)state;
	assert_true(is_frozen(text, text, 1));
	assert_true(is_frozen("cpu0 1 2 3 4\n", "cpu0 1 2 3 4\n", 1));
	assert_true(is_frozen("cpu0 0 0 0 0\n", "cpu0 0 0 0 0\n", 1));
	assert_false(is_frozen(text, "cpu0 1 2 3 5 5 6 7 8 9 10\ncpu1 1 2 3 4\n", 1));
	assert_false(is_frozen(text, "cpu0 1 2 3 4 5 6 7 8 9 10\ncpu1 1 2 3 4 1\n", 1));
	/* A fall far is a movement of its own. */
	assert_false(is_frozen("cpu0 0 0 0 5000\n", "cpu0 0 0 0 0\n", 1));
}

/* Cpus of which there is no difference at all: nobody can say that they stand still. */
static void cpus_without_a_past_are_not_frozen(void **state)
{
	(void)state;
	assert_false(is_frozen("", "cpu0 1 2 3 4\n", 1));
	assert_false(is_frozen("cpu0 1 2 3 4\n", "cpu1 1 2 3 4\n", 1));
	stat_expect("cpu0 1 2 3 4\n", "cpu1 1 2 3 4\n", 1, "", "cpu1 new\n");
}

static void a_clock_that_stands_or_falls_gives_no_numbers(void **state)
{
	static const char from[] = "cpu0 0 0 0 0\n", to[] = "cpu0 30 0 0 70\n";
	(void)state;
	assert_true(is_frozen(from, to, 0));
	assert_true(is_frozen(from, to, -1));
	assert_true(is_frozen(from, to, -999));
	assert_false(is_frozen(from, to, 0.5));
	stat_expect(from, "cpu0 30 0 0 70\ncpu1 1 2 3 4\n", -1, "", "cpu0 reset\ncpu1 new\n");
	struct usage u = difference(from, to, -1.5);
	assert_true(u.elapsed == -1.5);
	usage_free(&u);
}

static void first_sight_of_a_cpu_is_no_number(void **state)
{
	(void)state;
	stat_expect("", "cpu0 1 2 3 4\ncpu1 5 6 7 8\n", 1, "", "cpu0 new\ncpu1 new\n");
	stat_expect("cpu1 0 0 0 0\n", "cpu0 9 9 9 9\ncpu1 1 0 0 99\ncpu2 9 9 9 9\n", 1, "",
		    "cpu0 new\ncpu1 ok usr 1 idle 99 = 100, 1.00%\ncpu2 new\n");
	struct usage u = difference("", "cpu0 1 2 3 4\n", 1);
	assert_true(u.elapsed == 0);
	assert_int_equal(u.online, 1);
	usage_free(&u);
}

/* By their ids, not by their places. */
static void cpus_are_matched_by_id(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 0\ncpu1 7000 0 0 0\ncpu2 10 0 0 500\ncpu9 0 0 0 0\n",
		    "cpu0 1 0 0 99\ncpu2 12 0 0 598\ncpu9 4 0 0 96\n", 1, "",
		    "cpu0 ok usr 1 idle 99 = 100, 1.00%\ncpu2 ok usr 2 idle 98 = 100, 2.00%\n"
		    "cpu9 ok usr 4 idle 96 = 100, 4.00%\n");
	stat_expect("cpu4294967295 0 0 0 0\ncpu7 0 0 0 0\n",
		    "cpu7 7 0 0 93\ncpu4294967295 9 0 0 91\n", 1, "",
		    "cpu7 ok usr 7 idle 93 = 100, 7.00%\n"
		    "cpu4294967295 ok usr 9 idle 91 = 100, 9.00%\n");
}

static void kept_cpus_that_are_gone_are_offline(void **state)
{
	static const char from[] = "cpu2 0 0 0 0\ncpu5 0 0 0 0\n";
	static const char to[] = "cpu2 1 0 0 99\ncpu5 2 0 0 98\n";
	static const char two[] = "cpu2 ok usr 1 idle 99 = 100, 1.00%\n";
	static const char five[] = "cpu5 ok usr 2 idle 98 = 100, 2.00%\n";
	static const struct {
		const char *keep, *before, *between, *after;
	} examples[] = {
		{ "", "", "", "" },
		{ "2,5", "", "", "" },
		{ "0", "cpu0 offline\n", "", "" },
		{ "3-4", "", "cpu3 offline\ncpu4 offline\n", "" },
		{ "6", "", "", "cpu6 offline\n" },
		{ "1-6", "cpu1 offline\n", "cpu3 offline\ncpu4 offline\n", "cpu6 offline\n" },
		{ "0-3,5,9", "cpu0 offline\ncpu1 offline\n", "cpu3 offline\n", "cpu9 offline\n" },
		{ "4294967294-4294967295", "", "",
		  "cpu4294967294 offline\ncpu4294967295 offline\n" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		char expected[400];
		snprintf(expected, sizeof expected, "%s%s%s%s%s", examples[i].before, two,
			 examples[i].between, five, examples[i].after);
		stat_expect(from, to, 1, examples[i].keep, expected);
	}
	stat_expect(from, "", 1, "2,5", "cpu2 offline\ncpu5 offline\n");
	stat_expect("", "", 1, "", "");
}

static void a_cpu_that_returns_is_new(void **state)
{
	(void)state;
	stat_expect("cpu0 0 0 0 0\ncpu1 5 0 0 5\n", "cpu0 0 0 0 100\n", 1, "0-1",
		    "cpu0 ok idle 100 = 100, 0.00%\ncpu1 offline\n");
	stat_expect("cpu0 0 0 0 100\n", "cpu0 0 0 0 200\ncpu1 9999 0 0 9999\n", 1, "0-1",
		    "cpu0 ok idle 100 = 100, 0.00%\ncpu1 new\n");
}

/* The unit of the counters is an argument: what is little and far follows it. */
static void bounds_follow_the_unit(void **state)
{
	static const struct {
		unsigned hz;
		enum usage_state state;
		const char *from, *to;
	} examples[] = {
		{ 1000, USAGE_OK, "cpu0 0 0 0 900\n", "cpu0 9 0 0 800\n" },
		{ 1000, USAGE_RESET, "cpu0 0 0 0 900\n", "cpu0 9 0 0 799\n" },
		{ 1000, USAGE_OK, "cpu0 0 0 0 0\n", "cpu0 4000 0 0 0\n" },
		{ 1000, USAGE_RESET, "cpu0 0 0 0 0\n", "cpu0 4001 0 0 0\n" },
		{ 10, USAGE_OK, "cpu0 0 0 0 9\n", "cpu0 9 0 0 7\n" },
		{ 10, USAGE_RESET, "cpu0 0 0 0 9\n", "cpu0 9 0 0 6\n" },
		{ 10, USAGE_OK, "cpu0 0 0 0 0\n", "cpu0 40 0 0 0\n" },
		{ 10, USAGE_RESET, "cpu0 0 0 0 0\n", "cpu0 41 0 0 0\n" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		struct sample a = { 0 }, b = { 0 };
		struct cpulist keep = { 0 };
		struct usage u = { 0 };
		stat_parse(&a, examples[i].from, strlen(examples[i].from), 0);
		stat_parse(&b, examples[i].to, strlen(examples[i].to), 1);
		usage_delta(&u, &a, &b, &keep, examples[i].hz);
		assert_int_equal(u.state[0], examples[i].state);
		usage_free(&u);
		sample_free(&a);
		sample_free(&b);
	}
}

/* After years between two samples (a recording): no overflow, no number out of range. */
static void long_intervals_hold(void **state)
{
	struct usage u = difference("cpu0 0 0 0 0\n", "cpu0 4294967295 0 0 0\n", 4e9);
	(void)state;
	assert_int_equal(u.state[0], USAGE_RESET);
	usage_free(&u);
	u = difference("cpu0 0 0 0 0\n", "cpu0 1000000000 0 0 1000000200\n", 4e9);
	assert_int_equal(u.state[0], USAGE_OK);
	assert_int_equal(u.total[0], 2000000200);
	usage_free(&u);
	u = difference("cpu0 0 0 0 0\ncpu1 0 0 0 0\n", "cpu0 0 0 0 0\ncpu1 0 0 0 500000000\n", 4e9);
	assert_int_equal(u.total[0], 1000000000);
	usage_free(&u);
}

/* Nobody counts while a machine is suspended: who slept on weighs as much as who counted most. */
static void silence_weighs_what_others_counted(void **state)
{
	struct usage u = difference("cpu0 0 0 0 0\ncpu1 0 0 0 0\ncpu2 0 0 0 0\n",
				    "cpu0 0 0 0 0\ncpu1 60 0 0 40\ncpu2 20 0 0 0\n", 3600);
	(void)state;
	assert_int_equal(u.state[0], USAGE_OK);
	assert_int_equal(u.total[0], 100);
	assert_true(u.busy[0] == 0);
	usage_free(&u);
	/* Half of the interval is not far less. */
	u = difference("cpu0 0 0 0 0\ncpu1 0 0 0 0\n", "cpu0 0 0 0 0\ncpu1 50 0 0 0\n", 1);
	assert_int_equal(u.total[0], 100);
	usage_free(&u);
}

/* A cpu that did nothing but work, for any time that an interval may have: 100 %, and no more. */
static void busy_never_passes_100(void **state)
{
	struct buf from = { 0 }, to = { 0 };
	(void)state;
	for (uint32_t i = 0; i < 60000; i++) {
		buf_printf(&from, "cpu%" PRIu32 " 0 0 0 0\n", i);
		buf_printf(&to, "cpu%" PRIu32 " %" PRIu32 " 0 0 0\n", i, i * 12 + 1);
	}
	struct usage u = difference(from.data, to.data, 3600);
	for (size_t i = 0; i < u.rows; i++)
		assert_true(u.busy[i] == 100);
	usage_free(&u);
	buf_free(&from);
	buf_free(&to);
}

static void numbers_are_found_by_row_and_field(void **state)
{
	struct usage u = difference("cpu2 0 0 0 0\ncpu5 0 0 0 0\ncpu4294967295 0 0 0 0\n",
				    "cpu2 20 0 5 75\ncpu5 0 0 0 200\ncpu4294967295 1 0 0 2\n", 1);
	(void)state;
	assert_int_equal(usage_row(&u, 2), 0);
	assert_int_equal(usage_row(&u, 5), 1);
	assert_int_equal(usage_row(&u, 4294967295), 2);
	assert_int_equal(usage_row(&u, 0), SIZE_MAX);
	assert_int_equal(usage_row(&u, 3), SIZE_MAX);
	assert_int_equal(usage_row(&u, 4294967294), SIZE_MAX);
	assert_true(usage_percent(&u, FIELD_USR, 0) == 20);
	assert_true(usage_percent(&u, FIELD_SYS, 0) == 5);
	assert_true(usage_percent(&u, FIELD_IDLE, 0) == 75);
	assert_true(usage_percent(&u, FIELD_IDLE, 1) == 100);
	assert_true(u.elapsed == 1);
	assert_int_equal(u.online, 3);
	usage_free(&u);
	assert_int_equal(usage_row(&u, 0), SIZE_MAX);
}

static void states_have_the_names_of_the_formats(void **state)
{
	(void)state;
	assert_string_equal(usage_state_name[USAGE_OK], "ok");
	assert_string_equal(usage_state_name[USAGE_NEW], "new");
	assert_string_equal(usage_state_name[USAGE_RESET], "reset");
	assert_string_equal(usage_state_name[USAGE_OFFLINE], "offline");
}

/* Kept cpus that come one at a time do not copy all the rows again each. */
static void room_grows_by_more_than_asked(void **state)
{
	struct sample none = { 0 };
	struct cpulist keep = { 0 };
	struct usage u = { 0 };
	size_t grown = 0;
	(void)state;
	for (uint32_t i = 0; i < 2000; i++) {
		size_t room = u.room;
		cpulist_add(&keep, 2 * i, 2 * i);
		usage_delta(&u, &none, &none, &keep, STAT_HZ);
		assert_int_equal(u.rows, i + 1);
		assert_true(u.room >= u.rows);
		grown += u.room != room;
	}
	assert_true(grown < 20);
	cpulist_free(&keep);
	usage_free(&u);
}

/* A column's next value: mostly a little more, at times the same, less, far less or anything. */
static uint64_t random_next(struct chance *c, uint64_t now)
{
	switch (chance_below(c, 12)) {
	case 0:
		return chance_wide(c);
	case 1:
		return now - (now < 9 ? now : chance_below(c, 9));
	case 2:
		return now / 2;
	case 3:
	case 4:
		return now;
	default:
		return now + chance_below(c, 60);
	}
}

/* Two samples of sets of cpus that overlap, as texts. */
static void random_texts(struct chance *c, struct buf *from, struct buf *to)
{
	size_t n = chance_below(c, 40);
	uint32_t *cpu = chance_ids(c, n);
	buf_clear(from);
	buf_clear(to);
	buf_puts(from, "");
	buf_puts(to, "");
	for (size_t i = 0; i < n; i++) {
		bool before = chance_below(c, 8), after = chance_below(c, 8);
		bool calm = chance_below(c, 2);
		if (before)
			buf_printf(from, "cpu%" PRIu32, cpu[i]);
		if (after)
			buf_printf(to, "cpu%" PRIu32, cpu[i]);
		for (int k = 0; k < COLUMNS; k++) {
			uint64_t now = chance_wide(c) >> 1;
			uint64_t next = calm ? now + chance_below(c, 40) : random_next(c, now);
			if (before)
				buf_printf(from, " %" PRIu64, now);
			if (after)
				buf_printf(to, " %" PRIu64, next);
		}
		buf_puts(from, before ? "\n" : "");
		buf_puts(to, after ? "\n" : "");
	}
	free(cpu);
}

/* The rows in both samples, worked out apart from the product. False when it is no number. */
static bool work_out(const struct sample *from, size_t f, const struct sample *to, size_t t,
		     uint64_t d[COLUMNS], uint64_t *total)
{
	double most = 2 * (double)(to->boot_ns - from->boot_ns) / 1e9 * STAT_HZ;
	most = (most < 2 ? 2 : most) + 2 * STAT_HZ;
	*total = 0;
	for (int c = 0; c < COLUMNS; c++) {
		uint64_t before = from->ticks[c][f], now = to->ticks[c][t];
		bool fell = now < before;
		d[c] = fell ? 0 : now - before;
		if (c == COLUMN_GUEST || c == COLUMN_GUEST_NICE)
			continue;
		if (fell && before - now > STAT_HZ / 10 && c != COLUMN_IOWAIT && c != COLUMN_STEAL)
			return false;
		if ((double)d[c] > most)
			return false;
		*total += d[c];
	}
	return (double)*total <= most;
}

static void check_row(const struct usage *u, size_t row, const uint64_t d[COLUMNS], uint64_t total)
{
	static const enum column plain[FIELDS] = {
		[FIELD_SYS] = COLUMN_SYSTEM,  [FIELD_IOWAIT] = COLUMN_IOWAIT,
		[FIELD_IRQ] = COLUMN_IRQ,     [FIELD_SOFT] = COLUMN_SOFTIRQ,
		[FIELD_STEAL] = COLUMN_STEAL, [FIELD_IDLE] = COLUMN_IDLE,
		[FIELD_GUEST] = COLUMN_GUEST, [FIELD_GNICE] = COLUMN_GUEST_NICE,
		[FIELD_USR] = COLUMN_USER,    [FIELD_NICE] = COLUMN_NICE,
	};
	uint64_t guest = d[COLUMN_GUEST] < d[COLUMN_USER] ? d[COLUMN_GUEST] : d[COLUMN_USER];
	uint64_t gnice =
		d[COLUMN_GUEST_NICE] < d[COLUMN_NICE] ? d[COLUMN_GUEST_NICE] : d[COLUMN_NICE];
	assert_int_equal(u->total[row], total);
	for (int f = 0; f < FIELDS; f++) {
		uint64_t expected = f == FIELD_USR     ? d[COLUMN_USER] - guest
				    : f == FIELD_NICE  ? d[COLUMN_NICE] - gnice
				    : f == FIELD_GUEST ? guest
				    : f == FIELD_GNICE ? gnice
						       : d[plain[f]];
		assert_int_equal(u->ticks[f][row], expected);
	}
}

/* What the difference is to be, cpu by cpu. */
static void check_against_the_samples(const struct usage *u, const struct sample *from,
				      const struct sample *to, const struct cpulist *keep)
{
	size_t rows = 0;
	for (size_t i = 0; i < to->rows; i++) {
		size_t row = usage_row(u, to->cpu[i]), k = 0;
		assert_int_not_equal(row, SIZE_MAX);
		assert_int_not_equal(u->state[row], USAGE_OFFLINE);
		while (k < from->rows && from->cpu[k] != to->cpu[i])
			k++;
		assert_int_equal(k == from->rows, u->state[row] == USAGE_NEW);
		if (k == from->rows || u->frozen)
			continue;
		uint64_t d[COLUMNS], total;
		bool ok = work_out(from, k, to, i, d, &total);
		assert_int_equal(ok, u->state[row] == USAGE_OK);
		if (ok && total)
			check_row(u, row, d, total);
	}
	for (size_t i = 0; i < u->rows; i++)
		rows += u->state[i] == USAGE_OFFLINE ? cpulist_has(keep, u->cpu[i]) : 1;
	assert_int_equal(rows, u->rows);
	assert_int_equal(u->online, to->rows);
}

static void random_samples_keep_all_promises(void **state)
{
	struct chance c = { 0xc0ffee };
	struct sample a = { 0 }, b = { 0 };
	struct cpulist keep = { 0 };
	struct usage u = { 0 };
	struct buf from = { 0 }, to = { 0 };
	size_t ok = 0, all = 0;
	(void)state;
	for (int round = 0; round < 3000; round++) {
		random_texts(&c, &from, &to);
		stat_parse(&a, from.data, from.used, 1000);
		stat_parse(&b, to.data, to.used, 1000 + chance_below(&c, 400) / 100.0);
		cpulist_clear(&keep);
		for (uint32_t k = chance_below(&c, 4); k; k--) {
			uint32_t first = chance_below(&c, 100);
			cpulist_add(&keep, first, first + chance_below(&c, 30));
		}
		struct sample was_a = stat_copy(&a), was_b = stat_copy(&b);
		usage_delta(&u, &a, &b, &keep, STAT_HZ);
		stat_check_usage(&u);
		check_against_the_samples(&u, &a, &b, &keep);
		stat_check_same(&a, &was_a);
		stat_check_same(&b, &was_b);
		sample_free(&was_a);
		sample_free(&was_b);
		for (size_t i = 0; i < u.rows; i++)
			ok += u.state[i] == USAGE_OK;
		all += u.rows;
	}
	/* The samples were neither all good nor all bad. */
	assert_in_range(ok, all / 10, all - all / 10);
	buf_free(&from);
	buf_free(&to);
	cpulist_free(&keep);
	usage_free(&u);
	sample_free(&a);
	sample_free(&b);
}

/* Two samples of the same cpus, as texts; most of them ordinary, some asleep, few odd. */
static void random_neighbours(struct chance *c, size_t n, struct buf *from, struct buf *to)
{
	uint32_t odd = chance_below(c, 3) ? 1 + chance_below(c, 200) : UINT32_MAX;
	buf_clear(from);
	buf_clear(to);
	for (uint32_t i = 0; i < n; i++) {
		bool ordinary = chance_below(c, odd), asleep = !chance_below(c, 100);
		buf_printf(from, "cpu%" PRIu32, 3 * i);
		buf_printf(to, "cpu%" PRIu32, 3 * i);
		for (int k = 0; k < COLUMNS; k++) {
			uint64_t now = chance_wide(c) >> 1;
			uint64_t next = ordinary ? now + chance_below(c, 40) : random_next(c, now);
			buf_printf(from, " %" PRIu64, now);
			buf_printf(to, " %" PRIu64, asleep ? now : next);
		}
		buf_puts(from, "\n");
		buf_puts(to, "\n");
	}
}

/* Of many cpus at once the numbers are the same as when some of them are gone. */
static void an_offline_cpu_changes_no_other_number(void **state)
{
	struct chance c = { 0x0ff };
	struct sample a = { 0 }, b = { 0 };
	struct usage whole = { 0 }, beside = { 0 };
	struct cpulist none = { 0 }, gone = { 0 };
	struct buf from = { 0 }, to = { 0 };
	(void)state;
	cpulist_add(&gone, 4000000000, 4000000000);
	for (int round = 0; round < 600; round++) {
		size_t n = 1 + chance_below(&c, 300);
		random_neighbours(&c, n, &from, &to);
		stat_parse(&a, from.data, from.used, 1000);
		stat_parse(&b, to.data, to.used, 1001);
		usage_delta(&whole, &a, &b, &none, STAT_HZ);
		usage_delta(&beside, &a, &b, &gone, STAT_HZ);
		stat_check_usage(&whole);
		stat_check_usage(&beside);
		assert_int_equal(beside.rows, n + 1);
		assert_int_equal(whole.frozen, beside.frozen);
		assert_memory_equal(whole.cpu, beside.cpu, n * sizeof *whole.cpu);
		assert_memory_equal(whole.state, beside.state, n * sizeof *whole.state);
		assert_memory_equal(whole.busy, beside.busy, n * sizeof *whole.busy);
		for (size_t i = 0; i < n; i++)
			for (int f = 0; f < FIELDS && whole.state[i] == USAGE_OK; f++)
				assert_int_equal(whole.ticks[f][i], beside.ticks[f][i]);
	}
	usage_free(&whole);
	usage_free(&beside);
	cpulist_free(&gone);
	sample_free(&a);
	sample_free(&b);
	buf_free(&from);
	buf_free(&to);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_column_has_its_field),
		cmocka_unit_test(busy_is_all_but_idle_and_iowait),
		cmocka_unit_test(guest_is_part_of_user_and_counts_once),
		cmocka_unit_test(guest_beyond_user_is_cut_to_it),
		cmocka_unit_test(iowait_may_fall),
		cmocka_unit_test(steal_may_fall),
		cmocka_unit_test(idle_may_fall_a_little),
		cmocka_unit_test(idle_falling_far_is_a_reset),
		cmocka_unit_test(any_counter_falling_far_is_a_reset_but_iowait_and_steal),
		cmocka_unit_test(a_sum_far_beyond_the_elapsed_time_is_a_reset),
		cmocka_unit_test(a_jump_after_migration_is_a_reset),
		cmocka_unit_test(a_cpu_that_stands_while_others_move_was_idle),
		cmocka_unit_test(when_all_stand_still_nothing_is_known),
		cmocka_unit_test(cpus_without_a_past_are_not_frozen),
		cmocka_unit_test(a_clock_that_stands_or_falls_gives_no_numbers),
		cmocka_unit_test(first_sight_of_a_cpu_is_no_number),
		cmocka_unit_test(cpus_are_matched_by_id),
		cmocka_unit_test(kept_cpus_that_are_gone_are_offline),
		cmocka_unit_test(a_cpu_that_returns_is_new),
		cmocka_unit_test(bounds_follow_the_unit),
		cmocka_unit_test(long_intervals_hold),
		cmocka_unit_test(silence_weighs_what_others_counted),
		cmocka_unit_test(busy_never_passes_100),
		cmocka_unit_test(numbers_are_found_by_row_and_field),
		cmocka_unit_test(states_have_the_names_of_the_formats),
		cmocka_unit_test(room_grows_by_more_than_asked),
		cmocka_unit_test(random_samples_keep_all_promises),
		cmocka_unit_test(an_offline_cpu_changes_no_other_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
