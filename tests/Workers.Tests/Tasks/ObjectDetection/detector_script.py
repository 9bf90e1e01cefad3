"""Runs a detector's script for Keras on a stand-in for Keras, and holds its functions against golden files.

    detector_script.py SCRIPT whole FOLDER STAGES.json    runs all of it in a folder with COCO data; prints the layers of the head
    detector_script.py SCRIPT CHECK GOLDEN                CHECK is one of the functions below
"""
import ast
import json
import math
import os
import pathlib
import sys
import types
from unittest import mock

import numpy as np


class Tensor:
    def __init__(self, shape):
        self.shape = tuple(shape)


class Layer:
    made = []

    def __init__(self, *values, name=None, **options):
        self.values, self.name, self.options, self.weights = values, name, options, []
        Layer.made.append(self)

    def __call__(self, x):
        return Tensor(self.shape_of(x))

    def shape_of(self, x):
        return x[0].shape if isinstance(x, list) else x.shape


class Conv2D(Layer):
    def shape_of(self, x):
        (filters, kernel), strides = self.values, self.options.get("strides", 1)
        self.weights = [[kernel, kernel, x.shape[3], filters], [filters]]
        return (None, math.ceil(x.shape[1] / strides), math.ceil(x.shape[2] / strides), filters)


class GroupNormalization(Layer):
    def shape_of(self, x):
        self.weights = [[x.shape[3]], [x.shape[3]]]
        return x.shape


class UpSampling2D(Layer):
    def shape_of(self, x):
        return (None, 2 * x.shape[1], 2 * x.shape[2], x.shape[3])


class Resizing(Layer):
    def shape_of(self, x):
        return (None, *self.values, x.shape[3])


class Concatenate(Layer):
    def shape_of(self, x):
        axis = self.options.get("axis", -1) % len(x[0].shape)
        return tuple(sum(one.shape[i] for one in x) if i == axis else side for i, side in enumerate(x[0].shape))


class Reshape(Layer):
    def shape_of(self, x):
        assert math.prod(self.values[0]) == math.prod(x.shape[1:])
        return (None, *self.values[0])


class Model:
    def __init__(self, inputs, outputs, name=None):
        self.inputs, self.outputs, self.name, self.layers = inputs, outputs, name, []
        self.output_shape = getattr(outputs, "shape", None)

    def __call__(self, x, training=None):
        return self.outputs

    def compile(self, optimizer, loss, metrics):
        self.loss, self.metrics = loss, metrics

    def fit(self, data, validation_data, initial_epoch, epochs, callbacks):
        for pictures, targets in (data[0], validation_data[0]):
            outputs = self.predict_on_batch(pictures)
            assert all(np.isfinite(one(targets, outputs)) for one in [self.loss, *self.metrics])
        logs = {}
        callbacks[0].model = self
        callbacks[0].on_epoch_end(initial_epoch, logs)
        assert "val_ap" in logs
        return types.SimpleNamespace(epoch=list(range(initial_epoch, epochs)))

    def evaluate(self, data, return_dict):
        return {}

    def predict_on_batch(self, pictures):
        return np.random.default_rng(1).normal(size=(len(pictures), *self.output_shape[1:])).astype("float32")

    def save(self, path):
        pass


class Applications:
    """Modules have preprocess_input, functions make a backbone whose layers are the stages' ends."""

    def __init__(self, stages):
        self.stages = stages

    def __getattr__(self, name):
        if name.islower() or "_" in name:
            return types.SimpleNamespace(preprocess_input=lambda x: x)

        def build(include_top, weights, input_shape):
            base = Model([Tensor((None, *input_shape))], None, name.lower())
            base.get_layer = lambda end: types.SimpleNamespace(output=Tensor(self.stages[end]))
            return base

        return build


