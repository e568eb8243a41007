/*
 * Bytes on their way out, to files and pipes: whole or told how they failed. While one waits for a
 * slow reader, the signals that end a run are let in.
 */
#ifndef COREWALL_SHOW_OUTPUT_H
#define COREWALL_SHOW_OUTPUT_H

#include "base/buf.h"

#include <stdbool.h>

/*
 * Writes all of it, in one write where the other side takes it so. 0 or -errno, -EINTR when the
 * run was ended meanwhile. *written is how far it came, also then.
 */
int output_write(int fd, const struct buf *b, size_t *written);

/*
 * As above to standard output, and says what failed. Returns the exit status so far: 0 also when
 * the reader went away. *gone is set when there is no use in going on.
 */
int output_say(const struct buf *b, bool *gone);

#endif
