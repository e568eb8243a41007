/* The terminal for tests, tested with printf, sh and stty as the programs on it. */
#include "term/term_expect.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* A shell script on a terminal. */
static struct term *start(const struct term_options *o, const char *script)
{
	char *argv[] = { "sh", "-c", (char *)(uintptr_t)script, NULL };
	return term_start(o, argv);
}

/* What `printf FORMAT` leaves on a terminal. */
static struct term *shown(const struct term_options *o, const char *format)
{
	char *argv[] = { "printf", (char *)(uintptr_t)format, NULL };
	struct term *t = term_start(o, argv);
	term_expect_exit(t, TERM_EXITED(0));
	return t;
}

static const struct term_options usual = { 0 };

/* --- Reading --- */

static void test_text(void **state)
{
	(void)state;
	struct term *t =
		shown(&usual, "one  \\nt\\303\\251l\\303\\251 \\342\\226\\207 \\344\\270\\255x");
	int row, col;
	assert_string_equal(term_line(t, 0), "one");
	assert_string_equal(term_line(t, 1), "télé ▇ 中x");
	assert_string_equal(term_part(t, 1, 1, 3), "élé");
	assert_memory_equal(term_screen(t), "one\ntélé ▇ 中x\n\n",
			    sizeof "one\ntélé ▇ 中x\n\n" - 1);
	assert_true(term_find(t, "x", &row, &col));
	assert_int_equal(row, 1);
	assert_int_equal(col, 9); /* 中 is two columns wide */
	assert_false(term_find(t, "two", NULL, NULL));
	assert_int_equal(term_cell(t, 1, 5).code, 0x2587);
	assert_int_equal(term_cell(t, 1, 8).code, 0);
	assert_int_equal(term_cell(t, 5, 5).code, ' ');
	term_cursor(t, &row, &col);
	assert_int_equal(row, 1);
	assert_int_equal(col, 10);
	term_free(t);
}

static void test_colours(void **state)
{
	(void)state;
	struct term *t = shown(&usual, "\\033[31;44ma\\033[38;5;196mb\\033[48;2;1;2;3mc"
				       "\\033[39;49md\\033[91me\\033[0;42m\\033[K");
	assert_int_equal(term_cell(t, 0, 0).fg, 1);
	assert_int_equal(term_cell(t, 0, 0).bg, 4);
	assert_int_equal(term_cell(t, 0, 1).fg, 196);
	assert_int_equal(term_cell(t, 0, 2).bg, TERM_RGB(1, 2, 3));
	assert_int_equal(term_cell(t, 0, 3).fg, TERM_DEFAULT);
	assert_int_equal(term_cell(t, 0, 3).bg, TERM_DEFAULT);
	assert_int_equal(term_cell(t, 0, 4).fg, 9);
	assert_int_equal(term_cell(t, 0, 70).bg, 2);
	assert_int_equal(term_cell(t, 1, 0).bg, TERM_DEFAULT);
	term_free(t);
}

static void test_attributes(void **state)
{
	(void)state;
	struct term *t = shown(&usual, "\\033[1ma\\033[2mb\\033[22mc\\033[4;7md\\033[0;3;5me\\033[m"
				       "\\033[38;5;2mf\\033[48;2;2;2;2mg\\033[;2mh");
	struct term_cell a = term_cell(t, 0, 0), b = term_cell(t, 0, 1), c = term_cell(t, 0, 2);
	assert_true(a.bold && !a.dim && !a.reverse);
	assert_true(b.bold && b.dim);
	assert_true(!c.bold && !c.dim);
	c = term_cell(t, 0, 3);
	assert_true(c.underline && c.reverse && !c.italic);
	c = term_cell(t, 0, 4);
	assert_true(c.italic && c.blink && !c.reverse && !c.underline);
	assert_int_equal(term_cell(t, 0, 5).fg, 2);
	assert_false(term_cell(t, 0, 5).dim);
	assert_int_equal(term_cell(t, 0, 6).bg, TERM_RGB(2, 2, 2));
	assert_false(term_cell(t, 0, 6).dim);
	assert_true(term_cell(t, 0, 7).dim);
	assert_false(term_pen_plain(t));
	term_free(t);
	t = shown(&usual, "\\033[1;2;31mx\\033[0m");
	assert_true(term_pen_plain(t));
	term_free(t);
}

