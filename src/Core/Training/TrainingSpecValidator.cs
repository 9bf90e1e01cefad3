using System.Text.Json;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training;

/// <summary>Judges a <see cref="TrainingSpec"/> before anything starts; form, REST and command line all ask here.</summary>
public static class TrainingSpecValidator
{
    public static IReadOnlyList<SpecProblem> Validate(TrainingSpec spec)
    {
        var problems = new List<SpecProblem>();
        void Expect(bool holds, string path, Refusal expected, object? received)
        {
            if (!holds)
                problems.Add(SpecProblem.Of(path, expected, received));
        }

        var card = TaskCards.Find(spec.Task);
        Expect(card is not null, "task", new("spec.expect.oneOf", ("known", string.Join(", ", TaskCards.All.Select(known => known.Name)))), spec.Task);
        if (spec.Data.Input is { } input)
        {
            string[] inputs = [.. InputCards.All.Select(known => known.Name).Where(name => card is null || InputCards.Takes(card, name))];
            Expect(inputs.Contains(input), "data.input", new("spec.expect.oneOf", ("known", string.Join(", ", inputs))), input);
        }
        CheckData(spec.Data, Expect);
        CheckBackbone(spec.Backbone, Expect);
        problems.AddRange(InputCards.Of(spec).Validate(spec));
        if (spec.Head is { } head)
            CheckHead(head, Expect);
        Expect(spec.Head is not null || spec.Backbone.File is not null, "head", new("spec.expect.head"), null);
        Expect(
            !spec.ContinueOptimizer || (spec.Head is null && spec.Backbone.File is not null),
            "continueOptimizer",
            new("spec.expect.newOptimizer"),
            spec.ContinueOptimizer
        );
        Expect(spec.Stages.Count is >= 1 and <= 20, "stages", new("spec.expect.stages"), spec.Stages.Count);
        if (spec.Stages.Count <= 20)
        {
            var counted = spec.Stages.Sum(s => CanUnfreezeGradually(s) ? s.Gradual!.Parts(s.Epochs) : 1L);
            Expect(counted <= 20, "stages", new("spec.expect.stageParts"), counted);
        }
        for (var i = 0; i < spec.Stages.Count; i++)
        {
            var stage = spec.Stages[i];
            Expect(stage.Epochs is >= 1 and <= 10_000, $"stages[{i}].epochs", new("spec.expect.whole", ("from", "1"), ("to", "10000")), stage.Epochs);
            if (stage.Gradual is { } gradual)
            {
                Expect(
                    stage.Unfreeze.IsNone || stage.Unfreeze.LastLayers is not null,
                    $"stages[{i}].unfreeze",
                    new("spec.expect.gradual"),
                    stage.Unfreeze.ToString()
                );
                Expect(
                    gradual.Layers is >= 1 and <= 10_000,
                    $"stages[{i}].gradual.layers",
                    new("spec.expect.whole", ("from", "1"), ("to", "10000")),
                    gradual.Layers
                );
                Expect(
                    gradual.EveryEpochs is >= 1 and <= 10_000,
                    $"stages[{i}].gradual.everyEpochs",
                    new("spec.expect.whole", ("from", "1"), ("to", "10000")),
                    gradual.EveryEpochs
                );
            }
            CheckComponent(ComponentCatalog.Optimizers, stage.Optimizer, $"stages[{i}].optimizer", problems);
            CheckLayerRates(stage, $"stages[{i}].layerRates", Expect);
        }
        Expect(
            spec.BatchNormMode is "inference" or "train" or "frozen",
            "batchNormMode",
            new("spec.expect.either", ("first", "\"inference\", \"train\""), ("last", "\"frozen\"")),
            spec.BatchNormMode
        );
        CheckLoss(spec.Loss, Expect);
        if (card is not null)
        {
            Expect(card.Losses.Contains(spec.Loss.Class), "loss.class", new("spec.expect.oneOf", ("known", string.Join(", ", card.Losses))), spec.Loss.Class);
            problems.AddRange(TaskMembers.Problems(spec, card));
            problems.AddRange(card.Validate(spec));
        }
        if (spec.CrossValidation is { } folds)
            Expect(folds.Folds is >= 2 and <= 20, "crossValidation.folds", new("spec.expect.whole", ("from", "2"), ("to", "20")), folds.Folds);
        for (var i = 0; i < spec.Augmentation.Count; i++)
            CheckComponent(ComponentCatalog.Augmentations, spec.Augmentation[i], $"augmentation[{i}]", problems);
        for (var i = 0; i < spec.Callbacks.Count; i++)
        {
            CheckComponent(ComponentCatalog.Callbacks, spec.Callbacks[i], $"callbacks[{i}]", problems);
            CheckMetrics(spec.Callbacks[i], MetricSet.Watchable(spec), $"callbacks[{i}]", problems);
        }
        CheckRates(spec, problems);
        Expect(
            spec.Precision is "float32" or "mixed_bfloat16" or "mixed_float16",
            "precision",
            new("spec.expect.either", ("first", "\"float32\", \"mixed_bfloat16\""), ("last", "\"mixed_float16\"")),
            spec.Precision
        );
        Expect(
            spec.Rematerialization is null or "none" or "full",
            "rematerialization",
            new("spec.expect.either", ("first", "\"none\""), ("last", "\"full\"")),
            spec.Rematerialization
        );
        Expect(spec.Seed >= 0, "seed", new("spec.expect.wholeFrom", ("from", "0")), spec.Seed);
        return problems;
    }

