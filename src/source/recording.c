/*
 * A recording: text, a version line, then blocks that each end in a line of one dot. Only whole
 * blocks are believed; a damaged one is passed over up to the next, a truncated last one dropped,
 * and both are told in s->trouble. Bounded memory whatever the file holds. Format:
 *
 *	corewall recording 1
 *	host NAME
 *	hz 100
 *	facts
 *	(lines as in measure/topology.h)
 *	.
 *	sample BOOTTIME WALLTIME        seconds.nanoseconds
 *	load 12.40 11.00 9.80           optional
 *	cpu0 …                          as the kernel gave them
 *	.
 */
#include "source/source.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, LONGEST_LINE = 1 << 16, LONGEST_BLOCK = 1 << 26 };

struct recording {
	int fd;
	struct buf ahead; /* bytes read and not yet taken */
	size_t at;        /* where the next line begins in them */
	bool ended;       /* the file has no more */
	size_t damaged;   /* blocks passed over */
	bool torn;        /* the file ends within a block */
};

/* Brings more of the file into `ahead`; false at its end. */
static bool read_more(struct recording *r)
{
	if (r->at) {
		memmove(r->ahead.data, r->ahead.data + r->at, r->ahead.used - r->at);
		r->ahead.used -= r->at;
		r->at = 0;
	}
	char *to = buf_reserve(&r->ahead, CHUNK);
	ssize_t n;
	do
		n = read(r->fd, to, CHUNK);
	while (n < 0 && errno == EINTR);
	if (n <= 0) {
		r->ended = true;
		return false;
	}
	r->ahead.used += (size_t)n;
	return true;
}

/*
 * The next line without its newline, valid until the next call; NULL at the end, where a last line
 * without newline counts as none. Lines longer than any we write are cut short: they fit nothing.
 */
static const char *next_line(struct recording *r, size_t *n)
{
	size_t scanned = 0;
	for (;;) {
		size_t have = r->ahead.used - r->at;
		const char *line = r->ahead.data ? r->ahead.data + r->at : NULL;
		const char *newline =
			have > scanned ? memchr(line + scanned, '\n', have - scanned) : NULL;
		if (newline) {
			*n = (size_t)(newline - line);
			r->at += *n + 1;
			r->ahead.data[r->at - 1] = '\0';
			return line;
		}
		if (have > LONGEST_LINE) {
			r->at = r->ahead.used;
			r->damaged++;
			have = 0;
		}
		scanned = have;
		if (!read_more(r)) {
			r->torn |= r->ahead.used > r->at;
			return NULL;
		}
	}
}

/* Seconds with nine decimals as nanoseconds; moves *at past them. */
static bool read_time(const char **at, int64_t *out)
{
	char *end;
	errno = 0;
	long long seconds = strtoll(*at, &end, 10);
	if (end == *at || *end != '.' || errno || seconds < -4000000000ll || seconds > 32503680000ll)
		return false;
	const char *p = end + 1;
	int64_t nanoseconds = 0;
	for (int i = 0; i < 9; i++, p++) {
		if (*p < '0' || *p > '9')
			return false;
		nanoseconds = nanoseconds * 10 + (*p - '0');
	}
	*out = seconds * 1000000000 + (seconds < 0 ? -nanoseconds : nanoseconds);
	*at = p;
	return true;
}

static bool is_word(const char *line, size_t n, const char *word)
{
	return n == strlen(word) && !memcmp(line, word, n);
}

/* The lines up to the dot into `out`; false when the block is torn or not of cpu lines. */
static bool read_block(struct recording *r, struct buf *out, char *load, size_t load_room)
{
	size_t n;
	const char *line;
	buf_clear(out);
	while ((line = next_line(r, &n))) {
		if (is_word(line, n, "."))
			return true;
		if (!strncmp(line, "sample ", 7) || is_word(line, n, "facts")) {
			/* The block lost its end; the next one begins here. */
			r->at -= n + 1;
			r->ahead.data[r->at + n] = '\n';
			r->damaged++;
			return false;
		}
		if (load && !strncmp(line, "load ", 5)) {
			snprintf(load, load_room, "%s", line + 5);
			continue;
		}
		if (out->used + n > LONGEST_BLOCK)
			continue;
		buf_add(out, line, n);
		buf_putc(out, '\n');
	}
	r->torn = true;
	return false;
}

static void tell_trouble(struct source *s, const struct recording *r)
{
	if (r->damaged)
		snprintf(s->trouble, sizeof s->trouble, "%zu damaged parts were passed over%s",
			 r->damaged, r->torn ? ", and the last sample is cut off" : "");
	else if (r->torn)
		snprintf(s->trouble, sizeof s->trouble,
			 "the last sample is cut off and was dropped");
}

static int recording_read(struct source *s)
{
	struct recording *r = s->state;
	const char *line;
	size_t n;
	while ((line = next_line(r, &n))) {
		if (is_word(line, n, "facts")) {
			if (read_block(r, &s->facts, NULL, 0))
				s->new_facts = true;
			continue;
		}
		const char *p = line + 7;
		int64_t boot, wall;
		if (strncmp(line, "sample ", 7) || !read_time(&p, &boot) || *p++ != ' ' ||
		    !read_time(&p, &wall) || *p) {
			r->damaged += !strncmp(line, "sample ", 7);
			continue;
		}
		s->load[0] = '\0';
		if (!read_block(r, &s->text, s->load, sizeof s->load))
			continue;
		s->boot_ns = s->up_ns = boot;
		s->wall_ns = wall;
		tell_trouble(s, r);
		return 0;
	}
	tell_trouble(s, r);
	return SOURCE_END;
}

/* The facts came with the samples. */
static int recording_facts(struct source *s, const uint32_t *cpu, size_t n)
{
	(void)cpu;
	(void)n;
	return s->facts.used ? 0 : -ENOENT;
}

static void recording_close(struct source *s)
{
	struct recording *r = s->state;
	if (r->fd > STDIN_FILENO)
		close(r->fd);
	buf_free(&r->ahead);
	free(r);
}

static const struct source_kind recording_kind = { recording_read, recording_facts,
						   recording_close };

/* The version line and the two that name the machine. */
static int read_head(struct source *s, struct recording *r)
{
	static const char magic[] = "corewall recording ";
	size_t n;
	const char *line = next_line(r, &n);
	if (!line || strncmp(line, magic, sizeof magic - 1)) {
		snprintf(s->trouble, sizeof s->trouble, "not a corewall recording");
		return -EPROTO;
	}
	if (strcmp(line + sizeof magic - 1, "1")) {
		snprintf(s->trouble, sizeof s->trouble,
			 "a recording of version %.20s; this corewall reads version 1",
			 line + sizeof magic - 1);
		return -EPROTO;
	}
	while ((line = next_line(r, &n))) {
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

int source_open_recording(struct source *s, const char *path)
{
	struct recording *r = mem_zero(1, sizeof *r);
	*s = (struct source){ .kind = &recording_kind, .state = r, .hz = 100, .up_ns = -1 };
	bool standard = !strcmp(path, "-");
	snprintf(s->name, sizeof s->name, "%s", standard ? "standard input" : path);
	r->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	return r->fd < 0 ? -errno : read_head(s, r);
}
