/*
 * Files of /proc, of cgroups and of /sys that say why a cpu is busy. The first byte chooses which;
 * what follows are two texts of that kind with a NUL between.
 */
#include "fuzz/fuzz.h"

#include "measure/cpu_sets.h"
#include "measure/interrupts.h"
#include "measure/limits.h"
#include "measure/threads.h"

#include <stdlib.h>
#include <string.h>

enum { KINDS = 4, SECOND = 1000000000 };

struct text {
	char *bytes;
	size_t n;
};

static void take_threads(const struct text text[2])
{
	struct threads t = { .hz = 100 };
	struct thread_row row[4];
	cpulist_add(&t.cpus, 0, UINT32_MAX);
	for (uint32_t i = 0; i < 4; i++) {
		struct thread_stat stat;
		if (!thread_parse(&stat, text[i % 2].bytes, text[i % 2].n))
			continue;
		FUZZ_CHECK(memchr(stat.name, 0, sizeof stat.name) && thread_policy(stat.policy));
		threads_note_process(&t, 1, &stat);
		threads_note(&t, 1, 1 + i % 2, i % 2, &stat, (int64_t)(i + 1) * SECOND);
	}
	for (int by_process = 0; by_process < 2; by_process++) {
		size_t rows = threads_top(&t, by_process, row, 4);
		for (size_t i = 0; i < rows; i++) {
			FUZZ_CHECK(row[i].percent >= 0 && row[i].percent <= 100 * row[i].threads);
			FUZZ_CHECK(!i || row[i].percent <= row[i - 1].percent);
		}
	}
	threads_free(&t);
}

static void take_interrupts(const struct text text[2])
{
	struct interrupts r[2] = { 0 };
	struct cpulist cpus = { 0 };
	const struct interrupt *top[4];
	cpulist_add(&cpus, 1, 2);
	interrupts_parse(&r[0], &r[1], text[0].bytes, text[0].n, &cpus, SECOND);
	interrupts_parse(&r[1], &r[0], text[1].bytes, text[1].n, &cpus, 2LL * SECOND);
	size_t rows = interrupts_top(&r[1], top, 4);
	FUZZ_CHECK(rows <= 4 && (!rows || r[1].known));
	for (size_t i = 0; i < rows; i++) {
		FUZZ_CHECK(top[i]->rate > 0 && (!i || top[i]->rate <= top[i - 1]->rate));
		FUZZ_CHECK(*top[i]->label && memchr(top[i]->name, 0, INTERRUPT_NAME));
	}
	interrupts_free(&r[0]);
	interrupts_free(&r[1]);
	cpulist_free(&cpus);
}

static void take_limits(const struct text text[2])
{
	struct limits_reading before = limits_parse(text[0].bytes, text[0].n, SECOND);
	struct limits_reading now = limits_parse(text[1].bytes, text[1].n, 2LL * SECOND);
	struct limits l = limits_between(&before, &now);
	FUZZ_CHECK(l.throttled <= 100 && l.pressure <= 100);
	FUZZ_CHECK(l.quota > 0 || (l.quota < 0 && l.used < 0 && l.throttled < 0));
}

static void take_sets(const struct text text[2])
{
	struct cpu_sets s = { 0 };
	struct cpulist online = { 0 };
	struct buf words = { 0 };
	if (!cpulist_parse(&online, text[1].bytes, text[1].n))
		cpulist_add(&online, 0, 255);
	cpu_sets_parse(&s, text[0].bytes, text[0].n, &online);
	for (size_t i = 0; i < CPU_SETS; i++)
		FUZZ_CHECK(cpulist_weight(&s.set[i]) <= cpulist_weight(&online));
	for (uint32_t cpu = 0; cpu < 20; cpu++) {
		bool special = cpu_sets_describe(&s, cpu, &words);
		FUZZ_CHECK(special || !cpulist_has(&s.set[CPU_SET_ISOLATED], cpu));
		FUZZ_CHECK(!cpulist_has(&s.set[CPU_SET_HOUSEKEEPING], cpu) ||
			   !cpulist_has(&s.set[CPU_SET_ISOLATED], cpu));
	}
	cpu_sets_free(&s);
	cpulist_free(&online);
	buf_free(&words);
}

FUZZ_TARGET(readings)
{
	static void (*const takes[KINDS])(const struct text text[2]) = { take_threads,
									 take_interrupts,
									 take_limits, take_sets };
	struct fuzz_input in = { bytes, bytes + n };
	struct text text[2];
	unsigned kind = fuzz_byte(&in) % KINDS;
	for (size_t i = 0; i < 2; i++)
		text[i].bytes = fuzz_text(&in, &text[i].n);
	takes[kind](text);
	for (size_t i = 0; i < 2; i++)
		free(text[i].bytes);
}
