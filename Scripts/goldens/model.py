#!/usr/bin/env python3
"""model.py DIRECTORY: goldens of Tests/NMTModelsTests, made with PyTorch in double precision.

Writes DIRECTORY/models.json: PyTorch's version, and for each set of options the parameters, a batch, its label-smoothed
loss and the gradient of every parameter; and DIRECTORY/trace.json: the losses of ten steps of Adam. Each sentence is
computed alone, so there is no padding and no mask. Needs torch; run as:

    python3 Scripts/goldens/model.py Tests/NMTModelsTests/Goldens
"""
import json
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
BOS, EOS = 2, 3
SMOOTHING = 0.1


def lstm_options(**changes):
    """Options under the names of `ModelOptions`, all sizes different unless the kind needs equal ones."""
    options = dict(
        sourceVocabulary=11, targetVocabulary=13, tying="none", embedding=6, scaleEmbeddings=False, encoder="lstm",
        decoder="lstm", activation="tanh", kernel=3, dilationCycle=5, encoderWidth=8, encoderLayers=1,
        bidirectional=True, decoderWidth=10, decoderLayers=1, residual=False,
        norm="none", attention="general", heads=2, inputFeeding=False, bridge="dense", dropout=0.0,
        dropoutKind="plain", wordDropout=0.0, truncation=0)
    options.update(changes)
    return options


CASES = {
    "plain": lstm_options(),
    "deep, additive, tied output": lstm_options(
        tying="output", encoderLayers=2, decoderLayers=3, residual=True, attention="additive"),
    "dot, one table, copied states": lstm_options(
        tying="all", targetVocabulary=11, attention="dot", decoderWidth=8, bridge="copy", scaleEmbeddings=True,
        decoderLayers=2),
    "heads, input feeding": lstm_options(tying="output", attention="multiHead", inputFeeding=True),
    "one vector, one direction": lstm_options(attention="none", bridge="zero", bidirectional=False, encoderLayers=2),
    "one vector, input feeding, copied states": lstm_options(
        attention="none", bridge="copy", encoderWidth=10, inputFeeding=True, tying="output"),
    "normed outputs, input feeding, deep": lstm_options(
        norm="outputs", inputFeeding=True, decoderLayers=2, encoderLayers=2, residual=True),
    "normed gates": lstm_options(norm="gates", attention="additive", decoderLayers=2),
    "truncated": lstm_options(truncation=2, decoderLayers=2),
    "truncated, input feeding": lstm_options(truncation=2, inputFeeding=True, attention="dot", encoderWidth=10),
}


class Parameters:
    """Named tensors, made with random values when first asked for."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)
        self.tensors = {}

    def __call__(self, name, *shape):
        if name not in self.tensors:
            values = torch.randn(*shape, generator=self.generator) * 0.5
            self.tensors[name] = values.float().double().requires_grad_()   # exact in single precision
        assert list(self.tensors[name].shape) == list(shape), name
        return self.tensors[name]


def cell(p, path, options, x_product, state, width):
    """One LSTM step from the product of the input, with PyTorch's gate order i, f, g, o."""
    h, c = state
    recurrent = h @ p(f"{path}.weight_hh", 4 * width, width).T
    if options["norm"] == "gates":
        x_product = F.layer_norm(
            x_product, [4 * width], p(f"{path}.norm_ih.weight", 4 * width), p(f"{path}.norm_ih.bias", 4 * width))
        recurrent = F.layer_norm(
            recurrent, [4 * width], p(f"{path}.norm_hh.weight", 4 * width), p(f"{path}.norm_hh.bias", 4 * width))
    i, f, g, o = (x_product + recurrent).chunk(4, -1)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return o.sigmoid() * c.tanh(), c


def project(p, path, options, x, width):
    y = x @ p(f"{path}.weight_ih", 4 * width, x.shape[-1]).T
    return y if options["norm"] == "gates" else y + p(f"{path}.bias", 4 * width)


