/*
 * The reader of /proc/cpuinfo. Owns the names of ARM's parts, and how long texts become short
 * names. Invariant: a fact can hold every name. Must not know sysfs.
 *
 * The file: a block for each cpu that is online, begun by "processor : ID" (arch/arm64/kernel/
 * cpuinfo.c, arch/riscv/kernel/cpu.c). Part numbers: arch/arm64/include/asm/cputype.h.
 */
#include "source/models.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More lines than the largest machine's file has: eight thousand cpus with forty each. */
enum { MOST_LINES = 1 << 20 };

static const struct part {
	unsigned long maker, part;
	const char *name;
} parts[] = {
	{ 0x41, 0xc07, "A7" },        { 0x41, 0xc0e, "A17" },       { 0x41, 0xc0f, "A15" },
	{ 0x41, 0xd03, "A53" },       { 0x41, 0xd04, "A35" },       { 0x41, 0xd05, "A55" },
	{ 0x41, 0xd06, "A65" },       { 0x41, 0xd07, "A57" },       { 0x41, 0xd08, "A72" },
	{ 0x41, 0xd09, "A73" },       { 0x41, 0xd0a, "A75" },       { 0x41, 0xd0b, "A76" },
	{ 0x41, 0xd0d, "A77" },       { 0x41, 0xd41, "A78" },       { 0x41, 0xd44, "X1" },
	{ 0x41, 0xd46, "A510" },      { 0x41, 0xd47, "A710" },      { 0x41, 0xd48, "X2" },
	{ 0x41, 0xd4b, "A78C" },      { 0x41, 0xd4c, "X1C" },       { 0x41, 0xd4d, "A715" },
	{ 0x41, 0xd4e, "X3" },        { 0x41, 0xd80, "A520" },      { 0x41, 0xd81, "A720" },
	{ 0x41, 0xd82, "X4" },        { 0x41, 0xd85, "X925" },      { 0x41, 0xd87, "A725" },
	{ 0x61, 0x022, "Icestorm" },  { 0x61, 0x023, "Firestorm" }, { 0x61, 0x024, "Icestorm" },
	{ 0x61, 0x025, "Firestorm" }, { 0x61, 0x028, "Icestorm" },  { 0x61, 0x029, "Firestorm" },
	{ 0x61, 0x032, "Blizzard" },  { 0x61, 0x033, "Avalanche" }, { 0x61, 0x034, "Blizzard" },
	{ 0x61, 0x035, "Avalanche" }, { 0x61, 0x038, "Blizzard" },  { 0x61, 0x039, "Avalanche" },
};

/* What the block of a cpu says of it. */
struct block {
	bool begun;
	uint32_t cpu;
	char maker[16], part[16], text[64];
};

void models_free(struct models *m)
{
	for (size_t i = 0; i < m->count; i++)
		cpulist_free(&m->model[i].cpus);
	m->count = 0;
}

/* Ends the block: adds its cpu to a model that is known, or to a new one. */
static void end_block(struct models *m, const struct block *b)
{
	char key[sizeof m->model->key];
	size_t i = 0;
	if (*b->part)
		snprintf(key, sizeof key, "%s %s", b->maker, b->part);
	else
		snprintf(key, sizeof key, "%s", b->text);
	if (!b->begun || !*key)
		return;
	while (i < m->count && strcmp(m->model[i].key, key) != 0)
		i++;
	if (i == MODELS_MOST)
		return;
	if (i == m->count) {
		m->model[m->count++] = (struct model){ 0 };
		memcpy(m->model[i].key, key, sizeof key);
	}
	cpulist_add(&m->model[i].cpus, b->cpu, b->cpu);
}

/* "processor\t: 3": the words before and after the colon, without blanks around them. */
static const char *split_line(char *line, const char **value)
{
	char *colon = strchr(line, ':');
	if (!colon)
		return "";
	*value = colon + 1 + strspn(colon + 1, " \t");
	for (char *end = line + strlen(line); end > *value && isspace((unsigned char)end[-1]);)
		*--end = '\0';
	*colon = '\0';
	for (char *end = colon; end > line && isspace((unsigned char)end[-1]);)
		*--end = '\0';
	return line;
}

