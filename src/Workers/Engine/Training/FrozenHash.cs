using System.IO.Hashing;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// <see cref="FrozenWeights.Hash"/> of a stage, asked for after every epoch. SHA-256 is computed where a quick checksum of the very same memory has changed;
/// as long as nothing
/// touches the frozen weights the answer costs a reading of them.
/// </summary>
internal sealed class FrozenHash(TrainableModel model)
{
    private string _hash = "";
    private UInt128? _checksum;

    public string Current()
    {
        var checksum = Checksum();
        if (checksum != _checksum)
        {
            (_checksum, _hash) = (checksum, FrozenWeights.Hash(model));
        }
        return _hash;
    }

    // Which weights are frozen is part of it.
    private UInt128 Checksum()
    {
        var quick = new XxHash128();
        foreach (var weight in FrozenWeights.Of(model))
        {
            using var scope = torch.NewDisposeScope();
            quick.Append(MemoryMarshal.AsBytes(weight.Path.AsSpan()));
            quick.Append(weight.Stored().cpu().contiguous().bytes);
        }
        return quick.GetCurrentHashAsUInt128();
    }
}
