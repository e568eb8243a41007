/*
 * --check and --until on simulated machines of known loads: what is printed, on which stream, and
 * the status; and that they take no more time than they must.
 */
#include "screen/stage.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OK, WARNING, CRITICAL, UNKNOWN };
enum { WORDS = 12 };

static char *two_hot, *mixture;

static int set_up(void **state)
{
	(void)state;
	two_hot = stage_record("--cpus 64 --shape 2x1x2x1x16x1 --load hot:5,9:20 --samples 9");
	mixture = stage_record("--cpus 16 --load fixed --samples 3");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	stage_unrecord(two_hot);
	stage_unrecord(mixture);
	return 0;
}

/* corewall with these words; an expression has blanks in it, so that no line can be split. */
static struct term *start(const struct term_options *o, const char *const *words)
{
	char *argv[WORDS] = { (char *)(uintptr_t)stage_program("corewall") };
	for (int i = 0; i < WORDS - 2 && words[i]; i++)
		argv[i + 1] = (char *)(uintptr_t)words[i];
	return term_start(o, argv);
}

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static struct term *start_piped(const char *const *words)
{
	static const struct term_options pipes = { .out = TERM_PIPE, .err = TERM_PIPE };
	return start(&pipes, words);
}

/* It ends with the status, and one line on standard output, which begins as `says`. */
static void expect_verdict(struct term *t, int status, const char *says)
{
	int is = term_wait_exit(t, TERM_PATIENCE);
	const char *line = term_output(t, NULL);
	if (strncmp(line, says, strlen(says)) != 0)
		fail_msg("'%s' instead of '%s'", line, says);
	assert_int_equal(is, TERM_EXITED(status));
	assert_ptr_equal(strchr(line, '\n') + 1, line + strlen(line));
	assert_string_equal(term_errors(t, NULL), "");
	term_free(t);
}

static void expect(const char *recording, const char *check, int status, const char *says)
{
	expect_verdict(start_piped(WORDS("--replay", recording, "--check", check)), status, says);
}

static void quantities_and_comparisons(void **state)
{
	static const char *const hold[] = {
		"max>=99",     "max<=99",         "max==99",      "min==5",
		"min<=5",      "min>=5",          "avg>49",       "hot==1",
		"hot>=1",      "steal==0.2",      "steal>0.1",    "iowait==4",
		"iowait>=3.9", "llc1.max > 98",   "llc 0.max<90", "any llc.avg>=52",
		"llc0.hot<=0", "llc 1.iowait==8",
	};
	static const char *const fail[] = {
		"max>99",       "max<99",         "max==98",    "min<5",
		"avg>51",       "hot>1",          "steal>0.2",  "iowait<3.9",
		"llc0.max>=90", "any llc.avg>53", "llc0.hot>0", "llc0.iowait>0",
	};
	(void)state;
	for (size_t i = 0; i < sizeof hold / sizeof *hold; i++)
		expect(mixture, hold[i], CRITICAL, "CRITICAL: ");
	for (size_t i = 0; i < sizeof fail / sizeof *fail; i++)
		expect(mixture, fail[i], OK, "OK: ");
}

static void the_line_says_which_and_how_long(void **state)
{
	(void)state;
	expect(two_hot, "max>=95 for 6", CRITICAL,
	       "CRITICAL: cpu5 at 100% for 6s | max=100%;;95 avg=22.5% hot=2\n");
	expect(two_hot, "any node.max>=95", CRITICAL,
	       "CRITICAL: cpu5 (node0) at 100% | node.max=100%;;95 node.avg=30% node.hot=2\n");
	expect(two_hot, "node1.max>=95 for 60", OK,
	       "OK: node1 max 20% cpu16 | node1.max=20%;;95 node1.avg=20% node1.hot=0\n");
}

