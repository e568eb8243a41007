/*
 * Plays a recording: text, a version line, then blocks that each end in a line with a dot. Only
 * complete blocks are used; a damaged one is skipped and a truncated last one dropped, and
 * s->trouble says so. Memory is bounded whatever the file holds. Waits for a pipe only when it is
 * opened, until the head has come. Format:
 *
 *	corewall recording 1
 *	host NAME
 *	hz 100
 *	facts
 *	(lines as in measure/topology.h)
 *	.
 *	sample BOOTTIME WALLTIME        seconds.nanoseconds
 *	up SECONDS.NANOSECONDS          optional: uptime, if it is not BOOTTIME
 *	load 12.40 11.00 9.80           optional
 *	quota …, pressure …             optional: limits, as in measure/limits.h
 *	H …                             optional: the hosts of a fleet, as in measure/hosts.h
 *	cpu0 …                          as the kernel gave them
 *	.
 */
#include "source/source.h"

#include "base/mem.h"
#include "source/recording_blocks.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 1 << 16 };

struct recording {
	int fd;
	struct buf ahead; /* bytes read and not yet used */
	size_t at;        /* offset of the next line in them */
	bool ended;       /* the end of the file was reached */
	int error;        /* errno, when reading failed */
	bool skipping;    /* the rest of a line that is too long */
	struct recording_blocks blocks;
	bool torn; /* the file ends within a block */
	/* Place. */
	bool seekable;
	uint64_t samples; /* number of the last one read */
	struct recording_index index;
};

/* Reads more into `ahead`; false at the end, or when the pipe is empty. */
static bool read_more(struct recording *r)
{
	struct pollfd ready = { .fd = r->fd, .events = POLLIN };
	if (r->ended || (!r->seekable && poll(&ready, 1, 0) == 0))
		return false;
	if (r->at && r->ahead.data) {
		memmove(r->ahead.data, r->ahead.data + r->at, r->ahead.used - r->at);
		r->ahead.used -= r->at;
		r->at = 0;
	}
	char *to = buf_reserve(&r->ahead, CHUNK);
	ssize_t n;
	do
		n = read(r->fd, to, CHUNK);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return false;
	if (n <= 0) {
		r->error = n < 0 ? errno : 0;
		r->ended = true;
		return false;
	}
	r->ahead.used += (size_t)n;
	return true;
}

/* Takes the line of n bytes from `ahead`; NULL when it is too long. */
static const char *take_line(struct recording *r, size_t n)
{
	const char *line = r->ahead.data + r->at;
	bool skipped = r->skipping;
	r->at += n + 1;
	r->ahead.data[r->at - 1] = '\0';
	r->skipping = false;
	if (!skipped && n > LONGEST_LINE)
		recording_blocks_drop(&r->blocks);
	return skipped || n > LONGEST_LINE ? NULL : line;
}

/*
 * The next line without its newline, valid until the next call; NULL when there is none yet, or at
 * the end. A last line without a newline is not returned.
 */
static const char *next_line(struct recording *r, size_t *n)
{
	size_t scanned = 0;
	for (;;) {
		size_t have = r->ahead.used - r->at;
		const char *line = r->ahead.data ? r->ahead.data + r->at : NULL;
		const char *newline = line && have > scanned
					      ? memchr(line + scanned, '\n', have - scanned)
					      : NULL;
		scanned = have;
		if (newline) {
			*n = (size_t)(newline - line);
			scanned = 0;
			line = take_line(r, *n);
			if (line)
				return line;
		} else if (have > LONGEST_LINE) {
			if (!r->skipping)
				recording_blocks_drop(&r->blocks);
			r->skipping = true;
			r->at = r->ahead.used;
			scanned = 0;
		} else if (!read_more(r)) {
			return NULL;
		}
	}
}

static void swap(struct buf *a, struct buf *b)
{
	struct buf c = *a;
	*a = *b;
	*b = c;
}

