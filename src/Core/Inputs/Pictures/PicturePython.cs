using System.Globalization;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Training.Python;

namespace MlOpsDashboard.Core.Inputs.Pictures;

/// <summary>Pictures in Python Keras: class folders or a table, augmentation, a network of Keras Applications or a file.</summary>
internal sealed class PicturePython
{
    private readonly List<string> lines = [];
    private readonly TrainingSpec spec;
    private readonly PythonTask task;
    private readonly bool oneHot;

    private PicturePython(TrainingSpec spec, PythonTask task)
    {
        (this.spec, this.task) = (spec, task);
        oneHot = PythonComponents.TakesOneHot(spec);
    }

    private IEnumerable<ComponentSpec> Augmentation => task.Data is null ? spec.Augmentation : [];

    private IEnumerable<ComponentSpec> Mixing => Augmentation.Where(PythonComponents.MixesLabels);

    private IEnumerable<ComponentSpec> Augmenting => Augmentation.Where(a => !PythonComponents.MixesLabels(a));

    // All of it, so that the order stays, once one layer can't be in the model.
    private bool AugmentsData => Augmenting.Any(PythonComponents.StaysOutOfModels);

    private bool AugmentsInModel => Augmenting.Any() && !AugmentsData;

    /// <param name="spec">Complete.</param>
    public static PythonInput Of(TrainingSpec spec, PythonTask task)
    {
        var script = new PicturePython(spec, task);
        return new PythonInput
        {
            Packages = "tensorflow",
            Imports = [.. script.Imports()],
            Files = [.. script.Files()],
            Data = script.Written(script.Data),
            Base = script.Written(script.Base),
            Features = script.Written(script.Features),
            Pooling =
            [
                "if len(x.shape) == 4:",
                $"    x = keras.layers.{spec.Head?.Pooling switch { "max" => "GlobalMaxPooling2D", "flatten" => "Flatten", _ => "GlobalAveragePooling2D" }}()(x)",
            ],
            Whole = script.Written(script.WholeModel),
        };
    }

    private List<string> Written(Action part)
    {
        lines.Clear();
        part();
        return [.. lines];
    }

    private IEnumerable<string> Imports()
    {
        if (Mixing.Any() || task.Table is not null)
            yield return "import tensorflow as tf";
        if (task.Data is null && spec.Loss.ClassWeight == "balanced")
            yield return "import collections";
        foreach (var line in task.Table is null ? [] : PythonTable.Imports(spec, task))
            yield return line;
    }

    // Networks that come with the program and that Keras Applications have not.
    private static bool IsWrittenHere(string? backbone) => backbone is "EfficientNetLite0" or "ResNet18";

    /// <summary>Files that the script loads, and how to come by each.</summary>
    private IEnumerable<PythonFile> Files()
    {
        var backbone = spec.Backbone;
        if (backbone.File is not null)
            yield return PythonBackbone.File(backbone);
        else if (IsWrittenHere(backbone.Name))
        {
            yield return new(
                $"{backbone.Name}.keras",
                $"{backbone.Name} is not among Keras Applications. Write its file: "
                    + $"mlops convert --from \"backbone:{backbone.Name}?weights={(backbone.Weights == "none" ? "none" : "imagenet")}&input={Whole(spec.Data.ImageSize[0])}x{Whole(spec.Data.ImageSize[1])}x{Whole(BaseChannels)}\" --to {backbone.Name}.keras"
            );
        }
        if (backbone.Weights is not ("imagenet" or "none"))
            yield return new(backbone.Weights, "It holds the weights that the run began with: put it beside this script.");
        if (backbone.InputChannels is { Method: "repeat" })
        {
            yield return new PythonFile(
                "adapted.keras",
                "Keras has no call that repeats a first kernel for four channels. Write the adapted network: "
                    + $"mlops adapt --model \"{(backbone.File is null ? $"backbone:{backbone.Name}" : PythonBackbone.FileName(backbone))}\" --channels 4 --method repeat --to adapted.keras"
            );
        }
    }

    private void Data()
    {
        if (task.Data is { } own)
        {
            lines.AddRange(own);
            return;
        }
        if (task.Table is not null)
            Table();
        else
            Folders();
        Augment();
        Line("train, validation = train.prefetch(2), validation.prefetch(2)");
    }

    private void Table()
    {
        var data = spec.Data;
        Line($"HEIGHT, WIDTH, CHANNELS = {Whole(data.ImageSize[0])}, {Whole(data.ImageSize[1])}, {Whole(Channels)}");
        lines.AddRange(PythonTable.Lines(spec, task, "file", " (beside the table)", []));
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
        Line("    data = tf.data.Dataset.from_tensor_slices(([str(TABLE.parent / rows[i][EXAMPLE]) for i in indices], targets[list(indices)]))");
        Line($"    data = data.shuffle(len(indices), seed={Whole(data.Seed)}) if shuffle else data");
        Line($"    return data.map(load, num_parallel_calls=tf.data.AUTOTUNE).batch({Whole(data.BatchSize)})");
        Line();
        Line($"train, validation = dataset(training, {Flag(data.Shuffle)}), dataset(held, False)");
        lines.AddRange(PythonTable.Notes(spec, task, "pictures"));
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

    private void Base()
    {
        var backbone = spec.Backbone;
        if (backbone.File is not null)
            lines.AddRange(PythonBackbone.Lines(spec, PythonBackbone.FileName(backbone)));
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

    private void Features()
    {
        Layers();
        Line("inputs = keras.Input((HEIGHT, WIDTH, CHANNELS))");
        Line($"x = {(AugmentsInModel ? "augmentation(inputs)" : "inputs")}");
        if (spec.Backbone.InputChannels is { } channels && channels.Method != "repeat")
            Line("x = keras.layers.Concatenate()([x, x, x])");
        if (Preprocessing is { } module)
            Line($"x = keras.applications.{module}.preprocess_input(x)");
        else if (spec.Backbone.File is not null)
            Line("# What happens to pixels before a model of your own is not part of it: add it here where it needs more than 0..255.");
        Line("x = base(x, training=False)");
    }

    private void WholeModel()
    {
        if (!AugmentsInModel)
        {
            Line("model = base");
            return;
        }
        Layers();
        Line("inputs = keras.Input((HEIGHT, WIDTH, CHANNELS))");
        Line("model = keras.Model(inputs, base(augmentation(inputs)))");
    }

    private void Layers()
    {
        if (!AugmentsInModel)
            return;
        Line("augmentation = keras.Sequential([");
        foreach (var layer in Augmenting)
            Line($"    {PythonComponents.Augmentation(layer)},");
        Line("], name=\"augmentation\")");
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

    private static string Flag(bool value) => value ? "True" : "False";

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Line(string line = "") => lines.Add(line);
}
