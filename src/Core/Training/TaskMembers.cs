using System.Text.Json;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Training;

/// <summary>The members of a spec that only its task or its input knows, by path: <c>data.standardizeTargets</c>, <c>loss.delta</c>, <c>data.textColumn</c>.</summary>
public static class TaskMembers
{
    /// <summary>Those that a spec gives, in its order.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> Of(TrainingSpec spec) =>
        [.. In("", spec.OfTask), .. In("data.", spec.Data.OfTask), .. In("head.", spec.Head?.OfTask), .. In("loss.", spec.Loss.OfTask)];

    /// <summary>What a member holds; its default where it is not given.</summary>
    /// <exception cref="KeyNotFoundException">The task has no such member.</exception>
    public static JsonElement Get(TrainingSpec spec, ITaskCard card, string path) =>
        Of(spec).FirstOrDefault(member => member.Key == path) is { Key: not null, Value: var given } ? given : Default(card.Members[path]);

    /// <summary>The spec with a member set.</summary>
    public static TrainingSpec With(TrainingSpec spec, string path, object? value) => Put(spec, path, JsonSerializer.SerializeToElement(value));

    /// <summary>The spec with every member of its task given, or with those left out that hold their default.</summary>
    /// <param name="complete">False leaves defaults out.</param>
    public static TrainingSpec Filled(TrainingSpec spec, bool complete)
    {
        if (TaskCards.Find(spec.Task) is not { } card)
            return spec;
        var given = Of(spec).ToDictionary(member => member.Key, member => member.Value, StringComparer.Ordinal);
        foreach (var (path, option) in card.Members.Concat(InputCards.Of(spec).Members))
        {
            // A head that is not there has no members.
            if (spec.Head is null && path.StartsWith("head.", StringComparison.Ordinal))
                continue;
            if (complete)
                given.TryAdd(path, Default(option));
            else if (given.TryGetValue(path, out var value) && JsonElement.DeepEquals(value, Default(option)))
                given.Remove(path);
        }
        var bare = spec with
        {
            OfTask = null,
            Data = spec.Data with { OfTask = null },
            Head = spec.Head is { } head ? head with { OfTask = null } : null,
            Loss = spec.Loss with { OfTask = null },
        };
        return given.OrderBy(member => member.Key, StringComparer.Ordinal).Aggregate(bare, (filled, member) => Put(filled, member.Key, member.Value));
    }

    /// <summary>The spec without those that neither its task nor its input knows.</summary>
    public static TrainingSpec Known(TrainingSpec spec)
    {
        var card = TaskCards.Find(spec.Task);
        var input = InputCards.Of(spec);
        IDictionary<string, JsonElement>? In(string prefix, IDictionary<string, JsonElement>? members) =>
            members
                ?.Where(member => card?.Members.ContainsKey(prefix + member.Key) == true || input.Members.ContainsKey(prefix + member.Key))
                .ToDictionary(StringComparer.Ordinal)
                is { Count: > 0 } kept
                ? kept
                : null;
        return spec with
        {
            OfTask = In("", spec.OfTask),
            Data = spec.Data is { } data ? data with { OfTask = In("data.", data.OfTask) } : null!,
            Head = spec.Head is { } head ? head with { OfTask = In("head.", head.OfTask) } : null,
            Loss = spec.Loss is { } loss ? loss with { OfTask = In("loss.", loss.OfTask) } : null!,
        };
    }

    /// <summary>What is wrong with them: a name that neither task nor input knows, or a value that does not fit.</summary>
    public static IEnumerable<SpecProblem> Problems(TrainingSpec spec, ITaskCard card)
    {
        var input = InputCards.Of(spec);
        foreach (var (path, value) in Of(spec))
        {
            if (!card.Members.TryGetValue(path, out var option) && !input.Members.TryGetValue(path, out option))
                yield return new(path, new Refusal("spec.task.member", ("task", card.Name), ("received", path)));
            else if (option.Expectation(value) is { } expected)
                yield return SpecProblem.Of(path, expected, value);
        }
    }

    private static JsonElement Default(ComponentOption option) => JsonSerializer.SerializeToElement(option.Default);

    private static IEnumerable<KeyValuePair<string, JsonElement>> In(string prefix, IDictionary<string, JsonElement>? members) =>
        members is null ? [] : members.Select(member => KeyValuePair.Create(prefix + member.Key, member.Value));

    private static TrainingSpec Put(TrainingSpec spec, string path, JsonElement value) =>
        path.Split('.') switch
        {
            [var name] => spec with { OfTask = Added(spec.OfTask, name, value) },
            ["data", var name] => spec with { Data = spec.Data with { OfTask = Added(spec.Data.OfTask, name, value) } },
            ["loss", var name] => spec with { Loss = spec.Loss with { OfTask = Added(spec.Loss.OfTask, name, value) } },
            ["head", var name] when spec.Head is { } head => spec with { Head = head with { OfTask = Added(head.OfTask, name, value) } },
            _ => throw new ArgumentException($"A task's member stands in the spec, its data, head or loss; not at \"{path}\".", nameof(path)),
        };

    private static Dictionary<string, JsonElement> Added(IDictionary<string, JsonElement>? members, string name, JsonElement value) =>
        new(members ?? new Dictionary<string, JsonElement>(), StringComparer.Ordinal) { [name] = value };
}
