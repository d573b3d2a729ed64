"""Write the network as an ONNX graph with int8 matrix products.

The graph is written operator by operator rather than exported from torch: it then
depends on no exporter version, is the same bytes every time, and uses onnxruntime's
fused attention, which is twice as fast as the exported form on two cores.

Quantization, per matrix product ``x @ W``:

* The largest value of each input channel is known from calibration. Channels are
  scaled before rounding (``x / s``, ``s * W``), so that the few huge channels of this
  network do not swallow the rest ("smoothing").
* Activations are rounded to uint8 with *fixed* ranges. Dynamic ranges would make the
  vector of a text depend on the texts beside it in the batch.
* Weights are rounded per output channel to 7 bits, so that a sum of two products fits
  16 bits: processors without VNNI instructions saturate there, and results would differ
  from machine to machine.

Word embeddings keep the published 4 bits: nothing is lost there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

from index.models.rebuild.calibrate import Range
from index.models.rebuild.wheel import BLOCK, Q4, Weights

_CONTRIB = "com.microsoft"
_OPSET, _IR_VERSION = 21, 10
_WEIGHT_LIMIT = 63  # 63 × 255 × 2 < 2**15
_SMOOTHING = 0.7  # 0: leave ranges to the activations; 1: level the activations entirely
_HEADROOM = 1.1  # how far beyond the calibrated range a value may go before it is clipped


class _Graph:
    """Nodes and constants under construction."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        return self.split(kind, 1, *inputs, domain=domain, **attributes)[0]

    def split(
        self, kind: str, count: int, *inputs: str, domain: str = "", **attributes: Any
    ) -> list[str]:
        outputs = [f"{kind}_{len(self.nodes)}_{i}" for i in range(count)]
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs


def write(weights: Weights, ranges: Mapping[str, Range]) -> ModelProto:
    """Return the model: int64 ``input_ids``, ``attention_mask`` → ``last_hidden_state``."""
    graph = _Graph()
    x = _embed(graph, weights)
    mask = graph.node("Cast", "attention_mask", to=TensorProto.INT32)
    x = _layers(graph, x, [mask], weights, ranges)
    given = {"input_ids": None, "attention_mask": None}
    return _model(graph, "zh-e5-small", given, weights.hidden)


def write_joint(weights: Weights, ranges: Mapping[str, Range], name: str) -> ModelProto:
    """Return layers alone, as a model ``name``: float32 ``states`` of one sequence →
    ``last_hidden_state``. Of ``weights`` the layers are taken, of ``ranges`` what they are given."""
    graph = _Graph()
    _layers(graph, "states", [], weights, ranges)
    return _model(graph, name, {"states": weights.hidden}, weights.hidden)


def _layers(
    graph: _Graph, x: str, mask: list[str], weights: Weights, ranges: Mapping[str, Range]
) -> str:
    thirds = graph.constant("thirds", np.array([weights.hidden] * 3, np.int64))
    for layer in range(weights.layers):
        name = f"l{layer}"
        qkv = _product(graph, x, weights, [f"{name}.{part}" for part in "qkv"], ranges)
        parts = graph.split("Split", 3, qkv, thirds, axis=-1)
        masked = ["", *mask] if mask else []
        context = graph.node(
            "MultiHeadAttention", *parts, *masked, domain=_CONTRIB, num_heads=weights.heads
        )
        attended = _product(graph, context, weights, [f"{name}.ao"], ranges)
        x = _normalize(graph, graph.node("Add", x, attended), weights, f"{name}.aln")
        inner = graph.node("Gelu", _product(graph, x, weights, [f"{name}.fi"], ranges))
        outer = _product(graph, inner, weights, [f"{name}.fo"], ranges)
        x = _normalize(graph, graph.node("Add", x, outer), weights, f"{name}.oln")
    graph.nodes[-1].output[0] = "last_hidden_state"
    return x