/* Sequences in pieces, with a line feed within, are as good as whole ones. */
static void test_split_sequence(void **state)
{
	(void)state;
	struct term *t =
		start(&usual, "stty -echo; printf 'a\\033'; read x; printf '[3\\n'; read x; "
			      "printf '1;2mb\\033]2;ti'; read x; printf 'tle\\007\\033'; "
			      "read x; printf ']2;other\\033'; read x; "
			      "printf '\\\\c\\033[31\\030x'");
	term_expect_text(t, "a");
	for (int i = 0; i < 5; i++) {
		term_expect_idle(t);
		if (i == 3)
			assert_string_equal(term_title(t), "title");
		term_type(t, "\n");
	}
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_line(t, 1), "bcx");
	assert_int_equal(term_cell(t, 1, 0).fg, 1);
	assert_true(term_cell(t, 1, 0).dim);
	assert_string_equal(term_title(t), "other");
	term_free(t);
}

static void test_alternate_screen(void **state)
{
	(void)state;
	struct term *t =
		start(&usual, "stty -echo; printf 'before\\033[?1049h\\033[H\\033[?25lfull'; "
			      "read x; printf '\\033[?25h\\033[?1049l'");
	term_expect_text(t, "full");
	assert_true(term_alternate(t));
	assert_false(term_cursor_visible(t));
	assert_null(strstr(term_screen(t), "before"));
	assert_string_equal(term_modes(t), "7 1049");
	term_type(t, "\n");
	term_expect_exit(t, TERM_EXITED(0));
	assert_false(term_alternate(t));
	assert_true(term_cursor_visible(t));
	assert_string_equal(term_line(t, 0), "before");
	assert_string_equal(term_modes(t), "7 25");
	term_free(t);
}

static void test_modes(void **state)
{
	(void)state;
	struct term *t = shown(&usual, "\\033[?1000;1006h\\033[?2026h\\033[?2026l\\a\\a");
	assert_int_equal(term_mouse(t), TERM_MOUSE_CLICK);
	assert_true(term_mode(t, 1006));
	assert_false(term_mode(t, 2026));
	assert_string_equal(term_modes(t), "7 25 1000 1006");
	assert_int_equal(term_bells(t), 2);
	term_free(t);
}

/* --- The program's surroundings --- */

static void test_environment(void **state)
{
	(void)state;
	const char *const more[] = { "CORELESS=yes", "HOME=/nowhere", NULL };
	const struct term_options o = {
		.type = "vt100", .locale = "C", .environment = more, .folder = "/usr", .rows = 30
	};
	setenv("STRAY", "1", 1);
	struct term *t = start(&o, "pwd; env | sort");
	unsetenv("STRAY");
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_line(t, 0), "/usr");
	assert_non_null(
		strstr(term_screen(t), "\nCORELESS=yes\nHOME=/nowhere\nLANG=C\nLC_ALL=C\n"));
	assert_non_null(strstr(term_screen(t), "\nTERM=vt100\n"));
	assert_null(strstr(term_screen(t), "STRAY"));
	term_free(t);
}

static void test_streams(void **state)
{
	(void)state;
	const struct term_options o = { .in = TERM_PIPE, .out = TERM_PIPE, .err = TERM_PIPE };
	struct term *t = start(&o, "cat; echo wrong >&2; tty </dev/tty >/dev/tty");
	size_t size;
	term_feed(t, "a\0b", 3);
	term_feed_end(t);
	term_expect_exit(t, TERM_EXITED(0));
	assert_memory_equal(term_output(t, &size), "a\0b", 3);
	assert_int_equal(size, 3);
	assert_string_equal(term_errors(t, NULL), "wrong\n");
	assert_non_null(strstr(term_line(t, 0), "/dev/"));
	term_free(t);

	const struct term_options none = { .in = TERM_NULL, .err = TERM_CLOSED };
	t = start(&none, "cat; test -e /proc/self/fd/2 && echo open; "
			 "test -t 1 && echo terminal; test -t 0 || echo none");
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_line(t, 0), "terminal");
	assert_string_equal(term_line(t, 1), "none");
	term_free(t);
}

/* More than any pipe holds goes in while as much comes out. */
static void test_feed_large(void **state)
{
	(void)state;
	const struct term_options o = { .in = TERM_PIPE, .out = TERM_PIPE };
	enum { SIZE = 1 << 20 };
	char *bytes = calloc(1, SIZE);
	size_t size;
	struct term *t = start(&o, "cat");
	term_feed(t, bytes, SIZE);
	term_feed_end(t);
	term_expect_exit(t, TERM_EXITED(0));
	term_output(t, &size);
	assert_int_equal(size, SIZE);
	term_free(t);
	free(bytes);
}

