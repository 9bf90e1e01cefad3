using Microsoft.JSInterop;

namespace MlOpsDashboard.Dashboard.Services;

/// <summary>What a call into the browser ends with when the page was left meanwhile: nothing to report, nothing to mend.</summary>
public static class BrowserGone
{
    public static bool Is(Exception e) => e is JSDisconnectedException or OperationCanceledException;

    /// <summary>Awaits a call whose answer nobody needs.</summary>
    public static async Task QuietlyAsync(ValueTask call)
    {
        try
        {
            await call;
        }
        catch (Exception e) when (Is(e))
        {
            // The browser is gone, and with it what the call was for.
        }
    }

    /// <summary>Awaits a call; its answer is <paramref name="otherwise"/> where the page was left.</summary>
    public static async Task<T> QuietlyAsync<T>(ValueTask<T> call, T otherwise)
    {
        try
        {
            return await call;
        }
        catch (Exception e) when (Is(e))
        {
            return otherwise;
        }
    }
}
