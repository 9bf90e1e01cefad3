using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Execution.Features;

/// <summary>What the activations of a frozen part depend on beside the picture, as one name: its layers, its weights, and how pictures are prepared for
/// it.</summary>
internal static class FeatureKey
{
    // Raised when the numbers that a layer, the decoder or the resizing gives change.
    private const int Version = 1;

    /// <param name="prefix">The frozen part.</param>
    /// <param name="preparation">Size, colour mode, interpolation and preprocessing, in any words that change when they do.</param>
    public static string Of(Network prefix, string preparation)
    {
        var config = NetworkConfig.Write(prefix);
        config.Remove("name");
        Strip(config);
        var text = $"{Version}\n{preparation}\n{config.ToJsonString()}\n{WeightHash.Of(prefix.Weights)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    // Whether a layer may train says nothing of what it gives.
    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject item)
        {
            item.Remove("trainable");
            foreach (var (_, child) in item)
            {
                Strip(child);
            }
        }
        else if (node is JsonArray array)
        {
            foreach (var child in array)
            {
                Strip(child);
            }
        }
    }
}
