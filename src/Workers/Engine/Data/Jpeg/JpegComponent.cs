namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>One colour component of a frame: its sampling, its tables, and its samples or coefficients.</summary>
internal sealed class JpegComponent(int id, int horizontal, int vertical, int quantization)
{
    public int Id { get; } = id;
    public int Horizontal { get; } = horizontal;
    public int Vertical { get; } = vertical;
    public int Quantization { get; } = quantization;

    /// <summary>Blocks of the component's own size, for scans of this component alone.</summary>
    public int BlocksWide { get; private set; }
    public int BlocksHigh { get; private set; }

    /// <summary>Blocks with the padding of interleaved scans.</summary>
    public int PaddedWide { get; private set; }
    public int PaddedHigh { get; private set; }

    /// <summary>Samples of the component.</summary>
    public int Width { get; private set; }
    public int Height { get; private set; }

    /// <summary>Of a progressive frame: 64 quantized coefficients a block, natural order, blocks row by row.</summary>
    public short[] Coefficients { get; private set; } = [];

    /// <summary>Samples of whole blocks, <see cref="Stride"/> a row.</summary>
    public byte[] Samples { get; private set; } = [];
    public int Stride => PaddedWide * 8;

    /// <summary>The quantization of the component's first scan as the transform wants it; null before that scan.</summary>
    public int[]? Multipliers { get; set; }
    public int DcTable { get; set; }
    public int AcTable { get; set; }
    public int Predictor { get; set; }

    public void Measure(int width, int height, int maxHorizontal, int maxVertical)
    {
        static int Up(int value, int by) => (value + by - 1) / by;
        Width = Up(width * Horizontal, maxHorizontal);
        Height = Up(height * Vertical, maxVertical);
        (BlocksWide, BlocksHigh) = (Up(Width, 8), Up(Height, 8));
        PaddedWide = Up(width, 8 * maxHorizontal) * Horizontal;
        PaddedHigh = Up(height, 8 * maxVertical) * Vertical;
    }

    /// <summary>Memory for what the scans will give.</summary>
    public void Allocate(bool coefficients)
    {
        Samples = SpareArrays.Rent(Stride * PaddedHigh * 8);
        // A scan that ends early leaves zeros.
        Array.Clear(Samples);
        Coefficients = coefficients ? new short[PaddedWide * PaddedHigh * 64] : [];
    }

    public Span<short> Block(int column, int row) => Coefficients.AsSpan(((row * PaddedWide) + column) * 64, 64);

    /// <summary>Brings a block's quantized coefficients to its samples.</summary>
    /// <param name="isFlat">Only the first of the coefficients may differ from 0.</param>
    public void Transform(ReadOnlySpan<short> block, int column, int row, bool isFlat)
    {
        var target = Samples.AsSpan((row * 8 * Stride) + (column * 8));
        if (isFlat)
        {
            JpegFastTransform.Flat(block[0], Multipliers!, target, Stride);
        }
        else
        {
            JpegFastTransform.Block(block, Multipliers!, target, Stride);
        }
    }
}
