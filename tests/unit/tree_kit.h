/* A directory that stands for the root of a machine: files made and removed by their paths in it.
 */
#ifndef COREWALL_TESTS_UNIT_TREE_KIT_H
#define COREWALL_TESTS_UNIT_TREE_KIT_H

struct tree_kit {
	char root[256];
};

void tree_kit_open(struct tree_kit *k);
void tree_kit_close(struct tree_kit *k);

/* Writes the file, and makes the directories above it. */
void tree_kit_put(const struct tree_kit *k, const char *path, const char *text);

/* Only directories; the last part is one too. */
void tree_kit_make(const struct tree_kit *k, const char *path);

/* Removes a file, or a directory with all that is in it. */
void tree_kit_remove(const struct tree_kit *k, const char *path);

/* Takes all permissions away. */
void tree_kit_forbid(const struct tree_kit *k, const char *path);

#endif
