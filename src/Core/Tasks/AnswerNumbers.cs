using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>The numbers of an entry of <c>mlops predict</c>.</summary>
internal static class AnswerNumbers
{
    /// <summary><c>probabilities</c>, or the <c>values</c> in the order of their names; empty where it has neither.</summary>
    public static IReadOnlyList<double> Of(JsonObject answer) =>
        answer switch
        {
            _ when answer["probabilities"] is JsonArray probabilities => [.. probabilities.Select(p => ReportJson.Value(p) ?? double.NaN)],
            _ when answer["values"] is JsonObject values => [.. values.Select(member => ReportJson.Value(member.Value) ?? double.NaN)],
            _ when answer["values"] is JsonArray values => [.. values.Select(v => ReportJson.Value(v) ?? double.NaN)],
            _ => [],
        };

    /// <summary>The largest difference; infinite where the two are not of the same length, or a number is not finite.</summary>
    public static double Largest(IReadOnlyList<double> was, IReadOnlyList<double> now, Func<double, double, double> difference)
    {
        if (was.Count == 0 || was.Count != now.Count || now.Any(v => !double.IsFinite(v)))
            return double.PositiveInfinity;
        var largest = 0.0;
        for (var i = 0; i < was.Count; i++)
            largest = Math.Max(largest, difference(was[i], now[i]));
        return largest;
    }

    /// <summary>Of probabilities: of their logarithms, relative to the largest absolute one where that is above 1. Below 1e-6 on both sides they are not
    /// compared: single precision holds too few digits of their logarithm.</summary>
    public static double OfProbabilities(double was, double now)
    {
        const double Smallest = 1e-6;
        if (was < Smallest && now < Smallest)
            return 0;
        var (logWas, logNow) = (Math.Log(Math.Max(was, 1e-30)), Math.Log(Math.Max(now, 1e-30)));
        return Math.Abs(logWas - logNow) / Math.Max(1, Math.Abs(logWas));
    }
}
