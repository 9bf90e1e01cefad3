using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.ForYou;

/// <summary>One thing that waits for a person.</summary>
/// <param name="Key">The same thing has the same key.</param>
/// <param name="By">Who did it; null for the program.</param>
/// <param name="About">The object: "run 12".</param>
/// <param name="Address">Of the page where it is done.</param>
/// <param name="Excerpt">The first words of what was said; null for none.</param>
/// <param name="IsRead">Whether the person has opened it or marked it read.</param>
public sealed record ForYouItem(
    string Key,
    ForYouKind Kind,
    DateTimeOffset At,
    string? By,
    Refusal About,
    string Address,
    string? Excerpt = null,
    bool IsRead = false
);
