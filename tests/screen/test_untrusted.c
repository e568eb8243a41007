/*
 * Text that is not ours, and may be anybody's: names of hosts and files, what sysfs and recordings
 * hold, TERM, COREWALL, words of commands, what is typed. Nothing of it ever steers a terminal. On
 * a screen the bytes are compared with those for the text that is to stand there instead, one by
 * one; what goes elsewhere holds no control byte but the newlines that end lines.
 */
#include "screen/stage.h"

#include "base/buf.h"
#include "base/sanitize.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
	const char *text;   /* no blank, newline nor slash: good as a word, a line and a file */
	const char *screen; /* in a cell each */
	const char *plain;  /* in a message */
	const char *ascii;  /* in either, to a terminal that takes bytes */
	const char *json;
} evil[] = {
	{ "\033]0;evil\007x", "?]0;evil?x", "?]0;evil?x", "?]0;evil?x", "\\u001b]0;evil\\u0007x" },
	{ "\r\b\016\177y", "????y", "????y", "????y", "\\u000d\\u0008\\u000e\\u007fy" },
	{ "\033[6n\033c", "?[6n?c", "?[6n?c", "?[6n?c", "\\u001b[6n\\u001bc" },
	{ "\x9b"
	  "6n\x84z",
	  "?6n?z", "?6n?z", "?6n?z",
	  "\xef\xbf\xbd"
	  "6n\xef\xbf\xbdz" },
	{ "\xc2\x9b"
	  "6n\xc2\x85z",
	  "?6n?z", "?6n?z", "?6n?z", "\\u009b6n\\u0085z" },
	{ "\xff\xfe\xc3z", "???z", "???z", "???z", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz" },
	{ "\xc0\x9b[6n", "??[6n", "??[6n", "??[6n", "\xef\xbf\xbd\xef\xbf\xbd[6n" },
	{ "\xe0\x82\x9b[6n", "?[6n", "???[6n", "???[6n",
	  "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd[6n" },
	{ "a\xe2\x80\xae"
	  "b\xe2\x81\xa6"
	  "c\xe2\x80\xa8\xef\xbb\xbf",
	  "a?b?c??", "a?b?c??", "a?b?c??", "a\\u202eb\\u2066c\\u2028\\ufeff" },
	/* Nothing is wrong with these, but that their bytes hold CSI where bytes are characters. */
	{ "\xc4\x9b[6n", "\xc4\x9b[6n", "\xc4\x9b[6n", "?[6n", "\xc4\x9b[6n" },
	{ "\xe4\xb8\x9b\xd8\x9b", "??", "\xe4\xb8\x9b\xd8\x9b", "??", "\xe4\xb8\x9b\xd8\x9b" },
};

enum { EVIL = sizeof evil / sizeof *evil };

static char *word(const char *text)
{
	return (char *)(uintptr_t)text;
}

/* --- Checks --- */

/* For whoever reads what went wrong, which is no better to their terminal. */
static const char *shown(const char *text, size_t n)
{
	static struct buf b;
	buf_clear(&b);
	buf_puts(&b, "");
	sanitize_add(&b, text, n, true);
	return b.data;
}

/* Whether it is UTF-8 of which nothing steers, in lines. */
static bool is_plain(const char *text, size_t n)
{
	uint32_t code = 0;
	for (size_t at = 0, bytes; at < n; at += bytes) {
		bytes = sanitize_sequence(text + at, text + n, &code);
		bool control = code < 0x20 || (code >= 0x7f && code < 0xa0);
		if (!bytes || (code != '\n' && (control || sanitize_steers(code)))) {
			print_error("byte %zu is %#x of: %s\n", at, (unsigned char)text[at],
				    shown(text, n));
			return false;
		}
	}
	return true;
}

/* Length of the sequence at an ESC, if it is one of those that ncurses makes; else 0. */
static size_t known_sequence(const char *p, const char *end)
{
	static const char *const fixed[] = {
		"\033(B",          "\033=", "\033>",        "\033(0",
		"\033)0",          "\033M", "\033]104\007", /* the palette as it was */
		"\033]11;?\033\\",                          /* which is the background? */
	};
	for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
		if ((size_t)(end - p) >= strlen(fixed[i]) && !memcmp(p, fixed[i], strlen(fixed[i])))
			return strlen(fixed[i]);
	if (end - p < 3 || p[1] != '[')
		return 0;
	size_t n = 2 + (p[2] == '?');
	while (p + n < end && strchr("0123456789;", p[n]) && p[n])
		n++;
	return p + n < end && p[n] && strchr("ABCDGHJKLMPX@bdhlmrt", p[n]) ? n + 1 : 0;
}

/* Whether a terminal is sent nothing but what we make, and text. */
static bool is_ours(const char *bytes, size_t n)
{
	const char *end = bytes + n;
	for (const char *p = bytes; p < end;) {
		uint32_t code = 0;
		size_t length =
			*p == '\033' ? known_sequence(p, end) : sanitize_sequence(p, end, &code);
		bool moves = code && code < 0x80 && strchr("\r\n\b\017", (int)code);
		if (!length || (*p != '\033' && !moves && sanitize_steers(code))) {
			print_error("byte %td is none of ours: %s\n", p - bytes,
				    shown(p, (size_t)(end - p)));
			return false;
		}
		p += length;
	}
	return true;
}

/* --- On a screen --- */

/* A folder for what a test needs, removed when it ends. */
static char folder[64];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/corewall-untrusted.XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[128];
	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command); /* NOLINT(cert-env33-c): a folder of our own */
}

