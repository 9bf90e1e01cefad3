using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct CommentId(Guid Value)
{
    public static CommentId New() => new(Guid.CreateVersion7());

    public static CommentId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Value.ToString("N");
}
