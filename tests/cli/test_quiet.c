/*
 * What corewall asks the system for, as strace sees it: no network, no privilege, nothing written
 * but the terminal and the file that was asked for, no program run but COMMAND; and in the steady
 * state a handful of calls a refresh and one wait, from which nothing wakes it but the next sample.
 * And that it was built hardened. strace slows it down, which changes nothing of that.
 */
#include "screen/stage.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a sanitizer calls is none of ours. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED false
#endif

/* --- Traces --- */

static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/corewall-quiet.XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[128];
	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command); /* NOLINT(cert-env33-c): a folder of our own */
}

/* One system call: "PID NAME(ARGUMENTS) = RESULT". */
struct call {
	long pid;
	char name[32];
	char text[512]; /* the name and all that follows */
};

/* The next call of the trace, false at its end; passes over what tells no beginning of one. */
static bool next_call(const char **at, struct call *c)
{
	int n = 0;
	while (**at) {
		size_t length = strcspn(*at, "\n");
		const char *line = *at;
		*at += length + (line[length] == '\n');
		bool is_call = sscanf(line, "%ld %31[a-z0-9_]%n", &c->pid, c->name, &n) == 2 &&
			       line[n] == '(';
		const char *name = is_call ? strstr(line, c->name) : "";
		snprintf(c->text, sizeof c->text, "%.*s", (int)(length - (size_t)(name - line)),
			 name);
		if (is_call)
			return true;
	}
	return false;
}

enum { SCREEN = 1, COMMAND = 2, STEADY = 4, REPLAYED = 8 };
enum { CALLS_MOST = 24 }; /* system calls per refresh */

static const struct mode {
	const char *arguments; /* FILE is the one that may be written, RECORDING one to be played */
	int kind;
	int most; /* calls a refresh, where it is steady */
} modes[] = {
	{ "-d 0.05 -n 30", SCREEN | STEADY, CALLS_MOST },
	{ "-d 0.05 -n 30 -v numbers --mouse", SCREEN | STEADY, CALLS_MOST },
	{ "-d 0.05 -n 30 -v groups --ascii", SCREEN | STEADY, CALLS_MOST },
	{ "-d 0.05 -n 20 --replay RECORDING", SCREEN | STEADY | REPLAYED, CALLS_MOST },
	{ "-d 0.05 -n 30 --batch", STEADY, CALLS_MOST },
	{ "-d 0.05 -n 30 --batch --format json", STEADY, CALLS_MOST },
	/* While it writes, signals may end it: that is told the system before and after. */
	{ "-d 0.05 -n 30 --record FILE", SCREEN | STEADY, CALLS_MOST },
	{ "-d 0.05 -n 30 --batch --record FILE", STEADY, CALLS_MOST },
	{ "-d 0.05 -- sleep 1.5", COMMAND | STEADY, CALLS_MOST },
	{ "-d 0.05 --report FILE --format json -- true", COMMAND, 0 },
	{ "-d 0.05 --once", 0, 0 },
	{ "-d 0.05 --once --format csv", 0, 0 },
	{ "-d 0.05 --once --format json", 0, 0 },
	{ "-d 0.05 --once --format openmetrics", 0, 0 },
	{ "-d 0.05 --snapshot", 0, 0 },
	{ "--batch --replay RECORDING", REPLAYED, 0 },
	{ "--help", 0, 0 },
};

enum { MODES = sizeof modes / sizeof *modes };

/* Puts the path in place of the word, if that is in the line. */
static void replace(char *line, size_t room, const char *word, const char *path)
{
	char *at = strstr(line, word);
	if (!at)
		return;
	struct buf b = { 0 };
	buf_add(&b, line, (size_t)(at - line));
	buf_printf(&b, "%s%s", path, at + strlen(word));
	assert_true(b.used < room);
	memcpy(line, b.data, b.used + 1);
	buf_free(&b);
}

static void run(const char *const prefix[], const char *corewall, const struct mode *mode)
{
	struct term_options o = { .out = mode->kind & SCREEN ? TERM_TTY : TERM_PIPE,
				  .err = TERM_PIPE };
	char line[512], path[128], *argv[40];
	int n = 0;
	snprintf(line, sizeof line, "%s", mode->arguments);
	snprintf(path, sizeof path, "%s/written", folder);
	replace(line, sizeof line, "FILE", path);
	snprintf(path, sizeof path, "%s/recording", folder);
	replace(line, sizeof line, "RECORDING", path);
	for (; prefix[n]; n++)
		argv[n] = (char *)(uintptr_t)prefix[n];
	argv[n++] = (char *)(uintptr_t)corewall;
	for (char *word = strtok(line, " "); word && n < 39; word = strtok(NULL, " "))
		argv[n++] = word;
	argv[n] = NULL;
	struct term *t = term_start(&o, argv);
	term_expect_exit(t, TERM_EXITED(0));
	term_free(t);
}

