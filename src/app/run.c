/* What all ways of running share. */
#include "app/run.h"

#include "base/sanitize.h"
#include "terminal/locale.h"
#include "terminal/terminal.h"
#include "views/views.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

sigset_t run_wait_mask;
volatile sig_atomic_t run_ended, run_resized, run_stopped, run_continued;

int64_t run_clock(void)
{
	struct timespec t = { 0 };
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void run_complain(const char *what, const char *why)
{
	struct buf b = { 0 };
	bool ascii = !locale_is_utf8();
	buf_puts(&b, "corewall: ");
	sanitize_add(&b, what, strlen(what), ascii);
	buf_puts(&b, why ? ": " : "");
	sanitize_add(&b, why ? why : "", why ? strlen(why) : 0, ascii);
	buf_putc(&b, '\n');
	for (size_t at = 0; at < b.used;) {
		ssize_t n = write(STDERR_FILENO, b.data + at, b.used - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		at += (size_t)n;
	}
	buf_free(&b);
}

static void fail_sample(struct run *r, const char *why)
{
	if (!r->alert[0])
		r->alert_since_ns = r->source.boot_ns;
	snprintf(r->alert, sizeof r->alert, "%.80s: %s", r->source.name, why);
	machine_lose(&r->machine);
}

int run_sample(struct run *r)
{
	struct source *s = &r->source;
	int status = source_read(s);
	r->machine.hz = s->hz;
	if (status == SOURCE_END || status == SOURCE_LATER)
		return status;
	if (status < 0) {
		fail_sample(r, strerror(-status));
		return status;
	}
	if (!machine_feed(&r->machine, &s->text, s->boot_ns, s->wall_ns)) {
		fail_sample(r, s->text.used ? "no cpu lines in it" : "the file is empty");
		return -ENODATA;
	}
	const struct sample *sample = machine_sample(&r->machine);
	r->unrecorded = r->record.fd >= 0;
	r->alert[0] = '\0';
	if (sample->garbled)
		snprintf(r->alert, sizeof r->alert, "%.80s: %zu cpu lines unreadable", s->name,
			 sample->garbled);
	else if (sample->capped)
		snprintf(r->alert, sizeof r->alert, "%.80s: only the first %d cpus are shown",
			 s->name, SAMPLE_MOST_CPUS);
	return 0;
}

bool run_wait_source(const struct run *r)
{
	struct pollfd fd = { .fd = r->source.wait_fd, .events = POLLIN };
	if (!run_ended)
		ppoll(&fd, 1, NULL, &run_wait_mask);
	return !run_ended;
}

void run_topology(struct run *r)
{
	struct source *s = &r->source;
	const struct sample *sample = machine_sample(&r->machine);
	bool due = s->live ? r->machine.wants_facts : s->new_facts;
	if (due) {
		source_facts(s, sample->cpu, sample->rows);
		machine_take_facts(&r->machine, s->facts.data ? s->facts.data : "", s->facts.used);
		s->new_facts = false;
	}
	r->record.facts_due |= due;
	if (r->unrecorded)
		record_take(&r->record, s, &r->machine.text);
	r->unrecorded = false;
	/* Some hundred bytes a core, and not wanted again before the set of cpus changes. */
	if (due && s->live && r->record.fd < 0)
		buf_free(&s->facts);
}

void run_tell_record(struct run *r)
{
	bool failed = r->record.trouble[0];
	if (failed != r->record_failed)
		run_complain("recording", failed ? r->record.trouble : "it goes on");
	r->record_failed = failed;
}

void run_wall(const struct run *r, struct wall *w)
{
	const struct options *o = r->options;
	wall_init(w, view_table);
	w->settings.view = o->view;
	w->settings.overflow = o->overflow;
	w->settings.order = o->order;
	w->settings.level = o->level;
	w->settings.block = o->block;
	w->settings.theme = o->theme;
	w->settings.interval = o->interval;
	w->settings.filter.min = o->min;
	cpulist_copy(&w->settings.filter.cpus, &o->only);
	if (o->ascii || !locale_is_utf8())
		w->settings.glyphs = w->settings.best_glyphs = GLYPHS_ASCII;
}

struct surroundings run_surroundings(const struct run *r)
{
	return (struct surroundings){
		.host = r->source.host,
		.load = r->source.load,
		.up_ns = r->source.up_ns,
		.alert = r->alert[0] ? r->alert : r->record.trouble,
	};
}

static void catch_signal(int signal)
{
	if (signal == SIGWINCH)
		run_resized = 1;
	else if (signal == SIGTSTP)
		run_stopped = 1;
	else if (signal == SIGCONT)
		run_continued = 1;
	else
		run_ended = signal;
}

/* A crash: the terminal first, then the default fate with its core dump. */
static void crash(int signal)
{
	terminal_restore();
	raise(signal);
}

/* But for one that whoever started us had ignored, as nohup does. */
static void catch_one(int signal, void (*handler)(int), unsigned flags)
{
	struct sigaction action = { .sa_flags = (int)flags }, old;
	if (sigaction(signal, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	action.sa_handler = handler;
	sigemptyset(&action.sa_mask);
	sigaction(signal, &action, NULL);
}

void run_catch_signals(bool screen)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	static const int tells[] = { SIGWINCH, SIGTSTP, SIGCONT };
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	sigset_t caught;
	sigemptyset(&caught);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		sigaddset(&caught, ends[i]);
		catch_one(ends[i], catch_signal, 0);
	}
	for (size_t i = 0; screen && i < sizeof tells / sizeof tells[0]; i++) {
		sigaddset(&caught, tells[i]);
		catch_one(tells[i], catch_signal, 0);
	}
	for (size_t i = 0; screen && i < sizeof crashes / sizeof crashes[0]; i++)
		catch_one(crashes[i], crash, SA_RESETHAND | SA_NODEFER);
	catch_one(SIGPIPE, SIG_IGN, 0);
	catch_one(SIGXFSZ, SIG_IGN, 0); /* a full quota is an error of write(), no end */
	sigprocmask(SIG_BLOCK, &caught, &run_wait_mask);
	for (int signal = 1; signal < NSIG; signal++)
		if (sigismember(&caught, signal) == 1)
			sigdelset(&run_wait_mask, signal);
}

bool run_sleep_until(int64_t when_ns)
{
	for (;;) {
		int64_t left = when_ns - run_clock();
		if (run_ended)
			return false;
		if (left <= 0)
			return true;
		struct timespec wait = { (time_t)(left / 1000000000), (long)(left % 1000000000) };
		ppoll(NULL, 0, &wait, &run_wait_mask);
	}
}
