/* Reports the cpus and groups that the options select, interval by interval. */
#include "app/batch.h"

#include "app/message.h"
#include "app/selection.h"
#include "app/signals.h"
#include "base/clock.h"
#include "report/average.h"
#include "report/formats.h"
#include "terminal/locale.h"

#include <stdio.h>
#include <string.h>

struct batch {
	struct session *session;
	const struct format_info *format;
	struct selection cpus;
	struct grouping groups;
	bool first;
	int64_t before_ns;      /* wall clock of the last report */
	bool averages;          /* end with a report over all intervals */
	struct average average; /* for `averages` */
	struct buf out;
};

/* Warns if the machine lacks the level, or the sets, that --group asks for. */
static void warn_lacking(const struct batch *b, const struct machine *m)
{
	const struct options *o = b->session->options;
	char what[40];
	size_t cpus = 0;
	for (int i = 0; i < CPU_SETS; i++)
		cpus += m->sets.set[i].count;
	if (!b->groups.lacking && (!o->sets || cpus))
		return;
	snprintf(what, sizeof what, "--group %s", o->sets ? "set" : level_table[o->level].name);
	message_error(what, "this machine has none");
}

/* Cores are nearly as many as cpus: they are groups only with -g core. */
static enum level finest_level(const struct batch *b)
{
	const struct options *o = b->session->options;
	if (b->groups.lacking || o->sets)
		return LEVEL_ALL;
	return o->range_size ? LEVEL_RANGE : o->level < LEVELS ? o->level : LEVEL_CLUSTER;
}

/* Prints the last interval or the average. False when there is no use in going on. */
static bool print_machine(struct batch *b, struct machine *m, bool average, int *status)
{
	struct session *r = b->session;
	const struct options *o = r->options;
	bool gone;
	selection_update(&b->cpus, &m->usage);
	grouping_update(&b->groups, m, &b->cpus, o->level, o->range_size);
	if (b->first)
		warn_lacking(b, m);
	struct report report = {
		.machine = m,
		.row = b->cpus.row,
		.rows = b->cpus.rows,
		.tree = &b->groups.tree,
		.sets = o->sets,
		.finest = finest_level(b),
		.by_group = o->range_size || o->level < LEVELS,
		.host = r->source.host,
		.ascii = !locale_is_utf8(),
		.first = b->first || o->output,
		.average = average,
		.before_ns = b->before_ns,
	};
	b->first = false;
	b->before_ns = machine_sample(m)->wall_ns;
	buf_clear(&b->out);
	b->format->write(&b->out, &report);
	*status = session_print(r, &b->out, &gone);
	return !gone;
}

/* Reports the last interval. False when there is no use in going on. */
static bool print_report(struct batch *b, int *status)
{
	struct machine *m = &b->session->machine;
	if (b->averages)
		average_add(&b->average, &m->usage);
	return print_machine(b, m, false, status);
}

/* Also after Ctrl-C, as mpstat does. A second signal interrupts this as well. */
static void print_average(struct batch *b, int *status)
{
	struct machine run = b->session->machine; /* shares all but the usage */
	if (b->average.intervals < 2 || (signals_ended && signals_ended != SIGINT))
		return;
	signals_ended = 0;
	run.usage = (struct usage){ 0 };
	average_usage(&b->average, &b->session->machine.usage, &run.usage);
	aggregate_all(&run.all, &run.usage);
	print_machine(b, &run, true, status);
	usage_free(&run.usage);
}

/* --record -: standard output is the recording, and there are no reports. */
static bool records_to_output(const struct options *o)
{
	return o->record && !strcmp(o->record, "-");
}

/* Records the sample. False when standard output is the recording and its reader went away. */
static bool record_sample(struct session *r)
{
	session_finish_sample(r);
	if (r->recorder.reader_gone && records_to_output(r->options))
		return false;
	session_report_recording(r);
	return true;
}

static int report_all(struct batch *b)
{
	struct session *r = b->session;
	const struct options *o = r->options;
	int status = 0;
	int64_t due_ns = clock_ns(CLOCK_MONOTONIC);
	for (long n = 0; n != o->iterations; n++) {
		int sampled = session_next_sample(r, o->interval, &due_ns);
		if (sampled == SOURCE_END)
			break;
		if (sampled) {
			message_error("sample lost", r->alert);
			continue;
		}
		if (!record_sample(r) || (!records_to_output(o) && !print_report(b, &status)))
			return status;
	}
	print_average(b, &status);
	return status;
}

int batch_run(struct session *r)
{
	const struct options *o = r->options;
	struct batch b = {
		.session = r,
		.format = format_find(o->format),
		.cpus = { .only = &r->only, .min = o->min },
		.first = true,
	};
	b.averages = b.format->averages && !o->output && !records_to_output(o);
	int status = session_first_sample(r) ? 0 : 1;
	if (!status && session_lacks_cpus(r))
		status = 2;
	if (!status && record_sample(r))
		status = report_all(&b);
	session_report_trouble(r);
	average_free(&b.average);
	grouping_free(&b.groups);
	selection_free(&b.cpus);
	buf_free(&b.out);
	return status;
}
