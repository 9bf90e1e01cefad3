using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Toy.Tests.Engine;

internal sealed class ToyAnswers(double threshold) : IAnswers
{
    public JsonObject ToJson(IReadOnlyList<float> output) => new() { ["odd"] = output[0] >= threshold, ["height"] = output[1] };

    public string ToText(IReadOnlyList<float> output) => ToJson(output).ToJsonString();

    public IReadOnlyList<string> Columns(int width) => ["odd", "height"];

    public IReadOnlyList<string> Cells(IReadOnlyList<float> output) => [.. output.Select(number => number.ToString(CultureInfo.InvariantCulture))];
}
