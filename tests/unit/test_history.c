/* measure/history: what is remembered of each cpu, for how long, and what is not made up. */
#include "measure/history.h"

#include "base/mem.h"
#include "unit/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { ROWS = 4, UNKNOWN = -1 };

static const int64_t SECOND = 1000000000;

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
	history_update(h, &u, seconds * SECOND);
}

static void take_one(struct history *h, float busy, int64_t seconds)
{
	static const uint32_t cpu[] = { 7 };
	take(h, cpu, &busy, 1, seconds);
}

/* --- The ring --- */

static void the_last_samples_are_kept(void **state)
{
	(void)state;
	struct history h = { 0 };
	for (int64_t t = 1; t <= 3 * HISTORY_SAMPLES + 5; t++) {
		take_one(&h, (float)(t % 101), t);
		for (unsigned ago = 0; ago < HISTORY_SAMPLES + 3; ago++) {
			int64_t then = t - ago;
			bool kept = then >= 1 && ago < HISTORY_SAMPLES;
			assert_int_equal(history_at(&h, 0, ago),
					 kept ? then % 101 : HISTORY_UNKNOWN);
			assert_int_equal(history_span_ns(&h, ago), kept ? ago * SECOND : 0);
		}
	}
	assert_int_equal(h.taken, 3 * HISTORY_SAMPLES + 5);
	assert_int_equal(history_at(&h, 1, 0), HISTORY_UNKNOWN);
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
	assert_int_equal(history_hot_ns(&h, 3), 3 * SECOND);
	assert_int_equal(history_hot_ns(&h, 1), 0);
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
	for (int64_t t = 3; t < 3 + HISTORY_SAMPLES; t++) {
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
	assert_int_equal(history_hot_ns(&h, 0), 0);
	take_one(&h, 90, 11);
	assert_int_equal(history_hot_ns(&h, 0), SECOND);
	take_one(&h, 100, 12);
	assert_int_equal(history_hot_ns(&h, 0), 2 * SECOND);
	take_one(&h, 50, 13);
	assert_int_equal(history_hot_ns(&h, 0), 0);
	take_one(&h, 100, 14);
	take_one(&h, UNKNOWN, 15);
	assert_int_equal(history_hot_ns(&h, 0), 0);
	take_one(&h, 100, 16);
	assert_int_equal(history_hot_ns(&h, 0), SECOND);
	assert_int_equal(history_hot_ns(&h, 1), 0);
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
		history_update(&h, &u, t * SECOND);
		for (size_t i = gone; i < MANY; i++)
			assert_int_equal(history_hot_ns(&h, i - gone), hot[i]);
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
	assert_int_equal(history_hot_ns(&h, 0), SECOND);
	take_one(&h, 100, 1001);
	assert_int_equal(history_hot_ns(&h, 0), 2 * SECOND);
	history_free(&h);
}

/* Where time runs backwards nothing is known of what came before. */
static void the_past_begins_anew(void **state)
{
	(void)state;
	struct history h = { 0 };
	for (int64_t t = 1; t < 50; t++)
		take_one(&h, 100, t);
	take_one(&h, 95, 20);
	assert_int_equal(h.taken, 1);
	assert_int_equal(history_at(&h, 0, 0), 95);
	assert_int_equal(history_at(&h, 0, 1), HISTORY_UNKNOWN);
	assert_int_equal(h.most[0], 95);
	assert_int_equal(h.recent[0], 95);
	assert_int_equal(history_hot_ns(&h, 0), SECOND);
	history_free(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_samples_are_kept),
		cmocka_unit_test(what_is_unknown_stays_so),
		cmocka_unit_test(the_past_follows_its_cpu),
		cmocka_unit_test(a_peak_is_marked_for_a_while),
		cmocka_unit_test(recent_is_the_highest_of_the_last),
		cmocka_unit_test(a_reset_leaves_the_last_sample),
		cmocka_unit_test(heat_is_timed),
		cmocka_unit_test(heat_is_timed_in_every_row),
		cmocka_unit_test(a_gap_is_not_hot),
		cmocka_unit_test(the_past_begins_anew),
	};
	return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
