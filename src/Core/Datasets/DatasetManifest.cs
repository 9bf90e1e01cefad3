using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>A dataset version as data: which picture has which class. Its <see cref="Hash"/> is its identity; the same pictures in the same folders give the same hash.</summary>
/// <remarks>On disk <c>HASH.manifest.json</c>. The loader takes it wherever it takes a folder; the pictures lie content-addressed under <see cref="BlobRoot"/> (<c>ab/abcdef...</c>), relative to the manifest's folder.</remarks>
public sealed record DatasetManifest(IReadOnlyList<string> ClassNames, IReadOnlyList<DatasetEntry> Entries)
{
    public int Format { get; init; } = 1;
    public string BlobRoot { get; init; } = "../blobs";

    /// <summary>SHA-256 over the entries in ordinal order of their paths: <c>path NUL class NUL bytes NUL sha256 LF</c>, with <c>NUL split NUL weight</c> before LF where the source gives one.</summary>
    [JsonIgnore]
    public string Hash
    {
        get
        {
            var text = new StringBuilder();
            foreach (var e in Entries.OrderBy(e => e.Path, StringComparer.Ordinal))
                text.Append(e.Path).Append('\0').Append(e.Class).Append('\0').Append(e.Bytes).Append('\0').Append(e.Sha256).Append(e.Given).Append('\n');
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);
}

/// <param name="Path">As in the source, with <c>/</c>: a name kept as text, never used as a path.</param>
/// <param name="Sha256">Of the file's bytes.</param>
/// <param name="Flags">Such as <c>near-constant</c> or <c>duplicate-of:PATH</c>; null when there are none.</param>
public sealed record DatasetEntry(string Path, string Class, long Bytes, string Sha256, int Width, int Height, IReadOnlyList<string>? Flags = null)
{
    /// <summary><c>training</c> or <c>validation</c> where the source says so; null leaves it to the split.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Split { get; init; }

    /// <summary>How much it counts in training, where the source says so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? Weight { get; init; }

    // Part of the identity where it is given; nothing where it is not.
    internal string Given => Split is null && Weight is null ? "" : FormattableString.Invariant($"\0{Split}\0{Weight:R}");
}