    internal static bool CanUnfreezeGradually(StageSpec stage) =>
        stage is { Gradual: { Layers: >= 1 and <= 10_000, EveryEpochs: >= 1 and <= 10_000 }, Epochs: >= 1 and <= 10_000 }
        && (stage.Unfreeze.IsNone || stage.Unfreeze.LastLayers is not null);

    private static void CheckData(DataSpec data, Action<bool, string, Refusal, object?> expect)
    {
        expect(data.ValidationSplit is > 0 and < 1, "data.validationSplit", new("spec.expect.between"), data.ValidationSplit);
        expect(data.Seed >= 0, "data.seed", new("spec.expect.wholeFrom", ("from", "0")), data.Seed);
        expect(data.BatchSize is >= 1 and <= 4096, "data.batchSize", new("spec.expect.whole", ("from", "1"), ("to", "4096")), data.BatchSize);
        expect(
            data.Sampling is "shuffle" or "weighted",
            "data.sampling",
            new("spec.expect.either", ("first", "\"shuffle\""), ("last", "\"weighted\"")),
            data.Sampling
        );
    }

    private static void CheckLoss(LossSpec loss, Action<bool, string, Refusal, object?> expect)
    {
        expect(loss.Alpha is null || (loss.IsFocal && loss.Alpha is > 0 and <= 1), "loss.alpha", new("spec.expect.alpha"), loss.Alpha);
        expect(loss.Gamma is null || (loss.IsFocal && loss.Gamma is >= 0 and <= 100), "loss.gamma", new("spec.expect.gamma"), loss.Gamma);
        expect(
            loss.ApplyClassBalancing is null || loss is { IsFocal: true, IsBinary: true },
            "loss.applyClassBalancing",
            new("spec.expect.balancing"),
            loss.ApplyClassBalancing
        );
        expect(loss.LabelSmoothing is >= 0 and < 1, "loss.labelSmoothing", new("spec.expect.numberBelow", ("from", "0"), ("to", "1")), loss.LabelSmoothing);
        expect(
            loss.ClassWeight is "none" or "balanced",
            "loss.classWeight",
            new("spec.expect.either", ("first", "\"none\""), ("last", "\"balanced\"")),
            loss.ClassWeight
        );
    }

    private static void CheckLayerRates(StageSpec stage, string path, Action<bool, string, Refusal, object?> expect)
    {
        if (stage.LayerRates is not { } rates)
            return;
        expect(rates.Count is >= 1 and <= 50, path, new("spec.expect.groups"), rates.Count);
        for (var i = 0; i < Math.Min(rates.Count, 50); i++)
        {
            if (rates[i] is not { } rate)
            {
                expect(false, $"{path}[{i}]", new("spec.expect.group"), null);
                continue;
            }
            expect(!string.IsNullOrWhiteSpace(rate.From.ToString()), $"{path}[{i}].from", new("spec.expect.layer"), rate.From.ToString());
            expect(rate.Multiplier is >= 0 and <= 1000, $"{path}[{i}].multiplier", new("spec.expect.number", ("from", "0"), ("to", "1000")), rate.Multiplier);
            expect(!rates.Take(i).Any(other => other?.From == rate.From), $"{path}[{i}].from", new("spec.expect.otherLayer"), rate.From.ToString());
        }
    }

    private static void CheckBackbone(BackboneSpec backbone, Action<bool, string, Refusal, object?> expect)
    {
        if (backbone.File is not null)
        {
            expect(backbone.Name is null, "backbone", new("spec.expect.nameOrFile"), backbone.Name);
            expect(
                !CustomModelPath.IsOne(backbone.File) || CustomModelPath.Parse(backbone.File) is not null,
                "backbone.file",
                new("spec.expect.file"),
                backbone.File
            );
            return;
        }
        expect(backbone.Name is not null, "backbone.name", new("spec.expect.name"), backbone.Name);
        expect(!string.IsNullOrWhiteSpace(backbone.Weights), "backbone.weights", new("spec.expect.weights"), backbone.Weights);
        expect(backbone.Layer is null, "backbone.layer", new("spec.expect.noFile"), backbone.Layer);
    }

