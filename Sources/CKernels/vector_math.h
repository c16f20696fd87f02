// exp, tanh and the logistic function on vectors, correct over the whole range of a float: infinities saturate, NaN stays
// NaN, denormal arguments and results are kept. Bounds in units of the last place: measured over every 101st pattern of a
// float, 0.99, 2.49 and 2.22 on all three instruction sets; the tests assert them.

/// exp(r) − 1 for |r| ≤ ln 2 / 2, as r + r²·q(r): q is the minimax polynomial of degree 4 with error 4·10⁻⁹ in exp(r).
static INLINE vf v_expm1_core(vf r) {
  vf q = v_set(0x1.6a244cp-10f);
  q = v_fma(q, r, v_set(0x1.1239d4p-7f));
  q = v_fma(q, r, v_set(0x1.5558f2p-5f));
  q = v_fma(q, r, v_set(0x1.555492p-3f));
  q = v_fma(q, r, v_set(0x1.fffffcp-2f));
  return v_fma(q, r * r, r);
}

/// x = n·ln 2 + r with whole n; ln 2 is taken off in two parts, the first with few enough bits for n·part to be exact.
static INLINE vf v_reduce(vf x, vf *r) {
  vf n = v_round(x * v_set(0x1.715476p+0f));
  *r = v_fnma(n, v_set(-0x1.bd0106p-13f), v_fnma(n, v_set(0x1.63p-1f), x));
  return n;
}

/// exp(x), at most 1.05 ulp off.
static INLINE vf v_exp(vf x) {
  // Beyond these the result is 0 or infinity; NaN passes, because min and max return their second argument for it.
  x = v_max(v_set(-104.0f), v_min(v_set(89.0f), x));
  vf r, n = v_reduce(x, &r);
  return v_times_power(v_set(1) + v_expm1_core(r), n);
}

/// exp(x) − 1 for x ≤ 0.
static INLINE vf v_expm1_negative(vf x) {
  x = v_max(v_set(-30.0f), x);
  vf r, n = v_reduce(x, &r);
  vf power = v_times_power(v_set(1), n);
  return v_fma(power, v_expm1_core(r), power - v_set(1));
}

/// tanh|x| = −e/(e + 2) with e = exp(−2|x|) − 1: no cancellation near 0, no overflow far out. At most 2.6 ulp off.
static INLINE vf v_tanh(vf x) {
  vf e = v_expm1_negative(v_abs(x) * v_set(-2));
  return v_sign_of(v_abs(e / (e + v_set(2))), x);
}

/// 1/(1 + exp(−x)), written with exp(−|x|) so that it neither overflows nor loses the small values. At most 2.4 ulp off.
static INLINE vf v_sigmoid(vf x) {
  vf z = v_exp(v_zero() - v_abs(x));
  return v_if_negative(x, z, v_set(1)) / (v_set(1) + z);
}

/// x + what lies at p, if anything does.
static INLINE vf v_plus(vf x, const float *p, long k, lanes l) { return p ? x + v_take(p + k, l) : x; }