/* Makes the folders above the path, which is in ours; the path lives until the next call. */
static const char *path_of(const char *name)
{
	static char path[512];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	for (char *p = path + strlen(folder) + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		assert_true(mkdir(path, 0755) == 0 || errno == EEXIST);
	}
	return path;
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* Two samples of four cpus, of a host with facts and loads. */
static void write_recording(const char *name, const char *host, const char *facts, const char *load)
{
	struct buf b = { 0 };
	buf_printf(&b, "corewall recording 1\nhost %s\nhz 100\nfacts\n%s.\n", host, facts);
	for (unsigned i = 0; i < 2; i++) {
		buf_printf(&b, "sample %u.000000000 179533800%u.000000000\nload %s\n", 100 + i, i,
			   load);
		for (unsigned cpu = 0; cpu < 4; cpu++)
			buf_printf(&b, "cpu%u %u 0 0 %u\n", cpu, 50 * i, 50 * i * cpu);
		buf_puts(&b, ".\n");
	}
	write_file(name, b.data);
	buf_free(&b);
}

/* How corewall is run, in our folder: its words, NULL at the end. */
struct way {
	const char *argv[12];
	const char *type, *locale;
	const char *const *environment;
	int cols;
};

static struct term *start(const struct way *way, enum term_stream out)
{
	char program[512], *argv[16] = { program };
	struct term_options o = { .cols = way->cols,
				  .type = way->type,
				  .locale = way->locale,
				  .environment = way->environment,
				  .folder = folder,
				  .out = out,
				  .err = TERM_PIPE,
				  .log = true };
	const char *corewall = stage_program("corewall");
	char *here = realpath(corewall, NULL); /* another folder is ours */
	assert_non_null(here);
	snprintf(program, sizeof program, "%s", here);
	free(here);
	for (int i = 0; i < 12 && way->argv[i]; i++)
		argv[i + 1] = word(way->argv[i]);
	return term_start(&o, argv);
}

/* All that a terminal is sent until the end, which comes by itself. */
static void watch(const struct way *way, struct buf *bytes)
{
	size_t n;
	struct term *t = start(way, TERM_TTY);
	term_expect(t, term_wait_exit(t, TERM_PATIENCE) == TERM_EXITED(0));
	const char *log = term_log(t, &n);
	buf_clear(bytes);
	buf_add(bytes, log, n);
	term_expect(t, is_ours(log, n));
	term_expect(t, !term_title(t)[0] && !term_bells(t));
	assert_string_equal(term_errors(t, NULL), "");
	term_free(t);
}

/*
 * The same bytes for the evil text as for the one that is to be shown instead, which `holds`. On a
 * busy machine the first sample may come before the first frame, which then is of both: such runs
 * say nothing, and there is another.
 */
static void expect_same_screen(const struct way *evil_way, const struct way *good_way,
			       const char *holds)
{
	enum { RUNS_MOST = 50 };
	struct buf is = { 0 }, wanted = { 0 };
	bool same = false;
	for (int i = 0; i < RUNS_MOST && !same; i++) {
		watch(evil_way, &is);
		watch(good_way, &wanted);
		assert_non_null(strstr(wanted.data, holds));
		same = is.used == wanted.used && !memcmp(is.data, wanted.data, is.used);
	}
	if (!same)
		fail_msg("not as for %s: %s", holds, shown(is.data, is.used));
	buf_free(&is);
	buf_free(&wanted);
}

static const struct way play_evil = { .argv = { "-d", "0.05", "-n", "1", "--replay", "evil" } };
static const struct way play_good = { .argv = { "-d", "0.05", "-n", "1", "--replay", "good" } };

static void a_recorded_host(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVIL; i++) {
		write_recording("evil", evil[i].text, "", "1 2 3");
		write_recording("good", evil[i].screen, "", "1 2 3");
		expect_same_screen(&play_evil, &play_good, evil[i].screen);
	}
}

