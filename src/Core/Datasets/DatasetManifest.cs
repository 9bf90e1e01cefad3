using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Inputs;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>A dataset version as data: which picture has which class, labels or numbers. Its <see cref="Hash"/> is its identity; the same pictures in the same
/// folders give the same hash.</summary>
/// <remarks>On disk <c>HASH.manifest.json</c>. The loader takes it wherever it takes a folder; the pictures lie content-addressed under <see cref="BlobRoot"/>
/// (<c>ab/abcdef...</c>), relative to the manifest's folder.</remarks>
/// <param name="ClassNames">The names of classes, labels or numbers, as <see cref="Kind"/> says: classes and labels in ordinal order, numbers in the order of
/// <see cref="DatasetEntry.Numbers"/>.</param>
public sealed record DatasetManifest(IReadOnlyList<string> ClassNames, IReadOnlyList<DatasetEntry> Entries)
{
    private readonly int written;

    /// <summary>The newest format that this program reads.</summary>
    public const int NewestFormat = 3;

    /// <summary>3 where it is of another input than pictures; 2 where a picture has a part, is turned, or has labels or numbers, which a reader of format 1
    /// would miss; else 1.</summary>
    public int Format
    {
        get =>
            Math.Max(
                written,
                Input != InputCards.Pictures ? 3
                    : Kind != DatasetKinds.Class || Entries?.Any(e => e is { Part: not null } or { Turn: not null }) == true ? 2
                    : 1
            );
        init => written = value;
    }

    /// <summary>One of <see cref="DatasetKinds"/>; in JSON <c>kind</c>, which is absent for classes.</summary>
    [JsonIgnore]
    public string Kind { get; init; } = DatasetKinds.Class;

    [JsonInclude, JsonPropertyName("kind"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal string? GivenKind
    {
        get => Kind == DatasetKinds.Class ? null : Kind;
        init => Kind = value ?? DatasetKinds.Class;
    }

    /// <summary>What its examples are, as <see cref="InputCards"/> names it; in JSON <c>input</c>, which is absent for pictures.</summary>
    [JsonIgnore]
    public string Input { get; init; } = InputCards.Pictures;

    [JsonInclude, JsonPropertyName("input"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    internal string? GivenInput
    {
        get => Input == InputCards.Pictures ? null : Input;
        init => Input = value ?? InputCards.Pictures;
    }

    /// <summary>SHA-256 of the blobs in which texts lie one after the other (<see cref="DatasetEntry.Blob"/>); null where each example is a blob of its
    /// own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Blobs { get; init; }

    public string BlobRoot { get; init; } = "../blobs";

    /// <summary>Whether the flags tell every picture's EXIF orientation. False in manifests of earlier versions, which did not read it; no part of the
    /// identity.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReadsOrientation { get; init; }

    /// <summary>Whether all pictures lie as their EXIF orientation says: what is trained on them must see others so too. Null where their orientation was not
    /// read.</summary>
    [JsonIgnore]
    public bool? IsUpright => !ReadsOrientation ? null : Entries.All(e => PictureFlags.OrientationOf(e) == e.Turn);

    /// <summary>SHA-256 over the entries in ordinal order of their paths: <c>path NUL class NUL bytes NUL sha256 LF</c>, before LF <c>NUL part NUL weight</c>
    /// where either is given or the picture is turned, and <c>NUL turn</c> where it is.
    /// Of another input than pictures a line <c>input NUL its name LF</c> comes before everything. Of labels and numbers a line <c>kind NUL number of names NUL name ... LF</c> comes first, and each picture's own stand last in its line: <c>NUL how
    /// many NUL each ...</c>.</summary>
    [JsonIgnore]
    public string Hash
    {
        get
        {
            var text = new StringBuilder();
            if (Input != InputCards.Pictures)
                text.Append("input\0").Append(Input).Append('\n');
            if (Kind != DatasetKinds.Class)
                text.Append(Kind).Append('\0').Append(ClassNames.Count).Append('\0').AppendJoin('\0', ClassNames).Append('\n');
            foreach (var e in Entries.OrderBy(e => e.Path, StringComparer.Ordinal))
                text.Append(e.Path).Append('\0').Append(e.Class).Append('\0').Append(e.Bytes).Append('\0').Append(e.Sha256).Append(e.Given).Append('\n');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    /// <summary>Whether it has what every manifest has: JSON may leave anything out.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        ClassNames?.All(name => name is not null) == true
        && BlobRoot is not null
        && Entries?.All(e => e is { Path: not null, Class: not null, Sha256: not null } && e.Labels?.Any(name => name is null) != true) == true
        && (
            Blobs is null
                ? Entries.All(e => e.Blob is null)
                : Blobs.All(blob => blob is not null) && Entries.All(e => e.Blob < Blobs.Count && e is { Blob: >= 0, Offset: >= 0 })
        );

    /// <summary>Whether each picture has what <see cref="Kind"/> says: a class, labels, a number for each name, or a task's own target.</summary>
    [JsonIgnore]
    public bool HasTargets =>
        DatasetKinds.All.Contains(Kind)
        && Entries.All(e =>
            (e.Labels is not null) == (Kind == DatasetKinds.Labels)
            && (e.Numbers is not null) == (Kind == DatasetKinds.Numbers)
            && (e.Target is not null) == DatasetKinds.IsOfATask(Kind)
            && (e.Numbers is null || e.Numbers.Count == ClassNames.Count)
        );

    /// <summary>Whether a picture has some of the names and others not: classes, labels, and what targets say that can tell of themselves. Of numbers each has
    /// all.</summary>
    [JsonIgnore]
    public bool TellsNamesApart => DatasetKinds.IsOfATask(Kind) ? TargetKinds.Find(Kind) is not null : Kind != DatasetKinds.Numbers;

    /// <summary>How many pictures each name has, in their order: a picture counts for each label, or name in its target, that it has; of numbers for
    /// all.</summary>
    public IReadOnlyList<ClassCount> Counts()
    {
        var counts = Entries.SelectMany(this.NamesOf).CountBy(name => name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. ClassNames.Select(name => new ClassCount(name, TellsNamesApart ? counts.GetValueOrDefault(name) : Entries.Count))];
    }

    /// <summary>The pictures of some parts, and the classes or labels without those that only other parts have.</summary>
    /// <param name="wanted">Of a <see cref="DatasetPart"/>, or null where a picture's part is left open.</param>
    public DatasetManifest Where(Func<string?, bool> wanted)
    {
        var kept = Entries.Where(e => wanted(e.Part)).ToList();
        if (kept.Count == Entries.Count)
            return this;
        var gone = Entries
            .Where(e => !wanted(e.Part))
            .SelectMany(e => e.Names)
            .Except(kept.SelectMany(e => e.Names), StringComparer.Ordinal)
            .ToHashSet(StringComparer.Ordinal);
        return this with { ClassNames = [.. ClassNames.Where(name => !gone.Contains(name))], Entries = kept };
    }

    /// <summary>Full path of the folder of its blobs.</summary>
    /// <param name="path">Where the manifest lies.</param>
    public string BlobsBeside(string path) => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, BlobRoot));

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);
}
