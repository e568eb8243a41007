/* panels/priority_line: what a line of parts sheds, and that it never leaves its width. */
#include "panels/priority_line.h"

#include "unit/wall_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* The line as painted in so many columns, from column 2 of a wider canvas. */
static const char *line(struct priority_line *p, int width)
{
	static struct buf out;
	struct canvas c = { 0 };
	canvas_reset(&c, width + 4, 1);
	for (int i = 0; i < width + 4; i++)
		c.cell[i].glyph = '~';
	for (int i = 2; i < width + 2; i++)
		c.cell[i].glyph = ' ';
	priority_line_draw(p, &c, 2, 0, width);
	buf_clear(&out);
	canvas_dump(&c, &out);
	canvas_free(&c);
	return out.data;
}

static struct priority_line example(const char *separator)
{
	struct priority_line p;
	priority_line_begin(&p, separator);
	priority_line_add(&p, 9, ROLE_TEXT, "first");
	priority_line_add(&p, 2, ROLE_TEXT, "light");
	priority_line_add(&p, 5, ROLE_TEXT, "three")->joined = true;
	priority_line_add(&p, 7, ROLE_TEXT, "%s", "right")->right = true;
	return p;
}

static void the_lightest_goes_first(void **state)
{
	(void)state;
	static const struct {
		int width;
		const char *line;
	} expected[] = {
		{ 40, "~~first  light three                 right~~\n" },
		{ 25, "~~first  light three  right~~\n" },
		{ 24, "~~first three        right~~\n" },
		{ 18, "~~first three  right~~\n" },
		{ 17, "~~first       right~~\n" },
		{ 12, "~~first  right~~\n" },
		{ 11, "~~first      ~~\n" },
		{ 5, "~~first~~\n" },
		{ 3, "~~fir~~\n" },
		{ 1, "~~f~~\n" },
	};
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
		struct priority_line p = example("");
		assert_string_equal(line(&p, expected[i].width), expected[i].line);
	}
}

static void separators_stand_between(void **state)
{
	(void)state;
	struct priority_line p = example("\u00b7");
	assert_string_equal(line(&p, 30), "~~first \u00b7 light three      right~~\n");
}

static void a_lone_part_is_cut(void **state)
{
	(void)state;
	struct priority_line p;
	priority_line_begin(&p, "");
	priority_line_add(&p, 1, ROLE_TEXT, "abcdefgh")->right = true;
	assert_string_equal(line(&p, 4), "~~abcd~~\n");
	struct priority_line none;
	priority_line_begin(&none, "");
	assert_string_equal(line(&none, 3), "~~   ~~\n");
}

static void there_can_be_too_many(void **state)
{
	(void)state;
	struct priority_line p;
	priority_line_begin(&p, "");
	for (int i = 0; i < PARTS_MOST + 2; i++)
		priority_line_add(&p, 1, ROLE_TEXT, "x")->joined = true;
	assert_int_equal(p.count, PARTS_MOST);
	char text[400];
	memset(text, 'y', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	p.count = 0;
	assert_int_equal(strlen(priority_line_add(&p, 1, ROLE_TEXT, "%s", text)->text),
			 PART_ROOM - 1);
}

/* Whatever the parts: nothing outside, no two parts touching, what is heavier stays longer. */
static void any_parts_in_any_width(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20000; seed++) {
		struct chance r = { seed };
		struct priority_line p;
		priority_line_begin(&p, chance_below(&r, 2) ? "" : "|");
		int n = 1 + (int)chance_below(&r, 8), lightest_kept = 100, heaviest_gone = -1;
		for (int i = 0; i < n; i++) {
			struct priority_part *part =
				priority_line_add(&p, (int)chance_below(&r, 10), ROLE_TEXT, "%.*s",
						  1 + (int)chance_below(&r, 12), "abcdefghijkl");
			part->right = chance_below(&r, 2);
			part->joined = chance_below(&r, 2);
		}
		int width = 1 + (int)chance_below(&r, 80), letters = 0, wanted = 0;
		const char *text = line(&p, width);
		assert_memory_equal(text, "~~", 2);
		assert_memory_equal(text + width + 2, "~~\n", 3);
		for (const char *at = text; *at; at++)
			letters += *at >= 'a' && *at <= 'l';
		for (int i = 0; i < n; i++) {
			int weight = p.part[i].weight;
			if (p.part[i].gone)
				heaviest_gone = weight > heaviest_gone ? weight : heaviest_gone;
			else
				lightest_kept = weight < lightest_kept ? weight : lightest_kept;
			wanted += p.part[i].gone ? 0 : text_width(p.part[i].text);
		}
		assert_true(heaviest_gone <= lightest_kept);
		assert_int_equal(letters, wanted < width ? wanted : width);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_lightest_goes_first),
		cmocka_unit_test(separators_stand_between),
		cmocka_unit_test(a_lone_part_is_cut),
		cmocka_unit_test(there_can_be_too_many),
		cmocka_unit_test(any_parts_in_any_width),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
