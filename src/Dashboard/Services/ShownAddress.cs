namespace MlOpsDashboard.Dashboard.Services;

/// <summary>
/// The address of the page that is drawn. <see cref="Microsoft.AspNetCore.Components.NavigationManager.Uri"/> is ahead of it where the browser hears slowly:
/// then a page that was left is still there for
/// a while, and would write into the address of another.
/// </summary>
public sealed class ShownAddress
{
    /// <summary>Null until the first page is drawn.</summary>
    public string? Address { get; set; }

    /// <summary>Whether the browser, as far as this circuit has heard, is at the page that is drawn; its query may differ.</summary>
    /// <param name="current">Where the browser is.</param>
    public bool IsAt(string current) => Address is null || new Uri(Address).AbsolutePath == new Uri(current).AbsolutePath;
}
