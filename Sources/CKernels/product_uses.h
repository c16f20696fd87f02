// The uses of a weight as one depth of a product: their rows, one behind the other.

/// Where in the common depth: a row of a use.
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

/// Columns `first` … of dy that are packed next, `depth` units from `at`.
typedef struct {
  const ck_use *uses;
  depth_place at;
  long depth, first, columns;
} coming_outputs;

/// Fetches some units of them into the second cache. Their rows are pages apart, where no hardware prefetcher follows: read
/// only when they are packed, they took a tenth of the whole product.
static void fetch_outputs(coming_outputs *coming, long some) {
  for (some = least(some, coming->depth); some > 0;) {
    ck_matrix dy = next_piece(coming->uses, &coming->at, some).dy;
    for (long r = 0; r < dy.rows; r++) {
      const float *from = row(dy, r) + coming->first;
      for (long k = 0; k < coming->columns; k += 16) __builtin_prefetch(from + k, 0, 2);
      __builtin_prefetch(from + coming->columns - 1, 0, 2);
    }
    coming->depth -= units(dy.rows);
    some -= units(dy.rows);
  }
}
