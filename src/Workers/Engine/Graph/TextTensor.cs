using System.Text;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>
/// Text in a numeric tensor: the UTF-8 bytes of each element along a last axis of its own, filled up with 0xFF, which no UTF-8 text holds. A symbolic tensor
/// of type
/// "string" has Keras's shape, (None, 1); the tensor that flows has one axis more, and can be sliced and joined by samples like any other.
/// </summary>
public static class TextTensor
{
    private const byte Filler = 0xFF;

    /// <summary>Texts in C order.</summary>
    /// <param name="shape">Without the axis of bytes.</param>
    public static Tensor Of(IReadOnlyList<string> texts, params long[] shape)
    {
        byte[][] encoded = [.. texts.Select(Encoding.UTF8.GetBytes)];
        var width = Math.Max(1, encoded.Max(bytes => (int?)bytes.Length) ?? 1);
        var all = new byte[encoded.Length * (long)width];
        all.AsSpan().Fill(Filler);
        for (var i = 0; i < encoded.Length; i++)
        {
            encoded[i].CopyTo(all, i * (long)width);
        }

        return tensor(all, [.. shape, width], ScalarType.Byte);
    }

    /// <summary>The texts in C order.</summary>
    public static string[] Read(Tensor text)
    {
        using var whole = text.contiguous().cpu();
        var width = (int)whole.shape[^1];
        var bytes = whole.data<byte>().ToArray();
        var result = new string[bytes.Length / width];
        for (var i = 0; i < result.Length; i++)
        {
            var own = bytes.AsSpan(i * width, width);
            var end = own.IndexOf(Filler);
            result[i] = Encoding.UTF8.GetString(end < 0 ? own : own[..end]);
        }

        return result;
    }

    /// <summary>The shape without the axis of bytes.</summary>
    public static long[] ShapeOf(Tensor text) => text.shape[..^1];
}
