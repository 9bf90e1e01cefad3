using System.Text.Json;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Training;

/// <summary>The optimisers, callbacks and augmentation layers that a spec may name, with Keras's option names and defaults.</summary>
/// <remarks>Form, REST and command line read this one table, so they refuse the same things in the same words. Source: Keras 3 API reference.</remarks>
public static class ComponentCatalog
{
    private static readonly ComponentOption InitialRate = new("initialLearningRate", OptionKind.Number, null) { Required = true, Minimum = 0, Help = "Rate at the first step" };
    private static readonly ComponentOption DecaySteps = new("decaySteps", OptionKind.Whole, null) { Required = true, Minimum = 1, Help = "Steps of the decay" };
    private static readonly ComponentOption DecayRate = new("decayRate", OptionKind.Number, null) { Required = true, Minimum = 0, AboveMinimum = true };
    private static readonly ComponentOption Staircase = new("staircase", OptionKind.Flag, false) { Help = "Falls at once after each decay" };
    private static readonly ComponentOption Alpha = new("alpha", OptionKind.Number, 0.0) { Minimum = 0, Maximum = 1, Help = "Share of the rate at the end" };

    /// <summary>What a learning rate may be instead of a number. They count steps (optimiser) or epochs (LearningRateScheduler).</summary>
    public static IReadOnlyList<ComponentClass> Schedules { get; } =
    [
        new("CosineDecay", "Half a cosine, after a linear warm-up if asked", InitialRate, DecaySteps, Alpha,
            new("warmupTarget", OptionKind.Number, null) { Nullable = true, Minimum = 0, AboveMinimum = true, Help = "Rate after the warm-up" },
            new("warmupSteps", OptionKind.Whole, 0) { Minimum = 0 }),
        new("CosineDecayRestarts", "Half cosines, each longer than the last", InitialRate,
            new("firstDecaySteps", OptionKind.Whole, null) { Required = true, Minimum = 1 },
            new("tMul", OptionKind.Number, 2.0) { Minimum = 0, AboveMinimum = true }, new("mMul", OptionKind.Number, 1.0) { Minimum = 0, AboveMinimum = true }, Alpha),
        new("ExponentialDecay", "The same share is left after each decay", InitialRate, DecaySteps, DecayRate, Staircase),
        new("InverseTimeDecay", "Divided by the time that went by", InitialRate, DecaySteps, DecayRate, Staircase),
        new("PiecewiseConstantDecay", "One rate between two boundaries",
            new("boundaries", OptionKind.Numbers, null) { Required = true, Minimum = 0, Help = "Steps, rising" },
            new("values", OptionKind.Numbers, null) { Required = true, Minimum = 0, Help = "Rates, one more than boundaries" }),
        new("PolynomialDecay", "From one rate to another along a power", InitialRate, DecaySteps,
            new("endLearningRate", OptionKind.Number, 0.0001) { Minimum = 0 }, new("power", OptionKind.Number, 1.0) { Minimum = 0, AboveMinimum = true }, new("cycle", OptionKind.Flag, false)),
    ];

    private static readonly ComponentOption[] OptimizerCommon =
    [
        new("weightDecay", OptionKind.Number, null) { Nullable = true, Minimum = 0, Help = "Decoupled weight decay" },
        new("clipnorm", OptionKind.Number, null) { Nullable = true, Minimum = 0, AboveMinimum = true, Help = "Clips each gradient to this norm" },
        new("globalClipnorm", OptionKind.Number, null) { Nullable = true, Minimum = 0, AboveMinimum = true, Help = "Clips all gradients together to this norm" },
        new("clipvalue", OptionKind.Number, null) { Nullable = true, Minimum = 0, AboveMinimum = true, Help = "Clips each gradient element" },
        new("useEma", OptionKind.Flag, false) { Help = "Keeps a moving average of the weights" },
        new("emaMomentum", OptionKind.Number, 0.99) { Minimum = 0, Maximum = 1 },
        new("emaOverwriteFrequency", OptionKind.Whole, null) { Nullable = true, Minimum = 1 },
        new("gradientAccumulationSteps", OptionKind.Whole, null) { Nullable = true, Minimum = 2, Help = "Moves the weights once in so many steps" },
    ];

