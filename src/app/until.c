/*
 * Takes samples until the condition holds. The progress line appears only on a terminal, never
 * delays a sample, and is erased in the end.
 */
#include "app/until.h"

#include "app/message.h"
#include "app/selection.h"
#include "app/signals.h"
#include "base/clock.h"
#include "base/sanitize.h"
#include "report/condition_watch.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct waiting {
	struct session *session;
	struct condition_watch watch;
	struct selection cpus;
	struct grouping groups;
	bool progress; /* standard error is a terminal */
	size_t shown;  /* columns that the line has now */
};

/* Overwrites the progress line with the text, in ASCII and cut to the width. */
static void show_line(struct waiting *w, const char *text)
{
	enum { USUAL = 80 };
	struct pollfd fd = { .fd = STDERR_FILENO, .events = POLLOUT };
	struct winsize size = { 0 };
	struct buf line = { 0 };
	if (!w->progress || signals_poll(&fd, 1, 0) != 1)
		return;
	size_t width = ioctl(fd.fd, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : USUAL;
	sanitize_add(&line, text, strlen(text), true);
	line.used = line.used < width ? line.used : width - 1;
	size_t columns = line.used;
	while (line.used < w->shown && line.used + 1 < width)
		buf_putc(&line, ' ');
	buf_putc(&line, '\r');
	signals_write(fd.fd, line.data, line.used);
	w->shown = columns;
	buf_free(&line);
}

static void show_progress(struct waiting *w)
{
	struct buf text = { 0 };
	buf_puts(&text, "waiting for ");
	condition_print(w->watch.condition, &text);
	buf_puts(&text, ": ");
	condition_watch_print(&w->watch, &text);
	show_line(w, text.data);
	buf_free(&text);
}

static void add_interval(struct waiting *w)
{
	const struct machine *m = &w->session->machine;
	const struct options *o = w->session->options;
	selection_update(&w->cpus, &m->usage);
	grouping_update(&w->groups, m, &w->cpus, o->until.level, o->range_size);
	condition_watch_add(&w->watch, &m->usage, &w->groups.tree, w->cpus.row,
			    w->session->source.boot_ns);
}

static int wait_until(struct waiting *w)
{
	struct session *r = w->session;
	const struct options *o = r->options;
	int64_t due_ns = clock_ns(CLOCK_MONOTONIC);
	for (long n = 0; n != o->iterations && !w->watch.missing; n++) {
		int sampled = session_next_sample(r, o->interval, &due_ns);
		if (sampled == SOURCE_END)
			break;
		if (sampled) {
			show_line(w, "");
			message_error("sample lost", r->alert);
			continue;
		}
		session_finish_sample(r);
		session_report_recording(r);
		add_interval(w);
		if (w->watch.answer == ANSWER_YES)
			return 0;
		show_progress(w);
	}
	return 1;
}

int until_run(struct session *r)
{
	const struct options *o = r->options;
	struct waiting w = {
		.session = r,
		.cpus = { .only = &r->only },
		.progress = isatty(STDERR_FILENO),
	};
	int status = session_first_sample(r) ? 0 : 1;
	condition_watch_begin(&w.watch, &o->until);
	w.watch.hosts = &r->machine.hosts;
	if (!status && session_lacks_cpus(r))
		status = 2;
	if (!status) {
		session_finish_sample(r);
		status = wait_until(&w);
	}
	show_line(&w, "");
	if (w.watch.missing)
		message_error("--until", w.watch.why);
	session_report_trouble(r);
	condition_watch_free(&w.watch);
	grouping_free(&w.groups);
	selection_free(&w.cpus);
	return status;
}
