using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Models;

public sealed class ModelVersion
{
    private ModelVersion() { }

    internal ModelVersion(ModelVersionId id, ModelId model, int number, ModelVersionContents contents, DateTimeOffset now)
    {
        Id = id;
        ModelId = model;
        Number = number;
        CreatedAt = now;
        Artifact = contents.Artifact;
        Bytes = contents.Bytes;
        PreprocessingJson = contents.PreprocessingJson;
        ClassNames = contents.ClassNames;
        DatasetVersionId = contents.DatasetVersion;
        SpecJson = contents.SpecJson;
        HistoryJson = contents.HistoryJson;
        EvaluationJson = contents.EvaluationJson;
        EngineVersion = contents.EngineVersion;
        RunId = contents.Run;
        ParentId = contents.Parent;
        Metrics = contents.Metrics;
        Description = contents.Description;
        ParityJson = contents.ParityJson;
    }

    public ModelVersionId Id { get; private set; }
    public ModelId ModelId { get; private set; }
    public int Number { get; private set; }
    public string Artifact { get; private set; } = "";
    public long Bytes { get; private set; }
    public string PreprocessingJson { get; private set; } = "";
    public IReadOnlyList<string> ClassNames { get; private set; } = [];
    public DatasetVersionId DatasetVersionId { get; private set; }
    public string SpecJson { get; private set; } = "";
    public string HistoryJson { get; private set; } = "";
    public string EvaluationJson { get; private set; } = "";
    public string EngineVersion { get; private set; } = "";
    public RunId RunId { get; private set; }
    public ModelVersionId? ParentId { get; private set; }
    public MetricValues Metrics { get; private set; } = MetricValues.None;
    public string Description { get; private set; } = "";
    public string ParityJson { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
}
