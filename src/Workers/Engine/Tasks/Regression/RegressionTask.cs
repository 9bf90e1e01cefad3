using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.Regression;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Tasks.Regression;

/// <summary>One number or more an example: a linear end. Where targets are standardised, the saved network ends in a Rescaling that answers in their own
/// units.</summary>
public sealed class RegressionTask : ITask
{
    private const int Bins = 10;

    public ITaskCard Card { get; } = new RegressionCard();

    public ITargets Targets(TrainingSpec spec, IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<double>> training) =>
        RegressionSpec.Standardizes(spec, Card) ? NumberTargets.Fit(names, training) : new NumberTargets(names, null, null);

    public ITargets Targets(IReadOnlyList<string> names, JsonObject? fitted) => NumberTargets.Read(names, fitted);

    public TrainableModel Build(ModelBuilder builder, TrainingSpec spec, ITargets targets) =>
        builder.Build(
            spec,
            new HeadEnd(targets.Names.Count, "linear")
            {
                TakesAnyActivation = true,
                Reason = $"the data has {targets.Names.Count} number{(targets.Names.Count == 1 ? "" : "s")} a picture",
                Rescaling = targets is NumberTargets { Mean: { } mean, Deviation: { } deviation } ? (deviation, mean) : null,
            }
        );

    public IObjective Objective(LossSpec loss, ITargets targets, Network network, IReadOnlyList<IReadOnlyList<double>> training) =>
        new RegressionObjective(loss, Delta(loss), (NumberTargets)targets, answersInOwnUnits: network.Outputs[0].Layer is Rescaling);

    public LossSpec LossFor(Network network, JsonNode? compiled) => RegressionLoss.Read(compiled) ?? new LossSpec { Class = Card.Losses[0] };

    public Compilation Compiled(LossSpec loss) => new(RegressionLoss.ToCompileConfig(loss, Delta(loss)), ["mae"]);

    // Tenths of the range of the first target, each with as many examples.
    public Strata Strata(IReadOnlyList<IReadOnlyList<double>> stored, IReadOnlyList<string> targets)
    {
        var strata = new int[stored.Count];
        var order = Enumerable.Range(0, stored.Count).OrderBy(i => stored[i][0]).ToArray();
        for (var place = 0; place < order.Length; place++)
        {
            strata[order[place]] = (int)((long)place * Bins / order.Length);
        }
        return new(strata, null);
    }

    public double[] SamplingWeights(IReadOnlyList<IReadOnlyList<double>> stored) => [.. stored.Select(_ => 1.0)];

    public JsonObject? Fit(ITargets targets, Predictions validation) => null;

    public IAnswers Answers(Network network, ITargets targets, JsonObject? decoding) => new NumberAnswers(targets.Names);

    private double Delta(LossSpec loss) => TaskMembers.Get(new TrainingSpec { Loss = loss }, Card, RegressionSpec.Delta).GetDouble();
}
