using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Training;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Tasks.Regression;

/// <summary>Numbers in their own units, float32 [n, targets], and their mean and deviation where a run trains on standardised ones.</summary>
/// <param name="Mean">Of the training examples; null where the numbers are trained on as they are.</param>
/// <param name="Deviation">The same, divided by n; 1 for a number that never changes.</param>
internal sealed record NumberTargets(IReadOnlyList<string> Names, double[]? Mean, double[]? Deviation) : ITargets
{
    /// <summary>Fits mean and deviation.</summary>
    public static NumberTargets Fit(IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<double>> training)
    {
        double[] mean = [.. names.Select((_, k) => training.Average(row => row[k]))];
        double[] deviation = [.. names.Select((_, k) => Math.Sqrt(training.Average(row => (row[k] - mean[k]) * (row[k] - mean[k]))))];
        return new NumberTargets(names, mean, [.. deviation.Select(d => d > 0 ? d : 1)]);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static NumberTargets Read(IReadOnlyList<string> names, JsonObject? fitted)
    {
        try
        {
            return new NumberTargets(names, fitted?["mean"]?.Deserialize<double[]>(), fitted?["deviation"]?.Deserialize<double[]>());
        }
        catch (JsonException fault)
        {
            throw new RefusedException(new Refusal("regression.scaling", ("fault", fault.Message)));
        }
    }

    public IReadOnlyList<torch.Tensor> ToTensors(IReadOnlyList<IReadOnlyList<double>> stored) => [DenseTargets.Of(stored)];

    public JsonObject? ToJson() =>
        Mean is null
            ? null
            : new JsonObject
            {
                ["mean"] = new JsonArray([.. Mean.Select(m => JsonValue.Create(m))]),
                ["deviation"] = new JsonArray([.. Deviation!.Select(d => JsonValue.Create(d))]),
            };
}
