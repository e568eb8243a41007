/*
 * A table of threads by id, and lists out of it. Owns what a stat line means, when two readings are
 * of one thread, and which threads are remembered. Invariant: a tid has one entry at most, and
 * every entry is found through `slot`. Knows no files, and no time but what comes with a reading.
 */
#include "measure/threads.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
	FEWEST_SLOTS = 256,
	LEAST_INTERVAL_NS = 90 * 1000 * 1000,
	KERNEL_FLAG = 0x00200000, /* PF_KTHREAD, include/linux/sched.h */
};

/* A stat line. */

/* Numbers of the fields as proc_pid_stat(5) counts them. */
enum {
	FIELD_PPID = 4,
	FIELD_FLAGS = 9,
	FIELD_UTIME = 14,
	FIELD_STIME = 15,
	FIELD_NICE = 19,
	FIELD_THREADS = 20,
	FIELD_STARTED = 22,
	FIELD_CPU = 39,
	FIELD_PRIORITY = 40,
	FIELD_POLICY = 41,
};

/* " -123": negative numbers come out as they are stored, in two's complement. */
static bool take_number(const char **at, const char *end, uint64_t *out)
{
	const char *p = *at;
	if (p == end || *p++ != ' ')
		return false;
	bool minus = p < end && *p == '-';
	p += minus;
	const char *first = p;
	uint64_t n = 0;
	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		uint64_t digit = (uint64_t)(*p - '0');
		if (n > (UINT64_MAX - digit) / 10)
			return false;
		n = n * 10 + digit;
	}
	*out = minus ? 0 - n : n;
	*at = p;
	return p > first;
}

/* The last parenthesis ends the name, which may hold others: no later field has one. */
static const char *take_name(struct thread_stat *out, const char *text, size_t n)
{
	const char *open = memchr(text, '(', n);
	const char *close = memrchr(text, ')', n);
	if (!open || !close || close < open)
		return NULL;
	size_t length = (size_t)(close - open - 1);
	length = length < THREAD_NAME - 1 ? length : THREAD_NAME - 1;
	memcpy(out->name, open + 1, length);
	return close + 1;
}

bool thread_parse(struct thread_stat *out, const char *text, size_t n)
{
	uint64_t field[FIELD_POLICY + 1] = { 0 };
	const char *end = text + n;
	*out = (struct thread_stat){ 0 };
	const char *at = n ? take_name(out, text, n) : NULL;
	if (!at || end - at < 2 || *at != ' ')
		return false;
	out->state = at[1];
	at += 2;
	for (size_t i = FIELD_PPID; i <= FIELD_POLICY; i++)
		if (!take_number(&at, end, &field[i]))
			return false;
	if (out->state < '!' || out->state > '~' || field[FIELD_CPU] > UINT32_MAX ||
	    field[FIELD_THREADS] > UINT32_MAX)
		return false;
	out->kernel = field[FIELD_FLAGS] & KERNEL_FLAG;
	out->nice = (int)(int64_t)field[FIELD_NICE];
	out->priority = (unsigned)field[FIELD_PRIORITY];
	out->policy = (unsigned)field[FIELD_POLICY];
	out->cpu = (uint32_t)field[FIELD_CPU];
	out->threads = (uint32_t)field[FIELD_THREADS];
	out->ticks = field[FIELD_UTIME] + field[FIELD_STIME];
	out->started = field[FIELD_STARTED];
	return true;
}

const char *thread_policy(unsigned policy)
{
	/* include/uapi/linux/sched.h */
	static const char *const names[] = { "OTHER", "FIFO", "RR",       "BATCH",
					     NULL,    "IDLE", "DEADLINE", "EXT" };
	bool known = policy < sizeof names / sizeof *names && names[policy];
	return known ? names[policy] : "?";
}

/* The table. */

void threads_free(struct threads *t)
{
	free(t->thread);
	free(t->slot);
	free(t->order);
	cpulist_free(&t->cpus);
	*t = (struct threads){ 0 };
}

/* Where the tid is, or where it would go. */
static size_t slot_of(const struct threads *t, uint32_t tid)
{
	size_t at = tid * 2654435769U & (t->slots - 1); /* 2^32 by the golden ratio */
	while (t->slot[at] && t->thread[t->slot[at] - 1].tid != tid)
		at = (at + 1) & (t->slots - 1);
	return at;
}

