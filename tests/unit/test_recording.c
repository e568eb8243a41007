/*
 * source/recording: the reader of recordings, given texts written by hand. What is whole plays;
 * what was cut, damaged or put in by somebody else does not, and is told.
 */
#include "base/mem.h"
#include "measure/machine.h"
#include "source/recording_index.h"
#include "source/source.h"
#include "unit/chance.h"
#include "unit/stat_kit.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define HEAD   "corewall recording 1\nhost big\nhz 250\n"
#define FACTS  "facts\npresent 0-1\nonline 0-1\n.\n"
#define FIRST  "sample 10.000000000 1700000000.000000000\nload 1.00 2.00 3.00\ncpu0 0 0 0 0\n.\n"
#define SECOND "sample 11.500000000 1700000001.500000000\ncpu0 30 0 0 70\n.\n"
#define THIRD  "sample 12.000000001 1700000002.000000001\nup 99.250000000\ncpu0 40 0 0 80\n.\n"

static char path[256];

/* Writes the text where the source will find it, and opens it. */
static int open_text(struct source *s, const char *text, size_t n)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
	return source_open_recording(s, path);
}

/*
 * What the text plays: the first line of each sample's text, parted by blanks, with "facts" where
 * new ones come with it; then, in brackets, what was wrong. The caller frees it.
 */
static char *play(const char *text, size_t n)
{
	struct buf out = { 0 };
	struct source s;
	int status = open_text(&s, text, n);
	buf_puts(&out, "");
	while (!status && !(status = source_read(&s))) {
		buf_printf(&out, "%s%.*s ", s.new_facts ? "facts " : "",
			   (int)strcspn(s.text.data ? s.text.data : "", "\n"),
			   s.text.data ? s.text.data : "");
		s.new_facts = false;
	}
	if (status != SOURCE_END)
		buf_printf(&out, "%s ", strerror(-status));
	buf_printf(&out, "[%s]", s.trouble);
	source_close(&s);
	return out.data;
}

#define expect_bytes(text, n, expected) expect_at(text, n, expected, __FILE__, __LINE__)
#define expect(text, expected)          expect_bytes(text, strlen(text), expected)

static void expect_at(const char *text, size_t n, const char *expected, const char *file, int line)
{
	char *got = play(text, n);
	bool same = !strcmp(got, expected);
	if (!same)
		print_error("plays \"%s\", not \"%s\"\n", got, expected);
	free(got);
	_assert_true(same, "it plays as expected", file, line);
}

static void plays_what_was_recorded(void **state)
{
	static const char text[] = HEAD FACTS FIRST SECOND THIRD;
	struct source s;
	(void)state;
	assert_int_equal(open_text(&s, text, sizeof text - 1), 0);
	assert_string_equal(s.host, "big");
	assert_int_equal(s.hz, 250);
	assert_false(s.live);
	assert_false(s.new_facts);
	assert_int_equal(source_read(&s), 0);
	assert_true(s.new_facts);
	assert_int_equal(source_facts(&s, NULL, 0), 0);
	assert_string_equal(s.facts.data, "present 0-1\nonline 0-1\n");
	assert_string_equal(s.text.data, "cpu0 0 0 0 0\n");
	assert_string_equal(s.load, "1.00 2.00 3.00");
	assert_int_equal(s.boot_ns, 10000000000);
	assert_int_equal(s.wall_ns, 1700000000000000000);
	assert_int_equal(s.up_ns, s.boot_ns);
	s.new_facts = false;
	assert_int_equal(source_read(&s), 0);
	assert_false(s.new_facts);
	assert_string_equal(s.text.data, "cpu0 30 0 0 70\n");
	assert_string_equal(s.load, "");
	assert_int_equal(s.boot_ns, 11500000000);
	assert_int_equal(source_read(&s), 0);
	assert_int_equal(s.boot_ns, 12000000001);
	assert_int_equal(s.wall_ns, 1700000002000000001);
	assert_int_equal(s.up_ns, 99250000000);
	assert_int_equal(source_read(&s), SOURCE_END);
	assert_int_equal(source_read(&s), SOURCE_END);
	assert_string_equal(s.trouble, "");
	assert_string_equal(s.text.data, "cpu0 40 0 0 80\n");
	source_close(&s);
}

