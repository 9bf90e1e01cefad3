using System.Globalization;
using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Tests.Golden;

/// <summary>JSON as comparable text: key order kept, 1 and 1.0 the same number, Python's shared_object_id (an address) left out.</summary>
internal static class JsonText
{
    public static string Canonical(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject item => "{"
                + string.Join(",", item.Where(pair => pair.Key != "shared_object_id").Select(pair => $"\"{pair.Key}\":{Canonical(pair.Value)}"))
                + "}",
            JsonArray array => "[" + string.Join(",", array.Select(Canonical)) + "]",
            _ => double.TryParse(node.ToJsonString(), CultureInfo.InvariantCulture, out var number)
                ? number.ToString("r", CultureInfo.InvariantCulture)
                : node.ToJsonString(),
        };
}
