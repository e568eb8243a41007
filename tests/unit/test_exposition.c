/*
 * source/exposition and source/reading_stream: what a command prints becomes readings of hosts,
 * whatever the pieces are in which it comes.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "source/reading_stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Readings as text, one after the other. */
static struct buf seen;

static void print_reading(void *context, const struct reading *r)
{
	(void)context;
	buf_printf(&seen, "[%s%s at %lld%s]\n", r->labelled ? "label " : "", r->host,
		   (long long)(r->boot_ns / NS_PER_MS), r->timed ? "" : " came");
	if (r->facts)
		buf_add(&seen, r->facts, r->facts_n);
	if (r->text)
		buf_add(&seen, r->text, r->text_n);
}

static const char *seen_text(void)
{
	return seen.data ? seen.data : "";
}

/* Everything at once, or in pieces of so many bytes. */
static void print_stream(const char *text, size_t piece, bool well)
{
	struct reading_stream s;
	size_t n = strlen(text);
	buf_clear(&seen);
	reading_stream_start(&s, print_reading, NULL);
	for (size_t at = 0; at < n; at += piece) {
		size_t length = n - at < piece ? n - at : piece;
		char *bytes = malloc(length);
		assert_non_null(bytes);
		memcpy(bytes, text + at, length);
		reading_stream_add(&s, bytes, length, 5 * NS_PER_MS, 7 * NS_PER_MS);
		free(bytes);
	}
	reading_stream_end(&s, well);
	reading_stream_free(&s);
}

static void expect(const char *text, const char *expected)
{
	static const size_t piece[] = { 1 << 20, 1, 2, 7, 33 };
	for (size_t i = 0; i < sizeof piece / sizeof *piece; i++) {
		print_stream(text, piece[i], true);
		assert_string_equal(seen_text(), expected);
	}
}

static int free_seen(void **state)
{
	(void)state;
	buf_free(&seen);
	return 0;
}

#define CPU "node_cpu_seconds_total"

static void an_exporter_is_one_host(void **state)
{
	(void)state;
	expect("# HELP " CPU " Seconds the CPUs spent in each mode.\n"
	       "# TYPE " CPU " counter\n" CPU "{cpu=\"10\",mode=\"idle\"} 1.5\n" CPU
	       "{cpu=\"2\",mode=\"user\"} 0.25\n" CPU "{cpu=\"2\",mode=\"idle\"} 8.67527e+03\n" CPU
	       "{cpu=\"2\",mode=\"steal\"} 3\n"
	       "node_cpu_guest_seconds_total{cpu=\"2\",mode=\"nice\"} 0.5\n"
	       "node_load1 0.5\n"
	       "node_uname_info{domainname=\"(none)\",nodename=\"web1\",release=\"6\"} 1\n",
	       "[web1 at 5 came]\n"
	       "cpu2 25 0 0 867527 0 0 0 300 0 50\n"
	       "cpu10 0 0 0 150 0 0 0 0 0 0\n");
}

/* Series come in any order, with the time of the scrape. */
static void a_federation_is_many(void **state)
{
	(void)state;
	expect(CPU "{instance=\"b:1\",cpu=\"0\",mode=\"idle\",job=\"x\"} 2 1000\n" CPU
		   "{mode=\"idle\",cpu=\"0\",instance=\"a:1\"} 1 2000\n" CPU
		   "{instance=\"b:1\",cpu=\"0\",mode=\"user\"} 3 1000\n",
	       "[label b:1 at 1000]\ncpu0 300 0 0 200 0 0 0 0 0 0\n"
	       "[label a:1 at 2000]\ncpu0 0 0 0 100 0 0 0 0 0 0\n");
}

static void our_own_metrics_are_read(void **state)
{
	(void)state;
	expect("corewall_cpu_seconds_total{cpu=\"0\",mode=\"system\"} 12.34\n"
	       "corewall_cpu_busy_ratio{cpu=\"0\"} 0.5\n# EOF\n",
	       "[ at 5 came]\ncpu0 0 0 1234 0 0 0 0 0 0 0\n");
	/* Of several hosts; a server that scraped them adds where it found all of them. */
	expect("corewall_cpu_seconds_total{host=\"b\",cpu=\"0\",mode=\"system\"} 1\n"
	       "corewall_cpu_seconds_total{instance=\"x\",host=\"a\",cpu=\"0\",mode=\"idle\"} 2\n",
	       "[label b at 5 came]\ncpu0 0 0 100 0 0 0 0 0 0 0\n"
	       "[label a at 5 came]\ncpu0 0 0 0 200 0 0 0 0 0 0\n");
}

