/*
 * Which cpu each row of an array belongs to. Whatever keeps a value per row holds one of these and
 * takes its arrays along when the set of cpus changes. Sets are compared by their ids, never by
 * their number.
 */
#ifndef COREWALL_MEASURE_CPU_ROWS_H
#define COREWALL_MEASURE_CPU_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cpu_rows {
	uint32_t *cpu; /* [count] ids, ascending, unique */
	size_t count;
};

/* In place of an old row: the cpu is new. */
#define CPU_ROWS_NEW UINT32_MAX

void cpu_rows_free(struct cpu_rows *r);

/* Whether the rows are those of these `count` cpus. */
bool cpu_rows_same(const struct cpu_rows *r, const uint32_t *cpu, size_t count);

/*
 * Sets the rows to these `count` cpus. Returns NULL when nothing changed; else, for each new row,
 * the old row of its cpu or CPU_ROWS_NEW. The caller frees it.
 */
uint32_t *cpu_rows_change(struct cpu_rows *r, const uint32_t *cpu, size_t count);

/*
 * Moves an array of elements of `size` bytes from the old rows to the new ones and returns it.
 * Frees the old array, which may be NULL when there were no rows. `from` and `count` are those of
 * cpu_rows_change(). A cpu that stays keeps its element; every byte of a new one is `fill`.
 */
void *cpu_rows_carry(void *array, const uint32_t *from, size_t count, size_t size, int fill);

#endif
