/* Opens the source and the recording, takes samples, and reports what goes wrong. */
#include "app/session.h"

#include "app/message.h"
#include "app/output.h"
#include "app/signals.h"
#include "base/clock.h"
#include "base/mem.h"
#include "measure/cpu_name.h"
#include "report/check.h"
#include "source/fleet.h"
#include "terminal/locale.h"
#include "views/views.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * How long the first frame or report waits for more hosts once one has answered. A screen shows
 * later ones when they come; a report may be the only one.
 */
enum { SCREEN_PATIENCE_MS = 500, REPORT_PATIENCE_MS = 5000 };

static int open_fleet(struct source *s, const struct options *o)
{
	struct fleet_options fleet = {
		.command = o->from.word,
		.commands = o->from.count,
		.ssh = o->hosts.word,
		.sshs = o->hosts.count,
		.patience_ns = (o->screen ? SCREEN_PATIENCE_MS : REPORT_PATIENCE_MS) * NS_PER_MS,
	};
	return source_open_fleet(s, &fleet);
}

static bool open_source(struct session *r)
{
	const struct options *o = r->options;
	struct source *s = &r->source;
	int error = o->from.count || o->hosts.count ? open_fleet(s, o)
		    : o->replay                     ? source_open_recording(s, o->replay)
						    : source_open_live(s, o->sysroot);
	if (error)
		message_error(s->name, s->trouble[0] ? s->trouble : strerror(-error));
	return !error;
}

/* How long a slow reader of the recording may delay the screen, or a command's signals. */
enum { PATIENCE_MS = 100 };

static bool open_recorder(struct session *r)
{
	const struct options *o = r->options;
	if (!o->record)
		return true;
	if (o->replay && recorder_same_file(o->record, o->replay)) {
		message_error(o->record, "cannot record to the file that is played");
		return false;
	}
	int error = recorder_open(&r->recorder, o->record);
	if (o->screen || o->command)
		r->recorder.patience_ms = PATIENCE_MS;
	if (error)
		message_error(o->record, strerror(-error));
	return !error;
}

bool session_open(struct session *r, const struct options *o)
{
	*r = (struct session){
		.options = o,
		.recorder = { .fd = -1 },
		.machine.usage.hot = (float)o->hot,
	};
	cpulist_copy(&r->only, &o->only);
	return open_source(r) && open_recorder(r);
}

/* Whether no sample is missing. `say`: report it, since the screen hid earlier messages. */
static bool close_recorder(struct session *r, bool say)
{
	unsigned long long missing = recorder_close(&r->recorder);
	char text[64];
	snprintf(text, sizeof text, "%llu sample%s missing", missing,
		 missing == 1 ? " is" : "s are");
	if (missing && say)
		message_error(r->options->record, text);
	return !missing;
}

int session_close(struct session *r, int status)
{
	const struct options *o = r->options;
	bool complete = close_recorder(r, o->screen && !status);
	source_close(&r->source);
	machine_free(&r->machine);
	cpulist_free(&r->only);
	free(r->host_lost);
	if (complete || status || o->command)
		return status;
	return o->checks ? CHECK_UNKNOWN : 1;
}

static void fail_sample(struct session *r, const char *why)
{
	snprintf(r->alert, sizeof r->alert, "%.80s: %s", r->source.name, why);
	machine_lose(&r->machine);
}

/* Says what is wrong with a sample that has some cpus nevertheless. */
static void set_alert(struct session *r, const struct sample *sample)
{
	const char *name = r->source.name;
	r->alert[0] = '\0';
	if (sample->garbled)
		snprintf(r->alert, sizeof r->alert, "%.80s: %zu cpu lines unreadable", name,
			 sample->garbled);
	else if (sample->capped)
		snprintf(r->alert, sizeof r->alert, "%.80s: only the first %d cpus are shown", name,
			 SAMPLE_MOST_CPUS);
}

