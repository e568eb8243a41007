/* report/picture and asciicast: frames to share, as they are drawn and as others read them. */
#include "report/asciicast.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct palette palette;
static struct canvas canvas;
static struct picture picture;
static struct buf out;

static int begin(void **state)
{
	(void)state;
	palette_make(&palette, THEME_DEFAULT, false, 256);
	canvas_reset(&canvas, 20, 3);
	buf_clear(&out);
	return 0;
}

static int end(void **state)
{
	(void)state;
	canvas_free(&canvas);
	picture_free(&picture);
	buf_free(&out);
	return 0;
}

static const char *has(const char *text)
{
	const char *at = out.data ? strstr(out.data, text) : NULL;
	if (!at)
		fail_msg("no %s in\n%s", text, out.data);
	return at;
}

static void has_not(const char *text)
{
	assert_null(strstr(out.data, text));
}

/* Whether a tool that reads standard input accepts what is in `out`; true without the tool. */
static bool accepts(const char *tool, const char *command)
{
	char look[100];
	snprintf(look, sizeof look, "command -v %s >/dev/null", tool);
	if (system(look) != 0)
		return true;
	FILE *to = popen(command, "w");
	assert_non_null(to);
	fwrite(out.data, 1, out.used, to);
	return pclose(to) == 0;
}

/* A bit of everything. */
static void draw(void)
{
	canvas_text(&canvas, 0, 0, 20, "cpu7 <&> \"hot\" 95%", ROLE_STRONG);
	canvas_put(&canvas, 0, 1, 0x2588, ROLE_HEAT + 7, GROUND_NONE);
	canvas_put(&canvas, 1, 1, 0x2588, ROLE_HEAT + 7, GROUND_NONE);
	canvas_put(&canvas, 2, 1, 0x2584, ROLE_HEAT + 3, GROUND_HEAT + 5);
	canvas_put(&canvas, 3, 1, 0x2592, ROLE_SYS, GROUND_NONE);
	canvas_put(&canvas, 4, 1, 0x2502, ROLE_MARK, GROUND_NONE);
	canvas_put(&canvas, 5, 1, 0x259a, ROLE_NICE, GROUND_NONE);
	canvas_put(&canvas, 6, 1, 0x2595, ROLE_LABEL, GROUND_NONE);
	canvas_put(&canvas, 7, 1, 0xb7, ROLE_EMPTY, GROUND_NONE);
	canvas_text(&canvas, 0, 2, 20, "alarm", ROLE_ALERT);
	picture_of_canvas(&picture, &canvas, &palette);
}

static void an_svg_has_the_text_and_draws_the_blocks(void **state)
{
	(void)state;
	draw();
	picture_svg(&picture, "a <host> & \"more\"", &out);
	assert_true(accepts("xmllint", "xmllint --noout -"));
	has("<title>a &lt;host&gt; &amp; &quot;more&quot;</title>");
	has(">cpu7 &lt;&amp;&gt; &quot;hot&quot; 95%</text>");
	has("font-weight=\"bold\"");
	/* Two full blocks side by side are one rectangle, of 197 in xterm's palette. */
	has("<path fill=\"#ff005f\" d=\"M0 16h16v16h-16z");
	/* A lower half over its ground. */
	has("M16 24h8v8h-8z");
	has("M16 16h8v16h-8z");
	for (const char *at = out.data; *at;) {
		uint32_t code = text_next(&at);
		assert_false(code >= 0x2500 && code < 0x25a0);
	}
}

static void equal_pictures_give_equal_bytes(void **state)
{
	struct buf again = { 0 };
	struct picture other = { 0 };
	(void)state;
	draw();
	picture_svg(&picture, NULL, &out);
	picture_of_canvas(&other, &canvas, &palette);
	picture_svg(&other, NULL, &again);
	assert_string_equal(out.data, again.data);
	has_not("<title>");
	picture_free(&other);
	buf_free(&again);
}

