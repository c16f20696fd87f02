// SHA-256's compression function by the processor's own instructions (x86 SHA extensions).
#ifndef CSYSTEM_SHA256_H
#define CSYSTEM_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// True if this processor has the instructions; queries it on every call.
bool csha256_is_available(void);

/// Compresses whole 64-byte blocks into the state a…h (FIPS 180-4, section 6.2.2). Requires `csha256_is_available`.
void csha256_compress(uint32_t state[8], const uint8_t *blocks, size_t block_count);

#endif