/* Hands a complete sample to the source. */
static void take_sample(struct source *s, struct recording *r)
{
	struct recording_blocks *b = &r->blocks;
	swap(&s->text, &b->lines);
	swap(&s->limits, &b->limits);
	swap(&s->hosts, &b->hosts);
	memcpy(s->load, b->load, sizeof s->load);
	s->boot_ns = b->times.boot_ns;
	s->wall_ns = b->times.wall_ns;
	s->up_ns = b->up_ns == INT64_MIN ? s->boot_ns : b->up_ns;
	r->samples++;
}

/* Processes a line; returns whether it completed a sample. */
static bool take(struct source *s, struct recording *r, const char *line, size_t n)
{
	switch (recording_blocks_take(&r->blocks, line, n)) {
	case LINE_FACTS:
		swap(&s->facts, &r->blocks.lines);
		s->new_facts = true;
		return false;
	case LINE_SAMPLE:
		take_sample(s, r);
		return true;
	default:
		return false;
	}
}

static void describe_trouble(struct source *s, struct recording *r)
{
	char count[64] = "";
	r->torn |=
		r->ended && (r->blocks.block != LINE_END || r->ahead.used > r->at || r->skipping);
	if (r->blocks.damaged)
		snprintf(count, sizeof count, "%zu damaged part%s passed over%s", r->blocks.damaged,
			 r->blocks.damaged == 1 ? " was" : "s were",
			 r->torn || r->error ? ", and " : "");
	const char *rest = r->torn ? "the last sample is cut off and was dropped" : "";
	snprintf(s->trouble, sizeof s->trouble, "%s%s%s", count,
		 r->error ? "reading it failed: " : rest, r->error ? strerror(r->error) : "");
}

static int recording_read(struct source *s)
{
	struct recording *r = s->state;
	const char *line;
	bool whole = false;
	size_t n;
	while (!whole && (line = next_line(r, &n)))
		whole = take(s, r, line, n);
	if (whole || r->ended)
		describe_trouble(s, r);
	return whole ? 0 : r->ended ? SOURCE_END : SOURCE_LATER;
}

/* The facts were read together with the samples. */
static int recording_facts(struct source *s, const uint32_t *cpu, size_t n)
{
	(void)cpu;
	(void)n;
	return s->facts.used ? 0 : -ENOENT;
}

static struct source_place recording_place(const struct source *s)
{
	const struct recording *r = s->state;
	bool all = r->index.done || r->ended;
	uint64_t known = r->index.count > r->samples ? r->index.count : r->samples;
	return (struct source_place){ r->samples, known, all, r->seekable };
}

static bool recording_scan(struct source *s, size_t bytes)
{
	struct recording *r = s->state;
	return !r->seekable || recording_index_scan(&r->index, r->fd, bytes);
}

/* Continues at the offset, without any memory of what was read before. */
static bool jump(struct recording *r, int64_t offset)
{
	r->at = r->ahead.used = 0;
	r->ended = r->skipping = r->torn = false;
	r->error = 0;
	recording_blocks_start(&r->blocks);
	return lseek(r->fd, (off_t)offset, SEEK_SET) >= 0;
}

static int recording_seek(struct source *s, uint64_t sample)
{
	struct recording *r = s->state;
	const char *line;
	size_t n;
	if (!r->seekable)
		return -ESPIPE;
	if (sample >= r->index.count)
		return -ERANGE;
	struct recording_mark mark = r->index.mark[sample];
	buf_clear(&s->facts);
	if (mark.facts >= 0) {
		if (!jump(r, mark.facts))
			return -errno;
		while ((line = next_line(r, &n))) {
			take(s, r, line, n);
			if (r->blocks.block != LINE_FACTS)
				break;
		}
	}
	s->new_facts = true;
	s->trouble[0] = '\0';
	r->samples = sample;
	return jump(r, mark.sample) ? 0 : -errno;
}

static void recording_close(struct source *s)
{
	struct recording *r = s->state;
	if (r->fd > STDIN_FILENO)
		close(r->fd);
	buf_free(&r->ahead);
	recording_blocks_free(&r->blocks);
	recording_index_free(&r->index);
	free(r);
}

