// Unpacks the columns of a packed int8 weight; the panel layout is the same for every instruction set.
#include <string.h>

#include "ckernels.h"

void ck_int8_columns(const ck_int8_weight *weight, int8_t *to, long stride) {
  const long panel = 32, quads = (weight->depth + 3) / 4;
  memset(to, 0, weight->columns * stride);
  for (long j = 0; j < weight->columns; j++) {
    const int8_t *from = weight->panels + j / panel * (4 * panel * quads) + j % panel * 4;
    for (long d = 0; d < quads; d++) memcpy(to + j * stride + 4 * d, from + d * 4 * panel, 4);
  }
}
