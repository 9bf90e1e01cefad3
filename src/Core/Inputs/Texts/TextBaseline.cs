using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Inputs.Texts;

/// <summary>N-grams, which know nothing but the texts they are trained on.</summary>
internal static class TextBaseline
{
    private static string Name => TextBackboneCards.All[0].Name;

    /// <returns>Null of the baseline itself.</returns>
    public static TrainingSpec? Of(TrainingSpec spec, int? steps)
    {
        if (spec.Backbone is { File: null, Name: { } name } && name == Name)
            return null;
        var head = TaskCards.Find(spec.Task) is { HasPooledHead: false } ? new HeadSpec() : new HeadSpec { Pooling = TextSpec.Poolings[0] };
        var usual = new DataSpec();
        var baseline = TaskMembers.With(spec, TextSpec.MaxLength, null) with
        {
            Backbone = new() { Name = Name, Weights = "none" },
            Head = head with { OfTask = spec.Head?.OfTask },
            Augmentation = [],
            ContinueOptimizer = false,
            BatchNormMode = "inference",
            Precision = "float32",
            Rematerialization = null,
            Callbacks = SpecPresets.Callbacks(Metrics.MetricSet.Of(spec).Primary),
        };
        baseline = baseline with { Data = baseline.Data with { BatchSize = usual.BatchSize, Shuffle = usual.Shuffle, Sampling = usual.Sampling } };
        return TaskMembers.Known(TextPreset.Of(StrategyNames.FromScratch, baseline, steps));
    }
}
