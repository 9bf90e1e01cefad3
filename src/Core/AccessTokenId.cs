using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct AccessTokenId(Guid Value)
{
    public static AccessTokenId New() => new(Guid.CreateVersion7());

    public static AccessTokenId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Value.ToString("N");
}