    private static void CheckHead(HeadSpec head, Action<bool, string, Refusal, object?> expect)
    {
        expect(head.Dropout is >= 0 and < 1, "head.dropout", new("spec.expect.numberBelow", ("from", "0"), ("to", "1")), head.Dropout);
        expect(
            head.Hidden.Count <= 8 && head.Hidden.All(u => u is >= 1 and <= 65_536),
            "head.hidden",
            new("spec.expect.hidden"),
            $"[{string.Join(", ", head.Hidden)}]"
        );
        expect(
            head.Activation is "relu" or "silu" or "swish" or "gelu" or "elu" or "selu" or "tanh" or "sigmoid" or "linear",
            "head.activation",
            new("spec.expect.oneOf", ("known", "relu, silu, swish, gelu, elu, selu, tanh, sigmoid, linear")),
            head.Activation
        );
        expect(head.L2 is >= 0 and <= 10, "head.l2", new("spec.expect.number", ("from", "0"), ("to", "10")), head.L2);
    }

    private static void CheckComponent(IReadOnlyList<ComponentClass> classes, ComponentSpec spec, string path, List<SpecProblem> problems)
    {
        if (ComponentCatalog.Find(classes, spec.Class) is not { } known)
        {
            problems.Add(SpecProblem.Of($"{path}.class", new("spec.expect.oneOf", ("known", string.Join(", ", classes.Select(c => c.Class)))), spec.Class));
            return;
        }
        foreach (var (name, value) in spec.Options)
        {
            var option = known.Options.FirstOrDefault(o => o.Name == name);
            if (option is null)
                problems.Add(
                    new(
                        $"{path}.{name}",
                        new Refusal(
                            "spec.option.unknown",
                            ("path", path),
                            ("class", known.Class),
                            ("known", string.Join(", ", known.Options.Select(o => o.Name))),
                            ("received", name)
                        )
                    )
                );
            else if (option.Expectation(value) is { } expected)
                problems.Add(SpecProblem.Of($"{path}.{name}", expected, value));
            else if (value.ValueKind == JsonValueKind.Object)
                CheckComponent(option.Components, ComponentSpec.From(value), $"{path}.{name}", problems);
        }
        foreach (var option in known.Options.Where(o => o.Required && !spec.Options.ContainsKey(o.Name)))
            problems.Add(SpecProblem.Of($"{path}.{option.Name}", option.Expectation(default) ?? new("spec.expect.given"), null));
        if (known.Class == "PiecewiseConstantDecay")
            CheckPieces(spec, path, problems);
        if (known.Class == "RandomGaussianBlur" && spec.NumberOrNull("kernelSize") is { } size && size % 2 != 1)
            problems.Add(SpecProblem.Of($"{path}.kernelSize", new("spec.expect.odd"), size));
        if (known.Class == "RandomPosterization" && spec.Numbers("factor")?.Any(bits => bits != Math.Floor(bits)) == true)
            problems.Add(SpecProblem.Of($"{path}.factor", new("spec.expect.bits"), spec.Options["factor"]));
    }

    private static void CheckMetrics(ComponentSpec spec, MetricSet measures, string path, List<SpecProblem> problems)
    {
        foreach (var option in (ComponentCatalog.Find(ComponentCatalog.Callbacks, spec.Class)?.Options ?? []).Where(o => o.Kind == OptionKind.Metric))
        {
            if (spec.Text(option.Name) is { } name && !measures.Monitors.Contains(name))
                problems.Add(SpecProblem.Of($"{path}.{option.Name}", new("spec.expect.oneOf", ("known", string.Join(", ", measures.Monitors))), name));
        }
    }

    private static void CheckPieces(ComponentSpec spec, string path, List<SpecProblem> problems)
    {
        if (spec.Numbers("boundaries") is not { } boundaries || spec.Numbers("values") is not { } values)
            return;
        if (values.Length != boundaries.Length + 1)
            problems.Add(SpecProblem.Of($"{path}.values", new("spec.expect.rates", ("count", $"{boundaries.Length + 1}")), values.Length));
        if (boundaries.Zip(boundaries.Skip(1)).Any(p => p.Second <= p.First) || boundaries.Any(b => b != Math.Floor(b)))
            problems.Add(
                new(
                    $"{path}.boundaries",
                    new Refusal(
                        "spec.value",
                        ("path", $"{path}.boundaries"),
                        ("expected", new Refusal("spec.expect.boundaries")),
                        ("received", $"[{string.Join(", ", boundaries.Select(b => SpecProblem.Show(b)))}]")
                    )
                )
            );
    }

    // Keras refuses both: a rate that follows a schedule can't be set by a callback.
    private static void CheckRates(TrainingSpec spec, List<SpecProblem> problems)
    {
        if (spec.Callbacks.FirstOrDefault(c => c.Class is "ReduceLROnPlateau" or "LearningRateScheduler") is not { } setter)
            return;
        for (var i = 0; i < spec.Stages.Count; i++)
        {
            if (spec.Stages[i].Optimizer.Component("learningRate") is { } schedule)
                problems.Add(
                    new(
                        $"stages[{i}].optimizer.learningRate",
                        new Refusal(
                            "spec.value",
                            ("path", $"stages[{i}].optimizer.learningRate"),
                            ("expected", new Refusal("spec.expect.plainRate", ("callback", setter.Class))),
                            ("received", schedule.Class)
                        )
                    )
                );
        }
    }
}
