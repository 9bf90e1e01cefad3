namespace MlOpsDashboard.Workers.Engine.Data.Jpeg;

/// <summary>One colour component of a frame: its sampling, tables and coefficients.</summary>
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

    /// <summary>64 quantized coefficients a block, natural order, blocks row by row.</summary>
    public short[] Coefficients { get; private set; } = [];
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
        Coefficients = new short[PaddedWide * PaddedHigh * 64];
    }

    public Span<short> Block(int column, int row) => Coefficients.AsSpan(((row * PaddedWide) + column) * 64, 64);
}
