using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Core.Tests.Tasks.ObjectDetection;

/// <summary>Files of <c>golden/detection</c>.</summary>
internal static class GoldenDetection
{
    public static TheoryData<string> CocoCases => [.. Read("coco", "expected.json").Select(member => member.Key)];

    public static JsonObject Read(params string[] path) => JsonNode.Parse(File.ReadAllText(Repository.Golden(["detection", .. path])))!.AsObject();

    public static JudgedPredictions Coco(string name) =>
        new ObjectDetectionCard().JudgeFiles(
            Repository.Golden("detection", "coco", $"{name}.dt.json"),
            Repository.Golden("detection", "coco", $"{name}.gt.json")
        )!;

    public static ObjectReport Report(string name)
    {
        var (predictions, decoding) = Coco(name);
        return new(predictions, decoding);
    }

    public static ObjectBox[] Boxes(JsonNode? list) => [.. list!.AsArray().Select(box => Box(box!))];

    public static double[] Numbers(JsonNode? list) => [.. list!.AsArray().Select(value => value!.GetValue<double>())];

    public static int[] Whole(JsonNode? list) => [.. list!.AsArray().Select(value => value!.GetValue<int>())];

    private static ObjectBox Box(JsonNode box) => Numbers(box) is [var x1, var y1, var x2, var y2] ? new(x1, y1, x2, y2) : throw new FormatException();
}