static void light_and_dark(void **state)
{
	(void)state;
	draw();
	picture_svg(&picture, NULL, &out);
	has("#14161a");
	buf_clear(&out);
	picture.light = true;
	picture_svg(&picture, NULL, &out);
	has("#fdfdfd");
	picture.light = false;
}

static void titles_are_not_trusted(void **state)
{
	(void)state;
	draw();
	picture_svg(&picture, "]]>\033[2J\xff\xef\xbf\xbf</title><script>", &out);
	assert_true(accepts("xmllint", "xmllint --noout -"));
	has_not("<script>");
	has_not("\033");
	buf_clear(&out);
	picture_html(&picture, "\033]0;x\007</title><script>", &out);
	has_not("<script>");
	has_not("\033");
}

static void html_has_the_text_and_draws_the_blocks(void **state)
{
	(void)state;
	draw();
	picture_html(&picture, NULL, &out);
	assert_true(accepts("xmllint", "xmllint --noout -"));
	assert_true(accepts("xmllint", "xmllint --html --noout -"));
	has("cpu7 &lt;&amp;&gt; &quot;hot&quot; 95%");
	/* Still there to be copied, but drawn as a background. */
	has("\xe2\x96\x88\xe2\x96\x88</span>");
	has("linear-gradient(#ff005f,#ff005f) 0ch 0em/100% 1.25em no-repeat;color:transparent;"
	    "font-weight:bold;width:2ch");
	has("0ch 0.625em/100% 0.625em no-repeat #");
	/* A quadrant has two parts. */
	has("0ch 0em/0.5ch 0.625em no-repeat,linear-gradient(");
}

static void ansi_is_what_was_drawn(void **state)
{
	(void)state;
	draw();
	picture_ansi(&picture, &out);
	has("\033[0;1mcpu7 <&> \"hot\" 95%\033[0m\n");
	has("\033[0;1;38;5;197m\xe2\x96\x88\xe2\x96\x88");
	has(";38;5;35;48;5;178m\xe2\x96\x84");
	assert_int_equal(out.data[out.used - 1], '\n');
}

static void without_colours_ansi_has_attributes_alone(void **state)
{
	struct palette mono;
	(void)state;
	palette_make(&mono, THEME_MONO, false, 0);
	canvas_text(&canvas, 0, 0, 20, "plain", ROLE_TEXT);
	canvas_text(&canvas, 0, 1, 20, "bold", ROLE_STRONG);
	picture_of_canvas(&picture, &canvas, &mono);
	picture_ansi(&picture, &out);
	assert_string_equal(out.data, "plain\n\033[0;1mbold\033[0m\n\n");
}

static void colours_of_all_depths(void **state)
{
	(void)state;
	picture_reset(&picture, 4, 1);
	picture.cell[0] = (struct picture_cell){ 'a', 1, -1, 0 };
	picture.cell[1] = (struct picture_cell){ 'b', 9, 12, PICTURE_DIM };
	picture.cell[2] = (struct picture_cell){ 'c', 200, 255, PICTURE_UNDERLINE };
	picture.cell[3] = (struct picture_cell){ 'd', PICTURE_RGB | 0x010203, -1, PICTURE_ITALIC };
	picture_ansi(&picture, &out);
	assert_string_equal(out.data, "\033[0;31ma\033[0;2;91;104mb\033[0;4;38;5;200;48;5;255mc"
				      "\033[0;3;38;2;1;2;3md\033[0m\n");
	buf_clear(&out);
	picture_svg(&picture, NULL, &out);
	has("#cd0000");
	has("#ff00d7");
	has("#eeeeee");
	has("#010203");
	has("font-style=\"italic\"");
}

static void nothing_is_a_picture_too(void **state)
{
	(void)state;
	picture_reset(&picture, 0, 0);
	picture_svg(&picture, NULL, &out);
	assert_true(accepts("xmllint", "xmllint --noout -"));
	buf_clear(&out);
	picture_ansi(&picture, &out);
	assert_int_equal(out.used, 0);
}

