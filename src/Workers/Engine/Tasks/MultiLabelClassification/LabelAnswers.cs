using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks.MultiLabelClassification;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Tasks.MultiLabelClassification;

/// <summary>The labels whose probability reaches their threshold, and the probabilities of all.</summary>
/// <param name="thresholds">One a label; null for <see cref="LabelThresholds.Default"/> each.</param>
internal sealed class LabelAnswers(IReadOnlyList<string> names, IReadOnlyList<double>? thresholds) : IAnswers
{
    public JsonObject ToJson(IReadOnlyList<float> output) =>
        new()
        {
            ["labels"] = new JsonArray([.. Said(output).Select(name => JsonValue.Create(name))]),
            ["probabilities"] = new JsonArray([.. output.Select(p => JsonValue.Create(p))]),
        };

    public string ToText(IReadOnlyList<float> output) => Said(output).ToArray() is { Length: > 0 } said ? string.Join(", ", said) : "no label";

    public IReadOnlyList<string> Columns(int width) => ["labels", .. names.Count == width ? names : Enumerable.Range(0, width).Select(Number)];

    public IReadOnlyList<string> Cells(IReadOnlyList<float> output) =>
        [string.Join('|', Said(output)), .. output.Select(p => p.ToString(CultureInfo.InvariantCulture))];

    private IEnumerable<string> Said(IReadOnlyList<float> output) =>
        Enumerable
            .Range(0, output.Count)
            .Where(i => output[i] >= (thresholds?[i] ?? LabelThresholds.Default))
            .Select(i => names.Count == output.Count ? names[i] : Number(i));

    private static string Number(int i) => i.ToString(CultureInfo.InvariantCulture);
}
