namespace MlOpsDashboard.Core.Models;

/// <summary>A network of the team's own that serves as a backbone: a file that somebody brought, or a registered version. Its bytes are one artifact, and its
/// identity is their hash.</summary>
public sealed class CustomModel
{
    public const int LongestName = 100;

    private CustomModel() { }

    public CustomModel(CustomModelId id, CustomModelContents contents, ProjectId project, string uploader, DateTimeOffset now)
    {
        Id = id;
        Name = contents.Name;
        FileName = contents.FileName;
        Artifact = contents.Artifact;
        Bytes = contents.Bytes;
        InspectionJson = contents.InspectionJson;
        Cut = contents.Cut;
        Version = contents.Version;
        PreprocessingJson = contents.PreprocessingJson;
        ProjectId = project;
        Uploader = uploader;
        CreatedAt = now;
    }

    public CustomModelId Id { get; private set; }
    public ProjectId ProjectId { get; private set; }
    public string Name { get; private set; } = "";

    /// <summary>The file's name as the browser gave it; of a version, the version's.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>SHA-256 of the file in the artifact store.</summary>
    public string Artifact { get; private set; } = "";
    public long Bytes { get; private set; }

    /// <summary>What a child found in it: <see cref="ModelInspection"/> as JSON.</summary>
    public string InspectionJson { get; private set; } = "";

    /// <summary>The layer whose output becomes the features of a new run.</summary>
    public string Cut { get; private set; } = "";

    /// <summary>The registered version it is the model of; null for a file that was brought.</summary>
    public ModelVersionId? Version { get; private set; }

    /// <summary>What happens to pixels before the network, where a version says so; null: the network takes 0..255.</summary>
    public string? PreprocessingJson { get; private set; }

    /// <summary>The user who brought it.</summary>
    public string Uploader { get; private set; } = "";

    /// <summary>Where it came from, in the words of whoever brought it.</summary>
    public string Origin { get; private set; } = "";
    public string Notes { get; private set; } = "";
    public DateTimeOffset CreatedAt { get; private set; }
    public bool IsArchived { get; private set; }

    /// <summary>Changes what people say of it; the bytes never change.</summary>
    public void Edit(string name, string origin, string notes, string cut) => (Name, Origin, Notes, Cut) = (name, origin, notes, cut);

    public void Archive(bool archived) => IsArchived = archived;
}
