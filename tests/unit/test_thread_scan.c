/*
 * source/tasks and app/thread_scan: the walk over a /proc of files, within a budget that counts
 * them; threads that end, that may not be read, and very many of them.
 */
#include "app/thread_scan.h"
#include "base/buf.h"
#include "unit/tree_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

static const struct thread_budget no_limit = { INT64_MAX, 0 };

struct rig {
	struct tree_kit tree;
	struct thread_scan scan;
};

static void put_stat(const struct tree_kit *k, const char *path, const char *name, unsigned threads,
		     unsigned cpu, unsigned ticks)
{
	char text[512];
	snprintf(text, sizeof text,
		 "1 (%s) S 1 1 1 0 -1 0 0 0 0 0 %u 0 0 0 20 0 %u 0 4 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 "
		 "17 %u 0 0 0\n",
		 name, ticks, threads, cpu);
	tree_kit_put(k, path, text);
}

static void put_process(const struct tree_kit *k, unsigned pid, unsigned threads, unsigned cpu,
			unsigned ticks)
{
	char path[64];
	snprintf(path, sizeof path, "proc/%u/stat", pid);
	put_stat(k, path, "process", threads, cpu, ticks);
}

static void put_thread(const struct tree_kit *k, unsigned pid, unsigned tid, unsigned cpu,
		       unsigned ticks)
{
	char path[64];
	snprintf(path, sizeof path, "proc/%u/task/%u/stat", pid, tid);
	put_stat(k, path, "thread", 2, cpu, ticks);
}

static void rig_open(struct rig *r, const char *cpus)
{
	struct cpulist list = { 0 };
	tree_kit_open(&r->tree);
	tree_kit_put(&r->tree, "proc/loadavg", "0.00 0.01 0.05 3/4711 812\n");
	tree_kit_put(&r->tree, "proc/uptime", "1 1\n");
	assert_int_equal(thread_scan_open(&r->scan, r->tree.root, 100), 0);
	assert_true(cpulist_parse(&list, cpus, strlen(cpus)));
	thread_scan_watch(&r->scan, &list);
	cpulist_free(&list);
}

static void rig_close(struct rig *r)
{
	thread_scan_close(&r->scan);
	tree_kit_close(&r->tree);
}

static void processes_and_their_threads_are_found(void **state)
{
	struct rig r;
	struct thread_row row[8];
	(void)state;
	rig_open(&r, "3");
	put_process(&r.tree, 10, 1, 3, 500);
	put_process(&r.tree, 20, 2, 3, 100);
	put_thread(&r.tree, 20, 20, 0, 50);
	put_thread(&r.tree, 20, 21, 3, 50);
	tree_kit_put(&r.tree, "proc/30/stat", "nonsense\n");
	thread_scan_run(&r.scan, no_limit);
	assert_int_equal(r.scan.rounds, 1);
	assert_int_equal(r.scan.last_looked, 3);
	assert_int_equal(r.scan.total, 4711);
	assert_int_equal(threads_top(&r.scan.threads, false, row, 8), 2);
	assert_int_equal(row[0].thread->tid, 10);
	assert_int_equal(row[1].thread->tid, 21);
	assert_int_equal(row[1].pid, 20);
	assert_string_equal(row[1].name, "thread");
	rig_close(&r);
}

/* Time passes for the next reading, as if the last one were older. */
static void let_a_second_pass(struct thread_scan *s)
{
	for (size_t i = 0; i < s->threads.count; i++)
		if (s->threads.thread[i].read_ns)
			s->threads.thread[i].read_ns -= 1000000000;
}

