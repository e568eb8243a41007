/*
 * The least that a monitor can do: wakes as often, reads the file whole with one pread, and shows
 * nothing; or writes so many blanks to the terminal, which has to be told something. What a refresh
 * costs beyond this is what its program adds.
 *   bare FILE SECONDS [BYTES]
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROOM_AT_FIRST = 1 << 16 };

/* Reads into the buffer, which grows until the file fits. */
static ssize_t read_whole(int fd, char **text, size_t *room)
{
	for (;;) {
		ssize_t n = pread(fd, *text, *room, 0);
		if (n < 0 || (size_t)n < *room)
			return n;
		char *grown = realloc(*text, *room * 2);
		if (!grown)
			return -1;
		*text = grown;
		*room *= 2;
	}
}

enum { WRITE_MOST = 4096 };

int main(int argc, char **argv)
{
	double seconds = argc > 2 ? atof(argv[2]) : 0;
	long bytes = argc > 3 ? atol(argv[3]) : 0;
	int fd = argc > 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
	size_t room = ROOM_AT_FIRST;
	char *text = malloc(room);
	if (fd < 0 || seconds <= 0 || !text || bytes < 0 || bytes > WRITE_MOST) {
		fputs("bare: usage: bare FILE SECONDS [BYTES]\n", stderr);
		return 2;
	}
	char blanks[WRITE_MOST];
	memset(blanks, ' ', sizeof blanks);
	const struct timespec wait = { (time_t)seconds,
				       (long)((seconds - (double)(time_t)seconds) * 1e9) };
	do {
		if (read_whole(fd, &text, &room) < 0)
			return 1;
		if (bytes && write(STDOUT_FILENO, blanks, (size_t)bytes) < 0)
			return 1;
	} while (ppoll(NULL, 0, &wait, NULL) == 0);
	return 1;
}
