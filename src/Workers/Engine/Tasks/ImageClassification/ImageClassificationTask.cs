using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ImageClassification;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;

namespace MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;

/// <summary>One label a picture: a softmax over the classes, or one sigmoid unit for two.</summary>
public class ImageClassificationTask : ITask
{
    public virtual ITaskCard Card { get; } = new ImageClassificationCard();

    public ITargets Targets(TrainingSpec spec, IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<double>> training) => new ClassTargets(names);

    public ITargets Targets(IReadOnlyList<string> names, JsonObject? fitted) => new ClassTargets(names);

    public TrainableModel Build(ModelBuilder builder, TrainingSpec spec, ITargets targets)
    {
        var end = spec.Loss.IsBinary ? new HeadEnd(1, "sigmoid") : new HeadEnd(targets.Names.Count, "softmax");
        return builder.Build(
            spec,
            end with
            {
                Reason = $"the loss is {(spec.Loss.IsBinary ? "binary" : "categorical")} and the data has {targets.Names.Count} classes",
            }
        );
    }

    public IObjective Objective(LossSpec loss, ITargets targets, Network network, IReadOnlyList<IReadOnlyList<double>> training) =>
        new ClassificationObjective(
            ClassificationLoss.Of(loss),
            training.Count == 0 ? null : ClassWeights.Of(loss.ClassWeight, [.. training.Select(target => (int)target[0])], targets.Names.Count),
            network.FinalActivation
        );

    public LossSpec LossFor(Network network, JsonNode? compiled) =>
        ClassificationLoss.SpecFor(KerasLoss.Read(compiled, endsLinear: network.FinalActivation == "linear"), network.OutputShape[1]);

    // One sigmoid unit tells of two classes.
    public Refusal? Misfit(Network network, IReadOnlyList<string> names) =>
        network.OutputShape is { Rank: 2 } shape && (shape[1] == names.Count || (shape[1] == 1 && names.Count == 2))
            ? null
            : new("command.evaluate.classifier", ("outputs", $"{names.Count}"), ("received", $"{network.OutputShape}"));

    public Compilation Compiled(LossSpec loss) => new(ClassificationLoss.Of(loss).ToCompileConfig(), ["accuracy"]);

    public Strata Strata(IReadOnlyList<IReadOnlyList<double>> stored, IReadOnlyList<string> targets) =>
        new([.. stored.Select(target => (int)target[0])], targets);

    // Each class is drawn as often as any other.
    public double[] SamplingWeights(IReadOnlyList<IReadOnlyList<double>> stored)
    {
        var counts = stored.CountBy(target => target[0]).ToDictionary();
        return [.. stored.Select(target => 1.0 / counts[target[0]])];
    }

    public JsonObject? Fit(ITargets targets, Predictions validation) => null;

    public IAnswers Answers(Network network, ITargets targets, JsonObject? decoding) => new ClassAnswers(targets.Names);
}
