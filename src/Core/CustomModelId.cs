using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct CustomModelId(Guid Value)
{
    public static CustomModelId New() => new(Guid.CreateVersion7());

    public static CustomModelId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Value.ToString("N");
}
