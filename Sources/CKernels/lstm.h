// The gates of one LSTM step, forward and backward (LSTMStep and lstmBackward of Kernels.swift).

static void lstm(const ck_lstm *step) {
  long H = step->width;
  for (long j = 0; j < step->rows; j++) {
    const float *x = row(step->input, j), *b = step->bias;
    const float *previous = row(step->previousCell, j);
    float *gates = row(step->gates, j), *cell = row(step->cell, j), *hidden = row(step->hidden, j);
    EACH_VECTOR(k, l, H) {
      vf sum[4];
      UNROLL for (int n = 0; n < 4; n++) {
        sum[n] = v_plus(v_take(x + n * H + k, l), b, n * H + k, l);
      }
      vf i = v_sigmoid(sum[0]), f = v_sigmoid(sum[1]), g = v_tanh(sum[2]), o = v_sigmoid(sum[3]);
      vf c = v_fma(f, v_take(previous + k, l), i * g);
      v_put(gates + k, i, l);
      v_put(gates + H + k, f, l);
      v_put(gates + 2 * H + k, g, l);
      v_put(gates + 3 * H + k, o, l);
      v_put(cell + k, c, l);
      v_put(hidden + k, o * v_tanh(c), l);
    }
  }
}

/// With t = tanh(c):  dc = dCell + dh·o·(1 − t²);  do = dh·t, di = dc·g, dg = dc·i, df = dc·cPrevious, each times its
/// activation's slope;  the previous cell gets dc·f. `dGates` may be the gates' own memory.
static void lstm_backward(const ck_lstm *step, ck_matrix dHidden, ck_matrix dCell, ck_matrix dGates, float *dBias) {
  long H = step->width;
  for (long j = 0; j < step->rows; j++) {
    const float *gates = row(step->gates, j), *cell = row(step->cell, j), *previous = row(step->previousCell, j);
    const float *dHiddenRow = row(dHidden, j);
    float *dCellRow = row(dCell, j), *dGate = row(dGates, j);
    EACH_VECTOR(k, l, H) {
      vf i = v_take(gates + k, l), f = v_take(gates + H + k, l);
      vf g = v_take(gates + 2 * H + k, l), o = v_take(gates + 3 * H + k, l);
      vf t = v_tanh(v_take(cell + k, l)), dh = v_take(dHiddenRow + k, l);
      vf dc = v_fma(dh * o, v_tanh_slope(t), v_take(dCellRow + k, l));
      vf d[4] = {dc * g * v_sigmoid_slope(i), dc * v_take(previous + k, l) * v_sigmoid_slope(f),
                 dc * i * v_tanh_slope(g), dh * t * v_sigmoid_slope(o)};
      UNROLL for (int n = 0; n < 4; n++) {
        v_put(dGate + n * H + k, d[n], l);
        if (dBias) v_put(dBias + n * H + k, v_take(dBias + n * H + k, l) + d[n], l);
      }
      v_put(dCellRow + k, dc * f, l);
    }
  }
}
