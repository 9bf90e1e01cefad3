using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>
/// YOLO's text: a file a picture, of the same name, beside it or in <c>labels</c> where it lies in <c>images</c>; a line a box, as shares of the picture. Names
/// stand in <c>data.yaml</c>, or one a line in <c>classes.txt</c> or <c>obj.names</c>.
/// </summary>
/// <remarks>https://docs.ultralytics.com/datasets/detect/</remarks>
public sealed class YoloFormat : IAnnotationFormat
{
    private const int MostDescriptions = 100;
    private const string Images = "images",
        Labels = "labels";

    private static readonly (string Word, string Part)[] Words = [("train", DatasetPart.Training), ("val", DatasetPart.Validation), ("test", DatasetPart.Test)];

    public string Name => "YOLO";

    public IReadOnlyList<string> Endings { get; } = [".yaml", ".yml", ".txt", ".names", ".labels"];

    public AnnotatedPictures? Find(IAnnotationSource source, CancellationToken cancellationToken)
    {
        var names = new PictureNames(source.Files);
        var texts = source.Files.Where(file => Has(file, ".txt")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var described = Description(source);
        var listed = described.Yaml is null ? NamesOf(source) : described.Yaml.Names;
        var labels = names
            .All.Select(file =>
                (
                    Picture: file,
                    Text: LabelsOf(file).Select(text => texts.TryGetValue(text, out var known) ? known : null).FirstOrDefault(text => text is not null)
                )
            )
            .ToList();
        if (source.Given is null && !IsLabelled(source, labels, listed is { Count: > 0 }))
        {
            return null;
        }
        var reading = new YoloReading(source, listed ?? [], described.Yaml?.HasKeyPoints == true, isNamed: listed is { Count: > 0 });
        var parts = described.Yaml is { } yaml ? Parts(source, names, yaml, PictureNames.Folder(described.File!)) : [];
        var refused = new List<RefusedFile>();
        foreach (var (picture, text) in labels)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // What the description names is the dataset; what lies elsewhere is not.
            if (parts.Count > 0 && !parts.ContainsKey(picture))
            {
                refused.Add(new RefusedFile(picture, "no-class", new Refusal("boxes.file.unnamed")));
                continue;
            }
            try
            {
                reading.Add(picture, parts.GetValueOrDefault(picture) ?? PartWords.OfFolder(picture), text);
            }
            catch (RefusedException e)
            {
                refused.Add(new RefusedFile(text!, "annotation", e.Reason));
            }
            reading.Require();
        }
        return reading.Done(refused);
    }

    private static (string? File, YoloYaml? Yaml) Description(IAnnotationSource source)
    {
        var files = source.Given is { } given
            ? [given]
            : source
                .Files.Where(file => Has(file, ".yaml") || Has(file, ".yml"))
                .OrderBy(file => file.Count(c => c == '/'))
                .ThenBy(file => file, StringComparer.Ordinal)
                .Take(MostDescriptions)
                .ToArray();
        foreach (var file in files.Where(file => Has(file, ".yaml") || Has(file, ".yml")))
        {
            try
            {
                if (YoloYaml.Read(source, file) is { } yaml)
                {
                    return (file, yaml);
                }
            }
            // Another file of the source, unless it is the one that was named.
            catch (RefusedException) when (source.Given is null) { }
        }
        return (null, null);
    }

    private static IReadOnlyList<string>? NamesOf(IAnnotationSource source)
    {
        var file = source
            .Files.Where(file => Has(file, ".names") || Has(file, "_darknet.labels") || $"/{file}".EndsWith("/classes.txt", StringComparison.OrdinalIgnoreCase))
            .OrderBy(file => file.Count(c => c == '/'))
            .ThenBy(file => file, StringComparer.Ordinal)
            .FirstOrDefault();
        return file is null ? null : [.. BoxText.Lines(source, file).Select(line => line.Trim()).Where(line => line.Length > 0)];
    }

    // Names alone are also in files of other programs, and texts beside pictures may say anything: one line must be a label. Without names it counts in a
    // folder for labels alone.
    private static bool IsLabelled(IAnnotationSource source, List<(string Picture, string? Text)> labels, bool isNamed)
    {
        foreach (
            var (_, text) in labels
                .Where(label => label.Text is not null && (isNamed || $"/{label.Text}".Contains($"/{Labels}/", StringComparison.OrdinalIgnoreCase)))
                .Take(1000)
        )
        {
            if (BoxText.Lines(source, text!).FirstOrDefault(line => line.Trim().Length > 0) is { } line && YoloLine.Read(line, hasKeyPoints: false) is not null)
            {
                return true;
            }
        }
        return false;
    }

    // As the programs that train on them look: labels for the last folder of that name, then beside the picture.
    private static IEnumerable<string> LabelsOf(string picture)
    {
        var name = PictureNames.Stem(picture) + ".txt";
        var folders = PictureNames.Folder(picture).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var last = Array.FindLastIndex(folders, folder => folder.Equals(Images, StringComparison.OrdinalIgnoreCase));
        if (last >= 0)
        {
            yield return string.Join('/', [.. folders[..last], Labels, .. folders[(last + 1)..], name]);
        }
        yield return PictureNames.Folder(picture) + name;
        yield return $"{PictureNames.Folder(picture)}{Labels}/{name}";
        if (folders.Length > 0)
        {
            yield return string.Join('/', [.. folders[..^1], Labels, name]);
        }
    }

    private static Dictionary<string, string?> Parts(IAnnotationSource source, PictureNames names, YoloYaml yaml, string folder)
    {
        var parts = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (word, part) in Words)
        {
            foreach (var path in yaml.Folders(word))
            {
                foreach (var picture in Named(source, names, yaml.Path, path, folder))
                {
                    parts.TryAdd(picture, part);
                }
            }
        }
        return parts;
    }

    // Paths are written for another machine or another folder: what ends alike is meant, the longest end first.
    private static IReadOnlyList<string> Named(IAnnotationSource source, PictureNames names, string root, string path, string folder)
    {
        var segments = $"{root}/{path}".Replace('\\', '/').Split('/').Where(segment => segment is not ("" or "." or "..")).ToArray();
        for (var from = 0; from < segments.Length; from++)
        {
            var end = string.Join('/', segments[from..]);
            foreach (var inside in folder.Length > 0 ? [folder + end, end] : (string[])[end])
            {
                var pictures = names.All.Where(file => file.StartsWith(inside + "/", StringComparison.Ordinal)).ToList();
                if (pictures.Count > 0)
                {
                    return pictures;
                }
                if (Has(inside, ".txt") && source.Files.Contains(inside))
                {
                    return
                    [
                        .. BoxText
                            .Lines(source, inside)
                            .Where(line => line.Trim().Length > 0)
                            .Select(line => names.Find(line, PictureNames.Folder(inside), null))
                            .OfType<string>(),
                    ];
                }
            }
        }
        return [];
    }

    private static bool Has(string file, string ending) => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
