/* measure/history: what is remembered of each cpu, for how long, and what is not made up. */
#include "measure/history.h"

#include "base/mem.h"
#include "unit/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { ROWS = 4, UNKNOWN = -1 };

static const int64_t SECOND = 1000000000, WALL = 1000000;

/* Loads of cpus 0 .. n - 1 over the second that ends then; UNKNOWN where there is no number. */
static void take(struct history *h, const uint32_t *cpu, const float *busy, size_t n,
		 int64_t seconds)
{
	uint8_t state[ROWS];
	uint32_t ids[ROWS];
	float known[ROWS];
	for (size_t i = 0; i < n; i++) {
		ids[i] = cpu[i];
		state[i] = busy[i] < 0 ? USAGE_RESET : USAGE_OK;
		known[i] = busy[i] < 0 ? 0 : busy[i];
	}
	struct usage u = { .rows = n, .cpu = ids, .state = state, .busy = known, .elapsed = 1 };
	history_update(h, &u, seconds * SECOND, (WALL + seconds) * SECOND);
}

static void take_one(struct history *h, float busy, int64_t seconds)
{
	static const uint32_t cpu[] = { 7 };
	take(h, cpu, &busy, 1, seconds);
}

/* --- The ring --- */

/* As many moments as there is memory for, with their times. */
static void the_last_moments_are_kept(void **state)
{
	(void)state;
	struct history h = { 0 };
	for (int64_t t = 1; t <= HISTORY_MOST + 50; t++) {
		take_one(&h, (float)(t % 101), t);
		unsigned kept = t < HISTORY_MOST ? (unsigned)t : HISTORY_MOST;
		assert_int_equal(h.filled, kept);
		assert_int_equal(history_at(&h, 0, 0), t % 101);
		assert_int_equal(history_at(&h, 0, kept - 1), (t - kept + 1) % 101);
		assert_int_equal(history_at(&h, 0, kept), HISTORY_UNKNOWN);
		assert_null(history_moment(&h, kept));
		const struct moment *oldest = history_moment(&h, kept - 1);
		assert_int_equal(oldest->boot_ns, (t - kept + 1) * SECOND);
		assert_int_equal(oldest->from_ns, (t - kept) * SECOND);
		assert_int_equal(oldest->wall_ns, (WALL + t - kept + 1) * SECOND);
	}
	assert_int_equal(history_at(&h, 1, 0), HISTORY_UNKNOWN);
	history_free(&h);
}

/* An hour of seconds up to 1,165 cpus, 512 moments of 8192, and never less than a screen. */
static void memory_is_bounded(void **state)
{
	(void)state;
	assert_int_equal(history_capacity(1), 3600);
	assert_int_equal(history_capacity(255), 3600);
	assert_int_equal(history_capacity(1165), 3600);
	assert_int_equal(history_capacity(1166), (4 << 20) / 1166);
	assert_int_equal(history_capacity(8192), 512);
	assert_int_equal(history_capacity(1 << 17), 96);
}

/* The moment at or before a time. */
static void moments_are_found_by_time(void **state)
{
	(void)state;
	struct history h = { 0 };
	assert_int_equal(history_find(&h, 5 * SECOND), 0);
	for (int64_t t = 10; t <= 20; t++)
		take_one(&h, 1, t);
	assert_int_equal(history_find(&h, 100 * SECOND), 0);
	assert_int_equal(history_find(&h, 20 * SECOND), 0);
	assert_int_equal(history_find(&h, 20 * SECOND - 1), 1);
	assert_int_equal(history_find(&h, 10 * SECOND), 10);
	assert_int_equal(history_find(&h, 10 * SECOND - 1), h.filled);
	history_free(&h);
}

/* Average and maximum of a set of rows; what is unknown is not counted. */
static void rows_are_summed(void **state)
{
	(void)state;
	static const uint32_t cpu[] = { 0, 1, 2, 3 }, rows[] = { 0, 2, 3 };
	struct history h = { 0 };
	struct past_load sum = { 0 };
	take(&h, cpu, (float[]){ 10, 100, UNKNOWN, 40 }, 4, 1);
	take(&h, cpu, (float[]){ 30, 100, 50, 70 }, 4, 2);
	history_sum(&h, 1, rows, 3, &sum);
	assert_int_equal(sum.known, 2);
	assert_int_equal(sum.sum, 50);
	assert_int_equal(sum.max, 40);
	history_sum(&h, 0, rows, 3, &sum);
	history_sum(&h, 2, rows, 3, &sum);
	assert_int_equal(sum.known, 5);
	assert_int_equal(sum.sum, 200);
	assert_int_equal(sum.max, 70);
	history_free(&h);
}

