using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Operations;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>Features [n, width] of what an encoder says of each token.</summary>
internal static class TextPooling
{
    public const string Pooler = "pooler";

    private const double Far = 1e9;

    /// <param name="features">A backbone's outputs.</param>
    /// <param name="inputs">The network's.</param>
    /// <param name="pooling">Of <see cref="Core.Inputs.Texts.TextSpec.Poolings"/>.</param>
    /// <exception cref="RefusedException">The backbone has no pooler.</exception>
    public static KerasTensor Of(IReadOnlyList<KerasTensor> features, IReadOnlyList<KerasTensor> inputs, string pooling)
    {
        var tokens = features[0];
        if (tokens.Shape.Rank != 3)
        {
            return tokens;
        }
        return pooling switch
        {
            Pooler => features.Count > 1 && features[1].Shape.Rank == 2 ? features[1] : throw new RefusedException(new Refusal("texts.network.pooler")),
            "cls" => OperationCalls.FirstStep(tokens),
            "max" => LayerRegistry
                .Create(nameof(GlobalMaxPooling1D), new JsonObject { ["name"] = NameScope.Current.Unique("global_max_pooling1d") })
                .Apply(Lowered(tokens, Mask(inputs))),
            _ => new GlobalAveragePooling1D().Apply([tokens, Mask(inputs)], CallArguments.One(new JsonObject { ["mask"] = CallArguments.Placeholder(1) }))[0],
        };
    }

    // What is padding lies far below everything.
    private static KerasTensor Lowered(KerasTensor tokens, KerasTensor mask) =>
        new ArithmeticOperation("Add").Apply(
            tokens,
            OperationCalls.ExpandDims(new ArithmeticOperation("Multiply").Apply(new ArithmeticOperation("Subtract").Apply(mask, 1), Far), -1)
        );

    private static KerasTensor Mask(IReadOnlyList<KerasTensor> inputs) => inputs.First(input => input.Layer.Name == TextInputs.PaddingMask);
}
