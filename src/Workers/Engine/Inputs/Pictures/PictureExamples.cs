using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Training;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Inputs.Pictures;

/// <summary>Pictures as examples: float32 [n, H, W, C], values 0..255, and their targets.</summary>
/// <param name="store">Reads and keeps them.</param>
/// <param name="targets">Makes tensors of what is stored of each.</param>
public sealed class PictureExamples(PictureStore store, ITargets targets) : IExamples
{
    private readonly Dictionary<int, long> _sizes = [];

    public PictureStore Store => store;

    public int Count => store.Count;

    /// <summary>How many of the draws, as a share, are four pictures in one (<see cref="MosaicPart"/>).</summary>
    public double Mosaic { get; init; }

    public bool VariesByDraw => Mosaic > 0;

    public object Source => store.Whole;

    public int Decoded => store.Decoded;

    public string Format => store.Format.ToString();

    public string Name(int row) => store.Files.Files[row].Path;

    public IReadOnlyList<double> Target(int row) => store.Files.Files[row].TargetNumbers;

    public float? Weight(int row) => store.Files.Files[row].Weight;

    public string ViewId(int row) => store.ViewId(row);

    public void Identify(CancellationToken stop = default) => store.Identify(stop);

    public void Load(CancellationToken stop = default) => store.Load(cancellationToken: stop);

    public int MostAtOnce(int wanted) => store.Format.Batch(wanted);

    public IExamples Subset(IReadOnlyList<int> rows) => new PictureExamples(store.Subset(rows), targets) { Mosaic = Mosaic };

    public Batch Targets(IReadOnlyList<Draw> draws)
    {
        int[] rows = [.. draws.Select(draw => draw.Row)];
        IReadOnlyList<double>[] stored =
        [
            .. draws.Select(draw => PartsOf(draw) is { } parts ? targets.Mosaic([.. parts.Select(part => (part, Target(part.Row)))]) : Target(draw.Row)),
        ];
        return new Batch([], targets.ToTensors(stored), store.Weights(rows)) { Points = targets.Points(stored) };
    }

    // What lies decoded in memory is as quick to copy as to wait for.
    public IBatchReader Read(IReadOnlyList<Draw[]> batches, int ahead, bool once = false) =>
        new Reader(this, batches, !once && store.KeepsAll ? null : new PictureBatches(store, [.. batches.Select(RowsOf)], ahead));

    private IReadOnlyList<MosaicPart>? PartsOf(Draw draw) => VariesByDraw ? MosaicPart.Of(draw, Mosaic, Count, store.Format) : null;

    // All pictures that a batch is made of.
    private int[] RowsOf(Draw[] draws) => [.. draws.SelectMany(draw => PartsOf(draw)?.Select(part => part.Row) ?? [draw.Row])];

    private Tensor Joined(Draw[] draws, Tensor pictures)
    {
        using var scope = NewDisposeScope();
        var joined = zeros(draws.Length, store.Format.Height, store.Format.Width, store.Format.Channels);
        var from = 0;
        for (var i = 0; i < draws.Length; i++)
        {
            if (PartsOf(draws[i]) is not { } parts)
            {
                joined[i].copy_(pictures[from++]);
                continue;
            }
            foreach (var part in parts)
            {
                var (height, width) = (part.Bottom - part.Top, part.Right - part.Left);
                var small = Resizing.Resize(pictures.narrow(0, from++, 1), part.Height, part.Width, "bilinear", antialias: true)[0];
                joined[i]
                    .narrow(0, part.Top, height)
                    .narrow(1, part.Left, width)
                    .copy_(small.narrow(0, part.Top - part.Y, height).narrow(1, part.Left - part.X, width));
            }
        }
        return joined.MoveToOuterDisposeScope();
    }

    public ExampleIdentity Identity(int row)
    {
        if (!_sizes.TryGetValue(row, out var bytes))
        {
            _sizes[row] = bytes = new FileInfo(store.Files.FullPath(row)) is { Exists: true, Length: var length } ? length : -1;
        }
        return new ExampleIdentity(Name(row), Target(row), bytes, store.KnownId(row), store.Files.Files[row].Turn);
    }

    public void Expect(int row, string sha256, Func<RefusedException> refuse) => store.Expect(row, sha256, refuse);

    private sealed class Reader(PictureExamples examples, IReadOnlyList<Draw[]> batches, PictureBatches? ahead) : IBatchReader
    {
        private int _next;

        public Batch Next()
        {
            var draws = batches[_next++];
            var pictures = ahead?.Next() ?? examples.Store.Batch(examples.RowsOf(draws));
            return examples.Targets(draws) with { Inputs = [examples.VariesByDraw ? examples.Joined(draws, pictures) : pictures] };
        }

        public void Dispose() => ahead?.Dispose();
    }
}
