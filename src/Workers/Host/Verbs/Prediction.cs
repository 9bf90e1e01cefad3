using System.Globalization;
using System.Text.Json.Serialization;
using MlOpsDashboard.Workers.Engine.Tasks;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>One picture's answer.</summary>
/// <param name="File">As asked for.</param>
/// <param name="Class">Name of the most probable class, or its number where names are not known; null where the network is no classifier.</param>
/// <param name="Probability">Of that class, 0 to 1.</param>
/// <param name="Probabilities">Of all classes, in the model's order; one unit tells of two classes.</param>
/// <param name="Values">The output as it is, where it is no classifier's.</param>
internal sealed record Prediction(string File, string? Class, float? Probability, IReadOnlyList<float>? Probabilities, IReadOnlyList<float>? Values = null)
{
    /// <summary>What should be known of how the picture was read: a sentence, absent where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    /// <param name="values">Numbers, or probabilities.</param>
    public static Prediction Of(string file, float[] values, IReadOnlyList<string> classes, bool areProbabilities)
    {
        if (!areProbabilities)
        {
            return new Prediction(file, null, null, null, values);
        }
        values = ImageClassifier.Probabilities(values);
        var best = values.AsSpan().IndexOf(values.Max());
        return new Prediction(file, classes.Count == values.Length ? classes[best] : best.ToString(CultureInfo.InvariantCulture), values[best], values);
    }
}
