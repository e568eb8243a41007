/* wall/hottest: the hottest cpus, in places that neither noise nor others' comings change. */
#include "wall/hottest.h"

#include "base/mem.h"
#include "unit/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

enum { UNKNOWN = 255 };

/* A steady of numbers alone, with its levels. */
static struct smooth steady_of(size_t rows)
{
	return (struct smooth){
		.cpus = { .count = rows },
		.number = mem_zero(rows, 1),
		.level = mem_zero(rows, 1),
	};
}

static void set(struct smooth *s, size_t row, unsigned number)
{
	s->number[row] = (uint8_t)number;
	s->level[row] = number == UNKNOWN ? UNKNOWN : (uint8_t)heat_of(number);
}

static bool is_in(const struct hottest *h, size_t row)
{
	int times = 0;
	for (int i = 0; i < h->count; i++)
		times += h->row[i] == row;
	assert_in_range(times, 0, 1);
	return times;
}

/* All that are hot are equal. */
static unsigned rank(const struct smooth *s, size_t row)
{
	unsigned most = (unsigned)USAGE_HOT + HOTTEST_MARGIN;
	return s->number[row] < most ? s->number[row] : most;
}

/* Once each, none idle or unknown; nobody behind, or out, who is hotter by more than the margin. */
static void check(const struct hottest *h, const struct smooth *s, unsigned margin)
{
	unsigned least = UNKNOWN;
	assert_in_range(h->count, 0, HOTTEST_MOST);
	for (int i = 0; i < h->count; i++) {
		assert_true(h->row[i] < s->cpus.count);
		assert_in_range(s->number[h->row[i]], 1, 100);
		assert_int_not_equal(s->level[h->row[i]], 0);
		if (i)
			assert_true(rank(s, h->row[i]) <= least + margin);
		least = rank(s, h->row[i]) < least ? rank(s, h->row[i]) : least;
	}
	for (size_t row = 0; row < s->cpus.count; row++) {
		bool busy = s->number[row] <= 100 && s->level[row];
		if (is_in(h, row) || !busy)
			continue;
		assert_int_equal(h->count, HOTTEST_MOST);
		assert_true(rank(s, row) <= least + margin);
	}
}

static void a_new_list_is_in_exact_order(void **state)
{
	struct chance c = { 1 };
	(void)state;
	for (int round = 0; round < 500; round++) {
		struct smooth s = steady_of(1 + chance_below(&c, 400));
		struct hottest h = { .count = 0 };
		unsigned most = 1 + chance_below(&c, 101);
		for (size_t row = 0; row < s.cpus.count; row++)
			set(&s, row, chance_below(&c, 20) ? chance_below(&c, most) : UNKNOWN);
		hottest_update(&h, &s, HOTTEST_MOST);
		check(&h, &s, HOTTEST_MARGIN);
		/* Of equals the lower id comes first. */
		for (int i = 1; i < h.count; i++) {
			unsigned before = s.number[h.row[i - 1]], now = s.number[h.row[i]];
			assert_true(before > now || (before == now && h.row[i - 1] < h.row[i]));
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
			hottest_update(&h, &s, HOTTEST_MOST);
			check(&h, &s, HOTTEST_MARGIN);
		}
		smooth_free(&s);
	}
}

static void noise_within_the_margin_changes_nothing(void **state)
{
	struct chance c = { 3 };
	struct smooth s = steady_of(300);
	struct hottest h = { .count = 0 }, before;
	(void)state;
	for (size_t row = 0; row < s.cpus.count; row++)
		set(&s, row, 60 + chance_below(&c, HOTTEST_MARGIN + 1));
	hottest_update(&h, &s, HOTTEST_MOST);
	before = h;
	for (int time = 0; time < 200; time++) {
		for (size_t row = 0; row < s.cpus.count; row++)
			set(&s, row, 60 + chance_below(&c, HOTTEST_MARGIN + 1));
		hottest_update(&h, &s, HOTTEST_MOST);
		assert_int_equal(h.count, before.count);
		assert_memory_equal(h.row, before.row, sizeof h.row);
	}
	smooth_free(&s);
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
			hottest_update(&h, &s, HOTTEST_MOST);
			set(&s, row, 100);
			hottest_update(&h, &s, HOTTEST_MOST);
			assert_int_equal(h.row[0], row);
			check(&h, &s, HOTTEST_MARGIN);
			set(&s, row, 0);
			hottest_update(&h, &s, HOTTEST_MOST);
			assert_false(is_in(&h, row));
			smooth_free(&s);
		}
}

