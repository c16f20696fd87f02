// The gates of one LSTM step, forward and backward (LSTMStep and lstmBackward of Kernels.swift).

static void lstm(const ck_lstm *step) {
  long H = step->width;
  for (long j = 0; j < step->rows; j++) {
    const float *x = row(step->input, step->inputRows[j]), *u = row(step->recurrent, j);
    const float *previous = row(step->previousCell, j);
    float *gates = row(step->gates, j), *cell = row(step->cell, j), *hidden = row(step->hidden, j);
    EACH_VECTOR(k, l, H) {
      vf i = v_sigmoid(v_take(x + k, l) + v_take(u + k, l));
      vf f = v_sigmoid(v_take(x + H + k, l) + v_take(u + H + k, l));
      vf g = v_tanh(v_take(x + 2 * H + k, l) + v_take(u + 2 * H + k, l));
      vf o = v_sigmoid(v_take(x + 3 * H + k, l) + v_take(u + 3 * H + k, l));
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
/// activation's slope;  the previous cell gets dc·f.
static void lstm_backward(const ck_lstm *step, ck_matrix dHidden, ck_matrix dCell, ck_matrix dGates) {
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
      v_put(dGate + k, dc * g * v_sigmoid_slope(i), l);
      v_put(dGate + H + k, dc * v_take(previous + k, l) * v_sigmoid_slope(f), l);
      v_put(dGate + 2 * H + k, dc * i * v_tanh_slope(g), l);
      v_put(dGate + 3 * H + k, dh * t * v_sigmoid_slope(o), l);
      v_put(dCellRow + k, dc * f, l);
    }
  }
}
