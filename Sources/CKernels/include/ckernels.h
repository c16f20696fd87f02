// Vector kernels with run-time dispatch: one table of functions per instruction set; all tables compute the same.
//
// Sizes are counts of floats; a stride is the number of floats from one row to the next. Functions do not allocate in
// the steady state and keep no pointers. The order of every sum depends only on widths, never on the number of rows or
// on the alignment of a pointer.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdint.h>

#pragma clang assume_nonnull begin

/// A set of vector instructions. The numbers are only names and have no order.
typedef enum { CK_PLAIN = 0, CK_AVX2 = 1, CK_AVX512 = 2 } ck_instructions;

/// A row-major matrix: row r begins at base + r·stride.
typedef struct {
  float *base;
  long rows, columns, stride;
} ck_matrix;

/// One use of a weight W [n, k]: its input x [r, k] and the gradient of its output dy [r, n].
typedef struct {
  ck_matrix dy, x;
} ck_use;

/// LSTMStep of LSTMStep.swift, gates in the order (i, f, g, o).
typedef struct {
  long rows, width;
  ck_matrix input;
  const float *_Nullable bias;
  ck_matrix previousCell, gates, cell, hidden;
} ck_lstm;

/// ElmanStep of ElmanStep.swift.
typedef struct {
  long rows, width;
  ck_matrix input;
  const float *_Nullable bias;
  ck_matrix hidden;
  /// Nonzero for ReLU instead of tanh.
  int rectified;
} ck_elman;

/// GRUStep of GRUStep.swift, gates in the order (r, z, n).
typedef struct {
  long rows, width;
  ck_matrix input, recurrent;
  const float *_Nullable bias, *_Nullable recurrentBias;
  ck_matrix previous, gates, hidden;
} ck_gru;

/// AdamStep of OptimizerKernels.swift.
typedef struct {
  float rate, beta1, beta2, epsilon, correction1, correction2, weightDecay, gradientScale;
} ck_adam;

/// CrossEntropyRows of LossKernels.swift; the gradient is computed only if `backward` is set.
typedef struct {
  ck_matrix logits;
  const float *_Nullable bias;
  const int32_t *targets;
  float smoothing;
  int backward;
  float gradientScale;
  float *_Nullable dBias;
} ck_cross_entropy;

typedef struct {
  double loss, negativeLogLikelihood;
} ck_loss;

/// Products of one instruction set and precision. Operands are fp32 in memory; the bfloat16 products round them while
/// packing and add in fp32.
typedef struct {
  // A packed right-hand side of depth k and n columns takes packedFloats(k, n) floats, aligned to 64 bytes.
  long (*packedFloats)(long k, long n);
  /// Packs `rows` rows of the weight starting at `first`, a multiple of 32. With `transposed`, these rows are columns
  /// of the right-hand side.
  void (*pack)(ck_matrix weight, int transposed, long first, long rows, float *packed);
  void (*productPacked)(ck_matrix a, const float *packed, ck_matrix c, int accumulate);
  void (*product)(ck_matrix a, int ta, ck_matrix b, int tb, ck_matrix c, int accumulate);
  /// c [n, k] = (accumulate ? c : 0) + Σ over uses of dyᵀ · x; returns the sum of its squares.
  double (*weightGradient)(const ck_use *uses, long count, ck_matrix c, int accumulate);
  /// Runs products on registers only, to measure the processor's peak; returns the number of operations.
  double (*peak)(long rounds, float *sink);
} ck_products;

/// A weight of signed bytes as the right-hand side of products, with depth k and n columns: w = byte · column's scale.
///
/// Panels of 32 columns, each [⌈k/4⌉][32][4]: four consecutive depths side by side, padded with zeros. The layout is
/// the same for every instruction set and is part of the model file format.
typedef struct {
  long depth, columns;
  const int8_t *panels;
  /// [n].
  const float *scales;
  /// −128 · the sum of each column, [n rounded up to whole panels].
  const int32_t *offsets;
} ck_int8_weight;

/// int8 products of one instruction set. Each row of A is quantized to bytes with scale = largest magnitude / 127. Sums
/// are exact 32-bit integers, multiplied by both scales at the end, so the bits are the same on every instruction set.
typedef struct {
  const char *name;
  long (*panelBytes)(long k, long n);
  /// Quantizes by column: scale = largest magnitude / 127, rounding to nearest even. `transposed`: the matrix holds Bᵀ.
  void (*pack)(ck_matrix weight, int transposed, int8_t *panels, float *scales);
  void (*offsets)(const int8_t *panels, long k, long n, int32_t *offsets);
  /// Row r of `out` = column ids[r], as fp32.
  void (*lookup)(const ck_int8_weight *weight, const int32_t *ids, ck_matrix out);
  void (*product)(ck_matrix a, const ck_int8_weight *weight, ck_matrix c, int accumulate);
  /// C [m, n]: column j = A · column ids[j] of the weight plus bias[ids[j]]. `rows` holds the columns
  /// (ck_int8_columns).
  void (*rowProducts)(ck_matrix a, const ck_int8_weight *weight, const int8_t *rows, long stride, const int32_t *ids,
                      const float *bias, ck_matrix c);
  double (*peak)(long rounds, float *sink);
} ck_int8_products;

