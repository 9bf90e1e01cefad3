using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct ExplanationId(Guid Value)
{
    public static ExplanationId New() => new(Guid.CreateVersion7());

    public static ExplanationId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Value.ToString("N");
}
