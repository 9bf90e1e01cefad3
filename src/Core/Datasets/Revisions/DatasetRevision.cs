using System.Text.Json.Serialization;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>A change of a dataset version that needs no byte of its pictures; the result is a new version.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ReadFoldersAs), "folders")]
[JsonDerivedType(typeof(HoldOut), "holdOut")]
[JsonDerivedType(typeof(DropLeaks), "leaks")]
[JsonDerivedType(typeof(ReadNamesAs), "names")]
[JsonDerivedType(typeof(MergeLabels), "labels")]
[JsonDerivedType(typeof(TurnPictures), "turn")]
public abstract record DatasetRevision
{
    /// <summary>What was done, for the list of versions: “test part held out”.</summary>
    [JsonIgnore]
    public abstract string Words { get; }

    /// <exception cref="RefusedException">It can't be done to this manifest.</exception>
    public DatasetManifest Apply(DatasetManifest manifest)
    {
        var entries = DuplicatePictures.Resolve(Change(manifest));
        IReadOnlyList<string> classes = [.. entries.Select(e => e.Class).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return classes.Count < 2
            ? throw new RefusedException($"Expected at least two classes after the change. Received: {(classes.Count == 0 ? "none" : $"only “{classes[0]}”")}.")
            : manifest with { ClassNames = classes, Entries = entries };
    }

    protected abstract IEnumerable<DatasetEntry> Change(DatasetManifest manifest);
}
