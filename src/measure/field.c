/* The table of fields. */
#include "measure/field.h"

const struct field_info field_table[FIELDS] = {
	[FIELD_USR] = { "usr", "user", "programs" },
	[FIELD_NICE] = { "nice", "nice", "programs of low priority" },
	[FIELD_SYS] = { "sys", "system", "the kernel" },
	[FIELD_IOWAIT] = { "iowait", "iowait", "idle, waiting for a disk" },
	[FIELD_IRQ] = { "irq", "irq", "interrupts" },
	[FIELD_SOFT] = { "soft", "softirq", "deferred interrupts" },
	[FIELD_STEAL] = { "steal", "steal", "wanted to run, the host ran others" },
	[FIELD_GUEST] = { "guest", "guest", "virtual machines run here" },
	[FIELD_GNICE] = { "gnice", "guest_nice", "virtual machines of low priority" },
	[FIELD_IDLE] = { "idle", "idle", "nothing to do" },
};