/* Where bytes are characters, those beyond ASCII may be controls too. */
static void a_host_on_a_terminal_of_bytes(void **state)
{
	(void)state;
	struct way bad = play_evil, good = play_good;
	for (size_t i = 0; i < EVIL; i++) {
		/* As many as there are cells. */
		char ascii[64];
		size_t n = 0;
		for (const char *p = evil[i].screen; *p; p++)
			if (((unsigned char)*p & 0xc0) != 0x80)
				ascii[n++] = (unsigned char)*p < 0x80 ? *p : '?';
		ascii[n] = '\0';
		write_recording("evil", evil[i].text, "", "1 2 3");
		write_recording("good", ascii, "", "1 2 3");
		bad.locale = good.locale = "C";
		bad.type = good.type = NULL;
		expect_same_screen(&bad, &good, ascii);
		bad.locale = good.locale = NULL;
		bad.type = good.type = "vt220";
		expect_same_screen(&bad, &good, ascii);
	}
}

static void recorded_loads(void **state)
{
	(void)state;
	struct way bad = play_evil, good = play_good;
	bad.cols = good.cols = 160;
	for (size_t i = 0; i < EVIL; i++) {
		write_recording("evil", "host", "", evil[i].text);
		write_recording("good", "host", "", evil[i].screen);
		expect_same_screen(&bad, &good, evil[i].screen);
	}
}

/* What is no name of a kind or of a package is no fact. */
static void recorded_topology(void **state)
{
	(void)state;
	struct way bad = play_evil, good = play_good;
	bad.argv[6] = good.argv[6] = "--view";
	bad.argv[7] = good.argv[7] = "groups";
	for (size_t i = 0; i < EVIL; i++) {
		char facts[256];
		snprintf(facts, sizeof facts,
			 "kind %s 0-1\nkind P 2-3\npackage %s 0\n%s 0-1\npackage 4 0-3\n",
			 evil[i].text, evil[i].text, evil[i].text);
		write_recording("evil", "host", facts, "1 2 3");
		write_recording("good", "host", "kind P 2-3\npackage 4 0-3\n", "1 2 3");
		expect_same_screen(&bad, &good, "host");
	}
}

/* --- A machine under another root --- */

static void write_machine(const char *root, const char *host, const char *package)
{
	char name[256];
	snprintf(name, sizeof name, "%s/proc/stat", root);
	write_file(name, "cpu0 1 0 0 100\ncpu1 7 0 0 100\n");
	if (host) {
		snprintf(name, sizeof name, "%s/proc/sys/kernel/hostname", root);
		write_file(name, host);
	}
	for (unsigned i = 0; package && i < 2; i++) {
		snprintf(name, sizeof name,
			 "%s/sys/devices/system/cpu/cpu%u/topology/physical_package_id", root, i);
		write_file(name, package);
		snprintf(name, sizeof name,
			 "%s/sys/devices/system/cpu/cpu%u/topology/package_cpus_list", root, i);
		write_file(name, i ? package : "0-1");
	}
}