    public static IReadOnlyList<ComponentClass> Optimizers { get; } =
    [
        new("Adam", "Adaptive rates with momentum; the usual first choice", Optimizer(0.001, Beta(0.9, 0.999), Epsilon(), new("amsgrad", OptionKind.Flag, false))),
        new("AdamW", "Adam with decoupled weight decay", Optimizer(0.001, 0.004, Beta(0.9, 0.999), Epsilon(), new("amsgrad", OptionKind.Flag, false))),
        new("SGD", "Plain gradient descent, with momentum if asked", Optimizer(0.01, [Momentum(), new("nesterov", OptionKind.Flag, false)])),
        new("RMSprop", "Rates divided by a running mean of squared gradients", Optimizer(0.001, [new("rho", OptionKind.Number, 0.9) { Minimum = 0, Maximum = 1 }, Momentum(), Epsilon(), new("centered", OptionKind.Flag, false)])),
        new("Adagrad", "Rates that shrink with accumulated gradients", Optimizer(0.001, [new("initialAccumulatorValue", OptionKind.Number, 0.1) { Minimum = 0 }, Epsilon()])),
        new("Nadam", "Adam with Nesterov momentum", Optimizer(0.001, Beta(0.9, 0.999), Epsilon())),
        new("Lion", "Sign of the momentum; a tenth of Adam's rate", Optimizer(0.001, Beta(0.9, 0.99))),
    ];

    private static readonly ComponentOption Monitor = new("monitor", OptionKind.Metric, MetricNames.ValLoss) { Help = "The metric that is watched" };
    private static readonly ComponentOption Mode = new("mode", OptionKind.Choice, "auto") { Choices = ["auto", "min", "max"] };

    public static IReadOnlyList<ComponentClass> Callbacks { get; } =
    [
        new("EarlyStopping", "Stops when the metric no longer improves", Monitor,
            new("minDelta", OptionKind.Number, 0.0) { Minimum = 0 }, new("patience", OptionKind.Whole, 0) { Minimum = 0, Help = "Epochs without improvement" }, Mode,
            new("baseline", OptionKind.Number, null) { Nullable = true }, new("restoreBestWeights", OptionKind.Flag, false), new("startFromEpoch", OptionKind.Whole, 0) { Minimum = 0 }),
        new("ReduceLROnPlateau", "Lowers the learning rate when the metric stalls", Monitor,
            new("factor", OptionKind.Number, 0.1) { Minimum = 0, Maximum = 0.999999, AboveMinimum = true }, new("patience", OptionKind.Whole, 10) { Minimum = 0 }, Mode,
            new("minDelta", OptionKind.Number, 0.0001) { Minimum = 0 }, new("cooldown", OptionKind.Whole, 0) { Minimum = 0 }, new("minLr", OptionKind.Number, 0.0) { Minimum = 0 }),
        new("TerminateOnNaN", "Ends the run at a loss that is not finite; done for every run, named or not"),
        new("LearningRateScheduler", "Sets the rate of each epoch from a schedule",
            new ComponentOption("schedule", OptionKind.Component, null) { Required = true, Components = Schedules, Help = "Its steps are epochs, counted through all stages" }),
        new("CSVLogger", "Leaves the history as a table",
            new("filename", OptionKind.Text, "training.csv") { Pattern = @"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.csv", PatternWords = "spec.option.csvName", Help = "In the run's folder" },
            new("separator", OptionKind.Choice, ",") { Choices = [",", ";", "\t"] }),
        new("TensorBoard", "Leaves event files that TensorBoard opens",
            new ComponentOption("logDir", OptionKind.Text, "tensorboard") { Pattern = "[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?<!^checkpoint)", PatternWords = "spec.option.folderName", Help = "In the run's folder" }),
        new("BackupAndRestore", "Checkpoints to resume from; done after each epoch of every run, named or not",
            new ComponentOption("saveFreq", OptionKind.Whole, null) { Nullable = true, Minimum = 1, Help = "Also once in so many steps within an epoch" }),
        new("ModelCheckpoint", "Keeps the best epoch's model", Monitor, new("saveBestOnly", OptionKind.Flag, false), Mode),
    ];

