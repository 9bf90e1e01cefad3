using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Training;

/// <summary>What stands on the backbone's features: pooling, BatchNormalization, dropout, hidden Dense layers, and the classifier.</summary>
public sealed record HeadSpec
{
    /// <summary><c>avg</c>, <c>max</c> or <c>flatten</c>.</summary>
    public string Pooling { get; init; } = "avg";
    public bool BatchNormalization { get; init; }

    /// <summary>Share of features dropped in training, 0 to below 1.</summary>
    public double Dropout { get; init; } = 0.2;

    /// <summary>Units of hidden Dense layers, in order.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [];
    public string Activation { get; init; } = "relu";

    /// <summary>L2 factor on the kernels of the head.</summary>
    public double L2 { get; init; }

    /// <summary>Members that only its task knows (<see cref="Tasks.ITaskCard.Members"/>); null for none.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OfTask { get; init; }
}
