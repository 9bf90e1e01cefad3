using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Tasks.Regression;

/// <summary>The numbers by the targets' names.</summary>
internal sealed class NumberAnswers(IReadOnlyList<string> names) : IAnswers
{
    public JsonObject ToJson(IReadOnlyList<float> output) =>
        new()
        {
            ["values"] = new JsonObject([.. output.Select((number, i) => KeyValuePair.Create(Columns(output.Count)[i], (JsonNode?)JsonValue.Create(number)))]),
        };

    public string ToText(IReadOnlyList<float> output) =>
        string.Join("  ", output.Select((number, i) => string.Create(CultureInfo.InvariantCulture, $"{Columns(output.Count)[i]} {number:0.####}")));

    public IReadOnlyList<string> Columns(int width) =>
        names.Count == width ? names : [.. Enumerable.Range(0, width).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    public IReadOnlyList<string> Cells(IReadOnlyList<float> output) => [.. output.Select(number => number.ToString(CultureInfo.InvariantCulture))];
}
