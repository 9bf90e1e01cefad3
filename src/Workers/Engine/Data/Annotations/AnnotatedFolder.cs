using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Kernels;

namespace MlOpsDashboard.Workers.Engine.Data.Annotations;

/// <summary>Pictures in a folder with annotation files, read where they lie. Links are not followed.</summary>
internal sealed class AnnotatedFolder : IAnnotationSource
{
    private const int MostFiles = 2_000_000;

    private readonly string _root;
    private readonly string? _givenFile;

    private AnnotatedFolder(string root, string? given)
    {
        _root = Path.GetFullPath(root);
        var files = List(_root);
        if (given is not null)
        {
            _givenFile = Path.GetFullPath(given);
            var relative = Path.GetRelativePath(_root, _givenFile).Replace('\\', '/');
            // One that lies elsewhere than its pictures is among them all the same, under its own name.
            Given = files.Contains(relative) ? relative : Path.GetFileName(_givenFile);
            files.Add(Given);
        }
        Files = [.. files.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public string Name => Path.GetFileName(_givenFile ?? _root);

    public IReadOnlyList<string> Files { get; }

    public string? Given { get; }

    /// <summary>The pictures of a folder with annotation files, or those of one such file; null where it is neither.</summary>
    /// <param name="wanted">Of a picture's part.</param>
    /// <param name="images">The folder of the pictures where that is not the file's own; relative to it.</param>
    /// <exception cref="RefusedException">The files can't be used, or a picture that they name.</exception>
    public static LabelledFiles? Read(string path, Func<string?, bool> wanted, string? images)
    {
        var isFolder = Directory.Exists(path);
        if (!isFolder && !(File.Exists(path) && AnnotationFormats.MayBe(path)))
        {
            return null;
        }
        var own = isFolder ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var root = images is null ? own : Path.Combine(own, images);
        if (!Directory.Exists(root))
        {
            throw new RefusedException(new Refusal("data.annotations.images", ("folder", root)));
        }
        var folder = new AnnotatedFolder(root, isFolder ? null : path);
        return AnnotationFormats.Find(folder, CancellationToken.None) is { } found ? folder.Read(found.Pictures, found.Warnings, wanted, path) : null;
    }

    public Stream Open(string file, long most)
    {
        var full = file == Given ? _givenFile! : Path.Combine(_root, file);
        try
        {
            var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            if (stream.Length <= most)
            {
                return stream;
            }
            stream.Dispose();
            throw new RefusedException(new Refusal("data.annotations.large", ("file", file), RefusalValue.OfBytes("most", most)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(new Refusal("data.annotations.unreadable", ("file", file), ("fault", e.GetType().Name)));
        }
    }

    private LabelledFiles Read(AnnotatedPictures found, IReadOnlyList<ImportWarning> choice, Func<string?, bool> wanted, string path)
    {
        var chosen = found.Pictures.Select((picture, i) => (picture, i)).Where(at => wanted(at.picture.Part)).ToArray();
        if (chosen.Length == 0 && found.Pictures.Count == 0)
        {
            throw new RefusedException(new Refusal("data.pictures.none", ("path", path)));
        }
        var files = new LabelledFile[chosen.Length];
        ProcessThreads.For(
            chosen.Length,
            at =>
            {
                var (picture, i) = chosen[at];
                var frame = PictureFrame.OfFile(Path.Combine(_root, picture.File));
                files[at] = new LabelledFile(picture.File, 0)
                {
                    Part = picture.Part,
                    Turn = frame.Turn,
                    Target = found.Target(i, frame),
                };
            }
        );
        return new LabelledFiles(_root, found.Names, files)
        {
            Kind = found.Kind,
            IsUpright = true,
            Notices =
            [
                .. choice.Where(warning => warning.Code == WarningCodes.SeveralAnnotations).Concat(found.Warnings).Select(warning => warning.Sentence),
                .. Missing(found.Refused),
            ],
        };
    }

    private static IEnumerable<string> Missing(IReadOnlyList<RefusedFile> refused) =>
        refused.Count == 0
            ? []
            : [new Refusal("data.annotations.refused", ("count", refused.Count), ("path", refused[0].Path), ("reason", refused[0].Reason!)).Sentence];

    private static List<string> List(string root)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };
        var files = new List<string>();
        foreach (var file in Directory.EnumerateFiles(root, "*", options))
        {
            if (files.Count == MostFiles)
            {
                throw new RefusedException(new Refusal("data.annotations.files", ("most", MostFiles), ("folder", root)));
            }
            files.Add(Path.GetRelativePath(root, file).Replace('\\', '/'));
        }
        return files;
    }
}
