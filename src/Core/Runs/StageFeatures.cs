using MlOpsDashboard.Core.Localization;

namespace MlOpsDashboard.Core.Runs;

/// <summary>What became of a stage's frozen layers: run once a picture and remembered, or run at every step.</summary>
/// <param name="Stage">Counts from 0.</param>
/// <param name="Cached">Pictures whose activations are at hand; 0 where none are.</param>
/// <param name="Computed">Passes through the frozen layers, over all folds and resumes. The rest came from an earlier stage, fold or run.</param>
/// <param name="Layers">Frozen layers before the first one that trains.</param>
public sealed record StageFeatures(int Stage, int Cached, int Computed, int Layers)
{
    private static readonly TextResource Texts = new(typeof(StageFeatures));

    /// <summary>One row a stage, in order.</summary>
    public static IReadOnlyList<StageFeatures> Of(IEnumerable<FeaturesEvent> events) =>
        [
            .. events
                .GroupBy(e => e.Stage)
                .OrderBy(g => g.Key)
                .Select(g => new StageFeatures(g.Key, g.Max(e => e.Cached), g.Sum(e => e.Computed), g.Last().Layers)),
        ];

    /// <summary>In plain words, with the reason where nothing, or not all, is remembered.</summary>
    /// <param name="started">Says how many pictures there are.</param>
    /// <param name="augmented">Whether training pictures are drawn anew each time.</param>
    public string Sentence(StartedEvent? started, bool augmented)
    {
        if (Layers == 0)
            return Texts["NothingFrozen"];
        var why = augmented && started is not { ValidationSamples: > 0 } ? "Augmented" : "NoRoom";
        if (Cached == 0)
            return Texts[$"Anew.{why}", FrozenLayers];
        if (started is null || Cached > started.ValidationSamples)
            return Remembered("Pictures");
        return Remembered("Validation") + Texts[augmented ? "TrainingAugmented" : "TrainingNoRoom"];
    }

    private string Remembered(string pictures) =>
        Texts[
            (Computed, Computed - Cached) switch
            {
                (0, _) => $"Kept.{pictures}",
                (_, 0) => $"Once.{pictures}",
                (_, > 0) => $"Passes.{pictures}",
                _ => $"Some.{pictures}",
            },
            FrozenLayers,
            Cached,
            Computed
        ];

    private string FrozenLayers => Layers == 1 ? Texts["FrozenLayer"] : Texts["FrozenLayers", Layers];
}
