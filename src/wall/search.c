/* Words to targets. Invariant: what is found is shown. */
#include "wall/search.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { WORD_ROOM = 64 };

/* Without blanks and in small letters. */
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
	char normal[32];
	normalise(name, normal, sizeof normal);
	if (strncmp(normal, word, strlen(word)))
		return 0;
	return strlen(normal) == strlen(word) ? 2 : 1;
}

/* The set of the topology that the word names best; NULL when none. */
static const struct topology_set *find_set(const struct topology *t, const char *word, char *name,
					   size_t room)
{
	const struct topology_set *found = NULL;
	int best = 0;
	for (unsigned l = LEVEL_ALL + 1; l < LEVELS && best < 2; l++) {
		const struct topology_level *level = &t->level[l];
		for (size_t i = 0; i < level->count && best < 2; i++) {
			char text[32];
			snprintf(text, sizeof text, level_table[l].format, level->set[i].id);
			int how = match(word, text);
			if (how <= best)
				continue;
			best = how;
			found = &level->set[i];
			snprintf(name, room, "%s", text);
		}
	}
	return found;
}

/* The group of that name or path, or of its beginning, where groups are shown. */
static uint32_t find_group(const struct arrangement *a, const char *word)
{
	return a->plan.view == VIEW_GROUPS ? tree_find(&a->tree, word) : TREE_NONE;
}

/* The first shown row of the group with that path in any tree of the machine. */
static bool find_path(const struct arrangement *a, const struct machine *m, const char *word,
		      struct target *out)
{
	struct tree t = { 0 };
	uint32_t found = TREE_NONE;
	for (enum level level = LEVEL_DRAWER;
	     strchr(word, '/') && level <= LEVEL_CORE && found == TREE_NONE; level++)
		if (tree_of_level(&t, &m->topology, level, a->shown_cpu, a->shown_count))
			found = tree_find(&t, word);
	if (found != TREE_NONE)
		out->row = a->shown[t.order[t.group[found].first]];
	tree_free(&t);
	return found != TREE_NONE;
}

/* The first shown row of the cpus; false with the reason when there is none. */
static bool find_row(const struct arrangement *a, const struct machine *m,
		     const struct cpulist *cpus, const char *what, struct target *out, char *why,
		     size_t room)
{
	const struct usage *u = &m->usage;
	bool exists = false;
	for (size_t i = 0; i < a->shown_count; i++) {
		if (!cpulist_has(cpus, a->shown_cpu[i]))
			continue;
		out->row = a->shown[i];
		return true;
	}
	for (size_t i = 0; i < u->rows && !exists; i++)
		exists = cpulist_has(cpus, u->cpu[i]);
	snprintf(why, room, exists ? "%.24s is filtered out; Esc shows all" : "no %.24s here",
		 what);
	return false;
}

/* "77", "cpu77", "0-63,128". False when the word is no such list. */
static bool read_list(const char *word, struct cpulist *list)
{
	const char *ids = strncmp(word, "cpu", 3) ? word : word + 3;
	return cpulist_parse(list, ids, strlen(ids)) && list->count;
}

bool search_find(const struct arrangement *a, const struct machine *m, const char *text,
		 struct target *out, char *why, size_t room)
{
	char word[WORD_ROOM], what[WORD_ROOM + 4];
	struct cpulist list = { 0 };
	bool found;
	*out = (struct target){ .group = TREE_NONE };
	normalise(text, word, sizeof word);
	why[0] = '\0';
	/* A block is named after its ids: the cpus are meant unless that row is on the wall. */
	if (strspn(word, "0123456789") < strlen(word))
		out->group = find_group(a, word);
	if (out->group != TREE_NONE) {
		out->row = arrangement_group_row(a, out->group, 0);
		found = true;
	} else if (read_list(word, &list)) {
		snprintf(what, sizeof what, "cpu%s", strncmp(word, "cpu", 3) ? word : word + 3);
		found = find_row(a, m, &list, what, out, why, room);
	} else if (find_path(a, m, word, out)) {
		found = true;
	} else {
		const struct topology_set *set =
			word[0] ? find_set(&m->topology, word, what, sizeof what) : NULL;
		found = set && find_row(a, m, &set->cpus, what, out, why, room);
		if (found)
			out->group = find_group(a, what);
		else if (!set && strncmp("cpu", word, strlen(word)))
			snprintf(why, room, "no cpu or group %.24s here", word);
	}
	cpulist_free(&list);
	return found;
}
