/* What all ways of running share. */
#include "show/run.h"

#include "show/screen.h"

#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

sigset_t run_wait_mask;
volatile sig_atomic_t run_ended, run_resized, run_stopped;

int64_t run_clock(void)
{
	struct timespec t = { 0 };
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void run_complain(const char *what, const char *why)
{
	struct buf b = { 0 };
	buf_printf(&b, "corewall: %s: %s\n", what, why);
	for (size_t i = 0; i + 1 < b.used; i++)
		if ((unsigned char)b.data[i] < ' ' || b.data[i] == 0x7f)
			b.data[i] = '?';
	for (size_t at = 0; at < b.used;) {
		ssize_t n = write(STDERR_FILENO, b.data + at, b.used - at);
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
	if (status == SOURCE_END)
		return status;
	if (status < 0) {
		fail_sample(r, strerror(-status));
		return status;
	}
	if (!machine_feed(&r->machine, s->text.data, s->text.used, s->boot_ns, s->wall_ns)) {
		fail_sample(r, s->text.used ? "no cpu lines in it" : "the file is empty");
		return -ENODATA;
	}
	const struct sample *sample = machine_sample(&r->machine);
	r->alert[0] = '\0';
	if (sample->garbled)
		snprintf(r->alert, sizeof r->alert, "%.80s: %zu cpu lines unreadable", s->name,
			 sample->garbled);
	else if (sample->capped)
		snprintf(r->alert, sizeof r->alert, "%.80s: only the first %d cpus are shown",
			 s->name, SAMPLE_MOST_CPUS);
	return 0;
}

void run_topology(struct run *r)
{
	struct source *s = &r->source;
	const struct sample *sample = machine_sample(&r->machine);
	if (!(s->live ? r->machine.wants_facts : s->new_facts))
		return;
	source_facts(s, sample->cpu, sample->rows);
	machine_take_facts(&r->machine, s->facts.data ? s->facts.data : "", s->facts.used);
	s->new_facts = false;
}

void run_wall(const struct run *r, struct wall *w)
{
	const struct options *o = r->options;
	wall_init(w);
	w->view = o->view;
	w->overflow = o->overflow;
	w->order = o->order;
	w->level = o->level;
	w->block = o->block;
	w->theme = o->theme;
	w->interval = o->interval;
	cpulist_copy(&w->only, &o->only);
	if (o->ascii || strcmp(nl_langinfo(CODESET), "UTF-8"))
		w->glyphs = w->best_glyphs = GLYPHS_ASCII;
}

struct surroundings run_surroundings(const struct run *r)
{
	return (struct surroundings){
		.host = r->source.host,
		.load = r->source.load,
		.up_ns = r->source.up_ns,
		.alert = r->alert,
	};
}

static void catch_signal(int signal)
{
	if (signal == SIGWINCH)
		run_resized = 1;
	else if (signal == SIGTSTP)
		run_stopped = 1;
	else
		run_ended = signal;
}

/* A crash: the terminal first, then the default fate with its core dump. */
static void crash(int signal)
{
	screen_restore();
	raise(signal);
}

static void catch_one(int signal, void (*handler)(int), unsigned flags)
{
	struct sigaction action = { .sa_flags = (int)flags };
	action.sa_handler = handler;
	sigemptyset(&action.sa_mask);
	sigaction(signal, &action, NULL);
}

void run_catch_signals(bool screen)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	sigset_t blocked;
	sigemptyset(&blocked);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		sigaddset(&blocked, ends[i]);
		catch_one(ends[i], catch_signal, 0);
	}
	if (screen) {
		sigaddset(&blocked, SIGWINCH);
		sigaddset(&blocked, SIGTSTP);
		catch_one(SIGWINCH, catch_signal, 0);
		catch_one(SIGTSTP, catch_signal, 0);
		for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
			catch_one(crashes[i], crash, SA_RESETHAND | SA_NODEFER);
	}
	catch_one(SIGPIPE, SIG_IGN, 0);
	sigprocmask(SIG_BLOCK, &blocked, &run_wait_mask);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		sigdelset(&run_wait_mask, ends[i]);
	sigdelset(&run_wait_mask, SIGWINCH);
	sigdelset(&run_wait_mask, SIGTSTP);
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
