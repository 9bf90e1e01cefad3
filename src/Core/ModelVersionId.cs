using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct ModelVersionId(Guid Value)
{
    public static ModelVersionId New() => new(Guid.CreateVersion7());

    public static ModelVersionId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Value.ToString("N");
}
