/*
 * What a refresh costs, by the scheduler's own count, where there is nothing but a kernel: runs a
 * program on a pseudo-terminal of 80x24 and looks at it once a second.
 *   gauge TABLE ROW REFRESHES COMMAND…
 * Prints samples as the other programs here do; the value is how many nanoseconds the process ran.
 * Under a clock of which one passes with each instruction these are instructions: so the column.
 */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SECOND_MS = 1000, SETTLE = 3 };

static int64_t clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

/* Nanoseconds on a processor: the first number of /proc/PID/schedstat. Negative: there is none. */
static double ran_ns(pid_t pid)
{
	char path[64];
	double ns = -1;
	snprintf(path, sizeof path, "/proc/%ld/schedstat", (long)pid);
	FILE *f = fopen(path, "r");
	if (!f || fscanf(f, "%lf", &ns) != 1)
		ns = -1;
	if (f)
		fclose(f);
	return ns;
}

/* Takes what the terminal is sent until then. False: nobody is there any more. */
static bool drain_until(int terminal, int64_t until_ms)
{
	char bytes[1 << 16];
	for (int64_t left; (left = until_ms - clock_ms()) > 0;) {
		struct pollfd p = { .fd = terminal, .events = POLLIN };
		if (poll(&p, 1, (int)left) > 0 && read(terminal, bytes, sizeof bytes) <= 0)
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	int terminal;
	if (argc < 5) {
		fputs("gauge: usage: gauge TABLE ROW REFRESHES COMMAND…\n", stderr);
		return 2;
	}
	pid_t pid = forkpty(&terminal, NULL, NULL, &size);
	if (pid < 0) {
		perror("gauge: forkpty");
		return 1;
	}
	if (pid == 0) {
		execvp(argv[4], argv + 4);
		_exit(127);
	}
	/* Half a second after the start, so that no refresh is cut in two. */
	int64_t at = clock_ms() + SECOND_MS / 2;
	double before = 0, now;
	for (int i = 0; i < SETTLE + atoi(argv[3]); i++, at += SECOND_MS, before = now) {
		if (!drain_until(terminal, at) || (now = ran_ns(pid)) < 0) {
			fprintf(stderr, "gauge: %s ended before it was measured\n", argv[4]);
			return 1;
		}
		if (i >= SETTLE)
			printf("%s\t%s\tinstructions\t%.0f\n", argv[1], argv[2], now - before);
	}
	kill(pid, SIGKILL);
	return 0;
}
