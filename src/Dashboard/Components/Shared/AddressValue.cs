using System.Globalization;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>What a page's address says, taken as text: Blazor fails the whole page over a number or a flag that is none.</summary>
public static class AddressValue
{
    /// <returns>Null where the text is missing or no whole number of at least 0.</returns>
    public static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool Flag(string? text) => bool.TryParse(text, out var flag) && flag;
}
