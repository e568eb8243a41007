/* measure/sample: /proc/stat as the kernel writes it, and as it should not be. */
#include "base/mem.h"
#include "unit/chance.h"
#include "unit/stat_kit.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct example {
	const char *text, *expected;
};

static void expect(const char *text, size_t n, const char *expected)
{
	struct sample s = { 0 };
	struct buf got = { 0 };
	bool any = stat_parse(&s, text, n, 0);
	stat_print(&got, &s);
	assert_int_equal(any, s.rows > 0);
	if (strcmp(got.data, expected) != 0)
		fail_msg("\"%.*s\" gives \"%s\", not \"%s\"", (int)n, text, got.data, expected);
	buf_free(&got);
	sample_free(&s);
}

static void expect_all(const struct example *e, size_t n)
{
	for (size_t i = 0; i < n; i++)
		expect(e[i].text, strlen(e[i].text), e[i].expected);
}

#define EXPECT_ALL(examples) expect_all(examples, sizeof(examples) / sizeof *(examples))

/* Linux 6.1 on a machine of four cpus, its intr line shortened. */
static const char real[] = "cpu  2255 34 2290 22625563 6290 127 456 12 20 4\n"
			   "cpu0 1132 34 1441 11311718 3675 127 438 3 10 4\n"
			   "cpu1 1123 0 849 11313845 2614 0 18 3 10 0\n"
			   "cpu2 0 0 0 11 1 0 0 6 0 0\n"
			   "cpu3 1 2 3 4 5 6 7 8 0 0\n"
			   "intr 114930548 113199788 3 0 5 263 0 4 0 0 0\n"
			   "ctxt 1990473\n"
			   "btime 1062191376\n"
			   "processes 2915\n"
			   "procs_running 1\n"
			   "procs_blocked 0\n"
			   "softirq 183433 0 21755 12 39 1137 231 21459 2263 0 0\n";

static void reads_what_the_kernel_writes(void **state)
{
	struct sample s = { 0 };
	(void)state;
	expect(real, sizeof real - 1,
	       "0 1132 34 1441 11311718 3675 127 438 3 10 4\n"
	       "1 1123 0 849 11313845 2614 0 18 3 10\n"
	       "2 0 0 0 11 1 0 0 6\n"
	       "3 1 2 3 4 5 6 7 8\n");
	stat_parse(&s, real, sizeof real - 1, 0);
	assert_int_equal(s.btime, 1062191376);
	assert_int_equal(s.ticks[COLUMN_USER][3], 1);
	assert_int_equal(s.ticks[COLUMN_NICE][3], 2);
	assert_int_equal(s.ticks[COLUMN_SYSTEM][3], 3);
	assert_int_equal(s.ticks[COLUMN_IDLE][3], 4);
	assert_int_equal(s.ticks[COLUMN_IOWAIT][3], 5);
	assert_int_equal(s.ticks[COLUMN_IRQ][3], 6);
	assert_int_equal(s.ticks[COLUMN_SOFTIRQ][3], 7);
	assert_int_equal(s.ticks[COLUMN_STEAL][3], 8);
	assert_int_equal(s.ticks[COLUMN_GUEST][0], 10);
	assert_int_equal(s.ticks[COLUMN_GUEST_NICE][0], 4);
	assert_false(s.capped);
	sample_free(&s);
}

/* Ids are sparse, come in any order and go beyond what any kernel has today. */
static void takes_any_ids(void **state)
{
	static const struct example examples[] = {
		{ "cpu3 1 2 3 4\n", "3 1 2 3 4\n" },
		{ "cpu9999 1 2 3 4\ncpu10000 5 6 7 8\n", "9999 1 2 3 4\n10000 5 6 7 8\n" },
		{ "cpu4294967295 1 2 3 4\n", "4294967295 1 2 3 4\n" },
		{ "cpu4294967296 1 2 3 4\n", "garbled 1\n" },
		{ "cpu18446744073709551616 1 2 3 4\n", "garbled 1\n" },
		{ "cpu99999999999999999999999 1 2 3 4\ncpu1 1 2 3 4\n", "1 1 2 3 4\ngarbled 1\n" },
		{ "cpu007 1 2 3 4\n", "7 1 2 3 4\n" },
		{ "cpu5 5 0 0 0\ncpu0 0 0 0 0\ncpu4294967295 9 0 0 0\ncpu3 3 0 0 0\n",
		  "0 0 0 0 0\n3 3 0 0 0\n5 5 0 0 0\n4294967295 9 0 0 0\n" },
	};
	(void)state;
	EXPECT_ALL(examples);
}

