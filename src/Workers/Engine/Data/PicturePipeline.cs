using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Engine.Data;

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

    /// <summary>Whether each picture is turned as its EXIF orientation says: so are models trained on a dataset whose pictures are. Null, where nothing is
    /// stored, leaves it to the source of the pictures.</summary>
    public bool? Turns { get; init; }

    /// <summary>The task whose answers the outputs are, by its card's name.</summary>
    public string Task { get; init; } = PictureTask;

    /// <summary>What was fitted on the training targets; null for nothing.</summary>
    public JsonObject? Targets { get; init; }

    /// <summary>What was fitted after training (thresholds, a temperature): how outputs become answers; null for nothing.</summary>
    public JsonObject? Decoding { get; init; }

    private const string PictureTask = "image-classification";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static PictureFormat FormatOf(DataSpec data) =>
        new(data.ImageSize[0], data.ImageSize[1], data.ColorMode, data.Interpolation, data.CropToAspectRatio, Letterbox: data.Letterbox is true);

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
        if (Format.Letterbox)
        {
            stored["letterbox"] = true;
        }
        if (Task != PictureTask)
        {
            stored["task"] = Task;
        }
        if (Targets is not null)
        {
            stored["targets"] = Targets.DeepClone();
        }
        if (Decoding is not null)
        {
            stored["decoding"] = Decoding.DeepClone();
        }
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
                    size[0]!.GetValue<int>(),
                    size[1]!.GetValue<int>(),
                    (string?)node["colorMode"] ?? "rgb",
                    (string?)node["interpolation"] ?? "bilinear",
                    (bool?)node["cropToAspectRatio"] ?? false,
                    Letterbox: (bool?)node["letterbox"] ?? false
                ),
                PreprocessingFunction.FromJson(node["preprocessing"]),
                [.. node["classNames"]!.AsArray().Select(value => (string)value!)]
            )
            {
                Turns = (bool?)node[Turning] ?? false,
                Task = (string?)node["task"] ?? PictureTask,
                Targets = node["targets"]?.AsObject(),
                Decoding = node["decoding"]?.AsObject(),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentOutOfRangeException)
        {
            throw new RefusedException(new Refusal("tasks.preprocessing", ("name", name), ("fault", e.Message)));
        }
    }
}
