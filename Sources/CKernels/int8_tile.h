// The innermost loops of int8 products: a tile of sums in registers, one quad of A times vectors of quads of B.
//
// Sums of bytes are exact, so an element of C depends on its row, its column and their two scales alone: not on the tile,
// the rows around it or the instruction set.

/// Columns of a panel, on every instruction set: a packed weight is a file format.
#define QUAD_PANEL 32
/// Bytes of a panel for each quad of depth.
#define QUAD_BYTES (4 * QUAD_PANEL)
/// Vectors of a whole panel, and of the strips that it is walked in.
#define PANEL_VECTORS (QUAD_PANEL / W)
#define STRIP 2

/// One tile: quad (i, d) of A at a + i·rowStep + 4·d; vector v of quad d of B at b + d·QUAD_BYTES, and what lies a panel
/// further `panelStep` bytes further.
typedef struct {
  long depth;
  const uint8_t *a;
  long rowStep;
  const int8_t *b;
  long panelStep;
  /// Of the first column: where its sum starts, its scale and its element of C.
  const int32_t *offsets;
  const float *scales;
  float *c;
  long cStride;
  const float *rowScales;
  /// Columns from the first one on.
  long columns;
  int accumulate;
  /// What is fetched into the second cache meanwhile: `aheadStep` bytes for each quad of depth.
  const int8_t *ahead;
  long aheadStep;
} quad_work;

/// C = (accumulate ? C : 0) + sum · column's scale · row's scale.
static INLINE void quad_finish(const quad_work *t, vq sum, const int row, const int column) {
  lanes l = v_lanes(t->columns - column);
  float *c = t->c + row * t->cStride + column;
  vf value = q_float(sum) * v_take(t->scales + column, l) * v_set(t->rowScales[row]);
  v_put(c, t->accumulate ? v_take(c, l) + value : value, l);
}

/// `rows` × `panels` · `vectors` vectors, all constants after inlining.
static INLINE void quad_tile(const quad_work *t, const int rows, const int panels, const int vectors) {
  vq sum[QUAD_ROWS][8];
  const uint8_t *a[(QUAD_ROWS + 2) / 3];
  const int8_t *b = t->b, *ahead = t->ahead;
  const long rowStep = t->rowStep, panelStep = t->panelStep, aheadStep = t->aheadStep;
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < panels * vectors; v++) {
      __builtin_prefetch(t->c + i * t->cStride + v * W, 1);
      sum[i][v] = q_load(t->offsets + v * W);
    }
  }
  UNROLL for (int i = 0; i < rows; i += 3) a[i / 3] = t->a + i * rowStep;
  for (long d = t->depth; d > 0; d--) {
    quad_right right[8];
    if (panels > 1) {
      // Several panels are several streams: each runs ahead of itself, across the pages where the hardware stops.
      UNROLL for (int v = 0; v < panels * vectors; v++) {
        __builtin_prefetch(b + v / vectors * panelStep + v % vectors * 4 * W + 16 * QUAD_BYTES);
      }
    } else {
      __builtin_prefetch(ahead, 0, 2);
      __builtin_prefetch(ahead + 64, 0, 2);
      ahead += aheadStep;
    }
    UNROLL for (int v = 0; v < panels * vectors; v++) {
      right[v] = q_right(b + v / vectors * panelStep + v % vectors * 4 * W);
    }
    UNROLL for (int i = 0; i < rows; i++) {
      quad_left left = q_left(a[i / 3] + i % 3 * rowStep);
      UNROLL for (int v = 0; v < panels * vectors; v++) sum[i][v] = q_multiply(left, right[v], sum[i][v]);
    }
    UNROLL for (int i = 0; i < rows; i += 3) a[i / 3] += 4;
    b += QUAD_BYTES;
  }
  UNROLL for (int i = 0; i < rows; i++) {
    UNROLL for (int v = 0; v < panels * vectors; v++) quad_finish(t, sum[i][v], i, v * W);
  }
}

typedef void (*quad_function)(const quad_work *);

#define QUAD_TILE(rows) \
  static void quad_tile_##rows(const quad_work *t) { quad_tile(t, rows, 1, STRIP); }
#define QUAD_WIDE(rows, panels) \
  static void quad_wide_##rows(const quad_work *t) { quad_tile(t, rows, panels, PANEL_VECTORS); }

QUAD_TILE(1) QUAD_TILE(2) QUAD_TILE(3) QUAD_TILE(4)
#if QUAD_ROWS > 4
QUAD_TILE(5) QUAD_TILE(6) QUAD_TILE(7) QUAD_TILE(8) QUAD_TILE(9) QUAD_TILE(10) QUAD_TILE(11) QUAD_TILE(12)
#endif

/// quadTiles[rows − 1].
static const quad_function quadTiles[QUAD_ROWS] = {
    quad_tile_1, quad_tile_2, quad_tile_3, quad_tile_4,
#if QUAD_ROWS > 4
    quad_tile_5, quad_tile_6, quad_tile_7, quad_tile_8, quad_tile_9, quad_tile_10, quad_tile_11, quad_tile_12,
#endif
};

/// A few rows are memory-bound: several panels side by side are as many streams. quadWide[rows − 1] takes
/// quadWidePanels[rows − 1] panels.
#if QUAD_ROWS > 4
QUAD_WIDE(1, 4) QUAD_WIDE(2, 4) QUAD_WIDE(3, 3) QUAD_WIDE(4, 2) QUAD_WIDE(5, 2) QUAD_WIDE(6, 2)
#define QUAD_WIDE_ROWS 6
static const quad_function quadWide[QUAD_WIDE_ROWS] = {quad_wide_1, quad_wide_2, quad_wide_3,
                                                       quad_wide_4, quad_wide_5, quad_wide_6};
static const long quadWidePanels[QUAD_WIDE_ROWS] = {4, 4, 3, 2, 2, 2};
#else
QUAD_WIDE(1, 1)
#define QUAD_WIDE_ROWS 1
static const quad_function quadWide[QUAD_WIDE_ROWS] = {quad_wide_1};
static const long quadWidePanels[QUAD_WIDE_ROWS] = {1};
#endif
