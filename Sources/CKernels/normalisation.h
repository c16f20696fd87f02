// Layer normalisation (Ba, Kiros & Hinton 2016).

static void layer_norm(ck_matrix x, const float *gain, const float *bias, float epsilon, ck_matrix y, float *mean,
                       float *inverse) {
  float share = 1 / (float)x.columns;
  for (long r = 0; r < x.rows; r++) {
    float *in = row(x, r), *out = row(y, r);
    vf sum = v_zero(), squares = v_zero();
    EACH_VECTOR(k, l, x.columns) sum = sum + v_take(in + k, l);
    mean[r] = v_sum(sum) * share;
    vf center = v_set(mean[r]);
    // Squares of differences in a second pass: E[x²] − E[x]² cancels where the mean is large.
    EACH_VECTOR(k, l, x.columns) {
      vf d = v_inside(v_take(in + k, l) - center, v_zero(), l);
      squares = v_fma(d, d, squares);
    }
    inverse[r] = 1 / sqrtf(v_sum(squares) * share + epsilon);
    vf factor = v_set(inverse[r]);
    EACH_VECTOR(k, l, x.columns) {
      vf n = (v_take(in + k, l) - center) * factor;
      v_put(out + k, v_fma(n, v_take(gain + k, l), v_take(bias + k, l)), l);
    }
  }
}

/// With n = (x − mean)·inverse and d = gain ⊙ dy:  dx += inverse · (d − mean(d) − n · mean(d ⊙ n)),
/// dGain += Σ dy ⊙ n, dBias += Σ dy.
static void layer_norm_backward(ck_matrix x, const float *gain, const float *mean, const float *inverse, ck_matrix dy,
                                ck_matrix dx, float *dGain, float *dBias) {
  float share = 1 / (float)x.columns;
  for (long r = 0; r < x.rows; r++) {
    float *in = row(x, r), *dout = row(dy, r), *din = row(dx, r);
    vf center = v_set(mean[r]), factor = v_set(inverse[r]), sumD = v_zero(), sumDN = v_zero();
    EACH_VECTOR(k, l, x.columns) {
      vf n = (v_take(in + k, l) - center) * factor, dn = v_take(dout + k, l), d = dn * v_take(gain + k, l);
      sumD = sumD + d;
      sumDN = v_fma(d, n, sumDN);
      v_put(dGain + k, v_fma(dn, n, v_take(dGain + k, l)), l);
      v_put(dBias + k, v_take(dBias + k, l) + dn, l);
    }
    vf meanD = v_set(v_sum(sumD) * share), meanDN = v_set(v_sum(sumDN) * share);
    EACH_VECTOR(k, l, x.columns) {
      vf n = (v_take(in + k, l) - center) * factor, d = v_take(dout + k, l) * v_take(gain + k, l);
      v_put(din + k, v_fma(factor, v_fnma(n, meanDN, d - meanD), v_take(din + k, l)), l);
    }
  }
}
