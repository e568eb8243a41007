/* canvas/canvas and text: cells as values, text of any bytes, drawing that stays inside. */
#include "canvas/canvas.h"

#include "unit/wall_kit.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <wchar.h>
#include <cmocka.h>

static const char *dump(const struct canvas *c, struct buf *out)
{
	buf_clear(out);
	canvas_dump(c, out);
	return out->data;
}

static void writes_outside_are_cut(void **state)
{
	(void)state;
	struct canvas c = { 0 };
	struct buf out = { 0 };
	canvas_reset(&c, 4, 2);
	for (int y = -3; y < 6; y++)
		for (int x = -3; x < 8; x++)
			canvas_put(&c, x, y, 'x', ROLE_TEXT, GROUND_NONE);
	assert_string_equal(dump(&c, &out), "xxxx\nxxxx\n");
	canvas_reset(&c, 4, 2);
	assert_int_equal(canvas_text(&c, 2, 0, 9, "abcdef", ROLE_TEXT), 6);
	canvas_text(&c, -2, 1, 9, "abcdef", ROLE_TEXT);
	assert_string_equal(dump(&c, &out), "  ab\ncdef\n");
	canvas_mark(&c, -5, 0, 100, CURSOR_VALUE);
	canvas_mark(&c, 0, -1, 4, CURSOR_VALUE);
	canvas_mark(&c, 0, 2, 4, CURSOR_VALUE);
	for (int i = 0; i < 8; i++)
		assert_int_equal(c.cell[i].cursor, i < 4);
	buf_free(&out);
	canvas_free(&c);
}

static void text_takes_only_its_room(void **state)
{
	(void)state;
	struct canvas c = { 0 };
	struct buf out = { 0 };
	canvas_reset(&c, 10, 1);
	assert_int_equal(canvas_text(&c, 1, 0, 3, "\u2581\u2588\u00b7x", ROLE_KEY), 3);
	assert_string_equal(dump(&c, &out), " \u2581\u2588\u00b7\n");
	assert_int_equal(c.cell[1].role, ROLE_KEY);
	assert_int_equal(c.cell[4].role, ROLE_TEXT);
	assert_int_equal(canvas_text(&c, 0, 0, 0, "x", ROLE_TEXT), 0);
	assert_int_equal(canvas_text(&c, 0, 0, -4, "x", ROLE_TEXT), 0);
	buf_free(&out);
	canvas_free(&c);
}

/* Bytes from elsewhere (a host name, a file's name) never become a control character. */
static void bytes_that_are_no_text_show_as_question_marks(void **state)
{
	(void)state;
	static const struct {
		const char *text, *shown;
	} example[] = {
		{ "a\033[7mb", "a?[7mb" },
		{ "\r\n\t\x7f", "????" },
		{ "\xc2\x9b"
		  "31m",
		  "?31m" },                     /* CSI as one C1 control character */
		{ "\xff\xfe\xc0\x80", "????" }, /* no first bytes; an overlong NUL */
		{ "\xe2\x96", "?" },            /* cut short */
		{ "\xe2x", "?x" },
		{ "\xe2\x96\x88x", "\u2588x" },
	};
	struct canvas c = { 0 };
	struct buf out = { 0 };
	for (size_t i = 0; i < sizeof example / sizeof example[0]; i++) {
		canvas_reset(&c, 20, 1);
		int n = canvas_text(&c, 0, 0, 20, example[i].text, ROLE_TEXT);
		assert_int_equal(n, text_width(example[i].text));
		buf_clear(&out);
		canvas_dump(&c, &out);
		out.data[out.used - 1] = '\0';
		assert_string_equal(out.data, example[i].shown);
	}
	buf_free(&out);
	canvas_free(&c);
}

/* Any bytes at all: each glyph takes one column of the terminal. */
static void any_bytes_are_harmless(void **state)
{
	(void)state;
	struct chance r = { 1 };
	struct canvas c = { 0 };
	for (int round = 0; round < 20000; round++) {
		char text[12];
		size_t n = chance_below(&r, sizeof text);
		for (size_t i = 0; i < n; i++)
			text[i] = (char)(1 + chance_below(&r, 255));
		text[n] = '\0';
		canvas_reset(&c, 16, 1);
		int width = canvas_text(&c, 0, 0, 16, text, ROLE_TEXT);
		assert_true(width <= (int)n);
		for (int i = 0; i < 16; i++)
			if (wcwidth((wchar_t)c.cell[i].glyph) != 1)
				fail_msg("U+%04X is %d wide", c.cell[i].glyph,
					 wcwidth((wchar_t)c.cell[i].glyph));
	}
	canvas_free(&c);
}

/* No code point there is takes two columns or none, and what the glyph sets use comes through. */
static void every_code_point_takes_one_column(void **state)
{
	(void)state;
	struct buf text = { 0 };
	for (uint32_t code = 1; code < 0x120000; code++) {
		buf_clear(&text);
		buf_utf8(&text, code);
		const char *at = text.data;
		uint32_t glyph = text_next(&at);
		if (wcwidth((wchar_t)glyph) != 1)
			fail_msg("U+%04X gives U+%04X", code, glyph);
		if (kit_printable(code) && glyph != code)
			fail_msg("U+%04X gives U+%04X", code, glyph);
	}
	buf_free(&text);
}

static void frames_can_be_compared(void **state)
{
	(void)state;
	struct canvas a = { 0 }, b = { 0 };
	canvas_reset(&a, 3, 2);
	canvas_reset(&b, 3, 2);
	assert_true(canvas_equal(&a, &b));
	canvas_put(&a, 2, 1, 'x', ROLE_TEXT, GROUND_NONE);
	assert_false(canvas_equal(&a, &b));
	canvas_put(&b, 2, 1, 'x', ROLE_TEXT, GROUND_NONE);
	assert_true(canvas_equal(&a, &b));
	canvas_put(&b, 2, 1, 'x', ROLE_KEY, GROUND_NONE);
	assert_false(canvas_equal(&a, &b));
	canvas_put(&b, 2, 1, 'x', ROLE_TEXT, GROUND_HEAT);
	assert_false(canvas_equal(&a, &b));
	canvas_put(&b, 2, 1, 'x', ROLE_TEXT, GROUND_NONE);
	canvas_mark(&b, 0, 0, 1, CURSOR_VALUE);
	assert_false(canvas_equal(&a, &b));
	canvas_reset(&b, 2, 3);
	canvas_reset(&a, 3, 2);
	assert_false(canvas_equal(&a, &b));
	canvas_free(&a);
	canvas_free(&b);
}

/* The same canvas for frames of any size: what was there before is gone. */
static void a_canvas_can_be_used_again(void **state)
{
	(void)state;
	struct canvas c = { 0 };
	for (int i = 0; i < 50; i++) {
		int width = 1 + i * 7 % 40, height = 1 + i * 5 % 20;
		canvas_reset(&c, width, height);
		for (int k = 0; k < width * height; k++) {
			assert_int_equal(c.cell[k].glyph, ' ');
			assert_int_equal(c.cell[k].role, ROLE_TEXT);
			c.cell[k].glyph = 'x';
			c.cell[k].role = ROLE_KEY;
		}
	}
	canvas_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_outside_are_cut),
		cmocka_unit_test(text_takes_only_its_room),
		cmocka_unit_test(bytes_that_are_no_text_show_as_question_marks),
		cmocka_unit_test(any_bytes_are_harmless),
		cmocka_unit_test(every_code_point_takes_one_column),
		cmocka_unit_test(frames_can_be_compared),
		cmocka_unit_test(a_canvas_can_be_used_again),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