/* Into a machine: the same numbers as when it was watched. */
static void a_machine_takes_it_as_its_own(void **state)
{
	static const char text[] = HEAD FACTS FIRST SECOND "sample 12.5";
	struct machine m = { 0 };
	struct buf got = { 0 };
	struct source s;
	(void)state;
	open_text(&s, text, sizeof text - 1);
	m.hz = s.hz;
	while (!source_read(&s))
		machine_feed(&m, &s.text, s.boot_ns, s.wall_ns);
	stat_print_usage(&got, &m.usage);
	assert_string_equal(got.data, "cpu0 ok usr 30 idle 70 = 100, 30.00%\n");
	assert_true(m.usage.elapsed == 1.5);
	buf_free(&got);
	machine_free(&m);
	source_close(&s);
}

static void a_recording_may_hold_nothing_yet(void **state)
{
	(void)state;
	expect(HEAD, "[]");
	expect("corewall recording 1\n", "[]");
	expect(HEAD FACTS, "[]");
	expect(HEAD "sample 1.000000000 1.000000000\n.\n", " []");
	expect(HEAD "facts\n.\n" FIRST, "facts cpu0 0 0 0 0 []");
}

static const char cut[] = "the last sample is cut off and was dropped";

/* At every byte of the last sample, and then of everything. */
static void what_is_cut_off_is_dropped(void **state)
{
	static const char text[] = HEAD FACTS FIRST SECOND;
	const size_t whole = sizeof text - 1, last = whole - strlen(SECOND);
	char expected[200];
	(void)state;
	snprintf(expected, sizeof expected, "facts cpu0 0 0 0 0 [%s]", cut);
	expect_bytes(text, last, "facts cpu0 0 0 0 0 []");
	for (size_t n = last + 1; n < whole; n++)
		expect_bytes(text, n, expected);
	expect_bytes(text, whole, "facts cpu0 0 0 0 0 cpu0 30 0 0 70 []");
	for (size_t n = strlen(HEAD); n < last; n++) {
		snprintf(expected, sizeof expected, "[%s]",
			 n == strlen(HEAD) || n == strlen(HEAD FACTS) ? "" : cut);
		expect_bytes(text, n, expected);
	}
	for (size_t n = 0; n < strlen(HEAD); n++)
		free(play(text, n));
}

static void a_file_of_another_kind_is_refused(void **state)
{
	(void)state;
	expect("", "Protocol error [it is empty]");
	expect("\n", "Protocol error [not a corewall recording; --record FILE makes one]");
	expect("cpu0 1 2 3 4\n",
	       "Protocol error [not a corewall recording; --record FILE makes one]");
	expect(FIRST SECOND, "Protocol error [not a corewall recording; --record FILE makes one]");
	expect("corewall recording",
	       "Protocol error [not a corewall recording; --record FILE makes one]");
	expect(" " HEAD, "Protocol error [not a corewall recording; --record FILE makes one]");
	expect_bytes("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 26,
		     "Protocol error [not a corewall recording; --record FILE makes one]");
	expect("\x1f\x8b\x08 and so on and so on",
	       "Protocol error [it is compressed: zcat FILE | corewall --replay -]");
}

static void a_version_to_come_is_refused(void **state)
{
	static const char reads[] = "; this corewall reads version 1]";
	static const char *const versions[] = { "2", "10", "1.1", "1 ", " 1", "", "one", "1\r" };
	(void)state;
	for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
		char text[200], expected[200];
		snprintf(text, sizeof text, "corewall recording %s\nhost x\n" FIRST, versions[i]);
		snprintf(expected, sizeof expected, "Protocol error [a recording of version %s%s",
			 versions[i], reads);
		expect(text, expected);
	}
}

static void what_cannot_be_read_says_why(void **state)
{
	struct source s;
	(void)state;
	assert_int_equal(source_open_recording(&s, "/nonexistent/recording"), -ENOENT);
	assert_string_equal(s.name, "/nonexistent/recording");
	source_close(&s);
	assert_int_equal(source_open_recording(&s, "/"), -EISDIR);
	source_close(&s);
}

