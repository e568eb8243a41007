/*
 * What the fuzzers found once, and what they begin with, through the same targets: tests that need
 * no libFuzzer. Each input has a process of its own, so that one that breaks names itself.
 */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* A guard against an input that hangs, far beyond what any takes. */
enum { MOST_BYTES = 1 << 20, MOST_SECONDS = 60 };

static struct target {
	const char *name;
	void (*take)(const uint8_t *bytes, size_t n);
} target_table[] = {
	{ "stat", fuzz_stat },         { "cpulist", fuzz_cpulist },
	{ "topology", fuzz_topology }, { "recording", fuzz_recording },
	{ "options", fuzz_options },   { "wall", fuzz_wall },
	{ "readings", fuzz_readings }, { "exposition", fuzz_exposition },
};

enum { TARGETS = sizeof target_table / sizeof target_table[0] };

static uint8_t *read_input(const char *path, size_t *n)
{
	uint8_t *bytes = malloc(MOST_BYTES);
	FILE *file = fopen(path, "r");
	assert_non_null(bytes);
	if (!file)
		fail_msg("%s cannot be opened", path);
	*n = fread(bytes, 1, MOST_BYTES, file);
	fclose(file);
	/* Of exactly its size, so that reading past it is seen. */
	uint8_t *exact = realloc(bytes, *n ? *n : 1);
	assert_non_null(exact);
	return exact;
}

static void replay(const struct target *t, const char *path)
{
	size_t n;
	uint8_t *bytes = read_input(path, &n);
	int status = -1;
	fflush(NULL);
	pid_t child = fork();
	assert_true(child >= 0);
	if (!child) {
		alarm(MOST_SECONDS);
		t->take(bytes, n);
	}
	free(bytes);
	if (!child)
		_exit(0);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (status)
		fail_msg("%s: wait status %#x", path, (unsigned)status);
}

static void replay_corpus(void **state)
{
	const struct target *t = *state;
	char path[512], folder[128];
	size_t inputs = 0;
	snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", t->name);
	static DIR *corpus; /* found by who looks for lost memory in a child at its end */
	corpus = opendir(folder);
	if (!corpus)
		fail_msg("there is no %s", folder);
	for (struct dirent *entry; (entry = readdir(corpus));) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		replay(t, path);
		inputs++;
	}
	closedir(corpus);
	assert_true(inputs > 0);
}

/* No corpus is left behind that nobody replays. */
static void every_corpus_has_a_target(void **state)
{
	(void)state;
	size_t corpora = 0;
	DIR *all = opendir("tests/fuzz/corpus");
	assert_non_null(all);
	for (struct dirent *entry; (entry = readdir(all));)
		corpora += entry->d_name[0] != '.';
	closedir(all);
	assert_int_equal(corpora, TARGETS);
}

int main(void)
{
	struct CMUnitTest tests[TARGETS + 1] = { cmocka_unit_test(every_corpus_has_a_target) };
	for (size_t i = 0; i < TARGETS; i++)
		tests[i + 1] = (struct CMUnitTest){
			.name = target_table[i].name,
			.test_func = replay_corpus,
			.initial_state = &target_table[i],
		};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
