using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>What a dataset says of each of its examples, as manifests name it. A task may have a kind of its own: it stands first on its card's list.</summary>
public static class DatasetKinds
{
    /// <summary>One class.</summary>
    public const string Class = "class";

    /// <summary>Any number of labels, or none.</summary>
    public const string Labels = "labels";

    /// <summary>One number for each of the dataset's targets.</summary>
    public const string Numbers = "numbers";

    /// <summary>All: these three, then those that only a task knows, by name.</summary>
    public static IReadOnlyList<string> All =>
        [.. Plain, .. TaskCards.All.SelectMany(card => card.Kinds).Except(Plain, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static readonly string[] Plain = [Class, Labels, Numbers];

    /// <summary>Whether only tasks know what the numbers of a target mean (<see cref="DatasetEntry.Target"/>).</summary>
    public static bool IsOfATask(string kind) => !Plain.Contains(kind);

    /// <summary>The tasks that learn from such a dataset, those whose own kind it is first.</summary>
    /// <param name="input">What the dataset's examples are.</param>
    public static IReadOnlyList<ITaskCard> TasksFor(string kind, string input = InputCards.Pictures) =>
        [
            .. TaskCards
                .All.Where(card => card.Kinds.Contains(kind) && InputCards.Takes(card, input))
                .OrderBy(card => card.Kinds[0] == kind ? 0 : 1)
                .ThenBy(card => card.Name, StringComparer.Ordinal),
        ];

    /// <summary>Why, where a task can't learn from such a dataset; null where it can.</summary>
    public static Refusal? Misfit(ITaskCard task, string kind) =>
        task.Kinds.Contains(kind) ? null : new Refusal("revision.kind.misfit", ("takes", task.Takes), ("task", task.Name), ("kind", Said(kind)));

    /// <summary>The same as an exception.</summary>
    /// <exception cref="RefusedException">The task can't learn from such a dataset.</exception>
    public static void Require(ITaskCard task, string kind)
    {
        if (Misfit(task, kind) is { } misfit)
            throw new RefusedException(misfit);
    }

    /// <summary>What is said of each example, within a sentence: “several labels each”.</summary>
    public static Refusal Said(string kind) =>
        kind switch
        {
            Labels or Numbers or Class => new($"words.kind.{kind}"),
            _ => TaskCards.All.FirstOrDefault(card => card.Kinds[0] == kind)?.Takes ?? new("words.kind.other", ("kind", kind)),
        };
}