static void a_damaged_block_is_passed_over(void **state)
{
	static const char one[] = "cpu0 0 0 0 0 cpu0 30 0 0 70 [1 damaged part was passed over]";
	(void)state;
	/* A sample that lost its end, or its beginning. */
	expect(HEAD FIRST "sample 11.000000000 1.000000000\ncpu0 6 6 6 6\n" SECOND, one);
	expect(HEAD FIRST "cpu0 6 6 6 6\ncpu1 6 6 6 6\n.\n" SECOND, one);
	expect(HEAD FIRST ".\n" SECOND, one);
	/* One whose times cannot be read: neither it nor the lines that follow. */
	expect(HEAD FIRST "sample 11 12\ncpu0 6 6 6 6\n.\n" SECOND, one);
	expect(HEAD FIRST "rubbish\nmore rubbish\n" SECOND, one);
	/* Facts that lost their end are not taken, nor is the next sample lost with them. */
	expect(HEAD FIRST "facts\npresent 0-9\n" SECOND, one);
	expect(HEAD FACTS "facts\npresent 7\n" FIRST,
	       "facts cpu0 0 0 0 0 [1 damaged part was passed over]");
	/* Each is counted. */
	expect(HEAD "rubbish\n" FIRST "sample x\ncpu0 6 6 6 6\n.\n"
		    "sample 11.000000000 1.000000000\n" SECOND "rubbish\n",
	       "cpu0 0 0 0 0 cpu0 30 0 0 70 [4 damaged parts were passed over]");
	/* Damaged, and cut as well. */
	expect(HEAD "rubbish\n" FIRST "sample 11.000000000 1.000000000\n",
	       "cpu0 0 0 0 0 [1 damaged part was passed over, and the last sample is cut off"
	       " and was dropped]");
}

static void facts_in_force_outlive_damaged_ones(void **state)
{
	static const char text[] = HEAD FACTS FIRST "facts\npresent 0-9\n" SECOND;
	struct source s;
	(void)state;
	open_text(&s, text, sizeof text - 1);
	assert_int_equal(source_read(&s), 0);
	s.new_facts = false;
	assert_int_equal(source_read(&s), 0);
	assert_false(s.new_facts);
	assert_int_equal(source_facts(&s, NULL, 0), 0);
	assert_string_equal(s.facts.data, "present 0-1\nonline 0-1\n");
	source_close(&s);
}

static void times_are_seconds_and_nine_digits(void **state)
{
	static const struct {
		const char *text;
		bool good;
		int64_t ns;
	} examples[] = {
		{ "0.000000000", true, 0 },
		{ "0.000000001", true, 1 },
		{ "1.500000000", true, 1500000000 },
		{ "-1.500000000", true, -1500000000 },
		{ "4000000000.999999999", true, 4000000000999999999 },
		{ "-4000000000.999999999", true, -4000000000999999999 },
		{ "4000000001.000000000", false, 0 },
		{ "9999999999999999999999.000000000", false, 0 },
		{ "1", false, 0 },
		{ "1.", false, 0 },
		{ "1.5", false, 0 },
		{ "1.50000000", false, 0 },
		{ ".500000000", false, 0 },
		{ "1,500000000", false, 0 },
		{ "1.5e0000000", false, 0 },
		{ "+1.500000000", false, 0 },
		{ "--1.500000000", false, 0 },
		{ "- 1.500000000", false, 0 },
		{ "0x1.500000000", false, 0 },
		{ "nan.000000000", false, 0 },
		{ "", false, 0 },
		{ "-", false, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		size_t n = strlen(examples[i].text);
		char *copy = mem_zero(n, 1);
		memcpy(copy, examples[i].text, n);
		const char *at = copy;
		int64_t ns = 0;
		bool good = recording_read_time(&at, copy + n, &ns);
		if (good != examples[i].good || ns != examples[i].ns)
			fail_msg("\"%s\" is %lld", examples[i].text, (long long)ns);
		assert_ptr_equal(at, good ? copy + n : copy);
		free(copy);
	}
}

static void a_sample_s_line_holds_two_times_and_no_more(void **state)
{
	static const char *const lines[] = {
		"sample 1.000000000 2.000000000 ",
		"sample 1.000000000  2.000000000",
		"sample  1.000000000 2.000000000",
		"sample 1.000000000 2.000000000 3",
		"sample 1.000000000 2.0000000001",
		"sample 1.000000000",
		"sample ",
		"sample 1.000000000 2.000000000\r",
	};
	struct recording_times times;
	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		assert_int_equal(recording_line(lines[i], strlen(lines[i]), &times), LINE_BROKEN);
	assert_int_equal(recording_line("sample 1.000000000 2.000000000", 30, &times), LINE_SAMPLE);
	assert_int_equal(times.boot_ns, 1000000000);
	assert_int_equal(times.wall_ns, 2000000000);
	assert_int_equal(recording_line("sample 1.000000000 2.000000000\0x", 32, &times),
			 LINE_BROKEN);
	assert_int_equal(recording_line(".", 1, &times), LINE_END);
	assert_int_equal(recording_line("..", 2, &times), LINE_OTHER);
	assert_int_equal(recording_line("facts", 5, &times), LINE_FACTS);
	assert_int_equal(recording_line("facts ", 6, &times), LINE_OTHER);
	assert_int_equal(recording_line("samples", 7, &times), LINE_OTHER);
	assert_int_equal(recording_line("", 0, &times), LINE_OTHER);
}

/* Samples whose lines hold a NUL, or any other byte, go on to the parser as they are. */
static void bytes_are_passed_on_as_they_are(void **state)
{
	static const char text[] = HEAD "sample 1.000000000 2.000000000\ncpu0 1 2\0 3 4\n"
					"\x1b[31m\xff\n\ncpu1 99999999999999999999999 2 3 4\n.\n";
	static const char sample[] =
		"cpu0 1 2\0 3 4\n\x1b[31m\xff\n\ncpu1 99999999999999999999999 2 3 4\n";
	struct source s;
	(void)state;
	open_text(&s, text, sizeof text - 1);
	assert_int_equal(source_read(&s), 0);
	assert_int_equal(s.text.used, sizeof sample - 1);
	assert_memory_equal(s.text.data, sample, sizeof sample - 1);
	assert_int_equal(source_read(&s), SOURCE_END);
	assert_string_equal(s.trouble, "");
	source_close(&s);
}

/* A text with a line of n times 'x' in the middle. */
static void with_long_line(struct buf *text, const char *before, size_t n, const char *after)
{
	buf_clear(text);
	buf_puts(text, before);
	memset(buf_reserve(text, n), 'x', n);
	text->used += n;
	buf_puts(text, after);
}

/* A line that is longer than any we write damages its block, and its end is no line of its own. */
static void a_line_too_long_damages_its_block(void **state)
{
	static const char before[] = HEAD FIRST "sample 11.000000000 1.000000000\ncpu0 6 6 6 6\n";
	static const char damaged[] =
		"cpu0 0 0 0 0 cpu0 30 0 0 70 [1 damaged part was passed over]";
	const size_t lengths[] = { LONGEST_LINE + 1, 2 * LONGEST_LINE, 5 * LONGEST_LINE + 3 };
	struct buf text = { 0 };
	(void)state;
	with_long_line(&text, before, LONGEST_LINE, "\n.\n" SECOND);
	expect_bytes(text.data, text.used, "cpu0 0 0 0 0 cpu0 6 6 6 6 cpu0 30 0 0 70 []");
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		with_long_line(&text, before, lengths[i], "\n.\n" SECOND);
		expect_bytes(text.data, text.used, damaged);
		with_long_line(&text, HEAD FIRST, lengths[i], "\n" SECOND);
		expect_bytes(text.data, text.used, damaged);
		with_long_line(&text, HEAD FIRST SECOND, lengths[i], "");
		char *got = play(text.data, text.used);
		assert_non_null(strstr(got, "cpu0 0 0 0 0 cpu0 30 0 0 70 ["));
		assert_non_null(strstr(got, cut));
		free(got);
	}
	buf_free(&text);
}

