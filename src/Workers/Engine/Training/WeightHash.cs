using System.Security.Cryptography;
using System.Text;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>SHA-256 over weights: their paths and their values in C order.</summary>
public static class WeightHash
{
    private static readonly CallContext Training = new() { Training = true, BatchNormMode = BatchNormMode.Train };

    /// <summary>Of the weights that a freeze plan holds: those that do not train, moving statistics of layers in training mode left out.</summary>
    public static string OfFrozen(TrainableModel model) => Of(Frozen(model));

    public static string Of(IEnumerable<Variable> weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var weight in weights)
        {
            using var scope = torch.NewDisposeScope();
            hash.AppendData(Encoding.UTF8.GetBytes(weight.Path));
            hash.AppendData(weight.Value.detach().cpu().contiguous().bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The weights that a freeze plan holds, in the network's order.</summary>
    public static IEnumerable<Variable> Frozen(TrainableModel model)
    {
        var moving = Moving(model).ToHashSet();
        return model.Network.NonTrainableWeights.Where(weight => !moving.Contains(weight));
    }

    /// <summary>Statistics that move in training though they are no trainable weights.</summary>
    public static IEnumerable<Variable> Moving(TrainableModel model)
        => model.Network.WithInside().SelectMany(layer => layer.MovedBy(Training)).Distinct();
}
