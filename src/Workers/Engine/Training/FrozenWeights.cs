using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What a freeze plan holds of a model.</summary>
public static class FrozenWeights
{
    private static readonly CallContext Training = new() { Training = true, BatchNormMode = BatchNormMode.Train };

    /// <summary><see cref="WeightHash"/> of them.</summary>
    public static string Hash(TrainableModel model) => WeightHash.Of(Of(model));

    /// <summary>Those that do not train, moving statistics of layers in training mode left out, in the network's order.</summary>
    public static IEnumerable<Variable> Of(TrainableModel model)
    {
        var moving = Moving(model).ToHashSet();
        return model.Network.NonTrainableWeights.Where(weight => !moving.Contains(weight));
    }

    /// <summary>Statistics that move in training though they are no trainable weights.</summary>
    public static IEnumerable<Variable> Moving(TrainableModel model) => model.Network.WithInside().SelectMany(layer => layer.MovedBy(Training)).Distinct();
}
