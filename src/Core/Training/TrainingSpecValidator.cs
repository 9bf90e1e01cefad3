using System.Text.Json;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training;

/// <summary>One thing wrong with a spec: where (<c>stages[0].optimizer.learningRate</c>) and a sentence with what was expected and received.</summary>
public sealed record SpecProblem(string Path, string Sentence);

/// <summary>Judges a <see cref="TrainingSpec"/> before anything starts; form, REST and command line all ask here.</summary>
public static class TrainingSpecValidator
{
    public static IReadOnlyList<SpecProblem> Validate(TrainingSpec spec)
    {
        var problems = new List<SpecProblem>();
        void Expect(bool holds, string path, string expected, object? received)
        {
            if (!holds) problems.Add(new(path, $"Expected {path} to be {expected}; received {Show(received)}."));
        }

        var card = TaskCards.Find(spec.Task);
        Expect(card is not null, "task", "one of " + string.Join(", ", TaskCards.All.Select(known => known.Name)), spec.Task);
        CheckData(spec.Data, Expect);
        CheckBackbone(spec.Backbone, Expect);
        CheckChannels(spec, Expect);
        if (spec.Head is { } head) CheckHead(head, Expect);
        Expect(spec.Head is not null || spec.Backbone.File is not null, "head", "an object where the backbone is not a file (only a file brings its own classifier)", null);
        Expect(!spec.ContinueOptimizer || (spec.Head is null && spec.Backbone.File is not null), "continueOptimizer", "false where the head is new (only a file's own classifier brings an optimizer)", spec.ContinueOptimizer);
        Expect(spec.Stages.Count is >= 1 and <= 20, "stages", "a list of 1 to 20 stages", spec.Stages.Count);
        if (spec.Stages.Count <= 20)
        {
            var counted = spec.Stages.Sum(s => CanUnfreezeGradually(s) ? s.Gradual!.Parts(s.Epochs) : 1L);
            Expect(counted <= 20, "stages", "1 to 20 stages, each part of a gradual unfreezing counted", counted);
        }
        for (var i = 0; i < spec.Stages.Count; i++)
        {
            var stage = spec.Stages[i];
            Expect(stage.Epochs is >= 1 and <= 10_000, $"stages[{i}].epochs", "a whole number from 1 to 10000", stage.Epochs);
            if (stage.Gradual is { } gradual)
            {
                Expect(stage.Unfreeze.IsNone || stage.Unfreeze.LastLayers is not null, $"stages[{i}].unfreeze", "\"none\" or a number of layers where the stage unfreezes gradually", stage.Unfreeze.ToString());
                Expect(gradual.Layers is >= 1 and <= 10_000, $"stages[{i}].gradual.layers", "a whole number from 1 to 10000", gradual.Layers);
                Expect(gradual.EveryEpochs is >= 1 and <= 10_000, $"stages[{i}].gradual.everyEpochs", "a whole number from 1 to 10000", gradual.EveryEpochs);
            }
            CheckComponent(ComponentCatalog.Optimizers, stage.Optimizer, $"stages[{i}].optimizer", problems);
            CheckLayerRates(stage, $"stages[{i}].layerRates", Expect);
        }
        Expect(spec.BatchNormMode is "inference" or "train" or "frozen", "batchNormMode", "\"inference\", \"train\" or \"frozen\"", spec.BatchNormMode);
        CheckLoss(spec.Loss, Expect);
        if (card is not null)
        {
            Expect(card.Losses.Contains(spec.Loss.Class), "loss.class", "one of " + string.Join(", ", card.Losses), spec.Loss.Class);
            problems.AddRange(TaskMembers.Problems(spec, card));
            problems.AddRange(card.Validate(spec));
        }
        if (spec.CrossValidation is { } folds) Expect(folds.Folds is >= 2 and <= 20, "crossValidation.folds", "a whole number from 2 to 20", folds.Folds);
        for (var i = 0; i < spec.Augmentation.Count; i++) CheckComponent(ComponentCatalog.Augmentations, spec.Augmentation[i], $"augmentation[{i}]", problems);
        for (var i = 0; i < spec.Callbacks.Count; i++)
        {
            CheckComponent(ComponentCatalog.Callbacks, spec.Callbacks[i], $"callbacks[{i}]", problems);
            CheckMetrics(spec.Callbacks[i], MetricSet.Watchable(spec), $"callbacks[{i}]", problems);
        }
        CheckRates(spec, problems);
        Expect(spec.Precision is "float32" or "mixed_bfloat16" or "mixed_float16", "precision", "\"float32\", \"mixed_bfloat16\" or \"mixed_float16\"", spec.Precision);
        Expect(spec.Rematerialization is null or "none" or "full", "rematerialization", "\"none\" or \"full\"", spec.Rematerialization);
        Expect(spec.Seed >= 0, "seed", "a whole number of at least 0", spec.Seed);
        return problems;
    }