/* A series that comes again, or the end mark, ends an answer of a stream. */
static void answers_follow_each_other(void **state)
{
	(void)state;
	expect(CPU "{cpu=\"0\",mode=\"idle\"} 1\n" CPU "{cpu=\"0\",mode=\"idle\"} 2\n# EOF\n" CPU
		   "{cpu=\"0\",mode=\"idle\"} 3\n",
	       "[ at 5 came]\ncpu0 0 0 0 100 0 0 0 0 0 0\n"
	       "[ at 5 came]\ncpu0 0 0 0 200 0 0 0 0 0 0\n"
	       "[ at 5 came]\ncpu0 0 0 0 300 0 0 0 0 0 0\n");
}

/* An answer that was cut off would show cpus as gone, or with less time than before. */
static void what_a_failing_command_said_last_is_dropped(void **state)
{
	(void)state;
	print_stream(CPU "{cpu=\"0\",mode=\"idle\"} 1\n", 100, false);
	assert_string_equal(seen_text(), "");
}

static void lines_that_are_wrong_are_passed_over(void **state)
{
	static const char *const wrong[] = {
		CPU "\n",
		CPU "{}\n",
		CPU "{} 1\n",
		CPU "{cpu=\"0\"} 1\n",
		CPU "{cpu=\"0\",mode=\"idle\"}\n",
		CPU "{cpu=\"0\",mode=\"idle\"} \n",
		CPU "{cpu=\"0\",mode=\"idle\"} NaN\n",
		CPU "{cpu=\"0\",mode=\"idle\"} +Inf\n",
		CPU "{cpu=\"0\",mode=\"idle\"} -1\n",
		CPU "{cpu=\"0\",mode=\"idle\"} 1e99\n",
		CPU "{cpu=\"0\",mode=\"idle\"} 1 x\n",
		CPU "{cpu=\"0\",mode=\"idle\" 1\n",
		CPU "{cpu=\"0\",mode=\"idle} 1\n",
		CPU "{cpu=\"0\\\",mode=\"idle\"} 1\n",
		CPU "{cpu=0,mode=\"idle\"} 1\n",
		CPU "{cpu=\"-1\",mode=\"idle\"} 1\n",
		CPU "{cpu=\"1x\",mode=\"idle\"} 1\n",
		CPU "{cpu=\"131072\",mode=\"idle\"} 1\n",
		CPU "{cpu=\"99999999999999999999\",mode=\"idle\"} 1\n",
		CPU "{cpu=\"\",mode=\"idle\"} 1\n",
		CPU "{cpu=\"0\",mode=\"other\"} 1\n",
		CPU "s{cpu=\"0\",mode=\"idle\"} 1\n",
		"node_cpu_guest_seconds_total{cpu=\"0\",mode=\"idle\"} 1\n",
		CPU "{cpu=\"0\",mode=\"idle\"} 1",
	};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		expect(wrong[i], "");
}

/* Whatever a label holds. */
static void labels_may_hold_anything(void **state)
{
	(void)state;
	expect(CPU "{x=\"a\\\"},b\\\\\",cpu=\"0\", mode=\"idle\",} 1 2\n",
	       "[ at 2]\ncpu0 0 0 0 100 0 0 0 0 0 0\n");
}

static const char recording[] = "corewall recording 1\nhost web1\nhz 1000\nfacts\npresent 0\n.\n"
				"sample 1.000000000 9.000000000\nload 1 2 3\ncpu0 1 2 3 4\n.\n"
				"sample 2.000000000 9.000000000\ncpu0 5 6 7 8\n.\n";

