/*
 * Memory that grows and never shrinks. When it runs out, the handler that main installs gives the
 * terminal back and exits: no caller ever sees NULL.
 */
#ifndef COREWALL_BASE_MEM_H
#define COREWALL_BASE_MEM_H

#include <stddef.h>

/* Called when memory runs out; it must not return. Until one is set, abort() is called. */
void mem_on_failure(void (*handler)(void));

/* For memory that a library could not get. */
_Noreturn void mem_fail(void);

/*
 * Makes room for at least `want` elements of `size` bytes in the array `p` of `*cap` elements
 * (p may be NULL with *cap 0). Returns the array, perhaps moved, and updates *cap; new elements
 * are zeroed. Grows by half at least, so that repeated calls cost amortised constant time.
 */
void *mem_grow(void *p, size_t *cap, size_t want, size_t size);

/* The same for one of several arrays that share one *cap: the caller updates it after the last. */
void *mem_grow_beside(void *p, size_t room, size_t want, size_t size);

/* As mem_grow(), but does not zero new elements, so that unused ones cost no memory. */
void *mem_stretch(void *p, size_t *cap, size_t want, size_t size);

/* A zeroed array of n elements; the caller frees it. */
void *mem_zero(size_t n, size_t size);

/* A copy of the string; the caller frees it. */
char *mem_string(const char *text);

#endif
