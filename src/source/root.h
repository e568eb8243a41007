/*
 * Files below a root directory: "" is this machine, anything else a saved or mounted one, whose
 * files are not trusted. Nothing outside of the root is opened, and nothing waits.
 */
#ifndef COREWALL_SOURCE_ROOT_H
#define COREWALL_SOURCE_ROOT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

struct root {
	int directory; /* descriptor of the root, or -1 */
	bool live;     /* the root is the one of this machine */
	bool old;      /* the kernel has no openat2 (before Linux 5.6) */
};

/* Returns 0 or -errno. root_close() in either case. */
int root_open(struct root *r, const char *path);
void root_close(struct root *r);

/*
 * Opens a relative path below `directory`, which is a descriptor of the root or of a directory in
 * it. Returns a descriptor, or -1 with errno. On a live root, links may lead anywhere; elsewhere
 * they must stay below the directory.
 */
int root_openat(struct root *r, int directory, const char *path, int flags);

/*
 * Replaces `text` by the whole file, up to its end. False when it cannot be read or has more than
 * `most` bytes; the text is then empty.
 */
bool root_read(struct root *r, const char *path, struct buf *text, size_t most);

/* The same for an open file, from its start. */
bool root_read_open(int fd, struct buf *text, size_t most);

#endif
