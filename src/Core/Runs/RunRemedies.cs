using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>What to try against a warning: each a complete spec, one click from a new run.</summary>
public static class RunRemedies
{
    private static readonly TextResource Texts = new(typeof(RunRemedies));

    /// <returns>Only remedies that change something; empty for codes without one.</returns>
    public static IReadOnlyList<Remedy> For(string code, TrainingSpec spec)
    {
        IEnumerable<Remedy> remedies = code switch
        {
            RunWarnings.Overfitting => AgainstOverfitting(spec),
            RunWarnings.NotLearning => AgainstNotLearning(spec),
            RunWarnings.BatchNormJump when InputCards.MayNormalize(spec) => [KeepBatchNorm(spec)],
            RunWarnings.SlowBFloat16 => [Make("Float32", spec with { Precision = "float32" })],
            _ => [],
        };
        var same = TrainingSpecJson.WriteComplete(spec);
        return [.. remedies.Where(r => TrainingSpecJson.WriteComplete(r.Spec) != same)];
    }

    // The five of the transfer-learning tutorial. "More data" is no spec; the fifth is stopping sooner.
    private static IEnumerable<Remedy> AgainstOverfitting(TrainingSpec spec)
    {
        if (InputCards.Of(spec).IsAugmented)
            yield return Make("MoreAugmentation", spec with { Augmentation = MoreAugmentation(spec.Augmentation) });
        if (spec.Head is { } head)
            yield return Make("MoreDropout", spec with { Head = head with { Dropout = Math.Min(0.8, Math.Max(0.5, Math.Round(head.Dropout + 0.2, 2))) } });
        yield return Make("FewerLayers", spec with { Stages = [.. spec.Stages.Select(FewerLayers)] });
        yield return Make(
            "LowerRateL2",
            spec with
            {
                Stages = [.. spec.Stages.Select((s, i) => i == spec.Stages.Count - 1 ? s with { Optimizer = Scaled(s.Optimizer, 0.3) } : s)],
                Head = spec.Head is { } h ? h with { L2 = Math.Min(10, h.L2 == 0 ? 1e-4 : h.L2 * 10) } : null,
            }
        );
        yield return Make("StopSooner", spec with { Callbacks = StopSooner(spec.Callbacks) });
    }

    private static IEnumerable<Remedy> AgainstNotLearning(TrainingSpec spec)
    {
        if (spec.Backbone is { File: null, Weights: "none" })
            yield return Make(
                InputCards.Of(spec).Name == InputCards.Pictures ? "ImageNet" : "Pretrained",
                spec with
                {
                    Backbone = spec.Backbone with { Weights = "imagenet" },
                }
            );
        yield return Make("HigherRate", spec with { Stages = [.. spec.Stages.Select(s => s with { Optimizer = Scaled(s.Optimizer, 10) })] });
        yield return Make("LowerRate", spec with { Stages = [.. spec.Stages.Select(s => s with { Optimizer = Scaled(s.Optimizer, 0.1) })] });
        if (InputCards.MayNormalize(spec))
            yield return KeepBatchNorm(spec);
    }

    private static Remedy KeepBatchNorm(TrainingSpec spec) => Make("KeepBatchNorm", spec with { BatchNormMode = "inference" });

    private static Remedy Make(string key, TrainingSpec spec) => new(Texts[$"Title.{key}"], Texts[$"Why.{key}"], spec);

    private static IReadOnlyList<ComponentSpec> MoreAugmentation(IReadOnlyList<ComponentSpec> now)
    {
        ComponentSpec[] wanted =
        [
            new("RandomFlip", ("mode", "horizontal")),
            new("RandomRotation", ("factor", 0.2)),
            new("RandomZoom", ("heightFactor", 0.2)),
            new("RandomContrast", ("factor", 0.2)),
            new("RandomTranslation", ("heightFactor", 0.1), ("widthFactor", 0.1)),
        ];
        return [.. now, .. wanted.Where(w => now.All(n => n.Class != w.Class))];
    }

    private static StageSpec FewerLayers(StageSpec stage) =>
        stage.Unfreeze switch
        {
            { IsAll: true } => stage with { Unfreeze = Unfreeze.Last(20) },
            { LastLayers: > 1 and var layers } => stage with { Unfreeze = Unfreeze.Last(layers / 2) },
            _ => stage,
        };

    private static ComponentSpec Scaled(ComponentSpec optimizer, double factor)
    {
        // A schedule's rates scale together, at the schedule's own options.
        if (optimizer.Component("learningRate") is { } schedule)
        {
            foreach (var name in (string[])["initialLearningRate", "warmupTarget", "endLearningRate"])
                if (schedule.NumberOrNull(name) is { } value)
                    schedule = schedule.With(name, value * factor);
            if (schedule.Numbers("values") is { } values)
                schedule = schedule.With("values", values.Select(value => value * factor));
            return optimizer.With("learningRate", schedule);
        }
        var rate = ComponentCatalog.Complete(ComponentCatalog.Optimizers, optimizer).Number("learningRate", 0.001) * factor;
        // Two significant digits: 3E-06, not 2.9999999999999997E-06.
        return optimizer.With(
            "learningRate",
            double.Parse(rate.ToString("G2", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    private static IReadOnlyList<ComponentSpec> StopSooner(IReadOnlyList<ComponentSpec> callbacks)
    {
        var known = callbacks.FirstOrDefault(c => c.Class == "EarlyStopping");
        if (known is null)
            return [.. callbacks, new("EarlyStopping", ("monitor", "val_loss"), ("patience", 3), ("restoreBestWeights", true))];
        var sooner = known.With("patience", Math.Clamp(known.Whole("patience", 0) / 2, 2, 3)).With("restoreBestWeights", true);
        return [.. callbacks.Select(c => ReferenceEquals(c, known) ? sooner : c)];
    }
}