static void test_flags(void **state)
{
	(void)state;
	const struct term_options o = { .nonblocking = true,
					.hangup_ignored = true,
					.argv0 = "me" };
	struct term *t = start(&o, "cat /proc/$$/fdinfo/0; echo; "
				   "tr '\\0' ' ' </proc/$$/cmdline; grep SigIgn /proc/$$/status");
	term_expect_exit(t, TERM_EXITED(0));
	assert_non_null(strstr(term_screen(t), "04002\n"));
	assert_non_null(strstr(term_screen(t), "\nme -c "));
	/* The first signals alone: two of the C library's own, 32 and 33, make ignores. */
	assert_non_null(strstr(term_screen(t), "0000001\n"));
	assert_true(term_nonblocking(t));
	term_free(t);
}

static void test_exit(void **state)
{
	(void)state;
	struct term *t = start(&usual, "exit 3");
	term_expect_exit(t, TERM_EXITED(3));
	term_free(t);
	t = start(&usual, "kill -9 $$");
	term_expect_exit(t, TERM_KILLED(SIGKILL));
	assert_false(term_wait_text(t, "never", TERM_PATIENCE)); /* at once */
	term_free(t);
	t = start(&usual, "read x");
	assert_int_equal(term_wait_exit(t, 1), TERM_RUNNING);
	term_signal(t, SIGTERM);
	term_expect_exit(t, TERM_KILLED(SIGTERM));
	term_free(t);
	char *nothing[] = { "/nowhere/at-all", NULL };
	t = term_start(&usual, nothing);
	term_expect_exit(t, TERM_EXITED(127));
	assert_non_null(strstr(term_screen(t), "/nowhere/at-all: No such file"));
	term_free(t);
}

/* Everything written before the end is on the screen after it. */
static void test_output_before_exit(void **state)
{
	(void)state;
	const struct term_options o = { .log = true };
	struct term *t = start(&o, "seq 1 20000");
	size_t size;
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_line(t, 22), "20000");
	const char *log = term_log(t, &size);
	assert_int_equal(size, term_count(t));
	assert_int_equal(size, 128894); /* 20000 lines, each ending in CR LF */
	assert_memory_equal(log, "1\r\n2\r\n", 6);
	term_free(t);
}

/* --- Acting --- */

static void test_typing(void **state)
{
	(void)state;
	struct term *t = start(&usual, "read line; echo got $line");
	term_type(t, "abc\n");
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_line(t, 1), "got abc");
	term_free(t);
}

/* The bytes of the keys named, on a terminal of that type after `setup` was printed. */
static void expect_keys(const char *type, const char *setup, const char *const names[],
			const char *bytes)
{
	const struct term_options o = { .type = type, .out = TERM_PIPE };
	char script[256];
	snprintf(script, sizeof script,
		 "stty raw -echo; printf '%s' >/dev/tty; echo ready >/dev/tty; head -c %zu", setup,
		 strlen(bytes));
	struct term *t = start(&o, script);
	term_expect_text(t, "ready");
	for (size_t i = 0; names[i]; i++)
		assert_true(term_key(t, names[i]));
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_output(t, NULL), bytes);
	term_free(t);
}

static void test_keys(void **state)
{
	(void)state;
	expect_keys("xterm-256color", "",
		    (const char *[]){ "Up", "F1", "F5", "PgDn", "Home", "C-l", "M-x", "q", "Space",
				      "Enter", "BackTab", "Backspace", "Esc", NULL },
		    "\033[A\033OP\033[15~\033[6~\033[H\014\033xq \r\033[Z\177\033");
	expect_keys("xterm", "\\033[?1h", (const char *[]){ "Up", "Left", "Home", "End", NULL },
		    "\033OA\033OD\033OH\033OF");
	expect_keys("linux", "", (const char *[]){ "Up", "F1", "Home", "é", NULL },
		    "\033[A\033[[A\033[1~é");
	struct term *t = shown(&usual, "");
	assert_false(term_key(t, "Hyper"));
	assert_false(term_key(t, "F13"));
	term_free(t);
}