/* Without a screen, reports hosts that are lost or answer again. */
static void report_hosts(struct session *r)
{
	const struct hosts *h = &r->machine.hosts;
	if (r->options->screen || !r->source.live || !h->count)
		return;
	r->host_lost = mem_grow(r->host_lost, &r->host_lost_room, h->count, sizeof *r->host_lost);
	for (size_t i = 0; i < h->count; i++) {
		bool lost = h->host[i].state == HOST_LOST;
		if (lost != r->host_lost[i])
			message_error(h->host[i].name, lost ? h->host[i].reason : "answers again");
		r->host_lost[i] = lost;
	}
}

/*
 * Resolves the list of --cpus, now that the hosts are known. False, after a message, when it does
 * not fit them.
 */
static bool choose_cpus(struct session *r)
{
	const char *text = r->options->only_hosts;
	const struct hosts *hosts = &r->machine.hosts;
	struct cpulist *only = &r->only;
	r->hosts_chosen = hosts->count;
	cpulist_copy(only, &r->options->only);
	if (hosts->count && only->count)
		cpu_name_of_all(hosts, &r->options->only, only);
	if (!text || (hosts->count && cpu_name_parse(hosts, only, text, strlen(text))))
		return true;
	message_error("--cpus", "not a list of cpus of these hosts");
	return false;
}

int session_sample(struct session *r)
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
	machine_take_hosts(&r->machine, s->hosts.data ? s->hosts.data : "", s->hosts.used);
	if (!machine_feed(&r->machine, &s->text, s->boot_ns, s->wall_ns)) {
		fail_sample(r, s->text.used ? "no cpu lines in it" : "the file is empty");
		return -ENODATA;
	}
	if (r->hosts_chosen && r->hosts_chosen != r->machine.hosts.count)
		choose_cpus(r);
	machine_take_limits(&r->machine, s->limits.data ? s->limits.data : "", s->limits.used,
			    s->boot_ns);
	r->unrecorded = r->recorder.fd >= 0;
	set_alert(r, machine_sample(&r->machine));
	report_hosts(r);
	return 0;
}

int session_wait_sample(struct session *r)
{
	struct pollfd fd = { .fd = r->source.wait_fd, .events = POLLIN };
	int status;
	while ((status = session_sample(r)) == SOURCE_LATER && !signals_ended)
		signals_poll(&fd, 1, -1);
	return status == SOURCE_LATER ? SOURCE_END : status;
}

/* Takes what the source prints meanwhile. False when the run is to end. */
static bool sleep_until(struct session *r, int64_t when_ns)
{
	struct pollfd fd = { .fd = r->source.wait_fd, .events = POLLIN };
	int64_t left;
	while (!signals_ended && (left = when_ns - clock_ns(CLOCK_MONOTONIC)) > 0)
		if (signals_poll(&fd, 1, left) > 0)
			source_collect(&r->source);
	return !signals_ended;
}

int session_next_sample(struct session *r, double seconds, int64_t *due_ns)
{
	int64_t now = clock_ns(CLOCK_MONOTONIC);
	r->source.interval_ns = (int64_t)(seconds * 1e9);
	*due_ns += r->source.interval_ns;
	if (*due_ns < now)
		*due_ns = now;
	bool due = r->source.live ? sleep_until(r, *due_ns) : !signals_ended;
	return due ? session_wait_sample(r) : SOURCE_END;
}

bool session_first_sample(struct session *r)
{
	struct source *s = &r->source;
	if (!s->interval_ns)
		s->interval_ns = (int64_t)(r->options->interval * 1e9);
	int status = session_wait_sample(r);
	if (status && !signals_ended && s->live && s->trouble[0]) {
		message_error(s->name, s->trouble);
		s->trouble[0] = '\0';
	} else if (status && !signals_ended) {
		message_error(s->name, status == SOURCE_END ? "there is no sample in it"
				       : status == -ENODATA ? "no cpu lines in it"
							    : strerror(-status));
	}
	return !status && choose_cpus(r);
}