    internal static bool CanUnfreezeGradually(StageSpec stage) =>
        stage is { Gradual: { Layers: >= 1 and <= 10_000, EveryEpochs: >= 1 and <= 10_000 }, Epochs: >= 1 and <= 10_000 } && (stage.Unfreeze.IsNone || stage.Unfreeze.LastLayers is not null);

    private static void CheckData(DataSpec data, Action<bool, string, string, object?> expect)
    {
        expect(data.ValidationSplit is > 0 and < 1, "data.validationSplit", "a number between 0 and 1", data.ValidationSplit);
        expect(data.Seed >= 0, "data.seed", "a whole number of at least 0", data.Seed);
        expect(data.ImageSize.Count == 2 && data.ImageSize.All(s => s is >= 8 and <= 4096), "data.imageSize", "[height, width] in pixels, each from 8 to 4096", $"[{string.Join(", ", data.ImageSize)}]");
        expect(data.ColorMode is "grayscale" or "rgb" or "rgba", "data.colorMode", "\"grayscale\", \"rgb\" or \"rgba\"", data.ColorMode);
        expect(data.Interpolation == "bilinear", "data.interpolation", "\"bilinear\"", data.Interpolation);
        expect(data.BatchSize is >= 1 and <= 4096, "data.batchSize", "a whole number from 1 to 4096", data.BatchSize);
        if (data.ImageSize.Count == 2 && data.ImageSize.All(s => s is >= 8 and <= 4096) && data.BatchSize <= 4096)
        {
            // A batch is float32, and its bytes are counted in an int.
            var most = int.MaxValue / (sizeof(float) * data.ImageSize[0] * data.ImageSize[1] * (data.ColorMode switch { "grayscale" => 1, "rgba" => 4, _ => 3 }));
            expect(data.BatchSize <= most, "data.batchSize", $"at most {most} where data.imageSize is [{string.Join(", ", data.ImageSize)}]", data.BatchSize);
        }
        expect(data.Sampling is "shuffle" or "weighted", "data.sampling", "\"shuffle\" or \"weighted\"", data.Sampling);
    }

    private static void CheckLoss(LossSpec loss, Action<bool, string, string, object?> expect)
    {
        expect(loss.Alpha is null || (loss.IsFocal && loss.Alpha is > 0 and <= 1), "loss.alpha", "a number above 0 to 1 with a focal loss, else left out", loss.Alpha);
        expect(loss.Gamma is null || (loss.IsFocal && loss.Gamma is >= 0 and <= 100), "loss.gamma", "a number from 0 to 100 with a focal loss, else left out", loss.Gamma);
        expect(loss.ApplyClassBalancing is null || loss is { IsFocal: true, IsBinary: true }, "loss.applyClassBalancing", "left out without BinaryFocalCrossentropy", loss.ApplyClassBalancing);
        expect(loss.LabelSmoothing is >= 0 and < 1, "loss.labelSmoothing", "a number from 0 to below 1", loss.LabelSmoothing);
        expect(loss.ClassWeight is "none" or "balanced", "loss.classWeight", "\"none\" or \"balanced\"", loss.ClassWeight);
    }

