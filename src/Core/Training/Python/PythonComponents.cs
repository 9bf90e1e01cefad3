using System.Text.Json;

namespace MlOpsDashboard.Core.Training.Python;

/// <summary>Optimisers, schedules, callbacks and augmentation layers as calls of Keras 3. Classes and option names are Keras's, so one rule writes them; the
/// few exceptions are named here.</summary>
public static class PythonComponents
{
    /// <summary>Whether the labels of one class a picture are given one-hot.</summary>
    public static bool TakesOneHot(TrainingSpec spec) =>
        !spec.Loss.IsBinary && (spec.Loss.LabelSmoothing > 0 || spec.Loss.Class != "SparseCategoricalCrossentropy" || spec.Augmentation.Any(MixesLabels));

    /// <summary>Plain or focal cross-entropy over sigmoids.</summary>
    public static string BinaryLoss(LossSpec loss) =>
        loss.IsFocal
            ? $"keras.losses.BinaryFocalCrossentropy(apply_class_balancing={(loss.ApplyClassBalancing ?? false ? "True" : "False")}, alpha={PythonText.Literal(loss.Alpha ?? LossSpec.DefaultAlpha)}, gamma={PythonText.Literal(loss.Gamma ?? LossSpec.DefaultGamma)}, label_smoothing={PythonText.Literal(loss.LabelSmoothing)})"
            : $"keras.losses.BinaryCrossentropy(label_smoothing={PythonText.Literal(loss.LabelSmoothing)})";

    // These take their pictures as 0..255 only when told so, or by default: said, so that it can be read.
    private static readonly HashSet<string> WithValueRange =
    [
        "RandomContrast",
        "RandomBrightness",
        "RandomSaturation",
        "RandomHue",
        "RandomSharpness",
        "RandomGaussianBlur",
        "RandomErasing",
        "RandomPosterization",
        "Solarization",
        "AutoContrast",
        "Equalization",
        "RandomColorDegeneration",
        "RandomColorJitter",
        "RandomInvert",
        "RandAugment",
    ];

    /// <summary>Layers that mix pictures and their labels: Keras has them for batches of both, not within a model.</summary>
    public static bool MixesLabels(ComponentSpec layer) => layer.Class is "MixUp" or "CutMix";

    /// <summary>Layers that Keras can't build in a model (Equalization) or read back from its file (RandomShear): they belong into the data's
    /// pipeline.</summary>
    public static bool StaysOutOfModels(ComponentSpec layer) => layer.Class is "Equalization" or "RandomShear";

    public static string Optimizer(ComponentSpec spec) => Call("keras.optimizers." + spec.Class, Arguments(spec, ComponentCatalog.Optimizers));

    public static string Schedule(ComponentSpec spec) => Call("keras.optimizers.schedules." + spec.Class, Arguments(spec, ComponentCatalog.Schedules));

    public static string Augmentation(ComponentSpec spec)
    {
        List<string> arguments = [.. Arguments(spec, ComponentCatalog.Augmentations)];
        if (WithValueRange.Contains(spec.Class))
            arguments.Add("value_range=(0, 255)");
        return Call("keras.layers." + spec.Class, arguments);
    }

    public static string Callback(ComponentSpec spec) =>
        spec.Class switch
        {
            "ModelCheckpoint" => Call("keras.callbacks.ModelCheckpoint", ["\"best.keras\"", .. Arguments(spec, ComponentCatalog.Callbacks)]),
            "BackupAndRestore" => Call("keras.callbacks.BackupAndRestore", ["\"backup\"", .. Arguments(spec, ComponentCatalog.Callbacks)]),
            "CSVLogger" => Call("keras.callbacks.CSVLogger", [.. Arguments(spec, ComponentCatalog.Callbacks), "append=True"]),
            "LearningRateScheduler" when spec.Component("schedule") is { } schedule =>
                $"keras.callbacks.LearningRateScheduler(lambda epoch, schedule={Schedule(schedule)}: float(schedule(epoch)))",
            _ => Call("keras.callbacks." + spec.Class, Arguments(spec, ComponentCatalog.Callbacks)),
        };

    // What is None in the catalog is Keras's own default.
    private static IEnumerable<string> Arguments(ComponentSpec spec, IReadOnlyList<ComponentClass> catalog)
    {
        var whole = catalog.First(c => c.Class == spec.Class).Options.Where(o => o.Kind == OptionKind.Whole).Select(o => o.Name).ToHashSet();
        return ComponentCatalog
            .Complete(catalog, spec)
            .Options.Where(o => o.Value.ValueKind != JsonValueKind.Null)
            .Select(o =>
                $"{PythonText.Snake(o.Key)}={(o.Value.ValueKind == JsonValueKind.Object ? Schedule(ComponentSpec.From(o.Value)) : PythonText.Literal(o.Value, isWhole: whole.Contains(o.Key)))}"
            );
    }

    private static string Call(string name, IEnumerable<string> arguments) => $"{name}({string.Join(", ", arguments)})";
}
