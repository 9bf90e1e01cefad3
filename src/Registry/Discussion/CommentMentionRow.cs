using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Discussion;

/// <summary>A person whom a comment calls, and who saw its project when it did.</summary>
public sealed class CommentMentionRow
{
    public CommentId CommentId { get; set; }
    public Guid PersonId { get; set; }
}