static void a_recording_is_a_host(void **state)
{
	(void)state;
	expect(recording, "[web1 at 0 came]\npresent 0\n"
			  "[web1 at 1000]\ncpu0 1 2 3 4\n[web1 at 2000]\ncpu0 5 6 7 8\n");
}

/* A command that prints one at a time, after words of a shell's start. */
static void recordings_follow_each_other(void **state)
{
	(void)state;
	expect("Welcome!\ncorewall recording 1\nhost a\nsample 1.000000000 1.000000000\ncpu0 1 2 3 "
	       "4\n.\ncorewall recording 1\nhost b\nsample 3.000000000 1.000000000\ncpu0 1 2 3 5\n."
	       "\nsample 4.0",
	       "[a at 1000]\ncpu0 1 2 3 4\n[b at 3000]\ncpu0 1 2 3 5\n");
}

/* What is no line of either is kept to be named as the reason, made harmless. */
static void what_is_not_understood_is_named(void **state)
{
	struct reading_stream s;
	char text[] = "\n \nno\033such thing\nnode_load1 1\n";
	(void)state;
	reading_stream_start(&s, print_reading, NULL);
	reading_stream_add(&s, text, sizeof text - 1, 1, 1);
	assert_string_equal(s.unknown, "no?such thing");
	assert_int_equal(s.readings, 0);
	reading_stream_free(&s);
}

/* A line without an end costs no memory. */
static void endless_lines_are_bounded(void **state)
{
	enum { PIECE = 1 << 14, PIECES = 1000 };
	struct reading_stream s;
	(void)state;
	reading_stream_start(&s, print_reading, NULL);
	for (int i = 0; i < PIECES; i++) {
		char bytes[PIECE];
		memset(bytes, 'x', sizeof bytes);
		reading_stream_add(&s, bytes, sizeof bytes, 1, 1);
	}
	assert_true(s.rest.room < 1 << 18);
	buf_clear(&seen);
	char text[sizeof recording + 1] = "\n";
	strcat(text, recording);
	reading_stream_add(&s, text, strlen(text), 1, 1);
	assert_int_equal(s.readings, 2);
	reading_stream_free(&s);
}

/* A stream of answers without an end mark: a pause is one. */
static void a_pause_ends_an_answer(void **state)
{
	struct reading_stream s;
	char text[] = CPU "{cpu=\"0\",mode=\"idle\"} 1\n";
	(void)state;
	buf_clear(&seen);
	reading_stream_start(&s, print_reading, NULL);
	assert_true(reading_stream_due(&s) == INT64_MAX);
	reading_stream_add(&s, text, sizeof text - 1, 10 * NS_PER_S, 1);
	assert_true(reading_stream_due(&s) == 12 * NS_PER_S);
	reading_stream_flush(&s);
	assert_string_equal(seen_text(), "[ at 10000 came]\ncpu0 0 0 0 100 0 0 0 0 0 0\n");
	assert_true(reading_stream_due(&s) == INT64_MAX);
	/* As long as the one before. */
	memcpy(text, CPU, sizeof CPU - 1);
	text[sizeof text - 2] = '\n';
	text[sizeof CPU - 1 + sizeof "{cpu=\"0\",mode=\"idle\"}" - 1] = ' ';
	reading_stream_add(&s, text, sizeof text - 1, 20 * NS_PER_S, 1);
	assert_true(reading_stream_due(&s) < 21 * NS_PER_S);
	reading_stream_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exporter_is_one_host),
		cmocka_unit_test(a_federation_is_many),
		cmocka_unit_test(our_own_metrics_are_read),
		cmocka_unit_test(answers_follow_each_other),
		cmocka_unit_test(what_a_failing_command_said_last_is_dropped),
		cmocka_unit_test(lines_that_are_wrong_are_passed_over),
		cmocka_unit_test(labels_may_hold_anything),
		cmocka_unit_test(a_recording_is_a_host),
		cmocka_unit_test(recordings_follow_each_other),
		cmocka_unit_test(what_is_not_understood_is_named),
		cmocka_unit_test(endless_lines_are_bounded),
		cmocka_unit_test(a_pause_ends_an_answer),
	};
	return cmocka_run_group_tests_name("exposition", tests, NULL, free_seen);
}
