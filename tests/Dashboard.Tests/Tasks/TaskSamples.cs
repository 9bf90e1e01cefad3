using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Dashboard.Tests.Tasks;

/// <summary>A small evaluation of each task.</summary>
internal static class TaskSamples
{
    /// <summary>Two cats and a dog; the second cat is taken for a dog.</summary>
    public static StoredEvaluation Classes() =>
        Of(
            "image-classification",
            new(["cat", "dog"], [new("cat/1.png", [0], [0.9, 0.1]), new("cat/2.png", [0], [0.2, 0.8]), new("dog/1.png", [1], [0.3, 0.7])])
        );

    /// <summary>Thresholds 0.8 and 0.3: a.png right; b.png misses red; c.png has a false round; d.png has nothing and is said to have nothing.</summary>
    public static StoredEvaluation Labels() =>
        Of(
            "multi-label-classification",
            new(
                ["red", "round"],
                [new("a.png", [1, 1], [0.9, 0.4]), new("b.png", [1, 0], [0.7, 0.1]), new("c.png", [0, 0], [0.2, 0.6]), new("d.png", [0, 0], [0.1, 0.1])]
            ),
            new() { ["thresholds"] = new JsonArray(0.8, 0.3) }
        );

    /// <summary>Off by 1, 3 and 0.</summary>
    public static StoredEvaluation Numbers() =>
        Of("regression", new(["length"], [new("a.png", [10], [11]), new("b.png", [20], [17]), new("c.png", [30], [30])]));

    /// <summary>a.png: the cat is found, the dog is missed; b.png: the dog is taken for a cat, and what scores 0.2 is background; c.png: empty, nothing
    /// found.</summary>
    public static StoredEvaluation Objects() =>
        Of(
            "object-detection",
            new(
                ["cat", "dog"],
                [
                    new("a.png", [100, 80, 0, 0, 0, 20, 20, 400, 0, 1, 50, 40, 90, 70, 1200, 0], [0, 0.9, 0, 0, 20, 19]),
                    new("b.png", [100, 80, 1, 10, 10, 60, 60, 2500, 0], [0, 0.8, 10, 10, 60, 60, 1, 0.2, 70, 0, 90, 20]),
                    new("c.png", [100, 80], []),
                ]
            ),
            new() { ["shownScore"] = 0.5 }
        );

    public static StoredEvaluation Of(string task, Predictions predictions, JsonObject? decoding = null) =>
        StoredEvaluation.Of(task, TaskCards.Find(task)!.Report(predictions, decoding).Summary, predictions, decoding) with
        {
            PictureOf = predictions.Rows.ToDictionary(r => r.Name, r => new string(r.Name[0], 64)),
        };
}
