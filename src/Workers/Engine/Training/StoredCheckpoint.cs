using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A whole checkpoint of a <see cref="CheckpointStore"/>, its tensors still in its file: they are as large as weights and moments together, and are
/// read one at a time.</summary>
public sealed class StoredCheckpoint : IDisposable
{
    /// <summary>The newest format that is read, and the one that is written.</summary>
    internal const int Format = 2;

    internal static readonly byte[] Magic = "MLOPSCP2"u8.ToArray();
    internal static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private const int HashLength = 32;

    private readonly FileStream _file;
    private readonly IReadOnlyList<(Entry Entry, long Position)> _tensors;

    private StoredCheckpoint(FileStream file, Header header)
    {
        (_file, State) = (file, header.State);
        var at = file.Position;
        var tensors = new List<(Entry, long)>(header.Tensors.Count);
        foreach (var entry in header.Tensors)
        {
            tensors.Add((entry, at));
            at += entry.Shape.Aggregate((long)Enum.Parse<ScalarType>(entry.Type).ElementSize(), (product, size) => checked(product * size));
        }
        _tensors = tensors;
    }

    public CheckpointState State { get; }

    /// <summary>Whether tensors of that group were saved.</summary>
    public bool Has(string group) => Of(group).Any();

    /// <summary>The tensors of a group in order. Each is there until the next is asked for.</summary>
    public IEnumerable<Tensor> Group(string group)
    {
        foreach (var (entry, position) in Of(group))
        {
            using var tensor = torch.empty(entry.Shape, Enum.Parse<ScalarType>(entry.Type)).DetachFromDisposeScope();
            _file.Position = position;
            _file.ReadExactly(tensor.bytes);
            yield return tensor;
        }
    }

    /// <summary>As <see cref="Group"/>, each with the path that it was saved under.</summary>
    public IEnumerable<(string Path, Tensor Value)> Named(string group) => Paths(group).Zip(Group(group));

    /// <summary>Of the tensors of a group, in order.</summary>
    public IEnumerable<string> Paths(string group) => Of(group).Select(tensor => tensor.Entry.Name.Split('/', 3)[2]);

    /// <summary>Of the tensors of a group, in order.</summary>
    public IEnumerable<long[]> Shapes(string group) => Of(group).Select(tensor => tensor.Entry.Shape);

    public void Dispose() => _file.Dispose();

    /// <summary>Opens a checkpoint; null where it is not whole.</summary>
    /// <exception cref="RefusedException">It is whole, and a newer program wrote it.</exception>
    internal static StoredCheckpoint? TryOpen(string path)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (IsWhole(file) && ReadHeader(file) is { } header)
            {
                return new StoredCheckpoint(file, header);
            }
        }
        catch (Exception e) when (e is IOException or JsonException or ArgumentException or OverflowException) { }
        catch (RefusedException)
        {
            file?.Dispose();
            throw;
        }
        file?.Dispose();
        return null;
    }

    private static Header? ReadHeader(FileStream file)
    {
        file.Position = 0;
        Span<byte> start = stackalloc byte[Magic.Length + 8];
        file.ReadExactly(start);
        if (!start.StartsWith(Magic.AsSpan(0, Magic.Length - 1)) || start[Magic.Length - 1] is not (>= (byte)'1' and <= (byte)'9' and var digit))
        {
            return null;
        }
        if (digit - '0' > Format)
        {
            throw new RefusedException(
                new Refusal(RefusalKind.Conflict, "training.resume.newer", ("path", file.Name), ("format", digit - '0'), ("known", Format))
            );
        }
        var text = new byte[BinaryPrimitives.ReadInt64LittleEndian(start[Magic.Length..])];
        file.ReadExactly(text);
        return digit == '1'
            ? JsonNode.Parse(text) is { } older
                ? CheckpointFormat1.Read(older)
                : null
            : JsonSerializer.Deserialize<Header>(text, Json);
    }

    // Read through once before anything of it is believed, a little at a time.
    private static bool IsWhole(FileStream file)
    {
        var content = file.Length - HashLength;
        if (content < Magic.Length + 8)
        {
            return false;
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 16];
        for (var at = 0L; at < content; )
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

    internal sealed record Header(CheckpointState State, IReadOnlyList<Entry> Tensors);

    internal sealed record Entry(string Name, string Type, long[] Shape);

    private IEnumerable<(Entry Entry, long Position)> Of(string group) =>
        _tensors.Where(tensor => tensor.Entry.Name.StartsWith(group + "/", StringComparison.Ordinal));
}
