using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>A layer over one, two or three spatial axes, whose input is (N, ..., C).</summary>
public abstract class SpatialLayer : Layer
{
    private protected SpatialLayer(int rank, string? name, DTypePolicy? dtype)
        : base(name, dtype) => Rank = rank;

    /// <summary>How many spatial axes there are.</summary>
    private protected int Rank { get; }

    private protected TensorShape Require(TensorShape shape) =>
        shape.Rank == Rank + 2
            ? shape
            : throw Refuse(
                new(
                    "layer.expected.shape",
                    (
                        "shape",
                        Rank switch
                        {
                            1 => "(N, steps, C)",
                            2 => "(N, H, W, C)",
                            _ => "(N, D, H, W, C)",
                        }
                    )
                ),
                shape
            );
}
