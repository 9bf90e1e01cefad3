namespace MlOpsDashboard.Core.Discussion;

/// <summary>The words that a comment had until a time.</summary>
public sealed record CommentEdit(string Text, DateTimeOffset Until);
