using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>An invented answer of each task.</summary>
internal static class AnswerSamples
{
    /// <summary>A good review by its good words.</summary>
    public static PredictionResult OfText(string text)
    {
        string[] good = ["好", "干净", "热情", "满意", "舒服", "安静", "clean", "quiet", "good"];
        string[] bad = ["差", "吵", "霉味", "冷淡", "堵", "不", "慢", "noisy", "bad"];
        var tokens = good.Select(word => (word, 0.4))
            .Concat(bad.Select(word => (word, -0.7)))
            .SelectMany(word => Places(text, word.word).Select(at => (At: at, Word: word.word, Score: word.Item2 * (1 + at % 3) / 3)))
            .OrderBy(token => token.At)
            .ToList();
        var sum = 1 / (1 + Math.Exp(-tokens.Sum(token => token.Score) * 3));
        return new(
            new("text-classification", ["0", "1"], null),
            new()
            {
                ["class"] = sum > 0.5 ? "1" : "0",
                ["probabilities"] = new JsonArray(1 - sum, sum),
                ["tokens"] = new JsonArray([
                    .. tokens.Select(token =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["text"] = token.Word,
                                ["start"] = token.At,
                                ["end"] = token.At + token.Word.Length,
                                ["score"] = sum > 0.5 ? token.Score : -token.Score,
                            }
                    ),
                ]),
            },
            12
        );
    }

    private static IEnumerable<int> Places(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
            yield return at;
    }

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