static void take_new_facts(struct session *r)
{
	struct source *s = &r->source;
	const struct sample *sample = machine_sample(&r->machine);
	if (!s->new_facts && !(s->live && r->machine.wants_facts))
		return;
	source_facts(s, sample->cpu, sample->rows);
	machine_take_facts(&r->machine, s->facts.data ? s->facts.data : "", s->facts.used);
	s->new_facts = false;
	r->recorder.facts_due = true;
}

/* Whether one of the cpus has a row; with no list, always. */
static bool has_rows_of(const struct cpulist *only, const struct usage *u)
{
	for (size_t i = 0; i < u->rows; i++)
		if (cpulist_has(only, u->cpu[i]))
			return true;
	return !only->count;
}

/* Only the facts know cpus that are offline: reads them early if no online cpu matches. */
bool session_lacks_cpus(struct session *r)
{
	const struct cpulist *only = &r->only;
	const struct usage *u = &r->machine.usage;
	struct cpulist present = { 0 };
	struct buf why = { 0 };
	if (has_rows_of(only, u))
		return false;
	take_new_facts(r);
	if (has_rows_of(only, u))
		return false;
	for (size_t i = 0; i < u->rows; i++)
		cpulist_add(&present, u->cpu[i], u->cpu[i]);
	buf_puts(&why, "this machine has none of them, but ");
	cpu_name_list(&r->machine.hosts, &present, &why);
	message_error("--cpus", why.data);
	buf_free(&why);
	cpulist_free(&present);
	return true;
}

void session_finish_sample(struct session *r)
{
	struct source *s = &r->source;
	struct recorder *recorder = &r->recorder;
	take_new_facts(r);
	if (r->unrecorded)
		recorder_add(recorder, s, &s->text);
	r->unrecorded = false;
	/* Some hundred bytes a cpu, not needed again until the set of cpus changes. */
	if (s->live && recorder->fd < 0)
		buf_free(&s->facts);
}

void session_report_recording(struct session *r)
{
	bool failed = r->recorder.trouble[0];
	if (failed != r->recording_failed)
		message_error("recording", failed ? r->recorder.trouble : "works again");
	r->recording_failed = failed;
}

void session_report_trouble(const struct session *r)
{
	if (r->source.trouble[0])
		message_error(r->source.name, r->source.trouble);
}

int session_print(const struct session *r, const struct buf *b, bool *gone)
{
	const char *path = r->options->output;
	if (!path)
		return output_print(b, gone);
	int error = output_replace(path, b);
	*gone = error != 0;
	if (error && error != -EINTR)
		message_error(path, error == -EINVAL ? "not a regular file" : strerror(-error));
	return error && error != -EINTR;
}

void session_filter_wall(const struct session *r, struct wall *w)
{
	cpulist_copy(&w->settings.filter.cpus, &r->only);
}

void session_init_wall(const struct session *r, struct wall *w)
{
	const struct options *o = r->options;
	wall_init(w, view_table);
	w->settings.view = o->view;
	w->settings.overflow = o->overflow;
	w->settings.order = o->order;
	w->settings.level = o->level;
	w->settings.range_size = o->range_size;
	w->settings.theme = o->theme;
	w->settings.interval = o->interval;
	w->settings.hot = o->hot;
	w->settings.filter.min = o->min;
	session_filter_wall(r, w);
	if (!locale_is_utf8())
		w->settings.best_glyphs = GLYPHS_ASCII;
	w->settings.glyphs = o->ascii ? GLYPHS_ASCII : w->settings.best_glyphs;
}

struct surroundings session_surroundings(const struct session *r)
{
	return (struct surroundings){
		.host = r->source.host,
		.load = r->source.load,
		.up_ns = r->source.up_ns,
		.alert = r->alert[0] ? r->alert : r->recorder.trouble,
	};
}
