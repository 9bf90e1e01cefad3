using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace MlOpsDashboard.Dashboard.Components;

/// <summary>The document. Pages are drawn by the circuit alone: a page drawn twice would ask everything twice and jump.</summary>
public partial class App
{
    private readonly InteractiveServerRenderMode interactive = new(prerender: false);
    private bool dark;
    private bool chosen;

    [CascadingParameter] private HttpContext Context { get; set; } = default!;

    protected override void OnInitialized()
    {
        chosen = Context.Request.Cookies.TryGetValue("theme", out var theme);
        dark = theme == "dark";
    }
}