static void a_warning_may_be_on_another_level(void **state)
{
	(void)state;
	expect_verdict(start_piped(WORDS("--replay", two_hot, "--check", "any package.avg>50",
					 "--warn", "any core.max>95")),
		       WARNING,
		       "WARNING: cpu5 (core 5) at 100% | package.avg=25%;;50 package.max=100% "
		       "package.hot=2 core.max=100%;95\n");
	expect_verdict(start_piped(WORDS("--replay", two_hot, "--check", "hot>=2", "--warn",
					 "max>95 for 60")),
		       CRITICAL, "CRITICAL: hot 2 | ");
	expect_verdict(
		start_piped(WORDS("--replay", two_hot, "--check", "hot>9", "--warn", "hot>5")), OK,
		"OK: hot 2 | hot=2;5;9 max=100% avg=22.5%\n");
}

static void only_the_cpus_that_were_asked_for_count(void **state)
{
	(void)state;
	expect_verdict(start_piped(WORDS("--replay", two_hot, "-c", "9-12", "--check", "avg>=40")),
		       CRITICAL, "CRITICAL: avg 40% | avg=40%;;40 max=100% hot=1\n");
	expect_verdict(
		start_piped(WORDS("--replay", two_hot, "-g", "32", "--check", "0-31.hot==2")),
		CRITICAL, "CRITICAL: 0-31 hot 2 | ");
}

static void what_is_not_known_is_not_ok(void **state)
{
	(void)state;
	expect(two_hot, "max>=95 for 60", UNKNOWN,
	       "UNKNOWN: the recording ends before it is decided | ");
	expect(two_hot, "node9.max>5", UNKNOWN,
	       "UNKNOWN: there is no node9; there are node0, node1, node2, node3\n");
	expect(two_hot, "any book.max>5", UNKNOWN, "UNKNOWN: there is no book\n");
	expect_verdict(
		start_piped(WORDS("--replay", two_hot, "-n", "3", "--check", "max>=95 for 6")),
		UNKNOWN, "UNKNOWN: it is not decided after the intervals of -n | ");
}

/* --- What cannot be done ends with 3, too, as long as --check is given in some way --- */

static void expect_wrong(const char *environment, const char *const *words, int status,
			 const char *error)
{
	const char *variables[] = { environment, NULL };
	const struct term_options o = { .out = TERM_PIPE,
					.err = TERM_PIPE,
					.environment = variables };
	struct term *t = start(&o, words);
	term_expect_exit(t, TERM_EXITED(status));
	assert_string_equal(term_errors(t, NULL), error);
	term_free(t);
}

static void wrong_usage_of_a_check_is_unknown(void **state)
{
	(void)state;
	expect_wrong("A=", WORDS("--check", "max>>95"), UNKNOWN,
		     "corewall: --check: 'max>>95': expected a number at '>95'\n");
	expect_wrong("A=", WORDS("--check=max>95", "--warn=avg"), UNKNOWN,
		     "corewall: --warn: 'avg': expected >=, >, <=, < or == at the end\n");
	expect_wrong("A=", WORDS("-x", "--che=max>95"), UNKNOWN,
		     "corewall: -x: no such option; --help lists them\n");
	expect_wrong("COREWALL=--check=max", WORDS("-b"), UNKNOWN,
		     "corewall: COREWALL: --check: 'max': expected >=, >, <=, < or == at the "
		     "end\n");
	expect_wrong("A=", WORDS("--check", "max>95", "-b"), UNKNOWN,
		     "corewall: --check: cannot be used with --batch\n");
	expect_wrong("A=", WORDS("--check", "max>95", "--replay", "/none"), UNKNOWN,
		     "corewall: /none: No such file or directory\n");
	expect_wrong("A=", WORDS("-x", "--", "--check"), 2,
		     "corewall: -x: no such option; --help lists them\n");
	expect_wrong("A=", WORDS("-c", "200", "--replay", two_hot, "--check", "max>95"), UNKNOWN,
		     "corewall: --cpus: this machine has none of them, but 0-63\n");
}

