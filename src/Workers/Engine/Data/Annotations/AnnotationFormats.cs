using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Workers.Engine.Data.Annotations;

/// <summary>Which of the known formats a source is written in.</summary>
public static class AnnotationFormats
{
    /// <summary>All, by name.</summary>
    public static IReadOnlyList<IAnnotationFormat> All => [.. ProgramTypes.All<IAnnotationFormat>().OrderBy(format => format.Name, StringComparer.Ordinal)];

    /// <summary>Whether a file may be one of theirs by its name alone.</summary>
    public static bool MayBe(string file) => All.Any(format => MayBe(format, file));

    /// <summary>The pictures that annotation files name, and what a person should know of the choice; null where there are no such files. Where there are
    /// those of several formats, the first by name is read.</summary>
    /// <exception cref="Core.RefusedException">They can't be used.</exception>
    public static (AnnotatedPictures Pictures, IReadOnlyList<ImportWarning> Warnings)? Find(IAnnotationSource source, CancellationToken cancellationToken)
    {
        var found = new List<(IAnnotationFormat Format, AnnotatedPictures Pictures)>();
        foreach (var format in All.Where(format => source.Given is { } given ? MayBe(format, given) : source.Files.Any(file => MayBe(format, file))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (format.Find(source, cancellationToken) is { } pictures)
            {
                found.Add((format, pictures));
            }
        }
        if (found.Count == 0)
        {
            return null;
        }
        var chosen = found[0];
        var others = string.Join(", ", found.Skip(1).Select(other => other.Format.Name));
        return (
            chosen.Pictures,
            others.Length == 0
                ? [new(WarningCodes.Annotations, new Refusal("finding.annotations", ("format", chosen.Format.Name)))]
                : [new(WarningCodes.SeveralAnnotations, new Refusal("finding.annotations.several", ("format", chosen.Format.Name), ("others", others)))]
        );
    }

    private static bool MayBe(IAnnotationFormat format, string file) => format.Endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
