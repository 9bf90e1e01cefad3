using System.Text;
using System.Text.Json;

namespace MlOpsDashboard.Core.Training;

/// <summary>Where in a JSON text a member stands, by its path of names: <c>data.batchSize</c>.</summary>
internal static class JsonPlace
{
    public static bool Has(string json, string path) => Find(json, path) is not null;

    /// <summary>From 1; null where there is none.</summary>
    public static int? LineOf(string json, string path) =>
        Find(json, path) is { } at ? 1 + Encoding.UTF8.GetBytes(json).AsSpan(0, (int)at).Count((byte)'\n') : null;

    private static long? Find(string json, string path)
    {
        var names = path.Split('.');
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        var found = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != found + 1)
                continue;
            if (!reader.ValueTextEquals(names[found]))
                reader.Skip();
            else if (++found == names.Length)
                return reader.TokenStartIndex;
        }
        return null;
    }
}
