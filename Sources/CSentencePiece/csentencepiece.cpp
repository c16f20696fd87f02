#include "csentencepiece.h"

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <unordered_map>
#include <vector>

struct csp_model {
  sentencepiece::SentencePieceProcessor processor;
};

namespace {

// Runs a body that returns a status; what it throws becomes a message too.
template <typename Body>
char *guarded(Body body) {
  try {
    const sentencepiece::util::Status status = body();
    return status.ok() ? nullptr : strdup(status.ToString().c_str());
  } catch (const std::exception &error) {
    return strdup(error.what());
  } catch (...) {
    return strdup("unknown exception");
  }
}

// A copy in memory of its own, never NULL.
template <typename Element>
Element *copied(const Element *elements, size_t count) {
  auto *copy = static_cast<Element *>(malloc(count > 0 ? count * sizeof(Element) : 1));
  if (copy == nullptr) throw std::bad_alloc();
  if (count > 0) memcpy(copy, elements, count * sizeof(Element));
  return copy;
}

// The caller's sentences in the library's form.
class CallbackIterator : public sentencepiece::SentenceIterator {
 public:
  CallbackIterator(csp_next_sentence next, void *context) : next_(next), context_(context) { Next(); }

  bool done() const override { return done_; }
  const std::string &value() const override { return sentence_; }
  sentencepiece::util::Status status() const override { return sentencepiece::util::Status(); }

  void Next() override {
    size_t count = 0;
    const char *sentence = next_(context_, &count);
    done_ = sentence == nullptr;
    if (!done_) sentence_.assign(sentence, count);
  }

 private:
  csp_next_sentence next_;
  void *context_;
  std::string sentence_;
  bool done_ = false;
};

}  // namespace

extern "C" {

char *csp_train(const char *const *keys, const char *const *values, size_t option_count, csp_next_sentence next,
                void *context, uint8_t **model, size_t *model_size) {
  return guarded([&] {
    std::unordered_map<std::string, std::string> options;
    for (size_t index = 0; index < option_count; ++index) options[keys[index]] = values[index];
    CallbackIterator sentences(next, context);
    std::string bytes;
    const auto status = sentencepiece::SentencePieceTrainer::Train(options, &sentences, &bytes);
    if (status.ok()) {
      *model = copied(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size());
      *model_size = bytes.size();
    }
    return status;
  });
}

char *csp_load(const uint8_t *bytes, size_t count, csp_model **model) {
  auto *loaded = new (std::nothrow) csp_model;
  if (loaded == nullptr) return strdup("out of memory");
  char *message = guarded([&] {
    return loaded->processor.LoadFromSerializedProto({reinterpret_cast<const char *>(bytes), count});
  });
  if (message == nullptr) {
    *model = loaded;
  } else {
    delete loaded;
  }
  return message;
}

void csp_free(csp_model *model) { delete model; }

char *csp_encode(const csp_model *model, const char *text, size_t count, int32_t **ids, size_t *id_count) {
  return guarded([&] {
    std::vector<int> encoded;
    const auto status = model->processor.Encode({text, count}, &encoded);
    if (status.ok()) {
      *ids = copied(encoded.data(), encoded.size());
      *id_count = encoded.size();
    }
    return status;
  });
}

char *csp_encode_pieces(const csp_model *model, const char *text, size_t count, char **pieces, size_t *pieces_size) {
  return guarded([&] {
    std::vector<std::string> encoded;
    const auto status = model->processor.Encode({text, count}, &encoded);
    if (status.ok()) {
      std::string joined;
      for (const auto &piece : encoded) {
        if (!joined.empty()) joined += ' ';
        joined += piece;
      }
      *pieces = copied(joined.data(), joined.size());
      *pieces_size = joined.size();
    }
    return status;
  });
}

char *csp_encode_nbest(const csp_model *model, const char *text, size_t count, int32_t limit, int32_t **ids,
                       int32_t **lengths, float **scores, size_t *segmentation_count) {
  return guarded([&] {
    const auto result = model->processor.NBestEncodeAsImmutableProto({text, count}, limit);
    std::vector<int32_t> all_ids, all_lengths;
    std::vector<float> all_scores;
    for (const auto &segmentation : result.nbests()) {
      for (const auto &piece : segmentation.pieces()) all_ids.push_back(static_cast<int32_t>(piece.id()));
      all_lengths.push_back(static_cast<int32_t>(segmentation.pieces_size()));
      all_scores.push_back(segmentation.score());
    }
    *ids = copied(all_ids.data(), all_ids.size());
    *lengths = copied(all_lengths.data(), all_lengths.size());
    *scores = copied(all_scores.data(), all_scores.size());
    *segmentation_count = all_lengths.size();
    return sentencepiece::util::Status();
  });
}

char *csp_decode(const csp_model *model, const int32_t *ids, size_t id_count, char **text, size_t *count) {
  return guarded([&] {
    std::string decoded;
    const auto status = model->processor.Decode(std::vector<int>(ids, ids + id_count), &decoded);
    if (status.ok()) {
      *text = copied(decoded.data(), decoded.size());
      *count = decoded.size();
    }
    return status;
  });
}

}  // extern "C"
