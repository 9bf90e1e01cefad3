using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training.Schedules;

/// <summary>One rate up to and including each boundary, the last one after them.</summary>
/// <param name="boundaries">Steps, rising.</param>
/// <param name="values">Rates, one more than boundaries.</param>
public sealed class PiecewiseConstantDecay(IReadOnlyList<long> boundaries, IReadOnlyList<double> values) : LearningRateSchedule
{
    public override float At(long step) => (float)values[boundaries.Count(boundary => step > boundary)];

    protected override JsonObject GetConfig() =>
        new()
        {
            ["boundaries"] = new JsonArray([.. boundaries.Select(boundary => (JsonNode)boundary)]),
            ["values"] = new JsonArray([.. values.Select(value => (JsonNode)value)]),
            ["name"] = "PiecewiseConstant",
        };
}
