using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Localization;
using Microsoft.JSInterop;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>The few things that only the browser can do. All of them end quietly once the page was left.</summary>
public sealed class BrowserBridge(IJSRuntime js)
{
    /// <summary>Remembers the theme in a cookie, so that the next page is drawn right the first time.</summary>
    public Task RememberThemeAsync(bool dark) => Tell("mlops.rememberTheme", dark);

    public Task<bool> PrefersDarkAsync() => BrowserGone.QuietlyAsync(js.InvokeAsync<bool>("mlops.prefersDark"), false);

    /// <summary>Remembers the language in ASP.NET Core's culture cookie and loads the page again in it; what was typed comes back as after any
    /// reload.</summary>
    /// <param name="tag">One of <see cref="Core.Localization.UserLanguage.All"/>.</param>
    public Task ChangeLanguageAsync(string tag) =>
        Tell("mlops.changeLanguage", CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new(tag)));

    public Task CopyAsync(string text) => Tell("mlops.copy", text);

    public Task FocusAsync(ElementReference element) => BrowserGone.QuietlyAsync(element.FocusAsync());

    /// <summary>Opens an address, if the browser still shows the page it is opened from. It may have followed a link that this circuit has not heard
    /// of.</summary>
    /// <param name="from">The address of that page; its query may differ.</param>
    /// <param name="replace">Whether Back leads to what was before that page.</param>
    public Task GoAsync(string from, string to, bool replace) => Tell("mlops.go", from, to, replace);

    /// <summary>Focuses the page's heading, unless someone is in a field.</summary>
    public Task FocusHeadingAsync() => Tell("mlops.focusHeading");

    /// <summary>Focuses the page's search field; false where there is none.</summary>
    public Task<bool> FocusSearchAsync() => BrowserGone.QuietlyAsync(js.InvokeAsync<bool>("mlops.focusSearch"), true);

    /// <summary>Listens for the shortcut keys; typing in a field is left alone.</summary>
    public Task ListenForKeysAsync<T>(DotNetObjectReference<T> target)
        where T : class => Tell("mlops.listenForKeys", target);

    /// <summary>Whether the browser keeps text that was typed under that key and not saved.</summary>
    public Task<bool> HasDraftAsync(string key) => BrowserGone.QuietlyAsync(js.InvokeAsync<bool>("mlops.hasDraft", key), false);

    /// <summary>What was typed under these keys is saved, or given up: the browser keeps it no longer.</summary>
    public Task ForgetDraftsAsync(params string[] keys) => Tell("mlops.forgetDrafts", [keys]);

    /// <summary>Scrolls to an element, if it is there.</summary>
    public Task ShowAsync(string id) => Tell("mlops.show", id);

    /// <summary>Opens the browser's dialog that prints the page, on paper or into a PDF file.</summary>
    public Task PrintAsync() => Tell("mlops.print");

    private Task Tell(string function, params object?[] arguments) => BrowserGone.QuietlyAsync(js.InvokeVoidAsync(function, arguments));
}
