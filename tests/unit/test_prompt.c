/* wall/prompt: editing a line as in a shell, and what was typed before. */
#include "wall/prompt.h"

#include "unit/chance.h"
#include "wall/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* Keys that are no character, by letters that stand for them after a backslash. */
static const struct {
	char name;
	uint32_t press;
} keys[] = {
	{ 'l', PRESS_LEFT },
	{ 'r', PRESS_RIGHT },
	{ 'h', PRESS_HOME },
	{ 'e', PRESS_END },
	{ 'u', PRESS_UP },
	{ 'd', PRESS_DOWN },
	{ 'x', PRESS_DELETE },
	{ 'b', 127 },
	{ 'B', 8 },
	{ 'W', 23 },
	{ 'U', 21 },
	{ 'K', 11 },
	{ 'A', 1 },
	{ 'E', 5 },
	{ 'D', 4 },
	{ 'n', '\r' },
	{ 'N', '\n' },
	{ 'c', PRESS_ESCAPE },
	{ '?', PRESS_UNKNOWN },
	{ 'p', PRESS_PAGE_UP },
};

static uint32_t press_of(char name)
{
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (keys[i].name == name)
			return keys[i].press;
	fail_msg("no key %c", name);
	return 0;
}

/* Types the script; returns what the last key did. */
static enum prompt_event type(struct prompt *p, const char *script)
{
	enum prompt_event event = PROMPT_IGNORED;
	for (; *script; script++)
		event = prompt_press(p, *script == '\\' ? press_of(*++script)
							: (unsigned char)*script);
	return event;
}

/* What the script leaves, the caret as a bar. */
static void expect(const char *script, const char *line)
{
	struct prompt p = { 0 };
	char shown[PROMPT_ROOM + 1];
	prompt_open(&p, PROMPT_JUMP, NULL);
	type(&p, script);
	snprintf(shown, sizeof shown, "%.*s|%s", p.at, p.text, p.text + p.at);
	if (strcmp(shown, line))
		fail_msg("%s leaves %s, not %s", script, shown, line);
}

static void keys_edit(void **state)
{
	(void)state;
	static const struct {
		const char *script, *line;
	} table[] = {
		{ "", "|" },
		{ "0-3", "0-3|" },
		{ "abc\\l\\lX", "aX|bc" },
		{ "abc\\l\\r\\rX", "abcX|" },
		{ "abc\\hX\\eY", "XabcY|" },
		{ "abc\\AX\\EY", "XabcY|" },
		{ "abc\\b", "ab|" },
		{ "abc\\l\\B", "a|c" },
		{ "\\b\\x\\W\\U\\K", "|" },
		{ "abc\\h\\x", "|bc" },
		{ "abc\\h\\r\\D", "a|c" },
		{ "abc\\x", "abc|" },
		{ "ab cd \\W", "ab |" },
		{ "ab cd\\l\\W", "ab |d" },
		{ "ab  \\W\\W", "|" },
		{ "abcd\\l\\l\\U", "|cd" },
		{ "abcd\\l\\l\\K", "ab|" },
		{ "a\\?b\\pc", "abc|" },
	};
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		expect(table[i].script, table[i].line);
}

static void events_tell_what_happened(void **state)
{
	(void)state;
	struct prompt p = { 0 };
	prompt_open(&p, PROMPT_FILTER, NULL);
	assert_int_equal(p.kind, PROMPT_FILTER);
	assert_int_equal(type(&p, "\\b"), PROMPT_IGNORED);
	assert_int_equal(type(&p, "\\l"), PROMPT_IGNORED);
	assert_int_equal(type(&p, "\\u"), PROMPT_IGNORED);
	assert_int_equal(type(&p, "a"), PROMPT_EDITED);
	assert_int_equal(type(&p, "\\l"), PROMPT_MOVED);
	assert_int_equal(type(&p, "\\x"), PROMPT_EDITED);
	assert_int_equal(type(&p, "\\?"), PROMPT_IGNORED);
	assert_int_equal(type(&p, "5\\n"), PROMPT_ACCEPTED);
	assert_int_equal(p.kind, PROMPT_NONE);
	assert_string_equal(p.text, "5");
	prompt_open(&p, PROMPT_FILTER, NULL);
	assert_string_equal(p.text, "");
	assert_int_equal(type(&p, "7\\c"), PROMPT_CANCELLED);
	assert_int_equal(p.kind, PROMPT_NONE);
	prompt_open(&p, PROMPT_JUMP, NULL);
	assert_int_equal(type(&p, "7\\N"), PROMPT_ACCEPTED);
}

