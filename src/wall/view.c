/* Names of what a view leaves open: how it overflows, and the order of the cpus. */
#include "wall/view.h"

const char *const overflow_name[OVERFLOWS] = { "auto", "scroll", "page", "collapse" };
const char *const order_name[ORDERS] = { "id", "topology", "load" };
