using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Tasks;

/// <summary>
/// How a picture file becomes a network's input, and what its outputs are called: stored as data beside a model (<c>preprocessing.json</c>)
/// and executed from there at predict time, so that training and serving can't drift apart.
/// </summary>
/// <param name="Format">Size, colour, interpolation.</param>
/// <param name="Preprocessing">Steps on the pixels before the network.</param>
/// <param name="ClassNames">Empty where they are not known.</param>
public sealed record PicturePipeline(PictureFormat Format, PreprocessingFunction Preprocessing, IReadOnlyList<string> ClassNames)
{
    private const string Turning = "turnsByExif";

    /// <summary>Whether each picture is turned as its EXIF orientation says: so are models trained on a dataset whose pictures are. Null, where nothing is stored, leaves it to the source of the pictures.</summary>
    public bool? Turns { get; init; }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static PictureFormat FormatOf(DataSpec data)
        => new(data.ImageSize[0], data.ImageSize[1], data.ColorMode, data.Interpolation, data.CropToAspectRatio);

    public string ToJson()
    {
        var stored = new JsonObject
        {
            ["imageSize"] = new JsonArray(Format.Height, Format.Width),
            ["colorMode"] = Format.ColorMode,
            ["interpolation"] = Format.Interpolation,
            ["cropToAspectRatio"] = Format.CropToAspectRatio,
            ["preprocessing"] = Preprocessing.ToJson(),
            ["classNames"] = new JsonArray([.. ClassNames.Select(name => JsonValue.Create(name))]),
        };
        // As Keras has it, where nothing is said.
        if (Turns == true)
        {
            stored[Turning] = true;
        }
        return stored.ToJsonString(Indented);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="RefusedException">Something is missing or of the wrong kind.</exception>
    public static PicturePipeline Parse(string json, string name)
    {
        try
        {
            var node = JsonNode.Parse(json)!;
            var size = node["imageSize"]!.AsArray();
            return new PicturePipeline(
                new PictureFormat(
                    size[0]!.GetValue<int>(), size[1]!.GetValue<int>(),
                    (string?)node["colorMode"] ?? "rgb", (string?)node["interpolation"] ?? "bilinear", (bool?)node["cropToAspectRatio"] ?? false),
                PreprocessingFunction.FromJson(node["preprocessing"]),
                [.. node["classNames"]!.AsArray().Select(value => (string)value!)])
            {
                Turns = (bool?)node[Turning] ?? false,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentOutOfRangeException)
        {
            throw new RefusedException($"Expected a preprocessing description in {name}. Received: {e.Message}");
        }
    }
}
