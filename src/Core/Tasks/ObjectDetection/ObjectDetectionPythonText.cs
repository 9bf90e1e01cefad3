namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>The parts of a detector's script that no setting changes.</summary>
internal static class ObjectDetectionPythonText
{
    /// <summary>Pictures and boxes of a COCO file. Wants <c>PICTURES</c>, <c>HEIGHT</c>, <c>WIDTH</c>, <c>CHANNELS</c>, <c>MODE</c>, <c>INTERPOLATION</c> and
    /// <c>place</c>.</summary>
    public const string Reading = """
        def read(path, names=None):
            # Boxes are x1, y1, x2, y2 in pixels of the upright picture.
            content = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
            categories = sorted(content["categories"], key=lambda category: category["id"])
            names = names or [category["name"] for category in categories]
            numbers = {category["id"]: names.index(category["name"]) for category in categories if category["name"] in names}
            items = {one["id"]: dict(id=one["id"], file=one["file_name"], boxes=[], classes=[], areas=[], crowds=[]) for one in content["images"]}
            for one in content["annotations"]:
                x, y, width, height = one["bbox"]
                if one["category_id"] in numbers and width > 0 and height > 0:
                    item = items[one["image_id"]]
                    item["boxes"].append((x, y, x + width, y + height))
                    item["classes"].append(numbers[one["category_id"]])
                    item["areas"].append(one.get("area", width * height))
                    item["crowds"].append(bool(one.get("iscrowd", 0)))
            for item in items.values():
                item["boxes"] = np.array(item["boxes"], "float64").reshape(-1, 4)
                item["classes"], item["crowds"] = np.array(item["classes"], int), np.array(item["crowds"], bool)
            return names, list(items.values())

        def moves(placement):
            # The part of the picture that is shown, and the pixels that it fills from the upper left corner on.
            (left, top, right, bottom), wide, tall = placement
            scale = np.array([wide / (right - left), tall / (bottom - top)] * 2)
            return np.array([left, top] * 2), scale, np.array([wide, tall] * 2)

        def into(boxes, placement):
            offset, scale, end = moves(placement)
            return np.clip((boxes - offset) * scale, 0, end)

        def back(boxes, placement, width, height):
            offset, scale, _ = moves(placement)
            return np.clip(boxes / scale + offset, 0, [width, height] * 2)

        def load(item):
            with Image.open(PICTURES / item["file"]) as file:
                picture = ImageOps.exif_transpose(file).convert(MODE)
            item["size"] = picture.size
            placement = place(*picture.size)
            (left, top, right, bottom), wide, tall = placement
            pixels = np.asarray(picture, "float32").reshape(picture.height, picture.width, CHANNELS)[top:bottom, left:right]
            shown = np.zeros((HEIGHT, WIDTH, CHANNELS), "float32")
            shown[:tall, :wide] = keras.ops.convert_to_numpy(keras.ops.image.resize(pixels, (tall, wide), interpolation=INTERPOLATION))
            return shown, placement

        def flip(random, picture, boxes, mode):
            if random.random() > 0.5:
                return picture, boxes
            x1, y1, x2, y2 = boxes.T
            if mode != "vertical":
                picture, x1, x2 = picture[:, ::-1], WIDTH - x2, WIDTH - x1
            if mode != "horizontal":
                picture, y1, y2 = picture[::-1], HEIGHT - y2, HEIGHT - y1
            return picture, np.stack([x1, y1, x2, y2], axis=1)

        def warp(picture, boxes, scale, shift, **fill):
            # From the middles of pixels that come out to those that go in: scale times x or y, and shift.
            transform = np.array([scale[0], 0, shift[0], 0, scale[1], shift[1], 0, 0], "float32")
            picture = keras.ops.convert_to_numpy(keras.ops.image.affine_transform(picture, transform, **fill))
            return picture, (boxes - 0.5 - np.array([*shift] * 2)) / np.array([*scale] * 2) + 0.5

        def zoom(random, picture, boxes, height, width, **fill):
            tall = 1 + random.uniform(*height)
            wide = tall if width is None else 1 + random.uniform(*width)
            return warp(picture, boxes, (wide, tall), ((1 - wide) * (WIDTH - 1) / 2, (1 - tall) * (HEIGHT - 1) / 2), **fill)

        def translate(random, picture, boxes, height, width, **fill):
            down, right = random.uniform(*height) * HEIGHT, random.uniform(*width) * WIDTH
            return warp(picture, boxes, (1, 1), (-right, -down), **fill)

        def visible(boxes):
            # Cut to the picture, and of which at least a fifth is left.
            cut = np.clip(boxes, 0, [WIDTH, HEIGHT] * 2)
            areas, whole = ((sides[:, 2:] - sides[:, :2]).prod(1) for sides in (cut, boxes))
            return cut, (areas > 0) & (areas >= 0.2 * whole)
        """;

