using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>The objects in a picture, the best score first.</summary>
/// <param name="place">Where the picture lies in the network's input; null for pictures that are that input.</param>
internal sealed class ObjectAnswers(DetectorPlaces places, IReadOnlyList<string> names, DetectionDecoding decoding, PicturePlacement? place = null) : IAnswers
{
    private readonly PicturePlacement _place = place ?? PicturePlacement.Of(new PictureFormat(places.Height, places.Width), places.Width, places.Height);

    public OnnxEnd Onnx => new DetectorOnnxEnd(places, decoding);

    public IAnswers At(PicturePlacement placement) => new ObjectAnswers(places, names, decoding, placement);

    public JsonObject ToJson(IReadOnlyList<float> output) =>
        new()
        {
            ["objects"] = new JsonArray([
                .. Found(output)
                    .Select(found => new JsonObject
                    {
                        ["class"] = names[found.Class],
                        ["score"] = found.Score,
                        ["box"] = new JsonArray(found.Box.X1, found.Box.Y1, found.Box.X2, found.Box.Y2),
                    }),
            ]),
        };

    public string ToText(IReadOnlyList<float> output) =>
        Found(output).Where(found => found.Score >= (decoding.ShownScore ?? decoding.ScoreThreshold)).Select(Line).ToArray() is { Length: > 0 } shown
            ? string.Join("; ", shown)
            : "no object";

    public IReadOnlyList<string> Columns(int width) => ["objects"];

    public IReadOnlyList<string> Cells(IReadOnlyList<float> output) => [ToJson(output)["objects"]!.ToJsonString()];

    private IReadOnlyList<DetectedObject> Found(IReadOnlyList<float> output) => DetectorDecoder.Decode(places, [.. output], decoding, _place);

    private string Line(DetectedObject found) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{names[found.Class]} {found.Score:0.##} ({found.Box.X1:0}, {found.Box.Y1:0}, {found.Box.X2:0}, {found.Box.Y2:0})"
        );
}
