/*
 * Starting and steering the simulated machine, starting the program, comparing screens. Invariant:
 * a command has been obeyed when stage_tell returns. What goes wrong here ends the test program.
 */
#include "screen/stage.h"

#include "base/buf.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MOST = 32 };

struct stage {
	pid_t pid;
	int to;
	FILE *from;
	char root[64];
	struct stage *next; /* of those that are open */
};

/* What a test that failed left behind is removed when its program ends. */
static struct stage *opened;
static char folder[40]; /* holds all machines and recordings; "" before there is one */

static void die(const char *what)
{
	fprintf(stderr, "stage: %s: %s\n", what, strerror(errno));
	abort();
}

const char *stage_program(const char *name)
{
	static char path[256];
	const char *build = getenv("BUILD");
	snprintf(path, sizeof path, "%s/%s", build && *build ? build : "build", name);
	return path;
}

/* The words of a line that is cut in place, with NULL after the last at most `room` of them. */
static void split(char *line, char **words, int room)
{
	int n = 0;
	for (char *word = strtok(line, " "); word && n < room - 1; word = strtok(NULL, " "))
		words[n++] = word;
	words[n] = NULL;
}

static void remove_tree(const char *path)
{
	pid_t pid = fork();
	if (!pid) {
		execlp("rm", "rm", "-rf", path, NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
}

static void clean_up(void)
{
	while (opened)
		stage_close(opened);
	remove_tree(folder);
}

/* A new name in the folder, which is in memory where that can be had. */
static void make_path(char *path, size_t room, const char *name)
{
	static int last;
	if (!folder[0]) {
		const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
		snprintf(folder, sizeof folder, "%s/corewall-stage.XXXXXX", base);
		if (!mkdtemp(folder) || chmod(folder, 0755) < 0) /* others read it: see setpriv */
			die(folder);
		atexit(clean_up);
	}
	snprintf(path, room, "%s/%s%d", folder, name, ++last);
}

/* --- The machine --- */

static void become_machine(const struct stage *s, const char *options, int in, int out)
{
	char *words[WORDS_MOST] = { (char *)(uintptr_t) "simulate", (char *)(uintptr_t)s->root };
	split(mem_string(options), words + 2, WORDS_MOST - 2);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	closefrom(3);
	execv(stage_program("simulate"), words);
	die(stage_program("simulate"));
}

static void expect_answer(struct stage *s, const char *wanted)
{
	char line[200] = "";
	if (!fgets(line, sizeof line, s->from) || strcmp(line, wanted)) {
		fprintf(stderr, "stage: the machine says '%s'\n", line);
		abort();
	}
}

void stage_close(struct stage *s)
{
	struct stage **link = &opened;
	if (!s)
		return;
	while (*link != s)
		link = &(*link)->next;
	*link = s->next;
	kill(s->pid, SIGTERM);
	waitpid(s->pid, NULL, 0);
	close(s->to);
	fclose(s->from);
	remove_tree(s->root);
	free(s);
}

struct stage *stage_open(const char *options)
{
	struct stage *s = mem_zero(1, sizeof *s);
	int to[2], from[2];
	make_path(s->root, sizeof s->root, "machine");
	if (pipe2(to, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0)
		die("pipe");
	signal(SIGPIPE, SIG_IGN);
	s->pid = fork();
	if (s->pid < 0)
		die("fork");
	if (!s->pid)
		become_machine(s, options, to[0], from[1]);
	close(to[0]);
	close(from[1]);
	s->to = to[1];
	s->from = fdopen(from[0], "r");
	s->next = opened;
	opened = s;
	expect_answer(s, "ready\n");
	return s;
}

void stage_tell(struct stage *s, const char *command)
{
	if (dprintf(s->to, "%s\n", command) < 0)
		die(command);
	expect_answer(s, "ok\n");
}

const char *stage_root(const struct stage *s)
{
	return s->root;
}

char *stage_record(const char *options)
{
	char path[64];
	struct buf line = { 0 };
	make_path(path, sizeof path, "recording");
	buf_printf(&line, "--record %s %s", path, options);
	char *words[WORDS_MOST] = { (char *)(uintptr_t)stage_program("simulate") };
	split(line.data, words + 1, WORDS_MOST - 1);
	pid_t pid = fork();
	if (!pid) {
		execv(words[0], words);
		_exit(127);
	}
	int status = -1;
	if (waitpid(pid, &status, 0) != pid || status != 0)
		die(stage_program("simulate"));
	buf_free(&line);
	return mem_string(path);
}

void stage_unrecord(char *path)
{
	unlink(path);
	free(path);
}

/* --- The program --- */

/* `prefix` may be NULL; the words of the line follow it. */
static struct term *start(const struct term_options *o, const char *const prefix[],
			  const char *name, const char *arguments)
{
	char program[256], *line = mem_string(arguments), *words[WORDS_MOST];
	int n = 0;
	while (prefix && prefix[n] && n < WORDS_MOST / 2) {
		words[n] = (char *)(uintptr_t)prefix[n];
		n++;
	}
	snprintf(program, sizeof program, "%s", stage_program(name));
	words[n++] = program;
	split(line, words + n, WORDS_MOST - n);
	struct term *t = term_start(o, words);
	free(line);
	return t;
}

struct term *stage_start(const struct term_options *o, const char *program, const char *arguments)
{
	return start(o, NULL, program, arguments);
}

struct term *stage_run(const struct term_options *o, const char *arguments)
{
	return start(o, NULL, "corewall", arguments);
}

struct term *stage_watch_by(const struct stage *s, const struct term_options *o,
			    const char *const prefix[], const char *arguments)
{
	struct buf line = { 0 };
	buf_printf(&line, "--sysroot %s %s", s->root, arguments);
	struct term *t = start(o, prefix, "corewall", line.data);
	buf_free(&line);
	return t;
}

struct term *stage_watch(const struct stage *s, const struct term_options *o, const char *arguments)
{
	return stage_watch_by(s, o, NULL, arguments);
}

/* The screen has a maximum of some percent, and not of a dash. */
static bool has_numbers(struct term *t)
{
	for (const char *at = term_screen(t); (at = strstr(at, "max ")); at += 4)
		if (at[4] >= '0' && at[4] <= '9')
			return true;
	return false;
}

static bool is_still(struct term *t)
{
	return strstr(term_screen(t), "do not change") != NULL;
}

static bool has_answer(struct term *t, void *context)
{
	(void)context;
	return has_numbers(t) || is_still(t);
}

void stage_expect_numbers(struct term *t)
{
	term_expect(t, term_wait(t, has_answer, NULL, TERM_PATIENCE));
	/* The simulator came late: after a pause there is a short interval again. */
	for (int i = 0; i < 50 && !has_numbers(t); i++) {
		stage_key(t, "p");
		stage_key(t, "p");
		term_expect(t, term_wait(t, has_answer, NULL, TERM_PATIENCE));
	}
	term_expect(t, has_numbers(t));
	term_expect_idle(t);
}

struct term *stage_numbers(const struct stage *s, const struct term_options *o,
			   const char *arguments)
{
	struct buf line = { 0 };
	buf_printf(&line, STILL " %s", arguments);
	struct term *t = stage_watch(s, o, line.data);
	buf_free(&line);
	stage_expect_numbers(t);
	return t;
}

long long stage_io(struct term *t, const char *name)
{
	char path[64], line[128];
	long long n = -1;
	snprintf(path, sizeof path, "/proc/%d/io", (int)term_pid(t));
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f))
		if (!strncmp(line, name, strlen(name)))
			n = atoll(line + strlen(name));
	fclose(f);
	return n;
}

static bool has_read(struct term *t, void *bytes)
{
	return stage_io(t, "rchar:") >= *(long long *)bytes;
}

void stage_expect_samples(const struct stage *s, struct term *t, int samples)
{
	char path[128];
	struct stat counters;
	snprintf(path, sizeof path, "%s/proc/stat", stage_root(s));
	assert_int_equal(stat(path, &counters), 0);
	long long wanted = stage_io(t, "rchar:") + samples * (long long)counters.st_size;
	term_expect(t, term_wait(t, has_read, &wanted, TERM_PATIENCE));
}

void stage_key(struct term *t, const char *name)
{
	term_expect(t, term_key(t, name));
	term_expect_idle(t);
}

void stage_quit(struct term *t)
{
	term_key(t, "q");
	term_expect_exit(t, TERM_EXITED(0));
	term_free(t);
}

/* --- Screens --- */

struct shot *shot_take(struct term *t)
{
	struct shot *s = mem_zero(1, sizeof *s);
	term_size(t, &s->rows, &s->cols);
	s->cell = mem_zero((size_t)s->rows * (size_t)s->cols, sizeof *s->cell);
	for (int y = 0; y < s->rows; y++)
		for (int x = 0; x < s->cols; x++)
			s->cell[y * s->cols + x] = term_cell(t, y, x);
	return s;
}

void shot_free(struct shot *s)
{
	free(s->cell);
	free(s);
}

static bool same_cell(const struct term_cell *a, const struct term_cell *b)
{
	return a->code == b->code && a->bg == b->bg && a->reverse == b->reverse &&
	       a->underline == b->underline &&
	       (a->code == ' ' || (a->fg == b->fg && a->bold == b->bold && a->dim == b->dim));
}

struct shot_change shot_compare(const struct shot *a, const struct shot *b, int from_row,
				int to_row)
{
	struct shot_change change = { 0 };
	assert_int_equal(a->rows, b->rows);
	assert_int_equal(a->cols, b->cols);
	for (int i = from_row * a->cols; i < to_row * a->cols; i++) {
		if (same_cell(&a->cell[i], &b->cell[i]))
			continue;
		if (!change.cells++) {
			change.row = i / a->cols;
			change.col = i % a->cols;
		}
		change.last_row = i / a->cols;
		change.last_col = i % a->cols;
	}
	return change;
}

bool shot_same(const struct shot *a, const struct shot *b, int from_row)
{
	struct shot_change change = shot_compare(a, b, from_row, a->rows);
	if (!change.cells)
		return true;
	const struct term_cell *x = &a->cell[change.row * a->cols + change.col];
	const struct term_cell *y = &b->cell[change.row * a->cols + change.col];
	fprintf(stderr, "%d cells differ, the first in row %d, column %d:\n", change.cells,
		change.row, change.col);
	fprintf(stderr, "'%s' on %d in %d, '%s' on %d in %d\n", x->text, x->bg, x->fg, y->text,
		y->bg, y->fg);
	return false;
}

bool stage_is_ascii(struct term *t)
{
	for (const char *p = term_screen(t); *p; p++)
		if ((unsigned char)*p >= 0x80)
			return false;
	return true;
}

bool stage_given_back(struct term *t, const struct termios *before)
{
	struct termios now = term_termios(t);
	return term_termios_same(before, &now) && !term_alternate(t) && term_cursor_visible(t) &&
	       term_pen_plain(t) && !strcmp(term_modes(t), "7 25");
}
