using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Tests.Formats.Mutation;

/// <summary>One change somewhere in a JSON document: a value of another kind or size, a member gone, doubled, moved or renamed.</summary>
internal static class JsonMutation
{
    private static readonly Func<JsonNode?>[] Strange =
    [
        () => null,
        () => -1,
        () => 0,
        () => 1_000_000_000,
        () => 2147483648L,
        () => long.MaxValue,
        () => 1e308,
        () => true,
        () => "",
        () => "..",
        () => "../../etc/passwd",
        () => "http://127.0.0.1:9/x",
        () => "/etc/passwd",
        () => "Lambda",
        () => new string('x', 100_000),
        () => new JsonArray(),
        () => new JsonObject(),
        () => Deep(200),
        () => new JsonArray(1_000_000, 1_000_000, 1_000_000),
        () => new JsonArray(null, 100_000, 100_000, 3),
        () => new JsonObject { ["class_name"] = "Dense", ["config"] = new JsonObject() },
    ];

    public static string Apply(string json, Random random)
    {
        var root = JsonNode.Parse(json)!;
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var places = new List<JsonNode>();
            Walk(root, places);
            if (places.Count == 0)
            {
                break;
            }
            Change(places[random.Next(places.Count)], random, places);
        }
        return root.ToJsonString();
    }

    private static void Change(JsonNode place, Random random, List<JsonNode> places)
    {
        JsonNode? Other() => random.Next(3) == 0 ? places[random.Next(places.Count)].DeepClone() : Strange[random.Next(Strange.Length)]();
        if (place is JsonObject item)
        {
            var key = item.ElementAt(random.Next(item.Count)).Key;
            switch (random.Next(4))
            {
                case 0:
                    item.Remove(key);
                    break;
                case 1:
                    item[$"{key}_"] = item[key]?.DeepClone();
                    break;
                default:
                    item[key] = Other();
                    break;
            }
        }
        else if (place is JsonArray array)
        {
            var at = random.Next(array.Count);
            switch (random.Next(4))
            {
                case 0:
                    array.RemoveAt(at);
                    break;
                case 1:
                    array.Add(array[at]?.DeepClone());
                    break;
                default:
                    array[at] = Other();
                    break;
            }
        }
    }

    private static void Walk(JsonNode? node, List<JsonNode> places)
    {
        if (node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            places.Add(node);
            foreach (var child in node is JsonObject item ? item.Select(pair => pair.Value) : node.AsArray())
            {
                Walk(child, places);
            }
        }
    }

    private static JsonNode Deep(int levels)
    {
        JsonNode node = 1;
        while (levels-- > 0)
        {
            node = new JsonArray(node);
        }
        return node;
    }
}