static struct thread *find(const struct threads *t, uint32_t tid)
{
	uint32_t index = t->slots ? t->slot[slot_of(t, tid)] : 0;
	return index ? &t->thread[index - 1] : NULL;
}

const struct thread *threads_find(const struct threads *t, uint32_t tid)
{
	const struct thread *thread = find(t, tid);
	return thread && !thread->gone ? thread : NULL;
}

static void fill_slots(struct threads *t)
{
	if (!t->slot || !t->thread)
		return;
	memset(t->slot, 0, t->slots * sizeof *t->slot);
	for (size_t i = 0; i < t->count; i++)
		t->slot[slot_of(t, t->thread[i].tid)] = (uint32_t)i + 1;
}

static void grow_slots(struct threads *t)
{
	size_t want = t->slots ? 2 * t->slots : FEWEST_SLOTS;
	free(t->slot);
	t->slot = mem_zero(want, sizeof *t->slot);
	t->slots = want;
	fill_slots(t);
}

static bool is_wanted(const struct threads *t, const struct thread_stat *stat)
{
	return cpulist_has(&t->cpus, stat->cpu);
}

/* Finds the entry of the tid or adds an empty one; NULL when there is no room. */
static struct thread *entry_of(struct threads *t, uint32_t tid, const struct thread_stat *stat)
{
	struct thread *thread = find(t, tid);
	if (thread)
		return thread;
	if (t->count >= (is_wanted(t, stat) ? THREADS_MOST : THREADS_MOST / 2)) {
		t->forgotten++;
		return NULL;
	}
	if (2 * (t->count + 1) > t->slots)
		grow_slots(t);
	t->thread = mem_grow(t->thread, &t->room, t->count + 1, sizeof *t->thread);
	thread = &t->thread[t->count++];
	*thread = (struct thread){ .tid = tid, .percent = THREAD_UNKNOWN_CPU, .gone = true };
	t->slot[slot_of(t, tid)] = (uint32_t)t->count;
	return thread;
}

/* Whether the entry is of the same thread, and its ticks can be compared. */
static bool continues(const struct thread *thread, bool whole, const struct thread_stat *stat)
{
	return !thread->gone && thread->read_ns && thread->whole == whole &&
	       thread->stat.started == stat->started && thread->stat.ticks <= stat->ticks;
}

static float percent_of(uint64_t ticks, unsigned hz, int64_t interval_ns)
{
	double percent = 100 * ((double)ticks / hz) / ((double)interval_ns / 1e9);
	return (float)(percent < 100 ? percent : 100); /* rounding may count a tick too many */
}

void threads_note(struct threads *t, uint32_t pid, uint32_t tid, bool whole,
		  const struct thread_stat *stat, int64_t now_ns)
{
	struct thread *thread = entry_of(t, tid, stat);
	if (!thread)
		return;
	bool same = continues(thread, whole, stat);
	int64_t interval_ns = now_ns - thread->read_ns;
	uint64_t ticks = thread->stat.ticks;
	if (!same)
		thread->percent = THREAD_UNKNOWN_CPU;
	else if (interval_ns >= LEAST_INTERVAL_NS)
		thread->percent = percent_of(stat->ticks - ticks, t->hz, interval_ns);
	thread->stat = *stat;
	if (same && interval_ns < LEAST_INTERVAL_NS)
		thread->stat.ticks = ticks;
	else
		thread->read_ns = now_ns;
	thread->pid = pid;
	thread->whole = whole;
	thread->gone = false;
	thread->seen = t->round;
}

bool threads_note_process(struct threads *t, uint32_t pid, const struct thread_stat *stat)
{
	struct thread *thread = entry_of(t, pid, stat);
	if (!thread)
		return false;
	bool same = !thread->gone && thread->leads && thread->stat.started == stat->started;
	bool idle = same && thread->process_ticks == stat->ticks &&
		    thread->process_threads == stat->threads;
	if (!same) {
		*thread = (struct thread){ .tid = pid, .percent = THREAD_UNKNOWN_CPU };
		thread->stat = *stat;
	}
	thread->pid = pid;
	thread->process_ticks = stat->ticks;
	thread->process_threads = stat->threads;
	thread->leads = true;
	thread->idle = idle;
	thread->seen = t->round;
	return idle;
}

void threads_drop(struct threads *t, uint32_t tid)
{
	struct thread *thread = find(t, tid);
	if (thread)
		thread->gone = true;
}

