/*
 * Short texts without printf. A refresh that comes once a second finds the caches cold, and to
 * fetch printf into them takes longer than all it is asked for.
 */
#ifndef COREWALL_BASE_BRIEF_H
#define COREWALL_BASE_BRIEF_H

#include <stdarg.h>
#include <stddef.h>

/*
 * As snprintf(), but for what it returns: the length of what is in `out`, which is cut to fit into
 * `room` bytes, at least 1. Done here are %s, %.Ns, %u, %zu, these two padded to %Nu or %0Nu, and
 * %%; a format that has others is snprintf()'s.
 */
size_t brief(char *out, size_t room, const char *format, ...) __attribute__((format(printf, 3, 4)));
size_t vbrief(char *out, size_t room, const char *format, va_list args)
	__attribute__((format(printf, 3, 0)));

#endif
