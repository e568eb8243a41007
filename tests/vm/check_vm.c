/*
 * What the console of a guest of 255 cpus shows, on a real kernel. The checks share one guest, in
 * the order of the table, each beginning and ending at the prompt of its console. Ends with
 * `N passed, N failed`. Times are told, never judged.
 */
#include "base/buf.h"
#include "term/shot_draw.h"
#include "vm/guest.h"
#include "vm/slots.h"

#include <stdlib.h>
#include <string.h>

/* A host that is asked for more than it has: ten times what it takes where it is idle. */
enum { BOOT_MS = 480000, ALL_MS = 1080000 };

static const unsigned pinned[] = { 5, 77, 254 };
enum { PINNED = sizeof pinned / sizeof *pinned };
#define HOG "hog 5,77,254"

static bool is_pinned(unsigned cpu)
{
	for (unsigned i = 0; i < PINNED; i++)
		if (pinned[i] == cpu)
			return true;
	return false;
}

/* Every cpu on the screen has a load, and it is hot exactly if its loop runs. */
static bool is_right(const struct slot slot[SLOTS])
{
	for (unsigned cpu = 0; cpu < SLOTS; cpu++)
		if (slot[cpu].state != SLOT_ABSENT &&
		    (slot[cpu].state != SLOT_LOAD || slot[cpu].hot != is_pinned(cpu)))
			return false;
	return slots_count(slot, SLOT_LOAD) > 0;
}

/* All of them on one screen, and its header counts the same three. */
static bool shows_hot(struct term *t, void *context)
{
	struct slot slot[SLOTS];
	char hot[16];
	snprintf(hot, sizeof hot, " %d hot", PINNED);
	bool counted = strstr(term_line(t, 1), hot) != NULL;
	(*(slots_reader **)context)(t, slot);
	return slots_count(slot, SLOT_LOAD) == SLOTS && is_right(slot) && counted;
}

static bool check_boot(struct guest *g)
{
	const char *accel = getenv("ACCEL");
	accel = accel ? accel : "tcg";
	printf("          under %s\n", accel);
	return guest_start(g, accel, BOOT_MS) &&
	       guest_run(g, "tty=/dev/$(cat /sys/class/tty/console/active)") &&
	       guest_run(g, "cat /sys/devices/system/cpu/online") &&
	       guest_expect(g, !strcmp(g->reply.data, "0-254\n"), "not 255 cpus are online");
}

/* --- All of them in one frame, whatever the terminal --- */

/* Leaves on the screen all 255, each with a load, and the three alone hot. */
static bool hot_in(struct guest *g, const char *command, slots_reader *read)
{
	return guest_run(g, HOG) && guest_type(g, command, "255 cpus") &&
	       guest_expect(g, guest_wait(g, shows_hot, (void *)&read, GUEST_PATIENCE),
			    "not all 255, or cpus 5, 77 and 254 are not the only hot ones");
}

static bool is_ascii(struct term *t)
{
	const char *text = term_screen(t);
	while (*text && !(*text & 0x80))
		text++;
	return !*text;
}

/*
 * The look of the hot ones differs from that of one that is idle and not under the cursor: in its
 * colours, or where there are none in its attributes.
 */
static bool stands_out(struct term *t, void *coloured)
{
	struct slot slot[SLOTS];
	unsigned idle = 1;
	slots_numbers(t, slot);
	while (idle < SLOTS && (slot[idle].state != SLOT_LOAD || slot[idle].load != 0))
		idle++;
	if (idle == SLOTS || !is_right(slot))
		return false;
	struct term_cell calm = term_cell(t, slot[idle].row, slot[idle].col + 2);
	for (unsigned i = 0; i < PINNED; i++) {
		const struct slot *s = &slot[pinned[i]];
		struct term_cell hot = term_cell(t, s->row, s->col + 2);
		bool colours = hot.fg != calm.fg || hot.bg != calm.bg;
		bool attributes = hot.bold != calm.bold || hot.reverse != calm.reverse;
		if (colours != *(bool *)coloured || !(colours || attributes))
			return false;
	}
	return true;
}

static bool check_linux(struct guest *g)
{
	bool coloured = true;
	return hot_in(g, "TERM=linux corewall", slots_numbers) &&
	       guest_expect(g, guest_wait(g, stands_out, &coloured, GUEST_PATIENCE),
			    "what is hot has no colour of its own") &&
	       guest_quit(g, "q");
}

static bool check_vt100(struct guest *g)
{
	bool coloured = false;
	return hot_in(g, "TERM=vt100 corewall", slots_numbers) &&
	       guest_expect(g, is_ascii(g->console), "a vt100 got what it cannot show") &&
	       guest_expect(g, guest_wait(g, stands_out, &coloured, GUEST_PATIENCE),
			    "what is hot does not stand out, or in colour") &&
	       guest_quit(g, "q");
}

