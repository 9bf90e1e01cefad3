using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Localization;
using MudBlazor;

namespace MlOpsDashboard.Dashboard.Components.Shared;

/// <summary>What became of an action, said at the edge of the page.</summary>
public static class ToastExtensions
{
    private static readonly TextResource Texts = new(typeof(SharedTexts));

    /// <summary>Says what was done, or the refusal.</summary>
    /// <returns>Whether it was done.</returns>
    public static bool Tell(this ISnackbar toasts, Outcome outcome, string done)
    {
        if (outcome.Refusal is { } refusal)
            toasts.Add(refusal, Severity.Warning, o => o.VisibleStateDuration = 12_000);
        else
            toasts.Add(done, Severity.Success);
        return outcome.IsDone;
    }

    /// <summary>Says what was done, with a button that takes it back.</summary>
    public static void TellWithUndo(this ISnackbar toasts, string done, Func<Task> undo) =>
        toasts.Add(
            done,
            Severity.Normal,
            o =>
            {
                o.Action = Texts["Undo"];
                o.VisibleStateDuration = 10_000;
                o.OnClick = _ => undo();
            }
        );
}
