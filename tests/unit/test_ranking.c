/* measure/ranking: order by load follows what changes, and lets what only trembles be. */
#include "measure/ranking.h"

#include "base/mem.h"
#include "unit/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 512, WITHIN = 4 };

/* Cpus with loads, and their order. */
struct bench {
	struct usage usage;
	struct ranking ranking;
	uint32_t cpu[MOST];
	uint8_t state[MOST];
	float busy[MOST];
};

static struct bench *bench_open(size_t n)
{
	struct bench *b = mem_zero(1, sizeof *b);
	for (size_t i = 0; i < n; i++)
		b->cpu[i] = (uint32_t)i;
	b->usage = (struct usage){ .rows = n, .cpu = b->cpu, .state = b->state, .busy = b->busy };
	return b;
}

static void bench_close(struct bench *b)
{
	ranking_free(&b->ranking);
	free(b);
}

static bool step(struct bench *b)
{
	return ranking_update(&b->ranking, &b->usage);
}

static void steps(struct bench *b, int n)
{
	while (n-- > 0)
		step(b);
}

/* At which place the cpu stands. */
static size_t place(const struct bench *b, uint32_t cpu)
{
	for (size_t i = 0; i < b->ranking.count; i++)
		if (b->ranking.cpu[i] == cpu)
			return i;
	fail_msg("cpu%u is not in the order", cpu);
	return SIZE_MAX;
}

/* Every row is there once. */
static void check_whole(const struct bench *b)
{
	bool seen[1 << 12] = { false };
	assert_int_equal(b->ranking.count, b->usage.rows);
	for (size_t i = 0; i < b->ranking.count; i++) {
		assert_false(seen[b->ranking.cpu[i]]);
		assert_true(usage_row(&b->usage, b->ranking.cpu[i]) != SIZE_MAX);
		seen[b->ranking.cpu[i]] = true;
	}
}

/* The cpus first..last stand in the order of their ids, whatever stands between them. */
static void check_ascending(const struct bench *b, uint32_t first, uint32_t last)
{
	for (uint32_t cpu = first; cpu < last; cpu++)
		assert_true(place(b, cpu) < place(b, cpu + 1));
}

/* --- Sorting --- */

static void the_hottest_is_first(void **state)
{
	(void)state;
	static const float busy[] = { 10, 99, 10, 0, 55 };
	static const uint32_t order[] = { 1, 4, 0, 2, 3 };
	struct bench *b = bench_open(5);
	memcpy(b->busy, busy, sizeof busy);
	ranking_sort(&b->ranking, &b->usage);
	assert_memory_equal(b->ranking.cpu, order, sizeof order);
	bench_close(b);
}

/* The first numbers there are sort at once: nobody waits three intervals for an order. */
static void first_numbers_sort_at_once(void **state)
{
	(void)state;
	struct bench *b = bench_open(100);
	memset(b->state, USAGE_NEW, 100);
	ranking_sort(&b->ranking, &b->usage);
	check_ascending(b, 0, 99);
	memset(b->state, USAGE_OK, 100);
	for (int i = 0; i < 100; i++)
		b->busy[i] = (float)i;
	assert_true(step(b));
	for (uint32_t i = 0; i < 100; i++)
		assert_int_equal(b->ranking.cpu[i], 99 - i);
	assert_int_equal(b->ranking.moves, 0);
	bench_close(b);
}

/* --- Hysteresis --- */

/* Four and a bit above its neighbour for ever: it stays. Five for three samples: it goes. */
static void margin_and_patience(void **state)
{
	(void)state;
	struct bench *b = bench_open(2);
	b->busy[0] = 50;
	b->busy[1] = 49;
	ranking_sort(&b->ranking, &b->usage);
	b->busy[1] = 54.8f;
	steps(b, 50);
	assert_int_equal(place(b, 1), 1);
	b->busy[1] = 55;
	steps(b, RANKING_PATIENCE - 1);
	assert_int_equal(place(b, 1), 1);
	b->busy[1] = 54; /* a break: it counts anew */
	step(b);
	b->busy[1] = 90;
	steps(b, RANKING_PATIENCE - 1);
	assert_int_equal(place(b, 1), 1);
	assert_true(step(b));
	assert_int_equal(place(b, 1), 0);
	assert_false(step(b));
	bench_close(b);
}