/* The loads of a moment as a usage of which the fields are not known. */
static void a_moment_is_a_usage(void **state)
{
	(void)state;
	static uint32_t cpu[] = { 1, 4, 6 };
	static uint8_t now[] = { USAGE_OK, USAGE_OK, USAGE_OFFLINE };
	struct history h = { 0 };
	struct usage live = { .rows = 3, .online = 2, .cpu = cpu, .state = now }, then = { 0 };
	take(&h, cpu, (float[]){ 12, UNKNOWN, 90 }, 3, 7);
	take(&h, cpu, (float[]){ 0, 0, UNKNOWN }, 3, 8);
	history_usage(&h, 1, &live, &then);
	assert_true(then.busy_only);
	assert_int_equal(then.rows, 3);
	assert_int_equal(then.state[0], USAGE_OK);
	assert_int_equal((int)then.busy[0], 12);
	assert_int_equal(then.total[0], 100);
	assert_int_equal(then.ticks[FIELD_IDLE][0], 88);
	assert_int_equal(then.state[1], USAGE_NEW);
	assert_int_equal((int)then.busy[2], 90);
	assert_true(then.elapsed > 0.99 && then.elapsed < 1.01);
	history_usage(&h, 0, &live, &then);
	assert_int_equal(then.state[2], USAGE_OFFLINE);
	history_usage(&h, 9, &live, &then);
	assert_int_equal(then.state[0], USAGE_NEW);
	usage_free(&then);
	history_free(&h);
}

/* A load below the threshold is not rounded up to it. */
static void only_what_is_hot_is_kept_as_hot(void **state)
{
	(void)state;
	struct history h = { 0 };
	take_one(&h, 89.9f, 1);
	assert_int_equal(history_at(&h, 0, 0), 89);
	take_one(&h, 90, 2);
	assert_int_equal(history_at(&h, 0, 0), 90);
	take_one(&h, 99.9f, 3);
	assert_int_equal(history_at(&h, 0, 0), 100);
	history_free(&h);
}

static void what_is_unknown_stays_so(void **state)
{
	(void)state;
	struct history h = { 0 };
	assert_int_equal(history_at(&h, 0, 0), HISTORY_UNKNOWN);
	take_one(&h, UNKNOWN, 1);
	assert_int_equal(history_at(&h, 0, 0), HISTORY_UNKNOWN);
	assert_int_equal(h.most[0], HISTORY_UNKNOWN);
	take_one(&h, 0, 2);
	assert_int_equal(h.most[0], 0);
	assert_int_equal(history_at(&h, 0, 0), 0);
	assert_int_equal(history_at(&h, 0, 1), HISTORY_UNKNOWN);
	history_free(&h);
}

/* A cpu keeps its own past when others come and go; one that was away has no number for it. */
static void the_past_follows_its_cpu(void **state)
{
	(void)state;
	static const uint32_t three[] = { 2, 5, 9 }, two[] = { 5, 9 }, other[] = { 1, 5, 8, 9 };
	struct history h = { 0 };
	take(&h, three, (float[]){ 20, 50, 95 }, 3, 11);
	take(&h, two, (float[]){ 51, 96 }, 2, 12);
	take(&h, other, (float[]){ 10, 52, 80, 97 }, 4, 13);
	static const uint8_t past[4][3] = { { 10, HISTORY_UNKNOWN, HISTORY_UNKNOWN },
					    { 52, 51, 50 },
					    { 80, HISTORY_UNKNOWN, HISTORY_UNKNOWN },
					    { 97, 96, 95 } };
	for (size_t row = 0; row < 4; row++)
		for (unsigned ago = 0; ago < 3; ago++)
			assert_int_equal(history_at(&h, row, ago), past[row][ago]);
	assert_int_equal(h.most[1], 52);
	assert_int_equal(history_hot_ns(&h, 3, 0), 3 * SECOND);
	assert_int_equal(history_hot_ns(&h, 1, 0), 0);
	history_free(&h);
}

/* --- Peaks --- */

/* The mark stays for HISTORY_RECENT samples, and then goes to the next highest of those. */
static void a_peak_is_marked_for_a_while(void **state)
{
	(void)state;
	struct history h = { 0 };
	int64_t t = 0;
	take_one(&h, 80, ++t);
	take_one(&h, 30, ++t);
	for (int i = 0; i < HISTORY_RECENT - 2; i++) {
		take_one(&h, 10, ++t);
		assert_int_equal(h.recent[0], 80);
	}
	take_one(&h, 10, ++t);
	assert_int_equal(h.recent[0], 30);
	take_one(&h, 10, ++t);
	assert_int_equal(h.recent[0], 10);
	assert_int_equal(h.most[0], 80);
	take_one(&h, 42, ++t);
	assert_int_equal(h.recent[0], 42);
	history_free(&h);
}

