using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>Texts as examples: int32 [n, tokens] for each of the network's inputs, and their targets.</summary>
/// <param name="store">Keeps their tokens.</param>
/// <param name="rows">Of the store, in the order of the examples.</param>
/// <param name="targets">Makes tensors of what is stored of each.</param>
public sealed class TextExamples(TextStore store, int[] rows, ITargets targets) : IExamples
{
    public int Count => rows.Length;

    public object Source => store;

    public int Decoded => store.Tokenized;

    public string Format => store.Format;

    public bool IsRagged => true;

    /// <summary>Tokens.</summary>
    public int Length(int row) => store.Tokens(rows[row]).Ids.Count;

    public string Name(int row) => store.Texts.Files[rows[row]].Path;

    public IReadOnlyList<double> Target(int row) => store.Texts.Files[rows[row]].TargetNumbers;

    public float? Weight(int row) => store.Texts.Files[rows[row]].Weight;

    public string ViewId(int row) => store.Id(rows[row]);

    public void Identify(CancellationToken stop = default) { }

    public void Load(CancellationToken stop = default)
    {
        foreach (var row in rows)
        {
            stop.ThrowIfCancellationRequested();
            store.Tokens(row);
        }
    }

    public int MostAtOnce(int wanted) => wanted;

    public IExamples Subset(IReadOnlyList<int> some) => new TextExamples(store, [.. some.Select(row => rows[row])], targets);

    public Batch Targets(IReadOnlyList<Draw> draws) =>
        new([], targets.ToTensors([.. draws.Select(draw => Target(draw.Row))]), Weights(draws)) { Count = draws.Count };

    public IBatchReader Read(IReadOnlyList<Draw[]> batches, int ahead, bool once = false) => new Reader(this, batches);

    public ExampleIdentity Identity(int row) =>
        new(Name(row), Target(row), Encoding.UTF8.GetByteCount(store.Texts.Files[rows[row]].Text ?? ""), ViewId(row), null);

    public void Expect(int row, string sha256, Func<RefusedException> refuse) => store.Expect(rows[row], sha256, refuse);

    private Tensor? Weights(IReadOnlyList<Draw> draws) => store.Texts.Weights is null ? null : tensor(draws.Select(draw => Weight(draw.Row) ?? 1).ToArray());

    private sealed class Reader(TextExamples examples, IReadOnlyList<Draw[]> batches) : IBatchReader
    {
        private int _next;

        public Batch Next()
        {
            var draws = batches[_next++];
            return examples.Targets(draws) with { Inputs = examples.Tensors(draws) };
        }

        public void Dispose() { }
    }

    private IReadOnlyList<Tensor> Tensors(IReadOnlyList<Draw> draws) => store.Encoding.ToTensors([.. draws.Select(draw => store.Tokens(rows[draw.Row]))]);
}
