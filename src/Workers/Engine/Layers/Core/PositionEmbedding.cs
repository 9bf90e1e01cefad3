using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Core;

/// <summary>A learnt vector a position, the same for every row: (N, T, dim) to (N, T, dim); what the input holds does not count
/// (https://keras.io/keras_hub/api/modeling_layers/position_embedding/). A layer of KerasHub, under whose name it stands in files.</summary>
/// <param name="sequenceLength">Positions: the longest T.</param>
public sealed class PositionEmbedding(int sequenceLength, Initializer? initializer = null, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    private readonly Initializer initializer = initializer ?? VarianceScaling.GlorotUniform;
    private Variable? embeddings;

    /// <summary>Positions: the longest T.</summary>
    public int SequenceLength => sequenceLength;

    public override string Module => "keras_hub.src.layers.modeling.position_embedding";

    internal override string RegisteredName => "keras_hub>PositionEmbedding";

    public static PositionEmbedding FromConfig(LayerConfig config) =>
        new(config.Int("sequence_length"), config.Initializer("initializer", VarianceScaling.GlorotUniform), config.Name, config.DType);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        if (inputShapes[0].Rank != 3)
        {
            throw Refuse(new("layer.expected.shape", ("shape", "(N, steps, features)")), inputShapes[0]);
        }

        embeddings = AddWeight("embeddings", [sequenceLength, inputShapes[0].Known(-1, Name)], initializer);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var steps = inputs[0].shape[1];
        return steps <= sequenceLength
            ? Cast(embeddings!).narrow(0, 0, steps).unsqueeze(0).expand(inputs[0].shape)
            : throw Refuse(new("layer.expected.mostSteps", ("most", sequenceLength)), steps);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["sequence_length"] = sequenceLength;
        config["initializer"] = initializer.ToJson();
        return config;
    }
}