static void read_trace(struct buf *out)
{
	char path[128];
	snprintf(path, sizeof path, "%s/trace", folder);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	buf_clear(out);
	for (size_t n = 1; n; out->used += n)
		n = fread(buf_reserve(out, 1 << 16), 1, 1 << 16, f);
	fclose(f);
	out->data[out->used] = '\0';
}

/* A recording of this machine, once. */
static void make_recording(void)
{
	char path[128], arguments[256];
	const char *const none[] = { NULL };
	snprintf(path, sizeof path, "%s/recording", folder);
	if (access(path, R_OK) == 0)
		return;
	snprintf(arguments, sizeof arguments, "-b -d 0.05 -n 25 --record %s", path);
	run(none, stage_program("corewall"), &(struct mode){ arguments, 0, 0 });
}

/* Where no process may be traced, nothing can be told, and the run says that it was left out. */
static bool can_trace(void)
{
	return system("strace -o /dev/null true") == 0; /* NOLINT(cert-env33-c) */
}

/* Of the mode, whose trace is taken once; the text lives as long as the program. */
static const char *trace(const struct mode *mode)
{
	static struct buf traces[MODES];
	char path[128];
	struct buf *text = &traces[mode - modes];
	snprintf(path, sizeof path, "%s/trace", folder);
	const char *const strace[] = { "strace", "-qq", "-f", "-y", "-s", "128", "-o", path, NULL };
	if (text->data)
		return text->data;
	make_recording();
	run(strace, stage_program("corewall"), mode);
	read_trace(text);
	return text->data;
}

static void need_traces(void)
{
	if (!SANITIZED && can_trace())
		return;
	print_message("system calls are not looked at: %s\n",
		      SANITIZED ? "of a sanitizer" : "strace may not, or is not there");
	skip();
}

/* --- What is never called --- */

