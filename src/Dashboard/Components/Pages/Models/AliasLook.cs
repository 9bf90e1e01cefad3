using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Dashboard.Components.Shared;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Pages.Models;

/// <summary>How each alias is said and shown.</summary>
public static class AliasLook
{
    private static readonly TextResource Texts = new(typeof(ModelsTexts));

    /// <summary>In the order of the rail: what serves first.</summary>
    public static IReadOnlyList<string> Rail { get; } = [Aliases.Champion, Aliases.Challenger, Aliases.Staging];

    public static string Meaning(string alias) =>
        alias switch
        {
            Aliases.Champion => Texts["Serves"],
            Aliases.Challenger => Texts["IsMeasured"],
            _ => Texts["IsChecked"],
        };

    /// <summary>Of the dialog that moves an alias.</summary>
    public static string PromoteTitle(string model) => Texts["PromoteTitle", model];

    public static string Icon(string alias) =>
        alias switch
        {
            Aliases.Champion => Icons.Material.Outlined.EmojiEvents,
            Aliases.Challenger => Icons.Material.Outlined.SportsMma,
            _ => Icons.Material.Outlined.Science,
        };

    public static Tone Tone(string alias) => alias == Aliases.Champion ? Shared.Tone.Accent : Shared.Tone.Neutral;
}