    /// <summary>Which place answers for which box. Wants <c>HEIGHT</c>, <c>WIDTH</c> and, once the network is built, <c>LEVELS</c>.</summary>
    public const string Matching = """
        def levels_of(grids):
            # Of each level, the finest first: rows, columns, pixels from a row to the next, the same of columns, and its size.
            tall, wide = (-(-side // 32) * 32 for side in (HEIGHT, WIDTH))
            finest = 2 ** round(np.log2(tall / grids[0][0]))
            return [(rows, columns, tall // rows, wide // columns, finest * 2 ** i) for i, (rows, columns) in enumerate(grids)]

        def places(level):
            # x, y and the level's size of each place, row by row.
            rows, columns, step_y, step_x, size = level
            x, y = np.meshgrid(np.arange(columns) * step_x, np.arange(rows) * step_y)
            return np.stack([x.ravel(), y.ravel(), np.full(rows * columns, size)], axis=1).astype("float32")

        def match(levels, boxes):
            # Of each place the number of its box, or -1: near the box's middle, within it, of the level whose sizes fit; of several boxes the smallest.
            boxes = np.asarray(boxes, "float32").reshape(-1, 4)
            matched = []
            for k, level in enumerate(levels):
                spots, size = places(level), np.float32(level[4])
                if len(boxes) == 0:
                    matched.append(np.full(len(spots), -1))
                    continue
                low, high = 0 if k == 0 else size * 4, np.inf if k == len(levels) - 1 else size * 8
                x, y = spots[:, :1], spots[:, 1:2]
                x1, y1, x2, y2 = boxes.T
                sides = np.stack([x - x1, y - y1, x2 - x, y2 - y])
                middle = np.maximum(np.abs(x - (x1 + x2) / 2), np.abs(y - (y1 + y2) / 2))
                fits = (middle < np.float32(1.5) * size) & (sides.min(0) > 0) & (sides.max(0) > low) & (sides.max(0) < high)
                rest = np.where(fits, np.float32(1e8) - (x2 - x1) * (y2 - y1), np.float32(0))
                matched.append(np.where(rest.max(1) >= 1e-5, rest.argmax(1), -1))
            return np.concatenate(matched)

        def targets_of(boxes, classes):
            # Of each place its class (-1 for none), its box and how near it is to the box's middle.
            boxes, keep = visible(boxes)
            boxes, classes = boxes[keep].astype("float32"), classes[keep]
            matched = match(LEVELS, boxes)
            found = matched >= 0
            spots = np.concatenate([places(level) for level in LEVELS])[found]
            targets = np.zeros((len(matched), 6), "float32")
            targets[:, 0] = -1
            if found.any():
                own = boxes[matched[found]]
                before, after = spots[:, :2] - own[:, :2], own[:, 2:] - spots[:, :2]
                targets[found, 0] = classes[matched[found]]
                targets[found, 1:5] = own
                targets[found, 5] = np.sqrt((np.minimum(before, after) / np.maximum(before, after)).prod(1))
            return targets

        class Pictures(keras.utils.PyDataset):
            def __init__(self, items, training):
                super().__init__()
                self.items, self.training = items, training
                self.order, self.random = np.arange(len(items)), np.random.default_rng(SEED)
                self.on_epoch_end()

            def __len__(self):
                return -(-len(self.items) // BATCH)

            def __getitem__(self, batch):
                pictures, targets = [], []
                for i in self.order[batch * BATCH:(batch + 1) * BATCH]:
                    item = self.items[i]
                    picture, placement = load(item)
                    learnt = ~item["crowds"]
                    boxes = into(item["boxes"][learnt], placement)
                    for move, options in MOVES if self.training else ():
                        picture, boxes = move(self.random, picture, boxes, **options)
                    pictures.append(picture)
                    targets.append(targets_of(boxes, item["classes"][learnt]))
                pictures = np.stack(pictures)
                for layer in AUGMENTATION if self.training else ():
                    pictures = keras.ops.convert_to_numpy(layer(pictures, training=True))
                return pictures, np.stack(targets)

            def on_epoch_end(self):
                if self.training and SHUFFLE:
                    self.random.shuffle(self.order)
        """;

