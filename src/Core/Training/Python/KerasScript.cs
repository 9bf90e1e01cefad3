using System.Globalization;
using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training.Python;

/// <summary>A training spec as a script for Python Keras 3 that does the same: data, preprocessing, backbone, head, freeze plan, stages. What Keras has no
/// counterpart for is said in a comment.</summary>
public sealed class KerasScript
{
    private readonly StringBuilder text = new();
    private readonly TrainingSpec spec;
    private readonly bool oneHot;
    private readonly PythonTask task;

    private KerasScript(TrainingSpec spec)
    {
        this.spec = TrainingSpecJson.Complete(spec);
        oneHot = PythonComponents.TakesOneHot(spec);
        task = TaskCards.Find(spec.Task)?.Python(this.spec) ?? throw new RefusedException(new Refusal("spec.python", ("task", spec.Task)));
    }

    private IEnumerable<ComponentSpec> Augmentation => task.Data is null ? spec.Augmentation : [];

    private IEnumerable<ComponentSpec> Mixing => Augmentation.Where(PythonComponents.MixesLabels);

    private IEnumerable<ComponentSpec> Augmenting => Augmentation.Where(a => !PythonComponents.MixesLabels(a));

    // All of it, so that the order stays, once one layer can't be in the model.
    private bool AugmentsData => Augmenting.Any(PythonComponents.StaysOutOfModels);

    private bool AugmentsInModel => Augmenting.Any() && !AugmentsData;

    private bool HasHead => spec.Head is not null;

    /// <summary>The whole script, lines ended by a line feed.</summary>
    /// <param name="title">What stands in its first line, such as "Run 12".</param>
    public static string Write(TrainingSpec spec, string title = "A training run")
    {
        var script = new KerasScript(spec);
        script.Begin(title);
        script.Data();
        script.Backbone();
        script.Model();
        script.Training();
        return script.text.ToString();
    }

    private void Begin(string title)
    {
        Line($"# {PythonText.Comment(title)}: {PythonText.Comment(StrategySentence.Describe(spec, null))}");
        Line("# Python Keras 3 (pip install \"keras>=3.10\" tensorflow). Same split, same architecture, same plan; initial weights and random draws differ.");
        if (spec.Loss.ClassWeight == "balanced")
            Line("import collections\n");
        if (task.Table is not null)
            Line("import csv");
        Line("import keras");
        if (task.Table is not null)
            Line("import numpy as np");
        if (Mixing.Any() || task.Table is not null)
            Line("import tensorflow as tf");
        Lines(task.Imports);
        if (task.Table is not null)
            Line("import pathlib");
        if (Files().ToList() is { Count: > 0 } files)
        {
            if (task.Table is null && !task.Imports.Contains("import pathlib"))
                Line("import pathlib");
            Line();
            foreach (var (name, remedy) in files)
            {
                Line($"if not pathlib.Path({PythonText.Literal(name)}).exists():");
                Line($"    raise SystemExit({PythonText.Literal($"{name} is missing here. {remedy}")})");
            }
        }
        Line();
        Line($"keras.utils.set_random_seed({Whole(spec.Seed)})");
        if (spec.Precision != "float32")
            Line($"keras.mixed_precision.set_global_policy({PythonText.Literal(spec.Precision)})");
        if (spec.Rematerialization == "full")
            Line(
                "# The dashboard computes activations twice to save memory. In Keras: build the network below inside `with keras.RematScope(mode=\"full\"):`; results are the same."
            );
        Line();
    }

    // Networks that come with the program and that Keras Applications have not.
    private static bool IsWrittenHere(string? backbone) => backbone is "EfficientNetLite0" or "ResNet18";