static int places_changed(const struct hottest *a, const struct hottest *b)
{
	int changed = 0, most = a->count > b->count ? a->count : b->count;
	for (int i = 0; i < most; i++)
		changed += i >= a->count || i >= b->count || a->row[i] != b->row[i];
	return changed;
}

/* Of many hot ones one cools down, turns idle, goes, and comes back: nobody else gives way. */
static void one_that_comes_or_goes_moves_nobody_aside(void **state)
{
	static const unsigned after[] = { 86, 60, 0, UNKNOWN };
	struct chance c = { 5 };
	(void)state;
	for (int round = 0; round < 400; round++) {
		struct smooth s = steady_of(40 + chance_below(&c, 60));
		struct hottest h = { .count = 0 }, before;
		for (size_t row = 0; row < s.cpus.count; row++)
			set(&s, row, 90 + chance_below(&c, 11));
		hottest_update(&h, &s, HOTTEST_MOST);
		size_t row = h.row[chance_below(&c, (uint32_t)h.count)];
		before = h;
		set(&s, row, after[round % 4]);
		hottest_update(&h, &s, HOTTEST_MOST);
		check(&h, &s, HOTTEST_MARGIN);
		assert_true(places_changed(&before, &h) <= 2);
		before = h;
		set(&s, row, 100);
		hottest_update(&h, &s, HOTTEST_MOST);
		check(&h, &s, HOTTEST_MARGIN);
		assert_true(places_changed(&before, &h) <= 2);
		smooth_free(&s);
	}
}

/* However the hot ones differ among themselves, each stays where it is. */
static void all_that_are_hot_are_equal(void **state)
{
	struct chance c = { 6 };
	struct smooth s = steady_of(100);
	struct hottest h = { .count = 0 }, before;
	(void)state;
	for (size_t row = 0; row < s.cpus.count; row++)
		set(&s, row, 90);
	hottest_update(&h, &s, 20);
	before = h;
	for (int time = 0; time < 100; time++) {
		for (size_t row = 0; row < s.cpus.count; row++)
			set(&s, row, 90 + chance_below(&c, 11));
		hottest_update(&h, &s, 20);
		assert_int_equal(places_changed(&before, &h), 0);
	}
	smooth_free(&s);
}

/* A list is as long as there is room for, and follows when that changes. */
static void the_room_is_kept_to(void **state)
{
	struct chance c = { 4 };
	struct smooth s = steady_of(300);
	struct hottest h = { .count = 0 };
	(void)state;
	for (size_t row = 0; row < s.cpus.count; row++)
		set(&s, row, 20 + chance_below(&c, 80));
	for (int time = 0; time < 200; time++) {
		int most = (int)chance_below(&c, HOTTEST_MOST + 20) - 5;
		int wanted = most < 0 ? 0 : most > HOTTEST_MOST ? HOTTEST_MOST : most;
		hottest_update(&h, &s, most);
		assert_int_equal(h.count, wanted);
		unsigned least = UNKNOWN;
		for (int i = 0; i < h.count; i++)
			least = rank(&s, h.row[i]) < least ? rank(&s, h.row[i]) : least;
		for (size_t row = 0; row < s.cpus.count; row++)
			assert_true(is_in(&h, row) || rank(&s, row) <= least + HOTTEST_MARGIN);
	}
	smooth_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_list_is_in_exact_order),
		cmocka_unit_test(the_promises_hold_while_loads_wander),
		cmocka_unit_test(noise_within_the_margin_changes_nothing),
		cmocka_unit_test(one_that_turns_hot_comes_first),
		cmocka_unit_test(one_that_comes_or_goes_moves_nobody_aside),
		cmocka_unit_test(all_that_are_hot_are_equal),
		cmocka_unit_test(the_room_is_kept_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