/* Against the plain definition, over loads of every kind. */
static void recent_is_the_highest_of_the_last(void **state)
{
	(void)state;
	struct history h = { 0 };
	uint32_t seed = 1;
	for (int64_t t = 1; t < 2000; t++) {
		seed = seed * 1664525 + 1013904223;
		take_one(&h, seed >> 24 < 30 ? UNKNOWN : (float)((seed >> 16) % 101), t);
		unsigned most = 0;
		for (unsigned ago = 0; ago < HISTORY_RECENT; ago++) {
			uint8_t p = history_at(&h, 0, ago);
			most = p != HISTORY_UNKNOWN && p > most ? p : most;
		}
		assert_int_equal(h.recent[0], most);
	}
	history_free(&h);
}

static void a_reset_leaves_the_last_sample(void **state)
{
	(void)state;
	struct history h = { 0 };
	history_reset(&h);
	take_one(&h, 90, 1);
	take_one(&h, 20, 2);
	history_reset(&h);
	assert_int_equal(h.most[0], 20);
	assert_int_equal(h.recent[0], 20);
	assert_int_equal(history_at(&h, 0, 1), 90);
	for (int64_t t = 3; t < 103; t++) {
		take_one(&h, 5, t);
		assert_in_range(h.recent[0], 5, 20);
	}
	take_one(&h, UNKNOWN, 500);
	history_reset(&h);
	assert_int_equal(h.most[0], HISTORY_UNKNOWN);
	history_free(&h);
}

/* --- Heat --- */

/* The interval over which it was hot counts; cooling ends it, and so does not to know. */
static void heat_is_timed(void **state)
{
	(void)state;
	struct history h = { 0 };
	take_one(&h, 89.9f, 10);
	assert_int_equal(history_hot_ns(&h, 0, 0), 0);
	take_one(&h, 90, 11);
	assert_int_equal(history_hot_ns(&h, 0, 0), SECOND);
	take_one(&h, 100, 12);
	assert_int_equal(history_hot_ns(&h, 0, 0), 2 * SECOND);
	take_one(&h, 50, 13);
	assert_int_equal(history_hot_ns(&h, 0, 0), 0);
	take_one(&h, 100, 14);
	take_one(&h, UNKNOWN, 15);
	assert_int_equal(history_hot_ns(&h, 0, 0), 0);
	take_one(&h, 100, 16);
	assert_int_equal(history_hot_ns(&h, 0, 0), SECOND);
	assert_int_equal(history_hot_ns(&h, 1, 0), 0);
	history_free(&h);
}

/* However many there are: as each alone. */
static void heat_is_timed_in_every_row(void **state)
{
	enum { MANY = 200, TIMES = 40 };
	static uint32_t cpu[MANY];
	static uint8_t states[MANY];
	static float busy[MANY];
	int64_t hot[MANY] = { 0 };
	struct chance c = { 90 };
	struct history h = { 0 };
	(void)state;
	for (uint32_t i = 0; i < MANY; i++)
		cpu[i] = i;
	struct usage u = { .rows = MANY, .cpu = cpu, .state = states, .busy = busy, .elapsed = 1 };
	for (int t = 1; t <= TIMES; t++) {
		/* At times none is hot, and at times one. */
		uint32_t odds = t % 8 < 3 ? 1000000 : 1 + chance_below(&c, 2 * MANY);
		for (int i = 0; i < MANY; i++) {
			bool is_hot = chance_below(&c, odds) == 0;
			busy[i] = is_hot ? 90 + (float)chance_below(&c, 11)
					 : (float)chance_below(&c, 90);
			hot[i] = is_hot ? hot[i] + SECOND : 0;
		}
		/* At times the first one is gone, and all others stand elsewhere. */
		size_t gone = t % 8 == 0;
		hot[0] = gone ? 0 : hot[0];
		u.cpu = cpu + gone;
		u.state = states + gone;
		u.busy = busy + gone;
		u.rows = MANY - gone;
		history_update(&h, &u, t * SECOND, t * SECOND);
		for (size_t i = gone; i < MANY; i++)
			assert_int_equal(history_hot_ns(&h, i - gone, 0), hot[i]);
	}
	history_free(&h);
}

/* Samples that do not adjoin (a jump in a recording) prove nothing of the time between them. */
static void a_gap_is_not_hot(void **state)
{
	(void)state;
	struct history h = { 0 };
	take_one(&h, 100, 1);
	take_one(&h, 100, 2);
	take_one(&h, 100, 1000);
	assert_int_equal(history_hot_ns(&h, 0, 0), SECOND);
	take_one(&h, 100, 1001);
	assert_int_equal(history_hot_ns(&h, 0, 0), 2 * SECOND);
	history_free(&h);
}

