/* measure/threads: stat lines as the kernel writes them and as nothing does; rates; lists. */
#include "measure/threads.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const int64_t SECOND = 1000000000;

static bool parse(struct thread_stat *out, const char *text)
{
	/* Of exactly its size, so that reading past it is seen. */
	size_t n = strlen(text);
	char *exact = malloc(n ? n : 1);
	assert_non_null(exact);
	memcpy(exact, text, n);
	bool read = thread_parse(out, exact, n);
	free(exact);
	return read;
}

static void reads_what_the_kernel_writes(void **state)
{
	struct thread_stat s;
	(void)state;
	assert_true(parse(&s,
			  "1 (systemd) S 0 1 1 0 -1 4194560 38110 1843 100 7 51 23 10 20 20 0 1 "
			  "0 4 171270144 3264 18446744073709551615 1 1 0 0 0 0 671173123 4096 "
			  "1260 0 0 0 17 77 0 0 0 0 0 0 0 0 0 0 0 0 0\n"));
	assert_string_equal(s.name, "systemd");
	assert_int_equal(s.state, 'S');
	assert_false(s.kernel);
	assert_int_equal(s.nice, 0);
	assert_int_equal(s.cpu, 77);
	assert_int_equal(s.threads, 1);
	assert_int_equal(s.ticks, 51 + 23);
	assert_int_equal(s.started, 4);
	assert_int_equal(s.priority, 0);
	assert_string_equal(thread_policy(s.policy), "OTHER");
	assert_true(parse(&s,
			  "18 (migration/0) S 2 0 0 0 -1 69238848 0 0 0 0 0 42 0 0 -100 0 1 0 4 "
			  "0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 0 0 0 17 0 99 1 "
			  "0 0 0 0 0 0 0 0 0 0 0\n"));
	assert_true(s.kernel);
	assert_int_equal(s.priority, 99);
	assert_string_equal(thread_policy(s.policy), "FIFO");
	assert_string_equal(thread_policy(4), "?");
	assert_string_equal(thread_policy(99), "?");
}

/* Adds a line of that thread, as /proc has it. */
static void put_line(struct buf *out, const char *name, int nice, unsigned cpu, unsigned ticks)
{
	buf_printf(out,
		   "7 (%s) R 1 1 1 0 -1 0 0 0 0 0 %u 0 0 0 20 %d 1 0 4 0 0 1 0 0 0 0 0 0 0 0 0 0 0 "
		   "0 17 %u 0 0",
		   name, ticks, nice, cpu);
}

static void names_hold_any_bytes(void **state)
{
	static const char *const names[] = { ") (", "a) R 1 1", "new\nline",
					     "",    "(sd-pam)", "\x1b[2J\xff" };
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct thread_stat s;
		struct buf line = { 0 };
		put_line(&line, names[i], -20, 3, 5);
		assert_true(parse(&s, line.data));
		assert_string_equal(s.name, names[i]);
		assert_int_equal(s.nice, -20);
		assert_int_equal(s.cpu, 3);
		buf_free(&line);
	}
}

static void long_names_are_cut(void **state)
{
	struct thread_stat s;
	struct buf line = { 0 };
	(void)state;
	put_line(&line, "kworker/u512:12-events_unbound_of_some_driver", 0, 3, 5);
	assert_true(parse(&s, line.data));
	assert_string_equal(s.name, "kworker/u512:12-events_unbound_");
	buf_free(&line);
}

/* No beginning of a line is one, up to the last digit that is wanted. */
static void torn_lines_are_not_taken(void **state)
{
	struct thread_stat s;
	struct buf line = { 0 };
	(void)state;
	put_line(&line, "sh", 0, 3, 5);
	for (size_t n = 0; n < line.used; n++)
		assert_false(thread_parse(&s, line.data, n));
	assert_true(thread_parse(&s, line.data, line.used));
	assert_false(parse(&s, ")("));
	assert_false(parse(&s, "7 (sh) R 1 1 1 x -1 0 0"));
	buf_free(&line);
}

