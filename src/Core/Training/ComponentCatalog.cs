using System.Text.Json;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Training;

/// <summary>The optimisers, callbacks and augmentation layers that a spec may name, with Keras's option names and defaults.</summary>
/// <remarks>Form, REST and command line read this one table, so they refuse the same things in the same words. Source: Keras 3 API reference.</remarks>
public static class ComponentCatalog
{
    private static readonly ComponentOption InitialRate = new("initialLearningRate", OptionKind.Number, null)
    {
        Required = true,
        Minimum = 0,
        HelpKey = "FirstRate",
    };
    private static readonly ComponentOption DecaySteps = new("decaySteps", OptionKind.Whole, null)
    {
        Required = true,
        Minimum = 1,
        HelpKey = "DecaySteps",
    };
    private static readonly ComponentOption DecayRate = new("decayRate", OptionKind.Number, null)
    {
        Required = true,
        Minimum = 0,
        AboveMinimum = true,
    };
    private static readonly ComponentOption Staircase = new("staircase", OptionKind.Flag, false) { HelpKey = "Staircase" };
    private static readonly ComponentOption Alpha = new("alpha", OptionKind.Number, 0.0)
    {
        Minimum = 0,
        Maximum = 1,
        HelpKey = "EndShare",
    };

    /// <summary>What a learning rate may be instead of a number. They count steps (optimiser) or epochs (LearningRateScheduler).</summary>
    public static IReadOnlyList<ComponentClass> Schedules { get; } =
    [
        new(
            "CosineDecay",
            InitialRate,
            DecaySteps,
            Alpha,
            new("warmupTarget", OptionKind.Number, null)
            {
                Nullable = true,
                Minimum = 0,
                AboveMinimum = true,
                HelpKey = "WarmupTarget",
            },
            new("warmupSteps", OptionKind.Whole, 0) { Minimum = 0 }
        ),
        new(
            "CosineDecayRestarts",
            InitialRate,
            new("firstDecaySteps", OptionKind.Whole, null) { Required = true, Minimum = 1 },
            new("tMul", OptionKind.Number, 2.0) { Minimum = 0, AboveMinimum = true },
            new("mMul", OptionKind.Number, 1.0) { Minimum = 0, AboveMinimum = true },
            Alpha
        ),
        new("ExponentialDecay", InitialRate, DecaySteps, DecayRate, Staircase),
        new("InverseTimeDecay", InitialRate, DecaySteps, DecayRate, Staircase),
        new(
            "PiecewiseConstantDecay",
            new("boundaries", OptionKind.Numbers, null)
            {
                Required = true,
                Minimum = 0,
                HelpKey = "Boundaries",
            },
            new("values", OptionKind.Numbers, null)
            {
                Required = true,
                Minimum = 0,
                HelpKey = "Values",
            }
        ),
        new(
            "PolynomialDecay",
            InitialRate,
            DecaySteps,
            new("endLearningRate", OptionKind.Number, 0.0001) { Minimum = 0 },
            new("power", OptionKind.Number, 1.0) { Minimum = 0, AboveMinimum = true },
            new("cycle", OptionKind.Flag, false)
        ),
    ];

    private static readonly ComponentOption[] OptimizerCommon =
    [
        new("weightDecay", OptionKind.Number, null)
        {
            Nullable = true,
            Minimum = 0,
            HelpKey = "WeightDecay",
        },
        new("clipnorm", OptionKind.Number, null)
        {
            Nullable = true,
            Minimum = 0,
            AboveMinimum = true,
            HelpKey = "Clipnorm",
        },
        new("globalClipnorm", OptionKind.Number, null)
        {
            Nullable = true,
            Minimum = 0,
            AboveMinimum = true,
            HelpKey = "GlobalClipnorm",
        },
        new("clipvalue", OptionKind.Number, null)
        {
            Nullable = true,
            Minimum = 0,
            AboveMinimum = true,
            HelpKey = "Clipvalue",
        },
        new("useEma", OptionKind.Flag, false) { HelpKey = "UseEma" },
        new("emaMomentum", OptionKind.Number, 0.99) { Minimum = 0, Maximum = 1 },
        new("emaOverwriteFrequency", OptionKind.Whole, null) { Nullable = true, Minimum = 1 },
        new("gradientAccumulationSteps", OptionKind.Whole, null)
        {
            Nullable = true,
            Minimum = 2,
            HelpKey = "Accumulation",
        },
    ];

