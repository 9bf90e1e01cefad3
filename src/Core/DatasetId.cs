using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct DatasetId(Guid Value)
{
    public static DatasetId New() => new(Guid.CreateVersion7());

    public static DatasetId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Value.ToString("N");
}
