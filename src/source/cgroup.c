/*
 * Finds the directory of a group: /proc/self/cgroup gives its path in the hierarchy, and
 * /proc/self/mountinfo says which part of the hierarchy is mounted where. Invariant: the path has
 * no "..", and its first `top` bytes always stay. Must not know what the directory's files say.
 */
#include "source/cgroup.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST_SELF = 64 * 1024,
	MOST_MOUNTS = 4 << 20, /* bytes; a host of many containers has thousands of lines */
	MOST_FILE = 64 * 1024,
	MOUNT_FIELDS = 5,
};

/* Splits off the text before the next `end`, as a string; NULL when nothing is left. */
static char *cut(char **rest, char end)
{
	char *text = *rest;
	if (!text || !*text)
		return NULL;
	char *at = strchr(text, end);
	if (at)
		*at = '\0';
	*rest = at ? at + 1 : text + strlen(text);
	return text;
}

/* Whether the word is one of the list, which has commas between. */
static bool lists(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (;; list++) {
		size_t length = strcspn(list, ",");
		if (length == n && !memcmp(list, word, n))
			return true;
		list += length;
		if (!*list)
			return false;
	}
}

/* Lines of "4:cpu,cpuacct:/path", and "0::/path" for version 2. The path is in `text`. */
static const char *own_path(struct cgroup *c, char *text, const char *controller)
{
	const char *path = NULL;
	for (char *line; (line = cut(&text, '\n'));) {
		char *number = cut(&line, ':'), *controllers = number ? line : NULL;
		char *end = controllers ? strchr(controllers, ':') : NULL;
		if (!end)
			continue;
		*end = '\0';
		bool v1 = *controllers && lists(controllers, controller);
		if (!v1 && (*controllers || path))
			continue;
		path = end + 1;
		c->v2 = !v1;
		if (v1)
			break;
	}
	return path;
}

/* The rest of the group's path below the mounted part; "" if the path is not below it. */
static const char *below(const char *mounted, const char *path)
{
	size_t n = strlen(mounted);
	if (n && mounted[n - 1] == '/')
		n--;
	bool inside = !strncmp(path, mounted, n) && (path[n] == '/' || !path[n]);
	return inside && !strstr(path, "/..") ? path + n : "";
}

/* Blanks in a mount's path are written \040. */
static void unescape(char *text)
{
	char *to = text;
	for (const char *from = text; *from; from++) {
		unsigned code;
		if (*from == '\\' && sscanf(from + 1, "%3o", &code) == 1 && code < 256) {
			*to++ = (char)code;
			from += 3;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
}

/* Parses a line such as "31 30 0:28 ROOT WHERE rw - cgroup cgroup rw,cpu". */
static bool is_mount(const struct cgroup *c, char *line, const char *controller, char **root,
		     char **where)
{
	char *field[MOUNT_FIELDS], *kind = strstr(line, " - ");
	if (!kind)
		return false;
	*kind = '\0';
	kind += 3;
	for (size_t i = 0; i < MOUNT_FIELDS; i++)
		if (!(field[i] = cut(&line, ' ')))
			return false;
	char *type = cut(&kind, ' ');
	if (!type || strcmp(type, c->v2 ? "cgroup2" : "cgroup") != 0)
		return false;
	cut(&kind, ' ');
	if (!c->v2 && !lists(kind, controller))
		return false;
	*root = field[3];
	*where = field[4];
	unescape(*root);
	unescape(*where);
	return !strstr(*where, "/..");
}

static void set_path(struct cgroup *c, const char *where, const char *rest)
{
	buf_clear(&c->path);
	buf_puts(&c->path, where + strspn(where, "/"));
	c->top = c->path.used;
	if (strcmp(rest, "/") != 0)
		buf_puts(&c->path, rest);
}

static void find_mount(struct cgroup *c, char *mounts, const char *controller, const char *path)
{
	char *root, *where;
	for (char *line; (line = cut(&mounts, '\n'));) {
		if (is_mount(c, line, controller, &root, &where)) {
			set_path(c, where, below(root, path));
			return;
		}
	}
	struct buf usual = { 0 };
	buf_puts(&usual, "sys/fs/cgroup");
	if (!c->v2)
		buf_printf(&usual, "/%s", controller);
	set_path(c, usual.data, strstr(path, "/..") ? "" : path);
	buf_free(&usual);
}

bool cgroup_find(struct cgroup *c, struct root *r, const char *controller)
{
	struct buf self = { 0 }, mounts = { 0 };
	*c = (struct cgroup){ 0 };
	bool read = root_read(r, "proc/self/cgroup", &self, MOST_SELF);
	const char *path = read ? own_path(c, self.data, controller) : NULL;
	root_read(r, "proc/self/mountinfo", &mounts, MOST_MOUNTS);
	if (path && *path == '/')
		find_mount(c, mounts.data, controller, path);
	buf_free(&self);
	buf_free(&mounts);
	return c->path.used > 0;
}

bool cgroup_go_up(struct cgroup *c)
{
	if (c->path.used <= c->top)
		return false;
	char *slash = strrchr(c->path.data, '/');
	size_t n = slash ? (size_t)(slash - c->path.data) : 0;
	c->path.used = n > c->top ? n : c->top;
	c->path.data[c->path.used] = '\0';
	return true;
}

static char *path_of(const struct cgroup *c, const char *name)
{
	struct buf path = { 0 };
	buf_printf(&path, "%s/%s", c->path.data, name);
	return path.data;
}

bool cgroup_read(const struct cgroup *c, struct root *r, const char *name, struct buf *text)
{
	char *path = path_of(c, name);
	bool read = root_read(r, path, text, MOST_FILE);
	free(path);
	return read;
}

int cgroup_open(const struct cgroup *c, struct root *r, const char *name)
{
	char *path = path_of(c, name);
	int fd = root_openat(r, r->directory, path, O_RDONLY);
	free(path);
	return fd;
}

void cgroup_free(struct cgroup *c)
{
	buf_free(&c->path);
}
