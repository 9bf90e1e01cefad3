using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>How a task is trained: head, loss, decoding. One folder of <c>Engine/Tasks</c> each; found by scanning (<see cref="TrainableTasks"/>).</summary>
public interface ITask
{
    /// <summary>What everybody may know of it.</summary>
    ITaskCard Card { get; }

    /// <summary>Targets as the task takes them: those of another kind are turned into its own where that is plain.</summary>
    /// <exception cref="Core.RefusedException">The task can't learn that, in a sentence.</exception>
    StoredTargets Accept(StoredTargets stored)
    {
        DatasetKinds.Require(Card, stored.Kind);
        return stored;
    }

    /// <summary>Fits the targets of a data set.</summary>
    /// <param name="names">The source's, in their order.</param>
    /// <param name="training">What is stored of each training example.</param>
    ITargets Targets(TrainingSpec spec, IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<double>> training);

    /// <summary>The targets of a model that was trained.</summary>
    /// <param name="fitted">As <see cref="ITargets.ToJson"/> gave it.</param>
    ITargets Targets(IReadOnlyList<string> names, JsonObject? fitted);

    /// <summary>The network to train: backbone and the task's own head, or a file's as it is.</summary>
    TrainableModel Build(ModelBuilder builder, TrainingSpec spec, ITargets targets);

    /// <param name="network">Whose outputs it judges.</param>
    /// <param name="training">What is stored of each training example; empty where nothing is trained.</param>
    IObjective Objective(LossSpec loss, ITargets targets, Graph.Network network, IReadOnlyList<IReadOnlyList<double>> training);

    /// <summary>The loss to judge a network from a file by.</summary>
    /// <param name="compiled">The file's own as its <c>compile_config</c> has it; null for none.</param>
    /// <returns>The file's own where it is one of the task's and fits the outputs, else the one that the outputs suggest.</returns>
    LossSpec LossFor(Graph.Network network, JsonNode? compiled);

    /// <summary>Why a network can't answer with so many names; null where it can.</summary>
    Refusal? Misfit(Graph.Network network, IReadOnlyList<string> names) =>
        network.OutputShape is { Rank: 2 } shape && shape[1] == names.Count
            ? null
            : new("command.evaluate.network", ("outputs", $"{names.Count}"), ("received", $"{network.OutputShape}"));

    /// <summary>Loss and metrics as Keras's <c>compile_config</c> names them.</summary>
    Compilation Compiled(LossSpec loss);

    /// <summary>How many of the training pictures, as a share, are drawn as four in one; their targets are then made by <see cref="ITargets.Mosaic"/>.</summary>
    double Mosaic(TrainingSpec spec) => 0;

    /// <summary>Which examples are alike in a stratified split.</summary>
    Strata Strata(IReadOnlyList<IReadOnlyList<double>> stored, IReadOnlyList<string> targets);

    /// <summary>How often each example is drawn where sampling is <c>weighted</c> and the source gives no weights of its own.</summary>
    double[] SamplingWeights(IReadOnlyList<IReadOnlyList<double>> stored);

    /// <summary>What is fitted after training on the best epoch's validation predictions (thresholds, a temperature), stored with a version; null for
    /// nothing.</summary>
    JsonObject? Fit(ITargets targets, Predictions validation);

    /// <summary>How the network's outputs become an answer.</summary>
    /// <param name="targets">The model's.</param>
    /// <param name="decoding">As <see cref="Fit"/> gave it.</param>
    IAnswers Answers(Graph.Network network, ITargets targets, JsonObject? decoding);
}
