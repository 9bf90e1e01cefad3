using System.Globalization;

namespace MlOpsDashboard.Dashboard.Components.Pages.NewRun;

/// <summary>How a spec names a dataset version of the registry: <c>dataset:NAME/vN</c>.</summary>
public readonly record struct DatasetPath(string Name, int Number)
{
    private const string Prefix = "dataset:";

    /// <summary>Null for a path of another kind.</summary>
    public static DatasetPath? Parse(string path)
    {
        var slash = path.LastIndexOf("/v", StringComparison.Ordinal);
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || slash <= Prefix.Length)
            return null;
        return int.TryParse(path.AsSpan(slash + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(path[Prefix.Length..slash], number)
            : null;
    }

    public override string ToString() => $"{Prefix}{Name}/v{Number.ToString(CultureInfo.InvariantCulture)}";
}
