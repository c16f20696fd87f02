// Columns of a packed weight, picked one by one: the same for every precision, whose units of depth are all 32 bits.
#include <string.h>

#include "ckernels.h"

void ck_take_columns(const void *from, long units, long panel, const int32_t *ids, long n, void *to, long first) {
  for (long i = 0; i < n; i++) {
    long source = ids[i], target = first + i;
    const char *x = (const char *)from + 4 * (source / panel * panel * units + source % panel);
    char *y = (char *)to + 4 * (target / panel * panel * units + target % panel);
    for (long u = 0; u < units; u++, x += 4 * panel, y += 4 * panel) memcpy(y, x, 4);
  }
}