    /// <summary>Objects of outputs, and their average precision. Wants <c>LEVELS</c>, <c>CENTERNESS</c>, <c>SCORE</c>, <c>OVERLAP</c> and
    /// <c>SOFT</c>.</summary>
    public const string Decoding = """
        def sigmoid(logits):
            return 1 / (1 + np.exp(-np.clip(logits, -80, 80)))

        def overlaps(box, others, crowds=False):
            # Intersection over union; over the box's own area where the other is a crowd.
            low, high = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
            common = np.clip(high - low, 0, None).prod(1)
            own, theirs = (box[2:] - box[:2]).prod(), (others[:, 2:] - others[:, :2]).prod(1)
            union = np.where(crowds, own, own + theirs - common)
            return np.where(common > 0, common / np.where(union > 0, union, 1), 0)

        def suppressed(boxes, scores, classes, threshold):
            # Greedy: numbers of the boxes that stay, and their scores, the highest first.
            left, kept = np.argsort(-scores, kind="stable"), []
            while len(left) > 0:
                kept.append(left[0])
                rest = left[1:]
                left = rest[(classes[rest] != classes[kept[-1]]) | (overlaps(boxes[kept[-1]], boxes[rest]) <= threshold)]
            kept = np.array(kept, int)
            return kept, scores[kept]

        def softened(boxes, scores, classes, least):
            # The same of soft suppression: what overlaps with a better box of its class scores less.
            scores, left, kept = scores.copy(), np.arange(len(scores)), []
            while len(left) > 0 and scores[left].max() >= least:
                best = left[scores[left].argmax()]
                kept.append(best)
                left = left[left != best]
                fading = np.exp(-overlaps(boxes[best], boxes[left]) ** 2 / 0.5)
                scores[left] *= np.where(classes[left] == classes[best], fading, 1)
            kept = np.array(kept, int)
            return kept, scores[kept]

        def decode(output, placement, width, height):
            # Of one picture: classes, scores and boxes in its own pixels, the best score first.
            first, found = 0, []
            for level in LEVELS:
                spots = places(level)
                numbers = output[first:first + len(spots)].astype("float32")
                first += len(spots)
                scores = sigmoid(numbers[:, 5 if CENTERNESS else 4:])
                if CENTERNESS:
                    scores = np.sqrt(scores * sigmoid(numbers[:, 4:5]))
                at, kinds = np.nonzero(scores > np.float32(SCORE))
                best = np.argsort(-scores[at, kinds], kind="stable")[:1000]
                at, kinds = at[best], kinds[best]
                reach = numbers[at, :4] * spots[at, 2:]
                boxes = np.concatenate([spots[at, :2] - reach[:, :2], spots[at, :2] + reach[:, 2:]], axis=1)
                found.append((kinds, scores[at, kinds], boxes))
            classes, scores, boxes = (np.concatenate(parts) for parts in zip(*found))
            boxes, scores = np.clip(boxes.astype("float64"), 0, moves(placement)[2]), scores.astype("float64")
            kept, scores = softened(boxes, scores, classes, SCORE) if SOFT else suppressed(boxes, scores, classes, OVERLAP)
            kept, scores = kept[:100], scores[:100]
            return classes[kept], scores, back(boxes[kept], placement, width, height)

        def detect(network, pictures):
            found = []
            for batch in range(len(pictures)):
                outputs = np.asarray(network.predict_on_batch(pictures[batch][0]))
                for item, output in zip(pictures.items[batch * BATCH:], outputs):
                    found.append(decode(output, place(*item["size"]), *item["size"]))
            return found

        def average_precision(items, found, thresholds=tuple(np.linspace(0.5, 0.95, 10))):
            # COCO's, of each threshold: mean over the classes that there are.
            means = []
            for kind in range(len(class_names)):
                scores, right, counted, total = [], [], [], 0
                for item, (classes, confidence, boxes) in zip(items, found):
                    own = item["classes"] == kind
                    order = np.argsort(item["crowds"][own], kind="stable")
                    truth, crowds = item["boxes"][own][order], item["crowds"][own][order]
                    total += np.sum(~crowds)
                    best = np.argsort(-confidence[classes == kind], kind="stable")[:100]
                    mine = boxes[classes == kind][best]
                    taken = np.zeros((len(thresholds), len(truth)), bool)
                    hits, counts = np.zeros((len(thresholds), len(mine)), bool), np.ones((len(thresholds), len(mine)), bool)
                    for j, box in enumerate(mine):
                        common = overlaps(box, truth, crowds)
                        for t, threshold in enumerate(thresholds):
                            free = (common >= min(threshold, 1 - 1e-10)) & (crowds | ~taken[t])
                            free = free & ~crowds if (free & ~crowds).any() else free
                            if free.any():
                                # The last of equal ones.
                                choice = len(truth) - 1 - np.where(free, common, -1)[::-1].argmax()
                                taken[t, choice] = True
                                hits[t, j], counts[t, j] = not crowds[choice], not crowds[choice]
                    scores.append(confidence[classes == kind][best])
                    right.append(hits)
                    counted.append(counts)
                if total == 0:
                    continue
                order = np.argsort(-np.concatenate(scores), kind="stable")
                right, counted = np.concatenate(right, axis=1)[:, order], np.concatenate(counted, axis=1)[:, order]
                row = []
                for hits, counts in zip(right, counted):
                    true, false = np.cumsum(hits & counts), np.cumsum(~hits & counts)
                    precision = np.maximum.accumulate((true / (true + false + np.spacing(1)))[::-1])[::-1]
                    at = np.searchsorted(true / total, np.linspace(0, 1, 101))
                    row.append(np.append(precision, 0)[np.minimum(at, len(precision))].mean())
                means.append(row)
            return np.mean(means, axis=0) if means else np.zeros(len(thresholds))

        class AveragePrecision(keras.callbacks.Callback):
            # Measures val_ap, val_ap50 and val_ap75 for the callbacks behind it.
            def on_epoch_end(self, epoch, logs=None):
                values = average_precision(validation.items, detect(self.model, validation))
                measured = dict(val_ap=float(values.mean()), val_ap50=float(values[0]), val_ap75=float(values[5]))
                print(measured)
                if logs is not None:
                    logs.update(measured)
        """;

