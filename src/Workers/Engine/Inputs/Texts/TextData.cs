using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>Texts of a data source, made tokens of once for all splits.</summary>
internal sealed class TextData : IInputData
{
    private readonly TrainingSpec _spec;
    private readonly ITask _task;
    private readonly TextBackboneSource _backbones = new();
    private readonly TextStore _store;

    public TextData(TrainingSpec spec, ITask task, LabelledFiles texts)
    {
        (_spec, _task) = (spec, task);
        _store = new TextStore(texts, () => _backbones.Encoding);
        Targets = new(texts.Kind, texts.ClassNames, texts.Targets);
        Parts = texts.Parts;
    }

    public StoredTargets Targets { get; }

    public IReadOnlyList<string?> Parts { get; }

    public string Name(int row) => _store.Texts.Files[row].Path;

    public IEnumerable<string> Notices() => _store.Texts.Notices;

    public SplitData Split(IReadOnlyList<int> training, IReadOnlyList<int> validation, ITargets targets)
    {
        var seen = new TextExamples(_store, [.. training], targets);
        return new SplitData(targets, seen, new TextExamples(_store, [.. validation], targets), (_, decoding) => Pipeline(targets, decoding).ToJson())
        {
            Backbones = _backbones,
            Plan = sampling => Plan(seen, sampling),
        };
    }

    public void Dispose() { }

    private IBatchPlan Plan(TextExamples examples, double[]? sampling)
    {
        var usual = new EpochPlan(_spec.Seed, examples.Count, _spec.Data.BatchSize, _spec.Data.Shuffle, sampling);
        return _spec.Data.Shuffle ? new LengthPlan(usual, examples.Length) : usual;
    }

    private TextPipeline Pipeline(ITargets targets, JsonObject? decoding) =>
        new(_task.Card.Name, _backbones.Encoding.MaxLength, _backbones.Encoding.Tokenizer.ToJson(), targets.Names)
        {
            Targets = targets.ToJson(),
            Decoding = decoding,
        };
}
