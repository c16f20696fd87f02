// The innermost loops of every product: a tile of C in registers, one broadcast unit of A times vectors of B.
//
// Each element of C is one chain of fused products over k in ascending order, in every tile shape and blocking: between
// blocks the chain is parked in C itself. So a row's bits never depend on the rows around it.

#define PANEL (2 * W)

/// One tile, its depth in units of 32 bits: unit (i, k) of A is a[i·rowStep + k·depthStep]; vector v of row k of B lies in
/// panel v / halves.
typedef struct {
  long depth;
  const float *a;
  long rowStep, depthStep;
  const float *b;
  long bDepthStep, bPanelStep;
  float *c;
  long cStride;
  /// Columns that exist, for each vector of the tile.
  lanes inside[8];
  /// Start from 0 instead of from C.
  int fresh;
  /// The next tile's corner of C, fetched while this one is computed.
  const float *next;
  /// This tile's share of the next panel of B, fetched into the second cache while it works: `aheadStep` floats for each
  /// step in depth.
  const float *ahead;
  long aheadStep;
} tile_work;

/// `rows` × (`panels` · `halves` vectors), all constants after inlining. `packedA`: rows of A side by side, TILE_ROWS
/// apart in depth; `maskedB`: B is read in place, so that the last columns must not be read beyond.
static INLINE void tile(const tile_work *t, const int rows, const int panels, const int halves, const int packedA,
                        const int maskedB) {
  vf sum[TILE_ROWS][8];
  const long rowStep = packedA ? 1 : t->rowStep, depthStep = packedA ? TILE_ROWS : t->depthStep;
  const long bDepthStep = packedA ? PANEL : t->bDepthStep, bPanelStep = t->bPanelStep, cStride = t->cStride;
  const lanes inside0 = t->inside[0], inside1 = t->inside[1];
  float *c = t->c;
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < halves; v++) __builtin_prefetch(t->next + i * cStride + v * W, 1);
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < panels * halves; v++) {
      sum[i][v] = t->fresh ? v_zero() : v_take(c + i * cStride + v * W, t->inside[v]);
    }
  }
  // Three rows to a pointer: the others are one and two row steps on, which x86 addresses for nothing.
  const float *a[(TILE_ROWS + 2) / 3], *b = t->b;
  UNROLL for (int i = 0; i < rows; i += 3) a[i / 3] = t->a + i * rowStep;
  const float *ahead = t->ahead;
  const long aheadStep = t->aheadStep;
  for (long k = t->depth; k > 0; k--) {
    vf right[8];
    if (packedA) {
      __builtin_prefetch(ahead, 0, 2);
      __builtin_prefetch(ahead + W, 0, 2);
      ahead += aheadStep;
    }
    // Several panels are several streams: each runs ahead of itself, across the pages where the hardware stops.
    UNROLL for (int v = 0; panels > 1 && v < panels * halves; v++) {
      __builtin_prefetch(b + v / halves * bPanelStep + v % halves * W + 16 * PANEL);
    }
    UNROLL for (int v = 0; v < panels * halves; v++) {
      const float *p = b + v / halves * bPanelStep + v % halves * W;
      right[v] = maskedB ? v_take(p, v ? inside1 : inside0) : v_load(p);
    }
    UNROLL for (int i = 0; i < rows; i++) {
      vf left = v_set(a[i / 3][i % 3 * rowStep]);
      UNROLL for (int v = 0; v < panels * halves; v++) sum[i][v] = unit_multiply(left, right[v], sum[i][v]);
    }
    UNROLL for (int i = 0; i < rows; i += 3) a[i / 3] += depthStep;
    b += bDepthStep;
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < panels * halves; v++) v_put(c + i * cStride + v * W, sum[i][v], t->inside[v]);
  }
}

typedef void (*tile_function)(const tile_work *);

#define TILES_OF(rows) \
  static void tile_packed_1_##rows(const tile_work *t) { tile(t, rows, 1, 1, 1, 0); } \
  static void tile_packed_2_##rows(const tile_work *t) { tile(t, rows, 1, 2, 1, 0); } \
  static void tile_strided_1_##rows(const tile_work *t) { tile(t, rows, 1, 1, 0, 0); } \
  static void tile_strided_2_##rows(const tile_work *t) { tile(t, rows, 1, 2, 0, 0); } \
  static void tile_masked_1_##rows(const tile_work *t) { tile(t, rows, 1, 1, 0, 1); } \
  static void tile_masked_2_##rows(const tile_work *t) { tile(t, rows, 1, 2, 0, 1); }
#define ROW_OF(rows) \
  { \
    {tile_packed_1_##rows, tile_packed_2_##rows}, {tile_strided_1_##rows, tile_strided_2_##rows}, \
        {tile_masked_1_##rows, tile_masked_2_##rows}, \
  }

TILES_OF(1) TILES_OF(2) TILES_OF(3) TILES_OF(4)
#if TILE_ROWS > 4
TILES_OF(5) TILES_OF(6)
#endif
#if TILE_ROWS > 6
TILES_OF(7) TILES_OF(8) TILES_OF(9) TILES_OF(10) TILES_OF(11) TILES_OF(12)
#endif

enum { PACKED_A, STRIDED, MASKED_B };

/// tiles[rows − 1][PACKED_A, STRIDED or MASKED_B][vectors − 1].
static const tile_function tiles[TILE_ROWS][3][2] = {
    ROW_OF(1), ROW_OF(2), ROW_OF(3), ROW_OF(4),
#if TILE_ROWS > 4
    ROW_OF(5), ROW_OF(6),
#endif
#if TILE_ROWS > 6
    ROW_OF(7), ROW_OF(8), ROW_OF(9), ROW_OF(10), ROW_OF(11), ROW_OF(12),
#endif
};

/// A few rows over several panels side by side: as many chains as registers allow hide the products' latency, and as many
/// streams the memory's. wide[rows − 1] takes widePanels[rows − 1] panels.
#define WIDE_OF(rows, panels) \
  static void tile_wide_##rows(const tile_work *t) { tile(t, rows, panels, 2, 0, 0); }
WIDE_OF(1, 4) WIDE_OF(2, TILE_ROWS > 6 ? 4 : 2)
#if TILE_ROWS > 6
WIDE_OF(3, 3) WIDE_OF(4, 2) WIDE_OF(5, 2) WIDE_OF(6, 2)
#define WIDE_ROWS 6
static const tile_function wide[WIDE_ROWS] = {tile_wide_1, tile_wide_2, tile_wide_3,
                                              tile_wide_4, tile_wide_5, tile_wide_6};
static const long widePanels[WIDE_ROWS] = {4, 4, 3, 2, 2, 2};
#else
#define WIDE_ROWS 2
static const tile_function wide[WIDE_ROWS] = {tile_wide_1, tile_wide_2};
static const long widePanels[WIDE_ROWS] = {4, 2};
#endif
