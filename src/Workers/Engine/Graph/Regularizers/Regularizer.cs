using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Regularizers;

/// <summary>L1 and L2 penalties on a weight: l1 * sum|w| + l2 * sum w^2 (https://keras.io/api/layers/regularizers/).</summary>
/// <param name="ClassName">Keras's class: L1, L2 or L1L2; decides which factors stand in the config.</param>
public sealed record Regularizer(string ClassName, double L1Factor, double L2Factor)
{
    /// <summary>Keras's default factor is 0.01.</summary>
    public static Regularizer L1(double l1 = 0.01) => new("L1", l1, 0);

    public static Regularizer L2(double l2 = 0.01) => new("L2", 0, l2);

    public static Regularizer L1L2(double l1 = 0, double l2 = 0) => new("L1L2", l1, l2);

    /// <summary>"rows" or "columns" of an orthogonal regulariser, which takes its factor from <see cref="L1Factor"/>; null for the others.</summary>
    public string? OrthogonalMode { get; init; }

    /// <summary>Penalises rows (or columns) of a matrix that are not at right angles: the mean of their cosines, each pair once.</summary>
    public static Regularizer Orthogonal(double factor = 0.01, string mode = "rows") => new("OrthogonalRegularizer", factor, 0) { OrthogonalMode = mode };

    /// <summary>A scalar that belongs into the loss.</summary>
    public Tensor Loss(Tensor weight)
    {
        using var scope = NewDisposeScope();
        if (OrthogonalMode is { } mode)
        {
            if (weight.shape.Length != 2)
            {
                throw new RefusedException(new Refusal("layer.regularizer.orthogonal", ("received", string.Join(", ", weight.shape))));
            }

            var vectors = mode == "rows" ? weight : weight.t();
            var unit = vectors * vectors.square().sum([1L], keepdim: true).rsqrt().clamp_max(1e7);
            var cosines = unit.Times(unit.t()) * (1 - eye(vectors.shape[0], vectors.shape[0], weight.dtype, weight.device));
            return (cosines.abs().sum() * (L1Factor / Math.Max(1, vectors.shape[0] * (vectors.shape[0] - 1)))).MoveToOuterDisposeScope();
        }

        var loss = zeros([], weight.dtype, weight.device);
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
        var config = OrthogonalMode is null ? [] : new JsonObject { ["factor"] = L1Factor, ["mode"] = OrthogonalMode };
        if (ClassName is "L1" or "L1L2")
        {
            config["l1"] = L1Factor;
        }

        if (ClassName is "L2" or "L1L2")
        {
            config["l2"] = L2Factor;
        }

        return new JsonObject
        {
            ["module"] = "keras.regularizers",
            ["class_name"] = ClassName,
            ["config"] = config,
            ["registered_name"] = null,
        };
    }
}
