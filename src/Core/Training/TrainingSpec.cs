using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Training;

/// <summary>Everything that decides a training run. The same spec on the same data, machine and thread count gives the same weights.</summary>
/// <remarks>JSON form, names and defaults: see docs/cli.md. Read and written by <see cref="TrainingSpecJson"/>, judged by
/// <see cref="TrainingSpecValidator"/>.</remarks>
public sealed record TrainingSpec
{
    /// <summary>The form of specs that this program writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The form it is written in; null is <see cref="CurrentVersion"/>. Says nothing of the run.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Version { get; init; }

    public string Task { get; init; } = "image-classification";
    public DataSpec Data { get; init; } = new();
    public BackboneSpec Backbone { get; init; } = new();

    /// <summary>The new top; null keeps the classifier of the backbone's file and trains on it.</summary>
    public HeadSpec? Head { get; init; } = new();

    public IReadOnlyList<ComponentSpec> Augmentation { get; init; } = [];
    public IReadOnlyList<StageSpec> Stages { get; init; } = [new()];

    /// <summary>
    /// With a null head: the first stage goes on with the optimizer of the backbone's file, its options, learning rate or schedule and state, in place of the
    /// stage's own, which must be of the
    /// same class. False: a new optimizer, as after Keras's compile.
    /// </summary>
    public bool ContinueOptimizer { get; init; }

    /// <summary><c>inference</c>, <c>train</c> or <c>frozen</c>: what an unfrozen BatchNormalization does.</summary>
    public string BatchNormMode { get; init; } = "inference";

    public LossSpec Loss { get; init; } = new();
    public IReadOnlyList<ComponentSpec> Callbacks { get; init; } = [];

    /// <summary><c>float32</c>, <c>mixed_bfloat16</c> or (CUDA only) <c>mixed_float16</c>.</summary>
    public string Precision { get; init; } = "float32";

    /// <summary>
    /// <c>none</c> keeps activations for the backward pass; <c>full</c> computes them a second time there, for half of the memory or so and about one forward
    /// pass more a step (Keras's
    /// <c>RematScope</c>). Results are the same, so a run may be resumed with the other.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rematerialization { get; init; }

    /// <summary>Seeds initial weights, dropout, augmentation and the order of training pictures.</summary>
    public int Seed { get; init; }

    /// <summary>Trains once a fold instead of once; null for the one split of <see cref="DataSpec.ValidationSplit"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CrossValidationSpec? CrossValidation { get; init; }

    /// <summary>Epochs of all stages together; of one fold where there are several.</summary>
    [JsonIgnore]
    public int TotalEpochs => Stages.Sum(s => s.Epochs);

    /// <summary>Epochs of all stages and folds together.</summary>
    [JsonIgnore]
    public int PlannedEpochs => TotalEpochs * (CrossValidation?.Folds ?? 1);

    /// <summary>Members that only its task knows (<see cref="Tasks.ITaskCard.Members"/>); null for none.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? OfTask { get; init; }
}
