using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

/// <summary>Orthogonal rows or columns, whichever are fewer; leading dimensions count as one (Saxe et al. 2014).</summary>
/// <param name="gain">Default 1.</param>
public sealed class Orthogonal(double gain = 1) : Initializer
{
    public override string ClassName => "Orthogonal";

    public override Tensor Create(long[] shape, ScalarType type, Generator generator)
    {
        if (shape.Length < 2)
        {
            throw new RefusedException(new Refusal("layer.initializer.orthogonal", ("received", string.Join(", ", shape))));
        }

        var (rows, columns) = (shape[..^1].Aggregate(1L, (product, d) => product * d), shape[^1]);
        var (q, r) = linalg.qr(randn([Math.Max(rows, columns), Math.Min(rows, columns)], generator: generator));
        var uniform = q * r.diagonal().sign();
        return ((rows < columns ? uniform.t() : uniform) * gain).reshape(shape).to_type(type);
    }

    public override JsonObject GetConfig() => new() { ["seed"] = null, ["gain"] = gain };
}
