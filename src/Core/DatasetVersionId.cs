using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct DatasetVersionId(Guid Value)
{
    public static DatasetVersionId New() => new(Guid.CreateVersion7());

    public static DatasetVersionId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Value.ToString("N");
}
