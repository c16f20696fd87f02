// Label-smoothed cross-entropy of rows of logits (Szegedy et al. 2016, section 7).

/// With z = log Σ exp x, the row's loss is (1 − ε)(z − x[target]) + ε(z − mean x) and its gradient softmax(x) − q, where
/// q is ε/V everywhere and 1 − ε more at the target.
static INLINE ck_loss cross_entropy_row(float *x, long n, int32_t target, float smoothing, int backward, float scaled) {
  vf lowest = v_set(-INFINITY), most = lowest, sum = v_zero();
  EACH_VECTOR(k, l, n) {
    vf value = v_take(x + k, l);
    sum = sum + value;
    most = v_max(most, v_inside(value, lowest, l));
  }
  float shift = v_maximum(most), wanted = x[target], mean = v_sum(sum) / (float)n;
  float exponentials = sum_of_exponentials(x, shift, backward ? x : 0, n);
  double z = (double)shift + log((double)exponentials);
  ck_loss loss = {0, z - (double)wanted};
  loss.loss = (1 - (double)smoothing) * loss.negativeLogLikelihood;
  if (smoothing > 0) loss.loss += (double)smoothing * (z - (double)mean);
  if (!backward) return loss;
  vf factor = v_set(scaled / exponentials), share = v_set(scaled * smoothing / (float)n);
  EACH_VECTOR(k, l, n) v_put(x + k, v_take(x + k, l) * factor - share, l);
  x[target] -= scaled * (1 - smoothing);
  return loss;
}

static ck_loss cross_entropy(ck_matrix logits, const int32_t *targets, float smoothing, int backward,
                             float gradientScale) {
  ck_loss total = {0, 0};
  for (long r = 0; r < logits.rows; r++) {
    ck_loss loss = cross_entropy_row(row(logits, r), logits.columns, targets[r], smoothing, backward, gradientScale);
    total.loss += loss.loss;
    total.negativeLogLikelihood += loss.negativeLogLikelihood;
  }
  return total;
}
