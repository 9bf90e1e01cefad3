using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Toy.Tests.Core;

/// <summary>
/// A task that is as awkward as a task may be: of a sequence of marks it learns two things at once, whether odd marks prevail and how high the marks are. A
/// row's target is [prevail, height], its
/// output [probability, height].
/// </summary>
public sealed class ToyCard : ITaskCard
{
    public const string TaskName = "toy-marks",
        Kind = "marks",
        Partners = "data.partners";

    public string Name => TaskName;

    public IReadOnlyList<string>? Inputs { get; } = ["sequences"];

    public IReadOnlyList<string> Kinds { get; } = [Kind];

    public Refusal Takes => Refusal.OfSentence("marks (a manifest of sequences)");

    public string Head => "head for marks";

    public string NewHead(int? names) => "a head for marks";

    public IReadOnlyList<MetricSpec> Metrics { get; } = [new("odd_accuracy", Direction.Larger, MetricSpec.Share), new("height_mae", Direction.Smaller)];

    public IReadOnlyList<MetricSpec> OfWholeSet { get; } = [new("pair_order", Direction.Larger)];

    public string PrimaryMetric => "val_pair_order";

    public IReadOnlyList<string> Losses { get; } = ["ToyLoss"];

    public IReadOnlyDictionary<string, ComponentOption> Members { get; } =
        new Dictionary<string, ComponentOption> { [Partners] = new("partners", OptionKind.Flag, false) };

    public IReadOnlyList<SpecProblem> Validate(TrainingSpec spec) =>
        spec.Augmentation.Count == 0 ? [] : [new("augmentation", "Expected no layers for pictures where sequences are learnt from.")];

    public TrainingSpec Complete(TrainingSpec spec) => spec.Loss == new LossSpec() ? spec with { Loss = spec.Loss with { Class = Losses[0] } } : spec;

    public IReport Report(Predictions predictions, JsonObject? decoding) => new ToyReport(predictions, ToyReport.ThresholdOf(decoding));
}
