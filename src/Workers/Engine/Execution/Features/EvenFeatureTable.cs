using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution.Features;

/// <summary>Rows of one shape: in memory, or else read from the file each time; in both cases added to the file where there is one.</summary>
internal sealed class EvenFeatureTable : FeatureTable
{
    private readonly FeatureShape[] shapes;
    private readonly FeatureFile? file;
    private Tensor[]? memory;
    private readonly Dictionary<string, int> rows = [];
    private readonly byte[] row;

    /// <param name="capacity">Rows that memory must hold.</param>
    /// <param name="inMemory">Whether they are kept in memory.</param>
    /// <param name="file">Null keeps nothing on disk; disposed with the table.</param>
    public EvenFeatureTable(FeatureShape[] shapes, int capacity, bool inMemory, FeatureFile? file)
    {
        (this.shapes, this.file, Capacity) = (shapes, file, capacity);
        row = new byte[shapes.Sum(shape => shape.Bytes)];
        memory = inMemory ? [.. shapes.Select(shape => empty([capacity, .. shape.Shape], shape.Type).DetachFromDisposeScope())] : null;
    }

    /// <summary>Pictures that there is room for.</summary>
    public int Capacity { get; private set; }

    public override bool MakeRoom(IReadOnlyCollection<string> ids, Func<long, bool> more)
    {
        var needed = rows.Count + ids.Distinct().Count(id => !rows.ContainsKey(id));
        if (memory is null || needed <= Capacity)
        {
            return true;
        }
        if (!more((needed - Capacity) * (long)row.Length))
        {
            rows.Clear();
            return ids.Count <= Capacity;
        }
        var old = memory;
        memory = [.. shapes.Select(shape => empty([needed, .. shape.Shape], shape.Type).DetachFromDisposeScope())];
        for (var k = 0; k < old.Length; k++)
        {
            memory[k].narrow(0, 0, Capacity).copy_(old[k]).Dispose();
            old[k].Dispose();
        }
        Capacity = needed;
        return true;
    }

    public override long MemoryBytes => memory?.Sum(tensor => tensor.numel() * tensor.ElementSize) ?? 0;

    public override bool Has(string id)
    {
        if (rows.ContainsKey(id))
        {
            return true;
        }
        if (file is null || !file.TryRead(id, row))
        {
            return false;
        }
        Remember(id);
        return true;
    }

    public override void Add(IReadOnlyList<string> ids, IReadOnlyList<Tensor> outputs)
    {
        using var scope = NewDisposeScope();
        Tensor[] plain = [.. outputs.Zip(shapes, (output, shape) => output.to_type(shape.Type).cpu().contiguous())];
        for (var i = 0; i < ids.Count; i++)
        {
            if (rows.ContainsKey(ids[i]))
            {
                continue;
            }
            var at = 0;
            for (var k = 0; k < plain.Length; k++)
            {
                plain[k].bytes.Slice(i * shapes[k].Bytes, shapes[k].Bytes).CopyTo(row.AsSpan(at));
                at += shapes[k].Bytes;
            }
            if (file?.Has(ids[i]) == false)
            {
                file.Add(ids[i], row);
            }
            if (memory is not null || file?.Has(ids[i]) == true)
            {
                Remember(ids[i]);
            }
        }
    }

    public override Tensor[] Get(IReadOnlyList<string> ids)
    {
        if (memory is not null)
        {
            using var indices = tensor(ids.Select(id => (long)rows[id]).ToArray());
            return [.. memory.Select(all => all.index_select(0, indices))];
        }
        Tensor[] result = [.. shapes.Select(shape => empty([ids.Count, .. shape.Shape], shape.Type))];
        for (var i = 0; i < ids.Count; i++)
        {
            if (!file!.TryRead(ids[i], row))
            {
                throw new IOException("Activations that were kept on disk a moment ago can't be read back.");
            }
            Scatter(result, i);
        }
        return result;
    }

    public override void Dispose()
    {
        file?.Dispose();
        Array.ForEach(memory ?? [], tensor => tensor.Dispose());
    }

    private void Remember(string id)
    {
        var at = rows.Count;
        if (memory is not null)
        {
            Scatter(memory, at);
        }
        rows[id] = at;
    }

    private void Scatter(Tensor[] target, int at)
    {
        var from = 0;
        for (var k = 0; k < shapes.Length; k++)
        {
            row.AsSpan(from, shapes[k].Bytes).CopyTo(target[k].bytes.Slice(at * shapes[k].Bytes, shapes[k].Bytes));
            from += shapes[k].Bytes;
        }
    }
}
