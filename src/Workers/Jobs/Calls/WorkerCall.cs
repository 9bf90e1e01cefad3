using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Jobs.Calls;

/// <summary>Something short that a worker is asked: its standard output is the answer.</summary>
/// <param name="What">For people, within a sentence or alone: "Layers of ResNet50".</param>
/// <param name="Arguments">Of <c>mlops</c>.</param>
public sealed record WorkerCall(Refusal What, IReadOnlyList<string> Arguments)
{
    /// <summary>Asked of a child that stays loaded with these arguments: one line in, one line out. Null for a child of its own that is asked by its arguments
    /// alone.</summary>
    public string? Line { get; init; }

    /// <summary>Callers of the same key at the same time share one child, which ends when the last of them has gone. Null: never shared.</summary>
    public string? Key { get; init; }

    /// <summary>How long it may take once it has begun. Default 2 minutes.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of memory that its child may take. Default 8 GB.</summary>
    public long MemoryBytes { get; init; } = 8_000_000_000;

    /// <summary>Bytes that it may answer. Default 64 MB.</summary>
    public int AnswerBytes { get; init; } = 64_000_000;

    /// <summary>Told each whole line of a child of its own as it comes; null for nobody. Not with <see cref="Line"/> or <see cref="Key"/>.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>Waits for a network, not for a processor: it has places of its own, so that a slow line keeps no preview waiting.</summary>
    public bool Downloads { get; init; }

    /// <summary>Computes for minutes: one at a time, in a place of its own, so that it keeps no preview waiting.</summary>
    public bool IsLong { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
