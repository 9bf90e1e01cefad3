using MlOpsDashboard.Core.Storage;
using NetVips;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Writes pixels as PNG: whole, or not at all.</summary>
public static class PictureWriter
{
    /// <param name="pixels">[H, W, C] bytes; 1 channel is gray, 3 RGB, 4 RGBA.</param>
    public static void WritePng(string path, int height, int width, int channels, ReadOnlySpan<byte> pixels)
    {
        using var raw = Image.NewFromMemory(pixels.ToArray(), width, height, channels, Enums.BandFormat.Uchar);
        using var image = raw.Copy(interpretation: channels == 1 ? Enums.Interpretation.Bw : Enums.Interpretation.Srgb);
        var bytes = image.PngsaveBuffer(compression: 3);
        DurableFile.Write(path, file => file.Write(bytes));
    }
}