static void take_line(struct models *m, struct block *b, char *line)
{
	const char *value = "", *what = split_line(line, &value);
	if (!strcmp(what, "processor")) {
		end_block(m, b);
		*b = (struct block){ .begun = isdigit((unsigned char)*value) != 0 };
		b->cpu = (uint32_t)strtoul(value, NULL, 10);
	} else if (!strcmp(what, "CPU implementer")) {
		snprintf(b->maker, sizeof b->maker, "%.15s", value);
	} else if (!strcmp(what, "CPU part")) {
		snprintf(b->part, sizeof b->part, "%.15s", value);
	} else if (!strcmp(what, "model name") || (!strcmp(what, "uarch") && !*b->text)) {
		snprintf(b->text, sizeof b->text, "%.63s", value);
	}
}

/* The part's name, or its number. */
static const char *name_of_part(const struct model *m)
{
	char *end;
	unsigned long maker = strtoul(m->key, &end, 16), part = strtoul(end, NULL, 16);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (parts[i].maker == maker && parts[i].part == part)
			return parts[i].name;
	return m->key + strcspn(m->key, " ") + 1;
}

/* How many characters all keys begin with, up to the end of a word. */
static size_t common_words(const struct models *m)
{
	size_t words = 0;
	for (size_t n = 0; m->model[0].key[n]; n++) {
		for (size_t i = 1; i < m->count; i++)
			if (m->model[i].key[n] != m->model[0].key[n])
				return words;
		if (m->model[0].key[n] == ' ')
			words = n + 1;
	}
	return words;
}

/* Sets the name, without bytes that a fact or a terminal cannot take. */
static void put_name(struct model *m, const char *text)
{
	size_t n = 0;
	for (; *text && n + 1 < sizeof m->name; text++)
		if (*text > ' ' && *text <= '~')
			m->name[n++] = *text;
		else if (n && m->name[n - 1] != '-')
			m->name[n++] = '-';
	m->name[n] = '\0';
}

/* Joins parts of the same name; numbers models whose texts are equal once they are cut. */
static void join_or_number(struct models *m, bool parts_known)
{
	for (size_t i = 0; i < m->count; i++) {
		size_t k = 0;
		while (k < i && strcmp(m->model[k].name, m->model[i].name) != 0)
			k++;
		if (k == i && *m->model[i].name)
			continue;
		if (!parts_known || !*m->model[i].name) {
			snprintf(m->model[i].name, sizeof m->model[i].name, "%u", (unsigned)i + 1);
			continue;
		}
		for (size_t r = 0; r < m->model[i].cpus.count; r++)
			cpulist_add(&m->model[k].cpus, m->model[i].cpus.range[r].first,
				    m->model[i].cpus.range[r].last);
		cpulist_free(&m->model[i].cpus);
		m->model[i--] = m->model[--m->count];
	}
}

static void name_models(struct models *m)
{
	size_t common = m->count ? common_words(m) : 0;
	bool by_part = m->count && !strncmp(m->model[0].key, "0x", 2);
	for (size_t i = 0; i < m->count; i++)
		put_name(&m->model[i],
			 by_part ? name_of_part(&m->model[i]) : m->model[i].key + common);
	join_or_number(m, by_part);
}

void models_read(struct models *m, int file)
{
	char line[256];
	struct block b = { 0 };
	*m = (struct models){ 0 };
	FILE *f = file < 0 ? NULL : fdopen(file, "r");
	if (!f && file >= 0)
		close(file);
	for (int n = 0; f && n < MOST_LINES && fgets(line, sizeof line, f); n++)
		take_line(m, &b, line);
	end_block(m, &b);
	if (f)
		fclose(f);
	name_models(m);
}
