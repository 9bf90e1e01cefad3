using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.MultiLabelClassification;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;

namespace MlOpsDashboard.Workers.Engine.Tasks.MultiLabelClassification;

/// <summary>Any number of labels an example: a sigmoid a label. Thresholds are fitted on the best epoch's validation predictions.</summary>
public sealed class MultiLabelClassificationTask : ITask
{
    public ITaskCard Card { get; } = new MultiLabelClassificationCard();

    public StoredTargets Accept(StoredTargets stored)
    {
        DatasetKinds.Require(Card, stored.Kind);
        // One class is one label.
        return stored.Kind != DatasetKinds.Labels
                ? new StoredTargets(DatasetKinds.Labels, stored.Names, [.. stored.Rows.Select(row => OneHot((int)row[0], stored.Names.Count))])
            : stored.Names.Count > 0 ? stored
            : throw new RefusedException(new Refusal("multiLabel.labels.none"));
    }

    public ITargets Targets(TrainingSpec spec, IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<double>> training) => new LabelTargets(names);

    public ITargets Targets(IReadOnlyList<string> names, JsonObject? fitted) => new LabelTargets(names);

    public TrainableModel Build(ModelBuilder builder, TrainingSpec spec, ITargets targets) =>
        builder.Build(spec, new HeadEnd(targets.Names.Count, "sigmoid") { Reason = $"the data has {targets.Names.Count} labels" });

    public IObjective Objective(LossSpec loss, ITargets targets, Network network, IReadOnlyList<IReadOnlyList<double>> training) =>
        new MultiLabelObjective(loss);

    public LossSpec LossFor(Network network, JsonNode? compiled) =>
        KerasLoss.Read(compiled, endsLinear: network.FinalActivation == "linear") is { IsBinary: true } stored
            ? stored
            : new LossSpec { Class = Card.Losses[0] };

    public Compilation Compiled(LossSpec loss) => new(ClassificationLoss.Of(loss).ToCompileConfig(), ["binary_accuracy"]);

    // The rarest of an example's labels decides: rare ones then fall on both sides as evenly as they can.
    public Strata Strata(IReadOnlyList<IReadOnlyList<double>> stored, IReadOnlyList<string> targets)
    {
        var counts = Counts(stored);
        return new([.. stored.Select(row => Labels(row) is { Count: > 0 } labels ? labels.MinBy(label => counts[label]) + 1 : 0)], null);
    }

    // By the mean of what would draw each label as often as any other.
    public double[] SamplingWeights(IReadOnlyList<IReadOnlyList<double>> stored)
    {
        var counts = Counts(stored);
        var none = stored.Count(row => Labels(row).Count == 0);
        return [.. stored.Select(row => Labels(row) is { Count: > 0 } labels ? labels.Average(label => 1.0 / counts[label]) : 1.0 / none)];
    }

    public JsonObject? Fit(ITargets targets, Predictions validation) => LabelThresholds.Fit(validation);

    public IAnswers Answers(Network network, ITargets targets, JsonObject? decoding) =>
        new LabelAnswers(targets.Names, LabelThresholds.Of(decoding, targets.Names.Count));

    private static double[] OneHot(int label, int count)
    {
        var row = new double[count];
        row[label] = 1;
        return row;
    }

    private static IReadOnlyList<int> Labels(IReadOnlyList<double> row) => [.. Enumerable.Range(0, row.Count).Where(label => row[label] > 0.5)];

    private static Dictionary<int, int> Counts(IReadOnlyList<IReadOnlyList<double>> stored) => stored.SelectMany(Labels).CountBy(label => label).ToDictionary();
}
