using System.Text.Json.Nodes;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>An operation of Keras 3: its class, the arguments of the call, and what it is made with.</summary>
internal sealed record TranslatedOperation(string ClassName, JsonArray Arguments, JsonObject Settings)
{
    public static TranslatedOperation Of(string className, JsonNode?[] arguments, params (string Key, JsonNode? Value)[] settings) =>
        new(className, new JsonArray(arguments), new JsonObject(settings.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))));
}
