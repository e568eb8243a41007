/* base/mem: arrays grow as asked for, keep what they hold, and free what they should. */
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void grown_arrays_keep_what_they_hold_and_are_zeroed(void **state)
{
	uint32_t *array = NULL;
	size_t room = 0, used = 0;
	(void)state;
	for (size_t want = 1; want < 3000; want += want / 3 + 1) {
		array = mem_grow(array, &room, want, sizeof *array);
		assert_true(room >= want);
		for (size_t i = 0; i < used; i++)
			assert_int_equal(array[i], i + 1);
		for (size_t i = used; i < room; i++)
			assert_int_equal(array[i], 0);
		for (; used < want; used++)
			array[used] = (uint32_t)used + 1;
	}
	free(array);
}

static void what_is_there_is_enough(void **state)
{
	size_t room = 0;
	(void)state;
	char *array = mem_stretch(NULL, &room, 100, 1);
	char *same = array;
	size_t before = room;
	memset(array, 'x', room);
	array = mem_stretch(array, &room, 50, 1);
	assert_ptr_equal(array, same);
	array = mem_grow(array, &room, before, 1);
	assert_ptr_equal(array, same);
	assert_int_equal(room, before);
	assert_int_equal(array[before - 1], 'x');
	free(array);
}

static void stretched_arrays_keep_what_they_hold(void **state)
{
	size_t room = 0;
	char *array = NULL;
	(void)state;
	for (size_t used = 0; used < 300000; used = room) {
		array = mem_stretch(array, &room, used + 1, 1);
		for (size_t i = 0; i < used; i++)
			assert_int_equal(array[i], (char)i);
		for (size_t i = used; i < room; i++)
			array[i] = (char)i;
	}
	free(array);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grown_arrays_keep_what_they_hold_and_are_zeroed),
		cmocka_unit_test(what_is_there_is_enough),
		cmocka_unit_test(stretched_arrays_keep_what_they_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
