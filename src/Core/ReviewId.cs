using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct ReviewId(Guid Value)
{
    public static ReviewId New() => new(Guid.CreateVersion7());

    public static ReviewId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Value.ToString("N");
}
