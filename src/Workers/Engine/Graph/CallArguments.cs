using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>
/// The arguments of a call as JSON, with <c>{"$": n}</c> where the n-th input tensor stands: <c>[{"$":0}]</c> is layer(x), <c>[[{"$":0},{"$":1}]]</c> is
/// layer([x, y]).
/// A <c>training</c> among the keywords is kept and written back; execution follows the <see cref="CallContext"/> alone, as Keras 3's fit does.
/// </summary>
public sealed record CallArguments(JsonArray Positional, JsonObject Keywords)
{
    public static CallArguments One(JsonObject? keywords = null) => new(new JsonArray(Placeholder(0)), keywords ?? []);

    public static CallArguments List(int count, JsonObject? keywords = null) =>
        new(new JsonArray(new JsonArray([.. Enumerable.Range(0, count).Select(Placeholder)])), keywords ?? []);

    public static CallArguments None => new([], []);

    /// <summary>How many of the input tensors stand among the positional arguments; a mask comes by keyword.</summary>
    public int PositionalTensors => Count(Positional);

    private static int Count(JsonNode? node) =>
        node switch
        {
            JsonObject item when item["$"] is not null => 1,
            JsonObject item => item.Sum(pair => Count(pair.Value)),
            JsonArray array => array.Sum(Count),
            _ => 0,
        };

    public static JsonNode Placeholder(int index) => new JsonObject { ["$"] = index };
}
