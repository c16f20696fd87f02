// Additive attention of one sentence: score[t,s] = v · tanh(query[t] + key[s]) (Bahdanau et al. 2015, A.1.2).

static void additive_scores(ck_matrix queries, ck_matrix keys, const float *v, ck_matrix scores) {
  for (long t = 0; t < queries.rows; t++) {
    const float *q = row(queries, t);
    for (long s = 0; s < keys.rows; s++) {
      const float *key = row(keys, s);
      vf sum = v_zero();
      EACH_VECTOR(k, l, keys.columns) {
        sum = v_fma(v_take(v + k, l), v_tanh(v_take(q + k, l) + v_take(key + k, l)), sum);
      }
      row(scores, t)[s] = v_sum(sum);
    }
  }
}

/// With a = tanh(query + key): dV += ds·a, and both sides get ds·v·(1 − a²). A vector of columns at a time, so that its
/// part of every query and key stays in the first cache.
static void additive_scores_backward(ck_matrix queries, ck_matrix keys, const float *v, ck_matrix dScores,
                                     ck_matrix dQueries, ck_matrix dKeys, float *dV) {
  EACH_VECTOR(k, l, keys.columns) {
    vf weight = v_take(v + k, l), dWeight = v_take(dV + k, l);
    for (long t = 0; t < queries.rows; t++) {
      vf q = v_take(row(queries, t) + k, l), dq = v_take(row(dQueries, t) + k, l);
      for (long s = 0; s < keys.rows; s++) {
        float *dKey = row(dKeys, s) + k;
        vf a = v_tanh(q + v_take(row(keys, s) + k, l)), ds = v_set(row(dScores, t)[s]);
        dWeight = v_fma(ds, a, dWeight);
        vf d = ds * weight * v_tanh_slope(a);
        dq = dq + d;
        v_put(dKey, v_take(dKey, l) + d, l);
      }
      v_put(row(dQueries, t) + k, dq, l);
    }
    v_put(dV + k, dWeight, l);
  }
}
