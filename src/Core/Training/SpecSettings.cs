using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training;

/// <summary>A spec as a flat list of dotted settings (<c>stages[0].optimizer.learningRate</c>), to compare specs and to say what differs from the
/// defaults.</summary>
public static class SpecSettings
{
    /// <summary>What stands for a setting that a spec does not have.</summary>
    public const string None = "none";

    /// <summary>Every setting of the complete spec, in the spec's order. Components are named by class: <c>callbacks.EarlyStopping.patience</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Flatten(TrainingSpec spec)
    {
        var settings = new List<KeyValuePair<string, string>>();
        using var json = JsonDocument.Parse(TrainingSpecJson.WriteComplete(spec));
        foreach (var property in json.RootElement.EnumerateObject().Where(p => p.Name != "version"))
            Walk(property.Name, property.Value, settings);
        return settings;
    }

    /// <summary>Settings that are not what the New run page starts from, for the same strategy, backbone and dataset.</summary>
    public static IReadOnlyList<SettingDifference> FromDefaults(TrainingSpec spec)
    {
        var strategy = StrategyNames.Of(spec);
        var preset = SpecPresets.For(strategy, spec.Backbone.Name ?? "", spec.Data.Path) with { Backbone = spec.Backbone };
        preset = TaskCards.Find(spec.Task)?.Preset(strategy, preset) ?? preset;
        if (spec.Head is null)
            preset = preset with { Head = null };
        var defaults = ByName(Flatten(preset));
        var own = Flatten(spec);
        var catalog = ByName([.. Components(spec).SelectMany(Defaults)]);
        return
        [
            .. own.Select(s => new SettingDifference(s.Key, s.Value, defaults.GetValueOrDefault(s.Key) ?? catalog.GetValueOrDefault(s.Key) ?? None))
                .Where(d => d.Value != d.Default),
            .. Gone(ByName(own), defaults),
        ];
    }

    /// <summary>Every setting of any of the specs with its value in each.</summary>
    public static IReadOnlyList<ComparedSetting> Compare(IReadOnlyList<TrainingSpec> specs)
    {
        var flat = specs.Select(s => ByName(Flatten(s))).ToList();
        var names = new List<string>();
        foreach (var name in specs.SelectMany(Flatten).Select(s => s.Key))
            if (!names.Contains(name))
                names.Add(name);
        return
        [
            .. names.Select(name =>
            {
                var values = flat.Select(f => f.GetValueOrDefault(name) ?? None).ToList();
                return new ComparedSetting(name, values, values.Distinct().Count() > 1);
            }),
        ];
    }

    // A component left out is one line, not one for each of its options.
    private static IEnumerable<SettingDifference> Gone(Dictionary<string, string> own, Dictionary<string, string> defaults) =>
        defaults
            .Where(d => !own.ContainsKey(d.Key) && !d.Key.StartsWith("callbacks.", StringComparison.Ordinal))
            .Select(d => new SettingDifference(d.Key, None, d.Value));

    private static Dictionary<string, string> ByName(IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        var byName = new Dictionary<string, string>();
        foreach (var (name, value) in settings)
            byName.TryAdd(name, value);
        return byName;
    }

    private static IEnumerable<(string Path, IReadOnlyList<ComponentClass> Catalog, ComponentSpec Spec)> Components(TrainingSpec spec) =>
        [
            .. spec.Augmentation.Select(a => ("augmentation." + a.Class, ComponentCatalog.AugmentationsOf(spec), a)),
            .. spec.Callbacks.Select(c => ("callbacks." + c.Class, ComponentCatalog.Callbacks, c)),
            .. spec.Stages.Select((s, i) => (string.Create(CultureInfo.InvariantCulture, $"stages[{i}].optimizer"), ComponentCatalog.Optimizers, s.Optimizer)),
        ];

    private static IEnumerable<KeyValuePair<string, string>> Defaults((string Path, IReadOnlyList<ComponentClass> Catalog, ComponentSpec Spec) component)
    {
        var settings = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in ComponentCatalog.Complete(component.Catalog, new(component.Spec.Class)).Options)
            Walk($"{component.Path}.{name}", value, settings);
        return settings;
    }

    private static void Walk(string path, JsonElement value, List<KeyValuePair<string, string>> settings)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                    Walk(property.Name == "class" ? path : $"{path}.{property.Name}", property.Value, settings);
                break;
            case JsonValueKind.Array when value.EnumerateArray().Any(e => e.ValueKind == JsonValueKind.Object):
                WalkList(path, value, settings);
                break;
            default:
                settings.Add(new(path, Show(value)));
                break;
        }
    }

    private static void WalkList(string path, JsonElement list, List<KeyValuePair<string, string>> settings)
    {
        var classes = list.EnumerateArray().Select(e => e.TryGetProperty("class", out var name) ? name.GetString() : null).ToList();
        if (classes.All(c => c is not null))
            settings.Add(new(path, string.Join(", ", classes)));
        var seen = new Dictionary<string, int>();
        foreach (var (element, index) in list.EnumerateArray().Select((e, i) => (e, i)))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            if (classes[index] is { } name)
            {
                seen[name] = seen.GetValueOrDefault(name) + 1;
                place = seen[name] == 1 ? $"{path}.{name}" : string.Create(CultureInfo.InvariantCulture, $"{path}.{name}#{seen[name]}");
            }
            foreach (var property in element.EnumerateObject())
                if (property.Name != "class")
                    Walk($"{place}.{property.Name}", property.Value, settings);
        }
    }

    private static string Show(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => None,
            JsonValueKind.Number => value.GetDouble().ToString("0.############", CultureInfo.InvariantCulture),
            JsonValueKind.Array => value.GetArrayLength() == 0 ? None : $"[{string.Join(", ", value.EnumerateArray().Select(Show))}]",
            _ => value.GetRawText(),
        };
}
