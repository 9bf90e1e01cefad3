using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Training.Python;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>A detector in Python Keras: pictures and boxes of a COCO file, the same pyramid and head, FCOS's losses, objects by non-maximum suppression.</summary>
internal static class ObjectDetectionPython
{
    // Those that the script moves boxes with.
    private static readonly HashSet<string> Moving = ["RandomFlip", "RandomZoom", "RandomTranslation"];

    // Those that move what is in a picture, or mix pictures, without a call that moves boxes as the dashboard does.
    private static readonly HashSet<string> LeftOut = ["RandomRotation", "RandomShear", "MixUp", "CutMix", "RandAugment"];

    public static PythonTask Of(TrainingSpec spec, ITaskCard card)
    {
        var isFcos = spec.Head is not null && TaskMembers.Get(spec, card, ObjectDetectionSpec.Kind).GetString() == ObjectDetectionSpec.Fcos;
        var hasCenterness = spec.Head is null || isFcos;
        return new(
            "",
            "detection_loss",
            hasCenterness ? "[classification_loss, box_loss, *([centerness_loss] if CENTERNESS else [])]" : "[classification_loss, box_loss]"
        )
        {
            Imports = ["import json", "import pathlib", "import numpy as np", "from keras import ops", "from PIL import Image, ImageOps"],
            Data = Data(spec, card),
            Base = spec.Head is null ? [] : Base(spec, isFcos),
            Head = spec.Head is null ? null : Head(spec, card, isFcos),
            Built =
            [
                .. spec.Head is null
                    ?
                    [
                        "shapes = [(layer.input.shape, layer.output.shape) for layer in flat(model) if isinstance(layer, keras.layers.Reshape)]",
                        "grids = sorted(((given[1], given[2]) for given, made in shapes if len(given) == 4 and len(made) == 3), reverse=True)",
                    ]
                    : Array.Empty<string>(),
                "LEVELS = levels_of(grids)",
                "SPOTS = np.concatenate([places(level) for level in LEVELS])",
                "CENTERNESS = model.output_shape[-1] == 5 + len(class_names)",
                "",
                .. Lines(ObjectDetectionPythonText.Losses),
                "",
            ],
            Callbacks = ["AveragePrecision()"],
            Modes = card
                .OfWholeSet.Concat(card.Metrics)
                .SelectMany(metric => new[] { metric.Name, "val_" + metric.Name }.Select(name => (name, metric.Better == Direction.Larger ? "max" : "min")))
                .ToDictionary(),
            After = Lines(ObjectDetectionPythonText.After),
        };
    }

