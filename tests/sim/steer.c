/* The commands: a table of names, each with what it does. */
#include "steer.h"

#include "fail.h"
#include "hotplug.h"
#include "stat.h"

#include <string.h>

void steer_publish(struct simulation *s)
{
	buf_clear(&s->text);
	buf_reserve(&s->text, 1);
	if (s->state == STAT_REMOVED) {
		sysroot_remove_stat(&s->root);
		return;
	}
	if (s->state != STAT_EMPTY)
		stat_text(&s->machine, s->epoch, s->root.in_place, &s->text);
	if (s->state == STAT_GARBLED) /* every third byte is something else */
		for (size_t i = 0; i < s->text.used; i += 3)
			s->text.data[i] = (char)(0x80 | i * 31 % 128);
	sysroot_put_proc(&s->root, "stat", &s->text);
}

void steer_publish_rest(struct simulation *s)
{
	buf_clear(&s->text);
	stat_uptime(&s->machine, &s->text);
	sysroot_put_proc(&s->root, "uptime", &s->text);
	buf_clear(&s->text);
	stat_loadavg(&s->machine, &s->text);
	sysroot_put_proc(&s->root, "loadavg", &s->text);
}

void steer_advance(struct simulation *s, uint64_t ns)
{
	uint64_t second = s->machine.now / SECOND;
	if (!ns)
		return;
	if (!s->options.hotplug)
		machine_advance(&s->machine, ns);
	else if (hotplug_advance(&s->machine, ns))
		sysroot_update(&s->root, &s->machine);
	if (s->state == STAT_TRUE)
		steer_publish(s);
	if (s->machine.now / SECOND != second)
		steer_publish_rest(s);
}

static bool read_list(const char *args, struct cpulist *out, struct buf *why)
{
	if (cpulist_parse(out, args, strlen(args)) && out->count)
		return true;
	buf_printf(why, "%s: not a list of cpus", args);
	return false;
}

/* The first id of the list that the machine does not have, or -1. */
static int64_t find_stranger(struct machine *m, const struct cpulist *list)
{
	for (size_t r = 0; r < list->count; r++)
		for (uint32_t id = list->range[r].first; id <= list->range[r].last; id++)
			if (!machine_find(m, id))
				return id;
	return -1;
}

static void switch_cpus(struct machine *m, const struct cpulist *list, bool online)
{
	for (size_t r = 0; r < list->count; r++)
		for (uint32_t id = list->range[r].first; id <= list->range[r].last; id++) {
			if (!machine_find(m, id))
				machine_add(m, id);
			machine_find(m, id)->online = online;
		}
}

static bool leaves_one(const struct machine *m, const struct cpulist *list)
{
	for (size_t i = 0; i < m->cpus; i++)
		if (m->cpu[i].online && !cpulist_has(list, m->cpu[i].id))
			return true;
	return false;
}

static bool may_leave(struct machine *m, const struct cpulist *list, struct buf *why)
{
	int64_t stranger = find_stranger(m, list);
	if (stranger >= 0)
		buf_printf(why, "cpu%lld: no such cpu", (long long)stranger);
	else if (!leaves_one(m, list))
		buf_puts(why, "the last cpu stays online");
	return stranger < 0 && leaves_one(m, list);
}

static bool may_come(struct machine *m, const struct cpulist *list, struct buf *why)
{
	if (list->range[list->count - 1].last > MOST_ID)
		buf_printf(why, "no ids above %d", MOST_ID);
	else if (cpulist_weight(list) + m->cpus > MOST_CPUS)
		buf_printf(why, "no more than %d cpus", MOST_CPUS);
	return !why->used;
}

static bool plug(struct simulation *s, const char *args, bool online, struct buf *why)
{
	struct cpulist list = { 0 };
	bool may = read_list(args, &list, why) &&
		   (online ? may_come : may_leave)(&s->machine, &list, why);
	if (may) {
		switch_cpus(&s->machine, &list, online);
		sysroot_update(&s->root, &s->machine);
		steer_publish(s);
	}
	cpulist_free(&list);
	return may;
}

static bool do_offline(struct simulation *s, const char *args, struct buf *why)
{
	return plug(s, args, false, why);
}