    public static IReadOnlyList<ComponentClass> Optimizers { get; } =
    [
        new("Adam", Optimizer(0.001, Beta(0.9, 0.999), Epsilon(), new("amsgrad", OptionKind.Flag, false))),
        new("AdamW", Optimizer(0.001, 0.004, Beta(0.9, 0.999), Epsilon(), new("amsgrad", OptionKind.Flag, false))),
        new("SGD", Optimizer(0.01, [Momentum(), new("nesterov", OptionKind.Flag, false)])),
        new(
            "RMSprop",
            Optimizer(0.001, [new("rho", OptionKind.Number, 0.9) { Minimum = 0, Maximum = 1 }, Momentum(), Epsilon(), new("centered", OptionKind.Flag, false)])
        ),
        new("Adagrad", Optimizer(0.001, [new("initialAccumulatorValue", OptionKind.Number, 0.1) { Minimum = 0 }, Epsilon()])),
        new("Nadam", Optimizer(0.001, Beta(0.9, 0.999), Epsilon())),
        new("Lion", Optimizer(0.001, Beta(0.9, 0.99))),
    ];

    private static readonly ComponentOption Monitor = new("monitor", OptionKind.Metric, MetricNames.ValLoss) { HelpKey = "Monitor" };
    private static readonly ComponentOption Mode = new("mode", OptionKind.Choice, "auto") { Choices = ["auto", "min", "max"] };

    public static IReadOnlyList<ComponentClass> Callbacks { get; } =
    [
        new(
            "EarlyStopping",
            Monitor,
            new("minDelta", OptionKind.Number, 0.0) { Minimum = 0 },
            new("patience", OptionKind.Whole, 0) { Minimum = 0, HelpKey = "Patience" },
            Mode,
            new("baseline", OptionKind.Number, null) { Nullable = true },
            new("restoreBestWeights", OptionKind.Flag, false),
            new("startFromEpoch", OptionKind.Whole, 0) { Minimum = 0 }
        ),
        new(
            "ReduceLROnPlateau",
            Monitor,
            new("factor", OptionKind.Number, 0.1)
            {
                Minimum = 0,
                Maximum = 0.999999,
                AboveMinimum = true,
            },
            new("patience", OptionKind.Whole, 10) { Minimum = 0 },
            Mode,
            new("minDelta", OptionKind.Number, 0.0001) { Minimum = 0 },
            new("cooldown", OptionKind.Whole, 0) { Minimum = 0 },
            new("minLr", OptionKind.Number, 0.0) { Minimum = 0 }
        ),
        new("TerminateOnNaN"),
        new(
            "LearningRateScheduler",
            new ComponentOption("schedule", OptionKind.Component, null)
            {
                Required = true,
                Components = Schedules,
                HelpKey = "Schedule",
            }
        ),
        new(
            "CSVLogger",
            new("filename", OptionKind.Text, "training.csv")
            {
                Pattern = @"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.csv",
                PatternWords = "spec.option.csvName",
                HelpKey = "InRunFolder",
            },
            new("separator", OptionKind.Choice, ",") { Choices = [",", ";", "\t"] }
        ),
        new(
            "TensorBoard",
            new ComponentOption("logDir", OptionKind.Text, "tensorboard")
            {
                Pattern = "[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?<!^checkpoint)",
                PatternWords = "spec.option.folderName",
                HelpKey = "InRunFolder",
            }
        ),
        new(
            "BackupAndRestore",
            new ComponentOption("saveFreq", OptionKind.Whole, null)
            {
                Nullable = true,
                Minimum = 1,
                HelpKey = "SaveFreq",
            }
        ),
        new("ModelCheckpoint", Monitor, new("saveBestOnly", OptionKind.Flag, false), Mode),
    ];

