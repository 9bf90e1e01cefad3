using System.Globalization;
using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>
/// A COCO file of boxes: its ground truth (an object with <c>images</c>, <c>annotations</c> and <c>categories</c>), or results (a list). What is in it is taken
/// as it is written; who reads it judges unknown ids and boxes that can't be.
/// </summary>
/// <remarks>https://cocodataset.org/#format-data</remarks>
public sealed class CocoFile
{
    private static readonly string[] Own = ["images", "annotations", "categories"];

    private readonly Dictionary<string, long> numbers = new(StringComparer.Ordinal);
    private readonly List<string> texts = [];
    private readonly List<CocoImage> images = [];
    private readonly List<CocoCategory> categories = [];
    private readonly List<CocoBox> boxes = [];

    private CocoFile() { }

    /// <summary>In the order of the file, as all here.</summary>
    public IReadOnlyList<CocoImage> Images => images;

    public IReadOnlyList<CocoCategory> Categories => categories;

    public IReadOnlyList<CocoBox> Boxes => boxes;

    /// <summary>Whether it is a list of results.</summary>
    public bool IsOfResults { get; private set; }

    /// <summary>An id as the file writes it; ids that are texts are numbered by the order in which they are met.</summary>
    public string Id(long? id) =>
        id is not { } number ? "?"
        : number < long.MinValue + texts.Count ? texts[(int)(number - long.MinValue)]
        : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a file from its beginning to its end; only what a box needs is kept.</summary>
    /// <param name="name">What to call it in a refusal.</param>
    /// <exception cref="RefusedException">No such file, or one beyond the limits.</exception>
    public static CocoFile Read(Stream stream, string name, CocoLimits? limits = null, CancellationToken cancellationToken = default)
    {
        var most = limits ?? CocoLimits.Default;
        var tokens = new JsonTokens(stream, name, most.Bytes);
        var file = new CocoFile();
        tokens.Need();
        if (tokens.Type == JsonTokenType.StartArray)
        {
            file.IsOfResults = true;
            file.ReadBoxes(tokens, name, most.Boxes, cancellationToken);
        }
        else if (tokens.Type != JsonTokenType.StartObject || !file.ReadParts(tokens, name, most, cancellationToken))
        {
            throw new RefusedException(new Refusal("boxes.coco.none", ("name", name)));
        }
        // What follows is no JSON.
        tokens.Read();
        return file;
    }

