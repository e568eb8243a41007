/* doc/KERNEL.md: every test that it names is there, and runs. */
#include "base/buf.h"

#include <ctype.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void read_whole(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	buf_clear(out);
	for (size_t n = 1; n; out->used += n)
		n = fread(buf_reserve(out, 1 << 16), 1, 1 << 16, f);
	fclose(f);
	out->data[out->used] = '\0';
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Reads "`PROGRAM/test`" at p; false when something else stands there. */
static bool read_name(const char *p, char program[64], char test[96])
{
	int n = 0;
	return sscanf(p, "`%63[a-z_0-9]/%95[a-z_0-9]%n", program, test, &n) == 2 && p[n] == '`';
}

/* Whether the program's main() hands the test to the test library. */
static bool is_run(const char *program, const char *test, struct buf *source)
{
	char pattern[128], call[128];
	glob_t found;
	snprintf(pattern, sizeof pattern, "tests/*/%s.c", program);
	snprintf(call, sizeof call, "cmocka_unit_test(%s)", test);
	bool there = glob(pattern, 0, NULL, &found) == 0;
	if (there) {
		read_whole(found.gl_pathv[0], source);
		there = strstr(source->data, call) != NULL;
	}
	globfree(&found);
	return there;
}

static void every_test_it_names_is_run(void **state)
{
	struct buf text = { 0 }, source = { 0 };
	char program[64], test[96];
	size_t named = 0, missing = 0;
	(void)state;
	read_whole("doc/KERNEL.md", &text);
	for (const char *p = text.data; (p = strchr(p, '`')); p++) {
		if (!read_name(p, program, test))
			continue;
		named++;
		if (is_run(program, test, &source))
			continue;
		print_error("no %s in %s\n", test, program);
		missing++;
	}
	assert_int_equal(missing, 0);
	assert_true(named > 50);
	buf_free(&text);
	buf_free(&source);
}

/* So that none is read over for the way it is written. */
static void names_of_tests_are_written_in_one_way(void **state)
{
	struct buf text = { 0 };
	char program[64], test[96];
	(void)state;
	read_whole("doc/KERNEL.md", &text);
	for (const char *p = text.data; (p = strstr(p, "test_")); p++) {
		bool begins = p == text.data || !(is_word(p[-1]) || p[-1] == '/');
		if (begins && !read_name(p - 1, program, test) &&
		    strncmp(p, "test_kernel`", 12) != 0)
			fail_msg("%.40s: no `PROGRAM/test`", p);
	}
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_test_it_names_is_run),
		cmocka_unit_test(names_of_tests_are_written_in_one_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