/* Threads of an idle process are not read, so they are seen when the process is. */
static void see_idle_threads(struct threads *t)
{
	for (size_t i = 0; i < t->count; i++) {
		struct thread *thread = &t->thread[i];
		const struct thread *first = find(t, thread->pid);
		if (first && !first->gone && first->idle && first->seen == t->round)
			thread->seen = t->round;
	}
}

void threads_end_round(struct threads *t)
{
	size_t kept = 0;
	see_idle_threads(t);
	for (size_t i = 0; i < t->count; i++)
		if (!t->thread[i].gone && t->round - t->thread[i].seen <= 1)
			t->thread[kept++] = t->thread[i];
	t->count = kept;
	t->round++;
	fill_slots(t);
}

/* Lists. */

static double used(const struct thread *thread)
{
	return thread->percent > 0 ? (double)thread->percent : 0;
}

static bool runs(const struct thread *thread)
{
	return thread->stat.state == 'R';
}

bool threads_is_busy(const struct threads *t, const struct thread *thread)
{
	return !thread->gone && (thread->percent > 0 || runs(thread)) &&
	       is_wanted(t, &thread->stat);
}

bool threads_is_unknown(const struct threads *t, const struct thread *thread)
{
	return !thread->gone && thread->percent < 0 && is_wanted(t, &thread->stat);
}

/* Busier first; among equals, running ones, then those with more time since they began. */
static bool comes_before(const struct thread *a, double a_percent, const struct thread *b,
			 double b_percent)
{
	if (a_percent != b_percent)
		return a_percent > b_percent;
	if (runs(a) != runs(b))
		return runs(a);
	if (a->stat.ticks != b->stat.ticks)
		return a->stat.ticks > b->stat.ticks;
	return a->tid < b->tid;
}

static void add_to_row(struct thread_row *row, const struct thread *thread)
{
	if (!row->threads++ || comes_before(thread, used(thread), row->thread, used(row->thread)))
		row->thread = thread;
	row->percent += used(thread);
	row->known |= thread->percent >= 0;
}

/* Inserts the row into the best `count`, which may grow up to n; returns the new count. */
static size_t insert(struct thread_row *out, size_t count, size_t n, const struct thread_row *row)
{
	size_t at = count;
	while (at &&
	       comes_before(row->thread, row->percent, out[at - 1].thread, out[at - 1].percent))
		at--;
	if (at == n)
		return count;
	size_t moved = (count < n ? count : n - 1) - at;
	memmove(out + at + 1, out + at, moved * sizeof *out);
	out[at] = *row;
	return count < n ? count + 1 : n;
}

static int compare_keys(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* Lists the entries on the cpus of interest in t->order; by process, keeps its threads together. */
static size_t put_in_order(struct threads *t, bool by_process)
{
	size_t count = 0;
	t->order = mem_stretch(t->order, &t->order_room, t->count + 1, sizeof *t->order);
	for (size_t i = 0; i < t->count; i++)
		if (!t->thread[i].gone && t->thread[i].read_ns && is_wanted(t, &t->thread[i].stat))
			t->order[count++] = (uint64_t)t->thread[i].pid << 32 | i;
	if (by_process)
		qsort(t->order, count, sizeof *t->order, compare_keys);
	return count;
}

static size_t end_of_row(const struct threads *t, size_t first, size_t count, bool by_process)
{
	size_t end = first + 1;
	while (by_process && end < count && t->order[end] >> 32 == t->order[first] >> 32)
		end++;
	return end;
}

static const char *name_of(const struct threads *t, const struct thread_row *row, bool by_process)
{
	const struct thread *first = by_process ? threads_find(t, row->pid) : NULL;
	return first ? first->stat.name : row->thread->stat.name;
}

size_t threads_top(struct threads *t, bool by_process, struct thread_row *out, size_t n)
{
	size_t count = put_in_order(t, by_process), rows = 0;
	for (size_t first = 0, end; n && first < count; first = end) {
		struct thread_row row = { .pid = (uint32_t)(t->order[first] >> 32) };
		end = end_of_row(t, first, count, by_process);
		for (size_t i = first; i < end; i++)
			add_to_row(&row, &t->thread[(uint32_t)t->order[i]]);
		rows = insert(out, rows, n, &row);
	}
	for (size_t i = 0; i < rows; i++)
		out[i].name = name_of(t, &out[i], by_process);
	return rows;
}
