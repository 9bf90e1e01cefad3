using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets;

public sealed class DatasetVersion
{
    private DatasetVersion() { }

    internal DatasetVersion(
        DatasetVersionId id,
        DatasetId dataset,
        int number,
        string manifestHash,
        int pictures,
        int classes,
        long bytes,
        string reportJson,
        Refusal source,
        DateTimeOffset now
    )
    {
        Id = id;
        DatasetId = dataset;
        Number = number;
        ManifestHash = manifestHash;
        Pictures = pictures;
        Classes = classes;
        Bytes = bytes;
        ReportJson = reportJson;
        (Source, SourceSaid) = StoredSentence.Of(source);
        CreatedAt = now;
    }

    public DatasetVersionId Id { get; private set; }
    public DatasetId DatasetId { get; private set; }
    public int Number { get; private set; }
    public string ManifestHash { get; private set; } = "";
    public int Pictures { get; private set; }
    public int Classes { get; private set; }
    public long Bytes { get; private set; }

    /// <summary><see cref="ImportReport"/> as JSON.</summary>
    public string ReportJson { get; private set; } = "";

    /// <summary>Where it came from, in words: <c>pets.zip</c>, <c>sample emoji-noto</c>.</summary>
    public string Source { get; private set; } = "";

    /// <summary>The same as code and values, see <see cref="StoredSentence"/>; null where it is a name alone.</summary>
    public Refusal? SourceSaid { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
}
