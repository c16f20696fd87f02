#!/usr/bin/env python3
"""Loads a Tolmács model directory into PyTorch and prints log-probabilities of given pairs.

An implementation of its own, written from the equations and not from the Swift code's operations: one sentence at a
time, plain tensors, float64 unless asked otherwise. It is how a model leaves the toolkit, and the proof that the toolkit
computes what it says.

    nmt-translate --model DIR --score-tsv --ids < pairs.tsv | Scripts/read_model.py --model DIR --ids --check

Models whose encoder and decoder are LSTMs are read; of other cells Scripts/goldens/cells.py has the equations.

Input (stdin or --input), one pair a line:
    --ids   source ids, TAB, target ids, optionally TAB and a log-probability to compare with; ids are separated by
            spaces and hold neither begin nor end of sentence
    (none)  source text, TAB, target text; needs the sentencepiece package. Only Unicode normalisation is done here: for
            other options of the text pipeline use --ids
Output: log P(target, end of sentence | source), natural logarithm, one a line.

Needs: torch, safetensors.
"""
import argparse
import hashlib
import json
import math
import os
import sys
import unicodedata

import torch
from safetensors.torch import load_file

BOS, EOS = 2, 3


def layer_norm(x, weights, path):
    """Ba, Kiros & Hinton 2016, equation 4."""
    mean = x.mean(-1, keepdim=True)
    variance = ((x - mean) ** 2).mean(-1, keepdim=True)
    return (x - mean) / torch.sqrt(variance + 1e-5) * weights[path + ".weight"] + weights[path + ".bias"]


class Cell:
    """An LSTM cell; its weights hold the gates in the order i, f, g, o."""

    def __init__(self, weights, path, normalised):
        self.weights, self.path, self.normalised = weights, path, normalised
        self.width = weights[path + ".weight_hh"].shape[1]

    def zero(self, like):
        return like.new_zeros(self.width), like.new_zeros(self.width)

    def step(self, x, state, extra=0):
        """x [D], state (h [H], c [H]); `extra` is added to the input's product."""
        hidden, cell = state
        from_input = self.weights[self.path + ".weight_ih"] @ x + extra
        from_state = self.weights[self.path + ".weight_hh"] @ hidden
        if self.normalised:
            gates = layer_norm(from_input, self.weights, self.path + ".norm_ih") + layer_norm(
                from_state, self.weights, self.path + ".norm_hh")
        else:
            gates = from_input + from_state + self.weights[self.path + ".bias"]
        i, f, g, o = gates.chunk(4)
        cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(cell), cell

    def run(self, rows):
        """All rows in the order given; returns the outputs and the last state."""
        state, outputs = self.zero(rows[0]), []
        for row in rows:
            state = self.step(row, state)
            outputs.append(state[0])
        return outputs, state


class Model:
    def __init__(self, directory, dtype):
        with open(os.path.join(directory, "config.json"), encoding="utf-8") as file:
            config = json.load(file)
        assert config["formatVersion"] == 1 and config["gateOrder"] == "i,f,g,o", "unknown format"
        verify(directory, config["files"])
        self.options = o = config["architecture"]
        widths = o["embedding"], o["encoderWidth"] // 2, o["decoderWidth"]
        assert "weights" not in config or all(width % 4 == 0 for width in widths), "int8 of a width that is not 4·n"
        weights = load_file(os.path.join(directory, "model.safetensors"))
        self.weights = w = {name: value.to(dtype) for name, value in dequantised(weights).items()}
        cells = [o["encoder"], o["decoder"]]
        assert cells == ["lstm", "lstm"], f"this script reads models of LSTM cells alone, not {' and '.join(cells)}"
        in_cell, directions = o["norm"] == "gates", [".forward", ".backward"] if o["bidirectional"] else [""]
        self.encoder = [
            [Cell(w, f"encoder.layers.{layer}{d}", in_cell) for d in directions] for layer in range(o["encoderLayers"])]
        self.decoder = [Cell(w, f"decoder.layers.{layer}", in_cell) for layer in range(o["decoderLayers"])]

    def table(self, side):
        return self.weights["embedding.weight" if self.options["tying"] == "all" else f"embedding.{side}.weight"]

    def embed(self, side, token):
        scale = math.sqrt(self.options["embedding"]) if self.options["scaleEmbeddings"] else 1
        return self.table(side)[token] * scale

    def finish(self, side, layer, below, output):
        """What a layer hands to the one above it."""
        if self.options["residual"] and layer > 0:
            output = below + output
        if self.options["norm"] == "outputs":
            output = layer_norm(output, self.weights, f"{side}.layers.{layer}.norm")
        return output

    def encode(self, source):
        """Memory [S, M], summary [M], final states [layer][direction]."""
        rows, finals = [self.embed("source", token) for token in source + [EOS]], []
        for layer, cells in enumerate(self.encoder):
            outputs, final = cells[0].run(rows)
            states = [final]
            if len(cells) == 2:
                backward, final = cells[1].run(rows[::-1])
                outputs = [torch.cat(pair) for pair in zip(outputs, backward[::-1])]
                states.append(final)
            rows = [self.finish("encoder", layer, below, output) for below, output in zip(rows, outputs)]
            finals.append(states)
        summary = torch.cat([hidden for hidden, _ in finals[-1]])
        return torch.stack(rows), summary, finals

    def bridge(self, summary, finals):
        """The decoder's first states, one (h, c) a layer."""
        kind, w, states = self.options["bridge"], self.weights, []
        for layer, cell in enumerate(self.decoder):
            if kind == "zero":
                states.append(cell.zero(summary))
            elif kind == "copy":
                from_layer = finals[min(layer, len(finals) - 1)]
                states.append(tuple(torch.cat([state[part] for state in from_layer]) for part in (0, 1)))
            else:
                path = f"bridge.layers.{layer}."
                states.append(tuple(
                    torch.tanh(w[path + part + ".weight"] @ summary + w[path + part + ".bias"])
                    for part in ("hidden", "cell")))
        return states

    def context(self, query, memory):
        """Attention of one decoder output [H] on the memory [S, M]."""
        kind, w = self.options["attention"], self.weights
        at = "decoder.attention."
        if kind == "dot":
            return torch.softmax(memory @ query, 0) @ memory
        if kind == "general":
            return torch.softmax(memory @ w[at + "key.weight"].T @ query, 0) @ memory
        if kind == "additive":
            energy = torch.tanh(w[at + "query.weight"] @ query + memory @ w[at + "key.weight"].T)
            return torch.softmax(energy @ w[at + "score"], 0) @ memory
        heads = self.options["heads"]
        queries = (w[at + "query.weight"] @ query).view(heads, -1)
        keys = (memory @ w[at + "key.weight"].T).view(len(memory), heads, -1)
        values = (memory @ w[at + "value.weight"].T).view(len(memory), heads, -1)
        scores = torch.einsum("hd,shd->hs", queries, keys) / math.sqrt(queries.shape[1])
        return torch.einsum("hs,shd->hd", torch.softmax(scores, 1), values).flatten()

    def readout(self, hidden, memory, summary):
        """tanh(W_c c + W_h h + b), Luong et al. 2015, equation 5."""
        context = summary if self.options["attention"] == "none" else self.context(hidden, memory)
        w = self.weights
        return torch.tanh(
            w["readout.context.weight"] @ context + w["readout.hidden.weight"] @ hidden + w["readout.hidden.bias"])

    def log_probability(self, source, target):
        memory, summary, finals = self.encode(source)
        states = self.bridge(summary, finals)
        output = self.table("target") if self.options["tying"] != "none" else self.weights["output.weight"]
        fed, total = memory.new_zeros(output.shape[1]), 0.0
        for previous, token in zip([BOS] + target, target + [EOS]):
            x = self.embed("target", previous)
            for layer, cell in enumerate(self.decoder):
                feeds = layer == 0 and self.options["inputFeeding"]
                extra = self.weights["decoder.feed.weight"] @ fed if feeds else 0
                states[layer] = cell.step(x, states[layer], extra)
                x = self.finish("decoder", layer, x, states[layer][0])
            fed = self.readout(x, memory, summary)
            logits = output @ fed + self.weights["output.bias"]
            total += float(logits[token] - torch.logsumexp(logits, 0))
        return total


