// Label-smoothed cross-entropy of rows of logits (Szegedy et al. 2016, section 7).

/// With x = logits + bias and z = log Σ exp x, the row's loss is (1 − ε)(z − x[target]) + ε(z − mean x) and its gradient
/// softmax(x) − q, where q is ε/V everywhere and 1 − ε more at the target. A row stays in the first two caches from its
/// first pass to its last, so bias and its gradient cost no memory traffic here.
static INLINE ck_loss cross_entropy_row(const ck_cross_entropy *work, float *x, int32_t target) {
  long n = work->logits.columns;
  vf lowest = v_set(-INFINITY), most = lowest, sum = v_zero();
  EACH_VECTOR(k, l, n) {
    vf value = v_plus(v_take(x + k, l), work->bias, k, l);
    if (work->bias) v_put(x + k, value, l);
    sum = sum + value;
    most = v_max(most, v_inside(value, lowest, l));
  }
  float smoothing = work->smoothing, shift = v_maximum(most), wanted = x[target], mean = v_sum(sum) / (float)n;
  float exponentials = sum_of_exponentials(x, shift, work->backward ? x : 0, n);
  double z = (double)shift + log((double)exponentials);
  ck_loss loss = {0, z - (double)wanted};
  loss.loss = (1 - (double)smoothing) * loss.negativeLogLikelihood;
  if (smoothing > 0) loss.loss += (double)smoothing * (z - (double)mean);
  if (!work->backward) return loss;
  float scale = work->gradientScale, *dBias = work->dBias;
  vf factor = v_set(scale / exponentials), share = v_set(scale * smoothing / (float)n);
  EACH_VECTOR(k, l, n) {
    vf d = v_take(x + k, l) * factor - share;
    v_put(x + k, d, l);
    if (dBias) v_put(dBias + k, v_take(dBias + k, l) + d, l);
  }
  x[target] -= scale * (1 - smoothing);
  if (dBias) dBias[target] -= scale * (1 - smoothing);
  return loss;
}

static ck_loss cross_entropy(const ck_cross_entropy *work) {
  ck_loss total = {0, 0};
  for (long r = 0; r < work->logits.rows; r++) {
    ck_loss loss = cross_entropy_row(work, row(work->logits, r), work->targets[r]);
    total.loss += loss.loss;
    total.negativeLogLikelihood += loss.negativeLogLikelihood;
  }
  return total;
}
