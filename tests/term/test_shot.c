/* The command shot and its drawings: what is drawn is what is on the screen. */
#include "term/shot_draw.h"
#include "term/term_expect.h"

#include <stdlib.h>
#include <string.h>

static const char sample[] =
	"\\033[1;31mhot\\033[m <&> \\033[2;48;5;22mdim\\033[m \\033[7mback\\033[m\\n"
	"\\033[38;5;208m\\342\\226\\210\\342\\226\\210\\342\\226\\204\\342\\226\\222\\033[m "
	"\\033[4;38;2;1;2;3mx\\033[0;3;97my  z\\033[m\\n\\033[42m\\033[K\\033[m\\033[?25l";

static struct term *shown(const char *format)
{
	const struct term_options o = { .rows = 5, .cols = 20 };
	char *argv[] = { "printf", (char *)(uintptr_t)format, NULL };
	struct term *t = term_start(&o, argv);
	term_expect_exit(t, TERM_EXITED(0));
	return t;
}

static void test_text(void **state)
{
	(void)state;
	struct buf out = { 0 };
	struct term *t = shown(sample);
	shot_draw_text(t, false, &out);
	assert_string_equal(out.data, "hot <&> dim back\n██▄▒ xy  z\n\n\n\n");
	buf_free(&out);
	term_free(t);
}

static bool looks_same(const struct term_cell *a, const struct term_cell *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->bold == b->bold && a->dim == b->dim &&
	       a->italic == b->italic && a->underline == b->underline && a->reverse == b->reverse;
}

/* Drawn again from its own escape sequences the screen is the same, cell by cell. */
static void test_ansi(void **state)
{
	(void)state;
	struct buf out = { 0 };
	struct term *t = shown(sample);
	draw_ansi(t, false, &out);
	out.data[out.used - 1] = '\0';
	struct term *again = shown(out.data);
	for (int row = 0; row < 5; row++) {
		for (int col = 0; col < 20; col++) {
			struct term_cell a = term_cell(t, row, col), b = term_cell(again, row, col);
			assert_string_equal(a.text, b.text);
			assert_true(looks_same(&a, &b));
		}
	}
	buf_free(&out);
	term_free(again);
	term_free(t);
}

static void test_svg(void **state)
{
	(void)state;
	struct buf out = { 0 }, light = { 0 };
	struct term *t = shown(sample);
	draw_svg(t, false, &out);
	draw_svg(t, true, &light);
	assert_string_equal(
		out.data,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-12 -12 184 104\" width=\"184\" "
		"height=\"104\" font-family=\"DejaVu Sans Mono,Menlo,Consolas,Liberation Mono,"
		"monospace\" font-size=\"13.29\">\n"
		"<rect x=\"-11.5\" y=\"-11.5\" width=\"183\" height=\"103\" rx=\"8\" fill=\"#14161a\" "
		"stroke=\"#393b3e\"/>\n"
		"<g shape-rendering=\"crispEdges\">\n"
		"<path fill=\"#005f00\" d=\"M64 0h24v16h-24z\"/>\n"
		"<path fill=\"#d0d0d0\" d=\"M96 0h32v16h-32z\"/>\n"
		"<path fill=\"#00cd00\" d=\"M0 32h160v16h-160z\"/>\n"
		"<path fill=\"#ff8700\" d=\"M0 16h16v16h-16zM16 24h8v8h-8z\"/>\n"
		"<path fill=\"#894e0d\" d=\"M24 16h8v16h-8z\"/>\n"
		"<path fill=\"#010203\" d=\"M40 30h8v1h-8z\"/>\n"
		"</g>\n"
		"<g fill=\"#cd0000\" font-weight=\"bold\">\n"
		"<text x=\"0\" y=\"12\" textLength=\"24\">hot</text>\n</g>\n"
		"<g fill=\"#d0d0d0\">\n"
		"<text x=\"32\" y=\"12\" textLength=\"24\">&lt;&amp;&gt;</text>\n</g>\n"
		"<g fill=\"#7ca27c\">\n"
		"<text x=\"64\" y=\"12\" textLength=\"24\">dim</text>\n</g>\n"
		"<g fill=\"#14161a\">\n"
		"<text x=\"96\" y=\"12\" textLength=\"32\">back</text>\n</g>\n"
		"<g fill=\"#010203\">\n<text x=\"40\" y=\"28\">x</text>\n</g>\n"
		"<g fill=\"#ffffff\" font-style=\"italic\">\n"
		"<text x=\"48\" y=\"28\">y</text>\n<text x=\"72\" y=\"28\">z</text>\n</g>\n"
		"</svg>\n");
	assert_non_null(strstr(light.data, "rx=\"8\" fill=\"#fdfdfd\""));
	buf_free(&out);
	buf_free(&light);
	term_free(t);
}

/* Runs shot as a user would; what it prints and how it ends. */
static void expect_shot(const char *const arguments[], int status, const char *printed)
{
	const struct term_options o = { .out = TERM_PIPE, .err = TERM_NULL };
	const char *build = getenv("BUILD");
	char program[4096];
	char *argv[16] = { program };
	snprintf(program, sizeof program, "%s/shot", build ? build : "build");
	for (int i = 0; arguments[i]; i++)
		argv[i + 1] = (char *)(uintptr_t)arguments[i];
	struct term *t = term_start(&o, argv);
	term_expect_exit(t, TERM_EXITED(status));
	assert_string_equal(term_output(t, NULL), printed);
	term_free(t);
}

static void test_command(void **state)
{
	(void)state;
	expect_shot((const char *[]){ "-r3", "-c10", "--", "echo", "a", NULL }, 0, "a\n\n\n");
	expect_shot((const char *[]){ "-r2", "-wnothing", "echo", "a", NULL }, 1, "a\n\n");
	expect_shot((const char *[]){ "-r1", "-ss", "echo", NULL }, 2, "");
	expect_shot((const char *[]){ NULL }, 2, "");
	expect_shot((const char *[]){ "-r3", "-c30", "-TX", "-LC", "-eA=5", "sh", "-c",
				      "echo $TERM $LC_ALL $A; stty size", NULL },
		    0, "X C 5\n3 30\n\n");
}

static void test_command_keys(void **state)
{
	(void)state;
	expect_shot((const char *[]){ "-r3", "-wready", "-k", "a\\x62\\<\\\\<Left>é<C-c><40x4>\\n",
				      "-W$", "sh", "-c",
				      "stty -isig -icanon -echo; echo ready; exec cat -vE", NULL },
		    0, "ready\nab<\\^[[DM-CM-)^C$\n\n\n");
	expect_shot((const char *[]){ "-r1", "-wready", "-k<Hyper>", "sh", "-c",
				      "echo ready; read x", NULL },
		    2, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),         cmocka_unit_test(test_ansi),
		cmocka_unit_test(test_svg),          cmocka_unit_test(test_command),
		cmocka_unit_test(test_command_keys),
	};
	return cmocka_run_group_tests_name("shot", tests, NULL, NULL);
}
