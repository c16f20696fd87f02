// Products: blocks of A, panels of B, tiles of C. The blocking is Goto's (Goto & van de Geijn 2008): a block of B's panel
// stays in the first cache, a packed block of A in the second.

/// Units of depth of a block at most. Deep blocks read and write C seldom, which costs more than fetching B's panel from
/// the second cache: 64 × 1024 × 4096 runs at 81 % of the peak with 1024, 72 % with 512, 65 % with 256.
#define BLOCK_DEPTH 1024
/// Rows of a block of A: 96 · 1024 floats are 384 KB.
#define BLOCK_ROWS 96
/// Columns of B packed at a time where B is fresh: 2 MB.
#define BLOCK_COLUMNS 512

/// Room for a packed block of A: its last tile may be the shorter one of a block with one tile more.
#define LEFT_FLOATS ((BLOCK_ROWS / TILE_ROWS + 1) * (TILE_ROWS * BLOCK_DEPTH + W) + W)

/// Blocks of depth k, and the elements of block `i` that begins at `from`: all but the last are whole units.
static INLINE long block_count(long k) { return (units(k) + BLOCK_DEPTH - 1) / BLOCK_DEPTH; }
static INLINE long block_depth(long k, long blocks, long i, long from) {
  return least(UNIT * even_share(units(k), blocks, i), k - from);
}

/// Side `left`: unit (i, k) at base[i·rowStep + k·depthStep], or packed tiles one after another.
typedef struct {
  const float *base;
  long rowStep, depthStep;
  int packed;
} left_side;

/// Side `right`: panels panelStep apart, rows of a panel depthStep apart; `inPlace` when that is an unpacked matrix.
typedef struct {
  const float *base;
  long depthStep, panelStep;
  int inPlace;
} right_side;

/// C [rows, n] from one block of A and of B, `depth` in units.
static void multiply_block(left_side a, right_side b, long depth, ck_matrix c, int fresh) {
  long count = tile_count(c.rows), aheadStep = (PANEL + count - 1) / count;
  for (long j = 0; j < c.columns; j += PANEL, b.base += b.panelStep) {
    tile_work t = {.depth = depth, .rowStep = a.rowStep, .depthStep = a.depthStep, .b = b.base,
                   .bDepthStep = b.depthStep, .cStride = c.stride, .fresh = fresh, .aheadStep = aheadStep,
                   .inside = {v_lanes(c.columns - j), v_lanes(c.columns - j - W)}};
    int vectors = c.columns - j > W ? 2 : 1;
    int kind = a.packed ? PACKED_A : b.inPlace && c.columns - j < vectors * W ? MASKED_B : STRIDED;
    for (long i = 0, first = 0; i < count; i++) {
      long height = even_share(c.rows, count, i);
      t.a = a.packed ? a.base + i * tile_step(UNIT * depth) : a.base + first * a.rowStep;
      t.c = c.base + first * c.stride + j;
      t.next = i + 1 < count ? t.c + height * c.stride : c.base + j + PANEL;
      t.ahead = b.base + b.panelStep + i * aheadStep * depth;
      tiles[height - 1][kind][vectors - 1](&t);
      first += height;
    }
  }
}

/// C += A[:, k …] · B for one block of `depth` elements: A is packed where its elements must be converted, or are used
/// often enough to pay for it.
static void multiply_depth(ck_matrix a, int ta, right_side b, long k, long depth, ck_matrix c, int fresh,
                           float *scratch) {
  int packed = CONVERTS || (!b.inPlace && c.columns >= 4 * PANEL && c.rows >= 4);
  long blocks = packed ? (c.rows + BLOCK_ROWS - 1) / BLOCK_ROWS : 1;
  for (long i = 0, first = 0; i < blocks; i++) {
    long rows = even_share(c.rows, blocks, i);
    left_side left = {scratch, 1, TILE_ROWS, packed};
    if (packed) {
      pack_left(row(a, ta ? k : first) + (ta ? first : k), a.stride, ta, rows, depth, scratch, tile_step(depth));
    } else {
      left = (left_side){a.base + (ta ? k * a.stride : k), ta ? 1 : a.stride, ta ? a.stride : 1, 0};
    }
    ck_matrix part = {c.base + first * c.stride, rows, c.columns, c.stride};
    multiply_block(left, b, units(depth), part, fresh);
    first += rows;
  }
}

/// A few rows against packed panels: memory-bound, so every panel is read once from end to end, several side by side.
static void multiply_rows(ck_matrix a, const float *packed, ck_matrix c, int accumulate) {
  long k = units(a.columns), j = 0;
  left_side left = {a.base, a.stride, 1, 0};
  if (CONVERTS) {
    float *converted = ck_scratch(c.rows * k);
    pack_rows(a, converted);
    left = (left_side){converted, k, 1, 0};
  }
  long step = widePanels[c.rows - 1] * PANEL;
  lanes all = v_lanes(W);
  tile_work t = {.depth = k, .a = left.base, .rowStep = left.rowStep, .depthStep = 1, .bDepthStep = PANEL,
                 .bPanelStep = k * PANEL, .cStride = c.stride, .fresh = !accumulate,
                 .inside = {all, all, all, all, all, all, all, all}};
  for (; j + step <= c.columns; j += step) {
    t.b = packed + j * k;
    t.c = c.base + j;
    t.next = t.c + step;
    wide[c.rows - 1](&t);
  }
  ck_matrix rest = {c.base + j, c.rows, c.columns - j, c.stride};
  multiply_block(left, (right_side){packed + j * k, PANEL, k * PANEL, 0}, k, rest, !accumulate);
}

/// A product over no depth: 0, or what stands in C.
static void clear(ck_matrix c) {
  for (long r = 0; r < c.rows; r++) memset(row(c, r), 0, c.columns * sizeof(float));
}

static void product_packed(ck_matrix a, const float *packed, ck_matrix c, int accumulate) {
  long k = a.columns;
  if (k == 0 && !accumulate) clear(c);
  if (k == 0 || c.rows == 0 || c.columns == 0) return;
  if (c.rows <= WIDE_ROWS) {
    multiply_rows(a, packed, c, accumulate);
    return;
  }
  float *scratch = ck_scratch(LEFT_FLOATS);
  long blocks = block_count(k);
  for (long i = 0, from = 0; i < blocks; i++) {
    long depth = block_depth(k, blocks, i, from);
    right_side b = {packed + from / UNIT * PANEL, PANEL, units(k) * PANEL, 0};
    multiply_depth(a, 0, b, from, depth, c, !i && !accumulate, scratch);
    from += depth;
  }
}

#define PRODUCT_TABLE(fresh) \
  { \
    .packedFloats = packed_floats, .pack = pack, .productPacked = product_packed, .product = fresh, \
    .weightGradient = weight_gradient, .peak = peak, \
  }
