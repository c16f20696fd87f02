// All kernels of one instruction set: included by avx512.c, avx2.c and plain.c after its vector vocabulary.

/// Walks n floats a vector at a time: `k` is the first element, `l` the lanes that lie inside.
#define EACH_VECTOR(k, l, n) \
  for (long k = 0, more##k = 1; more##k; more##k = 0) \
    for (lanes l; k < (n) && (l = v_lanes((n) - k), 1); k += W)

static INLINE float *row(ck_matrix m, long r) { return m.base + r * m.stride; }

#include "vector_math.h"
#include "elementwise.h"
#include "dropout.h"
#include "rows.h"
#include "normalisation.h"
#include "loss.h"
#include "lstm.h"
#include "attention.h"
#include "optimiser.h"
#include "product_tile.h"
#include "peak.h"
#include "product_pack.h"
#include "product.h"
#include "product_dot.h"

#define KERNEL_TABLE(set, title) \
  { \
    .instructions = set, .name = title, .packedFloats = packed_floats, .pack = pack, .productPacked = product_packed, \
    .product = product, .add = add, .scale = scale, .multiply = multiply, .exp = exp_each, .tanh = tanh_each, \
    .tanhBackward = tanh_backward, .sigmoid = sigmoid_each, .sigmoidBackward = sigmoid_backward, \
    .dropoutMask = dropout_mask, .addBias = add_bias, .sumRows = sum_rows, .gather = gather, \
    .scatterAdd = scatter_add, .softmax = softmax, .logSoftmax = log_softmax, .softmaxBackward = softmax_backward, \
    .layerNorm = layer_norm, .layerNormBackward = layer_norm_backward, .lstm = lstm, .lstmBackward = lstm_backward, \
    .additiveScores = additive_scores, .additiveScoresBackward = additive_scores_backward, \
    .crossEntropy = cross_entropy, .sumOfSquares = sum_of_squares, .adam = adam, .momentum = momentum_each, .peak = peak, \
  }
