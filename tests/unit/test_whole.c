/* base/whole: what printf would say. */
#include "base/whole.h"

#include "unit/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void wholes_are_printf_s(void **state)
{
	struct chance c = { 7 };
	char wanted[32], got[32];
	(void)state;
	for (int i = 0; i < 200000; i++) {
		/* Ties too: quarters of up to a million. */
		double x = i % 2 ? chance_below(&c, 4000000) / 4.0
				 : chance_below(&c, 1000000000) / 1e7;
		snprintf(wanted, sizeof wanted, "%.0f", x);
		snprintf(got, sizeof got, "%u", whole(x));
		assert_string_equal(got, wanted);
	}
	assert_int_equal(whole(0), 0);
	assert_int_equal(whole(2147483647.0), 2147483647);
}

/* Of a tie that no double is, printf sees on which side of it the double lies: a tenth off, no
 * more. */
static void tenths_are_printf_s(void **state)
{
	struct chance c = { 8 };
	char wanted[32], got[32];
	(void)state;
	for (int i = 0; i < 200000; i++) {
		double x = chance_below(&c, 100001) / 1e3;
		snprintf(wanted, sizeof wanted, "%.1f", x);
		snprintf(got, sizeof got, TENTHS, AS_TENTHS(x));
		bool tie = (uint64_t)(x * 1e3 + 0.5) % 100 == 50;
		if (!tie)
			assert_string_equal(got, wanted);
		double said;
		assert_int_equal(sscanf(got, "%lf", &said), 1);
		assert_true(said - x < 0.0501 && x - said < 0.0501);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wholes_are_printf_s),
		cmocka_unit_test(tenths_are_printf_s),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