static void the_head_is_read_with_care(void **state)
{
	static const struct {
		const char *hz;
		unsigned expected;
	} examples[] = { { "100", 100 },         { "1", 1 },   { "1000", 1000 },
			 { "1000000", 1000000 }, { "0", 100 }, { "-5", 100 },
			 { "1000001", 100 },     { "x", 100 }, { "99999999999999999999", 100 } };
	struct source s;
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		char text[200];
		snprintf(text, sizeof text, "corewall recording 1\nhz %s\n" FIRST, examples[i].hz);
		assert_int_equal(open_text(&s, text, strlen(text)), 0);
		assert_int_equal(s.hz, examples[i].expected);
		assert_string_equal(s.host, "");
		assert_int_equal(source_read(&s), 0);
		source_close(&s);
	}
	struct buf text = { 0 };
	with_long_line(&text, "corewall recording 1\nhost ", 5000, "\nhz 7\n" FIRST);
	assert_int_equal(open_text(&s, text.data, text.used), 0);
	assert_int_equal(strlen(s.host), sizeof s.host - 1);
	assert_int_equal(s.hz, 7);
	assert_int_equal(source_read(&s), 0);
	source_close(&s);
	buf_free(&text);
}

/* Loads longer than there is room for are cut, not written beyond. */
static void a_long_load_is_cut(void **state)
{
	struct buf text = { 0 };
	struct source s;
	(void)state;
	with_long_line(&text, HEAD "sample 1.000000000 2.000000000\nload ", 5000,
		       "\ncpu0 1 2 3 4\n.\n");
	open_text(&s, text.data, text.used);
	assert_int_equal(source_read(&s), 0);
	assert_int_equal(strlen(s.load), sizeof s.load - 1);
	assert_string_equal(s.text.data, "cpu0 1 2 3 4\n");
	source_close(&s);
	buf_free(&text);
}

