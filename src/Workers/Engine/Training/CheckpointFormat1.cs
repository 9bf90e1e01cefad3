using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Headers of checkpoints of format 1, whose sums of an epoch are a loss and a number of right answers.</summary>
internal static class CheckpointFormat1
{
    /// <summary>The header as today's has it; null where it is none.</summary>
    public static StoredCheckpoint.Header? Read(JsonNode header)
    {
        if (header["State"] is not JsonObject state || state["Sums"] is not JsonObject sums)
        {
            return null;
        }
        state["Sums"] = JsonSerializer.SerializeToNode(
            new EpochSums(sums["Samples"]!.GetValue<long>(), sums["Seconds"]!.GetValue<double>())
            {
                Values = new Dictionary<string, double[]>
                {
                    [EpochSums.Loss] = [sums["Loss"]!.GetValue<double>()],
                    ["accuracy"] = [sums["Correct"]!.GetValue<double>()],
                },
            },
            StoredCheckpoint.Json
        );
        return header.Deserialize<StoredCheckpoint.Header>(StoredCheckpoint.Json);
    }
}