static void a_busy_thread_is_first_with_the_second_call(void **state)
{
	struct rig r;
	struct thread_row row[1];
	(void)state;
	rig_open(&r, "3");
	for (unsigned pid = 1; pid <= 100; pid++)
		put_process(&r.tree, pid, 1, 3, 1000);
	thread_scan_run(&r.scan, no_limit);
	let_a_second_pass(&r.scan);
	put_process(&r.tree, 50, 1, 3, 1100);
	thread_scan_run(&r.scan, no_limit);
	assert_int_equal(threads_top(&r.scan.threads, false, row, 1), 1);
	assert_int_equal(row[0].pid, 50);
	assert_true(row[0].known && row[0].percent > 90);
	/* From now on it comes before all others, however little may be read. */
	let_a_second_pass(&r.scan);
	put_process(&r.tree, 50, 1, 3, 1150);
	thread_scan_run(&r.scan, (struct thread_budget){ INT64_MAX, 2 });
	threads_top(&r.scan.threads, false, row, 1);
	assert_in_range((int)row[0].percent, 45, 50);
	rig_close(&r);
}

/* A process that used nothing is one file, however many threads it has. */
static void threads_of_idle_processes_are_not_read(void **state)
{
	struct rig r;
	(void)state;
	rig_open(&r, "0");
	put_process(&r.tree, 10, 40, 0, 100);
	for (unsigned tid = 10; tid < 50; tid++)
		put_thread(&r.tree, 10, tid, 1, 0);
	thread_scan_run(&r.scan, no_limit);
	assert_int_equal(r.scan.last_looked, 40);
	thread_scan_run(&r.scan, no_limit);
	assert_int_equal(r.scan.last_looked, 40);
	assert_in_range(r.scan.opened, 1, 4);
	put_process(&r.tree, 10, 40, 0, 101);
	thread_scan_run(&r.scan, no_limit);
	assert_true(r.scan.opened > 40);
	rig_close(&r);
}

static void what_ends_meanwhile_is_no_error(void **state)
{
	struct rig r;
	struct thread_row row[8];
	(void)state;
	rig_open(&r, "0");
	put_process(&r.tree, 10, 1, 0, 5);
	put_process(&r.tree, 20, 1, 0, 5);
	put_process(&r.tree, 30, 2, 0, 5); /* its threads are gone already */
	thread_scan_run(&r.scan, (struct thread_budget){ INT64_MAX, 1 });
	assert_int_equal(r.scan.rounds, 0);
	tree_kit_remove(&r.tree, "proc/10");
	tree_kit_make(&r.tree, "proc/20/stat/is/a/directory");
	tree_kit_remove(&r.tree, "proc/20/stat");
	tree_kit_make(&r.tree, "proc/20/stat");
	thread_scan_run(&r.scan, no_limit);
	assert_int_equal(r.scan.rounds, 1);
	assert_int_equal(threads_top(&r.scan.threads, false, row, 8), 0);
	assert_int_equal(r.scan.last_denied, 0);
	rig_close(&r);
}

/* As with hidepid=1: the directories are there, their files are not for us. */
static void what_may_not_be_read_is_counted(void **state)
{
	struct rig r;
	uid_t user = geteuid();
	(void)state;
	rig_open(&r, "0");
	put_process(&r.tree, 10, 1, 0, 5);
	put_process(&r.tree, 20, 1, 0, 5);
	put_process(&r.tree, 30, 1, 0, 5);
	tree_kit_forbid(&r.tree, "proc/20/stat");
	tree_kit_forbid(&r.tree, "proc/30/stat");
	if (!user)
		assert_int_equal(seteuid(65534), 0);
	thread_scan_run(&r.scan, no_limit);
	if (!user)
		assert_int_equal(seteuid(user), 0);
	assert_int_equal(r.scan.last_denied, 2);
	assert_int_equal(r.scan.last_looked, 1);
	rig_close(&r);
}

static void nothing_outside_of_the_root_is_read(void **state)
{
	struct rig r;
	char path[512];
	(void)state;
	rig_open(&r, "0-4095");
	snprintf(path, sizeof path, "%s/proc/10", r.tree.root);
	assert_int_equal(symlink("/proc/self", path), 0);
	thread_scan_run(&r.scan, no_limit);
	assert_int_equal(r.scan.last_looked, 0);
	assert_int_equal(r.scan.rounds, 1);
	rig_close(&r);
}

