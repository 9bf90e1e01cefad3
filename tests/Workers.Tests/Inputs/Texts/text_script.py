"""Runs a script for Keras that learns from texts on a stand-in for Keras, in the folder with its files, and prints what it made of its table.

    text_script.py SCRIPT FOLDER
"""
import json
import os
import pathlib
import sys
import types
from unittest import mock

import numpy as np


def input_of(shape, dtype=None, name=None):
    return types.SimpleNamespace(name=name, shape=(None, *shape), dtype=dtype)


class Model:
    def __init__(self, inputs, outputs, name=None):
        self.inputs, self.outputs, self.layers, self.batches = inputs, [outputs], [], []

    def __call__(self, x, training=None):
        return types.SimpleNamespace(shape=(None, 4))

    def compile(self, optimizer, loss, metrics):
        pass

    def fit(self, data, validation_data, initial_epoch, epochs, callbacks, class_weight=None):
        for epoch in range(initial_epoch, epochs):
            self.batches.append([data[i] for i in range(len(data))])
            data.on_epoch_end()
        self.validation = [validation_data[i] for i in range(len(validation_data))]
        return types.SimpleNamespace(epoch=list(range(initial_epoch, epochs)))

    def evaluate(self, data, return_dict):
        return {}

    def save(self, path):
        pass


def load_model(path, compile=True):
    assert pathlib.Path(path).exists()
    network = Model([input_of((None,), "int32", name) for name in ("token_ids", "padding_mask")], None)
    network.layers = [types.SimpleNamespace(get_config=dict)]
    return network


keras = mock.MagicMock()
keras.Model, keras.Input, keras.models.load_model = Model, input_of, load_model
for kind in ("Dropout", "MultiHeadAttention", "BatchNormalization"):
    setattr(keras.layers, kind, type(kind, (), {}))
keras.utils.PyDataset = object
sys.modules["keras"], sys.modules["keras_hub"] = keras, mock.MagicMock()

script, folder = sys.argv[1:]
source = pathlib.Path(script).read_text(encoding="utf-8")
if "tokenizers" not in source or "bert-huggingface" not in pathlib.Path(folder, "kind.txt").read_text():
    sys.modules["tokenizers"] = mock.MagicMock()
os.chdir(folder)
scope = {}
printed, sys.stdout = sys.stdout, sys.stderr
exec(compile(source, "script", "exec"), scope)
sys.stdout = printed


def batch(given):
    inputs, targets = given
    return dict(ids=[row[:count].tolist() for row, count in zip(inputs["token_ids"], inputs["padding_mask"].sum(1))], targets=np.asarray(targets).tolist())


model = scope["model"]
print(
    json.dumps(
        dict(
            ids=scope["ids"],
            training=[int(i) for i in scope["training"]],
            held=[int(i) for i in scope["held"]],
            epochs=[[batch(one) for one in epoch] for epoch in model.batches],
            validation=[batch(one) for one in model.validation],
        )
    )
)
