using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats.Protobuf;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Formats.SavedModels;

/// <summary>A checkpoint of TensorFlow: an index of names, and data files with the numbers. Every length is checked before anything is reserved, every
/// checksum before anything is handed out.</summary>
internal sealed class TensorBundle
{
    private const long LargestIndex = 32 << 20;
    private const long LargestText = 64 << 20;
    private const int MostShards = 1000;
    private const int Piece = 1 << 16;

    private readonly ModelFolder folder;
    private readonly string prefix;
    private readonly int shards;
    private readonly Dictionary<string, BundleEntry> entries = [];

    /// <param name="prefix">The files' common name within the folder: <c>variables/variables</c> for variables/variables.index and its data.</param>
    /// <exception cref="RefusedException">Not a checkpoint, or a damaged one.</exception>
    public TensorBundle(ModelFolder folder, string prefix)
    {
        (this.folder, this.prefix) = (folder, prefix);
        foreach (var (key, value) in SortedTable.Read(folder.Read(prefix + ".index", LargestIndex), Index))
        {
            if (key.Length == 0)
            {
                shards = ReadHeader(value);
            }
            else if (Entry(Encoding.UTF8.GetString(key), value) is { } entry)
            {
                entries.Add(entry.Key, entry);
            }
        }
        if (shards is < 1 or > MostShards)
        {
            throw Damaged();
        }
        foreach (var entry in entries.Values)
        {
            Check(entry);
        }
    }

    /// <summary>All tensors, in the order of their names' bytes.</summary>
    public IReadOnlyCollection<BundleEntry> Entries => entries.Values;

    private string Index => $"{folder.Source}/{prefix}.index";

    public BundleEntry? Find(string key) => entries.GetValueOrDefault(key);

