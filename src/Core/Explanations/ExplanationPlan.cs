using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>The way from one spec to another, one setting at a time. Settings that are only allowed together make one step. Seeds are no settings: every step is
/// trained with each of a few.</summary>
public static class ExplanationPlan
{
    /// <summary>The name of a setting that stands in no spec: which dataset version is learnt from.</summary>
    public const string Dataset = "dataset";

    private const int LongestValue = 200;

    // What changes first, by how its name begins; anything else comes last.
    private static readonly string[] Order = [Dataset, "task", "data", "backbone", "head", "loss", "stages", "augmentation", "callbacks"];

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first spec, then one a step; the last is <paramref name="after"/>.</summary>
    /// <param name="before">Spec, dataset version, and what people call that.</param>
    /// <param name="fits">Whether a spec can be trained on a dataset version.</param>
    /// <param name="order">Names of settings that are to change first, in their order.</param>
    public static IReadOnlyList<ExplanationStep> Of(
        (TrainingSpec Spec, DatasetVersionId Data, string DataName) before,
        (TrainingSpec Spec, DatasetVersionId Data, string DataName) after,
        Func<TrainingSpec, DatasetVersionId, bool> fits,
        IReadOnlyList<string>? order = null
    )
    {
        var changes = Changes(before, after)
            .Select((change, i) => (change, i))
            .OrderBy(c => Place(order, c.change.Setting.Name))
            .ThenBy(c => Category(c.change.Setting.Name))
            .ThenBy(c => c.i)
            .Select(c => c.change)
            .ToList();
        var (spec, data) = (Json(before.Spec), before.Data);
        spec["seed"] = after.Spec.Seed;
        var steps = new List<ExplanationStep> { new([], Read(spec)!, data) };
        while (changes.Count > 0)
        {
            var together = Together(changes, spec, data, fits);
            (spec, data) = Applied(spec, data, together);
            changes.RemoveAll(together.Contains);
            steps.Add(new([.. together.Select(change => change.Setting)], Read(spec) ?? after.Spec, data));
        }
        return steps;
    }

    // One change; if the spec can't be trained then, that with the first other one that helps, else with as many of the next as it takes.
    private static List<Change> Together(List<Change> changes, JsonObject spec, DatasetVersionId data, Func<TrainingSpec, DatasetVersionId, bool> fits)
    {
        bool Fits(IReadOnlyList<Change> some)
        {
            var (changed, on) = Applied(spec, data, some);
            return Read(changed) is { } read && fits(read, on);
        }
        var first = changes[0];
        if (Fits([first]))
            return [first];
        if (changes.Skip(1).FirstOrDefault(other => Fits([first, other])) is { } other)
            return [first, other];
        for (var count = 3; count < changes.Count; count++)
            if (Fits(changes[..count]))
                return changes[..count];
        return [.. changes];
    }

    private static IEnumerable<Change> Changes(
        (TrainingSpec Spec, DatasetVersionId Data, string Name) before,
        (TrainingSpec Spec, DatasetVersionId Data, string Name) after
    )
    {
        if (before.Data != after.Data)
            yield return new(new(Dataset, before.Name, after.Name), [], null, after.Data);
        foreach (var change in Differences("", [], Json(before.Spec), Json(after.Spec)))
            if (change.Setting.Name is not ("version" or "seed" or "data.path"))
                yield return change;
    }

    private static IEnumerable<Change> Differences(string name, object[] path, JsonNode? before, JsonNode? after)
    {
        if (JsonNode.DeepEquals(before, after))
            yield break;
        // Name, weights and file of a backbone mean nothing without each other; another class has other options.
        if (name != "backbone" && before is JsonObject was && after is JsonObject now && JsonNode.DeepEquals(was["class"], now["class"]))
        {
            foreach (var member in now.Select(p => p.Key).Union(was.Select(p => p.Key)))
            foreach (var change in Differences(name.Length == 0 ? member : $"{name}.{member}", [.. path, member], was[member], now[member]))
                yield return change;
        }
        else if (before is JsonArray one && after is JsonArray two && AreAlike(one, two))
        {
            for (var i = 0; i < one.Count; i++)
            {
                var place = one[i]!["class"] is { } named ? $"{name}.{named}" : string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]");
                foreach (var change in Differences(place, [.. path, i], one[i], two[i]))
                    yield return change;
            }
        }
        else
            yield return new(new(name, Show(before), Show(after)), path, after, null);
    }

    private static bool AreAlike(JsonArray one, JsonArray two) =>
        one.Count == two.Count
        && one.Zip(two).All(pair => pair is (JsonObject, JsonObject) && JsonNode.DeepEquals(pair.First!["class"], pair.Second!["class"]));

    private static (JsonObject Spec, DatasetVersionId Data) Applied(JsonObject spec, DatasetVersionId data, IReadOnlyList<Change> changes)
    {
        var changed = (JsonObject)spec.DeepClone();
        foreach (var change in changes)
        {
            if (change.Data is { } other)
            {
                data = other;
                continue;
            }
            JsonNode at = changed;
            foreach (var key in change.Path.SkipLast(1))
                at = key is int i ? at.AsArray()[i]! : at[(string)key] ??= new JsonObject();
            if (change.Path[^1] is int last)
                at.AsArray()[last] = change.Value?.DeepClone();
            else
                at[(string)change.Path[^1]] = change.Value?.DeepClone();
        }
        return (changed, data);
    }

    private static int Place(IReadOnlyList<string>? order, string name) =>
        order?.Index().Where(o => o.Item == name).Select(o => (int?)o.Index).FirstOrDefault() ?? int.MaxValue;

    private static int Category(string name) =>
        Order
            .Index()
            .Where(o => name == o.Item || name.StartsWith(o.Item + ".", StringComparison.Ordinal) || name.StartsWith(o.Item + "[", StringComparison.Ordinal))
            .Select(o => (int?)o.Index)
            .FirstOrDefault()
        ?? Order.Length;

    private static string Show(JsonNode? value)
    {
        var text = value switch
        {
            null => SpecSettings.None,
            JsonValue v when v.GetValueKind() == JsonValueKind.String => v.GetValue<string>(),
            JsonObject o when o["class"] is { } named => $"{named} {o.ToJsonString(Plain)}",
            _ => value.ToJsonString(Plain),
        };
        return text.Length > LongestValue ? text[..LongestValue] + " ..." : text;
    }

    private static JsonObject Json(TrainingSpec spec) => JsonNode.Parse(TrainingSpecJson.WriteComplete(spec))!.AsObject();

    private static TrainingSpec? Read(JsonObject spec) => TrainingSpecJson.Parse(spec.ToJsonString()).Value;

    private sealed record Change(ExplainedSetting Setting, object[] Path, JsonNode? Value, DatasetVersionId? Data);
}
