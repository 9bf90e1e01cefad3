namespace MlOpsDashboard.Dashboard.SignIn;

/// <summary>Addresses of this dashboard's own pages, as a query may name one.</summary>
internal static class LocalAddress
{
    /// <returns>The home page for whatever leads elsewhere.</returns>
    public static string Of(string? address) => address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";
}
