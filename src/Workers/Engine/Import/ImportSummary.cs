using MlOpsDashboard.Core.Datasets;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>The report of an import, in an order that does not depend on which thread was first.</summary>
internal static class ImportSummary
{
    private const int MostRefused = 1_000;

    public static ImportReport Of(
        DatasetManifest manifest,
        IReadOnlyList<RefusedFile> refused,
        IEnumerable<ImportWarning>? ofSource = null,
        TextFacts? texts = null
    ) =>
        (
            new ImportReport(0, [.. refused.OrderBy(file => file.Path, StringComparer.Ordinal).Take(MostRefused)], [], 0)
            {
                RefusedCount = refused.Count,
                Texts = texts,
                Warnings = [.. NestedArchive.Warnings(refused), .. ofSource ?? []],
            }
        ).For(manifest);
}