static bool do_online(struct simulation *s, const char *args, struct buf *why)
{
	return plug(s, args, true, why);
}

static bool do_hot(struct simulation *s, const char *args, struct buf *why)
{
	struct cpulist list = { 0 };
	bool read = cpulist_parse(&list, args, strlen(args));
	if (read)
		cpulist_copy(&s->machine.heated, &list);
	else
		buf_printf(why, "%s: not a list of cpus", args);
	cpulist_free(&list);
	return read;
}

static bool do_load(struct simulation *s, const char *args, struct buf *why)
{
	return load_parse(&s->machine.load, args, why);
}

static bool do_step(struct simulation *s, const char *args, struct buf *why)
{
	uint64_t ns;
	if (!s->options.manual)
		buf_puts(why, "only with --manual");
	else if (!options_seconds(args, &ns))
		buf_printf(why, "%s: not a number of seconds", args);
	else
		steer_advance(s, ns);
	return !why->used;
}

static bool do_freeze(struct simulation *s, const char *args, struct buf *why)
{
	(void)args, (void)why;
	s->machine.frozen = true;
	return true;
}

static bool do_thaw(struct simulation *s, const char *args, struct buf *why)
{
	(void)args, (void)why;
	s->machine.frozen = false;
	return true;
}

static bool enter(struct simulation *s, enum stat_state state)
{
	s->state = state;
	steer_publish(s);
	return true;
}

static bool do_remove(struct simulation *s, const char *args, struct buf *why)
{
	(void)args, (void)why;
	return enter(s, STAT_REMOVED);
}

static bool do_garble(struct simulation *s, const char *args, struct buf *why)
{
	(void)args, (void)why;
	return enter(s, STAT_GARBLED);
}

static bool do_empty(struct simulation *s, const char *args, struct buf *why)
{
	(void)args, (void)why;
	return enter(s, STAT_EMPTY);
}

static bool do_restore(struct simulation *s, const char *args, struct buf *why)
{
	(void)args, (void)why;
	return enter(s, STAT_TRUE);
}

static bool do_quit(struct simulation *s, const char *args, struct buf *why)
{
	(void)args, (void)why;
	s->quit = true;
	return true;
}

static const struct command {
	const char *name;
	bool (*obey)(struct simulation *s, const char *args, struct buf *why);
	bool arguments; /* whether it takes any */
} commands[] = {
	{ .name = "offline", .obey = do_offline, .arguments = true },
	{ .name = "online", .obey = do_online, .arguments = true },
	{ .name = "hot", .obey = do_hot, .arguments = true },
	{ .name = "load", .obey = do_load, .arguments = true },
	{ .name = "step", .obey = do_step, .arguments = true },
	{ .name = "freeze", .obey = do_freeze },
	{ .name = "thaw", .obey = do_thaw },
	{ .name = "remove", .obey = do_remove },
	{ .name = "garble", .obey = do_garble },
	{ .name = "empty", .obey = do_empty },
	{ .name = "restore", .obey = do_restore },
	{ .name = "quit", .obey = do_quit },
};

/* Cuts the line at its first blanks; returns what follows them. */
static char *cut_word(char *line)
{
	char *args = line + strcspn(line, " \t\r");
	size_t blanks = strspn(args, " \t\r");
	if (blanks)
		*args = '\0';
	args += blanks;
	args[strcspn(args, " \t\r")] = '\0';
	return args;
}

static bool obey(struct simulation *s, char *line, struct buf *why)
{
	line += strspn(line, " \t\r");
	const char *args = cut_word(line);
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(line, commands[i].name) != 0)
			continue;
		if (commands[i].arguments || !*args)
			return commands[i].obey(s, args, why);
		buf_puts(why, "takes no arguments");
		return false;
	}
	buf_puts(why, "no such command");
	return false;
}

void steer_obey(struct simulation *s, char *line, struct buf *answer)
{
	struct buf why = { 0 };
	if (obey(s, line, &why))
		buf_puts(answer, "ok\n");
	else
		buf_printf(answer, "error: %s: %s\n", line, why.data);
	buf_free(&why);
}
