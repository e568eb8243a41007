/*
 * Makes text from outside (names of hosts and files, lines of a recording, words of a command) safe
 * to show: nothing in the result can control a terminal.
 */
#ifndef COREWALL_BASE_SANITIZE_H
#define COREWALL_BASE_SANITIZE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Returns the length in bytes of the UTF-8 sequence at p, and sets *code; 0 if it is not valid
 * (overlong, a surrogate, beyond Unicode, cut off at `end`).
 */
size_t sanitize_sequence(const char *p, const char *end, uint32_t *code);

/*
 * Whether a terminal may act on the code point instead of drawing it: the control characters of
 * ASCII and of ISO 8859 (U+0080 to U+009F), and those that change direction or lines of text.
 */
bool sanitize_steers(uint32_t code);

/*
 * Appends n bytes of text, with '?' for each byte that is not valid UTF-8 and each code point that
 * steers. With `ascii` also for all others beyond ASCII: an 8-bit terminal may take their bytes as
 * control characters.
 */
void sanitize_add(struct buf *out, const char *text, size_t n, bool ascii);

/* The same for what the buffer holds from `from` on, in place; newlines stay. */
void sanitize_lines(struct buf *b, size_t from);

#endif
