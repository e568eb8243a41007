/* wall/load_order: sorted by the load that is shown, and steady where loads are equal. */
#include "wall/load_order.h"

#include "base/mem.h"
#include "unit/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { MOST = 8192, SORTED_WITHIN = 2, HOT_WITHIN = 3 };

/* Cpus with loads, what is shown of them, and their order. */
struct bench {
	struct usage usage;
	struct smooth smooth;
	struct load_order order;
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
	smooth_free(&b->smooth);
	load_order_free(&b->order);
	free(b);
}

static void sort(struct bench *b)
{
	smooth_update(&b->smooth, &b->usage);
	load_order_sort(&b->order, &b->usage, &b->smooth);
}

static bool step(struct bench *b)
{
	smooth_update(&b->smooth, &b->usage);
	return load_order_update(&b->order, &b->usage, &b->smooth);
}

static void steps(struct bench *b, int n)
{
	while (n-- > 0)
		step(b);
}

/* At which place the cpu stands. */
static size_t place(const struct bench *b, uint32_t cpu)
{
	return b->order.place[usage_row(&b->usage, cpu)];
}

/* Every row is there once. */
static void check_whole(const struct bench *b)
{
	const struct load_order *o = &b->order;
	assert_true(cpu_rows_same(&o->cpus, b->cpu, b->usage.rows));
	for (size_t i = 0; i < b->usage.rows; i++) {
		assert_true(o->place[i] < b->usage.rows);
		assert_int_equal(o->row[o->place[i]], i);
	}
}

/* No cpu stands before a hotter one. */
static void check_sorted(const struct bench *b)
{
	check_whole(b);
	for (size_t i = 1; i < b->usage.rows; i++)
		assert_true(b->order.load[b->order.row[i]] <= b->order.load[b->order.row[i - 1]]);
}

static void the_hottest_is_first(void **state)
{
	static const float busy[] = { 10, 99, 10, 0, 55 };
	static const uint32_t order[] = { 1, 4, 0, 2, 3 };
	struct bench *b = bench_open(5);
	(void)state;
	memcpy(b->busy, busy, sizeof busy);
	sort(b);
	assert_memory_equal(b->order.row, order, sizeof order);
	bench_close(b);
}

static void first_numbers_sort_at_once(void **state)
{
	struct bench *b = bench_open(100);
	(void)state;
	memset(b->state, USAGE_NEW, 100);
	sort(b);
	for (uint32_t i = 0; i < 100; i++)
		assert_int_equal(place(b, i), i);
	memset(b->state, USAGE_OK, 100);
	for (int i = 0; i < 100; i++)
		b->busy[i] = (float)i;
	assert_true(step(b));
	check_sorted(b);
	bench_close(b);
}

/* Fully, every other interval; whoever has an equal load stays before or after the other. */
static void it_is_sorted_and_equal_loads_keep_their_places(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct chance c = { seed };
		size_t n = 1 + chance_below(&c, 200);
		uint32_t before[200];
		struct bench *b = bench_open(n);
		sort(b);
		for (int t = 0; t < 100; t++) {
			for (size_t i = 0; i < n; i++)
				if (!chance_below(&c, 5))
					b->busy[i] = (float)(10 * chance_below(&c, 11));
			memcpy(before, b->order.place, n * sizeof *before);
			assert_false(step(b));
			bool moved = step(b);
			assert_int_equal(moved,
					 memcmp(before, b->order.place, n * sizeof *before) != 0);
			check_sorted(b);
			for (size_t i = 1; i < n; i++) {
				uint32_t x = b->order.row[i - 1], y = b->order.row[i];
				if (b->order.load[x] == b->order.load[y])
					assert_true(before[x] < before[y]);
			}
		}
		bench_close(b);
	}
}

/* Of any number of cpus. */
static void one_that_turns_hot_is_on_top_soon(void **state)
{
	static const size_t cpus[] = { 1, 2, 255, MOST };
	(void)state;
	for (size_t k = 0; k < sizeof cpus / sizeof *cpus; k++) {
		struct chance c = { k };
		struct bench *b = bench_open(cpus[k]);
		sort(b);
		for (int round = 0; round < 6; round++) {
			uint32_t hot = chance_below(&c, (uint32_t)cpus[k]);
			for (int t = 0; t < HOT_WITHIN; t++) {
				for (size_t i = 0; i < cpus[k]; i++)
					b->busy[i] = (float)chance_below(&c, 80);
				b->busy[hot] = 100;
				step(b);
			}
			assert_int_equal(place(b, hot), 0);
		}
		bench_close(b);
	}
}