    private static void CheckLayerRates(StageSpec stage, string path, Action<bool, string, string, object?> expect)
    {
        if (stage.LayerRates is not { } rates) return;
        expect(rates.Count is >= 1 and <= 50, path, "a list of 1 to 50 groups", rates.Count);
        for (var i = 0; i < Math.Min(rates.Count, 50); i++)
        {
            if (rates[i] is not { } rate)
            {
                expect(false, $"{path}[{i}]", "an object with from and multiplier", null);
                continue;
            }
            expect(!string.IsNullOrWhiteSpace(rate.From.ToString()), $"{path}[{i}].from", "a layer's name, or its place such as -20", rate.From.ToString());
            expect(rate.Multiplier is >= 0 and <= 1000, $"{path}[{i}].multiplier", "a number from 0 to 1000", rate.Multiplier);
            expect(!rates.Take(i).Any(other => other?.From == rate.From), $"{path}[{i}].from", "a layer that no other group begins at", rate.From.ToString());
        }
    }

    private static void CheckBackbone(BackboneSpec backbone, Action<bool, string, string, object?> expect)
    {
        if (backbone.File is not null)
        {
            expect(backbone.Name is null, "backbone", "either a name or a file, not both", backbone.Name);
            expect(!CustomModelPath.IsOne(backbone.File) || CustomModelPath.Parse(backbone.File) is not null, "backbone.file", "a model file, or custom:SHA256/NAME with the hash of a custom model", backbone.File);
            return;
        }
        expect(backbone.Name is not null, "backbone.name", "the name of a Keras application, or backbone.file a model file", backbone.Name);
        if (backbone.Name is not null)
            expect(BackboneCards.Find(backbone.Name) is not null, "backbone.name", "one of " + string.Join(", ", BackboneCards.All.Select(c => c.Name)), backbone.Name);
        expect(!string.IsNullOrWhiteSpace(backbone.Weights), "backbone.weights", "\"imagenet\", \"none\" or a weight file", backbone.Weights);
        expect(backbone.Layer is null, "backbone.layer", "left out where the backbone is not a file", backbone.Layer);
    }

    private static void CheckChannels(TrainingSpec spec, Action<bool, string, string, object?> expect)
    {
        var mode = spec.Data.ColorMode;
        if (spec.Backbone.InputChannels is { } channels)
        {
            expect(mode != "rgb", "backbone.inputChannels", "left out where data.colorMode is \"rgb\"", channels.Method);
            expect(channels.From == "rgb", "backbone.inputChannels.from", "\"rgb\"", channels.From);
            if (mode == "grayscale") expect(InputChannelsSpec.GrayscaleMethods.Contains(channels.Method), "backbone.inputChannels.method", "one of average, sum, luminance for grayscale pictures", channels.Method);
            if (mode == "rgba") expect(channels.Method == "repeat", "backbone.inputChannels.method", "\"repeat\" for rgba pictures", channels.Method);
            expect(spec.Head is not null || spec.Backbone.File is not null, "backbone.inputChannels", "left out without a head", channels.Method);
        }
        else if (mode is "grayscale" or "rgba" && spec.Backbone is { File: null, Weights: not "none" })
        {
            expect(false, "backbone.inputChannels", $"given where data.colorMode is \"{mode}\", since pretrained weights are for RGB pictures (method {(mode == "rgba" ? "repeat" : "average, sum or luminance")})", null);
        }
    }

    private static void CheckHead(HeadSpec head, Action<bool, string, string, object?> expect)
    {
        expect(head.Pooling is "avg" or "max" or "flatten", "head.pooling", "\"avg\", \"max\" or \"flatten\"", head.Pooling);
        expect(head.Dropout is >= 0 and < 1, "head.dropout", "a number from 0 to below 1", head.Dropout);
        expect(head.Hidden.Count <= 8 && head.Hidden.All(u => u is >= 1 and <= 65_536), "head.hidden", "up to 8 whole numbers from 1 to 65536", $"[{string.Join(", ", head.Hidden)}]");
        expect(head.Activation is "relu" or "silu" or "swish" or "gelu" or "elu" or "selu" or "tanh" or "sigmoid" or "linear", "head.activation", "one of relu, silu, swish, gelu, elu, selu, tanh, sigmoid, linear", head.Activation);
        expect(head.L2 is >= 0 and <= 10, "head.l2", "a number from 0 to 10", head.L2);
    }