/* A thread of a process with several, unless it is the process itself. */
static void note(struct threads *t, uint32_t pid, uint32_t tid, uint32_t cpu, uint64_t ticks,
		 int64_t now)
{
	struct thread_stat s = { .state = 'S', .cpu = cpu, .ticks = ticks, .threads = 2 };
	snprintf(s.name, sizeof s.name, "t%u", tid);
	threads_note(t, pid, tid, false, &s, now);
}

static double percent(const struct threads *t, uint32_t tid)
{
	const struct thread *thread = threads_find(t, tid);
	assert_non_null(thread);
	return (double)thread->percent;
}

static void a_second_reading_makes_a_percentage(void **state)
{
	struct threads t = { .hz = 100 };
	(void)state;
	note(&t, 10, 10, 0, 1000, 5 * SECOND);
	assert_true(percent(&t, 10) < 0);
	note(&t, 10, 10, 0, 1025, 6 * SECOND);
	assert_float_equal(percent(&t, 10), 25, 0.01);
	/* Too close: what was known stays, and the ticks are not lost. */
	note(&t, 10, 10, 0, 1026, 6 * SECOND + SECOND / 20);
	assert_float_equal(percent(&t, 10), 25, 0.01);
	note(&t, 10, 10, 0, 1075, 7 * SECOND);
	assert_float_equal(percent(&t, 10), 50, 0.01);
	note(&t, 10, 10, 0, 1075 + 102, 8 * SECOND);
	assert_float_equal(percent(&t, 10), 100, 0.01);
	note(&t, 10, 10, 0, 1075 + 102, 18 * SECOND);
	assert_float_equal(percent(&t, 10), 0, 0.01);
	threads_free(&t);
}

static void another_thread_of_the_same_id_begins_again(void **state)
{
	struct threads t = { .hz = 100 };
	struct thread_stat s = { .state = 'R', .ticks = 10, .started = 5, .threads = 1 };
	(void)state;
	threads_note(&t, 10, 10, true, &s, SECOND);
	s.ticks = 60;
	threads_note(&t, 10, 10, true, &s, 2 * SECOND);
	assert_float_equal(percent(&t, 10), 50, 0.01);
	s.started = 6;
	threads_note(&t, 10, 10, true, &s, 3 * SECOND);
	assert_true(percent(&t, 10) < 0);
	/* Ticks of a process are not those of its first thread. */
	threads_note(&t, 10, 10, false, &s, 4 * SECOND);
	assert_true(percent(&t, 10) < 0);
	threads_drop(&t, 10);
	assert_null(threads_find(&t, 10));
	threads_note(&t, 10, 10, false, &s, 5 * SECOND);
	assert_true(percent(&t, 10) < 0);
	threads_free(&t);
}

static void those_not_seen_for_two_rounds_are_forgotten(void **state)
{
	struct threads t = { .hz = 100 };
	(void)state;
	for (uint32_t tid = 1; tid <= 1000; tid++)
		note(&t, 1, tid, tid, 0, SECOND);
	threads_end_round(&t);
	for (int round = 0; round < 2; round++) {
		for (uint32_t tid = 500; tid <= 1000; tid++)
			note(&t, 1, tid, tid, 0, 2 * SECOND);
		assert_non_null(threads_find(&t, 1));
		threads_end_round(&t);
	}
	for (uint32_t tid = 1; tid <= 1000; tid++)
		assert_true(!threads_find(&t, tid) == (tid < 500));
	threads_end_round(&t);
	threads_end_round(&t);
	assert_int_equal(t.count, 0);
	threads_free(&t);
}

static void threads_of_an_idle_process_stay(void **state)
{
	struct threads t = { .hz = 100 };
	struct thread_stat s = { .state = 'S', .ticks = 10, .threads = 2 };
	(void)state;
	assert_false(threads_note_process(&t, 10, &s));
	note(&t, 10, 10, 0, 4, SECOND);
	note(&t, 10, 11, 0, 6, SECOND);
	for (int i = 0; i < 5; i++) {
		threads_end_round(&t);
		assert_true(threads_note_process(&t, 10, &s));
		assert_non_null(threads_find(&t, 11));
	}
	s.threads = 3;
	assert_false(threads_note_process(&t, 10, &s));
	s.ticks = 11;
	assert_false(threads_note_process(&t, 10, &s));
	threads_free(&t);
}