    /// <summary>Files that the script loads, and how to come by each.</summary>
    private IEnumerable<(string Name, string Remedy)> Files()
    {
        var backbone = spec.Backbone;
        if (backbone.File is not null)
            yield return (FileName, "It is the model that the run began with: put its file beside this script.");
        else if (IsWrittenHere(backbone.Name))
        {
            yield return (
                $"{backbone.Name}.keras",
                $"{backbone.Name} is not among Keras Applications. Write its file: "
                    + $"mlops convert --from \"backbone:{backbone.Name}?weights={(backbone.Weights == "none" ? "none" : "imagenet")}&input={Whole(spec.Data.ImageSize[0])}x{Whole(spec.Data.ImageSize[1])}x{Whole(BaseChannels)}\" --to {backbone.Name}.keras"
            );
        }
        if (backbone.Weights is not ("imagenet" or "none"))
            yield return (backbone.Weights, "It holds the weights that the run began with: put it beside this script.");
        if (backbone.InputChannels is { Method: "repeat" })
        {
            yield return (
                "adapted.keras",
                "Keras has no call that repeats a first kernel for four channels. Write the adapted network: "
                    + $"mlops adapt --model \"{(backbone.File is null ? $"backbone:{backbone.Name}" : FileName)}\" --channels 4 --method repeat --to adapted.keras"
            );
        }
    }

    // Of the model that the run began with.
    private string FileName =>
        CustomModelPath.Parse(spec.Backbone.File!) is { } own ? (own.Name.Length == 0 ? own.Sha256[..12] : own.Name) + ".keras" : spec.Backbone.File!;

    private void Data()
    {
        if (task.Data is { } own)
        {
            Lines(own);
            Line();
            return;
        }
        if (task.Table is not null)
            Table(task.Table);
        else
            Folders();
        Augment();
        Line("train, validation = train.prefetch(2), validation.prefetch(2)");
        Line();
    }

    private void Table(IReadOnlyList<string> targets)
    {
        var data = spec.Data;
        Line($"TABLE = pathlib.Path(\"TABLE.csv\")  # here it was {PythonText.Comment(data.Path.Length == 0 ? "not chosen" : data.Path)}");
        Line($"HEIGHT, WIDTH, CHANNELS = {Whole(data.ImageSize[0])}, {Whole(data.ImageSize[1])}, {Whole(Channels)}");
        Line("with TABLE.open(newline=\"\", encoding=\"utf-8-sig\") as table:");
        Line("    rows = list(csv.DictReader(table))");
        foreach (var line in targets)
            Line(line);
        Line();
        Line("order = np.arange(len(rows))");
        if (data.Shuffle)
            Line($"np.random.RandomState({Whole(data.Seed)}).shuffle(order)");
        Line("if \"split\" in rows[0]:");
        Line("    training, held = ([i for i in order if rows[i][\"split\"] == part] for part in (\"training\", \"validation\"))");
        Line("else:");
        Line($"    count = int({PythonText.Literal(data.ValidationSplit)} * len(rows))");
        Line("    training, held = order[:len(order) - count], order[len(order) - count:]");
        foreach (var line in task.Targets)
            Line(line);
        Line();
        Line("def load(path, target):");
        Line("    picture = tf.io.decode_image(tf.io.read_file(path), channels=CHANNELS, expand_animations=False)");
        Line(
            data.Letterbox is true
                ? "    # The dashboard pads pictures on the right and at the bottom, tf.image on both sides.\n"
                    + $"    return tf.image.resize_with_pad(picture, HEIGHT, WIDTH, method={PythonText.Literal(data.Interpolation)}), target"
            : data.CropToAspectRatio
                ? $"    return keras.preprocessing.image.smart_resize(picture, (HEIGHT, WIDTH), interpolation={PythonText.Literal(data.Interpolation)}), target"
            : $"    return tf.image.resize(picture, (HEIGHT, WIDTH), method={PythonText.Literal(data.Interpolation)}), target"
        );
        Line();
        Line("def dataset(indices, shuffle):");
        Line("    data = tf.data.Dataset.from_tensor_slices(([str(TABLE.parent / rows[i][\"file\"]) for i in indices], targets[list(indices)]))");
        Line($"    data = data.shuffle(len(indices), seed={Whole(data.Seed)}) if shuffle else data");
        Line($"    return data.map(load, num_parallel_calls=tf.data.AUTOTUNE).batch({Whole(data.BatchSize)})");
        Line();
        Line($"train, validation = dataset(training, {Flag(data.Shuffle)}), dataset(held, False)");
        if (data.Sampling == "weighted")
            Line(
                "# The dashboard draws training pictures with replacement by their weights. Keras has no call for it: tf.data.Dataset.sample_from_datasets does it."
            );
        if (spec.CrossValidation is { } folds)
            Line(
                $"# The dashboard trains {Whole(folds.Folds)} folds, and reports mean and deviation. Keras has no call for it: this script trains the one split above."
            );
    }

