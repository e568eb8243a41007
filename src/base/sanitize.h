/*
 * Text that is not ours (names of hosts and files, lines of a recording, words of a command) on its
 * way to where people read it. What comes out steers no terminal, whatever went in.
 */
#ifndef COREWALL_BASE_SANITIZE_H
#define COREWALL_BASE_SANITIZE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Bytes of the UTF-8 sequence that begins at p and lies before `end`, and its code point; 0 when it
 * is none (overlong, a surrogate, beyond Unicode, cut off).
 */
size_t sanitize_sequence(const char *p, const char *end, uint32_t *code);

/*
 * Whether a terminal may act on the code point rather than draw it: the control characters of
 * ASCII and of ISO 8859 (U+0080 to U+009F), and what steers the direction or the lines of text.
 */
bool sanitize_steers(uint32_t code);

/*
 * Appends n bytes of text, with '?' for what is no UTF-8 and for each code point that steers. With
 * `ascii` also for all others beyond ASCII: to an 8-bit terminal their bytes may be controls.
 */
void sanitize_add(struct buf *out, const char *text, size_t n, bool ascii);

/* The same for each line of what the buffer holds from `from` on; newlines stay. */
void sanitize_lines(struct buf *b, size_t from);

#endif