    private static readonly ComponentOption FillMode = new("fillMode", OptionKind.Choice, "reflect") { Choices = ["reflect", "wrap", "constant", "nearest"], Help = "What fills the border" };
    private static readonly ComponentOption Interpolation = new("interpolation", OptionKind.Choice, "bilinear") { Choices = ["bilinear", "nearest"] };
    private static readonly ComponentOption FillValue = new("fillValue", OptionKind.Number, 0.0);

    public static IReadOnlyList<ComponentClass> Augmentations { get; } =
    [
        new("RandomFlip", "Mirrors pictures", new ComponentOption("mode", OptionKind.Choice, "horizontal_and_vertical") { Choices = ["horizontal", "vertical", "horizontal_and_vertical"] }),
        new("RandomRotation", "Turns by up to this share of a full circle", new("factor", OptionKind.Range, 0.1) { Minimum = -1, Maximum = 1 }, FillMode, Interpolation, FillValue),
        new("RandomZoom", "Zooms out (positive) or in (negative)", new("heightFactor", OptionKind.Range, 0.2) { Minimum = -0.99, Maximum = 10 }, new("widthFactor", OptionKind.Range, null) { Nullable = true, Minimum = -0.99, Maximum = 10 }, FillMode, Interpolation, FillValue),
        new("RandomContrast", "Stretches or flattens contrast", new ComponentOption("factor", OptionKind.Range, 0.2) { Minimum = 0, Maximum = 1 }),
        new("RandomTranslation", "Shifts by up to this share of the size", new("heightFactor", OptionKind.Range, 0.1) { Minimum = -1, Maximum = 1 }, new("widthFactor", OptionKind.Range, 0.1) { Minimum = -1, Maximum = 1 }, FillMode, Interpolation, FillValue),
        new("RandomShear", "Slants pictures", Share("xFactor", 0.0, "Columns moved a row"), Share("yFactor", 0.0, "Rows moved a column"), FillMode, Interpolation, FillValue),
        new("RandomBrightness", "Makes pictures darker or brighter", new ComponentOption("factor", OptionKind.Range, 0.2) { Minimum = -1, Maximum = 1, Help = "Share of the value range" }),
        new("RandomSaturation", "Makes colours paler (below 0.5) or stronger", Share("factor", new[] { 0.4, 0.6 })),
        new("RandomHue", "Turns colours on the colour circle", Share("factor", 0.1, "In half circles, either way")),
        new("RandomSharpness", "Blurs (below 0.5) or sharpens", Share("factor", new[] { 0.3, 0.7 })),
        new("RandomGaussianBlur", "Blurs some pictures", Share("factor", 1.0, "Probability of being blurred"),
            new("kernelSize", OptionKind.Whole, 3) { Minimum = 1, Maximum = 31, Help = "Odd" }, Share("sigma", 1.0, "Deviation in pixels")),
        new("RandomErasing", "Covers a rectangle with noise or a value", Share("factor", 1.0, "Probability of being covered"), Share("scale", new[] { 0.02, 0.33 }, "Squared share of each side"),
            new("fillValue", OptionKind.Number, null) { Nullable = true, Minimum = 0, Maximum = 255, Help = "None for noise" }),
        new("RandomPosterization", "Keeps the upper bits of each value", new ComponentOption("factor", OptionKind.Range, 4.0) { Minimum = 1, Maximum = 8, Help = "Bits kept: 1 up to this, itself not counted" }),
        new("Solarization", "Inverts what is bright", Share("additionFactor", 0.0, "Added first, as share of the range"), Share("thresholdFactor", 0.0, "Values from here on are inverted; 0 inverts all")),
        new("MixUp", "Blends each picture and its label with another's", new ComponentOption("alpha", OptionKind.Number, 0.2) { Minimum = 0, AboveMinimum = true, Maximum = 1, Help = "Towards 1 blends more" }),
        new("CutMix", "Pastes a part of another picture in, and of its label", Share("factor", 1.0, "Towards 1 the parts vary less")),
        new("AutoContrast", "Stretches each channel over the whole range, in inference as well"),
        new("Equalization", "Spreads the values of each channel evenly", new ComponentOption("bins", OptionKind.Whole, 256) { Minimum = 2, Maximum = 65536 }),
        new("RandomGrayscale", "Makes some pictures grey", new ComponentOption("factor", OptionKind.Number, 0.5) { Minimum = 0, Maximum = 1, Help = "Probability" }),
        new("RandomColorDegeneration", "Makes colours paler, towards grey", Share("factor", 0.5)),
        new("RandomColorJitter", "Brightness, contrast, saturation and hue in one", new("brightnessFactor", OptionKind.Range, 0.2) { Nullable = true, Minimum = -1, Maximum = 1 },
            new("contrastFactor", OptionKind.Range, 0.2) { Nullable = true, Minimum = 0, Maximum = 1 }, new("saturationFactor", OptionKind.Range, new[] { 0.4, 0.6 }) { Nullable = true, Minimum = 0, Maximum = 1 },
            new("hueFactor", OptionKind.Range, 0.1) { Nullable = true, Minimum = 0, Maximum = 1 }),
        new("RandomInvert", "Turns the colours of some pictures into their opposites", Share("factor", 1.0, "Probability, drawn up to this")),
        new("RandAugment", "A few transformations of eleven, drawn for each batch", new("numOps", OptionKind.Whole, 2) { Minimum = 1, Maximum = 20, Help = "How many" }, Share("factor", 0.5, "Strength"), Interpolation),
    ];

