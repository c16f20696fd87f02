#!/usr/bin/env python3
"""cells.py DIRECTORY: goldens of models with cells other than LSTM, made with PyTorch in double precision.

Writes DIRECTORY/cells.json, in the form of models.json: PyTorch's version, and for each set of options the parameters, a
batch, its label-smoothed loss and the gradient of every parameter. Whole sentences go through PyTorch's own GRU, RNN and
conv1d; with input feeding, and with norms inside the cells, steps are written out. Each sentence is computed alone.

A new recurrent cell needs a line in BLOCKS, its step in `Layer.step`, and at least one case in CASES, at the end, so that
the random numbers of the other cases stay. A test fails while a cell of the toolkit has no case. Needs torch; run as:
python3 Scripts/goldens/cells.py Tests/NMTModelsTests/Goldens
"""
import json
import sys

import torch
import torch.nn.functional as F

from model import BOS, EOS, SMOOTHING, Parameters, batch, flat, readout


def options(**changes):
    """Options under the names of `ModelOptions`, small and all different."""
    value = dict(
        sourceVocabulary=11, targetVocabulary=13, tying="none", embedding=5, scaleEmbeddings=False, encoder="lstm",
        decoder="lstm", activation="tanh", kernel=3, dilationCycle=2, encoderWidth=6, encoderLayers=1,
        bidirectional=True, decoderWidth=7, decoderLayers=1, residual=False, norm="none", attention="general", heads=2,
        inputFeeding=False, bridge="dense", dropout=0.0, dropoutKind="plain", wordDropout=0.0, truncation=0)
    value.update(changes)
    return value


CASES = {
    "GRU": options(encoder="gru", decoder="gru", decoderLayers=2, residual=True),
    "GRU, normed gates, input feeding": options(encoder="gru", decoder="gru", norm="gates", inputFeeding=True),
    "Elman, copied states": options(
        encoder="elman", decoder="elman", decoderWidth=6, bridge="copy", attention="dot", encoderLayers=2),
    "Elman with ReLU, normed outputs": options(
        encoder="elman", decoder="elman", activation="relu", norm="outputs", inputFeeding=True),
    "Elman to GRU without attention": options(
        encoder="elman", decoder="gru", attention="none", bidirectional=False, norm="gates"),
    "GRU to Jordan": options(encoder="gru", decoder="jordan", decoderLayers=2, attention="additive"),
    "convolution to GRU": options(encoder="conv", decoder="gru", encoderLayers=2, residual=True, kernel=5),
    "convolutions without attention": options(
        encoder="conv", decoder="conv", attention="none", norm="gates", bidirectional=False),
    "dilated": options(
        encoder="dilated", decoder="dilated", encoderLayers=3, decoderLayers=3, norm="outputs", tying="output"),
    "dilated, input feeding": options(
        encoder="dilated", decoder="dilated", decoderLayers=2, kernel=2, bidirectional=False, inputFeeding=True,
        norm="gates"),
}


# Blocks of H rows in the weights of a recurrent cell; a cell without `weight_hh` is in FEEDFORWARD, a convolution in
# CONVOLUTIONS. PyTorch has a module of its own for those in MODULES: the others are walked step by step.
BLOCKS = {"gru": 3, "elman": 1, "jordan": 1}
CONVOLUTIONS = ("conv", "dilated")
FEEDFORWARD = ("jordan",)
MODULES = ("gru", "elman")


def check(o):
    """Stops with a message at a cell that this script does not know."""
    for side in ("encoder", "decoder"):
        if o[side] not in BLOCKS and o[side] not in CONVOLUTIONS:
            sys.exit(f"cells.py: unknown cell '{o[side]}' as {side}; known: {', '.join([*BLOCKS, *CONVOLUTIONS])}")


def norm(p, path, x):
    return F.layer_norm(x, [x.shape[-1]], p(f"{path}.weight", x.shape[-1]), p(f"{path}.bias", x.shape[-1]))


