/*
 * Writes recordings. Invariant: what is in a regular file up to `good` is whole blocks, and nothing
 * comes after it but what is being written.
 */
#include "app/record.h"

#include "base/sanitize.h"
#include "app/output.h"
#include "source/recording_index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Of a pipe's reader it is not waited for that it comes, nor that it reads. Appends, so that
 * whatever else may write to the file never leaves a hole in it.
 */
int record_create(const char *path)
{
	int flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	int fd = open(path, flags, 0666);
	return fd < 0 ? -errno : fd;
}

int record_open(struct record *r, const char *path)
{
	struct stat about;
	bool standard = !strcmp(path, "-");
	*r = (struct record){ .facts_due = true, .patience_ms = OUTPUT_PATIENT };
	snprintf(r->name, sizeof r->name, "%s", standard ? "standard output" : path);
	r->fd = standard ? STDOUT_FILENO : record_create(path);
	if (r->fd < 0) {
		int error = r->fd;
		r->fd = -1;
		return error;
	}
	r->regular = !standard && fstat(r->fd, &about) == 0 && S_ISREG(about.st_mode);
	return 0;
}

/* How long a reader that stands still keeps us from leaving. */
enum { LEAVE_MS = 1000 };

uint64_t record_close(struct record *r)
{
	if (r->behind && output_write(r->fd, &r->text, &r->written, LEAVE_MS) == -EAGAIN)
		r->missing++;
	uint64_t missing = r->missing;
	if (r->fd > STDERR_FILENO)
		close(r->fd);
	buf_free(&r->text);
	*r = (struct record){ .fd = -1 };
	return missing;
}

bool record_same_file(const char *a, const char *b)
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
 * The lines of /proc/stat that are looked at, as they are: those of cpus, and when the machine was
 * started. A last line without its newline is torn: it would look whole here.
 */
static void add_cpus(struct buf *out, const struct buf *text)
{
	const char *p = text->data, *end = p + text->used, *newline;
	while (p < end && (newline = memchr(p, '\n', (size_t)(end - p)))) {
		size_t n = (size_t)(newline - p) + 1;
		bool cpu = n > 4 && n <= BLOCK_LONGEST_LINE && !memcmp(p, "cpu", 3) &&
			   p[3] >= '0' && p[3] <= '9';
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
	add_cpus(out, text);
	buf_puts(out, ".\n");
}

/* Part of it was written: takes that back where it can be, and else sees to it that it shows. */
static void take_back(struct record *r)
{
	if (r->regular && ftruncate(r->fd, r->good) == 0)
		return;
	r->regular = false;
	if (r->written)
		r->torn = r->text.data[r->written - 1] != '\n';
}

static void tell_lost(struct record *r, int error)
{
	r->lost++;
	r->over = error == -EPIPE || error == -EINTR;
	r->missing += !r->over;
	snprintf(r->trouble, sizeof r->trouble, "%.120s: %s; %llu sample%s not recorded", r->name,
		 error == -EAGAIN ? "its reader stands still" : strerror(-error),
		 (unsigned long long)r->lost, r->lost == 1 ? "" : "s");
}

static void compose(struct record *r, const struct source *s, const struct buf *text)
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

/* A reader that stood still is not waited for again before it has taken something. */
static int push(struct record *r)
{
	size_t before = r->written;
	int error = output_write(r->fd, &r->text, &r->written, r->lost ? 0 : r->patience_ms);
	if (error == -EAGAIN && r->lost && r->written > before)
		error = output_write(r->fd, &r->text, &r->written, r->patience_ms);
	return error;
}

static int fail(struct record *r, int error)
{
	r->behind = false;
	take_back(r);
	tell_lost(r, error);
	return error;
}

/* What was left of the text before, then all of this one or as much as there is room for. */
static int push_both(struct record *r, const struct source *s, const struct buf *text)
{
	int error = r->behind ? push(r) : 0;
	if (error)
		return error;
	compose(r, s, text);
	error = push(r);
	r->behind = error == -EAGAIN && r->written;
	return r->behind ? 0 : error;
}

int record_take(struct record *r, const struct source *s, const struct buf *text)
{
	if (r->over)
		return -EPIPE;
	int error = push_both(r, s, text);
	if (error == -EAGAIN) {
		tell_lost(r, error); /* nothing of it was written */
		return error;
	}
	if (error)
		return fail(r, error);
	r->good += (off_t)r->text.used;
	r->begun = true;
	r->facts_due = r->torn = false;
	r->lost = 0;
	r->trouble[0] = '\0';
	return 0;
}