static void test_mouse(void **state)
{
	(void)state;
	const struct term_options o = { .out = TERM_PIPE };
	struct term *t = start(&o, "stty raw -echo; printf '\\033[?1000;1006hready' >/dev/tty; "
				   "head -c 30");
	term_expect_text(t, "ready");
	term_click(t, 1, 4, 9);
	term_click(t, 5, 0, 0);
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_output(t, NULL), "\033[<0;10;5M\033[<0;10;5m\033[<65;1;1M");
	term_free(t);
}

/* A program that asks the terminal is answered. */
static void test_answers(void **state)
{
	(void)state;
	const struct term_options o = { .out = TERM_PIPE };
	struct term *t = start(&o, "stty raw -echo; printf 'abc\\033[6n' >/dev/tty; head -c 6");
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_output(t, NULL), "\033[1;4R");
	term_free(t);
}

static void test_resize(void **state)
{
	(void)state;
	const struct term_options o = { .rows = 10, .cols = 40 };
	struct term *t = start(&o, "trap 'stty size' WINCH; stty size; "
				   "while :; do read x && exit 5; done");
	term_expect_text(t, "10 40");
	term_resize(t, 30, 100);
	term_expect_text(t, "30 100");
	int rows, cols;
	term_size(t, &rows, &cols);
	assert_int_equal(rows, 30);
	assert_int_equal(cols, 100);
	term_resize(t, 1, 1);
	term_resize(t, 300, 400);
	term_expect_text(t, "300 400");
	term_free(t);
}

static void test_hangup(void **state)
{
	(void)state;
	struct term *t = start(&usual, "echo ready; read x");
	term_expect_text(t, "ready");
	term_hangup(t);
	term_type(t, "ignored");
	term_expect_exit(t, TERM_KILLED(SIGHUP));
	assert_string_equal(term_line(t, 0), "ready");
	term_free(t);

	const struct term_options nohup = { .hangup_ignored = true };
	t = start(&nohup, "echo ready; read x || exit 4");
	term_expect_text(t, "ready");
	term_hangup(t);
	term_expect_exit(t, TERM_EXITED(4));
	term_free(t);
}

static bool has_stalled(struct term *t, void *context)
{
	(void)context;
	char path[64], state[64] = "";
	snprintf(path, sizeof path, "/proc/%d/stat", (int)term_pid(t));
	FILE *f = fopen(path, "r");
	if (f) {
		if (!fgets(state, sizeof state, f))
			state[0] = '\0';
		fclose(f);
	}
	return strstr(state, ") S") != NULL;
}

/* While nothing is read nothing arrives, and the program waits; then all of it does. */
static void test_stall(void **state)
{
	(void)state;
	char *argv[] = { "seq", "1", "100000", NULL };
	struct term *t = term_start(&usual, argv);
	term_stall(t);
	assert_true(term_wait(t, has_stalled, NULL, TERM_PATIENCE));
	assert_int_equal(term_count(t), 0);
	assert_int_equal(term_wait_exit(t, 1), TERM_RUNNING);
	term_unstall(t);
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_line(t, 22), "100000");
	assert_int_equal(term_count(t), 688895);
	term_free(t);
}

/* --- Waiting --- */

static void test_wait_idle(void **state)
{
	(void)state;
	struct term *t = start(&usual, "stty raw -echo; printf ready:; while :; do "
				       "c=$(dd bs=1 count=1 2>/dev/null); "
				       "printf \"$c-\"; test $c = q && exit; done");
	term_expect_text(t, "ready:");
	for (const char *c = "abcdefq"; *c; c++) {
		char name[2] = { *c, '\0' };
		term_key(t, name);
	}
	term_expect_exit(t, TERM_EXITED(0));
	assert_string_equal(term_line(t, 0), "ready:a-b-c-d-e-f-q-");
	assert_true(term_wait_idle(t, 0));
	term_free(t);

	char *cat[] = { "cat", NULL };
	t = term_start(&usual, cat);
	for (int i = 0; i < 50; i++) {
		char line[16];
		snprintf(line, sizeof line, "line %d\n", i);
		term_expect_idle(t);
		term_type(t, line);
		term_expect_idle(t);
		line[strlen(line) - 1] = '\0';
		/* Once echoed, once written by cat. */
		const char *first = strstr(term_screen(t), line);
		assert_non_null(first);
		assert_non_null(strstr(first + 1, line));
	}
	term_free(t);
}

