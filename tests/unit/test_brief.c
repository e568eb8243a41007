/* base/brief: what snprintf would write, whatever the room. */
#include "base/brief.h"

#include "unit/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { ROOM = 96 };

static void same(size_t room, size_t n, const char *got, const char *wanted)
{
	assert_string_equal(got, wanted);
	assert_int_equal(n, strlen(wanted));
	/* What is beyond the room is not touched. */
	for (size_t i = room; i < ROOM; i++)
		assert_int_equal(got[i], '~');
}

/* In every room from 1 up. */
#define SAME(...)                                                                                  \
	do                                                                                         \
		for (size_t room = 1; room <= ROOM; room++) {                                      \
			char got[ROOM + 1], wanted[ROOM + 1];                                      \
			memset(got, '~', sizeof got);                                              \
			size_t n = brief(got, room, __VA_ARGS__);                                  \
			snprintf(wanted, room, __VA_ARGS__);                                       \
			same(room, n, got, wanted);                                                \
		}                                                                                  \
	while (0)

/* The compiler looks through what it can see, and would warn of what is cut. */
static const char *volatile word = "cpu\xe2\x96\x88";
static const char *volatile nothing = "";
static volatile unsigned largest = UINT32_MAX;
static volatile int minus = -1, four = 4;

static void formats_of_the_frame_are_printf_s(void **state)
{
	(void)state;
	SAME("%s", word);
	SAME("%s", nothing);
	SAME("plain");
	SAME("avg %u.%u%%", 12u, 3u);
	SAME("%s%s %u max %u%% cpu%u", word, nothing, 0u, 100u, largest);
	SAME("up %ud %02u:%02u", 3u, 7u, 59u);
	SAME("%02u:%02u", 0u, largest);
	SAME("max %3u%% ", 7u);
	SAME("max %3u%% ", largest);
	SAME("%zu/%zu cpus", (size_t)SIZE_MAX, (size_t)0);
	SAME("%8zu|%04zu", (size_t)12, (size_t)12);
	SAME("%.64s|%.3s|%.0s|", word, word, word);
	SAME("%%%%%s%%", word);
}

/* From the beginning, also where some of it was written before the format was seen to be odd. */
static void other_formats_are_left_to_printf(void **state)
{
	(void)state;
	SAME("%s %d", word, minus);
	SAME("%u %*s", 5u, four, word);
	SAME("%u %.*s|", 5u, four, word);
	SAME("%u %.2gs", 5u, 0.25);
	SAME("%u %10s|", 5u, word);
	SAME("%u %.3u|", 5u, 7u);
	SAME("%u %lld %c", largest, -5ll, 'x');
	SAME("%-5u|%x", 5u, 255u);
}

static void numbers_are_printf_s(void **state)
{
	struct chance c = { 9 };
	(void)state;
	for (int i = 0; i < 100000; i++) {
		char got[32], wanted[32];
		unsigned n = (unsigned)chance_wide(&c);
		size_t z = chance_wide(&c);
		brief(got, sizeof got, "%u %zu", n, z);
		snprintf(wanted, sizeof wanted, "%u %zu", n, z);
		assert_string_equal(got, wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_of_the_frame_are_printf_s),
		cmocka_unit_test(other_formats_are_left_to_printf),
		cmocka_unit_test(numbers_are_printf_s),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
