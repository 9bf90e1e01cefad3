using System.Globalization;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>How a child ended.</summary>
/// <param name="Code">Its exit code, as in the command line's contract; null where a signal ended it.</param>
/// <param name="Signal">The signal that ended it, or null.</param>
/// <param name="OutOfMemory">The kernel ended it, or an allocation failed.</param>
/// <param name="ErrorTail">The last lines of its standard error, oldest first.</param>
public sealed record ChildExit(int? Code, int? Signal, bool OutOfMemory, IReadOnlyList<string> ErrorTail)
{
    public const int Done = 0, Fault = 1, Refused = 2, Cancelled = 3, Diverged = 4;

    /// <summary>The one sentence of a refusal: the last line that is not empty.</summary>
    public string? LastLine => ErrorTail.LastOrDefault(l => !string.IsNullOrWhiteSpace(l))?.Trim();

    /// <summary>Why it failed, for a person.</summary>
    public string Sentence
    {
        get
        {
            var how = OutOfMemory ? "The worker process ran out of memory. A smaller batch or picture size needs less, and so does rematerialization \"full\"."
                : Signal is { } signal ? $"The worker process was ended by {Posix.SignalName(signal)}."
                : $"The worker process ended with code {Code?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}.";
            return LastLine is { } line ? $"{how} Its last words: {Shorten(line)}" : how;
        }
    }

    /// <summary>The refusal's sentence, or what stands for it where the child gave none.</summary>
    public string RefusalSentence => LastLine is { } line ? Shorten(line) : "The worker refused the request without giving a reason.";

    private static string Shorten(string text) => text.Length <= 600 ? text : text[..600] + "...";
}