    /// <summary>FCOS's losses, each a sum divided by the places that answer for an object. Wants <c>SPOTS</c> and <c>CENTERNESS</c>.</summary>
    public const string Losses = """
        def answering(y_true):
            # 1 at places that answer for an object, and how many these are in the batch, at least 1.
            mask = ops.cast(y_true[..., 0] >= 0, "float32")
            return mask, ops.maximum(ops.sum(mask), 1.0)

        def classification_loss(y_true, y_pred):
            # Focal, alpha 0.25 and gamma 2.
            mask, count = answering(y_true)
            logits = y_pred[..., 5 if CENTERNESS else 4:]
            truth = ops.one_hot(ops.cast(ops.maximum(y_true[..., 0], 0), "int32"), len(class_names)) * mask[..., None]
            of_object = 0.25 * ops.square(ops.sigmoid(-logits)) * ops.softplus(-logits)
            of_none = 0.75 * ops.square(ops.sigmoid(logits)) * ops.softplus(logits)
            return ops.sum(truth * of_object + (1 - truth) * of_none) / count

        def box_loss(y_true, y_pred):
            # 1 - GIoU.
            mask, count = answering(y_true)
            spots = ops.convert_to_tensor(SPOTS)
            low, high = spots[:, :2] - y_pred[..., :2] * spots[:, 2:], spots[:, :2] + y_pred[..., 2:4] * spots[:, 2:]
            true_low, true_high = y_true[..., 1:3], y_true[..., 3:5]

            def area(sides):
                return sides[..., 0] * sides[..., 1]

            common = area(ops.relu(ops.minimum(high, true_high) - ops.maximum(low, true_low)))
            union = area(high - low) + area(true_high - true_low) - common
            around = area(ops.maximum(high, true_high) - ops.minimum(low, true_low))
            giou = common / (union + 1e-7) - (around - union) / (around + 1e-7)
            return ops.sum((1 - giou) * mask) / count

        def centerness_loss(y_true, y_pred):
            mask, count = answering(y_true)
            logits = y_pred[..., 4]
            return ops.sum((ops.softplus(logits) - y_true[..., 5] * logits) * mask) / count

        def detection_loss(y_true, y_pred):
            losses = classification_loss(y_true, y_pred) + box_loss(y_true, y_pred)
            return losses + centerness_loss(y_true, y_pred) if CENTERNESS else losses
        """;

