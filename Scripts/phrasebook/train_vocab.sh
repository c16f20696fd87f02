#!/bin/sh
# Trains the SentencePiece models of Vocab/ on the bundled training text (Debian package sentencepiece, 0.1.97).
set -eu
cd "$(dirname "$0")/../.."
train() {
  spm_train --input=Corpora/phrasebook/train.en,Corpora/phrasebook/train.hu --model_prefix="Vocab/$1" \
    --model_type="$2" --vocab_size="$3" --character_coverage=1.0 --normalization_rule_name=identity \
    --byte_fallback=true --pad_id=0 --unk_id=1 --bos_id=2 --eos_id=3 --num_threads=1 \
    --shuffle_input_sentence=false
  rm "Vocab/$1.vocab"
}
train phrasebook.joint.2000 unigram 2000
train phrasebook.bpe.600 bpe 600