static void a_live_host_and_its_topology(void **state)
{
	(void)state;
	struct way bad = { .argv = { "-d", "0.05", "-n", "1", "--sysroot", "evil.root" } },
		   good = bad;
	good.argv[5] = "good.root";
	for (size_t i = 0; i < EVIL; i++) {
		write_machine("evil.root", evil[i].text, evil[i].text);
		write_machine("good.root", evil[i].screen, "-1");
		expect_same_screen(&bad, &good, evil[i].screen);
	}
}

/* A root without a host's name lends its own. */
static void the_name_of_a_root(void **state)
{
	(void)state;
	struct way bad = { .argv = { "-d", "0.05", "-n", "1", "--sysroot" } }, good = bad;
	for (size_t i = 0; i < EVIL; i++) {
		char nameless[128], root[128];
		snprintf(nameless, sizeof nameless, "roots/%s", evil[i].text);
		write_machine(nameless, NULL, NULL);
		snprintf(root, sizeof root, "good%zu", i);
		write_machine(root, evil[i].screen, NULL);
		bad.argv[5] = nameless;
		good.argv[5] = root;
		expect_same_screen(&bad, &good, evil[i].screen);
	}
}

/* --- Names of files, in the status line --- */

static void files_in_trouble(void **state)
{
	(void)state;
	struct way bad = { .argv = { "-d", "0.05", "-n", "1", "--replay", NULL } };
	static const char text[] =
		"corewall recording 1\nhost h\nhz 100\nsample 1.000000000 1.000000000\n"
		"cpu0 1 1 1 1\n.\nsample 2.000000000 2.000000000\n.\n";
	for (size_t i = 0; i < EVIL; i++) {
		struct buf bytes = { 0 };
		char wanted[128];
		write_file(evil[i].text, text);
		bad.argv[5] = evil[i].text;
		snprintf(wanted, sizeof wanted, "%s: the file is empty", evil[i].screen);
		watch(&bad, &bytes);
		assert_non_null(strstr(bytes.data, wanted));
		buf_free(&bytes);
		assert_int_equal(unlink(path_of(evil[i].text)), 0);
	}
}

static void recordings_that_fail(void **state)
{
	(void)state;
	struct way way = { .argv = { "-d", "0.05", "--replay", "good", "--record", NULL } };
	write_recording("good", "host", "", "1 2 3");
	for (size_t i = 0; i < EVIL; i++) {
		char wanted[128];
		size_t n;
		assert_int_equal(symlink("/dev/full", path_of(evil[i].text)), 0);
		way.argv[5] = evil[i].text;
		snprintf(wanted, sizeof wanted, "%s: No space left on device", evil[i].screen);
		struct term *t = start(&way, TERM_TTY);
		term_expect_text(t, wanted);
		term_expect(t, term_key(t, "q"));
		term_expect_exit(t, TERM_EXITED(1));
		assert_non_null(strstr(term_errors(t, NULL), evil[i].plain));
		assert_true(is_plain(term_errors(t, NULL), strlen(term_errors(t, NULL))));
		const char *log = term_log(t, &n);
		term_expect(t, is_ours(log, n));
		term_free(t);
		assert_int_equal(unlink(path_of(evil[i].text)), 0);
	}
}

/* --- What is typed, or pasted --- */

static void pasted_into_prompts(void **state)
{
	(void)state;
	static const char *const prompts[] = { "/", "f", "" };
	struct way way = { .argv = { "-d", "3600", "--replay", "good" } };
	write_recording("good", "host", "", "1 2 3");
	for (size_t i = 0; i < EVIL * 3; i++) {
		size_t n;
		struct term *t = start(&way, TERM_TTY);
		term_expect_text(t, "? help");
		term_type(t, prompts[i % 3]);
		term_type(t, evil[i / 3].text);
		term_expect_idle(t);
		term_type(t, "\r");
		term_expect_idle(t);
		term_signal(t, 15);
		term_expect_exit(t, TERM_EXITED(0));
		const char *log = term_log(t, &n);
		term_expect(t, is_ours(log, n));
		term_expect(t, !term_title(t)[0] && !term_bells(t));
		term_free(t);
	}
}

