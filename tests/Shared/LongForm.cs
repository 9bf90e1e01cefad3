namespace MlOpsDashboard.Tests.Shared;

/// <summary>Tests that have a short form, for every change, and a long one: <c>MLOPS_LONG=1</c> in the environment.</summary>
internal static class LongForm
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("MLOPS_LONG") == "1";
}
