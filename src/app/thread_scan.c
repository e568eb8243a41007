/*
 * Fills the table of threads from the walk over /proc, within a budget. Decides what is read next.
 * Must not know what is shown of it.
 */
#include "app/thread_scan.h"

#include "base/clock.h"

#include <string.h>

enum { STEPS_BETWEEN_CLOCKS = 8 };

int thread_scan_open(struct thread_scan *s, const char *root, unsigned hz)
{
	memset(s, 0, sizeof *s);
	s->threads.hz = hz;
	return tasks_open(&s->tasks, root);
}

void thread_scan_close(struct thread_scan *s)
{
	tasks_close(&s->tasks);
	threads_free(&s->threads);
}

void thread_scan_watch(struct thread_scan *s, const struct cpulist *cpus)
{
	cpulist_copy(&s->threads.cpus, cpus);
}

/* What is left of a budget. */
struct meter {
	const struct tasks *tasks;
	struct thread_budget budget;
	int64_t began_ns;
	size_t opened;
	unsigned steps;
};

static bool used_up(struct meter *m)
{
	if (m->budget.files && m->tasks->opened - m->opened >= m->budget.files)
		return true;
	return m->steps++ % STEPS_BETWEEN_CLOCKS == STEPS_BETWEEN_CLOCKS - 1 &&
	       clock_ns(CLOCK_THREAD_CPUTIME_ID) - m->began_ns >= m->budget.cpu_ns;
}

static bool parse(struct thread_scan *s, struct thread_stat *stat)
{
	return thread_parse(stat, s->tasks.text, s->tasks.used);
}

static void note(struct thread_scan *s, bool whole, const struct thread_stat *stat)
{
	threads_note(&s->threads, s->tasks.pid, s->tasks.tid, whole, stat,
		     clock_ns(CLOCK_BOOTTIME));
}

/* False if a process of one thread now has several: the walk finds them in their turn. */
static bool reads_the_same(const struct thread *thread, const struct thread_stat *stat)
{
	return !thread->whole || stat->threads == 1;
}

static void read_again(struct thread_scan *s, const struct thread *thread)
{
	struct thread_stat stat;
	uint32_t tid = thread->tid;
	enum tasks_step step = tasks_read(&s->tasks, thread->pid, thread->whole ? 0 : tid);
	bool read = step == TASKS_PROCESS || step == TASKS_THREAD;
	if (read && parse(s, &stat) && reads_the_same(thread, &stat))
		note(s, thread->whole, &stat);
	else
		threads_drop(&s->threads, tid);
}

typedef bool choice(const struct threads *t, const struct thread *thread);

/* If the budget is used up, *at is where the next call continues. */
static void read_chosen_again(struct thread_scan *s, struct meter *m, choice *is_chosen, size_t *at)
{
	const struct threads *t = &s->threads;
	for (size_t left = t->count; left; left--, ++*at) {
		if (*at >= t->count)
			*at = 0;
		if (!is_chosen(t, &t->thread[*at]))
			continue;
		if (used_up(m))
			break;
		read_again(s, &t->thread[*at]);
	}
}

static void take_process(struct thread_scan *s)
{
	struct thread_stat stat;
	if (!parse(s, &stat))
		return;
	if (stat.threads <= 1) {
		s->looked++;
		note(s, true, &stat);
	} else if (threads_note_process(&s->threads, s->tasks.pid, &stat)) {
		s->looked += stat.threads;
	} else if (!tasks_enter(&s->tasks)) {
		threads_drop(&s->threads, s->tasks.pid);
	}
}

static void take_thread(struct thread_scan *s)
{
	struct thread_stat stat;
	if (!parse(s, &stat))
		return;
	s->looked++;
	note(s, false, &stat);
}

static void begin_round(struct thread_scan *s)
{
	s->round_began_ns = clock_ns(CLOCK_BOOTTIME);
	s->total = tasks_total(&s->tasks);
	s->looked = 0;
	s->denied = 0;
}

static void end_round(struct thread_scan *s)
{
	s->rounds++;
	s->last_looked = s->looked;
	s->last_denied = s->denied;
	s->last_round_ns = clock_ns(CLOCK_BOOTTIME) - s->round_began_ns;
	s->round_began_ns = 0;
	threads_end_round(&s->threads);
}

/* False at the end of the round. */
static bool walk(struct thread_scan *s)
{
	switch (tasks_next(&s->tasks)) {
	case TASKS_END:
		return false;
	case TASKS_PROCESS:
		take_process(s);
		break;
	case TASKS_THREAD:
		take_thread(s);
		break;
	case TASKS_DENIED:
		s->denied++;
		break;
	case TASKS_GONE:
		threads_drop(&s->threads, s->tasks.tid);
		break;
	}
	return true;
}

void thread_scan_run(struct thread_scan *s, struct thread_budget budget)
{
	struct meter m = { .tasks = &s->tasks, .opened = s->tasks.opened };
	m.began_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID);
	m.budget = (struct thread_budget){ budget.cpu_ns / 2, (budget.files + 1) / 2 };
	read_chosen_again(s, &m, threads_is_busy, &s->next_busy);
	read_chosen_again(s, &m, threads_is_unknown, &s->next_unknown);
	m.budget = budget;
	if (!s->round_began_ns)
		begin_round(s);
	bool more;
	do
		more = walk(s);
	while (more && !used_up(&m));
	if (!more)
		end_round(s);
	s->opened = s->tasks.opened - m.opened;
	s->cpu_ns = clock_ns(CLOCK_THREAD_CPUTIME_ID) - m.began_ns;
}