/* --- Messages --- */

/* Runs it in a script; what it says holds the text, plainly. */
static void expect_said(const struct way *way, int status, const char *holds)
{
	size_t n;
	struct term *t = start(way, TERM_PIPE);
	int is = term_wait_exit(t, TERM_PATIENCE);
	const char *said = term_errors(t, &n);
	if (is != TERM_EXITED(status) || !strstr(said, holds))
		fail_msg("status %#x, no '%s' in: %s", (unsigned)is, holds, shown(said, n));
	assert_true(is_plain(said, n));
	const char *out = term_output(t, &n);
	assert_true(is_plain(out, n));
	term_free(t);
}

/* The way, in both kinds of locale. */
static void expect_said_plainly(struct way way, int status, size_t i)
{
	expect_said(&way, status, evil[i].plain);
	way.locale = "C";
	expect_said(&way, status, evil[i].ascii);
}

static void messages(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVIL; i++) {
		const char *bad = evil[i].text;
		char inside[128], variable[128];
		snprintf(inside, sizeof inside, "%s/file", bad);
		snprintf(variable, sizeof variable, "COREWALL=--%s", bad);
		const char *const environment[] = { variable, NULL };
		const struct way ways[] = {
			{ .argv = { "--once", "--replay", inside } },
			{ .argv = { "--once", "--sysroot", inside } },
			{ .argv = { "--once", "--record", inside } },
			{ .argv = { "--report", inside, "--", "true" } },
		};
		for (size_t k = 0; k < sizeof ways / sizeof *ways; k++)
			expect_said_plainly(ways[k], k == 3 ? 125 : 1, i);
		expect_said_plainly((struct way){ .argv = { "-v", bad } }, 2, i);
		expect_said_plainly((struct way){ .argv = { "-b", bad } }, 2, i);
		expect_said_plainly((struct way){ .argv = { "-c", bad } }, 2, i);
		expect_said_plainly((struct way){ .argv = { "--", bad } }, 127, i);
		expect_said_plainly(
			(struct way){ .argv = { "--once" }, .environment = environment }, 2, i);
	}
}

static void what_recordings_say_of_themselves(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVIL; i++) {
		char text[256];
		snprintf(text, sizeof text, "corewall recording %s\n", evil[i].text);
		write_file("evil", text);
		expect_said_plainly((struct way){ .argv = { "-b", "--replay", "evil" } }, 1, i);
	}
}

static void names_of_terminals(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVIL; i++) {
		struct way way = { .argv = { "-d", "3600" }, .type = evil[i].text };
		size_t n;
		struct term *t = start(&way, TERM_TTY);
		term_expect_exit(t, TERM_EXITED(1));
		const char *said = term_errors(t, &n);
		assert_non_null(strstr(said, "is not known here"));
		assert_true(is_plain(said, n));
		assert_int_equal(term_count(t), 0);
		term_free(t);
	}
}

/* Thousands of bytes, which a message or a row has no room for. */
static void long_names(void **state)
{
	(void)state;
	static char name[4000];
	memset(name, 'x', sizeof name - 1);
	for (size_t at = 0; at + 3 < sizeof name; at += 97)
		memcpy(name + at, "\xe2\x80\xae", 3);
	static const char *const modes[] = { "--replay", "--sysroot", "--record", "-v", "-c" };
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
		expect_said(&(struct way){ .argv = { "--once", modes[i], name } }, i < 3 ? 1 : 2,
			    "corewall: ");
	write_recording("evil", name, "", name);
	struct buf bytes = { 0 };
	watch(&play_evil, &bytes);
	buf_free(&bytes);
	expect_said(&(struct way){ .argv = { "--once", "--replay", "evil" } }, 0, "");
	struct term *t = start(&(struct way){ .type = name, .argv = { "-d", "1" } }, TERM_TTY);
	term_expect_exit(t, TERM_EXITED(1));
	assert_true(is_plain(term_errors(t, NULL), strlen(term_errors(t, NULL))));
	term_free(t);
}

