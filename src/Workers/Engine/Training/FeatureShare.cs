using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Activations of frozen parts for all pictures of a data set, kept over the folds of a run: the same part is run once a picture, not once a fold.</summary>
/// <param name="budgetBytes">Most memory; what does not fit is not kept.</param>
internal sealed class FeatureShare(long budgetBytes) : IDisposable
{
    private readonly Dictionary<string, Tensor[]> _kept = [];
    private long _used;

    /// <summary>How often a part was run over all pictures.</summary>
    public int Passes { get; private set; }

    /// <summary>What is kept under this key, else what <paramref name="run"/> gives, kept if there is room.</summary>
    /// <returns>The tensors, and whether they stay the share's.</returns>
    public (Tensor[] Features, bool IsKept) Get(string key, Func<Tensor[]> run)
    {
        if (_kept.TryGetValue(key, out var kept))
        {
            return (kept, true);
        }
        var features = run();
        Passes++;
        var bytes = features.Sum(tensor => tensor.numel() * tensor.ElementSize);
        if (_used + bytes > budgetBytes)
        {
            return (features, false);
        }
        _used += bytes;
        _kept[key] = features;
        return (features, true);
    }

    public void Dispose()
    {
        foreach (var tensor in _kept.Values.SelectMany(tensors => tensors))
        {
            tensor.Dispose();
        }
        _kept.Clear();
    }
}