def dequantised(tensors):
    """An int8 weight W [out, in] is stored as panels [out/32, in/4, 32, 4] and one scale a row; both sides are filled up
    with zeros. The rows are cut here; columns would have to be cut too where a width is no multiple of 4."""
    weights = {}
    for name, value in tensors.items():
        if value.dtype == torch.int8:
            scales = tensors[name + ".scales"]
            rows = value.permute(0, 2, 1, 3).reshape(value.shape[0] * 32, -1)[:len(scales)]
            weights[name] = rows.to(torch.float64) * scales.to(torch.float64)[:, None]
        elif not name.endswith(".scales"):
            weights[name] = value
    return weights


def verify(directory, files):
    """Every file is what config.json says."""
    for name, record in files.items():
        with open(os.path.join(directory, name), "rb") as file:
            found = hashlib.sha256(file.read()).hexdigest()
        assert found == record["sha256"], f"{name}: sha256 {found}, expected {record['sha256']}"


class Text:
    """Text to ids as far as SentencePiece and Unicode normalisation go."""

    def __init__(self, directory):
        import sentencepiece

        with open(os.path.join(directory, "pipeline.json"), encoding="utf-8") as file:
            self.form = json.load(file)["options"].get("form", "nfc").upper()

        def load(side):
            own = os.path.join(directory, f"{side}.spm")
            path = own if os.path.exists(own) else os.path.join(directory, "joint.spm")
            return sentencepiece.SentencePieceProcessor(model_file=path)

        self.sides = [load("source"), load("target")]

    def ids(self, column, text):
        if self.form in ("NFC", "NFKC"):
            text = unicodedata.normalize(self.form, text)
        return self.sides[column].encode(" ".join(text.split()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="model directory")
    parser.add_argument("--input", help="pairs, one a line (default: stdin)")
    parser.add_argument("--ids", action="store_true", help="pairs are ids")
    parser.add_argument("--check", action="store_true", help="compare with the third column; exit 1 beyond --tolerance")
    parser.add_argument("--tolerance", type=float, default=1e-4)
    parser.add_argument("--dtype", choices=["float32", "float64"], default="float64")
    options = parser.parse_args()
    torch.set_num_threads(1)
    model = Model(options.model, getattr(torch, options.dtype))
    text = None if options.ids else Text(options.model)
    stream = open(options.input, "rb") if options.input else sys.stdin.buffer
    worst = count = 0
    with torch.no_grad():
        for line in stream:
            columns = line.decode("utf-8").rstrip("\r\n").split("\t")
            pair = columns[:2]
            ids = [text.ids(i, c) if text else [int(token) for token in c.split()] for i, c in enumerate(pair)]
            found = model.log_probability(*ids)
            print(f"{found:.6f}")
            if options.check:
                worst, count = max(worst, abs(found - float(columns[2]))), count + 1
    if options.check:
        print(f"{count} pairs, largest difference {worst:.2e}", file=sys.stderr)
        # The negation also fails for NaN.
        if count == 0 or not worst <= options.tolerance:
            sys.exit(1)


if __name__ == "__main__":
    main()