    /// <summary>Feature pyramid and shared head on <c>x</c>, the ends of three stages. Wants <c>FEATURES</c>, <c>CONVOLUTIONS</c>, <c>EXACT</c> and
    /// <c>small</c>.</summary>
    public const string Fcos = """
        def across(kernel, name, strides=1):
            return keras.layers.Conv2D(FEATURES, kernel, strides=strides, padding="same", kernel_initializer="lecun_uniform", name=name)

        def enlarged(coarse, to):
            if coarse.shape[1] * 2 == to.shape[1] and coarse.shape[2] * 2 == to.shape[2]:
                return keras.layers.UpSampling2D()(coarse)
            return keras.layers.Resizing(to.shape[1], to.shape[2], interpolation="nearest")(coarse)

        def tower(name, levels):
            groups = max(count for count in range(1, min(32, FEATURES) + 1) if FEATURES % count == 0)
            for i in range(1, CONVOLUTIONS + 1):
                convolution = keras.layers.Conv2D(FEATURES, 3, padding="same", kernel_initializer=small(), name=f"{name}_conv_{i}")
                norm = keras.layers.GroupNormalization(groups, epsilon=1e-5, name=f"{name}_norm_{i}")
                relu = keras.layers.ReLU(name=f"{name}_relu_{i}")
                levels = [relu(norm(convolution(level))) for level in levels]
            return levels

        inner = [across(1, f"lateral_{i + 3}")(feature) for i, feature in enumerate(x)]
        for i in (1, 0):
            inner[i] = keras.layers.Add(name=f"merge_{i + 3}")([inner[i], enlarged(inner[i + 1], inner[i])])
        levels = [across(3, f"pyramid_{i + 3}")(level) for i, level in enumerate(inner)]
        levels.append(across(3, "pyramid_6", strides=2)(levels[-1]))
        levels.append(across(3, "pyramid_7", strides=2)(keras.layers.ReLU(name="pyramid_6_relu")(levels[-1])))
        for_classes, for_boxes = tower("class", levels), tower("box", levels)
        classes, boxes = ends(3)
        centerness = keras.layers.Conv2D(1, 3, padding="same", kernel_initializer=small(), name="centerness", **EXACT)
        answers = [[boxes(b), centerness(b), classes(c)] for c, b in zip(for_classes, for_boxes)]
        """;

    /// <summary>What both heads begin with. Wants <c>EXACT</c>.</summary>
    public const string Ends = """
        def small():
            return keras.initializers.RandomNormal(stddev=0.01)

        def ends(kernel):
            prior = keras.initializers.Constant(-float(np.log((1 - 0.01) / 0.01)))
            classes = keras.layers.Conv2D(len(class_names), kernel, padding="same", kernel_initializer=small(), bias_initializer=prior, name="classes", **EXACT)
            wide = keras.initializers.Constant(2.0)
            boxes = keras.layers.Conv2D(4, kernel, padding="same", activation="relu", kernel_initializer=small(), bias_initializer=wide, name="boxes", **EXACT)
            return classes, boxes
        """;

    /// <summary>What both heads end in: one row a place, the levels one behind the other.</summary>
    public const string Joined = """
        grids, rows = [], []
        for level in answers:
            joined = keras.layers.Concatenate(**EXACT)(level)
            grids.append((joined.shape[1], joined.shape[2]))
            rows.append(keras.layers.Reshape((joined.shape[1] * joined.shape[2], joined.shape[3]), **EXACT)(joined))
        outputs = rows[0] if len(rows) == 1 else keras.layers.Concatenate(axis=1, name="objects", **EXACT)(rows)
        """;

    /// <summary>The ends of the backbone's stages. Wants <c>STAGES</c>.</summary>
    public const string Stages = """
        def stage_end(name):
            if "_downsampling_layernorm_" not in name:
                return base.get_layer(name).output
            # It stands in a block of two layers; what goes into that is the sum that the last block before it ends in.
            prefix, index = name.split("_downsampling_layernorm_")
            stage = f"{prefix}_stage_{index}_block_"
            last = max(int(layer.name[len(stage):].split("_")[0]) for layer in base.layers if layer.name.startswith(stage))
            total = base.get_layer(f"{stage}{last}_depthwise_conv").input + base.get_layer(f"{stage}{last}_identity").output
            return base.get_layer(f"{prefix}_downsampling_block_{index}").layers[0](total)
        """;

    /// <summary>Objects in the validation pictures, as COCO's results.</summary>
    public const string After = """
        # Objects in the validation pictures, in COCO's form; category ids are numbers of class_names, from 1.
        found = detect(model, validation)
        values = average_precision(validation.items, found)
        print(dict(val_ap=float(values.mean()), val_ap50=float(values[0]), val_ap75=float(values[5])))
        results = [
            dict(image_id=item["id"], category_id=int(kind) + 1, score=float(score), bbox=[float(x1), float(y1), float(x2 - x1), float(y2 - y1)])
            for item, objects in zip(validation.items, found)
            for kind, score, (x1, y1, x2, y2) in zip(*objects)
        ]
        pathlib.Path("detections.json").write_text(json.dumps(results))
        """;
}
