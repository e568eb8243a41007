/* Sums by cpu. Invariant: the arrays have a sum for each row of the last interval. */
#include "report/average.h"

#include <stdlib.h>

void average_free(struct average *a)
{
	cpu_rows_free(&a->rows);
	for (int f = 0; f < FIELDS; f++)
		free(a->ticks[f]);
	*a = (struct average){ 0 };
}

static void follow_rows(struct average *a, const struct usage *u)
{
	uint32_t *from = cpu_rows_change(&a->rows, u->cpu, u->rows);
	for (int f = 0; from && f < FIELDS; f++)
		a->ticks[f] = cpu_rows_carry(a->ticks[f], from, u->rows, sizeof *a->ticks[f], 0);
	free(from);
}

void average_add(struct average *a, const struct usage *u)
{
	follow_rows(a, u);
	for (int f = 0; f < FIELDS; f++)
		for (size_t i = 0; i < u->rows; i++)
			a->ticks[f][i] += u->ticks[f][i];
	a->intervals++;
}

void average_usage(const struct average *a, const struct usage *last, struct usage *out)
{
	usage_of_sums(out, last, (const uint64_t *const *)a->ticks);
}
