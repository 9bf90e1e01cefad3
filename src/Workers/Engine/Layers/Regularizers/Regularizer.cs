using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Regularizers;

/// <summary>L1 and L2 penalties on a weight: l1 * sum|w| + l2 * sum w^2 (https://keras.io/api/layers/regularizers/).</summary>
/// <param name="ClassName">Keras's class: L1, L2 or L1L2; decides which factors stand in the config.</param>
public sealed record Regularizer(string ClassName, double L1Factor, double L2Factor)
{
    /// <summary>Keras's default factor is 0.01.</summary>
    public static Regularizer L1(double l1 = 0.01) => new("L1", l1, 0);

    public static Regularizer L2(double l2 = 0.01) => new("L2", 0, l2);

    public static Regularizer L1L2(double l1 = 0, double l2 = 0) => new("L1L2", l1, l2);

    /// <summary>A scalar that belongs into the loss.</summary>
    public Tensor Loss(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var loss = zeros([], weight.dtype);
        if (L1Factor != 0)
        {
            loss += L1Factor * weight.abs().sum();
        }

        if (L2Factor != 0)
        {
            loss += L2Factor * weight.square().sum();
        }

        return loss.MoveToOuterDisposeScope();
    }

    public JsonObject ToJson()
    {
        var config = new JsonObject();
        if (ClassName is "L1" or "L1L2")
        {
            config["l1"] = L1Factor;
        }

        if (ClassName is "L2" or "L1L2")
        {
            config["l2"] = L2Factor;
        }

        return new JsonObject { ["module"] = "keras.regularizers", ["class_name"] = ClassName, ["config"] = config, ["registered_name"] = null };
    }
}