static const struct source_kind recording_kind = {
	.read = recording_read,
	.facts = recording_facts,
	.close = recording_close,
	.place = recording_place,
	.scan = recording_scan,
	.seek = recording_seek,
};

/* What to say of a file that is not a recording. */
static const char *describe_foreign(const char *line, size_t n)
{
	static const struct {
		const char *magic, *message;
	} known[] = {
		{ "\x28\xb5\x2f\xfd", "it is compressed: zstdcat FILE | corewall --replay -" },
		{ "\x1f\x8b", "it is compressed: zcat FILE | corewall --replay -" },
		{ "\xfd"
		  "7zXZ",
		  "it is compressed: xzcat FILE | corewall --replay -" },
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (n >= strlen(known[i].magic) &&
		    !memcmp(line, known[i].magic, strlen(known[i].magic)))
			return known[i].message;
	return "not a corewall recording; --record FILE makes one";
}

/* A line of the head; waits for it. */
static const char *head_line(struct recording *r, size_t *n)
{
	struct pollfd ready = { .fd = r->fd, .events = POLLIN };
	const char *line;
	while (!(line = next_line(r, n)) && !r->ended)
		poll(&ready, 1, -1);
	return line;
}

/* Whether the file begins with the n bytes; reads no more of it if not. */
static bool is_recording(struct recording *r, const char *magic, size_t n)
{
	struct pollfd ready = { .fd = r->fd, .events = POLLIN };
	while (r->ahead.used < n && !r->ended)
		if (!read_more(r) && !r->ended)
			poll(&ready, 1, -1);
	return r->ahead.used >= n && !memcmp(r->ahead.data, magic, n);
}

static int complain(struct source *s, const char *why)
{
	snprintf(s->trouble, sizeof s->trouble, "%s", why);
	return -EPROTO;
}

/* The version line and the two that name the machine. */
static int read_head(struct source *s, struct recording *r)
{
	static const char magic[] = "corewall recording ";
	size_t n = 0;
	if (!is_recording(r, magic, sizeof magic - 1)) {
		if (r->error)
			return -r->error;
		return complain(s, r->ahead.used ? describe_foreign(r->ahead.data, r->ahead.used)
						 : "it is empty");
	}
	const char *line = head_line(r, &n);
	if (!line || strcmp(line + sizeof magic - 1, "1")) {
		snprintf(s->trouble, sizeof s->trouble,
			 "a recording of version %.20s; this corewall reads version 1",
			 line ? line + sizeof magic - 1 : "?");
		return -EPROTO;
	}
	while ((line = head_line(r, &n))) {
		if (!strncmp(line, "host ", 5)) {
			snprintf(s->host, sizeof s->host, "%s", line + 5);
		} else if (!strncmp(line, "hz ", 3)) {
			unsigned long hz = strtoul(line + 3, NULL, 10);
			s->hz = hz >= 1 && hz <= 1000000 ? (unsigned)hz : 100;
		} else {
			r->at -= n + 1;
			r->ahead.data[r->at + n] = '\n';
			break;
		}
	}
	return 0;
}

static void find_place(struct recording *r)
{
	struct stat about;
	off_t at = lseek(r->fd, 0, SEEK_CUR);
	r->seekable = at >= 0 && fstat(r->fd, &about) == 0 && S_ISREG(about.st_mode);
	recording_index_start(&r->index, at);
}

int source_open_recording(struct source *s, const char *path)
{
	struct recording *r = mem_zero(1, sizeof *r);
	*s = (struct source){ .kind = &recording_kind, .state = r, .hz = 100, .up_ns = -1 };
	bool standard = !strcmp(path, "-");
	snprintf(s->name, sizeof s->name, "%s", standard ? "standard input" : path);
	recording_blocks_start(&r->blocks);
	r->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	s->wait_fd = r->fd;
	if (r->fd < 0)
		return -errno;
	find_place(r);
	return read_head(s, r);
}