class Layer:
    """One cell: `run` over a sentence [T, D], or `step` by step with a state of its own."""

    def __init__(self, p, path, o, kind, inputs, width, layer, layers, centred=False, state=None):
        self.p, self.path, self.o, self.kind = p, path, o, kind
        self.inputs, self.width, self.centred = inputs, width, centred
        self.last = layer == layers - 1
        self.dilation = 2 ** (layer % o["dilationCycle"]) if kind == "dilated" else 1
        self.inside = o["norm"] == "gates"
        self.state = torch.zeros(width) if state is None else state
        self.seen = []

    def f(self, x):
        return x.relu() if self.o["activation"] == "relu" else x.tanh()

    def blocks(self):
        return BLOCKS[self.kind]

    def project(self, x):
        """What a fed readout is added to."""
        if self.kind in CONVOLUTIONS:
            return x
        y = x @ self.p(f"{self.path}.weight_ih", self.blocks() * self.width, self.inputs).T
        return y if self.inside else y + self.p(f"{self.path}.bias", self.blocks() * self.width)

    def step(self, x):
        """x: projected, one position."""
        p, path, H = self.p, self.path, self.width
        if self.kind in CONVOLUTIONS:
            self.seen.append(x)
            return self.convolve(torch.stack(self.seen))[-1]
        a = norm(p, f"{path}.norm_ih", x) if self.inside else x
        if self.kind == "jordan":
            return self.f(a)
        u = p(f"{path}.weight_hh", self.blocks() * H, H) @ self.state
        if self.inside:
            u = norm(p, f"{path}.norm_hh", u)
        if self.kind == "elman":
            self.state = self.f(a + u)
        elif self.kind == "gru":
            if not self.inside:
                u = u + torch.cat([torch.zeros(2 * H), p(f"{path}.bias_hn", H)])
            (ar, az, an), (ur, uz, un) = a.chunk(3), u.chunk(3)
            z = (az + uz).sigmoid()
            self.state = (1 - z) * (an + (ar + ur).sigmoid() * un).tanh() + z * self.state
        else:
            sys.exit(f"cells.py: Layer.step does not know the cell '{self.kind}'")
        return self.state

    def convolve(self, x):
        p, path, k, d = self.p, self.path, self.o["kernel"], self.dilation
        G = self.width * (2 if self.kind == "dilated" else 1)
        weight = p(f"{path}.weight", G, k * self.inputs).view(G, k, self.inputs).permute(0, 2, 1)
        before = (k // 2 if self.centred else k - 1) * d
        y = F.conv1d(F.pad(x.T[None], (before, (k - 1) * d - before)), weight, dilation=d)[0].T
        y = norm(p, f"{path}.norm", y) if self.inside else y + p(f"{path}.bias", G)
        if self.kind == "conv":
            return y.tanh()
        a, b = y.chunk(2, -1)
        out = self.width if self.last else 2 * self.width
        return (a.tanh() * b.sigmoid()) @ p(f"{path}.output.weight", out, self.width).T + p(f"{path}.output.bias", out)

    def run(self, x):
        p, path, H = self.p, self.path, self.width
        if self.kind in CONVOLUTIONS:
            return self.convolve(x)
        if self.kind not in MODULES or self.inside:
            return torch.stack([self.step(row) for row in self.project(x)])
        names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
        values = [p(f"{path}.weight_ih", self.blocks() * H, self.inputs), p(f"{path}.weight_hh", self.blocks() * H, H),
                  p(f"{path}.bias", self.blocks() * H)]
        if self.kind == "gru":
            module = torch.nn.GRU(self.inputs, H)
            values.append(torch.cat([torch.zeros(2 * H), p(f"{path}.bias_hn", H)]))
        else:
            module = torch.nn.RNN(self.inputs, H, nonlinearity=self.o["activation"])
            values.append(torch.zeros(H))
        y, last = torch.func.functional_call(module, dict(zip(names, values)), (x, self.state[None]))
        self.state = last[0]
        return y


def finish(p, side, o, kind, layer, layers, x, y, skips, width):
    """What the layer above reads, and the skip parts so far."""
    normed = (lambda v: norm(p, f"{side}.layers.{layer}.norm", v)) if o["norm"] == "outputs" else (lambda v: v)
    if kind != "dilated":
        return normed(x + y if o["residual"] and layer > 0 else y), None
    last = layer == layers - 1
    skip = y if last else y[..., width:]
    skips = skip if skips is None else skips + skip
    if last:
        return normed(skips), skips
    residual = y[..., :width]
    return normed(x + residual if x.shape[-1] == width else residual), skips


def encode(p, o, ids):
    kind, M, n = o["encoder"], o["encoderWidth"], o["encoderLayers"]
    x = p("embedding.source.weight", o["sourceVocabulary"], o["embedding"])[torch.tensor(ids)]
    finals, skips = [], None
    convolution = kind in CONVOLUTIONS
    for layer in range(n):
        path = f"encoder.layers.{layer}"
        if o["bidirectional"] and not convolution:
            cells = [Layer(p, f"{path}.{d}", o, kind, x.shape[1], M // 2, layer, n) for d in ("forward", "backward")]
            y = torch.cat([cells[0].run(x), cells[1].run(x.flip(0)).flip(0)], -1)
            finals.append(torch.cat([cell.state for cell in cells]))
        else:
            cell = Layer(p, path, o, kind, x.shape[1], M, layer, n, centred=o["bidirectional"])
            y = cell.run(x)
            finals.append(cell.state)
        x, skips = finish(p, "encoder", o, kind, layer, n, x, y, skips, M)
    return x, x.mean(0) if convolution else finals[-1], finals


def first_states(p, o, summary, finals):
    H, M, n = o["decoderWidth"], o["encoderWidth"], o["decoderLayers"]
    if o["decoder"] in FEEDFORWARD + CONVOLUTIONS or o["bridge"] == "zero":
        return [None] * n
    if o["bridge"] == "copy":
        return [finals[min(layer, len(finals) - 1)] for layer in range(n)]
    return [
        torch.tanh(p(f"bridge.layers.{layer}.hidden.weight", H, M) @ summary + p(f"bridge.layers.{layer}.hidden.bias", H))
        for layer in range(n)]


def decode(p, o, x, memory, summary, states):
    kind, H, n = o["decoder"], o["decoderWidth"], o["decoderLayers"]
    D = H if o["tying"] == "none" else o["embedding"]
    cells = [
        Layer(p, f"decoder.layers.{layer}", o, kind, x.shape[1] if layer == 0 else H, H, layer, n, state=states[layer])
        for layer in range(n)]
    if not o["inputFeeding"]:
        skips = None
        for layer, cell in enumerate(cells):
            x, skips = finish(p, "decoder", o, kind, layer, n, x, cell.run(x), skips, H)
        return readout(p, o, x, memory, summary)
    fed, readouts = torch.zeros(D), []
    for row in x:
        value, skips = cells[0].project(row), None
        value = value + p("decoder.feed.weight", value.shape[0], D) @ fed
        for layer, cell in enumerate(cells):
            projected = value if layer == 0 else cell.project(value)
            value, skips = finish(p, "decoder", o, kind, layer, n, value, cell.step(projected), skips, H)
        fed = readout(p, o, value[None], memory, summary)[0]
        readouts.append(fed)
    return torch.stack(readouts)


def loss(p, o, sources, targets):
    """Sums over the batch of the smoothed loss and of −log p."""
    V = o["targetVocabulary"]
    D = o["decoderWidth"] if o["tying"] == "none" else o["embedding"]
    smoothed, nll = 0.0, 0.0
    for source, target in zip(sources, targets):
        memory, summary, finals = encode(p, o, source + [EOS])
        x = p("embedding.target.weight", V, o["embedding"])[torch.tensor([BOS] + target)]
        r = decode(p, o, x, memory, summary, first_states(p, o, summary, finals))
        output = p("output.weight", V, D) if o["tying"] == "none" else p("embedding.target.weight", V, D)
        logits = r @ output.T + p("output.bias", V)
        words = torch.tensor(target + [EOS])
        smoothed = smoothed + F.cross_entropy(logits, words, label_smoothing=SMOOTHING, reduction="sum")
        nll = nll + F.cross_entropy(logits, words, reduction="sum")
    return smoothed, nll


def main():
    cases = []
    for index, (name, o) in enumerate(CASES.items()):
        check(o)
        p = Parameters(index + 50)
        sources, targets = batch(o, index + 200)
        smoothed, nll = loss(p, o, sources, targets)
        smoothed.backward()
        cases.append(dict(
            name=name, options=o, sources=sources, targets=targets, smoothing=SMOOTHING, loss=smoothed.item(),
            nll=nll.item(),
            parameters={k: dict(shape=list(v.shape), values=flat(v), gradient=flat(v.grad))
                        for k, v in p.tensors.items()}))
    with open(f"{sys.argv[1]}/cells.json", "w") as out:
        json.dump(dict(torch=torch.__version__, cases=cases), out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
