using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// Checkpoints of a run in its <c>checkpoint/</c> folder: the newest and the one before. A file is: 8 bytes <c>MLOPSCP1</c>, the length of
/// the header (int64, little endian), the header (JSON: state and a table of tensors), the tensors' bytes, and SHA-256 of all before it.
/// </summary>
public sealed class CheckpointStore(string folder)
{
    private static readonly byte[] Magic = "MLOPSCP1"u8.ToArray();
    private const int HashLength = 32;

    /// <summary>Writes a checkpoint beside the older one, then removes what is older still.</summary>
    /// <returns>Its file name and SHA-256.</returns>
    public (string File, string Sha256) Save(Checkpoint checkpoint)
    {
        Directory.CreateDirectory(folder);
        var number = Numbered().Select(file => file.Number).FirstOrDefault() + 1;
        var path = Path.Combine(folder, $"{number:D8}.ckpt");
        byte[] hash = [];
        DurableFile.Write(path, stream => hash = Write(stream, checkpoint));
        foreach (var (_, old) in Numbered().Skip(2))
        {
            File.Delete(old);
        }
        return ($"checkpoint/{Path.GetFileName(path)}", Convert.ToHexStringLower(hash));
    }

    /// <summary>The newest whole checkpoint, or null. Damaged ones are named to <paramref name="damaged"/> and passed over.</summary>
    public Checkpoint? Load(Action<string> damaged)
    {
        foreach (var (_, path) in Numbered())
        {
            if (TryRead(path) is { } checkpoint)
            {
                return checkpoint;
            }
            damaged(Path.GetFileName(path));
        }
        return null;
    }

    /// <summary>Removes all checkpoints: the run starts anew.</summary>
    public void Clear()
    {
        foreach (var (_, path) in Numbered())
        {
            File.Delete(path);
        }
    }

    private (int Number, string Path)[] Numbered() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.ckpt")
            .Select(path => (Number: int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1, path))
            .Where(file => file.Number >= 0)
            .OrderByDescending(file => file.Number)]
        : [];

    private static byte[] Write(Stream stream, Checkpoint checkpoint)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
        var table = checkpoint.Tensors.Select(t => new TensorEntry(t.Name, t.Value.dtype.ToString(), t.Value.shape)).ToArray();
        using var header = new TensorStream(1 << 16);
        JsonSerializer.Serialize(header, new Header(checkpoint.State, table));
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        Put(Magic);
        Put(length);
        Put(header.Written.Span);
        foreach (var (_, value) in checkpoint.Tensors)
        {
            using var scope = torch.NewDisposeScope();
            Put(value.detach().cpu().contiguous().bytes);
        }
        var digest = hash.GetHashAndReset();
        stream.Write(digest);
        return digest;
    }

    private static Checkpoint? TryRead(string path)
    {
        var tensors = new List<(string, Tensor)>();
        try
        {
            using var file = File.OpenRead(path);
            if (!IsWhole(file))
            {
                return null;
            }
            file.Position = 0;
            Span<byte> start = stackalloc byte[Magic.Length + 8];
            file.ReadExactly(start);
            if (!start.StartsWith(Magic))
            {
                return null;
            }
            var text = new byte[BinaryPrimitives.ReadInt64LittleEndian(start[Magic.Length..])];
            file.ReadExactly(text);
            var header = JsonSerializer.Deserialize<Header>(text)!;
            foreach (var entry in header.Tensors)
            {
                var tensor = torch.empty(entry.Shape, Enum.Parse<ScalarType>(entry.Type)).DetachFromDisposeScope();
                tensors.Add((entry.Name, tensor));
                file.ReadExactly(tensor.bytes);
            }
            return new Checkpoint(header.State, tensors);
        }
        catch (Exception e) when (e is IOException or JsonException or ArgumentException or OverflowException)
        {
            foreach (var (_, tensor) in tensors)
            {
                tensor.Dispose();
            }
            return null;
        }
    }

    // Read through once before anything of it is believed, a little at a time: it is as large as weights and moments together.
    private static bool IsWhole(FileStream file)
    {
        var content = file.Length - HashLength;
        if (content < Magic.Length + 8)
        {
            return false;
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (var at = 0L; at < content;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, content - at));
            file.ReadExactly(part);
            hash.AppendData(part);
            at += part.Length;
        }
        Span<byte> said = stackalloc byte[HashLength];
        file.ReadExactly(said);
        return said.SequenceEqual(hash.GetHashAndReset());
    }

    private sealed record Header(CheckpointState State, IReadOnlyList<TensorEntry> Tensors);

    private sealed record TensorEntry(string Name, string Type, long[] Shape);
}
