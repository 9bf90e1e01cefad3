using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>TensorFlow's NodeDef in its binary form, which TensorFlow before 2.2 keeps as text in a config: the operation and its simple attributes, as its
/// JSON form has them
/// (https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/node_def.proto).</summary>
internal static class NodeDefinition
{
    private static readonly Dictionary<ulong, string> Types = new()
    {
        [1] = "DT_FLOAT",
        [2] = "DT_DOUBLE",
        [3] = "DT_INT32",
        [4] = "DT_UINT8",
        [9] = "DT_INT64",
        [10] = "DT_BOOL",
        [14] = "DT_BFLOAT16",
        [19] = "DT_HALF",
    };

    /// <summary>op and attr; null: these are no such bytes.</summary>
    public static JsonObject? Parse(string text)
    {
        var attributes = new JsonObject();
        string? op = null;
        var whole = Fields(
            Encoding.UTF8.GetBytes(text),
            (field, number, bytes) =>
            {
                if (field == 2)
                {
                    op = Encoding.UTF8.GetString(bytes);
                }
                else if (field == 5)
                {
                    string? key = null;
                    JsonNode? value = null;
                    Fields(
                        bytes,
                        (part, _, inner) =>
                        {
                            key = part == 1 ? Encoding.UTF8.GetString(inner) : key;
                            value = part == 2 ? Value(inner) : value;
                        }
                    );
                    attributes[key ?? ""] = value;
                }
            }
        );
        return whole && op is not null ? new JsonObject { ["op"] = op, ["attr"] = attributes } : null;
    }

    private static JsonObject Value(byte[] bytes)
    {
        var value = new JsonObject();
        Fields(
            bytes,
            (field, number, inner) =>
            {
                switch (field)
                {
                    case 1:
                        value["list"] = new JsonObject { ["i"] = Integers(inner) };
                        break;
                    case 3:
                        value["i"] = ((long)number).ToString(CultureInfo.InvariantCulture);
                        break;
                    case 4 when inner.Length == sizeof(float):
                        value["f"] = (double)BinaryPrimitives.ReadSingleLittleEndian(inner);
                        break;
                    case 5:
                        value["b"] = number != 0;
                        break;
                    case 6:
                        value["type"] = Types.GetValueOrDefault(number, "DT_OTHER");
                        break;
                }
            }
        );
        return value;
    }

    // Whole numbers of a list stand one by one, or packed into one field.
    private static JsonArray Integers(byte[] bytes)
    {
        var list = new JsonArray();
        Fields(
            bytes,
            (field, number, inner) =>
            {
                if (field != 3)
                {
                    return;
                }

                var at = 0;
                for (
                    var packed = inner.Length == 0 ? number : Varint(inner, ref at);
                    packed is { } value;
                    packed = at > 0 && at < inner.Length ? Varint(inner, ref at) : null
                )
                {
                    list.Add(((long)value).ToString(CultureInfo.InvariantCulture));
                }
            }
        );
        return list;
    }

    private static bool Fields(byte[] bytes, Action<ulong, ulong, byte[]> read)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            if (Varint(bytes, ref at) is not { } tag)
            {
                return false;
            }

            var number = 0UL;
            ulong? length = (tag & 7) switch
            {
                1 => 8,
                5 => 4,
                2 => Varint(bytes, ref at),
                0 => 0,
                _ => null,
            };
            if (length is not { } count || count > (ulong)(bytes.Length - at) || ((tag & 7) == 0 && ReadNumber(bytes, ref at, ref number) is false))
            {
                return false;
            }

            var inner = bytes[at..(at + (int)count)];
            at += (int)count;
            read(tag >> 3, number, inner);
        }

        return true;
    }

    private static bool ReadNumber(byte[] bytes, ref int at, ref ulong number)
    {
        var value = Varint(bytes, ref at);
        number = value ?? 0;
        return value is not null;
    }

    private static ulong? Varint(byte[] bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; at < bytes.Length && shift < 64; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 127) << shift;
            if (part < 128)
            {
                return value;
            }
        }

        return null;
    }
}
