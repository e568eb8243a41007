/*
 * The settings that the user saved: lines of options, which come before those of the environment
 * and of the command line. In $XDG_CONFIG_HOME/corewall/options, or ~/.config/corewall/options.
 */
#ifndef COREWALL_APP_SETTINGS_FILE_H
#define COREWALL_APP_SETTINGS_FILE_H

#include "app/options.h"
#include "base/buf.h"
#include "wall/settings.h"

/* The path, which the caller frees; NULL when the user has no home. */
char *settings_file_path(void);

/*
 * Appends what is in the file; nothing when there is none. Returns 0 or -errno.
 */
int settings_file_read(struct buf *out);

/*
 * Saves the settings in one line, with those options that no key changes. Creates directories.
 * Returns 0 or -errno: -ENOENT when the user has no home.
 */
int settings_file_save(const struct settings *s, const struct options *o);

/* Appends that line, with its newline. */
void settings_file_line(const struct settings *s, const struct options *o, struct buf *out);

#endif
