using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>
/// Objects and detections of COCO files as predictions: a row a picture by its id, names by the ids of their categories. What does not fit is refused with its
/// id. A picture whose size the file leaves out is as large as its objects reach.
/// </summary>
internal sealed class CocoPredictions
{
    private const string CategoryIds = "categoryIds";

    private readonly CocoFile _truth;
    private readonly string _name;
    private readonly CocoImage[] _pictures;
    private readonly CocoCategory[] _categories;
    private readonly Dictionary<string, int> _rows;
    private readonly Dictionary<string, int> _classes;

    private CocoPredictions(CocoFile truth, string name)
    {
        (_truth, _name) = (truth, name);
        _pictures = [.. truth.Images.OrderBy(picture => picture.Id)];
        _categories = [.. truth.Categories.OrderBy(category => category.Id)];
        _rows = Places("images", _pictures.Select(picture => picture.Id));
        _classes = Places("categories", _categories.Select(category => category.Id));
    }

    /// <exception cref="RefusedException">A file is missing, none of COCO's, or holds what can't be.</exception>
    public static JudgedPredictions Read(string detections, string truth)
    {
        var given = new CocoPredictions(Open(truth, isOfResults: false), Path.GetFileName(truth));
        var objects = given.Objects();
        var found = given.Found(Open(detections, isOfResults: true), Path.GetFileName(detections));
        return new(
            new(
                [.. given._categories.Select(category => category.Name is { Length: > 0 } name ? name : given._truth.Id(category.Id))],
                [.. given._pictures.Select((picture, row) => given.Row(picture, objects[row], found[row]))]
            ),
            new JsonObject { [CategoryIds] = new JsonArray([.. given._categories.Select(category => (JsonNode)JsonValue.Create(category.Id))]) }
        );
    }

    /// <summary>The ids of the names, as <see cref="Read"/> gave them; their places from 1 where nothing says otherwise.</summary>
    public static IReadOnlyList<long> Ids(JsonObject? decoding, int names) =>
        decoding?[CategoryIds] is JsonArray ids && ids.Count == names
            ? [.. ids.Select(id => id!.GetValue<long>())]
            : [.. Enumerable.Range(1, names).Select(id => (long)id)];

    private Dictionary<string, int> Places(string list, IEnumerable<long> ids)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var id in ids)
            if (!places.TryAdd(_truth.Id(id), places.Count))
                throw Refused("objects.coco.twice", _name, ("list", list), ("id", _truth.Id(id)));
        return places;
    }

    private List<TrueObject>[] Objects()
    {
        var objects = _pictures.Select(_ => new List<TrueObject>()).ToArray();
        var seen = new HashSet<long>();
        for (var i = 0; i < _truth.Boxes.Count; i++)
        {
            var one = _truth.Boxes[i];
            if (one.Id is { } id && !seen.Add(id))
                throw Refused("objects.coco.twice", _name, ("list", "annotations"), ("id", _truth.Id(id)));
            Refusal Entry() =>
                one.Id is { } own ? new("objects.coco.annotation", ("id", _truth.Id(own))) : new("objects.coco.annotationAt", ("at", $"{i + 1}"));
            var box = Box(one, Entry, _name);
            if (one.Area < 0)
                throw Refused("objects.coco.area", _name, ("entry", Entry()), ("received", Text(one.Area)));
            objects[Place(_rows, "image_id", "images", one.Image, _truth, Entry, _name)]
                .Add(
                    new(
                        Place(_classes, "category_id", "categories", one.Category, _truth, Entry, _name),
                        box,
                        double.IsFinite(one.Area) ? one.Area : one.Width * one.Height
                    )
                    {
                        IsCrowd = one.IsCrowd,
                        IsDifficult = one.IsDifficult,
                    }
                );
        }
        return objects;
    }

    private List<DetectedObject>[] Found(CocoFile file, string name)
    {
        var found = _pictures.Select(_ => new List<DetectedObject>()).ToArray();
        for (var i = 0; i < file.Boxes.Count; i++)
        {
            var one = file.Boxes[i];
            Refusal Entry() => new("objects.coco.detection", ("at", $"{i + 1}"));
            var box = Box(one, Entry, name);
            if (!double.IsFinite(one.Score))
                throw Refused("objects.coco.score", name, ("entry", Entry()), ("received", Text(one.Score)));
            found[Place(_rows, "image_id", "images", one.Image, file, Entry, name)]
                .Add(new(Place(_classes, "category_id", "categories", one.Category, file, Entry, name), one.Score, box));
        }
        return found;
    }

    private PredictionRow Row(CocoImage picture, List<TrueObject> objects, List<DetectedObject> found)
    {
        int Reach(int? said, Func<ObjectBox, double> end) =>
            said ?? (int)Math.Clamp(Math.Ceiling(objects.Select(one => end(one.Box)).DefaultIfEmpty(1).Max()), 1, int.MaxValue);
        return new(
            picture.FileName is { Length: > 0 } name ? name : _truth.Id(picture.Id),
            ObjectRow.Write(new(Reach(picture.Width, box => box.X2), Reach(picture.Height, box => box.Y2), objects)),
            // Stable: of equal scores the file's order.
            DetectionRow.Write([.. found.OrderByDescending(one => one.Score)])
        );
    }

    private static ObjectBox Box(CocoBox one, Func<Refusal> entry, string file) =>
        double.IsFinite(one.X)
        && double.IsFinite(one.Y)
        && double.IsFinite(one.X + one.Width)
        && double.IsFinite(one.Y + one.Height)
        && one is { Width: >= 0, Height: >= 0 }
            ? one.Box
            : throw Refused(
                "objects.coco.box",
                file,
                ("entry", entry()),
                ("received", $"[{Text(one.X)}, {Text(one.Y)}, {Text(one.Width)}, {Text(one.Height)}]")
            );

    private static int Place(Dictionary<string, int> places, string member, string list, long? id, CocoFile file, Func<Refusal> entry, string name) =>
        id is { } own && places.TryGetValue(file.Id(own), out var at)
            ? at
            : throw Refused("objects.coco.unknown", name, ("entry", entry()), ("member", member), ("list", list), ("received", file.Id(id)));

    private static CocoFile Open(string path, bool isOfResults)
    {
        if (!File.Exists(path))
            throw new RefusedException(new Refusal("command.given.none", ("path", path)));
        using var stream = File.OpenRead(path);
        var (file, name) = (CocoFile.Read(stream, Path.GetFileName(path)), Path.GetFileName(path));
        return file.IsOfResults == isOfResults
            ? file
            : throw new RefusedException(new Refusal(isOfResults ? "objects.coco.results" : "objects.coco.truth", ("file", name)));
    }

    private static RefusedException Refused(string code, string file, params RefusalValue[] values) => new(new Refusal(code, [("file", file), .. values]));

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