    private static ComponentOption Share(string name, object? value, string help = "") => new(name, OptionKind.Range, value) { Minimum = 0, Maximum = 1, Help = help };

    public static ComponentClass? Find(IReadOnlyList<ComponentClass> classes, string name) => classes.FirstOrDefault(c => c.Class == name);

    /// <summary>The component with every missing option set to its default, in catalog order. An unknown class is left as it is.</summary>
    public static ComponentSpec Complete(IReadOnlyList<ComponentClass> classes, ComponentSpec spec)
    {
        if (Find(classes, spec.Class) is not { } known) return spec;
        var options = new Dictionary<string, JsonElement>();
        foreach (var option in known.Options)
        {
            if (!spec.Options.TryGetValue(option.Name, out var given))
            {
                // What must be given stays missing, so that it is named as missing.
                if (!option.Required) options[option.Name] = JsonSerializer.SerializeToElement(option.Default);
            }
            else
            {
                options[option.Name] = given.ValueKind == JsonValueKind.Object && option.Components.Count > 0
                    ? JsonSerializer.SerializeToElement(Complete(option.Components, ComponentSpec.From(given))) : given;
            }
        }
        foreach (var (name, value) in spec.Options) options.TryAdd(name, value);
        return new() { Class = spec.Class, Options = options };
    }

    private static ComponentOption[] Optimizer(double learningRate, params ComponentOption[] own) =>
        [new("learningRate", OptionKind.Number, learningRate) { Minimum = 0, AboveMinimum = true, Components = Schedules, Help = "Step size, or a schedule of it" }, .. own, .. OptimizerCommon];

    private static ComponentOption[] Optimizer(double learningRate, ComponentOption[] beta, params ComponentOption[] own) => Optimizer(learningRate, [.. beta, .. own]);

    private static ComponentOption[] Optimizer(double learningRate, double weightDecay, ComponentOption[] beta, params ComponentOption[] own) =>
        [.. Optimizer(learningRate, [.. beta, .. own]).Select(o => o.Name == "weightDecay" ? o with { Default = weightDecay } : o)];

    private static ComponentOption[] Beta(double first, double second) =>
        [new("beta1", OptionKind.Number, first) { Minimum = 0, Maximum = 1 }, new("beta2", OptionKind.Number, second) { Minimum = 0, Maximum = 1 }];

    private static ComponentOption Momentum() => new("momentum", OptionKind.Number, 0.0) { Minimum = 0, Maximum = 1 };

    private static ComponentOption Epsilon() => new("epsilon", OptionKind.Number, 1e-7) { Minimum = 0, AboveMinimum = true };
}
