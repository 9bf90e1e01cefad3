using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>What a kind of target that only a task knows (<see cref="DatasetEntry.Target"/>) can tell of itself to those who show, check and revise datasets.
/// Stands in the task's folder; found by scanning (<see cref="TargetKinds"/>).</summary>
public interface ITargetKind
{
    /// <summary>One of <see cref="DatasetKinds"/>.</summary>
    string Kind { get; }

    /// <summary>The target of a picture of which nothing is said yet.</summary>
    /// <param name="width">As the network sees it.</param>
    IReadOnlyList<double> Nothing(int width, int height);

    /// <summary>What is wrong with a target; null for nothing.</summary>
    /// <param name="names">How many names there are.</param>
    (Refusal Expected, string Received)? Fault(IReadOnlyList<double> target, int names);

    /// <summary>The number of a name for each thing that the target says, in its order.</summary>
    IReadOnlyList<int> NamesIn(IReadOnlyList<double> target);

    /// <summary>The target with other numbers for names.</summary>
    /// <param name="into">The new number of each; below 0 leaves what has it out.</param>
    IReadOnlyList<double> Renumbered(IReadOnlyList<double> target, IReadOnlyList<int> into);

    /// <summary>The target of a picture that is turned by another EXIF orientation than before (<see cref="DatasetEntry.Turn"/>).</summary>
    IReadOnlyList<double> Turned(IReadOnlyList<double> target, int? before, int? after);

    /// <summary>What a picture's target says otherwise than its target before, thing by thing; nothing for what is the same. Both number the same names.</summary>
    IReadOnlyList<TargetChange> Changes(IReadOnlyList<double> before, IReadOnlyList<double> after);

    /// <summary>What is worth seeing of a version's targets.</summary>
    IReadOnlyList<TargetHistogram> Histograms(DatasetManifest manifest);
}