/* As a line alone is read, so it is among others. */
static void any_line_is_found_among_plain_ones(void **state)
{
	static const struct {
		const char *line;
		bool good;
	} examples[] = {
		{ "cpu4294967295 1 2 3 4 5 6 7 8 9 10\n", true },
		{ "cpu4294967296 1 2 3 4 5 6 7 8 9 10\n", false },
		{ "cpu99999999999 1 2 3 4 5 6 7 8 9 10\n", false },
		{ "cpu18446744073709551617 1 2 3 4 5 6 7 8 9 10\n", false },
		{ "cpu200 1 2 3 4\n", true },
		{ "cpu200 1 2 3\n", false },
		{ "cpu200 1 2 3 4 5 6 7 8 9 10 11\n", true },
		{ "cpu200 1 2 3 4 5 6 7 8 9 10\r\n", false },
		{ "cpu200 1 2 3 4 5 6 7 8 9 -10\n", false },
		{ "cpu200\t1 2 3 4 5 6 7 8 9 10\n", false },
		{ "cpu200  1  2  3  4  5  6  7  8  9  10 \n", true },
		{ "cpu200 18446744073709551615 2 3 4 5 6 7 8 9 10\n", true },
	};
	struct sample s = { 0 };
	struct buf text = { 0 };
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		buf_clear(&text);
		for (int k = 0; k < 60; k++) {
			buf_puts(&text, k == 30 ? examples[i].line : "");
			buf_printf(&text, "cpu%d 11 12 13 14 15 16 17 18 19 20\n", k);
		}
		stat_parse(&s, text.data, text.used, 0);
		if (s.rows != 60u + examples[i].good || s.garbled != !examples[i].good)
			fail_msg("%s: %zu rows, %zu garbled", examples[i].line, s.rows, s.garbled);
	}
	buf_free(&text);
	sample_free(&s);
}

static void of_an_id_told_twice_the_last_counts(void **state)
{
	static const struct example examples[] = {
		{ "cpu0 1 1 1 1\ncpu0 2 2 2 2\n", "0 2 2 2 2\n" },
		{ "cpu1 1 0 0 0\ncpu0 2 0 0 0\ncpu1 3 0 0 0\ncpu0 4 0 0 0\ncpu1 5 0 0 0\n",
		  "0 4 0 0 0\n1 5 0 0 0\n" },
		/* A garbled line is no line, not the last one. */
		{ "cpu7 1 2 3 4\ncpu7 oops\n", "7 1 2 3 4\ngarbled 1\n" },
	};
	(void)state;
	EXPECT_ALL(examples);
}

/* Linux 2.4 had four columns, 2.6.0 seven, 2.6.11 steal, 2.6.24 guest, 2.6.33 guest_nice. */
static void takes_four_columns_and_more(void **state)
{
	static const struct example examples[] = {
		{ "cpu0 1 2 3 4\n", "0 1 2 3 4\n" },
		{ "cpu0 1 2 3 4 5\n", "0 1 2 3 4 5\n" },
		{ "cpu0 1 2 3 4 5 6\n", "0 1 2 3 4 5 6\n" },
		{ "cpu0 1 2 3 4 5 6 7\n", "0 1 2 3 4 5 6 7\n" },
		{ "cpu0 1 2 3 4 5 6 7 8\n", "0 1 2 3 4 5 6 7 8\n" },
		{ "cpu0 1 2 3 4 5 6 7 8 9\n", "0 1 2 3 4 5 6 7 8 9\n" },
		{ "cpu0 1 2 3 4 5 6 7 8 9 10\n", "0 1 2 3 4 5 6 7 8 9 10\n" },
		{ "cpu0 1 2 3 4 5 6 7 8 9 10 11 12\n", "0 1 2 3 4 5 6 7 8 9 10\n" },
		{ "cpu0  1   2 3 4 \n", "0 1 2 3 4\n" },
		{ "cpu0 1 2 3\n", "garbled 1\n" },
		{ "cpu0\n", "garbled 1\n" },
		{ "cpu0 \n", "garbled 1\n" },
		/* Columns that a row does not have are not taken from the row before it. */
		{ "cpu0 9 9 9 9 9 9 9 9 9 9\ncpu0 1 2 3 4\n", "0 1 2 3 4\n" },
	};
	(void)state;
	EXPECT_ALL(examples);
}

