using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using PureHDF;

namespace MlOpsDashboard.Workers.Engine.Formats.Hdf;

/// <summary>A group of an HDF5 file with its members listed once (a look-up by path walks the list each time).</summary>
internal sealed class HdfGroup
{
    private const int MaximumMembers = 100_000;
    private readonly HdfFile file;
    private readonly IH5Group group;
    private readonly Lazy<Dictionary<string, IH5Object>> members;

    public HdfGroup(HdfFile file, IH5Group group, string path)
    {
        (this.file, this.group, Path) = (file, group, path);
        members = new(() =>
        {
            var found = new Dictionary<string, IH5Object>();
            foreach (var child in group.Children().Take(MaximumMembers))
            {
                found[child.Name] = child;
            }

            return found;
        });
    }

    public string Path { get; }

    public IEnumerable<string> Names => members.Value.Keys;

    public bool Has(string name) => members.Value.ContainsKey(name);

    /// <summary>The group of that name, which may be a path.</summary>
    public HdfGroup? GroupAt(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate((HdfGroup?)this, (at, part) => at?.Group(part));

    public HdfGroup? Group(string name) => members.Value.GetValueOrDefault(name) is IH5Group child ? new HdfGroup(file, child, Join(name)) : null;

    /// <summary>A dataset below this group, its path in parts.</summary>
    public HdfDataset? Dataset(params ReadOnlySpan<string> path)
    {
        var at = this;
        foreach (var part in path[..^1])
        {
            if (at.Group(part) is not { } next)
            {
                return null;
            }

            at = next;
        }

        return at.members.Value.GetValueOrDefault(path[^1]) is IH5Dataset dataset ? new HdfDataset(file, dataset, at.Join(path[^1])) : null;
    }

    public string? Text(string attribute) =>
        !group.AttributeExists(attribute) ? null
        : group.Attribute(attribute) is { Type.Class: H5DataTypeClass.String or H5DataTypeClass.VariableLength } found ? found.Read<string>()
        : throw Refuse(new("formats.expected.textAttribute", ("attribute", attribute)));

    /// <summary>A list of texts; long lists are cut into attributes name0, name1, ... by Keras.</summary>
    public IReadOnlyList<string>? Texts(string attribute)
    {
        if (group.AttributeExists(attribute))
        {
            return Texts(group.Attribute(attribute));
        }

        List<string>? chunks = null;
        for (var i = 0; group.AttributeExists($"{attribute}{i}"); i++)
        {
            (chunks ??= []).AddRange(Texts(group.Attribute($"{attribute}{i}")));
        }

        return chunks;
    }

    private IReadOnlyList<string> Texts(IH5Attribute attribute)
    {
        var dimensions = attribute.Space.Dimensions;
        if (dimensions.Length > 1 || (dimensions.Length == 1 && dimensions[0] > MaximumMembers))
        {
            throw Refuse(new("formats.expected.textsAttribute", ("attribute", attribute.Name)));
        }

        // An empty list of names is written as an empty list of numbers.
        return dimensions.Length == 0 || dimensions[0] == 0 ? []
            : attribute.Type.Class is H5DataTypeClass.String or H5DataTypeClass.VariableLength ? attribute.Read<string[]>()
            : throw Refuse(new("formats.expected.textsAttribute", ("attribute", attribute.Name)));
    }

    public RefusedException Refuse(Refusal expected) =>
        new(new Refusal("formats.hdf.expectsElse", ("file", file.Source), ("expected", expected), ("path", Path)));

    private string Join(string name) => Path == "/" ? $"/{name}" : $"{Path}/{name}";
}
