/* Small text files. Nothing here waits, even for a pipe without a writer. */
#ifndef COREWALL_SOURCE_FILE_H
#define COREWALL_SOURCE_FILE_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* Opens the file for reading; -1 with errno. */
int file_open(const char *path);

/*
 * The first line of an open file, from offset 0, without its newline and cut to fit. False, with
 * an empty `out`, when it cannot be read; fd may be -1.
 */
bool file_read_line(int fd, char *out, size_t room);

/* The same for a path. */
bool file_read_path(const char *path, char *out, size_t room);

/* Appends the file, up to `most` bytes. Returns 0 or -errno. */
int file_read_all(const char *path, size_t most, struct buf *out);

#endif
