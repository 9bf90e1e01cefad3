using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// Moves pictures by an affine map from target to source pixels: x' = a0 x + a1 y + a2, y' = b0 x + b1 y + b2, as TensorFlow's
/// ImageProjectiveTransform does, with its ways to fill what lies outside.
/// </summary>
/// <param name="FillMode">reflect (dcba|abcd|dcba), wrap (abcd|abcd|abcd), constant, or nearest (aaaa|abcd|dddd).</param>
/// <param name="Interpolation">bilinear or nearest.</param>
/// <param name="FillValue">For constant.</param>
public sealed record AffineWarp(string FillMode = "reflect", string Interpolation = "bilinear", double FillValue = 0)
{
    /// <param name="pictures">[N, H, W, C], any floating type.</param>
    /// <param name="maps">[N, 2, 3]: rows a and b.</param>
    public Tensor Apply(Tensor pictures, Tensor maps)
    {
        using var scope = torch.NewDisposeScope();
        var (height, width) = (pictures.shape[1], pictures.shape[2]);
        var columns = torch.arange(width, ScalarType.Float32).view(1, 1, width);
        var rows = torch.arange(height, ScalarType.Float32).view(1, height, 1);
        var x = Coordinate(maps, 0, columns, rows);
        var y = Coordinate(maps, 1, columns, rows);
        if (FillMode == "wrap")
        {
            x = Wrap(x, width);
            y = Wrap(y, height);
        }
        // grid_sample counts from -1 to 1 over whole pixels (align_corners false).
        var grid = torch.stack([x.add_(0.5).mul_(2.0 / width).sub_(1), y.add_(0.5).mul_(2.0 / height).sub_(1)], dim: -1);
        var filled = FillMode == "constant" && FillValue != 0;
        var source = pictures.to_type(ScalarType.Float32).permute(0, 3, 1, 2);
        var moved = torch.nn.functional.grid_sample(
            filled ? source.sub(FillValue) : source,
            grid,
            Interpolation == "nearest" ? GridSampleMode.Nearest : GridSampleMode.Bilinear,
            FillMode switch
            {
                "constant" => GridSamplePaddingMode.Zeros,
                "reflect" => GridSamplePaddingMode.Reflection,
                _ => GridSamplePaddingMode.Border,
            },
            align_corners: false
        );
        moved = filled ? moved.add_(FillValue) : moved;
        return moved.permute(0, 2, 3, 1).contiguous().to_type(pictures.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Where points of the source lie in the target.</summary>
    /// <param name="points">[N, k, 2], x and y; pixel (0, 0) has its middle at (0.5, 0.5).</param>
    /// <param name="maps">As in <see cref="Apply"/>.</param>
    public static Tensor Move(Tensor points, Tensor maps)
    {
        using var scope = torch.NewDisposeScope();
        Tensor Entry(long row, long column) => maps.select(1, row).select(1, column).view(-1, 1);
        var x = points.select(2, 0) - 0.5 - Entry(0, 2);
        var y = points.select(2, 1) - 0.5 - Entry(1, 2);
        var determinant = (Entry(0, 0) * Entry(1, 1)) - (Entry(0, 1) * Entry(1, 0));
        return torch
            .stack([((Entry(1, 1) * x) - (Entry(0, 1) * y)) / determinant, ((Entry(0, 0) * y) - (Entry(1, 0) * x)) / determinant], dim: 2)
            .add_(0.5)
            .MoveToOuterDisposeScope();
    }

    private static Tensor Coordinate(Tensor maps, long row, Tensor columns, Tensor rows)
    {
        Tensor Entry(long column) => maps.select(1, row).select(1, column).view(-1, 1, 1);
        return (Entry(0) * columns) + (Entry(1) * rows) + Entry(2);
    }

    // TensorFlow's rule: outside, move by whole pictures counted in steps of size - 1, then clamp.
    private static Tensor Wrap(Tensor at, long size)
    {
        if (size <= 1)
        {
            return torch.zeros_like(at);
        }
        var last = size - 1;
        var below = at + (at.neg().div(last).floor().add(1) * size);
        var above = at - (at.div(last).floor() * size);
        return torch.where(at < 0, below, torch.where(at > last, above, at)).clamp(0, last);
    }
}