    private static readonly ComponentOption FillMode = new("fillMode", OptionKind.Choice, "reflect")
    {
        Choices = ["reflect", "wrap", "constant", "nearest"],
        HelpKey = "FillMode",
    };
    private static readonly ComponentOption Interpolation = new("interpolation", OptionKind.Choice, "bilinear") { Choices = ["bilinear", "nearest"] };
    private static readonly ComponentOption FillValue = new("fillValue", OptionKind.Number, 0.0);

    /// <summary>As Keras has them; <see cref="AugmentationsOf"/> has a task's own defaults.</summary>
    public static IReadOnlyList<ComponentClass> Augmentations { get; } =
    [
        new(
            "RandomFlip",
            new ComponentOption("mode", OptionKind.Choice, "horizontal_and_vertical") { Choices = ["horizontal", "vertical", "horizontal_and_vertical"] }
        ),
        new("RandomRotation", new("factor", OptionKind.Range, 0.1) { Minimum = -1, Maximum = 1 }, FillMode, Interpolation, FillValue),
        new(
            "RandomZoom",
            new("heightFactor", OptionKind.Range, 0.2) { Minimum = -0.99, Maximum = 10 },
            new("widthFactor", OptionKind.Range, null)
            {
                Nullable = true,
                Minimum = -0.99,
                Maximum = 10,
            },
            FillMode,
            Interpolation,
            FillValue
        ),
        new("RandomContrast", new ComponentOption("factor", OptionKind.Range, 0.2) { Minimum = 0, Maximum = 1 }),
        new(
            "RandomTranslation",
            new("heightFactor", OptionKind.Range, 0.1) { Minimum = -1, Maximum = 1 },
            new("widthFactor", OptionKind.Range, 0.1) { Minimum = -1, Maximum = 1 },
            FillMode,
            Interpolation,
            FillValue
        ),
        new("RandomShear", Share("xFactor", 0.0, "ColumnsMoved"), Share("yFactor", 0.0, "RowsMoved"), FillMode, Interpolation, FillValue),
        new(
            "RandomBrightness",
            new ComponentOption("factor", OptionKind.Range, 0.2)
            {
                Minimum = -1,
                Maximum = 1,
                HelpKey = "ShareOfRange",
            }
        ),
        new("RandomSaturation", Share("factor", new[] { 0.4, 0.6 })),
        new("RandomHue", Share("factor", 0.1, "HalfCircles")),
        new("RandomSharpness", Share("factor", new[] { 0.3, 0.7 })),
        new(
            "RandomGaussianBlur",
            Share("factor", 1.0, "Blurred"),
            new("kernelSize", OptionKind.Whole, 3)
            {
                Minimum = 1,
                Maximum = 31,
                HelpKey = "Odd",
            },
            Share("sigma", 1.0, "Deviation")
        ),
        new(
            "RandomErasing",
            Share("factor", 1.0, "Covered"),
            Share("scale", new[] { 0.02, 0.33 }, "SquaredShare"),
            new("fillValue", OptionKind.Number, null)
            {
                Nullable = true,
                Minimum = 0,
                Maximum = 255,
                HelpKey = "NoneForNoise",
            }
        ),
        new(
            "RandomPosterization",
            new ComponentOption("factor", OptionKind.Range, 4.0)
            {
                Minimum = 1,
                Maximum = 8,
                HelpKey = "BitsKept",
            }
        ),
        new("Solarization", Share("additionFactor", 0.0, "AddedFirst"), Share("thresholdFactor", 0.0, "Inverted")),
        new(
            "MixUp",
            new ComponentOption("alpha", OptionKind.Number, 0.2)
            {
                Minimum = 0,
                AboveMinimum = true,
                Maximum = 1,
                HelpKey = "BlendsMore",
            }
        ),
        new("CutMix", Share("factor", 1.0, "VaryLess")),
        new("AutoContrast"),
        new("Equalization", new ComponentOption("bins", OptionKind.Whole, 256) { Minimum = 2, Maximum = 65536 }),
        new(
            "RandomGrayscale",
            new ComponentOption("factor", OptionKind.Number, 0.5)
            {
                Minimum = 0,
                Maximum = 1,
                HelpKey = "Probability",
            }
        ),
        new("RandomColorDegeneration", Share("factor", 0.5)),
        new(
            "RandomColorJitter",
            new("brightnessFactor", OptionKind.Range, 0.2)
            {
                Nullable = true,
                Minimum = -1,
                Maximum = 1,
            },
            new("contrastFactor", OptionKind.Range, 0.2)
            {
                Nullable = true,
                Minimum = 0,
                Maximum = 1,
            },
            new("saturationFactor", OptionKind.Range, new[] { 0.4, 0.6 })
            {
                Nullable = true,
                Minimum = 0,
                Maximum = 1,
            },
            new("hueFactor", OptionKind.Range, 0.1)
            {
                Nullable = true,
                Minimum = 0,
                Maximum = 1,
            }
        ),
        new("RandomInvert", Share("factor", 1.0, "ProbabilityUpTo")),
        new(
            "RandAugment",
            new("numOps", OptionKind.Whole, 2)
            {
                Minimum = 1,
                Maximum = 20,
                HelpKey = "HowMany",
            },
            Share("factor", 0.5, "Strength"),
            Interpolation
        ),
    ];

