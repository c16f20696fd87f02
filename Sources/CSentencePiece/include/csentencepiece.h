// A plain C face on SentencePiece. No exception and no status leaves it: every function that can fail returns NULL when
// all went well, else a message that the caller frees with `free`. Results in memory of their own are freed likewise.
#ifndef CSENTENCEPIECE_H
#define CSENTENCEPIECE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A loaded model. Encoding and decoding may be called by any number of threads at once.
typedef struct csp_model csp_model;

/// The next training sentence as UTF-8 and its length; NULL after the last. The text must live until the next call.
typedef const char *(*csp_next_sentence)(void *context, size_t *count);

/// Trains a model from sentences. `keys` and `values` are SentencePiece's training flags without dashes.
char *csp_train(const char *const *keys, const char *const *values, size_t option_count, csp_next_sentence next,
                void *context, uint8_t **model, size_t *model_size);

char *csp_load(const uint8_t *bytes, size_t count, csp_model **model);
void csp_free(csp_model *model);

/// The best segmentation of a normalized line.
char *csp_encode(const csp_model *model, const char *text, size_t count, int32_t **ids, size_t *id_count);
/// The pieces of any line as text, one after the other with a space between two.
char *csp_encode_pieces(const csp_model *model, const char *text, size_t count, char **pieces, size_t *pieces_size);
/// Up to `limit` segmentations, best first (unigram models only): their ids one after the other, a length and a
/// log-probability for each.
char *csp_encode_nbest(const csp_model *model, const char *text, size_t count, int32_t limit, int32_t **ids,
                       int32_t **lengths, float **scores, size_t *segmentation_count);
char *csp_decode(const csp_model *model, const int32_t *ids, size_t id_count, char **text, size_t *count);

#ifdef __cplusplus
}
#endif
#endif
