namespace MlOpsDashboard.Core.Datasets;

/// <summary>Files beside pictures that may say what is in them: annotation files of other tools, lists of names, tables.</summary>
public static class AnnotationKinds
{
    /// <summary>Endings of their names, compared without case, in ordinal order.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".csv", ".json", ".jsonl", ".labels", ".names", ".tsv", ".txt", ".xml", ".yaml", ".yml"];

    /// <summary>The endings as the attribute <c>accept</c> of a file input takes them.</summary>
    public static string Accept { get; } = string.Join(',', Endings);
}