def sequence(p, path, options, x, width, state=None, truncation=0, backward=False):
    """x [T, D] → h [T, width] and the last state. PyTorch's own LSTM where nothing special is asked."""
    if backward:
        y, last = sequence(p, path, options, x.flip(0), width, state, truncation)
        return y.flip(0), last
    state = state or (torch.zeros(width), torch.zeros(width))
    if options["norm"] != "gates" and truncation == 0:
        lstm = torch.nn.LSTM(x.shape[1], width)
        weights = {
            "weight_ih_l0": p(f"{path}.weight_ih", 4 * width, x.shape[1]),
            "weight_hh_l0": p(f"{path}.weight_hh", 4 * width, width),
            "bias_ih_l0": p(f"{path}.bias", 4 * width),
            "bias_hh_l0": torch.zeros(4 * width)}
        y, (h, c) = torch.func.functional_call(lstm, weights, (x, (state[0][None], state[1][None])))
        return y, (h[0], c[0])
    products = project(p, path, options, x, width)
    outputs = []
    for t in range(len(x)):
        if truncation and t and t % truncation == 0:
            state = tuple(s.detach() for s in state)
        state = cell(p, path, options, products[t], state, width)
        outputs.append(state[0])
    return torch.stack(outputs), state


def finish(p, path, options, layer, x, y, width):
    if options["residual"] and layer > 0:
        y = x + y
    if options["norm"] == "outputs":
        y = F.layer_norm(y, [width], p(f"{path}.norm.weight", width), p(f"{path}.norm.bias", width))
    return y


