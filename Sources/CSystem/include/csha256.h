// SHA-256's compression function by the processor's own instructions (x86 SHA extensions).
#ifndef CSYSTEM_SHA256_H
#define CSYSTEM_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor has the instructions; asks it each time.
bool csha256_is_available(void);

/// Takes whole blocks of 64 bytes into the state a…h (FIPS 180-4, section 6.2.2). Only where `csha256_is_available`.
void csha256_compress(uint32_t state[8], const uint8_t *blocks, size_t block_count);

#endif
