using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Tasks.ImageClassification;

/// <summary>Temperature scaling (Guo et al., 2017): logits are divided by a temperature above 0. The decoding is <c>{"temperature": T}</c>; without one T is
/// 1.</summary>
public static class Temperature
{
    /// <summary>Between which a temperature is looked for.</summary>
    public const double Lowest = 0.018315638888734179,
        Highest = 54.598150033144236;

    private const string Member = "temperature";

    // The logarithm of what a float32 can't hold is not known; that of its smallest number is near enough to nothing.
    private const double Smallest = float.Epsilon;

    /// <summary>The temperature with the lowest mean negative log-likelihood of the true classes, as a decoding. Logits are taken back from probabilities by
    /// their logarithms, which differ by a constant a row.</summary>
    /// <param name="validation">A classifier's, made without a temperature.</param>
    /// <exception cref="RefusedException">No rows, or rows that are none of a classifier's.</exception>
    public static JsonObject Fit(Predictions validation)
    {
        if (validation.Rows.Count == 0)
            throw new RefusedException(new Refusal("predictions.temperature.none"));
        var rows = new ClassRows(validation, null);
        double[][] logits = [.. rows.Probabilities!.Select(row => Array.ConvertAll(row, Log))];
        return new() { [Member] = 1 / Inverse(logits, rows.Actual) };
    }

    internal static double Of(JsonObject? decoding)
    {
        if (decoding?[Member] is not { } given)
            return 1;
        return ReportJson.Value(given) is { } temperature && double.IsFinite(temperature) && temperature > 0
            ? temperature
            : throw new RefusedException(new Refusal("predictions.temperature", ("received", given.ToJsonString())));
    }

    /// <summary>Probabilities as the logits divided by the temperature give them; the same array at 1.</summary>
    internal static double[] Scale(double[] probabilities, double temperature)
    {
        if (temperature == 1)
            return probabilities;
        var logits = Array.ConvertAll(probabilities, p => Log(p) / temperature);
        var largest = logits.Max();
        var sum = logits.Sum(z => Math.Exp(z - largest));
        return Array.ConvertAll(logits, z => Math.Exp(z - largest) / sum);
    }

    private static double Log(double probability) => Math.Log(Math.Max(probability, Smallest));

    // The loss is convex in 1/T: Newton's steps within a bracket of its slope's root.
    private static double Inverse(double[][] logits, int[] actual)
    {
        double low = 1 / Highest,
            high = 1 / Lowest,
            inverse = 1;
        if (Slope(logits, actual, low).Slope >= 0)
            return low;
        if (Slope(logits, actual, high).Slope <= 0)
            return high;
        for (var i = 0; i < 100; i++)
        {
            var (slope, curvature) = Slope(logits, actual, inverse);
            if (slope > 0)
                high = inverse;
            else
                low = inverse;
            var newton = inverse - (slope / curvature);
            var next = newton > low && newton < high ? newton : Math.Sqrt(low * high);
            var step = Math.Abs(next - inverse);
            inverse = next;
            if (step <= 1e-10 * inverse)
                break;
        }
        return inverse;
    }

    // First and second derivative of the mean negative log-likelihood by 1/T.
    private static (double Slope, double Curvature) Slope(double[][] logits, int[] actual, double inverse)
    {
        double slope = 0,
            curvature = 0;
        for (var i = 0; i < logits.Length; i++)
        {
            var largest = logits[i].Max();
            double sum = 0,
                first = 0,
                second = 0;
            foreach (var z in logits[i])
            {
                var weight = Math.Exp((z - largest) * inverse);
                sum += weight;
                first += weight * z;
                second += weight * z * z;
            }
            slope += (first / sum) - logits[i][actual[i]];
            curvature += (second / sum) - (first / sum * (first / sum));
        }
        return (slope / logits.Length, curvature / logits.Length);
    }
}
