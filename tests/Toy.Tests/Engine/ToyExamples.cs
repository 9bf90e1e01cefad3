using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution.Features;
using MlOpsDashboard.Workers.Engine.Training;
using TorchSharp;

namespace MlOpsDashboard.Toy.Tests.Engine;

/// <summary>Sequences of different lengths, int32 [n, longest], padded with 0. With partners each is drawn together with another one, which its key chooses:
/// their marks follow each other, and so do their targets.</summary>
internal sealed class ToyExamples(ToySource source, int[] rows, ITargets targets, bool partners) : IExamples
{
    public int Count => rows.Length;

    public object Source => source;

    public int Decoded => source.Decoded;

    public string Format => "marks";

    public bool IsRagged => true;

    public bool VariesByDraw => partners;

    public int Length(int row) => source.Marks(rows[row]).Length;

    public string Name(int row) => source.Files.Files[rows[row]].Path;

    public IReadOnlyList<double> Target(int row) => source.Files.Files[rows[row]].TargetNumbers;

    public float? Weight(int row) => source.Files.Files[rows[row]].Weight;

    public string ViewId(int row) => source.Files.Files[rows[row]].Sha256!;

    public void Identify(CancellationToken stop = default) { }

    public void Load(CancellationToken stop = default) => Array.ForEach(rows, row => source.Marks(row));

    public int MostAtOnce(int wanted) => wanted;

    public IExamples Subset(IReadOnlyList<int> some) => new ToyExamples(source, [.. some.Select(row => rows[row])], targets, partners);

    public Batch Targets(IReadOnlyList<Draw> draws) => new([], targets.ToTensors([.. draws.Select(TargetOf)])) { Count = draws.Count };

    public IBatchReader Read(IReadOnlyList<Draw[]> batches, int ahead, bool once = false) => new Reader(this, batches);

    public ExampleIdentity Identity(int row) => new(Name(row), Target(row), new FileInfo(source.Files.FullPath(rows[row])).Length, ViewId(row), null);

    public void Expect(int row, string sha256, Func<RefusedException> refuse) => source.Expect(rows[row], sha256, refuse);

    private int? PartnerOf(Draw draw) => partners && draw.Key != 0 ? (int)(draw.Key % (ulong)Count) : null;

    private int[] MarksOf(Draw draw) => [.. source.Marks(rows[draw.Row]), .. PartnerOf(draw) is { } partner ? source.Marks(rows[partner]) : []];

    private IReadOnlyList<double> TargetOf(Draw draw)
    {
        if (PartnerOf(draw) is not { } partner)
        {
            return Target(draw.Row);
        }
        double[] lengths = [Length(draw.Row), Length(partner)];
        return [.. Target(draw.Row).Zip(Target(partner), (own, other) => ((own * lengths[0]) + (other * lengths[1])) / lengths.Sum())];
    }

    private sealed class Reader(ToyExamples examples, IReadOnlyList<Draw[]> batches) : IBatchReader
    {
        private int _next;

        public Batch Next()
        {
            var draws = batches[_next++];
            return examples.Targets(draws) with { Inputs = [PaddedRows.Join([.. draws.Select(draw => torch.tensor(examples.MarksOf(draw)).unsqueeze(0))])] };
        }

        public void Dispose() { }
    }
}
