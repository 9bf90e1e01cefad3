using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Training;

/// <summary>What training makes small, by Keras's names (https://keras.io/api/losses/probabilistic_losses/).</summary>
public sealed record LossSpec
{
    public const double DefaultAlpha = 0.25;
    public const double DefaultGamma = 2;

    /// <summary>Cross-entropy over a softmax, or over one sigmoid unit for two classes; plain or focal.</summary>
    public static IReadOnlyList<string> Classes { get; } =
    ["SparseCategoricalCrossentropy", "CategoricalCrossentropy", "CategoricalFocalCrossentropy", "BinaryCrossentropy", "BinaryFocalCrossentropy"];

    public string Class { get; init; } = "SparseCategoricalCrossentropy";

    /// <summary>0 to below 1: a class's target is 1 - s + s / C, the others' s / C.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Weight of the focal loss (of the second class, where <see cref="ApplyClassBalancing"/>); null takes <see cref="DefaultAlpha"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Alpha { get; init; }

    /// <summary>How little the focal loss heeds what is right already; null takes <see cref="DefaultGamma"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Gamma { get; init; }

    /// <summary>Whether BinaryFocalCrossentropy weighs the classes by <see cref="Alpha"/>; null takes Keras's false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ApplyClassBalancing { get; init; }

    /// <summary><c>none</c> or <c>balanced</c>.</summary>
    public string ClassWeight { get; init; } = "none";

    /// <summary>Members that only its task knows (<see cref="Tasks.ITaskCard.Members"/>); null for none.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OfTask { get; init; }

    /// <summary>Why a loss of another name can't be had.</summary>
    /// <param name="known">The losses that there are.</param>
    public RefusedException Unknown(IReadOnlyList<string> known) =>
        new(new Refusal("trainer.loss.unknown", ("known", string.Join(", ", known)), ("received", Class)));

    [JsonIgnore]
    public bool IsFocal => Class.EndsWith("FocalCrossentropy", StringComparison.Ordinal);

    /// <summary>Whether the classifier is one sigmoid unit.</summary>
    [JsonIgnore]
    public bool IsBinary => Class.StartsWith("Binary", StringComparison.Ordinal);

    /// <summary>The label modes of <see cref="DataSpec.LabelMode"/> that this loss takes, its own first.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> LabelModes =>
        IsBinary ? ["binary", "int"]
        : Class.StartsWith("Sparse", StringComparison.Ordinal) ? ["int"]
        : ["categorical"];
}