    private static IReadOnlyList<string> Data(TrainingSpec spec, ITaskCard card)
    {
        var data = spec.Data;
        var decoding = spec.Head is null ? DetectionDecoding.Default : DetectionDecoding.Of(spec, card);
        var leftOut = spec.Augmentation.Where(layer => LeftOut.Contains(layer.Class)).Select(layer => layer.Class).Distinct().ToList();
        return
        [
            $"ANNOTATIONS = \"ANNOTATIONS.json\"  # a COCO file, such as mlops export writes; here it was {PythonText.Comment(data.Path.Length == 0 ? "not chosen" : data.Path)}",
            "VALIDATION = None  # a COCO file of the validation pictures; without one a share of those above is held back",
            "PICTURES = pathlib.Path(\"FOLDER\")  # in which the files named there are",
            $"HEIGHT, WIDTH, CHANNELS, MODE = {Whole(data.ImageSize[0])}, {Whole(data.ImageSize[1])}, {data.ColorMode switch { "grayscale" => "1, \"L\"", "rgba" => "4, \"RGBA\"", _ => "3, \"RGB\"" }}",
            $"INTERPOLATION, BATCH, SHUFFLE, SEED = {PythonText.Literal(data.Interpolation)}, {Whole(data.BatchSize)}, {Flag(data.Shuffle)}, {Whole(data.Seed)}",
            $"SCORE, OVERLAP, SOFT = {PythonText.Literal(decoding.ScoreThreshold)}, {PythonText.Literal(decoding.OverlapThreshold)}, {Flag(decoding.SoftNms)}  # how outputs become objects",
            "AUGMENTATION = [",
            .. spec
                .Augmentation.Where(layer => !Moving.Contains(layer.Class) && !LeftOut.Contains(layer.Class))
                .Select(layer => $"    {PythonComponents.Augmentation(layer)},"),
            "]",
            .. leftOut.Count > 0
                ?
                [
                    $"# The dashboard also draws {string.Join(", ", leftOut)}, and moves the boxes with the pictures. Keras has no call for it that moves boxes the same way: left out here.",
                ]
                : Array.Empty<string>(),
            .. TaskMembers.Get(spec, card, ObjectDetectionSpec.Mosaic).GetDouble() is > 0 and var mosaic
                ?
                [
                    $"# The dashboard draws {PythonText.Literal(mosaic)} of the training pictures as four in one (mosaic). Keras has no call for it: left out here.",
                ]
                : Array.Empty<string>(),
            "",
            .. Place(data),
            "",
            .. Lines(ObjectDetectionPythonText.Reading),
            "",
            "MOVES = [  # of pictures and boxes",
            .. spec.Augmentation.Where(layer => Moving.Contains(layer.Class)).Select(layer => $"    {Move(layer)},"),
            "]",
            "",
            .. Lines(ObjectDetectionPythonText.Matching),
            "",
            .. Lines(ObjectDetectionPythonText.Decoding),
            "",
            $"class_names, items = read(ANNOTATIONS{(data.ClassNames is { } names ? $", [{string.Join(", ", names.Select(PythonText.Literal))}]" : "")})",
            "if VALIDATION is not None:",
            "    training, held = items, read(VALIDATION, class_names)[1]",
            "else:",
            "    order = np.arange(len(items))",
            .. data.Shuffle ? ["    np.random.RandomState(SEED).shuffle(order)"] : Array.Empty<string>(),
            $"    count = int({PythonText.Literal(data.ValidationSplit)} * len(items))",
            "    training, held = ([items[i] for i in part] for part in (order[:len(order) - count], order[len(order) - count:]))",
            "train, validation = Pictures(training, True), Pictures(held, False)",
            .. data.Stratified is true
                ?
                [
                    "# The dashboard takes the same share of every class for validation. Keras has no call for it: put the validation pictures into a file of their own.",
                ]
                : Array.Empty<string>(),
            .. data.Sampling == "weighted"
                ?
                [
                    "# The dashboard draws training pictures with replacement, every class as often as any other. Keras has no call for it: Pictures.on_epoch_end can draw self.order so.",
                ]
                : Array.Empty<string>(),
            .. spec.CrossValidation is { } folds
                ?
                [
                    $"# The dashboard trains {Whole(folds.Folds)} folds, and reports mean and deviation. Keras has no call for it: this script trains the one split above.",
                ]
                : Array.Empty<string>(),
        ];
    }

    // The part of a picture that is shown (left, top, right, bottom), and the width and height that it has in the network's input.
    private static IReadOnlyList<string> Place(DataSpec data) =>
        data.Letterbox is true
            ? Lines(
                """
                def place(width, height):
                    # Whole, in the upper left corner; what is left is black.
                    if width * HEIGHT >= height * WIDTH:
                        wide, tall = WIDTH, max(1, (2 * height * WIDTH + width) // (2 * width))
                    else:
                        wide, tall = max(1, (2 * width * HEIGHT + height) // (2 * height)), HEIGHT
                    return (0, 0, width, height), wide, tall
                """
            )
        : data.CropToAspectRatio
            ? Lines(
                """
                def place(width, height):
                    # The middle part of the input's shape.
                    wide, tall = max(1, min(width, height * WIDTH // HEIGHT)), max(1, min(height, width * HEIGHT // WIDTH))
                    left, top = (width - wide) // 2, (height - tall) // 2
                    return (left, top, left + wide, top + tall), WIDTH, HEIGHT
                """
            )
        : Lines(
            """
            def place(width, height):
                return (0, 0, width, height), WIDTH, HEIGHT
            """
        );

    private static IReadOnlyList<string> Base(TrainingSpec spec, bool isFcos)
    {
        var ends = ObjectDetectionPythonStages.Of(spec.Backbone.File is null ? spec.Backbone.Name : null) ?? ["", "", ""];
        List<string> lines =
        [
            $"STAGES = {{{string.Join(", ", ends.Select((name, i) => $"{Whole(8 << i)}: {PythonText.Literal(name)}"))}}}  # by stride, the layer that the stage ends in",
        ];
        if (ends[0].Length == 0)
        {
            lines.Add("if not all(STAGES.values()):");
            lines.Add(
                "    raise SystemExit(\"Write the names of layers into STAGES: of each stride the last layer that all goes through; base.summary() lists them.\")"
            );
        }
        lines.AddRange(["", .. Lines(ObjectDetectionPythonText.Stages), ""]);
        lines.Add(
            isFcos
                ? "base = keras.Model(base.inputs, [stage_end(STAGES[stride]) for stride in (8, 16, 32)], name=base.name)"
                : "base = keras.Model(base.inputs, stage_end(STAGES[32]), name=base.name)"
        );
        lines.Add("");
        return lines;
    }

    private static IReadOnlyList<string> Head(TrainingSpec spec, ITaskCard card, bool isFcos)
    {
        List<string> lines =
        [
            "",
            $"EXACT = {(spec.Precision == "float32" ? "{}" : "dict(dtype=\"float32\")")}  # arguments of the layers that answer",
            "",
            .. Lines(ObjectDetectionPythonText.Ends),
            "",
        ];
        if (isFcos)
        {
            var (channels, convolutions) = (Member(ObjectDetectionSpec.Channels).GetInt32(), Member(ObjectDetectionSpec.Convolutions).GetInt32());
            lines.Add($"FEATURES, CONVOLUTIONS = {Whole(channels)}, {Whole(convolutions)}");
            lines.Add("");
            lines.AddRange(Lines(ObjectDetectionPythonText.Fcos));
        }
        else
        {
            lines.Add("classes, boxes = ends(1)");
            lines.Add("answers = [[boxes(x), classes(x)]]");
        }
        return [.. lines, .. Lines(ObjectDetectionPythonText.Joined)];

        JsonElement Member(string path) => TaskMembers.Get(spec, card, path);
    }

    private static string Move(ComponentSpec layer)
    {
        var options = ComponentCatalog.Complete(new ObjectDetectionCard().Augmentations, layer).Options;
        if (layer.Class == "RandomFlip")
            return $"(flip, dict(mode={Option("mode")}))";
        return $"({(layer.Class == "RandomZoom" ? "zoom" : "translate")}, dict(height={Range("heightFactor")}, width={Range("widthFactor")}, fill_mode={Option("fillMode")}, interpolation={Option("interpolation")}, fill_value={Option("fillValue")}))";

        string Option(string name) => PythonText.Literal(options[name], isWhole: false);

        // One number f means -f to f.
        string Range(string name) =>
            !options.TryGetValue(name, out var given) || given.ValueKind == JsonValueKind.Null ? "None"
            : given.ValueKind == JsonValueKind.Number
                ? $"({PythonText.Literal(-Math.Abs(given.GetDouble()))}, {PythonText.Literal(Math.Abs(given.GetDouble()))})"
            : PythonText.Literal(given, isWhole: false);
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private static string Flag(bool value) => value ? "True" : "False";

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}
