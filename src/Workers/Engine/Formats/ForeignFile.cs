using System.Text;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Names what people bring in place of a model file of Keras, and the way out. Nothing of such a file is parsed.</summary>
internal static class ForeignFile
{
    /// <returns>Words that go on from "Received 'name', "; null where the file is not known.</returns>
    public static string? Words(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [] => "which is empty",
        [0x80, >= 2 and <= 5, ..] => "a pickle of Python, which is never read, since it can run code: save the model as .keras, or the weights as .safetensors",
        [0x1F, 0x8B, ..] => "a gzip archive: unpack it first",
        [_, _, _, _, (byte)'T', (byte)'F', (byte)'L', (byte)'3', ..] => "a TensorFlow Lite file: save the model that it was made from as .keras",
        _ when bytes.StartsWith("version https://git-lfs"u8) => "the pointer of Git LFS in place of the file: fetch the file itself (git lfs pull)",
        _ when IsPage(bytes) => "a web page: the download answered something else than the file",
        _ when bytes.StartsWith("<?xml"u8) => "an XML document: the download answered something else than the file",
        _ when bytes.StartsWith("Rar!"u8) || bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF]) => "an archive: unpack it first",
        _ when IsSafetensors(bytes) => "weights without a network (.safetensors): name the network, as in backbone:NAME?weights=FILE&map=MAP.json",
        [0x08, <= 0x20, 0x12, ..] or [0x08, <= 0x20, 0x3A, ..] or [0x08, <= 0x20, 0x1A, ..] => "which looks like an ONNX file: save the model that it was made from as .keras",
        _ when IsTar(bytes) => "a tar archive: unpack it first",
        _ => null,
    };

    /// <summary>What a zip without a model of Keras is, by the names in it.</summary>
    public static string? Words(IReadOnlyCollection<string> names) => names switch
    {
        _ when names.Contains("model.weights.npz") => "a model with weights as .npz, which are never read, since Python reads them by pickle: save the model with weights as HDF5, Keras's default",
        _ when names.Any(name => name.EndsWith("data.pkl", StringComparison.Ordinal)) => "a file of PyTorch, which is never read, since its pickle can run code: save the weights as .safetensors",
        _ when names.Any(name => name.EndsWith("saved_model.pb", StringComparison.Ordinal)) => "a zipped SavedModel: load it in TensorFlow and save it as .keras",
        _ when names.Count > 0 && names.All(name => name.EndsWith(".npy", StringComparison.Ordinal)) => "arrays of NumPy (.npz): save the model as .keras",
        _ when names.FirstOrDefault(name => name.EndsWith(".keras", StringComparison.Ordinal) || name.EndsWith(".h5", StringComparison.Ordinal)) is { } inner && !names.Contains("config.json") => $"a zip around the model file '{Layers.Operations.Constants.Short(inner)}': unpack it first",
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