static bool is_forbidden(const char *name)
{
	static const char *const names[] = {
		"socket",
		"socketpair",
		"connect",
		"bind",
		"listen",
		"accept",
		"accept4",
		"sendto",
		"sendmsg",
		"sendmmsg",
		"recvfrom",
		"recvmsg",
		"recvmmsg",
		"ptrace",
		"process_vm_readv",
		"process_vm_writev",
		"pidfd_open",
		"pidfd_getfd",
		"setuid",
		"setgid",
		"setreuid",
		"setregid",
		"setresuid",
		"setresgid",
		"setfsuid",
		"setfsgid",
		"setgroups",
		"capset",
		"prctl",
		"seccomp",
		"personality",
		"mount",
		"umount2",
		"pivot_root",
		"chroot",
		"unshare",
		"setns",
		"bpf",
		"perf_event_open",
		"io_uring_setup",
		"userfaultfd",
		"keyctl",
		"add_key",
		"kexec_load",
		"init_module",
		"finit_module",
		"reboot",
		"swapon",
		"quotactl",
		"chmod",
		"fchmod",
		"fchmodat",
		"chown",
		"fchown",
		"fchownat",
		"lchown",
		"link",
		"linkat",
		"symlink",
		"symlinkat",
		"rename",
		"renameat",
		"renameat2",
		"unlink",
		"unlinkat",
		"mkdir",
		"mkdirat",
		"rmdir",
		"mknod",
		"mknodat",
		"truncate",
		"creat",
		"utimensat",
		"setxattr",
		"fsetxattr",
		"shmget",
		"msgget",
		"semget",
		"setpriority",
		"sched_setaffinity",
		"sched_setscheduler",
		"sched_setattr",
		"ioprio_set",
		"setrlimit",
		"nice",
		"mlockall",
		"setsid",
		"setpgid",
		"kill",
		"tkill",
		"setitimer",
		"timer_create",
		"alarm",
		"inotify_init",
		"inotify_init1",
		"fanotify_init",
		"vfork",
		"syslog",
		"sethostname",
		"settimeofday",
		"clock_settime",
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static bool opens_to_write(const struct call *c)
{
	static const char *const flags[] = { "O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC",
					     "O_APPEND" };
	bool opens = !strncmp(c->name, "open", 4);
	/* The flags, not what a path may hold. */
	const char *after = opens ? strrchr(c->text, '"') : NULL;
	for (size_t i = 0; after && i < sizeof flags / sizeof *flags; i++)
		if (strstr(after, flags[i]))
			return true;
	return false;
}

/* What a screen opens is its terminal; other modes, nothing but the file that was asked for. */
static bool may_write(const struct mode *mode, const struct call *c)
{
	char path[128];
	snprintf(path, sizeof path, "\"%s/written\"", folder);
	if (strstr(mode->arguments, "FILE") && strstr(c->text, path))
		return true;
	return mode->kind & SCREEN &&
	       (strstr(c->text, "\"/proc/self/fd/1\"") || strstr(c->text, "\"/dev/tty\""));
}

/* Whether the call is one that the mode may make. */
static bool is_fine(const struct mode *mode, const struct call *c, int *forks, int *runs)
{
	bool forks_now = !strcmp(c->name, "fork") || !strncmp(c->name, "clone", 5);
	*forks += forks_now;
	*runs += !strncmp(c->name, "execve", 6);
	if (is_forbidden(c->name))
		return false;
	if (forks_now && !(mode->kind & COMMAND && *forks == 1))
		return false;
	return !opens_to_write(c) || may_write(mode, c);
}

/*
 * Of corewall itself, and of its child until that has become COMMAND. Which is what the first other
 * process in the trace is: it calls sigaction, sigprocmask and execve along PATH, and is another
 * program from the first call on that is none of these.
 */
static void expect_quiet(const struct mode *mode)
{
	struct call c;
	long own = 0;
	int forks = 0, runs = 0, tried = 0;
	bool replaced = false;
	const char *text = trace(mode);
	for (const char *at = text; next_call(&at, &c);) {
		own = own ? own : c.pid;
		if (c.pid != own) {
			bool before = !strncmp(c.name, "rt_sig", 6) || !strcmp(c.name, "execve") ||
				      !strcmp(c.name, "set_robust_list") || !strcmp(c.name, "rseq");
			replaced |= !before;
			tried += !replaced && !strcmp(c.name, "execve");
			continue;
		}
		if (!is_fine(mode, &c, &forks, &runs))
			fail_msg("%s: %s", mode->arguments, c.text);
	}
	assert_int_equal(runs, 1); /* of itself, by strace */
	assert_int_equal(forks, mode->kind & COMMAND ? 1 : 0);
	assert_true(mode->kind & COMMAND ? tried >= 1 && replaced : !tried && !replaced);
}

static void asks_for_nothing_that_was_not_asked_for(void **state)
{
	(void)state;
	need_traces();
	for (size_t i = 0; i < MODES; i++)
		expect_quiet(&modes[i]);
}

/* --- The steady state --- */

static bool is_wait(const struct call *c)
{
	static const char *const names[] = { "ppoll", "ppoll_time64", "rt_sigtimedwait",
					     "rt_sigtimedwait_time64" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(c->name, names[i]))
			return true;
	return false;
}

/*
 * Time is read without a call where the machine allows it. ncurses writes a frame into memory, in
 * as many pieces as it likes.
 */
static bool counts(const struct call *c)
{
	bool into_memory = !strcmp(c->name, "write") && strstr(c->text, "/memfd:");
	return strncmp(c->name, "clock_get", 9) != 0 && !into_memory;
}

/*
 * Between two waits there is a sample at least: one wait woke for nothing else. There are more when
 * it came late, and then each has its number of calls.
 */
static void expect_steady(const struct mode *mode)
{
	enum { SETTLED = 6, LEAST = 8 }; /* refreshes before it is steady, and looked at */
	struct call c;
	long own = 0;
	int refreshes = 0, calls = 0, samples = 0, looked_at = 0;
	const char *text = trace(mode);
	for (const char *at = text; next_call(&at, &c);) {
		own = own ? own : c.pid;
		if (c.pid != own)
			continue;
		calls += counts(&c);
		samples += !strncmp(c.name, "pread", 5) && strstr(c.text, "</proc/stat>") &&
			   strstr(c.text, ", 0) = ");
		if (!is_wait(&c))
			continue;
		if (mode->kind & REPLAYED)
			samples = 1; /* it was read long before */
		if (refreshes >= SETTLED) {
			looked_at += samples;
			if (!samples || calls > mode->most * samples)
				fail_msg("%s: %d calls for %d samples before %s", mode->arguments,
					 calls, samples, c.text);
		}
		refreshes++;
		calls = samples = 0;
	}
	if (looked_at < LEAST)
		fail_msg("%s: only %d samples\n%s", mode->arguments, looked_at, text);
}

static void a_refresh_takes_few_calls_and_one_wait(void **state)
{
	(void)state;
	need_traces();
	for (size_t i = 0; i < MODES; i++)
		if (modes[i].kind & STEADY)
			expect_steady(&modes[i]);
}

/* The files of the kernel that every refresh may read; the last one only under a quota. */
static bool is_read_always(const struct call *c)
{
	static const char *const files[] = { "</proc/stat>", "</proc/loadavg>",
					     "</proc/pressure/cpu>", "</sys/fs/cgroup/" };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		if (strstr(c->text, files[i]))
			return true;
	return false;
}

/* Neither threads nor interrupts are looked at while nothing shows them. */
static void expect_few_files(const struct mode *mode)
{
	enum { SETTLED = 6 };
	struct call c;
	long own = 0;
	int samples = 0, pressures = 0;
	const char *text = trace(mode);
	for (const char *at = text; next_call(&at, &c);) {
		own = own ? own : c.pid;
		bool reads = !strncmp(c.name, "read", 4) || !strncmp(c.name, "pread", 5);
		bool lists = !strncmp(c.name, "getdents", 8) || !strncmp(c.name, "open", 4);
		bool sample = reads && strstr(c.text, "</proc/stat>") && strstr(c.text, ", 0) = ");
		if (c.pid != own)
			continue;
		samples += sample;
		if (samples <= SETTLED)
			continue;
		bool pressure = reads && strstr(c.text, "</proc/pressure/cpu>");
		pressures = sample ? 0 : pressures + pressure;
		bool of_kernel = strstr(c.text, "</proc/") || strstr(c.text, "</sys/");
		if (pressures > 1 || (reads && of_kernel && !is_read_always(&c)) ||
		    (lists && (strstr(c.text, "\"/proc/") || strstr(c.text, "\"/sys/"))))
			fail_msg("%s: %s", mode->arguments, c.text);
	}
	assert_true(samples > SETTLED);
}

static void a_refresh_reads_few_files(void **state)
{
	(void)state;
	need_traces();
	for (size_t i = 0; i < MODES; i++)
		if (modes[i].kind & STEADY && !(modes[i].kind & REPLAYED))
			expect_few_files(&modes[i]);
}

/* --- Without privilege --- */

/* What stands on the screen at the end of a recording, for whoever watches it. */
static void watch_as(const char *const prefix[], struct buf *out)
{
	char path[128], *argv[16];
	int n = 0;
	snprintf(path, sizeof path, "%s/recording", folder);
	for (; prefix[n]; n++)
		argv[n] = (char *)(uintptr_t)prefix[n];
	argv[n++] = (char *)(uintptr_t)stage_program("corewall");
	argv[n++] = (char *)(uintptr_t) "--replay";
	argv[n++] = path;
	argv[n++] = (char *)(uintptr_t) "-d";
	argv[n++] = (char *)(uintptr_t) "0.05";
	argv[n] = NULL;
	const struct term_options o = { 0 };
	struct term *t = term_start(&o, argv);
	term_expect_text(t, "end of the recording");
	term_expect_idle(t);
	buf_clear(out);
	buf_puts(out, term_screen(t));
	term_expect(t, term_key(t, "q"));
	term_expect_exit(t, TERM_EXITED(0));
	term_free(t);
}

static void anybody_sees_the_same(void **state)
{
	(void)state;
	static const char *const self[] = { NULL };
	static const char *const nobody[] = { "setpriv",
					      "--reuid=65534",
					      "--regid=65534",
					      "--clear-groups",
					      "--no-new-privs",
					      "--bounding-set=-all",
					      NULL };
	struct buf own = { 0 }, others = { 0 };
	if (geteuid() != 0)
		skip(); /* then all tests show it */
	make_recording();
	assert_int_equal(chmod(folder, 0755), 0);
	watch_as(self, &own);
	watch_as(nobody, &others);
	assert_string_equal(own.data, others.data);
	buf_free(&own);
	buf_free(&others);
}

/* --- The program --- */

static bool elf_has(const char *options, const char *pattern)
{
	char command[512];
	snprintf(command, sizeof command, "readelf -W %s %s | grep -Eq '%s'", options,
		 stage_program("corewall"), pattern);
	return system(command) == 0; /* NOLINT(cert-env33-c): words of our own */
}

static void it_is_built_hardened(void **state)
{
	(void)state;
	if (SANITIZED) {
		print_message("sanitizers are built otherwise\n");
		skip();
	}
	assert_true(elf_has("-h", "Type: +DYN"));
	assert_true(elf_has("-d", "FLAGS_1.* PIE"));
	assert_true(elf_has("-d", "BIND_NOW|FLAGS_1.* NOW"));
	assert_true(elf_has("-l", "GNU_RELRO"));
	assert_true(elf_has("-l", "GNU_STACK +[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +RW "));
	assert_false(elf_has("-l", "LOAD .* RWE "));
	assert_true(elf_has("--dyn-syms", "__stack_chk_fail"));
#ifdef __OPTIMIZE__
	assert_true(elf_has("--dyn-syms", "__(vsnprintf|snprintf|memcpy|read|pread64)_chk"));
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_for_nothing_that_was_not_asked_for),
		cmocka_unit_test(a_refresh_takes_few_calls_and_one_wait),
		cmocka_unit_test(a_refresh_reads_few_files),
		cmocka_unit_test(anybody_sees_the_same),
		cmocka_unit_test(it_is_built_hardened),
	};
	return cmocka_run_group_tests_name("quiet", tests, make_folder, remove_folder);
}
