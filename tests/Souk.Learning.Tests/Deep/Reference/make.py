"""Writes the reference files beside this script with numpy alone, from the definitions of the layers: networks as PyTorch
would hold them (Linear weights [out, in], Embedding weights [indices, size]), rows, and the scores they must get.

    python3 make.py

deepfm.safetensors, mmoe.safetensors: weights. expected.json: rows (indices, values, fields) and scores, in double precision.
"""
import json
import struct

import numpy as np

FIELDS, SIZE, DIMENSION = 3, 5, 11
random = np.random.default_rng(2017)


def draw(*shape):
    return (0.5 * random.standard_normal(shape)).astype(np.float32)


def write(path, tensors):
    kinds = {"float32": "F32", "float16": "F16", "float64": "F64"}
    header, data, at = {"__metadata__": {"format": "pt"}}, b"", 0
    for name, tensor in tensors.items():
        raw = tensor.astype(tensor.dtype.newbyteorder("<")).tobytes()
        header[name] = {"dtype": kinds[str(tensor.dtype)], "shape": list(tensor.shape),
                        "data_offsets": [at, at + len(raw)]}
        data, at = data + raw, at + len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def linear(tensors, name, inputs):
    weight = tensors[name + ".weight"].astype(np.float64)
    return weight @ inputs + tensors[name + ".bias"].astype(np.float64)


def stack(tensors, name, inputs, linear_end):
    count = sum(1 for key in tensors if key.startswith(name + ".") and key.endswith(".weight"))
    for layer in range(count):
        inputs = linear(tensors, f"{name}.{layer}", inputs)
        if layer < count - 1 or not linear_end:
            inputs = np.maximum(inputs, 0)
    return inputs


def embed(tensors, row):
    vectors = np.zeros((FIELDS, SIZE))
    for index, value, field in row:
        vectors[field] += value * tensors["embedding.weight"][index].astype(np.float64)
    return vectors


def deepfm(tensors, row):
    vectors = embed(tensors, row)
    first = sum(value * float(tensors["first_order.weight"][index, 0]) for index, value, _ in row)
    total = vectors.sum(axis=0)
    pairs = 0.5 * ((total * total).sum() - (vectors * vectors).sum())
    deep = stack(tensors, "mlp", vectors.reshape(-1), True)[0]
    return float(tensors["bias"][0]) + first + pairs + deep


def mmoe(tensors, row, tasks=2, experts=3):
    inputs = embed(tensors, row).reshape(-1)
    outputs = np.stack([stack(tensors, f"experts.{e}", inputs, False) for e in range(experts)])
    scores = []
    for task in range(tasks):
        gate = np.exp(stack(tensors, f"gates.{task}", inputs, True))
        mixed = (gate / gate.sum()) @ outputs
        scores.append(float(stack(tensors, f"towers.{task}", mixed, True)[0]))
    return scores


def layers(tensors, name, sizes):
    for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        tensors[f"{name}.{layer}.weight"] = draw(outputs, inputs)
        tensors[f"{name}.{layer}.bias"] = draw(outputs)


fm = {"bias": draw(1), "embedding.weight": draw(DIMENSION, SIZE), "first_order.weight": draw(DIMENSION, 1)}
layers(fm, "mlp", [FIELDS * SIZE, 7, 4, 1])
fm["mlp.0.weight"] = fm["mlp.0.weight"].astype(np.float16)
fm["mlp.1.bias"] = fm["mlp.1.bias"].astype(np.float64)

mixture = {"embedding.weight": draw(DIMENSION, SIZE)}
for e in range(3):
    layers(mixture, f"experts.{e}", [FIELDS * SIZE, 6, 5])
for t in range(2):
    layers(mixture, f"gates.{t}", [FIELDS * SIZE, 3])
    layers(mixture, f"towers.{t}", [5, 4, 1])

rows = []
for r in range(12):
    row = [(int(random.integers(0, 4)), 1.0, 0), (4, round(float(random.standard_normal()), 3), 1)]
    row += [(int(random.integers(5, DIMENSION)), 0.5, 2) for _ in range(r % 3)]
    rows.append(row)

write("deepfm.safetensors", fm)
write("mmoe.safetensors", mixture)
with open("expected.json", "w", encoding="utf-8") as file:
    json.dump([{"indices": [e[0] for e in row], "values": [e[1] for e in row], "fields": [e[2] for e in row],
                "deepfm": deepfm(fm, row), "mmoe": mmoe(mixture, row)} for row in rows], file, indent=1)
    file.write("\n")
