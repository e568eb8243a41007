/*
 * Runs the commands of a fleet and merges what they print. Invariant: nothing here waits for a
 * host; the descriptor that the caller waits for is an epoll with all their outputs and one timer,
 * which is set to what is due next.
 */
#include "source/fleet.h"

#include "base/clock.h"
#include "base/mem.h"
#include "source/sample_command.h"
#include "source/file.h"
#include "source/fleet_hosts.h"
#include "source/ssh.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum {
	CHUNK = 1 << 17,
	MOST_STARTS = 8, /* at a time, so that others are read in between */
	MOST_EVENTS = 64,
	MOST_LIST = 1 << 20, /* bytes of a file of hosts */
	FIRST_S = 30,        /* for the first host to answer */
	NO_ANSWER_S = 10,    /* for a host that has never answered */
	LATE_S = 5,          /* for one that has; or three intervals, if longer */
	SILENT_S = 3,        /* over ssh; or three times its last answer, if longer */
	FIRST_PACE_S = 90,   /* while it is not known how often samples come */
	GIVE_UP_S = 60,      /* then the command of a lost host is started again */
	CLOSE_MS = 300,      /* for the commands to end when we do */
	TIMER = -1,
};

struct member {
	struct sample_command command;
	struct fleet *fleet;
	size_t number;
	int out, err; /* descriptors that the epoll has; -1: none */
};

struct fleet {
	struct member *member;
	size_t count, room;
	struct fleet_hosts hosts;
	struct guard guard;
	int epoll, timer;
	int64_t armed_ns;    /* for when the timer is set; INT64_MAX: it is not */
	int64_t begun_ns;    /* when the commands were started; 0: they were not */
	int64_t first_ns;    /* when the first host answered; 0: none did */
	int64_t sample_ns;   /* when the next sample is due */
	int64_t interval_ns; /* from the one before */
	int64_t patience_ns;
	bool merged; /* a sample was handed over */
	char *chunk;
};

static int64_t now(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

/* --- Readings --- */

static void take_reading(void *context, const struct reading *reading)
{
	struct member *m = context;
	struct fleet *f = m->fleet;
	fleet_hosts_take(&f->hosts, m->number, reading, now());
	if (reading->text && !f->first_ns)
		f->first_ns = now();
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* How long a host that has answered may be silent. */
static int64_t late_ns(const struct fleet *f, const struct fleet_host *h)
{
	int64_t pace = h->pace_ns ? 3 * h->pace_ns : FIRST_PACE_S * NS_PER_S;
	return most(most(pace, 3 * f->interval_ns), LATE_S * NS_PER_S);
}

/* Why nothing is known of the host; NULL when it is. */
static const char *why_lost(const struct fleet *f, const struct fleet_host *h, int64_t now_ns)
{
	const struct sample_command *c = &f->member[h->source].command;
	int64_t asked = c->asked_ns ? now_ns - c->asked_ns : 0;
	int64_t running = c->phase == COMMAND_RUNNING ? now_ns - c->started_ns : 0;
	if (c->reason[0])
		return c->reason;
	if (!h->came_ns)
		return running <= NO_ANSWER_S * NS_PER_S ? NULL
		       : c->stream.unknown[0]            ? c->stream.unknown
							 : "no answer";
	if (h->label && c->phase == COMMAND_IDLE && h->heard_ns < c->started_ns)
		return "it is not in the answer";
	if (c->script)
		return asked > most(SILENT_S * NS_PER_S, 3 * c->took_ns) ? "no answer" : NULL;
	return now_ns - h->came_ns > late_ns(f, h) ? "no new sample" : NULL;
}

/* Decides on the state of each host, and ends what has been silent for too long. */
static void judge(struct fleet *f, int64_t now_ns)
{
	int64_t wall_ns = clock_ns(CLOCK_REALTIME);
	for (size_t i = 0; i < f->hosts.count; i++) {
		struct fleet_host *h = &f->hosts.host[i];
		struct sample_command *c = &f->member[h->source].command;
		const char *why = why_lost(f, h, now_ns);
		fleet_hosts_set(h,
				why          ? HOST_LOST
				: h->came_ns ? HOST_OK
					     : HOST_WAITING,
				why ? why : "", wall_ns);
		if (h->state == HOST_LOST && !c->reason[0] &&
		    wall_ns - h->since_ns > GIVE_UP_S * NS_PER_S)
			sample_command_stop(c, h->reason, now_ns);
	}
}

/* --- Waiting --- */

static void watch_fd(const struct fleet *f, size_t number, int fd, int *watched)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = number };
	if (fd == *watched)
		return;
	/* A closed descriptor has left the epoll by itself. */
	*watched = fd;
	if (fd >= 0)
		epoll_ctl(f->epoll, EPOLL_CTL_ADD, fd, &event);
}