static void counts_what_is_garbled(void **state)
{
	static const struct example examples[] = {
		{ "cpu0 1 2 3 x\ncpu1 1 2 3 4\n", "1 1 2 3 4\ngarbled 1\n" },
		{ "cpu0 1 2 3 4x\n", "garbled 1\n" },
		{ "cpu0 1 2 3 4 x\n", "garbled 1\n" },
		{ "cpu0 1 2 3 -4\n", "garbled 1\n" },
		{ "cpu0 1 2 3 +4\n", "garbled 1\n" },
		{ "cpu0 1 2 3 4.0\n", "garbled 1\n" },
		{ "cpu0 1 2 3 0x4\n", "garbled 1\n" },
		{ "cpu0\t1 2 3 4\n", "garbled 1\n" },
		{ "cpu0 1 2\t3 4\n", "garbled 1\n" },
		{ "cpu0x 1 2 3 4\n", "garbled 1\n" },
		{ "cpu0: 1 2 3 4\n", "garbled 1\n" },
		/* The kernel writes no carriage returns: who does has changed the file. */
		{ "cpu0 1 2 3 4\r\ncpu1 1 2 3 4\r\n", "garbled 2\n" },
		{ "cpu0 1 2 3 4 cpu1 1 2 3 4\n", "garbled 1\n" },
	};
	(void)state;
	EXPECT_ALL(examples);
	expect("cpu0 1 2 3 4\0 5\ncpu1 1 2 3 4\n", 29, "1 1 2 3 4\ngarbled 1\n");
	expect("cpu0\0 1 2 3 4\n", 14, "garbled 1\n");
}

static void passes_over_all_other_lines(void **state)
{
	static const struct example examples[] = {
		{ "cpu  1 2 3 4\n", "" },
		{ "cpu 1 2 3 4\n", "" },
		{ "cpu  1 2 3 4\ncpu  5 6 7 8\ncpu0 1 2 3 4\n", "0 1 2 3 4\n" },
		{ "cpux 1 2 3 4\n", "" },
		{ "cpufreq0 1 2 3 4\n", "" },
		{ " cpu0 1 2 3 4\n", "" },
		{ "xcpu0 1 2 3 4\n", "" },
		{ "CPU0 1 2 3 4\n", "" },
		{ "\n\n\ncpu1 1 2 3 4\n\n", "1 1 2 3 4\n" },
		{ "intr 1 2 3 4\nsoftirq 1 2 3\n", "" },
		{ "c\ncp\ncpu\n", "" },
		{ "", "" },
		{ "\n", "" },
	};
	(void)state;
	EXPECT_ALL(examples);
	expect("\0\0\0\ncpu1 1 2 3 4\n", 17, "1 1 2 3 4\n");
}

static void takes_nothing_at_all(void **state)
{
	struct sample s = { 0 };
	(void)state;
	assert_false(sample_parse(&s, NULL, 0));
	assert_int_equal(s.rows, 0);
	assert_false(sample_parse(&s, "", 0));
	sample_free(&s);
}

/* Whole lines are taken however the text ends; a line without its newline might lack digits. */
static void a_last_line_without_its_newline_is_torn(void **state)
{
	static const char text[] = "cpu  3 3 3 3\ncpu0 10 20 30 40\ncpu1 11 21 31 41\nbtime 9\n";
	static const struct {
		size_t to; /* texts shorter than this … */
		const char *rows;
		size_t line; /* where the torn line begins */
		bool of_cpu;
	} parts[] = {
		{ 13, "", 0, false },
		{ 30, "", 13, true },
		{ 47, "0 10 20 30 40\n", 30, true },
		{ 56, "0 10 20 30 40\n1 11 21 31 41\n", 47, false },
	};
	(void)state;
	for (size_t n = 0, i = 0; n < sizeof text - 1; n++) {
		char expected[80];
		i += n == parts[i].to;
		bool torn = parts[i].of_cpu && n > parts[i].line + 3;
		snprintf(expected, sizeof expected, "%s%s", parts[i].rows,
			 torn ? "garbled 1\n" : "");
		expect(text, n, expected);
	}
}

static void numbers_beyond_64_bits_are_the_largest(void **state)
{
	static const struct example examples[] = {
		{ "cpu0 9999999999999999999 0 0 0\n", "0 9999999999999999999 0 0 0\n" },
		{ "cpu0 10000000000000000000 0 0 0\n", "0 10000000000000000000 0 0 0\n" },
		{ "cpu0 18446744073709551614 0 0 0\n", "0 18446744073709551614 0 0 0\n" },
		{ "cpu0 18446744073709551615 0 0 0\n", "0 18446744073709551615 0 0 0\n" },
		{ "cpu0 18446744073709551616 0 0 0\n", "0 18446744073709551615 0 0 0\n" },
		{ "cpu0 18446744073709551620 0 0 0\n", "0 18446744073709551615 0 0 0\n" },
		{ "cpu0 99999999999999999999 0 0 0\n", "0 18446744073709551615 0 0 0\n" },
		{ "cpu0 1 999999999999999999999999999999999999999999999 2 3\n",
		  "0 1 18446744073709551615 2 3\n" },
		{ "cpu0 00000000000000000000000000000000007 0 0 0\n", "0 7 0 0 0\n" },
	};
	(void)state;
	EXPECT_ALL(examples);
}

