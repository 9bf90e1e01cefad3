using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Layers.Operations;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>One call of a function of TensorFlow in a file: its first argument, the others by name. What a translation did not ask for is refused.</summary>
internal sealed class TensorFlowCall(string function, JsonNode? first, JsonObject keywords)
{
    private readonly HashSet<string> read = [];

    public string Function => function;

    public JsonNode? First => first?.DeepClone();

    /// <summary>The argument under the first of those names that is given.</summary>
    public JsonNode? Argument(params ReadOnlySpan<string> names)
    {
        JsonNode? found = null;
        foreach (var name in names)
        {
            read.Add(name);
            found ??= keywords[name]?.DeepClone();
        }

        return found;
    }

    public JsonNode Need(params ReadOnlySpan<string> names) =>
        Argument(names) ?? throw Refuse(new("formats.expected.argument", ("name", names[0])), (JsonNode?)null);

    public double Number(string name, double fallback) =>
        Argument(name) is not { } node ? fallback : Constants.Number(node) ?? throw Refuse(new("formats.expected.numberAs", ("name", name)), node);

    public bool Flag(string name) => Argument(name) is JsonValue value && value.TryGetValue<bool>(out var flag) && flag;

    public string? Text(params ReadOnlySpan<string> names) => Argument(names) is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Takes arguments that change nothing, or only as those values.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            read.Add(name);
        }
    }

    /// <summary>Refuses an argument that nothing asked for.</summary>
    public void RequireAllRead()
    {
        foreach (var (key, value) in keywords)
        {
            if (value is not null && !read.Contains(key) && key is not ("name" or "training"))
            {
                throw Refuse(new("formats.expected.callsWithout", ("key", key)), value);
            }
        }
    }

    public RefusedException Refuse(Refusal expected, JsonNode? received) =>
        received is null
            ? Refuse(expected, new Refusal("formats.received.none"))
            : Refuse(expected, RefusalValue.Of("received", Constants.Short(received.ToJsonString())));

    public RefusedException Refuse(Refusal expected, Refusal received) => Refuse(expected, RefusalValue.Of("received", received));

    private RefusedException Refuse(Refusal expected, RefusalValue received) =>
        new(new Refusal("formats.operations.expects", ("operation", function), ("expected", expected), received));
}
