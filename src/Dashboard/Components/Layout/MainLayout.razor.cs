using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using MlOpsDashboard.Dashboard.Components.Shared;
using MlOpsDashboard.Dashboard.Services;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Layout;

/// <summary>Navigation, theme, shortcut keys, and the error boundary around each page.</summary>
public sealed partial class MainLayout : IDisposable
{
    private DotNetObjectReference<MainLayout>? self;
    private PageErrorBoundary? boundary;
    private bool dark;
    private bool navOpen;

    [CascadingParameter]
    private Routes Root { get; set; } = default!;

    [Inject]
    private BrowserBridge Browser { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private CircuitName Circuit { get; set; } = default!;

    [Inject]
    private PageKeys Keys { get; set; } = default!;

    protected override void OnInitialized()
    {
        dark = Root.StartsDark;
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        self = DotNetObjectReference.Create(this);
        await Browser.ListenForKeysAsync(self);
        if (!Root.HasChosenTheme && await Browser.PrefersDarkAsync())
        {
            dark = true;
            StateHasChanged();
        }
    }

    /// <summary>A shortcut key that was pressed outside of a field.</summary>
    [JSInvokable]
    public async Task OnKey(string key)
    {
        switch (key)
        {
            case "n":
                Navigation.NavigateTo("/runs/new");
                break;
            case "/":
                if (!await Browser.FocusSearchAsync())
                    Navigation.NavigateTo("/runs");
                break;
            case "?":
                await ShowKeys();
                break;
            default:
                await Keys.PressAsync(key);
                break;
        }
    }

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        self?.Dispose();
    }

    private Task ShowKeys() => Dialogs.ShowAsync<KeysDialog>(Texts["Keys"]);

    private async Task ToggleTheme()
    {
        dark = !dark;
        await Browser.RememberThemeAsync(dark);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        navOpen = false;
        boundary?.Recover();
        InvokeAsync(StateHasChanged);
    }
}
