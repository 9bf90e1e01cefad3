using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <param name="Headline">"B beats A by 2.1 points (95 % interval 0.4 to 3.8); 12 pictures changed sides".</param>
/// <param name="Settings">Every setting with its value in each run; <c>Differs</c> marks those that differ.</param>
/// <param name="Grid">Backbone x strategy.</param>
/// <param name="ChangedSides">Pictures right in one run and wrong in the other; only for two runs on the same validation pictures.</param>
public sealed record RunComparison(
    string Headline,
    RunId Baseline,
    IReadOnlyList<RunRow> Runs,
    IReadOnlyList<RunCurves> Curves,
    IReadOnlyList<ComparedSetting> Settings,
    IReadOnlyList<ComparedMetric> Metrics,
    IReadOnlyList<GridCell> Grid,
    IReadOnlyList<ChangedPicture> ChangedSides
)
{
    /// <summary>What all of them learn, by the name of its card; null where they differ.</summary>
    public string? Task { get; init; }

    /// <summary>What each of the runs was trained by, in their order; null where its settings could not be read whole.</summary>
    public IReadOnlyList<TrainingSpec?> Specs { get; init; } = [];

    /// <summary>Of each run whose settings could not be read whole, why.</summary>
    public IReadOnlyList<Refusal> SpecFaults { get; init; } = [];
}
