using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;

/// <summary>The most probable class, and the probabilities of all.</summary>
public sealed class ClassAnswers(IReadOnlyList<string> names) : IAnswers
{
    public JsonObject ToJson(IReadOnlyList<float> output)
    {
        var (name, probabilities, best) = Read(output);
        return new JsonObject
        {
            ["class"] = name,
            ["probability"] = probabilities[best],
            ["probabilities"] = new JsonArray([.. probabilities.Select(p => JsonValue.Create(p))]),
        };
    }

    public string ToText(IReadOnlyList<float> output)
    {
        var (name, probabilities, best) = Read(output);
        return string.Create(CultureInfo.InvariantCulture, $"{probabilities[best]:0.0000}  {name}");
    }

    public IReadOnlyList<string> Columns(int width)
    {
        var classes = width == 1 ? 2 : width;
        return ["class", "probability", .. names.Count == classes ? names : Enumerable.Range(0, classes).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }

    public IReadOnlyList<string> Cells(IReadOnlyList<float> output)
    {
        var (name, probabilities, best) = Read(output);
        return [name, probabilities[best].ToString(CultureInfo.InvariantCulture), .. probabilities.Select(p => p.ToString(CultureInfo.InvariantCulture))];
    }

    private (string Name, float[] Probabilities, int Best) Read(IReadOnlyList<float> output)
    {
        var probabilities = ClassifierOutput.Probabilities([.. output]);
        var best = probabilities.AsSpan().IndexOf(probabilities.Max());
        return (names.Count == probabilities.Length ? names[best] : best.ToString(CultureInfo.InvariantCulture), probabilities, best);
    }
}
