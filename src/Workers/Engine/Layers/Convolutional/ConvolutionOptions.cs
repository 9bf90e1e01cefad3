using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;

namespace MlOpsDashboard.Workers.Engine.Layers.Convolutional;

/// <summary>What convolutions of every kind and rank share, with Keras's defaults (https://keras.io/api/layers/convolution_layers/).</summary>
/// <param name="KernelSize">One length an axis; so many strides and dilation rates there are.</param>
internal sealed record ConvolutionOptions(ConvolutionKind Kind, int[] KernelSize)
{
    public int[] Strides { get; init; } = [.. KernelSize.Select(_ => 1)];

    public int[] DilationRate { get; init; } = [.. KernelSize.Select(_ => 1)];

    public string Padding { get; init; } = "valid";

    /// <summary>A depthwise convolution has none: its input's channels say how many come out.</summary>
    public int Filters { get; init; } = 1;

    /// <summary>Of plain convolutions alone.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Of depthwise and separable convolutions alone.</summary>
    public int DepthMultiplier { get; init; } = 1;

    public ActivationFunction Activation { get; init; } = ActivationFunction.Linear;

    public bool UseBias { get; init; } = true;

    /// <summary>What the kernels start from and are held back by, in the order of <see cref="WeightKeys"/>; the bias is last.</summary>
    public IReadOnlyList<(Initializer Initializer, Regularizer? Regularizer)> Weights { get; init; } =
    [.. WeightKeys(Kind).Select(key => (Start(key), (Regularizer?)null))];

    /// <summary>How the config's keys about weights begin: "kernel" for kernel_initializer.</summary>
    public static IReadOnlyList<string> WeightKeys(ConvolutionKind kind) =>
        kind switch
        {
            ConvolutionKind.Depthwise => ["depthwise", "bias"],
            ConvolutionKind.Separable => ["depthwise", "pointwise", "bias"],
            _ => ["kernel", "bias"],
        };

    public static ConvolutionOptions Read(LayerConfig config, ConvolutionKind kind, int rank)
    {
        config.ChannelsLast();
        config.OnlyNull(kind == ConvolutionKind.Transposed ? ["output_padding", "activity_regularizer"] : ["activity_regularizer"]);
        var filters = kind == ConvolutionKind.Depthwise ? 1 : config.Int("filters");
        return new ConvolutionOptions(kind, config.Spatial("kernel_size", rank))
        {
            Filters = filters,
            Strides = config.Spatial("strides", rank, 1),
            Padding = config.Choice("padding", "valid", kind == ConvolutionKind.Plain && rank == 1 ? ["valid", "same", "causal"] : ["valid", "same"]),
            DilationRate = config.Spatial("dilation_rate", rank, 1),
            Groups = kind == ConvolutionKind.Plain ? config.Int("groups", 1) : 1,
            DepthMultiplier = HasMultiplier(kind) ? config.Int("depth_multiplier", 1) : 1,
            Activation = config.Activation(),
            UseBias = config.Bool("use_bias", true),
            Weights = [.. WeightKeys(kind).Select(key => (config.Initializer(key + "_initializer", Start(key)), config.Regularizer(key + "_regularizer")))],
        };
    }

    /// <param name="constraint">What stands under a constraint's key.</param>
    public void Write(JsonObject config, Func<string, JsonNode?> constraint)
    {
        Put("depth_multiplier", DepthMultiplier, HasMultiplier(Kind));
        Put("filters", Filters, Kind != ConvolutionKind.Depthwise);
        Put("kernel_size", SpatialWindow.Json(KernelSize));
        Put("strides", SpatialWindow.Json(Strides));
        Put("padding", Padding);
        Put("output_padding", null, Kind == ConvolutionKind.Transposed);
        Put("data_format", "channels_last");
        Put("dilation_rate", SpatialWindow.Json(DilationRate));
        Put("groups", Groups, Kind == ConvolutionKind.Plain);
        Put("activation", Activation.ToJson());
        Put("use_bias", UseBias);
        PutAll("_initializer", (_, weight) => weight.Initializer.ToJson());
        PutAll("_regularizer", (_, weight) => weight.Regularizer?.ToJson());
        Put("activity_regularizer", null);
        PutAll("_constraint", (key, _) => constraint(key));

        void Put(string key, JsonNode? value, bool isKnown = true)
        {
            if (isKnown)
            {
                config[key] = value;
            }
        }

        void PutAll(string end, Func<string, (Initializer Initializer, Regularizer? Regularizer), JsonNode?> value)
        {
            foreach (var (key, weight) in WeightKeys(Kind).Zip(Weights))
            {
                config[key + end] = value(key + end, weight);
            }
        }
    }

    private static bool HasMultiplier(ConvolutionKind kind) => kind is ConvolutionKind.Depthwise or ConvolutionKind.Separable;

    private static Initializer Start(string key) => key == "bias" ? new Zeros() : VarianceScaling.GlorotUniform;
}
