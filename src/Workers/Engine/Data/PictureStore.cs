using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// Pictures of a data set at the size a network takes, decoded once and kept in memory: as bytes where no resizing was needed, as
/// float32 where it was, so that values equal Keras's. Past <paramref name="budgetBytes"/> pictures are decoded again at each use.
/// </summary>
/// <param name="files">The pictures.</param>
/// <param name="format">Size and colour.</param>
/// <param name="limits">Header limits; default 100 million pixels.</param>
/// <param name="budgetBytes">Memory for decoded pictures; default 3 GiB.</param>
public sealed class PictureStore(LabelledFiles files, PictureFormat format, PictureLimits? limits = null, long budgetBytes = 3L << 30)
{
    private readonly Array?[] _kept = new Array?[files.Files.Count];
    private PictureStore? _whole;
    private int[] _rows = [];
    private readonly IReadOnlyList<float>? _weights = files.Weights;
    private long _used;

    public LabelledFiles Files => files;

    public PictureFormat Format => format;

    public int Count => files.Files.Count;

    /// <summary>True while every picture seen so far is kept decoded.</summary>
    public bool KeepsAll => Volatile.Read(ref _used) <= budgetBytes;

    /// <summary>Of a subset: the store it was taken from, and the place there of each of its pictures. Null of a whole.</summary>
    internal (PictureStore Whole, IReadOnlyList<int> Rows)? Origin => _whole is null ? null : (_whole, _rows);

    /// <summary>Some of the pictures in a new order; decoded in and by this store, so once for all subsets.</summary>
    public PictureStore Subset(IReadOnlyList<int> rows) => new(files with { Files = [.. rows.Select(row => files.Files[row])] }, format, limits, budgetBytes) { _whole = this, _rows = [.. rows] };

    /// <summary>Decodes every picture, several at a time, so that a damaged one is found before training begins.</summary>
    public void Load(IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var done = 0;
        try
        {
            Parallel.For(0, Count, new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                Get(i);
                progress?.Report(Interlocked.Increment(ref done));
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<Core.RefusedException>().FirstOrDefault() is { } refused)
        {
            throw refused;
        }
    }

    /// <summary>Pictures as float32 [n, H, W, C], values 0..255, in the order asked for.</summary>
    public Tensor Batch(ReadOnlySpan<int> indices)
    {
        var batch = torch.empty([indices.Length, format.Height, format.Width, format.Channels], ScalarType.Float32);
        var target = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(batch.bytes);
        for (var i = 0; i < indices.Length; i++)
        {
            var slot = target.Slice(i * format.Length, format.Length);
            switch (Get(indices[i]))
            {
                case byte[] exact:
                    for (var k = 0; k < exact.Length; k++)
                    {
                        slot[k] = exact[k];
                    }
                    break;
                case float[] resized:
                    resized.CopyTo(slot);
                    break;
            }
        }
        return batch;
    }

    /// <summary>Class numbers as int64 [n].</summary>
    public Tensor Labels(ReadOnlySpan<int> indices)
    {
        var labels = new long[indices.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = files.Files[indices[i]].Label;
        }
        return torch.tensor(labels);
    }

    /// <summary>The pictures' own weights [n], or null where their source has none.</summary>
    public Tensor? Weights(ReadOnlySpan<int> indices)
    {
        if (_weights is null)
        {
            return null;
        }
        var weights = new float[indices.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = _weights[indices[i]];
        }
        return torch.tensor(weights);
    }

    private Array Get(int index)
    {
        if (_whole is not null)
        {
            return _whole.Get(_rows[index]);
        }
        if (Volatile.Read(ref _kept[index]) is { } kept)
        {
            return kept;
        }
        var values = Read(index);
        var bytes = values is byte[] ? values.Length : values.Length * 4L;
        if (Interlocked.Add(ref _used, bytes) <= budgetBytes)
        {
            Volatile.Write(ref _kept[index], values);
        }
        return values;
    }

    private Array Read(int index)
    {
        var picture = PictureDecoder.Decode(files.FullPath(index), format.ColorMode, limits);
        if (PictureResizer.IsIdentity(picture, format))
        {
            return picture.Pixels;
        }
        var values = new float[format.Length];
        PictureResizer.Resize(picture, format, values);
        return values;
    }
}