def _model(graph: _Graph, name: str, given: Mapping[str, int | None], hidden: int) -> ModelProto:
    """``graph`` as the model ``name``; ``given`` are its inputs, token numbers or states of a width."""
    axes = ["batch", "sequence"]
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            name,
            [
                helper.make_tensor_value_info(key, TensorProto.FLOAT, [*axes, width])
                if width
                else helper.make_tensor_value_info(key, TensorProto.INT64, axes)
                for key, width in given.items()
            ],
            [
                helper.make_tensor_value_info(
                    "last_hidden_state", TensorProto.FLOAT, [*axes, hidden]
                )
            ],
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_CONTRIB, 1)],
        ir_version=_IR_VERSION,
        producer_name="youju",
    )
    checker.check_model(model)
    return model


def _embed(graph: _Graph, weights: Weights) -> str:
    table = weights.quantized["emb.word"]
    words = graph.node(
        "GatherBlockQuantized",
        graph.constant("emb.word", _pack(table)),
        "input_ids",
        graph.constant("emb.word.scale", table.scales),
        domain=_CONTRIB,
        bits=4,
        block_size=BLOCK,
        gather_axis=0,
        quantize_axis=1,
    )
    # Only token type 0 is ever used, so its row becomes part of the positions.
    types = weights.dense["emb.type"].reshape(-1, weights.hidden)
    positions = weights.dense["emb.pos"].reshape(-1, weights.hidden) + types[0]
    zero = graph.constant("zero", np.array([0], np.int64))
    length = graph.node("Shape", "input_ids", start=1, end=2)
    places = graph.node("Slice", graph.constant("emb.pos", positions), zero, length, zero)
    return _normalize(graph, graph.node("Add", words, places), weights, "emb.ln")


def _pack(table: Q4) -> NDArray[np.uint8]:
    """Two codes to a byte, the earlier one in the low half, as the operator wants them."""
    packed: NDArray[np.uint8] = table.codes[:, 0::2] | (table.codes[:, 1::2] << np.uint8(4))
    return packed


def _normalize(graph: _Graph, x: str, weights: Weights, name: str) -> str:
    gain = graph.constant(f"{name}.w", weights.dense[f"{name}.w"])
    bias = graph.constant(f"{name}.b", weights.dense[f"{name}.b"])
    return graph.node("LayerNormalization", x, gain, bias, axis=-1, epsilon=1e-12)


def _product(
    graph: _Graph, x: str, weights: Weights, names: Sequence[str], ranges: Mapping[str, Range]
) -> str:
    """``x`` times the matrices called ``names`` side by side, plus their biases."""
    key = names[0]
    matrix = np.concatenate([weights.tensor(f"{name}.w") for name in names]).astype(np.float64)
    bias = np.concatenate([weights.dense[f"{name}.b"] for name in names])
    low, high = ranges[key].low, ranges[key].high

    reach = np.maximum(np.maximum(-low, high), 1e-5)
    largest = np.maximum(np.abs(matrix).max(axis=0), 1e-5)
    smooth = reach**_SMOOTHING / largest ** (1 - _SMOOTHING)
    matrix *= smooth
    bottom, top = (low / smooth).min() * _HEADROOM, (high / smooth).max() * _HEADROOM
    step = (top - bottom) / 255
    zero = np.array(np.rint(-bottom / step), np.uint8)

    scale = np.abs(matrix).max(axis=1) / _WEIGHT_LIMIT
    rounded = np.rint(matrix / scale[:, None]).astype(np.int8)

    scaled = graph.node("Mul", x, graph.constant(f"{key}.smooth", (1 / smooth).astype(np.float32)))
    input_step = graph.constant(f"{key}.step", np.array(step, np.float32))
    input_zero = graph.constant(f"{key}.zero", zero)
    return graph.node(
        "MatMulIntegerToFloat",
        graph.node("QuantizeLinear", scaled, input_step, input_zero),
        graph.constant(f"{key}.w", rounded.T),
        input_step,
        graph.constant(f"{key}.scale", scale.astype(np.float32)),
        input_zero,
        graph.constant(f"{key}.wzero", np.zeros(len(scale), np.int8)),
        graph.constant(f"{key}.b", bias),
        domain=_CONTRIB,
    )