def ops():
    def one_hot(numbers, count):
        return np.eye(count, dtype="float32")[numbers]

    def resize(picture, size, interpolation):
        rows, columns = (np.arange(to) * side // to for to, side in zip(size, picture.shape))
        return picture[rows][:, columns]

    def affine_transform(picture, transform, **fill):
        assert transform.shape == (8,)
        return picture

    return types.SimpleNamespace(
        cast=lambda x, dtype: np.asarray(x).astype(dtype),
        sum=np.sum,
        maximum=np.maximum,
        minimum=np.minimum,
        square=np.square,
        sigmoid=lambda x: 1 / (1 + np.exp(-x)),
        softplus=lambda x: np.logaddexp(0, x),
        relu=lambda x: np.maximum(x, 0),
        one_hot=one_hot,
        convert_to_numpy=np.asarray,
        convert_to_tensor=np.asarray,
        image=types.SimpleNamespace(resize=resize, affine_transform=affine_transform),
    )


def stand_in(stages):
    keras = mock.MagicMock()
    layers = {known.__name__: known for known in (Conv2D, GroupNormalization, UpSampling2D, Resizing, Concatenate, Reshape)}
    layers.update({name: type(name, (Layer,), {}) for name in ("Add", "ReLU", "BatchNormalization")})
    keras.layers = types.SimpleNamespace(**layers)
    keras.Model, keras.Input, keras.applications, keras.ops = Model, lambda shape: Tensor((None, *shape)), Applications(stages), ops()
    keras.initializers.Constant = float
    keras.utils.PyDataset = keras.callbacks.Callback = object
    sys.modules["keras"] = keras
    return keras


def whole(source, folder, stages):
    os.chdir(folder)
    stand_in(json.loads(pathlib.Path(stages).read_text()))
    scope = {}
    printed, sys.stdout = sys.stdout, sys.stderr
    exec(compile(source, "script", "exec"), scope)
    sys.stdout = printed
    layers = [[type(layer).__name__, layer.name or "", layer.weights, float(layer.options.get("bias_initializer", 0))] for layer in Layer.made]
    print(json.dumps(dict(layers=layers, output=scope["outputs"].shape[1:], found=len(scope["found"]))))


def functions(source, **values):
    """What a script defines, without anything that it does."""
    keras = stand_in({})
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    scope = dict(np=np, json=json, pathlib=pathlib, keras=keras, ops=keras.ops, **values)
    exec(compile(tree, "script", "exec"), scope)
    return scope


def letterbox(source, golden):
    content = json.loads(pathlib.Path(golden, "letterbox.json").read_text())
    own = functions(source, HEIGHT=content["size"], WIDTH=content["size"])
    for one in content["images"]:
        placement = own["place"](one["width"], one["height"])
        assert placement[1:] == (one["new_width"], one["new_height"]), one
        np.testing.assert_allclose(own["into"](np.array(one["boxes"]), placement), one["boxes_out"], atol=1e-6)
        back = own["back"](np.array(one["boxes_unclipped"]), placement, one["width"], one["height"])
        np.testing.assert_allclose(back, one["boxes_back"], atol=1e-6)


def nms(source, golden):
    own = functions(source)
    for one in json.loads(pathlib.Path(golden, "nms.json").read_text())["sets"]:
        boxes, scores, classes = (np.array(one[key]) for key in ("boxes", "scores", "classes"))
        for case in one["cases"]:
            assert own["suppressed"](boxes, scores, classes, case["threshold"])[0].tolist() == case["keep"]
            assert own["suppressed"](boxes, scores, np.zeros_like(classes), case["threshold"])[0].tolist() == case["keep_agnostic"]


def soft(source, expected):
    own = functions(source)
    for one in json.loads(pathlib.Path(expected).read_text()):
        kept, scores = own["softened"](np.array(one["boxes"]), np.array(one["scores"]), np.array(one["classes"]), 0.05)
        assert kept.tolist() == one["kept"]
        np.testing.assert_allclose(scores, one["lowered"], atol=1e-9)


def moves(source, expected):
    own = functions(source, HEIGHT=64, WIDTH=96)
    picture, boxes = np.zeros((64, 96, 3), "float32"), np.array([[3, 5, 40, 60], [-2, 10.5, 100, 20]])
    draws = iter([-0.2, 0.25, -0.1, 0.25])
    random = types.SimpleNamespace(random=lambda: 0.1, uniform=lambda low, high: next(draws))
    flipped = own["flip"](random, picture, boxes, "horizontal_and_vertical")[1][:, [2, 3, 0, 1]]
    zoomed = own["zoom"](random, picture, boxes, (-1, 1), (-1, 1))[1]
    translated = own["translate"](random, picture, boxes, (-1, 1), (-1, 1))[1]
    for moved, numbers in zip((flipped, zoomed, translated), json.loads(pathlib.Path(expected).read_text())):
        np.testing.assert_allclose(moved.ravel(), numbers, atol=1e-4)
    cut, stays = own["visible"](np.array([[-10, 0, 10, 10], [-40, 0, 9, 10], [5, 5, 5, 9], [90, 60, 100, 70]], float))
    assert cut[0].tolist() == [0, 0, 10, 10] and stays.tolist() == [True, False, False, True]


def uniform(variable, count):
    with np.errstate(over="ignore"):
        z = np.uint64(variable << 32) + np.arange(count, dtype="uint64") + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype("float32") / np.float32(16777216)


def fcos_cases(source, golden):
    for case in json.loads(pathlib.Path(golden, "fcos.json").read_text())["cases"].values():
        own = functions(
            source, HEIGHT=case["size"], WIDTH=case["size"], CENTERNESS=True, SCORE=0.2, OVERLAP=0.6, SOFT=False, class_names=["a", "b", "c"]
        )
        own["LEVELS"] = own["levels_of"](case["grids"])
        own["SPOTS"] = np.concatenate([own["places"](level) for level in own["LEVELS"]])
        shape = (len(case["boxes"]), len(own["SPOTS"]))

        def made(variable, width):
            return uniform(variable, shape[0] * shape[1] * width).reshape(*shape, width)

        seed = case["seed"]
        classes = (made(seed, 3) - np.float32(0.7)) * np.float32(case["spread"])
        outputs = np.concatenate([made(seed + 1, 4) * 6, (made(seed + 2, 1) - np.float32(0.5)) * 2, classes], axis=2)
        yield case, own, outputs


def matching(source, golden):
    for case, own, _ in fcos_cases(source, golden):
        assert [level[4] for level in own["LEVELS"]] == case["strides"]
        for boxes, expected in zip(case["boxes"], case["matched"]):
            matched = own["match"](own["LEVELS"], boxes)
            assert [[int(at), int(matched[at])] for at in np.nonzero(matched >= 0)[0]] == expected


def losses(source, golden):
    for case, own, outputs in fcos_cases(source, golden):
        boxes = [np.array(one).reshape(-1, 4) for one in case["boxes"]]
        targets = np.stack([own["targets_of"](one, np.array(kinds, int)) for one, kinds in zip(boxes, case["labels"])])
        names = dict(classification="classification_loss", bbox_regression="box_loss", bbox_ctrness="centerness_loss")
        for name, function in names.items():
            np.testing.assert_allclose(own[function](targets, outputs), case["losses"][name], rtol=1e-4, atol=1e-5)
        np.testing.assert_allclose(own["detection_loss"](targets, outputs), sum(case["losses"].values()), rtol=1e-4)


def objects(source, golden):
    for case, own, outputs in fcos_cases(source, golden):
        placement, side = own["place"](case["size"], case["size"]), case["size"]
        for output, expected in zip(outputs, case["detections"]):
            classes, scores, boxes = own["decode"](output, placement, side, side)
            count = len(expected["labels"])
            assert len(classes) == expected["count"]
            assert classes[:count].tolist() == expected["labels"]
            np.testing.assert_allclose(scores[:count], expected["scores"], atol=1e-5)
            np.testing.assert_allclose(boxes[:count], np.reshape(expected["boxes"], (-1, 4)), atol=1e-3)


def precision(source, golden):
    folder = pathlib.Path(golden, "coco")
    for name, expected in json.loads((folder / "expected.json").read_text()).items():
        own = functions(source)
        own["class_names"], items = own["read"](folder / f"{name}.gt.json")
        items.sort(key=lambda item: item["id"])
        ids = sorted(category["id"] for category in json.loads((folder / f"{name}.gt.json").read_text())["categories"])
        rows = json.loads((folder / f"{name}.dt.json").read_text())
        found = []
        for item in items:
            mine = [row for row in rows if row["image_id"] == item["id"]]
            boxes = np.array([row["bbox"] for row in mine], float).reshape(-1, 4)
            boxes[:, 2:] += boxes[:, :2]
            found.append((np.array([ids.index(row["category_id"]) for row in mine], int), np.array([row["score"] for row in mine], float), boxes))
        values = own["average_precision"](items, found)
        stats = expected["stats"]
        np.testing.assert_allclose([values.mean(), values[0], values[5]], [stats["AP"], stats["AP50"], stats["AP75"]], atol=1e-6, err_msg=name)


if __name__ == "__main__":
    text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    dict(whole=whole, letterbox=letterbox, nms=nms, soft=soft, moves=moves, matching=matching, losses=losses, objects=objects, precision=precision)[sys.argv[2]](text, *sys.argv[3:])
