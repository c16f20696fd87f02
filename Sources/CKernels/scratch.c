// One buffer per thread for packed operands; grows when a product needs more and is freed when the thread ends.
#define _DEFAULT_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "tables.h"

/// Floats per 2 MiB page.
#define HUGE_PAGE (1L << 19)

typedef struct {
  float *memory;
  long count;
} scratch;

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void release(void *value) {
  scratch *own = value;
  free(own->memory);
  free(own);
}

static void create(void) {
  if (pthread_key_create(&key, release)) abort();
}

float *ck_scratch(long count) {
  static _Thread_local scratch *own;
  if (!own) {
    pthread_once(&once, create);
    own = calloc(1, sizeof *own);
    if (!own || pthread_setspecific(key, own)) abort();
  }
  if (own->count < count) {
    free(own->memory);
    own->count = (count + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    own->memory = aligned_alloc(HUGE_PAGE * sizeof(float), own->count * sizeof(float));
    if (!own->memory) abort();
    // Packed operands are walked in long strides; with small pages, TLB misses would cost more than the reads.
    madvise(own->memory, own->count * sizeof(float), MADV_HUGEPAGE);
  }
  return own->memory;
}
