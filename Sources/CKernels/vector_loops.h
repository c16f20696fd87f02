// How kernels walk arrays and matrices.

/// Walks n floats a vector at a time: `k` is the first element, `l` the lanes that lie inside.
#define EACH_VECTOR(k, l, n) \
  for (long k = 0, more##k = 1; more##k; more##k = 0) \
    for (lanes l; k < (n) && (l = v_lanes((n) - k), 1); k += W)

static INLINE float *row(ck_matrix m, long r) { return m.base + r * m.stride; }

#define UNROLL _Pragma("clang loop unroll(full)")