/* A break is a break also when it is another's turn to be out of place. */
static void patience_is_each_ones_own(void **state)
{
	(void)state;
	static const float busy[][4] = {
		{ 50, 90, 10, 9 }, { 50, 90, 10, 9 }, { 90, 50, 10, 30 },
		{ 50, 90, 10, 9 }, { 50, 90, 10, 9 },
	};
	struct bench *b = bench_open(4);
	memcpy(b->busy, (float[]){ 90, 50, 10, 9 }, 4 * sizeof(float));
	ranking_sort(&b->ranking, &b->usage);
	for (size_t t = 0; t < sizeof busy / sizeof busy[0]; t++) {
		memcpy(b->busy, busy[t], sizeof busy[t]);
		assert_false(step(b));
	}
	assert_true(step(b));
	assert_int_equal(place(b, 1), 0);
	bench_close(b);
}

/* Loads that are equal but for noise of as many points either way. */
static unsigned most_moves_in_ten(size_t n, double noise, int intervals, uint64_t seed)
{
	struct bench *b = bench_open(n);
	struct chance r = { seed };
	uint64_t at[10] = { 0 };
	unsigned most = 0;
	for (int t = 0; t < intervals; t++) {
		for (size_t i = 0; i < n; i++)
			b->busy[i] =
				(float)(40 - noise + 2 * noise * chance_below(&r, 10001) / 1e4);
		if (t)
			step(b);
		else
			ranking_sort(&b->ranking, &b->usage);
		check_whole(b);
		if (t >= 10 && b->ranking.moves - at[t % 10] > most)
			most = (unsigned)(b->ranking.moves - at[t % 10]);
		at[t % 10] = b->ranking.moves;
	}
	bench_close(b);
	return most;
}

/* With noise of less than half the margin nobody ever moves; with more hardly anybody does. */
static void noise_moves_nobody(void **state)
{
	(void)state;
	assert_int_equal(most_moves_in_ten(255, 2.4, 500, 1), 0);
	for (uint64_t seed = 1; seed <= 5; seed++)
		assert_in_range(most_moves_in_ten(255, 2.75, 500, seed), 0, 1);
}

/* --- Changes --- */

/* Loads in three groups, each a little apart, with noise on top: what real machines look like. */
static void settle(struct bench *b, struct chance *r)
{
	for (size_t i = 0; i < b->usage.rows; i++)
		b->busy[i] = (float)(i % 3 * 30) + (float)chance_below(r, 300) / 100;
}

static void one_that_turns_hot_is_on_top_soon(void **state)
{
	(void)state;
	struct bench *b = bench_open(255);
	struct chance r = { 3 };
	settle(b, &r);
	ranking_sort(&b->ranking, &b->usage);
	for (uint32_t hot = 0; hot < 255; hot += 11) {
		for (int t = 0; t < WITHIN; t++) {
			settle(b, &r);
			b->busy[hot] = 100;
			step(b);
		}
		assert_int_equal(place(b, hot), 0);
		check_whole(b);
		uint64_t moves = b->ranking.moves;
		for (int t = 0; t < WITHIN; t++) {
			settle(b, &r);
			step(b);
		}
		/* Nobody but itself went back, unless it is well where it is. */
		assert_in_range(b->ranking.moves, moves + (hot % 3 < 2), moves + 1);
		assert_in_range(place(b, hot), 85 * (2 - hot % 3), 85 * (3 - hot % 3) - 1);
	}
	bench_close(b);
}

/* A whole block at once, in the middle of equal ones: all of it, in time, and only it. */
static void many_that_turn_hot_are_on_top_as_soon(void **state)
{
	(void)state;
	static const struct {
		uint32_t first, last;
	} block[] = { { 8, 15 }, { 1, 100 }, { 200, 254 }, { 254, 254 } };
	for (size_t k = 0; k < sizeof block / sizeof block[0]; k++) {
		struct bench *b = bench_open(255);
		ranking_sort(&b->ranking, &b->usage);
		for (uint32_t i = block[k].first; i <= block[k].last; i++)
			b->busy[i] = 100;
		steps(b, WITHIN);
		for (uint32_t i = block[k].first; i <= block[k].last; i++)
			assert_int_equal(place(b, i), i - block[k].first);
		if (block[k].last < 254)
			check_ascending(b, block[k].last + 1, 254);
		check_ascending(b, 0, block[k].first - 1);
		/* Equals keep their order, also those that made room. */
		if (block[k].last < 254)
			assert_true(place(b, 0) < place(b, block[k].last + 1));
		assert_in_range(b->ranking.moves, 1, block[k].last - block[k].first + 1);
		bench_close(b);
	}
}