static void shapes_stay_within_their_cell(void **state)
{
	(void)state;
	for (uint32_t code = 1; code < 0x10000; code++) {
		struct picture_shapes s = picture_shapes(code);
		assert_in_range(s.count, 0, 4);
		for (int i = 0; i < s.count; i++) {
			const struct picture_rect *r = &s.rect[i];
			assert_true(r->x >= 0 && r->y >= 0 && r->width > 0 && r->height > 0);
			assert_true(r->x + r->width <= PICTURE_CELL_WIDTH);
			assert_true(r->y + r->height <= PICTURE_CELL_HEIGHT);
		}
		if (code >= 0x2580 && code < 0x25a0)
			assert_true(s.count > 0);
	}
}

/* --- Asciicasts --- */

static struct asciicast cast;

static void frame(double seconds, const char *text)
{
	canvas_reset(&canvas, 20, 3);
	canvas_text(&canvas, 0, 0, 20, "title", ROLE_STRONG);
	canvas_text(&canvas, 0, 1, 20, text, ROLE_TEXT);
	picture_of_canvas(&picture, &canvas, &palette);
	asciicast_add(&cast, seconds, &picture, &out);
}

static void a_cast_is_a_header_and_events(void **state)
{
	(void)state;
	asciicast_begin(&cast, 20, 3, 1700000000, "a \"host\"\033", &out);
	assert_string_equal(out.data,
			    "{\"version\": 2, \"width\": 20, \"height\": 3, \"timestamp\": "
			    "1700000000, \"title\": \"a \\\"host\\\"?\", \"env\": "
			    "{\"TERM\": \"xterm-256color\"}}\n");
	buf_clear(&out);
	frame(0, "one");
	has("[0.000000, \"o\", \"\\u001b[?25l\\u001b[2J\\u001b[1;1H");
	has("title");
	has("\\u001b[3;1H");
	buf_clear(&out);
	/* Only the row that changed. */
	frame(1, "two \\ \"2\"");
	assert_string_equal(out.data, "[1.000000, \"o\", \"\\u001b[2;1H\\u001b[2Ktwo \\\\ "
				      "\\\"2\\\"\"]\n");
	buf_clear(&out);
	frame(2, "two \\ \"2\"");
	assert_int_equal(out.used, 0);
	/* The clock was set back. */
	frame(0.5, "three");
	has("[1.000000, ");
	buf_clear(&out);
	asciicast_end(&cast, 2, &out);
	assert_string_equal(out.data, "[3.000000, \"o\", \"\\u001b[4;1H\\u001b[?25h\"]\n");
	asciicast_free(&cast);
}

static void every_line_of_a_cast_is_json(void **state)
{
	(void)state;
	asciicast_begin(&cast, 20, 3, 0, "h\xc3\xb6st \xff\xc2\x9b", &out);
	draw();
	asciicast_add(&cast, 0, &picture, &out);
	frame(1, "\xc2\xb7\xe2\x96\x88 x");
	asciicast_end(&cast, 1, &out);
	assert_true(accepts("jq", "jq -e . >/dev/null"));
	asciicast_free(&cast);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_svg_has_the_text_and_draws_the_blocks, begin,
						end),
		cmocka_unit_test_setup_teardown(equal_pictures_give_equal_bytes, begin, end),
		cmocka_unit_test_setup_teardown(light_and_dark, begin, end),
		cmocka_unit_test_setup_teardown(titles_are_not_trusted, begin, end),
		cmocka_unit_test_setup_teardown(html_has_the_text_and_draws_the_blocks, begin, end),
		cmocka_unit_test_setup_teardown(ansi_is_what_was_drawn, begin, end),
		cmocka_unit_test_setup_teardown(without_colours_ansi_has_attributes_alone, begin,
						end),
		cmocka_unit_test_setup_teardown(colours_of_all_depths, begin, end),
		cmocka_unit_test_setup_teardown(nothing_is_a_picture_too, begin, end),
		cmocka_unit_test_setup_teardown(shapes_stay_within_their_cell, begin, end),
		cmocka_unit_test_setup_teardown(a_cast_is_a_header_and_events, begin, end),
		cmocka_unit_test_setup_teardown(every_line_of_a_cast_is_json, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
