/* Runs --check. Both conditions look at the cpus of --cpus; each has its own groups. */
#include "app/check.h"

#include "app/output.h"
#include "app/selection.h"
#include "app/signals.h"
#include "base/clock.h"
#include "report/check.h"

struct checking {
	struct session *session;
	struct check check;
	struct selection cpus;
	struct grouping critical, warning;
};

static enum check_status add_interval(struct checking *k)
{
	const struct machine *m = &k->session->machine;
	const struct options *o = k->session->options;
	selection_update(&k->cpus, &m->usage);
	grouping_update(&k->critical, m, &k->cpus, o->check.level, o->range_size);
	if (o->warns)
		grouping_update(&k->warning, m, &k->cpus, o->warn.level, o->range_size);
	return check_add(&k->check, &m->usage, &k->critical.tree, &k->warning.tree, k->cpus.row,
			 k->session->source.boot_ns);
}

static const char *why_ended(const struct session *r, int sampled)
{
	return signals_ended           ? "it was interrupted"
	       : sampled == SOURCE_END ? "the recording ends before it is decided"
				       : r->alert;
}

static enum check_status decide(struct checking *k)
{
	struct session *r = k->session;
	const struct options *o = r->options;
	enum check_status status = CHECK_UNDECIDED;
	int64_t due_ns = clock_ns(CLOCK_MONOTONIC);
	for (long n = 0; status == CHECK_UNDECIDED; n++) {
		if (n == o->iterations)
			return check_end(&k->check, "it is not decided after the intervals of -n");
		int sampled = session_next_sample(r, o->interval, &due_ns);
		if (sampled)
			return check_end(&k->check, why_ended(r, sampled));
		session_finish_sample(r);
		session_report_recording(r);
		status = add_interval(k);
	}
	return status;
}

static enum check_status check_from_first(struct checking *k)
{
	struct session *r = k->session;
	if (!session_first_sample(r))
		return check_end(&k->check, "there is no sample");
	if (session_lacks_cpus(r))
		return check_end(&k->check, "none of the cpus of --cpus is there");
	session_finish_sample(r);
	return decide(k);
}

/* The signal that ended the sampling must not interrupt this write as well. */
static int print_verdict(const struct check *k, enum check_status status)
{
	struct buf out = { 0 };
	bool gone;
	signals_ended = 0;
	check_print(k, status, &out);
	output_print(&out, &gone);
	buf_free(&out);
	return (int)status;
}

int check_run(struct session *r)
{
	const struct options *o = r->options;
	struct checking k = {
		.session = r,
		.check = { .critical = o->check, .warning = o->warn, .warns = o->warns },
		.cpus = { .only = &r->only },
	};
	check_begin(&k.check);
	k.check.critical_watch.hosts = k.check.warning_watch.hosts = &r->machine.hosts;
	int status = print_verdict(&k.check, check_from_first(&k));
	session_report_trouble(r);
	check_free(&k.check);
	grouping_free(&k.critical);
	grouping_free(&k.warning);
	selection_free(&k.cpus);
	return status;
}

int check_unopened(void)
{
	struct check k = { 0 };
	check_begin(&k);
	enum check_status status = check_end(&k, "there is nothing to take samples from");
	return print_verdict(&k, status);
}
