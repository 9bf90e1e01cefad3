using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>An invented answer of each task.</summary>
internal static class AnswerSamples
{
    public static PredictionResult Of(string? task, double milliseconds) =>
        task switch
        {
            "multi-label-classification" => new(
                new(task, ["red", "round", "face", "animal", "tool", "hand"], new() { ["thresholds"] = new JsonArray(0.62, 0.41, 0.5, 0.37, 0.55, 0.3) }),
                new() { ["labels"] = new JsonArray("round", "face"), ["probabilities"] = new JsonArray(0.55, 0.83, 0.71, 0.12, 0.04, 0.21) },
                milliseconds
            ),
            "regression" => new(
                new(task, ["brightness", "area"], null),
                new()
                {
                    ["values"] = new JsonObject { ["brightness"] = 0.617, ["area"] = 1834.2 },
                },
                milliseconds
            ),
            "object-detection" => new(
                new(task, ["face", "animal", "vehicle"], new() { ["shownScore"] = 0.35 }),
                JsonNode
                    .Parse(
                        """{"objects":[{"class":"face","score":0.91,"box":[12,20,60,70]},{"class":"animal","score":0.47,"box":[50,8,90,52]},{"class":"face","score":0.12,"box":[2,60,30,92]}]}"""
                    )!
                    .AsObject(),
                milliseconds
            ),
            _ => new(
                new("image-classification", SamplePictures.Classes, null),
                new()
                {
                    ["probabilities"] = new JsonArray([
                        .. SamplePictures.Classes.Select(
                            (_, i) =>
                                JsonValue.Create(
                                    i == 0 ? 0.812
                                    : i == 1 ? 0.121
                                    : 0.067 / 6
                                )
                        ),
                    ]),
                },
                milliseconds
            ),
        };
}
