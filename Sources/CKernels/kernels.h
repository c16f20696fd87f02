// All kernels of one instruction set: included by avx512.c, avx2.c and plain.c after its vector vocabulary.

#include "vector_loops.h"
#include "vector_math.h"
#include "elementwise.h"
#include "dropout.h"
#include "rows.h"
#include "normalisation.h"
#include "loss.h"
#include "lstm.h"
#include "elman.h"
#include "gru.h"
#include "gated.h"
#include "attention.h"
#include "optimiser.h"
#include "unit_fp32.h"
#include "product_tile.h"
#include "peak.h"
#include "product_pack.h"
#include "product.h"
#include "product_gradient.h"
#include "product_dot.h"
#include "product_rows.h"

#define KERNEL_TABLE(set, title) \
  { \
    .instructions = set, .name = title, .fp32 = PRODUCT_TABLE(product), .add = add, .scale = scale, .multiply = multiply, \
    .exp = exp_each, .tanh = tanh_each, \
    .tanhBackward = tanh_backward, .sigmoid = sigmoid_each, .sigmoidBackward = sigmoid_backward, \
    .dropoutMask = dropout_mask, .dropout = dropout_apply, .rowProducts = row_products, .addBias = add_bias, .sumRows = sum_rows, .gather = gather, \
    .scatterAdd = scatter_add, .softmax = softmax, .logSoftmax = log_softmax, .softmaxBackward = softmax_backward, \
    .layerNorm = layer_norm, .layerNormBackward = layer_norm_backward, .lstm = lstm, .lstmBackward = lstm_backward, \
    .elman = elman, .elmanBackward = elman_backward, .gru = gru, .gruBackward = gru_backward, .gatedUnit = gated_unit, \
    .gatedUnitBackward = gated_unit_backward, \
    .additiveScores = additive_scores, .additiveScoresBackward = additive_scores_backward, \
    .crossEntropy = cross_entropy, .sumOfSquares = sum_of_squares, .adam = adam, .momentum = momentum_each, .blend = blend, \
  }
