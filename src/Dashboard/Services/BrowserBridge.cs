using Microsoft.JSInterop;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>The few things that only the browser can do.</summary>
public sealed class BrowserBridge(IJSRuntime js)
{
    /// <summary>Remembers the theme in a cookie, so that the next page is drawn right the first time.</summary>
    public ValueTask RememberThemeAsync(bool dark) => js.InvokeVoidAsync("mlops.rememberTheme", dark);

    public ValueTask<bool> PrefersDarkAsync() => js.InvokeAsync<bool>("mlops.prefersDark");

    public ValueTask CopyAsync(string text) => js.InvokeVoidAsync("mlops.copy", text);

    /// <summary>Focuses the page's search field; false where there is none.</summary>
    public ValueTask<bool> FocusSearchAsync() => js.InvokeAsync<bool>("mlops.focusSearch");

    /// <summary>Listens for the shortcut keys; typing in a field is left alone.</summary>
    public ValueTask ListenForKeysAsync<T>(DotNetObjectReference<T> target) where T : class => js.InvokeVoidAsync("mlops.listenForKeys", target);
}
