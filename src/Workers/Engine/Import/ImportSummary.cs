using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>The report of an import, in an order that does not depend on which thread was first.</summary>
internal static class ImportSummary
{
    private const int MostRefused = 1_000;

    public static ImportReport Of(IReadOnlyList<DatasetEntry> entries, IReadOnlyList<RefusedFile> refused) => new(
        entries.Count,
        [.. refused.OrderBy(file => file.Path, StringComparer.Ordinal).Take(MostRefused)],
        [.. entries.GroupBy(entry => entry.Class, StringComparer.Ordinal).Select(group => new ClassCount(group.Key, group.Count()))],
        entries.Sum(entry => entry.Bytes))
    {
        RefusedCount = refused.Count,
    };
}