static void counters_past_32_bits_are_whole(void **state)
{
	static const struct example examples[] = {
		{ "cpu0 4294967295 0 0 0\n", "0 4294967295 0 0 0\n" },
		{ "cpu0 4294967296 0 0 0\n", "0 4294967296 0 0 0\n" },
		{ "cpu0 1 2 3 4\ncpu1 5 6 7 4294967301\ncpu2 9 10 11 12\n",
		  "0 1 2 3 4\n1 5 6 7 4294967301\n2 9 10 11 12\n" },
		{ "cpu2 1 8589934594 3 4\ncpu0 5 6 7 8\ncpu1 9 10 17179869195 12\n",
		  "0 5 6 7 8\n1 9 10 17179869195 12\n2 1 8589934594 3 4\n" },
		{ "cpu0 1 2 3 4\n", "0 1 2 3 4\n" },
	};
	(void)state;
	EXPECT_ALL(examples);
}

static void reads_when_the_machine_was_booted(void **state)
{
	static const struct {
		const char *text;
		int64_t btime;
	} examples[] = {
		{ "btime 1700000000\n", 1700000000 },
		{ "cpu0 1 2 3 4\nbtime 5\ncpu1 1 2 3 4\n", 5 },
		{ "btime 0\n", 0 },
		{ "cpu0 1 2 3 4\n", 0 },
		{ "btime 1700000000", 0 },
		{ "btime 17x\n", 0 },
		{ "btime x\n", 0 },
		{ "btime \n", 0 },
		{ "btime -5\n", 0 },
		{ "btime 99999999999999999999\n", 0 },
	};
	struct sample s = { 0 };
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		stat_parse(&s, examples[i].text, strlen(examples[i].text), 0);
		assert_int_equal(s.btime, examples[i].btime);
	}
	sample_free(&s);
}

static void add_rows(struct buf *text, uint32_t rows)
{
	for (uint32_t i = 0; i < rows; i++)
		buf_printf(text, "cpu%" PRIu32 " %" PRIu32 " 2 3 4\n", i, i);
}

static void takes_no_more_cpus_than_it_says(void **state)
{
	struct sample s = { 0 };
	struct buf text = { 0 };
	(void)state;
	add_rows(&text, SAMPLE_MOST_CPUS);
	assert_true(sample_parse(&s, text.data, text.used));
	assert_int_equal(s.rows, SAMPLE_MOST_CPUS);
	assert_false(s.capped);
	buf_puts(&text, "cpu4000000000 1 2 3 4\n");
	assert_true(sample_parse(&s, text.data, text.used));
	assert_int_equal(s.rows, SAMPLE_MOST_CPUS);
	assert_int_equal(s.cpu[s.rows - 1], SAMPLE_MOST_CPUS - 1);
	assert_true(s.capped);
	assert_true(sample_parse(&s, "cpu1 1 2 3 4\n", 13));
	assert_false(s.capped);
	buf_free(&text);
	sample_free(&s);
}

/* A lone cpu4294967295 costs as much as a lone cpu0. */
static void memory_follows_the_number_of_cpus(void **state)
{
	struct sample low = { 0 }, high = { 0 };
	(void)state;
	stat_parse(&low, "cpu0 1 2 3 4\n", 13, 0);
	stat_parse(&high, "cpu4294967295 1 2 3 4\n", 22, 0);
	assert_int_equal(low.room, high.room);
	assert_true(high.room < 64);
	sample_free(&low);
	sample_free(&high);
}

/* Nothing of an earlier text is left, nothing is allocated again, and the times are the caller's.
 */
