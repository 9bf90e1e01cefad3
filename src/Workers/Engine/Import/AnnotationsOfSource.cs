using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>Annotation files in what is imported: they say what is in which picture, whatever folders they lie in.</summary>
internal sealed class AnnotationsOfSource : IAnnotationSource
{
    private readonly IPictureSource source;
    private readonly Dictionary<string, SourceEntry> entries;
    private readonly CancellationToken cancellationToken;

    private AnnotationsOfSource(IPictureSource source, string? given, CancellationToken cancellationToken)
    {
        (this.source, Given, this.cancellationToken) = (source, given, cancellationToken);
        entries = source.Entries.Where(entry => !entry.IsFolder).ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        Files = [.. entries.Keys.Order(StringComparer.Ordinal)];
    }

    public string Name => source.Name;

    public IReadOnlyList<string> Files { get; }

    public string? Given { get; }

    /// <summary>The layout that they give, or null where there are none; what says their pictures' targets; and what a person should know of the
    /// choice.</summary>
    /// <param name="given">The name of the annotation file that is the source itself, or null.</param>
    /// <exception cref="Core.RefusedException">They can't be used.</exception>
    public static (ClassLayout Layout, AnnotatedPictures Pictures, IReadOnlyList<ImportWarning> Warnings)? Find(
        IPictureSource source,
        string? given,
        CancellationToken cancellationToken
    )
    {
        var files = new AnnotationsOfSource(source, given, cancellationToken);
        if (AnnotationFormats.Find(files, cancellationToken) is not { } found)
        {
            return null;
        }
        var around = Around(files.Files);
        var layout = new ClassLayout(
            found.Pictures.Names,
            [
                .. found.Pictures.Pictures.Select(
                    (picture, i) => new ClassFile(files.entries[picture.File], picture.File[around..], "") { Part = picture.Part, Annotated = i }
                ),
            ],
            found.Pictures.Refused
        )
        {
            Kind = found.Pictures.Kind,
        };
        return (layout, found.Pictures, found.Warnings);
    }

    public Stream Open(string file, long most) => source.Open(entries[file], most, cancellationToken);

    // A folder around everything is no part of names.
    private static int Around(IReadOnlyList<string> files)
    {
        if (files.Count == 0)
        {
            return 0;
        }
        // Of names in order the first and the last share what all do.
        var (first, last) = (files[0], files[^1]);
        var same = first.Zip(last).TakeWhile(pair => pair.First == pair.Second).Count();
        return same == 0 ? 0 : first.LastIndexOf('/', same - 1) + 1;
    }
}
