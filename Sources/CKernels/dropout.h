// Dropout's mask from Philox-4x32-10 (Philox.swift has the plain form, the paper and the order of the words).

/// One round for W blocks side by side.
static INLINE void philox_round(vu c[4], uint32_t k0, uint32_t k1) {
  vu high0, high2, low0 = u_multiply(c[0], 0xD2511F53, &high0), low2 = u_multiply(c[2], 0xCD9E8D57, &high2);
  c[0] = u_xor(u_xor(high2, c[1]), u_set(k0));
  c[1] = low2;
  c[2] = u_xor(u_xor(high0, c[3]), u_set(k1));
  c[3] = low0;
}

/// Sixteen blocks decide 64 neighbours: word j of block i is element 16·j + i of them, for every vector width.
/// y = mask, or y = y·mask.
static INLINE void each_mask(float *y, long n, uint32_t threshold, float kept, uint64_t seed, uint64_t stream,
                             const int multiply) {
  for (long first = 0; first < n; first += 64) {
    for (long part = 0; part < 16; part += W) {
      uint64_t counter = (uint64_t)first / 4 + part;
      vu c[4] = {u_count((uint32_t)counter), u_set((uint32_t)(counter >> 32)), u_set((uint32_t)stream),
                 u_set((uint32_t)(stream >> 32))};
      uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
      for (int round = 0; round < 10; round++) {
        philox_round(c, k0, k1);
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
      }
      for (int j = 0; j < 4; j++) {
        long k = first + 16 * j + part;
        vf mask = u_at_least(c[j], threshold, kept);
        lanes l = v_lanes(n - k);
        if (k < n) v_put(y + k, multiply ? v_take(y + k, l) * mask : mask, l);
      }
    }
  }
}

static void dropout_mask(float *y, long n, uint32_t threshold, float kept, uint64_t seed, uint64_t stream) {
  each_mask(y, n, threshold, kept, seed, stream, 0);
}

static void dropout_apply(float *y, long n, uint32_t threshold, float kept, uint64_t seed, uint64_t stream) {
  each_mask(y, n, threshold, kept, seed, stream, 1);
}
