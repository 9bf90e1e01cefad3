using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;
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
/// <param name="budgetBytes">Memory for decoded pictures; default <see cref="MemoryBudget.DecodedPictures"/>.</param>
public sealed class PictureStore(LabelledFiles files, PictureFormat format, PictureLimits? limits = null, long? budgetBytes = null)
{
    private readonly long _budget = budgetBytes ?? MemoryBudget.Current.DecodedPictures;
    private readonly Array?[] _kept = new Array?[files.Files.Count];
    private readonly string?[] _ids = new string?[files.Files.Count];
    private readonly (int Width, int Height)[] _sizes = new (int, int)[files.Files.Count];
    private PictureStore? _whole;
    private int[] _rows = [];
    private readonly IReadOnlyList<float>? _weights = files.Weights;
    private long _used;
    private int _decoded;

    private readonly ConcurrentDictionary<int, bool> _unturned = [];
    private readonly Dictionary<int, (string Id, Func<Core.RefusedException> Refuse)> _expected = [];

    /// <summary>Whether every picture's content is hashed when it is read, not only of those whose source lists a hash.</summary>
    internal bool Identifies { get; init; }

    /// <summary>Where decoded pictures outlive the run; null for nowhere.</summary>
    internal PictureCache? Cache { get; init; }

    /// <summary>Whether every picture is turned as the EXIF orientation in its file says (true) or none is (false); null turns those whose source says
    /// so.</summary>
    public bool? Turns { get; init; }

    /// <summary>Whether <see cref="Unturned"/> is counted.</summary>
    public bool CountsUnturned { get; init; }

    /// <summary>Pictures decoded so far whose file has an EXIF orientation by which they were not turned.</summary>
    public int Unturned => _unturned.Count;

    /// <summary>Pictures decoded so far; those found decoded do not count.</summary>
    public int Decoded => _whole?.Decoded ?? Volatile.Read(ref _decoded);

    /// <summary>The store that decodes: this one, or the one that this is a subset of.</summary>
    internal PictureStore Whole => _whole?.Whole ?? this;

    public LabelledFiles Files => files;

    public PictureFormat Format => format;

    public int Count => files.Files.Count;

    /// <summary>True while every picture seen so far is kept decoded.</summary>
    public bool KeepsAll => _whole?.KeepsAll ?? Volatile.Read(ref _used) <= _budget;

    /// <summary>Some of the pictures in a new order; decoded in and by this store, so once for all subsets.</summary>
    public PictureStore Subset(IReadOnlyList<int> rows) =>
        new(files with { Files = [.. rows.Select(row => files.Files[row])] }, format, limits, _budget) { _whole = this, _rows = [.. rows] };

    /// <summary>Decodes every picture, several at a time, so that a damaged one is found before training begins.</summary>
    public void Load(IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var done = 0;
        ProcessThreads.For(
            Count,
            i =>
            {
                Get(i);
                progress?.Report(Interlocked.Increment(ref done));
            },
            cancellationToken
        );
    }

