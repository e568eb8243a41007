/*
 * The reader of recordings: played from a file and through a pipe, looked through for samples, and
 * gone back into. All must tell the same samples.
 */
#include "fuzz/fuzz.h"

#include "base/mem.h"
#include "source/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A pipe takes so much without a reader. */
enum { PIPE_ROOM = 1 << 16, MOST_SAMPLES = 64 };

struct moment {
	int64_t boot_ns, wall_ns;
	size_t text, facts; /* of the text and the facts: their sizes and a sum of their bytes */
	uint64_t sum;
};

struct film {
	struct moment moment[MOST_SAMPLES];
	uint64_t samples;
	char trouble[160];
};

static void write_all(int fd, const uint8_t *bytes, size_t n)
{
	while (n) {
		ssize_t wrote = write(fd, bytes, n);
		FUZZ_CHECK(wrote > 0);
		bytes += wrote;
		n -= (size_t)wrote;
	}
}

static int open_fd(struct source *s, int fd)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return source_open_recording(s, path);
}

static struct moment moment_of(const struct source *s)
{
	struct moment m = { s->boot_ns, s->wall_ns, s->text.used, s->facts.used, 5381 };
	for (size_t i = 0; i < s->text.used; i++)
		m.sum = m.sum * 33 + (unsigned char)s->text.data[i];
	for (size_t i = 0; i < s->facts.used; i++)
		m.sum = m.sum * 33 + (unsigned char)s->facts.data[i];
	return m;
}

static bool same_moment(const struct moment *a, const struct moment *b)
{
	return a->boot_ns == b->boot_ns && a->wall_ns == b->wall_ns && a->text == b->text &&
	       a->facts == b->facts && a->sum == b->sum;
}

/* Plays it to its end. */
static void play(struct source *s, struct film *f, size_t n)
{
	int status;
	while ((status = source_read(s)) == 0) {
		FUZZ_CHECK(s->text.used <= n && s->facts.used <= n);
		FUZZ_CHECK(s->text.room + s->facts.room <= 8 * n + 64);
		if (f->samples < MOST_SAMPLES)
			f->moment[f->samples] = moment_of(s);
		f->samples++;
		FUZZ_CHECK(source_place(s).sample == f->samples);
	}
	FUZZ_CHECK(status == SOURCE_END && source_read(s) == SOURCE_END);
	FUZZ_CHECK(f->samples <= n / 10);
	memcpy(f->trouble, s->trouble, sizeof f->trouble);
}

/* Every sample is where the index says, with the facts that were in force. */
static void check_seek(struct source *s, const struct film *f)
{
	while (!source_scan(s, 100))
		;
	struct source_place place = source_place(s);
	FUZZ_CHECK(place.all_known && place.samples == f->samples);
	for (uint64_t i = f->samples < MOST_SAMPLES ? f->samples : MOST_SAMPLES; i-- > 0;) {
		FUZZ_CHECK(source_seek(s, i) == 0);
		FUZZ_CHECK(source_read(s) == 0);
		struct moment now = moment_of(s);
		FUZZ_CHECK(same_moment(&now, &f->moment[i]));
		FUZZ_CHECK(source_place(s).sample == i + 1);
	}
	FUZZ_CHECK(source_seek(s, f->samples) < 0);
}

static bool from_file(const uint8_t *bytes, size_t n, struct film *f)
{
	struct source s;
	int fd = memfd_create("recording", MFD_CLOEXEC);
	FUZZ_CHECK(fd >= 0);
	write_all(fd, bytes, n);
	int error = open_fd(&s, fd);
	if (!error) {
		play(&s, f, n);
		check_seek(&s, f);
	}
	source_close(&s);
	close(fd);
	return !error;
}

static bool from_pipe(const uint8_t *bytes, size_t n, struct film *f)
{
	struct source s;
	int fd[2];
	FUZZ_CHECK(pipe(fd) == 0);
	write_all(fd[1], bytes, n);
	close(fd[1]);
	int kept = dup(STDIN_FILENO);
	FUZZ_CHECK(dup2(fd[0], STDIN_FILENO) == STDIN_FILENO);
	close(fd[0]);
	int error = source_open_recording(&s, "-");
	if (!error)
		play(&s, f, n);
	source_close(&s);
	if (kept >= 0) {
		dup2(kept, STDIN_FILENO);
		close(kept);
	} else {
		close(STDIN_FILENO);
	}
	return !error;
}

FUZZ_TARGET(recording)
{
	struct film *film = mem_zero(2, sizeof *film);
	size_t taken = n < PIPE_ROOM ? n : PIPE_ROOM;
	bool read = from_file(bytes, taken, &film[0]);
	FUZZ_CHECK(from_pipe(bytes, taken, &film[1]) == read);
	FUZZ_CHECK(film[0].samples == film[1].samples);
	FUZZ_CHECK(!strcmp(film[0].trouble, film[1].trouble));
	for (uint64_t i = 0; i < film[0].samples && i < MOST_SAMPLES; i++)
		FUZZ_CHECK(same_moment(&film[0].moment[i], &film[1].moment[i]));
	free(film);
}
