using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Execution.Features;

/// <summary>The activations of one frozen part, a row an example.</summary>
internal abstract class FeatureTable : IDisposable
{
    public abstract long MemoryBytes { get; }

    /// <summary>Makes room for examples that are not here yet, if need be by forgetting all others.</summary>
    /// <param name="more">Asked whether so many bytes more may be used.</param>
    public abstract bool MakeRoom(IReadOnlyCollection<string> ids, Func<long, bool> more);

    /// <summary>True if the example's activations are here, or were read from a file now.</summary>
    public abstract bool Has(string id);

    /// <summary>Takes in the activations of examples, outputs [n, ...] in the order of the frozen part's outputs.</summary>
    public abstract void Add(IReadOnlyList<string> ids, IReadOnlyList<Tensor> outputs);

    /// <summary>The activations [n, ...] of examples that are here; they belong to the caller's dispose scope.</summary>
    public abstract Tensor[] Get(IReadOnlyList<string> ids);

    public abstract void Dispose();
}
