using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Core.Datasets;

/// <summary>What a dataset says of each of its pictures, as manifests name it.</summary>
public static class DatasetKinds
{
    /// <summary>One class.</summary>
    public const string Class = "class";

    /// <summary>Any number of labels, or none.</summary>
    public const string Labels = "labels";

    /// <summary>One number for each of the dataset's targets.</summary>
    public const string Numbers = "numbers";

    /// <summary>All, in the order of this list.</summary>
    public static IReadOnlyList<string> All { get; } = [Class, Labels, Numbers];

    /// <summary>The tasks that learn from such a dataset, those whose own kind it is first.</summary>
    public static IReadOnlyList<ITaskCard> TasksFor(string kind) =>
        [.. TaskCards.All.Where(card => card.Kinds.Contains(kind)).OrderBy(card => card.Kinds[0] == kind ? 0 : 1).ThenBy(card => card.Name, StringComparer.Ordinal)];

    /// <summary>The sentence where a task can't learn from such a dataset; null where it can.</summary>
    public static string? Misfit(ITaskCard task, string kind) =>
        task.Kinds.Contains(kind) ? null : $"Expected {task.Takes} for the task {task.Name}. Received: {Words(kind)}.";

    /// <summary>What is said of each picture, in words: “several labels a picture”.</summary>
    public static string Words(string kind) => kind switch
    {
        Labels => "several labels a picture",
        Numbers => "numbers",
        _ => "one class a picture",
    };
}
