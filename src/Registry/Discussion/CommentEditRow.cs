using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Discussion;

/// <summary>The words that a comment had until it was edited.</summary>
public sealed class CommentEditRow
{
    public long Id { get; set; }
    public CommentId CommentId { get; set; }
    public string Text { get; set; } = "";
    public DateTimeOffset Until { get; set; }
}
