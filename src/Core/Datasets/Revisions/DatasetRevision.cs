using System.Text.Json.Serialization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>A change of a dataset version that needs no byte of its pictures; the result is a new version.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ReadFoldersAs), "folders")]
[JsonDerivedType(typeof(HoldOut), "holdOut")]
[JsonDerivedType(typeof(DropLeaks), "leaks")]
[JsonDerivedType(typeof(ReadNamesAs), "names")]
[JsonDerivedType(typeof(MergeLabels), "labels")]
[JsonDerivedType(typeof(RenameLabel), "rename")]
[JsonDerivedType(typeof(TurnPictures), "turn")]
[JsonDerivedType(typeof(SeveralLabels), "severalLabels")]
[JsonDerivedType(typeof(LeaveOut), "leaveOut")]
[JsonDerivedType(typeof(DropNames), "drop")]
[JsonDerivedType(typeof(Relabel), "relabel")]
public abstract record DatasetRevision
{
    /// <summary>What was done, for the list of versions: “test part held out”.</summary>
    [JsonIgnore]
    public abstract Refusal Done { get; }

    /// <summary>The same in words.</summary>
    [JsonIgnore]
    public string Words => Done.Sentence;

    /// <exception cref="RefusedException">It can't be done to this manifest.</exception>
    public DatasetManifest Apply(DatasetManifest manifest)
    {
        if (DatasetKinds.IsOfATask(manifest.Kind))
            return OfATask(manifest);
        var entries = DuplicatePictures.Resolve(Change(manifest));
        var kind = KindAfter(manifest.Kind);
        if (kind == DatasetKinds.Numbers)
            return manifest with { Entries = entries };
        IReadOnlyList<string> names = [.. entries.SelectMany(e => e.Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return kind == DatasetKinds.Class && names.Count < 2
            ? throw new RefusedException(names.Count == 0 ? new Refusal("revision.classes.none") : new Refusal("revision.classes.one", ("name", names[0])))
            : manifest with
            {
                Kind = kind,
                ClassNames = names,
                Entries = entries,
            };
    }

    /// <summary>What the changed dataset says of its pictures; one of <see cref="DatasetKinds"/>.</summary>
    protected virtual string KindAfter(string kind) => kind;

    /// <summary>The same of a dataset whose targets only a task knows: names stay, also those that no picture has.</summary>
    protected virtual DatasetManifest OfATask(DatasetManifest manifest) => manifest with { Entries = DuplicatePictures.Resolve(Change(manifest)) };

    /// <exception cref="RefusedException">It is of another kind.</exception>
    protected static void RequireClasses(DatasetManifest manifest)
    {
        if (manifest.Kind != DatasetKinds.Class)
            throw new RefusedException(
                new Refusal("revision.kind.other", ("expected", DatasetKinds.Said(DatasetKinds.Class)), ("received", DatasetKinds.Said(manifest.Kind)))
            );
    }

    protected abstract IEnumerable<DatasetEntry> Change(DatasetManifest manifest);
}
