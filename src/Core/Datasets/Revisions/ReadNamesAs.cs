using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Datasets.Revisions;

/// <summary>Reads names that their archive did not declare by another code page; classes and parts that came from folders change with them.</summary>
/// <param name="CodePage">As <see cref="Text.CodePage.Find"/> takes it: <c>gbk</c>.</param>
public sealed record ReadNamesAs(string CodePage) : DatasetRevision
{
    public override Refusal Done => new("revision.names", ("page", Text.CodePage.Find(CodePage)?.Title ?? CodePage));

    protected override IEnumerable<DatasetEntry> Change(DatasetManifest manifest)
    {
        var page = Text.CodePage.Named(CodePage);
        var raw = manifest.Entries.Select(entry => NameReadings.Raw(entry)?.Bytes).ToList();
        var paths = manifest.Entries.Zip(raw, (entry, bytes) => bytes is null ? entry.Path : Path(bytes, page, entry.Path)).ToList();
        if (raw.TrueForAll(bytes => bytes is null))
            throw new RefusedException(new Refusal("revision.names.declared"));
        if (paths.GroupBy(path => path, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
            throw new RefusedException(new Refusal("revision.names.twice", ("page", page.Title), ("name", twice.Key)));
        var (before, after) = (FolderParts.Find(manifest.Entries.Select(entry => entry.Path)), FolderParts.Find(paths));
        // What is not named by its folder got its class from a table, or from a merge into one that is.
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        var changed = new List<DatasetEntry>(paths.Count);
        for (var i = 0; i < paths.Count; i++)
        {
            var entry = manifest.Entries[i];
            var (was, (part, name)) = (Place(before, entry.Path), Place(after, paths[i]));
            var isNamed = entry.Class == was.Class && name is not null;
            if (isNamed || (name is not null && was.Class is not null && entry.Labels?.Contains(was.Class) == true))
                renamed.TryAdd(was.Class!, name!);
            changed.Add(
                entry with
                {
                    Path = paths[i],
                    RawPath = raw[i] is { } bytes ? NameReadings.Written(page, bytes) : entry.RawPath,
                    Part = isNamed && entry.Part == was.Part ? part : entry.Part,
                    Class = isNamed ? name! : entry.Class,
                }
            );
        }
        for (var i = 0; i < paths.Count; i++)
        {
            var old = manifest.Entries[i];
            if (old.Class == Place(before, old.Path).Class)
                continue;
            changed[i] = (changed[i] with { Class = old.Class, Labels = old.Labels }).Renamed(renamed);
        }
        return changed.OrderBy(entry => entry.Class, StringComparer.Ordinal).ThenBy(entry => entry.Path, StringComparer.Ordinal);
    }

    private static string Path(byte[] bytes, CodePage page, string now) =>
        NameReadings.Path(bytes, page) ?? throw new RefusedException(new Refusal("revision.names.none", ("page", page.Title), ("name", now)));

    private static (string? Part, string? Class) Place(FolderParts? parts, string path) =>
        parts is not null ? parts.Of(path) : (null, path.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? path[..slash] : null);
}
