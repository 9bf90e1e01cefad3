using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Inputs.Pictures;

/// <summary>Pictures as examples: float32 [n, H, W, C], values 0..255, and their targets.</summary>
/// <param name="store">Reads and keeps them.</param>
/// <param name="targets">Makes tensors of what is stored of each.</param>
public sealed class PictureExamples(PictureStore store, ITargets targets) : IExamples
{
    private readonly Dictionary<int, long> _sizes = [];

    public PictureStore Store => store;

    public int Count => store.Count;

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

    public IExamples Subset(IReadOnlyList<int> rows) => new PictureExamples(store.Subset(rows), targets);

    public Batch Targets(IReadOnlyList<Draw> draws)
    {
        int[] rows = [.. draws.Select(draw => draw.Row)];
        return new Batch([], targets.ToTensors([.. rows.Select(Target)]), store.Weights(rows));
    }

    // What lies decoded in memory is as quick to copy as to wait for.
    public IBatchReader Read(IReadOnlyList<Draw[]> batches, int ahead, bool once = false) =>
        new Reader(
            this,
            batches,
            !once && store.KeepsAll ? null : new PictureBatches(store, [.. batches.Select(batch => batch.Select(draw => draw.Row).ToArray())], ahead)
        );

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
            var pictures = ahead?.Next() ?? examples.Store.Batch([.. draws.Select(draw => draw.Row)]);
            return examples.Targets(draws) with { Inputs = [pictures] };
        }

        public void Dispose() => ahead?.Dispose();
    }
}
