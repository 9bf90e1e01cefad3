using System.Globalization;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>How a child ended.</summary>
/// <param name="Code">Its exit code, as in the command line's contract; null where a signal ended it or nobody saw it end.</param>
/// <param name="Signal">The signal that ended it, or null.</param>
/// <param name="KilledForMemory">The kernel ended it because memory ran out.</param>
/// <param name="LastLines">Of its standard error, oldest first.</param>
public sealed record ChildExit(int? Code, int? Signal, bool KilledForMemory, IReadOnlyList<string> LastLines)
{
    public const int Done = 0,
        Fault = 1,
        Refused = 2,
        Cancelled = 3,
        Diverged = 4,
        NoSpace = 5;

    private const int LongestWords = 600;

    // What libtorch and .NET say when an allocation fails, and when a disk is full.
    private static readonly string[] MemoryWords = ["can't allocate memory", "OutOfMemoryException", "Out of memory", "bad_alloc"];
    private static readonly string[] DiskWords = ["No space left on device", "disk is full", "ENOSPC"];

    /// <summary>128 + signal is how both the kernel's report and a shell in between say it.</summary>
    public static ChildExit Of(int exitCode, bool memoryKill, IReadOnlyList<string> lastLines) =>
        exitCode is > 128 and < 160
            ? new(null, exitCode - 128, memoryKill && exitCode - 128 == Posix.SigKill, lastLines)
            : new(exitCode, null, false, lastLines);

    public bool OutOfMemory => KilledForMemory || (Code != Done && Says(MemoryWords));

    // A child without space may have had none for its words.
    public bool DiskFull => Code == NoSpace || (Code != Done && Says(DiskWords));

    /// <summary>Why it is no success, for a person.</summary>
    public Refusal Reason =>
        (LastLine, this) switch
        {
            (_, { OutOfMemory: true }) => new(RefusalKind.Unavailable, "work.child.memory"),
            (_, { Code: Refused }) when LastLines.Select(PrintedRefusal.Read).OfType<Refusal>().LastOrDefault() is { } refusal => refusal,
            ({ } words, { Code: Refused }) => new(RefusalKind.Invalid, "work.child.refused", ("words", words)),
            ({ } words, { Signal: { } signal }) => new(
                RefusalKind.Unavailable,
                "work.child.signal.words",
                ("signal", Posix.SignalName(signal)),
                ("words", words)
            ),
            (null, { Signal: { } signal }) => new(RefusalKind.Unavailable, "work.child.signal", ("signal", Posix.SignalName(signal))),
            ({ } words, { Code: { } code }) => new(
                RefusalKind.Unavailable,
                "work.child.code.words",
                ("code", code.ToString(CultureInfo.InvariantCulture)),
                ("words", words)
            ),
            (null, { Code: { } code }) => new(RefusalKind.Unavailable, "work.child.code", ("code", code.ToString(CultureInfo.InvariantCulture))),
            _ => new(RefusalKind.Unavailable, "work.child.gone"),
        };

    // A fault's report ends with its stack; the sentence stands before it.
    private string? LastLine =>
        LastLines
            .Select(l => l.Trim())
            .LastOrDefault(l =>
                l.Length > 0
                && !l.StartsWith("at ", StringComparison.Ordinal)
                && !l.StartsWith("--- ", StringComparison.Ordinal)
                && PrintedRefusal.Read(l) is null
            )
            is { } line
            ? line.Length <= LongestWords
                ? line
                : line[..LongestWords] + "..."
            : null;

    private bool Says(string[] words) => LastLines.Any(l => words.Any(w => l.Contains(w, StringComparison.OrdinalIgnoreCase)));
}
