using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Toy.Tests.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Toy.Tests.Engine;

internal sealed class ToyData(TrainingSpec spec, LabelledFiles files) : IInputData
{
    public StoredTargets Targets { get; } = new(files.Kind, files.ClassNames, files.Targets);

    public IReadOnlyList<string?> Parts => files.Parts;

    public string Name(int row) => files.Files[row].Path;

    public IEnumerable<string> Notices() => ["Sequences are read as they stand."];

    public SplitData Split(IReadOnlyList<int> training, IReadOnlyList<int> validation, ITargets targets)
    {
        var source = new ToySource(files);
        var partners = TaskMembers.Get(spec, new ToyCard(), ToyCard.Partners).GetBoolean();
        var seen = new ToyExamples(source, [.. training], targets, partners);
        return new SplitData(
            targets,
            seen,
            new ToyExamples(source, [.. validation], targets, false),
            (_, decoding) =>
                new JsonObject
                {
                    ["task"] = ToyCard.TaskName,
                    ["classNames"] = new JsonArray([.. targets.Names.Select(name => JsonValue.Create(name))]),
                    ["targets"] = targets.ToJson(),
                    ["decoding"] = decoding?.DeepClone(),
                }.ToJsonString()
        )
        {
            Plan = sampling => new ToyPlan(new EpochPlan(spec.Seed, seen.Count, spec.Data.BatchSize, spec.Data.Shuffle, sampling), seen),
        };
    }

    public void Dispose() { }
}
