/* measure/aggregate: many cpus as one, without hiding a hot one behind an average. */
#include "base/mem.h"
#include "measure/aggregate.h"
#include "unit/chance.h"
#include "unit/stat_kit.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* The usage of two texts a second apart; the caller frees it. */
static struct usage usage_of(const char *from, const char *to, const char *keep)
{
	struct sample a = { 0 }, b = { 0 };
	struct cpulist list = { 0 };
	struct usage u = { 0 };
	stat_parse(&a, from, strlen(from), 10);
	stat_parse(&b, to, strlen(to), 11);
	cpulist_parse(&list, keep, strlen(keep));
	usage_delta(&u, &a, &b, &list, STAT_HZ);
	cpulist_free(&list);
	sample_free(&a);
	sample_free(&b);
	return u;
}

/* All rows as one, added forwards or backwards. */
static struct aggregate sum(const struct usage *u, bool backwards)
{
	struct aggregate a;
	aggregate_clear(&a);
	for (size_t i = 0; i < u->rows; i++)
		aggregate_add(&a, u, backwards ? u->rows - 1 - i : i);
	return a;
}

static struct aggregate sum_of(const char *from, const char *to, const char *keep)
{
	struct usage u = usage_of(from, to, keep);
	struct aggregate a = sum(&u, false), b = sum(&u, true);
	assert_memory_equal(&a, &b, sizeof a);
	usage_free(&u);
	return a;
}

static void of_nothing_nothing_is_known(void **state)
{
	struct aggregate a = { .known = 7, .total = 7, .max = 7 };
	(void)state;
	aggregate_clear(&a);
	assert_int_equal(a.total, 0);
	assert_int_equal(a.known, 0);
	assert_int_equal(a.members, 0);
	assert_true(a.max == 0);
}

/* 100 % of 10 ticks and 0 % of 190 is 5 %, not the 50 % that the two percentages average. */
static void ticks_are_summed_and_then_divided(void **state)
{
	struct aggregate a =
		sum_of("cpu0 0 0 0 0\ncpu1 0 0 0 0\n", "cpu0 10 0 0 0\ncpu1 0 0 0 190\n", "");
	(void)state;
	assert_int_equal(a.total, 200);
	assert_true(aggregate_busy(&a) == 5);
	assert_true(aggregate_percent(&a, FIELD_USR) == 5);
	assert_true(aggregate_percent(&a, FIELD_IDLE) == 95);
	assert_true(a.max == 100);
	assert_int_equal(a.max_cpu, 0);
}

static void every_field_is_summed(void **state)
{
	struct aggregate a = sum_of("cpu0 0 0 0 0\ncpu1 0 0 0 0\n",
				    "cpu0 50 40 11 12 13 14 15 16 17 18\n"
				    "cpu1 60 50 21 22 23 24 25 26 27 28\n",
				    "");
	static const uint64_t expected[FIELDS] = { 66, 44, 32, 36, 38, 40, 42, 44, 46, 34 };
	(void)state;
	for (int f = 0; f < FIELDS; f++)
		assert_int_equal(a.ticks[f], expected[f]);
	assert_int_equal(a.total, 422);
	assert_true(fabs(aggregate_busy(&a) - 100.0 * (422 - 34 - 36) / 422) < 1e-9);
}

static void the_maximum_has_the_lowest_id_among_equals(void **state)
{
	struct aggregate a =
		sum_of("cpu1 0 0 0 0\ncpu3 0 0 0 0\ncpu5 0 0 0 0\ncpu7 0 0 0 0\n",
		       "cpu7 70 0 0 30\ncpu5 70 0 0 30\ncpu3 140 0 0 60\ncpu1 69 0 0 31\n", "");
	(void)state;
	assert_true(a.max == 70);
	assert_int_equal(a.max_cpu, 3);
	/* Idle cpus have a maximum too. */
	a = sum_of("cpu4 0 0 0 0\ncpu8 0 0 0 0\n", "cpu4 0 0 0 100\ncpu8 0 0 0 100\n", "");
	assert_true(a.max == 0);
	assert_int_equal(a.max_cpu, 4);
	assert_int_equal(a.known, 2);
}

static void hot_begins_at_exactly_90(void **state)
{
	struct aggregate a =
		sum_of("cpu0 0 0 0 0\ncpu1 0 0 0 0\ncpu2 0 0 0 0\ncpu3 0 0 0 0\n",
		       "cpu0 90 0 0 10\ncpu1 9 0 0 1\ncpu2 89 0 0 11\ncpu3 91 0 0 9\n", "");
	(void)state;
	assert_int_equal(a.hot, 3);
	a = sum_of("cpu0 0 0 0 0\ncpu1 0 0 0 0\n", "cpu0 0 0 0 40 360\ncpu1 360 0 0 20 20\n", "");
	assert_int_equal(a.hot, 1);
	a = sum_of("cpu0 0 0 0 0\n", "cpu0 359 0 0 41\n", "");
	assert_int_equal(a.hot, 0);
}

