using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Execution.Features;

/// <summary>
/// Activations of frozen parts, each picture's computed once: over the epochs, stages and folds of a run in memory, and over runs in a folder. What they
/// depend on
/// (layers, weights, preparation, the picture's bytes) is their key, so nothing has to be declared out of date.
/// </summary>
/// <param name="memoryBytes">Most memory; 0 keeps nothing at all, anywhere.</param>
/// <param name="folder">Where they are kept between runs; null for nowhere.</param>
/// <param name="diskBytes">Most bytes of that folder.</param>
internal sealed class FeatureBank(long memoryBytes, string? folder = null, long diskBytes = 0) : IDisposable
{
    private readonly Dictionary<string, FeatureTable> tables = [];
    private readonly HashSet<FeatureTable> held = [];

    /// <summary>Pictures run through a frozen part so far, cached or not.</summary>
    public long Passes { get; set; }

    /// <summary>Whether activations may outlive the run.</summary>
    public bool IsKept => folder is not null;

    /// <summary>The table of a frozen part, held until <see cref="Release"/>; null where its rows fit nowhere.</summary>
    /// <param name="ids">Content ids of the pictures that it will be asked for.</param>
    public FeatureTable? Hold(Network prefix, string preparation, IReadOnlyCollection<string> ids)
    {
        var key = FeatureKey.Of(prefix, preparation);
        if (!tables.TryGetValue(key, out var table))
        {
            if (Open(prefix, key, ids.Count) is not { } opened)
            {
                return null;
            }
            tables[key] = table = opened;
        }
        else if (!table.MakeRoom(ids, bytes => MakeRoom(bytes, besides: table)))
        {
            return null;
        }
        held.Add(table);
        return table;
    }

    private FeatureTable? Open(Network prefix, string key, int capacity)
    {
        if (memoryBytes == 0)
        {
            return null;
        }
        if (ShapesOf(prefix) is not { } shapes)
        {
            // Rows are added to tables that are held: none of those is let go for them.
            return new RaggedFeatureTable(bytes => MakeRoom(bytes));
        }
        var bytes = shapes.Sum(shape => (long)shape.Bytes);
        if (bytes > int.MaxValue)
        {
            return null;
        }
        var file = folder is null ? null : FeatureFile.Open(folder, key, (int)bytes, capacity, diskBytes);
        var fits = MakeRoom(bytes * capacity);
        if (!fits && file is not { CanAdd: true })
        {
            file?.Dispose();
            return null;
        }
        return new EvenFeatureTable(shapes, capacity, fits, file);
    }

    /// <summary>Lets a table go when its memory is needed.</summary>
    public void Release(FeatureTable table) => held.Remove(table);

    public void Dispose()
    {
        foreach (var table in tables.Values)
        {
            table.Dispose();
        }
        tables.Clear();
        held.Clear();
    }

    private bool MakeRoom(long bytes, FeatureTable? besides = null)
    {
        if (bytes > memoryBytes)
        {
            return false;
        }
        bool Fits() => tables.Values.Sum(table => table.MemoryBytes) + bytes <= memoryBytes;
        foreach (var (key, idle) in tables.Where(pair => !held.Contains(pair.Value) && pair.Value != besides && pair.Value.MemoryBytes > 0).ToArray())
        {
            if (Fits())
            {
                break;
            }
            idle.Dispose();
            tables.Remove(key);
        }
        return Fits();
    }

    // Null where a size is open until an example comes.
    private static FeatureShape[]? ShapesOf(Network prefix)
    {
        var shapes = prefix.Outputs.Select(output => output.Shape.Skip(1).ToArray()).ToArray();
        return shapes.Any(shape => shape.Any(dimension => dimension is null))
            ? null
            :
            [
                .. prefix.Outputs.Zip(
                    shapes,
                    (output, shape) => new FeatureShape([.. shape.Select(dimension => dimension!.Value)], DTypePolicy.TypeOf(output.DType))
                ),
            ];
    }
}