def encode(p, o, ids):
    M = o["encoderWidth"]
    table = "embedding.weight" if o["tying"] == "all" else "embedding.source.weight"
    x = p(table, o["sourceVocabulary"], o["embedding"])[torch.tensor(ids)]
    if o["scaleEmbeddings"]:
        x = x * o["embedding"] ** 0.5
    finals = []
    for layer in range(o["encoderLayers"]):
        path = f"encoder.layers.{layer}"
        if o["bidirectional"]:
            a, last_a = sequence(p, path + ".forward", o, x, M // 2)
            b, last_b = sequence(p, path + ".backward", o, x, M // 2, backward=True)
            y = torch.cat([a, b], -1)
            finals.append(tuple(torch.cat(pair, -1) for pair in zip(last_a, last_b)))
        else:
            y, last = sequence(p, path, o, x, M)
            finals.append(last)
        x = finish(p, path, o, layer, x, y, M)
    return x, finals[-1][0], finals


def first_states(p, o, summary, finals):
    H, M = o["decoderWidth"], o["encoderWidth"]
    if o["bridge"] == "zero":
        return [None] * o["decoderLayers"]
    if o["bridge"] == "copy":
        return [finals[min(layer, len(finals) - 1)] for layer in range(o["decoderLayers"])]
    return [
        tuple(
            torch.tanh(p(f"bridge.layers.{layer}.{part}.weight", H, M) @ summary
                       + p(f"bridge.layers.{layer}.{part}.bias", H)) for part in ("hidden", "cell"))
        for layer in range(o["decoderLayers"])]


def readout(p, o, h, memory, summary):
    """h [T, H] → readouts [T, D]."""
    H, M = o["decoderWidth"], o["encoderWidth"]
    D = H if o["tying"] == "none" else o["embedding"]
    kind = o["attention"]
    if kind == "none":
        context = summary.expand(len(h), M)
    elif kind == "multiHead":
        heads = o["heads"]
        q = (h @ p("decoder.attention.query.weight", H, H).T).view(len(h), heads, -1).transpose(0, 1)
        k = (memory @ p("decoder.attention.key.weight", H, M).T).view(len(memory), heads, -1).transpose(0, 1)
        v = (memory @ p("decoder.attention.value.weight", M, M).T).view(len(memory), heads, -1).transpose(0, 1)
        context = F.scaled_dot_product_attention(q[None], k[None], v[None])[0].transpose(0, 1).reshape(len(h), M)
    else:
        if kind == "dot":
            scores = h @ memory.T
        elif kind == "general":
            scores = h @ p("decoder.attention.key.weight", H, M) @ memory.T
        else:
            q = h @ p("decoder.attention.query.weight", H, H).T
            k = memory @ p("decoder.attention.key.weight", H, M).T
            scores = torch.tanh(q[:, None] + k[None]) @ p("decoder.attention.score", H)
        context = scores.softmax(-1) @ memory
    return torch.tanh(
        context @ p("readout.context.weight", D, M).T + h @ p("readout.hidden.weight", D, H).T
        + p("readout.hidden.bias", D))


def decode(p, o, x, memory, summary, states):
    H = o["decoderWidth"]
    D = H if o["tying"] == "none" else o["embedding"]
    if not o["inputFeeding"]:
        for layer in range(o["decoderLayers"]):
            path = f"decoder.layers.{layer}"
            y, _ = sequence(p, path, o, x, H, states[layer], o["truncation"])
            x = finish(p, path, o, layer, x, y, H)
        return readout(p, o, x, memory, summary)
    states = [state or (torch.zeros(H), torch.zeros(H)) for state in states]
    fed, readouts = torch.zeros(D), []
    products = project(p, "decoder.layers.0", o, x, H)
    for t in range(len(x)):
        if o["truncation"] and t and t % o["truncation"] == 0:
            states = [tuple(s.detach() for s in state) for state in states]
            fed = fed.detach()
        step = None
        for layer in range(o["decoderLayers"]):
            path = f"decoder.layers.{layer}"
            if layer == 0:
                product = products[t] + p("decoder.feed.weight", 4 * H, D) @ fed
            else:
                product = project(p, path, o, step, H)
            states[layer] = cell(p, path, o, product, states[layer], H)
            step = finish(p, path, o, layer, step, states[layer][0], H)
        fed = readout(p, o, step[None], memory, summary)[0]
        readouts.append(fed)
    return torch.stack(readouts)


def loss(p, o, sources, targets):
    """Sums over the batch of the smoothed loss and of −log p."""
    E, V = o["embedding"], o["targetVocabulary"]
    D = o["decoderWidth"] if o["tying"] == "none" else E
    table = {"none": "embedding.target.weight", "output": "embedding.target.weight", "all": "embedding.weight"}
    output = "output.weight" if o["tying"] == "none" else table[o["tying"]]
    smoothed, nll = 0.0, 0.0
    for source, target in zip(sources, targets):
        memory, summary, finals = encode(p, o, source + [EOS])
        x = p(table[o["tying"]], V, E)[torch.tensor([BOS] + target)]
        if o["scaleEmbeddings"]:
            x = x * E ** 0.5
        r = decode(p, o, x, memory, summary, first_states(p, o, summary, finals))
        logits = r @ p(output, V, D).T + p("output.bias", V)
        words = torch.tensor(target + [EOS])
        smoothed = smoothed + F.cross_entropy(logits, words, label_smoothing=SMOOTHING, reduction="sum")
        nll = nll + F.cross_entropy(logits, words, reduction="sum")
    return smoothed, nll


def batch(o, seed):
    generator = torch.Generator().manual_seed(seed)

    def ids(length, vocabulary):
        return torch.randint(4, vocabulary, (length,), generator=generator).tolist()

    lengths = [(3, 5), (6, 2), (1, 4), (4, 4)]
    return ([ids(s, o["sourceVocabulary"]) for s, _ in lengths], [ids(t, o["targetVocabulary"]) for _, t in lengths])


def flat(tensor):
    return [float(f"{x:.9g}") for x in tensor.detach().reshape(-1).tolist()]


def models():
    cases = []
    for index, (name, options) in enumerate(CASES.items()):
        p = Parameters(index + 1)
        sources, targets = batch(options, index + 100)
        smoothed, nll = loss(p, options, sources, targets)
        smoothed.backward()
        cases.append(dict(
            name=name, options=options, sources=sources, targets=targets, smoothing=SMOOTHING,
            loss=smoothed.item(), nll=nll.item(),
            parameters={k: dict(shape=list(v.shape), values=flat(v), gradient=flat(v.grad))
                        for k, v in p.tensors.items()}))
    return dict(torch=torch.__version__, cases=cases)


def trace():
    """Ten steps of Adam on one batch from the parameters of the second case; the loss a target word before each step."""
    name = "deep, additive, tied output"
    options = CASES[name]
    index = list(CASES).index(name)
    p = Parameters(index + 1)
    sources, targets = batch(options, index + 100)
    loss(p, options, sources, targets)
    words = sum(len(t) + 1 for t in targets)
    adam = torch.optim.Adam(p.tensors.values(), lr=0.01, betas=(0.9, 0.999), eps=1e-8)
    losses = []
    for _ in range(10):
        adam.zero_grad()
        value = loss(p, options, sources, targets)[0] / words
        value.backward()
        adam.step()
        losses.append(value.item())
    return dict(torch=torch.__version__, name=name, rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8, losses=losses)


if __name__ == "__main__":
    directory = sys.argv[1]
    for file, value in (("models.json", models()), ("trace.json", trace())):
        with open(f"{directory}/{file}", "w") as out:
            json.dump(value, out, separators=(",", ":"))
            out.write("\n")
