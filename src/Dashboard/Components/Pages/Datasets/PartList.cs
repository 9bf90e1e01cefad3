using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Dashboard.Components.Pages.Datasets;

/// <summary>The parts of a split as a person reads them.</summary>
internal static class PartList
{
    /// <summary>Those that have pictures, in order; none where no part is decided.</summary>
    public static IReadOnlyList<(string Part, string Title, int Count)> Of(PartCounts? parts) => parts is null ? []
        : [.. new[] { (DatasetPart.Training, "Training", parts.Training), (DatasetPart.Validation, "Validation", parts.Validation), (DatasetPart.Test, "Test", parts.Test) }.Where(part => part.Item3 > 0)];
}
