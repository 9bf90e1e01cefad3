using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution.Features;

/// <param name="Shape">Of one example's activation, without the batch dimension.</param>
internal sealed record FeatureShape(long[] Shape, ScalarType Type)
{
    public int Bytes => checked((int)(Shape.Aggregate(1L, (product, d) => product * d) * Type.ElementSize()));
}