/* --- Reports --- */

static void expect_report(const char *format, const char *holds, const char *locale)
{
	size_t n;
	struct way way = { .argv = { "--once", "--replay", "evil", "--format", format },
			   .locale = locale };
	struct term *t = start(&way, TERM_PIPE);
	term_expect_exit(t, TERM_EXITED(0));
	const char *out = term_output(t, &n);
	assert_true(is_plain(out, n));
	if (holds && !strstr(out, holds))
		fail_msg("%s: no '%s' in: %s", format, holds, shown(out, n));
	assert_string_equal(term_errors(t, NULL), "");
	term_free(t);
}

static void reports(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVIL; i++) {
		char json[128], plain[128], ascii[128], facts[128];
		snprintf(facts, sizeof facts, "kind %s 0-1\nkind P 2-3\n", evil[i].text);
		write_recording("evil", evil[i].text, facts, evil[i].text);
		snprintf(json, sizeof json, ",\"host\":\"%s\",", evil[i].json);
		snprintf(plain, sizeof plain, "%s  2026-", evil[i].plain);
		snprintf(ascii, sizeof ascii, "%s  2026-", evil[i].ascii);
		expect_report("json", json, NULL);
		expect_report("json", json, "C");
		expect_report("text", plain, NULL);
		expect_report("text", ascii, "C");
		expect_report("csv", NULL, NULL);
		expect_report("openmetrics", NULL, NULL);
	}
}

/* The report on a command tells its words. */
static void reports_on_commands(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVIL; i++) {
		struct way way = { .argv = { "-d", "0.05", "--", "true", evil[i].text } };
		expect_said_plainly(way, 0, i);
		struct way json = { .argv = { "-d", "0.05", "--format", "json", "--", "true",
					      evil[i].text } };
		char wanted[128];
		snprintf(wanted, sizeof wanted, "[\"true\",\"%s\"]", evil[i].json);
		expect_said(&json, 0, wanted);
	}
}

/* A recording keeps what it is of, but not as bytes that steer whoever looks at it. */
static void recordings_made(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVIL; i++) {
		char text[512];
		size_t n;
		write_machine("root", evil[i].text, NULL);
		snprintf(text, sizeof text, "%s 1 2\n", evil[i].text);
		write_file("root/proc/loadavg", text);
		snprintf(text, sizeof text,
			 "cpu0 1 0 0 100\ncpu1 %s\nbtime %s\ncpu2 7 0 0 100\n%s\n", evil[i].text,
			 evil[i].text, evil[i].text);
		write_file("root/proc/stat", text);
		struct way way = { .argv = { "-d", "0.05", "-bn1", "--sysroot", "root", "--record",
					     "-" } };
		struct term *t = start(&way, TERM_PIPE);
		term_expect_exit(t, TERM_EXITED(0));
		const char *out = term_output(t, &n);
		assert_true(is_plain(out, n));
		snprintf(text, sizeof text, "\nhost %s\n", evil[i].plain);
		assert_non_null(strstr(out, text));
		snprintf(text, sizeof text, "\ncpu1 %s\n", evil[i].plain);
		assert_non_null(strstr(out, text));
		term_free(t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_recorded_host),
		cmocka_unit_test(a_host_on_a_terminal_of_bytes),
		cmocka_unit_test(recorded_loads),
		cmocka_unit_test(recorded_topology),
		cmocka_unit_test(a_live_host_and_its_topology),
		cmocka_unit_test(the_name_of_a_root),
		cmocka_unit_test(files_in_trouble),
		cmocka_unit_test(recordings_that_fail),
		cmocka_unit_test(pasted_into_prompts),
		cmocka_unit_test(messages),
		cmocka_unit_test(what_recordings_say_of_themselves),
		cmocka_unit_test(names_of_terminals),
		cmocka_unit_test(long_names),
		cmocka_unit_test(reports),
		cmocka_unit_test(reports_on_commands),
		cmocka_unit_test(recordings_made),
	};
	return cmocka_run_group_tests_name("untrusted", tests, make_folder, remove_folder);
}
