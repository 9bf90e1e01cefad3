using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Training;

/// <summary>Pictures and how they are read, as in Keras's <c>image_dataset_from_directory</c>.</summary>
public sealed record DataSpec
{
    /// <summary>
    /// A folder of class folders, a table of pictures (<c>.csv</c>), or a dataset manifest file; <c>dataset:NAME/vN</c> for one of the registry (the worker
    /// passes <c>--data</c>).
    /// </summary>
    public string Path { get; init; } = "";

    /// <summary>What is learnt from, <c>pictures</c> or <c>texts</c>; null is what the backbone, the members of <c>data</c> or the data itself say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Input { get; init; }

    public double ValidationSplit { get; init; } = 0.2;

    /// <summary>Whether the share for validation holds within each class (null: false); without effect where the data names its own split. Keras has no such
    /// split.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Stratified { get; init; }

    /// <summary>Seed of the split (NumPy's RandomState, as Keras).</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Height and width in pixels.</summary>
    public IReadOnlyList<int> ImageSize { get; init; } = [224, 224];

    /// <summary><c>grayscale</c>, <c>rgb</c> or <c>rgba</c>.</summary>
    public string ColorMode { get; init; } = "rgb";
    public string Interpolation { get; init; } = "bilinear";
    public bool CropToAspectRatio { get; init; }

    /// <summary>Resizes to the largest picture of the same proportions that fits, at the upper left, the rest black. Null is as the task has it: not, unless
    /// targets lie in the pictures. Keras's padding lies on both sides.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Letterbox { get; init; }

    public int BatchSize { get; init; } = 32;

    /// <summary>Whether files are shuffled before the split and training pictures before each epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary><c>int</c>, <c>categorical</c> or <c>binary</c>, as in Keras; null takes the one that the loss needs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LabelMode { get; init; }

    /// <summary>The classes in the order of their numbers; null for all class folders by name. A part of them leaves the others out, as in Keras.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary><c>shuffle</c>: each training picture once an epoch; <c>weighted</c>: drawn with replacement, every class as often as any other.</summary>
    public string Sampling { get; init; } = "shuffle";

    /// <summary>Members that only its task knows (<see cref="Tasks.ITaskCard.Members"/>); null for none.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OfTask { get; init; }
}
