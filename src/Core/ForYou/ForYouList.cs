namespace MlOpsDashboard.Core.ForYou;

/// <param name="Items">The newest first.</param>
/// <param name="Unread">How many of them are not read.</param>
public sealed record ForYouList(IReadOnlyList<ForYouItem> Items, int Unread);
