/*
 * Bytes on their way out, to files and pipes: whole or told how they failed. While one waits for a
 * slow reader, the signals that end a run are let in.
 */
#ifndef COREWALL_APP_OUTPUT_H
#define COREWALL_APP_OUTPUT_H

#include "base/buf.h"

#include <stdbool.h>

enum { OUTPUT_PATIENT = -1 };

/*
 * Writes what is behind the first *written bytes, in one write where the other side takes it so. 0
 * or -errno, -EINTR when the run was ended meanwhile. *written is how far it came, also then. Where
 * a descriptor does not block, one that takes nothing for so many milliseconds gives -EAGAIN, and
 * never when OUTPUT_PATIENT.
 */
int output_write(int fd, const struct buf *b, size_t *written, int patience_ms);

/*
 * As above to standard output, and says what failed. Returns the exit status so far: 0 also when
 * the reader went away. *gone is set when there is no use in going on.
 */
int output_say(const struct buf *b, bool *gone);

#endif
