using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

/// <summary>The identity matrix; only for weights of two dimensions.</summary>
/// <param name="gain">Default 1.</param>
public sealed class Identity(double gain = 1) : Initializer
{
    public override string ClassName => "Identity";

    public override Tensor Create(long[] shape, ScalarType type, Generator generator) =>
        shape.Length == 2
            ? eye(shape[0], shape[1], type) * gain
            : throw new RefusedException(new Refusal("layer.initializer.identity", ("received", string.Join(", ", shape))));

    public override JsonObject GetConfig() => new() { ["gain"] = gain };
}
