/* Sets of cpus and the arrays beside them. Invariant: ids ascend, so that two sets can be merged.
 */
#include "measure/cpu_rows.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void cpu_rows_free(struct cpu_rows *r)
{
	free(r->cpu);
	*r = (struct cpu_rows){ 0 };
}

bool cpu_rows_same(const struct cpu_rows *r, const uint32_t *cpu, size_t count)
{
	return r->count == count && (!count || !memcmp(r->cpu, cpu, count * sizeof *cpu));
}

uint32_t *cpu_rows_change(struct cpu_rows *r, const uint32_t *cpu, size_t count)
{
	if (cpu_rows_same(r, cpu, count))
		return NULL;
	uint32_t *from = mem_zero(count, sizeof *from);
	struct cpu_rows next = { mem_zero(count, sizeof *cpu), count };
	for (size_t i = 0, old = 0; i < count; i++) {
		while (old < r->count && r->cpu[old] < cpu[i])
			old++;
		bool stays = old < r->count && r->cpu[old] == cpu[i];
		from[i] = stays ? (uint32_t)old : CPU_ROWS_NEW;
		next.cpu[i] = cpu[i];
	}
	cpu_rows_free(r);
	*r = next;
	return from;
}

void *cpu_rows_carry(void *array, const uint32_t *from, size_t count, size_t size, int fill)
{
	char *next = mem_zero(count, size), *before = array;
	for (size_t i = 0; i < count; i++) {
		if (from[i] == CPU_ROWS_NEW)
			memset(next + i * size, fill, size);
		else
			memcpy(next + i * size, before + from[i] * size, size);
	}
	free(array);
	return next;
}
