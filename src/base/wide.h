/* Loops over arrays, for the processor that is there and not for the least that there may be. */
#ifndef COREWALL_BASE_WIDE_H
#define COREWALL_BASE_WIDE_H

#include <limits.h> /* which tells the C library */

/*
 * Before a function: it is compiled once more for processors with vectors of 32 bytes, and the
 * loader takes the one that fits (an ifunc, as the GNU C library has them). AVX2 does not come with
 * a fused multiplication, so that fractions are rounded alike in both. Nothing where it cannot be
 * had, or where the compiler would put into the choice what cannot run before main().
 */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__UCLIBC__) && !defined(__clang__) &&    \
	!defined(__SSP_ALL__) && !defined(__SANITIZE_THREAD__)
#define WIDE_TOO __attribute__((target_clones("default", "avx2")))
#else
#define WIDE_TOO
#endif

/* Before what such functions are made of, so that it becomes a part of each. */
#define IN_BOTH static inline __attribute__((always_inline))

#endif
