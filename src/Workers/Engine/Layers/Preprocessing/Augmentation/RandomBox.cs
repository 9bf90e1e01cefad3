using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>A rectangle of a given share of each side, anywhere in the picture, as Keras's RandomErasing and CutMix draw it.</summary>
internal static class RandomBox
{
    /// <param name="across">Shares of the width, [N].</param>
    /// <param name="down">Shares of the height, [N].</param>
    /// <returns>The pixels inside, [N, H, W, 1], and the share of the area outside, [N].</returns>
    public static (Tensor Mask, Tensor Outside) Draw(Tensor across, Tensor down, long height, long width, Generator generator)
    {
        var (x0, x1) = Bounds(across, width, generator);
        var (y0, y1) = Bounds(down, height, generator);
        var column = arange(width, ScalarType.Float32).view(1, 1, width, 1);
        var row = arange(height, ScalarType.Float32).view(1, height, 1, 1);
        static Tensor Each(Tensor values) => values.view(-1, 1, 1, 1);
        var mask = column.ge(Each(x0)).logical_and(column.lt(Each(x1))).logical_and(row.ge(Each(y0))).logical_and(row.lt(Each(y1)));
        return (mask, 1 - ((x1 - x0) * (y1 - y0) / (width * height)));
    }

    private static (Tensor From, Tensor To) Bounds(Tensor share, long length, Generator generator)
    {
        var size = share * length;
        var from = rand(share.shape, generator: generator) * (length - size);
        return (from, from + size);
    }
}