/* What is saved for the screen, such as a choice of cpus, decides nothing here. */
static void saved_settings_do_not_count(void **state)
{
	char folder[] = "/tmp/corewall-check.XXXXXX", path[64], variable[64], command[64];
	const char *environment[] = { variable, NULL };
	const struct term_options o = { .out = TERM_PIPE,
					.err = TERM_PIPE,
					.environment = environment };
	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(variable, sizeof variable, "XDG_CONFIG_HOME=%s", folder);
	snprintf(path, sizeof path, "%s/corewall", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof path, "%s/corewall/options", folder);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs("--cpus 10-12\n--hot 5\n", f);
	fclose(f);
	expect_verdict(start(&o, WORDS("--replay", two_hot, "--check", "hot==2")), CRITICAL,
		       "CRITICAL: hot 2 | hot=2;;@2:2 max=100% avg=22.5%\n");
	snprintf(command, sizeof command, "rm -rf %s", folder);
	assert_int_equal(system(command), 0); /* NOLINT(cert-env33-c): a folder of our own */
}

/* --- On a machine that changes meanwhile --- */

static struct stage *machine;
static char recording[64];

/* How many samples it has taken: its recording has them as soon as they are. */
static int samples_taken(void)
{
	char line[256];
	int n = 0;
	FILE *f = fopen(recording, "r");
	while (f && fgets(line, sizeof line, f))
		n += !strncmp(line, "sample ", 7);
	if (f)
		fclose(f);
	return n;
}

static bool has_taken(struct term *t, void *samples)
{
	(void)t;
	return samples_taken() >= *(int *)samples;
}

static void expect_samples(struct term *t, int samples)
{
	term_expect(t, term_wait(t, has_taken, &samples, TERM_PATIENCE));
}

/* After so many samples of the machine. */
static struct term *watch(const char *option, const char *condition, int samples)
{
	snprintf(recording, sizeof recording, "%s/recording", stage_root(machine));
	unlink(recording);
	struct term *t = start_piped(WORDS("--sysroot", stage_root(machine), "-d", "0.1",
					   "--record", recording, option, condition));
	expect_samples(t, samples);
	return t;
}

/* A check of a machine that does this, and after some samples that. */
static void expect_change(const char *condition, const char *first, const char *then, int status,
			  const char *says)
{
	machine = stage_open("--cpus 16 --load idle --tick 0.02");
	stage_tell(machine, first);
	struct term *t = watch("--check", condition, 4);
	stage_tell(machine, then);
	expect_verdict(t, status, says);
	stage_close(machine);
}

static void one_cpu_that_stays_is_found_and_turns_are_not(void **state)
{
	(void)state;
	expect_change("max>=90 for 1", "hot 3", "hot 3", CRITICAL, "CRITICAL: cpu3 at 100% for 1");
	expect_change("max>=90 for 1", "hot 3", "hot 3,7", CRITICAL,
		      "CRITICAL: cpu3 at 100% for 1");
	expect_change("max>=90 for 600", "hot 3", "hot 7", OK, "OK: ");
	expect_change("hot>=1 for 1", "hot 3", "hot 3,7", CRITICAL, "CRITICAL: hot ");
}

static void cpus_that_come_and_go_do_not_confuse_it(void **state)
{
	(void)state;
	expect_change("max>=90 for 1", "hot 3", "offline 1,5", CRITICAL, "CRITICAL: cpu3 at 100%");
	expect_change("max>=90 for 600", "hot 3", "offline 3", OK, "OK: ");
	expect_change("max>=90 for 1", "hot 3", "online 20-30", CRITICAL, "CRITICAL: cpu3 at 100%");
}

static void a_machine_that_stands_still_is_unknown(void **state)
{
	(void)state;
	expect_change("max>=90 for 1", "hot 3", "freeze", UNKNOWN, "UNKNOWN: the ");
	expect_change("max>=90 for 600", "hot 3", "remove", UNKNOWN, "UNKNOWN: ");
	expect_change("max>=90 for 600", "hot 3", "garble", UNKNOWN, "UNKNOWN: ");
}