    /// <summary>Whether a file is ground truth, as far as its first members tell; nothing behind them is read.</summary>
    public static bool IsTruth(Stream stream)
    {
        const long Head = 64L << 20;
        try
        {
            var tokens = new JsonTokens(stream, "", Head);
            if (!tokens.Read() || tokens.Type != JsonTokenType.StartObject)
                return false;
            while (tokens.Read() && tokens.Type == JsonTokenType.PropertyName)
            {
                // Categories alone are also in files of other formats.
                var isOwn = tokens.Is("images"u8) || tokens.Is("annotations"u8);
                tokens.Need();
                if (isOwn)
                    return tokens.Type == JsonTokenType.StartArray;
                tokens.Skip();
            }
            return false;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    private bool ReadParts(JsonTokens tokens, string name, CocoLimits most, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (Next(tokens, JsonTokenType.EndObject))
        {
            var part = Own.FirstOrDefault(own => tokens.Is(Encoding.ASCII.GetBytes(own)));
            tokens.Need();
            if (part is null || tokens.Type == JsonTokenType.Null)
            {
                tokens.Skip();
                continue;
            }
            if (tokens.Type != JsonTokenType.StartArray || !found.Add(part))
                return false;
            switch (part)
            {
                case "annotations":
                    ReadBoxes(tokens, name, most.Boxes, cancellationToken);
                    break;
                case "images":
                    var pictures = new Refusal("boxes.coco.images", ("most", most.Images), ("name", name));
                    ReadList(tokens, name, images, ReadImage, most.Images, pictures, cancellationToken);
                    break;
                default:
                    var classes = new Refusal("boxes.coco.categories", ("most", most.Categories), ("name", name));
                    ReadList(tokens, name, categories, ReadCategory, most.Categories, classes, cancellationToken);
                    break;
            }
        }
        return found.Contains("images") && found.Count > 1;
    }

    private void ReadBoxes(JsonTokens tokens, string name, int most, CancellationToken cancellationToken) =>
        ReadList(tokens, name, boxes, ReadBox, most, new("boxes.coco.boxes", ("most", most), ("name", name)), cancellationToken);

    private static void ReadList<T>(
        JsonTokens tokens,
        string name,
        List<T> into,
        Func<JsonTokens, T> read,
        int most,
        Refusal tooMany,
        CancellationToken cancellationToken
    )
    {
        while (Next(tokens, JsonTokenType.EndArray))
        {
            if (tokens.Type != JsonTokenType.StartObject)
                throw new RefusedException(new Refusal("boxes.coco.object", ("name", name), ("number", into.Count + 1)));
            if (into.Count == most)
                throw new RefusedException(tooMany);
            if (into.Count % 4096 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            into.Add(read(tokens));
        }
    }

    private CocoImage ReadImage(JsonTokens tokens)
    {
        var (id, file) = ((long?)null, "");
        var (width, height) = (double.NaN, double.NaN);
        while (Next(tokens, JsonTokenType.EndObject))
        {
            if (Take(tokens, "id"u8))
                id = ReadId(tokens);
            else if (Take(tokens, "file_name"u8))
                file = ReadText(tokens) ?? "";
            else if (Take(tokens, "width"u8))
                width = ReadNumber(tokens);
            else if (Take(tokens, "height"u8))
                height = ReadNumber(tokens);
            else
                tokens.Skip();
        }
        return new(id ?? -1, file, Size(width), Size(height));
    }

    private CocoCategory ReadCategory(JsonTokens tokens)
    {
        var (id, name, above) = ((long?)null, "", (string?)null);
        while (Next(tokens, JsonTokenType.EndObject))
        {
            if (Take(tokens, "id"u8))
                id = ReadId(tokens);
            else if (Take(tokens, "name"u8))
                name = ReadText(tokens) ?? "";
            else if (Take(tokens, "supercategory"u8))
                above = ReadText(tokens);
            else
                tokens.Skip();
        }
        return new(id ?? -1, name, above);
    }

    private CocoBox ReadBox(JsonTokens tokens)
    {
        var (id, image, category) = ((long?)null, (long?)null, (long?)null);
        var (area, score, crowd, difficult) = (double.NaN, double.NaN, 0.0, 0.0);
        Span<double> box = [double.NaN, double.NaN, double.NaN, double.NaN];
        var numbers = 0;
        var outline = CocoOutline.None;
        while (Next(tokens, JsonTokenType.EndObject))
        {
            if (Take(tokens, "id"u8))
                id = ReadId(tokens);
            else if (Take(tokens, "image_id"u8))
                image = ReadId(tokens);
            else if (Take(tokens, "category_id"u8))
                category = ReadId(tokens);
            else if (Take(tokens, "bbox"u8))
                numbers = ReadNumbers(tokens, box);
            else if (Take(tokens, "area"u8))
                area = ReadNumber(tokens);
            else if (Take(tokens, "score"u8))
                score = ReadNumber(tokens);
            else if (Take(tokens, "iscrowd"u8))
                crowd = ReadNumber(tokens);
            else if (Take(tokens, "difficult"u8))
                difficult = ReadNumber(tokens);
            else if (Take(tokens, "segmentation"u8))
                outline = CocoOutline.Read(tokens);
            else
                tokens.Skip();
        }
        // A list of another length is no box, whatever it holds.
        var isBox = numbers == 4;
        var of = isBox ? new ObjectBox(box[0], box[1], box[0] + box[2], box[1] + box[3]) : outline.Box;
        return new(id, image, category, of.X1, of.Y1, isBox ? box[2] : of.Width, isBox ? box[3] : of.Height)
        {
            Area = area,
            Score = score,
            IsCrowd = crowd is not (0 or double.NaN),
            IsDifficult = difficult is not (0 or double.NaN),
            IsOfOutline = !isBox,
        };
    }

    private static bool Next(JsonTokens tokens, JsonTokenType end)
    {
        tokens.Need();
        return tokens.Type != end;
    }

    // Goes on to the value of a member of that name.
    private static bool Take(JsonTokens tokens, ReadOnlySpan<byte> member)
    {
        if (!tokens.Is(member))
            return false;
        tokens.Need();
        return true;
    }

    private long? ReadId(JsonTokens tokens)
    {
        if (tokens.Type is not (JsonTokenType.Number or JsonTokenType.String))
        {
            tokens.Skip();
            return null;
        }
        if (tokens.Number() is var number && number == Math.Floor(number) && Math.Abs(number) < 1e15)
            return (long)number;
        var text = tokens.Text();
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large))
            return large;
        if (!numbers.TryGetValue(text, out var known))
        {
            numbers[text] = known = long.MinValue + texts.Count;
            texts.Add(text);
        }
        return known;
    }

    private static string? ReadText(JsonTokens tokens)
    {
        if (tokens.Type is JsonTokenType.String or JsonTokenType.Number)
            return tokens.Text();
        tokens.Skip();
        return null;
    }

    // Of true it is 1.
    private static double ReadNumber(JsonTokens tokens)
    {
        if (tokens.Type == JsonTokenType.True)
            return 1;
        var number = tokens.Number();
        tokens.Skip();
        return number;
    }

    private static int ReadNumbers(JsonTokens tokens, Span<double> into)
    {
        if (tokens.Type != JsonTokenType.StartArray)
        {
            tokens.Skip();
            return 0;
        }
        var count = 0;
        while (Next(tokens, JsonTokenType.EndArray))
        {
            var number = tokens.Number();
            tokens.Skip();
            if (count < into.Length)
                into[count] = number;
            count++;
        }
        return count;
    }

    private static int? Size(double pixels) => pixels is >= 1 and <= int.MaxValue && pixels == Math.Floor(pixels) ? (int)pixels : null;
}
