/*
 * The file of saved settings. Invariant: options_parse() accepts what is written here, and reads
 * the same settings from it. Must not know what they are used for.
 */
#include "app/settings_file.h"

#include "app/output.h"
#include "base/mem.h"
#include "source/file.h"
#include "views/views.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* More than anyone writes by hand. */
enum { FILE_MOST = 64 * 1024 };

/* The variable's path. The XDG base directory specification ignores relative ones: NULL. */
static const char *folder_of(const char *variable)
{
	const char *folder = getenv(variable);
	return folder && folder[0] == '/' ? folder : NULL;
}

char *settings_file_path(void)
{
	const char *config = folder_of("XDG_CONFIG_HOME"), *home = folder_of("HOME");
	struct buf path = { 0 };
	if (!config && !home)
		return NULL;
	buf_printf(&path, "%s%s/corewall/options", config ? config : home,
		   config ? "" : "/.config");
	return path.data;
}

int settings_file_read(struct buf *out)
{
	char *path = settings_file_path();
	int error = path ? file_read_all(path, FILE_MOST, out) : 0;
	free(path);
	return error == -ENOENT || error == -ENOTDIR ? 0 : error;
}

/* Creates the directories of the file. An error shows when the file itself is created. */
static void make_folders(char *path)
{
	for (char *end = strchr(path + 1, '/'); end; end = strchr(end + 1, '/')) {
		*end = '\0';
		mkdir(path, 0700);
		*end = '/';
	}
}

static void add_groups(const struct settings *s, struct buf *out)
{
	if (s->range_size)
		buf_printf(out, " --group %u", s->range_size);
	else if (s->level < LEVELS && s->level != LEVEL_ALL && s->level != LEVEL_RANGE)
		buf_printf(out, " --group %s", level_table[s->level].name);
}

/* Whether ASCII was asked for, rather than being all that the terminal has. */
static bool wants_ascii(const struct settings *s, const struct options *o)
{
	return s->glyphs == GLYPHS_ASCII && (o->ascii || s->best_glyphs != GLYPHS_ASCII);
}

void settings_file_line(const struct settings *s, const struct options *o, struct buf *out)
{
	buf_printf(out, "--view %s --overflow %s --sort %s --theme %s --interval %g --hot %g",
		   view_table[s->view]->name, overflow_name[s->overflow], order_name[s->order],
		   theme_name[s->theme], s->interval, s->hot);
	add_groups(s, out);
	if (wants_ascii(s, o))
		buf_puts(out, " --ascii");
	else if (o->utf8)
		buf_puts(out, " --utf8");
	if (o->colour != WHEN_AUTO)
		buf_printf(out, " --color %s", o->colour == WHEN_ALWAYS ? "always" : "never");
	if (o->mouse)
		buf_puts(out, " --mouse");
	buf_putc(out, '\n');
}

int settings_file_save(const struct settings *s, const struct options *o)
{
	char *path = settings_file_path();
	struct buf line = { 0 };
	if (!path)
		return -ENOENT;
	settings_file_line(s, o, &line);
	make_folders(path);
	int error = output_replace(path, &line);
	buf_free(&line);
	free(path);
	return error;
}
