using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>Datasets of boxes.</summary>
public sealed class BoxDatasetPages : IDatasetPages
{
    private const int Shown = 4;

    private static readonly TextResource Texts = new(typeof(BoxDatasetTexts));

    public string Kind => ObjectDetectionCard.BoxesKind;

    public string? Unlabelled => Texts["Unlabelled"];

    public Type Overview => typeof(BoxOverview);

    public Type Overlay => typeof(BoxOverlay);

    public Type Editor => typeof(BoxEditor);
    public IReadOnlyDictionary<string, string> Exports { get; } =
        new Dictionary<string, string>
        {
            ["coco"] = "COCO",
            ["voc"] = "VOC",
            ["yolo"] = "YOLO",
        };

    public string Words(DatasetEntry picture, IReadOnlyList<string> names)
    {
        var counts = ObjectRow.Read(picture.Target ?? [1, 1], names.Count).Objects.CountBy(found => found.Class).OrderBy(count => count.Key).ToList();
        if (counts.Count == 0)
            return Texts[picture.Part == DatasetPart.Unlabelled ? "Unlabelled" : "Nothing"];
        var said = string.Join(
            Texts["Comma"],
            counts.Take(Shown).Select(count => count.Value == 1 ? names[count.Key] : Texts["Times", names[count.Key], count.Value])
        );
        return counts.Count > Shown ? Texts["AndMore", said, counts.Count - Shown] : said;
    }

    public string? Words(LabelChange change) =>
        change switch
        {
            { From: { } from, To: { } to } => from == to ? Texts["Moved", change.Count, to] : Texts["Reclassed", change.Count, from, to],
            { To: { } added } => Texts["Added", change.Count, added],
            { From: { } removed } => Texts["Removed", change.Count, removed],
            _ => null,
        };
}
