using MlOpsDashboard.Core.Callers;
using System.Text.Json.Serialization;
using MediatR;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>Where pictures come from.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(UploadSource), "upload")]
[JsonDerivedType(typeof(FolderSource), "folder")]
[JsonDerivedType(typeof(SampleSource), "sample")]
public abstract record ImportSource;

/// <summary>A source that another version of the program has stored and this one can't read. Never stored.</summary>
public sealed record UnknownSource : ImportSource;

/// <summary>Files staged under <c>uploads/FOLDER</c>: one zip, or pictures with their class folder in the name.</summary>
public sealed record UploadSource(string Folder, string Name) : ImportSource;

/// <summary>A folder on the server below one that the administrator allowed (<c>Import:AllowedFolders</c>).</summary>
public sealed record FolderSource(string Path) : ImportSource;

/// <summary>A sample by name, such as <c>emoji-twemoji</c>.</summary>
public sealed record SampleSource(string Name) : ImportSource;

/// <summary>Starts an import in a worker. A dataset of that name gets a new version; identical pictures give the version that exists.</summary>
public sealed record StartImport(string DatasetName, ImportSource Source) : IRequest<Outcome<ImportId>>, IGuarded
{
    /// <summary>Where it goes.</summary>
    public ProjectId Project { get; init; } = ProjectId.Default;

    public Needs Needs => Needs.Contribute(Project);
}

public sealed record CancelImport(ImportId Import) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Import);
}

public sealed record GetImport(ImportId Import) : IRequest<ImportView?>, IGuarded
{
    public Needs Needs => Needs.Find(Import);
}

/// <summary>Imports that are at work, and the last few that ended.</summary>
public sealed record ListImports : IRequest<IReadOnlyList<ImportView>>, IGuarded
{
    public Needs Needs => Needs.View();
}

public sealed record ImportView(
    ImportId Id, string DatasetName, string SourceName, ImportStatus Status, string? Sentence, string? Step, int Done, int? Total,
    DatasetId? DatasetId, DatasetVersionId? DatasetVersionId, ImportReport? Report, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt);

public sealed record ListDatasets(bool IncludeArchived = false) : IRequest<IReadOnlyList<DatasetSummary>>, IGuarded
{
    public Needs Needs => Needs.View();
}

/// <param name="Classes">Classes or labels with their pictures; of numbers their names, each with all pictures.</param>
/// <param name="Thumbnails"><see cref="DatasetEntry.MediaKey"/> of up to 8 pictures, one a class first.</param>
public sealed record DatasetSummary(
    DatasetId Id, string Name, DatasetVersionId LatestVersion, int LatestNumber, int Versions, int Pictures, IReadOnlyList<ClassCount> Classes,
    IReadOnlyList<string> Thumbnails, string? Attribution, DateTimeOffset CreatedAt, bool IsArchived)
{
    /// <summary>One of <see cref="DatasetKinds"/>.</summary>
    public string Kind { get; init; } = DatasetKinds.Class;
}

/// <param name="Number">A version, or null for the latest.</param>
public sealed record GetDataset(DatasetId Dataset, int? Number = null) : IRequest<DatasetDetails?>, IGuarded
{
    public Needs Needs => Needs.Find(Dataset);
}

public sealed record DatasetDetails(
    DatasetId Id, string Name, string? Attribution, bool IsArchived, DatasetVersionInfo Version, IReadOnlyList<DatasetVersionInfo> Versions,
    IReadOnlyList<ClassCount> Classes, IReadOnlyList<PictureSize> Sizes, int NearConstant, int Duplicates, ImportReport Report)
{
    /// <summary>One of <see cref="DatasetKinds"/>: what <see cref="Classes"/> are names of.</summary>
    public string Kind { get; init; } = DatasetKinds.Class;
}

public sealed record DatasetVersionInfo(DatasetVersionId Id, int Number, string ManifestHash, int Pictures, int Classes, long Bytes, string Source, DateTimeOffset CreatedAt, int Runs);

public sealed record PictureSize(int Width, int Height, int Count);

/// <summary>Pictures of a version in path order.</summary>
/// <param name="Class">Only those of this class, or with this label; null for all.</param>
/// <param name="Flag">Only those with this flag (<c>near-constant</c>, <c>duplicate</c>, <c>unlabelled</c>), or null.</param>
/// <param name="Part">Only those of this <see cref="DatasetPart"/>, or null.</param>
/// <param name="SortBy">One of the numbers, by which they are then ordered, the smallest first; null, or a name that there is not, for path order.</param>
/// <param name="Descending">The largest first.</param>
public sealed record ListPictures(DatasetVersionId Version, string? Class, string? Flag, int Skip, int Take, string? Part = null, string? SortBy = null, bool Descending = false) : IRequest<PicturePage>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}

public sealed record PicturePage(int Total, IReadOnlyList<DatasetEntry> Pictures);

/// <summary>The ways in which a version's undeclared names can be read, the likeliest first; empty where all are declared.</summary>
public sealed record GetNameReadings(DatasetVersionId Version) : IRequest<IReadOnlyList<NameReading>>, IGuarded
{
    public Needs Needs => Needs.View(Version);
}

/// <param name="Began">The name that the writer saw; another in between refuses this one. Null overwrites.</param>
public sealed record RenameDataset(DatasetId Dataset, string Name, string? Began = null) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Dataset);
}

public sealed record ArchiveDataset(DatasetId Dataset, bool Archived) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.Contribute(Dataset);
}

public sealed record ListSamples : IRequest<IReadOnlyList<SampleInfo>>, IGuarded
{
    public Needs Needs => Needs.View();
}

/// <param name="Classes">How many classes, labels or numbers there are, as <see cref="Kind"/> says.</param>
public sealed record SampleInfo(string Name, string Title, string Description, int Pictures, int Classes, string Attribution)
{
    /// <summary>One of <see cref="DatasetKinds"/>.</summary>
    public string Kind { get; init; } = DatasetKinds.Class;
}

/// <summary>Server folders that an administrator allowed, with their sub-folders one level deep.</summary>
public sealed record ListImportFolders : IRequest<IReadOnlyList<string>>, IGuarded
{
    public Needs Needs => Needs.Contribute();
}
