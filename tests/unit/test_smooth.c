/* wall/heat: what is shown follows what is measured, and noise changes nothing. */
#include "wall/smooth.h"

#include "unit/chance.h"
#include "unit/wall_kit.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { ROWS = 8 };

/* A usage of loads alone; -1 is unknown. */
struct loads {
	uint32_t cpu[ROWS];
	uint8_t state[ROWS];
	float busy[ROWS];
	struct usage usage;
};

static const struct usage *loads(struct loads *l, size_t n, const uint32_t *cpu, const float *busy)
{
	for (size_t i = 0; i < n; i++) {
		l->cpu[i] = cpu[i];
		l->state[i] = busy[i] < 0 ? USAGE_RESET : USAGE_OK;
		l->busy[i] = busy[i] < 0 ? 0 : busy[i];
	}
	l->usage = (struct usage){
		.rows = n, .online = n, .cpu = l->cpu, .state = l->state, .busy = l->busy
	};
	return &l->usage;
}

static void show(struct smooth *s, float busy)
{
	static const uint32_t cpu[] = { 0 };
	struct loads l;
	smooth_update(s, loads(&l, 1, cpu, &busy));
}

/* In bands that follow the threshold, which alone begins the last one. */
static void heat_rises_with_load(void **state)
{
	(void)state;
	for (unsigned hot = 1; hot <= 100; hot++) {
		const struct smooth s = { .hot = hot };
		unsigned before = 0;
		assert_int_equal(smooth_heat(&s, hot), HEATS - 1);
		for (unsigned n = 0; n <= 100; n++) {
			unsigned heat = smooth_heat(&s, n);
			assert_true(heat >= before);
			assert_int_equal(heat == HEATS - 1, n >= hot);
			if (n)
				assert_true(hot < 15 || heat <= before + 1);
			if (heat > before)
				assert_int_equal(smooth_begin(&s, heat), n);
			before = heat;
		}
	}
}

/* Exactly 90 is hot at once, from anywhere; just below is not. */
static void ninety_is_hot_at_once(void **state)
{
	(void)state;
	struct smooth s = { 0 };
	for (int from = 0; from < 90; from++) {
		show(&s, (float)from);
		assert_true(s.level[0] < HEATS - 1);
		show(&s, USAGE_HOT);
		assert_int_equal(s.level[0], HEATS - 1);
		smooth_free(&s);
	}
	show(&s, 89.9f);
	assert_int_equal(s.level[0], HEATS - 2);
	smooth_free(&s);
}

/* A load that trembles around any value settles on one step and one number. */
static void noise_changes_nothing(void **state)
{
	(void)state;
	struct chance r = { 1 };
	for (int tenth = 0; tenth <= 1000; tenth++) {
		struct smooth s = { 0 };
		float centre = (float)tenth / 10;
		show(&s, centre);
		uint8_t number = s.number[0];
		for (int i = 0; i < 50; i++) {
			float busy = centre + (float)((int)chance_below(&r, 501) - 250) / 1000;
			busy = busy < 0 ? 0 : busy > 100 ? 100 : busy;
			show(&s, busy);
			/* What is hot is exact. */
			if (fabsf(centre - USAGE_HOT) > 0.26f)
				assert_int_equal(s.number[0], number);
		}
		smooth_free(&s);
	}
}

/* In an interval of a second a number is a count of ticks: one more or less is not worth a change.
 */
static void a_tick_changes_nothing(void **state)
{
	(void)state;
	for (int ticks = 2; ticks < 98; ticks++) {
		struct smooth s = { 0 };
		if (ticks == 89 || ticks == 90)
			continue; /* what is hot is exact */
		show(&s, (float)ticks);
		for (int more = -1; more <= 1; more++) {
			show(&s, (float)(ticks + more) * 1.001f);
			assert_int_equal(s.number[0], ticks);
		}
		show(&s, (float)(ticks + 2));
		assert_int_equal(s.number[0], ticks + 2);
		smooth_free(&s);
	}
}

/* Over any walk: never far from the truth, always within 0..100, in step with the hot count. */
static void what_is_shown_is_true(void **state)
{
	(void)state;
	struct chance r = { 2 };
	struct smooth s = { 0 };
	float busy = 50;
	for (int i = 0; i < 200000; i++) {
		float step = (float)((int)chance_below(&r, 2001) - 1000) /
			     (chance_below(&r, 9) ? 500 : 10);
		busy += step;
		busy = busy < 0 ? 0 : busy > 100 ? 100 : busy;
		show(&s, busy);
		assert_true(s.number[0] <= 100);
		assert_true(fabsf((float)s.number[0] - busy) <= 1.2f);
		if (busy <= 0.2f || busy >= 99.8f)
			assert_int_equal(s.number[0], lroundf(busy));
		assert_int_equal(s.level[0], smooth_heat(&s, s.number[0]));
		assert_int_equal(s.number[0] >= 90, busy >= USAGE_HOT);
	}
	smooth_free(&s);
}

