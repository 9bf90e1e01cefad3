using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>What every task refuses of predictions, in the same words.</summary>
internal static class RowChecks
{
    // A softmax in float32 may end a little beside 0 and 1.
    private const double Rounding = 1e-6;

    /// <summary>Each row's numbers finite, and as many as <paramref name="targets"/> and <paramref name="outputs"/> say.</summary>
    public static void Require(Predictions predictions, int targets, Func<int, bool> outputs, Refusal expectedOutputs)
    {
        for (var i = 0; i < predictions.Rows.Count; i++)
        {
            var row = predictions.Rows[i];
            if (row.Target.Count != targets)
                throw Refused(predictions, i, Many("targets", targets), $"{row.Target.Count}");
            if (!outputs(row.Output.Count))
                throw Refused(predictions, i, expectedOutputs, $"{row.Output.Count}");
            foreach (var value in row.Target.Concat(row.Output))
                if (!double.IsFinite(value))
                    throw Refused(predictions, i, Finite, Text(value));
        }
    }

    /// <summary>Each output from 0 to 1.</summary>
    public static void RequireProbabilities(Predictions predictions)
    {
        for (var i = 0; i < predictions.Rows.Count; i++)
            foreach (var value in predictions.Rows[i].Output)
                if (!(value >= -Rounding && value <= 1 + Rounding))
                    throw Refused(predictions, i, new("predictions.expected.share"), Text(value));
    }

    public static void RequireRows(GivenPredictions given, string task)
    {
        if (given.Predictions.Rows.Count == 0)
            throw new RefusedException(new Refusal("predictions.none", ("task", task)));
    }

    /// <param name="what">What thresholds have no meaning for; the value <c>what</c> of the refusal.</param>
    public static void RequireNoThresholds(GivenPredictions given, RefusalValue what)
    {
        if (given.Thresholds is { } thresholds)
            throw new RefusedException(new Refusal("predictions.thresholds", what, ("received", string.Join(", ", thresholds.Take(20).Select(Text)))));
    }

    public static RefusedException Refused(Predictions predictions, int row, Refusal expected, string received) =>
        new(
            predictions.Rows[row].Name is { Length: > 0 } name && name != $"{row + 1}"
                ? new Refusal("predictions.row.named", ("expected", expected), ("row", $"{row + 1}"), ("name", name), ("received", received))
                : new Refusal("predictions.row", ("expected", expected), ("row", $"{row + 1}"), ("received", received))
        );

    /// <summary>"3 probabilities": so many of what the code's last part names.</summary>
    public static Refusal Many(string what, int count) => new($"predictions.expected.{what}", ("count", count));

    public static Refusal Finite => new("predictions.expected.finite");

    public static string Text(double value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether a decoding says that outputs are answers, so that no probabilities are known.</summary>
    public static bool OutputsAreAnswers(JsonObject? decoding) =>
        decoding?["outputs"] is JsonValue value && value.GetValueKind() == JsonValueKind.String && (string?)value == "answers";

    /// <summary>The decoding of predictions of which only the answers are known.</summary>
    public static JsonObject Answers() => new() { ["outputs"] = "answers" };
}