    private void Folders()
    {
        var data = spec.Data;
        Line($"DATA = \"FOLDER\"  # one folder for each class; here it was {PythonText.Comment(data.Path.Length == 0 ? "not chosen" : data.Path)}");
        Line($"HEIGHT, WIDTH, CHANNELS = {Whole(data.ImageSize[0])}, {Whole(data.ImageSize[1])}, {Whole(Channels)}");
        Line("options = dict(");
        Line(
            $"    validation_split={PythonText.Literal(data.ValidationSplit)}, seed={Whole(data.Seed)}, image_size=(HEIGHT, WIDTH), batch_size={Whole(data.BatchSize)}, color_mode={PythonText.Literal(data.ColorMode)},"
        );
        Line(
            $"    interpolation={PythonText.Literal(data.Interpolation)}, crop_to_aspect_ratio={Flag(data.CropToAspectRatio)},{(data.Letterbox is true ? " pad_to_aspect_ratio=True," : "")} shuffle={Flag(data.Shuffle)}, label_mode=\"{(spec.Loss.IsBinary ? "binary" : oneHot ? "categorical" : "int")}\","
        );
        if (data.ClassNames is { } names)
            Line($"    class_names=[{string.Join(", ", names.Select(PythonText.Literal))}],");
        Line(")");
        if (data.Letterbox is true)
            Line("# The dashboard pads pictures on the right and at the bottom, Keras on both sides.");
        Line("train = keras.utils.image_dataset_from_directory(DATA, subset=\"training\", **options)");
        Line("validation = keras.utils.image_dataset_from_directory(DATA, subset=\"validation\", **options)");
        Line("class_names = train.class_names");
        if (data.Path.StartsWith("dataset:", StringComparison.Ordinal))
            Line(
                "# Where that dataset version says itself which pictures are for validation: keep them in a folder of their own, and read both folders without validation_split and subset."
            );
        if (data.Path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
            Line("# The pictures came from a table; Keras reads class folders only: sort them into folders first.");
        if (data.Stratified is true)
            Line(
                "# The dashboard takes the same share of every class for validation. Keras has no call for it: keep the validation pictures in a folder of their own."
            );
        if (data.Sampling == "weighted")
            Line(
                "# The dashboard draws training pictures with replacement, every class as often as any other. Keras has no call for it: tf.data.Dataset.sample_from_datasets over one repeated data set a class does it."
            );
        if (spec.CrossValidation is { } folds)
            Line(
                $"# The dashboard trains {Whole(folds.Folds)} folds{(folds.Stratified ? ", each with the classes in the proportions of the whole" : "")}, and reports mean and deviation. Keras has no call for it: this script trains the one split above."
            );
        if (spec.Loss.ClassWeight == "balanced")
        {
            Line(
                "labels = [int(label) for _, batch in train for label in "
                    + (
                        oneHot ? "keras.ops.argmax(batch, axis=-1)]"
                        : spec.Loss.IsBinary ? "keras.ops.reshape(batch, (-1,))]"
                        : "batch]"
                    )
            );
            Line("counts = collections.Counter(labels)");
            Line("class_weight = {label: len(labels) / (len(counts) * count) for label, count in counts.items()}");
        }
    }

    private void Augment()
    {
        foreach (var (layer, i) in Mixing.Select((layer, i) => (layer, i)))
        {
            Line($"mix{Whole(i)} = {PythonComponents.Augmentation(layer)}  # on batches of pictures and labels");
            Line(
                $"train = train.map(lambda pictures, labels: (lambda mixed: (mixed[\"images\"], mixed[\"labels\"]))(mix{Whole(i)}({{\"images\": tf.cast(pictures, \"float32\"), \"labels\": labels}}, training=True)))"
            );
        }
        if (AugmentsData)
        {
            Line("# Keras can't build Equalization inside a model, and can't read RandomShear back from its file: here the data is augmented, not the model.");
            Line("augmentation = [");
            foreach (var layer in Augmenting)
                Line($"    {PythonComponents.Augmentation(layer)},");
            Line("]");
            Line("for layer in augmentation:");
            Line("    train = train.map(lambda pictures, labels, layer=layer: (layer(pictures, training=True), labels))");
        }
    }

    private void Backbone()
    {
        var backbone = spec.Backbone;
        Helpers();
        if (backbone.File is { } file)
        {
            if (CustomModelPath.Parse(file) is { } known)
                Line($"# A model of the dashboard's own: {PythonText.Comment(known.Name)}, SHA-256 {known.Sha256}.");
            Line($"base = keras.models.load_model({PythonText.Literal(FileName)}{(spec.ContinueOptimizer ? "" : ", compile=False")})");
            if (HasHead)
                Line($"base = {Cut(backbone.Layer)}");
        }
        else if (IsWrittenHere(backbone.Name))
        {
            Line($"base = keras.models.load_model(\"{backbone.Name}.keras\", compile=False)");
            if (backbone.Weights is not ("imagenet" or "none"))
                Line($"base.load_weights({PythonText.Literal(backbone.Weights)})");
        }
        else
        {
            var weights = backbone.Weights == "imagenet" ? "\"imagenet\"" : "None";
            Line($"base = keras.applications.{backbone.Name}(include_top=False, weights={weights}, input_shape=(HEIGHT, WIDTH, {Whole(BaseChannels)}))");
            if (backbone.Weights is not ("imagenet" or "none"))
                Line($"base.load_weights({PythonText.Literal(backbone.Weights)})");
        }
        if (backbone.InputChannels is { } channels)
            Adapt(channels);
        Line();
        Lines(task.Base);
    }

    private void Helpers()
    {
        Line("def flat(network):");
        Line("    for layer in network.layers:");
        Line("        yield from flat(layer) if isinstance(layer, keras.Model) else (layer,)");
        Line();
        if (spec is { Backbone: { File: not null, Layer: null }, Head: not null })
        {
            Line("def without_classifier(network):");
            Line("    if network.layers[-1].get_config().get(\"activation\") in (\"softmax\", \"sigmoid\"):");
            Line("        return keras.Model(network.inputs, network.layers[-2].output, name=network.name)");
            Line("    return network");
            Line();
        }
        if (spec.BatchNormMode == "inference")
        {
            Line("def keep_statistics(layer):");
            Line("    # base(x, training=False) is not enough: fit of Keras 3 overrides it, and the statistics move. Gamma and beta still train.");
            Line("    call = layer.call");
            Line("    layer.call = lambda inputs, training=None, mask=None: call(inputs, training=False, mask=mask)");
            Line();
        }
        Line();
    }

    private void Adapt(InputChannelsSpec channels)
    {
        double[] weights = channels.Method switch
        {
            "luminance" => [0.2989, 0.5870, 0.1140],
            "sum" => [1, 1, 1],
            _ => [1 / 3.0, 1 / 3.0, 1 / 3.0],
        };
        if (channels.Method == "repeat")
        {
            Line(
                "# Four channels into a network for RGB: the dashboard repeats the first kernel (channel n takes that of channel n mod 3, times 3/4). Keras has no call for it;"
            );
            Line("# the adapted network is a file of its own.");
            Line("base = keras.models.load_model(\"adapted.keras\", compile=False)");
            return;
        }
        Line(
            $"# Grey pictures into a network for RGB ({channels.Method}): the channel is repeated below, and the first kernel's channels are weighted; a kernel mixed to one channel computes the same."
        );
        if (channels.Method == "sum")
            return;
        if (ReadsBackwards)
            Array.Reverse(weights);
        Line("first = next(layer for layer in flat(base) if isinstance(layer, keras.layers.Conv2D))");
        Line(
            $"first.kernel.assign(first.kernel * keras.ops.reshape(keras.ops.convert_to_tensor([{string.Join(", ", weights.Select(PythonText.Literal))}], dtype=first.kernel.dtype), (1, 1, 3, 1)))"
        );
    }

    private void Model()
    {
        if (AugmentsInModel)
        {
            Line("augmentation = keras.Sequential([");
            foreach (var layer in Augmenting)
                Line($"    {PythonComponents.Augmentation(layer)},");
            Line("], name=\"augmentation\")");
        }
        if (spec.Head is not { } head)
        {
            Line("# The model keeps its own classifier.");
            if (!AugmentsInModel)
            {
                Line("model = base");
                Line();
                Lines(task.Built);
                return;
            }
            Line("inputs = keras.Input((HEIGHT, WIDTH, CHANNELS))");
            Line("model = keras.Model(inputs, base(augmentation(inputs)))");
            Line();
            return;
        }
        Line("inputs = keras.Input((HEIGHT, WIDTH, CHANNELS))");
        Line($"x = {(AugmentsInModel ? "augmentation(inputs)" : "inputs")}");
        if (spec.Backbone.InputChannels is { } channels && channels.Method != "repeat")
            Line("x = keras.layers.Concatenate()([x, x, x])");
        if (Preprocessing is { } module)
            Line($"x = keras.applications.{module}.preprocess_input(x)");
        else if (spec.Backbone.File is not null)
            Line("# What happens to pixels before a model of your own is not part of it: add it here where it needs more than 0..255.");
        Line("x = base(x, training=False)");
        if (task.Head is { } ownHead)
            Lines(ownHead);
        else
            PooledHead(head);
        Line("model = keras.Model(inputs, outputs)");
        Line();
        Lines(task.Built);
    }

    private void PooledHead(HeadSpec head)
    {
        Line("if len(x.shape) == 4:");
        Line($"    x = keras.layers.{head.Pooling switch { "max" => "GlobalMaxPooling2D", "flatten" => "Flatten", _ => "GlobalAveragePooling2D" }}()(x)");
        var penalty = head.L2 > 0 ? $", kernel_regularizer=keras.regularizers.L2({PythonText.Literal(head.L2)})" : "";
        Regulate(head);
        foreach (var units in head.Hidden)
        {
            Line($"x = keras.layers.Dense({Whole(units)}, activation={PythonText.Literal(head.Activation)}{penalty})(x)");
            Regulate(head);
        }
        Line($"outputs = keras.layers.Dense({task.Outputs}{penalty}{(spec.Precision == "float32" ? "" : ", dtype=\"float32\"")})(x)");
    }

    private void Regulate(HeadSpec head)
    {
        if (head.BatchNormalization)
            Line("x = keras.layers.BatchNormalization()(x)");
        if (head.Dropout > 0)
            Line($"x = keras.layers.Dropout({PythonText.Literal(head.Dropout)})(x)");
    }

    private void Training()
    {
        Line($"loss = {task.Loss}");
        var kept = spec.Callbacks.Where(c => c.Class == "ModelCheckpoint").ToList();
        foreach (var (callback, i) in kept.Select((callback, i) => (callback, i)))
            Line($"checkpoint{Whole(i)} = {PythonComponents.Callback(Directed(callback))}  # one for all stages: it knows the best of them");
        Line();
        Line("def callbacks():");
        Line("    return [");
        foreach (var callback in task.Callbacks)
            Line($"        {callback},");
        foreach (var callback in spec.Callbacks.Where(c => c.Class != "ModelCheckpoint"))
            Line($"        {PythonComponents.Callback(Directed(callback))},");
        foreach (var i in Enumerable.Range(0, kept.Count))
            Line($"        checkpoint{Whole(i)},");
        if (spec.Callbacks.All(c => c.Class != "TerminateOnNaN"))
            Line("        keras.callbacks.TerminateOnNaN(),");
        Line("    ]");
        Line();
        Line("epoch = 0");
        foreach (var (stage, i) in spec.Stages.Select((stage, i) => (stage, i)))
            Stage(stage, i);
        Line("print(model.evaluate(validation, return_dict=True))");
        Lines(task.After);
        Line("model.save(\"last.keras\")");
    }

    private ComponentSpec Directed(ComponentSpec callback)
    {
        var options = ComponentCatalog.Complete(ComponentCatalog.Callbacks, callback).Options;
        return
            options.TryGetValue("mode", out var mode)
            && mode is { ValueKind: JsonValueKind.String }
            && mode.ValueEquals("auto")
            && options.TryGetValue("monitor", out var monitor)
            && monitor is { ValueKind: JsonValueKind.String }
            && task.Modes.TryGetValue(monitor.GetString()!, out var known)
            ? callback with
            {
                Options = new Dictionary<string, JsonElement>(options) { ["mode"] = JsonSerializer.SerializeToElement(known) },
            }
            : callback;
    }

    private void Stage(StageSpec stage, int index)
    {
        Line();
        Line($"# Stage {Whole(index + 1)}: {PythonText.Comment(stage.Name)}");
        switch (stage.Unfreeze)
        {
            case { IsAll: true }:
                Line("base.trainable = True");
                break;
            case { LastLayers: { } last }:
                Line("base.trainable = True");
                Line($"for layer in base.layers[:-{Whole(last)}]:");
                Line("    layer.trainable = False");
                break;
            case { FromLayer: { } name }:
                Line("base.trainable = True");
                Line($"for layer in base.layers[:[layer.name for layer in base.layers].index({PythonText.Literal(name)})]:");
                Line("    layer.trainable = False");
                break;
            default:
                Line("base.trainable = False");
                break;
        }
        if (!stage.Unfreeze.IsNone && spec.BatchNormMode != "train")
        {
            Line("for layer in flat(base):");
            Line("    if isinstance(layer, keras.layers.BatchNormalization):");
            Line(spec.BatchNormMode == "frozen" ? "        layer.trainable = False" : "        keep_statistics(layer)");
        }
        if (stage.LayerRates is { Count: > 0 } rates)
            Line(
                $"# Keras has one rate for all layers. Here groups of layers have their own: {PythonText.Comment(string.Join(", ", rates.Select(r => $"from {r.From} times {PythonText.Literal(r.Multiplier)}")))}."
            );
        var goesOn = spec.ContinueOptimizer && index == 0;
        if (goesOn)
            Line("# The optimizer of the file goes on with its state.");
        Line($"model.compile(optimizer={(goesOn ? "base.optimizer" : PythonComponents.Optimizer(stage.Optimizer))}, loss=loss, metrics={task.Metrics})");
        Line(
            $"history = model.fit(train, validation_data=validation, initial_epoch=epoch, epochs=epoch + {Whole(stage.Epochs)}, callbacks=callbacks(){(spec.Loss.ClassWeight == "balanced" ? ", class_weight=class_weight" : "")})"
        );
        Line("epoch = history.epoch[-1] + 1");
    }

    private int Channels =>
        spec.Data.ColorMode switch
        {
            "grayscale" => 1,
            "rgba" => 4,
            _ => 3,
        };

    private int BaseChannels => spec.Backbone.InputChannels is null ? Channels : 3;

    private bool ReadsBackwards => Preprocessing is "resnet" or "vgg16" or "vgg19";

    // The module of keras.applications with the family's preprocess_input; null where the network takes 0..255 as it is.
    private string? Preprocessing =>
        BackboneCards.Find(spec.Backbone.Name ?? "") switch
        {
            { Family: "ResNet" } => "resnet",
            { Family: "ResNetV2" } => "resnet_v2",
            { Family: "VGG" } card => card.Name.ToLowerInvariant(),
            { Family: "DenseNet" } => "densenet",
            { Family: "Inception" } => "inception_v3",
            { Family: "Xception" } => "xception",
            { Family: "MobileNetV2" } => "mobilenet_v2",
            { Family: "MobileNetV3" } => "mobilenet_v3",
            { Family: "EfficientNet" } => "efficientnet",
            { Family: "EfficientNetV2" } => "efficientnet_v2",
            { Family: "ConvNeXt" } => "convnext",
            _ => null,
        };

    private static string Cut(LayerReference? at) =>
        at switch
        {
            { Index: { } index } => $"keras.Model(base.inputs, base.layers[{Whole(index)}].output, name=base.name)",
            { Name: { } name } => $"keras.Model(base.inputs, base.get_layer({PythonText.Literal(name)}).output, name=base.name)",
            _ => "without_classifier(base)",
        };

    private static string Flag(bool value) => value ? "True" : "False";

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            Line(line);
    }

    private void Line(string line = "") => text.Append(line).Append('\n');
}
