/*
 * What the system refuses: calls of a short run of each way of running fail, one a run: each of the
 * first, then one in eight. The run ends soon, by itself, in good order: it copes and says nothing,
 * or says what failed. On a screen the terminal is given back. build/faulty is corewall with calls
 * that can be made to fail. Clocks never do: those that are asked for are in every kernel
 * since 2.6.39.
 */
#include "screen/stage.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TOGETHER_MOST = 44, MOST_CALLS = 2000 };

/* A way of running. In its arguments @ is the machine's root, + a file to write to. */
struct way {
	const char *name, *arguments;
	bool screen;
	const char *keys; /* typed at once; such a way is run for what it reads alone */
};

static const struct way way_table[] = {
	{ "text", "--sysroot @ -d 0.05 --once", false, NULL },
	{ "csv", "--sysroot @ -d 0.05 --once --format csv", false, NULL },
	{ "json", "--sysroot @ -d 0.05 --once --format json", false, NULL },
	{ "openmetrics", "--sysroot @ -d 0.05 --once --format openmetrics", false, NULL },
	{ "snapshot", "--sysroot @ -d 0.05 --snapshot", false, NULL },
	{ "record", "--sysroot @ -d 0.05 -b -n 2 --record +", false, NULL },
	{ "replay", "--replay tests/fixtures/recordings/eight.txt --format csv", false, NULL },
	{ "command", "--sysroot @ -d 0.05 --report + -- true", false, NULL },
	{ "screen", "--sysroot @ -d 0.05 -n 2", true, NULL },
	/* With the threads and interrupts of a cpu. */
	{ "detail", "--sysroot @ -d 0.05 -n 3", true, "\r" },
};

enum { WAYS = sizeof way_table / sizeof way_table[0] };

/* What may come of a fault. */
enum outcome {
	UNSEEN, /* as if there had been none */
	COPES,  /* goes on, with a message or without, or ends with one */
	ENDS    /* ends with a message, unless what was asked for was not needed */
};

static const struct fault {
	const char *name;
	enum outcome outcome;
	int together; /* runs at a time: about as many as there are calls, so that few are idle */
	const char *way; /* the only way of running that makes such calls; NULL: all do */
} fault_table[] = {
	{ "malloc:ENOMEM", COPES, 44, NULL },    { "open:EIO", COPES, 34, NULL },
	{ "open:ENOENT", COPES, 34, NULL },      { "open:EMFILE", COPES, 34, NULL },
	{ "read:EIO", COPES, 18, NULL },         { "read:EINTR", UNSEEN, 18, NULL },
	{ "read:short", UNSEEN, 18, NULL },      { "write:EAGAIN", COPES, 10, NULL },
	{ "write:ENOSPC", ENDS, 10, NULL },      { "write:EIO", ENDS, 10, NULL },
	{ "write:short", UNSEEN, 10, NULL },     { "write:EINTR", UNSEEN, 10, NULL },
	{ "stat:EACCES", COPES, 8, NULL },       { "readdir:ENOMEM", COPES, 12, NULL },
	{ "close:EIO", COPES, 34, NULL },        { "seek:EINVAL", COPES, 4, NULL },
	{ "poll:EINTR", UNSEEN, 6, NULL },       { "poll:ENOMEM", COPES, 6, NULL },
	{ "events:EPERM", UNSEEN, 4, "screen" }, { "host:EPERM", COPES, 4, NULL },
	{ "outbox:EMFILE", COPES, 4, "screen" }, { "tty:EIO", COPES, 12, "screen" },
	{ "modes:EIO", ENDS, 4, "screen" },      { "modes:EINTR", UNSEEN, 4, "screen" },
	{ "start:EAGAIN", ENDS, 4, "command" },  { "exec:EACCES", ENDS, 2, "command" },
	{ "wait:EINTR", UNSEEN, 4, "command" },  { "reap:ECHILD", COPES, 2, "command" },
};

enum { FAULTS = sizeof fault_table / sizeof fault_table[0] };

static struct stage *machine;
static struct termios fresh;
static char folder[] = "/tmp/corewall-faults.XXXXXX";

struct attempt {
	struct term *term;
	char fault[64], hit_file[128], file[128];
};

static char *fill_in(const struct way *way, const struct attempt *a)
{
	static char text[512];
	size_t n = 0;
	for (const char *p = way->arguments; *p; p++) {
		char one[2] = { *p, '\0' };
		const char *part = *p == '@' ? stage_root(machine) : *p == '+' ? a->file : one;
		n += (size_t)snprintf(text + n, sizeof text - n, "%s", part);
		assert_true(n < sizeof text);
	}
	return text;
}

static void set_paths(struct attempt *a, int n)
{
	snprintf(a->hit_file, sizeof a->hit_file, "%s/hit%d", folder, n % TOGETHER_MOST);
	snprintf(a->file, sizeof a->file, "%s/file%d", folder, n % TOGETHER_MOST);
}

static void start(struct attempt *a, const struct way *way, const struct fault *f, int n)
{
	char fault[80], hit_file[160];
	snprintf(a->fault, sizeof a->fault, "%s:%d", f->name, n);
	set_paths(a, n);
	snprintf(fault, sizeof fault, "FAULT=%s", a->fault);
	snprintf(hit_file, sizeof hit_file, "FAULT_HIT=%s", a->hit_file);
	const char *const environment[] = { fault, hit_file, NULL };
	const struct term_options o = {
		.environment = environment,
		.in = way->screen ? TERM_TTY : TERM_NULL,
		.out = way->screen ? TERM_TTY : TERM_PIPE,
		.err = TERM_PIPE,
	};
	a->term = stage_start(&o, "faulty", fill_in(way, a));
	if (way->keys)
		term_type(a->term, way->keys);
}