/* New, reset and offline ones are members without numbers. */
static void only_numbers_count(void **state)
{
	struct aggregate a = sum_of("cpu0 0 0 0 0\ncpu1 0 0 0 9999\n",
				    "cpu0 40 0 0 60\ncpu1 100 0 0 0\ncpu2 100 0 0 0\n", "0-4");
	(void)state;
	assert_int_equal(a.members, 5);
	assert_int_equal(a.offline, 2);
	assert_int_equal(a.known, 1);
	assert_int_equal(a.hot, 0);
	assert_int_equal(a.total, 100);
	assert_true(a.max == 40);
	assert_int_equal(a.max_cpu, 0);
	assert_true(aggregate_busy(&a) == 40);
	a = sum_of("", "cpu0 1 2 3 4\n", "0-1");
	assert_int_equal(a.members, 2);
	assert_int_equal(a.known, 0);
	assert_int_equal(a.total, 0);
}

/* One busy cpu among three that sleep without a tick is a quarter, not all there is. */
static void who_sleeps_without_a_tick_is_idle_in_the_sum(void **state)
{
	struct aggregate a =
		sum_of("cpu0 0 0 0 0\ncpu1 1 1 1 1\ncpu2 1 1 1 1\ncpu3 1 1 1 1\n",
		       "cpu0 100 0 0 0\ncpu1 1 1 1 1\ncpu2 1 1 1 1\ncpu3 1 1 1 1\n", "");
	(void)state;
	assert_int_equal(a.known, 4);
	assert_int_equal(a.total, 400);
	assert_true(aggregate_busy(&a) == 25);
	assert_true(aggregate_percent(&a, FIELD_IDLE) == 75);
}

/* More ticks than 32 bits hold. */
static void sums_are_wide(void **state)
{
	struct aggregate a, b;
	struct usage u = usage_of("cpu0 0 0 0 0\n", "cpu0 300 0 0 100\n", "");
	(void)state;
	aggregate_clear(&a);
	aggregate_add(&a, &u, 0);
	for (int i = 0; i < 30; i++) {
		b = a;
		aggregate_join(&a, &b);
	}
	assert_true(a.total == 400ull << 30);
	assert_true(a.ticks[FIELD_USR] == 300ull << 30);
	assert_true(aggregate_busy(&a) == 75);
	usage_free(&u);
}

/* A usage of random cpus, half of them with numbers. */
static struct usage random_usage(struct chance *c)
{
	struct buf from = { 0 }, to = { 0 };
	size_t n = 1 + chance_below(c, 60);
	uint32_t *cpu = chance_ids(c, n);
	buf_puts(&from, "");
	buf_puts(&to, "");
	for (size_t i = 0; i < n; i++) {
		if (chance_below(c, 4))
			buf_printf(&from, "cpu%" PRIu32 " 0 0 0 %d\n", cpu[i],
				   chance_below(c, 4) ? 0 : 9999);
		if (chance_below(c, 8))
			buf_printf(&to, "cpu%" PRIu32 " %u 0 %u %u %u\n", cpu[i],
				   (unsigned)chance_below(c, 3) * 45, (unsigned)chance_below(c, 60),
				   (unsigned)chance_below(c, 60), (unsigned)chance_below(c, 60));
	}
	struct usage u = usage_of(from.data, to.data, "0-20");
	buf_free(&from);
	buf_free(&to);
	free(cpu);
	return u;
}

/* What each member says, looked at one by one. */
static void check_members(const struct aggregate *a, const struct usage *u)
{
	uint32_t hot = 0, known = 0;
	bool found = false;
	for (size_t i = 0; i < u->rows; i++) {
		if (u->state[i] != USAGE_OK)
			continue;
		known++;
		hot += u->busy[i] >= 90;
		assert_true(u->busy[i] <= a->max);
		if (u->busy[i] == a->max && !found) {
			assert_int_equal(a->max_cpu, u->cpu[i]);
			found = true;
		}
	}
	assert_int_equal(found, known > 0);
	assert_int_equal(a->known, known);
	assert_int_equal(a->hot, hot);
	assert_int_equal(a->members, u->rows);
	if (a->total)
		assert_true(aggregate_busy(a) >= 0 && aggregate_busy(a) <= a->max + 1e-5);
}

/* However the rows are shared out among groups, and in whatever order these are joined. */
static void groups_join_to_what_their_members_make(void **state)
{
	struct chance c = { 0xab };
	(void)state;
	for (int round = 0; round < 500; round++) {
		struct usage u = random_usage(&c);
		struct aggregate whole = sum(&u, false), joined, part[4];
		uint32_t parts = 1 + chance_below(&c, 4);
		for (uint32_t p = 0; p < 4; p++)
			aggregate_clear(&part[p]);
		for (size_t i = 0; i < u.rows; i++)
			aggregate_add(&part[chance_below(&c, parts)], &u, i);
		aggregate_clear(&joined);
		for (uint32_t p = 0; p < 4; p++)
			aggregate_join(&joined, &part[round & 1 ? 3 - p : p]);
		assert_memory_equal(&joined, &whole, sizeof whole);
		check_members(&whole, &u);
		usage_free(&u);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_nothing_nothing_is_known),
		cmocka_unit_test(ticks_are_summed_and_then_divided),
		cmocka_unit_test(every_field_is_summed),
		cmocka_unit_test(the_maximum_has_the_lowest_id_among_equals),
		cmocka_unit_test(hot_begins_at_exactly_90),
		cmocka_unit_test(only_numbers_count),
		cmocka_unit_test(who_sleeps_without_a_tick_is_idle_in_the_sum),
		cmocka_unit_test(sums_are_wide),
		cmocka_unit_test(groups_join_to_what_their_members_make),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