static void can_be_used_again(void **state)
{
	struct sample s = { .boot_ns = 5, .wall_ns = 6 };
	struct buf text = { 0 };
	(void)state;
	add_rows(&text, 1000);
	buf_puts(&text, "btime 7\ncpu7 oops\n");
	assert_true(sample_parse(&s, text.data, text.used));
	const uint32_t *cpu = s.cpu;
	const uint64_t *ticks = s.ticks[COLUMN_IDLE];
	size_t room = s.room;
	assert_true(sample_parse(&s, "cpu5 1 2 3 4\n", 13));
	assert_int_equal(s.rows, 1);
	assert_int_equal(s.garbled, 0);
	assert_int_equal(s.btime, 0);
	assert_false(sample_parse(&s, "", 0));
	assert_true(sample_parse(&s, text.data, text.used));
	assert_int_equal(s.rows, 1000);
	assert_int_equal(s.garbled, 1);
	assert_ptr_equal(s.cpu, cpu);
	assert_ptr_equal(s.ticks[COLUMN_IDLE], ticks);
	assert_int_equal(s.room, room);
	assert_int_equal(s.boot_ns, 5);
	assert_int_equal(s.wall_ns, 6);
	buf_free(&text);
	sample_free(&s);
}

/* The line of a cpu, of 4 columns and more of any size. */
static void add_random_line(struct buf *text, struct chance *c, uint32_t cpu)
{
	buf_printf(text, "cpu%" PRIu32, cpu);
	for (uint32_t columns = 4 + chance_below(c, 9); columns; columns--)
		buf_printf(text, " %" PRIu64, chance_wide(c));
	buf_putc(text, '\n');
}

static int compare_ids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* Each line is made from its id alone, so that it is the same wherever it stands. */
static void the_order_of_lines_does_not_matter(void **state)
{
	struct chance c = { 0x5a3b1e };
	struct sample shuffled = { 0 }, sorted = { 0 };
	struct buf text = { 0 };
	(void)state;
	for (int round = 0; round < 200; round++) {
		size_t n = 1 + chance_below(&c, 300);
		uint32_t *cpu = chance_ids(&c, n);
		for (int pass = 0; pass < 2; pass++) {
			buf_clear(&text);
			for (size_t i = 0; i < n; i++) {
				struct chance of_id = { cpu[i] + (uint64_t)round };
				add_random_line(&text, &of_id, cpu[i]);
			}
			stat_parse(pass ? &sorted : &shuffled, text.data, text.used, 0);
			qsort(cpu, n, sizeof *cpu, compare_ids);
		}
		assert_int_equal(shuffled.rows, n);
		assert_memory_equal(sorted.cpu, cpu, n * sizeof *cpu);
		stat_check_same(&shuffled, &sorted);
		free(cpu);
	}
	buf_free(&text);
	sample_free(&shuffled);
	sample_free(&sorted);
}

/* Bytes that are near to what the kernel writes. */
static void no_damage_breaks_the_parser(void **state)
{
	static const char bytes[] = "0123456789 \n\r\tcpubtime-x\0\xff";
	struct chance c = { 0xdead };
	struct sample s = { 0 };
	char text[sizeof real];
	(void)state;
	for (int round = 0; round < 20000; round++) {
		memcpy(text, real, sizeof real);
		for (uint32_t k = 1 + chance_below(&c, 12); k; k--)
			text[chance_below(&c, 180)] = bytes[chance_below(&c, sizeof bytes - 1)];
		size_t n = chance_below(&c, 8) ? sizeof real - 1 : chance_below(&c, 250);
		size_t lines = 0;
		for (size_t i = 0; i < n; i++)
			lines += text[i] == '\n';
		bool any = stat_parse(&s, text, n, 0);
		assert_int_equal(any, s.rows > 0);
		assert_true(s.rows + s.garbled <= lines + 1);
		for (size_t i = 1; i < s.rows; i++)
			assert_true(s.cpu[i] > s.cpu[i - 1]);
	}
	sample_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_the_kernel_writes),
		cmocka_unit_test(takes_any_ids),
		cmocka_unit_test(any_line_is_found_among_plain_ones),
		cmocka_unit_test(of_an_id_told_twice_the_last_counts),
		cmocka_unit_test(takes_four_columns_and_more),
		cmocka_unit_test(counts_what_is_garbled),
		cmocka_unit_test(passes_over_all_other_lines),
		cmocka_unit_test(takes_nothing_at_all),
		cmocka_unit_test(a_last_line_without_its_newline_is_torn),
		cmocka_unit_test(numbers_beyond_64_bits_are_the_largest),
		cmocka_unit_test(counters_past_32_bits_are_whole),
		cmocka_unit_test(reads_when_the_machine_was_booted),
		cmocka_unit_test(takes_no_more_cpus_than_it_says),
		cmocka_unit_test(memory_follows_the_number_of_cpus),
		cmocka_unit_test(can_be_used_again),
		cmocka_unit_test(the_order_of_lines_does_not_matter),
		cmocka_unit_test(no_damage_breaks_the_parser),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
