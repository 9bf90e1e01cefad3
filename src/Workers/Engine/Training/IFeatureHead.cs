using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>A head of a task's own, on features of the backbone that it chooses itself.</summary>
public interface IFeatureHead
{
    /// <summary>The backbone to the features that the head stands on: one output or several.</summary>
    /// <exception cref="Core.RefusedException">It has none of that kind.</exception>
    Network Features(Network backbone);

    /// <summary>The network's output on them, and the layers that stay in float32 whatever the precision.</summary>
    (KerasTensor Output, IReadOnlyList<Layer> Exact) Top(IReadOnlyList<KerasTensor> features);

    /// <summary>Whether a whole network of a file ends as this head does, so that it can be trained on as it is.</summary>
    /// <exception cref="Core.RefusedException">It does not; the sentence says what was expected.</exception>
    void Require(Network whole);
}