static void set_timer(struct fleet *f, int64_t due_ns)
{
	struct itimerspec at = { 0 };
	if (due_ns == f->armed_ns)
		return;
	f->armed_ns = due_ns;
	if (due_ns != INT64_MAX) {
		due_ns = most(due_ns, 1);
		at.it_value.tv_sec = (time_t)(due_ns / NS_PER_S);
		at.it_value.tv_nsec = (long)(due_ns % NS_PER_S);
	}
	timerfd_settime(f->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

/* When the first reading is handed over at the latest, whatever hosts are missing. */
static int64_t first_due(const struct fleet *f)
{
	if (f->merged)
		return INT64_MAX;
	if (f->first_ns)
		return f->first_ns + f->patience_ns;
	return f->begun_ns + FIRST_S * NS_PER_S;
}

static void step(struct fleet *f, int64_t now_ns)
{
	int64_t due = first_due(f);
	if (due <= now_ns)
		due = INT64_MAX; /* it has been handled */
	for (size_t i = 0, starts = 0; i < f->count; i++) {
		struct member *m = &f->member[i];
		if (starts == MOST_STARTS) {
			due = now_ns;
			break;
		}
		int64_t started_ns = m->command.started_ns;
		sample_command_step(&m->command, now_ns, f->sample_ns, f->interval_ns);
		starts += m->command.started_ns != started_ns;
		watch_fd(f, i, m->command.child.out, &m->out);
		watch_fd(f, i, m->command.child.err, &m->err);
		int64_t its = sample_command_due(&m->command, f->sample_ns, f->interval_ns);
		due = its < due ? its : due;
	}
	set_timer(f, due);
}

/* Reads what came, and does what is due. */
static void collect(struct fleet *f)
{
	struct epoll_event event[MOST_EVENTS];
	uint64_t ticks;
	int n = epoll_wait(f->epoll, event, MOST_EVENTS, 0);
	int64_t now_ns = now();
	for (int i = 0; i < n; i++) {
		if (event[i].data.u64 >= f->count) {
			f->armed_ns =
				read(f->timer, &ticks, sizeof ticks) > 0 ? INT64_MAX : f->armed_ns;
			continue;
		}
		struct member *m = &f->member[event[i].data.u64];
		sample_command_read(&m->command, f->chunk, CHUNK, now_ns);
	}
	step(f, now_ns);
}

/* --- The kind of source --- */

/* Whether a command may still bring the first reading, however slow it is. */
static bool any_runs(const struct fleet *f, int64_t now_ns)
{
	bool any = false;
	for (size_t i = 0; i < f->count; i++) {
		const struct sample_command *c = &f->member[i].command;
		any |= !c->reason[0] && c->phase != COMMAND_FAILED;
	}
	return any && now_ns - f->begun_ns < FIRST_S * NS_PER_S;
}

static bool is_waiting(const struct fleet *f)
{
	for (size_t i = 0; i < f->hosts.count; i++)
		if (f->hosts.host[i].state == HOST_WAITING)
			return true;
	return false;
}

/* Says why no host can be shown: each with its reason. */
static void describe_none(const struct fleet *f, struct source *s)
{
	struct buf text = { 0 };
	for (size_t i = 0; i < f->hosts.count; i++)
		buf_printf(&text, "%s%s: %s", i ? "; " : "", f->hosts.host[i].name,
			   f->hosts.host[i].reason);
	snprintf(s->trouble, sizeof s->trouble, "no host answers: %s", text.data);
	buf_free(&text);
}

/* Whether the first reading has to wait for hosts. */
static bool is_early(const struct fleet *f, int64_t now_ns)
{
	if (f->merged)
		return false;
	return f->first_ns ? is_waiting(f) && now_ns - f->first_ns < f->patience_ns
			   : any_runs(f, now_ns);
}

static void hand_over(struct fleet *f, struct source *s, int64_t now_ns)
{
	f->merged = true;
	buf_clear(&s->text);
	buf_clear(&s->hosts);
	fleet_hosts_merge(&f->hosts, &s->text);
	fleet_hosts_lines(&f->hosts, &s->hosts);
	s->new_facts |= f->hosts.new_facts;
	s->trouble[0] = '\0';
	s->boot_ns = clock_ns(CLOCK_BOOTTIME);
	s->wall_ns = clock_ns(CLOCK_REALTIME);
	snprintf(s->host, sizeof s->host, "%zu host%s", f->hosts.count,
		 f->hosts.count == 1 ? "" : "s");
	if (f->hosts.count == 1)
		snprintf(s->host, sizeof s->host, "%s", f->hosts.host[0].name);
	f->sample_ns = now_ns + f->interval_ns;
}

static int fleet_read(struct source *s)
{
	struct fleet *f = s->state;
	int64_t now_ns = now();
	f->interval_ns = s->interval_ns > 0 ? s->interval_ns : NS_PER_S;
	if (!f->begun_ns)
		f->begun_ns = f->sample_ns = now_ns;
	collect(f);
	judge(f, now_ns);
	if (is_early(f, now_ns))
		return SOURCE_LATER;
	if (!f->first_ns) {
		describe_none(f, s);
		return -EHOSTUNREACH;
	}
	hand_over(f, s, now_ns);
	step(f, now_ns);
	return 0;
}

static void fleet_collect(struct source *s)
{
	collect(s->state);
}

static int fleet_facts(struct source *s, const uint32_t *cpu, size_t n)
{
	struct fleet *f = s->state;
	(void)cpu, (void)n;
	buf_clear(&s->facts);
	fleet_hosts_facts(&f->hosts, &s->facts);
	return s->facts.used ? 0 : -ENOENT;
}

/* Asks all to end, and forces those that do not. */
static void end_commands(struct fleet *f)
{
	int status;
	int64_t until = now() + CLOSE_MS * NS_PER_MS;
	for (size_t i = 0; i < f->count; i++)
		child_stop(&f->member[i].command.child, false);
	for (size_t left = f->count; left;) {
		bool force = now() > until;
		left = 0;
		for (size_t i = 0; i < f->count; i++) {
			struct child *c = &f->member[i].command.child;
			if (c->pid && !child_reap(c, &status)) {
				if (force)
					child_stop(c, true);
				left++;
			}
		}
		if (left)
			poll(NULL, 0, 5);
	}
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

static void fleet_close(struct source *s)
{
	struct fleet *f = s->state;
	end_commands(f);
	guard_stop(&f->guard);
	for (size_t i = 0; i < f->count; i++)
		sample_command_free(&f->member[i].command);
	free(f->member);
	fleet_hosts_free(&f->hosts);
	close_fd(f->epoll);
	close_fd(f->timer);
	free(f->chunk);
	free(f);
}

static const struct source_kind fleet_kind = {
	.read = fleet_read,
	.facts = fleet_facts,
	.close = fleet_close,
	.collect = fleet_collect,
};

/* --- Opening --- */

static void add_member(struct fleet *f, const char *const *words, const char *script,
		       const char *name)
{
	size_t n = f->count;
	f->member = mem_grow(f->member, &f->room, n + 1, sizeof *f->member);
	f->count++;
	sample_command_init(&f->member[n].command, words, script, take_reading, NULL);
	f->member[n].number = n;
	f->member[n].out = f->member[n].err = -1;
	fleet_hosts_add(&f->hosts, name, script != NULL, n, clock_ns(CLOCK_REALTIME));
}

/* Names the host after a URL in the command, or its first word, until it says its own name. */
static void add_command(struct fleet *f, const char *line)
{
	const char *const words[] = { "/bin/sh", "-c", line, NULL };
	const char *name = strstr(line, "://");
	char out[HOST_NAME_SIZE];
	if (name) {
		name += 3;
		snprintf(out, sizeof out, "%.*s", (int)strcspn(name, " \t/'\"?;|&"), name);
	} else {
		name = line + strspn(line, " \t");
		size_t n = strcspn(name, " \t;|&");
		for (const char *slash; (slash = memchr(name, '/', n)); name = slash + 1)
			n -= (size_t)(slash + 1 - name);
		snprintf(out, sizeof out, "%.*s", (int)(n < sizeof out ? n : sizeof out), name);
	}
	add_member(f, words, NULL, out[0] ? out : "command");
}

/* Adds the hosts that the text lists, between blanks or commas. */
static int add_hosts(struct fleet *f, struct source *s, char *text)
{
	for (char *host = strtok(text, ", \t\r\n"); host; host = strtok(NULL, ", \t\r\n")) {
		const char *words[SSH_WORDS];
		if (*host == '-') {
			snprintf(s->trouble, sizeof s->trouble, "%.60s: is no name of a host",
				 host);
			return -EINVAL;
		}
		ssh_words(host, words);
		add_member(f, words, ssh_script, host);
	}
	return 0;
}

/* Makes comments blank. */
static void remove_comments(char *text)
{
	for (char *p = text; (p = strchr(p, '#'));) {
		size_t n = strcspn(p, "\n");
		memset(p, ' ', n);
		p += n;
	}
}

static int add_host_list(struct fleet *f, struct source *s, const char *list)
{
	struct buf text = { 0 };
	int error = 0;
	if (*list == '@')
		error = file_read_all(list + 1, MOST_LIST, &text);
	else
		buf_puts(&text, list);
	if (error) {
		snprintf(s->trouble, sizeof s->trouble, "%.100s: %s", list + 1, strerror(-error));
	} else if (text.data) {
		if (*list == '@')
			remove_comments(text.data);
		error = add_hosts(f, s, text.data);
	}
	buf_free(&text);
	return error;
}

static int open_waiting(struct fleet *f)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u64 = UINT64_MAX };
	f->epoll = epoll_create1(EPOLL_CLOEXEC);
	f->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (f->epoll < 0 || f->timer < 0 ||
	    epoll_ctl(f->epoll, EPOLL_CTL_ADD, f->timer, &event) != 0)
		return -errno;
	return 0;
}

int source_open_fleet(struct source *s, const struct fleet_options *o)
{
	struct fleet *f = mem_zero(1, sizeof *f);
	*s = (struct source){
		.kind = &fleet_kind, .state = f, .live = true, .hz = 100, .up_ns = -1
	};
	*f = (struct fleet){ .guard.fd = -1, .epoll = -1, .timer = -1, .armed_ns = INT64_MAX };
	f->patience_ns = o->patience_ns;
	f->chunk = mem_zero(CHUNK, 1);
	snprintf(s->name, sizeof s->name, "hosts");
	int error = open_waiting(f);
	s->wait_fd = f->epoll;
	for (size_t i = 0; i < o->sshs && !error; i++)
		error = add_host_list(f, s, o->ssh[i]);
	for (size_t i = 0; i < o->commands && !error; i++)
		add_command(f, o->command[i]);
	if (!error && !f->count) {
		snprintf(s->trouble, sizeof s->trouble, "there is no host in the list");
		error = -EINVAL;
	}
	/* Only now, since adding members moves the array. */
	for (size_t i = 0; i < f->count; i++) {
		f->member[i].fleet = f;
		f->member[i].command.stream.context = &f->member[i];
		f->member[i].command.guard = &f->guard;
	}
	/* A write to a command that has ended must not kill us: the end of its output shows it. */
	signal(SIGPIPE, SIG_IGN);
	if (!error)
		guard_start(&f->guard);
	return error;
}
