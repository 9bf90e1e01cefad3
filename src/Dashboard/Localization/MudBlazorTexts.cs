using Microsoft.Extensions.Localization;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Localization;

/// <summary>What MudBlazor's parts say by themselves, in the reader's language; what is not here stays MudBlazor's English.</summary>
public sealed class MudBlazorTexts(IStringLocalizer<MudBlazorTexts> texts) : MudLocalizer
{
    private static readonly HashSet<string> Known =
    [
        "MudPagination_CurrentPage",
        "MudPagination_PageIndex",
        "MudPagination_PreviousPage",
        "MudPagination_NextPage",
        "MudSnackbar_Close",
    ];

    public override LocalizedString this[string key] => Known.Contains(key) ? texts[key] : new(key, key, resourceNotFound: true);

    public override LocalizedString this[string key, params object[] arguments] =>
        Known.Contains(key) ? texts[key, arguments] : new(key, key, resourceNotFound: true);
}
