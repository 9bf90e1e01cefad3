using System.Text.Json.Serialization;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Running sums of an epoch: all that its metrics are made of. They add up over batches, and a checkpoint within an epoch holds them.</summary>
/// <param name="Samples">Examples seen.</param>
/// <param name="Seconds">Spent on them.</param>
public sealed record EpochSums(long Samples = 0, double Seconds = 0)
{
    /// <summary>Under which the loss of the batches is summed, each times its examples, so that a short last batch weighs less.</summary>
    public const string Loss = "loss";

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, double[]> Values { get; init; } = new Dictionary<string, double[]>();

    /// <summary>Takes in a batch.</summary>
    public EpochSums Add(double meanLoss, IReadOnlyList<(string Name, double[] Values)> observed, int samples)
    {
        var values = Values.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, more) in observed.Prepend((Loss, [meanLoss * samples])))
        {
            values[name] = values.TryGetValue(name, out var sum) ? [.. sum.Zip(more, (a, b) => a + b)] : more;
        }
        return this with { Values = values, Samples = Samples + samples };
    }

    /// <summary>What was summed under a name; zeros where nothing was.</summary>
    public double[] Of(string name, int length = 1) => Values.TryGetValue(name, out var sum) ? sum : new double[length];

    /// <summary>float32, as Keras reports it.</summary>
    [JsonIgnore]
    public double MeanLoss => Samples == 0 ? 0 : (float)(Of(Loss)[0] / Samples);
}