static void without_proc_there_is_nothing(void **state)
{
	struct tree_kit k;
	struct thread_scan s;
	(void)state;
	tree_kit_open(&k);
	assert_true(thread_scan_open(&s, k.root, 100) < 0);
	thread_scan_run(&s, no_limit);
	assert_int_equal(s.last_looked, 0);
	thread_scan_close(&s);
	assert_true(thread_scan_open(&s, "/nowhere/at/all", 100) < 0);
	thread_scan_close(&s);
	tree_kit_close(&k);
}

/* A link is all that is made of a thread, so that very many are made in little time. */
static void link_threads(const struct tree_kit *k, const char *folder, const char *up,
			 unsigned first, unsigned count)
{
	char path[512], target[64];
	for (unsigned i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%s/%u", k->root, folder, first + i);
		snprintf(target, sizeof target, "%scpu%u", up, i % 4);
		assert_int_equal(symlink(target, path), 0);
	}
}

/* 100,000 threads: 20,000 processes of one, and one of 80,000. */
static void put_many(const struct tree_kit *k)
{
	for (unsigned cpu = 0; cpu < 4; cpu++) {
		char path[64];
		snprintf(path, sizeof path, "proc/cpu%u/stat", cpu);
		put_stat(k, path, "one", 1, cpu, 5);
	}
	put_process(k, 200000, 80000, 0, 5);
	tree_kit_make(k, "proc/200000/task");
	link_threads(k, "proc/200000/task", "../../", 200000, 80000);
	link_threads(k, "proc", "", 1, 20000);
}

static int64_t longest(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void the_budget_is_held(void **state)
{
	enum { FILES = 5000 };
	struct rig r;
	size_t calls = 0;
	int64_t most_ns = 0;
	(void)state;
	rig_open(&r, "0");
	put_many(&r.tree);
	for (; !r.scan.rounds; calls++) {
		assert_true(calls < 1000);
		thread_scan_run(&r.scan, (struct thread_budget){ INT64_MAX, FILES });
		/* One step is the least, and may open two: a directory and a file in it. */
		assert_in_range(r.scan.opened, 1, FILES + 1);
		most_ns = longest(most_ns, r.scan.cpu_ns);
	}
	assert_int_equal(r.scan.last_looked, 100000);
	assert_true(r.scan.threads.count <= THREADS_MOST);
	print_message("%d files a call: %zu calls, at most %.1f ms of CPU time each\n", FILES,
		      calls, (double)most_ns / 1e6);
	for (most_ns = 0, calls = 0; calls < 100; calls++) {
		thread_scan_run(&r.scan, (struct thread_budget){ THREAD_SCAN_NS, 0 });
		most_ns = longest(most_ns, r.scan.cpu_ns);
	}
	print_message("2 ms a call: at most %.1f ms of CPU time each\n", (double)most_ns / 1e6);
	rig_close(&r);
}

/* This process is on this machine, and on one of its cpus. */
static void it_finds_itself(void **state)
{
	struct thread_scan s;
	struct cpulist all = { 0 };
	(void)state;
	assert_int_equal(thread_scan_open(&s, "", 100), 0);
	cpulist_add(&all, 0, UINT32_MAX);
	thread_scan_watch(&s, &all);
	while (!s.rounds)
		thread_scan_run(&s, no_limit);
	const struct thread *self = threads_find(&s.threads, (uint32_t)getpid());
	assert_non_null(self);
	assert_int_equal(self->pid, getpid());
	cpulist_free(&all);
	thread_scan_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(processes_and_their_threads_are_found),
		cmocka_unit_test(a_busy_thread_is_first_with_the_second_call),
		cmocka_unit_test(threads_of_idle_processes_are_not_read),
		cmocka_unit_test(what_ends_meanwhile_is_no_error),
		cmocka_unit_test(what_may_not_be_read_is_counted),
		cmocka_unit_test(nothing_outside_of_the_root_is_read),
		cmocka_unit_test(without_proc_there_is_nothing),
		cmocka_unit_test(the_budget_is_held),
		cmocka_unit_test(it_finds_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
