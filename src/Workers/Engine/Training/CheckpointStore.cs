using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Memory;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// Checkpoints of a run in its <c>checkpoint/</c> folder: the newest and the one before. A file is: 8 bytes <c>MLOPSCP2</c> (of older runs <c>MLOPSCP1</c>,
/// which is read), the length of
/// the header (int64, little endian), the header (JSON: state and a table of tensors), the tensors' bytes, and SHA-256 of all before it.
/// </summary>
public sealed class CheckpointStore(string folder)
{
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
    /// <exception cref="Core.RefusedException">A newer program wrote it.</exception>
    public StoredCheckpoint? Load(Action<string> damaged)
    {
        foreach (var (_, path) in Numbered())
        {
            if (StoredCheckpoint.TryOpen(path) is { } checkpoint)
            {
                return checkpoint;
            }
            damaged(Path.GetFileName(path));
        }
        return null;
    }

    /// <summary>Paths of the checkpoints in a folder, the oldest first.</summary>
    public static IReadOnlyList<string> FilesIn(string folder) => [.. new CheckpointStore(folder).Numbered().Select(file => file.Path).Reverse()];

    /// <summary>Removes all checkpoints: the run starts anew.</summary>
    public void Clear()
    {
        foreach (var (_, path) in Numbered())
        {
            File.Delete(path);
        }
        if (Directory.Exists(folder))
        {
            File.Delete(Path.Combine(folder, RunPictures.FileName));
        }
    }

    private (int Number, string Path)[] Numbered() =>
        Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*.ckpt")
                    .Select(path =>
                        (
                            Number: int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1,
                            path
                        )
                    )
                    .Where(file => file.Number >= 0)
                    .OrderByDescending(file => file.Number),
            ]
            : [];

    private static byte[] Write(Stream stream, Checkpoint checkpoint)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
        var table = checkpoint.Tensors.Select(t => new StoredCheckpoint.Entry(t.Name, t.Value.dtype.ToString(), t.Value.shape)).ToArray();
        using var header = new TensorStream(1 << 16);
        JsonSerializer.Serialize(header, new StoredCheckpoint.Header(checkpoint.State, table), StoredCheckpoint.Json);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        Put(StoredCheckpoint.Magic);
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
}
