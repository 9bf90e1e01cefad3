using System.Globalization;

namespace MlOpsDashboard.Core;

public readonly record struct ProjectId(Guid Value)
{
    /// <summary>The project that is always there.</summary>
    public static ProjectId Default { get; } = new(new Guid("0199f000-0000-7000-8000-000000000001"));

    /// <summary>Of what belongs to no project: for those who see everything.</summary>
    public static ProjectId None => default;

    public static ProjectId New() => new(Guid.CreateVersion7());

    public static ProjectId Parse(string text) => new(Guid.Parse(text, CultureInfo.InvariantCulture));

    public override string ToString() => Value.ToString("N");
}
