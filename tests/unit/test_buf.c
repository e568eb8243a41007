/* base/buf and base/mem: what grows, grows well, and is always a string. */
#include "base/buf.h"
#include "base/mem.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Fails unless the buffer holds these bytes, and the NUL behind them. */
static void expect(const struct buf *b, const char *bytes, size_t n)
{
	assert_int_equal(b->used, n);
	assert_non_null(b->data);
	assert_true(b->used < b->room);
	assert_memory_equal(b->data, bytes, n);
	assert_int_equal(b->data[n], '\0');
}

static void an_empty_one_becomes_a_string_by_any_addition(void **state)
{
	struct buf b = { 0 };
	(void)state;
	buf_puts(&b, "");
	expect(&b, "", 0);
	buf_free(&b);
	buf_add(&b, NULL, 0);
	expect(&b, "", 0);
	buf_free(&b);
	assert_non_null(buf_reserve(&b, 0));
	assert_int_equal(b.used, 0);
	buf_free(&b);
}

static void adds_in_order(void **state)
{
	struct buf b = { 0 };
	(void)state;
	buf_puts(&b, "cpu");
	buf_number(&b, 77);
	buf_putc(&b, ' ');
	buf_printf(&b, "%5.1f%%", 12.34);
	buf_add(&b, "\0x", 2);
	expect(&b, "cpu77  12.3%\0x", 14);
	buf_free(&b);
}

static void can_be_freed_and_used_again(void **state)
{
	struct buf b = { 0 };
	(void)state;
	buf_free(&b);
	buf_puts(&b, "one");
	buf_free(&b);
	assert_null(b.data);
	assert_int_equal(b.used, 0);
	assert_int_equal(b.room, 0);
	buf_puts(&b, "two");
	expect(&b, "two", 3);
	buf_free(&b);
}

static void clearing_keeps_the_room(void **state)
{
	struct buf b = { 0 };
	(void)state;
	buf_clear(&b);
	assert_null(b.data);
	for (int i = 0; i < 1000; i++)
		buf_puts(&b, "0123456789");
	size_t room = b.room;
	const char *data = b.data;
	buf_clear(&b);
	expect(&b, "", 0);
	for (int i = 0; i < 1000; i++)
		buf_puts(&b, "9876543210");
	assert_int_equal(b.room, room);
	assert_ptr_equal(b.data, data);
	buf_free(&b);
}

/* Of every size, so that the NUL is tried at every edge of the room. */
static void there_is_always_room_for_the_nul(void **state)
{
	char bytes[300];
	(void)state;
	memset(bytes, 'x', sizeof bytes);
	for (size_t n = 0; n < sizeof bytes; n++) {
		struct buf at_once = { 0 }, one_by_one = { 0 }, reserved = { 0 };
		buf_add(&at_once, bytes, n);
		expect(&at_once, bytes, n);
		buf_puts(&one_by_one, "");
		for (size_t i = 0; i < n; i++)
			buf_putc(&one_by_one, 'x');
		expect(&one_by_one, bytes, n);
		memset(buf_reserve(&reserved, n), 'x', n + 1);
		reserved.used += n;
		reserved.data[reserved.used] = '\0';
		expect(&reserved, bytes, n);
		buf_free(&at_once);
		buf_free(&one_by_one);
		buf_free(&reserved);
	}
}

static void reserving_moves_nothing_in_use(void **state)
{
	struct buf b = { 0 };
	(void)state;
	buf_puts(&b, "head");
	for (size_t n = 1; n < 100000; n = n * 3 + 1) {
		char *at = buf_reserve(&b, n);
		assert_ptr_equal(at, b.data + 4);
		memset(at, 'z', n);
		at[0] = '\0';
		expect(&b, "head", 4);
	}
	buf_free(&b);
}