/* --- The hot ones, in every view --- */

/* A moment in which nothing else is at work: for the picture. */
static bool is_calm(struct term *t, void *context)
{
	struct slot slot[SLOTS];
	if (!shows_hot(t, context))
		return false;
	slots_numbers(t, slot);
	for (unsigned cpu = 0; cpu < SLOTS; cpu++)
		if (!slot[cpu].hot && slot[cpu].load > 20)
			return false;
	return true;
}

/* Draws the screen into the file that the environment names as PICTURE, an SVG, if it does. */
static bool draw(struct guest *g)
{
	slots_reader *read = slots_numbers;
	struct buf out = { 0 };
	const char *name = getenv("PICTURE");
	if (!name || !*name)
		return true;
	guest_wait(g, is_calm, (void *)&read, GUEST_PATIENCE);
	draw_svg(g->console, false, &out);
	FILE *to = fopen(name, "w");
	bool well = to && fwrite(out.data, 1, out.used, to) == out.used;
	well = to && !fclose(to) && well;
	buf_free(&out);
	return guest_expect(g, well, "cannot write the picture");
}

static bool check_auto(struct guest *g)
{
	return hot_in(g, "corewall", slots_numbers) && draw(g) && guest_quit(g, "q");
}

static bool check_numbers(struct guest *g)
{
	return hot_in(g, "corewall -v numbers", slots_numbers) && guest_quit(g, "q");
}

static bool check_blocks(struct guest *g)
{
	return hot_in(g, "corewall -v blocks", slots_blocks) && guest_quit(g, "q");
}

/* The groups hold every cpu once, and each says which hot ones it holds. */
static bool groups_are_right(struct term *t, void *context)
{
	(void)context;
	struct slots_group group = { 0 };
	struct cpulist all = { 0 };
	uint64_t members = 0;
	bool right = true;
	for (int row = 0; slots_next_group(t, &row, &group);) {
		unsigned hot = 0;
		for (unsigned cpu = 0; cpu < SLOTS; cpu++) {
			if (!cpulist_has(&group.cpus, cpu))
				continue;
			cpulist_add(&all, cpu, cpu);
			members++;
			hot += is_pinned(cpu);
		}
		right = right && group.hot == hot && (group.max >= 90) == (hot > 0) &&
			(!hot || is_pinned(group.max_cpu));
	}
	right = right && members == SLOTS && cpulist_weight(&all) == SLOTS;
	cpulist_free(&group.cpus);
	cpulist_free(&all);
	return right;
}

static bool check_groups(struct guest *g)
{
	return guest_run(g, HOG) && guest_type(g, "corewall -v groups", "255 cpus") &&
	       guest_expect(g, guest_wait(g, groups_are_right, NULL, GUEST_PATIENCE),
			    "the groups do not hold all cpus, or hide a hot one") &&
	       guest_quit(g, "q");
}

/* --- One screen after the other --- */

/* A tour through a list longer than the screen. */
struct tour {
	unsigned first; /* the first cpu on the screen when it was last looked at, or SLOTS */
	bool seen[SLOTS];
};

/* A whole screen, not one on the way to the next: its cpus follow each other. */
static bool next_screen(struct term *t, void *context)
{
	struct tour *tour = context;
	struct slot slot[SLOTS];
	unsigned first = 0, beyond;
	slots_bars(t, slot);
	while (first < SLOTS && slot[first].state == SLOT_ABSENT)
		first++;
	for (beyond = first; beyond < SLOTS && slot[beyond].state == SLOT_LOAD;)
		beyond++;
	if (first == tour->first || !is_right(slot) || slots_above(t) != first ||
	    beyond - first != slots_count(slot, SLOT_LOAD) || slots_below(t) != SLOTS - beyond)
		return false;
	for (unsigned cpu = first; cpu < beyond; cpu++)
		tour->seen[cpu] = true;
	tour->first = first;
	return true;
}

static bool tour_is_over(const struct tour *tour)
{
	unsigned n = 0;
	for (unsigned cpu = 0; cpu < SLOTS; cpu++)
		n += tour->seen[cpu];
	return n == SLOTS;
}

static bool tour_of(struct guest *g, const char *command)
{
	struct tour tour = { .first = SLOTS };
	bool well = guest_run(g, HOG) && guest_type(g, command, "255 cpus");
	while (well) {
		well = guest_expect(
			g, guest_wait(g, next_screen, &tour, GUEST_PATIENCE),
			"a screen that loses a cpu or does not count the hidden ones, or no next one");
		if (tour_is_over(&tour))
			break;
		term_key(g->console, "PgDn");
	}
	return well && guest_quit(g, "q");
}