    /// <summary>SHA-256 of a picture's file: the same wherever and under whatever name it lies.</summary>
    public string ContentId(int index)
    {
        if (_whole is not null)
        {
            return _whole.ContentId(_rows[index]);
        }
        if (_ids[index] is { } known)
        {
            return known;
        }
        try
        {
            using var file = File.OpenRead(files.FullPath(index));
            return Recognised(index, Convert.ToHexStringLower(SHA256.HashData(file)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new Core.RefusedException(new Refusal("data.picture.unreadable", ("picture", files.FullPath(index)), ("fault", fault.Message)));
        }
    }

    /// <summary>Whether pictures of the same name here show the same: the <see cref="ContentId"/> where they are as stored, another name for each way of
    /// turning them.</summary>
    public string ViewId(int index)
    {
        if (_whole is not null)
        {
            return _whole.ViewId(_rows[index]);
        }
        var turn = Turns switch
        {
            true => "exif",
            false => null,
            null => files.Files[index].Turn?.ToString(CultureInfo.InvariantCulture),
        };
        return turn is null ? ContentId(index) : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{ContentId(index)} {turn}")));
    }

    /// <summary>The <see cref="ContentId"/> where it is known without reading the picture; else null.</summary>
    internal string? KnownId(int index) =>
        _whole is not null
            ? _whole.KnownId(_rows[index])
            : _ids[index] ?? (_expected.TryGetValue(index, out var expected) ? expected.Id : files.Files[index].Sha256);

    /// <summary>From now on a picture of another content is refused when it is read. Before the first is.</summary>
    internal void Expect(int index, string id, Func<Core.RefusedException> refuse)
    {
        if (_whole is not null)
        {
            _whole.Expect(_rows[index], id, refuse);
            return;
        }
        _expected[index] = (id, refuse);
    }

    // What a picture's content is, the first time that it is read whole.
    private string Recognised(int index, string id)
    {
        if (files.Files[index].Sha256 is { } listed && listed != id)
        {
            throw new Core.RefusedException(
                new Refusal(RefusalKind.Unavailable, "picture.changed", ("picture", files.Files[index].Path), ("expected", listed), ("received", id))
            );
        }
        if (_expected.TryGetValue(index, out var expected) && expected.Id != id)
        {
            throw expected.Refuse();
        }
        return _ids[index] = id;
    }

    /// <summary>Finds out every <see cref="ContentId"/>, several files at a time.</summary>
    public void Identify(CancellationToken cancellationToken = default) => ProcessThreads.For(Count, i => ContentId(i), cancellationToken);

    /// <summary>As <see cref="Batch"/>, several decoded at a time and none kept: for what is looked at once.</summary>
    public Tensor BatchOnce(int[] indices)
    {
        var batch = torch.empty([indices.Length, format.Height, format.Width, format.Channels], ScalarType.Float32);
        try
        {
            ProcessThreads.For(
                indices.Length,
                i => Write(indices[i], MemoryMarshal.Cast<byte, float>(batch.bytes).Slice(i * format.Length, format.Length)),
                default
            );
        }
        catch
        {
            batch.Dispose();
            throw;
        }
        return batch;
    }

    /// <summary>Where a picture that was decoded here lies in what the network is given.</summary>
    public PicturePlacement Placement(int index) =>
        _whole is not null ? _whole.Placement(_rows[index]) : PicturePlacement.Of(format, _sizes[index].Width, _sizes[index].Height);

    /// <summary>Pictures as float32 [n, H, W, C], values 0..255, in the order asked for.</summary>
    public Tensor Batch(ReadOnlySpan<int> indices, CancellationToken stop = default)
    {
        var batch = torch.empty([indices.Length, format.Height, format.Width, format.Channels], ScalarType.Float32);
        var target = MemoryMarshal.Cast<byte, float>(batch.bytes);
        for (var i = 0; i < indices.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            CopyTo(Get(indices[i]), target.Slice(i * format.Length, format.Length));
        }
        return batch;
    }

    private static void CopyTo(Array pixels, Span<float> target)
    {
        if (pixels is byte[] exact)
        {
            PictureResizer.Widen(exact, target);
            return;
        }
        ((float[])pixels).CopyTo(target);
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

    /// <summary>One picture as float32 [H, W, C], values 0..255; not kept in memory. From any thread.</summary>
    internal void Write(int index, Span<float> target)
    {
        if (_whole is not null)
        {
            _whole.Write(_rows[index], target);
            return;
        }
        if (Volatile.Read(ref _kept[index]) is { } kept)
        {
            CopyTo(kept, target);
            return;
        }
        if (Cache?.TryRead(ViewId(index), target) == true)
        {
            return;
        }
        var picture = Decode(index);
        PictureResizer.Write(picture, format, target);
        Remember(index, picture, target);
        SpareArrays.Return(picture.Pixels);
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
        if (Interlocked.Add(ref _used, bytes) <= _budget)
        {
            Volatile.Write(ref _kept[index], values);
        }
        return values;
    }

    private Array Read(int index)
    {
        if (Cache?.Read(ViewId(index)) is { } known)
        {
            return known;
        }
        var picture = Decode(index);
        if (PictureResizer.IsIdentity(picture, format))
        {
            Remember(index, picture, []);
            return picture.Pixels;
        }
        var values = GC.AllocateUninitializedArray<float>(format.Length);
        PictureResizer.Resize(picture, format, values);
        Remember(index, picture, values);
        SpareArrays.Return(picture.Pixels);
        return values;
    }

    // For later runs: the pixels where they have the network's size, else the resized values where that pays.
    private void Remember(int index, DecodedPicture picture, ReadOnlySpan<float> resized)
    {
        if (PictureResizer.IsIdentity(picture, format))
        {
            Cache?.Add(ViewId(index), picture.Pixels);
        }
        else if (PictureCache.Pays(picture, format))
        {
            Cache?.Add(ViewId(index), resized);
        }
    }

    private int? TurnOf(int index, byte[] bytes)
    {
        var turn = Turns switch
        {
            true => PictureOrientation.Of(bytes),
            false => null,
            null => files.Files[index].Turn,
        };
        if (CountsUnturned && turn is null && PictureOrientation.Of(bytes) is not null)
        {
            _unturned.TryAdd(index, true);
        }
        return turn;
    }

    private DecodedPicture Decode(int index)
    {
        Interlocked.Increment(ref _decoded);
        var bytes = PictureDecoder.Read(files.FullPath(index));
        // It is read whole anyway; once a process, however often it is decoded.
        if (_ids[index] is null && (Identifies || files.Files[index].Sha256 is not null))
        {
            Recognised(index, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        var picture = PictureDecoder.Decode(bytes, files.FullPath(index), format.ColorMode, limits, TurnOf(index, bytes));
        _sizes[index] = (picture.Width, picture.Height);
        return picture;
    }
}
