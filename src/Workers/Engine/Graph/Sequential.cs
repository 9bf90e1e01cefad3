using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A plain chain of layers (Keras: Sequential). Its InputLayer is not counted among <see cref="Layers"/>.</summary>
public sealed class Sequential : Network
{
    /// <param name="layers">An <see cref="InputLayer"/> first, then the chain.</param>
    public Sequential(IReadOnlyList<Layer> layers, string? name = null)
        : this(Chain(layers), name) { }

    private Sequential((KerasTensor Input, KerasTensor Output, List<Layer> Fresh) chain, string? name)
        : base(chain.Input, chain.Output, name)
    {
        // Keras builds them inside the Sequential, and their paths say so.
        foreach (var weight in chain.Fresh.SelectMany(layer => layer.Weights))
        {
            weight.Path = $"{Name}/{weight.Path}";
        }
    }

    public override string ClassName => "Sequential";

    public override string Module => "keras";

    private protected override bool Counts(Layer layer) => layer is not InputLayer;

    protected override string AutoName => "sequential";

    public override JsonObject GetConfig() => NetworkConfig.WriteSequential(this);

    private static (KerasTensor Input, KerasTensor Output, List<Layer> Fresh) Chain(IReadOnlyList<Layer> layers)
    {
        var fresh = new List<Layer>();
        if (layers.Count < 2 || layers[0] is not InputLayer first)
        {
            throw new RefusedException(
                new Refusal(
                    "graph.sequential.start",
                    (
                        "received",
                        layers.Count == 0
                            ? new Refusal("graph.sequential.noLayers")
                            : new Refusal("graph.sequential.otherStart", ("layers", layers.Count), ("first", layers[0].Name))
                    )
                )
            );
        }

        var x = first.Output;
        foreach (var layer in layers.Skip(1))
        {
            var isFresh = !layer.IsBuilt;
            x = layer.Apply(x);
            fresh.AddRange(isFresh ? [layer] : []);
        }

        return (first.Output, x, fresh);
    }
}
