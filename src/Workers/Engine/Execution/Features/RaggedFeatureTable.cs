using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution.Features;

/// <summary>Rows of a shape of their own, in memory. What does not fit is not kept: it is computed anew.</summary>
/// <param name="more">Asked whether so many bytes more may be used.</param>
internal sealed class RaggedFeatureTable(Func<long, bool> more) : FeatureTable
{
    private readonly Dictionary<string, Tensor[]> _rows = [];
    private long _bytes;

    public override long MemoryBytes => _bytes;

    public override bool MakeRoom(IReadOnlyCollection<string> ids, Func<long, bool> more) => true;

    public override bool Has(string id) => _rows.ContainsKey(id);

    public override void Add(IReadOnlyList<string> ids, IReadOnlyList<Tensor> outputs)
    {
        using var scope = NewDisposeScope();
        Tensor[] plain = [.. outputs.Select(output => output.cpu())];
        for (var i = 0; i < ids.Count; i++)
        {
            var bytes = plain.Sum(output => output.numel() / ids.Count * output.ElementSize);
            if (!_rows.ContainsKey(ids[i]) && more(bytes))
            {
                _rows[ids[i]] = [.. plain.Select(output => output.narrow(0, i, 1).clone().DetachFromDisposeScope())];
                _bytes += bytes;
            }
        }
    }

    /// <summary>As the base has it, padded (<see cref="PaddedRows"/>).</summary>
    public override Tensor[] Get(IReadOnlyList<string> ids)
    {
        Tensor[][] found = [.. ids.Select(id => _rows[id])];
        return [.. Enumerable.Range(0, found[0].Length).Select(k => PaddedRows.Join([.. found.Select(row => row[k])]))];
    }

    public override void Dispose()
    {
        foreach (var tensor in _rows.Values.SelectMany(row => row))
        {
            tensor.Dispose();
        }
        _rows.Clear();
        _bytes = 0;
    }
}
