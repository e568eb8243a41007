/*
 * A guest of many cpus under QEMU: its console is a terminal (term.h) on which the test types as a
 * user would, and a second serial port carries commands that the console does not see. Every wait
 * ends by its condition, or fails when its time or the guest's whole time is up.
 */
#ifndef COREWALL_VM_GUEST_H
#define COREWALL_VM_GUEST_H

#include "base/buf.h"
#include "term/term.h"

struct guest {
	struct term *console;
	int control;       /* the second port, or -1 */
	struct buf reply;  /* of the last command: what it printed */
	int status;        /* and its exit status; -1 while there is none */
	int64_t deadline;  /* for all of it, in ms of guest_clock */
	int patience;      /* ms for one condition */
	char port[32];     /* its socket's abstract name: no file that could stay */
	const char *wrong; /* what did not hold, or NULL */

	/* Sees the console whenever anything is waited for, every piece of output; or NULL. */
	void (*watcher)(struct term *console, void *context);
	void *watched; /* its context */
};

/* Milliseconds of a clock that only goes forward. */
int64_t guest_clock(void);

/* The machine that tests/vm/boot is to make. */
struct guest_machine {
	unsigned cpus;
	const char *shape; /* sockets x dies x cores x threads */
	unsigned nodes;
	unsigned memory;   /* MiB */
	const char *words; /* for the kernel's command line */
	const char *accel; /* tcg or kvm */
};

/*
 * Starts QEMU. The guest has control -1, a deadline, a patience and nothing else. It boots on while
 * others are waited for; guest_up() is true once its second port answers.
 */
bool guest_start(struct guest *g, const struct guest_machine *machine);
bool guest_up(struct guest *g, int boot_ms);

/* Kills it if it still runs. */
void guest_end(struct guest *g);

/* term_wait within the guest's time. */
bool guest_wait(struct guest *g, term_predicate *holds, void *context, int timeout_ms);

/* Runs a line of shell in the guest, not on its console: true when it came to an end with 0. */
bool guest_run(struct guest *g, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Types a line at the console's prompt, on a screen that was cleared so that nothing older can be
 * taken for its answer, and waits for the text; or a key, and waits for the prompt.
 */
bool guest_type(struct guest *g, const char *line, const char *until);
bool guest_quit(struct guest *g, const char *key);
bool guest_at_prompt(const struct guest *g);

/* For `return guest_expect(…)` and conditions: notes the first thing that did not hold. */
bool guest_expect(struct guest *g, bool holds, const char *what);

#endif
