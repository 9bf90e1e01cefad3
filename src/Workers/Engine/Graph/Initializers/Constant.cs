using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

/// <param name="value">Keras's default is 0.</param>
public sealed class Constant(double value = 0) : Initializer
{
    public override string ClassName => "Constant";

    public override Tensor Create(long[] shape, ScalarType type, Generator generator) => full(shape, value, type);

    public override JsonObject GetConfig() => new() { ["value"] = value };
}
