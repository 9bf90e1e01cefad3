using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Puts the caller of a circuit into its scope, before its first page is made: who signed in when the page connected, with what they may do at each
/// request.</summary>
internal sealed class CircuitCaller(AuthenticationStateProvider authentication, ICallers callers, CurrentCaller current) : CircuitHandler
{
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var state = await authentication.GetAuthenticationStateAsync();
        if (await callers.FindAsync(state.User, cancellationToken) is { } caller)
            current.Set(caller, stop => callers.FindAsync(state.User, stop));
    }
}