/* Back and forth: each sample as it was, with the facts of its time. */
static void any_sample_can_be_gone_to(void **state)
{
	static const char text[] = HEAD FACTS FIRST SECOND "facts\npresent 0-9\n.\n" THIRD
							   "sample 13.000000000 1.000000000\n";
	static const char *const samples[] = { "cpu0 0 0 0 0\n", "cpu0 30 0 0 70\n",
					       "cpu0 40 0 0 80\n" };
	static const char *const facts[] = { "present 0-1\nonline 0-1\n",
					     "present 0-1\nonline 0-1\n", "present 0-9\n" };
	struct chance c = { 7 };
	struct source s;
	(void)state;
	open_text(&s, text, sizeof text - 1);
	assert_int_equal(source_seek(&s, 0), -ERANGE);
	while (!source_scan(&s, 1))
		;
	struct source_place place = source_place(&s);
	assert_true(place.seekable && place.all_known);
	assert_int_equal(place.samples, 3);
	assert_int_equal(source_seek(&s, 3), -ERANGE);
	for (int round = 0; round < 50; round++) {
		uint32_t k = chance_below(&c, 3);
		assert_int_equal(source_seek(&s, k), 0);
		for (; k < 3; k++) {
			assert_int_equal(source_read(&s), 0);
			assert_string_equal(s.text.data, samples[k]);
			assert_int_equal(source_facts(&s, NULL, 0), 0);
			assert_string_equal(s.facts.data, facts[k]);
			assert_int_equal(source_place(&s).sample, k + 1);
		}
		assert_int_equal(source_read(&s), SOURCE_END);
		assert_string_equal(s.trouble, cut);
	}
	source_close(&s);
}

/* Whatever bytes are changed: it ends, and what it gives is made of lines. */
static void no_damage_breaks_the_reader(void **state)
{
	static const char text[] = HEAD FACTS FIRST SECOND FACTS THIRD;
	static const char bytes[] = "\n\n\n..-0 1samplefacts\0\xff";
	struct chance c = { 0xbad };
	char damaged[sizeof text];
	(void)state;
	for (int round = 0; round < 1500; round++) {
		memcpy(damaged, text, sizeof text);
		for (uint32_t k = 1 + chance_below(&c, 8); k; k--)
			damaged[chance_below(&c, sizeof text - 1)] =
				bytes[chance_below(&c, sizeof bytes - 1)];
		size_t n = chance_below(&c, 3) ? sizeof text - 1 : chance_below(&c, sizeof text);
		struct source s;
		size_t samples = 0;
		int status = open_text(&s, damaged, n);
		while (!status && !(status = source_read(&s))) {
			samples++;
			assert_true(!s.text.used || s.text.data[s.text.used - 1] == '\n');
			assert_true(s.boot_ns <= 4000000000999999999);
		}
		assert_true(status == SOURCE_END || status == -EPROTO);
		assert_true(samples <= 6);
		source_close(&s);
	}
}

static int make_path(void **state)
{
	const char *where = getenv("TMPDIR");
	(void)state;
	snprintf(path, sizeof path, "%s/corewall-recording-XXXXXX", where ? where : "/tmp");
	int fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
	(void)state;
	return remove(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plays_what_was_recorded),
		cmocka_unit_test(a_machine_takes_it_as_its_own),
		cmocka_unit_test(a_recording_may_hold_nothing_yet),
		cmocka_unit_test(what_is_cut_off_is_dropped),
		cmocka_unit_test(a_file_of_another_kind_is_refused),
		cmocka_unit_test(a_version_to_come_is_refused),
		cmocka_unit_test(what_cannot_be_read_says_why),
		cmocka_unit_test(a_damaged_block_is_passed_over),
		cmocka_unit_test(facts_in_force_outlive_damaged_ones),
		cmocka_unit_test(times_are_seconds_and_nine_digits),
		cmocka_unit_test(a_sample_s_line_holds_two_times_and_no_more),
		cmocka_unit_test(bytes_are_passed_on_as_they_are),
		cmocka_unit_test(a_line_too_long_damages_its_block),
		cmocka_unit_test(the_head_is_read_with_care),
		cmocka_unit_test(a_long_load_is_cut),
		cmocka_unit_test(any_sample_can_be_gone_to),
		cmocka_unit_test(no_damage_breaks_the_reader),
	};
	return cmocka_run_group_tests(tests, make_path, remove_path);
}
