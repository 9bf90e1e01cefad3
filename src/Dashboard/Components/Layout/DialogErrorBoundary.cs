using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.Localization;
using MlOpsDashboard.Dashboard.Http;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Layout;

/// <summary>Around the dialogs, which stand outside of the page: one that fails is closed with a sentence and an id, and the page stays.</summary>
public sealed class DialogErrorBoundary : ErrorBoundaryBase
{
    [Inject]
    private ISnackbar Toasts { get; set; } = default!;

    [Inject]
    private IStringLocalizer<LayoutTexts> Texts { get; set; } = default!;

    [Inject]
    private ILogger<DialogErrorBoundary> Logger { get; set; } = default!;

    protected override Task OnErrorAsync(Exception exception)
    {
        var id = FaultId.New();
        Logger.LogError(exception, "A dialog failed. Shown to the person as {ErrorId}", id);
        Toasts.Add(Texts["DialogFailed", id], Severity.Error, o => o.VisibleStateDuration = 15_000);
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
            builder.AddContent(0, ChildContent);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (CurrentException is not null)
            Recover();
    }
}
