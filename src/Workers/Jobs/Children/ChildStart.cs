namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>A child to be started.</summary>
/// <param name="Arguments">Of <c>mlops</c>.</param>
internal sealed record ChildStart(IReadOnlyList<string> Arguments)
{
    /// <summary>Folder of an attempt: the child's output goes to files in it, and it may outlive this process. Null where the output is read from
    /// pipes.</summary>
    public string? Attempt { get; init; }

    /// <summary>Whether standard input is a pipe that the caller writes to; else it is at its end.</summary>
    public bool TakesInput { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
