// Gradient norm and optimisers; Kernels.swift gives each its equation.

static double sum_of_squares(const float *x, long n) {
  vd sums[2] = {v_doubles(), v_doubles()};
  add_squares(x, n, sums);
  return v_total(sums[0]) + v_total(sums[1]);
}

static INLINE vf gradient_at(const float *gradient, long k, lanes l) {
  return gradient ? v_take(gradient + k, l) : v_zero();
}

static void adam(ck_adam step, const float *gradient, float *value, float *m, float *v, long n) {
  vf beta1 = v_set(step.beta1), rest1 = v_set(1 - step.beta1), beta2 = v_set(step.beta2);
  vf rest2 = v_set(1 - step.beta2), factor = v_set(step.gradientScale), rate = v_set(step.rate);
  vf correction1 = v_set(step.correction1), correction2 = v_set(step.correction2);
  vf epsilon = v_set(step.epsilon), decay = v_set(step.weightDecay);
  EACH_VECTOR(k, l, n) {
    vf g = gradient_at(gradient, k, l) * factor, w = v_take(value + k, l);
    vf first = v_fma(beta1, v_take(m + k, l), rest1 * g), second = v_fma(beta2, v_take(v + k, l), rest2 * g * g);
    vf direction = first * correction1 / (v_sqrt(second * correction2) + epsilon);
    v_put(m + k, first, l);
    v_put(v + k, second, l);
    v_put(value + k, v_fnma(rate, v_fma(decay, w, direction), w), l);
  }
}

static void momentum_each(float rate, float momentum, float gradientScale, const float *gradient, float *value,
                          float *velocity, long n) {
  vf mu = v_set(momentum), factor = v_set(gradientScale), step = v_set(rate);
  EACH_VECTOR(k, l, n) {
    vf v = v_fma(mu, v_take(velocity + k, l), factor * gradient_at(gradient, k, l));
    v_put(velocity + k, v, l);
    v_put(value + k, v_fnma(step, v, v_take(value + k, l)), l);
  }
}

static void blend(const float *x, float share, float *y, long n) {
  vf s = v_set(share);
  EACH_VECTOR(k, l, n) {
    vf old = v_take(y + k, l);
    v_put(y + k, v_fma(s, v_take(x + k, l) - old, old), l);
  }
}
