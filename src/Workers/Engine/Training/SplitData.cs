using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What a split is trained on and judged by.</summary>
/// <param name="Targets">Fitted on the training examples.</param>
/// <param name="Pipeline">What stands beside the model as <c>preprocessing.json</c>, made of the model and of what was fitted after training, which stands
/// under <c>decoding</c>: how inputs enter the network, and what its outputs mean.</param>
public sealed record SplitData(ITargets Targets, IExamples Training, IExamples Validation, Func<TrainableModel, JsonObject?, string> Pipeline)
{
    /// <summary>Which training examples an epoch sees, given how often each is drawn where it is drawn by weights; null for Keras's usual plan.</summary>
    public Func<double[]?, IBatchPlan>? Plan { get; init; }

    /// <summary>Where the backbones of such examples come from; null for those of pictures.</summary>
    public IBackboneSource? Backbones { get; init; }
}
