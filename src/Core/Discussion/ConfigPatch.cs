using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Discussion;

/// <summary>A few settings of a run's spec that should be tried otherwise, as a JSON merge patch (RFC 7396) onto the complete spec.</summary>
public static partial class ConfigPatch
{
    public const int MostChanges = 20;

    // A patched run learns from the run's own dataset version.
    private const string Fixed = "data.path";

    /// <summary>The settings that can be changed, with their values.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Settings(TrainingSpec spec) =>
        [.. SpecSettings.Flatten(spec).Where(s => s.Key != Fixed && Find(Json(spec), s.Key) is not null)];

    /// <summary>The patch, or why these changes give no spec that could be trained.</summary>
    public static Outcome<string> Of(TrainingSpec spec, IReadOnlyList<SettingChange> changes)
    {
        if (changes.Count > MostChanges)
            return Outcome<string>.Refused(new("comment.patch.many", ("most", MostChanges), ("received", changes.Count)));
        var (from, to) = (Json(spec), Json(spec));
        foreach (var change in changes)
        {
            if (change.Name == Fixed)
                return Outcome<string>.Refused(new("comment.patch.data"));
            if (Find(to, change.Name) is not { } place)
                return Outcome<string>.Refused(new("comment.patch.unknown", ("received", change.Name.Length > 200 ? change.Name[..200] : change.Name)));
            place.Set(Value(change.Value.Trim(), place.Get()));
        }
        var patch = Difference(from, to).ToJsonString(TrainingSpecJson.Options);
        var applied = Apply(spec, patch);
        if (!applied.IsDone)
            return Outcome<string>.Refused(applied.Reason!);
        return Table(spec, applied.Value!).Count == 0 ? Outcome<string>.Refused(new("comment.patch.same")) : patch;
    }

    /// <summary>The spec with the patch, if it could be trained.</summary>
    public static Outcome<TrainingSpec> Apply(TrainingSpec spec, string patch)
    {
        var parsed = TrainingSpecJson.Parse(Merge(Json(spec), JsonNode.Parse(patch)!.AsObject()).ToJsonString());
        if (parsed.Value is not { } patched)
            return parsed;
        return TrainingSpecValidator.Validate(patched) is [var problem, ..] ? Outcome<TrainingSpec>.Refused(problem.Reason) : patched;
    }

    /// <summary>Each setting that differs, the run's value first.</summary>
    public static IReadOnlyList<ComparedSetting> Table(TrainingSpec spec, TrainingSpec patched) =>
        [.. SpecSettings.Compare([spec, patched]).Where(setting => setting.Differs)];

    private static JsonObject Json(TrainingSpec spec) => JsonNode.Parse(TrainingSpecJson.WriteComplete(spec))!.AsObject();

    private static JsonNode? Value(string text, JsonNode? now)
    {
        if (text == SpecSettings.None || text.Length == 0)
            return null;
        if (now?.GetValueKind() == JsonValueKind.String)
            return JsonValue.Create(text);
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    // Names are those of SpecSettings: members by dots, components by their class, other elements by their place.
    private static Place? Find(JsonObject spec, string name)
    {
        if (Walk(spec, name) is not { } place)
            return null;
        return place.Get() switch
        {
            // A component is named by its place; its value is its class.
            JsonObject component when component["class"] is JsonValue => new(
                () => component["class"],
                value =>
                {
                    foreach (var option in component.Select(p => p.Key).Where(key => key != "class").ToList())
                        component.Remove(option);
                    component["class"] = value;
                }
            ),
            JsonObject or JsonArray { Count: > 0 } when place.Get() is JsonObject || ((JsonArray)place.Get()!).Any(e => e is JsonObject) => null,
            _ => place,
        };
    }

    private static Place? Walk(JsonObject parent, string rest)
    {
        var match = Member().Match(rest);
        if (!match.Success)
            return null;
        var (member, left) = (match.Groups[1].Value, rest[match.Length..]);
        if (!parent.ContainsKey(member) && left.Length > 0)
            return null;
        if (left.Length == 0)
            return new(() => parent[member], value => parent[member] = value);
        var child = parent[member];
        if (left[0] == '.')
            return child switch
            {
                JsonObject node => Walk(node, left[1..]),
                JsonArray list => OfComponent(list, left[1..]),
                _ => null,
            };
        var index = Index().Match(left);
        return
            index.Success
            && child is JsonArray array
            && int.Parse(index.Groups[1].Value, CultureInfo.InvariantCulture) is var at
            && at < array.Count
            && array[at] is JsonObject element
            && left.Length > index.Length + 1
            && left[index.Length] == '.'
            ? Walk(element, left[(index.Length + 1)..])
            : null;
    }

    private static Place? OfComponent(JsonArray list, string rest)
    {
        var match = Component().Match(rest);
        if (!match.Success)
            return null;
        var nth = match.Groups[2].Success ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : 1;
        var component = list.OfType<JsonObject>().Where(e => (string?)e["class"] == match.Groups[1].Value).Skip(nth - 1).FirstOrDefault();
        return component is null ? null : Walk(component, rest[match.Length..]);
    }

    // Arrays are replaced as a whole, as RFC 7396 has it.
    private static JsonObject Difference(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in to)
        {
            if (from.TryGetPropertyValue(name, out var before) && JsonNode.DeepEquals(before, value))
                continue;
            patch[name] = before is JsonObject was && value is JsonObject now ? Difference(was, now) : value?.DeepClone();
        }
        foreach (var (name, _) in from)
            if (!to.ContainsKey(name))
                patch[name] = null;
        return patch;
    }

    private static JsonObject Merge(JsonObject into, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
                into.Remove(name);
            else if (value is JsonObject members)
                into[name] = Merge(into[name] is JsonObject known ? known.DeepClone().AsObject() : [], members);
            else
                into[name] = value.DeepClone();
        }
        return into;
    }

    [GeneratedRegex(@"^([A-Za-z0-9_]{1,64})")]
    private static partial Regex Member();

    [GeneratedRegex(@"^\[(\d{1,4})\]")]
    private static partial Regex Index();

    [GeneratedRegex(@"^([A-Za-z0-9_]{1,64})(?:#(\d{1,4}))?\.")]
    private static partial Regex Component();

    private sealed record Place(Func<JsonNode?> Get, Action<JsonNode?> Set);
}
