/* measure/cpu_rows: values stay with their cpu, whatever comes and goes. */
#include "measure/cpu_rows.h"

#include "base/mem.h"
#include "unit/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

enum { CPUS = 40, ROUNDS = 20000 };

static void sets_are_compared_by_ids(void **state)
{
	static const uint32_t two[] = { 3, 7 }, other[] = { 3, 8 }, three[] = { 3, 7, 9 };
	struct cpu_rows r = { 0 };
	(void)state;
	assert_true(cpu_rows_same(&r, NULL, 0));
	assert_false(cpu_rows_same(&r, two, 2));
	free(cpu_rows_change(&r, two, 2));
	assert_true(cpu_rows_same(&r, (const uint32_t[]){ 3, 7 }, 2));
	assert_false(cpu_rows_same(&r, other, 2));
	assert_false(cpu_rows_same(&r, three, 3));
	assert_false(cpu_rows_same(&r, two, 1));
	assert_false(cpu_rows_same(&r, NULL, 0));
	assert_null(cpu_rows_change(&r, two, 2));
	cpu_rows_free(&r);
	assert_int_equal(r.count, 0);
}

static void each_row_is_found_again(void **state)
{
	static const uint32_t before[] = { 2, 5, 9, 4294967295 },
			      after[] = { 1, 5, 8, 9, 4294967295 };
	static const uint32_t expected[] = { CPU_ROWS_NEW, 1, CPU_ROWS_NEW, 2, 3 };
	struct cpu_rows r = { 0 };
	(void)state;
	free(cpu_rows_change(&r, before, 4));
	uint32_t *from = cpu_rows_change(&r, after, 5);
	assert_memory_equal(from, expected, sizeof expected);
	assert_memory_equal(r.cpu, after, sizeof after);
	free(from);
	/* All gone is a change too. */
	from = cpu_rows_change(&r, NULL, 0);
	assert_non_null(from);
	assert_int_equal(r.count, 0);
	free(from);
	cpu_rows_free(&r);
}

/* Unplugs and plugs in at random; a cpu that is new has no value yet, whatever it had before. */
static size_t plug(struct chance *c, bool online[CPUS], uint64_t by_cpu[CPUS], uint32_t cpu[CPUS])
{
	size_t n = 0;
	for (uint32_t i = 0; i < CPUS; i++) {
		if (!chance_below(c, 20)) {
			online[i] = !online[i];
			by_cpu[i] = UINT64_MAX;
		}
		if (online[i])
			cpu[n++] = 3 * i;
	}
	return n;
}

/* The same values in rows as in an array that is never moved. */
static void values_stay_with_their_cpu(void **state)
{
	struct chance c = { 0xc0 };
	struct cpu_rows r = { 0 };
	uint64_t *value = NULL, by_cpu[CPUS];
	bool online[CPUS] = { false };
	size_t changes = 0;
	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		uint32_t cpu[CPUS];
		size_t n = plug(&c, online, by_cpu, cpu);
		uint32_t *from = cpu_rows_change(&r, cpu, n);
		if (from)
			value = cpu_rows_carry(value, from, n, sizeof *value, 0xff);
		changes += from != NULL;
		free(from);
		assert_true(cpu_rows_same(&r, cpu, n));
		for (size_t i = 0; i < n; i++) {
			uint64_t *twin = &by_cpu[cpu[i] / 3];
			assert_int_equal(value[i], *twin);
			if (!chance_below(&c, 3))
				value[i] = *twin = chance_wide(&c) >> 1;
		}
	}
	assert_in_range(changes, ROUNDS / 2, ROUNDS - 1);
	free(value);
	cpu_rows_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_are_compared_by_ids),
		cmocka_unit_test(each_row_is_found_again),
		cmocka_unit_test(values_stay_with_their_cpu),
	};
	return cmocka_run_group_tests_name("cpu_rows", tests, NULL, NULL);
}