static void numbers_are_decimal(void **state)
{
	static const struct {
		unsigned long long n;
		const char *text;
	} examples[] = {
		{ 0, "0" },
		{ 7, "7" },
		{ 10, "10" },
		{ 4294967295u, "4294967295" },
		{ ULLONG_MAX, "18446744073709551615" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		struct buf b = { 0 };
		buf_number(&b, examples[i].n);
		expect(&b, examples[i].text, strlen(examples[i].text));
		buf_free(&b);
	}
}

static void prints_texts_of_any_length(void **state)
{
	struct buf b = { 0 };
	char *text = mem_zero(5001, 1);
	(void)state;
	memset(text, 'y', 5000);
	buf_printf(&b, "%s", "");
	buf_printf(&b, "[%s]", text);
	assert_int_equal(b.used, 5002);
	assert_int_equal(b.data[0], '[');
	assert_int_equal(b.data[5001], ']');
	assert_int_equal(b.data[5002], '\0');
	free(text);
	buf_free(&b);
}

static void code_points_become_utf8(void **state)
{
	static const struct {
		unsigned code;
		const char *text;
	} examples[] = {
		{ 'A', "A" },
		{ 0x7f, "\x7f" },
		{ 0x80, "\xc2\x80" },
		{ 0xb7, "\xc2\xb7" },
		{ 0x7ff, "\xdf\xbf" },
		{ 0x800, "\xe0\xa0\x80" },
		{ 0x2588, "\xe2\x96\x88" },
		{ 0xffff, "\xef\xbf\xbf" },
		{ 0x10000, "\xf0\x90\x80\x80" },
		{ 0x1fb00, "\xf0\x9f\xac\x80" },
		{ 0x10ffff, "\xf4\x8f\xbf\xbf" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		struct buf b = { 0 };
		buf_utf8(&b, examples[i].code);
		expect(&b, examples[i].text, strlen(examples[i].text));
		buf_free(&b);
	}
}

/* A buffer that is filled byte by byte is copied a few times, not each time. */
static void room_grows_by_half_at_least(void **state)
{
	struct buf b = { 0 };
	size_t grown = 0, room = 0;
	(void)state;
	for (int i = 0; i < 1000000; i++) {
		buf_putc(&b, 'x');
		grown += b.room != room;
		room = b.room;
	}
	assert_true(grown < 40);
	assert_true(b.room < 2 * b.used);
	buf_free(&b);
}

static void new_elements_are_zero(void **state)
{
	uint64_t *p = NULL;
	size_t room = 0, before;
	(void)state;
	for (size_t want = 1; want < 5000; want = room + 1) {
		before = room;
		p = mem_grow(p, &room, want, sizeof *p);
		assert_true(room >= want);
		assert_true(room >= before + before / 2);
		for (size_t i = 0; i < room; i++)
			assert_int_equal(p[i], i < before ? i + 1 : 0);
		for (size_t i = 0; i < room; i++)
			p[i] = i + 1;
	}
	const uint64_t *same = mem_grow(p, &room, room, sizeof *p);
	assert_ptr_equal(same, p);
	free(p);
}

/* Also of nothing there is a pointer. */
static void of_nothing_there_is_a_pointer(void **state)
{
	size_t room = 0;
	char *p = mem_grow(NULL, &room, 0, 1), *q = mem_zero(0, 8);
	(void)state;
	assert_non_null(p);
	assert_non_null(q);
	free(p);
	free(q);
}

static void strings_are_copied(void **state)
{
	const char *text = "package 8442";
	char *copy = mem_string(text), *empty = mem_string("");
	(void)state;
	assert_string_equal(copy, text);
	assert_ptr_not_equal(copy, text);
	assert_string_equal(empty, "");
	free(copy);
	free(empty);
}

static jmp_buf ran_out;

static void run_out(void)
{
	longjmp(ran_out, 1);
}

/* More elements than can be counted end in the one place that was named, and change nothing. */
static void running_out_ends_in_one_place(void **state)
{
	size_t room = 0;
	char *p = mem_grow(NULL, &room, 10, 1);
	volatile int ends = 0;
	(void)state;
	memset(p, 7, room);
	mem_on_failure(run_out);
	if (!setjmp(ran_out))
		mem_grow(p, &room, SIZE_MAX / 8 + 2, 8);
	else
		ends++;
	mem_on_failure(NULL);
	assert_int_equal(ends, 1);
	assert_int_equal(room, 16);
	assert_int_equal(p[9], 7);
	free(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_one_becomes_a_string_by_any_addition),
		cmocka_unit_test(adds_in_order),
		cmocka_unit_test(can_be_freed_and_used_again),
		cmocka_unit_test(clearing_keeps_the_room),
		cmocka_unit_test(there_is_always_room_for_the_nul),
		cmocka_unit_test(reserving_moves_nothing_in_use),
		cmocka_unit_test(numbers_are_decimal),
		cmocka_unit_test(prints_texts_of_any_length),
		cmocka_unit_test(code_points_become_utf8),
		cmocka_unit_test(room_grows_by_half_at_least),
		cmocka_unit_test(new_elements_are_zero),
		cmocka_unit_test(of_nothing_there_is_a_pointer),
		cmocka_unit_test(strings_are_copied),
		cmocka_unit_test(running_out_ends_in_one_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
