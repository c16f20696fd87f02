// One buffer a thread for packed operands: grown when a product needs more, freed when the thread ends.
#include <pthread.h>
#include <stdlib.h>

#include "tables.h"

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
    own->count = (count + 1023) & ~1023L;
    own->memory = aligned_alloc(64, own->count * sizeof(float));
    if (!own->memory) abort();
  }
  return own->memory;
}
