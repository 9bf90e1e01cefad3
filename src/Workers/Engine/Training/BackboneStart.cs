using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A backbone and how a head stands on it.</summary>
/// <param name="Backbone">Its inputs, by name, shape and type, become those of the whole network.</param>
/// <param name="Pool">Makes features [n, width] of the backbone's outputs and the network's inputs, as <c>head.pooling</c> says.</param>
public sealed record BackboneStart(Network Backbone, Func<IReadOnlyList<KerasTensor>, IReadOnlyList<KerasTensor>, string, KerasTensor> Pool)
{
    /// <summary>How texts become the inputs; kept with the model. Null for inputs without one.</summary>
    public ITokenizer? Tokenizer { get; init; }

    /// <summary>Whether the head's dropout and BatchNormalization stand on the features too where it has hidden layers.</summary>
    public bool RegulatesFeatures { get; init; } = true;
}
