// The gradient of a weight: C += Σ dyᵀ · x over all uses of the weight, as one product whose depth is cut in pieces.
//
// The sum of its squares, which the gradient's norm needs, is made on the way.
//
// A step-by-step decoder uses a weight once a step and every replica has its own uses: summed one by one, C would be read
// and written for each. Here the uses are packed one behind the other.

/// Columns of x that are packed at a time: 8 MB.
#define GRADIENT_COLUMNS 2048

/// Where in the uses' common depth: a row of a use.
typedef struct {
  long use, row;
} depth_place;

/// The rows from `at` that one use has, `most` units at most; moves `at` behind them.
static INLINE ck_use next_piece(const ck_use *uses, depth_place *at, long most) {
  while (at->row == uses[at->use].x.rows) *at = (depth_place){at->use + 1, 0};
  ck_use whole = uses[at->use];
  long rows = least(most * UNIT, whole.x.rows - at->row);
  ck_use piece = {{row(whole.dy, at->row), rows, whole.dy.columns, whole.dy.stride},
                  {row(whole.x, at->row), rows, whole.x.columns, whole.x.stride}};
  at->row += rows;
  return piece;
}

/// Columns `first` … of x, `depth` units from `at`, in panels; returns where the depth ends.
static depth_place pack_inputs(const ck_use *uses, depth_place at, long depth, long first, long columns, float *to) {
  for (long done = 0; done < depth;) {
    ck_use piece = next_piece(uses, &at, depth - done);
    pack_right(piece.x.base + first, piece.x.stride, 0, piece.x.rows, columns, to + done * PANEL, depth * PANEL);
    done += units(piece.x.rows);
  }
  return at;
}

/// Columns `first` … of dy, which are rows of C, in tiles.
static void pack_outputs(const ck_use *uses, depth_place at, long depth, long first, long rows, float *to) {
  for (long done = 0; done < depth;) {
    ck_use piece = next_piece(uses, &at, depth - done);
    pack_left(piece.dy.base + first, piece.dy.stride, 1, rows, piece.dy.rows, to + done * TILE_ROWS,
              tile_step(depth * UNIT));
    done += units(piece.dy.rows);
  }
}

/// Rows of C that are done, while they are in the cache.
static double squares_of(ck_matrix c) {
  vd sums[2] = {v_doubles(), v_doubles()};
  for (long r = 0; r < c.rows; r++) add_squares(row(c, r), c.columns, sums);
  return v_total(sums[0]) + v_total(sums[1]);
}

static double weight_gradient(const ck_use *uses, long count, ck_matrix c, int accumulate) {
  long total = 0;
  for (long u = 0; u < count; u++) total += units(uses[u].x.rows);
  if (total == 0) {
    if (!accumulate) clear(c);
    return squares_of(c);
  }
  long blocks = (total + BLOCK_DEPTH - 1) / BLOCK_DEPTH, rowBlocks = (c.rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
  float *left = ck_scratch(LEFT_FLOATS + BLOCK_DEPTH * least(GRADIENT_COLUMNS, c.columns + PANEL));
  float *right = left + LEFT_FLOATS;
  double squares = 0;
  for (long j = 0; j < c.columns; j += GRADIENT_COLUMNS) {
    long columns = least(GRADIENT_COLUMNS, c.columns - j);
    depth_place at = {0, 0};
    for (long i = 0; i < blocks; i++) {
      long depth = even_share(total, blocks, i);
      depth_place end = pack_inputs(uses, at, depth, j, columns, right);
      right_side panels = {right, PANEL, depth * PANEL, 0};
      for (long b = 0, first = 0; b < rowBlocks; b++) {
        long rows = even_share(c.rows, rowBlocks, b);
        pack_outputs(uses, at, depth, first, rows, left);
        ck_matrix part = {row(c, first) + j, rows, columns, c.stride};
        multiply_block((left_side){left, 1, TILE_ROWS, 1}, panels, depth, part, !i && !accumulate);
        if (i == blocks - 1) squares += squares_of(part);
        first += rows;
      }
      at = end;
    }
  }
  return squares;
}