/* A tick more or less is not shown, and moves no cpu. */
static void noise_moves_none(void **state)
{
	struct chance c = { 7 };
	struct bench *b = bench_open(255);
	(void)state;
	for (int i = 0; i < 255; i++)
		b->busy[i] = (float)(i % 80 + 5);
	sort(b);
	for (int t = 0; t < 500; t++) {
		for (int i = 0; i < 255; i++)
			b->busy[i] = (float)(i % 80 + 4) + (float)chance_below(&c, 201) / 100;
		assert_false(step(b));
	}
	bench_close(b);
}

static void a_missing_number_moves_none(void **state)
{
	struct bench *b = bench_open(16);
	(void)state;
	for (int i = 0; i < 16; i++)
		b->busy[i] = (float)(100 - 6 * i);
	sort(b);
	for (int t = 0; t < 20; t++) {
		b->state[3] = t % 7 ? USAGE_OK : USAGE_RESET;
		assert_false(step(b));
	}
	b->state[3] = USAGE_OFFLINE;
	steps(b, SORTED_WITHIN);
	assert_int_equal(place(b, 3), 15);
	b->state[3] = USAGE_OK;
	assert_true(step(b));
	assert_int_equal(place(b, 3), 3);
	bench_close(b);
}

/* Gone and come in equal numbers: the set is another one all the same. */
static void another_set_of_as_many_is_another_set(void **state)
{
	struct bench *b = bench_open(8);
	(void)state;
	for (int i = 0; i < 8; i++)
		b->busy[i] = (float)(80 - 10 * i);
	sort(b);
	memmove(b->cpu, b->cpu + 1, 7 * sizeof *b->cpu);
	memmove(b->busy, b->busy + 1, 7 * sizeof *b->busy);
	b->cpu[7] = 1000;
	b->busy[7] = 75;
	assert_true(step(b));
	check_sorted(b);
	assert_int_equal(place(b, 1000), 0);
	assert_int_equal(place(b, 1), 1);
	b->usage.rows = 0;
	assert_true(step(b));
	assert_false(step(b));
	bench_close(b);
}

/* Cpus come and go at random: all are there, at once, and those with equal loads stay in order. */
static void cpus_come_and_go(void **state)
{
	struct chance c = { 21 };
	struct bench *b = bench_open(0);
	bool online[60] = { false };
	float busy[60] = { 0 };
	(void)state;
	for (int round = 0; round < 5000; round++) {
		size_t n = 0, last[60], before = b->order.cpus.count;
		for (uint32_t i = 0; i < 60; i++)
			last[i] = SIZE_MAX;
		for (size_t i = 0; i < before; i++)
			last[b->order.cpus.cpu[i]] = b->order.place[i];
		for (uint32_t i = 0; i < 60; i++) {
			online[i] ^= !chance_below(&c, 30);
			if (!chance_below(&c, 9))
				busy[i] = (float)(20 * chance_below(&c, 6));
			if (!online[i])
				continue;
			b->cpu[n] = i;
			b->state[n] = (uint8_t)(chance_below(&c, 9) ? USAGE_OK : USAGE_RESET);
			b->busy[n++] = busy[i];
		}
		b->usage.rows = n;
		step(b);
		check_whole(b);
		for (size_t i = 1; i < n; i++) {
			uint32_t x = b->order.row[i - 1], y = b->order.row[i];
			if (b->order.load[x] == b->order.load[y])
				assert_true(last[b->cpu[x]] <= last[b->cpu[y]]);
		}
	}
	bench_close(b);
}

/* What is shown is of other cpus: there is an order of all rows, if by what was known. */
static void loads_of_other_cpus_are_not_taken(void **state)
{
	struct bench *b = bench_open(4);
	(void)state;
	for (int i = 0; i < 4; i++)
		b->busy[i] = (float)(10 * i);
	sort(b);
	b->cpu[0] = 70;
	b->usage.rows = 3;
	memmove(b->cpu, (uint32_t[]){ 1, 3, 70 }, 3 * sizeof *b->cpu);
	load_order_sort(&b->order, &b->usage, &b->smooth);
	check_sorted(b);
	assert_int_equal(place(b, 3), 0);
	assert_int_equal(place(b, 70), 2);
	bench_close(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_hottest_is_first),
		cmocka_unit_test(first_numbers_sort_at_once),
		cmocka_unit_test(it_is_sorted_and_equal_loads_keep_their_places),
		cmocka_unit_test(one_that_turns_hot_is_on_top_soon),
		cmocka_unit_test(noise_moves_none),
		cmocka_unit_test(a_missing_number_moves_none),
		cmocka_unit_test(another_set_of_as_many_is_another_set),
		cmocka_unit_test(cpus_come_and_go),
		cmocka_unit_test(loads_of_other_cpus_are_not_taken),
	};
	return cmocka_run_group_tests_name("load_order", tests, NULL, NULL);
}
