using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>The numbers of an output that is no task's answer, as they are.</summary>
internal sealed class RawAnswers : IAnswers
{
    private const int Shown = 8;

    public JsonObject ToJson(IReadOnlyList<float> output) => new() { ["values"] = new JsonArray([.. output.Select(number => JsonValue.Create(number))]) };

    public string ToText(IReadOnlyList<float> output) =>
        string.Join(' ', output.Take(Shown).Select(number => number.ToString("0.####", CultureInfo.InvariantCulture)))
        + (output.Count > Shown ? $" ... ({output.Count} numbers)" : "");

    public IReadOnlyList<string> Columns(int width) => [.. Enumerable.Range(0, width).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    public IReadOnlyList<string> Cells(IReadOnlyList<float> output) => [.. output.Select(number => number.ToString(CultureInfo.InvariantCulture))];
}
