/* Finds what a word means. Invariant: what is found is shown. */
#include "wall/search.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { WORD_ROOM = 128 };

/* Copies the text without blanks, in lower case. */
static void normalise(const char *text, char *out, size_t room)
{
	size_t n = 0;
	for (; *text && n + 1 < room; text++)
		if (!isspace((unsigned char)*text))
			out[n++] = (char)tolower((unsigned char)*text);
	out[n] = '\0';
}

/* How well the word names the group: 0 not, 1 its beginning, 2 all of it. */
static int match(const char *word, const char *name)
{
	char normal[HOST_NAME_SIZE + 16];
	normalise(name, normal, sizeof normal);
	if (strncmp(normal, word, strlen(word)))
		return 0;
	return strlen(normal) == strlen(word) ? 2 : 1;
}

/* What has been found so far, and which of it is wanted. */
struct search {
	const struct arrangement *arrangement;
	const struct machine *machine;
	size_t index;
	struct target target;
};

static void add_match(struct search *s, uint32_t row, uint32_t group)
{
	if (!s->target.matches || s->target.matches == s->index) {
		s->target.row = row;
		s->target.group = group;
	}
	s->target.matches++;
}

/* Shown groups by name or path, or its beginning. */
static void find_groups(struct search *s, const char *word)
{
	const struct arrangement *a = s->arrangement;
	struct target *t = &s->target;
	if (!plan_has_groups(&a->plan))
		return;
	uint32_t group = tree_find_next(&a->tree, word, s->index, &t->matches);
	if (group == TREE_NONE)
		return;
	t->group = group;
	t->row = a->tree.group[group].count ? arrangement_group_row(a, group, 0) : 0;
}

/* The group with that path in any tree of the machine. */
static void find_path(struct search *s, const char *word)
{
	const struct arrangement *a = s->arrangement;
	struct tree t = { 0 };
	uint32_t found = TREE_NONE;
	for (enum level level = LEVEL_HOST;
	     strchr(word, '/') && level <= LEVEL_CORE && found == TREE_NONE; level++)
		if (tree_of_level(&t, &s->machine->topology, level, a->shown_cpu, a->shown_count))
			found = tree_find_next(&t, word, s->index, &s->target.matches);
	if (found != TREE_NONE)
		s->target.row = a->shown[t.order[t.group[found].first]];
	tree_free(&t);
}

/* The group of that name where groups are shown. */
static uint32_t group_named(const struct arrangement *a, const char *name)
{
	return a->plan.view == VIEW_GROUPS ? tree_find(&a->tree, name) : TREE_NONE;
}

/* Each shown cpu of the list, or the first one only. */
static void find_cpus(struct search *s, const struct cpulist *cpus, bool first, uint32_t group)
{
	const struct arrangement *a = s->arrangement;
	for (size_t i = 0; i < a->shown_count; i++) {
		if (!cpulist_has(cpus, a->shown_cpu[i]))
			continue;
		add_match(s, a->shown[i], group);
		if (first)
			return;
	}
}

static bool machine_has(const struct machine *m, const struct cpulist *cpus)
{
	for (size_t i = 0; i < m->usage.rows; i++)
		if (cpulist_has(cpus, m->usage.cpu[i]))
			return true;
	return false;
}

/* Finds sets whose match() with the word is `how`. Returns whether the machine has one. */
static bool find_sets(struct search *s, const char *word, int how)
{
	const struct topology *t = &s->machine->topology;
	bool exists = false;
	for (unsigned l = LEVEL_ALL + 1; l < LEVELS; l++)
		for (size_t i = 0; i < t->level[l].count; i++) {
			const struct topology_set *set = &t->level[l].set[i];
			char name[HOST_NAME_SIZE + 16];
			snprintf(name, sizeof name, level_table[l].format, set->id);
			if (match(word, name) != how)
				continue;
			exists = true;
			find_cpus(s, &set->cpus, true, group_named(s->arrangement, name));
		}
	return exists;
}

/* "77", "cpu77", "0-63,128", "web1:77". False when the word is not such a list. */
static bool read_list(const struct machine *m, const char *word, struct cpulist *list)
{
	const char *ids = strncmp(word, "cpu", 3) ? word : word + 3;
	bool names = m->hosts.count && ids == word && strchr(word, ':');
	if (!names && strspn(ids, "0123456789,-:/") < strlen(ids))
		return false;
	return cpu_name_parse(&m->hosts, list, ids, strlen(ids)) && list->count;
}

/* Prefers whole names to beginnings. Returns whether the machine has one. */
static bool find_by_name(struct search *s, const char *word)
{
	bool exists = false;
	find_path(s, word);
	for (int how = 2; how > 0 && word[0] && !s->target.matches && !exists; how--)
		exists = find_sets(s, word, how);
	return exists;
}

static bool is_silent_host(const struct hosts *hosts, const char *word)
{
	for (size_t i = 0; i < hosts->count; i++)
		if (host_is_silent(&hosts->host[i]) && match(word, hosts->host[i].name) == 2)
			return true;
	return false;
}

bool search_find(const struct arrangement *a, const struct machine *m, const char *text,
		 size_t index, struct target *out, char *why, size_t room)
{
	struct search s = { a, m, index, { .group = TREE_NONE } };
	char word[WORD_ROOM];
	struct cpulist list = { 0 };
	bool exists = false;
	normalise(text, word, sizeof word);
	why[0] = '\0';
	/* A name like 0-63 means the range if that is a row of the wall, else the cpus. */
	if (strspn(word, "0123456789") < strlen(word))
		find_groups(&s, word);
	bool is_list = read_list(m, word, &list);
	if (!s.target.matches && is_list) {
		find_cpus(&s, &list, false, TREE_NONE);
		exists = machine_has(m, &list);
	} else if (!s.target.matches) {
		exists = find_by_name(&s, word);
	}
	cpulist_free(&list);
	*out = s.target;
	if (out->matches)
		return true;
	if (is_silent_host(&m->hosts, word))
		snprintf(why, room, "%.40s has not answered yet", word);
	else if (is_list && strncmp(word, "cpu", 3) && isdigit((unsigned char)word[0]))
		snprintf(why, room,
			 exists ? "cpu%.24s is filtered out; Esc shows all" : "no cpu%.24s here",
			 word);
	else if (is_list || exists)
		snprintf(why, room,
			 exists ? "%.24s is filtered out; Esc shows all" : "no %.24s here", word);
	else if (strncmp("cpu", word, strlen(word)))
		snprintf(why, room, "no cpu or group %.24s here", word);
	return false;
}
