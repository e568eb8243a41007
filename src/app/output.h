/*
 * Writes to files, pipes and standard output: all of the bytes, or an error. Signals that end a run
 * interrupt a write that waits for a slow reader.
 */
#ifndef COREWALL_APP_OUTPUT_H
#define COREWALL_APP_OUTPUT_H

#include "base/buf.h"

#include <stdbool.h>

enum { OUTPUT_PATIENT = -1 };

/*
 * Opens a file for writing, empty and in append mode. Returns the descriptor, which never blocks,
 * or -errno.
 */
int output_create(const char *path);

/*
 * Writes what follows the first *written bytes, and adds to *written what was written. Returns 0 or
 * -errno: -EINTR when the run is to end, -EAGAIN when a non-blocking descriptor takes nothing for
 * patience_ms milliseconds (never with OUTPUT_PATIENT).
 */
int output_write(int fd, const struct buf *b, size_t *written, int patience_ms);

/*
 * Replaces the file: writes a hidden one beside it and renames that. Readers see the old file or
 * the new one, never half of one. If the path is a link, its target is replaced. Returns 0 or
 * -errno; -EINVAL when it is not a regular file.
 */
int output_replace(const char *path, const struct buf *b);

/*
 * Writes to standard output and reports errors. Returns the exit status: 0 also when the reader
 * went away. *gone is set when there is no use in going on.
 */
int output_print(const struct buf *b, bool *gone);

#endif
