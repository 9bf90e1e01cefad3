using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Jobs.Imports;

/// <summary>Settings of imports: section <c>Import</c>.</summary>
public sealed class ImportOptions
{
    public const string Section = "Import";

    /// <summary>Server folders (full paths) that may be imported from, with what lies below them. Default: none.</summary>
    public IList<string> AllowedFolders { get; } = [];

    /// <summary>Bytes of a model file that is brought as a backbone. Default 2 GB.</summary>
    public long MaxModelBytes { get; set; } = 2_000_000_000;

    /// <summary>Every setting that does not fit, each as a refusal.</summary>
    internal static IEnumerable<Refusal> Faults(ImportOptions options)
    {
        foreach (var folder in options.AllowedFolders.Where(folder => !Path.IsPathFullyQualified(folder)))
            yield return new(
                "settings.value",
                ("setting", $"{Section}:{nameof(AllowedFolders)}"),
                ("expected", new Refusal("settings.fullPaths")),
                ("received", folder)
            );
        if (options.MaxModelBytes <= 0)
            yield return new(
                "settings.value",
                ("setting", $"{Section}:{nameof(MaxModelBytes)}"),
                ("expected", new Refusal("settings.above", ("low", "0"))),
                ("received", $"{options.MaxModelBytes}")
            );
    }
}