static void a_signal_leaves_it_undecided(void **state)
{
	(void)state;
	machine = stage_open("--cpus 4 --load all --tick 0.02");
	struct term *t = watch("--check", "max>=0 for 600", 3);
	term_signal(t, SIGTERM);
	expect_verdict(t, UNKNOWN, "UNKNOWN: it was interrupted | ");
	stage_close(machine);
}

/* --- --until --- */

static void expect_silence(struct term *t, int status, const char *errors)
{
	term_expect_exit(t, TERM_EXITED(status));
	assert_string_equal(term_output(t, NULL), "");
	assert_string_equal(term_errors(t, NULL), errors);
	term_free(t);
}

static void it_waits_until_the_condition_holds(void **state)
{
	(void)state;
	machine = stage_open("--cpus 16 --load all --tick 0.02");
	struct term *t = watch("--until", "max<10 for 0.3", 6);
	stage_tell(machine, "load idle");
	expect_silence(t, 0, "");
	t = watch("--until", "max>50", 3);
	term_signal(t, SIGTERM);
	expect_silence(t, 1, "");
	expect_silence(watch("--until", "node9.max>50", 1), 1,
		       "corewall: --until: there is no node9; there are node0\n");
	stage_close(machine);
	expect_silence(start_piped(WORDS("--replay", two_hot, "--until", "max>=95 for 8")), 0, "");
	expect_silence(start_piped(WORDS("--replay", two_hot, "--until", "max>=95 for 9")), 1, "");
	expect_silence(start_piped(WORDS("--replay", two_hot, "--until", "hot>2")), 1, "");
	expect_silence(
		start_piped(WORDS("--replay", two_hot, "-n", "4", "--until", "max>=95 for 5")), 1,
		"");
}

/* On a terminal there is a line of progress, of whatever width, and in the end it is gone. */
static void progress_is_shown_on_a_terminal(void **state)
{
	(void)state;
	for (int cols = 80; cols >= 20; cols -= 60) {
		const struct term_options o = { .cols = cols, .out = TERM_PIPE };
		machine = stage_open("--cpus 16 --load hot:3 --tick 0.02");
		struct term *t = start(&o, WORDS("--sysroot", stage_root(machine), "-d", "0.1",
						 "--until", "max<10 for 0.2"));
		term_expect_text(t, cols < 80 ? "waiting for max<10"
					      : "waiting for max<10 for 0.2s: max 100% cpu3");
		stage_tell(machine, "load idle");
		stage_tell(machine, "hot");
		term_expect_exit(t, TERM_EXITED(0));
		assert_string_equal(term_output(t, NULL), "");
		for (int row = 0; row < 24; row++)
			term_expect_line(t, row, "");
		term_free(t);
		stage_close(machine);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantities_and_comparisons),
		cmocka_unit_test(the_line_says_which_and_how_long),
		cmocka_unit_test(a_warning_may_be_on_another_level),
		cmocka_unit_test(only_the_cpus_that_were_asked_for_count),
		cmocka_unit_test(what_is_not_known_is_not_ok),
		cmocka_unit_test(wrong_usage_of_a_check_is_unknown),
		cmocka_unit_test(saved_settings_do_not_count),
		cmocka_unit_test(one_cpu_that_stays_is_found_and_turns_are_not),
		cmocka_unit_test(cpus_that_come_and_go_do_not_confuse_it),
		cmocka_unit_test(a_machine_that_stands_still_is_unknown),
		cmocka_unit_test(a_signal_leaves_it_undecided),
		cmocka_unit_test(it_waits_until_the_condition_holds),
		cmocka_unit_test(progress_is_shown_on_a_terminal),
	};
	return cmocka_run_group_tests_name("check", tests, set_up, tear_down);
}