/* --- What was typed before --- */

static void say(struct prompt *p, enum prompt_kind kind, const char *script)
{
	prompt_open(p, kind, NULL);
	type(p, script);
}

static void the_past_comes_back(void **state)
{
	(void)state;
	struct prompt p = { 0 };
	say(&p, PROMPT_JUMP, "11\\n");
	say(&p, PROMPT_JUMP, "22\\n");
	say(&p, PROMPT_JUMP, "33\\c"); /* never accepted */
	say(&p, PROMPT_JUMP, "\\n");   /* nothing to remember */
	say(&p, PROMPT_FILTER, ">=50\\n");
	say(&p, PROMPT_JUMP, "dra\\u");
	assert_string_equal(p.text, "22");
	type(&p, "\\u");
	assert_string_equal(p.text, "11");
	assert_int_equal(p.at, 2);
	assert_int_equal(type(&p, "\\u"), PROMPT_IGNORED);
	type(&p, "\\d");
	assert_string_equal(p.text, "22");
	type(&p, "\\d");
	assert_string_equal(p.text, "dra");
	assert_int_equal(type(&p, "\\d"), PROMPT_IGNORED);
	say(&p, PROMPT_FILTER, "\\u");
	assert_string_equal(p.text, ">=50");
}

/* Said again it comes to the front, and stands there once. */
static void the_past_has_no_repetitions(void **state)
{
	(void)state;
	struct prompt p = { 0 };
	say(&p, PROMPT_JUMP, "1\\n");
	say(&p, PROMPT_JUMP, "2\\n");
	say(&p, PROMPT_JUMP, "1\\n");
	say(&p, PROMPT_JUMP, "\\u\\u");
	assert_string_equal(p.text, "2");
	assert_int_equal(type(&p, "\\u"), PROMPT_IGNORED);
	assert_int_equal(p.pasts[PROMPT_JUMP], 2);
}

static void the_oldest_is_forgotten(void **state)
{
	(void)state;
	struct prompt p = { 0 };
	char text[16];
	for (int i = 0; i < PROMPT_PAST + 5; i++) {
		snprintf(text, sizeof text, "%d\\n", i);
		say(&p, PROMPT_JUMP, text);
	}
	prompt_open(&p, PROMPT_JUMP, NULL);
	for (int i = PROMPT_PAST + 4; i >= 5; i--) {
		type(&p, "\\u");
		snprintf(text, sizeof text, "%d", i);
		assert_string_equal(p.text, text);
	}
	assert_int_equal(type(&p, "\\u"), PROMPT_IGNORED);
}

/* --- Whatever is typed --- */

static void the_line_stays_whole(void **state)
{
	(void)state;
	struct prompt p = { 0 };
	struct chance r = { 5 };
	enum { KEYS = sizeof keys / sizeof keys[0] };
	int longest = 0;
	prompt_open(&p, PROMPT_JUMP, NULL);
	for (int i = 0; i < 200000; i++) {
		uint32_t press = chance_below(&r, 6) ? ' ' + chance_below(&r, 95)
						     : keys[chance_below(&r, KEYS)].press;
		if (chance_below(&r, 500) == 0)
			press = chance_below(&r, 0x110000);
		prompt_press(&p, press);
		if (p.kind == PROMPT_NONE)
			prompt_open(&p, 1 + chance_below(&r, PROMPT_KINDS - 1), NULL);
		assert_in_range(p.at, 0, p.length);
		assert_in_range(p.length, 0, PROMPT_ROOM - 1);
		assert_int_equal(strlen(p.text), p.length);
		longest = p.length > longest ? p.length : longest;
	}
	assert_int_equal(longest, PROMPT_ROOM - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_edit),
		cmocka_unit_test(events_tell_what_happened),
		cmocka_unit_test(the_past_comes_back),
		cmocka_unit_test(the_past_has_no_repetitions),
		cmocka_unit_test(the_oldest_is_forgotten),
		cmocka_unit_test(the_line_stays_whole),
	};
	return cmocka_run_group_tests_name("prompt", tests, NULL, NULL);
}
