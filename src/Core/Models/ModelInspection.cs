using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Models;

/// <summary>What a child says of a model file: the JSON of <c>mlops inspect MODEL --json</c>, without the list of weights.</summary>
/// <param name="InputShape">Batch first, null where open; the first of a network of texts, whose inputs are all alike.</param>
/// <param name="OutputShape">The same; of a network of texts the first too: its features.</param>
/// <param name="Classifier">The layer that classifies, where the network ends in one.</param>
/// <param name="Features">Where a backbone is cut when nobody says otherwise; null where a network of texts ends in an operation.</param>
/// <param name="Texts">What is known of a network of texts; null for any other.</param>
public sealed record ModelInspection(
    string Name,
    IReadOnlyList<long?> InputShape,
    IReadOnlyList<long?> OutputShape,
    long Params,
    IReadOnlyList<InspectedLayer> Layers,
    InspectedClassifier? Classifier,
    InspectedCut? Features,
    InspectedTexts? Texts = null
)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>The input that it learns from.</summary>
    public string Input => Texts is null ? InputCards.Pictures : TextInputCard.InputName;

    /// <summary>What to call it where nobody gave it a name: <c>bert 12 x 768</c>.</summary>
    public string ShortName =>
        Texts is { } texts && OutputShape[^1] is { } width ? string.Create(CultureInfo.InvariantCulture, $"{texts.Kind} {texts.Layers} x {width}") : Name;

    /// <summary>Reads what the child printed. Networks with several inputs or outputs have lists of shapes and are refused, but for those of texts: any other
    /// backbone takes one picture.</summary>
    public static Outcome<ModelInspection> Parse(string json)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        foreach (var end in new[] { "inputShape", "outputShape" })
        {
            if (root[end] is not JsonArray { Count: > 0 } shapes || shapes[0] is not JsonArray first)
                continue;
            if (root["texts"] is null)
                return Outcome<ModelInspection>.Refused(
                    new Refusal(
                        end == "inputShape" ? "registry.network.inputs" : "registry.network.outputs",
                        ("network", root["name"]!.GetValue<string>()),
                        ("shapes", shapes.ToJsonString())
                    )
                );
            root[end] = first.DeepClone();
        }
        return root.Deserialize<ModelInspection>(Json)!;
    }

    /// <summary>Null where it can be a backbone, else why not.</summary>
    public Refusal? Misfit =>
        Texts is not null
            ? Texts.Tokenizer is null
                ? new Refusal("registry.network.tokenizer", ("network", Name))
                : null
            : InputShape.Count == 4 && InputShape[3] is not null
                ? Features is null
                    ? new Refusal("registry.network.features", ("network", Name))
                    : null
                : new Refusal("registry.network.pictures", ("network", Name), ("shape", Words(InputShape)));

    /// <summary>The layer of that name, if features can be taken behind it.</summary>
    public InspectedLayer? CutAt(string layer) => Layers.FirstOrDefault(l => l.Name == layer && l.CanBeCut);

    /// <summary>The layers of the network that ends at <paramref name="cut"/>, in order: what <c>base_model.layers</c> would be.</summary>
    /// <param name="cut">Empty where it is not cut.</param>
    public IReadOnlyList<InspectedLayer> Upto(string cut)
    {
        if (cut.Length == 0)
            return Layers;
        var byName = Layers.ToDictionary(l => l.Name);
        var kept = new HashSet<string>();
        var open = new Stack<string>([cut]);
        while (open.TryPop(out var name))
        {
            if (!byName.TryGetValue(name, out var layer) || !kept.Add(name))
                continue;
            foreach (var before in layer.Inbound)
                open.Push(before);
        }
        return [.. Layers.Where(l => kept.Contains(l.Name))];
    }

    /// <summary>As Python prints a tuple: <c>(None, 7, 7, 576)</c>.</summary>
    public static string Words(IReadOnlyList<long?> shape) =>
        $"({string.Join(", ", shape.Select(d => d?.ToString(CultureInfo.InvariantCulture) ?? "None"))}{(shape.Count == 1 ? "," : "")})";
}
