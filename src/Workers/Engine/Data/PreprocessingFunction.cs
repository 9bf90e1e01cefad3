using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// What happens to pixels (0..255, RGB) before a network sees them, as data: an ordered list of steps that is stored beside a model and executed from there.
/// JSON: <c>{"name":"resnet","steps":[{"op":"swapChannels"},{"op":"subtract","values":[103.939,116.779,123.68]}]}</c>.
/// </summary>
public sealed record PreprocessingFunction(string Name, IReadOnlyList<PreprocessingStep> Steps)
{
    private static readonly PreprocessingStep[] MinusOneToOne = [new("divide", [127.5]), new("subtract", [1])];
    private static readonly PreprocessingStep[] Caffe = [new("swapChannels", []), new("subtract", [103.939, 116.779, 123.68])];
    private static readonly PreprocessingStep[] Torch = [new("divide", [255]), new("subtract", [0.485, 0.456, 0.406]), new("divide", [0.229, 0.224, 0.225])];

    /// <summary>The functions of Keras Applications by family (https://keras.io/api/applications/).</summary>
    public static IReadOnlyDictionary<string, PreprocessingFunction> All { get; } =
        new PreprocessingFunction[]
        {
            new("identity", []),
            new("mobilenet_v3", []),
            new("mobilenet_v2", MinusOneToOne),
            new("mobilenet", MinusOneToOne),
            new("efficientnet_lite", []),
            new("efficientnet", []),
            new("efficientnet_v2", []),
            new("resnet", Caffe),
            new("resnet_v2", MinusOneToOne),
            new("vgg16", Caffe),
            new("vgg19", Caffe),
            new("densenet", Torch),
            new("inception_v3", MinusOneToOne),
            new("inception_resnet_v2", MinusOneToOne),
            new("xception", MinusOneToOne),
            new("convnext", []),
            new("nasnet", MinusOneToOne),
        }.ToDictionary(function => function.Name);

    /// <summary>The family's function.</summary>
    /// <exception cref="RefusedException">There is none of that name.</exception>
    public static PreprocessingFunction Named(string name) =>
        All.TryGetValue(name, out var function)
            ? function
            : throw new RefusedException(new Refusal("backbone.preprocessing.unknown", ("known", string.Join(", ", All.Keys)), ("received", name)));

    /// <summary>Runs the steps on pixels (..., C), float; the result is a new tensor.</summary>
    public Tensor Apply(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var x = pixels.is_floating_point() ? pixels.alias() : pixels.to_type(ScalarType.Float32);
        foreach (var step in Steps)
        {
            x = step.Apply(x);
        }

        return x.MoveToOuterDisposeScope();
    }

    public JsonObject ToJson() => new() { ["name"] = Name, ["steps"] = new JsonArray([.. Steps.Select(step => (JsonNode?)step.ToJson())]) };

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="RefusedException">An operation is unknown or a value is missing.</exception>
    public static PreprocessingFunction FromJson(JsonNode? node)
    {
        if (
            node is not JsonObject item
            || item["name"] is not JsonValue nameValue
            || !nameValue.TryGetValue<string>(out var name)
            || item["steps"] is not JsonArray steps
        )
        {
            throw new RefusedException(new Refusal("backbone.preprocessing.shapeless", ("received", node?.ToJsonString() ?? "null")));
        }

        return new PreprocessingFunction(name, [.. steps.Select(PreprocessingStep.FromJson)]);
    }

    public static PreprocessingFunction Parse(string json)
    {
        try
        {
            return FromJson(JsonNode.Parse(json));
        }
        catch (JsonException fault)
        {
            throw new RefusedException(new Refusal("backbone.preprocessing.json", ("fault", fault.Message)));
        }
    }
}