    private static void CheckComponent(IReadOnlyList<ComponentClass> classes, ComponentSpec spec, string path, List<SpecProblem> problems)
    {
        if (ComponentCatalog.Find(classes, spec.Class) is not { } known)
        {
            problems.Add(new($"{path}.class", $"Expected {path}.class to be one of {string.Join(", ", classes.Select(c => c.Class))}; received {Show(spec.Class)}."));
            return;
        }
        foreach (var (name, value) in spec.Options)
        {
            var option = known.Options.FirstOrDefault(o => o.Name == name);
            if (option is null)
                problems.Add(new($"{path}.{name}", $"Expected {path} to have only the options of {known.Class} ({string.Join(", ", known.Options.Select(o => o.Name))}); received \"{name}\"."));
            else if (option.Expectation(value) is { } expected)
                problems.Add(new($"{path}.{name}", $"Expected {path}.{name} to be {expected}; received {Show(value)}."));
            else if (value.ValueKind == JsonValueKind.Object)
                CheckComponent(option.Components, ComponentSpec.From(value), $"{path}.{name}", problems);
        }
        foreach (var option in known.Options.Where(o => o.Required && !spec.Options.ContainsKey(o.Name)))
            problems.Add(new($"{path}.{option.Name}", $"Expected {path}.{option.Name} to be {option.Expectation(default) ?? "given"}; received nothing."));
        if (known.Class == "PiecewiseConstantDecay") CheckPieces(spec, path, problems);
        if (known.Class == "RandomGaussianBlur" && spec.NumberOrNull("kernelSize") is { } size && size % 2 != 1)
            problems.Add(new($"{path}.kernelSize", $"Expected {path}.kernelSize to be an odd number; received {Show(size)}."));
        if (known.Class == "RandomPosterization" && spec.Numbers("factor")?.Any(bits => bits != Math.Floor(bits)) == true)
            problems.Add(new($"{path}.factor", $"Expected {path}.factor to be a whole number of bits or a pair of them; received {Show(spec.Options["factor"])}."));
    }

    private static void CheckMetrics(ComponentSpec spec, MetricSet measures, string path, List<SpecProblem> problems)
    {
        foreach (var option in (ComponentCatalog.Find(ComponentCatalog.Callbacks, spec.Class)?.Options ?? []).Where(o => o.Kind == OptionKind.Metric))
        {
            if (spec.Text(option.Name) is { } name && !measures.Monitors.Contains(name))
                problems.Add(new($"{path}.{option.Name}", $"Expected {path}.{option.Name} to be one of {string.Join(", ", measures.Monitors)}; received {Show(name)}."));
        }
    }

    private static void CheckPieces(ComponentSpec spec, string path, List<SpecProblem> problems)
    {
        if (spec.Numbers("boundaries") is not { } boundaries || spec.Numbers("values") is not { } values) return;
        if (values.Length != boundaries.Length + 1)
            problems.Add(new($"{path}.values", $"Expected {path}.values to be one rate more than there are boundaries ({boundaries.Length + 1}); received {values.Length}."));
        if (boundaries.Zip(boundaries.Skip(1)).Any(p => p.Second <= p.First) || boundaries.Any(b => b != Math.Floor(b)))
            problems.Add(new($"{path}.boundaries", $"Expected {path}.boundaries to be whole steps, rising; received [{string.Join(", ", boundaries.Select(b => Show(b)))}]."));
    }

    // Keras refuses both: a rate that follows a schedule can't be set by a callback.
    private static void CheckRates(TrainingSpec spec, List<SpecProblem> problems)
    {
        if (spec.Callbacks.FirstOrDefault(c => c.Class is "ReduceLROnPlateau" or "LearningRateScheduler") is not { } setter) return;
        for (var i = 0; i < spec.Stages.Count; i++)
        {
            if (spec.Stages[i].Optimizer.Component("learningRate") is { } schedule)
                problems.Add(new($"stages[{i}].optimizer.learningRate", $"Expected stages[{i}].optimizer.learningRate to be a number where {setter.Class} sets the rate; received {schedule.Class}."));
        }
    }

    /// <summary>A value as refusals show it.</summary>
    internal static string Show(object? value) => value switch
    {
        null => "nothing",
        string text => $"\"{text}\"",
        JsonElement element => element.GetRawText(),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "nothing",
    };
}
