using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>NumPy's .npy files: one array of numbers or text, in C or Fortran order; read as what a network's input takes, written as float32.</summary>
/// <remarks>https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html</remarks>
public static partial class NpyFile
{
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The array as a network's input takes it: text, whole numbers, or float32.</summary>
    /// <param name="dtype">Keras's name of the input's type: "string" wants an array of unicode (U), "int32" and the like keep whole numbers exact.</param>
    public static Tensor ReadFor(string path, string dtype) => Read(path, dtype);

    /// <summary>The array as float32.</summary>
    /// <exception cref="RefusedException">Not an .npy file, of a type that is no number here, or cut short.</exception>
    public static Tensor Read(string path) => Read(path, "float32");

    private static Tensor Read(string path, string dtype)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(new Refusal("data.npy.unreadable", ("path", path), ("fault", e.Message)));
        }
        if (bytes.Length < 12 || !bytes.AsSpan(0, 6).SequenceEqual(Magic))
        {
            throw new RefusedException(new Refusal("data.npy.none", ("path", path)));
        }
        var wide = bytes[6] >= 2;
        var start = wide ? 12 : 10;
        long length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)) : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        if (start + length > bytes.Length)
        {
            throw new RefusedException(new Refusal("data.npy.cutShort", ("path", path)));
        }
        var header = Encoding.Latin1.GetString(bytes, start, (int)length);
        if (Description().Match(header) is not { Success: true } match)
        {
            throw new RefusedException(new Refusal("data.npy.type", ("path", path), ("received", header.Trim())));
        }
        long[] shape =
        [
            .. match
                .Groups["shape"]
                .Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(part =>
                    long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                        ? size
                        : throw new RefusedException(new Refusal("data.npy.size", ("path", path), ("received", part)))
                ),
        ];
        var type = match.Groups["type"].Value;
        var data = bytes.AsSpan(start + (int)length);
        // Fortran order is C order with the axes the other way round.
        var turned = match.Groups["order"].Value == "True" && shape.Length > 1;
        long[] stored = turned ? [.. shape.Reverse()] : shape;
        using var scope = torch.NewDisposeScope();
        var values =
            dtype == "string"
                ? Texts(path, type, stored, data)
                : Convert(path, type, stored, data, dtype.Contains("int", StringComparison.Ordinal) ? ScalarType.Int64 : ScalarType.Float32);
        if (turned)
        {
            // Text has its letters behind its axes; they stay there.
            var axes = Enumerable.Range(0, shape.Length).Reverse().Concat(Enumerable.Range(shape.Length, (int)values.dim() - shape.Length));
            values = values.permute([.. axes.Select(axis => (long)axis)]).contiguous();
        }
        return values.MoveToOuterDisposeScope();
    }

    /// <summary>Writes a tensor as float32.</summary>
    public static void Write(string path, Tensor values)
    {
        using var scope = torch.NewDisposeScope();
        var exact = values.detach().to_type(ScalarType.Float32).cpu().contiguous();
        var shape = string.Concat(exact.shape.Select(size => string.Create(CultureInfo.InvariantCulture, $"{size}, ")));
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({(exact.shape.Length == 1 ? shape.TrimEnd() : shape.TrimEnd(' ', ','))}), }}";
        // The data begins at a multiple of 64 bytes.
        header = header.PadRight(((header.Length + 11 + 63) / 64 * 64) - 11) + "\n";
        DurableFile.Write(
            path,
            stream =>
            {
                stream.Write(Magic);
                stream.Write([1, 0]);
                Span<byte> length = stackalloc byte[2];
                BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
                stream.Write(length);
                stream.Write(Encoding.Latin1.GetBytes(header));
                stream.Write(exact.bytes);
            }
        );
    }

    // NumPy's U: a fixed number of UTF-32 code points an element, filled up with zeros.
    private static Tensor Texts(string path, string type, long[] shape, ReadOnlySpan<byte> data)
    {
        if (!type.StartsWith("<U", StringComparison.Ordinal) || !int.TryParse(type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var width))
        {
            throw new RefusedException(new Refusal("data.npy.text", ("path", path), ("received", type)));
        }
        var count = shape.Aggregate((Int128)1, (product, size) => product * size);
        if (count * width * 4 != data.Length)
        {
            throw new RefusedException(
                new Refusal(
                    "data.npy.bytes",
                    ("expected", (double)(count * width * 4)),
                    ("shape", string.Join(", ", shape)),
                    ("path", path),
                    ("received", data.Length)
                )
            );
        }
        var texts = new string[(int)count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = width == 0 ? "" : Encoding.UTF32.GetString(data.Slice(i * width * 4, width * 4)).TrimEnd('\0');
        }
        return TextTensor.Of(texts, shape);
    }

    private static Tensor Convert(string path, string type, long[] shape, ReadOnlySpan<byte> data, ScalarType target)
    {
        ScalarType? kind = type switch
        {
            "<f4" => ScalarType.Float32,
            "<f8" => ScalarType.Float64,
            "<f2" => ScalarType.Float16,
            "|u1" => ScalarType.Byte,
            "|i1" => ScalarType.Int8,
            "<i2" or "<u2" => ScalarType.Int16,
            "<i4" or "<u4" => ScalarType.Int32,
            "<i8" or "<u8" => ScalarType.Int64,
            "|b1" => ScalarType.Bool,
            _ => null,
        };
        if (kind is not { } scalar)
        {
            throw new RefusedException(new Refusal("data.npy.numbers", ("path", path), ("received", type)));
        }
        using var scope = torch.NewDisposeScope();
        var width = type[^1] - '0';
        var expected = shape.Aggregate((Int128)width, (product, size) => product * size);
        if (expected != data.Length)
        {
            throw new RefusedException(
                new Refusal("data.npy.bytes", ("expected", (double)expected), ("shape", string.Join(", ", shape)), ("path", path), ("received", data.Length))
            );
        }
        var tensor = torch.empty(shape, scalar);
        data.CopyTo(tensor.bytes);
        if (type is "<u2" or "<u4")
        {
            // libtorch reads them as signed: what is above the middle came out below zero.
            var range = type == "<u2" ? 1L << 16 : 1L << 32;
            tensor = tensor.to_type(ScalarType.Int64);
            tensor = tensor.add(tensor.lt(0).to_type(ScalarType.Int64).mul(range));
        }
        else if (type == "<u8" && tensor.numel() > 0 && tensor.min().item<long>() < 0)
        {
            throw new RefusedException(new Refusal("data.npy.largeNumbers", ("path", path)));
        }
        return tensor.to_type(target).MoveToOuterDisposeScope();
    }

    [GeneratedRegex(@"'descr':\s*'(?<type>[^']+)'.*'fortran_order':\s*(?<order>True|False).*'shape':\s*\((?<shape>[0-9, ]*)\)")]
    private static partial Regex Description();
}
