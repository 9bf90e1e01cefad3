using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Core;

/// <summary>Whole numbers to vectors: (N, ...) to (N, ..., output_dim) (https://keras.io/api/layers/core_layers/embedding/). A mask of zeros stands in the
/// graph as an operator of its own.</summary>
public sealed class Embedding(
    int inputDim,
    int outputDim,
    Initializer? embeddingsInitializer = null,
    Regularizer? embeddingsRegularizer = null,
    bool maskZero = false,
    string? name = null,
    DTypePolicy? dtype = null
) : Layer(name, dtype)
{
    private readonly Initializer initializer = embeddingsInitializer ?? new RandomUniform();
    private Variable? embeddings;

    protected override bool CastsInputs => false;

    internal override bool MakesMask => maskZero;

    internal override KerasTensor MakeMask(KerasTensor input, Action<Node> add) =>
        MaskOperation.Call("NotEqual", [input], new JsonArray(CallArguments.Placeholder(0), 0), add);

    public static Embedding FromConfig(LayerConfig config)
    {
        config.OnlyNull("activity_regularizer", "quantization_config", "lora_rank", "input_length");
        return new Embedding(
            config.Int("input_dim"),
            config.Int("output_dim"),
            config.Initializer("embeddings_initializer", new RandomUniform()),
            config.Regularizer("embeddings_regularizer"),
            config.Bool("mask_zero", false),
            config.Name,
            config.DType
        );
    }

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        embeddings = AddWeight("embeddings", [inputDim, outputDim], initializer, regularizer: embeddingsRegularizer);
        embeddings.IsTable = true;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => new([.. inputShapes[0], outputDim]);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        embeddings!.Lookup(inputs[0].to_type(ScalarType.Int64).reshape(-1)).to_type(ComputeType).reshape([.. inputs[0].shape, outputDim]);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["input_dim"] = inputDim;
        config["output_dim"] = outputDim;
        config["embeddings_initializer"] = initializer.ToJson();
        config["embeddings_regularizer"] = embeddingsRegularizer?.ToJson();
        config["activity_regularizer"] = null;
        config["embeddings_constraint"] = ConstraintJson("embeddings_constraint");
        config["mask_zero"] = maskZero;
        config["quantization_config"] = null;
        return config;
    }
}
