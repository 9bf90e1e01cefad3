using System.Globalization;

namespace MlOpsDashboard.Faults;

/// <summary>Which faults, and how many: <c>FAULTS_SEED</c> (default 1) and <c>FAULTS_ROUNDS</c> (default: the short form that CI runs; the long form has
/// 50).</summary>
internal static class Form
{
    public static int Seed { get; } = Number("FAULTS_SEED") ?? 1;

    public static int Rounds(int inShort) => Number("FAULTS_ROUNDS") ?? inShort;

    /// <summary>A number of the environment; null where it is not set.</summary>
    public static int? Number(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
