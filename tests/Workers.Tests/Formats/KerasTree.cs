using System.IO.Compression;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Tests.Golden;
using PureHDF;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>A model file looked at with other eyes than the engine's: the framework's zip reader, and every path of the HDF5 tree.</summary>
internal static class KerasTree
{
    public static List<(string Name, int Method)> Entries(string path)
    {
        // The compression method stands at offset 8 of each local header, which is where a stored archive's entries begin.
        using var zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(entry => (entry.FullName, entry.Length == entry.CompressedLength ? 0 : 8))];
    }

    public static JsonNode Config(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        using var stream = zip.GetEntry("config.json")!.Open();
        return JsonNode.Parse(stream)!;
    }

    /// <summary>One line a path: attributes of groups; shape, type and first values of datasets.</summary>
    public static List<string> Describe(string path)
    {
        if (path.EndsWith(".h5", StringComparison.Ordinal))
        {
            using var plain = H5File.OpenRead(path);
            return Describe(plain);
        }

        using var zip = ZipFile.OpenRead(path);
        using var memory = new MemoryStream();
        using (var stream = zip.GetEntry("model.weights.h5")!.Open())
        {
            stream.CopyTo(memory);
        }

        memory.Position = 0;
        using var file = H5File.Open(memory);
        return Describe(file);
    }

    private static List<string> Describe(IH5Group file)
    {
        var lines = new List<string>();
        Walk(file, "", lines);
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    public static List<string> Describe(JsonArray tree)
    {
        List<string> lines =
        [
            .. tree.Select(item =>
                item!["shape"] is { } shape
                    ? $"{item["path"]} ({string.Join(",", shape.AsArray())}) {item["dtype"]} {string.Join(" ", item["first"]!.AsArray().Select(v => v!.GetValue<float>()))}"
                    : $"{item["path"]} {string.Join(" ", (item["attrs"]?.AsObject() ?? []).Select(pair => $"{pair.Key}={Text(pair.Value)}").Order())}"
            ),
        ];
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    // Configs are compared by meaning, lists by their members.
    private static string Text(JsonNode? node) => node is JsonArray array ? "[" + string.Join(",", array) + "]" : Text(node!.GetValue<string>());

    private static string Text(string text) => text.StartsWith('{') ? JsonText.Canonical(JsonNode.Parse(text)) : text;

    private static string Text(IH5Attribute attribute) =>
        attribute.Space.Dimensions.Length == 0 ? Text(attribute.Read<string>())
        : attribute.Space.Dimensions[0] == 0 ? "[]"
        : "[" + string.Join(",", attribute.Read<string[]>()) + "]";

    private static void Walk(IH5Group group, string path, List<string> lines)
    {
        lines.Add($"{(path.Length == 0 ? "/" : path)} {string.Join(" ", group.Attributes().Select(a => $"{a.Name}={Text(a)}").Order())}");
        foreach (var child in group.Children())
        {
            var name = $"{path}/{child.Name}";
            if (child is IH5Group inner)
            {
                Walk(inner, name, lines);
                continue;
            }

            var dataset = (IH5Dataset)child;
            var isInteger = dataset.Type.Class == H5DataTypeClass.FixedPoint;
            var type = (isInteger ? "int" : "float") + dataset.Type.Size * 8;
            var scalar = dataset.Space.Dimensions.Length == 0;
            var first =
                isInteger ? [dataset.Read<long>()]
                : scalar ? [dataset.Read<float>()]
                : dataset.Read<float[]>().Take(3).ToArray();
            lines.Add($"{name} ({string.Join(",", dataset.Space.Dimensions)}) {type} {string.Join(" ", first)}");
        }
    }
}
