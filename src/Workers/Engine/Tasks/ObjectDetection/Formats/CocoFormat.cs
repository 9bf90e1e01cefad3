using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>
/// COCO's JSON: <c>annotations/instances_train2017.json</c> beside folders of pictures, or a file within the folder of each part
/// (<c>train/_annotations.coco.json</c>). Files of captions, key points or whole scenes are left aside where others are there.
/// </summary>
/// <remarks>https://cocodataset.org/#format-data</remarks>
public sealed class CocoFormat : IAnnotationFormat
{
    private const string Instances = "instances";

    // Of more files the first by name decide.
    private const int MostFiles = 500;

    private static readonly string[] Others = ["captions", "person_keypoints", "panoptic", "stuff", "image_info"];

    public string Name => "COCO";

    public IReadOnlyList<string> Endings { get; } = [".json"];

    public AnnotatedPictures? Find(IAnnotationSource source, CancellationToken cancellationToken)
    {
        var files = Chosen(source, cancellationToken);
        if (files.Count == 0)
        {
            return null;
        }
        var reading = new CocoReading(source, isSeveral: files.Count > 1);
        foreach (var file in files)
        {
            reading.Add(file, cancellationToken);
        }
        return reading.Done();
    }

    private List<string> Chosen(IAnnotationSource source, CancellationToken cancellationToken)
    {
        var named = source.Given is { } given ? [given] : source.Files.Where(file => file.EndsWith(Endings[0], StringComparison.OrdinalIgnoreCase));
        var truths = named
            .OrderBy(file => file.Count(c => c == '/'))
            .ThenBy(file => file, StringComparer.Ordinal)
            .Take(MostFiles)
            .Where(file =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var stream = source.Open(file, CocoLimits.Default.Bytes);
                return CocoFile.IsTruth(stream);
            })
            .ToList();
        var boxes = truths.FindAll(file => Stem(file).StartsWith(Instances, StringComparison.OrdinalIgnoreCase));
        var plain = truths.FindAll(file => !Others.Any(other => Stem(file).StartsWith(other, StringComparison.OrdinalIgnoreCase)));
        return boxes.Count > 0 ? boxes
            : plain.Count > 0 ? plain
            : truths;
    }

    private static string Stem(string file) => PictureNames.Stem(file);
}
