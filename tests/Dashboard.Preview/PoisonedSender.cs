using System.Collections;
using System.Reflection;
using System.Text.Json.Nodes;
using MediatR;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Hands over the sample answers with one of <see cref="Payloads"/> behind every text that a person or a file may have brought: names, notes, tags,
/// classes, files, sentences.</summary>
/// <remarks>The same text always gets the same payload, and questions that carry one are asked without it, so that pages find again what they were
/// shown.</remarks>
internal sealed class PoisonedSender(Services.ISender inner) : Services.ISender
{
    private static readonly HashSet<string> FreeText =
    [
        "Name",
        "Notes",
        "Tags",
        "Class",
        "Classes",
        "ClassNames",
        "Dataset",
        "DatasetName",
        "Description",
        "Reason",
        "Text",
        "Sentence",
        "Headline",
        "LastHeadline",
        "File",
        "Path",
        "Source",
        "SourceName",
        "Attribution",
        "StatusDetail",
        "Attention",
        "Actor",
        "Detail",
        "Actual",
        "Predicted",
        "BaselinePredicted",
        "OtherPredicted",
        "Step",
        "WorkerSentence",
        "WorstMistakeSentence",
        "Why",
        "ParentModel",
        "Parity",
        "StrategyInWords",
        "Title",
        "Values",
        "Value",
        "What",
        "PictureOf",
        "FileName",
        "Origin",
        "Folder",
        "Device",
        "Flags",
        "Strategies",
        "EngineVersion",
        "Similar",
        "Of",
    ];

    // Names of models are letters, digits and dashes by their type; an address is made of them.
    private static readonly HashSet<string> Plain =
    [
        "ModelSummary.Name",
        "ModelDetails.Name",
        "ModelVersionDetails.ModelName",
        "RegisteredLink.Model",
        "RunFile.Name",
        "VersionSummary.Strategy",
        "BackboneLayer.Class",
    ];

    private static readonly MethodInfo Clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;
    private readonly Dictionary<string, string> poisoned = [];
    private readonly Dictionary<string, string> plain = [];
    private readonly Lock gate = new();

    public async Task<TAnswer> Send<TAnswer>(IRequest<TAnswer> request, CancellationToken cancellationToken = default)
    {
        var asked = (IRequest<TAnswer>)Walk(request, all: true, text => plain.GetValueOrDefault(text, text))!;
        return (TAnswer)Walk(await inner.Send(asked, cancellationToken), all: typeof(TAnswer) == typeof(IReadOnlyList<string>), Poison)!;
    }

    private string Poison(string text)
    {
        if (text.Length == 0 || plain.ContainsKey(text))
            return text;
        if (poisoned.TryGetValue(text, out var known))
            return known;
        var made = $"{text} {Payloads.All[poisoned.Count % Payloads.All.Count]}";
        plain[made] = text;
        return poisoned[text] = made;
    }

    private object? Walk(object? value, bool all, Func<string, string> change)
    {
        lock (gate)
            return Change(value, all, change);
    }

    private static object? Change(object? value, bool free, Func<string, string> change) =>
        value switch
        {
            // Names of metrics are the engine's own.
            null or TrainingSpec or MetricSpec or MetricSet or MetricValues or JsonNode => value,
            string text => free ? change(text) : text,
            IDictionary map => ChangeMap(map, free, change),
            IEnumerable list => ChangeList(list, free, change),
            _ when value.GetType().IsClass && value.GetType().Namespace!.StartsWith("MlOpsDashboard.Core", StringComparison.Ordinal) => ChangeRecord(
                value,
                free && value is IBaseRequest,
                change
            ),
            _ => value,
        };

    private static object ChangeMap(IDictionary map, bool free, Func<string, string> change)
    {
        var copy = (IDictionary)
            Activator.CreateInstance(
                typeof(Dictionary<,>).MakeGenericType(
                    map.GetType().GetInterfaces().First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IDictionary<,>)).GetGenericArguments()
                )
            )!;
        foreach (DictionaryEntry entry in map)
            copy[Change(entry.Key, free, change)!] = Change(entry.Value, free: false, change);
        return copy;
    }

    private static object ChangeList(IEnumerable list, bool free, Func<string, string> change)
    {
        var type = list.GetType()
            .GetInterfaces()
            .Append(list.GetType())
            .First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .GetGenericArguments()[0];
        var items = list.Cast<object?>().Select(i => Change(i, free, change)).ToList();
        var copy = Array.CreateInstance(type, items.Count);
        for (var i = 0; i < items.Count; i++)
            copy.SetValue(items[i], i);
        return list is Array or not IList ? copy : Activator.CreateInstance(typeof(List<>).MakeGenericType(type), copy)!;
    }

    private static object ChangeRecord(object record, bool all, Func<string, string> change)
    {
        var copy = Clone.Invoke(record, null)!;
        for (var type = copy.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                var name = field.Name.Trim('<').Split('>')[0];
                field.SetValue(copy, Change(field.GetValue(copy), (all || FreeText.Contains(name)) && !Plain.Contains($"{type.Name}.{name}"), change));
            }
        return copy;
    }
}