static bool check_scroll(struct guest *g)
{
	return tour_of(g, "corewall -v bars -o scroll");
}

static bool check_page(struct guest *g)
{
	return tour_of(g, "corewall -v bars -o page");
}

/* --- Cpus that go and come --- */

enum { GONE_FIRST = 100, GONE_LAST = 103, GONE = GONE_LAST - GONE_FIRST + 1 };

/* Slots followed while cpus go and come back. */
struct absence {
	struct slot before[SLOTS];
	enum slot_state awaited; /* of those that go and come */
	bool doubted[GONE];      /* since it is coming back, it has been – */
	bool moved;              /* a slot was somewhere else */
	bool invented;           /* a number where nothing could be known */
};

static bool goes(unsigned cpu)
{
	return cpu >= GONE_FIRST && cpu <= GONE_LAST;
}

static void follow_return(struct absence *a, unsigned cpu, const struct slot *now)
{
	bool *doubted = &a->doubted[cpu - GONE_FIRST];
	*doubted |= now->state == SLOT_UNKNOWN;
	a->invented |= now->state == SLOT_LOAD && !*doubted;
}

/* The watcher: every state of the screen passes here. Half-drawn slots are unclear. */
static void follow(struct term *t, void *context)
{
	struct absence *a = context;
	struct slot slot[SLOTS];
	slots_numbers(t, slot);
	for (unsigned cpu = 0; cpu < SLOTS; cpu++) {
		const struct slot *now = &slot[cpu], *then = &a->before[cpu];
		if (now->state == SLOT_ABSENT || now->state == SLOT_UNCLEAR)
			continue;
		a->moved |= now->row != then->row || now->col != then->col;
		if (goes(cpu) && a->awaited == SLOT_LOAD)
			follow_return(a, cpu, now);
	}
}

static bool has_come(struct term *t, void *context)
{
	const struct absence *a = context;
	struct slot slot[SLOTS];
	slots_numbers(t, slot);
	for (unsigned cpu = 0; cpu < SLOTS; cpu++)
		if (slot[cpu].state != (goes(cpu) ? a->awaited : SLOT_LOAD) ||
		    slot[cpu].hot != is_pinned(cpu))
			return false;
	return true;
}

/* Switches the cpus, and waits until the screen shows them so. */
static bool switch_cpus(struct guest *g, struct absence *a, int online, const char *what)
{
	a->awaited = online ? SLOT_LOAD : SLOT_OFFLINE;
	for (int cpu = GONE_FIRST; cpu <= GONE_LAST; cpu++)
		if (!guest_run(g, "echo %d >/sys/devices/system/cpu/cpu%d/online", online, cpu))
			return false;
	return guest_expect(g, guest_wait(g, has_come, a, GUEST_PATIENCE), what) &&
	       guest_expect(g, !a->moved, "a slot moved") &&
	       guest_expect(g, !a->invented, "a cpu that came back got a number at once");
}

static bool counts_absent(struct term *t, void *context)
{
	(void)context;
	return strstr(term_line(t, 0), "251/255 cpus") != NULL;
}

/* On a busy host two frames may come together; taken byte by byte, each is seen nevertheless. */
static bool check_hotplug(struct guest *g)
{
	static struct absence a; /* watched until the next check says otherwise */
	a = (struct absence){ .awaited = SLOT_OFFLINE };
	if (!hot_in(g, "corewall -d 3", slots_numbers))
		return false;
	slots_numbers(g->console, a.before);
	g->watched = &a;
	g->watcher = follow;
	term_gulp(g->console, 2);
	return switch_cpus(g, &a, 0, "100-103 are not shown as offline, the others as they are") &&
	       guest_expect(g, guest_wait(g, counts_absent, NULL, GUEST_PATIENCE),
			    "the header does not count them") &&
	       switch_cpus(g, &a, 1, "100-103 are not shown again") && guest_quit(g, "q");
}

/* --- Without a screen --- */

/* How many of cpu 0 to 254 follow `mark` somewhere in the text, each counted once. */
static unsigned count_ids(const char *text, const char *mark)
{
	bool seen[SLOTS] = { false };
	unsigned n = 0;
	for (const char *at = text; (at = strstr(at, mark));) {
		char *end;
		at += strlen(mark);
		unsigned long cpu = strtoul(at, &end, 10);
		if (end == at || cpu >= SLOTS || seen[cpu])
			continue;
		seen[cpu] = true;
		n++;
	}
	return n;
}

static bool check_once(struct guest *g)
{
	if (!guest_run(g, "corewall --once --format json"))
		return false;
	const char *cpus = strstr(g->reply.data, "\"cpus\":[");
	return guest_expect(g, strstr(g->reply.data, "\"online\":255,\"present\":255") != NULL,
			    "the report does not count 255 cpus") &&
	       guest_expect(g, cpus && count_ids(cpus, "{\"cpu\":") == SLOTS,
			    "the report does not hold 255 cpus");
}

