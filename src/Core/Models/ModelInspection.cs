using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Models;

/// <summary>What a child says of a model file: the JSON of <c>mlops inspect MODEL --json</c>, without the list of weights.</summary>
/// <param name="InputShape">Batch first, null where open.</param>
/// <param name="Classifier">The layer that classifies, where the network ends in one.</param>
/// <param name="Features">Where a backbone is cut when nobody says otherwise.</param>
public sealed record ModelInspection(
    string Name,
    IReadOnlyList<long?> InputShape,
    IReadOnlyList<long?> OutputShape,
    long Params,
    IReadOnlyList<InspectedLayer> Layers,
    InspectedClassifier? Classifier,
    InspectedCut? Features
)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Reads what the child printed. Networks with several inputs or outputs have lists of shapes and are refused: a backbone takes one
    /// picture.</summary>
    public static Outcome<ModelInspection> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        foreach (var end in new[] { "inputShape", "outputShape" })
        {
            if (root.GetProperty(end).EnumerateArray().Any(e => e.ValueKind == JsonValueKind.Array))
                return Outcome<ModelInspection>.Refused(
                    new Refusal(
                        end == "inputShape" ? "registry.network.inputs" : "registry.network.outputs",
                        ("network", root.GetProperty("name").GetString()),
                        ("shapes", root.GetProperty(end).GetRawText())
                    )
                );
        }
        return root.Deserialize<ModelInspection>(Json)!;
    }

    /// <summary>Null where it can be a backbone for pictures, else why not.</summary>
    public Refusal? Misfit =>
        InputShape.Count == 4 && InputShape[3] is not null
            ? Features is null
                ? new Refusal("registry.network.features", ("network", Name))
                : null
            : new Refusal("registry.network.pictures", ("network", Name), ("shape", Words(InputShape)));

    /// <summary>The layer of that name, if features can be taken behind it.</summary>
    public InspectedLayer? CutAt(string layer) => Layers.FirstOrDefault(l => l.Name == layer && l.CanBeCut);

    /// <summary>The layers of the network that ends at <paramref name="cut"/>, in order: what <c>base_model.layers</c> would be.</summary>
    public IReadOnlyList<InspectedLayer> Upto(string cut)
    {
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