/* One that becomes as hot as those on top goes after them: they were there first. */
static void equals_stay_before_newcomers(void **state)
{
	(void)state;
	static const uint32_t hot[] = { 9, 3, 20, 0 };
	struct bench *b = bench_open(32);
	ranking_sort(&b->ranking, &b->usage);
	for (size_t i = 0; i < sizeof hot / sizeof hot[0]; i++) {
		b->busy[hot[i]] = 100;
		steps(b, WITHIN);
		assert_memory_equal(b->ranking.cpu, hot, (i + 1) * sizeof hot[0]);
	}
	bench_close(b);
}

/* The one that cooled sinks; those below it do not move for it. */
static void one_that_cools_sinks(void **state)
{
	(void)state;
	struct bench *b = bench_open(64);
	for (int i = 0; i < 64; i++)
		b->busy[i] = 100 - (float)i;
	ranking_sort(&b->ranking, &b->usage);
	b->busy[2] = 1;
	steps(b, WITHIN);
	assert_int_equal(place(b, 2), 63);
	assert_int_equal(b->ranking.moves, 1);
	check_ascending(b, 3, 63);
	bench_close(b);
}

/* Whatever happens, nobody is held against its neighbour for longer than the patience. */
static void nobody_is_out_of_place_for_long(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct chance r = { seed };
		size_t n = 1 + chance_below(&r, 200);
		struct bench *b = bench_open(n);
		ranking_sort(&b->ranking, &b->usage);
		for (int t = 0; t < 300; t++) {
			/* Some change, then all stand still for as long as it takes. */
			for (size_t i = 0; t % WITHIN == 0 && i < n; i++)
				if (!chance_below(&r, 5))
					b->busy[i] = (float)chance_below(&r, 10001) / 100;
			step(b);
			check_whole(b);
			for (size_t i = 1; t % WITHIN == WITHIN - 1 && i < n; i++)
				assert_true(b->busy[b->ranking.cpu[i]] <
					    b->busy[b->ranking.cpu[i - 1]] + RANKING_MARGIN + 0.1f);
		}
		bench_close(b);
	}
}

/* --- Cpus that come and go --- */

static void a_missing_number_moves_nobody(void **state)
{
	(void)state;
	struct bench *b = bench_open(16);
	for (int i = 0; i < 16; i++)
		b->busy[i] = (float)(100 - 6 * i);
	ranking_sort(&b->ranking, &b->usage);
	for (int t = 0; t < 20; t++) {
		b->state[3] = t % 7 ? USAGE_OK : USAGE_RESET;
		assert_false(step(b));
	}
	b->state[3] = USAGE_OFFLINE;
	steps(b, WITHIN);
	assert_int_equal(place(b, 3), 15);
	b->state[3] = USAGE_OK;
	assert_true(step(b));
	assert_int_equal(place(b, 3), 3);
	bench_close(b);
}

static void newcomers_go_where_they_belong(void **state)
{
	(void)state;
	struct bench *b = bench_open(8);
	for (int i = 0; i < 8; i++)
		b->busy[i] = (float)(80 - 10 * i);
	assert_true(step(b)); /* all are new */
	check_ascending(b, 0, 7);
	b->usage.rows = 9;
	b->cpu[8] = 1000;
	b->busy[8] = 75;
	assert_true(step(b));
	check_whole(b);
	assert_int_equal(place(b, 1000), 1);
	/* Cpu 0 leaves, and everybody's row changes. */
	memmove(b->cpu, b->cpu + 1, 8 * sizeof b->cpu[0]);
	memmove(b->busy, b->busy + 1, 8 * sizeof b->busy[0]);
	b->usage.rows = 8;
	step(b);
	check_whole(b);
	assert_int_equal(place(b, 1000), 0);
	assert_int_equal(place(b, 1), 1);
	b->usage.rows = 0;
	step(b);
	assert_int_equal(b->ranking.count, 0);
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hottest_is_first),
		cmocka_unit_test(first_numbers_sort_at_once),
		cmocka_unit_test(margin_and_patience),
		cmocka_unit_test(patience_is_each_ones_own),
		cmocka_unit_test(noise_moves_nobody),
		cmocka_unit_test(one_that_turns_hot_is_on_top_soon),
		cmocka_unit_test(many_that_turn_hot_are_on_top_as_soon),
		cmocka_unit_test(equals_stay_before_newcomers),
		cmocka_unit_test(one_that_cools_sinks),
		cmocka_unit_test(nobody_is_out_of_place_for_long),
		cmocka_unit_test(a_missing_number_moves_nobody),
		cmocka_unit_test(newcomers_go_where_they_belong),
	};
	return cmocka_run_group_tests_name("ranking", tests, NULL, NULL);
}