static void test_wait_others(void **state)
{
	(void)state;
	struct term *t = start(&usual, "stty -echo; echo one; read x; printf '\\033[2J'; read x; "
				       "printf '\\033[H\\033[31m '; read x; echo two");
	term_expect_text(t, "one");
	assert_false(term_wait_gone(t, "one", 1));
	term_type(t, "\n");
	term_expect_gone(t, "one");
	term_expect_idle(t);
	assert_false(term_wait_change(t, 1));
	term_type(t, "\n");
	assert_true(term_wait_change(t, TERM_PATIENCE)); /* a colour, and no text */
	term_count_reset(t);
	assert_false(term_wait_bytes(t, 5, 1));
	term_type(t, "\n");
	assert_true(term_wait_bytes(t, 5, TERM_PATIENCE));
	assert_int_equal(term_count(t), 5);
	assert_true(term_wait_quiet(t, 1, TERM_PATIENCE));
	term_free(t);
}

/* Frames of two writes each: after each wait a whole new one is on the screen. */
static void test_wait_frame(void **state)
{
	(void)state;
	struct term *t = start(&usual, "i=100; while :; do printf \"\\033[H$i\"; printf +$i; "
				       "i=$((i + 1)); sleep 0.01; done");
	int last = 0;
	for (int n = 0; n < 20; n++) {
		int left = 0, right = 0;
		term_expect_frame(t);
		term_expect(t, sscanf(term_line(t, 0), "%d+%d", &left, &right) == 2);
		term_expect(t, left == right && left > last);
		last = left;
	}
	term_free(t);
}

/* --- Jobs, modes, measures --- */

static void test_job(void **state)
{
	(void)state;
	const struct term_options o = { .job = true };
	struct term *t = start(&o, "trap 'echo back' CONT; echo ready; read x; read x; exit 6");
	term_expect_text(t, "ready");
	term_key(t, "C-z");
	term_expect_stop(t);
	term_continue(t);
	term_expect_text(t, "back");
	term_signal(t, SIGSTOP);
	term_expect_stop(t);
	term_continue(t);
	term_type(t, "\n\n\n");
	term_expect_exit(t, TERM_EXITED(6));
	assert_true(term_cpu_time(t) >= 0);
	term_free(t);

	t = start(&o, "echo ready; kill -STOP $$");
	term_expect_stop(t);
	term_free(t); /* ends a stopped program, too */

	t = start(&o, "echo ready; read x; exec sleep 1000");
	term_expect_text(t, "ready");
	term_hangup(t);
	term_expect_exit(t, TERM_KILLED(SIGHUP));
	term_free(t);
}

static void test_termios(void **state)
{
	(void)state;
	struct term *t = start(&usual, "read x; stty raw -echo; echo raw; read x; "
				       "stty sane; exit 0");
	struct termios before = term_termios(t);
	assert_true(before.c_lflag & ECHO);
	term_type(t, "\n");
	term_expect_text(t, "raw");
	struct termios during = term_termios(t);
	assert_false(during.c_lflag & ECHO);
	assert_false(term_termios_same(&before, &during));
	term_type(t, "\n");
	term_expect_exit(t, TERM_EXITED(0));
	struct termios after = term_termios(t);
	assert_true(after.c_lflag & ECHO);
	term_free(t);
}

static void test_measures(void **state)
{
	(void)state;
	struct term *t = start(&usual, "i=0; while test $i -lt 20000; do i=$((i + 1)); done; "
				       "echo done; read x");
	term_expect_text(t, "done");
	double used = term_cpu_time(t);
	assert_true(used > 0.001);
	assert_true(term_rss(t) > 100);
	assert_true(term_rss_peak(t) >= term_rss(t));
	term_type(t, "\n");
	term_expect_exit(t, TERM_EXITED(0));
	assert_true(term_cpu_time(t) >= used);
	assert_int_equal(term_rss(t), 0);
	term_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_colours),
		cmocka_unit_test(test_attributes),
		cmocka_unit_test(test_split_sequence),
		cmocka_unit_test(test_alternate_screen),
		cmocka_unit_test(test_modes),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_streams),
		cmocka_unit_test(test_feed_large),
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_exit),
		cmocka_unit_test(test_output_before_exit),
		cmocka_unit_test(test_typing),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_hangup),
		cmocka_unit_test(test_stall),
		cmocka_unit_test(test_wait_idle),
		cmocka_unit_test(test_wait_others),
		cmocka_unit_test(test_wait_frame),
		cmocka_unit_test(test_job),
		cmocka_unit_test(test_termios),
		cmocka_unit_test(test_measures),
	};
	return cmocka_run_group_tests_name("term", tests, NULL, NULL);
}
