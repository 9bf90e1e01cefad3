using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Inputs.Texts;

/// <summary>Texts of a table, of files, or of a dataset of texts.</summary>
public sealed class TextInputCard : IInputCard
{
    public const string InputName = "texts";

    public string Name => InputName;

    public string Noun(long count) => InputWords.Noun(InputName, count);

    public string Count(long count) => InputWords.Count(InputName, count);

    public bool IsMeant(TrainingSpec spec) =>
        TextSpec.Members.Keys.Any(path => TaskMembers.Of(spec).Any(member => member.Key == path))
        || (spec.Backbone is { File: null, Name: { } name } && TextBackboneCards.Find(name) is not null);

    public IReadOnlyDictionary<string, ComponentOption> Members => TextSpec.Members;

    public IReadOnlyList<SpecProblem> Validate(TrainingSpec spec) => TextSpec.Validate(spec);

    public TrainingSpec Complete(TrainingSpec spec) => TextSpec.Complete(spec);

    public string Backbone => TextBackboneCards.All[0].Name;

    public IReadOnlyList<string> Poolings => TextSpec.Poolings;

    public IReadOnlyList<string> Strategies(string? backbone) =>
        backbone is not null && TextBackboneCards.Find(backbone) is { HasNoWeights: true }
            ? [StrategyNames.FromScratch]
            : [StrategyNames.FeatureExtraction, StrategyNames.FineTuning, StrategyNames.Everything, StrategyNames.FromScratch];

    public TrainingSpec Preset(string strategy, TrainingSpec preset, int? steps) => TextPreset.Of(strategy, preset, steps);

    public TrainingSpec? Baseline(TrainingSpec spec, int? steps) => TextBaseline.Of(spec, steps);

    public PythonInput? Python(TrainingSpec spec, PythonTask task) => TextPython.Of(spec, task);
}
