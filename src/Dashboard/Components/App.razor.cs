using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using MlOpsDashboard.Dashboard.Http;

namespace MlOpsDashboard.Dashboard.Components;

/// <summary>The document. Pages are drawn by the circuit alone: a page drawn twice would ask everything twice and jump.</summary>
public partial class App
{
    private readonly InteractiveServerRenderMode interactive = new(prerender: false);
    private bool dark;
    private bool chosen;

    // Pages before sign-in are drawn without a circuit.
    private IComponentRenderMode? Mode => Context.AcceptsInteractiveRouting() ? interactive : null;

    // The files of packages are compressed under their plain name only: their fingerprint goes into the query.
    private string Package(string path) => $"{path}?{AssetCaching.Version}={Assets[path].Split('.')[^2]}";

    // Named here and not in a style sheet, which does not know its fingerprint.
    private string Font => Assets["lib/inter-latin-wght-normal.woff2"];

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    protected override void OnInitialized()
    {
        chosen = Context.Request.Cookies.TryGetValue("theme", out var theme);
        dark = theme == "dark";
    }
}
