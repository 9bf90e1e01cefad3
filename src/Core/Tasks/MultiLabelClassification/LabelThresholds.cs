using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tasks.MultiLabelClassification;

/// <summary>From which probability on a label is predicted (probability &gt;= threshold). The decoding is <c>{"thresholds": [...]}</c>, one a label in their
/// order; without one each is 0.5.</summary>
public static class LabelThresholds
{
    public const double Default = 0.5;

    private const string Member = "thresholds";

    /// <summary>For each label the probability with the highest F1 on these rows, of equals the higher; 0.5 for a label that none has. As a decoding.</summary>
    /// <param name="validation">Of several labels.</param>
    /// <exception cref="RefusedException">Rows that are none of several labels.</exception>
    public static JsonObject Fit(Predictions validation) => Decoding(Best(new(validation, null)).Select(b => b.Threshold));

    internal static JsonObject Decoding(IEnumerable<double> thresholds) => new() { [Member] = ReportJson.Numbers(thresholds) };

    internal static IEnumerable<(double Threshold, double F1)> Best(LabelRows rows) =>
        Enumerable.Range(0, rows.Labels).Select(c => new Ranking(rows.Outputs.Select(o => o[c])).BestThreshold(i => rows.Truth[i][c]) ?? (Default, 0));

    /// <summary>Those of a decoding; null where it has none.</summary>
    /// <exception cref="RefusedException">Not one finite number a label.</exception>
    public static double[]? Of(JsonObject? decoding, int labels)
    {
        if (decoding?[Member] is not { } given)
            return null;
        var thresholds = given is JsonArray array ? array.Select(ReportJson.Value).OfType<double>().Where(double.IsFinite).ToArray() : null;
        return thresholds?.Length == labels && ((JsonArray)given).Count == labels
            ? thresholds
            : throw new RefusedException(new Refusal("predictions.thresholds.count", ("labels", labels), ("received", given.ToJsonString())));
    }
}