/* Cpus come and go: what was shown stays with its id. */
static void rows_follow_their_cpus(void **state)
{
	(void)state;
	static const uint32_t four[] = { 1, 4, 6, 9 }, three[] = { 4, 5, 9 };
	static const float before[] = { 10, 30.4f, 55, 80.4f }, after[] = { 30.7f, 20, 79.9f };
	struct smooth s = { 0 };
	struct loads l;
	smooth_update(&s, loads(&l, 4, four, before));
	assert_int_equal(s.cpus.count, 4);
	assert_int_equal(s.number[1], 30);
	smooth_update(&s, loads(&l, 3, three, after));
	assert_int_equal(s.cpus.count, 3);
	assert_int_equal(s.cpus.cpu[2], 9);
	assert_int_equal(s.number[0], 30); /* 30.7 afresh would be 31 */
	assert_int_equal(s.number[1], 20);
	assert_int_equal(s.number[2], 80);
	smooth_update(&s, loads(&l, 4, four, before));
	assert_int_equal(s.number[0], 10);
	assert_int_equal(s.number[1], 30);
	assert_int_equal(s.level[3], smooth_heat(&s, 80));
	smooth_free(&s);
}

/* After an interval without a number the next one is shown as it is. */
static void the_unknown_is_forgotten(void **state)
{
	(void)state;
	struct smooth s = { 0 };
	show(&s, 24);
	show(&s, 25);
	assert_int_equal(s.number[0], 24);
	show(&s, -1);
	assert_int_equal(s.number[0], SMOOTH_UNKNOWN);
	show(&s, 25);
	assert_int_equal(s.number[0], 25);
	smooth_free(&s);
}

/* Each cpu of which a number is shown is in the bucket of that number. */
static void the_spread_counts_what_is_shown(void **state)
{
	struct chance c = { 12 };
	uint8_t number[1000];
	(void)state;
	for (int round = 0; round < 300; round++) {
		uint32_t wanted[SPREAD_BUCKETS] = { 0 }, got[SPREAD_BUCKETS];
		struct smooth s = { .hot = 90,
				    .number = number,
				    .cpus = { .count = chance_below(&c, 1000) } };
		unsigned most = 1 + chance_below(&c, 101);
		for (size_t i = 0; i < s.cpus.count; i++) {
			unsigned n = chance_below(&c, most);
			number[i] = (uint8_t)(chance_below(&c, 9) ? n : 255);
			if (number[i] != 255)
				wanted[n / 10 < SPREAD_BUCKETS ? n / 10 : SPREAD_BUCKETS - 1]++;
		}
		smooth_spread(&s, 0, s.cpus.count, got);
		assert_memory_equal(got, wanted, sizeof wanted);
	}
}

/* A bar is right to a step; to half of one where it is new. What is there is never left out. */
static void bars_follow_the_counts_but_not_each(void **state)
{
	struct chance c = { 13 };
	struct spread s = { 0 };
	uint32_t count[SPREAD_BUCKETS] = { 0 };
	int stood = 0, moved = 0;
	(void)state;
	for (int time = 0; time < 3000; time++) {
		struct spread before = s;
		bool anew = !chance_below(&c, 50);
		uint32_t most = 1;
		for (int b = 0; b < SPREAD_BUCKETS; b++) {
			uint32_t n = count[b] + chance_below(&c, 21);
			count[b] = n < 10 || !chance_below(&c, 30) ? 0 : n - 10;
			most = count[b] > most ? count[b] : most;
		}
		spread_update(&s, count, anew);
		assert_memory_equal(s.count, count, sizeof count);
		for (int b = 0; b < SPREAD_BUCKETS; b++) {
			double exact = 7.0 * sqrt((double)count[b] / most), off = exact - s.step[b];
			double margin = anew || !before.count[b] ? 0.601 : 1.101;
			assert_true(off <= margin && off >= -margin);
			if (s.step[b] == before.step[b])
				stood += off > 0.5 || off < -0.5;
			else
				moved++;
		}
	}
	/* Both happen. */
	assert_true(stood > 500 && moved > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(heat_rises_with_load),
		cmocka_unit_test(ninety_is_hot_at_once),
		cmocka_unit_test(noise_changes_nothing),
		cmocka_unit_test(a_tick_changes_nothing),
		cmocka_unit_test(what_is_shown_is_true),
		cmocka_unit_test(rows_follow_their_cpus),
		cmocka_unit_test(the_unknown_is_forgotten),
		cmocka_unit_test(the_spread_counts_what_is_shown),
		cmocka_unit_test(bars_follow_the_counts_but_not_each),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
