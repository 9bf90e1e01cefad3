using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct ModelId(Guid Value)
{
    public static ModelId New() => new(Guid.CreateVersion7());

    public static ModelId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Value.ToString("N");
}
