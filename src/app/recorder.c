/*
 * Invariant: the first `good` bytes of a regular file are complete blocks, and nothing follows them
 * but the block that is being written.
 */
#include "app/recorder.h"

#include "base/sanitize.h"
#include "app/output.h"
#include "source/recording_index.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int recorder_open(struct recorder *r, const char *path)
{
	struct stat about;
	bool standard = !strcmp(path, "-");
	*r = (struct recorder){ .facts_due = true, .patience_ms = OUTPUT_PATIENT };
	snprintf(r->name, sizeof r->name, "%s", standard ? "standard output" : path);
	r->fd = standard ? STDOUT_FILENO : output_create(path);
	if (r->fd < 0) {
		int error = r->fd;
		r->fd = -1;
		return error;
	}
	r->regular = !standard && fstat(r->fd, &about) == 0 && S_ISREG(about.st_mode);
	return 0;
}

/* How long a slow reader may delay the end. */
enum { LEAVE_MS = 1000 };

uint64_t recorder_close(struct recorder *r)
{
	if (r->behind && output_write(r->fd, &r->text, &r->written, LEAVE_MS) == -EAGAIN)
		r->missing++;
	uint64_t missing = r->missing;
	if (r->fd > STDERR_FILENO)
		close(r->fd);
	buf_free(&r->text);
	*r = (struct recorder){ .fd = -1 };
	return missing;
}

bool recorder_same_file(const char *a, const char *b)
{
	struct stat one, other;
	return stat(a, &one) == 0 && stat(b, &other) == 0 && S_ISREG(one.st_mode) &&
	       one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

static void add_time(struct buf *out, int64_t ns)
{
	uint64_t n = ns < 0 ? 0 - (uint64_t)ns : (uint64_t)ns;
	buf_printf(out, "%s%llu.%09llu", ns < 0 ? "-" : "", (unsigned long long)(n / 1000000000),
		   (unsigned long long)(n % 1000000000));
}

static void add_head(struct buf *out, const struct source *s)
{
	buf_printf(out, "corewall recording 1\nhost %.*s\nhz %u\n", (int)strcspn(s->host, "\n"),
		   s->host, s->hz);
}

static void add_facts(struct buf *out, const struct source *s)
{
	buf_puts(out, "facts\n");
	buf_add(out, s->facts.data ? s->facts.data : "", s->facts.used);
	buf_puts(out, out->data[out->used - 1] == '\n' ? ".\n" : "\n.\n");
}

/*
 * The lines of /proc/stat that are used: those of cpus, and the time of boot. A last line without a
 * newline is incomplete and left out.
 */
static void add_cpus(struct buf *out, const struct buf *text)
{
	const char *p = text->data, *end = p + text->used, *newline;
	while (p < end && (newline = memchr(p, '\n', (size_t)(end - p)))) {
		size_t n = (size_t)(newline - p) + 1;
		bool cpu = n > 4 && n <= LONGEST_LINE && !memcmp(p, "cpu", 3) && p[3] >= '0' &&
			   p[3] <= '9';
		if (cpu || (n > 6 && !memcmp(p, "btime ", 6)))
			buf_add(out, p, n);
		p = newline + 1;
	}
}

static void add_sample(struct buf *out, const struct source *s, const struct buf *text)
{
	buf_puts(out, "sample ");
	add_time(out, s->boot_ns);
	buf_putc(out, ' ');
	add_time(out, s->wall_ns);
	buf_putc(out, '\n');
	if (s->up_ns >= 0 && s->up_ns != s->boot_ns) {
		buf_puts(out, "up ");
		add_time(out, s->up_ns);
		buf_putc(out, '\n');
	}
	if (s->load[0])
		buf_printf(out, "load %s\n", s->load);
	buf_add(out, s->limits.data ? s->limits.data : "", s->limits.used);
	buf_add(out, s->hosts.data ? s->hosts.data : "", s->hosts.used);
	add_cpus(out, text);
	buf_puts(out, ".\n");
}

/* Removes a partly written sample. If that fails, it stays, and readers see it as damaged. */
static void take_back(struct recorder *r)
{
	if (r->regular && ftruncate(r->fd, r->good) == 0)
		return;
	r->regular = false;
	if (r->written)
		r->torn = r->text.data[r->written - 1] != '\n';
}

static void count_lost(struct recorder *r, int error)
{
	r->lost++;
	r->reader_gone = error == -EPIPE || error == -EINTR;
	r->missing += !r->reader_gone;
	snprintf(r->trouble, sizeof r->trouble, "%.120s: %s; %llu sample%s not recorded", r->name,
		 error == -EAGAIN ? "the reader takes nothing" : strerror(-error),
		 (unsigned long long)r->lost, r->lost == 1 ? "" : "s");
}

static void compose(struct recorder *r, const struct source *s, const struct buf *text)
{
	buf_clear(&r->text);
	r->written = 0;
	if (r->torn)
		buf_putc(&r->text, '\n');
	if (!r->begun)
		add_head(&r->text, s);
	if (r->facts_due)
		add_facts(&r->text, s);
	add_sample(&r->text, s, text);
	sanitize_lines(&r->text, 0);
}

/* After a loss, waits for the reader again only once it has taken something. */
static int write_text(struct recorder *r)
{
	size_t before = r->written;
	int error = output_write(r->fd, &r->text, &r->written, r->lost ? 0 : r->patience_ms);
	if (error == -EAGAIN && r->lost && r->written > before)
		error = output_write(r->fd, &r->text, &r->written, r->patience_ms);
	return error;
}

static int give_up(struct recorder *r, int error)
{
	r->behind = false;
	take_back(r);
	count_lost(r, error);
	return error;
}

/* Writes the rest of the last sample, then this one or as much of it as the reader takes. */
static int write_sample(struct recorder *r, const struct source *s, const struct buf *text)
{
	int error = r->behind ? write_text(r) : 0;
	if (error)
		return error;
	compose(r, s, text);
	error = write_text(r);
	r->behind = error == -EAGAIN && r->written;
	return r->behind ? 0 : error;
}

int recorder_add(struct recorder *r, const struct source *s, const struct buf *text)
{
	if (r->reader_gone)
		return -EPIPE;
	int error = write_sample(r, s, text);
	if (error == -EAGAIN) {
		count_lost(r, error); /* none of it was written */
		return error;
	}
	if (error)
		return give_up(r, error);
	r->good += (off_t)r->text.used;
	r->begun = true;
	r->facts_due = r->torn = false;
	r->lost = 0;
	r->trouble[0] = '\0';
	return 0;
}
