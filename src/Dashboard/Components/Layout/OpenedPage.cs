using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Dashboard.Services;

namespace MlOpsDashboard.Dashboard.Components.Layout;

/// <summary>
/// Tells <see cref="ShownAddress"/> of the page that is drawn, and puts the focus on its heading, so that a screen reader begins there. Unlike
/// <c>FocusOnNavigate</c> it leaves a field alone
/// that someone types in already.
/// </summary>
public sealed class OpenedPage : ComponentBase
{
    private Type? page;
    private bool opened;

    [Inject]
    private BrowserBridge Browser { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private ShownAddress Shown { get; set; } = default!;

    [Parameter, EditorRequired]
    public Microsoft.AspNetCore.Components.RouteData RouteData { get; set; } = default!;

    protected override void OnParametersSet()
    {
        Shown.Address = Navigation.Uri;
        opened |= page != RouteData.PageType;
        page = RouteData.PageType;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!opened)
            return;
        opened = false;
        await Browser.FocusHeadingAsync();
    }
}