/* In a recording that is stepped back: what comes later is dropped, and all else as it was then. */
static void the_past_is_gone_back_to(void **state)
{
	(void)state;
	struct history h = { 0 };
	for (int64_t t = 1; t < 50; t++)
		take_one(&h, t < 15 ? 20 : t < 30 ? 95 : 100, t);
	take_one(&h, 95, 20);
	assert_int_equal(h.filled, 20);
	assert_int_equal(history_at(&h, 0, 0), 95);
	assert_int_equal(history_at(&h, 0, 6), 20);
	assert_int_equal(h.most[0], 95);
	assert_int_equal(h.recent[0], 95);
	assert_int_equal(history_hot_ns(&h, 0, 0), 6 * SECOND);
	take_one(&h, 40, 21);
	assert_int_equal(h.filled, 21);
	assert_int_equal(history_hot_ns(&h, 0, 0), 0);
	history_free(&h);
}

/* Read again without the sample before it, a sample has no loads; those that are kept stay. */
static void what_is_known_is_not_forgotten(void **state)
{
	(void)state;
	struct history h = { 0 };
	for (int64_t t = 1; t < 10; t++)
		take_one(&h, 50, t);
	take_one(&h, UNKNOWN, 5);
	assert_int_equal(h.filled, 5);
	assert_int_equal(history_at(&h, 0, 0), 50);
	take_one(&h, 60, 6);
	assert_int_equal(history_at(&h, 0, 0), 60);
	assert_int_equal(history_at(&h, 0, 1), 50);
	history_free(&h);
}

/* How long it had been hot at a past moment, also when it is not now. */
static void heat_of_the_past_is_timed(void **state)
{
	(void)state;
	struct history h = { 0 };
	for (int64_t t = 1; t <= 20; t++)
		take_one(&h, t > 5 && t <= 12 ? 100 : 10, t);
	assert_int_equal(history_hot_ns(&h, 0, 0), 0);
	assert_int_equal(history_hot_ns(&h, 0, 8), 7 * SECOND);
	assert_int_equal(history_hot_ns(&h, 0, 13), 2 * SECOND);
	assert_int_equal(history_hot_ns(&h, 0, 7), 0);
	history_free(&h);
}

/* Heat that began before the oldest moment that is kept is timed all the same. */
static void heat_outlasts_the_ring(void **state)
{
	(void)state;
	struct history h = { 0 };
	for (int64_t t = 1; t <= HISTORY_MOST + 500; t++)
		take_one(&h, 100, 9 + t);
	assert_int_equal(history_hot_ns(&h, 0, 0), (HISTORY_MOST + 500) * SECOND);
	history_free(&h);
}

/* More cpus: fewer moments, and the last of them are those that stay. */
static void new_cpus_shorten_the_past(void **state)
{
	enum { MANY = 4096 };
	static uint32_t cpu[MANY];
	static uint8_t states[MANY];
	static float busy[MANY];
	(void)state;
	struct history h = { 0 };
	for (uint32_t i = 0; i < MANY; i++)
		cpu[i] = 7 + i;
	for (int64_t t = 1; t <= 2000; t++)
		take_one(&h, (float)(t % 90), t);
	struct usage u = { .rows = MANY, .cpu = cpu, .state = states, .busy = busy, .elapsed = 1 };
	history_update(&h, &u, 2001 * SECOND, 0);
	assert_int_equal(h.filled, history_capacity(MANY));
	assert_int_equal(history_at(&h, 0, 1), 2000 % 90);
	assert_int_equal(history_at(&h, 1, 1), HISTORY_UNKNOWN);
	assert_int_equal(history_at(&h, 0, h.filled - 1), (2001 - h.filled + 1) % 90);
	history_free(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_moments_are_kept),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(moments_are_found_by_time),
		cmocka_unit_test(rows_are_summed),
		cmocka_unit_test(a_moment_is_a_usage),
		cmocka_unit_test(only_what_is_hot_is_kept_as_hot),
		cmocka_unit_test(what_is_unknown_stays_so),
		cmocka_unit_test(the_past_follows_its_cpu),
		cmocka_unit_test(a_peak_is_marked_for_a_while),
		cmocka_unit_test(recent_is_the_highest_of_the_last),
		cmocka_unit_test(a_reset_leaves_the_last_sample),
		cmocka_unit_test(heat_is_timed),
		cmocka_unit_test(heat_is_timed_in_every_row),
		cmocka_unit_test(a_gap_is_not_hot),
		cmocka_unit_test(the_past_is_gone_back_to),
		cmocka_unit_test(what_is_known_is_not_forgotten),
		cmocka_unit_test(heat_of_the_past_is_timed),
		cmocka_unit_test(heat_outlasts_the_ring),
		cmocka_unit_test(new_cpus_shorten_the_past),
	};
	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