/// All functions of one instruction set.
typedef struct {
  ck_instructions instructions;
  const char *name;
  ck_products fp32;

  void (*add)(const float *x, float alpha, float *y, long n);
  void (*scale)(float *y, float alpha, long n);
  void (*multiply)(const float *a, const float *b, float *y, long n, int accumulate);
  void (*exp)(const float *x, float *y, long n);
  void (*tanh)(const float *x, float *y, long n);
  void (*tanhBackward)(const float *y, const float *dy, float *dx, long n);
  void (*sigmoid)(const float *x, float *y, long n);
  void (*sigmoidBackward)(const float *y, const float *dy, float *dx, long n);
  void (*dropoutMask)(float *y, long n, uint32_t threshold, float kept, uint64_t seed, uint64_t stream);
  void (*dropout)(float *y, long n, uint32_t threshold, float kept, uint64_t seed, uint64_t stream);

  /// C [m, n]: column j = A · row ids[j] of the table, plus bias[ids[j]].
  void (*rowProducts)(ck_matrix a, ck_matrix table, const int32_t *ids, const float *bias, ck_matrix c);
  void (*addBias)(const float *bias, ck_matrix c);
  void (*sumRows)(ck_matrix c, float *sum);
  void (*gather)(ck_matrix table, const int32_t *ids, ck_matrix out);
  void (*scatterAdd)(ck_matrix rows, const int32_t *ids, ck_matrix table);
  void (*softmax)(ck_matrix x);
  void (*logSoftmax)(ck_matrix x);
  void (*softmaxBackward)(ck_matrix y, ck_matrix dy, ck_matrix dx);
  void (*layerNorm)(ck_matrix x, const float *gain, const float *bias, float epsilon, ck_matrix y, float *mean,
                    float *inverse);
  void (*layerNormBackward)(ck_matrix x, const float *gain, const float *mean, const float *inverse, ck_matrix dy,
                            ck_matrix dx, float *dGain, float *dBias);

  void (*lstm)(const ck_lstm *step);
  void (*lstmBackward)(const ck_lstm *step, ck_matrix dHidden, ck_matrix dCell, ck_matrix dGates,
                       float *_Nullable dBias);
  void (*elman)(const ck_elman *step);
  void (*elmanBackward)(const ck_elman *step, ck_matrix dHidden, ck_matrix dGates, float *_Nullable dBias);
  void (*gru)(const ck_gru *step);
  void (*gruBackward)(const ck_gru *step, ck_matrix dHidden, ck_matrix dGates, ck_matrix dRecurrent,
                      float *_Nullable dBias, float *_Nullable dRecurrentBias);
  void (*gatedUnit)(ck_matrix x, ck_matrix y);
  void (*gatedUnitBackward)(ck_matrix activations, ck_matrix dy, ck_matrix dx);
  void (*additiveScores)(ck_matrix queries, ck_matrix keys, const float *v, ck_matrix scores);
  void (*additiveScoresBackward)(ck_matrix queries, ck_matrix keys, const float *v, ck_matrix dScores,
                                 ck_matrix dQueries, ck_matrix dKeys, float *dV);
  ck_loss (*crossEntropy)(const ck_cross_entropy *work);

  double (*sumOfSquares)(const float *x, long n);
  // A null gradient means zeros.
  void (*adam)(ck_adam step, const float *_Nullable gradient, float *value, float *m, float *v, long n);
  void (*momentum)(float rate, float momentum, float gradientScale, const float *_Nullable gradient, float *value,
                   float *velocity, long n);
  void (*blend)(const float *x, float share, float *y, long n);
} ck_kernels;

/// True if this processor has the instruction set. Always true for CK_PLAIN.
int ck_has(ck_instructions instructions);
/// True if this processor has the instruction set and multiplies bfloat16 numbers natively with it.
int ck_has_bf16(ck_instructions instructions);
/// The table of an instruction set; null if this processor lacks the set.
const ck_kernels *_Nullable ck_table(ck_instructions instructions);
/// The bfloat16 products of an instruction set; null if this processor lacks the set. A set without bfloat16
/// instructions rounds the operands and multiplies them in fp32.
const ck_products *_Nullable ck_bf16(ck_instructions instructions);
/// The int8 products of an instruction set; null if this processor lacks the set.
const ck_int8_products *_Nullable ck_int8(ck_instructions instructions);
/// Unpacks the columns of a weight, `stride` bytes apart, zero beyond the depth: the int8 rows of `rowProducts`.
void ck_int8_columns(const ck_int8_weight *weight, int8_t *to, long stride);

#pragma clang assume_nonnull end
#endif