/* --- What it costs --- */

/* Processor time of what the guest's shell has run and reaped, in milliseconds; USER_HZ is 100. */
static bool read_spent(struct guest *g, double *ms)
{
	unsigned long user, system;
	if (!guest_run(g, "read -r line </proc/self/stat; echo ${line##*)}") ||
	    sscanf(g->reply.data, "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %lu",
		   &user, &system) != 2)
		return guest_expect(g, false, "no processor time");
	*ms = 10.0 * (double)(user + system);
	return true;
}

/* What a command costs the guest, in milliseconds. */
static bool measure(struct guest *g, const char *command, double *ms)
{
	double before = 0, after = 0;
	if (!read_spent(g, &before) || !guest_run(g, "%s", command) || !read_spent(g, &after))
		return false;
	*ms = after - before;
	return true;
}

/* On the console, for many refreshes and for few: the difference is without start and end. */
static bool check_cost(struct guest *g)
{
	double few = 0, many = 0, cats = 0, cat = 0;
	if (!guest_run(g, "hog") || !measure(g, "corewall -d 0.1 -n 20 <$tty >$tty", &few) ||
	    !measure(g, "corewall -d 0.1 -n 120 <$tty >$tty", &many) ||
	    !measure(g, "for i in $(seq 100); do cat /proc/stat >/dev/null; done", &cats) ||
	    !measure(g, "cat $(yes /proc/stat | head -n 100) >/dev/null", &cat))
		return false;
	printf("          a refresh: %.2f ms of cpu; `cat /proc/stat >/dev/null`: %.2f ms, of which "
	       "reading %.2f ms; ratio %.2f, to the reading alone %.2f\n",
	       (many - few) / 100, cats / 100, cat / 100, (many - few) / cats, (many - few) / cat);
	return true;
}

static bool check_off(struct guest *g)
{
	int64_t left = g->deadline - guest_clock();
	term_type(g->console, "poweroff -f\r");
	return guest_expect(
		g, left > 0 && term_wait_exit(g->console, GUEST_PATIENCE) == TERM_EXITED(0),
		"the guest does not end by itself");
}

/* --- All of it --- */

static const struct check {
	const char *name;
	bool (*holds)(struct guest *g);
} checks[] = {
	{ "the kernel comes up with 255 cpus", check_boot },
	{ "auto: 255 in one frame, 5, 77 and 254 alone are hot", check_auto },
	{ "auto, TERM=linux: the same, in the colours of a console", check_linux },
	{ "auto, TERM=vt100: the same, in ASCII and without colour", check_vt100 },
	{ "numbers: 5, 77 and 254 alone are hot", check_numbers },
	{ "blocks: 5, 77 and 254 alone are hot", check_blocks },
	{ "groups: 5, 77 and 254 alone are hot, and every cpu is in one", check_groups },
	{ "bars, scroll: every cpu is reached, what is hidden is counted", check_scroll },
	{ "bars, page: every cpu is reached, what is hidden is counted", check_page },
	{ "--once --format json: 255 cpus", check_once },
	{ "100-103 go and come back: in place, and no number is invented", check_hotplug },
	{ "the cost of a refresh", check_cost },
	{ "the guest powers off", check_off },
};

static bool run_check(struct guest *g, const struct check *check)
{
	int64_t began = guest_clock();
	g->wrong = "there was no time left for it";
	bool holds = false;
	if (began < g->deadline) {
		g->wrong = NULL;
		holds = check->holds(g);
	}
	g->watcher = NULL;
	if (g->console)
		term_gulp(g->console, 0);
	printf("  %-7s %s (%.1f s)\n", holds ? "ok" : "FAIL", check->name,
	       (double)(guest_clock() - began) / 1e3);
	if (!holds)
		printf("          | %s\n", g->wrong ? g->wrong : "");
	if (!holds && began < g->deadline && g->console) {
		term_print(g->console, stdout);
		if (!guest_at_prompt(g))
			guest_quit(g, "q");
	}
	fflush(stdout);
	return holds;
}

int main(void)
{
	struct guest g = { .control = -1, .deadline = guest_clock() + ALL_MS };
	const size_t all = sizeof checks / sizeof *checks;
	size_t passed = 0, failed = 0;
	for (size_t i = 0; i < all; i++) {
		bool holds = run_check(&g, &checks[i]);
		passed += holds;
		failed += !holds;
		if (i == 0 && !holds) {
			failed = all; /* without a guest nothing holds */
			break;
		}
	}
	guest_end(&g);
	printf("%zu passed, %zu failed\n", passed, failed);
	return failed != 0;
}
