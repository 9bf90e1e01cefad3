using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Tests.SafeTensors;

/// <summary>Makes safetensors files, well-formed or not.</summary>
internal static class SafeTensorForge
{
    /// <summary>A file of these tensors, one behind the other.</summary>
    public static byte[] File(params IReadOnlyList<(string Name, string Type, long[] Shape, byte[] Data)> tensors)
    {
        var header = new JsonObject();
        var at = 0L;
        foreach (var (name, type, shape, data) in tensors)
        {
            header[name] = Entry(type, shape, at, at + data.Length);
            at += data.Length;
        }

        return File(header.ToJsonString(), [.. tensors.SelectMany(tensor => tensor.Data)]);
    }

    public static byte[] File(string header, params byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, byte[] data, ulong? length = null)
    {
        var file = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length ?? (ulong)header.Length);
        header.CopyTo(file, 8);
        data.CopyTo(file, 8 + header.Length);
        return file;
    }

    public static JsonObject Entry(string type, long[] shape, long begin, long end) =>
        new()
        {
            ["dtype"] = type,
            ["shape"] = new JsonArray([.. shape.Select(d => (JsonNode?)d)]),
            ["data_offsets"] = new JsonArray(begin, end),
        };

    public static byte[] Floats(params IEnumerable<float> values) => [.. values.SelectMany(BitConverter.GetBytes)];

    /// <param name="folder">Null: a new one.</param>
    public static string Write(byte[] file, string? folder = null)
    {
        var path = Path.Combine(folder ?? Golden.TestFolder.Create(), "weights.safetensors");
        System.IO.File.WriteAllBytes(path, file);
        return path;
    }
}
