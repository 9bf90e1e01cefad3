using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

/// <summary>Draws a weight's first value with the distribution of Keras's initialiser of the same name (https://keras.io/api/layers/initializers/).</summary>
public abstract class Initializer
{
    /// <summary>Keras's class name, "GlorotUniform".</summary>
    public abstract string ClassName { get; }

    /// <summary>A new tensor of that shape in C order, drawn from the generator.</summary>
    public abstract Tensor Create(long[] shape, ScalarType type, Generator generator);

    public virtual JsonObject GetConfig() => [];

    public JsonObject ToJson() =>
        new()
        {
            ["module"] = "keras.initializers",
            ["class_name"] = ClassName,
            ["config"] = GetConfig(),
            ["registered_name"] = null,
        };
}
