using Microsoft.JSInterop;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>What a call into the browser ends with when the page was left meanwhile: nothing to report, nothing to mend.</summary>
public static class BrowserGone
{
    public static bool Is(Exception e) => e is JSDisconnectedException or OperationCanceledException;
}