/* Half of the room is for the cpus of interest. */
static void a_full_table_still_takes_those_of_interest(void **state)
{
	struct threads t = { .hz = 100 };
	(void)state;
	cpulist_add(&t.cpus, 7, 7);
	for (uint32_t tid = 1; tid <= THREADS_MOST; tid++)
		note(&t, tid, tid, 0, 0, SECOND);
	assert_int_equal(t.count, THREADS_MOST / 2);
	assert_int_equal(t.forgotten, THREADS_MOST / 2);
	note(&t, 200000, 200000, 7, 0, SECOND);
	assert_non_null(threads_find(&t, 200000));
	threads_free(&t);
}

/* Threads of process 10 and 20 on cpus 0 and 1; all of them known but 22. */
static void fill(struct threads *t)
{
	static const struct {
		uint32_t pid, tid, cpu;
		unsigned ticks;
	} thread[] = { { 10, 10, 0, 30 },
		       { 10, 11, 1, 50 },
		       { 10, 12, 1, 20 },
		       { 20, 20, 2, 90 },
		       { 20, 21, 1, 60 } };
	for (int second = 1; second <= 2; second++)
		for (size_t i = 0; i < sizeof thread / sizeof *thread; i++)
			note(t, thread[i].pid, thread[i].tid, thread[i].cpu,
			     second == 2 ? thread[i].ticks : 0, second * SECOND);
	note(t, 20, 22, 1, 99, 2 * SECOND);
}

static void the_busiest_come_first(void **state)
{
	static const uint32_t order[] = { 21, 11, 12, 22 };
	struct threads t = { .hz = 100 };
	struct thread_row row[8];
	(void)state;
	fill(&t);
	assert_int_equal(threads_top(&t, false, row, 8), 0);
	cpulist_add(&t.cpus, 1, 1);
	for (size_t n = 0; n <= 8; n++) {
		size_t rows = threads_top(&t, false, row, n);
		assert_int_equal(rows, n < 4 ? n : 4);
		for (size_t i = 0; i < rows; i++)
			assert_int_equal(row[i].thread->tid, order[i]);
	}
	assert_string_equal(row[0].name, "t21");
	assert_true(row[0].known && !row[3].known);
	assert_true(threads_is_unknown(&t, row[3].thread) && threads_is_busy(&t, row[0].thread));
	threads_free(&t);
}

static void threads_are_summed_by_process(void **state)
{
	struct threads t = { .hz = 100 };
	struct thread_row row[8];
	(void)state;
	fill(&t);
	cpulist_add(&t.cpus, 0, 1);
	assert_int_equal(threads_top(&t, true, row, 8), 2);
	assert_int_equal(row[0].pid, 10);
	assert_int_equal(row[0].threads, 3);
	assert_float_equal(row[0].percent, 100, 0.01);
	assert_int_equal(row[0].thread->tid, 11);
	/* Named after its first thread, wherever that one runs. */
	assert_string_equal(row[0].name, "t10");
	assert_string_equal(row[1].name, "t20");
	assert_int_equal(row[1].threads, 2);
	assert_float_equal(row[1].percent, 60, 0.01);
	threads_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_the_kernel_writes),
		cmocka_unit_test(names_hold_any_bytes),
		cmocka_unit_test(long_names_are_cut),
		cmocka_unit_test(torn_lines_are_not_taken),
		cmocka_unit_test(a_second_reading_makes_a_percentage),
		cmocka_unit_test(another_thread_of_the_same_id_begins_again),
		cmocka_unit_test(those_not_seen_for_two_rounds_are_forgotten),
		cmocka_unit_test(threads_of_an_idle_process_stay),
		cmocka_unit_test(a_full_table_still_takes_those_of_interest),
		cmocka_unit_test(the_busiest_come_first),
		cmocka_unit_test(threads_are_summed_by_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
