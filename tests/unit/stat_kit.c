/* Samples and usages as text. Knows what usage.h promises, and nothing of how it is kept. */
#include "unit/stat_kit.h"

#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

bool stat_parse(struct sample *s, const char *text, size_t n, double seconds)
{
	char *copy = mem_zero(n, 1);
	if (n)
		memcpy(copy, text, n);
	bool any = sample_parse(s, copy, n);
	s->boot_ns = (int64_t)(seconds * 1e9);
	free(copy);
	return any;
}

void stat_print(struct buf *out, const struct sample *s)
{
	for (size_t i = 0; i < s->rows; i++) {
		int columns = COLUMNS;
		while (columns > 4 && !s->ticks[columns - 1][i])
			columns--;
		buf_number(out, s->cpu[i]);
		for (int c = 0; c < columns; c++) {
			buf_putc(out, ' ');
			buf_number(out, s->ticks[c][i]);
		}
		buf_putc(out, '\n');
	}
	if (s->garbled)
		buf_printf(out, "garbled %zu\n", s->garbled);
	buf_puts(out, "");
}

void stat_print_usage(struct buf *out, const struct usage *u)
{
	for (size_t i = 0; i < u->rows; i++) {
		buf_printf(out, "cpu%u %s", (unsigned)u->cpu[i], usage_state_name[u->state[i]]);
		if (u->state[i] == USAGE_OK) {
			for (int f = 0; f < FIELDS; f++)
				if (u->ticks[f][i])
					buf_printf(out, " %s %u", field_table[f].name,
						   (unsigned)u->ticks[f][i]);
			buf_printf(out, " = %u, %.2f%%", (unsigned)u->total[i], u->busy[i]);
		}
		buf_putc(out, '\n');
	}
	buf_puts(out, "");
}

void stat_expect_at(const char *from, const char *to, double seconds, const char *keep,
		    const char *expected, const char *file, int line)
{
	struct sample a = { 0 }, b = { 0 };
	struct cpulist list = { 0 };
	struct usage u = { 0 };
	struct buf got = { 0 };
	stat_parse(&a, from, strlen(from), 1000);
	stat_parse(&b, to, strlen(to), 1000 + seconds);
	cpulist_parse(&list, keep, strlen(keep));
	usage_delta(&u, &a, &b, &list, STAT_HZ);
	stat_check_usage(&u);
	stat_print_usage(&got, &u);
	bool same = !strcmp(got.data, expected);
	if (!same)
		print_error("from\n%sto\n%sgives\n%snot\n%s", from, to, got.data, expected);
	_assert_true(same, "the usage is as expected", file, line);
	buf_free(&got);
	usage_free(&u);
	cpulist_free(&list);
	sample_free(&a);
	sample_free(&b);
}

void stat_check_usage(const struct usage *u)
{
	size_t online = 0;
	for (size_t i = 0; i < u->rows; i++) {
		uint64_t sum = 0;
		assert_true(!i || u->cpu[i] > u->cpu[i - 1]);
		assert_true(u->state[i] < USAGE_STATES);
		online += u->state[i] != USAGE_OFFLINE;
		assert_true(u->busy[i] >= 0 && u->busy[i] <= 100);
		if (u->state[i] != USAGE_OK) {
			assert_true(u->busy[i] == 0);
			assert_int_equal(u->total[i], 0);
			for (int f = 0; f < FIELDS; f++)
				assert_int_equal(u->ticks[f][i], 0);
			continue;
		}
		assert_false(u->frozen);
		for (enum field f = 0; f < FIELDS; f++) {
			double percent = usage_percent(u, f, i);
			assert_true(percent >= 0 && percent <= 100);
			sum += u->ticks[f][i];
		}
		assert_true(u->total[i] > 0);
		assert_int_equal(sum, u->total[i]);
	}
	assert_int_equal(online, u->online);
}

void stat_check_same(const struct sample *a, const struct sample *b)
{
	assert_int_equal(a->rows, b->rows);
	assert_int_equal(a->boot_ns, b->boot_ns);
	assert_int_equal(a->wall_ns, b->wall_ns);
	assert_int_equal(a->btime, b->btime);
	assert_int_equal(a->garbled, b->garbled);
	assert_int_equal(a->capped, b->capped);
	if (!a->rows)
		return;
	assert_memory_equal(a->cpu, b->cpu, a->rows * sizeof *a->cpu);
	for (int c = 0; c < COLUMNS; c++)
		assert_memory_equal(a->ticks[c], b->ticks[c], a->rows * sizeof *a->ticks[c]);
}

static void *copy_array(const void *array, size_t rows, size_t size)
{
	void *copy = mem_zero(rows, size);
	if (rows)
		memcpy(copy, array, rows * size);
	return copy;
}

struct sample stat_copy(const struct sample *s)
{
	struct sample copy = *s;
	copy.cpu = copy_array(s->cpu, s->rows, sizeof *s->cpu);
	for (int c = 0; c < COLUMNS; c++)
		copy.ticks[c] = copy_array(s->ticks[c], s->rows, sizeof *s->ticks[c]);
	return copy;
}
