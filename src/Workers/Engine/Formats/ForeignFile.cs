using System.Text;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Names what people bring in place of a model file of Keras, and the way out. Nothing of such a file is parsed.</summary>
internal static class ForeignFile
{
    /// <returns>Words that go on from "Received 'name', "; null where the file is not known.</returns>
    public static Refusal? Words(ReadOnlySpan<byte> bytes) =>
        bytes switch
        {
            [] => new("formats.foreign.empty"),
            [0x80, >= 2 and <= 5, ..] => new("formats.foreign.pickle"),
            [0x1F, 0x8B, ..] => new("formats.foreign.gzip"),
            [_, _, _, _, (byte)'T', (byte)'F', (byte)'L', (byte)'3', ..] => new("formats.foreign.tensorFlowLite"),
            _ when bytes.StartsWith("version https://git-lfs"u8) => new("formats.foreign.gitLfs"),
            _ when IsPage(bytes) => new("formats.foreign.page"),
            _ when bytes.StartsWith("<?xml"u8) => new("formats.foreign.xml"),
            _ when bytes.StartsWith("Rar!"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF]) => new("formats.foreign.archive"),
            _ when IsSafetensors(bytes) => new("formats.foreign.safetensors"),
            [0x08, <= 0x20, 0x12, ..] or [0x08, <= 0x20, 0x3A, ..] or [0x08, <= 0x20, 0x1A, ..] => new("formats.foreign.onnx"),
            _ when IsTar(bytes) => new("formats.foreign.tar"),
            _ => null,
        };

    /// <summary>What a zip without a model of Keras is, by the names in it.</summary>
    public static Refusal? Words(IReadOnlyCollection<string> names) =>
        names switch
        {
            _ when names.Contains("model.weights.npz") => new("formats.foreign.npzWeights"),
            _ when names.Any(name => name.EndsWith("data.pkl", StringComparison.Ordinal)) => new("formats.foreign.torch"),
            _ when names.Any(name => name.EndsWith("saved_model.pb", StringComparison.Ordinal)) => new("formats.foreign.savedModel"),
            _ when names.Count > 0 && names.All(name => name.EndsWith(".npy", StringComparison.Ordinal)) => new("formats.foreign.arrays"),
            _ when names.FirstOrDefault(name => name.EndsWith(".keras", StringComparison.Ordinal) || name.EndsWith(".h5", StringComparison.Ordinal))
                    is { } inner
                    && !names.Contains("config.json") => new("formats.foreign.zipped", ("file", Layers.Operations.Constants.Short(inner))),
            _ => null,
        };

    private static bool IsPage(ReadOnlySpan<byte> bytes)
    {
        var start = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 256)]).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\r', '\n', '\t');
        return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase);
    }

    // The length of its directory as eight bytes, then the directory as JSON.
    private static bool IsSafetensors(ReadOnlySpan<byte> bytes) => bytes.Length > 9 && bytes[4..8].IndexOfAnyExcept((byte)0) < 0 && bytes[8] == (byte)'{';

    private static bool IsTar(ReadOnlySpan<byte> bytes) => bytes.Length > 262 && bytes[257..262].SequenceEqual("ustar"u8);
}
