using System.Globalization;
using MlOpsDashboard.Workers.Engine.Tasks;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>One picture's answer.</summary>
/// <param name="File">As asked for.</param>
/// <param name="Class">Name of the most probable class, or its number where names are not known.</param>
/// <param name="Probability">Of that class.</param>
/// <param name="Probabilities">Of all classes, in the model's order.</param>
internal sealed record Prediction(string File, string Class, float Probability, IReadOnlyList<float> Probabilities)
{
    public static Prediction Of(string file, float[] values, IReadOnlyList<string> classes)
    {
        // One sigmoid unit tells of two classes.
        values = values.Length == 1 && classes.Count == 2 ? ImageClassifier.Probabilities(values) : values;
        var best = values.AsSpan().IndexOf(values.Max());
        return new Prediction(file, classes.Count == values.Length ? classes[best] : best.ToString(CultureInfo.InvariantCulture), values[best], values);
    }
}
