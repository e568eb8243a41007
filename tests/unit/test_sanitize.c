/* base/plain: what steers a terminal, in any encoding, and what does not. */
#include "base/sanitize.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct {
	const char *text, *utf8, *ascii;
} examples[] = {
	{ "", "", "" },
	{ "plain text ~", "plain text ~", "plain text ~" },
	{ "a\033[2Jb\tc\nd\177", "a?[2Jb?c?d?", "a?[2Jb?c?d?" },
	{ "\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0", "???\xc2\xa0", "????" },
	{ "\x80\x9b\xff", "???", "???" },
	/* Whole, but for what follows them. */
	{ "caf\xc3\xa9 \xe4\xb8\x9b \xf0\x9f\x98\x80", "caf\xc3\xa9 \xe4\xb8\x9b \xf0\x9f\x98\x80",
	  "caf? ? ?" },
	{ "\xc3", "?", "?" },
	{ "\xe4\xb8", "??", "??" },
	{ "\xf0\x9f\x98z", "???z", "???z" },
	/* Overlong, surrogates, beyond the last. */
	{ "\xc0\x9b\xc1\xbf", "????", "????" },
	{ "\xe0\x80\x9b\xe0\x9f\xbf", "??????", "??????" },
	{ "\xf0\x80\x80\x9b", "????", "????" },
	{ "\xed\xa0\x80\xed\xbf\xbf", "??????", "??????" },
	{ "\xf4\x90\x80\x80\xf5\x80\x80\x80", "????????", "????????" },
	{ "\xf4\x8f\xbf\xbd", "\xf4\x8f\xbf\xbd", "?" },
	/* Direction, and lines that are none of ASCII. */
	{ "\xe2\x80\x8e\xe2\x80\xae\xe2\x81\xa9\xd8\x9c", "????", "????" },
	{ "\xe2\x80\xa8\xe2\x80\xa9\xef\xbb\xbf\xe2\x80\x8b", "????", "????" },
	{ "\xe2\x80\x90\xe2\x80\xaf\xe2\x81\xb0", "\xe2\x80\x90\xe2\x80\xaf\xe2\x81\xb0", "???" },
};

static void texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		struct buf b = { 0 };
		buf_puts(&b, "<");
		sanitize_add(&b, examples[i].text, strlen(examples[i].text), false);
		assert_string_equal(b.data + 1, examples[i].utf8);
		buf_clear(&b);
		buf_puts(&b, "");
		sanitize_add(&b, examples[i].text, strlen(examples[i].text), true);
		assert_string_equal(b.data, examples[i].ascii);
		buf_free(&b);
	}
}

/* Every code point comes out as it went in, or as one '?'. */
static void all_code_points(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		struct buf in = { 0 }, out = { 0 };
		uint32_t is = 0;
		bool surrogate = code >= 0xd800 && code <= 0xdfff;
		buf_utf8(&in, code);
		size_t n = sanitize_sequence(in.data, in.data + in.used, &is);
		assert_int_equal(n, surrogate ? 0 : in.used);
		assert_true(surrogate || is == code);
		sanitize_add(&out, in.data, in.used, false);
		if (surrogate)
			assert_string_equal(out.data, "???");
		else
			assert_string_equal(out.data, sanitize_steers(code) ? "?" : in.data);
		buf_free(&in);
		buf_free(&out);
	}
	for (uint32_t code = 0; code < 0x100; code++)
		assert_int_equal(sanitize_steers(code),
				 code < 0x20 || (code >= 0x7f && code < 0xa0));
}

static void lines_stay_lines(void **state)
{
	struct buf b = { 0 };
	(void)state;
	sanitize_lines(&b, 0);
	assert_int_equal(b.used, 0);
	buf_add(&b, "\033kept\na\033b\n\nc\0d\n\xc3\xa9\xc3", 18);
	sanitize_lines(&b, 6);
	assert_int_equal(b.used, 18);
	assert_memory_equal(b.data, "\033kept\na?b\n\nc?d\n\xc3\xa9?", 18);
	buf_clear(&b);
	buf_puts(&b, "cpu0 1 2\n.\n");
	sanitize_lines(&b, 0);
	assert_string_equal(b.data, "cpu0 1 2\n.\n");
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(all_code_points),
		cmocka_unit_test(lines_stay_lines),
	};
	return cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}