    private static ComponentOption Share(string name, object? value, string? help = null) =>
        new(name, OptionKind.Range, value)
        {
            Minimum = 0,
            Maximum = 1,
            HelpKey = help,
        };

    /// <summary><see cref="Tasks.ITaskCard.Augmentations"/> of a spec's task; of an unknown one Keras's.</summary>
    public static IReadOnlyList<ComponentClass> AugmentationsOf(TrainingSpec spec) => Tasks.TaskCards.Find(spec.Task)?.Augmentations ?? Augmentations;

    public static ComponentClass? Find(IReadOnlyList<ComponentClass> classes, string name) => classes.FirstOrDefault(c => c.Class == name);

    /// <summary>The component with every missing option set to its default, in catalog order. An unknown class is left as it is.</summary>
    public static ComponentSpec Complete(IReadOnlyList<ComponentClass> classes, ComponentSpec spec)
    {
        if (Find(classes, spec.Class) is not { } known)
            return spec;
        var options = new Dictionary<string, JsonElement>();
        foreach (var option in known.Options)
        {
            if (!spec.Options.TryGetValue(option.Name, out var given))
            {
                // What must be given stays missing, so that it is named as missing.
                if (!option.Required)
                    options[option.Name] = JsonSerializer.SerializeToElement(option.Default);
            }
            else
            {
                options[option.Name] =
                    given.ValueKind == JsonValueKind.Object && option.Components.Count > 0
                        ? JsonSerializer.SerializeToElement(Complete(option.Components, ComponentSpec.From(given)))
                        : given;
            }
        }
        foreach (var (name, value) in spec.Options)
            options.TryAdd(name, value);
        return new() { Class = spec.Class, Options = options };
    }

    private static ComponentOption[] Optimizer(double learningRate, params ComponentOption[] own) =>
        [
            new("learningRate", OptionKind.Number, learningRate)
            {
                Minimum = 0,
                AboveMinimum = true,
                Components = Schedules,
                HelpKey = "StepSize",
            },
            .. own,
            .. OptimizerCommon,
        ];

    private static ComponentOption[] Optimizer(double learningRate, ComponentOption[] beta, params ComponentOption[] own) =>
        Optimizer(learningRate, [.. beta, .. own]);

    private static ComponentOption[] Optimizer(double learningRate, double weightDecay, ComponentOption[] beta, params ComponentOption[] own) =>
        [.. Optimizer(learningRate, [.. beta, .. own]).Select(o => o.Name == "weightDecay" ? o with { Default = weightDecay } : o)];

    private static ComponentOption[] Beta(double first, double second) =>
        [new("beta1", OptionKind.Number, first) { Minimum = 0, Maximum = 1 }, new("beta2", OptionKind.Number, second) { Minimum = 0, Maximum = 1 }];

    private static ComponentOption Momentum() => new("momentum", OptionKind.Number, 0.0) { Minimum = 0, Maximum = 1 };

    private static ComponentOption Epsilon() => new("epsilon", OptionKind.Number, 1e-7) { Minimum = 0, AboveMinimum = true };
}