    /// <summary>The numbers of some tensors as float32, file by file, each from its beginning to its end.</summary>
    /// <param name="wanted">Numbers all.</param>
    /// <param name="use">Gets each with its tensor, which is disposed behind it.</param>
    /// <exception cref="RefusedException">What is not numbers, is stored in slices, or has another checksum.</exception>
    public void Read(IEnumerable<BundleEntry> wanted, Action<BundleEntry, Tensor> use)
    {
        foreach (var shard in wanted.GroupBy(entry => entry.Shard))
        {
            using var file = new BundleShard(folder, Data(shard.Key));
            foreach (var entry in shard.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Bytes))
            {
                if (entry.IsSliced || entry.NumberType is not { Read: { } read } type)
                {
                    throw new RefusedException(
                        new Refusal(entry.IsSliced ? "formats.savedModel.sliced" : "formats.savedModel.notNumbers", ("file", Index), ("tensor", Short(entry)))
                    );
                }
                using var scope = NewDisposeScope();
                var numbers = empty([.. entry.Shape], ScalarType.Float32);
                var size = type.Bits / 8;
                var buffer = new byte[Piece];
                var crc = new Crc32C();
                file.MoveTo(entry.Offset);
                for (long done = 0; done < entry.Bytes; )
                {
                    var piece = buffer.AsSpan(0, (int)Math.Min(Piece, entry.Bytes - done));
                    file.Read(piece);
                    crc.Append(piece);
                    read(piece, Memory.TensorMemory.Numbers(numbers, done / size, piece.Length / size));
                    done += piece.Length;
                }
                Match(entry, crc.Masked);
                use(entry, numbers);
            }
        }
    }

    /// <summary>The texts of a tensor of texts, as bytes.</summary>
    public IReadOnlyList<byte[]> ReadTexts(BundleEntry entry)
    {
        if (entry.Type != BundleEntry.Text || entry.IsSliced || entry.Bytes > LargestText || entry.Count is not { } count || count > entry.Bytes)
        {
            throw new RefusedException(new Refusal("formats.savedModel.notTexts", ("file", Index), ("tensor", Short(entry))));
        }
        using var file = new BundleShard(folder, Data(entry.Shard));
        var bytes = new byte[entry.Bytes];
        file.MoveTo(entry.Offset);
        file.Read(bytes);
        var input = new CodedInputStream(bytes);
        var lengths = new uint[count];
        var crc = new Crc32C();
        Span<byte> word = stackalloc byte[4];
        try
        {
            for (var i = 0; i < lengths.Length; i++)
            {
                lengths[i] = input.ReadUInt32();
                BinaryPrimitives.WriteUInt32LittleEndian(word, lengths[i]);
                crc.Append(word);
            }
        }
        catch (InvalidProtocolBufferException)
        {
            throw Damaged();
        }
        // Behind the lengths stands their checksum, which counts in that of the whole.
        var start = input.Position + 4;
        if (start > bytes.Length || start + lengths.Sum(length => (long)length) != bytes.Length)
        {
            throw Damaged();
        }
        crc.Append(bytes.AsSpan((int)input.Position));
        Match(entry, crc.Masked);
        List<byte[]> texts = [];
        foreach (var length in lengths)
        {
            texts.Add(bytes[(int)start..(int)(start + length)]);
            start += length;
        }
        return texts;
    }

    // Its name is made here: an index that names a file is not listened to.
    private string Data(int shard) => $"{prefix}.data-{shard:00000}-of-{shards:00000}";

    private int ReadHeader(byte[] message)
    {
        var fields = ProtoReader.Read(message, Index).ToList();
        return fields.Any(field => field.Number == 2 && field.Whole != 0)
            ? throw new RefusedException(new Refusal("formats.savedModel.bigEndian", ("file", Index)))
            : (int)Math.Min(fields.Where(field => field.Number == 1).Select(field => field.Whole).LastOrDefault(), int.MaxValue);
    }

    private BundleEntry? Entry(string key, byte[] message)
    {
        var fields = ProtoReader.Read(message, Index).ToList();
        ulong Whole(int number) => fields.Where(field => field.Number == number).Select(field => field.Whole).LastOrDefault();
        var shape = fields
            .Where(field => field.Number == 2)
            .SelectMany(field => ProtoReader.Find(field.Content, Index, 2))
            .Select(size => (long)ProtoReader.Read(size, Index).Where(field => field.Number == 1).Select(field => field.Whole).LastOrDefault());
        return new BundleEntry(
            key,
            (int)Math.Min(Whole(1), int.MaxValue),
            [.. shape],
            (int)Math.Min(Whole(3), int.MaxValue),
            (long)Whole(4),
            (long)Whole(5),
            (uint)Whole(6),
            fields.Any(field => field.Number == 7)
        );
    }

    private void Check(BundleEntry entry)
    {
        var name = entry.Shard < shards ? Data(entry.Shard) : null;
        if (
            entry.Shape.Any(size => size < 0)
            || entry.Count is not { } count
            || (entry is { IsSliced: false, NumberType: { } type } && (count > long.MaxValue / 8 || count * (type.Bits / 8) != entry.Bytes))
            || entry.Offset < 0
            || entry.Bytes < 0
            || name is null
        )
        {
            throw Damaged();
        }
        if (entry.IsSliced)
        {
            return;
        }
        if (!folder.Names.Contains(name))
        {
            throw new RefusedException(
                new Refusal("formats.folder.missing", ("folder", folder.Source), ("name", name), ("received", string.Join(", ", folder.Names.Take(10))))
            );
        }
        if (entry.Bytes > folder.Length(name) || entry.Offset > folder.Length(name) - entry.Bytes)
        {
            throw new RefusedException(
                new Refusal(
                    "formats.savedModel.dataShort",
                    ("file", $"{folder.Source}/{name}"),
                    ("tensor", Short(entry)),
                    RefusalValue.OfBytes("bytes", entry.Bytes),
                    RefusalValue.OfBytes("received", folder.Length(name))
                )
            );
        }
    }

    private void Match(BundleEntry entry, uint received)
    {
        if (received != entry.Checksum)
        {
            throw new RefusedException(
                new Refusal(
                    "formats.savedModel.checksum",
                    ("file", $"{folder.Source}/{Data(entry.Shard)}"),
                    ("tensor", Short(entry)),
                    ("expected", $"{entry.Checksum:x8}"),
                    ("received", $"{received:x8}")
                )
            );
        }
    }

    private static string Short(BundleEntry entry) => Layers.Operations.Constants.Short(entry.Key);

    private RefusedException Damaged() => new(new Refusal("formats.savedModel.table", ("file", Index)));
}
