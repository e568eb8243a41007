/* wall/hottest: the hottest cpus in order, or the coolest where most are hot. */
#include "wall/hottest.h"

#include "base/mem.h"
#include "unit/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { UNKNOWN = 255 };

/* A steady of numbers alone, with its levels. */
static struct smooth steady_of(size_t rows)
{
	return (struct smooth){
		.cpus = { .count = rows },
		.hot = 90,
		.number = mem_zero(rows, 1),
		.level = mem_zero(rows, 1),
	};
}

/* Cpus whose ids are their rows. */
static void update(struct hottest *h, const struct smooth *s)
{
	struct usage u = { .rows = s->cpus.count, .cpu = mem_zero(s->cpus.count, sizeof *u.cpu) };
	for (size_t row = 0; row < s->cpus.count; row++)
		u.cpu[row] = (uint32_t)row;
	hottest_update(h, &u, s);
	free(u.cpu);
}

static void set(struct smooth *s, size_t row, unsigned number)
{
	s->number[row] = (uint8_t)number;
	s->level[row] = number == UNKNOWN ? UNKNOWN : (uint8_t)smooth_heat(s, number);
}

static bool is_in(const struct hottest *h, size_t row)
{
	int times = 0;
	for (int i = 0; i < h->count; i++)
		times += h->entry[i].cpu == row;
	assert_in_range(times, 0, 1);
	return times;
}

/* Once each, in order, none idle or unknown; nothing is left out that is hotter than the last. */
static void check(const struct hottest *h, const struct smooth *s)
{
	unsigned last = UNKNOWN;
	assert_in_range(h->count, 0, HOTTEST_MOST);
	for (int i = 0; i < h->count; i++) {
		size_t row = h->entry[i].cpu;
		assert_true(row < s->cpus.count);
		assert_int_equal(h->entry[i].number, s->number[row]);
		assert_true(h->coolest ? s->level[row] < HEATS - 1 : s->level[row] > 0);
		if (i)
			assert_true(h->coolest ? s->number[row] >= last : s->number[row] <= last);
		last = s->number[row];
	}
	for (size_t row = 0; row < s->cpus.count; row++) {
		bool may = s->number[row] <= 100 &&
			   (h->coolest ? s->level[row] < HEATS - 1 : s->level[row] > 0);
		if (is_in(h, row) || !may)
			continue;
		assert_int_equal(h->count, HOTTEST_MOST);
		assert_true(h->coolest ? s->number[row] >= last : s->number[row] <= last);
	}
}

static void the_list_is_in_exact_order(void **state)
{
	struct chance c = { 1 };
	(void)state;
	for (int round = 0; round < 500; round++) {
		struct smooth s = steady_of(1 + chance_below(&c, 400));
		struct hottest h = { .count = 0 };
		unsigned most = 1 + chance_below(&c, 101);
		for (size_t row = 0; row < s.cpus.count; row++)
			set(&s, row, chance_below(&c, 20) ? chance_below(&c, most) : UNKNOWN);
		update(&h, &s);
		check(&h, &s);
		/* Of equals the lower id comes first. */
		for (int i = 1; i < h.count; i++) {
			unsigned before = s.number[h.entry[i - 1].cpu],
				 now = s.number[h.entry[i].cpu];
			assert_true((h.coolest ? before < now : before > now) ||
				    (before == now && h.entry[i - 1].cpu < h.entry[i].cpu));
		}
		smooth_free(&s);
	}
}

static void the_promises_hold_while_loads_wander(void **state)
{
	struct chance c = { 2 };
	(void)state;
	for (int round = 0; round < 60; round++) {
		struct smooth s = steady_of(1 + chance_below(&c, 400));
		struct hottest h = { .count = 0 };
		unsigned step = 1 + chance_below(&c, 30);
		for (int time = 0; time < 60; time++) {
			for (size_t row = 0; row < s.cpus.count; row++) {
				unsigned now = s.number[row] == UNKNOWN ? 50 : s.number[row];
				unsigned next = now + chance_below(&c, 2 * step + 1);
				next = next < step ? 0 : next - step > 100 ? 100 : next - step;
				set(&s, row, chance_below(&c, 200) ? next : UNKNOWN);
			}
			update(&h, &s);
			check(&h, &s);
		}
		smooth_free(&s);
	}
}

/* Wherever it is, and however many are hot already. */
static void one_that_turns_hot_comes_first(void **state)
{
	(void)state;
	for (size_t rows = 1; rows <= 200; rows += rows < 70 ? 1 : 13)
		for (size_t row = 0; row < rows; row++) {
			struct smooth s = steady_of(rows);
			struct hottest h = { .count = 0 };
			for (size_t i = 0; i < rows; i++)
				set(&s, i, 80);
			update(&h, &s);
			set(&s, row, 100);
			update(&h, &s);
			assert_int_equal(h.entry[0].cpu, row);
			check(&h, &s);
			set(&s, row, 0);
			update(&h, &s);
			assert_false(is_in(&h, row));
			smooth_free(&s);
		}
}

/* From three quarters on: the hottest say nothing then. */
static void where_most_are_hot_the_coolest_are_listed(void **state)
{
	(void)state;
	struct smooth s = steady_of(8);
	struct hottest h = { .count = 0 };
	for (size_t row = 0; row < 8; row++)
		set(&s, row, row < 5 ? 95 : row == 6 ? 3 : 40);
	update(&h, &s);
	assert_false(h.coolest);
	set(&s, 7, 100);
	update(&h, &s);
	assert_true(h.coolest);
	assert_int_equal(h.count, 2);
	assert_int_equal(h.entry[0].cpu, 6);
	assert_int_equal(h.entry[0].number, 3);
	assert_int_equal(h.entry[1].cpu, 5);
	smooth_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_is_in_exact_order),
		cmocka_unit_test(the_promises_hold_while_loads_wander),
		cmocka_unit_test(one_that_turns_hot_comes_first),
		cmocka_unit_test(where_most_are_hot_the_coolest_are_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
