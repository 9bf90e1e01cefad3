using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Copies of weights, to go back to.</summary>
public sealed class WeightSnapshot(IReadOnlyList<Variable> weights) : IDisposable
{
    private Tensor[] _copies = [];

    public bool IsTaken => _copies.Length > 0;

    /// <summary>The copies, in the order of the weights.</summary>
    public IReadOnlyList<Tensor> Copies => _copies;

    public void Capture()
    {
        using var quiet = torch.no_grad();
        if (!IsTaken)
        {
            _copies = [.. weights.Select(weight => torch.empty_like(weight.Value.detach()).DetachFromDisposeScope())];
        }
        for (var i = 0; i < _copies.Length; i++)
        {
            _copies[i].copy_(weights[i].Value);
        }
    }

    public void TakeFrom(IEnumerable<Tensor> copies)
    {
        Capture();
        foreach (var (copy, value) in _copies.Zip(copies))
        {
            copy.copy_(value);
        }
    }

    public void Restore()
    {
        using var quiet = torch.no_grad();
        foreach (var (weight, copy) in weights.Zip(_copies))
        {
            weight.Value.copy_(copy);
        }
    }

    public void Dispose()
    {
        foreach (var copy in _copies)
        {
            copy.Dispose();
        }
        _copies = [];
    }
}