static void check(const struct attempt *a, const struct way *way, const struct fault *f, int status,
		  bool hit)
{
	const char *said = term_errors(a->term, NULL);
	/* A terminal that answers a write with an error is gone: no word reaches it, nor its modes.
	 */
	bool gone = way->screen && f->outcome == ENDS;
	bool well = status == TERM_EXITED(0);
	bool unable = status == TERM_EXITED(1) || status == TERM_EXITED(125);
	bool refused = (!strncmp(f->name, "exec:", 5) && status == TERM_EXITED(126)) ||
		       (!strncmp(f->name, "tty:", 4) && status == TERM_EXITED(2));
	if (!well && !unable && !refused)
		fail_msg("%s, %s: status %#x: %s", way->name, a->fault, (unsigned)status, said);
	if (!well && !gone && !strstr(said, "corewall: "))
		fail_msg("%s, %s: failed and did not say why: %s", way->name, a->fault, said);
	if (f->outcome == UNSEEN && !well)
		fail_msg("%s, %s: %s", way->name, a->fault, said);
	if (f->outcome == ENDS && hit && well && !gone && !*said)
		fail_msg("%s, %s: nothing was said", way->name, a->fault);
	if (!way->screen || gone || stage_given_back(a->term, &fresh))
		return;
	term_print(a->term, stderr);
	fail_msg("%s, %s: the terminal was not given back", way->name, a->fault);
}

/* Whether the fault was met: there are calls beyond it. */
static bool finish(struct attempt *a, const struct way *way, const struct fault *f)
{
	int status = term_wait_exit(a->term, TERM_PATIENCE);
	bool hit = access(a->hit_file, F_OK) == 0;
	check(a, way, f, status, hit);
	term_free(a->term);
	unlink(a->hit_file);
	unlink(a->file);
	return hit;
}

/* The calls to fail, from 1: each of those at the start, then one of several, which are much alike.
 */
static int call_of(int n)
{
	enum { EACH = 40, OF = 8 };
	return n <= EACH ? n : EACH + (n - EACH) * OF;
}

static void fail_each(const struct way *way, const struct fault *f)
{
	struct attempt attempt[TOGETHER_MOST];
	bool more = true;
	int n = 1;
	while (more) {
		for (int i = 0; i < f->together; i++)
			start(&attempt[i], way, f, call_of(n + i));
		for (int i = 0; i < f->together; i++)
			more &= finish(&attempt[i], way, f);
		n += f->together;
		assert_true(n < MOST_CALLS);
	}
}

static bool is_made_by(const struct fault *f, const struct way *way)
{
	bool reads = !strcmp(f->name, "read:EIO") || !strncmp(f->name, "readdir:", 8) ||
		     !strcmp(f->name, "open:ENOENT");
	return f->way ? !strcmp(f->way, way->name) : reads || !way->keys;
}

static void fails_in_order(void **state)
{
	const struct way *way = *state;
	for (size_t i = 0; i < FAULTS; i++)
		if (is_made_by(&fault_table[i], way))
			fail_each(way, &fault_table[i]);
}

static void put(const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/proc/%s", stage_root(machine), name);
	for (char *end = path + strlen(stage_root(machine)) + 1; (end = strchr(end, '/')); end++) {
		*end = '\0';
		mkdir(path, 0755);
		*end = '/';
	}
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* What a detail shows of the machine, whose simulator has none of it. */
static void put_activity(void)
{
	static const char *const processes[] = { "1", "77", "78" };
	put("pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=12\n");
	put("interrupts", "           CPU0       CPU1       CPU2       CPU3\n"
			  "  0:         20         30          1          2   IO-APIC   timer\n");
	put("softirqs", "                    CPU0       CPU1       CPU2       CPU3\n"
			"       TIMER:         10         20         30         40\n");
	for (size_t i = 0; i < sizeof processes / sizeof *processes; i++) {
		char name[64], stat[256];
		const char *pid = processes[i];
		snprintf(stat, sizeof stat,
			 "%s (a) S 1 1 1 0 -1 4194560 1 1 1 1 5 5 0 0 20 0 2 0 9 1 1 1 1 1 1 1 1 "
			 "0 0 0 0 0 0 0 17 1 0 0 0 0 0 1 1 1 1 1 1 1 0\n",
			 pid);
		snprintf(name, sizeof name, "%s/stat", pid);
		put(name, stat);
		snprintf(name, sizeof name, "%s/task/%s/stat", pid, pid);
		put(name, stat);
	}
}

static int open_machine(void **state)
{
	(void)state;
	const struct term_options o = { .out = TERM_PIPE };
	if (!mkdtemp(folder))
		return -1;
	machine = stage_open("--cpus 4 --load hot:1 --tick 0.02");
	put_activity();
	struct term *t = stage_run(&o, "--version");
	term_expect_exit(t, TERM_EXITED(0));
	fresh = term_termios(t);
	term_free(t);
	return 0;
}

static int close_machine(void **state)
{
	(void)state;
	struct attempt left = { 0 };
	stage_close(machine);
	for (int i = 0; i < TOGETHER_MOST; i++) {
		set_paths(&left, i);
		unlink(left.hit_file);
		unlink(left.file);
	}
	return rmdir(folder);
}

/* Of one way alone when it is named. */
int main(int argc, char **argv)
{
	struct CMUnitTest tests[WAYS];
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	for (size_t i = 0; i < WAYS; i++)
		tests[i] = (struct CMUnitTest){
			.name = way_table[i].name,
			.test_func = fails_in_order,
			.initial_state = (void *)&way_table[i],
		};
	return cmocka_run_group_tests(tests, open_machine, close_machine);
}
