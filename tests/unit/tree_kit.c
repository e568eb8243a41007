/* Small machines on a file system, for the tests of source/. */
#include "unit/tree_kit.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

enum { PATH_ROOM = 512 };

static void path_in(const struct tree_kit *k, const char *path, char out[PATH_ROOM])
{
	snprintf(out, PATH_ROOM, "%s/%s", k->root, path);
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *where)
{
	(void)s, (void)kind, (void)where;
	return remove(path);
}

static void remove_all(const char *path)
{
	assert_int_equal(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

void tree_kit_open(struct tree_kit *k)
{
	const char *where = getenv("TMPDIR");
	snprintf(k->root, sizeof k->root, "%s/corewall-tree-XXXXXX", where ? where : "/tmp");
	assert_non_null(mkdtemp(k->root));
	assert_int_equal(chmod(k->root, 0755), 0);
}

void tree_kit_close(struct tree_kit *k)
{
	remove_all(k->root);
}

/* Makes the directories that lead to the last part. */
static void make_parents(const struct tree_kit *k, char path[PATH_ROOM])
{
	for (char *slash = path + strlen(k->root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
}

void tree_kit_make(const struct tree_kit *k, const char *path)
{
	char full[PATH_ROOM];
	path_in(k, path, full);
	make_parents(k, full);
	mkdir(full, 0755);
}

void tree_kit_put(const struct tree_kit *k, const char *path, const char *text)
{
	char full[PATH_ROOM];
	path_in(k, path, full);
	make_parents(k, full);
	FILE *f = fopen(full, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	fclose(f);
}

void tree_kit_remove(const struct tree_kit *k, const char *path)
{
	char full[PATH_ROOM];
	path_in(k, path, full);
	remove_all(full);
}

void tree_kit_forbid(const struct tree_kit *k, const char *path)
{
	char full[PATH_ROOM];
	path_in(k, path, full);
	assert_int_equal(chmod(full, 0), 0);
}
