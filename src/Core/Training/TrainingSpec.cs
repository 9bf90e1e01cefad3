using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Training;

/// <summary>Everything that decides a training run. The same spec on the same data, machine and thread count gives the same weights.</summary>
/// <remarks>JSON form, names and defaults: see docs/cli.md. Read and written by <see cref="TrainingSpecJson"/>, judged by <see cref="TrainingSpecValidator"/>.</remarks>
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
    /// With a null head: the first stage goes on with the optimizer of the backbone's file, its options, learning rate or schedule and state, in place of the stage's own, which must be of the
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
    /// <c>none</c> keeps activations for the backward pass; <c>full</c> computes them a second time there, for half of the memory or so and about one forward pass more a step (Keras's
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

/// <summary>Pictures and how they are read, as in Keras's <c>image_dataset_from_directory</c>.</summary>
public sealed record DataSpec
{
    /// <summary>
    /// A folder of class folders, a table of pictures (<c>.csv</c>), or a dataset manifest file; <c>dataset:NAME/vN</c> for one of the registry (the worker passes <c>--data</c>).
    /// </summary>
    public string Path { get; init; } = "";
    public double ValidationSplit { get; init; } = 0.2;
    /// <summary>Whether the share for validation holds within each class (null: false); without effect where the data names its own split. Keras has no such split.</summary>
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

/// <summary>A Keras application by name, or any Keras model file cut at a layer.</summary>
public sealed record BackboneSpec
{
    /// <summary>Keras's name, such as <c>EfficientNetB0</c>; null where <see cref="File"/> is given.</summary>
    public string? Name { get; init; }
    /// <summary><c>imagenet</c>, <c>none</c>, or a weight file.</summary>
    public string Weights { get; init; } = "imagenet";
    /// <summary>A <c>.keras</c> or <c>.h5</c> model.</summary>
    public string? File { get; init; }
    /// <summary>Where <see cref="File"/> is cut; its output becomes the features.</summary>
    public LayerReference? Layer { get; init; }
    /// <summary>Gives a network made for RGB pictures the channels of <c>data.colorMode</c>; null leaves it as it is: a Keras application without weights is then built for those channels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InputChannelsSpec? InputChannels { get; init; }
}

/// <summary>How the first kernels of a network for RGB become kernels for pictures of other channels.</summary>
public sealed record InputChannelsSpec
{
    public static IReadOnlyList<string> GrayscaleMethods { get; } = ["average", "sum", "luminance"];

    /// <summary>What the network was made for: <c>rgb</c>.</summary>
    public string From { get; init; } = "rgb";

    /// <summary>For grayscale <c>average</c>, <c>sum</c> or <c>luminance</c> (0.2989 R + 0.5870 G + 0.1140 B); for rgba <c>repeat</c>.</summary>
    public string Method { get; init; } = "average";
}

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

/// <summary>A run of epochs with one freeze plan and one optimiser. Epochs count on through the stages.</summary>
public sealed record StageSpec
{
    public string Name { get; init; } = "feature extraction";
    /// <summary>How many epochs this stage adds.</summary>
    public int Epochs { get; init; } = 10;
    public Unfreeze Unfreeze { get; init; } = Unfreeze.None;
    /// <summary>More layers every few epochs; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GradualUnfreezing? Gradual { get; init; }
    public ComponentSpec Optimizer { get; init; } = new("Adam", ("learningRate", 0.001));
    /// <summary>Groups of backbone layers that learn slower or faster than the rest; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<LayerRate>? LayerRates { get; init; }
}
